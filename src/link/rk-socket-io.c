/* rk-socket-io.c: connecting, reading and writing a TCP port until a deadline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-socket-io.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-port-error.h"

/* Long enough for a slow name server, short enough to believe that it hangs. */
#define CONNECT_TIMEOUT_S 10

/* A cancellation is handed on; whatever else a socket says, the port is gone. */
static void
take_failure (const char  *port,
              GError      *failure,
              GError     **error)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return;
    }

  rk_port_error_set_lost (error, port, failure->message);
  g_error_free (failure);
}

static GSocketConnectable *
parse_address (const char  *port,
               GError     **error)
{
  const char *address = strstr (port, "://");
  g_autoptr(GSocketConnectable) connectable = NULL;

  address = address != NULL ? address + strlen ("://") : port;
  connectable = g_network_address_parse (address, 0, NULL);
  if (connectable == NULL || g_network_address_get_port (G_NETWORK_ADDRESS (connectable)) == 0 ||
      *g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable)) == '\0')
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                   "“%s” is not of the form scheme://host:port", port);
      return NULL;
    }
  return g_steal_pointer (&connectable);
}

/**
 * rk_socket_connect:
 * @port: "scheme://host:port", host also as "[::1]"
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_INVALID, %RK_ERROR_PORT_MISSING when nothing answers there
 *
 * Returns: (transfer full): a connection whose socket does not block
 */
GSocketConnection *
rk_socket_connect (const char    *port,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(GSocketConnectable) address = parse_address (port, error);
  g_autoptr(GSocketClient) client = NULL;
  g_autoptr(GError) failure = NULL;
  GSocketConnection *connection;
  GSocket *socket;

  if (address == NULL)
    return NULL;

  client = g_socket_client_new ();
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, address, cancellable, &failure);
  if (connection == NULL)
    {
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        {
          g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "%s does not answer: %s", port, failure->message);
          if (error != NULL)
            rk_error_set_fact (*error, "case", "network");
        }
      return NULL;
    }

  /* Commands are short and answered at once: waiting to fill a packet only
   * costs time.  A failure would only make it slower. */
  socket = g_socket_connection_get_socket (connection);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_timeout (socket, 0);
  g_socket_set_blocking (socket, FALSE);
  return connection;
}

/* Returns 1 when @condition is there, 0 at the deadline, -1 on an error. */
static int
wait_for (GSocket       *socket,
          GIOCondition   condition,
          const char    *port,
          gint64         deadline,
          GCancellable  *cancellable,
          GError       **error)
{
  gint64 timeout_us = deadline == RK_DEADLINE_NEVER ?
                          -1 : MAX (deadline - g_get_monotonic_time (), 0);
  GError *failure = NULL;

  if (g_socket_condition_timed_wait (socket, condition, timeout_us, cancellable, &failure))
    return 1;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_error_free (failure);
      return 0;
    }

  take_failure (port, failure, error);
  return -1;
}

/**
 * rk_socket_read:
 * @socket: a connected socket that does not block
 * @port: its name, for messages
 * @buffer: (out caller-allocates): where the bytes go
 * @count: how many it holds
 * @deadline: for the first byte
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST when the other side has closed
 *
 * Returns: as rk_link_read()
 */
gssize
rk_socket_read (GSocket       *socket,
                const char    *port,
                guint8        *buffer,
                gsize          count,
                gint64         deadline,
                GCancellable  *cancellable,
                GError       **error)
{
  while (TRUE)
    {
      int ready = wait_for (socket, G_IO_IN, port, deadline, cancellable, error);
      GError *failure = NULL;
      gssize n;

      if (ready <= 0)
        return ready;

      n = g_socket_receive (socket, (char *)buffer, count, cancellable, &failure);
      if (n > 0)
        return n;
      if (n == 0)
        {
          rk_port_error_set_lost (error, port, "the other side closed the connection");
          return -1;
        }
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          take_failure (port, failure, error);
          return -1;
        }
      g_error_free (failure);
    }
}

/**
 * rk_socket_write:
 * @socket: a connected socket that does not block
 * @port: its name, for messages
 * @bytes: what to write
 * @count: how many
 * @done: (out): how many were taken, also on failure
 * @deadline: by when all must be taken
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_TIMED_OUT
 *
 * Returns: as rk_link_write()
 */
gboolean
rk_socket_write (GSocket       *socket,
                 const char    *port,
                 const guint8  *bytes,
                 gsize          count,
                 gsize         *done,
                 gint64         deadline,
                 GCancellable  *cancellable,
                 GError       **error)
{
  *done = 0;
  while (*done < count)
    {
      int ready = wait_for (socket, G_IO_OUT, port, deadline, cancellable, error);
      GError *failure = NULL;
      gssize n;

      if (ready < 0)
        return FALSE;
      if (ready == 0)
        {
          rk_port_error_set_stuck (error, port, *done, count);
          return FALSE;
        }

      n = g_socket_send (socket, (const char *)bytes + *done, count - *done, cancellable, &failure);
      if (n >= 0)
        *done += (gsize)n;
      else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        g_error_free (failure);
      else
        {
          take_failure (port, failure, error);
          return FALSE;
        }
    }

  return TRUE;
}
