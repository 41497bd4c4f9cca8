/* rk-soc-at.c: AT firmware at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The personality says what to send; here it goes out through the registers of
 * the UART as the firmware would do it, at the UART's pace.
 */

#include "rk-soc-at.h"

#include <string.h>

#define UART_FIFO    0x00
#define UART_INT_CLR 0x10
#define UART_CLKDIV  0x14
#define UART_STATUS  0x1c
#define FIFO_SIZE    128
#define SECTOR_SIZE  0x1000

/* What is to go out: bytes, and changes of the rate behind them. */
typedef struct
{
  guint8 byte;
  guint  baud; /* 0 for a byte */
} Item;

struct _RkSocAt
{
  RkAtPersonality *personality; /* NULL for a log */
  RkUart          *uart;
  RkFlash         *flash;
  guint            clock_hz;
  gint64           now;
  gint64           timer;
  GArray          *queue; /* Item */
  guint            n_sent;
  gboolean         restarting;
  gboolean         power_lost;
};

static void
send_cb (gpointer      host,
         const guint8 *bytes,
         gsize         count)
{
  RkSocAt *self = host;

  for (gsize i = 0; i < count; i++)
    {
      Item item = { .byte = bytes[i] };

      g_array_append_val (self->queue, item);
    }
}

static void
set_baud_cb (gpointer host,
             guint    baud)
{
  RkSocAt *self = host;
  Item item = { .baud = MAX (baud, 1) };

  g_array_append_val (self->queue, item);
}

static void
set_timer_cb (gpointer host,
              guint32  delay_us)
{
  RkSocAt *self = host;

  self->timer = self->now + (gint64)delay_us * 1000;
}

static void
restart_cb (gpointer host)
{
  RkSocAt *self = host;

  self->restarting = TRUE;
}

static void
read_flash_cb (gpointer  host,
               guint32   offset,
               guint8   *bytes,
               gsize     count)
{
  RkSocAt *self = host;

  rk_flash_command (self->flash, 0x03, offset, NULL, 0, bytes, count, self->now);
}

/* Takes no time: the firmware does nothing else meanwhile. */
static void
write_flash_cb (gpointer      host,
                guint32       offset,
                const guint8 *bytes,
                gsize         count)
{
  RkSocAt *self = host;
  guint32 size = rk_flash_get_size (self->flash);
  guint8 *data = rk_flash_get_data (self->flash);
  guint32 first = offset & ~(SECTOR_SIZE - 1u);
  guint32 end = (offset + count + SECTOR_SIZE - 1) & ~(SECTOR_SIZE - 1u);

  if (offset > size || count > size - offset)
    return;
  memset (data + first, 0xff, MIN (end, size) - first);
  memcpy (data + offset, bytes, count);
}

/* What was not sent yet never is. */
static void
lose_power_cb (gpointer host)
{
  RkSocAt *self = host;

  g_array_set_size (self->queue, 0);
  self->n_sent = 0;
  self->power_lost = TRUE;
}

static gint64
get_time_cb (gpointer host)
{
  RkSocAt *self = host;

  return self->now / 1000;
}

static const RkAtHost at_host = {
  send_cb, set_baud_cb, set_timer_cb, restart_cb, read_flash_cb, write_flash_cb, get_time_cb, lose_power_cb,
};

static RkSocAt *
rk_soc_at_alloc (RkUart *uart,
                 guint   clock_hz,
                 gint64  now)
{
  RkSocAt *self = g_new0 (RkSocAt, 1);

  self->uart = uart;
  self->clock_hz = clock_hz;
  self->now = now;
  self->timer = RK_SOC_NEVER;
  self->queue = g_array_new (FALSE, FALSE, sizeof (Item));
  return self;
}

/**
 * rk_soc_at_new:
 * @firmware: what it is
 * @world: (nullable): its networks and connections
 * @uart: UART0, the chip's
 * @flash: the chip's
 * @clock_hz: what the UART's divider divides
 * @now: module time
 *
 * Starts AT firmware.
 *
 * Returns: (transfer full): the firmware
 */
