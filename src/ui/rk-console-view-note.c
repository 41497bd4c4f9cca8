/* rk-console-view-note.c: the notes between the lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A click or a key opens what a note has to tell, with the places in the source where
 * the program of the module is known.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-view-private.h"

/* Of its height, between an edge of the view and what it scrolls to. */
#define SCROLL_MARGIN 0.1

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RkConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *places = rk_console_symbols_lookup_finish (RK_CONSOLE_SYMBOLS (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->popover == NULL)
    return;
  if (error != NULL)
    rk_finding_popover_set_places (self->popover, error->message);
  else
    rk_finding_popover_set_places (self->popover, *places != '\0' ? places : _ ("The ELF file has none of the addresses."));
}

static void
show_places (RkConsoleView *self,
             GArray        *codes)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (codes == NULL || self->symbols == NULL)
    {
      rk_finding_popover_set_places (self->popover, codes == NULL ? NULL
                                     : _ ("Choose the program’s ELF file in the menu to see which line it was."));
      return;
    }

  self->looking = g_cancellable_new ();
  rk_finding_popover_set_places (self->popover, _ ("Looking up the addresses…"));
  rk_console_symbols_lookup_async (self->symbols, codes, self->looking, looked_up_cb, g_object_ref (self));
}

static void
explain (RkConsoleView       *self,
         const RkConsoleNote *note,
         const GtkTextIter   *iter)
{
  GdkRectangle rect;
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double margin = height * SCROLL_MARGIN; /* a line that is not seen yet is scrolled to there */
  double x, y;

  gtk_text_view_get_iter_location (self->view, iter, &rect);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, rect.x, rect.y, &rect.x, &rect.y);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), rect.x, rect.y, &x, &y);
  rect.x = (int)x + 60;
  rect.y = (int)CLAMP (y, margin, MAX (margin, height - margin));
  rect.width = 1;
  show_places (self, note->codes);
  rk_finding_popover_show (self->popover, note->finding, &rect);
}

/* Opens what the line has to tell; FALSE for a line of the module. */
static gboolean
open_line (RkConsoleView     *self,
           const GtkTextIter *iter)
{
  int line = gtk_text_iter_get_line (iter);
  const RkConsoleLineInfo *info = rk_console_buffer_get_info (self->buffer, line);
  GtkTextIter start = *iter;

  if (info == NULL || info->note == NULL)
    return FALSE;
  if (rk_console_buffer_toggle_fold (self->buffer, line))
    return TRUE;
  if (info->note->kind != RK_CONSOLE_NOTE_FINDING)
    return FALSE;

  gtk_text_iter_set_line_offset (&start, 0);
  explain (self, info->note, &start);
  return TRUE;
}

static void
get_iter_at (RkConsoleView *self,
             double         x,
             double         y,
             GtkTextIter   *iter)
{
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &buffer_x, &buffer_y);
  gtk_text_view_get_line_at_y (self->view, iter, buffer_y, NULL);
}

static void
clicked_cb (RkConsoleView *self,
            int            n_press,
            double         x,
            double         y)
{
  GtkTextIter iter;

  if (n_press != 1 || gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    return;

  get_iter_at (self, x, y, &iter);
  open_line (self, &iter);
}

static void
moved_cb (RkConsoleView *self,
          double         x,
          double         y)
{
  const RkConsoleLineInfo *info;
  GtkTextIter iter;

  get_iter_at (self, x, y, &iter);
  info = rk_console_buffer_get_info (self->buffer, gtk_text_iter_get_line (&iter));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), info != NULL && info->note != NULL &&
                                   info->note->kind != RK_CONSOLE_NOTE_EVENT ? "pointer" : "text");
}

static gboolean
key_cb (RkConsoleView   *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space)
    return FALSE;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  return open_line (self, &iter);
}

static void
go_to_note (RkConsoleView *self)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  int n_lines = (int)rk_console_buffer_get_n_lines (self->buffer);
  GtkTextIter iter;
  int line;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  line = gtk_text_iter_get_line (&iter);
  for (int i = 0; i < n_lines; i++)
    {
      const RkConsoleLineInfo *info;

      line = (line + (self->backwards ? n_lines : 1)) % (n_lines + 1);
      info = rk_console_buffer_get_info (self->buffer, line);
      if (info == NULL || info->note == NULL || info->note->kind != RK_CONSOLE_NOTE_FINDING)
        continue;

      _rk_console_view_set_following (self, FALSE);
      rk_console_buffer_reveal (self->buffer, line);
      gtk_text_buffer_get_iter_at_line (text, &iter, line);
      gtk_text_buffer_place_cursor (text, &iter);
      gtk_text_view_scroll_to_iter (self->view, &iter, SCROLL_MARGIN, FALSE, 0, 0);
      open_line (self, &iter);
      return;
    }
}

static gboolean
note_cb (gpointer user_data)
{
  RkConsoleView *self = user_data;

  self->note_id = 0;
  go_to_note (self);
  return G_SOURCE_REMOVE;
}

void
_rk_console_view_note_init (RkConsoleView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

/**
 * rk_console_view_next_note:
 * @self: a view
 * @backwards: towards older ones
 *
 * Goes to the next finding from where the cursor is, and opens it.  Keys come in a
 * frame, see tick_cb() of the view: it is done when that is over.
 */
void
rk_console_view_next_note (RkConsoleView *self,
                           gboolean       backwards)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->backwards = backwards;
  if (self->note_id == 0)
    self->note_id = g_idle_add_full (G_PRIORITY_DEFAULT, note_cb, self, NULL);
}

/**
 * rk_console_view_set_symbols:
 * @self: a view
 * @symbols: (nullable): of the program that the module runs
 */
void
rk_console_view_set_symbols (RkConsoleView    *self,
                             RkConsoleSymbols *symbols)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  g_set_object (&self->symbols, symbols);
}

/**
 * rk_console_view_get_popover:
 * @self: a view
 *
 * Returns: (transfer none): what explains findings
 */
RkFindingPopover *
rk_console_view_get_popover (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), NULL);

  return self->popover;
}
