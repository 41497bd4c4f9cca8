/* rk-soc.c: the ESP8266 around its core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc.h"

#include <string.h>

#include "rk-soc-at.h"
#include "rk-soc-image.h"
#include "rk-soc-rom.h"
#include "rk-soc-spi.h"
#include "rk-soc-timer.h"
#include "rk-soc-uart.h"
#include "rk-lx106.h"

#define ROM_START      0x40000000
#define ROM_SIZE       0x10000
#define ROM_BOOT       0x400010a8 /* boots from flash; stubs of other people jump here too */
#define RESET_VECTOR   0x40000080
#define DRAM_START     0x3ffe8000
#define DRAM_SIZE      0x18000
#define IRAM_START     0x40100000
#define IRAM_SIZE      0x10000
#define WINDOW_START   0x40200000
#define WINDOW_SIZE    0x100000

/* Pages of registers */
#define PERIPHERALS    0x60000000
#define RTC_MEMORY     0x60001000
#define DPORT          0x3ff00000
#define RANDOM         0x3ff20000
#define VIRTUAL_WAIT   0x3ff2f000
#define PAGE           0x1000

/* Twice the crystal of 26 MHz, and what the PLL makes of it. */
#define HZ_CRYSTAL     52000000
#define HZ_PLL         80000000

/* Which analog register switches the PLL on: rom_i2c_writeReg (103, 4, 1, 136). */
#define PLL_BLOCK      103
#define PLL_REGISTER   1
#define PLL_ON_26MHZ   136

#define INTERRUPT_UART 5

/* 2^12 periods: about 3.4 s at 80 MHz, 5.2 s at 52. */
#define DAMAGED_WATCHDOG 12

#define DPORT_CACHE       0x0c
#define DPORT_CPU_CLOCK   0x14
#define DPORT_UART_INT    0x20
#define DPORT_EFUSE       0x50
#define CACHE_FLUSH       (1u << 0)
#define CACHE_FLUSHED     (1u << 1)
#define CACHE_ENABLED     (1u << 8)

#define IOMUX_SD_CLK      0x81c
#define IOMUX_FUNCTION    0x130
#define IOMUX_SPI         0x010

/* Straps: GPIO15 low, GPIO2 high; the other three bits are lines of the flash. */
#define STRAP_GPIO2       (1u << 16)
#define STRAP_GPIO0       (1u << 17)
#define STRAP_OTHERS      (6u << 29)

/* A reset that a part of the chip asks for. */
typedef enum
{
  WANTED_NONE,
  WANTED_SOFTWARE,
  WANTED_WATCHDOG,
  WANTED_BROWN_OUT,
} Wanted;

struct _RkSoc
{
  RkLx106      *core;
  guint8       *rom;
  guint8       *dram;
  guint8       *iram;
  RkFlash      *flash;
  RkSpi        *spi;
  RkTimers     *timers;
  RkSerialLine *rx_line;
  RkSerialLine *tx_line;
  RkSerialLine *nowhere; /* RX of UART1, which has no pin, and its TX */
  RkUart       *uart[2];

  guint32       peripherals[PAGE / 4]; /* those that are only remembered */
  guint32       rtc_memory[PAGE / 4];
  guint32       dport[PAGE / 4];
  guint32       gpio_out;
  guint32       gpio_enable;
  gboolean      gpio0_low;
  guint32       straps;
  guint8        analog[256];
  guint8        analog_answer;
  guint32       random;
  guint32       window; /* offset of the flash that the program sees */
  gboolean      window_open;

  RkSocReset    cause;
  Wanted        wanted;
  guint32       weak_after; /* bytes of flash written or erased, 0 if the supply is good */
  guint32       n_changed;
  guint         hz;
  gint64        base_time; /* of base_cycle, since when hz holds */
  guint64       base_cycle;
  gint64        sleep_until; /* the ROM has nothing to do, 0 if it has */
  GArray       *breakpoints; /* guint32: where an application may start */
  RkSocAt      *at;          /* AT firmware that runs instead of the core */
};

