/* rk-at-cloud.c: the way from imitated AT firmware to an update server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of things is that of at_ipCmd.c in espressif/ESP8266_AT (2014) and
 * of examples/at_nano/user/at_esp_upgrade.c in ESP8266_NONOS_SDK (2024); what the
 * closed libupgrade asks and looks for, of its strings.
 */

#include "config.h"

#include "rk-at-cloud.h"

#include <gio/gnetworking.h>
#include <stdlib.h>
#include <string.h>

#include "rk-error.h"
#include "rk-units.h"

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

/* On a clock that does not wait, the time for nothing to happen is shorter. */
#define HURRY 60

/* The headers that all of them send, KEY being compiled in. */
#define HEADERS \
  "Connection: keep-alive\r\n" \
  "Cache-Control: no-cache\r\n" \
  "User-Agent: Mozilla/5.0 (Windows NT 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/30.0.1599.101 Safari/537.36 \r\n" \
  "Accept: */*\r\n" \
  "Authorization: token 0000000000000000000000000000000000000000\r\n" \
  "Accept-Encoding: gzip,deflate,sdch\r\n" \
  "Accept-Language: zh-CN,zh;q=0.8\r\n\r\n"

/* Offsets in the file; NEVER for those that are not wanted. */
#define NEVER G_MAXUINT32

typedef struct
{
  gboolean no_name;
  gboolean no_server;
  gboolean silent;
  guint    version_status; /* 0: as the server says */
  guint    file_status;
  guint32  cut;
  guint32  stall;
  guint32  flip;
  guint32  power;
} Faults;

/* The module's thread may hold a lock that @wake takes, so it never waits for an
 * update's thread: one that is not wanted any more ends by itself. */
struct _RkAtCloud
{
  gatomicrefcount   refs;

  GMutex            wake_lock;
  RkAtCloudWakeFunc wake; /* NULL: nobody is there any more */
  gpointer          user_data;

  GMutex            lock;
  GCond             taken;
  GHashTable       *hosts; /* name to GInetSocketAddress */
  Faults            faults;
  gboolean          hurry;
  RkAtCloudEvent   *event; /* at most one waits */
  GCancellable     *cancellable; /* of the update under way, or NULL */
};

/* One update, on its own thread. */
typedef struct
{
  RkAtCloud          *cloud;
  GCancellable       *cancellable;
  RkAtCloudWay        way;
  char               *file;
  Faults              faults;
  guint               hurry; /* for waits in vain */
  GInetSocketAddress *server;
  char                version[12];
  gint64              deadline; /* of the file */
} Run;

static void
cloud_unref (RkAtCloud *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->event, rk_at_cloud_event_free);
  g_hash_table_unref (self->hosts);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->wake_lock);
  g_cond_clear (&self->taken);
  g_free (self);
}

static void
wake (RkAtCloud *self)
{
  g_mutex_lock (&self->wake_lock);
  if (self->wake != NULL)
    self->wake (self->user_data);
  g_mutex_unlock (&self->wake_lock);
}

/* Waits until the module has taken the event before: so the module's pace is that
 * of the transfer too.  FALSE when the update is not wanted any more. */
static gboolean
tell (Run                *run,
      RkAtCloudEventKind  kind,
      GBytes             *bytes)
{
  RkAtCloud *cloud = run->cloud;
  gboolean wanted;

  g_mutex_lock (&cloud->lock);
  while (cloud->event != NULL && !g_cancellable_is_cancelled (run->cancellable))
    g_cond_wait (&cloud->taken, &cloud->lock);
  wanted = !g_cancellable_is_cancelled (run->cancellable);
  if (wanted)
    {
      cloud->event = g_new0 (RkAtCloudEvent, 1);
      cloud->event->kind = kind;
      cloud->event->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
    }
  g_mutex_unlock (&cloud->lock);

  if (wanted)
    wake (cloud);
  return wanted;
}

static GSocket *
connect_to_server (Run *run)
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
send_request (Run        *run,
              GSocket    *socket,
              const char *method,
              const char *target,
              const char *http)
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
receive (Run     *run,
         GSocket *socket,
         char    *buffer,
         gsize    size,
         gint64   deadline)
{
  gint64 left = deadline == G_MAXINT64 ? -1 : MAX (deadline - g_get_monotonic_time (), 0);

  if (!g_socket_condition_timed_wait (socket, G_IO_IN, left, run->cancellable, NULL))
    return -1;

  return g_socket_receive (socket, buffer, MIN (size, PACKET), NULL, NULL);
}

