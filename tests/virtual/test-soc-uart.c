/* test-soc-uart.c: serial lines, the UART, timers and watchdog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-soc-timer.h"
#include "rk-soc-uart.h"

#define CLOCK_HZ 52000000

/* What a receiver makes of bytes that were sent at another rate. */
static gsize
receive_at (guint         sent_baud,
            guint         received_baud,
            const guint8 *bytes,
            gsize         count,
            guint8       *out)
{
  g_autoptr(RkSerialLine) line = rk_serial_line_new ();
  RkSerialReceiver receiver;
  gboolean framing_error;
  gsize received = 0;

  rk_serial_receiver_init (&receiver, line, 1e9 / received_baud);
  for (gsize i = 0; i < count; i++)
    rk_serial_line_append (line, 0, 1e9 / sent_baud, bytes[i]);
  while (rk_serial_receiver_take (&receiver, G_MAXINT64 - 1, out + received, &framing_error))
    received++;

  return received;
}

static void
test_rates (void)
{
  static const struct
  {
    guint    sent;
    guint    received;
    gboolean intact;
  } rows[] = {
    { 115200, 115200, TRUE }, { 115200, 118656, TRUE }, { 115200, 111744, TRUE }, { 921600, 928571, TRUE },
    { 115200, 124416, FALSE }, { 115200, 105984, FALSE }, { 74880, 115200, FALSE }, { 115200, 74880, FALSE },
  };
  guint8 bytes[256], out[2048];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = i;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize count = receive_at (rows[i].sent, rows[i].received, bytes, sizeof bytes, out);
      gboolean same = count == sizeof bytes && memcmp (bytes, out, count) == 0;

      g_assert_cmpint (same, ==, rows[i].intact);
    }
}

typedef struct
{
  RkSerialLine *rx;
  RkSerialLine *tx;
  RkUart       *uart;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->rx = rk_serial_line_new ();
  fixture->tx = rk_serial_line_new ();
  fixture->uart = rk_uart_new (fixture->rx, fixture->tx);
  rk_uart_set_clock (fixture->uart, CLOCK_HZ);
  rk_uart_reset (fixture->uart, 0);
  rk_uart_write (fixture->uart, 0x14, 451, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rk_uart_free (fixture->uart);
  rk_serial_line_free (fixture->rx);
  rk_serial_line_free (fixture->tx);
}

/* Returns when the last one has ended. */
static gint64
put (Fixture *fixture,
     gint64   from,
     guint    count)
{
  gint64 end = from;

  for (guint i = 0; i < count; i++)
    end = rk_serial_line_append (fixture->rx, from, 1e9 / 115200, i);
  return end;
}

static void
test_receive (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 end = put (fixture, 0, 3);

  g_assert_cmpint (rk_uart_get_next (fixture->uart), >, 0);
  g_assert_cmpint (rk_uart_get_next (fixture->uart), <, end);
  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x1c, end) & 0xff, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (rk_uart_read (fixture->uart, 0x00, end), ==, i);
  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x1c, end) & 0xff, ==, 0);
  g_assert_cmpint (rk_uart_get_next (fixture->uart), ==, RK_SOC_NEVER);
}

static void
test_overflow (Fixture       *fixture,
               gconstpointer  data)
{
  gint64 end = put (fixture, 0, 130);

  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x1c, end) & 0xff, ==, 128);
  g_assert_cmphex (rk_uart_read (fixture->uart, 0x04, end) & 0x10, ==, 0x10);
  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x00, end), ==, 0);
}

/* Threshold and time-out; what is cleared while it lasts comes again. */
static void
test_interrupts (Fixture       *fixture,
                 gconstpointer  data)
{
  RkUart *uart = fixture->uart;
  gint64 end;

  rk_uart_write (uart, 0x24, 1u << 31 | 2u << 24 | 4, 0);
  rk_uart_write (uart, 0x0c, 0x101, 0);
  end = put (fixture, 0, 3);
  rk_uart_advance (uart, end);
  g_assert_false (rk_uart_get_interrupt (uart));

  /* Two characters of silence. */
  end = rk_uart_get_next (uart);
  rk_uart_advance (uart, end);
  g_assert_true (rk_uart_get_interrupt (uart));
  g_assert_cmphex (rk_uart_read (uart, 0x08, end), ==, 0x100);
  rk_uart_write (uart, 0x10, 0x100, end);
  g_assert_false (rk_uart_get_interrupt (uart));

  end = put (fixture, end, 1);
  g_assert_cmphex (rk_uart_read (uart, 0x08, end), ==, 1);
  rk_uart_write (uart, 0x10, 1, end);
  g_assert_true (rk_uart_get_interrupt (uart));
  rk_uart_read (uart, 0x00, end);
  rk_uart_write (uart, 0x10, 1, end);
  g_assert_false (rk_uart_get_interrupt (uart));
}

