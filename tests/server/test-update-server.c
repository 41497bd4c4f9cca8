/* test-update-server.c: what modules get, and that nobody else gets anything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-listen.h"
#include "rk-update-server.h"
#include "update-client.h"

/* As large as real ones, so that they do not fit into the system's buffers. */
#define CODE_LENGTH (400u * 1024)

#define MODULES 50

typedef struct
{
  RkUpdateServer     *server;
  RkUpdateFirmware   *firmware;
  GInetSocketAddress *address;
  GPtrArray          *transfers; /* of RkUpdateTransfer */
} Fixture;

static void
transfer_cb (RkUpdateServer   *server,
             RkUpdateTransfer *transfer,
             gpointer          user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->transfers, rk_update_transfer_copy (transfer));
}

static void
start (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  rk_update_server_start (fixture->server, fixture->firmware, fixture->address, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->address, rk_update_server_get_address (fixture->server));
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GBytes) user1 = fixture_large_ea (1, 2, 0x1010, CODE_LENGTH);
  g_autoptr(GBytes) user2 = fixture_large_ea (2, 2, 0x81010, CODE_LENGTH);

  fixture->firmware = rk_update_firmware_new ();
  rk_update_firmware_set_file (fixture->firmware, RK_UPDATE_USER1, "user1.bin", user1);
  rk_update_firmware_set_file (fixture->firmware, RK_UPDATE_USER2, "user2.bin", user2);
  rk_update_firmware_set_version (fixture->firmware, "v1.76", NULL);

  fixture->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_update_transfer_free);
  fixture->address = rk_listen_parse ("127.0.0.1:0", NULL);
  fixture->server = rk_update_server_new ();
  g_signal_connect (fixture->server, "transfer", G_CALLBACK (transfer_cb), fixture);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  rk_update_server_stop (fixture->server);
  g_assert_finalize_object (fixture->server);
  g_object_unref (fixture->address);
  g_ptr_array_unref (fixture->transfers);
  rk_update_firmware_unref (fixture->firmware);
}

/* The latest that was told of the requests, newest first: transfer @back. */
static RkUpdateTransfer *
last_transfer (Fixture *fixture,
               guint    back)
{
  g_assert_cmpuint (fixture->transfers->len, >, back);
  return fixture->transfers->pdata[fixture->transfers->len - 1 - back];
}

static void
await_state (Fixture       *fixture,
             RkUpdateState  state)
{
  while (fixture->transfers->len == 0 || last_transfer (fixture, 0)->state != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_file (Fixture      *fixture,
             GBytes       *reply,
             RkUpdateFile  file)
{
  g_autoptr(GBytes) body = client_body (reply);

  g_assert_cmpuint (client_status (reply), ==, 200);
  g_assert_true (g_bytes_equal (body, rk_update_firmware_get_file (fixture->firmware, file)));
}

static void
assert_serves (Fixture *fixture)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user2.bin");
  g_autoptr(GBytes) reply = client_ask (fixture->address, request, strlen (request));

  assert_file (fixture, reply, RK_UPDATE_USER2);
}

/* One packet with all of it, and then the end. */
static void
test_version (Fixture       *fixture,
              gconstpointer  data)
{
  static const char request[] = CLIENT_VERSION_REQUEST;
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GBytes) rest = NULL;
  char first[1024] = { 0 };
  gssize count;

  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  count = g_socket_receive (socket, first, sizeof first - 1, NULL, NULL);
  g_assert_cmpint (count, >, 0);
  g_assert_nonnull (strstr (first, "recommended_rom_version\": \"v1.76\""));
  g_assert_nonnull (strstr (first, "\"rom_version\": \"v1.76\","));
  g_assert_null (strstr (first, "chunked"));
  g_assert_null (strstr (first, "gzip"));

  rest = client_read_all (socket);
  g_assert_cmpuint (g_bytes_get_size (rest), ==, 0);
  await_state (fixture, RK_UPDATE_DONE);
  g_assert_cmpint (last_transfer (fixture, 0)->kind, ==, RK_UPDATE_REQUEST_VERSION);
  g_assert_cmpstr (last_transfer (fixture, 0)->peer, ==, "127.0.0.1");
}

