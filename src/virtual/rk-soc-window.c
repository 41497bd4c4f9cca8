/* rk-soc-window.c: the flash as the program sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A megabyte of it stands in the address space; all else goes by commands through
 * the SPI controller.
 */

#include "rk-soc-private.h"

#define WINDOW_START   0x40200000
#define WINDOW_SIZE    0x100000

#define CACHE_ENABLED  (1u << 8)

#define SPI_CMD        0x00
#define SPI_CTRL       0x08

#define IOMUX_SD_CLK   0x81c
#define IOMUX_FUNCTION 0x130
#define IOMUX_SPI      0x010

static gboolean
is_flash_attached (RkSoc *self)
{
  return (self->peripherals[IOMUX_SD_CLK / 4] & IOMUX_FUNCTION) == IOMUX_SPI;
}

static void
invalidate_window (RkSoc   *self,
                   guint32  offset,
                   guint32  length)
{
  guint32 end = MIN (offset + length, self->window + WINDOW_SIZE);

  offset = MAX (offset, self->window);
  if (self->window_open && offset < end)
    rk_lx106_invalidate (self->core, WINDOW_START + offset - self->window, end - offset);
}

/**
 * rk_soc_flash_edited:
 * @self: a chip
 *
 * To be called when the content of the flash was changed from outside.
 */
void
rk_soc_flash_edited (RkSoc *self)
{
  invalidate_window (self, 0, rk_flash_get_size (self->flash));
}

/* A weak supply breaks down when the flash works. */
static void
draw_current (RkSoc   *self,
              guint32  bytes)
{
  self->n_changed += bytes;
  if (self->weak_after != 0 && self->n_changed >= self->weak_after)
    {
      self->n_changed = 0;
      _rk_soc_want_reset (self, RK_SOC_WANTED_BROWN_OUT);
    }
}

/**
 * rk_soc_set_weak_supply:
 * @self: a chip
 * @bytes: the supply breaks down each time so much of the flash was written or
 *   erased; 0 for a good supply
 */
void
rk_soc_set_weak_supply (RkSoc   *self,
                        guint32  bytes)
{
  self->weak_after = bytes;
  self->n_changed = 0;
}

static gboolean
is_spi_at_work (RkSoc *self)
{
  return rk_lx106_get_cycle (self->core) < self->spi_end;
}

/**
 * _rk_soc_read_spi:
 * @self: a chip
 * @offset: of the register
 *
 * Reads a register of the SPI controller.  A program that looks whether its
 * command is done waits until it is: it would do nothing else.
 *
 * Returns: its value
 */
guint32
_rk_soc_read_spi (RkSoc   *self,
                  guint32  offset)
{
  if (!is_spi_at_work (self))
    return rk_spi_read (self->spi, offset);
  if (offset != SPI_CMD)
    return ~rk_spi_read (self->spi, offset);

  rk_lx106_set_cycle (self->core, self->spi_end);
  return rk_spi_read (self->spi, offset);
}

/**
 * _rk_soc_write_spi:
 * @self: a chip
 * @offset: of the register
 * @value: what is written there
 *
 * Writes a register of the SPI controller: the command that this may start takes
 * its time, and what it changes in flash is seen in the window.
 */
void
_rk_soc_write_spi (RkSoc   *self,
                   guint32  offset,
                   guint32  value)
{
  gint64 busy_end = rk_flash_get_busy_end (self->flash);
  RkSpiResult result;
  guint32 changed, length;

  if (is_spi_at_work (self))
    return;

  result = rk_spi_write (self->spi, offset, value, is_flash_attached (self), rk_soc_get_time (self));
  if (result.clocks > 0)
    {
      guint64 clocks = (guint64)result.clocks * ((rk_spi_read (self->spi, SPI_CTRL) >> 8 & 0xf) + 1);

      self->spi_end = rk_lx106_get_cycle (self->core) + clocks * self->core_hz / self->hz;
      if (rk_flash_get_busy_end (self->flash) > busy_end)
        rk_flash_postpone (self->flash, (gint64)(clocks * 1000000000 / self->hz));
    }
  if (result.waits)
    {
      self->sleep_until = rk_flash_get_busy_end (self->flash);
      rk_lx106_stop (self->core);
    }
  if (rk_flash_take_changed (self->flash, &changed, &length))
    {
      invalidate_window (self, changed, length);
      draw_current (self, length);
    }
}

/**
 * _rk_soc_set_window:
 * @self: a chip
 * @cache: the cache's register in DPORT
 *
 * Opens the window where that says, or closes it.
 */
void
_rk_soc_set_window (RkSoc   *self,
                    guint32  cache)
{
  guint32 size = rk_flash_get_size (self->flash);
  guint32 megabyte = (cache >> 16 & 7) * 2 + (cache >> 25 & 1);
  gboolean open = (cache & CACHE_ENABLED) != 0;
  guint32 offset = megabyte * WINDOW_SIZE % size;

  if (open == self->window_open && offset == self->window)
    return;

  self->window_open = open;
  self->window = offset;
  rk_lx106_unmap (self->core, WINDOW_START, WINDOW_SIZE);
  if (open)
    rk_lx106_map_memory (self->core, WINDOW_START, MIN (WINDOW_SIZE, size - offset),
                         rk_flash_get_data (self->flash) + offset,
                         RK_LX106_READ | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY);
}
