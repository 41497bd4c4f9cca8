/* rk-virtual-module.c: an ESP8266 module in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The module's thread owns the chip.  Others leave what they want under the lock
 * and wake it; bytes for and from the host wait in two queues.
 */

#include "rk-virtual-module-private.h"

#include <string.h>

#include "rk-error.h"

#define LATE_NS      50000000 /* what a slow machine is behind, and never makes up */
#define REST_US      1000     /* at least, unless it is behind */
#define DEFAULT_BAUD 115200
#define CLOUD_FAULT  "cloud:"

G_DEFINE_FINAL_TYPE (RkVirtualModule, rk_virtual_module, G_TYPE_OBJECT)

static gint64
get_wall_time (RkVirtualModule *self)
{
  return g_get_monotonic_time () * 1000 - self->zero;
}

/* Under the lock: the thread shall look at everything anew. */
void
_rk_virtual_module_wake (RkVirtualModule *self)
{
  self->n_wishes++;
  g_cond_broadcast (&self->wake);
}

void
_rk_virtual_module_unlock_changed (RkVirtualModule *self)
{
  _rk_virtual_module_wake (self);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* -- The thread ----------------------------------------------------------- */

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
      return wake == RK_SOC_NEVER ? now + RK_VIRTUAL_SLICE_NS : MAX (now + RK_VIRTUAL_SLICE_NS, wake + 1);
    }

  if (wake <= now && wall - now > LATE_NS)
    {
      self->zero += wall - now - RK_VIRTUAL_SLICE_NS;
      wall = now + RK_VIRTUAL_SLICE_NS;
    }

  return self->outgoing->len > 0 ? MIN (wall, now + RK_VIRTUAL_SLICE_NS) : wall;
}

static gboolean
is_host_behind (RkVirtualModule *self)
{
  return self->pace == RK_VIRTUAL_PACE_TURBO && self->incoming->len - self->n_fetched >= RK_VIRTUAL_RECEIVED_MAX / 2;
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
      _rk_virtual_module_apply_lines (self);
      _rk_virtual_module_put_on_line (self);
      if (self->running && !is_host_behind (self))
        {
          gint64 limit = get_limit (self, MIN (wake, _rk_virtual_module_next_on_line (self)));

          g_mutex_unlock (&self->lock);
          wake = rk_soc_run (self->chip, limit);
          g_mutex_lock (&self->lock);
          _rk_virtual_module_take_from_line (self);
          wake = MIN (wake, _rk_virtual_module_next_on_line (self));
        }
      g_mutex_unlock (&self->chip_lock);
      if (!self->stopping)
        rest (self, wake);
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

void
_rk_virtual_module_start (RkVirtualModule *self)
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
  self->outgoing = g_array_new (FALSE, FALSE, sizeof (RkOutgoing));
  self->incoming = g_byte_array_new ();
  self->baud = DEFAULT_BAUD;
  self->plugged = TRUE;
  self->zero = g_get_monotonic_time () * 1000;
}

/* On a thread of the world's. */
static void
world_cb (gpointer data)
{
  RkVirtualModule *self = data;

  g_mutex_lock (&self->lock);
  _rk_virtual_module_wake (self);
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
  _rk_virtual_module_unlock_changed (self);
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
 * - `_rk_virtual_module_unplug:N`: the adapter is pulled when the host sends that byte
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