/* Does nothing for so long, or until the update is not wanted any more. */
static void
wait_in_vain (Run   *run,
              guint  ms)
{
  GPollFD poll;

  if (!g_cancellable_make_pollfd (run->cancellable, &poll))
    return;

  g_poll (&poll, 1, (int)(ms / run->hurry));
  g_cancellable_release_fd (run->cancellable);
}

/* The server's answer, or one that a fault puts in its place. */
static gssize
receive_answer (Run     *run,
                GSocket *socket,
                char    *buffer,
                gsize    size,
                guint    status,
                gint64   deadline)
{
  if (status == 0)
    return receive (run, socket, buffer, size, deadline);

  return g_snprintf (buffer, size, "HTTP/1.1 %u Not well\r\nContent-Length: 8\r\nConnection: close\r\n\r\nnot well",
                     status);
}

/* Copies a version up to @length bytes or, with 0, up to the closing quote. */
static gboolean
find_version (Run        *run,
              const char *packet,
              const char *mark,
              gsize       length)
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
get_any_version (Run     *run,
                 GSocket *socket)
{
  char packet[PACKET + 1];
  gssize count = receive_answer (run, socket, packet, sizeof packet - 1, run->faults.version_status,
                                 in_ms (REPLY_MS));
  gboolean found;

  if (count <= 0)
    return FALSE;

  packet[count] = '\0';
  found = find_version (run, packet, "rom_version\": \"", 5);
  if (!tell (run, RK_AT_CLOUD_GOT_VERSION, NULL))
    return FALSE;
  if (run->faults.version_status == 0)
    while (receive (run, socket, packet, sizeof packet, G_MAXINT64) > 0)
      continue;

  return found;
}

/* From 1.7: packets are looked through until the version comes, and the module
 * closes. */
static gboolean
get_right_version (Run     *run,
                   GSocket *socket)
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
        return tell (run, RK_AT_CLOUD_GOT_VERSION, NULL);
      if (run->faults.version_status != 0)
        return FALSE;
    }
}

static gboolean
get_version (Run     *run,
             GSocket *socket)
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
ask_for_file (Run        *run,
              const char *method)
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
read_header (Run     *run,
             GSocket *socket,
             guint32 *length,
             GString *rest)
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
hand_on (Run      *run,
         GString  *waiting,
         guint32  *done,
         gboolean  end)
{
  while (waiting->len >= PART || (end && waiting->len > 0))
    {
      gsize count = MIN (waiting->len, PART);
      g_autoptr(GBytes) bytes = NULL;

      if (run->faults.flip >= *done && run->faults.flip - *done < count)
        waiting->str[run->faults.flip - *done] ^= 0x55;
      bytes = g_bytes_new (waiting->str, count);
      if (!tell (run, RK_AT_CLOUD_BYTES, bytes))
        return FALSE;
      g_string_erase (waiting, 0, (gssize)count);
      *done += (guint32)count;
    }

  return TRUE;
}

/* What a fault does when so many bytes are there; FALSE where that is the end. */
static gboolean
suffer (Run     *run,
        guint32  done)
{
  if (done >= run->faults.power)
    {
      tell (run, RK_AT_CLOUD_POWER_LOST, NULL);
      return FALSE;
    }
  if (done >= run->faults.cut)
    {
      tell (run, RK_AT_CLOUD_FAILED, NULL);
      return FALSE;
    }

  return TRUE;
}

/* Nothing more comes: until the time for the file is over. */
static gssize
receive_body (Run     *run,
              GSocket *socket,
              char    *buffer,
              gsize    size,
              guint32  done)
{
  if (done < run->faults.stall)
    return receive (run, socket, buffer, size, run->deadline);

  wait_in_vain (run, run->way.limit_ms);
  return -1;
}

static void
get_body (Run     *run,
          GSocket *socket,
          guint32  length,
          GString *waiting)
{
  guint32 done = 0;

  while (done + waiting->len < length)
    {
      char packet[PACKET];
      gssize count = receive_body (run, socket, packet, sizeof packet, done);

      if (count <= 0)
        {
          tell (run, RK_AT_CLOUD_FAILED, NULL);
          return;
        }
      g_string_append_len (waiting, packet, count);
      if (!hand_on (run, waiting, &done, FALSE) || !suffer (run, done))
        return;
    }

  if (hand_on (run, waiting, &done, TRUE))
    tell (run, RK_AT_CLOUD_DONE, NULL);
}

