/* rk-console-view-search.c: finding a text in the lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-view-private.h"

static void
show_count (RkConsoleView *self)
{
  guint count = rk_console_search_get_count (self->search);
  guint current = rk_console_search_get_current (self->search);
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->search_entry) == '\0')
    text = g_strdup ("");
  else if (count == 0)
    text = g_strdup (_ ("Not found"));
  else if (current == 0)
    text = g_strdup_printf (ngettext ("%u match", "%u matches", count), count);
  else
    /* translators: the third of twelve matches of a search */
    text = g_strdup_printf (_ ("%u of %u"), current, count);
  gtk_label_set_label (self->search_count, text);
}

static void
go_to_match (RkConsoleView *self,
             gboolean       backwards)
{
  GtkTextIter start, end;

  if (!rk_console_search_move (self->search, backwards, &start, &end))
    return;

  _rk_console_view_set_following (self, FALSE);
  rk_console_buffer_reveal (self->buffer, gtk_text_iter_get_line (&start));
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (self->view), &start);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (self->view)), 0.2,
                                FALSE, 0, 0);
}

static void
search_changed_cb (RkConsoleView *self)
{
  rk_console_search_set_text (self->search, gtk_editable_get_text (self->search_entry));
}

static void
search_next_cb (RkConsoleView *self)
{
  go_to_match (self, FALSE);
}

static void
search_previous_cb (RkConsoleView *self)
{
  go_to_match (self, TRUE);
}

static void
search_stop_cb (RkConsoleView *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
search_mode_cb (RkConsoleView *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    rk_console_search_set_text (self->search, "");
  else
    search_changed_cb (self);
}

static void
lines_changed_cb (RkConsoleView *self,
                  guint          line)
{
  rk_console_search_changed (self->search, line);
}

/* Binds what the template has of it. */
void
_rk_console_view_search_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, RkConsoleView, search_bar);
  gtk_widget_class_bind_template_child (klass, RkConsoleView, search_entry);
  gtk_widget_class_bind_template_child (klass, RkConsoleView, search_count);
  gtk_widget_class_bind_template_callback (klass, search_changed_cb);
  gtk_widget_class_bind_template_callback (klass, search_next_cb);
  gtk_widget_class_bind_template_callback (klass, search_previous_cb);
  gtk_widget_class_bind_template_callback (klass, search_stop_cb);
}

void
_rk_console_view_search_init (RkConsoleView *self)
{
  self->search = rk_console_search_new (gtk_text_view_get_buffer (self->view),
                                        rk_console_buffer_get_tags (self->buffer));
  g_signal_connect_object (self->search, "changed", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "lines-changed", G_CALLBACK (lines_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * rk_console_view_find:
 * @self: a view
 *
 * Opens the search bar, with what is selected.
 */
void
rk_console_view_find (RkConsoleView *self)
{
  GtkTextBuffer *text;
  GtkTextIter start, end;

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  text = gtk_text_view_get_buffer (self->view);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  if (gtk_text_buffer_get_selection_bounds (text, &start, &end) &&
      gtk_text_iter_get_line (&start) == gtk_text_iter_get_line (&end))
    {
      g_autofree char *selected = gtk_text_iter_get_text (&start, &end);

      gtk_editable_set_text (self->search_entry, selected);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (self->search_entry, 0, -1);
}
