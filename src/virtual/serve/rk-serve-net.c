/* rk-serve-net.c: a virtual module on a TCP port of this machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One program at a time, as with a real port: who comes second is hung up on.
 */

#include "config.h"

#include "rk-serve-net.h"

#include "rk-telnet-port.h"

#include <gio/gnetworking.h>

/* How long a client may set DTR and RTS one after the other; a client that waits
 * for each answer polls for it every 50 ms (pyserial). */
#define HOLD_LINES_MS 500

/* A client that suspends the flow for longer loses bytes. */
#define LONGEST_SUSPENSION_S 5

struct _RkServeNet
{
  RkServeAdapter    *adapter;
  RkServeNetKind     kind;
  guint              baud;
  guint16            port;
  RkServeOutlet      outlet;
  GSocketListener   *listener;
  GCancellable      *cancellable;
  GThread           *acceptor;

  GMutex             write_lock; /* both the client's and the adapter's thread write */
  GMutex             lock;       /* of client and suspended */
  GCond              resumed;
  GSocketConnection *client;
  gboolean           suspended;
  GThread           *thread; /* of the client; joined by the acceptor */
};

/* What belongs to one connection; lives on its thread. */
typedef struct
{
  RkServeNet        *server;
  GSocketConnection *connection;
  RkTelnetPort      *telnet;
} Client;

static GSocketConnection *
ref_client (RkServeNet *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->client != NULL ? g_object_ref (self->client) : NULL;
}

static void
hang_up (GSocketConnection *connection)
{
  g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
}

static void
write_client (RkServeNet        *self,
              GSocketConnection *connection,
              const guint8      *bytes,
              gsize              count)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->write_lock);

  if (!g_output_stream_write_all (output, bytes, count, NULL, self->cancellable, NULL))
    hang_up (connection);
}

/* The telnet side. */

static void
telnet_data (gpointer      data,
             const guint8 *bytes,
             gsize         count)
{
  Client *client = data;

  rk_serve_adapter_send (client->server->adapter, bytes, count, client->server->cancellable);
}

static void
telnet_reply (gpointer      data,
              const guint8 *bytes,
              gsize         count)
{
  Client *client = data;

  write_client (client->server, client->connection, bytes, count);
}

static void
telnet_set_baud (gpointer data,
                 guint    baud)
{
  Client *client = data;

  rk_serve_adapter_set_baud (client->server->adapter, baud);
}

static void
telnet_set_lines (gpointer data,
                  gboolean dtr,
                  gboolean rts)
{
  Client *client = data;

  rk_serve_adapter_set_lines (client->server->adapter, dtr, rts, HOLD_LINES_MS);
}

static void
telnet_purge (gpointer data)
{
  Client *client = data;

  rk_serve_adapter_discard (client->server->adapter);
}

static void
telnet_suspend (gpointer data,
                gboolean suspended)
{
  Client *client = data;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&client->server->lock);

  client->server->suspended = suspended;
  g_cond_broadcast (&client->server->resumed);
}

static const RkTelnetPortHandler telnet_handler = {
  telnet_data, telnet_reply, telnet_set_baud, telnet_set_lines, telnet_purge, telnet_suspend,
};

/* One client. */

static void
begin (RkServeNet *self,
       Client     *client)
{
  rk_serve_adapter_set_baud (self->adapter, self->baud);
  if (self->kind == RK_SERVE_NET_RAW)
    return;

  client->telnet = rk_telnet_port_new (&telnet_handler, client, self->baud);
  rk_telnet_port_start (client->telnet);
}

static void
take (RkServeNet   *self,
      Client       *client,
      const guint8 *bytes,
      gsize         count)
{
  if (client->telnet != NULL)
    rk_telnet_port_feed (client->telnet, bytes, count);
  else
    rk_serve_adapter_send (self->adapter, bytes, count, self->cancellable);
}

static void
end (RkServeNet *self,
     Client     *client)
{
  if (client->telnet != NULL)
    rk_serve_adapter_set_lines (self->adapter, FALSE, FALSE, 0);
  rk_telnet_port_free (client->telnet);

  g_mutex_lock (&self->lock);
  g_clear_object (&self->client);
  self->suspended = FALSE;
  g_cond_broadcast (&self->resumed);
  g_mutex_unlock (&self->lock);
  g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
}

