/* rk-at-world.c: what is in the air around the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sockets live on a thread of their own with a main context; the module's
 * thread posts what it wants there and takes events from a queue.  All sockets are
 * bound to, and connect to, 127.0.0.1.
 */

#include "config.h"

#include "rk-at-world.h"

#include <string.h>

#include "rk-error.h"

#define LOOPBACK "127.0.0.1"
#define LARGEST_PIECE 1460 /* of a TCP segment; one +IPD each */

#define DEFAULT_CHANNEL 6
#define DEFAULT_RSSI -55

typedef struct
{
  RkAtWorld     *world;
  guint          number;
  GSocket       *socket; /* NULL while there is none */
  GSource       *source;
  GSocketAddress *peer;  /* of UDP */
  GByteArray    *pending; /* not yet taken by the socket */
  GSource       *writable;
} Link;

struct _RkAtWorld
{
  RkAtWorldWakeFunc wake;
  gpointer          wake_data;

  GMutex            lock;
  GPtrArray        *networks; /* RkAtNetwork */
  gboolean          has_own_networks;

  GThread          *thread;
  GMainContext     *context;
  GMainLoop        *loop;
  GAsyncQueue      *events;
  RkAtCloud        *cloud;

  /* The thread's */
  Link              links[RK_AT_WORLD_LINKS];
  GSocket          *server;
  GSource          *server_source;
};

/* -- Networks ------------------------------------------------------------- */

static void
network_free (RkAtNetwork *network)
{
  g_free (network->ssid);
  g_free (network->password);
  g_free (network);
}

static RkAtNetwork *
network_copy (const RkAtNetwork *network)
{
  RkAtNetwork *copy = g_memdup2 (network, sizeof *network);

  copy->ssid = g_strdup (network->ssid);
  copy->password = g_strdup (network->password);
  return copy;
}

static RkAtNetwork *
network_new (const char *ssid,
             const char *password,
             guint       channel,
             int         rssi,
             guint       number)
{
  RkAtNetwork *network = g_new0 (RkAtNetwork, 1);
  const guint8 bssid[] = { 0x02, 0x00, 0x00, 0x00, 0x01, (guint8)number };

  network->ssid = g_strdup (ssid);
  network->password = g_strdup (password);
  network->channel = channel;
  network->rssi = rssi;
  memcpy (network->bssid, bssid, sizeof bssid);
  return network;
}

static gboolean
parse_number (const char *text,
              int         lowest,
              int         highest,
              int        *number)
{
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, lowest, highest, &value, NULL))
    return FALSE;
  *number = (int)value;
  return TRUE;
}

/**
 * rk_at_world_add_network:
 * @self: a world
 * @spec: SSID:PASSWORD[:CHANNEL[:RSSI]], without password for an open one
 * @error: %RK_ERROR_INVALID
 *
 * Adds a network.  The first one takes the place of the made-up ones.
 *
 * Returns: whether the specification makes sense
 */
gboolean
rk_at_world_add_network (RkAtWorld   *self,
                         const char  *spec,
                         GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (spec, ":", 4);
  guint n = g_strv_length (parts);
  int channel = DEFAULT_CHANNEL;
  int rssi = DEFAULT_RSSI;
  gsize password_length = n > 1 ? strlen (parts[1]) : 0;

  if (n < 2 || *parts[0] == '\0' || strlen (parts[0]) > 32 ||
      (password_length != 0 && (password_length < 8 || password_length > 64)) ||
      (n > 2 && !parse_number (parts[2], 1, 14, &channel)) ||
      (n > 3 && !parse_number (parts[3], -120, 0, &rssi)))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                   "“%s” is no network: SSID:PASSWORD[:CHANNEL[:RSSI]], with a password of 8 to 64 bytes or none",
                   n > 0 ? parts[0] : "");
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  if (!self->has_own_networks)
    g_ptr_array_set_size (self->networks, 0);
  self->has_own_networks = TRUE;
  g_ptr_array_add (self->networks, network_new (parts[0], parts[1], (guint)channel, rssi, self->networks->len + 1));
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/**
 * rk_at_world_dup_networks:
 * @self: a world
 *
 * Returns: (transfer full) (element-type RkAtNetwork): the networks in reach
 */
GPtrArray *
rk_at_world_dup_networks (RkAtWorld *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)network_free);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->networks->len; i++)
    g_ptr_array_add (copy, network_copy (self->networks->pdata[i]));
  g_mutex_unlock (&self->lock);
  return copy;
}

/* -- Connections: on the thread ------------------------------------------- */

