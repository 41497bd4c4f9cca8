/* rk-virtual-module.c: an ESP8266 module in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The module's thread owns the chip.  Others leave what they want under the lock
 * and wake it; bytes for and from the host wait in two queues.
 */

#include "rk-virtual-module.h"

#include <string.h>

#include "rk-at-world.h"
#include "rk-soc-fault.h"
#include "rk-soc.h"
#include "rk-deadline.h"
#include "rk-error.h"

#define QUEUE_MAX      (16 * 1024)   /* bytes on their way to the module */
#define RECEIVED_MAX   (256 * 1024)  /* bytes that the host has not fetched */
#define SLICE_NS       2000000       /* how long the thread works without looking up */
#define LATE_NS        50000000      /* what a slow machine is behind, and never makes up */
#define REST_US        1000          /* at least, unless it is behind */
#define DEFAULT_BAUD   115200
#define BITS           10
#define CLOUD_FAULT    "cloud:"

/* A byte keeps the rate that was set when it was sent. */
typedef struct
{
  guint  baud;
  guint8 byte;
} Outgoing;

struct _RkVirtualModule
{
  GObject parent_instance;

  GThread          *thread;
  GMutex            lock;
  GCond             wake;    /* for the thread */
  GCond             changed; /* for callers */

  /* The chip belongs to whoever holds this; the thread lets go between slices. */
  GMutex            chip_lock;
  gint              n_visitors; /* who wait for it */
  RkSoc            *chip;
  RkAtWorld        *world;
  RkSerialReceiver  receiver; /* the adapter's */
  gint64            zero;     /* monotonic ns at module time 0 */

  /* Under the lock */
  RkFaults         *faults;
  GArray           *outgoing; /* Outgoing */
  GByteArray       *incoming;
  gsize             n_fetched; /* of incoming */
  RkVirtualPace     pace;
  RkVirtualWiring   wiring;
  guint             baud;
  gboolean          powered;
  gboolean          plugged;
  gboolean          gpio0_grounded;
  gboolean          gpio0_latched; /* low, when it last came out of reset */
  gboolean          dtr;
  gboolean          rts;
  guint             n_power_ups; /* counted, so that the thread misses no short ones */
  guint             n_resets;
  guint             n_wishes;
  gboolean          stopping;

  /* The thread's */
  guint             n_power_ups_done;
  guint             n_resets_done;
  guint             n_wishes_seen;
  gboolean          running; /* power on and out of reset */
};

G_DEFINE_FINAL_TYPE (RkVirtualModule, rk_virtual_module, G_TYPE_OBJECT)

static gint64
get_wall_time (RkVirtualModule *self)
{
  return g_get_monotonic_time () * 1000 - self->zero;
}

/* -- The lines: all under the lock ---------------------------------------- */

/* The circuit of two transistors: a line only pulls while the other is released. */
static gboolean
is_held_in_reset (RkVirtualModule *self)
{
  switch (self->wiring)
    {
    case RK_VIRTUAL_WIRING_AUTO:
      return self->rts && !self->dtr;
    case RK_VIRTUAL_WIRING_DIRECT:
      return self->rts;
    case RK_VIRTUAL_WIRING_INVERTED:
      return !self->rts;
    case RK_VIRTUAL_WIRING_NONE:
    default:
      return FALSE;
    }
}

static gboolean
is_gpio0_low (RkVirtualModule *self)
{
  switch (self->wiring)
    {
    case RK_VIRTUAL_WIRING_AUTO:
      return self->gpio0_grounded || (self->dtr && !self->rts);
    case RK_VIRTUAL_WIRING_DIRECT:
      return self->gpio0_grounded || self->dtr;
    case RK_VIRTUAL_WIRING_INVERTED:
      return self->gpio0_grounded || !self->dtr;
    case RK_VIRTUAL_WIRING_NONE:
    default:
      return self->gpio0_grounded;
    }
}

static gboolean
has_power (RkVirtualModule *self)
{
  return self->powered && self->plugged;
}

