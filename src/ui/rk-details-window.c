/* rk-details-window.c: everything about a job, to read and to copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-details-window.h"

struct _RkDetailsWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkTextView     *text;
};

G_DEFINE_FINAL_TYPE (RkDetailsWindow, rk_details_window, ADW_TYPE_WINDOW)

static void
copy_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkDetailsWindow *self = RK_DETAILS_WINDOW (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copied")));
}

static void
rk_details_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_DETAILS_WINDOW);

  G_OBJECT_CLASS (rk_details_window_parent_class)->dispose (object);
}

static void
rk_details_window_class_init (RkDetailsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_details_window_dispose;

  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, text);
}

static void
rk_details_window_init (RkDetailsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_details_window_present:
 * @parent: a widget of the window it belongs to
 * @text: what it shows
 */
void
rk_details_window_present (GtkWidget  *parent,
                           const char *text)
{
  RkDetailsWindow *self = g_object_new (RK_TYPE_DETAILS_WINDOW,
                                        "transient-for", gtk_widget_get_root (parent),
                                        NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  gtk_window_present (GTK_WINDOW (self));
}