static void
tell (RkAtWorld         *self,
      RkAtWorldEventKind kind,
      guint              link,
      GBytes            *bytes)
{
  RkAtWorldEvent *event = g_new0 (RkAtWorldEvent, 1);

  event->kind = kind;
  event->link = link;
  event->bytes = bytes;
  g_async_queue_push (self->events, event);
  if (self->wake != NULL)
    self->wake (self->wake_data);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
link_clear (Link *link)
{
  clear_source (&link->source);
  clear_source (&link->writable);
  if (link->socket != NULL)
    g_socket_close (link->socket, NULL);
  g_clear_object (&link->socket);
  g_clear_object (&link->peer);
  if (link->pending != NULL)
    g_byte_array_set_size (link->pending, 0);
}

static void
link_end (Link              *link,
          RkAtWorldEventKind kind)
{
  link_clear (link);
  tell (link->world, kind, link->number, NULL);
}

static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  Link *link = user_data;
  g_autoptr(GError) error = NULL;
  guint8 buffer[LARGEST_PIECE];
  gssize count = g_socket_receive (socket, (char *)buffer, sizeof buffer, NULL, &error);

  if (count > 0)
    {
      tell (link->world, RK_AT_WORLD_RECEIVED, link->number, g_bytes_new (buffer, (gsize)count));
      return G_SOURCE_CONTINUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (link->peer != NULL) /* a datagram to nobody, or an empty one */
    return G_SOURCE_CONTINUE;

  link_end (link, RK_AT_WORLD_CLOSED);
  return G_SOURCE_REMOVE;
}

static void
link_watch (Link    *link,
            GSocket *socket)
{
  link->socket = g_object_ref (socket);
  g_socket_set_blocking (socket, FALSE);
  link->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (link->source, G_SOURCE_FUNC (readable_cb), link, NULL);
  g_source_attach (link->source, link->world->context);
}

static gboolean link_flush (Link *link);

static gboolean
writable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  Link *link = user_data;

  if (link_flush (link))
    return G_SOURCE_REMOVE;
  return link->writable != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Whether there is nothing left to send; waits for room if there is. */
static gboolean
link_flush (Link *link)
{
  g_autoptr(GError) error = NULL;
  gssize count;

  count = link->peer != NULL ? g_socket_send_to (link->socket, link->peer, (const char *)link->pending->data,
                                                 link->pending->len, NULL, &error)
                             : g_socket_send (link->socket, (const char *)link->pending->data,
                                              link->pending->len, NULL, &error);
  if (count < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      link_end (link, RK_AT_WORLD_CLOSED);
      return TRUE;
    }
  if (count > 0)
    g_byte_array_remove_range (link->pending, 0, (guint)count);
  if (link->pending->len == 0)
    {
      clear_source (&link->writable);
      tell (link->world, RK_AT_WORLD_SENT, link->number, NULL);
      return TRUE;
    }

  if (link->writable == NULL)
    {
      link->writable = g_socket_create_source (link->socket, G_IO_OUT, NULL);
      g_source_set_callback (link->writable, G_SOURCE_FUNC (writable_cb), link, NULL);
      g_source_attach (link->writable, link->world->context);
    }
  return FALSE;
}

static GSocketAddress *
loopback_address (guint16 port)
{
  return g_inet_socket_address_new_from_string (LOOPBACK, port);
}

typedef enum
{
  WISH_CONNECT,
  WISH_LISTEN,
  WISH_STOP_LISTEN,
  WISH_SEND,
  WISH_CLOSE,
  WISH_CLOSE_ALL,
} WishKind;

/* What the module's thread wants done. */
typedef struct
{
  RkAtWorld *world;
  WishKind   kind;
  guint      link;
  gboolean   is_udp;
  guint16    port;
  guint16    own_port;
  GSocket   *server;
  GBytes    *bytes;
} Wish;

static void
wish_free (Wish *wish)
{
  g_clear_object (&wish->server);
  g_clear_pointer (&wish->bytes, g_bytes_unref);
  g_free (wish);
}

static gboolean
open_tcp (Link       *link,
          const Wish *wish)
{
  g_autoptr(GSocketAddress) peer = loopback_address (wish->port);
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  /* Over loopback this takes no time, whether it succeeds or not. */
  if (socket == NULL || !g_socket_connect (socket, peer, NULL, NULL))
    return FALSE;
  link_watch (link, socket);
  return TRUE;
}

static gboolean
open_udp (Link       *link,
          const Wish *wish)
{
  g_autoptr(GSocketAddress) own = loopback_address (wish->own_port);
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  if (socket == NULL || !g_socket_bind (socket, own, TRUE, NULL))
    return FALSE;
  link->peer = loopback_address (wish->port);
  link_watch (link, socket);
  return TRUE;
}

static void
do_connect (Link       *link,
            const Wish *wish)
{
  gboolean is_open;

  link_clear (link);
  is_open = wish->is_udp ? open_udp (link, wish) : open_tcp (link, wish);
  tell (link->world, is_open ? RK_AT_WORLD_CONNECTED : RK_AT_WORLD_FAILED, link->number, NULL);
}

static gboolean
accept_cb (GSocket      *server,
           GIOCondition  condition,
           gpointer      user_data)
{
  RkAtWorld *self = user_data;
  g_autoptr(GSocket) socket = g_socket_accept (server, NULL, NULL);

  for (guint i = 0; socket != NULL && i < RK_AT_WORLD_LINKS; i++)
    if (self->links[i].socket == NULL)
      {
        link_watch (&self->links[i], socket);
        tell (self, RK_AT_WORLD_ACCEPTED, i, NULL);
        return G_SOURCE_CONTINUE;
      }

  if (socket != NULL)
    g_socket_close (socket, NULL);
  return G_SOURCE_CONTINUE;
}

static void
stop_listening (RkAtWorld *self)
{
  clear_source (&self->server_source);
  if (self->server != NULL)
    g_socket_close (self->server, NULL);
  g_clear_object (&self->server);
}

static void
do_listen (RkAtWorld  *self,
           const Wish *wish)
{
  stop_listening (self);
  self->server = g_object_ref (wish->server);
  g_socket_set_blocking (self->server, FALSE);
  self->server_source = g_socket_create_source (self->server, G_IO_IN, NULL);
  g_source_set_callback (self->server_source, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->server_source, self->context);
}

static void
do_send (Link       *link,
         const Wish *wish)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (wish->bytes, &size);

  if (link->socket == NULL)
    {
      tell (link->world, RK_AT_WORLD_CLOSED, link->number, NULL);
      return;
    }
  g_byte_array_append (link->pending, bytes, (guint)size);
  if (link->writable == NULL)
    link_flush (link);
}

