/* rom-uart.c: the serial ports, and measuring the host's baud rate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

#define UART_INTERRUPT   5

/* The ROM believes in 80 MHz.  With 26 MHz crystals it is 52, and so 115200
 * becomes 74880. */
#define ASSUMED_CLOCK    80000000

#define AUTOBAUD_START   0x00000801 /* on, glitches to 8 clocks are ignored */
#define AUTOBAUD_EDGES   29
#define PULSE_MASK       0x000fffff
#define PULSE_CORRECTION 12         /* what the glitch filter takes of each pulse */

extern uint8_t rom_uart_ring[256];

void     uart_rx_intr_handler   (void           *argument,
                                 ExceptionFrame *frame);
uint32_t uart_rx_one_char_block (void);
uint32_t UartRxString           (uint8_t  *text,
                                 uint32_t  size);
UartDevice *GetUartDevice       (void);
char     ets_getc               (void);

void
uartAttach (void)
{
  RcvMsgBuff *rcv = &UartDev.rcv;

  memset (&UartDev, 0, sizeof UartDev);
  UartDev.baud = 115200;
  UartDev.data_bits = 3;
  rcv->size = sizeof rom_uart_ring;
  rcv->start = rcv->write = rcv->read = rom_uart_ring;
  rcv->trigger = 1;
  UartDev.trx_size = 100;
  UartDev.trx_start = rom_uart_ring + sizeof rom_uart_ring;

  ets_isr_mask (1 << UART_INTERRUPT);
  ets_isr_attach (UART_INTERRUPT, uart_rx_intr_handler, rcv);
}

void
uart_div_modify (uint32_t uart,
                 uint32_t divider)
{
  UART_CLKDIV (uart) = divider;
  UART_CONF0 (uart) |= UART_FIFO_RESET;
  UART_CONF0 (uart) &= ~UART_FIFO_RESET;
}

/* UART0 speaks on U0TXD and U0RXD; UART1 on GPIO2. */
static void
select_pins (uint32_t uart)
{
  if (uart == 0)
    {
      IOMUX (0x18) &= ~(IOMUX_FUNCTION | 0x80);
      IOMUX (0x38) = (IOMUX (0x38) & ~IOMUX_FUNCTION) | 0x100;
    }
  else
    {
      IOMUX (0x24) |= IOMUX_FUNCTION;
    }
}

void
Uart_Init (uint32_t uart)
{
  select_pins (uart);
  uart_div_modify (uart, ASSUMED_CLOCK / UartDev.baud);
  UART_CONF0 (uart) = UartDev.exist_parity | UartDev.parity | UartDev.data_bits << 2 | UartDev.stop_bits << 4;
  UART_CONF0 (uart) |= UART_FIFO_RESET;
  UART_CONF0 (uart) &= ~UART_FIFO_RESET;
  UART_CONF1 (uart) = UartDev.rcv.trigger & 0x7f;
  UART_INT_CLR (uart) = 0xffff;
  UART_INT_ENA (uart) |= UART_RXFIFO_FULL_INT;
}

/* Other ports than 0 are only taken for output. */
void
uart_buff_switch (uint32_t uart)
{
  uint8_t dropped;

  if (uart == 0)
    {
      UART_INT_CLR (1) = 0xffff;
      UART_INT_ENA (1) &= ~0x1ff;
      while (uart_rx_one_char (&dropped) == 0)
        ;
      while (uart_rx_readbuff (&UartDev.rcv, &dropped) == 0)
        ;
      UartDev.rcv.state = 0;
    }
  UartDev.buff_uart_no = uart;
}

/* Answers 0 until enough edges were seen, then the divider. */
uint32_t
uart_baudrate_detect (uint32_t uart,
                      uint32_t is_sync)
{
  uint32_t low, high;

  if (UartDev.rcv_state == RCV_DETECT_BAUD)
    {
      UART_AUTOBAUD (uart) &= ~1u;
      UART_AUTOBAUD (uart) = AUTOBAUD_START;
      UartDev.rcv_state = RCV_WAIT_EDGES;
    }

  if (UART_RXD_CNT (uart) <= AUTOBAUD_EDGES)
    {
      if (is_sync == 0)
        ets_delay_us (1000);
      if (is_sync != 0 || UART_RXD_CNT (uart) <= AUTOBAUD_EDGES)
        return 0;
    }

  low = UART_LOWPULSE (uart) & PULSE_MASK;
  high = UART_HIGHPULSE (uart) & PULSE_MASK;
  UART_AUTOBAUD (uart) &= ~1u;

  return (low + high) / 2 + PULSE_CORRECTION;
}

uint32_t
uart_tx_one_char (uint8_t character)
{
  uint32_t uart = UartDev.buff_uart_no & 0xff;

  while ((UART_STATUS (uart) & 0x00ff0000) != 0)
    ;
  UART_FIFO (uart) = character;

  return 0;
}

uint32_t
uart_rx_one_char (uint8_t *character)
{
  uint32_t uart = UartDev.buff_uart_no & 0xff;

  if ((UART_STATUS (uart) & 0xff) == 0)
    return 1;
  *character = UART_FIFO (uart);

  return 0;
}

uint32_t
uart_rx_one_char_block (void)
{
  uint8_t character;

  while (uart_rx_one_char (&character) != 0)
    ;
  return character;
}

char
ets_getc (void)
{
  return uart_rx_one_char_block ();
}

/* No check whether the reader keeps up: that is how the chip does it. */
void
uart_rx_intr_handler (void           *argument,
                      ExceptionFrame *frame)
{
  RcvMsgBuff *rcv = argument;
  uint32_t    uart = UartDev.buff_uart_no & 0xff;

  (void)frame;
  if ((UART_INT_ST (uart) & UART_RXFIFO_FULL_INT) == 0)
    return;
  UART_INT_CLR (uart) = UART_RXFIFO_FULL_INT;

  while ((UART_STATUS (uart) & 0xff) != 0)
    {
      uint8_t character = UART_FIFO (uart);

      *rcv->write++ = character;
      if (character == '\r')
        rcv->state = 2;
      if (rcv->write == rcv->start + 256)
        rcv->write = rcv->start;
    }
}

uint32_t
uart_rx_readbuff (RcvMsgBuff *buffer,
                  uint8_t    *character)
{
  if (*(uint8_t *volatile *)&buffer->write == buffer->read)
    return 1;
  *character = *buffer->read++;
  if (buffer->read == buffer->start + 256)
    buffer->read = buffer->start;

  return 0;
}

uint32_t
UartRxString (uint8_t  *text,
              uint32_t  size)
{
  for (uint32_t count = 1; count < size; count++, text++)
    {
      *text = uart_rx_one_char_block ();
      if (*text == '\r' || *text == '\n')
        break;
    }
  text[1] = '\0';

  return 0;
}

UartDevice *
GetUartDevice (void)
{
  return &UartDev;
}
