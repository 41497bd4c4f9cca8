/* rk-at-cloud-run.c: one update of imitated AT firmware
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of things is that of at_ipCmd.c in espressif/ESP8266_AT (2014) and
 * of examples/at_nano/user/at_esp_upgrade.c in ESP8266_NONOS_SDK (2024); what the
 * closed libupgrade asks and looks for, of its strings.
 */

#include "config.h"

#include "rk-at-cloud-private.h"

#include <gio/gnetworking.h>
#include <stdlib.h>
#include <string.h>

/* at_upDate_wait() hangs up when no answer comes for so long. */
#define REPLY_MS 5000

/* Of the TCP of the SDK: SYNs until it gives up. */
#define CONNECT_MS 15000

/* What one packet carries, and how much may be on its way: lwIP's TCP_MSS and
 * TCP_WND in the SDK's lwipopts.h. */
#define PACKET 1460
#define WINDOW (4 * PACKET)

/* The flash is written by sectors. */
#define PART 4096

#define LONGEST_HEADER 2048

/* The headers that all of them send, KEY being compiled in. */
#define HEADERS                                                                                                             \
  "Connection: keep-alive\r\n"                                                                                              \
  "Cache-Control: no-cache\r\n"                                                                                             \
  "User-Agent: Mozilla/5.0 (Windows NT 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/30.0.1599.101 Safari/537.36 \r\n" \
  "Accept: */*\r\n"                                                                                                         \
  "Authorization: token 0000000000000000000000000000000000000000\r\n"                                                       \
  "Accept-Encoding: gzip,deflate,sdch\r\n"                                                                                  \
  "Accept-Language: zh-CN,zh;q=0.8\r\n\r\n"

static GSocket *
connect_to_server (RkAtCloudRun *run)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  if (socket == NULL)
    return NULL;

  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, WINDOW, NULL);
  g_socket_set_timeout (socket, CONNECT_MS / 1000);
  if (!g_socket_connect (socket, G_SOCKET_ADDRESS (run->server), run->cancellable, NULL))
    return NULL;

  g_socket_set_timeout (socket, 0);
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

static gboolean
send_request (RkAtCloudRun *run,
              GSocket      *socket,
              const char   *method,
              const char   *target,
              const char   *http)
{
  GInetAddress *address = g_inet_socket_address_get_address (run->server);
  g_autofree char *host = g_inet_address_to_string (address);
  g_autofree char *request = g_strdup_printf ("%s %s %s\r\nHost: %s:80\r\n" HEADERS, method, target, http, host);

  return g_socket_send_with_blocking (socket, request, strlen (request), TRUE, run->cancellable, NULL) > 0;
}

static gint64
in_ms (guint ms)
{
  return g_get_monotonic_time () + (gint64)ms * 1000;
}

/* What has come at most one packet at a time; 0 when the server has closed, -1 when
 * nothing comes until then or the update is not wanted any more. */
static gssize
receive (RkAtCloudRun *run,
         GSocket      *socket,
         char         *buffer,
         gsize         size,
         gint64        deadline)
{
  gint64 left = deadline == G_MAXINT64 ? -1 : MAX (deadline - g_get_monotonic_time (), 0);

  if (!g_socket_condition_timed_wait (socket, G_IO_IN, left, run->cancellable, NULL))
    return -1;

  return g_socket_receive (socket, buffer, MIN (size, PACKET), NULL, NULL);
}

/* Does nothing for so long, or until the update is not wanted any more. */
static void
wait_in_vain (RkAtCloudRun *run,
              guint         ms)
{
  GPollFD poll;

  if (!g_cancellable_make_pollfd (run->cancellable, &poll))
    return;

  g_poll (&poll, 1, (int)(ms / run->hurry));
  g_cancellable_release_fd (run->cancellable);
}

/* The server's answer, or one that a fault puts in its place. */
static gssize
receive_answer (RkAtCloudRun *run,
                GSocket      *socket,
                char         *buffer,
                gsize         size,
                guint         status,
                gint64        deadline)
{
  if (status == 0)
    return receive (run, socket, buffer, size, deadline);

  return g_snprintf (buffer, size, "HTTP/1.1 %u Not well\r\nContent-Length: 8\r\nConnection: close\r\n\r\nnot well",
                     status);
}

