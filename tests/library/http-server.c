/* http-server.c: a web server that does what a test asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread that accepts, and one for each connection, which serves one request.
 */

#include "http-server.h"

#include <string.h>

typedef struct
{
  HttpPage  page;
  char     *etag;
  guint     n_requests;
  GString  *ranges; /* of each request: "-" or "bytes=100-", with a space between */
} Served;

struct _HttpServer
{
  GSocketListener *listener;
  GCancellable    *stopping;
  GThread         *thread;
  GThreadPool     *pool;
  guint16          port;
  GMutex           mutex;
  GCond            changed;
  GHashTable      *pages;
};

typedef struct
{
  HttpPage    page; /* as it was at the request */
  char       *etag;
  char       *range;
  char       *if_range;
  gboolean    faulty;
  GIOStream  *stream;
  HttpServer *server;
} Request;

static void
served_free (Served *served)
{
  g_bytes_unref (served->page.body);
  g_free (served->etag);
  g_string_free (served->ranges, TRUE);
  g_free (served);
}

/* Whoever is at the other end may be gone at any time; that is part of the tests. */
static gboolean
send (Request    *request,
      const void *data,
      gsize       length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (request->stream), data, length, NULL,
                                    request->server->stopping, NULL);
}

static gboolean
send_body (Request      *request,
           const guint8 *data,
           gsize         length)
{
  g_autofree char *head = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", length);

  if ((request->page.flags & HTTP_CHUNKED) == 0)
    return send (request, data, length);

  return length == 0 || (send (request, head, strlen (head)) && send (request, data, length) && send (request, "\r\n", 2));
}

/* Until the other end has gone, or the server ends. */
static void
hold (Request *request)
{
  guint8 byte;

  g_input_stream_read (g_io_stream_get_input_stream (request->stream), &byte, 1, request->server->stopping, NULL);
}

static void
trickle (Request *request)
{
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (request->stream));

  while (!g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, 20000, request->server->stopping, NULL) &&
         send_body (request, (const guint8 *)"", 1))
    ;
}

static void
pour (Request *request)
{
  g_autofree guint8 *zeros = g_malloc0 (65536);

  while (send_body (request, zeros, 65536))
    ;
}

static void
send_content (Request *request,
              gsize    start)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (request->page.body, &size);
  gboolean cut = request->faulty && request->page.cut != 0 && request->page.cut < size;
  gsize end = cut ? MAX (request->page.cut, start) : size;

  if (!send_body (request, data + start, end - start))
    return;
  if (cut && (request->page.flags & HTTP_STALL) != 0)
    hold (request);
  else if (cut && (request->page.flags & HTTP_TRICKLE) != 0)
    trickle (request);
  else if ((request->page.flags & HTTP_ENDLESS) != 0)
    pour (request);
  else if (!cut && (request->page.flags & HTTP_CHUNKED) != 0)
    send (request, "0\r\n\r\n", 5);
}

/* Where the range begins; 0 when all is to be sent. */
static gsize
get_start (Request *request)
{
  if (request->range == NULL || (request->page.flags & HTTP_NO_RANGES) != 0 ||
      (request->if_range != NULL && g_strcmp0 (request->if_range, request->etag) != 0))
    return 0;

  return (gsize)g_ascii_strtoull (request->range + strlen ("bytes="), NULL, 10);
}

static void
answer (Request *request)
{
  gsize size = g_bytes_get_size (request->page.body);
  gsize start = get_start (request);
  guint status = request->faulty && request->page.status != 0 ? request->page.status : start > 0 ? 206 : 200;
  g_autoptr(GString) head = g_string_new (NULL);

  if (start >= size && start > 0)
    status = 416;
  g_string_append_printf (head, "HTTP/1.1 %u x\r\nConnection: close\r\n", status);
  if (request->page.header != NULL)
    g_string_append_printf (head, "%s\r\n", request->page.header);
  if (request->page.location != NULL)
    g_string_append_printf (head, "Location: %s\r\n", request->page.location);
  if ((request->page.flags & HTTP_NO_ETAG) == 0)
    g_string_append_printf (head, "ETag: %s\r\n", request->etag);
  if (status == 206)
    g_string_append_printf (head, "Content-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT "\r\n",
                            (request->page.flags & HTTP_BAD_RANGE) != 0 ? 0 : start, size - 1, size);
  if ((request->page.flags & HTTP_CHUNKED) != 0)
    g_string_append (head, "Transfer-Encoding: chunked\r\n");
  else if ((request->page.flags & (HTTP_NO_LENGTH | HTTP_ENDLESS)) == 0)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", status < 300 ? size - start : 0);
  g_string_append (head, "\r\n");

  if (send (request, head->str, head->len) && status < 300)
    send_content (request, start);
}

