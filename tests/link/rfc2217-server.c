/* rfc2217-server.c: a small RFC 2217 server with faults to order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written from RFC 854 and RFC 2217, without the code that it tests.
 */

#include "rfc2217-server.h"

#include <string.h>

struct _Rfc2217Server
{
  Rfc2217Manner manner;
  GSocketListener *listener;
  GCancellable *hung_up;
  guint16 port;
  GThread *thread;

  GOutputStream *out;
  GString *log;
  guint controls; /* SET-CONTROL requests so far: the opening makes three */
  gboolean opened;
};

static void
send_bytes (Rfc2217Server *self,
            const guint8  *bytes,
            gsize          count)
{
  gsize step = self->manner & RFC2217_BYTEWISE ? 1 : count;

  /* A client that has left takes no more; the test looks at what it got. */
  for (gsize i = 0; i < count; i += step)
    if (!g_output_stream_write_all (self->out, bytes + i, step, NULL, NULL, NULL))
      return;
}

static void
send_data (Rfc2217Server *self,
           guint8         byte)
{
  const guint8 twice[] = { byte, byte };

  send_bytes (self, twice, byte == 255 ? 2 : 1);
}

static void
send_verb (Rfc2217Server *self,
           guint8         verb,
           guint8         option)
{
  const guint8 bytes[] = { 255, verb, option };

  send_bytes (self, bytes, sizeof bytes);
}

static void
send_answer (Rfc2217Server *self,
             const guint8  *body,
             gsize          length)
{
  static const guint8 head[] = { 255, 250, 44 };
  static const guint8 tail[] = { 255, 240 };
  static const guint8 modem_state[] = { 255, 250, 44, 107, 48, 255, 240 };

  if (self->manner & RFC2217_CHATTY)
    {
      send_data (self, 'z');
      send_bytes (self, modem_state, sizeof modem_state);
    }
  send_bytes (self, head, sizeof head);
  for (gsize i = 0; i < length; i++)
    send_data (self, body[i]);
  send_bytes (self, tail, sizeof tail);
}

static void
log_control (Rfc2217Server *self,
             guint8         value)
{
  static const struct
  {
    guint8      value;
    const char *text;
  } rows[] = {
    { 1, "no-flow-control " }, { 8, "dtr 1 " }, { 9, "dtr 0 " }, { 11, "rts 1 " }, { 12, "rts 0 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].value == value)
      g_string_append (self->log, rows[i].text);
}

static void
log_request (Rfc2217Server *self,
             const guint8  *body)
{
  switch (body[0])
    {
    case 1:
      g_string_append_printf (self->log, "baud %u ",
                              (guint)body[1] << 24 | (guint)body[2] << 16 | (guint)body[3] << 8 | body[4]);
      break;

    case 5:
      log_control (self, body[1]);
      break;

    default:
      g_string_append_printf (self->log, "%u=%u ", body[0], body[1]);
    }
}

static void
take_request (Rfc2217Server *self,
              const guint8  *body,
              gsize          length)
{
  guint8 answer[5] = { 0 };

  if (length < 3 || body[0] != 44)
    return;
  g_assert_cmpuint (length, ==, body[1] == 1 ? 6 : 3);

  log_request (self, body + 1);
  memcpy (answer, body + 1, length - 1);
  answer[0] = (guint8)(body[1] + 100);
  if (self->opened && body[1] == 1 && self->manner & RFC2217_OTHER_BAUD)
    memcpy (answer + 1, "\x00\x00\x25\x80", 4);
  if (!(self->opened && self->manner & RFC2217_MUTE) &&
      !(body[1] == 12 && self->manner & RFC2217_NO_PURGE))
    send_answer (self, answer, length - 1);

  self->controls += body[1] == 5;
  self->opened = self->controls >= 3;
}

static void
take_verb (Rfc2217Server *self,
           guint8         verb,
           guint8         option)
{
  if (verb == 251 && option == 44 && !(self->manner & RFC2217_IGNORES))
    send_verb (self, self->manner & RFC2217_REFUSES ? 254 : 253, option);
  else if (verb == 251 && option != 44)
    send_verb (self, 253, option);
  else if (verb == 253 && option != 44)
    send_verb (self, 251, option);
  else if (verb == 254)
    g_string_append_printf (self->log, "dont %u ", option);
}

/* Takes one whole item off the front of @bytes; returns its length, 0 when it is
 * not yet whole. */
static gsize
take_item (Rfc2217Server *self,
           const guint8  *bytes,
           gsize          count)
{
  guint8 body[64];
  gsize length = 0;

  if (count == 0)
    return 0;
  if (bytes[0] != 255 || (count > 1 && bytes[1] == 255))
    {
      send_data (self, bytes[0]);
      return bytes[0] == 255 ? 2 : 1;
    }
  if (count < 3)
    return 0;
  if (bytes[1] != 250)
    {
      take_verb (self, bytes[1], bytes[2]);
      return 3;
    }

  for (gsize i = 2; i + 1 < count; i++)
    {
      if (bytes[i] == 255 && bytes[i + 1] == 240)
        {
          take_request (self, body, length);
          return i + 2;
        }
      g_assert_cmpuint (length, <, sizeof body);
      body[length++] = bytes[i];
      i += bytes[i] == 255;
    }
  return 0;
}

static gpointer
serve (gpointer user_data)
{
  Rfc2217Server *self = user_data;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GByteArray) pending = g_byte_array_new ();
  GInputStream *in;
  guint8 buffer[1024];
  gssize n;

  connection = g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  g_assert_nonnull (connection);
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  self->out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  if (self->manner & RFC2217_CHATTY)
    send_verb (self, 251, 1);

  while ((n = g_input_stream_read (in, buffer, sizeof buffer, self->hung_up, NULL)) > 0)
    {
      gsize taken;

      g_byte_array_append (pending, buffer, (guint)n);
      while ((taken = take_item (self, pending->data, pending->len)) > 0)
        g_byte_array_remove_range (pending, 0, (guint)taken);
    }
  return NULL;
}

Rfc2217Server *
rfc2217_server_new (Rfc2217Manner manner)
{
  Rfc2217Server *self = g_new0 (Rfc2217Server, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->manner = manner;
  self->log = g_string_new (NULL);
  self->hung_up = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("rfc2217-server", serve, self);
  return self;
}

char *
rfc2217_server_get_port (Rfc2217Server *self)
{
  return g_strdup_printf ("rfc2217://127.0.0.1:%u", self->port);
}

char *
rfc2217_server_finish (Rfc2217Server *self)
{
  char *log;

  g_thread_join (self->thread);
  log = g_string_free (self->log, FALSE);
  g_object_unref (self->listener);
  g_object_unref (self->hung_up);
  g_free (self);
  return log;
}

void
rfc2217_server_hang_up (gpointer self)
{
  g_cancellable_cancel (((Rfc2217Server *)self)->hung_up);
}
