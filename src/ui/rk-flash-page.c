/* rk-flash-page.c: files in, Flash, and the proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page owns the plan and the options; the module does the work.  Whatever
 * changes the plan at one blow (removal, a set in its place) puts a copy aside
 * first, and Undo brings it back.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-page.h"

#include "rk-accessible.h"
#include "rk-details-window.h"
#include "rk-dialogs.h"
#include "rk-error.h"
#include "rk-finding-text.h"
#include "rk-flash-map-view.h"
#include "rk-flash-options.h"
#include "rk-job-view.h"
#include "rk-plan-list.h"
#include "rk-plan-row-view.h"
#include "rk-result-card.h"
#include "rk-sample.h"
#include "rk-set.h"

#define SAMPLE_NAME "rekindle-sample.bin"
#define RECENT_MAX  8

struct _RkFlashPage
{
  AdwBin parent_instance;

  RkModule     *module;
  RkSettings   *settings;
  RkTraceLog   *trace; /* the window's */
  RkPlan       *plan;
  RkPlan       *undo;
  GPtrArray    *findings; /* of the last check */
  GCancellable *cancellable;
  gboolean      rehearsing; /* in the job under way or just over */
  guint         check_id;
  char         *set_path; /* of the set that the table holds, untouched */

  AdwToastOverlay *toasts;
  GMenu           *recent_section;
  GtkWidget       *rehearsal;
  GtkWidget       *filler;
  RkPlanList      *list;
  RkFlashMapView  *map;
  GtkStack        *bottom;
  GtkWidget       *add_menu_button;
  GtkWidget       *options_button;
  RkFlashOptions  *options;
  GtkLabel        *summary;
  GtkWidget       *start;
  RkJobView       *job;
  RkResultCard    *card;
};

G_DEFINE_FINAL_TYPE (RkFlashPage, rk_flash_page, ADW_TYPE_BIN)

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_toast (RkFlashPage *self,
            const char  *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
show_undo_toast (RkFlashPage *self,
                 const char  *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "flash.undo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* -- What may be done ----------------------------------------------------- */

/* Why Flash cannot be pressed, or NULL. */
static char *
dup_obstacle (RkFlashPage *self)
{
  if (rk_module_get_port (self->module) == NULL)
    return g_strdup (_ ("Choose the port of the module above."));
  if (self->findings != NULL && rk_plan_is_refused (self->findings) && !rk_flash_options_get (self->options).force)
    {
      const RkFinding *worst = self->findings->pdata[0];

      return rk_finding_text (worst, worst->summary);
    }

  return NULL;
}

/* The one place that decides what can be pressed. */
static void
update_actions (RkFlashPage *self)
{
  gboolean done = g_strcmp0 (gtk_stack_get_visible_child_name (self->bottom), "done") == 0;
  gboolean busy = rk_flash_page_is_busy (self);
  gboolean occupied = self->module != NULL && rk_module_get_busy (self->module);
  g_autofree char *obstacle = self->module != NULL ? dup_obstacle (self) : NULL;
  g_autofree char *usual = rk_flash_options_summarise (self->options);

  gtk_label_set_label (self->summary, obstacle != NULL ? obstacle : usual);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.start", !occupied && obstacle == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.cancel", busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.details", done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.dismiss", done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.undo", self->undo != NULL && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.clear", !busy && rk_plan_get_n_rows (self->plan) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.remove", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-folder", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-sample", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-recent", !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !busy);
}

static gboolean
is_rehearsal (RkFlashPage *self)
{
  const char *port = rk_module_get_port (self->module);

  return port != NULL && (g_str_equal (port, "virtual") || g_str_has_prefix (port, "virtual:"));
}

static void
port_cb (RkFlashPage *self)
{
  gtk_widget_set_visible (self->rehearsal, is_rehearsal (self));
  gtk_widget_set_visible (self->filler, !is_rehearsal (self));
  update_actions (self);
}

/* -- The plan ------------------------------------------------------------- */

static void
keep_files (RkFlashPage *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sxb)"));
  for (guint i = 0; i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);
      const char *path = rk_plan_row_get_path (row);

      if (path != NULL && g_utf8_validate (path, -1, NULL))
        g_variant_builder_add (&builder, "(sxb)", path,
                               rk_plan_row_get_automatic (row) ? (gint64)RK_PLAN_AUTOMATIC : rk_plan_row_get_offset (row),
                               rk_plan_row_get_enabled (row));
    }
  rk_settings_set (self->settings, "files", g_variant_builder_end (&builder));
}

