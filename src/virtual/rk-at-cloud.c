/* rk-at-cloud.c: the way from imitated AT firmware to an update server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-at-cloud-private.h"

#include "rk-error.h"
#include "rk-units.h"

/* On a clock that does not wait, the time for nothing to happen is shorter. */
#define HURRY 60

void
_rk_at_cloud_unref (RkAtCloud *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->event, rk_at_cloud_event_free);
  g_hash_table_unref (self->hosts);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->wake_lock);
  g_cond_clear (&self->taken);
  g_free (self);
}

static void
wake (RkAtCloud *self)
{
  g_mutex_lock (&self->wake_lock);
  if (self->wake != NULL)
    self->wake (self->user_data);
  g_mutex_unlock (&self->wake_lock);
}

/* Waits until the module has taken the event before: so the module's pace is that
 * of the transfer too.  FALSE when the update is not wanted any more. */
gboolean
_rk_at_cloud_tell (RkAtCloudRun       *run,
                   RkAtCloudEventKind  kind,
                   GBytes             *bytes)
{
  RkAtCloud *cloud = run->cloud;
  gboolean wanted;

  g_mutex_lock (&cloud->lock);
  while (cloud->event != NULL && !g_cancellable_is_cancelled (run->cancellable))
    g_cond_wait (&cloud->taken, &cloud->lock);
  wanted = !g_cancellable_is_cancelled (run->cancellable);
  if (wanted)
    {
      cloud->event = g_new0 (RkAtCloudEvent, 1);
      cloud->event->kind = kind;
      cloud->event->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
    }
  g_mutex_unlock (&cloud->lock);

  if (wanted)
    wake (cloud);
  return wanted;
}

/**
 * rk_at_cloud_new:
 * @func: called when there is an event
 * @user_data: for @func
 *
 * Returns: (transfer full): a cloud in which no host is known
 */
RkAtCloud *
rk_at_cloud_new (RkAtCloudWakeFunc func,
                 gpointer          user_data)
{
  RkAtCloud *self = g_new0 (RkAtCloud, 1);

  g_atomic_ref_count_init (&self->refs);
  self->wake = func;
  self->user_data = user_data;
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->faults = (RkAtCloudFaults){ .cut = RK_AT_CLOUD_NEVER, .stall = RK_AT_CLOUD_NEVER, .flip = RK_AT_CLOUD_NEVER, .power = RK_AT_CLOUD_NEVER };
  g_mutex_init (&self->lock);
  g_mutex_init (&self->wake_lock);
  g_cond_init (&self->taken);
  return self;
}

/**
 * rk_at_cloud_free:
 * @self: (transfer full): a cloud
 *
 * Breaks off an update; nobody is woken any more.
 */
void
rk_at_cloud_free (RkAtCloud *self)
{
  rk_at_cloud_stop (self);

  g_mutex_lock (&self->wake_lock);
  self->wake = NULL;
  g_mutex_unlock (&self->wake_lock);
  _rk_at_cloud_unref (self);
}

/**
 * rk_at_cloud_add_host:
 * @self: a cloud
 * @spec: "NAME=ADDRESS:PORT", such as "iot.espressif.cn=127.0.0.1:8080"
 * @error: %RK_ERROR_INVALID
 *
 * Returns: whether it could be understood
 */
gboolean
rk_at_cloud_add_host (RkAtCloud   *self,
                      const char  *spec,
                      GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (spec, "=", 2);
  g_auto(GStrv) where = g_strsplit (parts[0] != NULL && parts[1] != NULL ? parts[1] : "", ":", 2);
  guint64 port = 0;
  GSocketAddress *address = NULL;

  if (where[0] != NULL && where[1] != NULL && g_ascii_string_to_unsigned (where[1], 10, 1, G_MAXUINT16, &port, NULL))
    address = g_inet_socket_address_new_from_string (where[0], (guint)port);
  if (address == NULL || *parts[0] == '\0')
    {
      g_clear_object (&address);
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "a host is NAME=ADDRESS:PORT, not “%s”", spec);
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->hosts, g_strdup (parts[0]), address);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* A fault with a number, of a name as it is in the specification. */
static gboolean
set_numbered (RkAtCloudFaults     *faults,
              const char *name,
              guint32     number)
{
  if (g_str_equal (name, "version"))
    faults->version_status = number;
  else if (g_str_equal (name, "http"))
    faults->file_status = number;
  else if (g_str_equal (name, "truncate"))
    faults->cut = number;
  else if (g_str_equal (name, "stall"))
    faults->stall = number;
  else if (g_str_equal (name, "corrupt"))
    faults->flip = number;
  else if (g_str_equal (name, "power"))
    faults->power = number;
  else
    return FALSE;

  return TRUE;
}

