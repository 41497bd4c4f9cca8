/* rk-tcp-link.c: a plain TCP connection as a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the bytes: whoever serves the port has set its baud rate, and nobody can
 * reach its modem lines.
 */

#include "rk-tcp-link.h"

#include "rk-deadline.h"
#include "rk-socket-io.h"

struct _RkTcpLink
{
  RkLink parent_instance;

  GSocketConnection *connection;
};

G_DEFINE_FINAL_TYPE (RkTcpLink, rk_tcp_link, RK_TYPE_LINK)

static gboolean
rk_tcp_link_open (RkLink        *link,
                  GCancellable  *cancellable,
                  GError       **error)
{
  RkTcpLink *self = RK_TCP_LINK (link);

  self->connection = rk_socket_connect (rk_link_get_port (link), cancellable, error);
  return self->connection != NULL;
}

static void
rk_tcp_link_close (RkLink *link)
{
  g_clear_object (&RK_TCP_LINK (link)->connection);
}

static gssize
rk_tcp_link_read (RkLink        *link,
                  guint8        *buffer,
                  gsize          count,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  RkTcpLink *self = RK_TCP_LINK (link);

  return rk_socket_read (g_socket_connection_get_socket (self->connection),
                         rk_link_get_port (link), buffer, count, deadline, cancellable, error);
}

static gboolean
rk_tcp_link_write (RkLink        *link,
                   const guint8  *bytes,
                   gsize          count,
                   gint64         deadline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  RkTcpLink *self = RK_TCP_LINK (link);
  gsize done;

  return rk_socket_write (g_socket_connection_get_socket (self->connection),
                          rk_link_get_port (link), bytes, count, &done,
                          deadline, cancellable, error);
}

static gboolean
rk_tcp_link_discard_input (RkLink  *link,
                           GError **error)
{
  guint8 buffer[4096];
  gssize n;

  do
    n = rk_tcp_link_read (link, buffer, sizeof buffer, rk_deadline_in_ms (0), NULL, error);
  while (n == sizeof buffer);
  return n >= 0;
}

static void
rk_tcp_link_class_init (RkTcpLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  link_class->open = rk_tcp_link_open;
  link_class->close = rk_tcp_link_close;
  link_class->read = rk_tcp_link_read;
  link_class->write = rk_tcp_link_write;
  link_class->discard_input = rk_tcp_link_discard_input;
}

static void
rk_tcp_link_init (RkTcpLink *self)
{
}

/**
 * rk_tcp_link_new:
 * @port: "socket://host:port"
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_tcp_link_new (const char *port)
{
  return g_object_new (RK_TYPE_TCP_LINK, "port", port, NULL);
}