/* Copies a version up to @length bytes or, with 0, up to the closing quote. */
static gboolean
find_version (RkAtCloudRun *run,
              const char   *packet,
              const char   *mark,
              gsize         length)
{
  const char *at = strstr (packet, mark);

  if (at == NULL)
    return FALSE;

  at += strlen (mark);
  if (length == 0)
    length = strcspn (at, "\"");
  g_strlcpy (run->version, at, MIN (length + 1, sizeof run->version));
  return TRUE;
}

/* Until 1.6: the first packet is the version, and then the server has to close.  No
 * timer runs for that. */
static gboolean
get_any_version (RkAtCloudRun *run,
                 GSocket      *socket)
{
  char packet[PACKET + 1];
  gssize count = receive_answer (run, socket, packet, sizeof packet - 1, run->faults.version_status,
                                   in_ms (REPLY_MS));
  gboolean found;

  if (count <= 0)
    return FALSE;

  packet[count] = '\0';
  found = find_version (run, packet, "rom_version\": \"", 5);
  if (!_rk_at_cloud_tell (run, RK_AT_CLOUD_GOT_VERSION, NULL))
    return FALSE;
  if (run->faults.version_status == 0)
    while (receive (run, socket, packet, sizeof packet, G_MAXINT64) > 0)
      continue;

  return found;
}

/* From 1.7: packets are looked through until the version comes, and the module
 * closes. */
static gboolean
get_right_version (RkAtCloudRun *run,
                   GSocket      *socket)
{
  gint64 deadline = in_ms (REPLY_MS);

  for (;;)
    {
      char packet[PACKET + 1];
      gssize count = receive_answer (run, socket, packet, sizeof packet - 1, run->faults.version_status, deadline);

      if (count <= 0)
        return FALSE;
      packet[count] = '\0';
      if (find_version (run, packet, "recommended_rom_version\": \"", 0))
        return _rk_at_cloud_tell (run, RK_AT_CLOUD_GOT_VERSION, NULL);
      if (run->faults.version_status != 0)
        return FALSE;
    }
}

static gboolean
get_version (RkAtCloudRun *run,
             GSocket      *socket)
{
  if (!send_request (run, socket, "GET", "/v1/device/rom/?is_format_simple=true", "HTTP/1.0"))
    return FALSE;
  if (run->faults.silent)
    {
      wait_in_vain (run, REPLY_MS);
      return FALSE;
    }

  return run->way.takes_any ? get_any_version (run, socket) : get_right_version (run, socket);
}

static GSocket *
ask_for_file (RkAtCloudRun *run,
              const char   *method)
{
  g_autofree char *target = g_strdup_printf ("/v1/device/rom/?action=download_rom&version=%s&filename=%s", run->version,
                                             run->file);
  g_autoptr(GSocket) socket = connect_to_server (run);

  if (socket == NULL || !send_request (run, socket, method, target, "HTTP/1.1"))
    return NULL;

  return g_steal_pointer (&socket);
}

/* Reads a header; what came behind it of the body is left in @rest. */
static gboolean
read_header (RkAtCloudRun *run,
             GSocket      *socket,
             guint32      *length,
             GString      *rest)
{
  while (rest->len < LONGEST_HEADER)
    {
      char packet[PACKET + 128];
      gssize count = receive_answer (run, socket, packet, sizeof packet, run->faults.file_status, run->deadline);
      const char *mark;
      const char *end;

      if (count <= 0)
        return FALSE;
      g_string_append_len (rest, packet, count);
      end = strstr (rest->str, "\r\n\r\n");
      mark = strstr (rest->str, "Content-Length: ");
      if (end == NULL)
        continue;
      if (mark == NULL || mark > end || (run->way.wants_ok && strstr (rest->str, "200 OK") == NULL))
        return FALSE;

      *length = (guint32)strtoul (mark + strlen ("Content-Length: "), NULL, 10);
      g_string_erase (rest, 0, end + 4 - rest->str);
      return *length > 0;
    }

  return FALSE;
}