static void
test_transmit (Fixture       *fixture,
               gconstpointer  data)
{
  RkSerialReceiver receiver;
  gboolean framing_error;
  gint64 end;
  guint8 byte;

  rk_serial_receiver_init (&receiver, fixture->tx, 1e9 / 115200);
  for (guint i = 0; i < 5; i++)
    rk_uart_write (fixture->uart, 0x00, 'a' + i, 0);
  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x1c, 0) >> 16 & 0xff, ==, 4);
  end = rk_uart_get_sent (fixture->uart);
  while (rk_uart_get_next (fixture->uart) != RK_SOC_NEVER)
    rk_uart_advance (fixture->uart, rk_uart_get_next (fixture->uart));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (rk_serial_receiver_take (&receiver, end, &byte, &framing_error));
      g_assert_cmpuint (byte, ==, 'a' + i);
      g_assert_false (framing_error);
    }
  g_assert_cmphex (rk_uart_read (fixture->uart, 0x1c, end + 1000), ==, 0);
}

/* 0x55 has an edge at every bit; the counters miss what the filter swallows. */
static void
test_autobaud (Fixture       *fixture,
               gconstpointer  data)
{
  gint64 end = 0;

  rk_uart_write (fixture->uart, 0x18, 0x801, 0);
  for (guint i = 0; i < 3; i++)
    end = rk_serial_line_append (fixture->rx, 1000, 1e9 / 460800, 0x55);
  g_assert_cmpuint (rk_uart_read (fixture->uart, 0x30, end), ==, 30);
  g_assert_cmpuint ((rk_uart_read (fixture->uart, 0x28, end) + rk_uart_read (fixture->uart, 0x2c, end)) / 2 + 12, ==, 113);
}

#define US G_GINT64_CONSTANT (1000)

static void
test_timers (void)
{
  g_autoptr(RkTimers) timers = rk_timers_new ();

  rk_timers_set_clock (timers, 80000000, 0);
  rk_timers_reset (timers, 0);
  g_assert_cmpint (rk_timers_get_next (timers), ==, RK_SOC_NEVER);

  /* FRC1 by 16, again and again: 5000 of 200 ns. */
  rk_timers_write (timers, 0x00, 5000, 0);
  rk_timers_write (timers, 0x08, 0xc4, 0);
  g_assert_cmpuint (rk_timers_read (timers, 0x04, 400 * US), ==, 3000);
  for (gint64 i = 1; i <= 3; i++)
    {
      g_assert_false (rk_timers_advance (timers, i * 1000 * US + 1));
      g_assert_cmphex (rk_timers_get_interrupts (timers), ==, RK_TIMERS_FRC1);
      rk_timers_write (timers, 0x0c, 0, i * 1000 * US + 1);
      g_assert_cmphex (rk_timers_get_interrupts (timers), ==, 0);
    }
  rk_timers_write (timers, 0x08, 0, 4000 * US);

  /* FRC2 by 256 up to its alarm. */
  rk_timers_write (timers, 0x20, 0, 4000 * US);
  rk_timers_write (timers, 0x28, 0x88, 4000 * US);
  rk_timers_write (timers, 0x30, 1000, 4000 * US);
  g_assert_false (rk_timers_advance (timers, 7100 * US));
  g_assert_cmphex (rk_timers_get_interrupts (timers), ==, 0);
  g_assert_false (rk_timers_advance (timers, 7201 * US));
  g_assert_cmphex (rk_timers_get_interrupts (timers), ==, RK_TIMERS_FRC2);
}

static void
test_watchdog (void)
{
  g_autoptr(RkTimers) timers = rk_timers_new ();
  gint64 period = 65536 * G_GINT64_CONSTANT (2048) * 1000 / 80;

  rk_timers_set_clock (timers, 80000000, 0);
  rk_timers_reset (timers, 0);

  /* One stage of 1.68 s, fed once. */
  rk_timers_write_watchdog (timers, 0x04, 11, 0);
  rk_timers_write_watchdog (timers, 0x00, 0x3d, 0);
  g_assert_false (rk_timers_advance (timers, period - 1000 * US));
  rk_timers_write_watchdog (timers, 0x14, 0x73, period - 1000 * US);
  g_assert_false (rk_timers_advance (timers, period + 1000 * US));
  g_assert_true (rk_timers_advance (timers, 2 * period));

  /* Two stages: an interrupt first. */
  rk_timers_reset (timers, 0);
  rk_timers_write_watchdog (timers, 0x04, 11, 0);
  rk_timers_write_watchdog (timers, 0x08, 11, 0);
  rk_timers_write_watchdog (timers, 0x00, 0x39, 0);
  g_assert_false (rk_timers_advance (timers, period + 1000));
  g_assert_cmphex (rk_timers_get_interrupts (timers), ==, RK_TIMERS_WATCHDOG);
  g_assert_true (rk_timers_advance (timers, 2 * period + 1000));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/serial/rates", test_rates);
  ADD ("/chip/uart/receive", test_receive);
  ADD ("/chip/uart/overflow", test_overflow);
  ADD ("/chip/uart/interrupts", test_interrupts);
  ADD ("/chip/uart/transmit", test_transmit);
  ADD ("/chip/uart/autobaud", test_autobaud);
  g_test_add_func ("/chip/timer/timers", test_timers);
  g_test_add_func ("/chip/timer/watchdog", test_watchdog);
  return g_test_run ();
}