/* ESP-AT reads 1024 bytes and wants the header and the start of the file in them. */
static void
test_first_packet (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");

  start (fixture);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(GSocket) socket = client_connect (fixture->address, NULL);
      char first[1025] = { 0 };
      gssize count;
      const char *end;

      client_send (socket, request, strlen (request));
      count = g_socket_receive (socket, first, sizeof first - 1, NULL, NULL);
      end = strstr (first, "\r\n\r\n");
      g_assert_nonnull (end);
      g_assert_cmpint (count, >, end + 4 - first);
      g_assert_cmphex ((guint8)end[4], ==, 0xea);
    }
}

static void
test_file (Fixture       *fixture,
           gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autofree char *length = NULL;
  g_autoptr(GBytes) reply = NULL;

  start (fixture);
  reply = client_ask (fixture->address, request, strlen (request));
  assert_file (fixture, reply, RK_UPDATE_USER1);
  length = g_strdup_printf ("\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                            g_bytes_get_size (rk_update_firmware_get_file (fixture->firmware, RK_UPDATE_USER1)));
  g_assert_true (client_has (reply, length));
  g_assert_true (client_has (reply, " 200 OK\r\n"));
}

/* Firmware from 2016 on first asks for the size, perhaps on the same connection. */
static void
test_size_first (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char head[] = CLIENT_SIZE_REQUEST ("v1.76", "user2.bin");
  static const char get[] = CLIENT_FILE_REQUEST ("v1.76", "user2.bin");
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GBytes) file = NULL;
  char first[1025] = { 0 };

  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, head, strlen (head));
  g_assert_cmpint (g_socket_receive (socket, first, sizeof first - 1, NULL, NULL), >, 0);
  g_assert_nonnull (strstr (first, "Content-Length: 4"));
  g_assert_nonnull (strstr (first, "200 OK"));
  g_assert_true (g_str_has_suffix (first, "\r\n\r\n"));

  client_send (socket, get, strlen (get));
  file = client_read_all (socket);
  assert_file (fixture, file, RK_UPDATE_USER2);
}

typedef struct
{
  const char *name;
  const char *request;
  gsize       length; /* 0: that of the text */
  guint       status; /* 0: any but 200 */
} Refusal;

/* What follows a NUL is not seen, so that this is a request for a file. */
#define WHATEVER G_MAXUINT

#define BYTES(text) text, sizeof text - 1
#define GET(target) "GET " target " HTTP/1.1\r\n" CLIENT_HEADERS

