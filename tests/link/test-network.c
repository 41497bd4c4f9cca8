/* test-network.c: links over TCP, plain and as RFC 2217
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rfc2217-server.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-link.h"
#include "test-waiting.h"

#include <string.h>

/* What every open link does with a peer that echoes: all byte values, and more
 * than fits into one segment. */
static void
assert_echo (RkLink *link,
             gsize   count)
{
  g_autofree guint8 *sent = g_malloc (count);
  g_autofree guint8 *got = g_malloc (count);
  g_autoptr(GError) error = NULL;
  gsize n = 0;

  for (gsize i = 0; i < count; i++)
    sent[i] = (guint8)(i % 3 == 0 ? 0xff : i);

  g_assert_true (rk_link_write (link, sent, count, rk_deadline_in_ms (10000), NULL, &error));
  while (n < count)
    {
      gssize part = rk_link_read (link, got + n, count - n, rk_deadline_in_ms (10000), NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (part, >, 0);
      n += (gsize)part;
    }
  g_assert_cmpmem (got, count, sent, count);
}

static RkLink *
open_link (const char *port)
{
  g_autoptr(GError) error = NULL;
  RkLink *link = rk_link_new_for_port (port, &error);

  rk_link_open (link, 74880, NULL, &error);
  g_assert_no_error (error);
  return link;
}

/* --- Plain TCP: connected by the kernel before anybody accepts, so that one
 * thread can be both sides. */

typedef struct
{
  GSocketListener *listener;
  char *port;
  RkLink *link;
  GSocketConnection *peer;
} Tcp;

static void
listen_on_loopback (Tcp *tcp)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  tcp->listener = g_socket_listener_new ();
  g_socket_listener_add_address (tcp->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  tcp->port = g_strdup_printf ("socket://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
}

static void
tcp_set_up (Tcp           *tcp,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  listen_on_loopback (tcp);
  tcp->link = open_link (tcp->port);
  tcp->peer = g_socket_listener_accept (tcp->listener, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tcp_tear_down (Tcp           *tcp,
               gconstpointer  user_data)
{
  g_assert_finalize_object (tcp->link);
  g_object_unref (tcp->peer);
  g_object_unref (tcp->listener);
  g_free (tcp->port);
}

static void
peer_write (Tcp        *tcp,
            const char *text)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (tcp->peer));

  g_assert_true (g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL));
}

static void
peer_close (gpointer user_data)
{
  Tcp *tcp = user_data;

  g_assert_true (g_io_stream_close (G_IO_STREAM (tcp->peer), NULL, NULL));
}

static void
test_tcp_bytes (Tcp           *tcp,
                gconstpointer  user_data)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (tcp->peer));
  g_autoptr(GError) error = NULL;
  guint8 bytes[256];
  guint8 got[256];
  gssize n;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)i;

  g_assert_true (rk_link_write (tcp->link, bytes, sizeof bytes, rk_deadline_in_ms (5000), NULL, &error));
  g_assert_true (g_input_stream_read_all (in, got, sizeof got, NULL, NULL, NULL));
  g_assert_cmpmem (got, sizeof got, bytes, sizeof bytes);

  peer_write (tcp, "hello");
  n = rk_link_read (tcp->link, got, 2, rk_deadline_in_ms (5000), NULL, &error);
  g_assert_cmpint (n, ==, 2);
  n += rk_link_read (tcp->link, got + 2, sizeof got - 2, rk_deadline_in_ms (5000), NULL, &error);
  g_assert_cmpmem (got, n, "hello", 5);
  g_assert_cmpint (rk_link_read (tcp->link, got, 1, rk_deadline_in_ms (20), NULL, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_tcp_no_control (Tcp           *tcp,
                     gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_can_set_baud (tcp->link));
  g_assert_false (rk_link_can_set_lines (tcp->link));
  g_assert_false (rk_link_set_baud (tcp->link, 115200, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE);
}

static void
test_tcp_discard (Tcp           *tcp,
                  gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  guint8 got[8];

  /* The first byte shows that all have come: loopback delivers them as one. */
  peer_write (tcp, "stale");
  g_assert_cmpint (rk_link_read (tcp->link, got, 1, rk_deadline_in_ms (5000), NULL, &error), ==, 1);
  g_assert_true (rk_link_discard_input (tcp->link, &error));
  peer_write (tcp, "new");
  g_assert_cmpint (rk_link_read (tcp->link, got, 8, rk_deadline_in_ms (5000), NULL, &error), ==, 3);
  g_assert_no_error (error);
}

static void
test_tcp_full (Tcp           *tcp,
               gconstpointer  user_data)
{
  g_autofree guint8 *bytes = g_malloc0 (32 << 20);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_write (tcp->link, bytes, 32 << 20, rk_deadline_in_ms (50), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_tcp_hangup (Tcp           *tcp,
                 gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  GThread *hand;
  guint8 got[8];

  hand = test_while_waiting (peer_close, tcp);
  g_assert_cmpint (rk_link_read (tcp->link, got, 8, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_thread_join (hand);
}

/* What came before the end is still read. */
static void
test_tcp_last_words (Tcp           *tcp,
                     gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  guint8 got[8];

  peer_write (tcp, "bye");
  peer_close (tcp);
  g_assert_cmpint (rk_link_read (tcp->link, got, 8, RK_DEADLINE_NEVER, NULL, &error), ==, 3);
  g_assert_cmpint (rk_link_read (tcp->link, got, 8, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
}

static void
test_tcp_cancel (Tcp           *tcp,
                 gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GThread *hand = test_while_waiting (test_cancel_it, cancellable);
  guint8 byte;

  g_assert_cmpint (rk_link_read (tcp->link, &byte, 1, RK_DEADLINE_NEVER, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (hand);
}

static void
assert_open_fails (const char *port,
                   RkError     code)
{
  g_autoptr(RkLink) link = rk_link_new_for_port (port, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_open (link, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, port));
}

static void
test_no_server (void)
{
  Tcp tcp;

  listen_on_loopback (&tcp);
  g_object_unref (tcp.listener);
  assert_open_fails (tcp.port, RK_ERROR_PORT_MISSING);
  g_free (tcp.port);

  assert_open_fails ("socket://localhost", RK_ERROR_INVALID);
  assert_open_fails ("socket://", RK_ERROR_INVALID);
  assert_open_fails ("socket://:23", RK_ERROR_INVALID);
  assert_open_fails ("rfc2217://localhost:99999", RK_ERROR_INVALID);
}

/* --- RFC 2217 */

static const char opening[] = "dtr 0 rts 0 baud 74880 2=8 3=1 4=1 no-flow-control ";

static void
test_rfc2217 (gconstpointer user_data)
{
  Rfc2217Server *server = rfc2217_server_new (GPOINTER_TO_UINT (user_data));
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *expected = NULL;
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);

  g_assert_true (rk_link_can_set_baud (link));
  g_assert_true (rk_link_can_set_lines (link));
  g_assert_true (rk_link_set_lines (link, FALSE, TRUE, &error));
  g_assert_true (rk_link_set_lines (link, TRUE, FALSE, &error));
  /* 0xffff is doubled inside the request. */
  g_assert_true (rk_link_set_baud (link, 0xffff, &error));
  g_assert_true (rk_link_discard_input (link, &error));
  assert_echo (link, 20000);
  g_assert_no_error (error);

  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
  expected = g_strdup_printf ("%s%sdtr 0 rts 1 dtr 1 rts 0 baud 65535 12=1 ",
                              GPOINTER_TO_UINT (user_data) & RFC2217_CHATTY ? "dont 1 " : "", opening);
  g_assert_cmpstr (log, ==, expected);
}

/* Data that comes while an answer is waited for is not lost. */
static void
test_rfc2217_data_between (void)
{
  Rfc2217Server *server = rfc2217_server_new (RFC2217_CHATTY);
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);
  guint8 got[16];

  g_assert_true (rk_link_discard_input (link, &error));
  g_assert_true (rk_link_set_lines (link, TRUE, TRUE, &error));
  g_assert_cmpint (rk_link_read (link, got, 1, rk_deadline_in_ms (5000), NULL, &error), ==, 1);
  g_assert_cmpint (rk_link_read (link, got + 1, 15, rk_deadline_in_ms (5000), NULL, &error), ==, 1);
  g_assert_cmpmem (got, 2, "zz", 2);
  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
}

static void
test_rfc2217_no_purge (void)
{
  Rfc2217Server *server = rfc2217_server_new (RFC2217_NO_PURGE);
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);
  guint8 got[16];

  for (int i = 0; i < 2; i++)
    {
      assert_echo (link, 100);
      g_assert_true (rk_link_write (link, (const guint8 *)"ab", 2, rk_deadline_in_ms (5000), NULL, &error));
      g_assert_cmpint (rk_link_read (link, got, 1, rk_deadline_in_ms (5000), NULL, &error), ==, 1);
      g_assert_cmpint (rk_link_read (link, got + 1, 1, rk_deadline_in_ms (5000), NULL, &error), ==, 1);
      g_assert_true (rk_link_discard_input (link, &error));
      g_assert_no_error (error);
    }
  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
}

static void
test_rfc2217_refused (gconstpointer user_data)
{
  Rfc2217Server *server = rfc2217_server_new (GPOINTER_TO_UINT (user_data));
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;

  assert_open_fails (port, RK_ERROR_PORT_UNABLE);
  log = rfc2217_server_finish (server);
  g_assert_cmpstr (log, ==, "");
}

static void
test_rfc2217_other_baud (void)
{
  Rfc2217Server *server = rfc2217_server_new (RFC2217_OTHER_BAUD);
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);

  g_assert_false (rk_link_set_baud (link, 115200, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE);
  g_assert_nonnull (strstr (error->message, "9600"));
  g_assert_cmpuint (rk_link_get_baud (link), ==, 74880);
  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
}

/* A server that has gone quiet keeps nobody: not whoever cancels, not for ever. */
static void
test_rfc2217_mute (void)
{
  Rfc2217Server *server = rfc2217_server_new (RFC2217_MUTE);
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);
  GThread *hand;

  g_cancellable_push_current (cancellable);
  hand = test_while_waiting (test_cancel_it, cancellable);
  g_assert_false (rk_link_set_lines (link, TRUE, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (hand);
  g_cancellable_pop_current (cancellable);

  g_clear_error (&error);
  g_assert_false (rk_link_set_lines (link, TRUE, FALSE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE);
  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
}

static void
test_rfc2217_hangup (void)
{
  Rfc2217Server *server = rfc2217_server_new (0);
  g_autofree char *port = rfc2217_server_get_port (server);
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (port);
  GThread *hand;
  guint8 byte;

  hand = test_while_waiting (rfc2217_server_hang_up, server);
  g_assert_cmpint (rk_link_read (link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_thread_join (hand);
  g_assert_finalize_object (link);
  log = rfc2217_server_finish (server);
}

static void
add_tcp (const char *path,
         void (*test) (Tcp *tcp, gconstpointer user_data))
{
  g_test_add (path, Tcp, NULL, tcp_set_up, test, tcp_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_tcp ("/link/tcp/bytes", test_tcp_bytes);
  add_tcp ("/link/tcp/no-control", test_tcp_no_control);
  add_tcp ("/link/tcp/discard", test_tcp_discard);
  add_tcp ("/link/tcp/full", test_tcp_full);
  add_tcp ("/link/tcp/hangup", test_tcp_hangup);
  add_tcp ("/link/tcp/last-words", test_tcp_last_words);
  add_tcp ("/link/tcp/cancel", test_tcp_cancel);
  g_test_add_func ("/link/tcp/no-server", test_no_server);

  g_test_add_data_func ("/link/rfc2217/good", NULL, test_rfc2217);
  g_test_add_data_func ("/link/rfc2217/bytewise", GUINT_TO_POINTER (RFC2217_BYTEWISE), test_rfc2217);
  g_test_add_data_func ("/link/rfc2217/chatty", GUINT_TO_POINTER (RFC2217_CHATTY), test_rfc2217);
  g_test_add_func ("/link/rfc2217/data-between", test_rfc2217_data_between);
  g_test_add_func ("/link/rfc2217/no-purge", test_rfc2217_no_purge);
  g_test_add_data_func ("/link/rfc2217/refused", GUINT_TO_POINTER (RFC2217_REFUSES), test_rfc2217_refused);
  g_test_add_data_func ("/link/rfc2217/no-rfc2217", GUINT_TO_POINTER (RFC2217_IGNORES), test_rfc2217_refused);
  g_test_add_func ("/link/rfc2217/other-baud", test_rfc2217_other_baud);
  g_test_add_func ("/link/rfc2217/mute", test_rfc2217_mute);
  g_test_add_func ("/link/rfc2217/hangup", test_rfc2217_hangup);

  return g_test_run ();
}
