/* rk-soc-uart.c: a UART of the chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers as in Espressif's uart_register.h.
 */

#include "rk-soc-uart.h"

#define FIFO_SIZE 128

enum
{
  REG_FIFO      = 0x00,
  REG_INT_RAW   = 0x04,
  REG_INT_ST    = 0x08,
  REG_INT_ENA   = 0x0c,
  REG_INT_CLR   = 0x10,
  REG_CLKDIV    = 0x14,
  REG_AUTOBAUD  = 0x18,
  REG_STATUS    = 0x1c,
  REG_CONF0     = 0x20,
  REG_CONF1     = 0x24,
  REG_LOWPULSE  = 0x28,
  REG_HIGHPULSE = 0x2c,
  REG_RXD_CNT   = 0x30,
  REG_DATE      = 0x78,
};

enum
{
  INT_RXFIFO_FULL  = 1 << 0,
  INT_TXFIFO_EMPTY = 1 << 1,
  INT_FRAME_ERROR  = 1 << 3,
  INT_RXFIFO_OVF   = 1 << 4,
  INT_RXFIFO_TOUT  = 1 << 8,
};

#define CONF0_RXFIFO_RST     (1u << 17)
#define CONF0_TXFIFO_RST     (1u << 18)
#define CONF1_RX_TOUT_EN     (1u << 31)
/* Named TXD, "level of the line", in uart_register.h; but programs that run on
 * real chips wait for it to be 0 before they change the rate (esp-flasher-stub). */
#define STATUS_SENDING       (1u << 31)
#define AUTOBAUD_EN          (1u << 0)
#define PULSE_MAX            0x000fffff
#define EDGES_MAX            0x3ff
#define CHARACTER_BITS       10

/* The glitch filter swallows this much of each pulse in the counters: the ROM
 * adds it again (uart_baudrate_detect, 0x40003924: "addi a2, a2, 12"). */
#define PULSE_LOST           12

typedef struct
{
  guint8 bytes[FIFO_SIZE];
  guint  first;
  guint  count;
} Fifo;

/* Edges on RX since the counters were switched on. */
typedef struct
{
  double  last; /* edge, or the start */
  guint   edges;
  guint32 shortest[2]; /* pulse by level, in clocks */
} Pulses;

struct _RkUart
{
  RkSerialLine    *tx_line;
  RkSerialReceiver receiver;
  double           clock_ns; /* one cycle of the clock that is divided */
  Fifo             rx;
  Fifo             tx;
  gint64           shifter_end; /* when the character that leaves has left */
  gboolean         sending;     /* it has not, as of the last look */
  gint64           last_rx;
  gboolean         tout_armed; /* something came since the last time-out */
  Pulses           pulses;
  guint32          raw;
  guint32          enabled;
  guint32          divider;
  guint32          autobaud;
  guint32          conf0;
  guint32          conf1;
};

static void
fifo_push (Fifo   *fifo,
           guint8  byte)
{
  fifo->bytes[(fifo->first + fifo->count) % FIFO_SIZE] = byte;
  fifo->count++;
}

static guint8
fifo_pop (Fifo *fifo)
{
  guint8 byte = fifo->bytes[fifo->first];

  fifo->first = (fifo->first + 1) % FIFO_SIZE;
  fifo->count--;

  return byte;
}

static double
bit_time (RkUart *self)
{
  return MAX (self->divider, 1) * self->clock_ns;
}

/* These two follow the fill of the FIFOs: cleared while it lasts, they are set
 * again at once. */
static void
latch (RkUart *self)
{
  guint full = self->conf1 & 0x7f;
  guint empty = self->conf1 >> 8 & 0x7f;

  if (self->rx.count > 0 && self->rx.count >= full)
    self->raw |= INT_RXFIFO_FULL;
  if (self->tx.count <= empty)
    self->raw |= INT_TXFIFO_EMPTY;
}

/**
 * rk_uart_new:
 * @rx: the line it listens to, the caller's
 * @tx: the line it speaks on, the caller's
 *
 * Returns: (transfer full): a UART
 */
RkUart *
rk_uart_new (RkSerialLine *rx,
             RkSerialLine *tx)
{
  RkUart *self = g_new0 (RkUart, 1);

  self->tx_line = tx;
  rk_serial_receiver_init (&self->receiver, rx, 1);
  self->clock_ns = 1;

  return self;
}