/* Only a server that knows the file, or no HEAD, gets on. */
static void
ask_for_size (Run *run)
{
  g_autoptr(GSocket) socket = ask_for_file (run, "HEAD");
  g_autoptr(GString) rest = g_string_new (NULL);
  guint32 length;

  if (socket != NULL)
    read_header (run, socket, &length, rest);
}

static void
get_file (Run *run)
{
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GString) waiting = g_string_new (NULL);
  guint32 length;

  run->deadline = in_ms (run->way.limit_ms);
  if (run->way.asks_size)
    ask_for_size (run);

  socket = ask_for_file (run, "GET");
  if (socket == NULL || !read_header (run, socket, &length, waiting))
    tell (run, RK_AT_CLOUD_FAILED, NULL);
  else
    get_body (run, socket, length, waiting);
}

static void
run_update (Run *run)
{
  g_autoptr(GSocket) socket = NULL;

  if (run->server == NULL || run->faults.no_name)
    {
      tell (run, RK_AT_CLOUD_NO_NAME, NULL);
      return;
    }
  if (!tell (run, RK_AT_CLOUD_FOUND, NULL))
    return;

  socket = run->faults.no_server ? NULL : connect_to_server (run);
  if (socket == NULL)
    {
      tell (run, RK_AT_CLOUD_NO_SERVER, NULL);
      return;
    }
  if (!tell (run, RK_AT_CLOUD_CONNECTED, NULL))
    return;

  if (!get_version (run, socket))
    tell (run, RK_AT_CLOUD_NO_VERSION, NULL);
  else if (tell (run, RK_AT_CLOUD_BEGUN, NULL))
    get_file (run);
}

static gpointer
cloud_thread (gpointer data)
{
  Run *run = data;

  run_update (run);

  cloud_unref (run->cloud);
  g_clear_object (&run->server);
  g_object_unref (run->cancellable);
  g_free (run->file);
  g_free (run);
  return NULL;
}

/**
 * rk_at_cloud_new:
 * @func: called when there is an event
 * @user_data: for @func
 *
 * Returns: (transfer full): a cloud in which no host is known
 */
RkAtCloud *
rk_at_cloud_new (RkAtCloudWakeFunc func,
                 gpointer          user_data)
{
  RkAtCloud *self = g_new0 (RkAtCloud, 1);

  g_atomic_ref_count_init (&self->refs);
  self->wake = func;
  self->user_data = user_data;
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->faults = (Faults){ .cut = NEVER, .stall = NEVER, .flip = NEVER, .power = NEVER };
  g_mutex_init (&self->lock);
  g_mutex_init (&self->wake_lock);
  g_cond_init (&self->taken);
  return self;
}

/**
 * rk_at_cloud_free:
 * @self: (transfer full): a cloud
 *
 * Breaks off an update; nobody is woken any more.
 */
void
rk_at_cloud_free (RkAtCloud *self)
{
  rk_at_cloud_stop (self);

  g_mutex_lock (&self->wake_lock);
  self->wake = NULL;
  g_mutex_unlock (&self->wake_lock);
  cloud_unref (self);
}

/**
 * rk_at_cloud_add_host:
 * @self: a cloud
 * @spec: "NAME=ADDRESS:PORT", such as "iot.espressif.cn=127.0.0.1:8080"
 * @error: %RK_ERROR_INVALID
 *
 * Returns: whether it could be understood
 */
gboolean
rk_at_cloud_add_host (RkAtCloud   *self,
                      const char  *spec,
                      GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (spec, "=", 2);
  g_auto(GStrv) where = g_strsplit (parts[0] != NULL && parts[1] != NULL ? parts[1] : "", ":", 2);
  guint64 port = 0;
  GSocketAddress *address = NULL;

  if (where[0] != NULL && where[1] != NULL && g_ascii_string_to_unsigned (where[1], 10, 1, G_MAXUINT16, &port, NULL))
    address = g_inet_socket_address_new_from_string (where[0], (guint)port);
  if (address == NULL || *parts[0] == '\0')
    {
      g_clear_object (&address);
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "a host is NAME=ADDRESS:PORT, not “%s”", spec);
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->hosts, g_strdup (parts[0]), address);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* A fault with a number, of a name as it is in the specification. */
static gboolean
set_numbered (Faults     *faults,
              const char *name,
              guint32     number)
{
  if (g_str_equal (name, "version"))
    faults->version_status = number;
  else if (g_str_equal (name, "http"))
    faults->file_status = number;
  else if (g_str_equal (name, "truncate"))
    faults->cut = number;
  else if (g_str_equal (name, "stall"))
    faults->stall = number;
  else if (g_str_equal (name, "corrupt"))
    faults->flip = number;
  else if (g_str_equal (name, "power"))
    faults->power = number;
  else
    return FALSE;

  return TRUE;
}

