/* rk-flash-page-files.c: what is in the table of the Flash page, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-page-private.h"

#include "rk-dialogs.h"
#include "rk-plan-row-view.h"
#include "rk-sample.h"
#include "rk-set.h"
#include "rk-symbols.h"

#define RECENT_MAX  8

/* Takes rows out of the table; one press brings them back. */
void
_rk_flash_page_remove_rows (RkFlashPage *self,
                            GPtrArray   *rows)
{
  g_autofree char *text = NULL;

  if (rows->len == 0)
    return;

  _rk_flash_page_put_aside (self);
  text = rows->len == 1 ? g_strdup_printf (_ ("%s taken out"), rk_plan_row_get_name (rows->pdata[0]))
                        : g_strdup_printf (ngettext ("%u file taken out", "%u files taken out", rows->len), rows->len);
  for (guint i = 0; i < rows->len; i++)
    rk_plan_remove (self->plan, rows->pdata[i]);
  _rk_flash_page_show_undo (self, text);
}

static void
add_sample (RkFlashPage *self)
{
  g_autoptr(GBytes) sample = rk_sample_firmware ();

  rk_plan_add_bytes (self->plan, RK_FLASH_PAGE_SAMPLE_NAME, sample, 0);
}

/* -- Adding files --------------------------------------------------------- */

static void
show_recent (RkFlashPage *self)
{
  g_autoptr(GVariant) recent = rk_settings_get (self->settings, "recent-files");
  GVariantIter iter;
  const char  *path;

  g_menu_remove_all (self->recent_section);
  g_variant_iter_init (&iter, recent);
  while (g_variant_iter_next (&iter, "&s", &path))
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_auto(GStrv) parts = g_strsplit (name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "flash.add-recent", "s", path);
      g_menu_append_item (self->recent_section, item);
    }
}

static void
keep_recent (RkFlashPage *self,
             const char  *path)
{
  g_autoptr(GVariant) recent = rk_settings_get (self->settings, "recent-files");
  g_autofree char *folder = g_path_get_dirname (path);
  GVariantBuilder  builder;
  GVariantIter     iter;
  const char      *other;
  guint            count = 1;

  if (!g_utf8_validate (path, -1, NULL))
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  g_variant_builder_add (&builder, "s", path);
  g_variant_iter_init (&iter, recent);
  while (g_variant_iter_next (&iter, "&s", &other))
    if (!g_str_equal (other, path) && count++ < RECENT_MAX)
      g_variant_builder_add (&builder, "s", other);
  rk_settings_set (self->settings, "recent-files", g_variant_builder_end (&builder));
  rk_settings_set_string (self->settings, "folder", folder);
  show_recent (self);
}

static gboolean
add_file (RkFlashPage *self,
          const char  *path)
{
  g_autoptr(GError) error = NULL;

  if (_rk_flash_page_holds_only_sample (self))
    rk_plan_clear (self->plan);
  _rk_flash_page_forget_set (self);
  if (rk_plan_add_file (self->plan, path, RK_PLAN_AUTOMATIC, &error) != NULL)
    return TRUE;

  _rk_flash_page_tell_unreadable (self, path, error);
  return FALSE;
}

static void
add_path (RkFlashPage *self,
          const char  *path)
{
  gboolean added = rk_set_looks_like_one (path) ? _rk_flash_page_load_set (self, path) : add_file (self, path);

  if (added)
    keep_recent (self, path);
}

static void
files_chosen_cb (GListModel *files,
                 gpointer    user_data)
{
  rk_flash_page_add_files (user_data, files);
}

static void
add_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  RkFlashPage     *self = RK_FLASH_PAGE (widget);
  g_autofree char *folder = rk_settings_dup_string (self->settings, "folder");

  rk_dialogs_choose_files (widget, folder, files_chosen_cb, self);
}

static void
add_folder_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkFlashPage     *self = RK_FLASH_PAGE (widget);
  g_autofree char *folder = rk_settings_dup_string (self->settings, "folder");

  rk_dialogs_choose_folder (widget, folder, files_chosen_cb, self);
}

static void
add_sample_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  add_sample (RK_FLASH_PAGE (widget));
}

static void
add_recent_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  add_path (RK_FLASH_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autoptr(GPtrArray) rows = rk_plan_list_get_selected (self->list);

  _rk_flash_page_remove_rows (self, rows);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);

  _rk_flash_page_put_aside (self);
  rk_plan_clear (self->plan);
  _rk_flash_page_show_undo (self, _ ("The table is empty"));
}

