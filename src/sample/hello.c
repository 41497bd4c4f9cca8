/* hello.c: a sample program for the ESP8266
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Proves that a module runs what was flashed: greets at 115200 baud, counts the
 * seconds, blinks GPIO2 (the blue LED of an ESP-12 or a newer ESP-01).  It needs
 * nothing but the boot ROM, whose public functions stand where Espressif's
 * linker file eagle.rom.addr.v6.ld says (see hello.ld).
 */

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

/* uart_register.h, gpio_register.h, eagle_soc.h of the ESP8266 NONOS SDK */
#define UART0_STATUS     REG (0x6000001c)
#define GPIO_OUT_W1TS    REG (0x60000304)
#define GPIO_OUT_W1TC    REG (0x60000308)
#define GPIO_ENABLE_W1TS REG (0x60000310)
#define IOMUX_GPIO2      REG (0x60000838)
#define IOMUX_FUNCTION   0x00000130

/* eFuse words that hold the chip id: system_get_chip_id() reads them. */
#define EFUSE_0          REG (0x3ff00050)
#define EFUSE_1          REG (0x3ff00054)

/* The PLL's registers for 80 MHz from a crystal of 26 MHz: what the SDK writes at
 * start, taken from cnlohr/nosdk8266 (src/nosdk8266.c). */
#define PLL_BLOCK        103
#define PLL_HOST         4
#define CLOCK_MHZ        80

#define BAUD             115200
#define LED              (1u << 2)

int      ets_printf               (const char *format,
                                   ...);
void     ets_delay_us             (uint32_t us);
void     ets_update_cpu_frequency (uint32_t mhz);
uint32_t ets_wdt_disable          (void);
void     uart_div_modify          (uint32_t uart,
                                   uint32_t divider);
void     rom_i2c_writeReg         (uint32_t block,
                                   uint32_t host,
                                   uint32_t address,
                                   uint32_t value);
void     start                    (void);

/* The ROM has left the clock at twice the crystal, or a program before us had
 * set the PLL; now it is known. */
static void
set_clock (void)
{
  while ((UART0_STATUS >> 16 & 0xff) != 0)
    ;
  ets_delay_us (1000);

  rom_i2c_writeReg (PLL_BLOCK, PLL_HOST, 1, 136);
  rom_i2c_writeReg (PLL_BLOCK, PLL_HOST, 2, 145);
  ets_update_cpu_frequency (CLOCK_MHZ);
  uart_div_modify (0, CLOCK_MHZ * 1000000 / BAUD);
  ets_delay_us (1000);
}

static uint32_t
get_chip_id (void)
{
  return EFUSE_0 >> 24 | (EFUSE_1 & 0x00ffffff) << 8;
}

static void
blink (uint32_t on)
{
  if (on)
    GPIO_OUT_W1TC = LED;
  else
    GPIO_OUT_W1TS = LED;
}

void
start (void)
{
  /* It goes on over a restart once a program has switched it on. */
  ets_wdt_disable ();
  set_clock ();

  /* The ROM left GPIO2 as a copy of TX. */
  IOMUX_GPIO2 &= ~IOMUX_FUNCTION;
  GPIO_ENABLE_W1TS = LED;

  /* Whoever reads the boot text has to change over to our rate. */
  ets_delay_us (500000);
  ets_printf ("\nHello from Rekindle.  This is chip %08x.\n", get_chip_id ());
  for (uint32_t seconds = 1;; seconds++)
    {
      blink (seconds & 1);
      ets_delay_us (1000000);
      ets_printf ("running for %d s\n", seconds);
    }
}
