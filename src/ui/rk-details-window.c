/* rk-details-window.c: everything about a job, to read and to copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-details-window.h"

#include <string.h>

#include "rk-dialogs.h"
#include "rk-toast.h"

struct _RkDetailsWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkTextView     *text;
  GtkWidget       *save;
  GtkWidget       *report;
  GtkWidget       *hint;
};

G_DEFINE_FINAL_TYPE (RkDetailsWindow, rk_details_window, ADW_TYPE_WINDOW)

static char *
dup_text (RkDetailsWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
copy_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkDetailsWindow *self = RK_DETAILS_WINDOW (widget);
  g_autofree char *text = dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  rk_toast_show (self->toasts, _ ("Copied"));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *async,
          gpointer      user_data)
{
  g_autoptr(RkDetailsWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = g_file_replace_contents_finish (G_FILE (object), async, NULL, &error);

  if (self->text != NULL)
    rk_toast_show (self->toasts, saved ? _ ("Saved") : error->message);
}

static void
place_chosen_cb (GListModel *files,
                 gpointer    user_data)
{
  RkDetailsWindow *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *text = dup_text (self);
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, saved_cb,
                                       g_object_ref (self));
}

static void
save_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  rk_dialogs_choose_save (widget, _ ("Save the Report"), "rekindle-report.txt", place_chosen_cb, widget);
}

/* The window that this one belongs to makes it. */
static void
report_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  gtk_window_close (GTK_WINDOW (widget));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.report", NULL);
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
  gtk_widget_class_install_action (widget_class, "details.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "details.report", NULL, report_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, text);
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, save);
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, report);
  gtk_widget_class_bind_template_child (widget_class, RkDetailsWindow, hint);
}

static void
rk_details_window_init (RkDetailsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static RkDetailsWindow *
present (GtkWidget  *parent,
         const char *text)
{
  RkDetailsWindow *self = g_object_new (RK_TYPE_DETAILS_WINDOW,
                                        "transient-for", gtk_widget_get_root (parent),
                                        NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * rk_details_window_present:
 * @parent: a widget of the window it belongs to
 * @module: the module of the job
 * @outcome: what came of the job
 * @trace: how it came to that
 */
void
rk_details_window_present (GtkWidget  *parent,
                           RkModule   *module,
                           const char *outcome,
                           RkTraceLog *trace)
{
  g_autofree char *log = rk_trace_log_dup (trace);
  g_autofree char *text = g_strdup_printf ("Rekindle %s, %s\n\n%s\n%s", RK_VERSION, rk_module_get_port (module), outcome,
                                           log);

  present (parent, text);
}

/**
 * rk_details_window_present_report:
 * @parent: a widget of the window it belongs to
 * @text: a report, to be read before it is copied or saved
 */
void
rk_details_window_present_report (GtkWidget  *parent,
                                  const char *text)
{
  RkDetailsWindow *self = present (parent, text);

  gtk_window_set_title (GTK_WINDOW (self), _ ("Problem Report"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Problem Report"), -1);
  gtk_widget_set_visible (self->save, TRUE);
  gtk_widget_set_visible (self->hint, TRUE);
  gtk_widget_set_visible (self->report, FALSE);
}
