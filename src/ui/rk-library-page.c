/* rk-library-page.c: firmware that is known, and getting it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list is the library's; what is done to an entry is done to the one whose
 * details are seen.  Several may be downloaded at a time.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-library-page.h"

#include "rk-accessible.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-library-advice.h"
#include "rk-library-detail.h"
#include "rk-library-row.h"
#include "rk-library-text.h"
#include "rk-toast.h"

struct _RkLibraryPage
{
  AdwBin parent_instance;

  RkModule       *module;
  RkLibrary      *library; /* read when the page is first seen */
  RkLibraryEntry *selected;
  GHashTable     *jobs;     /* RkLibraryEntry to the GCancellable of its download */
  GHashTable     *troubles; /* RkLibraryEntry to the RkFinding of its last one */
  GtkFilter      *filter;
  GListModel     *shown;
  gboolean        filling;        /* the list */
  gboolean        list_has_focus; /* before it changes */

  AdwToastOverlay *toasts;
  GtkEditable     *search;
  GtkWidget       *add_button;
  GtkListBox      *list;
  RkLibraryDetail *detail;
};

G_DEFINE_FINAL_TYPE (RkLibraryPage, rk_library_page, ADW_TYPE_BIN)

enum
{
  USE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_toast (RkLibraryPage *self,
            const char    *text)
{
  if (self->toasts != NULL) /* the window may have been closed meanwhile */
    rk_toast_show (self->toasts, text);
}

/* -- What may be done ----------------------------------------------------- */

static guint32
get_flash_size (RkLibraryPage *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);

  return chip != NULL ? chip->flash_size : 0;
}

/* The one place that decides what can be pressed. */
static void
update_actions (RkLibraryPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  RkLibraryEntry *entry = self->selected;
  gboolean busy = entry != NULL && rk_library_entry_get_busy (entry);
  gboolean idle = entry != NULL && !busy;
  gboolean added = entry != NULL && rk_library_entry_get_origin (entry) != NULL;
  gboolean local = added && g_str_has_prefix (rk_library_entry_get_origin (entry), "file:");
  gboolean kept = entry != NULL && (rk_library_entry_get_bytes_here (entry) > 0 || !rk_library_entry_get_verified (entry));

  gtk_widget_action_set_enabled (widget, "library.use", idle && rk_library_entry_fits (entry, get_flash_size (self)));
  gtk_widget_action_set_enabled (widget, "library.download", idle && !local);
  gtk_widget_action_set_enabled (widget, "library.cancel", busy && g_hash_table_contains (self->jobs, entry));
  gtk_widget_action_set_enabled (widget, "library.save", idle);
  gtk_widget_action_set_enabled (widget, "library.open-folder", entry != NULL && (local || kept));
  gtk_widget_action_set_enabled (widget, "library.discard", idle && !local && kept);
  gtk_widget_action_set_enabled (widget, "library.remove", idle && added);
}

static void
chip_cb (RkLibraryPage *self)
{
  rk_library_detail_set_flash_size (self->detail, get_flash_size (self));
  update_actions (self);
}

/* -- The list ------------------------------------------------------------- */

static void
select_entry (RkLibraryPage  *self,
              RkLibraryEntry *entry)
{
  if (self->selected != NULL)
    g_signal_handlers_disconnect_by_data (self->selected, self);
  g_set_object (&self->selected, entry);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), entry != NULL);
  if (entry != NULL)
    {
      g_signal_connect_object (entry, "notify", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
      rk_library_detail_set_entry (self->detail, entry);
      rk_library_detail_set_trouble (self->detail, g_hash_table_lookup (self->troubles, entry));
    }
  update_actions (self);
}

static void
row_selected_cb (RkLibraryPage *self,
                 GtkListBoxRow *row)
{
  RkLibraryEntry *entry = row != NULL ? rk_library_row_get_entry (RK_LIBRARY_ROW (row)) : NULL;

  if (!self->filling && entry != self->selected)
    select_entry (self, entry);
}

static GtkListBoxRow *
find_row (RkLibraryPage *self,
          const char    *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_str_equal (rk_library_entry_get_id (rk_library_row_get_entry (RK_LIBRARY_ROW (row))), id))
      return row;

  return NULL;
}

/* What was selected stays so while it is in the list; else it is the first one.  Rows
 * that go take the keyboard along, which the page must not lose. */
