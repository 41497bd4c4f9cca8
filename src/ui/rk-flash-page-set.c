/* rk-flash-page-set.c: what changes the table of the Flash page at one blow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set, from a file or the library, takes the place of what is there.  Whatever
 * does such a thing puts a copy aside first, and Undo brings it back.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-page-private.h"

#include <string.h>

#include "rk-dialogs.h"
#include "rk-set-save.h"
#include "rk-set.h"
#include "rk-toast.h"

static void
show_toast (RkFlashPage *self,
            const char  *text)
{
  if (self->toasts != NULL) /* the window may have been closed meanwhile */
    rk_toast_show (self->toasts, text);
}

/* Says what was done to the table, with a button that undoes it. */
void
_rk_flash_page_show_undo (RkFlashPage *self,
                          const char  *text)
{
  AdwToast *toast = rk_toast_new (text);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "flash.undo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
_rk_flash_page_tell_unreadable (RkFlashPage  *self,
                                const char   *path,
                                const GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), name, error->message);

  show_toast (self, text);
}

/* Such as what was dragged out of a browser. */
void
_rk_flash_page_tell_remote (RkFlashPage *self,
                            GFile       *file)
{
  g_autofree char *path = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = g_strdup_printf (_ ("%s is not on this computer. Download it first, or add its address on the page Firmware."),
                                           name);

  show_toast (self, text);
}

/* What the table holds is no longer the set that it was. */
void
_rk_flash_page_forget_set (RkFlashPage *self)
{
  if (self->choosing != NULL)
    g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  g_clear_pointer (&self->set_path, g_free);
  g_clear_object (&self->library);
  g_clear_object (&self->entry);
}

void
_rk_flash_page_put_aside (RkFlashPage *self)
{
  g_clear_object (&self->undo);
  self->undo = rk_plan_copy (self->plan);
  _rk_flash_page_forget_set (self);
}

gboolean
_rk_flash_page_holds_only_sample (RkFlashPage *self)
{
  RkPlanRow *first = rk_plan_get_n_rows (self->plan) == 1 ? rk_plan_get_row (self->plan, 0) : NULL;

  return first != NULL && rk_plan_row_get_path (first) == NULL &&
         g_str_equal (rk_plan_row_get_name (first), RK_FLASH_PAGE_SAMPLE_NAME);
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

void
_rk_flash_page_sort_rows (RkPlan *plan)
{
  for (guint i = 1; i < rk_plan_get_n_rows (plan); i++)
    {
      guint to = i;

      while (to > 0 && comes_before (rk_plan_get_row (plan, i), rk_plan_get_row (plan, to - 1)))
        to--;
      rk_plan_move (plan, i, to);
    }
}

/* -- Sets ----------------------------------------------------------------- */

/* Puts a whole plan in the place of what is there. */
static void
install (RkFlashPage *self,
         RkPlan      *plan,
         const char  *name,
         gboolean     undoable)
{
  g_autofree char *text = g_strdup_printf (_ ("%s is in the table now"), name);
  gboolean was_sample = _rk_flash_page_holds_only_sample (self);

  _rk_flash_page_put_aside (self);
  rk_plan_set_flash_size (plan, rk_plan_get_flash_size (self->plan));
  _rk_flash_page_sort_rows (plan);
  _rk_flash_page_set_plan (self, plan);
  if (undoable && !was_sample && rk_plan_get_n_rows (self->undo) > 0)
    _rk_flash_page_show_undo (self, text);
}

static gboolean
load_set (RkFlashPage *self,
          const char  *path,
          gboolean     undoable)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_set_load (path, rk_plan_get_flash_size (self->plan), &error);

  if (plan == NULL)
    {
      _rk_flash_page_tell_unreadable (self, path, error);
      return FALSE;
    }

  install (self, plan, name, undoable);
  self->set_path = g_strdup (path);
  return TRUE;
}

/* A folder, an archive or a manifest says all that belongs together. */
gboolean
_rk_flash_page_load_set (RkFlashPage *self,
                         const char  *path)
{
  return load_set (self, path, TRUE);
}

/* Puts one file in the place of all that is there. */
gboolean
_rk_flash_page_load_only (RkFlashPage *self,
                          const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_plan_new ();

  rk_plan_set_flash_size (plan, rk_plan_get_flash_size (self->plan));
  if (rk_plan_add_file (plan, path, RK_PLAN_AUTOMATIC, &error) == NULL)
    {
      _rk_flash_page_tell_unreadable (self, path, error);
      return FALSE;
    }

  install (self, plan, name, TRUE);
  return TRUE;
}

