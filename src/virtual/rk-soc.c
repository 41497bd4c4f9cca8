/* rk-soc.c: the ESP8266 around its core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-private.h"

#include <string.h>

#include "rk-soc-rom.h"

#define ROM_START    0x40000000
#define ROM_SIZE     0x10000
#define RESET_VECTOR 0x40000080

static void
map (RkSoc *self)
{
  RkLx106Access code = RK_LX106_READ | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY;

  rk_lx106_map_memory (self->core, ROM_START, ROM_SIZE, self->rom, code);
  rk_lx106_map_memory (self->core, RK_SOC_DRAM_START, RK_SOC_DRAM_SIZE, self->dram, RK_LX106_READ | RK_LX106_WRITE);
  rk_lx106_map_memory (self->core, RK_SOC_IRAM_START, RK_SOC_IRAM_SIZE, self->iram, code | RK_LX106_WRITE);
  _rk_soc_map_registers (self);
}

/**
 * rk_soc_new:
 * @flash_size: of the flash chip, in bytes
 *
 * Returns: (transfer full): a chip, without power: rk_soc_reset() starts it
 */
RkSoc *
rk_soc_new (guint32 flash_size)
{
  RkSoc *self = g_new0 (RkSoc, 1);

  self->core = rk_lx106_new ();
  self->rom = rk_soc_rom_copy (ROM_SIZE);
  self->dram = g_malloc0 (RK_SOC_DRAM_SIZE);
  self->iram = g_malloc0 (RK_SOC_IRAM_SIZE);
  self->flash = rk_flash_new (flash_size);
  self->spi = rk_spi_new (self->flash);
  self->timers = rk_timers_new ();
  self->rx_line = rk_serial_line_new ();
  self->tx_line = rk_serial_line_new ();
  self->nowhere = rk_serial_line_new ();
  self->uart[0] = rk_uart_new (self->rx_line, self->tx_line);
  self->uart[1] = rk_uart_new (self->nowhere, self->nowhere);
  self->random = 0x2545f491;
  self->breakpoints = g_array_new (FALSE, FALSE, sizeof (guint32));
  rk_lx106_add_breakpoint (self->core, RK_SOC_ROM_BOOT);
  map (self);
  _rk_soc_set_clock (self, RK_SOC_HZ_CRYSTAL, FALSE);

  return self;
}

/**
 * rk_soc_free:
 * @self: (transfer full): a chip
 */
void
rk_soc_free (RkSoc *self)
{
  g_clear_pointer (&self->at, rk_soc_at_free);
  g_clear_pointer (&self->replay, g_bytes_unref);
  g_array_unref (self->breakpoints);
  rk_lx106_free (self->core);
  for (guint i = 0; i < 2; i++)
    rk_uart_free (self->uart[i]);
  rk_serial_line_free (self->nowhere);
  rk_serial_line_free (self->tx_line);
  rk_serial_line_free (self->rx_line);
  rk_timers_free (self->timers);
  rk_spi_free (self->spi);
  rk_flash_free (self->flash);
  g_free (self->iram);
  g_free (self->dram);
  g_free (self->rom);
  g_free (self);
}

/**
 * _rk_soc_reset_core:
 * @self: a chip
 *
 * What every reset does, also the one by a program or the watchdog.
 */
void
_rk_soc_reset_core (RkSoc *self)
{
  gint64 now = rk_soc_get_time (self);

  g_clear_pointer (&self->at, rk_soc_at_free);
  self->sleep_until = 0;
  self->wanted = RK_SOC_WANTED_NONE;
  _rk_soc_reset_registers (self);
  _rk_soc_set_clock (self, self->hz, FALSE);
  _rk_soc_set_window (self, 0);
  rk_spi_reset (self->spi);
  self->spi_end = 0;
  for (guint i = 0; i < 2; i++)
    rk_uart_reset (self->uart[i], now);
  _rk_soc_update_interrupts (self);
  rk_lx106_reset (self->core, RESET_VECTOR);
  if (self->replay != NULL && !self->gpio0_low)
    self->at = rk_soc_at_new_replay (self->replay, self->replay_baud, self->uart[0], self->hz, now);
}

/**
 * rk_soc_reset:
 * @self: a chip
 * @cause: why
 *
 * Lets it start anew.  The pins are looked at, and the clock is the crystal's
 * again, when power or the reset pin is the cause.
 */
void
rk_soc_reset (RkSoc      *self,
              RkSocReset  cause)
{
  gint64 now = rk_soc_get_time (self);

  self->cause = cause;
  if (cause != RK_SOC_RESET_WATCHDOG)
    {
      _rk_soc_latch_straps (self);
      memset (self->analog, 0, sizeof self->analog);
      _rk_soc_set_clock (self, RK_SOC_HZ_CRYSTAL, FALSE);
    }
  if (cause == RK_SOC_RESET_POWER_ON)
    {
      memset (self->dram, 0, RK_SOC_DRAM_SIZE);
      memset (self->iram, 0, RK_SOC_IRAM_SIZE);
      memset (self->rtc_memory, 0, sizeof self->rtc_memory);
      rk_lx106_invalidate (self->core, RK_SOC_IRAM_START, RK_SOC_IRAM_SIZE);
      rk_flash_power_up (self->flash);
    }
  rk_timers_reset (self->timers, now);
  self->restart_at = now + self->restart_ns;
  _rk_soc_reset_core (self);
}

/**
 * rk_soc_set_restarts:
 * @self: a chip
 * @cause: power, if the supply breaks down; or the pin, if it catches noise
 * @period_ms: how long after each start that happens, 0 for never
 */
void
rk_soc_set_restarts (RkSoc      *self,
                     RkSocReset  cause,
                     guint       period_ms)
{
  self->restart_cause = cause;
  self->restart_ns = (gint64)period_ms * 1000000;
  self->restart_at = rk_soc_get_time (self) + self->restart_ns;
}

/**
 * rk_soc_get_rx_line:
 * @self: a chip
 *
 * Returns: (transfer none): what its RX listens to
 */
RkSerialLine *
rk_soc_get_rx_line (RkSoc *self)
{
  return self->rx_line;
}

/**
 * rk_soc_get_tx_line:
 * @self: a chip
 *
 * Returns: (transfer none): what its TX speaks on
 */
RkSerialLine *
rk_soc_get_tx_line (RkSoc *self)
{
  return self->tx_line;
}

/**
 * rk_soc_get_flash:
 * @self: a chip
 *
 * Returns: (transfer none): its flash chip
 */
RkFlash *
rk_soc_get_flash (RkSoc *self)
{
  return self->flash;
}

/**
 * rk_soc_set_world:
 * @self: a chip
 * @world: (nullable) (transfer none): outlives the chip
 *
 * What imitated AT firmware finds in the air.
 */
void
rk_soc_set_world (RkSoc     *self,
                  RkAtWorld *world)
{
  self->world = world;
}

/**
 * rk_soc_set_replay:
 * @self: a chip
 * @bytes: (nullable): what it says after a reset, instead of starting
 * @baud: at which rate
 *
 * Holds from the next reset on, and not while GPIO0 is low.
 */
void
rk_soc_set_replay (RkSoc  *self,
                   GBytes *bytes,
                   guint   baud)
{
  g_clear_pointer (&self->replay, g_bytes_unref);
  self->replay = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->replay_baud = baud;
}