static gboolean
wish_cb (gpointer data)
{
  Wish *wish = data;
  RkAtWorld *self = wish->world;
  Link *link = &self->links[wish->link];

  switch (wish->kind)
    {
    case WISH_CONNECT:
      do_connect (link, wish);
      break;
    case WISH_LISTEN:
      do_listen (self, wish);
      break;
    case WISH_STOP_LISTEN:
      stop_listening (self);
      break;
    case WISH_SEND:
      do_send (link, wish);
      break;
    case WISH_CLOSE:
      link_end (link, RK_AT_WORLD_CLOSED);
      break;
    case WISH_CLOSE_ALL:
    default:
      stop_listening (self);
      for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
        link_clear (&self->links[i]);
      break;
    }
  return G_SOURCE_REMOVE;
}

static gpointer
run_thread (gpointer data)
{
  RkAtWorld *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* -- The module's thread -------------------------------------------------- */

static Wish *
wish_new (RkAtWorld *self,
          WishKind   kind,
          guint      link)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->world = self;
  wish->kind = kind;
  wish->link = link;
  return wish;
}

static void
post (Wish *wish)
{
  RkAtWorld *self = wish->world;
  g_autoptr(GSource) source = g_idle_source_new ();

  if (self->thread == NULL)
    self->thread = g_thread_new ("virtual-air", run_thread, self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, wish_cb, wish, (GDestroyNotify)wish_free);
  g_source_attach (source, self->context);
}

/**
 * rk_at_world_is_loopback:
 * @host: a name or an address
 *
 * Returns: whether it is this computer
 */
