/* test-serve.c: the servers, with a module that sends back what it gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "echo-module.h"
#include "rk-serve-adapter.h"
#include "rk-serve-net.h"

typedef struct
{
  RkVirtualModule *module;
  RkServeAdapter  *adapter;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->module = rk_virtual_module_new (4096);
  fixture->adapter = rk_serve_adapter_new (fixture->module, GPOINTER_TO_UINT (data));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->adapter, rk_serve_adapter_free);
  g_assert_finalize_object (fixture->module);
}

static void
assert_log (Fixture    *fixture,
            const char *expected)
{
  g_autofree char *log = echo_module_take_log (fixture->module);

  g_assert_cmpstr (log, ==, expected);
}

static GSocketConnection *
connect_to (RkServeNet *server)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                rk_serve_net_get_port (server), NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
write_bytes (GSocketConnection *connection,
             const char        *bytes,
             gsize              count)
{
  g_autoptr(GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes,
                             count, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_read (GSocketConnection *connection,
             const char        *bytes,
             gsize              count)
{
  g_autofree char *buffer = g_malloc (count);
  g_autoptr(GError) error = NULL;
  gsize got;

  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, count,
                           &got, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, got, bytes, count);
}

/* The server hung up: the end of the stream, or a reset. */
static void
assert_hung_up (GSocketConnection *connection)
{
  char byte;

  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                              NULL, NULL) > 0)
    ;
}

/* Connects again and again until a byte comes back: who was there before may still
 * be on the way out. */
static GSocketConnection *
connect_to_free (RkServeNet *server)
{
  for (;;)
    {
      g_autoptr(GSocketConnection) connection = connect_to (server);
      GIOStream *stream = G_IO_STREAM (connection);
      char byte = 'x';

      g_output_stream_write (g_io_stream_get_output_stream (stream), &byte, 1, NULL, NULL);
      if (g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, NULL, NULL) == 1)
        return g_steal_pointer (&connection);
    }
}

static void
test_tcp (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 57600, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GSocketConnection) connection = connect_to_free (server);

      assert_log (fixture, "baud 57600;");
      write_bytes (connection, "\xc0\xff\x00\xff", 4);
      assert_read (connection, "\xc0\xff\x00\xff", 4);
    }
}

static void
test_tcp_second_client (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 57600, NULL);
  g_autoptr(GSocketConnection) first = connect_to (server);
  g_autoptr(GSocketConnection) second = NULL;

  write_bytes (first, "a", 1);
  assert_read (first, "a", 1);
  second = connect_to (server);
  assert_hung_up (second);
  write_bytes (first, "b", 1);
  assert_read (first, "b", 1);
}

static void
test_port_taken (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(RkServeNet) first = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 57600, NULL);
  g_autoptr(GError) error = NULL;
  guint16 port = rk_serve_net_get_port (first);

  g_assert_null (rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, port, 57600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

#define CONTROL(value) "\xff\xfa\x2c\x05" value "\xff\xf0"
#define CONTROL_REPLY(value) "\xff\xfa\x2c\x69" value "\xff\xf0"
#define COMMAND_SIZE 7

static void
test_rfc2217 (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RFC2217, 0, 115200, NULL);
  g_autoptr(GSocketConnection) connection = connect_to (server);

  assert_read (connection, "\xff\xfd\x2c\xff\xfd\x00\xff\xfb\x00", 9);
  write_bytes (connection, "\xff\xfb\x2c\xff\xfa\x2c\x01\x00\x01\x24\x80\xff\xf0", 13);
  assert_read (connection, "\xff\xfa\x2c\x65\x00\x01\x24\x80\xff\xf0", 10);
  assert_log (fixture, "baud 115200;baud 74880;");

  write_bytes (connection, "\xff\xff\x00z", 4);
  assert_read (connection, "\xff\xff\x00z", 4);

  write_bytes (connection, "\xff\xfa\x2c\x0c\x01\xff\xf0", COMMAND_SIZE);
  assert_read (connection, "\xff\xfa\x2c\x70\x01\xff\xf0", COMMAND_SIZE);
  assert_log (fixture, "discard;");

  /* Suspended: what the module says comes after the flow is resumed. */
  write_bytes (connection, "\xff\xfa\x2c\x08\xff\xf0q", 7);
  write_bytes (connection, "\xff\xfa\x2c\x04\x01\xff\xf0", COMMAND_SIZE);
  assert_read (connection, "\xff\xfa\x2c\x68\x01\xff\xf0", COMMAND_SIZE);
  write_bytes (connection, "\xff\xfa\x2c\x09\xff\xf0", 6);
  assert_read (connection, "q", 1);

  write_bytes (connection, CONTROL ("\x08"), COMMAND_SIZE);
  assert_read (connection, CONTROL_REPLY ("\x08"), COMMAND_SIZE);
  assert_log (fixture, "lines 1 0;");
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  echo_module_wait_for_log (fixture->module, "lines 0 0;");
}

