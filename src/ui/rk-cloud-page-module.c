/* rk-cloud-page-module.c: what the module is, and a backup of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include "rk-dialogs.h"
#include "rk-module-content.h"

/* -- The module ----------------------------------------------------------- */

static gboolean
is_too_old (RkCloudPage *self)
{
  return self->version != NULL && self->version->generation != RK_AT_GENERATION_ESP_AT &&
         !rk_at_version_is_at_least (self->version, 0, 17);
}

RkCloudPageButtons
_rk_cloud_page_module_buttons (RkCloudPage *self)
{
  RkCloudPageButtons look = { _ ("_Look at the Module"), "cloud.check", TRUE, NULL, NULL };
  RkCloudPageButtons refused = { _ ("_Flash by Serial"), "cloud.flash", TRUE, _ ("_Look Again"), "cloud.check" };
  RkCloudPageButtons unsure = { _ ("_Flash by Serial"), "cloud.flash", TRUE, _ ("_Go On Anyway"), "cloud.anyway" };
  RkCloudPageButtons fine = { _ ("_Continue"), "cloud.next", TRUE, _ ("_Look Again"), "cloud.check" };

  if (!self->checked)
    return look;
  if (self->refusal != NULL)
    return rk_cloud_is_overridable (self->refusal) ? unsure : refused;
  if (is_too_old (self))
    return unsure;
  return fine;
}

static const char *
name_generation (const RkAtVersion *version)
{
  switch (version->generation)
    {
    case RK_AT_GENERATION_DIGITS:
      return _ ("The first AT firmware, from 2014");
    case RK_AT_GENERATION_EARLY:
      return _ ("Early AT firmware, from 2015");
    case RK_AT_GENERATION_ESP_AT:
      return _ ("ESP-AT, the newest line");
    case RK_AT_GENERATION_NONOS:
    default:
      return _ ("AT 1.x on Espressif’s NONOS SDK");
    }
}

static void
show_facts (RkCloudPage *self)
{
  g_autofree char *name = rk_at_version_dup_name (self->version);
  g_autofree char *firmware = NULL;
  g_autofree char *slot = NULL;

  /* translators: a firmware's version, and that of the SDK in it */
  firmware = self->version->sdk != NULL ? g_strdup_printf (_ ("%s, SDK %s"), name, self->version->sdk) : g_strdup (name);
  slot = self->slot > 0 ? g_strdup_printf (_ ("Slot %u; the update goes to slot %u, so this one stays as it is"),
                                           self->slot, 3 - self->slot)
                        : g_strdup (_ ("Cannot be determined"));
  adw_action_row_set_subtitle (self->fact_firmware, firmware);
  adw_action_row_set_subtitle (self->fact_generation, name_generation (self->version));
  adw_action_row_set_subtitle (self->fact_slot, slot);
  adw_action_row_set_subtitle (self->fact_update,
                               is_too_old (self) ? _ ("Came with AT 0.17: flash a newer version by serial first")
                               : rk_at_version_has_cloud_update (self->version) == RK_AT_SUPPORT_YES
                                 ? _ ("This firmware has it")
                                 : _ ("This firmware may have it; ESP-AT for 1 MB modules leaves it out"));
  gtk_widget_set_visible (self->facts, TRUE);
}

static void
caption_module (RkCloudPage *self)
{
  g_autofree char *name = rk_at_version_dup_name (self->version);
  g_autofree char *caption = self->slot > 0 ? g_strdup_printf (_ ("%s · slot %u"), name, self->slot) : g_strdup (name);

  rk_stage_view_set_caption (self->steps[RK_CLOUD_PAGE_MODULE], caption);
}

/* What does not speak against an update, but should be known. */
static void
show_warning (RkCloudPage *self)
{
  GPtrArray *findings = rk_module_get_findings (self->module);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];

      if (finding->severity == RK_SEVERITY_WARNING && g_str_has_prefix (finding->id, "cloud."))
        {
          _rk_cloud_page_notice (self, finding);
          return;
        }
    }
}

static void
looked_cb (RkCloudPage   *self,
           RkCloudResult *looked)
{
  g_autoptr(RkCloudResult) result = looked;

  self->checked = TRUE;
  self->slot = result->slot_before;
  self->version = g_steal_pointer (&result->firmware);
  self->refusal = g_steal_pointer (&result->finding);
  _rk_cloud_page_end (self);

  if (self->version != NULL)
    {
      show_facts (self);
      caption_module (self);
    }
  if (self->refusal != NULL)
    _rk_cloud_page_notice (self, self->refusal);
  else
    show_warning (self);
}