static const Refusal refusals[] = {
  { "the root", GET ("/"), 0, 404 },
  { "a path outside", GET ("/../../../../etc/passwd"), 0, 404 },
  { "a path outside, hidden", GET ("/v1/device/rom/%2e%2e/%2e%2e/etc/passwd"), 0, 404 },
  { "a path outside as the file", GET (CLIENT_FILE_TARGET ("v1.76", "../../../etc/passwd")), 0, 404 },
  { "an encoded NUL", GET ("/user1.bin%00.txt"), 0, 404 },
  { "another version", GET (CLIENT_FILE_TARGET ("v9.99", "user1.bin")), 0, 404 },
  { "a file that is not there", GET (CLIENT_FILE_TARGET ("v1.76", "ota.bin")), 0, 404 },
  { "another server as target", GET ("http://example.com/"), 0, 404 },
  { "another host",
    "GET /user1.bin HTTP/1.1\r\nHost: evil.example\r\n\r\n", 0, 421 },
  { "POST", "POST /v1/device/rom/?is_format_simple=true HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000000\r\n\r\nabc", 0, 405 },
  { "POST in chunks", "POST /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 0, 405 },
  { "PUT", "PUT /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc", 0, 405 },
  { "DELETE", "DELETE /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 0, 405 },
  { "CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n", 0, 0 },
  { "an unknown method", "FROB /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 0, 0 },
  { "no host in HTTP/1.1", "GET /user1.bin HTTP/1.1\r\n\r\n", 0, 400 },
  { "no request line", "\r\n\r\n\r\n", 0, 0 },
  { "a NUL in the target", BYTES ("GET /user1.bin\0.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), WHATEVER },
  { "a NUL in the host", BYTES ("GET /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\0evil\r\n\r\n"), WHATEVER },
  { "nothing but NULs", BYTES ("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 0 },
  { "TLS", BYTES ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \r\n\r\n"), 0 },
  { "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 0 },
  { "no HTTP", "EHLO example.com\r\n\r\n", 0, 0 },
  { "a header without a colon", "GET /user1.bin HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n", 0, 0 },
};

typedef struct
{
  GInetSocketAddress *address;
  const Refusal      *refusal;
  GBytes             *reply;
} Asking;

static gpointer
ask_thread (gpointer data)
{
  Asking *asking = data;
  const Refusal *refusal = asking->refusal;
  g_autoptr(GSocket) socket = client_connect (asking->address, NULL);

  client_send (socket, refusal->request, refusal->length > 0 ? refusal->length : strlen (refusal->request));
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_atomic_pointer_set (&asking->reply, client_read_all (socket));
  g_main_context_wakeup (NULL);
  return NULL;
}

/* What is no request at all may have to be cut off, which the main loop does. */
static GBytes *
ask_in_vain (Fixture       *fixture,
             const Refusal *refusal)
{
  Asking asking = { fixture->address, refusal, NULL };
  GThread *thread = g_thread_new ("asking", ask_thread, &asking);

  while (g_atomic_pointer_get (&asking.reply) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  return asking.reply;
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  RkUpdateLimits limits = {
    .connections = 100, .connections_per_address = 100, .request_ms = 2000, .idle_s = 60, .transfer_ms = 60000,
  };

  rk_update_server_set_limits (fixture->server, &limits);
  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Refusal *refusal = &refusals[i];
      g_autoptr(GBytes) reply = NULL;

      g_test_message ("%s", refusal->name);
      reply = ask_in_vain (fixture, refusal);
      if (refusal->status == WHATEVER)
        continue;
      g_assert_false (client_has (reply, "\xea\x04"));
      if (refusal->status != 0)
        g_assert_cmpuint (client_status (reply), ==, refusal->status);
      else
        g_assert_cmpuint (client_status (reply), !=, 200);
    }

  assert_serves (fixture);
}

/* What looks odd but is well: older HTTP, headers in another case, a part asked
 * for (which a server may ignore).
 */
static void
test_odd_clients (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const requests[] = {
    "GET /user2.bin HTTP/1.0\r\n\r\n",
    "GET /user2.bin HTTP/1.0\r\nHOST: 192.168.4.1:80\r\nconnection: KEEP-ALIVE\r\n\r\n",
    "GET /user2.bin HTTP/1.1\r\nhost:127.0.0.1\r\nRange: bytes=100-200\r\nIf-None-Match: *\r\n\r\n",
    "GET /user2.bin HTTP/1.1\r\nHost: iot.espressif.cn\r\nX-Odd:\r\nX-Odd: \t \r\n\r\n",
    "GET " CLIENT_FILE_TARGET ("v1.76", "user2.bin") " HTTP/1.1\r\nHost: 127.0.0.1:80\r\nContent-Length: 0\r\n\r\n",
  };

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GBytes) reply = client_ask (fixture->address, requests[i], strlen (requests[i]));

      g_test_message ("%s", requests[i]);
      assert_file (fixture, reply, RK_UPDATE_USER2);
    }
}

/* A header and a target of a megabyte, and a header line for each of its lines. */
static void
test_huge (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const starts[] = { "GET /", "GET /user1.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " };
  static const char *const fills[] = { "A", "a\r\nX: " };

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (fills); j++)
      {
        g_autoptr(GString) request = g_string_new (starts[i]);
        g_autoptr(GBytes) reply = NULL;

        while (request->len < 1024 * 1024)
          g_string_append (request, fills[j]);
        g_string_append (request, "\r\n\r\n");
        reply = client_ask (fixture->address, request->str, request->len);
        g_assert_cmpuint (client_status (reply), !=, 200);
        assert_serves (fixture);
      }
}

/* Two requests at once: both are answered, in order, unless the first closes. */
static void
test_pipelined (Fixture       *fixture,
                gconstpointer  data)
{
  static const char sizes[] = CLIENT_SIZE_REQUEST ("v1.76", "user1.bin") CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  static const char both[] = CLIENT_VERSION_REQUEST CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = NULL;
  g_autoptr(GBytes) rest = NULL;

  start (fixture);
  first = client_ask (fixture->address, sizes, strlen (sizes));
  g_assert_cmpuint (client_status (first), ==, 200);
  rest = client_body (first);
  assert_file (fixture, rest, RK_UPDATE_USER1);

  second = client_ask (fixture->address, both, strlen (both));
  g_assert_true (client_has (second, "rom_version"));
  g_assert_false (client_has (second, "\xea\x04"));
  assert_serves (fixture);
}

static void
test_half_closed (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autoptr(GSocket) whole = NULL;
  g_autoptr(GSocket) part = NULL;
  g_autoptr(GSocket) none = NULL;
  g_autoptr(GBytes) reply = NULL;
  g_autoptr(GBytes) nothing = NULL;
  g_autoptr(GBytes) still_nothing = NULL;

  start (fixture);
  whole = client_connect (fixture->address, NULL);
  client_send (whole, request, strlen (request));
  g_socket_shutdown (whole, FALSE, TRUE, NULL);
  reply = client_read_all (whole);
  assert_file (fixture, reply, RK_UPDATE_USER1);

  part = client_connect (fixture->address, NULL);
  client_send (part, request, strlen (request) / 2);
  g_socket_shutdown (part, FALSE, TRUE, NULL);
  nothing = client_read_all (part);
  g_assert_cmpuint (client_status (nothing), !=, 200);

  none = client_connect (fixture->address, NULL);
  g_socket_shutdown (none, FALSE, TRUE, NULL);
  still_nothing = client_read_all (none);
  g_assert_cmpuint (g_bytes_get_size (still_nothing), ==, 0);
  assert_serves (fixture);
}

typedef struct
{
  GInetSocketAddress *address;
  gboolean            over;
} Slow;

/* A byte now and then, for as long as the server lets it. */
static gpointer
slow_thread (gpointer data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  Slow *slow = data;
  g_autoptr(GSocket) socket = client_connect (slow->address, NULL);

  for (guint i = 0; client_send (socket, request + i % 100, 1); i++)
    g_usleep (20000);

  g_atomic_int_set (&slow->over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
test_slow (Fixture       *fixture,
           gconstpointer  data)
{
  RkUpdateLimits limits = {
    .connections = 100, .connections_per_address = 100, .request_ms = 300, .idle_s = 60, .transfer_ms = 60000,
  };
  GThread *threads[20];
  Slow slow[G_N_ELEMENTS (threads)];

  rk_update_server_set_limits (fixture->server, &limits);
  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      slow[i] = (Slow){ .address = fixture->address };
      threads[i] = g_thread_new ("slow", slow_thread, &slow[i]);
    }

  assert_serves (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      while (!g_atomic_int_get (&slow[i].over))
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (threads[i]);
    }
  assert_serves (fixture);
}

/* A module that takes nothing of its file does not keep its place for ever. */
static void
test_stalled (Fixture       *fixture,
              gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  RkUpdateLimits limits = {
    .connections = 100, .connections_per_address = 100, .request_ms = 10000, .idle_s = 60, .transfer_ms = 300,
  };
  g_autoptr(GSocket) socket = NULL;

  rk_update_server_set_limits (fixture->server, &limits);
  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  await_state (fixture, RK_UPDATE_BROKEN_OFF);
  g_assert_cmpuint (last_transfer (fixture, 0)->sent, <, last_transfer (fixture, 0)->size);
  assert_serves (fixture);
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  RkUpdateLimits limits = {
    .connections = 4, .connections_per_address = 2, .request_ms = 60000, .idle_s = 60, .transfer_ms = 60000,
  };
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user2.bin");
  g_autoptr(GSocket) first = NULL;
  g_autoptr(GSocket) second = NULL;
  g_autoptr(GSocket) third = NULL;
  g_autoptr(GSocket) other = NULL;
  g_autoptr(GBytes) nothing = NULL;
  g_autoptr(GBytes) file = NULL;

  rk_update_server_set_limits (fixture->server, &limits);
  start (fixture);
  first = client_connect (fixture->address, "127.0.1.1");
  second = client_connect (fixture->address, "127.0.1.1");
  third = client_connect (fixture->address, "127.0.1.1");
  client_send (third, request, strlen (request));
  nothing = client_read_all (third);
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);

  other = client_connect (fixture->address, "127.0.1.2");
  client_send (other, request, strlen (request));
  file = client_read_all (other);
  assert_file (fixture, file, RK_UPDATE_USER2);
}

/* A module that hangs up in the middle is told of, and does not matter otherwise. */
static void
test_broken_off (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  GSocket *socket;
  char buffer[4096];

  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  g_assert_cmpint (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL), >, 0);
  g_object_unref (socket);

  await_state (fixture, RK_UPDATE_BROKEN_OFF);
  g_assert_cmpint (last_transfer (fixture, 0)->file, ==, RK_UPDATE_USER1);
  g_assert_cmpuint (last_transfer (fixture, 0)->sent, <, last_transfer (fixture, 0)->size);
  assert_serves (fixture);
}

/* Stopped while it sends, it is over at once, and can start again at the same
 * address.
 */
static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GBytes) part = NULL;

  rk_update_server_stop (fixture->server);
  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  await_state (fixture, RK_UPDATE_SENDING);
  rk_update_server_stop (fixture->server);
  g_assert_false (rk_update_server_is_running (fixture->server));
  g_assert_null (rk_update_server_get_address (fixture->server));
  g_assert_cmpint (last_transfer (fixture, 0)->state, ==, RK_UPDATE_BROKEN_OFF);

  part = client_read_all (socket);
  g_assert_cmpuint (g_bytes_get_size (part), <, CODE_LENGTH);
  start (fixture);
  assert_serves (fixture);
}

/* A handler that stops the server, as a window does that is closed meanwhile. */
static void
stop_cb (RkUpdateServer   *server,
         RkUpdateTransfer *transfer,
         gpointer          user_data)
{
  rk_update_server_stop (server);
}

static void
test_stop_in_handler (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autoptr(GSocket) socket = NULL;

  start (fixture);
  g_signal_connect (fixture->server, "transfer", G_CALLBACK (stop_cb), NULL);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  while (rk_update_server_is_running (fixture->server))
    g_main_context_iteration (NULL, TRUE);
  await_state (fixture, RK_UPDATE_BROKEN_OFF);
}

static void
test_start_refused (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(RkUpdateServer) second = rk_update_server_new ();
  g_autoptr(GInetSocketAddress) elsewhere = rk_listen_parse ("192.0.2.77:80", NULL);
  g_autoptr(GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr(RkUpdateFirmware) bad = rk_update_firmware_new ();
  g_autoptr(RkFinding) advice = NULL;
  g_autoptr(GError) error = NULL;

  start (fixture);
  g_assert_false (rk_update_server_start (second, fixture->firmware, fixture->address, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
  advice = rk_listen_advice (error, 80);
  g_assert_cmpstr (advice->id, ==, "server.busy");
  g_clear_error (&error);

  g_assert_false (rk_update_server_start (second, fixture->firmware, elsewhere, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_MISSING);
  g_clear_error (&error);

  rk_update_firmware_set_file (bad, RK_UPDATE_USER1, "bad.bin", junk);
  g_assert_false (rk_update_server_start (second, bad, fixture->address, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
  g_assert_false (rk_update_server_is_running (second));
}

static guint
count_state (Fixture       *fixture,
             RkUpdateState  state)
{
  guint count = 0;

  for (guint i = 0; i < fixture->transfers->len; i++)
    count += last_transfer (fixture, i)->state == state;
  return count;
}

/* What is told of one file, in order, and how often. */
static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  static const char request[] = CLIENT_FILE_REQUEST ("v1.76", "user1.bin");
  g_autoptr(GSocket) socket = NULL;
  gint64 started = g_get_monotonic_time ();
  guint64 last = 0;

  start (fixture);
  socket = client_connect (fixture->address, NULL);
  client_send (socket, request, strlen (request));
  while (fixture->transfers->len == 0 || last_transfer (fixture, 0)->state != RK_UPDATE_DONE)
    {
      char buffer[512];

      g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
      g_main_context_iteration (NULL, FALSE);
    }

  g_assert_cmpint (((RkUpdateTransfer *)fixture->transfers->pdata[0])->state, ==, RK_UPDATE_ASKED);
  for (guint i = 0; i < fixture->transfers->len; i++)
    {
      const RkUpdateTransfer *transfer = fixture->transfers->pdata[i];

      g_assert_cmpuint (transfer->id, ==, 1);
      g_assert_cmpuint (transfer->sent, >=, last);
      last = transfer->sent;
    }
  g_assert_cmpuint (last, ==, last_transfer (fixture, 0)->size);
  g_assert_cmpuint (count_state (fixture, RK_UPDATE_DONE), ==, 1);
  g_assert_cmpuint (fixture->transfers->len, <=, 12 + (guint)((g_get_monotonic_time () - started) / 80000));
}

/* Thousands of refused requests are not thousands of signals. */
static void
test_refused_flood (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char request[] = "GET /nothing HTTP/1.0\r\n\r\n";
  static const char good[] = CLIENT_VERSION_REQUEST;
  g_autoptr(GBytes) version = NULL;

  start (fixture);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr(GBytes) reply = client_ask (fixture->address, request, strlen (request));

      g_assert_cmpuint (client_status (reply), ==, 404);
    }
  version = client_ask (fixture->address, good, strlen (good));
  await_state (fixture, RK_UPDATE_DONE);
  g_assert_cmpuint (fixture->transfers->len, <=, 33);
  g_assert_cmpuint (last_transfer (fixture, 1)->status, ==, 404);
  g_assert_cmpstr (last_transfer (fixture, 1)->line, ==, "/nothing");
}

typedef struct
{
  Fixture *fixture;
  guint    number;
  gboolean over;
} Module;

/* Compares as it reads, so that what is measured is the server's memory. */
static void
take_file (GSocket *socket,
           GBytes  *file)
{
  g_autoptr(GString) start = g_string_new (NULL);
  gsize size;
  const char *wanted = g_bytes_get_data (file, &size);
  const char *end = NULL;
  gsize done;

  while (end == NULL)
    {
      char buffer[512];
      gssize count = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

      g_assert_cmpint (count, >, 0);
      g_string_append_len (start, buffer, count);
      end = strstr (start->str, "\r\n\r\n");
    }

  end += 4;
  done = start->len - (gsize)(end - start->str);
  g_assert_cmpmem (end, done, wanted, done);
  while (done < size)
    {
      char buffer[1460];
      gssize count = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

      g_assert_cmpint (count, >, 0);
      g_assert_cmpuint (done + (gsize)count, <=, size);
      g_assert_cmpmem (buffer, count, wanted + done, count);
      done += (gsize)count;
    }
}

static gpointer
module_thread (gpointer data)
{
  static const char version[] = CLIENT_VERSION_REQUEST;
  static const char *const requests[] = {
    CLIENT_FILE_REQUEST ("v1.76", "user1.bin"), CLIENT_FILE_REQUEST ("v1.76", "user2.bin"),
  };
  Module *module = data;
  RkUpdateFile file = module->number % 2 == 0 ? RK_UPDATE_USER1 : RK_UPDATE_USER2;
  g_autofree char *from = g_strdup_printf ("127.0.2.%u", module->number + 1);
  g_autoptr(GSocket) first = client_connect (module->fixture->address, from);
  g_autoptr(GSocket) second = NULL;
  g_autoptr(GBytes) reply = NULL;

  client_send (first, version, strlen (version));
  reply = client_read_all (first);
  g_assert_true (client_has (reply, "v1.76"));

  second = client_connect (module->fixture->address, from);
  client_send (second, requests[file], strlen (requests[file]));
  take_file (second, rk_update_firmware_get_file (module->fixture->firmware, file));

  g_atomic_int_set (&module->over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Kilobytes of this process in memory, the most so far; 0 where it is not told. */
static guint64
get_peak_rss (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) : 0;
}

static void
test_load (Fixture       *fixture,
           gconstpointer  data)
{
  guint64 before;
  Module modules[MODULES];
  GThread *threads[MODULES];

  start (fixture);
  assert_serves (fixture);
  before = get_peak_rss ();

  for (guint i = 0; i < MODULES; i++)
    {
      modules[i] = (Module){ .fixture = fixture, .number = i };
      threads[i] = g_thread_new ("module", module_thread, &modules[i]);
    }
  for (guint i = 0; i < MODULES; i++)
    {
      while (!g_atomic_int_get (&modules[i].over))
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (threads[i]);
    }

  g_test_message ("%u modules: peak memory %" G_GUINT64_FORMAT " KB before, %" G_GUINT64_FORMAT " KB after", MODULES,
                  before, get_peak_rss ());

  /* Of which most is the threads that play the modules: by itself a copy of the file
   * for each would be 20 MB. */
  g_assert_cmpuint (get_peak_rss (), <, before + 12 * 1024);
  rk_update_server_stop (fixture->server);
  g_assert_cmpuint (count_state (fixture, RK_UPDATE_DONE), >=, 2 * MODULES);
  g_assert_cmpuint (count_state (fixture, RK_UPDATE_BROKEN_OFF), ==, 0);
}

static void
add (const char *path,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/update-server/version", test_version);
  add ("/update-server/first-packet", test_first_packet);
  add ("/update-server/file", test_file);
  add ("/update-server/size-first", test_size_first);
  add ("/update-server/refused", test_refused);
  add ("/update-server/odd-clients", test_odd_clients);
  add ("/update-server/huge", test_huge);
  add ("/update-server/pipelined", test_pipelined);
  add ("/update-server/half-closed", test_half_closed);
  add ("/update-server/slow", test_slow);
  add ("/update-server/stalled", test_stalled);
  add ("/update-server/limits", test_limits);
  add ("/update-server/broken-off", test_broken_off);
  add ("/update-server/stop", test_stop);
  add ("/update-server/stop-in-handler", test_stop_in_handler);
  add ("/update-server/start-refused", test_start_refused);
  add ("/update-server/progress", test_progress);
  add ("/update-server/refused-flood", test_refused_flood);
  add ("/update-server/load", test_load);

  return g_test_run ();
}
