/* test-link.c: what all links share, shown on an in-process one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-link.h"
#include "rk-pipe-link.h"

#include <string.h>

/* The other end: writes down what it is told, echoes what it is sent. */
typedef struct
{
  GString *log;
  GByteArray *bytes;
  gboolean gone;
  gboolean *destroyed;
} Echo;

static gboolean
echo_check (Echo    *echo,
            GError **error)
{
  if (echo->gone)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "unplugged");
  return !echo->gone;
}

static gboolean
echo_send (gpointer       end,
           const guint8  *bytes,
           gsize          count,
           gint64         deadline,
           GCancellable  *cancellable,
           GError       **error)
{
  Echo *echo = end;

  if (!echo_check (echo, error))
    return FALSE;

  g_byte_array_append (echo->bytes, bytes, (guint)count);
  return TRUE;
}

static gssize
echo_receive (gpointer       end,
              guint8        *buffer,
              gsize          count,
              gint64         deadline,
              GCancellable  *cancellable,
              GError       **error)
{
  Echo *echo = end;
  gsize n = MIN (count, echo->bytes->len);

  if (!echo_check (echo, error))
    return -1;

  memcpy (buffer, echo->bytes->data, n);
  g_byte_array_remove_range (echo->bytes, 0, (guint)n);
  return (gssize)n;
}

static void
echo_set_baud (gpointer end,
               guint    baud)
{
  g_string_append_printf (((Echo *)end)->log, "baud %u\n", baud);
}

static void
echo_set_lines (gpointer end,
                gboolean dtr,
                gboolean rts)
{
  g_string_append_printf (((Echo *)end)->log, "lines %d %d\n", dtr, rts);
}

static void
echo_discard (gpointer end)
{
  g_byte_array_set_size (((Echo *)end)->bytes, 0);
}

static void
echo_destroy (gpointer end)
{
  Echo *echo = end;

  *echo->destroyed = TRUE;
  g_string_free (echo->log, TRUE);
  g_byte_array_unref (echo->bytes);
  g_free (echo);
}

static const RkPipeEnd echo_vtable = {
  echo_send, echo_receive, echo_set_baud, echo_set_lines, echo_discard, echo_destroy
};

static Echo *
echo_new (gboolean *destroyed)
{
  Echo *echo = g_new0 (Echo, 1);

  echo->log = g_string_new (NULL);
  echo->bytes = g_byte_array_new ();
  echo->destroyed = destroyed;
  return echo;
}

static void
append_trace (gboolean      outgoing,
              gint64        time_us,
              const guint8 *bytes,
              gsize         count,
              const char   *note,
              gpointer      user_data)
{
  GString *text = user_data;

  g_assert_cmpint (time_us, >, 0);
  if (note != NULL)
    g_string_append_printf (text, "[%s]", note);
  else
    g_string_append_printf (text, "%s%.*s", outgoing ? ">" : "<", (int)count, (const char *)bytes);
}

static void
test_pipe (void)
{
  gboolean destroyed = FALSE;
  Echo *echo = echo_new (&destroyed);
  RkLink *link = rk_pipe_link_new ("echo", &echo_vtable, echo);
  g_autoptr(GString) trace = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  guint8 buffer[16];

  rk_link_set_trace (link, append_trace, trace);
  g_assert_cmpstr (rk_link_get_port (link), ==, "echo");
  g_assert_true (rk_link_can_set_baud (link));
  g_assert_true (rk_link_can_set_lines (link));
  g_assert_true (rk_link_open (link, 74880, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (rk_link_is_open (link));

  g_assert_true (rk_link_write (link, (const guint8 *)"AT", 2, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_true (rk_link_set_baud (link, 115200, &error));
  g_assert_true (rk_link_set_lines (link, TRUE, FALSE, &error));
  g_assert_cmpuint (rk_link_get_baud (link), ==, 115200);
  g_assert_cmpint (rk_link_read (link, buffer, sizeof buffer, RK_DEADLINE_NEVER, NULL, &error), ==, 2);
  g_assert_cmpint (rk_link_read (link, buffer, sizeof buffer, 0, NULL, &error), ==, 0);
  g_assert_true (rk_link_write (link, (const guint8 *)"x", 1, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_true (rk_link_discard_input (link, &error));
  g_assert_cmpint (rk_link_read (link, buffer, sizeof buffer, 0, NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpstr (echo->log->str, ==, "lines 0 0\nbaud 74880\nbaud 115200\nlines 1 0\n");

  rk_link_close (link);
  g_assert_cmpstr (trace->str, ==,
                   "[open echo at 74880]>AT[baud 115200][DTR 1 RTS 0]<AT>x[discard input][close]");
  g_assert_finalize_object (link);
  g_assert_true (destroyed);
}

static void
test_failures (void)
{
  gboolean destroyed = FALSE;
  Echo *echo = echo_new (&destroyed);
  g_autoptr(RkLink) link = rk_pipe_link_new ("echo", &echo_vtable, echo);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  GError *error = NULL;
  guint8 byte = 'x';

  g_cancellable_cancel (cancelled);

  g_assert_cmpint (rk_link_read (link, &byte, 1, 0, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_false (rk_link_set_lines (link, TRUE, TRUE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_false (rk_link_open (link, 115200, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (rk_link_is_open (link));

  g_assert_true (rk_link_open (link, 115200, NULL, &error));
  g_assert_false (rk_link_write (link, &byte, 1, RK_DEADLINE_NEVER, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  echo->gone = TRUE;
  g_assert_false (rk_link_write (link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_cmpint (rk_link_read (link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_true (rk_link_is_open (link));
}

static RkLink *
create_echo (const char  *port,
             gpointer     user_data,
             GError     **error)
{
  static gboolean destroyed;

  return rk_pipe_link_new (port, &echo_vtable, echo_new (&destroyed));
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *port;
    const char *type;
  } rows[] = {
    { "echo", "RkPipeLink" },
    { "socket://localhost:4000", "RkTcpLink" },
    { "SOCKET://[::1]:4000", "RkTcpLink" },
    { "rfc2217://10.0.0.2:23", "RkRfc2217Link" },
    { "COM5", "RkSerialLink" },
    { "ttyUSB0", "RkSerialLink" },
    { "/dev/ttyUSB7", "RkSerialLink" },
    { "/nonexistent/port", "RkSerialLink" },
  };
  static const char *const bad[] = { "", "http://localhost", "echo://" };

  rk_link_add_scheme ("echo", create_echo, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkLink) link = rk_link_new_for_port (rows[i].port, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (G_OBJECT_TYPE_NAME (link), ==, rows[i].type);
      g_assert_cmpstr (rk_link_get_port (link), ==, rows[i].port);
      g_assert_false (rk_link_is_open (link));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_link_new_for_port (bad[i], &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link/pipe", test_pipe);
  g_test_add_func ("/link/failures", test_failures);
  g_test_add_func ("/link/kinds", test_kinds);

  return g_test_run ();
}