static void
check_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);
  const RkCloudOptions options = { .extent = RK_CLOUD_LOOK, .hurry = 1 };

  _rk_cloud_page_module_reset (self);
  rk_trace_log_clear (self->trace);
  _rk_cloud_page_begin (self);
  _rk_cloud_page_run (self, &options, NULL, looked_cb);
}

static void
next_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);
  g_autofree char *name = self->backup != NULL ? g_file_get_basename (self->backup) : NULL;

  if (self->step == RK_CLOUD_PAGE_MODULE)
    {
      _rk_cloud_page_finish_step (self, NULL);
      if (self->version != NULL)
        caption_module (self);
    }
  else
    _rk_cloud_page_finish_step (self, name);
}

/* On the person's word, for what cannot be seen from here. */
static void
anyway_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  self->force = TRUE;
  next_cb (widget, action_name, parameter);
}

void
_rk_cloud_page_module_reset (RkCloudPage *self)
{
  self->checked = FALSE;
  self->force = FALSE;
  self->slot = 0;
  g_clear_pointer (&self->refusal, rk_finding_free);
  g_clear_pointer (&self->version, rk_at_version_free);
  gtk_widget_set_visible (self->facts, FALSE);
  rk_stage_view_set_caption (self->steps[RK_CLOUD_PAGE_MODULE], "");
}

/* -- The backup ----------------------------------------------------------- */

RkCloudPageButtons
_rk_cloud_page_safety_buttons (RkCloudPage *self)
{
  const RkCloudPageButtons save = { _ ("_Save a Backup…"), "cloud.backup", TRUE, _ ("_Go On Without"), "cloud.skip" };
  const RkCloudPageButtons saved = { _ ("_Continue"), "cloud.next", TRUE, _ ("_Save Another…"), "cloud.backup" };

  return self->backup != NULL ? saved : save;
}

static void
tell_backup (RkCloudPage *self,
             gboolean     saved)
{
  _rk_cloud_page_tell_end (self, saved ? _ ("Backup saved") : _ ("No backup"),
                           saved ? _ ("The module’s flash was saved to a file.")
                                 : gtk_label_get_label (self->notice_summary));
}

typedef struct
{
  RkCloudPage *page;
  GFile       *file;
} Backup;

static void
saved_cb (GObject      *object,
          GAsyncResult *async,
          gpointer      user_data)
{
  g_autofree Backup *backup = user_data;
  g_autoptr(RkCloudPage) self = backup->page;
  g_autoptr(GFile) file = backup->file;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBackup) saved = rk_module_backup_finish (RK_MODULE (object), async, &error);
  g_autofree char *name = g_file_get_basename (file);

  if (self->module == NULL)
    return;

  if (saved != NULL)
    g_set_object (&self->backup, file);
  _rk_cloud_page_end (self);
  if (saved != NULL)
    _rk_cloud_page_finish_step (self, name);
  else
    _rk_cloud_page_fail (self, error);
  tell_backup (self, saved != NULL);
}

static void
backup_chosen_cb (GListModel *files,
                  gpointer    user_data)
{
  RkCloudPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;
  Backup *backup;

  if (rk_cloud_page_is_busy (self) || rk_module_get_busy (self->module))
    return;

  backup = g_new0 (Backup, 1);
  backup->page = g_object_ref (self);
  backup->file = g_object_ref (file);
  _rk_cloud_page_begin (self);
  rk_module_backup_async (self->module, g_file_peek_path (file), 0, 0, &options, self->cancellable, saved_cb,
                          backup);
}

static void
backup_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  rk_dialogs_choose_backup (widget, backup_chosen_cb, widget);
}

static void
skip_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  _rk_cloud_page_finish_step (RK_CLOUD_PAGE (widget), _ ("none"));
}

void
_rk_cloud_page_module_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "cloud.check", NULL, check_cb);
  gtk_widget_class_install_action (widget_class, "cloud.anyway", NULL, anyway_cb);
  gtk_widget_class_install_action (widget_class, "cloud.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "cloud.backup", NULL, backup_cb);
  gtk_widget_class_install_action (widget_class, "cloud.skip", NULL, skip_cb);
}
