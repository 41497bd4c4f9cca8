/* rk-module-page-jobs.c: what can be done with what is in the module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-module-page-private.h"

#include "rk-dialogs.h"
#include "rk-error.h"
#include "rk-finding-text.h"
#include "rk-module-content.h"

/* Jobs begin with what the page holds for them, so that they can be tried again. */
static void
run (RkModulePage *self,
     void        (*job) (RkModulePage *self))
{
  if (self->cancellable != NULL || rk_module_get_busy (self->module))
    return;

  self->job = job;
  job (self);
}

static void
again_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);

  if (self->job != NULL)
    run (self, self->job);
}

/* -- Reading -------------------------------------------------------------- */

static void
read_cb (GObject      *object,
         GAsyncResult *async,
         gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashContents) contents = rk_module_read_contents_finish (RK_MODULE (object), async, &error);

  if (!_rk_module_page_end (self))
    return;
  if (contents == NULL)
    {
      _rk_module_page_fail (self, error);
      return;
    }

  _rk_module_page_set_contents (self, contents);
  _rk_module_page_ready (self);
}

static void
do_read (RkModulePage *self)
{
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  _rk_module_page_begin (self, RK_JOB_READ, FALSE);
  rk_module_read_contents_async (self->module, self->contents, &options, self->cancellable, read_cb, g_object_ref (self));
}

static void
read_action_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  run (RK_MODULE_PAGE (widget), do_read);
}

/* -- Backup --------------------------------------------------------------- */

static void
saved_cb (GObject      *object,
          GAsyncResult *async,
          gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBackup) backup = rk_module_backup_finish (RK_MODULE (object), async, &error);
  g_autofree char *size = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!_rk_module_page_end (self))
    return;
  if (backup == NULL)
    {
      _rk_module_page_fail (self, error);
      return;
    }

  size = rk_size_text (backup->length);
  name = g_file_get_basename (self->file);
  /* Translators: a size such as 1 MB, and the name of a file, twice */
  text = g_strdup_printf (_ ("%s are in %s, checked by the MD5 that the chip computed. What they are is in %s.json: keep both together, and to yourself, since they may hold Wi-Fi passwords."),
                          size, name, name);
  _rk_module_page_tell (self, RK_SEVERITY_GOOD, _ ("Saved"), text, NULL);
}

static void
do_backup (RkModulePage *self)
{
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  _rk_module_page_begin (self, RK_JOB_READ, FALSE);
  rk_module_backup_async (self->module, g_file_peek_path (self->file), self->offset, self->length, &options, self->cancellable,
                          saved_cb, g_object_ref (self));
}

static void
take_file (RkModulePage *self,
           GListModel   *files)
{
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);

  g_set_object (&self->file, file);
}

static void
backup_chosen_cb (GListModel *files,
                  gpointer    user_data)
{
  take_file (user_data, files);
  run (user_data, do_backup);
}

static void
backup_action_cb (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);
  const RkFlashRegion *region = g_str_equal (action_name, "module.backup-part") ? _rk_module_page_get_selected (self) : NULL;

  self->offset = region != NULL ? region->offset : 0;
  self->length = region != NULL ? region->length : 0;
  rk_dialogs_choose_backup (widget, backup_chosen_cb, widget);
}

/* -- Restore -------------------------------------------------------------- */

static void do_restore (RkModulePage *self);

static void
restore_anyway_cb (gpointer user_data)
{
  RkModulePage *self = user_data;

  self->force = TRUE;
  run (self, do_restore);
}

/* What the findings have against it, line by line. */
static char *
dup_objections (RkModulePage *self)
{
  GPtrArray *findings = rk_module_get_findings (self->module);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      g_autofree char *summary = rk_finding_text (finding, finding->summary);

      if (g_str_has_prefix (finding->id, "backup.other-"))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", summary);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
ask_for_other (RkModulePage *self)
{
  g_autofree char *objections = dup_objections (self);

  rk_dialogs_ask (GTK_WIDGET (self), _ ("A backup of another module"), objections, _ ("Do Not Restore"), _ ("Restore Anyway"),
                  restore_anyway_cb, self);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *async,
             gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_restore_finish (RK_MODULE (object), async, &error);
  g_autoptr(RkFinding) content = NULL;
  g_autoptr(RkFinding) start = NULL;
  g_autofree char *written = NULL;
  g_autofree char *started = NULL;
  g_autofree char *text = NULL;

  if (!_rk_module_page_end (self))
    return;
  if (result == NULL)
    {
      _rk_module_page_fail (self, error);
      if (g_error_matches (error, RK_ERROR, RK_ERROR_OTHER_MODULE))
        ask_for_other (self);
      return;
    }

  content = rk_flash_result_content (result);
  start = rk_flash_result_start (result);
  written = rk_finding_text (content, content->summary);
  started = rk_finding_text (start, start->summary);
  text = g_strdup_printf ("%s\n%s", written, started);
  _rk_module_page_tell (self, RK_SEVERITY_GOOD, _ ("As it was"), text, result->boot_text);
}

static void
do_restore (RkModulePage *self)
{
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) content = NULL;
  g_autoptr(RkBackup) backup = rk_backup_load (g_file_peek_path (self->file), &content, &error);
  g_autofree char *name = g_file_get_basename (self->file);

  if (backup == NULL)
    {
      _rk_module_page_fail (self, error);
      return;
    }

  options.force = self->force;
  _rk_module_page_begin (self, RK_JOB_FLASH, TRUE);
  rk_module_restore_async (self->module, backup, content, name, &options, self->cancellable, restored_cb, g_object_ref (self));
}

