/* rk-port-return.c: waiting for a port that has gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-return.h"

#include "rk-port-monitor.h"

/* How often it is looked for.  A device node that has just appeared may still wait
 * for its permissions. */
#define LOOK_MS 500

/* What cannot be seen is tried twice as seldom each time, up to this. */
#define TRY_MAX_MS 16000

struct _RkPortReturn
{
  char             *port;
  RkPortReturnFunc  func;
  gpointer          user_data;
  RkPortMonitor    *monitor;
  guint             interval_ms;
  guint             source;
};

/* A network port, or one that is no device: it cannot be seen, only tried. */
static gboolean
is_invisible (const char *port)
{
  return !g_path_is_absolute (port) && g_ascii_strncasecmp (port, "COM", 3) != 0;
}

static gboolean
seems_back (RkPortReturn *self)
{
  return is_invisible (self->port) || rk_port_monitor_find (self->monitor, self->port) != NULL ||
         (g_path_is_absolute (self->port) && g_file_test (self->port, G_FILE_TEST_EXISTS));
}

static gboolean look_cb (gpointer user_data);

static void
wait (RkPortReturn *self)
{
  self->source = g_timeout_add (self->interval_ms, look_cb, self);
  if (is_invisible (self->port))
    self->interval_ms = MIN (2 * self->interval_ms, TRY_MAX_MS);
}

static gboolean
look_cb (gpointer user_data)
{
  RkPortReturn *self = user_data;

  self->source = 0;
  wait (self);
  if (seems_back (self))
    self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * rk_port_return_new:
 * @port: its name
 * @func: called when it seems to be back
 * @user_data: for @func
 *
 * Returns: (transfer full): waits until it is let go of
 */
RkPortReturn *
rk_port_return_new (const char       *port,
                    RkPortReturnFunc  func,
                    gpointer          user_data)
{
  RkPortReturn *self = g_new0 (RkPortReturn, 1);

  self->port = g_strdup (port);
  self->func = func;
  self->user_data = user_data;
  self->monitor = rk_port_monitor_new ();
  self->interval_ms = LOOK_MS;
  wait (self);
  return self;
}

/**
 * rk_port_return_free:
 * @self: (transfer full): what waits
 *
 * May be called by the function that was called.
 */
void
rk_port_return_free (RkPortReturn *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->monitor);
  g_free (self->port);
  g_free (self);
}