/* What a change of the pins or the power amounts to: called with how it was
 * before.  The chip looks at GPIO0 in that moment, even if its thread comes later. */
static void
note_edges (RkVirtualModule *self,
            gboolean         had_power,
            gboolean         was_held)
{
  if (has_power (self) && !had_power)
    self->n_power_ups++;
  if (was_held && !is_held_in_reset (self))
    self->n_resets++;
  if ((has_power (self) && !had_power) || (was_held && !is_held_in_reset (self)))
    self->gpio0_latched = is_gpio0_low (self);
}

static void
apply_lines (RkVirtualModule *self)
{
  RkSocReset cause = self->n_power_ups != self->n_power_ups_done ? RK_SOC_RESET_POWER_ON : RK_SOC_RESET_PIN;
  gboolean restart = cause == RK_SOC_RESET_POWER_ON || self->n_resets != self->n_resets_done;

  self->running = has_power (self) && !is_held_in_reset (self);
  if (self->running)
    {
      self->n_power_ups_done = self->n_power_ups;
      self->n_resets_done = self->n_resets;
    }
  if (self->running && restart)
    {
      rk_soc_set_gpio0 (self->chip, self->gpio0_latched);
      rk_soc_reset (self->chip, cause);
    }
  rk_soc_set_gpio0 (self->chip, is_gpio0_low (self));
}

/* -- Bytes ---------------------------------------------------------------- */

static void
unplug (RkVirtualModule *self)
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
    g_byte_array_append (self->incoming, &g_array_index (self->outgoing, Outgoing, i).byte, 1);
  g_array_set_size (self->outgoing, 0);
  g_cond_broadcast (&self->changed);
}

static void
put_on_line (RkVirtualModule *self)
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
  while (count < self->outgoing->len && rk_serial_line_get_end (line) < now + SLICE_NS)
    {
      Outgoing next = g_array_index (self->outgoing, Outgoing, count++);
      RkFaultOutcome outcome = rk_faults_touch (self->faults, TRUE, &next.byte);

      if (outcome == RK_FAULT_NONE)
        rk_serial_line_append (line, now, 1e9 / next.baud, next.byte);
      else if (outcome == RK_FAULT_UNPLUGGED)
        {
          unplug (self);
          return;
        }
    }

  if (count > 0)
    {
      g_array_remove_range (self->outgoing, 0, count);
      g_cond_broadcast (&self->changed);
    }
}

static void
take_from_line (RkVirtualModule *self)
{
  gint64 now = rk_soc_get_time (self->chip);
  gboolean framing_error;
  gboolean any = FALSE;
  guint8 byte;

  self->receiver.bit_ns = 1e9 / self->baud;
  while (rk_serial_receiver_take (&self->receiver, now, &byte, &framing_error))
    {
      if (rk_faults_touch (self->faults, FALSE, &byte) == RK_FAULT_NONE &&
          self->incoming->len - self->n_fetched < RECEIVED_MAX)
        g_byte_array_append (self->incoming, &byte, 1);
      /* One by one: to look for a bit takes as long as the line is. */
      rk_serial_line_forget (self->receiver.line, self->receiver.from);
      any = TRUE;
    }
  if (any)
    g_cond_broadcast (&self->changed);
}

/* -- The thread ----------------------------------------------------------- */

/* When a byte comes out of, or can go onto, the line. */
static gint64
next_on_line (RkVirtualModule *self)
{
  gint64 next = rk_serial_receiver_next (&self->receiver);

  if (self->outgoing->len > 0)
    next = MIN (next, rk_serial_line_get_end (rk_soc_get_rx_line (self->chip)) - SLICE_NS);

  return next;
}

/* How far the chip may run now: not beyond what is on the line for it while there
 * is more to come.  What a chip at work is behind the clock by, since the machine
 * is too slow for it, is let go. */