static gboolean
set_fault (RkAtCloudFaults     *faults,
           const char *spec)
{
  g_auto(GStrv) parts = g_strsplit (spec, ":", 2);
  guint32 number;

  if (g_str_equal (spec, "none"))
    *faults = (RkAtCloudFaults){ .cut = RK_AT_CLOUD_NEVER, .stall = RK_AT_CLOUD_NEVER, .flip = RK_AT_CLOUD_NEVER, .power = RK_AT_CLOUD_NEVER };
  else if (g_str_equal (spec, "dns"))
    faults->no_name = TRUE;
  else if (g_str_equal (spec, "refused"))
    faults->no_server = TRUE;
  else if (g_str_equal (spec, "silent"))
    faults->silent = TRUE;
  else
    return parts[0] != NULL && parts[1] != NULL && rk_units_parse (parts[1], &number, NULL) &&
           set_numbered (faults, parts[0], number);

  return TRUE;
}

/**
 * rk_at_cloud_add_fault:
 * @self: a cloud
 * @spec: what goes wrong with updates begun from now on: "dns", "refused",
 *   "silent", "version:STATUS", "http:STATUS", "truncate:BYTES", "stall:BYTES",
 *   "corrupt:OFFSET", "power:BYTES"; "none" for nothing any more
 * @error: %RK_ERROR_INVALID
 *
 * Returns: whether it could be understood
 */
gboolean
rk_at_cloud_add_fault (RkAtCloud   *self,
                       const char  *spec,
                       GError     **error)
{
  gboolean known;

  g_mutex_lock (&self->lock);
  known = set_fault (&self->faults, spec);
  g_mutex_unlock (&self->lock);
  if (!known)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "unknown fault 'cloud:%s'", spec);
  return known;
}

/**
 * rk_at_cloud_set_hurry:
 * @self: a cloud
 * @hurry: whether the module's clock does not wait, so that what it waits for in vain
 *   is given up soon
 */
void
rk_at_cloud_set_hurry (RkAtCloud *self,
                       gboolean   hurry)
{
  g_mutex_lock (&self->lock);
  self->hurry = hurry;
  g_mutex_unlock (&self->lock);
}

/**
 * rk_at_cloud_start:
 * @self: a cloud that does nothing
 * @way: how the firmware asks
 *
 * Begins an update; what comes of it is told by events.
 */
void
rk_at_cloud_start (RkAtCloud          *self,
                   const RkAtCloudWay *way)
{
  RkAtCloudRun *run = g_new0 (RkAtCloudRun, 1);
  GInetSocketAddress *server;
  g_autoptr(GThread) thread = NULL;

  rk_at_cloud_stop (self);

  run->cloud = self;
  run->cancellable = g_cancellable_new ();
  run->way = *way;
  run->file = g_strdup (way->file);
  g_atomic_ref_count_inc (&self->refs);

  g_mutex_lock (&self->lock);
  self->cancellable = g_object_ref (run->cancellable);
  run->faults = self->faults;
  run->hurry = self->hurry ? HURRY : 1;
  server = g_hash_table_lookup (self->hosts, RK_AT_CLOUD_HOST);
  run->server = server != NULL ? g_object_ref (server) : NULL;
  g_mutex_unlock (&self->lock);

  thread = g_thread_new ("virtual-cloud", _rk_at_cloud_thread, run);
}

/**
 * rk_at_cloud_stop:
 * @self: a cloud
 *
 * Breaks off an update, as a reset does.  No event comes any more.
 */
void
rk_at_cloud_stop (RkAtCloud *self)
{
  g_mutex_lock (&self->lock);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->event, rk_at_cloud_event_free);
  g_cond_broadcast (&self->taken);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_at_cloud_take_event:
 * @self: a cloud
 *
 * Returns: (transfer full) (nullable): the next event, if there is one
 */
RkAtCloudEvent *
rk_at_cloud_take_event (RkAtCloud *self)
{
  RkAtCloudEvent *event;

  g_mutex_lock (&self->lock);
  event = g_steal_pointer (&self->event);
  g_cond_broadcast (&self->taken);
  g_mutex_unlock (&self->lock);
  return event;
}

/**
 * rk_at_cloud_event_free:
 * @event: (transfer full): an event
 */
void
rk_at_cloud_event_free (RkAtCloudEvent *event)
{
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}
