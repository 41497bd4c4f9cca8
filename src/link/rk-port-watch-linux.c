/* rk-port-watch-linux.c: tells that ports may have come or gone, by /dev
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-watch.h"

/* udev renames, links and permits a new device in several steps, and an adapter
 * with two ports brings two devices: look once, when it is quiet. */
#define SETTLE_MS 200

struct _RkPortWatch
{
  GFileMonitor *monitor;
  GSource *settling;
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static void
stop_settling (RkPortWatch *self)
{
  if (self->settling != NULL)
    g_source_destroy (self->settling);
  g_clear_pointer (&self->settling, g_source_unref);
}

static gboolean
settled_cb (gpointer user_data)
{
  RkPortWatch *self = user_data;

  stop_settling (self);
  self->changed (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
dev_changed_cb (GFileMonitor      *monitor,
                GFile             *file,
                GFile             *other,
                GFileMonitorEvent  event,
                gpointer           user_data)
{
  RkPortWatch *self = user_data;
  g_autofree char *name = g_file_get_basename (file);

  if (event != G_FILE_MONITOR_EVENT_CREATED && event != G_FILE_MONITOR_EVENT_DELETED)
    return;
  if (!g_str_has_prefix (name, "tty") && !g_str_has_prefix (name, "rfcomm"))
    return;

  stop_settling (self);
  self->settling = g_timeout_source_new (SETTLE_MS);
  g_source_set_callback (self->settling, settled_cb, self, NULL);
  g_source_attach (self->settling, g_main_context_get_thread_default ());
}

/**
 * rk_port_watch_new:
 * @changed: called when ports may have come or gone
 * @user_data: for @changed
 *
 * Returns: (transfer full): a watch, for which nothing runs until /dev changes
 */
RkPortWatch *
rk_port_watch_new (void     (*changed) (gpointer user_data),
                   gpointer user_data)
{
  RkPortWatch *self = g_new0 (RkPortWatch, 1);
  g_autoptr(GFile) dev = g_file_new_for_path ("/dev");
  g_autoptr(GError) error = NULL;

  self->changed = changed;
  self->user_data = user_data;
  self->monitor = g_file_monitor_directory (dev, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (dev_changed_cb), self);
  else
    g_message ("ports are not watched: %s", error->message);
  return self;
}

/**
 * rk_port_watch_free:
 * @self: (transfer full): a watch
 */
void
rk_port_watch_free (RkPortWatch *self)
{
  stop_settling (self);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_free (self);
}