static gint64
get_limit (RkVirtualModule *self,
           gint64           wake)
{
  gint64 now = rk_soc_get_time (self->chip);
  gint64 wall = get_wall_time (self);

  if (self->pace == RK_VIRTUAL_PACE_TURBO)
    {
      /* Should the pace change, the clock goes on from where it is. */
      self->zero += wall - now;
      return wake == RK_SOC_NEVER ? now + SLICE_NS : MAX (now + SLICE_NS, wake + 1);
    }

  if (wake <= now && wall - now > LATE_NS)
    {
      self->zero += wall - now - SLICE_NS;
      wall = now + SLICE_NS;
    }

  return self->outgoing->len > 0 ? MIN (wall, now + SLICE_NS) : wall;
}

static gboolean
is_host_behind (RkVirtualModule *self)
{
  return self->pace == RK_VIRTUAL_PACE_TURBO && self->incoming->len - self->n_fetched >= RECEIVED_MAX / 2;
}

/* Waits for the wall clock, or for somebody who wants something. */
static void
rest (RkVirtualModule *self,
      gint64           wake)
{
  gint64 us;

  if (self->n_wishes != self->n_wishes_seen)
    return;
  if (!self->running || is_host_behind (self) || wake == RK_SOC_NEVER)
    {
      g_cond_wait (&self->wake, &self->lock);
      return;
    }
  if (self->pace == RK_VIRTUAL_PACE_TURBO)
    return;

  us = (wake + self->zero) / 1000 + 1;
  if (us < g_get_monotonic_time () - REST_US)
    return;
  us = MAX (us, g_get_monotonic_time () + REST_US);
  g_cond_wait_until (&self->wake, &self->lock, us);
}

static gpointer
run_thread (gpointer data)
{
  RkVirtualModule *self = data;
  gint64 wake = 0;

  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      g_mutex_unlock (&self->lock);
      while (g_atomic_int_get (&self->n_visitors) > 0)
        g_thread_yield ();
      g_mutex_lock (&self->chip_lock);
      g_mutex_lock (&self->lock);

      self->n_wishes_seen = self->n_wishes;
      apply_lines (self);
      put_on_line (self);
      if (self->running && !is_host_behind (self))
        {
          gint64 limit = get_limit (self, MIN (wake, next_on_line (self)));

          g_mutex_unlock (&self->lock);
          wake = rk_soc_run (self->chip, limit);
          g_mutex_lock (&self->lock);
          take_from_line (self);
          wake = MIN (wake, next_on_line (self));
        }
      g_mutex_unlock (&self->chip_lock);
      if (!self->stopping)
        rest (self, wake);
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

static void
start_thread (RkVirtualModule *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_new ("virtual-module", run_thread, self);
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_virtual_module_dispose (GObject *object)
{
  RkVirtualModule *self = RK_VIRTUAL_MODULE (object);

  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->stopping = TRUE;
      g_cond_broadcast (&self->wake);
      g_mutex_unlock (&self->lock);
      g_clear_pointer (&self->thread, g_thread_join);
    }

  G_OBJECT_CLASS (rk_virtual_module_parent_class)->dispose (object);
}

static void
rk_virtual_module_finalize (GObject *object)
{
  RkVirtualModule *self = RK_VIRTUAL_MODULE (object);

  g_clear_pointer (&self->chip, rk_soc_free);
  g_clear_pointer (&self->world, rk_at_world_free);
  rk_faults_free (self->faults);
  g_array_unref (self->outgoing);
  g_byte_array_unref (self->incoming);
  g_cond_clear (&self->wake);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->chip_lock);

  G_OBJECT_CLASS (rk_virtual_module_parent_class)->finalize (object);
}

static void
rk_virtual_module_class_init (RkVirtualModuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_virtual_module_dispose;
  object_class->finalize = rk_virtual_module_finalize;
}