static void
restore_agreed_cb (gpointer user_data)
{
  run (user_data, do_restore);
}

static void
restore_chosen_cb (GListModel *files,
                   gpointer    user_data)
{
  RkModulePage *self = user_data;
  g_autofree char *name = NULL;
  g_autofree char *body = NULL;

  take_file (self, files);
  self->force = FALSE;
  name = g_file_get_basename (self->file);
  body = g_strdup_printf (_ ("What is in the flash now, where %s has a part of it, is replaced."), name);
  rk_dialogs_ask (GTK_WIDGET (self), _ ("Restore this backup?"), body, _ ("Cancel"), _ ("Restore"), restore_agreed_cb, self);
}

static void
restore_action_cb (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  rk_dialogs_choose_file (widget, _ ("Choose a Backup"), restore_chosen_cb, widget);
}

/* -- Compare -------------------------------------------------------------- */

static char *
describe_places (const RkComparison *comparison)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < comparison->places->len; i++)
    {
      const RkComparedPlace *place = comparison->places->pdata[i];
      g_autofree char *summary = rk_finding_text (place->description, place->description->summary);

      g_string_append_printf (text, "0x%05X  %u/%u  %s\n", place->offset, place->n_different,
                              (place->length + RK_FLASH_SECTOR - 1) / RK_FLASH_SECTOR, summary);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Of a file that is all in the flash. */
static char *
describe_same (const RkComparison *comparison)
{
  g_autofree char *size = rk_size_text (comparison->length);
  g_autofree char *summary = NULL;
  g_autofree char *cause = NULL;

  if (comparison->header == NULL)
    return g_strdup_printf (_ ("All %s of the file are in the flash, byte for byte."), size);

  summary = rk_finding_text (comparison->header, comparison->header->summary);
  cause = rk_finding_text (comparison->header, comparison->header->cause);
  return g_strconcat (summary, "\n", cause, NULL);
}

static void
compared_cb (GObject      *object,
             GAsyncResult *async,
             gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkComparison) comparison = rk_module_compare_finish (RK_MODULE (object), async, &error);
  g_autofree char *text = NULL;
  g_autofree char *places = NULL;

  if (!_rk_module_page_end (self))
    return;
  if (comparison == NULL)
    {
      _rk_module_page_fail (self, error);
      return;
    }

  if (comparison->n_different == 0)
    {
      text = describe_same (comparison);
      _rk_module_page_tell (self, RK_SEVERITY_GOOD, _ ("The same"), text, NULL);
      return;
    }

  places = describe_places (comparison);
  text = g_strdup_printf (ngettext ("%u of %u sectors of 4 KB differs in the flash:",
                                    "%u of %u sectors of 4 KB differ in the flash:", comparison->n_different),
                          comparison->n_different, comparison->n_sectors);
  _rk_module_page_tell (self, RK_SEVERITY_WARNING, _ ("Not the same"), text, places);
}

/* A backup says where it belongs; any other file by what it is, else at the start. */
static GBytes *
load_for_comparison (RkModulePage  *self,
                     guint32       *offset,
                     GError       **error)
{
  const char *path = g_file_peek_path (self->file);
  g_autofree char *list = rk_backup_get_list (path);
  g_autoptr(RkBackup) backup = NULL;
  g_autoptr(RkPlan) plan = NULL;
  g_autoptr(GBytes) content = NULL;
  RkPlanRow *row;

  *offset = 0;
  if (g_file_test (list, G_FILE_TEST_EXISTS))
    {
      backup = rk_backup_load (path, &content, error);
      if (backup != NULL)
        *offset = backup->offset;
      return g_steal_pointer (&content);
    }

  plan = rk_plan_new ();
  if (rk_module_get_chip (self->module) != NULL)
    rk_plan_set_flash_size (plan, rk_module_get_chip (self->module)->flash_size);
  row = rk_plan_add_file (plan, path, RK_PLAN_AUTOMATIC, error);
  if (row == NULL)
    return NULL;
  if (rk_plan_row_get_offset (row) >= 0)
    *offset = (guint32)rk_plan_row_get_offset (row);
  return g_bytes_ref (rk_plan_row_get_bytes (row));
}

