/* rk-soc-registers.c: the registers of the ESP8266
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UARTs, SPI, timers and watchdog have files of their own; what is left is here:
 * pins, RTC, the analog parts, DPORT, random numbers.
 */

#include "rk-soc-private.h"

#include <string.h>

/* Pages of registers */
#define PERIPHERALS    0x60000000
#define RTC_MEMORY     0x60001000
#define DPORT          0x3ff00000
#define RANDOM         0x3ff20000
#define VIRTUAL_WAIT   0x3ff2f000

/* Which analog register switches the PLL on: rom_i2c_writeReg (103, 4, 1, 136). */
#define PLL_BLOCK      103
#define PLL_REGISTER   1
#define PLL_ON_26MHZ   136

#define DPORT_CACHE    0x0c
#define DPORT_CPU      0x14
#define DPORT_UART_INT 0x20
#define DPORT_EFUSE    0x50
#define CPU_DOUBLED    (1u << 0)
#define CACHE_FLUSH    (1u << 0)
#define CACHE_FLUSHED  (1u << 1)

/* Straps: GPIO15 low, GPIO2 high; the other three bits are lines of the flash. */
#define STRAP_GPIO2    (1u << 16)
#define STRAP_GPIO0    (1u << 17)
#define STRAP_GPIO15   (1u << 18)
#define STRAP_OTHERS   (6u << 29)

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
      _rk_soc_set_clock (self, value == PLL_ON_26MHZ ? RK_SOC_HZ_PLL : RK_SOC_HZ_CRYSTAL, self->core_hz != self->hz);
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
      _rk_soc_update_interrupts (self);
      return value;
    case 0x2:
      return _rk_soc_read_spi (self, offset);
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
  _rk_soc_update_interrupts (self);
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
      _rk_soc_write_spi (self, offset, value);
      break;
    case 0x3:
      write_gpio (self, offset, value);
      break;
    case 0x7:
      if (offset == 0 && (value & 0x80000000) != 0)
        _rk_soc_want_reset (self, RK_SOC_WANTED_SOFTWARE);
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

  return (address & ~(RK_SOC_PAGE - 1u)) == DPORT ? self->dport[(address & 0xfff) / 4] : self->rtc_memory[(address & 0xfff) / 4];
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
      _rk_soc_set_window (self, value);
    }
  if (offset == DPORT_CPU)
    {
      _rk_soc_set_clock (self, self->hz, (value & CPU_DOUBLED) != 0);
      rk_lx106_stop (self->core);
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

  self->sleep_until = value == G_MAXUINT32 ? RK_SOC_NEVER : _rk_soc_cycle_to_time (self, end);
  rk_lx106_stop (self->core);
}

static const RkLx106Device peripherals = { read_peripheral, write_peripheral, is_peripheral_pure };
static const RkLx106Device rtc_memory = { read_remembered, write_rtc_memory, is_always_pure };
static const RkLx106Device dport = { read_dport, write_dport, is_always_pure };
static const RkLx106Device random_numbers = { read_random, write_nothing, NULL };
static const RkLx106Device wait = { read_random, write_wait, NULL };

/**
 * _rk_soc_map_registers:
 * @self: a chip
 *
 * Lets its core see them.
 */
void
_rk_soc_map_registers (RkSoc *self)
{
  rk_lx106_map_device (self->core, PERIPHERALS, RK_SOC_PAGE, &peripherals, self);
  rk_lx106_map_device (self->core, RTC_MEMORY, RK_SOC_PAGE, &rtc_memory, self);
  rk_lx106_map_device (self->core, DPORT, RK_SOC_PAGE, &dport, self);
  rk_lx106_map_device (self->core, RANDOM, RK_SOC_PAGE, &random_numbers, self);
  rk_lx106_map_device (self->core, VIRTUAL_WAIT, RK_SOC_PAGE, &wait, self);
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
 * _rk_soc_reset_registers:
 * @self: a chip
 *
 * Makes them what they are after any reset.
 */
void
_rk_soc_reset_registers (RkSoc *self)
{
  self->gpio_enable = 0;
  self->gpio_out = 0;
  memset (self->peripherals, 0, sizeof self->peripherals);
  memset (self->dport, 0, sizeof self->dport);
  set_efuses (self);
}

/**
 * _rk_soc_latch_straps:
 * @self: a chip
 *
 * Looks at the pins that say how to start.
 */
void
_rk_soc_latch_straps (RkSoc *self)
{
  self->straps = STRAP_OTHERS | (self->gpio2_low ? 0 : STRAP_GPIO2) | (self->gpio0_low ? 0 : STRAP_GPIO0) |
                 (self->gpio15_high ? STRAP_GPIO15 : 0);
}

/**
 * rk_soc_set_gpio0:
 * @self: a chip
 * @low: whether it is pulled down; by default it is pulled up
 *
 * The program sees it at once; where to boot from is decided at the next reset.
 */
void
rk_soc_set_gpio0 (RkSoc    *self,
                  gboolean  low)
{
  self->gpio0_low = low;
}

/**
 * rk_soc_set_bad_pins:
 * @self: a chip
 * @gpio15_high: whether GPIO15 is pulled up, where it should be low
 * @gpio2_low: whether GPIO2 is pulled down, where it should be high
 *
 * Holds from the next reset on.
 */
void
rk_soc_set_bad_pins (RkSoc    *self,
                     gboolean  gpio15_high,
                     gboolean  gpio2_low)
{
  self->gpio15_high = gpio15_high;
  self->gpio2_low = gpio2_low;
}
