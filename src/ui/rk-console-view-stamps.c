/* rk-console-view-stamps.c: the times beside the lines, and copying with them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-console-view-private.h"

static char *
format_clock (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", text, (int)(time_us % G_USEC_PER_SEC / 1000));
}

static char *
format_seconds (gint64 span_us)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%03d", span_us / G_USEC_PER_SEC, (int)(span_us % G_USEC_PER_SEC / 1000));
}

/* The last line before this one that is no note. */
static const RkConsoleLineInfo *
find_previous (RkConsoleView *self,
               int            line)
{
  const RkConsoleLineInfo *info;

  for (line--; (info = rk_console_buffer_get_info (self->buffer, line)) != NULL; line--)
    if (info->kind != RK_CONSOLE_NOTE)
      return info;
  return NULL;
}

static char *
dup_stamp (RkConsoleView   *self,
           RkConsoleStamps  stamps,
           int              line)
{
  const RkConsoleLineInfo *info = rk_console_buffer_get_info (self->buffer, line);
  const RkConsoleLineInfo *previous;

  if (info == NULL || info->kind == RK_CONSOLE_NOTE)
    return NULL;

  switch (stamps)
    {
    case RK_CONSOLE_STAMPS_CLOCK:
      return format_clock (info->time_us);
    case RK_CONSOLE_STAMPS_START:
      return format_seconds (MAX (info->time_us - self->start_us, 0));
    case RK_CONSOLE_STAMPS_DELTA:
      previous = find_previous (self, line);
      return format_seconds (previous != NULL ? MAX (info->time_us - previous->time_us, 0) : 0);
    case RK_CONSOLE_STAMPS_OFF:
    default:
      return NULL;
    }
}

static char *
stamp_cb (int      line,
          gpointer user_data)
{
  RkConsoleView *self = user_data;

  return dup_stamp (self, self->stamps, line);
}

static char *
copied_stamp_cb (int      line,
                 gpointer user_data)
{
  RkConsoleView *self = user_data;

  return dup_stamp (self, self->stamps != RK_CONSOLE_STAMPS_OFF ? self->stamps : RK_CONSOLE_STAMPS_CLOCK, line);
}

static void
copy_cb (RkConsoleView *self)
{
  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
  rk_console_view_copy (self, FALSE);
}

/* Binds what the template has of it. */
void
_rk_console_view_stamps_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, copy_cb);
}

void
_rk_console_view_stamps_init (RkConsoleView *self)
{
  self->gutter = RK_CONSOLE_GUTTER (rk_console_gutter_new (self->view, stamp_cb, self));
  gtk_text_view_set_gutter (self->view, GTK_TEXT_WINDOW_LEFT, GTK_WIDGET (self->gutter));
  rk_console_gutter_set_width (self->gutter, NULL);
}

/**
 * rk_console_view_set_stamps:
 * @self: a view
 * @stamps: what stands beside the lines
 */
void
rk_console_view_set_stamps (RkConsoleView   *self,
                            RkConsoleStamps  stamps)
{
  static const char *const widest[] = { NULL, "00:00:00.000", "00000.000", "0000.000" };

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->stamps = stamps;
  rk_console_gutter_set_width (self->gutter, widest[stamps]);
}

/**
 * rk_console_view_copy:
 * @self: a view
 * @with_stamps: whether the times go with it, also if they are not shown
 *
 * Copies what is selected.
 */
void
rk_console_view_copy (RkConsoleView *self,
                      gboolean       with_stamps)
{
  GtkTextIter start, end;

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  if (gtk_text_buffer_get_selection_bounds (gtk_text_view_get_buffer (self->view), &start, &end))
    {
      g_autofree char *text = rk_console_buffer_dup_range (self->buffer, &start, &end,
                                                           with_stamps ? copied_stamp_cb : NULL, self);

      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
    }
}

/**
 * rk_console_view_dup_stamped:
 * @self: a view
 *
 * Returns: (transfer full): the lines as they are shown, with their times
 */
char *
rk_console_view_dup_stamped (RkConsoleView *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), NULL);

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (self->view), &start, &end);
  return rk_console_buffer_dup_range (self->buffer, &start, &end, copied_stamp_cb, self);
}
