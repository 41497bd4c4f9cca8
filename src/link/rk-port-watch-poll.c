/* rk-port-watch-poll.c: tells that ports may have come or gone, every now and then
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the system offers no simple notice.
 */

#include "rk-port-watch.h"

#define LOOK_EVERY_S 2

struct _RkPortWatch
{
  GSource *timer;
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static gboolean
timer_cb (gpointer user_data)
{
  RkPortWatch *self = user_data;

  self->changed (self->user_data);
  return G_SOURCE_CONTINUE;
}

RkPortWatch *
rk_port_watch_new (void     (*changed) (gpointer user_data),
                   gpointer user_data)
{
  RkPortWatch *self = g_new0 (RkPortWatch, 1);

  self->changed = changed;
  self->user_data = user_data;
  self->timer = g_timeout_source_new_seconds (LOOK_EVERY_S);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
rk_port_watch_free (RkPortWatch *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_free (self);
}