/* Takes down what was asked for.  Returns FALSE when there is no such page. */
static gboolean
look_up (Request    *request,
         const char *path)
{
  HttpServer *self = request->server;
  Served *served;

  g_mutex_lock (&self->mutex);
  served = g_hash_table_lookup (self->pages, path);
  if (served != NULL)
    {
      served->n_requests++;
      g_string_append_printf (served->ranges, "%s%s", served->ranges->len > 0 ? " " : "",
                              request->range != NULL ? request->range : "-");
      request->page = served->page;
      request->page.body = g_bytes_ref (served->page.body);
      request->etag = g_strdup (served->etag);
      request->faulty = served->n_requests <= served->page.faults;
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);

  return served != NULL;
}

/* Returns the path. */
static char *
read_request (Request *request)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_io_stream_get_input_stream (request->stream));
  char *path = NULL;
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while ((line = g_data_input_stream_read_line (lines, NULL, request->server->stopping, NULL)) != NULL && *line != '\0')
    {
      if (path == NULL && g_str_has_prefix (line, "GET "))
        path = g_strndup (line + 4, strcspn (line + 4, " "));
      else if (g_ascii_strncasecmp (line, "Range: ", 7) == 0)
        request->range = g_strdup (line + 7);
      else if (g_ascii_strncasecmp (line, "If-Range: ", 10) == 0)
        request->if_range = g_strdup (line + 10);
      g_free (line);
    }

  g_free (line);
  return path;
}

static void
serve (gpointer data,
       gpointer user_data)
{
  Request request = { .stream = data, .server = user_data };
  g_autofree char *path = read_request (&request);
  static const char none[] = "HTTP/1.1 404 x\r\nConnection: close\r\nContent-Length: 9\r\n\r\nnot found";

  if (path != NULL && look_up (&request, path))
    answer (&request);
  else if (path != NULL)
    send (&request, none, strlen (none));

  g_io_stream_close (request.stream, NULL, NULL);
  g_object_unref (request.stream);
  g_clear_pointer (&request.page.body, g_bytes_unref);
  g_free (request.etag);
  g_free (request.range);
  g_free (request.if_range);
}

static gpointer
accept_thread (gpointer data)
{
  HttpServer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stopping, NULL)) != NULL)
    g_thread_pool_push (self->pool, connection, NULL);

  return NULL;
}

HttpServer *
http_server_new (void)
{
  HttpServer *self = g_new0 (HttpServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)served_free);
  self->stopping = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->pool = g_thread_pool_new (serve, self, -1, FALSE, NULL);
  self->thread = g_thread_new ("http-server", accept_thread, self);
  return self;
}

void
http_server_free (HttpServer *self)
{
  g_cancellable_cancel (self->stopping);
  g_thread_join (self->thread);
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stopping);
  g_hash_table_unref (self->pages);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Serves a page from now on, in place of what was there; counts its requests anew. */
void
http_server_put (HttpServer     *self,
                 const HttpPage *page)
{
  Served *served = g_new0 (Served, 1);
  g_autofree char *sha256 = NULL;

  served->page = *page;
  served->page.body = page->body != NULL ? g_bytes_ref (page->body) : g_bytes_new_static ("", 0);
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, served->page.body);
  served->etag = g_strdup_printf ("\"%.8s\"", sha256);
  served->ranges = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->pages, (gpointer)page->path, served);
  g_mutex_unlock (&self->mutex);
}

char *
http_server_url (HttpServer *self,
                 const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

guint
http_server_count (HttpServer *self,
                   const char *path)
{
  Served *served;
  guint n_requests;

  g_mutex_lock (&self->mutex);
  served = g_hash_table_lookup (self->pages, path);
  n_requests = served != NULL ? served->n_requests : 0;
  g_mutex_unlock (&self->mutex);
  return n_requests;
}

/* The ranges that were asked for: "- bytes=1000-". */
char *
http_server_get_ranges (HttpServer *self,
                        const char *path)
{
  Served *served;
  char *ranges;

  g_mutex_lock (&self->mutex);
  served = g_hash_table_lookup (self->pages, path);
  ranges = g_strdup (served->ranges->str);
  g_mutex_unlock (&self->mutex);
  return ranges;
}

/* Waits until a page was asked for so often. */
void
http_server_await (HttpServer *self,
                   const char *path,
                   guint       n_requests)
{
  g_mutex_lock (&self->mutex);
  while (((Served *)g_hash_table_lookup (self->pages, path))->n_requests < n_requests)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