static void
rk_virtual_module_init (RkVirtualModule *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->chip_lock);
  g_cond_init (&self->wake);
  g_cond_init (&self->changed);
  self->faults = rk_faults_new ();
  self->outgoing = g_array_new (FALSE, FALSE, sizeof (Outgoing));
  self->incoming = g_byte_array_new ();
  self->baud = DEFAULT_BAUD;
  self->plugged = TRUE;
  self->zero = g_get_monotonic_time () * 1000;
}

/* Under the lock: the thread shall look at everything anew. */
static void
wake_thread (RkVirtualModule *self)
{
  self->n_wishes++;
  g_cond_broadcast (&self->wake);
}

/* On a thread of the world's. */
static void
world_cb (gpointer data)
{
  RkVirtualModule *self = data;

  g_mutex_lock (&self->lock);
  wake_thread (self);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_virtual_module_new:
 * @flash_size: in bytes, a power of two from 512 KiB to 16 MiB
 *
 * Returns: (transfer full): a module without power, with an erased flash chip,
 *   plugged in, wired as %RK_VIRTUAL_WIRING_AUTO
 */
RkVirtualModule *
rk_virtual_module_new (guint32 flash_size)
{
  RkVirtualModule *self = g_object_new (RK_TYPE_VIRTUAL_MODULE, NULL);

  self->chip = rk_soc_new (flash_size);
  self->world = rk_at_world_new (world_cb, self);
  rk_soc_set_world (self->chip, self->world);
  rk_serial_receiver_init (&self->receiver, rk_soc_get_tx_line (self->chip), 1e9 / DEFAULT_BAUD);

  return self;
}

static void
unlock_changed (RkVirtualModule *self)
{
  wake_thread (self);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_virtual_module_set_pace:
 * @self: a module
 * @pace: how its clock goes; by default with the wall clock
 *
 * In turbo pace the module waits for a host that does not fetch what it sends, and
 * soon gives up an update server that says nothing.
 */
void
rk_virtual_module_set_pace (RkVirtualModule *self,
                            RkVirtualPace    pace)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  self->pace = pace;
  rk_at_cloud_set_hurry (rk_at_world_get_cloud (self->world), pace == RK_VIRTUAL_PACE_TURBO);
  unlock_changed (self);
}

/**
 * rk_virtual_module_set_wiring:
 * @self: a module
 * @wiring: what the adapter's lines are connected to; holds at once
 */
void
rk_virtual_module_set_wiring (RkVirtualModule *self,
                              RkVirtualWiring  wiring)
{
  gboolean held;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  held = is_held_in_reset (self);
  self->wiring = wiring;
  note_edges (self, has_power (self), held);
  unlock_changed (self);
}

/**
 * rk_virtual_module_set_gpio0:
 * @self: a module
 * @grounded: whether a wire connects GPIO0 with GND
 */
void
rk_virtual_module_set_gpio0 (RkVirtualModule *self,
                             gboolean         grounded)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  self->gpio0_grounded = grounded;
  unlock_changed (self);
}

/**
 * rk_virtual_module_set_power:
 * @self: a module
 * @on: whether it has power
 *
 * Also starts its thread.  However short a pause, the module starts anew after it.
 */
void
rk_virtual_module_set_power (RkVirtualModule *self,
                             gboolean         on)
{
  gboolean had_power;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  had_power = has_power (self);
  self->powered = on;
  note_edges (self, had_power, FALSE);
  start_thread (self);
  unlock_changed (self);
}

/**
 * rk_virtual_module_press_reset:
 * @self: a module
 *
 * Pulls RST low for a moment.
 */
void
rk_virtual_module_press_reset (RkVirtualModule *self)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  self->n_resets++;
  self->gpio0_latched = is_gpio0_low (self);
  unlock_changed (self);
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
  unlock_changed (self);
}

/**
 * rk_virtual_module_set_lines:
 * @self: a module
 * @dtr: whether DTR is asserted (low)
 * @rts: the same of RTS
 *
 * What that does to the module depends on the wiring.
 */