static gpointer
serve_client (gpointer data)
{
  RkServeNet *self = data;
  g_autoptr(GSocketConnection) connection = ref_client (self);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  Client client = { self, connection, NULL };
  gssize count;

  begin (self, &client);
  do
    {
      guint8 bytes[4096];

      count = g_input_stream_read (input, bytes, sizeof bytes, self->cancellable, NULL);
      if (count > 0)
        take (self, &client, bytes, (gsize)count);
    }
  while (count > 0);
  end (self, &client);

  return NULL;
}

static void
accept_client (RkServeNet        *self,
               GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr(GSocketConnection) present = ref_client (self);

  if (present != NULL)
    return; /* the last reference goes, and with it the connection */

  if (self->thread != NULL)
    g_thread_join (self->thread);

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_mutex_lock (&self->lock);
  self->client = g_object_ref (connection);
  g_mutex_unlock (&self->lock);
  self->thread = g_thread_new ("network client", serve_client, self);
}

static gpointer
accept_clients (gpointer data)
{
  RkServeNet *self = data;

  for (;;)
    {
      g_autoptr(GSocketConnection) connection = NULL;

      connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
      if (connection == NULL)
        break;
      accept_client (self, connection);
    }

  if (self->thread != NULL)
    g_thread_join (self->thread);

  return NULL;
}

/* The module's side. */

static gboolean
wait_while_suspended (RkServeNet *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 until = g_get_monotonic_time () + LONGEST_SUSPENSION_S * G_TIME_SPAN_SECOND;

  while (self->suspended && !g_cancellable_is_cancelled (self->cancellable))
    if (!g_cond_wait_until (&self->resumed, &self->lock, until))
      return FALSE;

  return TRUE;
}

static void
deliver (gpointer      data,
         const guint8 *bytes,
         gsize         count)
{
  RkServeNet *self = data;
  g_autoptr(GSocketConnection) connection = ref_client (self);
  g_autoptr(GByteArray) escaped = NULL;

  if (connection == NULL)
    return;

  if (self->kind == RK_SERVE_NET_RAW)
    {
      write_client (self, connection, bytes, count);
    }
  else if (wait_while_suspended (self))
    {
      escaped = rk_telnet_port_escape (bytes, count);
      write_client (self, connection, escaped->data, escaped->len);
    }
}

static void
plug (gpointer data,
      gboolean plugged)
{
  RkServeNet *self = data;
  g_autoptr(GSocketConnection) connection = ref_client (self);

  if (!plugged && connection != NULL)
    hang_up (connection);
}

static gboolean
listen_on (RkServeNet  *self,
           guint16      port,
           GError     **error)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr(GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    {
      g_prefix_error (error, "cannot listen on port %u: ", port);
      return FALSE;
    }

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/**
 * rk_serve_net_new:
 * @adapter: the module's adapter
 * @kind: how to talk
 * @port: the TCP port on the loopback address, 0 for any that is free
 * @baud: the adapter's rate at the start of each connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a server, %NULL with @error set if the
 *   port cannot be listened on
 */
RkServeNet *
rk_serve_net_new (RkServeAdapter  *adapter,
                  RkServeNetKind   kind,
                  guint16          port,
                  guint            baud,
                  GError         **error)
{
  g_autoptr(RkServeNet) self = g_new0 (RkServeNet, 1);

  self->adapter = adapter;
  self->kind = kind;
  self->baud = baud;
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->outlet = (RkServeOutlet){ deliver, plug, self };
  g_mutex_init (&self->write_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->resumed);

  if (!listen_on (self, port, error))
    return NULL;

  rk_serve_adapter_add (adapter, &self->outlet);
  self->acceptor = g_thread_new ("network server", accept_clients, self);

  return g_steal_pointer (&self);
}

/**
 * rk_serve_net_free:
 * @self: (nullable): a server
 *
 * Hangs up and stops listening.
 */
void
rk_serve_net_free (RkServeNet *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->resumed);
  g_mutex_unlock (&self->lock);
  rk_serve_adapter_remove (self->adapter, &self->outlet);
  if (self->acceptor != NULL)
    g_thread_join (self->acceptor);

  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->write_lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->resumed);
  g_free (self);
}

/**
 * rk_serve_net_get_port:
 * @self: a server
 *
 * Returns: the TCP port that it listens on
 */
guint16
rk_serve_net_get_port (RkServeNet *self)
{
  return self->port;
}