static void
keep_entry (RkFlashPage    *self,
            RkLibrary      *library,
            RkLibraryEntry *entry,
            RkLibraryFlags  flags)
{
  self->library = g_object_ref (library);
  self->entry = g_object_ref (entry);
  self->entry_flags = flags;
}

/**
 * rk_flash_page_use:
 * @self: a page
 * @library: where @entry is from
 * @entry: firmware
 * @flags: with which it was fetched
 * @plan: what was fetched, all of it checked
 *
 * Puts firmware of the library into the table.  When the module’s flash turns out to
 * have another size, its files are chosen anew.
 *
 * Returns: whether it is there; not so while the page flashes
 */
gboolean
rk_flash_page_use (RkFlashPage    *self,
                   RkLibrary      *library,
                   RkLibraryEntry *entry,
                   RkLibraryFlags  flags,
                   RkPlan         *plan)
{
  g_return_val_if_fail (RK_IS_FLASH_PAGE (self), FALSE);

  if (rk_flash_page_is_busy (self))
    return FALSE;

  install (self, plan, rk_library_entry_get_title (entry), TRUE);
  keep_entry (self, library, entry, flags);
  return TRUE;
}

static void
chosen_again_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(RkFlashPage) self = user_data;
  g_autoptr(RkLibrary) library = g_object_ref (RK_LIBRARY (object));
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_library_fetch_finish (library, result, &error);
  g_autoptr(RkLibraryEntry) entry = NULL;

  /* Cancelled: the table holds something else. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->entry == NULL || rk_flash_page_is_busy (self))
    return;

  g_clear_object (&self->choosing);
  entry = g_object_ref (self->entry);
  if (plan == NULL)
    {
      _rk_flash_page_tell_unreadable (self, rk_library_entry_get_title (entry), error);
      return;
    }

  install (self, plan, rk_library_entry_get_title (entry), FALSE);
  keep_entry (self, library, entry, self->entry_flags);
}

/* A set that came before the module was known is chosen from anew for its flash,
 * unless somebody has changed it since, or it is being written. */
void
_rk_flash_page_choose_again (RkFlashPage *self)
{
  g_autofree char *path = g_strdup (self->set_path);

  if (rk_flash_page_is_busy (self))
    return;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    load_set (self, path, FALSE);
  else if (self->entry != NULL)
    {
      if (self->choosing != NULL)
        g_cancellable_cancel (self->choosing);
      g_clear_object (&self->choosing);
      self->choosing = g_cancellable_new ();
      rk_library_fetch_async (self->library, self->entry, rk_plan_get_flash_size (self->plan), self->entry_flags,
                              self->choosing, chosen_again_cb, g_object_ref (self));
    }
}

/* -- Saving --------------------------------------------------------------- */

static char *
dup_set_name (RkFlashPage *self)
{
  g_autofree char *base = self->set_path != NULL ? g_filename_display_basename (self->set_path) : NULL;
  char *dot = base != NULL ? strrchr (base, '.') : NULL;

  if (self->entry != NULL)
    return g_strdup (rk_library_entry_get_id (self->entry));
  if (base == NULL)
    return g_strdup ("firmware");
  return dot != NULL && dot != base ? g_strndup (base, (gsize)(dot - base)) : g_steal_pointer (&base);
}

static void
place_chosen_cb (GListModel *files,
                 gpointer    user_data)
{
  RkFlashPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_str_has_suffix (base, ".zip") ? g_strndup (base, strlen (base) - 4) : g_strdup (base);
  g_autofree char *shown = g_file_get_parse_name (file);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (rk_set_save_plan (g_file_peek_path (file), self->plan, name, &error))
    text = g_strdup_printf (_ ("Saved as %s"), shown);
  else
    text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  show_toast (self, text);
}

static void
save_set_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autofree char *stem = dup_set_name (self);
  g_autofree char *name = g_strconcat (stem, ".zip", NULL);

  rk_dialogs_choose_save (widget, _ ("Save as a set"), name, place_chosen_cb, self);
}

/* -- Splitting ------------------------------------------------------------ */

/* Puts what was merged into one file in its place. */
void
_rk_flash_page_split (RkFlashPage *self,
                      RkPlanRow   *row)
{
  g_autofree char *text = g_strdup_printf (_ ("%s was split"), rk_plan_row_get_name (row));

  _rk_flash_page_put_aside (self);
  if (!rk_plan_split (self->plan, row))
    return;

  _rk_flash_page_sort_rows (self->plan);
  _rk_flash_page_show_undo (self, text);
}

/* The actions of sets. */
void
_rk_flash_page_install_sets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "flash.save-set", NULL, save_set_cb);
}
