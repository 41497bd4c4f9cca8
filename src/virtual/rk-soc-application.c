/* rk-soc-application.c: where the ROM hands over to what is in flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-private.h"

#include <string.h>

#include "rk-soc-image.h"

/* 2^12 periods: about 3.4 s at 80 MHz, 5.2 s at 52. */
#define DAMAGED_WATCHDOG 12

/**
 * _rk_soc_watch_applications:
 * @self: a chip
 *
 * The ROM is about to load what is in flash: after a reset, when its download is
 * left, or because a stub has jumped there.  Stops the core where an application
 * that is in flash now would start.
 */
void
_rk_soc_watch_applications (RkSoc *self)
{
  g_autoptr(GArray) images = rk_soc_images_find (rk_flash_get_data (self->flash), rk_flash_get_size (self->flash));

  for (guint i = 0; i < images->len; i++)
    {
      guint32 entry = g_array_index (images, RkSocImage, i).entry;
      gboolean known = FALSE;

      for (guint n = 0; n < self->breakpoints->len; n++)
        known = known || g_array_index (self->breakpoints, guint32, n) == entry;
      if (!known)
        {
          g_array_append_val (self->breakpoints, entry);
          rk_lx106_add_breakpoint (self->core, entry);
        }
    }
}

static gboolean
is_within (guint32 address,
           guint32 length,
           guint32 start,
           guint32 size)
{
  return address >= start && address - start < size && length <= size - (address - start);
}

static const guint8 *
get_ram (RkSoc   *self,
         guint32  address,
         guint32  length)
{
  if (is_within (address, length, RK_SOC_DRAM_START, RK_SOC_DRAM_SIZE))
    return self->dram + address - RK_SOC_DRAM_START;
  if (is_within (address, length, RK_SOC_IRAM_START, RK_SOC_IRAM_SIZE))
    return self->iram + address - RK_SOC_IRAM_START;
  return NULL;
}

static gboolean
is_loaded (RkSoc            *self,
           const RkSocImage *image)
{
  const guint8 *flash = rk_flash_get_data (self->flash);

  for (guint i = 0; i < image->n_segments; i++)
    {
      const RkSocSegment *segment = &image->segments[i];
      const guint8 *ram = get_ram (self, segment->address, segment->length);

      if (ram == NULL || memcmp (ram, flash + segment->offset, segment->length) != 0)
        return FALSE;
    }

  return TRUE;
}

/* As the firmware leaves it: the PLL runs from here on, over restarts too.  It is
 * slow to come up; what the loader said last has left by then. */
static void
start_at (RkSoc              *self,
          const RkAtFirmware *firmware)
{
  _rk_soc_skip_to (self, rk_uart_get_sent (self->uart[0]));
  rk_uart_advance (self->uart[0], rk_soc_get_time (self));
  _rk_soc_set_clock (self, RK_SOC_HZ_PLL, FALSE);
  self->at = rk_soc_at_new (firmware, self->world, self->uart[0], self->flash, self->hz, rk_soc_get_time (self));
}

/* A damaged program comes to something that is no instruction, sooner or later:
 * the ROM tells of it until the watchdog bites, which the firmware has switched
 * on by then. */
static void
start_damaged (RkSoc *self)
{
  guint32 entry = rk_lx106_get_pc (self->core) & ~3u;

  if (entry >= RK_SOC_IRAM_START && entry < RK_SOC_IRAM_START + RK_SOC_IRAM_SIZE)
    {
      memset (self->iram + entry - RK_SOC_IRAM_START, 0, 8);
      rk_lx106_invalidate (self->core, entry, 8);
    }
  rk_timers_arm_watchdog (self->timers, DAMAGED_WATCHDOG, rk_soc_get_time (self));
}

/**
 * _rk_soc_start_application:
 * @self: a chip
 *
 * The core is about to begin with an application.  AT firmware, which needs what
 * the virtual chip has not got, is imitated; all else runs as it is.
 */
void
_rk_soc_start_application (RkSoc *self)
{
  const guint8 *flash = rk_flash_get_data (self->flash);
  g_autoptr(GArray) images = rk_soc_images_find (flash, rk_flash_get_size (self->flash));

  for (guint i = 0; i < images->len; i++)
    {
      const RkSocImage *image = &g_array_index (images, RkSocImage, i);
      g_autoptr(RkAtFirmware) firmware = NULL;

      if (image->entry != rk_lx106_get_pc (self->core) || !is_loaded (self, image))
        continue;
      firmware = rk_at_firmware_find (flash + image->offset, image->length);
      if (firmware != NULL && rk_soc_image_is_intact (image, flash))
        start_at (self, firmware);
      else if (firmware != NULL)
        start_damaged (self);
      break;
    }
}