static gboolean
check_cb (gpointer user_data)
{
  RkFlashPage *self = user_data;
  RkJobOptions options = rk_flash_options_get (self->options);

  self->check_id = 0;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = rk_plan_check (self->plan, NULL, &options.header);
  rk_flash_map_view_refresh (self->map);
  update_actions (self);
  keep_files (self);
  return G_SOURCE_REMOVE;
}

/* Once for all changes of a moment, before the next frame. */
static void
queue_check (RkFlashPage *self)
{
  if (self->check_id == 0)
    self->check_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, check_cb, self, NULL);
}

/* Only a person does that: the set is no longer as it came. */
static void
row_edited_cb (RkFlashPage *self)
{
  g_clear_pointer (&self->set_path, g_free);
  queue_check (self);
}

static void
items_changed_cb (RkFlashPage *self,
                  guint        position,
                  guint        removed,
                  guint        added)
{
  for (guint i = position; i < position + added; i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      g_signal_handlers_disconnect_by_data (row, self);
      g_signal_connect_object (row, "notify::offset", G_CALLBACK (queue_check), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "notify::enabled", G_CALLBACK (row_edited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "notify::automatic", G_CALLBACK (row_edited_cb), self, G_CONNECT_SWAPPED);
    }
  queue_check (self);
}

static void
set_plan (RkFlashPage *self,
          RkPlan      *plan)
{
  if (self->plan != NULL)
    g_signal_handlers_disconnect_by_data (self->plan, self);

  g_set_object (&self->plan, plan);
  g_signal_connect_object (plan, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  rk_plan_list_set_plan (self->list, plan);
  rk_flash_map_view_set_plan (self->map, plan);
  items_changed_cb (self, 0, 0, rk_plan_get_n_rows (plan));
}

static void
put_aside (RkFlashPage *self)
{
  g_clear_object (&self->undo);
  self->undo = rk_plan_copy (self->plan);
  g_clear_pointer (&self->set_path, g_free);
}

static void
remove_rows (RkFlashPage *self,
             GPtrArray   *rows)
{
  g_autofree char *text = NULL;

  if (rows->len == 0)
    return;

  put_aside (self);
  text = rows->len == 1 ? g_strdup_printf (_ ("%s taken out"), rk_plan_row_get_name (rows->pdata[0]))
                        : g_strdup_printf (ngettext ("%u file taken out", "%u files taken out", rows->len), rows->len);
  for (guint i = 0; i < rows->len; i++)
    rk_plan_remove (self->plan, rows->pdata[i]);
  show_undo_toast (self, text);
}

static gboolean
holds_only_sample (RkPlan *plan)
{
  return rk_plan_get_n_rows (plan) == 1 && rk_plan_row_get_path (rk_plan_get_row (plan, 0)) == NULL &&
         g_str_equal (rk_plan_row_get_name (rk_plan_get_row (plan, 0)), SAMPLE_NAME);
}

static void
add_sample (RkFlashPage *self)
{
  g_autoptr(GBytes) sample = rk_sample_firmware ();

  rk_plan_add_bytes (self->plan, SAMPLE_NAME, sample, 0);
}

/* -- Adding files --------------------------------------------------------- */

static void
show_recent (RkFlashPage *self)
{
  g_autoptr(GVariant) recent = rk_settings_get (self->settings, "recent-files");
  GVariantIter iter;
  const char *path;

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
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  guint count = 1;

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

static void
tell_unreadable (RkFlashPage  *self,
                 const char   *path,
                 const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), name, error->message);

  show_toast (self, text);
}

/* What is written comes first, in the order in which it lies in flash. */
static gboolean
comes_before (RkPlanRow *a,
              RkPlanRow *b)
{
  if (rk_plan_row_get_enabled (a) != rk_plan_row_get_enabled (b))
    return rk_plan_row_get_enabled (a);

  return rk_plan_row_get_offset (a) < rk_plan_row_get_offset (b);
}

static void
sort_rows (RkPlan *plan)
{
  for (guint i = 1; i < rk_plan_get_n_rows (plan); i++)
    {
      guint to = i;

      while (to > 0 && comes_before (rk_plan_get_row (plan, i), rk_plan_get_row (plan, to - 1)))
        to--;
      rk_plan_move (plan, i, to);
    }
}

/* A folder, an archive or a manifest says all that belongs together, and takes the
 * place of what is there. */
static gboolean
load_set (RkFlashPage *self,
          const char  *path,
          gboolean     undoable)
{
  guint32 flash_size = rk_plan_get_flash_size (self->plan);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("%s is in the table now"), name);
  gboolean was_sample = holds_only_sample (self->plan);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_set_load (path, flash_size, &error);

  if (plan == NULL)
    {
      tell_unreadable (self, path, error);
      return FALSE;
    }

  put_aside (self);
  rk_plan_set_flash_size (plan, flash_size);
  sort_rows (plan);
  set_plan (self, plan);
  self->set_path = g_strdup (path);
  if (undoable && !was_sample && rk_plan_get_n_rows (self->undo) > 0)
    show_undo_toast (self, text);
  return TRUE;
}