/* Hands on what has come, by sectors; all of it at the @end. */
static gboolean
hand_on (RkAtCloudRun *run,
         GString      *waiting,
         guint32      *done,
         gboolean      end)
{
  while (waiting->len >= PART || (end && waiting->len > 0))
    {
      gsize count = MIN (waiting->len, PART);
      g_autoptr(GBytes) bytes = NULL;

      if (run->faults.flip >= *done && run->faults.flip - *done < count)
        waiting->str[run->faults.flip - *done] ^= 0x55;
      bytes = g_bytes_new (waiting->str, count);
      if (!_rk_at_cloud_tell (run, RK_AT_CLOUD_BYTES, bytes))
        return FALSE;
      g_string_erase (waiting, 0, (gssize)count);
      *done += (guint32)count;
    }

  return TRUE;
}

/* What a fault does when so many bytes are there; FALSE where that is the end. */
static gboolean
suffer (RkAtCloudRun *run,
        guint32       done)
{
  if (done >= run->faults.power)
    {
      _rk_at_cloud_tell (run, RK_AT_CLOUD_POWER_LOST, NULL);
      return FALSE;
    }
  if (done >= run->faults.cut)
    {
      _rk_at_cloud_tell (run, RK_AT_CLOUD_FAILED, NULL);
      return FALSE;
    }

  return TRUE;
}

/* Nothing more comes: until the time for the file is over. */
static gssize
receive_body (RkAtCloudRun *run,
              GSocket      *socket,
              char         *buffer,
              gsize         size,
              guint32       done)
{
  if (done < run->faults.stall)
    return receive (run, socket, buffer, size, run->deadline);

  wait_in_vain (run, run->way.limit_ms);
  return -1;
}

static void
get_body (RkAtCloudRun *run,
          GSocket      *socket,
          guint32       length,
          GString      *waiting)
{
  guint32 done = 0;

  while (done + waiting->len < length)
    {
      char packet[PACKET];
      gssize count = receive_body (run, socket, packet, sizeof packet, done);

      if (count <= 0)
        {
          _rk_at_cloud_tell (run, RK_AT_CLOUD_FAILED, NULL);
          return;
        }
      g_string_append_len (waiting, packet, count);
      if (!hand_on (run, waiting, &done, FALSE) || !suffer (run, done))
        return;
    }

  if (hand_on (run, waiting, &done, TRUE))
    _rk_at_cloud_tell (run, RK_AT_CLOUD_DONE, NULL);
}

/* Only a server that knows the file, or no HEAD, gets on. */
static void
ask_for_size (RkAtCloudRun *run)
{
  g_autoptr(GSocket) socket = ask_for_file (run, "HEAD");
  g_autoptr(GString) rest = g_string_new (NULL);
  guint32 length;

  if (socket != NULL)
    read_header (run, socket, &length, rest);
}

static void
get_file (RkAtCloudRun *run)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GString) waiting = g_string_new (NULL);
  guint32 length;

  run->deadline = in_ms (run->way.limit_ms);
  if (run->way.asks_size)
    ask_for_size (run);

  socket = ask_for_file (run, "GET");
  if (socket == NULL || !read_header (run, socket, &length, waiting))
    _rk_at_cloud_tell (run, RK_AT_CLOUD_FAILED, NULL);
  else
    get_body (run, socket, length, waiting);
}

static void
run_update (RkAtCloudRun *run)
{
  g_autoptr(GSocket) socket = NULL;

  if (run->server == NULL || run->faults.no_name)
    {
      _rk_at_cloud_tell (run, RK_AT_CLOUD_NO_NAME, NULL);
      return;
    }
  if (!_rk_at_cloud_tell (run, RK_AT_CLOUD_FOUND, NULL))
    return;

  socket = run->faults.no_server ? NULL : connect_to_server (run);
  if (socket == NULL)
    {
      _rk_at_cloud_tell (run, RK_AT_CLOUD_NO_SERVER, NULL);
      return;
    }
  if (!_rk_at_cloud_tell (run, RK_AT_CLOUD_CONNECTED, NULL))
    return;

  if (!get_version (run, socket))
    _rk_at_cloud_tell (run, RK_AT_CLOUD_NO_VERSION, NULL);
  else if (_rk_at_cloud_tell (run, RK_AT_CLOUD_BEGUN, NULL))
    get_file (run);
}

/* Frees what it is given. */
gpointer
_rk_at_cloud_thread (gpointer data)
{
  RkAtCloudRun *run = data;

  run_update (run);

  _rk_at_cloud_unref (run->cloud);
  g_clear_object (&run->server);
  g_object_unref (run->cancellable);
  g_free (run->file);
  g_free (run);
  return NULL;
}