/**
 * rk_uart_free:
 * @self: (nullable) (transfer full): a UART
 */
void
rk_uart_free (RkUart *self)
{
  g_free (self);
}

static void
set_receiver_rate (RkUart *self)
{
  self->receiver.bit_ns = bit_time (self);
}

/**
 * rk_uart_reset:
 * @self: a UART
 * @now: module time in ns
 *
 * What the reset of the chip does: queues empty, registers at their first values.
 */
void
rk_uart_reset (RkUart *self,
               gint64  now)
{
  self->rx.count = 0;
  self->tx.count = 0;
  self->shifter_end = 0;
  self->sending = FALSE;
  self->tout_armed = FALSE;
  self->raw = 0;
  self->enabled = 0;
  self->divider = 0x2b6; /* 115200 of 80 MHz, as after reset of the chip */
  self->autobaud = 0;
  self->conf0 = 0x1c;
  self->conf1 = 0x6060;
  rk_serial_receiver_reset (&self->receiver, now);
  set_receiver_rate (self);
}

/**
 * rk_uart_set_clock:
 * @self: a UART
 * @hz: what its divider divides
 */
void
rk_uart_set_clock (RkUart *self,
                   guint   hz)
{
  self->clock_ns = 1e9 / hz;
  set_receiver_rate (self);
}

static void
restart_pulses (RkUart *self,
                gint64  now)
{
  self->pulses.last = now;
  self->pulses.edges = 0;
  self->pulses.shortest[0] = PULSE_MAX;
  self->pulses.shortest[1] = PULSE_MAX;
}

static void
count_pulses (RkUart *self,
              gint64  now)
{
  Pulses *pulses = &self->pulses;

  if ((self->autobaud & AUTOBAUD_EN) == 0)
    return;

  for (;;)
    {
      gboolean level;
      double edge = rk_serial_line_next_edge (self->receiver.line, pulses->last, &level);
      double clocks = (edge - pulses->last) / self->clock_ns + 0.5;

      if (edge < 0 || edge > now)
        break;
      if (pulses->edges > 0 && clocks < pulses->shortest[!level])
        pulses->shortest[!level] = clocks;
      pulses->edges = MIN (pulses->edges + 1, EDGES_MAX);
      pulses->last = edge;
    }
}

static guint32
get_pulse (RkUart   *self,
           gboolean  level)
{
  guint32 clocks = self->pulses.shortest[level];

  return clocks == PULSE_MAX || clocks < PULSE_LOST ? clocks : clocks - PULSE_LOST;
}

static void
receive (RkUart *self,
         gint64  now)
{
  gboolean framing_error;
  guint8 byte;

  while (rk_serial_receiver_take (&self->receiver, now, &byte, &framing_error))
    {
      if (framing_error)
        self->raw |= INT_FRAME_ERROR;
      if (self->rx.count < FIFO_SIZE)
        fifo_push (&self->rx, byte);
      else
        self->raw |= INT_RXFIFO_OVF;
      self->last_rx = self->receiver.from;
      self->tout_armed = TRUE;
    }
}

static gint64
get_timeout (RkUart *self)
{
  guint characters = self->conf1 >> 24 & 0x7f;

  if ((self->conf1 & CONF1_RX_TOUT_EN) == 0 || !self->tout_armed || self->rx.count == 0)
    return RK_SOC_NEVER;

  return self->last_rx + (gint64)(characters * CHARACTER_BITS * bit_time (self));
}

static void
transmit (RkUart *self,
          gint64  now)
{
  while (self->tx.count > 0 && self->shifter_end <= now)
    self->shifter_end = rk_serial_line_append (self->tx_line, self->shifter_end, bit_time (self), fifo_pop (&self->tx));
  self->sending = self->shifter_end > now;
}

/**
 * rk_uart_advance:
 * @self: a UART
 * @now: module time
 *
 * Catches up with what happened by now.
 */
void
rk_uart_advance (RkUart *self,
                 gint64  now)
{
  count_pulses (self, now);
  receive (self, now);
  if (get_timeout (self) <= now)
    {
      self->raw |= INT_RXFIFO_TOUT;
      self->tout_armed = FALSE;
    }
  transmit (self, now);
  latch (self);
  rk_serial_line_forget (self->receiver.line,
                         (self->autobaud & AUTOBAUD_EN) != 0 ? MIN (self->receiver.from, self->pulses.last)
                                                             : self->receiver.from);
}