/* The classic reset, one line at a time with an answer awaited in between: the
 * module must not see both asserted on the way from reset into the loader. */
static void
test_rfc2217_reset (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RFC2217, 0, 115200, NULL);
  g_autoptr(GSocketConnection) connection = connect_to (server);
  static const char *const steps[] = { "\x09", "\x0b", "\x08", "\x0c", "\x09" };

  assert_read (connection, "\xff\xfd\x2c\xff\xfd\x00\xff\xfb\x00", 9);
  echo_module_wait_for_log (fixture->module, "baud 115200;");
  g_free (echo_module_take_log (fixture->module));

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      char command[] = CONTROL ("x");
      char answer[] = CONTROL_REPLY ("x");

      command[4] = answer[4] = steps[i][0];
      write_bytes (connection, command, COMMAND_SIZE);
      assert_read (connection, answer, COMMAND_SIZE);
    }
  assert_log (fixture, "lines 0 0;lines 0 1;lines 1 0;lines 0 0;");
}

/* Both asserted for long is what the program wants. */
static void
test_lines_held (Fixture      *fixture,
                 gconstpointer data)
{
  rk_serve_adapter_set_lines (fixture->adapter, FALSE, TRUE, 10);
  rk_serve_adapter_set_lines (fixture->adapter, TRUE, TRUE, 10);
  echo_module_wait_for_log (fixture->module, "lines 0 1;lines 1 1;");
  rk_serve_adapter_set_lines (fixture->adapter, FALSE, FALSE, 10);
  rk_serve_adapter_set_lines (fixture->adapter, FALSE, TRUE, 10);
  g_free (echo_module_take_log (fixture->module));

  /* In one step there is no gap to bridge. */
  rk_serve_adapter_set_lines (fixture->adapter, TRUE, TRUE, 0);
  assert_log (fixture, "lines 1 1;");
}

static void
test_unplug (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 115200, NULL);
  g_autoptr(GSocketConnection) connection = connect_to (server);

  write_bytes (connection, "a", 1);
  assert_read (connection, "a", 1);
  rk_virtual_module_set_plugged (fixture->module, FALSE);
  assert_hung_up (connection);
  rk_virtual_module_set_plugged (fixture->module, TRUE);
}

/* One module, two servers: both hear it. */
static void
test_two_servers (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(RkServeNet) raw = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 115200, NULL);
  g_autoptr(RkServeNet) telnet = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RFC2217, 0, 9600, NULL);
  g_autoptr(GSocketConnection) first = connect_to (raw);
  g_autoptr(GSocketConnection) second = NULL;

  echo_module_wait_for_log (fixture->module, "baud 115200;");
  second = connect_to (telnet);
  assert_read (second, "\xff\xfd\x2c\xff\xfd\x00\xff\xfb\x00", 9);
  echo_module_wait_for_log (fixture->module, "baud 115200;baud 9600;");

  write_bytes (first, "hello", 5);
  assert_read (first, "hello", 5);
  assert_read (second, "hello", 5);
}

/* With a latency timer many small pieces arrive, none lost. */
static void
test_latency (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(RkServeNet) server = rk_serve_net_new (fixture->adapter, RK_SERVE_NET_RAW, 0, 115200, NULL);
  g_autoptr(GSocketConnection) connection = connect_to (server);
  g_autofree char *text = g_strnfill (1000, 'u');

  for (guint i = 0; i < 100; i++)
    write_bytes (connection, text + i * 10, 10);
  assert_read (connection, text, 1000);
  write_bytes (connection, "x", 1);
  assert_read (connection, "x", 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, latency_ms, test) \
  g_test_add (path, Fixture, GUINT_TO_POINTER (latency_ms), set_up, test, tear_down)
  ADD ("/serve/tcp", 0, test_tcp);
  ADD ("/serve/tcp/second-client", 0, test_tcp_second_client);
  ADD ("/serve/tcp/port-taken", 0, test_port_taken);
  ADD ("/serve/rfc2217", 0, test_rfc2217);
  ADD ("/serve/rfc2217/reset", 0, test_rfc2217_reset);
  ADD ("/serve/lines-held", 0, test_lines_held);
  ADD ("/serve/unplug", 0, test_unplug);
  ADD ("/serve/two-servers", 0, test_two_servers);
  ADD ("/serve/latency", 8, test_latency);
#undef ADD

  return g_test_run ();
}