void
rk_virtual_module_set_lines (RkVirtualModule *self,
                             gboolean         dtr,
                             gboolean         rts)
{
  gboolean held;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  held = is_held_in_reset (self);
  self->dtr = dtr;
  self->rts = rts;
  note_edges (self, has_power (self), held);
  unlock_changed (self);
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
        g_array_append_val (self->outgoing, ((Outgoing){ self->baud, *bytes++ }));
      count -= part;
      wake_thread (self);
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
      wake_thread (self);
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
  unlock_changed (self);
}

/**
 * rk_virtual_module_set_plugged:
 * @self: a module
 * @plugged: whether the adapter is in the computer, which also powers the module
 *
 * Pulling it ends calls that wait, with %G_IO_ERROR_CLOSED.
 */
void
rk_virtual_module_set_plugged (RkVirtualModule *self,
                               gboolean         plugged)
{
  gboolean had_power;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  had_power = has_power (self);
  if (plugged)
    self->plugged = TRUE;
  else
    unplug (self);
  note_edges (self, had_power, FALSE);
  unlock_changed (self);
}

/* The thread lets visitors in between two slices. */
static void
enter_chip (RkVirtualModule *self)
{
  g_atomic_int_inc (&self->n_visitors);
  g_mutex_lock (&self->chip_lock);
  g_atomic_int_dec_and_test (&self->n_visitors);
}

/**
 * rk_virtual_module_get_flash:
 * @self: a module
 *
 * Returns: (transfer full): a copy of the whole content of the flash
 */
GBytes *
rk_virtual_module_get_flash (RkVirtualModule *self)
{
  RkFlash *flash;
  GBytes *bytes;

  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), NULL);

  enter_chip (self);
  flash = rk_soc_get_flash (self->chip);
  bytes = g_bytes_new (rk_flash_get_data (flash), rk_flash_get_size (flash));
  g_mutex_unlock (&self->chip_lock);

  return bytes;
}

/**
 * rk_virtual_module_set_flash:
 * @self: a module
 * @offset: where
 * @bytes: what shall stand there from now on, whatever stood there before
 *
 * Returns: %FALSE with %RK_ERROR_INVALID if it does not fit
 */
gboolean
rk_virtual_module_set_flash (RkVirtualModule  *self,
                             guint32           offset,
                             GBytes           *bytes,
                             GError          **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  RkFlash *flash;
  gboolean fits;

  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), FALSE);

  enter_chip (self);
  flash = rk_soc_get_flash (self->chip);
  fits = offset <= rk_flash_get_size (flash) && length <= rk_flash_get_size (flash) - offset;
  if (fits && length > 0)
    {
      memcpy (rk_flash_get_data (flash) + offset, data, length);
      rk_soc_flash_edited (self->chip);
    }
  g_mutex_unlock (&self->chip_lock);

  if (!fits)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%" G_GSIZE_FORMAT " bytes at 0x%x do not fit into the flash", length, offset);

  return fits;
}

