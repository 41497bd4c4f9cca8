/* rk-update-watch.c: keeps an eye on the server's connections
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time: libmicrohttpd ends a connection on which nothing moves, but one that sends
 * a byte now and then would stay for ever.  Here each has a point in time that its
 * request or answer must be over at.  It is only shut down here: closing the socket
 * stays the server thread's, which says so first, so that its number is never
 * another connection's.
 *
 * Progress: a file is handed to libmicrohttpd as a whole, because only so its
 * header and its first bytes go out in one packet.  How much of it has reached the
 * module is what the system knows; where it does not tell, there is no progress
 * between beginning and end.
 */

#include "rk-update-watch-private.h"

#if defined (G_OS_WIN32)
#include <winsock2.h>
#define SHUT_RDWR SD_BOTH
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif
#ifdef __linux__
#include <linux/tcp.h>
#endif

#include "rk-deadline.h"

#define LOOK_EVERY_MS 100

struct _RkUpdateConnection
{
  int               socket;
  gint64            deadline;
  RkUpdateTransfer *transfer; /* NULL: no file is on its way */
  guint64           before;   /* bytes that were there before it */
};

struct _RkUpdateWatch
{
  RkUpdateLog *log;
  GSource     *source;
  GMutex       lock;
  GHashTable  *connections; /* of RkUpdateConnection, as a set */
};

/* Bytes that have reached the other side since the connection began. */
static guint64
count_received (int socket)
{
#ifdef __linux__
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;

  if (getsockopt (socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
    return info.tcpi_bytes_acked;
#endif
  return 0;
}

/* The answer's header counts too, which nobody will notice. */
static guint64
count_sent (RkUpdateConnection *connection)
{
  guint64 received = count_received (connection->socket);

  return received > connection->before ? MIN (received - connection->before, connection->transfer->size) : 0;
}

static void
look_at (RkUpdateWatch      *self,
         RkUpdateConnection *connection)
{
  guint64 sent;

  if (rk_deadline_passed (connection->deadline))
    shutdown (connection->socket, SHUT_RDWR);
  if (connection->transfer == NULL)
    return;

  sent = count_sent (connection);
  if (sent <= connection->transfer->sent)
    return;

  connection->transfer->sent = sent;
  _rk_update_log_add (self->log, connection->transfer);
}

static gboolean
look_cb (gpointer user_data)
{
  RkUpdateWatch *self = user_data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  RkUpdateConnection *connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, (gpointer *)&connection, NULL))
    look_at (self, connection);

  return G_SOURCE_CONTINUE;
}

static void
connection_free (RkUpdateConnection *connection)
{
  g_clear_pointer (&connection->transfer, rk_update_transfer_free);
  g_free (connection);
}

/**
 * _rk_update_watch_new:
 * @log: told of progress; outlives the watch
 *
 * Returns: (transfer full): a watch that looks from the thread-default main context
 */
RkUpdateWatch *
_rk_update_watch_new (RkUpdateLog *log)
{
  RkUpdateWatch *self = g_new0 (RkUpdateWatch, 1);

  self->log = log;
  g_mutex_init (&self->lock);
  self->connections = g_hash_table_new_full (NULL, NULL, (GDestroyNotify)connection_free, NULL);
  self->source = g_timeout_source_new (LOOK_EVERY_MS);
  g_source_set_callback (self->source, look_cb, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * _rk_update_watch_free:
 * @self: (transfer full): a watch whose connections are all gone
 *
 * Main context.
 */
void
_rk_update_watch_free (RkUpdateWatch *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->connections);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * _rk_update_watch_add:
 * @self: a watch
 * @socket: of a new connection
 * @allowed_ms: until its first request must be complete
 *
 * Server thread, as the following.
 *
 * Returns: (transfer none): the connection
 */
RkUpdateConnection *
_rk_update_watch_add (RkUpdateWatch *self,
                      int            socket,
                      guint          allowed_ms)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkUpdateConnection *connection = g_new0 (RkUpdateConnection, 1);

  connection->socket = socket;
  connection->deadline = rk_deadline_in_ms (allowed_ms);
  g_hash_table_add (self->connections, connection);
  return connection;
}

/**
 * _rk_update_watch_remove:
 * @self: a watch
 * @connection: (transfer full): about to be closed
 */
void
_rk_update_watch_remove (RkUpdateWatch      *self,
                         RkUpdateConnection *connection)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->connections, connection);
}

/**
 * _rk_update_watch_begin:
 * @self: a watch
 * @connection: that a file is going to be sent on
 * @transfer: the file's transfer, as it is now
 * @allowed_ms: from now until it must be over
 */
void
_rk_update_watch_begin (RkUpdateWatch          *self,
                        RkUpdateConnection     *connection,
                        const RkUpdateTransfer *transfer,
                        guint                   allowed_ms)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  connection->deadline = rk_deadline_in_ms (allowed_ms);
  connection->before = count_received (connection->socket);
  g_clear_pointer (&connection->transfer, rk_update_transfer_free);
  connection->transfer = rk_update_transfer_copy (transfer);
  connection->transfer->state = RK_UPDATE_SENDING;
}

/**
 * _rk_update_watch_end:
 * @self: a watch
 * @connection: whose request is answered, or broken off
 * @allowed_ms: from now until the next request must be complete
 *
 * Nothing more is told of the transfer by the watch when this returns.
 *
 * Returns: how many bytes of the file have reached the module, as far as known; 0
 *   where there was no file
 */
guint64
_rk_update_watch_end (RkUpdateWatch      *self,
                      RkUpdateConnection *connection,
                      guint               allowed_ms)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 sent = connection->transfer != NULL ? MAX (count_sent (connection), connection->transfer->sent) : 0;

  connection->deadline = rk_deadline_in_ms (allowed_ms);
  g_clear_pointer (&connection->transfer, rk_update_transfer_free);
  return sent;
}
