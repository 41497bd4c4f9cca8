/* rk-console-view-follow.c: staying at the newest line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The view scrolls by itself when lines come, go and are laid out: only what the
 * person does tells that it shall stay where it is.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-view-private.h"

void
_rk_console_view_show_down (RkConsoleView *self)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->down_revealer), !self->following);
  gtk_revealer_set_reveal_child (self->down_revealer, !self->following);
  if (self->following)
    return;

  if (self->n_new > 0)
    text = g_strdup_printf (ngettext ("↓ %u new line", "↓ %u new lines", self->n_new), self->n_new);
  else
    text = g_strdup (_ ("↓ To the end"));
  gtk_button_set_label (self->down, text);
}

/* Where everything is seen at once there is nothing to follow. */
void
_rk_console_view_set_following (RkConsoleView *self,
                                gboolean       following)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    following = TRUE;
  if (self->following == following)
    return;

  self->following = following;
  self->n_new = 0;
  _rk_console_view_show_down (self);
}

void
_rk_console_view_show_end (RkConsoleView *self)
{
  gtk_text_view_scroll_to_mark (self->view, self->end, 0, TRUE, 0, 1);
}

static gboolean
is_at_end (GtkAdjustment *adjustment,
           double         value)
{
  return value + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment) - 2;
}

static void
scrolled_cb (RkConsoleView *self,
             GtkAdjustment *adjustment)
{
  if (!self->following && is_at_end (adjustment, gtk_adjustment_get_value (adjustment)))
    _rk_console_view_set_following (self, TRUE);
}

static gboolean
wheel_cb (RkConsoleView *self,
          double         dx,
          double         dy)
{
  if (dy < 0)
    _rk_console_view_set_following (self, FALSE);
  return FALSE;
}

static gboolean
dragged_cb (RkConsoleView *self,
            GtkScrollType  scroll,
            double         value)
{
  if (!is_at_end (gtk_scrolled_window_get_vadjustment (self->scroller), value))
    _rk_console_view_set_following (self, FALSE);
  return FALSE;
}

static void
cursor_moved_cb (RkConsoleView *self)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  if (gtk_text_iter_get_line (&iter) < (int)rk_console_buffer_get_n_lines (self->buffer))
    _rk_console_view_set_following (self, FALSE);
}

static void
selected_cb (RkConsoleView *self)
{
  if (gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    _rk_console_view_set_following (self, FALSE);
}

static void
down_cb (RkConsoleView *self)
{
  rk_console_view_scroll_to_end (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Binds what the template has of it. */
void
_rk_console_view_follow_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, RkConsoleView, scroller);
  gtk_widget_class_bind_template_child (klass, RkConsoleView, down_revealer);
  gtk_widget_class_bind_template_child (klass, RkConsoleView, down);
  gtk_widget_class_bind_template_callback (klass, down_cb);
}

void
_rk_console_view_follow_init (RkConsoleView *self)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkTextIter end;

  self->following = TRUE;
  gtk_text_buffer_get_end_iter (text, &end);
  self->end = gtk_text_buffer_create_mark (text, NULL, &end, FALSE);

  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (wheel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);

  /* The scroll bar is a range in a box. */
  g_signal_connect_object (gtk_widget_get_first_child (gtk_scrolled_window_get_vscrollbar (self->scroller)),
                           "change-value", G_CALLBACK (dragged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "move-cursor", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (text, "notify::has-selection", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rk_console_view_scroll_to_end:
 * @self: a view
 *
 * And follows it from now on.
 */
void
rk_console_view_scroll_to_end (RkConsoleView *self)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  _rk_console_view_set_following (self, TRUE);
  _rk_console_view_show_end (self);
}