static gint64
cycle_to_time (RkSoc   *self,
               guint64  cycle)
{
  guint64 cycles = cycle - self->base_cycle;

  return self->base_time + cycles / self->hz * G_GINT64_CONSTANT (1000000000) + cycles % self->hz * 1000000000 / self->hz;
}

/* Rounded up: at that cycle, the time has come. */
static guint64
time_to_cycle (RkSoc  *self,
               gint64  time)
{
  guint64 ns = MAX (time - self->base_time, 0);

  return self->base_cycle + ns / 1000000000 * self->hz + (ns % 1000000000 * self->hz + 999999999) / 1000000000;
}

/**
 * rk_soc_get_time:
 * @self: a chip
 *
 * Returns: module time in ns
 */
gint64
rk_soc_get_time (RkSoc *self)
{
  return cycle_to_time (self, rk_lx106_get_cycle (self->core));
}

static void
skip_to (RkSoc  *self,
         gint64  time)
{
  guint64 cycle = time_to_cycle (self, time);

  if (cycle > rk_lx106_get_cycle (self->core))
    rk_lx106_set_cycle (self->core, cycle);
}

static void
set_clock (RkSoc *self,
           guint  hz)
{
  gint64 now;

  if (hz == self->hz)
    return;

  now = self->hz != 0 ? rk_soc_get_time (self) : 0;
  self->base_time = now;
  self->base_cycle = rk_lx106_get_cycle (self->core);
  self->hz = hz;
  for (guint i = 0; i < 2; i++)
    rk_uart_set_clock (self->uart[i], hz);
  rk_timers_set_clock (self->timers, hz, now);
}

static void
update_interrupts (RkSoc *self)
{
  guint32 levels = rk_timers_get_interrupts (self->timers);

  if (rk_uart_get_interrupt (self->uart[0]) || rk_uart_get_interrupt (self->uart[1]))
    levels |= 1 << INTERRUPT_UART;
  rk_lx106_set_interrupts (self->core, levels);
}

static void
want_reset (RkSoc  *self,
            Wanted  wanted)
{
  self->wanted = wanted;
  rk_lx106_stop (self->core);
}

/* -- SPI flash ----------------------------------------------------------- */

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
      want_reset (self, WANTED_BROWN_OUT);
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