/**
 * rk_virtual_module_add_fault:
 * @self: a module
 * @spec: what goes wrong from now on; N counts bytes from now, the next one is 1
 *
 * On the line, tx from the host to the module, rx the other way:
 * - `drop:tx:N`, `drop:rx:N`: that byte is lost
 * - `flip:tx:N`, `flip:rx:N`: one bit of that byte is turned over
 * - `noise:tx:N`, `noise:rx:N`: one byte in N is lost or has a bit turned over, at
 *   random; with `:SEED` behind it, the same ones each time
 * - `silence:tx:N`, `silence:rx:N`: that byte and all behind it are lost
 * - `unplug:N`: the adapter is pulled when the host sends that byte
 *
 * On the module:
 * - `flash-stuck:OFFSET`: that byte of the flash cannot be programmed
 * - `flash-worn:OFFSET`: the sector with that byte cannot be erased
 * - `flash-hang:OFFSET`: erasing the sector with that byte never ends
 * - `flash-vendor:0xVVTT`: vendor and type in the JEDEC id, 0xef40 by default
 * - `no-flash`: the flash chip is dead: its id and all content read as 0xff
 * - `no-quad`: the board is not wired for QIO and QOUT, they read zeros
 * - `dout-only`: nor does the chip know DIO
 * - `weak-supply:BYTES`: the supply breaks down each time so much of the flash was
 *   written or erased
 * - `brown-out:MS`: the supply breaks down so long after each start
 * - `reset-noise:MS`: the same by the reset pin
 *
 * Between adapter and module:
 * - `echo`: the adapter's TX is connected to its own RX, and to nothing else
 * - `gpio15-high`, `gpio2-low`: that pin has the wrong level; counts at the next reset
 * - `none`: lines, pins and supply are well again
 *
 * On the way to the update server, of AT firmware that updates itself:
 * - `cloud:dns`: its name is not found
 * - `cloud:refused`: it does not take the connection
 * - `cloud:silent`: it says nothing to the question for the version
 * - `cloud:version:STATUS`, `cloud:http:STATUS`: it answers that question, or the one
 *   for the file, with an error such as 404 or 500
 * - `cloud:truncate:N`, `cloud:stall:N`: after N bytes of the file the connection ends,
 *   or nothing more comes
 * - `cloud:corrupt:OFFSET`: that byte of the file is another
 * - `cloud:power:N`: the supply breaks down when N bytes of it are written
 * - `cloud:none`: all is well again
 *
 * Returns: %FALSE with %RK_ERROR_INVALID if @spec cannot be understood
 */
gboolean
rk_virtual_module_add_fault (RkVirtualModule  *self,
                             const char       *spec,
                             GError          **error)
{
  gboolean added;

  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), FALSE);

  if (g_str_has_prefix (spec, CLOUD_FAULT))
    return rk_at_cloud_add_fault (rk_at_world_get_cloud (self->world), spec + strlen (CLOUD_FAULT), error);

  enter_chip (self);
  g_mutex_lock (&self->lock);
  added = rk_faults_add (self->faults, spec, self->chip, error);
  g_mutex_unlock (&self->lock);
  g_mutex_unlock (&self->chip_lock);

  return added;
}

/**
 * rk_virtual_module_add_network:
 * @self: a module
 * @spec: SSID:PASSWORD[:CHANNEL[:RSSI]], without password for an open one
 * @error: %RK_ERROR_INVALID
 *
 * A Wi-Fi network that imitated AT firmware finds.  The first one takes the place
 * of the made-up ones.
 *
 * Returns: whether @spec makes sense
 */
gboolean
rk_virtual_module_add_network (RkVirtualModule  *self,
                               const char       *spec,
                               GError          **error)
{
  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  return rk_at_world_add_network (self->world, spec, error);
}

/**
 * rk_virtual_module_add_host:
 * @self: a module
 * @spec: "NAME=ADDRESS:PORT"
 * @error: %RK_ERROR_INVALID
 *
 * Where the host of that name is that imitated AT firmware looks up for its update:
 * "iot.espressif.cn=127.0.0.1:8080".  None is known at first.
 *
 * Returns: whether @spec makes sense
 */
gboolean
rk_virtual_module_add_host (RkVirtualModule  *self,
                            const char       *spec,
                            GError          **error)
{
  g_return_val_if_fail (RK_IS_VIRTUAL_MODULE (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  return rk_at_cloud_add_host (rk_at_world_get_cloud (self->world), spec, error);
}

/**
 * rk_virtual_module_set_replay:
 * @self: a module
 * @bytes: (nullable): what it says instead of running its flash; %NULL for nothing
 * @baud: the rate at which it says that
 *
 * From the next reset on, with GPIO0 high, the module says a recorded log.  With
 * GPIO0 low it waits in its boot loader as ever.
 */
void
rk_virtual_module_set_replay (RkVirtualModule *self,
                              GBytes          *bytes,
                              guint            baud)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));
  g_return_if_fail (baud > 0);

  enter_chip (self);
  rk_soc_set_replay (self->chip, bytes, baud);
  g_mutex_unlock (&self->chip_lock);
}