static gboolean
set_fault (Faults     *faults,
           const char *spec)
{
  g_auto(GStrv) parts = g_strsplit (spec, ":", 2);
  guint32 number;

  if (g_str_equal (spec, "none"))
    *faults = (Faults){ .cut = NEVER, .stall = NEVER, .flip = NEVER, .power = NEVER };
  else if (g_str_equal (spec, "dns"))
    faults->no_name = TRUE;
  else if (g_str_equal (spec, "refused"))
    faults->no_server = TRUE;
  else if (g_str_equal (spec, "silent"))
    faults->silent = TRUE;
  else
    return parts[0] != NULL && parts[1] != NULL && rk_units_parse (parts[1], &number, NULL) &&
           set_numbered (faults, parts[0], number);

  return TRUE;
}

/**
 * rk_at_cloud_add_fault:
 * @self: a cloud
 * @spec: what goes wrong with updates begun from now on: "dns", "refused",
 *   "silent", "version:STATUS", "http:STATUS", "truncate:BYTES", "stall:BYTES",
 *   "corrupt:OFFSET", "power:BYTES"; "none" for nothing any more
 * @error: %RK_ERROR_INVALID
 *
 * Returns: whether it could be understood
 */
gboolean
rk_at_cloud_add_fault (RkAtCloud   *self,
                       const char  *spec,
                       GError     **error)
{
  gboolean known;

  g_mutex_lock (&self->lock);
  known = set_fault (&self->faults, spec);
  g_mutex_unlock (&self->lock);
  if (!known)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "unknown fault 'cloud:%s'", spec);
  return known;
}

/**
 * rk_at_cloud_set_hurry:
 * @self: a cloud
 * @hurry: whether the module's clock does not wait, so that what it waits for in vain
 *   is given up soon
 */
void
rk_at_cloud_set_hurry (RkAtCloud *self,
                       gboolean   hurry)
{
  g_mutex_lock (&self->lock);
  self->hurry = hurry;
  g_mutex_unlock (&self->lock);
}

/**
 * rk_at_cloud_start:
 * @self: a cloud that does nothing
 * @way: how the firmware asks
 *
 * Begins an update; what comes of it is told by events.
 */
void
rk_at_cloud_start (RkAtCloud          *self,
                   const RkAtCloudWay *way)
{
  Run *run = g_new0 (Run, 1);
  GInetSocketAddress *server;
  g_autoptr(GThread) thread = NULL;

  rk_at_cloud_stop (self);

  run->cloud = self;
  run->cancellable = g_cancellable_new ();
  run->way = *way;
  run->file = g_strdup (way->file);
  g_atomic_ref_count_inc (&self->refs);

  g_mutex_lock (&self->lock);
  self->cancellable = g_object_ref (run->cancellable);
  run->faults = self->faults;
  run->hurry = self->hurry ? HURRY : 1;
  server = g_hash_table_lookup (self->hosts, RK_AT_CLOUD_HOST);
  run->server = server != NULL ? g_object_ref (server) : NULL;
  g_mutex_unlock (&self->lock);

  thread = g_thread_new ("virtual-cloud", cloud_thread, run);
}

/**
 * rk_at_cloud_stop:
 * @self: a cloud
 *
 * Breaks off an update, as a reset does.  No event comes any more.
 */
void
rk_at_cloud_stop (RkAtCloud *self)
{
  g_mutex_lock (&self->lock);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->event, rk_at_cloud_event_free);
  g_cond_broadcast (&self->taken);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_at_cloud_take_event:
 * @self: a cloud
 *
 * Returns: (transfer full) (nullable): the next event, if there is one
 */
RkAtCloudEvent *
rk_at_cloud_take_event (RkAtCloud *self)
{
  RkAtCloudEvent *event;

  g_mutex_lock (&self->lock);
  event = g_steal_pointer (&self->event);
  g_cond_broadcast (&self->taken);
  g_mutex_unlock (&self->lock);
  return event;
}

/**
 * rk_at_cloud_event_free:
 * @event: (transfer full): an event
 */
void
rk_at_cloud_event_free (RkAtCloudEvent *event)
{
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}
