/* update-client.c: what modules and worse do to an update server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "update-client.h"

#include <string.h>

/* For a server that hangs; nothing waits for it otherwise. */
#define PATIENCE_S 60

/* Connects from @from, or any address of this computer. */
GSocket *
client_connect (GInetSocketAddress *server,
                const char         *from)
{
  g_autoptr(GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, PATIENCE_S);
  if (from != NULL)
    {
      g_autoptr(GSocketAddress) local = g_inet_socket_address_new_from_string (from, 0);

      g_socket_bind (socket, local, FALSE, &error);
      g_assert_no_error (error);
    }

  g_socket_connect (socket, G_SOCKET_ADDRESS (server), NULL, &error);
  g_assert_no_error (error);
  return socket;
}

/* Whether the server took it all; it may well have hung up in between. */
gboolean
client_send (GSocket    *socket,
             const void *bytes,
             gsize       count)
{
  const char *rest = bytes;

  while (count > 0)
    {
      gssize sent = g_socket_send (socket, rest, count, NULL, NULL);

      if (sent <= 0)
        return FALSE;
      rest += sent;
      count -= (gsize)sent;
    }

  return TRUE;
}

/* Everything until the server hangs up, in good order or not. */
GBytes *
client_read_all (GSocket *socket)
{
  GByteArray *reply = g_byte_array_new ();

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      guint8 buffer[4096];
      gssize count = g_socket_receive (socket, (char *)buffer, sizeof buffer, NULL, &error);

      g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
      if (count <= 0)
        return g_byte_array_free_to_bytes (reply);
      g_byte_array_append (reply, buffer, (guint)count);
    }
}

/* One request, of which no more follows. */
GBytes *
client_ask (GInetSocketAddress *server,
            const void         *bytes,
            gsize               count)
{
  g_autoptr(GSocket) socket = client_connect (server, NULL);

  client_send (socket, bytes, count);
  return client_read_all (socket);
}

/* Where the text @needle is, or NULL. */
static const char *
find (GBytes     *reply,
      const char *needle)
{
  gsize size;
  const char *bytes = g_bytes_get_data (reply, &size);

  return bytes != NULL ? memmem (bytes, size, needle, strlen (needle)) : NULL;
}

/* The status of the first answer, or 0. */
guint
client_status (GBytes *reply)
{
  gsize size;
  const char *bytes = g_bytes_get_data (reply, &size);

  if (size < 12 || memcmp (bytes, "HTTP/1.", 7) != 0)
    return 0;
  return (guint)g_ascii_strtoull (bytes + 9, NULL, 10);
}

/* What follows the first header. */
GBytes *
client_body (GBytes *reply)
{
  const char *end = find (reply, "\r\n\r\n");
  gsize offset;

  g_assert_nonnull (end);
  offset = (gsize)(end + 4 - (const char *)g_bytes_get_data (reply, NULL));
  return g_bytes_new_from_bytes (reply, offset, g_bytes_get_size (reply) - offset);
}

gboolean
client_has (GBytes     *reply,
            const char *text)
{
  return find (reply, text) != NULL;
}