/**
 * rk_uart_get_next:
 * @self: a UART
 *
 * Returns: when something happens next that a register or an interrupt shows, as
 *   far as is known; %RK_SOC_NEVER if nothing
 */
gint64
rk_uart_get_next (RkUart *self)
{
  gint64 next = MIN (rk_serial_receiver_next (&self->receiver), get_timeout (self));

  if (self->sending)
    next = MIN (next, self->shifter_end);

  return next;
}

/**
 * rk_uart_get_sent:
 * @self: a UART
 *
 * Returns: when all that it was given so far will have left; in the past if it has
 */
gint64
rk_uart_get_sent (RkUart *self)
{
  return self->shifter_end + (gint64)(self->tx.count * CHARACTER_BITS * bit_time (self));
}

/**
 * rk_uart_get_interrupt:
 * @self: a UART
 *
 * Returns: whether it asks the core for an interrupt
 */
gboolean
rk_uart_get_interrupt (RkUart *self)
{
  return (self->raw & self->enabled) != 0;
}

/**
 * rk_uart_is_pure:
 * @offset: of a register
 *
 * Returns: whether it only changes at the times that rk_uart_get_next() tells
 */
gboolean
rk_uart_is_pure (guint32 offset)
{
  return offset != REG_FIFO && offset != REG_RXD_CNT && offset != REG_LOWPULSE && offset != REG_HIGHPULSE;
}

static guint32
read_fifo (RkUart *self)
{
  guint8 byte;

  if (self->rx.count == 0)
    return 0;
  byte = fifo_pop (&self->rx);
  latch (self);

  return byte;
}

/**
 * rk_uart_read:
 * @self: a UART
 * @offset: of a register
 * @now: module time in ns
 *
 * Reading the queue takes a byte out of it.
 *
 * Returns: what the register holds
 */
guint32
rk_uart_read (RkUart  *self,
              guint32  offset,
              gint64   now)
{
  rk_uart_advance (self, now);

  switch (offset)
    {
    case REG_FIFO:
      return read_fifo (self);
    case REG_INT_RAW:
      return self->raw;
    case REG_INT_ST:
      return self->raw & self->enabled;
    case REG_INT_ENA:
      return self->enabled;
    case REG_CLKDIV:
      return self->divider;
    case REG_AUTOBAUD:
      return self->autobaud;
    case REG_STATUS:
      return self->rx.count | self->tx.count << 16 | (self->sending ? STATUS_SENDING : 0);
    case REG_CONF0:
      return self->conf0;
    case REG_CONF1:
      return self->conf1;
    case REG_LOWPULSE:
      return get_pulse (self, FALSE);
    case REG_HIGHPULSE:
      return get_pulse (self, TRUE);
    case REG_RXD_CNT:
      return self->pulses.edges;
    case REG_DATE:
      return 0x00062000;
    default:
      return 0;
    }
}

static void
write_conf0 (RkUart  *self,
             guint32  value,
             gint64   now)
{
  self->conf0 = value;
  if ((value & CONF0_RXFIFO_RST) != 0)
    self->rx.count = 0;
  if ((value & CONF0_TXFIFO_RST) != 0)
    self->tx.count = 0;
}

/**
 * rk_uart_write:
 * @self: a UART
 * @offset: of a register
 * @value: for it
 * @now: module time in ns
 */
void
rk_uart_write (RkUart  *self,
               guint32  offset,
               guint32  value,
               gint64   now)
{
  rk_uart_advance (self, now);

  switch (offset)
    {
    case REG_FIFO:
      if (self->tx.count == 0)
        self->shifter_end = MAX (self->shifter_end, now);
      if (self->tx.count < FIFO_SIZE)
        fifo_push (&self->tx, value);
      transmit (self, now);
      break;
    case REG_INT_ENA:
      self->enabled = value;
      break;
    case REG_INT_CLR:
      self->raw &= ~value;
      break;
    case REG_CLKDIV:
      self->divider = value & PULSE_MAX;
      set_receiver_rate (self);
      break;
    case REG_AUTOBAUD:
      if ((value & ~self->autobaud & AUTOBAUD_EN) != 0)
        restart_pulses (self, now);
      self->autobaud = value;
      break;
    case REG_CONF0:
      write_conf0 (self, value, now);
      break;
    case REG_CONF1:
      self->conf1 = value;
      break;
    default:
      break;
    }
  latch (self);
}