static void
shown_changed_cb (RkLibraryPage *self)
{
  GtkListBoxRow *row = self->selected != NULL ? find_row (self, rk_library_entry_get_id (self->selected)) : NULL;

  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  self->filling = FALSE;
  gtk_list_box_select_row (self->list, row);
  row_selected_cb (self, row);
  if (self->list_has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
show_entry (RkLibraryPage  *self,
            RkLibraryEntry *entry)
{
  gtk_editable_set_text (self->search, "");
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_LESS_STRICT);
  gtk_list_box_select_row (self->list, find_row (self, rk_library_entry_get_id (entry)));
}

static gboolean
filter_cb (gpointer item,
           gpointer user_data)
{
  RkLibraryPage *self = user_data;

  return rk_library_text_matches (item, gtk_editable_get_text (self->search));
}

static int
compare_groups (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return (int)rk_library_group_of ((gpointer)a) - (int)rk_library_group_of ((gpointer)b);
}

static RkLibraryGroup
get_group (GtkListBoxRow *row)
{
  return rk_library_group_of (rk_library_row_get_entry (RK_LIBRARY_ROW (row)));
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  GtkWidget *label;

  if (before != NULL && get_group (before) == get_group (row))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (rk_library_group_get_title (get_group (row)));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "rk-library-group");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return rk_library_row_new (item);
}

/* Before the list box hears of it: its rows go and come, and that is nobody's choice. */
static void
shown_changing_cb (RkLibraryPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->filling = TRUE;
  self->list_has_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
}

static void
fill_list (RkLibraryPage *self)
{
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->library)), g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (gtk_custom_sorter_new (compare_groups, NULL, NULL)));
  self->shown = G_LIST_MODEL (sorted);
  g_signal_connect_object (sorted, "items-changed", G_CALLBACK (shown_changing_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
  gtk_list_box_bind_model (self->list, self->shown, create_row, NULL, NULL);
  g_signal_connect_object (sorted, "items-changed", G_CALLBACK (shown_changed_cb), self, G_CONNECT_SWAPPED);
  shown_changed_cb (self);
}

static void
search_changed_cb (RkLibraryPage *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
stop_search_cb (RkLibraryPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
search_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (RK_LIBRARY_PAGE (widget)->search));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RkLibraryPage) self = user_data;
  guint n_damaged = 0;

  if (!rk_library_check_finish (RK_LIBRARY (object), result, &n_damaged, NULL) || n_damaged == 0)
    return;

  show_toast (self, ngettext ("A file that was kept is damaged, and was removed",
                              "Some files that were kept are damaged, and were removed", n_damaged));
}

/* Nothing is read for those who never look at the page. */
static void
rk_library_page_map (GtkWidget *widget)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);

  if (self->library == NULL && self->module != NULL)
    {
      self->library = rk_library_new ();
      fill_list (self);
      chip_cb (self);
      rk_library_check_async (self->library, NULL, checked_cb, g_object_ref (self));
    }

  GTK_WIDGET_CLASS (rk_library_page_parent_class)->map (widget);
}

static gboolean
rk_library_page_grab_focus (GtkWidget *widget)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->search));
}

/* -- Getting it ----------------------------------------------------------- */

typedef enum
{
  JOB_DOWNLOAD, /* for every flash size */
  JOB_USE,      /* for the module at hand, into the table of the Flash page */
  JOB_SAVE,     /* every file, to a folder or archive */
} JobKind;

/* What a job is for; it lives as long as the job. */
typedef struct
{
  RkLibraryPage  *page;
  RkLibraryEntry *entry;
  JobKind         kind;
  RkLibraryFlags  flags;
  char           *path; /* to save to */
} Job;

static Job *
job_new (RkLibraryPage  *self,
         RkLibraryEntry *entry,
         JobKind         kind,
         const char     *path)
{
  Job *job = g_new0 (Job, 1);

  job->page = g_object_ref (self);
  job->entry = g_object_ref (entry);
  job->kind = kind;
  job->path = g_strdup (path);
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->page);
  g_object_unref (job->entry);
  g_free (job->path);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
set_trouble (RkLibraryPage  *self,
             RkLibraryEntry *entry,
             const GError   *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_hash_table_insert (self->troubles, g_object_ref (entry), rk_library_advice_new (error));
  else
    g_hash_table_remove (self->troubles, entry);

  if (entry == self->selected)
    rk_library_detail_set_trouble (self->detail, g_hash_table_lookup (self->troubles, entry));
}

static void
tell_of_success (Job    *job,
                 RkPlan *plan)
{
  const char *title = rk_library_entry_get_title (job->entry);
  g_autofree char *text = NULL;

  switch (job->kind)
    {
    case JOB_USE:
      g_signal_emit (job->page, signals[USE], 0, job->page->library, job->entry, (guint)job->flags, plan);
      return;
    case JOB_SAVE:
      text = g_strdup_printf (_ ("Saved as %s"), job->path);
      break;
    case JOB_DOWNLOAD:
    default:
      text = g_strdup_printf (_ ("%s is on this computer now"), title);
      break;
    }
  show_toast (job->page, text);
}

