/* rk-listen.c: sockets that others send to, and this computer's addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IPv4 only, as the modules know nothing else.
 */

#include "rk-listen.h"

#include "rk-error.h"

/* An address of the documentation network 192.0.2.0/24 (RFC 5737): never local, so
 * the way to it is the way to the world.
 */
#define FAR_AWAY "192.0.2.1"

/* Where AT firmware looks for its server. */
#define DEFAULT_PORT 80

static void
set_error (GError             **error,
           const GError        *cause,
           GInetSocketAddress  *address)
{
  g_autofree char *where = rk_listen_format (address);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_DENIED, "no permission to listen on %s", where);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "another program listens on %s", where);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "cannot listen on %s: %s", where, cause->message);
}

/**
 * rk_listen_socket:
 * @type: stream or datagram
 * @address: of one of this computer's interfaces, or 0.0.0.0 for all; port 0 for
 *   any that is free
 * @error: %RK_ERROR_PORT_DENIED, %RK_ERROR_PORT_BUSY, or %RK_ERROR_PORT_MISSING
 *   where this computer has no such address
 *
 * Returns: (transfer full): a bound socket; a stream socket listens
 */
GSocket *
rk_listen_socket (GSocketType          type,
                  GInetSocketAddress  *address,
                  GError             **error)
{
  GSocketProtocol protocol = type == G_SOCKET_TYPE_STREAM ? G_SOCKET_PROTOCOL_TCP : G_SOCKET_PROTOCOL_UDP;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, protocol, &cause);

  if (socket != NULL)
    g_socket_set_blocking (socket, FALSE);

  if (socket == NULL ||
      !g_socket_bind (socket, G_SOCKET_ADDRESS (address), type == G_SOCKET_TYPE_STREAM, &cause) ||
      (type == G_SOCKET_TYPE_STREAM && !g_socket_listen (socket, &cause)))
    {
      set_error (error, cause, address);
      return NULL;
    }

  return g_steal_pointer (&socket);
}

/**
 * rk_listen_parse:
 * @text: "192.168.1.10", "192.168.1.10:8080" or ":8080" for all interfaces
 * @error: %RK_ERROR_INVALID
 *
 * Returns: (transfer full): what to listen on; port 80 if none was given
 */
GInetSocketAddress *
rk_listen_parse (const char  *text,
                 GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", 2);
  const char *host = parts[0] != NULL && *parts[0] != '\0' ? parts[0] : "0.0.0.0";
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);
  guint64 port = DEFAULT_PORT;

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” is no IPv4 address to listen on", text);
      return NULL;
    }

  if (parts[0] != NULL && parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXUINT16, &port, NULL))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” is no port number", parts[1]);
      return NULL;
    }

  return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (address, (guint16)port));
}

/**
 * rk_listen_format:
 * @address: an address
 *
 * Returns: (transfer full): "192.168.1.10:80"
 */
char *
rk_listen_format (GInetSocketAddress *address)
{
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (address));

  return g_strdup_printf ("%s:%u", host, g_inet_socket_address_get_port (address));
}

/**
 * rk_listen_local_towards:
 * @peer: (nullable): another computer or module; %NULL for the world
 * @error: %RK_ERROR_PORT_MISSING where there is no network
 *
 * Which of this computer's addresses @peer would reach it by.  Nothing is sent.
 *
 * Returns: (transfer full): the address
 */
GInetAddress *
rk_listen_local_towards (GInetAddress  *peer,
                         GError       **error)
{
  g_autoptr(GInetAddress) far = peer != NULL ? g_object_ref (peer) : g_inet_address_new_from_string (FAR_AWAY);
  g_autoptr(GSocketAddress) target = g_inet_socket_address_new (far, DEFAULT_PORT);
  g_autoptr(GSocketAddress) local = NULL;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP,
                                            &cause);

  if (socket != NULL && g_socket_connect (socket, target, NULL, &cause))
    local = g_socket_get_local_address (socket, &cause);
  if (local == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "this computer is in no network: %s", cause->message);
      return NULL;
    }

  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)));
}

/**
 * rk_listen_advice:
 * @error: of rk_listen_socket()
 * @port: that was asked for
 *
 * Returns: (transfer full) (nullable): what to do about it, in plain words
 */
RkFinding *
rk_listen_advice (const GError *error,
                  guint16       port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);

#ifdef G_OS_WIN32
  if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_DENIED))
    return rk_finding_new ("server.denied", RK_SEVERITY_ERROR,
                           N_("Windows does not release port {port}."),
                           N_("Its own web service holds it, or it belongs to a range that Windows keeps."),
                           N_("Stop the service “World Wide Web Publishing Service”. Which ranges are kept is told by: netsh interface ipv4 show excludedportrange tcp"),
                           "port", number, NULL);
#endif
  if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_DENIED))
    return rk_finding_new ("server.denied", RK_SEVERITY_ERROR,
                           N_("This user may not listen on port {port}."),
                           N_("Modules always ask at port 80 (and 53 for names), and Linux keeps ports below 1024 for the administrator."),
                           N_("Allow it until the next restart with: sudo sysctl net.ipv4.ip_unprivileged_port_start={port}. Or give the program the right for good: sudo setcap cap_net_bind_service=+ep followed by the program’s path."),
                           "port", number, NULL);
  if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_BUSY))
    return rk_finding_new ("server.busy", RK_SEVERITY_ERROR,
                           N_("Another program already listens on port {port}."),
                           N_("A web server often holds port 80, and the system’s own name service port 53."),
                           N_("Stop that program, or listen on one address only, the one that the modules reach."),
                           "port", number, NULL);
  if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_MISSING))
    return rk_finding_new ("server.no-address", RK_SEVERITY_ERROR,
                           N_("This computer does not have that address."),
                           N_("The network is not connected, or the address has changed."),
                           N_("Connect to the network that the modules are in and choose one of this computer’s addresses."),
                           NULL);
  return NULL;
}

/**
 * rk_listen_notice:
 *
 * Returns: (transfer full) (nullable): what a person should know when a server
 *   starts on this system, because others may not reach it otherwise
 */
RkFinding *
rk_listen_notice (void)
{
#ifdef G_OS_WIN32
  return rk_finding_new ("server.firewall", RK_SEVERITY_INFO,
                         N_("Windows may ask whether Rekindle may be reached from the network."),
                         N_("Its firewall keeps modules out until that is allowed, and asks only the first time."),
                         N_("Allow it for private networks. If it was refused before: Windows Security, Firewall, Allow an app. The network of the modules must be private, not public."),
                         NULL);
#else
  return NULL;
#endif
}
