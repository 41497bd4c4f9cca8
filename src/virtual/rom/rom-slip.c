/* rom-slip.c: frames of the serial loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

#define END      0xc0
#define ESC      0xdb
#define ESC_END  0xdc
#define ESC_ESC  0xdd

void send_packet (const uint8_t *message,
                  uint32_t       length);

void
send_packet (const uint8_t *message,
             uint32_t       length)
{
  uart_tx_one_char (END);
  for (; length != 0; length--, message++)
    {
      if (*message != END && *message != ESC)
        {
          uart_tx_one_char (*message);
          continue;
        }
      uart_tx_one_char (ESC);
      uart_tx_one_char (*message == END ? ESC_END : ESC_ESC);
    }
  uart_tx_one_char (END);
}

uint32_t
SendMsg (const uint8_t *message,
         uint32_t       length)
{
  send_packet (message, length);
  return 0;
}

/* One byte of a frame; TRUE at the end of one that is not empty.  What does not
 * fit is dropped. */
static uint32_t
take (uint8_t *message,
      uint32_t size,
      uint8_t  byte)
{
  if (UartDev.rcv_state == RCV_SEARCH_HEAD)
    {
      if (byte == END)
        UartDev.rcv_state = RCV_BODY;
      return 0;
    }

  if (UartDev.rcv_state == RCV_ESCAPE)
    {
      UartDev.rcv_state = RCV_BODY;
      if (byte == ESC_END)
        byte = END;
      else if (byte == ESC_ESC)
        byte = ESC;
    }
  else if (byte == END)
    {
      if (UartDev.received == 0)
        return 0;
      UartDev.rcv_state = RCV_SEARCH_HEAD;
      return 1;
    }
  else if (byte == ESC)
    {
      UartDev.rcv_state = RCV_ESCAPE;
      return 0;
    }

  if (UartDev.received < size)
    message[UartDev.received++] = byte;

  return 0;
}

/* Sleeps until an interrupt, unless a byte came meanwhile. */
static void
wait_for_byte (void)
{
  __asm__ volatile ("rsil a15, 1" ::: "a15", "memory");
  if (UartDev.rcv.write == UartDev.rcv.read)
    __asm__ volatile ("waiti 0" ::: "memory");
  else
    __asm__ volatile ("rsil a15, 0" ::: "a15", "memory");
}

/* Answers 0 when a frame is there, 1 when there is none (yet). */
uint32_t
RcvMsg (uint8_t  *message,
        uint32_t  size,
        uint32_t  no_wait)
{
  uint8_t byte;

  if (UartDev.rcv_state < RCV_SEARCH_HEAD)
    UartDev.rcv_state = RCV_SEARCH_HEAD;

  for (;;)
    {
      while (uart_rx_readbuff (&UartDev.rcv, &byte) != 0)
        {
          if (no_wait)
            return 1;
          wait_for_byte ();
        }
      if (take (message, size, byte))
        break;
    }
  UartDev.received = 0;

  return 0;
}