RkSocAt *
rk_soc_at_new (const RkAtFirmware *firmware,
               RkAtWorld          *world,
               RkUart             *uart,
               RkFlash            *flash,
               guint               clock_hz,
               gint64              now)
{
  RkSocAt *self = rk_soc_at_alloc (uart, clock_hz, now);

  self->flash = flash;
  self->personality = rk_at_personality_new (firmware, &at_host, world, self);
  rk_at_personality_start (self->personality);

  return self;
}

/**
 * rk_soc_at_new_replay:
 * @bytes: a recorded log
 * @baud: the rate at which it is said
 * @uart: UART0, the chip's
 * @clock_hz: what the UART's divider divides
 * @now: module time
 *
 * Says the log, and then nothing more.
 *
 * Returns: (transfer full): the log, as firmware
 */
RkSocAt *
rk_soc_at_new_replay (GBytes *bytes,
                      guint   baud,
                      RkUart *uart,
                      guint   clock_hz,
                      gint64  now)
{
  RkSocAt *self = rk_soc_at_alloc (uart, clock_hz, now);
  gsize size;
  const guint8 *log = g_bytes_get_data (bytes, &size);

  set_baud_cb (self, baud);
  send_cb (self, log, size);
  return self;
}

/**
 * rk_soc_at_free:
 * @self: (transfer full): firmware
 */
void
rk_soc_at_free (RkSocAt *self)
{
  rk_at_personality_free (self->personality);
  g_array_unref (self->queue);
  g_free (self);
}

static void
receive (RkSocAt *self)
{
  guint8 bytes[FIFO_SIZE];
  gsize count = rk_uart_read (self->uart, UART_STATUS, self->now) & 0xff;

  if (count == 0)
    return;
  for (gsize i = 0; i < count; i++)
    bytes[i] = rk_uart_read (self->uart, UART_FIFO, self->now);
  rk_uart_write (self->uart, UART_INT_CLR, 0xffff, self->now);
  if (self->personality != NULL)
    rk_at_personality_receive (self->personality, bytes, count);
}

static gboolean
is_fifo_full (RkSocAt *self)
{
  return (rk_uart_read (self->uart, UART_STATUS, self->now) >> 16 & 0xff) >= FIFO_SIZE;
}

/* The rate changes when all before it has left. */
static void
transmit (RkSocAt *self)
{
  for (; self->n_sent < self->queue->len; self->n_sent++)
    {
      const Item *item = &g_array_index (self->queue, Item, self->n_sent);

      if (item->baud != 0 && rk_uart_get_sent (self->uart) > self->now)
        return;
      if (item->baud != 0)
        rk_uart_write (self->uart, UART_CLKDIV, self->clock_hz / item->baud, self->now);
      else if (!is_fifo_full (self))
        rk_uart_write (self->uart, UART_FIFO, item->byte, self->now);
      else
        return;
    }

  g_array_set_size (self->queue, 0);
  self->n_sent = 0;
}

/**
 * rk_soc_at_lost_power:
 * @self: AT firmware
 *
 * Returns: whether the supply breaks down now
 */
gboolean
rk_soc_at_lost_power (const RkSocAt *self)
{
  return self->power_lost;
}

/**
 * rk_soc_at_advance:
 * @self: AT firmware
 * @now: module time
 * @restart: (out): whether it restarts the module now
 *
 * Returns: when it wants to be called again, or %RK_SOC_NEVER; and in any case
 *   when the UART has something to tell
 */
gint64
rk_soc_at_advance (RkSocAt  *self,
                   gint64    now,
                   gboolean *restart)
{
  gint64 sent;

  self->now = now;
  if (!self->restarting)
    receive (self);
  if (!self->restarting && self->personality != NULL)
    rk_at_personality_poll (self->personality);
  if (!self->restarting && self->timer <= now)
    {
      self->timer = RK_SOC_NEVER;
      rk_at_personality_expire (self->personality);
    }
  transmit (self);

  sent = rk_uart_get_sent (self->uart);
  *restart = self->restarting && self->queue->len == 0 && sent <= now;

  return sent > now && (self->queue->len > 0 || self->restarting) ? MIN (self->timer, sent) : self->timer;
}
