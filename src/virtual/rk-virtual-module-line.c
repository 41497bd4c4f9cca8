/* rk-virtual-module-line.c: bytes between the host and the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two queues: what the host has sent goes onto the line at the rate it was sent with,
 * what the adapter has received waits until the host fetches it.
 */

#include "rk-virtual-module-private.h"

#include <string.h>

#include "rk-deadline.h"

#define QUEUE_MAX (16 * 1024) /* bytes on their way to the module */

void
_rk_virtual_module_unplug (RkVirtualModule *self)
{
  self->plugged = FALSE;
  g_array_set_size (self->outgoing, 0);
  g_byte_array_set_size (self->incoming, 0);
  self->n_fetched = 0;
  self->n_wishes++;
  g_cond_broadcast (&self->changed);
}

/* RX and TX of the adapter are connected with each other. */
static void
send_back (RkVirtualModule *self)
{
  for (guint i = 0; i < self->outgoing->len; i++)
    g_byte_array_append (self->incoming, &g_array_index (self->outgoing, RkOutgoing, i).byte, 1);
  g_array_set_size (self->outgoing, 0);
  g_cond_broadcast (&self->changed);
}

void
_rk_virtual_module_put_on_line (RkVirtualModule *self)
{
  RkSerialLine *line = rk_soc_get_rx_line (self->chip);
  gint64 now = rk_soc_get_time (self->chip);
  guint count = 0;

  if (rk_faults_echo (self->faults))
    send_back (self);
  if (!self->running)
    {
      rk_serial_line_clear (line);
      count = self->outgoing->len;
    }
  while (count < self->outgoing->len && rk_serial_line_get_end (line) < now + RK_VIRTUAL_SLICE_NS)
    {
      RkOutgoing next = g_array_index (self->outgoing, RkOutgoing, count++);
      RkFaultOutcome outcome = rk_faults_touch (self->faults, TRUE, &next.byte);

      if (outcome == RK_FAULT_NONE)
        rk_serial_line_append (line, now, 1e9 / next.baud, next.byte);
      else if (outcome == RK_FAULT_UNPLUGGED)
        {
          _rk_virtual_module_unplug (self);
          return;
        }
    }

  if (count > 0)
    {
      g_array_remove_range (self->outgoing, 0, count);
      g_cond_broadcast (&self->changed);
    }
}

void
_rk_virtual_module_take_from_line (RkVirtualModule *self)
{
  gint64 now = rk_soc_get_time (self->chip);
  gboolean framing_error;
  gboolean any = FALSE;
  guint8 byte;

  self->receiver.bit_ns = 1e9 / self->baud;
  while (rk_serial_receiver_take (&self->receiver, now, &byte, &framing_error))
    {
      if (rk_faults_touch (self->faults, FALSE, &byte) == RK_FAULT_NONE &&
          self->incoming->len - self->n_fetched < RK_VIRTUAL_RECEIVED_MAX)
        g_byte_array_append (self->incoming, &byte, 1);
      /* One by one: to look for a bit takes as long as the line is. */
      rk_serial_line_forget (self->receiver.line, self->receiver.from);
      any = TRUE;
    }
  if (any)
    g_cond_broadcast (&self->changed);
}

/* When a byte comes out of, or can go onto, the line. */
gint64
_rk_virtual_module_next_on_line (RkVirtualModule *self)
{
  gint64 next = rk_serial_receiver_next (&self->receiver);

  if (self->outgoing->len > 0)
    next = MIN (next, rk_serial_line_get_end (rk_soc_get_rx_line (self->chip)) - RK_VIRTUAL_SLICE_NS);

  return next;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  RkVirtualModule *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Under the lock: whether there is still a point in waiting. */
static gboolean
check_connected (RkVirtualModule  *self,
                 GCancellable     *cancellable,
                 GError          **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!self->plugged)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the virtual module is unplugged");
      return FALSE;
    }

  return TRUE;
}

/* Under the lock: waits for a change. */
static void
wait_for_change (RkVirtualModule *self,
                 gint64           deadline)
{
  if (deadline == RK_DEADLINE_NEVER)
    g_cond_wait (&self->changed, &self->lock);
  else
    g_cond_wait_until (&self->changed, &self->lock, deadline);
}

