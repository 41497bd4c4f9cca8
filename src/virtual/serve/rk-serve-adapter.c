/* rk-serve-adapter.c: the serial adapter between a virtual module and its servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-serve-adapter.h"

#include "rk-deadline.h"

/* An FTDI chip sends a packet when its latency timer ticks or when 62 bytes, a
 * full packet without the two status bytes, have come (FTDI AN232B-04). */
#define PACKET_SIZE 62

#define REPLUG_POLL_MS 50

struct _RkServeAdapter
{
  RkVirtualModule *module;
  guint            latency_ms;
  GCancellable    *cancellable;
  GThread         *reader;
  GThread         *holder;

  GMutex           outlets_lock;
  GPtrArray       *outlets;

  GMutex           lines_lock;
  GCond            lines_changed;
  gboolean         dtr;
  gboolean         rts;
  gboolean         held; /* both are asserted, but the module has not been told */
  gint64           held_until;
  gboolean         stopping;
};

static void
deliver (RkServeAdapter *self,
         const guint8   *bytes,
         gsize           count)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->outlets_lock);

  for (guint i = 0; i < self->outlets->len; i++)
    {
      const RkServeOutlet *outlet = g_ptr_array_index (self->outlets, i);

      outlet->deliver (outlet->data, bytes, count);
    }
}

static void
tell_plug (RkServeAdapter *self,
           gboolean        plugged)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->outlets_lock);

  for (guint i = 0; i < self->outlets->len; i++)
    {
      const RkServeOutlet *outlet = g_ptr_array_index (self->outlets, i);

      if (outlet->plug != NULL)
        outlet->plug (outlet->data, plugged);
    }
}

/* Waits for more bytes until the latency timer's next tick or a full packet. */
static gsize
fill_packet (RkServeAdapter *self,
             guint8         *packet,
             gsize           length,
             gsize           size)
{
  gint64 period = (gint64)self->latency_ms * 1000;
  gint64 tick = (g_get_monotonic_time () / period + 1) * period;

  while (length < PACKET_SIZE && !rk_deadline_passed (tick))
    {
      gssize count = rk_virtual_module_receive (self->module, packet + length, size - length, tick,
                                                self->cancellable, NULL);

      if (count <= 0)
        break;
      length += (gsize)count;
    }

  return length;
}

/* Waits until the adapter is in again; FALSE if the servers are taken down. */
static gboolean
wait_for_plug (RkServeAdapter *self)
{
  tell_plug (self, FALSE);

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      guint8 byte;
      gssize count;
      gint64 end = rk_deadline_in_ms (REPLUG_POLL_MS);

      count = rk_virtual_module_receive (self->module, &byte, 1, end, self->cancellable, &error);
      if (g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
      if (count > 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        {
          tell_plug (self, TRUE);
          if (count > 0)
            deliver (self, &byte, 1);
          return TRUE;
        }
      if (!rk_deadline_passed (end))
        g_usleep (REPLUG_POLL_MS * 1000);
    }
}

static gpointer
read_module (gpointer data)
{
  RkServeAdapter *self = data;

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      guint8 bytes[4096];
      gssize count = rk_virtual_module_receive (self->module, bytes, sizeof bytes,
                                                RK_DEADLINE_NEVER, self->cancellable, &error);

      if (g_cancellable_is_cancelled (self->cancellable))
        return NULL;
      if (count > 0 && self->latency_ms > 0)
        count = (gssize)fill_packet (self, bytes, (gsize)count, sizeof bytes);
      if (count > 0)
        deliver (self, bytes, (gsize)count);
      else if (count < 0 && !wait_for_plug (self))
        return NULL;
    }
}

/* A capacitor holds the module in reset for a moment after RTS is released.  It
 * bridges the gap of programs that set the two lines one after the other, by way
 * of both asserted.  Over a network that gap is much longer, so that the server
 * has to bridge it: lines that go from reset to both asserted are told to the
 * module when they stay so. */

static void
tell_lines (RkServeAdapter *self)
{
  self->held = FALSE;
  rk_virtual_module_set_lines (self->module, self->dtr, self->rts);
}

static gpointer
hold_lines (gpointer data)
{
  RkServeAdapter *self = data;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lines_lock);

  while (!self->stopping)
    {
      if (!self->held)
        g_cond_wait (&self->lines_changed, &self->lines_lock);
      else if (!g_cond_wait_until (&self->lines_changed, &self->lines_lock, self->held_until) &&
               self->held)
        tell_lines (self);
    }

  return NULL;
}