static void
job_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Job) job = user_data;
  RkLibraryPage *self = job->page;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = NULL;

  if (job->kind == JOB_USE)
    plan = rk_library_fetch_finish (RK_LIBRARY (object), result, &error);
  else
    rk_library_save_finish (RK_LIBRARY (object), result, &error);

  g_hash_table_remove (self->jobs, job->entry);
  if (self->toasts == NULL)
    return;

  set_trouble (self, job->entry, error);
  if (error == NULL)
    tell_of_success (job, plan);
  update_actions (self);
}

static void
start_job (Job *job)
{
  RkLibraryPage *self = job->page;
  GCancellable *cancellable = g_cancellable_new ();

  g_hash_table_insert (self->jobs, g_object_ref (job->entry), cancellable);
  set_trouble (self, job->entry, NULL);
  if (job->kind == JOB_USE)
    rk_library_fetch_async (self->library, job->entry, get_flash_size (self), job->flags, cancellable, job_done_cb, job);
  else
    rk_library_save_async (self->library, job->entry, 0, job->flags, job->path, cancellable, job_done_cb, job);
  update_actions (self);
}

static void
accepted_cb (RkAnswer answer,
             gpointer user_data)
{
  Job *job = user_data;

  if (answer != RK_ANSWER_GO || rk_library_entry_get_busy (job->entry))
    {
      job_free (job);
      return;
    }

  job->flags = RK_LIBRARY_ACCEPT_UNVERIFIED;
  start_job (job);
}

/* Takes @job.  What nobody can check is taken only when the person says so, each
 * time. */
static void
begin_job (Job *job)
{
  g_autofree char *heading = NULL;

  if (rk_library_entry_get_verified (job->entry))
    {
      start_job (job);
      return;
    }

  heading = g_strdup_printf (_ ("%s is not verified"), rk_library_entry_get_title (job->entry));
  rk_dialogs_ask_instead (GTK_WIDGET (job->page), heading,
                          _ ("Its list has no SHA-256 for its files. Nobody can tell whether what comes is what it should be, or was changed on the way. Take it only if you trust the source and the network."),
                          _ ("Cancel"), _ ("Take It Unverified"), NULL, accepted_cb, job);
}

static void
download_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);

  begin_job (job_new (self, self->selected, JOB_DOWNLOAD, NULL));
}

static void
use_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);

  begin_job (job_new (self, self->selected, JOB_USE, NULL));
}

static void
place_chosen_cb (GListModel *files,
                 gpointer    user_data)
{
  RkLibraryPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);

  if (self->selected != NULL && !rk_library_entry_get_busy (self->selected))
    begin_job (job_new (self, self->selected, JOB_SAVE, g_file_peek_path (file)));
}

static void
save_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);
  g_autofree char *name = g_strconcat (rk_library_entry_get_id (self->selected), ".zip", NULL);

  rk_dialogs_choose_save (widget, _ ("Save a copy"), name, place_chosen_cb, self);
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);

  g_cancellable_cancel (g_hash_table_lookup (self->jobs, self->selected));
}

/* -- Letting go of it ----------------------------------------------------- */

static void
discard_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strdup_printf (_ ("%s was removed from the cache"), rk_library_entry_get_title (self->selected));

  if (rk_library_discard (self->library, self->selected, &error))
    show_toast (self, text);
  set_trouble (self, self->selected, error);
  update_actions (self);
}

static void
remove_agreed_cb (gpointer user_data)
{
  RkLibraryPage *self = user_data;
  g_autoptr(RkLibraryEntry) entry = self->selected != NULL ? g_object_ref (self->selected) : NULL;
  g_autoptr(GError) error = NULL;

  if (entry != NULL && !rk_library_remove (self->library, entry, &error))
    set_trouble (self, entry, error);
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), rk_library_entry_get_title (self->selected));

  rk_dialogs_ask (widget, heading,
                  _ ("It is removed from the list, with everything that was added from the same place. Files on this computer stay."),
                  _ ("Cancel"), _ ("Remove"), remove_agreed_cb, self);
}

static void
open_folder_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (widget);
  g_autofree char *folder = rk_library_dup_folder (self->library, self->selected);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

static void
open_address_cb (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), g_variant_get_string (parameter, NULL), GDK_CURRENT_TIME);
}