static void
do_compare (RkModulePage *self)
{
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  guint32 offset;
  g_autoptr(GBytes) bytes = load_for_comparison (self, &offset, &error);

  if (bytes == NULL)
    {
      _rk_module_page_fail (self, error);
      return;
    }

  _rk_module_page_begin (self, RK_JOB_COMPARE, FALSE);
  rk_module_compare_async (self->module, offset, bytes, &options, self->cancellable, compared_cb, g_object_ref (self));
}

static void
compare_chosen_cb (GListModel *files,
                   gpointer    user_data)
{
  take_file (user_data, files);
  run (user_data, do_compare);
}

static void
compare_action_cb (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  rk_dialogs_choose_file (widget, _ ("Compare with a File"), compare_chosen_cb, widget);
}

/* -- Erase ---------------------------------------------------------------- */

static void
erased_cb (GObject      *object,
           GAsyncResult *async,
           gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;

  gboolean erased = rk_module_erase_finish (RK_MODULE (object), async, &error);

  if (!_rk_module_page_end (self))
    return;
  if (erased)
    _rk_module_page_tell (self, RK_SEVERITY_GOOD, _ ("Erased"),
                          _ ("The module waits in its boot loader. Flash it, or restore a backup."), NULL);
  else
    _rk_module_page_fail (self, error);
}

static void
do_erase (RkModulePage *self)
{
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  _rk_module_page_begin (self, RK_JOB_ERASE, FALSE);
  rk_module_erase_async (self->module, self->offset, self->length, &options, self->cancellable, erased_cb, g_object_ref (self));
}

static void
settings_erased_cb (GObject      *object,
                    GAsyncResult *async,
                    gpointer      user_data)
{
  g_autoptr(RkModulePage) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean erased = rk_module_erase_settings_finish (RK_MODULE (object), async, &error);

  if (!_rk_module_page_end (self))
    return;
  if (erased)
    _rk_module_page_tell (self, RK_SEVERITY_GOOD, _ ("Forgotten"),
                          _ ("The module knows no Wi-Fi network any more. Its programs are as they were, and it runs again."), NULL);
  else
    _rk_module_page_fail (self, error);
}

static void
do_erase_settings (RkModulePage *self)
{
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  _rk_module_page_begin (self, RK_JOB_ERASE, FALSE);
  rk_module_erase_settings_async (self->module, &options, self->cancellable, settings_erased_cb, g_object_ref (self));
}

static void
erase_agreed_cb (gpointer user_data)
{
  run (user_data, do_erase);
}

static void
erase_settings_agreed_cb (gpointer user_data)
{
  run (user_data, do_erase_settings);
}

static void
erase_all_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);

  self->offset = 0;
  self->length = 0;
  rk_dialogs_ask (widget, _ ("Erase everything?"),
                  _ ("All programs and settings in the flash are lost. The boot loader in the chip’s ROM stays: the module can be flashed again at any time."),
                  _ ("Cancel"), _ ("Erase Everything"), erase_agreed_cb, self);
}

static void
erase_part_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);
  const RkFlashRegion *region = _rk_module_page_get_selected (self);
  g_autofree char *summary = NULL;
  g_autofree char *body = NULL;

  if (region == NULL)
    return;

  self->offset = region->offset;
  self->length = region->length;
  summary = rk_finding_text (region->description, region->description->summary);
  body = g_strdup_printf (_ ("%s, from 0x%05X to 0x%05X, is lost."), summary, region->offset, region->offset + region->length - 1);
  rk_dialogs_ask (widget, _ ("Erase this part?"), body, _ ("Cancel"), _ ("Erase Part"), erase_agreed_cb, self);
}

static void
erase_settings_cb (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  rk_dialogs_ask (widget, _ ("Erase the Wi-Fi settings?"),
                  _ ("The networks that the module remembers, with their passwords, are lost; everything else stays. If it cannot be determined where they are, nothing is erased."),
                  _ ("Cancel"), _ ("Erase Settings"), erase_settings_agreed_cb, widget);
}

void
_rk_module_page_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "module.again", NULL, again_cb);
  gtk_widget_class_install_action (widget_class, "module.read", NULL, read_action_cb);
  gtk_widget_class_install_action (widget_class, "module.backup", NULL, backup_action_cb);
  gtk_widget_class_install_action (widget_class, "module.backup-part", NULL, backup_action_cb);
  gtk_widget_class_install_action (widget_class, "module.restore", NULL, restore_action_cb);
  gtk_widget_class_install_action (widget_class, "module.compare", NULL, compare_action_cb);
  gtk_widget_class_install_action (widget_class, "module.erase-all", NULL, erase_all_cb);
  gtk_widget_class_install_action (widget_class, "module.erase-part", NULL, erase_part_cb);
  gtk_widget_class_install_action (widget_class, "module.erase-settings", NULL, erase_settings_cb);
}
