/* test-dns.c: the name that modules ask for, and nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <string.h>

#include "rk-dns-responder.h"
#include "rk-error.h"
#include "rk-listen.h"

static const guint8 address[] = { 192, 168, 7, 9 };

/* A query as lwIP sends it. */
static GByteArray *
make_query (const char *name,
            guint       type)
{
  static const guint8 header[] = { 0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
  const guint8 tail[] = { 0, 0, (guint8)type, 0, 1 };
  GByteArray *query = g_byte_array_new ();
  g_auto(GStrv) labels = g_strsplit (name, ".", -1);

  g_byte_array_append (query, header, sizeof header);
  for (guint i = 0; labels[i] != NULL; i++)
    {
      guint8 length = (guint8)strlen (labels[i]);

      g_byte_array_append (query, &length, 1);
      g_byte_array_append (query, (const guint8 *)labels[i], length);
    }
  g_byte_array_append (query, tail, sizeof tail);
  return query;
}

static RkDnsVerdict
answer (GByteArray *query,
        guint8     *reply,
        gsize      *length)
{
  return rk_dns_answer (query->data, query->len, RK_UPDATE_HOST, address, reply, length, NULL);
}

static void
test_right_name (void)
{
  static const char *const names[] = { "iot.espressif.cn", "IOT.Espressif.CN" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GByteArray) query = make_query (names[i], 1);
      guint8 reply[RK_DNS_MAX_MESSAGE];
      gsize length;

      g_assert_cmpint (answer (query, reply, &length), ==, RK_DNS_ANSWERED);
      g_assert_cmpuint (length, ==, query->len + 16);
      g_assert_cmphex (reply[0], ==, 0x12);
      g_assert_cmphex (reply[1], ==, 0x34);
      g_assert_cmphex (reply[2], ==, 0x85); /* a response, authoritative, recursion was wanted */
      g_assert_cmphex (reply[3], ==, 0);
      g_assert_cmpuint (reply[7], ==, 1);
      g_assert_cmpmem (reply + 12, query->len - 12, query->data + 12, query->len - 12);
      g_assert_cmpmem (reply + length - 4, 4, address, 4);
    }
}

/* No IPv6 address is not the same as no such name: a resolver asks for both. */
static void
test_other_type (void)
{
  g_autoptr(GByteArray) query = make_query (RK_UPDATE_HOST, 28);
  guint8 reply[RK_DNS_MAX_MESSAGE];
  gsize length;

  g_assert_cmpint (answer (query, reply, &length), ==, RK_DNS_NO_DATA);
  g_assert_cmpuint (length, ==, query->len);
  g_assert_cmphex (reply[3] & 0xf, ==, 0);
  g_assert_cmpuint (reply[7], ==, 0);
}

static void
test_other_names (void)
{
  static const char *const names[] = {
    "example.com", "espressif.cn", "www.iot.espressif.cn", "iot.espressif.cn.evil.example", "iot.espressif.com",
    "iotXespressif.cn", "a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GByteArray) query = make_query (names[i], 1);
      g_autofree char *asked = NULL;
      guint8 reply[RK_DNS_MAX_MESSAGE];
      gsize length;

      g_assert_cmpint (rk_dns_answer (query->data, query->len, RK_UPDATE_HOST, address, reply, &length, &asked), ==,
                       RK_DNS_REFUSED);
      g_assert_cmpstr (asked, ==, names[i]);
      g_assert_cmphex (reply[3] & 0xf, ==, 5);
      g_assert_cmpuint (reply[7], ==, 0);
      g_assert_cmpuint (length, ==, query->len);
    }
}

/* A dot inside a label does not make it the name, nor does a control character get
 * where it is shown.
 */
