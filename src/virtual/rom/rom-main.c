/* rom-main.c: what happens after reset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

/* GPIO_IN: the levels of GPIO15, GPIO0 and GPIO2 at reset are bits 18..16. */
#define BOOT_MODE()    (GPIO_IN >> 16 & 7)
#define BOOT_MODE_2()  (GPIO_IN >> 29)
#define MODE_DOWNLOAD  1
#define MODE_RAM       2
#define MODE_FLASH     3
#define MODE_HOST      4
#define MODE_2_UART    2

#define CAUSE_POWER_ON 1
#define CAUSE_PIN      2
#define CAUSE_SOFTWARE 3
#define CAUSE_WATCHDOG 4
#define CAUSE_MAX      6

extern SpiFlashChip rom_flashchip;

/* The structure of the SDK's own stub for ets_run: nothing to do but sleep. */
static void __attribute__ ((noreturn))
halt (void)
{
  for (;;)
    __asm__ volatile ("waiti 0");
}

static void __attribute__ ((noreturn))
give_up (void)
{
  ets_printf ("%s \n", "ets_main.c");
  for (;;)
    ;
}

int  main                (void);
void rom_boot_from_flash (void);
void ets_set_user_start  (UserStart start);

void
ets_set_user_start (UserStart start)
{
  rom_user_start = start;
}

static void __attribute__ ((noreturn))
run (void)
{
  if (rom_user_start != NULL)
    rom_user_start ();
  ets_printf ("user code done\n");
  halt ();
}

void
rom_boot_from_flash (void)
{
  if (rom_load_flash_image () != 0)
    give_up ();
  run ();
}

/* Until a host has been found, this waits for edges on RX in periods of 1.5 ms:
 * ets_delay_us() believes in 80 MHz. */
static void
serve_download (void)
{
  uint32_t seen = UART_RXD_CNT (0);

  ets_isr_unmask (1 << 5);
  while (UartConnCheck () == 0)
    {
      if (UartDev.rcv_state == RCV_WAIT_EDGES && UART_RXD_CNT (0) == seen)
        VIRTUAL_WAIT = UINT32_MAX;
      else if (UartDev.rcv_state > RCV_WAIT_EDGES && UartDev.rcv.write == UartDev.rcv.read)
        VIRTUAL_WAIT = UINT32_MAX;
      seen = UART_RXD_CNT (0);
    }
  ets_isr_mask (1 << 5);
  UartDwnLdProc (ROM_MESSAGE_BUFFER, ROM_MESSAGE_SIZE, &rom_user_start);
  uart_buff_switch (0);
}

/* By the public entry, as stubs do that leave. */
static void
boot_from_flash (void)
{
  ((void (*) (void))0x400010a8) ();
}

static void
prepare (void)
{
  uint32_t mode = BOOT_MODE ();

  if (mode == MODE_FLASH)
    spi_flash_attach ();
  else if (mode == MODE_RAM)
    rom_user_start = (UserStart)0x40100000;
  else if (mode == MODE_DOWNLOAD || (mode >= MODE_HOST && BOOT_MODE_2 () == MODE_2_UART))
    serve_download ();
  else if (mode >= MODE_HOST)
    {
      ets_printf ("waiting for host\n");
      halt ();
    }
  else
    halt ();
}

int
main (void)
{
  uint32_t cause = rtc_get_reset_reason ();

  rom_cpu_mhz = 80;
  rom_user_start = NULL;
  flashchip = &rom_flashchip;
  SPIParamCfg (0x1640ef, 0x400000, 0x10000, 0x1000, 0x100, 0xffff);
  rom_interrupts_init ();
  uartAttach ();
  Uart_Init (0);
  ets_install_uart_printf ();

  ets_printf ("\n ets %s,rst cause:%d, boot mode:(%d,%d)\n\n", "Jan  8 2013", cause, BOOT_MODE (), BOOT_MODE_2 ());
  if (cause == 0 || cause > CAUSE_MAX)
    {
      ets_printf ("unknown reset\n");
      give_up ();
    }
  if (cause == CAUSE_WATCHDOG)
    ets_printf ("wdt reset\n");
  if (cause == CAUSE_POWER_ON || cause == CAUSE_PIN || cause == CAUSE_WATCHDOG)
    prepare ();

  if (BOOT_MODE () == MODE_FLASH || (BOOT_MODE () == MODE_DOWNLOAD && rom_user_start == NULL))
    boot_from_flash ();
  run ();
}