static gboolean
add_file (RkFlashPage *self,
          const char  *path)
{
  g_autoptr(GError) error = NULL;

  if (holds_only_sample (self->plan))
    rk_plan_clear (self->plan);
  g_clear_pointer (&self->set_path, g_free);
  if (rk_plan_add_file (self->plan, path, RK_PLAN_AUTOMATIC, &error) != NULL)
    return TRUE;

  tell_unreadable (self, path, error);
  return FALSE;
}

static void
add_path (RkFlashPage *self,
          const char  *path)
{
  gboolean added = rk_set_looks_like_one (path) ? load_set (self, path, TRUE) : add_file (self, path);

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
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autofree char *folder = rk_settings_dup_string (self->settings, "folder");

  rk_dialogs_choose_files (widget, folder, files_chosen_cb, self);
}

static void
add_folder_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
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

  remove_rows (self, rows);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);

  put_aside (self);
  rk_plan_clear (self->plan);
  show_undo_toast (self, _ ("The table is empty"));
}

static void
undo_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autoptr(RkPlan) plan = g_steal_pointer (&self->undo);

  if (plan != NULL)
    set_plan (self, plan);
}

static gboolean
drop_cb (GtkDropTarget *target,
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
  const char *path = rk_plan_row_get_path (row);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autofree char *best = NULL;
  const char *name;

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
static void
fix_cb (RkFlashPage     *self,
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
      remove_rows (self, rows);
      break;
    }
}

static void
options_changed_cb (RkFlashPage *self)
{
  queue_check (self);
  update_actions (self);
}

/* -- The job -------------------------------------------------------------- */

static void
show_page (RkFlashPage *self,
           const char  *name)
{
  gtk_stack_set_visible_child_name (self->bottom, name);
  update_actions (self);
}

static void
flashed_cb (GObject      *object,
            GAsyncResult *async,
            gpointer      user_data)
{
  g_autoptr(RkFlashPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_flash_finish (self->module, async, &error);
  GPtrArray *findings = rk_module_get_findings (self->module);

  g_clear_object (&self->cancellable);
  if (result != NULL)
    rk_result_card_show_result (self->card, result, findings, self->rehearsing);
  else
    {
      rk_trace_log_add (self->trace, error->message);
      rk_result_card_show_error (self->card, error, findings);
    }

  show_page (self, "done");
  g_signal_emit (self, signals[ENDED], 0, result != NULL);
}

static void
start_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  RkJobOptions options = rk_flash_options_get (self->options);

  rk_trace_log_clear (self->trace);
  self->rehearsing = is_rehearsal (self);
  self->cancellable = g_cancellable_new ();
  rk_job_view_begin (self->job, options.watch);
  show_page (self, "running");
  rk_module_flash_async (self->module, self->plan, &options, self->cancellable, flashed_cb, g_object_ref (self));
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  rk_flash_page_cancel (RK_FLASH_PAGE (widget));
}

static void
dismiss_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);

  show_page (self, "ready");
  gtk_widget_grab_focus (self->start);
}

static void
details_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autofree char *card = rk_result_card_dup_text (self->card);
  g_autofree char *trace = rk_trace_log_dup (self->trace);
  g_autofree char *text = g_strdup_printf ("Rekindle %s, %s\n\n%s\n%s", RK_VERSION, rk_module_get_port (self->module),
                                           card, trace);

  rk_details_window_present (widget, text);
}

/* A set that came before the module was known is chosen from anew for its flash,
 * unless somebody has changed it since, or it is being written. */
static void
choose_from_set_again (RkFlashPage *self)
{
  g_autofree char *path = g_strdup (self->set_path);

  if (path != NULL && !rk_flash_page_is_busy (self) && g_file_test (path, G_FILE_TEST_EXISTS))
    load_set (self, path, FALSE);
}

/* The flash chip's size decides where much of a set goes. */
static void
chip_cb (RkFlashPage *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  guint32 flash_size = chip != NULL ? chip->flash_size : 0;

  if (flash_size != 0 && flash_size != rk_plan_get_flash_size (self->plan))
    {
      rk_plan_set_flash_size (self->plan, flash_size);
      choose_from_set_again (self);
    }
  queue_check (self);
}