static void
undo_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autoptr(RkPlan) plan = g_steal_pointer (&self->undo);

  if (plan != NULL)
    _rk_flash_page_set_plan (self, plan);
}

/* Files and folders that were dropped onto the page. */
gboolean
_rk_flash_page_drop (GtkDropTarget *target,
                     const GValue  *value,
                     double         x,
                     double         y,
                     RkFlashPage   *self)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (rk_flash_page_is_busy (self))
    return FALSE;

  for (GSList *file = gdk_file_list_get_files (g_value_get_boxed (value)); file != NULL; file = file->next)
    g_list_store_append (files, file->data);
  rk_flash_page_add_files (self, G_LIST_MODEL (files));
  return TRUE;
}

/* -- Mending what the check found ----------------------------------------- */

/* The best file of a kind in the folder that @row is from; its newest version, as
 * vendors name them. */
static char *
find_beside (RkPlanRow  *row,
             const char *prefix)
{
  const char      *path = rk_plan_row_get_path (row);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autofree char *best = NULL;
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, ".bin") && g_strcmp0 (name, best) > 0)
      {
        g_free (best);
        best = g_strdup (name);
      }

  return best != NULL ? g_build_filename (folder, best, NULL) : NULL;
}

static void
add_missing (RkFlashPage *self,
             RkPlanRow   *row,
             const char  *prefix)
{
  g_autofree char *path = find_beside (row, prefix);

  if (path != NULL)
    add_path (self, path);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "flash.add", NULL);
}

/* Does what the button on the row says. */
void
_rk_flash_page_fix (RkFlashPage     *self,
                    RkPlanRow       *row,
                    const RkFinding *finding)
{
  const char *offset = rk_finding_get_value (finding, "fix-offset");
  const char *size = rk_finding_get_value (finding, "fix-size");
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();

  switch (rk_plan_row_choose_fix (row, finding))
    {
    case RK_PLAN_FIX_OFFSET:
      rk_plan_row_set_offset (row, g_ascii_strtoll (offset, NULL, 0));
      break;
    case RK_PLAN_FIX_SIZE:
      rk_flash_options_set_size (self->options, size);
      break;
    case RK_PLAN_FIX_LOADER:
      add_missing (self, row, "boot_v");
      break;
    case RK_PLAN_FIX_IROM:
      add_missing (self, row, "eagle.irom0text");
      break;
    case RK_PLAN_FIX_PLACE:
      rk_plan_row_set_automatic (row, TRUE);
      break;
    case RK_PLAN_FIX_REMOVE:
    default:
      g_ptr_array_add (rows, row);
      _rk_flash_page_remove_rows (self, rows);
      break;
    }
}

/* -- Mending what the module tells ---------------------------------------- */

/* Sees to it that a kind of file is written: one in the table, or one of that name
 * beside another.  Returns whether there is one now. */
static gboolean
provide (RkFlashPage *self,
         RkFileKind   kind,
         const char  *prefix)
{
  g_autofree char *path = NULL;
  RkPlanRow *found = NULL;

  for (guint i = 0; i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      if (rk_plan_row_get_info (row)->kind != kind)
        continue;
      if (found == NULL || rk_plan_row_get_enabled (row))
        found = row;
      if (kind == RK_FILE_BLANK) /* it goes to two places */
        rk_plan_row_set_enabled (row, TRUE);
    }
  if (found != NULL)
    {
      rk_plan_row_set_enabled (found, TRUE);
      return TRUE;
    }

  for (guint i = 0; path == NULL && i < rk_plan_get_n_rows (self->plan); i++)
    path = find_beside (rk_plan_get_row (self->plan, i), prefix);
  return path != NULL && add_file (self, path);
}

/* The header of what is written to the beginning tells the loader the flash's size. */
void
_rk_flash_page_prepare_loader (RkFlashPage *self)
{
  _rk_flash_page_put_aside (self);
  rk_flash_options_set_size (self->options, "detect");
  _rk_flash_page_show_undo (self, provide (self, RK_FILE_BOOT_LOADER, "boot_v")
                             ? _ ("The boot loader will name the real flash size")
                             : _ ("Add the boot loader; it will name the real flash size"));
}