gboolean
rk_at_world_is_loopback (const char *host)
{
  return strcmp (host, LOOPBACK) == 0 || g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * rk_at_world_connect:
 * @self: a world
 * @link: which of the five
 * @is_udp: a datagram socket instead of a stream
 * @host: a name or an address
 * @port: of the host
 * @own_port: of a datagram socket, 0 for any
 *
 * Connects.  What is not this computer is out of reach.
 */
void
rk_at_world_connect (RkAtWorld  *self,
                     guint       link,
                     gboolean    is_udp,
                     const char *host,
                     guint16     port,
                     guint16     own_port)
{
  Wish *wish;

  if (!rk_at_world_is_loopback (host))
    {
      tell (self, RK_AT_WORLD_FAILED, link, NULL);
      return;
    }

  wish = wish_new (self, WISH_CONNECT, link);
  wish->is_udp = is_udp;
  wish->port = port;
  wish->own_port = own_port;
  post (wish);
}

/**
 * rk_at_world_listen:
 * @self: a world
 * @port: to wait for connections at, 0 for any free one
 *
 * Returns: whether the port was free
 */
gboolean
rk_at_world_listen (RkAtWorld *self,
                    guint16    port)
{
  g_autoptr(GSocketAddress) own = loopback_address (port);
  g_autoptr(GSocket) server = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  Wish *wish;

  if (server == NULL || !g_socket_bind (server, own, TRUE, NULL) || !g_socket_listen (server, NULL))
    return FALSE;

  wish = wish_new (self, WISH_LISTEN, 0);
  wish->server = g_steal_pointer (&server);
  post (wish);
  return TRUE;
}

/**
 * rk_at_world_stop_listen:
 * @self: a world
 *
 * Takes no more connections; those that there are stay.
 */
void
rk_at_world_stop_listen (RkAtWorld *self)
{
  post (wish_new (self, WISH_STOP_LISTEN, 0));
}

/**
 * rk_at_world_send:
 * @self: a world
 * @link: which of the five
 * @bytes: what
 * @count: how much
 */
void
rk_at_world_send (RkAtWorld    *self,
                  guint         link,
                  const guint8 *bytes,
                  gsize         count)
{
  Wish *wish = wish_new (self, WISH_SEND, link);

  wish->bytes = g_bytes_new (bytes, count);
  post (wish);
}

/**
 * rk_at_world_close:
 * @self: a world
 * @link: which of the five
 */
void
rk_at_world_close (RkAtWorld *self,
                   guint      link)
{
  post (wish_new (self, WISH_CLOSE, link));
}

/**
 * rk_at_world_close_all:
 * @self: a world
 *
 * The module starts anew: all its connections are gone, and nothing is told.
 */
void
rk_at_world_close_all (RkAtWorld *self)
{
  RkAtWorldEvent *event;

  if (self->thread != NULL)
    post (wish_new (self, WISH_CLOSE_ALL, 0));
  while ((event = g_async_queue_try_pop (self->events)) != NULL)
    rk_at_world_event_free (event);
}

/**
 * rk_at_world_take_event:
 * @self: a world
 *
 * Returns: (transfer full) (nullable): what has happened, in order
 */
RkAtWorldEvent *
rk_at_world_take_event (RkAtWorld *self)
{
  return g_async_queue_try_pop (self->events);
}

/**
 * rk_at_world_event_free:
 * @event: (transfer full): an event
 */
void
rk_at_world_event_free (RkAtWorldEvent *event)
{
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}

/**
 * rk_at_world_new:
 * @wake: (nullable): called when there is an event
 * @user_data: for @wake
 *
 * Returns: (transfer full): a world with two made-up networks
 */
RkAtWorld *
rk_at_world_new (RkAtWorldWakeFunc wake,
                 gpointer          user_data)
{
  RkAtWorld *self = g_new0 (RkAtWorld, 1);

  self->wake = wake;
  self->wake_data = user_data;
  g_mutex_init (&self->lock);
  self->networks = g_ptr_array_new_with_free_func ((GDestroyNotify)network_free);
  g_ptr_array_add (self->networks, network_new ("Rekindle", "rekindle", 6, -48, 1));
  g_ptr_array_add (self->networks, network_new ("Open Café", "", 11, -77, 2));
  self->cloud = rk_at_cloud_new (wake, user_data);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->events = g_async_queue_new_full ((GDestroyNotify)rk_at_world_event_free);
  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    self->links[i] = (Link){ .world = self, .number = i, .pending = g_byte_array_new () };
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  RkAtWorld *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/**
 * rk_at_world_free:
 * @self: (transfer full): a world
 */
void
rk_at_world_free (RkAtWorld *self)
{
  if (self->thread != NULL)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_callback (source, quit_cb, self, NULL);
      g_source_attach (source, self->context);
      g_thread_join (self->thread);
    }

  stop_listening (self);
  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    {
      link_clear (&self->links[i]);
      g_byte_array_unref (self->links[i].pending);
    }
  rk_at_cloud_free (self->cloud);
  g_async_queue_unref (self->events);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->networks);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * rk_at_world_get_cloud:
 * @self: a world
 *
 * Returns: (transfer none): the way to an update server
 */
RkAtCloud *
rk_at_world_get_cloud (RkAtWorld *self)
{
  return self->cloud;
}