static void
note_state (RkFlashPage *self)
{
  g_autofree char *line = g_strdup_printf ("-- %s", rk_module_state_get_nick (rk_module_get_state (self->module)));

  rk_trace_log_add (self->trace, line);
}

static void
note_finding (RkFlashPage     *self,
              const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *line = g_strdup_printf ("-- %s: %s", finding->id, summary);

  rk_trace_log_add (self->trace, line);
}

/* -- The widget ----------------------------------------------------------- */

static void
rk_flash_page_dispose (GObject *object)
{
  RkFlashPage *self = RK_FLASH_PAGE (object);

  g_clear_handle_id (&self->check_id, g_source_remove);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_FLASH_PAGE);
  g_clear_object (&self->module);
  g_clear_object (&self->settings);
  g_clear_object (&self->plan);
  g_clear_object (&self->undo);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->set_path, g_free);

  G_OBJECT_CLASS (rk_flash_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "flash.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-folder", NULL, add_folder_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-sample", NULL, add_sample_cb);
  gtk_widget_class_install_action (widget_class, "flash.add-recent", "s", add_recent_cb);
  gtk_widget_class_install_action (widget_class, "flash.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "flash.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "flash.undo", NULL, undo_cb);
  gtk_widget_class_install_action (widget_class, "flash.start", NULL, start_cb);
  gtk_widget_class_install_action (widget_class, "flash.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "flash.dismiss", NULL, dismiss_cb);
  gtk_widget_class_install_action (widget_class, "flash.details", NULL, details_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "flash.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "flash.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "flash.start", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "flash.cancel", NULL);
}

static void
rk_flash_page_class_init (RkFlashPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_flash_page_dispose;

  /* A flash is over; whether it succeeded. */
  signals[ENDED] = g_signal_new ("ended", RK_TYPE_FLASH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (RK_TYPE_PLAN_LIST);
  g_type_ensure (RK_TYPE_FLASH_MAP_VIEW);
  g_type_ensure (RK_TYPE_FLASH_OPTIONS);
  g_type_ensure (RK_TYPE_JOB_VIEW);
  g_type_ensure (RK_TYPE_RESULT_CARD);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-flash-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, add_menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, recent_section);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, rehearsal);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, filler);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, list);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, map);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, options_button);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, options);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, summary);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, start);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, job);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, card);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_rows);
  gtk_widget_class_bind_template_callback (widget_class, options_changed_cb);
}

static void
rk_flash_page_init (RkFlashPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (self->options_button, _ ("Options"));
  rk_accessible_name (self->add_menu_button, _ ("More to Add"));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
load_files (RkFlashPage *self)
{
  g_autoptr(GVariant) files = rk_settings_get (self->settings, "files");
  g_autoptr(RkPlan) plan = rk_plan_new ();
  GVariantIter iter;
  const char *path;
  gint64 offset;
  gboolean enabled;

  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&sxb)", &path, &offset, &enabled))
    {
      RkPlanRow *row = NULL;

      if (offset >= RK_PLAN_AUTOMATIC && offset <= G_MAXUINT32)
        row = rk_plan_add_file (plan, path, offset, NULL);
      if (row != NULL)
        rk_plan_row_set_enabled (row, enabled);
    }

  set_plan (self, plan);
  if (rk_plan_get_n_rows (plan) == 0)
    add_sample (self);
}

/**
 * rk_flash_page_set_up:
 * @self: a page, once
 * @module: what is flashed
 * @settings: where files and options are kept
 * @trace: what Details shows; must outlive the page
 */
void
rk_flash_page_set_up (RkFlashPage *self,
                      RkModule    *module,
                      RkSettings  *settings,
                      RkTraceLog  *trace)
{
  g_return_if_fail (RK_IS_FLASH_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->settings = g_object_ref (settings);
  self->trace = trace;
  rk_flash_options_set_settings (self->options, settings);
  rk_job_view_set_module (self->job, module);
  load_files (self);
  show_recent (self);
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::chip", G_CALLBACK (chip_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (note_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "found", G_CALLBACK (note_finding), self, G_CONNECT_SWAPPED);
  port_cb (self);
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
    }
  if (g_list_model_get_n_items (files) > 1)
    sort_rows (self->plan);
}

/**
 * rk_flash_page_is_busy:
 * @self: a page
 *
 * Returns: whether it flashes
 */
gboolean
rk_flash_page_is_busy (RkFlashPage *self)
{
  g_return_val_if_fail (RK_IS_FLASH_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * rk_flash_page_cancel:
 * @self: a page
 *
 * Ends a flash that is under way; “ended” tells when it has.
 */
void
rk_flash_page_cancel (RkFlashPage *self)
{
  g_return_if_fail (RK_IS_FLASH_PAGE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