/* To erase these sectors alone would leave firmware that waits for them. */
void
_rk_flash_page_prepare_rf_data (RkFlashPage *self)
{
  gboolean has_rf_data, has_blank;

  _rk_flash_page_put_aside (self);
  has_rf_data = provide (self, RK_FILE_RF_DATA, "esp_init_data_default");
  has_blank = provide (self, RK_FILE_BLANK, "blank");
  _rk_flash_page_show_undo (self, has_rf_data && has_blank
                             ? _ ("RF data and blank sectors will be written, which clears the module’s settings")
                             : _ ("Add esp_init_data_default.bin and blank.bin of the module’s firmware"));
}

/* -- From one start to the next ------------------------------------------- */

void
_rk_flash_page_keep_files (RkFlashPage *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sxb)"));
  for (guint i = 0; i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow  *row = rk_plan_get_row (self->plan, i);
      const char *path = rk_plan_row_get_path (row);

      if (path != NULL && g_utf8_validate (path, -1, NULL))
        g_variant_builder_add (&builder, "(sxb)", path,
                               rk_plan_row_get_automatic (row) ? (gint64)RK_PLAN_AUTOMATIC : rk_plan_row_get_offset (row),
                               rk_plan_row_get_enabled (row));
    }
  rk_settings_set (self->settings, "files", g_variant_builder_end (&builder));
}

/* What stood in the table last time, as far as it is still there; the first time, or
 * when nothing is left, the sample. */
void
_rk_flash_page_load_files (RkFlashPage *self)
{
  g_autoptr(GVariant) files = rk_settings_get (self->settings, "files");
  g_autoptr(RkPlan) plan = rk_plan_new ();
  GVariantIter iter;
  const char  *path;
  gint64       offset;
  gboolean     enabled;

  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&sxb)", &path, &offset, &enabled))
    {
      RkPlanRow *row = NULL;

      if (offset >= RK_PLAN_AUTOMATIC && offset <= G_MAXUINT32)
        row = rk_plan_add_file (plan, path, offset, NULL);
      if (row != NULL)
        rk_plan_row_set_enabled (row, enabled);
    }

  _rk_flash_page_set_plan (self, plan);
  if (rk_plan_get_n_rows (plan) == 0)
    add_sample (self);
  show_recent (self);
}

/**
 * rk_flash_page_add_files:
 * @self: a page
 * @files: (element-type GFile): files and sets, as they were chosen or dropped
 *
 * Each file goes where it belongs.
 */
void
rk_flash_page_add_files (RkFlashPage *self,
                         GListModel  *files)
{
  g_return_if_fail (RK_IS_FLASH_PAGE (self));

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) != NULL)
        add_path (self, g_file_peek_path (file));
      else
        _rk_flash_page_tell_remote (self, file);
    }
  if (g_list_model_get_n_items (files) > 1)
    _rk_flash_page_sort_rows (self->plan);
}

/**
 * rk_flash_page_replace:
 * @self: a page
 * @file: a file or a set, with a path
 *
 * Puts it in the place of what the table holds, which Undo brings back; not so while
 * the page flashes.
 */
void
rk_flash_page_replace (RkFlashPage *self,
                       GFile       *file)
{
  const char *path = g_file_peek_path (file);

  g_return_if_fail (RK_IS_FLASH_PAGE (self));
  g_return_if_fail (path != NULL);

  if (rk_flash_page_is_busy (self))
    return;

  if (rk_set_looks_like_one (path) ? _rk_flash_page_load_set (self, path) : _rk_flash_page_load_only (self, path))
    keep_recent (self, path);
}

/**
 * rk_flash_page_dup_elf:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the ELF file beside a program that is in the
 *   table to be written
 */
char *
rk_flash_page_dup_elf (RkFlashPage *self)
{
  char *elf = NULL;

  g_return_val_if_fail (RK_IS_FLASH_PAGE (self), NULL);

  for (guint i = 0; elf == NULL && i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      if (rk_plan_row_get_enabled (row) && rk_plan_row_get_path (row) != NULL)
        elf = rk_symbols_dup_path_beside (rk_plan_row_get_path (row));
    }
  return elf;
}

/* The actions that change the table. */
void
_rk_flash_page_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "flash.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-folder", NULL, add_folder_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-sample", NULL, add_sample_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-recent", "s", add_recent_cb);
  gtk_widget_class_install_action (widget_class, "flash.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "flash.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "flash.undo", NULL, undo_cb);
}
