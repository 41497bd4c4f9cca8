/* stub-uart.c: bytes from the line, by interrupt, and to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers as in Espressif's uart_register.h.
 */

#include "stub.h"

#include "rk-slip.h"

#define UART_INT_CLR REG (0x60000010)
#define UART_CLKDIV  REG (0x60000014)
#define UART_CONF1   REG (0x60000024)

#define INT_RXFIFO_FULL (1u << 0)
#define INT_RXFIFO_TOUT (1u << 8)
#define INT_ALL         0x1ffu

/* An interrupt at half a FIFO leaves as much time to serve it; the rest comes
 * when the line is quiet for two characters. */
#define RX_THRESHOLD 48u
#define RX_TIMEOUT   2u
#define CONF1        (1u << 31 | RX_TIMEOUT << 24 | RX_THRESHOLD)

#define INTERRUPT     5u
#define CLKDIV_MASK   0xfffffu
#define SETTLE_TICKS  TICKS_PER_MS

/* At 2 Mbaud this is full after 20 ms. */
#define RING_SIZE     4096u
#define RING_MASK     (RING_SIZE - 1)

static uint8_t           ring[RING_SIZE];
static volatile uint32_t ring_head; /* counts what came */
static uint32_t          ring_tail; /* counts what was taken */

/* When the loop does not keep up, the oldest bytes are overwritten: that damages
 * frames, which come again. */
static HOT void
receive_cb (void *argument)
{
  uint32_t head = ring_head;
  uint32_t count;

  (void)argument;
  while ((count = RX_COUNT ()) != 0)
    for (; count != 0; count--)
      ring[head++ & RING_MASK] = (uint8_t)UART_FIFO;
  ring_head = head;
  UART_INT_CLR = INT_ALL;
}

/* The last answer of the ROM may still be on its way. */
void
uart_begin (void)
{
  uart_flush ();
  UART_INT_ENA = 0;
  UART_INT_CLR = INT_ALL;
  UART_CONF1 = CONF1;
  ets_isr_attach (INTERRUPT, receive_cb, NULL);
  UART_INT_ENA = INT_RXFIFO_FULL | INT_RXFIFO_TOUT;
  ets_isr_unmask (1u << INTERRUPT);
}

void
uart_end (void)
{
  uart_flush ();
  ets_isr_mask (1u << INTERRUPT);
  UART_INT_ENA = 0;
}

/* What has come, as far as it lies in a row. */
size_t
uart_get_received (const uint8_t **bytes)
{
  uint32_t count = ring_head - ring_tail;
  uint32_t row = RING_SIZE - (ring_tail & RING_MASK);

  *bytes = ring + (ring_tail & RING_MASK);
  return count < row ? count : row;
}

void
uart_drop_received (size_t count)
{
  ring_tail += count;
}

/* Whether so many bytes can be sent without waiting, however they are escaped. */
bool
uart_can_send (size_t count)
{
  return TX_COUNT () + 2 * count + 2 <= FIFO_SIZE;
}

static HOT void
put (uint8_t byte)
{
  while (TX_COUNT () >= FIFO_SIZE)
    ;
  UART_FIFO = byte;
}

HOT void
uart_send_frame (const uint8_t *bytes,
                 size_t         length)
{
  put (RK_SLIP_END);
  for (; length != 0; length--, bytes++)
    if (*bytes == RK_SLIP_END)
      {
        put (RK_SLIP_ESC);
        put (RK_SLIP_ESC_END);
      }
    else if (*bytes == RK_SLIP_ESC)
      {
        put (RK_SLIP_ESC);
        put (RK_SLIP_ESC_ESC);
      }
    else
      {
        put (*bytes);
      }
  put (RK_SLIP_END);
}

/* Until the last bit has left: there is no register that tells this for sure. */
void
uart_flush (void)
{
  uint32_t start;

  while (TX_COUNT () != 0)
    ;
  start = get_ticks ();
  while (get_ticks () - start < SETTLE_TICKS)
    ;
}

uint32_t
uart_get_divider (void)
{
  return UART_CLKDIV & CLKDIV_MASK;
}

void
uart_set_divider (uint32_t divider)
{
  UART_CLKDIV = divider & CLKDIV_MASK;
}