/**
 * rk_serve_adapter_new:
 * @module: the module to serve
 * @latency_ms: the latency timer's period, as an FTDI adapter has it; 0 for none
 *
 * Starts to take what the module sends.
 *
 * Returns: (transfer full): a new adapter
 */
RkServeAdapter *
rk_serve_adapter_new (RkVirtualModule *module,
                      guint            latency_ms)
{
  RkServeAdapter *self = g_new0 (RkServeAdapter, 1);

  self->module = g_object_ref (module);
  self->latency_ms = latency_ms;
  self->cancellable = g_cancellable_new ();
  self->outlets = g_ptr_array_new ();
  g_mutex_init (&self->outlets_lock);
  g_mutex_init (&self->lines_lock);
  g_cond_init (&self->lines_changed);
  self->reader = g_thread_new ("adapter", read_module, self);
  self->holder = g_thread_new ("adapter lines", hold_lines, self);

  return self;
}

/**
 * rk_serve_adapter_free:
 * @self: (nullable): an adapter that no server uses any more
 */
void
rk_serve_adapter_free (RkServeAdapter *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lines_lock);
  self->stopping = TRUE;
  g_cond_signal (&self->lines_changed);
  g_mutex_unlock (&self->lines_lock);
  g_thread_join (self->reader);
  g_thread_join (self->holder);

  g_ptr_array_unref (self->outlets);
  g_mutex_clear (&self->outlets_lock);
  g_mutex_clear (&self->lines_lock);
  g_cond_clear (&self->lines_changed);
  g_object_unref (self->cancellable);
  g_object_unref (self->module);
  g_free (self);
}

/**
 * rk_serve_adapter_add:
 * @self: an adapter
 * @outlet: where bytes are to go; stays the caller's until it is removed
 */
void
rk_serve_adapter_add (RkServeAdapter      *self,
                      const RkServeOutlet *outlet)
{
  g_mutex_lock (&self->outlets_lock);
  g_ptr_array_add (self->outlets, (gpointer)outlet);
  g_mutex_unlock (&self->outlets_lock);
}

/**
 * rk_serve_adapter_remove:
 * @self: an adapter
 * @outlet: an outlet; it is not called any more when this returns
 */
void
rk_serve_adapter_remove (RkServeAdapter      *self,
                         const RkServeOutlet *outlet)
{
  g_mutex_lock (&self->outlets_lock);
  g_ptr_array_remove (self->outlets, (gpointer)outlet);
  g_mutex_unlock (&self->outlets_lock);
}

/**
 * rk_serve_adapter_send:
 * @self: an adapter
 * @bytes: what a program wrote to the port
 * @count: how many
 * @cancellable: (nullable): ends the wait for the line to be free
 *
 * Sends to the module.
 *
 * Returns: %FALSE if the bytes did not reach the line: pulled out, or cancelled
 */
gboolean
rk_serve_adapter_send (RkServeAdapter *self,
                       const guint8   *bytes,
                       gsize           count,
                       GCancellable   *cancellable)
{
  return rk_virtual_module_send (self->module, bytes, count, RK_DEADLINE_NEVER, cancellable, NULL);
}

/**
 * rk_serve_adapter_set_baud:
 * @self: an adapter
 * @baud: the rate that a program asked the port for
 */
void
rk_serve_adapter_set_baud (RkServeAdapter *self,
                           guint           baud)
{
  rk_virtual_module_set_host_baud (self->module, baud);
}

/**
 * rk_serve_adapter_set_lines:
 * @self: an adapter
 * @dtr: whether DTR is to be asserted
 * @rts: whether RTS is to be asserted
 * @hold_ms: how long both may be asserted on the way out of reset before the
 *   module notices; 0 if the caller sets both lines in one step
 *
 * Sets the modem lines.
 */
void
rk_serve_adapter_set_lines (RkServeAdapter *self,
                            gboolean        dtr,
                            gboolean        rts,
                            guint           hold_ms)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lines_lock);
  gboolean in_reset = !self->dtr && self->rts;

  self->dtr = dtr;
  self->rts = rts;
  if (hold_ms > 0 && in_reset && dtr && rts)
    {
      self->held = TRUE;
      self->held_until = rk_deadline_in_ms (hold_ms);
      g_cond_signal (&self->lines_changed);
    }
  else if (!self->held || !dtr || !rts)
    {
      tell_lines (self);
    }
}

/**
 * rk_serve_adapter_discard:
 * @self: an adapter
 *
 * Throws away what the module sent and nobody took.
 */
void
rk_serve_adapter_discard (RkServeAdapter *self)
{
  rk_virtual_module_discard (self->module);
}