/* -- Adding to it --------------------------------------------------------- */

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RkLibraryPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) added = rk_library_add_finish (RK_LIBRARY (object), result, &error);

  if (self->toasts == NULL)
    return;

  if (added != NULL && added->len > 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("%s was added"), rk_library_entry_get_title (added->pdata[0]));

      show_entry (self, added->pdata[0]);
      show_toast (self, text);
    }
  else if (error != NULL)
    {
      g_autoptr(RkFinding) advice = rk_library_advice_new (error);
      g_autofree char *heading = rk_finding_text (advice, advice->summary);
      g_autofree char *cause = rk_finding_text (advice, advice->cause);
      g_autofree char *remedy = rk_finding_text (advice, advice->remedy);
      g_autofree char *body = g_strjoin ("\n\n", remedy, rk_finding_get_value (advice, "details"), NULL);
      g_autofree char *whole = cause != NULL ? g_strjoin (" ", cause, body, NULL) : g_strdup (body);

      rk_dialogs_tell (GTK_WIDGET (self), heading, whole);
    }
}

static void
add_location (const char *location,
              gpointer    user_data)
{
  RkLibraryPage *self = user_data;
  g_autofree char *trimmed = g_strstrip (g_strdup (location));

  rk_library_add_async (self->library, trimmed, NULL, added_cb, g_object_ref (self));
}

static void
add_address_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  rk_dialogs_enter_address (widget, add_location, widget);
}

static void
files_chosen_cb (GListModel *files,
                 gpointer    user_data)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);
      g_autofree char *uri = g_file_get_uri (file);

      add_location (uri, user_data);
    }
}

static void
add_file_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  rk_dialogs_choose_file (widget, _ ("Add a list of firmware"), files_chosen_cb, widget);
}

/* Files from a file manager, or an address from a browser. */
static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         RkLibraryPage *self)
{
  if (G_VALUE_HOLDS_STRING (value))
    {
      add_location (g_value_get_string (value), self);
      return TRUE;
    }

  for (GSList *file = gdk_file_list_get_files (g_value_get_boxed (value)); file != NULL; file = file->next)
    {
      g_autofree char *uri = g_file_get_uri (file->data);

      add_location (uri, self);
    }
  return TRUE;
}

/* -- GObject -------------------------------------------------------------- */

static void
cancel_jobs (RkLibraryPage *self)
{
  GHashTableIter iter;
  gpointer cancellable;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
}

static void
rk_library_page_dispose (GObject *object)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  cancel_jobs (self);
  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  if (self->selected != NULL)
    g_signal_handlers_disconnect_by_data (self->selected, self);
  self->filling = TRUE; /* rows that go are nobody's choice */
  if (self->toasts != NULL)
    adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->selected);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->library);
  g_clear_object (&self->module);

  G_OBJECT_CLASS (rk_library_page_parent_class)->dispose (object);
}

static void
rk_library_page_finalize (GObject *object)
{
  RkLibraryPage *self = RK_LIBRARY_PAGE (object);

  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->troubles);

  G_OBJECT_CLASS (rk_library_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "library.use", NULL, use_cb);
  gtk_widget_class_install_action (widget_class, "library.download", NULL, download_cb);
  gtk_widget_class_install_action (widget_class, "library.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "library.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "library.discard", NULL, discard_cb);
  gtk_widget_class_install_action (widget_class, "library.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "library.open-folder", NULL, open_folder_cb);
  gtk_widget_class_install_action (widget_class, "library.open-address", "s", open_address_cb);
  gtk_widget_class_install_action (widget_class, "library.add-address", NULL, add_address_cb);
  gtk_widget_class_install_action (widget_class, "library.add-file", NULL, add_file_cb);
  gtk_widget_class_install_action (widget_class, "library.search", NULL, search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "library.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "library.add-file", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "library.add-address", NULL);
}

static void
rk_library_page_class_init (RkLibraryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_library_page_dispose;
  object_class->finalize = rk_library_page_finalize;
  widget_class->map = rk_library_page_map;
  widget_class->grab_focus = rk_library_page_grab_focus;
  widget_class->focus = rk_accessible_focus_child;

  /* An entry of the library, fetched with these RkLibraryFlags, shall be flashed. */
  signals[USE] = g_signal_new ("use", RK_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 4, RK_TYPE_LIBRARY, RK_TYPE_LIBRARY_ENTRY, G_TYPE_UINT, RK_TYPE_PLAN);

  g_type_ensure (RK_TYPE_LIBRARY_DETAIL);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkLibraryPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryPage, search);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
rk_library_page_init (RkLibraryPage *self)
{
  const GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  self->jobs = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->troubles = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify)rk_finding_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (self->add_button, _ ("Add Firmware"));
  rk_accessible_leave_by_tab (GTK_WIDGET (self->list));
  gtk_drop_target_set_gtypes (target, (GType *)types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * rk_library_page_set_up:
 * @self: the page, once
 * @module: whose flash size says which files are right
 */
void
rk_library_page_set_up (RkLibraryPage *self,
                        RkModule      *module)
{
  g_return_if_fail (RK_IS_LIBRARY_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  g_signal_connect_object (module, "notify::chip", G_CALLBACK (chip_cb), self, G_CONNECT_SWAPPED);
}