/* Under the lock: waits for room in the queue to the module. */
static gboolean
wait_for_room (RkVirtualModule  *self,
               gint64            deadline,
               GCancellable     *cancellable,
               GError          **error)
{
  if (!check_connected (self, cancellable, error))
    return FALSE;
  if (rk_deadline_passed (deadline))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the virtual module took nothing in time");
      return FALSE;
    }

  wait_for_change (self, deadline);
  return TRUE;
}

/**
 * rk_virtual_module_set_host_baud:
 * @self: a module
 * @baud: the adapter's rate; what was sent before keeps the rate it was sent with
 */
void
rk_virtual_module_set_host_baud (RkVirtualModule *self,
                                 guint            baud)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));
  g_return_if_fail (baud > 0);

  g_mutex_lock (&self->lock);
  self->baud = baud;
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_send:
 * @self: a module
 * @bytes: what the host sends
 * @count: how many
 * @deadline: monotonic time; matters only when much is on its way already
 * @cancellable: (nullable): ends the wait
 *
 * Returns: whether all were taken; they arrive at the adapter's rate, in the
 *   module's time.  Else %G_IO_ERROR_CLOSED, %G_IO_ERROR_TIMED_OUT or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
rk_virtual_module_send (RkVirtualModule  *self,
                        const guint8     *bytes,
                        gsize             count,
                        gint64            deadline,
                        GCancellable     *cancellable,
                        GError          **error)
{
  gulong id = 0;
  gboolean ok;

  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), FALSE);

  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);

  g_mutex_lock (&self->lock);
  ok = TRUE;
  while (ok && (count > 0 || !self->plugged))
    {
      gsize room = QUEUE_MAX - MIN (self->outgoing->len, QUEUE_MAX);
      gsize part = self->plugged ? MIN (room, count) : 0;

      for (gsize i = 0; i < part; i++)
        g_array_append_val (self->outgoing, ((RkOutgoing){ self->baud, *bytes++ }));
      count -= part;
      _rk_virtual_module_wake (self);
      if (part == 0)
        ok = wait_for_room (self, deadline, cancellable, error);
    }
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, id);

  return ok;
}

/**
 * rk_virtual_module_receive:
 * @self: a module
 * @buffer: (out): for what the module has sent
 * @count: its size
 * @deadline: monotonic time
 * @cancellable: (nullable): ends the wait
 *
 * Waits for at least one byte.
 *
 * Returns: how many were received, 0 at the deadline; -1 with %G_IO_ERROR_CLOSED
 *   or %G_IO_ERROR_CANCELLED
 */
gssize
rk_virtual_module_receive (RkVirtualModule  *self,
                           guint8           *buffer,
                           gsize             count,
                           gint64            deadline,
                           GCancellable     *cancellable,
                           GError          **error)
{
  gssize received = 0;
  gboolean connected;
  gulong id = 0;

  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), -1);

  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);

  g_mutex_lock (&self->lock);
  while ((connected = self->incoming->len > self->n_fetched || check_connected (self, cancellable, error)) &&
         self->incoming->len == self->n_fetched && !rk_deadline_passed (deadline))
    wait_for_change (self, deadline);
  if (self->incoming->len > self->n_fetched)
    {
      received = MIN (count, self->incoming->len - self->n_fetched);
      memcpy (buffer, self->incoming->data + self->n_fetched, received);
      self->n_fetched += received;
      if (self->n_fetched == self->incoming->len)
        {
          g_byte_array_set_size (self->incoming, 0);
          self->n_fetched = 0;
        }
      _rk_virtual_module_wake (self);
    }
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, id);

  return connected ? received : -1;
}

/**
 * rk_virtual_module_discard:
 * @self: a module
 *
 * Throws away what the adapter has received and nobody fetched.
 */
void
rk_virtual_module_discard (RkVirtualModule *self)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  g_byte_array_set_size (self->incoming, 0);
  self->n_fetched = 0;
  _rk_virtual_module_unlock_changed (self);
}