static void
test_odd_labels (void)
{
  g_autoptr(GByteArray) query = make_query ("iot_espressif.cn", 1);
  g_autofree char *asked = NULL;
  guint8 reply[RK_DNS_MAX_MESSAGE];
  gsize length;

  query->data[16] = '.';
  query->data[17] = 0x1b;
  g_assert_cmpint (rk_dns_answer (query->data, query->len, RK_UPDATE_HOST, address, reply, &length, &asked), ==,
                   RK_DNS_REFUSED);
  g_assert_cmpstr (asked, ==, "iot??spressif.cn");
}

typedef struct
{
  const char  *name;
  gsize        offset; /* of the byte changed */
  guint8       value;
  RkDnsVerdict verdict;
  guint        rcode;
} Junk;

static void
test_junk (void)
{
  static const Junk junk[] = {
    { "a response", 2, 0x81, RK_DNS_IGNORED, 0 },
    { "an update", 2, 0x28, RK_DNS_MALFORMED, 4 },
    { "no question", 5, 0, RK_DNS_MALFORMED, 1 },
    { "two questions", 5, 2, RK_DNS_MALFORMED, 1 },
    { "a pointer", 12, 0xc0, RK_DNS_MALFORMED, 1 },
    { "a label too long", 12, 64, RK_DNS_MALFORMED, 1 },
    { "a label beyond the end", 26, 60, RK_DNS_MALFORMED, 1 },
    { "another class", 33, 3, RK_DNS_REFUSED, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      g_autoptr(GByteArray) query = make_query (RK_UPDATE_HOST, 1);
      guint8 reply[RK_DNS_MAX_MESSAGE] = { 0 };
      gsize length;

      g_test_message ("%s", junk[i].name);
      query->data[junk[i].offset] = junk[i].value;
      g_assert_cmpint (answer (query, reply, &length), ==, junk[i].verdict);
      g_assert_cmpint (length > 0, ==, junk[i].verdict != RK_DNS_IGNORED);
      g_assert_cmpuint (reply[3] & 0xf, ==, junk[i].rcode);
    }
}

/* Cut anywhere, it is never answered and never read beyond its end. */
static void
test_cut (void)
{
  g_autoptr(GByteArray) query = make_query (RK_UPDATE_HOST, 1);

  for (guint length = 0; length < query->len; length++)
    {
      g_autofree guint8 *cut = g_memdup2 (query->data, length);
      guint8 reply[RK_DNS_MAX_MESSAGE];
      gsize reply_length;

      g_assert_cmpint (rk_dns_answer (cut, length, RK_UPDATE_HOST, address, reply, &reply_length, NULL), ==,
                       length < 12 ? RK_DNS_IGNORED : RK_DNS_MALFORMED);
      g_assert_cmpuint (reply_length, ==, length < 12 ? 0 : 12);
    }
}

static void
query_cb (RkDnsResponder *responder,
          int             verdict,
          const char     *peer,
          const char     *name,
          gpointer        user_data)
{
  GString *heard = user_data;

  g_string_append_printf (heard, "%d %s %s\n", verdict, peer, name != NULL ? name : "-");
}

static GSocket *
connect_to (RkDnsResponder *responder)
{
  g_autoptr(GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  g_socket_connect (socket, G_SOCKET_ADDRESS (rk_dns_responder_get_address (responder)), NULL, &error);
  g_assert_no_error (error);
  return socket;
}

static gsize
await_reply (GSocket *socket,
             guint8  *reply)
{
  for (;;)
    {
      gssize length = g_socket_receive (socket, (char *)reply, RK_DNS_MAX_MESSAGE, NULL, NULL);

      if (length > 0)
        return (gsize)length;
      g_main_context_iteration (NULL, FALSE);
    }
}

/* Over a socket: junk, another name, then the right one, for which the responder
 * finds by itself which of this computer's addresses the module sees.
 */
static void
test_responder (void)
{
  g_autoptr(RkDnsResponder) responder = rk_dns_responder_new ();
  g_autoptr(GInetSocketAddress) any = rk_listen_parse ("127.0.0.1:0", NULL);
  g_autoptr(GString) heard = g_string_new (NULL);
  g_autoptr(GByteArray) other = make_query ("example.com", 1);
  g_autoptr(GByteArray) right = make_query (RK_UPDATE_HOST, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = NULL;
  guint8 reply[RK_DNS_MAX_MESSAGE];
  char junk[RK_DNS_MAX_MESSAGE + 100];

  g_signal_connect (responder, "query", G_CALLBACK (query_cb), heard);
  g_assert_null (rk_dns_responder_get_address (responder));
  g_assert_true (rk_dns_responder_start (responder, any, NULL, &error));
  g_assert_no_error (error);
  socket = connect_to (responder);

  memset (junk, 0x55, sizeof junk);
  g_socket_send (socket, junk, sizeof junk, NULL, NULL);
  g_socket_send (socket, "", 0, NULL, NULL);
  g_socket_send (socket, (const char *)other->data, other->len, NULL, NULL);
  g_assert_cmpuint (await_reply (socket, reply), ==, other->len);
  g_assert_cmphex (reply[3] & 0xf, ==, 5);

  g_socket_send (socket, (const char *)right->data, right->len, NULL, NULL);
  g_assert_cmpuint (await_reply (socket, reply), ==, right->len + 16);
  g_assert_cmpmem (reply + right->len + 12, 4, "\x7f\0\0\1", 4);
  g_assert_cmpstr (heard->str, ==, "2 127.0.0.1 example.com\n0 127.0.0.1 iot.espressif.cn\n");

  /* One port has one responder, and a stopped one can start again. */
  {
    g_autoptr(RkDnsResponder) second = rk_dns_responder_new ();
    g_autoptr(GInetSocketAddress) taken = g_object_ref (rk_dns_responder_get_address (responder));

    g_assert_false (rk_dns_responder_start (second, taken, NULL, &error));
    g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
    rk_dns_responder_stop (responder);
    g_assert_null (rk_dns_responder_get_address (responder));
    g_clear_error (&error);
    g_assert_true (rk_dns_responder_start (responder, taken, NULL, &error));
    g_assert_no_error (error);
  }
  g_assert_finalize_object (g_steal_pointer (&responder));
}

/* A flood is answered but told of at a bounded rate. */
static void
test_flood (void)
{
  g_autoptr(RkDnsResponder) responder = rk_dns_responder_new ();
  g_autoptr(GInetSocketAddress) any = rk_listen_parse ("127.0.0.1:0", NULL);
  g_autoptr(GString) heard = g_string_new (NULL);
  g_autoptr(GByteArray) query = make_query (RK_UPDATE_HOST, 1);
  g_autoptr(GSocket) socket = NULL;
  guint8 reply[RK_DNS_MAX_MESSAGE];
  gint64 started = g_get_monotonic_time ();
  guint lines = 0;

  g_signal_connect (responder, "query", G_CALLBACK (query_cb), heard);
  g_assert_true (rk_dns_responder_start (responder, any, NULL, NULL));
  socket = connect_to (responder);
  for (guint i = 0; i < 500; i++)
    {
      g_socket_send (socket, (const char *)query->data, query->len, NULL, NULL);
      await_reply (socket, reply);
    }

  for (const char *at = heard->str; (at = strchr (at, '\n')) != NULL; at++)
    lines++;
  g_assert_cmpuint (lines, <=, 20 * (guint)((g_get_monotonic_time () - started) / G_USEC_PER_SEC + 2));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dns/right-name", test_right_name);
  g_test_add_func ("/dns/other-type", test_other_type);
  g_test_add_func ("/dns/other-names", test_other_names);
  g_test_add_func ("/dns/odd-labels", test_odd_labels);
  g_test_add_func ("/dns/junk", test_junk);
  g_test_add_func ("/dns/cut", test_cut);
  g_test_add_func ("/dns/responder", test_responder);
  g_test_add_func ("/dns/flood", test_flood);

  return g_test_run ();
}