static void
write_spi (RkSoc   *self,
           guint32  offset,
           guint32  value)
{
  RkSpiResult result = rk_spi_write (self->spi, offset, value, is_flash_attached (self), rk_soc_get_time (self));
  guint32 changed, length;

  if (result.clocks > 0)
    {
      guint divider = (rk_spi_read (self->spi, 0x08) >> 8 & 0xf) + 1;

      rk_lx106_set_cycle (self->core, rk_lx106_get_cycle (self->core) + (guint64)result.clocks * divider);
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

static void
set_window (RkSoc   *self,
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

/* -- Registers ------------------------------------------------------------ */

static guint32
get_gpio_levels (RkSoc *self)
{
  guint32 outside = self->gpio0_low ? 0x7ffe : 0x7fff; /* pulled up; GPIO15 to ground */

  return (self->gpio_out & self->gpio_enable) | (outside & ~self->gpio_enable & 0xffff);
}

static guint32
read_gpio (RkSoc   *self,
           guint32  offset)
{
  switch (offset)
    {
    case 0x00:
      return self->gpio_out;
    case 0x0c:
      return self->gpio_enable;
    case 0x18:
      return self->straps | get_gpio_levels (self);
    default:
      return self->peripherals[(0x300 + offset) / 4];
    }
}

static void
write_gpio (RkSoc   *self,
            guint32  offset,
            guint32  value)
{
  switch (offset)
    {
    case 0x00:
      self->gpio_out = value & 0xffff;
      break;
    case 0x04:
      self->gpio_out |= value & 0xffff;
      break;
    case 0x08:
      self->gpio_out &= ~value;
      break;
    case 0x0c:
      self->gpio_enable = value & 0xffff;
      break;
    case 0x10:
      self->gpio_enable |= value & 0xffff;
      break;
    case 0x14:
      self->gpio_enable &= ~value;
      break;
    default:
      self->peripherals[(0x300 + offset) / 4] = value;
      break;
    }
}

/* Block, register and, for a write, value, in one word: see rom-gpio.c. */
static void
write_analog (RkSoc   *self,
              guint32  word)
{
  guint8 block = word & 0xff, reg = word >> 8 & 0xff, value = word >> 16 & 0xff;

  if ((word & 0x01000000) == 0)
    {
      self->analog_answer = block == PLL_BLOCK ? self->analog[reg] : 0;
      return;
    }
  if (block != PLL_BLOCK)
    return;
  self->analog[reg] = value;
  if (reg == PLL_REGISTER)
    {
      set_clock (self, value == PLL_ON_26MHZ ? HZ_PLL : HZ_CRYSTAL);
      rk_lx106_stop (self->core);
    }
}

static guint32
read_rtc (RkSoc   *self,
          guint32  offset)
{
  switch (offset)
    {
    case 0x14:
      return self->cause;
    case 0x1c:
      return rk_soc_get_time (self) / 5750; /* the slow clock, about 174 kHz */
    default:
      return self->peripherals[(0x700 + offset) / 4];
    }
}

static guint32
read_peripheral (gpointer data,
                 guint32  address)
{
  RkSoc *self = data;
  guint32 offset = address & 0xff;
  gint64 now = rk_soc_get_time (self);
  guint32 value;

  switch (address >> 8 & 0xf)
    {
    case 0x0:
    case 0xf:
      value = rk_uart_read (self->uart[(address >> 8 & 0xf) != 0], offset, now);
      update_interrupts (self);
      return value;
    case 0x2:
      return rk_spi_read (self->spi, offset);
    case 0x3:
      return read_gpio (self, offset);
    case 0x6:
      return rk_timers_read (self->timers, offset, now);
    case 0x7:
      return read_rtc (self, offset);
    case 0x9:
      return rk_timers_read_watchdog (self->timers, offset);
    case 0xd:
      return (guint32)self->analog_answer << 16;
    default:
      return self->peripherals[(address & 0xfff) / 4];
    }
}

static void
write_timed (RkSoc   *self,
             guint32  address,
             guint32  value)
{
  gint64 now = rk_soc_get_time (self);
  guint32 offset = address & 0xff;

  switch (address >> 8 & 0xf)
    {
    case 0x6:
      rk_timers_write (self->timers, offset, value, now);
      break;
    case 0x9:
      rk_timers_write_watchdog (self->timers, offset, value, now);
      break;
    default:
      rk_uart_write (self->uart[(address >> 8 & 0xf) != 0], offset, value, now);
      break;
    }
  update_interrupts (self);
  rk_lx106_stop (self->core);
}

/* Registers are written as words; what a narrower store would mean is not known,
 * and no program does it. */
static void
write_peripheral (gpointer data,
                  guint32  address,
                  guint32  value,
                  guint32  mask)
{
  RkSoc *self = data;
  guint32 offset = address & 0xff;

  switch (address >> 8 & 0xf)
    {
    case 0x0:
    case 0x6:
    case 0x9:
    case 0xf:
      write_timed (self, address, value);
      break;
    case 0x2:
      write_spi (self, offset, value);
      break;
    case 0x3:
      write_gpio (self, offset, value);
      break;
    case 0x7:
      if (offset == 0 && (value & 0x80000000) != 0)
        want_reset (self, WANTED_SOFTWARE);
      else
        self->peripherals[(0x700 + offset) / 4] = value;
      break;
    case 0xd:
      write_analog (self, value);
      break;
    default:
      self->peripherals[(address & 0xfff) / 4] = value;
      break;
    }
}

static gboolean
is_peripheral_pure (gpointer data,
                    guint32  address)
{
  switch (address >> 8 & 0xf)
    {
    case 0x0:
    case 0xf:
      return rk_uart_is_pure (address & 0xff);
    case 0x6:
    case 0x7:
    case 0x9:
      return FALSE;
    default:
      return TRUE;
    }
}

static guint32
read_remembered (gpointer data,
                 guint32  address)
{
  RkSoc *self = data;

  return (address & ~(PAGE - 1u)) == DPORT ? self->dport[(address & 0xfff) / 4] : self->rtc_memory[(address & 0xfff) / 4];
}

static guint32
read_dport (gpointer data,
            guint32  address)
{
  RkSoc *self = data;

  if ((address & 0xfff) == DPORT_UART_INT)
    return (rk_uart_get_interrupt (self->uart[0]) ? 1 : 0) | (rk_uart_get_interrupt (self->uart[1]) ? 4 : 0);
  return read_remembered (data, address);
}

static void
write_rtc_memory (gpointer data,
                  guint32  address,
                  guint32  value,
                  guint32  mask)
{
  RkSoc *self = data;
  guint32 *word = &self->rtc_memory[(address & 0xfff) / 4];

  *word = (*word & ~mask) | (value & mask);
}

static void
write_dport (gpointer data,
             guint32  address,
             guint32  value,
             guint32  mask)
{
  RkSoc *self = data;
  guint32 offset = address & 0xfff;

  if (offset >= DPORT_EFUSE && offset < DPORT_EFUSE + 16)
    return;
  if (offset == DPORT_CACHE)
    {
      value = (value & CACHE_FLUSH) != 0 ? value | CACHE_FLUSHED : value & ~CACHE_FLUSHED;
      set_window (self, value);
    }
  self->dport[offset / 4] = value;
}

static gboolean
is_always_pure (gpointer data,
                guint32  address)
{
  return TRUE;
}

/* xorshift: good enough for programs that look at a random number */
static guint32
read_random (gpointer data,
             guint32  address)
{
  RkSoc *self = data;

  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;

  return self->random;
}

static void
write_nothing (gpointer data,
               guint32  address,
               guint32  value,
               guint32  mask)
{
}

static void
write_wait (gpointer data,
            guint32  address,
            guint32  value,
            guint32  mask)
{
  RkSoc *self = data;
  guint64 end = rk_lx106_get_cycle (self->core) + value;

  self->sleep_until = value == G_MAXUINT32 ? RK_SOC_NEVER : cycle_to_time (self, end);
  rk_lx106_stop (self->core);
}

static const RkLx106Device peripherals = { read_peripheral, write_peripheral, is_peripheral_pure };
static const RkLx106Device rtc_memory = { read_remembered, write_rtc_memory, is_always_pure };
static const RkLx106Device dport = { read_dport, write_dport, is_always_pure };
static const RkLx106Device random_numbers = { read_random, write_nothing, NULL };
static const RkLx106Device wait = { read_random, write_wait, NULL };

/* -- Applications --------------------------------------------------------- */

/* The ROM is about to load what is in flash: after a reset, when its download is
 * left, or because a stub has jumped there.  Stops the core where an application
 * that is in flash now would start. */
static void
watch_entries (RkSoc *self)
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

static const guint8 *
get_ram (RkSoc   *self,
         guint32  address,
         guint32  length)
{
  if (address >= DRAM_START && address < DRAM_START + DRAM_SIZE && length <= DRAM_START + DRAM_SIZE - address)
    return self->dram + address - DRAM_START;
  if (address >= IRAM_START && address < IRAM_START + IRAM_SIZE && length <= IRAM_START + IRAM_SIZE - address)
    return self->iram + address - IRAM_START;
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
  skip_to (self, rk_uart_get_sent (self->uart[0]));
  rk_uart_advance (self->uart[0], rk_soc_get_time (self));
  set_clock (self, HZ_PLL);
  self->at = rk_soc_at_new (firmware, self->uart[0], self->flash, self->hz, rk_soc_get_time (self));
}

/* A damaged program comes to something that is no instruction, sooner or later:
 * the ROM tells of it until the watchdog bites, which the firmware has switched
 * on by then. */
static void
start_damaged (RkSoc *self)
{
  guint32 entry = rk_lx106_get_pc (self->core) & ~3u;

  if (entry >= IRAM_START && entry < IRAM_START + IRAM_SIZE)
    {
      memset (self->iram + entry - IRAM_START, 0, 8);
      rk_lx106_invalidate (self->core, entry, 8);
    }
  rk_timers_arm_watchdog (self->timers, DAMAGED_WATCHDOG, rk_soc_get_time (self));
}

/* The core is about to begin with an application.  AT firmware, which needs what
 * the virtual chip has not got, is imitated; all else runs as it is. */
static void
start_application (RkSoc *self)
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

/* -- Making and resetting ------------------------------------------------- */

static void
map (RkSoc *self)
{
  RkLx106Access code = RK_LX106_READ | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY;

  rk_lx106_map_memory (self->core, ROM_START, ROM_SIZE, self->rom, code);
  rk_lx106_map_memory (self->core, DRAM_START, DRAM_SIZE, self->dram, RK_LX106_READ | RK_LX106_WRITE);
  rk_lx106_map_memory (self->core, IRAM_START, IRAM_SIZE, self->iram, code | RK_LX106_WRITE);
  rk_lx106_map_device (self->core, PERIPHERALS, PAGE, &peripherals, self);
  rk_lx106_map_device (self->core, RTC_MEMORY, PAGE, &rtc_memory, self);
  rk_lx106_map_device (self->core, DPORT, PAGE, &dport, self);
  rk_lx106_map_device (self->core, RANDOM, PAGE, &random_numbers, self);
  rk_lx106_map_device (self->core, VIRTUAL_WAIT, PAGE, &wait, self);
}

/* MAC 5C:CF:7F:12:34:56, no flash inside: read_mac() and is_esp8285() of the
 * common tools read it from here. */
static void
set_efuses (RkSoc *self)
{
  self->dport[DPORT_EFUSE / 4 + 0] = 0x56000000;
  self->dport[DPORT_EFUSE / 4 + 1] = 0x02001234;
  self->dport[DPORT_EFUSE / 4 + 2] = 0x0000b000;
  self->dport[DPORT_EFUSE / 4 + 3] = 0x005ccf7f;
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
  self->dram = g_malloc0 (DRAM_SIZE);
  self->iram = g_malloc0 (IRAM_SIZE);
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
  rk_lx106_add_breakpoint (self->core, ROM_BOOT);
  map (self);
  set_clock (self, HZ_CRYSTAL);

  return self;
}

void
rk_soc_free (RkSoc *self)
{
  g_clear_pointer (&self->at, rk_soc_at_free);
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

/* What every reset does, also the one by a program or the watchdog. */
static void
reset_core (RkSoc *self)
{
  gint64 now = rk_soc_get_time (self);

  g_clear_pointer (&self->at, rk_soc_at_free);
  self->sleep_until = 0;
  self->wanted = WANTED_NONE;
  self->gpio_enable = 0;
  self->gpio_out = 0;
  memset (self->peripherals, 0, sizeof self->peripherals);
  memset (self->dport, 0, sizeof self->dport);
  set_efuses (self);
  set_window (self, 0);
  rk_spi_reset (self->spi);
  for (guint i = 0; i < 2; i++)
    rk_uart_reset (self->uart[i], now);
  update_interrupts (self);
  rk_lx106_reset (self->core, RESET_VECTOR);
}

static void
latch_straps (RkSoc *self)
{
  self->straps = STRAP_OTHERS | STRAP_GPIO2 | (self->gpio0_low ? 0 : STRAP_GPIO0);
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
      latch_straps (self);
      memset (self->analog, 0, sizeof self->analog);
      set_clock (self, HZ_CRYSTAL);
    }
  if (cause == RK_SOC_RESET_POWER_ON)
    {
      memset (self->dram, 0, DRAM_SIZE);
      memset (self->iram, 0, IRAM_SIZE);
      memset (self->rtc_memory, 0, sizeof self->rtc_memory);
      rk_lx106_invalidate (self->core, IRAM_START, IRAM_SIZE);
      rk_flash_power_up (self->flash);
    }
  rk_timers_reset (self->timers, now);
  reset_core (self);
}

void
rk_soc_set_gpio0 (RkSoc    *self,
                  gboolean  low)
{
  self->gpio0_low = low;
}

/**
 * rk_soc_get_gpio:
 * @self: a chip
 * @pin: 0 to 15
 *
 * Returns: its level
 */
gboolean
rk_soc_get_gpio (RkSoc *self,
                 guint  pin)
{
  return (get_gpio_levels (self) >> pin & 1) != 0;
}

RkSerialLine *
rk_soc_get_rx_line (RkSoc *self)
{
  return self->rx_line;
}

RkSerialLine *
rk_soc_get_tx_line (RkSoc *self)
{
  return self->tx_line;
}

RkFlash *
rk_soc_get_flash (RkSoc *self)
{
  return self->flash;
}

/* -- Time ----------------------------------------------------------------- */

/* What a program's own reset does not change: the cause that the ROM tells, the
 * straps, the clock and the watchdog. */
static void
reset_if_wanted (RkSoc *self)
{
  switch (self->wanted)
    {
    case WANTED_SOFTWARE:
      reset_core (self);
      break;
    case WANTED_WATCHDOG:
      rk_soc_reset (self, RK_SOC_RESET_WATCHDOG);
      break;
    case WANTED_BROWN_OUT:
      rk_soc_reset (self, RK_SOC_RESET_POWER_ON);
      break;
    case WANTED_NONE:
    default:
      break;
    }
}

/* Lets happen what is due, and tells what comes next. */
static gint64
settle (RkSoc *self)
{
  gint64 now = rk_soc_get_time (self);
  gint64 next = RK_SOC_NEVER;
  gboolean restart = FALSE;

  for (guint i = 0; i < 2; i++)
    rk_uart_advance (self->uart[i], now);
  rk_serial_line_clear (self->nowhere);
  if (self->at != NULL)
    next = rk_soc_at_advance (self->at, now, &restart);
  if (restart)
    self->wanted = WANTED_SOFTWARE;
  if (rk_timers_advance (self->timers, now))
    self->wanted = WANTED_WATCHDOG;
  reset_if_wanted (self);
  update_interrupts (self);

  for (guint i = 0; i < 2; i++)
    next = MIN (next, rk_uart_get_next (self->uart[i]));
  return MIN (next, rk_timers_get_next (self->timers));
}

/* The ROM, or a program that polls the flash, sleeps; an event ends that. */
static gboolean
is_asleep (RkSoc *self)
{
  if (self->sleep_until <= rk_soc_get_time (self))
    self->sleep_until = 0;
  return self->sleep_until != 0;
}

/* Lets the core work up to @limit.  FALSE if it has to wait. */
static gboolean
run_core (RkSoc  *self,
          gint64  limit)
{
  switch (rk_lx106_run (self->core, time_to_cycle (self, limit)))
    {
    case RK_LX106_STOP_WAITING:
      return FALSE;
    case RK_LX106_STOP_BREAKPOINT:
      if (rk_lx106_get_pc (self->core) == ROM_BOOT)
        watch_entries (self);
      else
        start_application (self);
      return TRUE;
    case RK_LX106_STOP_CYCLES:
    case RK_LX106_STOP_REQUESTED:
    default:
      return TRUE;
    }
}

/**
 * rk_soc_run:
 * @self: a chip with power
 * @until: module time
 *
 * Lets the chip work until then.
 *
 * Returns: when it goes on: the present time if it is at work, else that of the
 *   next thing that happens, %RK_SOC_NEVER if only the outside can wake it
 */
gint64
rk_soc_run (RkSoc  *self,
            gint64  until)
{
  for (;;)
    {
      gint64 wake = settle (self);
      gint64 now = rk_soc_get_time (self);

      if (now >= until)
        return now;

      if (self->at == NULL && !is_asleep (self))
        {
          if (run_core (self, MIN (until, wake)))
            continue;
          wake = settle (self);
        }
      else if (self->at == NULL)
        {
          wake = MIN (wake, self->sleep_until);
        }

      skip_to (self, MIN (wake, until));
      if (wake > until)
        return wake;
      self->sleep_until = 0;
    }
}
