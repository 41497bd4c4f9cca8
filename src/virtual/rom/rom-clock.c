/* rom-clock.c: delays, watchdog, reset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

#define WATCHDOG_INTERRUPT 8

typedef struct
{
  uint32_t mode;
  uint32_t first;
  uint32_t second;
} Watchdog;

extern Watchdog rom_wdt;

uint32_t xthal_get_ccount         (void);
void     ets_update_cpu_frequency (uint32_t mhz);
uint32_t ets_get_cpu_frequency    (void);
void     ets_wdt_init             (void);
uint32_t ets_wdt_get_mode         (void);
void     ets_wdt_enable           (uint32_t mode,
                                   uint32_t first,
                                   uint32_t second);
uint32_t ets_wdt_disable          (void);
void     ets_wdt_restore          (uint32_t mode);
void     software_reset           (void);

void
ets_delay_us (uint32_t us)
{
  uint32_t start = xthal_get_ccount ();
  uint32_t cycles = us * rom_cpu_mhz;
  uint32_t passed;

  while ((passed = xthal_get_ccount () - start) < cycles)
    VIRTUAL_WAIT = cycles - passed;
}

/* Only tells: nothing is switched.  After reset 80 is assumed, whatever the
 * crystal. */
void
ets_update_cpu_frequency (uint32_t mhz)
{
  rom_cpu_mhz = mhz;
}

uint32_t
ets_get_cpu_frequency (void)
{
  return rom_cpu_mhz;
}

uint32_t
rtc_get_reset_reason (void)
{
  return RTC_RESET_STATE & 0xf;
}

void
software_reset (void)
{
  RTC_CTRL |= 0x80000000;
}

static void
feed_on_interrupt (void           *argument,
                   ExceptionFrame *frame)
{
  (void)argument;
  (void)frame;
  WDT_FEED = WDT_FEED_KEY;
}

void
ets_wdt_init (void)
{
  WDT_CTL &= ~1u;
  ets_isr_attach (WATCHDOG_INTERRUPT, feed_on_interrupt, NULL);
  DPORT_EDGE_INT_ENABLE |= 1;
}

uint32_t
ets_wdt_get_mode (void)
{
  return rom_wdt.mode;
}

/* How long: 3, 6 and 12 (in about half seconds) are known. */
static uint32_t
interval (uint32_t length)
{
  switch (length)
    {
    case 3:
      return 11;
    case 6:
      return 12;
    case 12:
      return 13;
    default:
      return 0;
    }
}

/* 1, 3: one stage.  2: two stages, fed by its interrupt.  4: two stages. */
void
ets_wdt_enable (uint32_t mode,
                uint32_t first,
                uint32_t second)
{
  if (rom_wdt.mode == 2)
    ets_isr_mask (1 << WATCHDOG_INTERRUPT);
  rom_wdt.first = first;
  rom_wdt.second = second;
  WDT_CTL &= ~1u;

  if (mode == 2 || mode == 4)
    {
      WDT_CTL = 0x38;
      WDT_OP = interval (first);
      WDT_OP_ND = interval (first);
      if (mode == 2)
        ets_isr_unmask (1 << WATCHDOG_INTERRUPT);
    }
  else if (mode == 1 || mode == 3)
    {
      WDT_CTL = 0x3c;
      WDT_OP = interval (second);
    }
  rom_wdt.mode = mode;
  WDT_CTL |= 1;
}

uint32_t
ets_wdt_disable (void)
{
  uint32_t mode = rom_wdt.mode;

  WDT_CTL &= ~1u;
  WDT_FEED = WDT_FEED_KEY;
  rom_wdt.mode = 0;
  if (mode == 2)
    ets_isr_mask (1 << WATCHDOG_INTERRUPT);

  return mode;
}

void
ets_wdt_restore (uint32_t mode)
{
  if (mode != 0)
    ets_wdt_enable (mode, rom_wdt.first, rom_wdt.second);
}
