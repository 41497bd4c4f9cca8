/* rk-rfc2217-link.c: a serial port at the other end of a network (RFC 2217)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telnet with the COM-PORT-OPTION.  Every request is answered by the server with
 * the value that it has set; a request is over when its answer has come, so that
 * what is sent afterwards goes out at the new baud and with the new lines.
 */

#include "rk-rfc2217-link.h"

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-socket-io.h"
#include "rk-telnet.h"

/* How long a server may take to answer: a slow network and a slow driver. */
#define ANSWER_TIMEOUT_MS 3000

/* Not every server confirms a purge (ser2net's gensio only passes it on:
 * lib/sergensio_telnet.c): that is found out once, by waiting this long. */
#define PURGE_TIMEOUT_MS 1000

/* Requests of RFC 2217, section 2; the server's answer has 100 more. */
enum
{
  SET_BAUDRATE = 1,
  SET_DATASIZE = 2,
  SET_PARITY = 3,
  SET_STOPSIZE = 4,
  SET_CONTROL = 5,
  PURGE_DATA = 12,
  ANSWER = 100,
};

/* Their values: SET-PARITY, SET-STOPSIZE, SET-CONTROL, PURGE-DATA. */
enum
{
  PARITY_NONE = 1,
  STOPSIZE_ONE = 1,
  CONTROL_NO_FLOW_CONTROL = 1,
  CONTROL_DTR_ON = 8,
  CONTROL_DTR_OFF = 9,
  CONTROL_RTS_ON = 11,
  CONTROL_RTS_OFF = 12,
  PURGE_RECEIVED = 1,
};

/* A request and what the server made of it.  The answers to SET-CONTROL carry
 * only their value, so that the wanted one is what identifies them. */
typedef struct
{
  guint8   command;
  guint32  value;
  gboolean answered;
  guint32  granted;
} Request;

struct _RkRfc2217Link
{
  RkLink parent_instance;

  GSocketConnection *connection;
  RkTelnetDecoder decoder;
  GByteArray *received;  /* data that came while waiting for an answer */
  GByteArray *unsent;    /* the second half of an IAC IAC that was cut in two */
  GArray *requests;      /* of Request: sent, and waited for */
  gboolean sent_will[256];
  gboolean sent_do[256];
  gboolean accepted;     /* the server lets us control its port */
  gboolean refused;
  gboolean purges_mutely;
};

G_DEFINE_FINAL_TYPE (RkRfc2217Link, rk_rfc2217_link, RK_TYPE_LINK)

static gboolean
is_supported (guint8 option)
{
  return option == RK_TELNET_OPTION_BINARY || option == RK_TELNET_OPTION_SGA ||
         option == RK_TELNET_OPTION_COM_PORT;
}

/* Sends @out whole.  Data may be cut off by a deadline between the two halves of
 * a doubled IAC: the rest is owed to the server before anything else. */
static gboolean
send_bytes (RkRfc2217Link  *self,
            GByteArray     *out,
            gint64          deadline,
            GCancellable   *cancellable,
            GError        **error)
{
  gsize done = 0;
  gsize iacs = 0;
  gboolean sent;

  g_byte_array_prepend (out, self->unsent->data, self->unsent->len);
  sent = rk_socket_write (g_socket_connection_get_socket (self->connection),
                          rk_link_get_port (RK_LINK (self)), out->data, out->len, &done,
                          deadline, cancellable, error);

  while (!sent && iacs < done && out->data[done - 1 - iacs] == RK_TELNET_IAC)
    iacs++;
  if (sent || done > 0)
    g_byte_array_set_size (self->unsent, 0);
  if (iacs % 2 == 1)
    g_byte_array_append (self->unsent, out->data + done, 1);
  return sent;
}

/* Answers what the server wants, once: an answer to our own wish needs none.
 * Not by the reader's deadline, which may have passed already. */
static gboolean
negotiate (RkRfc2217Link  *self,
           guint8          verb,
           guint8          option,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  gboolean supported = is_supported (option);

  if (option == RK_TELNET_OPTION_COM_PORT)
    {
      self->accepted |= verb == RK_TELNET_DO;
      self->refused |= verb == RK_TELNET_DONT;
    }

  if (verb == RK_TELNET_DO && !(supported && self->sent_will[option]))
    {
      rk_telnet_append_negotiation (out, supported ? RK_TELNET_WILL : RK_TELNET_WONT, option);
      self->sent_will[option] = supported;
    }
  if (verb == RK_TELNET_WILL && !(supported && self->sent_do[option]))
    {
      rk_telnet_append_negotiation (out, supported ? RK_TELNET_DO : RK_TELNET_DONT, option);
      self->sent_do[option] = supported;
    }

  return out->len == 0 ||
         send_bytes (self, out, rk_deadline_in_ms (ANSWER_TIMEOUT_MS), cancellable, error);
}

static guint32
read_value (const RkTelnetDecoder *decoder)
{
  guint32 value = 0;

  for (gsize i = 1; i < decoder->length; i++)
    value = value << 8 | decoder->body[i];
  return value;
}

static gsize
value_size (guint8 command)
{
  return command == SET_BAUDRATE ? 4 : 1;
}

/* Notifications of line and modem state come unasked and match no request. */
static void
take_answer (RkRfc2217Link *self)
{
  const RkTelnetDecoder *decoder = &self->decoder;

  if (decoder->option != RK_TELNET_OPTION_COM_PORT || decoder->length == 0)
    return;

  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *request = &g_array_index (self->requests, Request, i);

      if (request->answered || decoder->body[0] != request->command + ANSWER ||
          decoder->length != 1 + value_size (request->command))
        continue;
      if (request->command == SET_CONTROL && read_value (decoder) != request->value)
        continue;

      request->answered = TRUE;
      request->granted = read_value (decoder);
      return;
    }
}

/* Reads what is there and takes it apart.  Data goes to @received.
 * Returns: as rk_link_read() */
static gssize
receive (RkRfc2217Link  *self,
         gint64          deadline,
         GCancellable   *cancellable,
         GError        **error)
{
  guint8 buffer[4096];
  gssize n = rk_socket_read (g_socket_connection_get_socket (self->connection),
                             rk_link_get_port (RK_LINK (self)), buffer, sizeof buffer,
                             deadline, cancellable, error);

  for (gssize i = 0; i < n; i++)
    switch (rk_telnet_decoder_push (&self->decoder, buffer[i]))
      {
      case RK_TELNET_DATA:
        g_byte_array_append (self->received, &self->decoder.byte, 1);
        break;

      case RK_TELNET_NEGOTIATION:
        if (!negotiate (self, self->decoder.verb, self->decoder.option, cancellable, error))
          return -1;
        break;

      case RK_TELNET_SUBNEGOTIATION:
        take_answer (self);
        break;

      case RK_TELNET_NOTHING:
      default:
        break;
      }
  return n;
}

static void
add_request (RkRfc2217Link *self,
             GByteArray    *out,
             guint8         command,
             guint32        value)
{
  Request request = { command, value, FALSE, 0 };
  guint32 big_endian = GUINT32_TO_BE (value);
  guint8 body[5] = { command };
  gsize size = value_size (command);

  memcpy (body + 1, (guint8 *)&big_endian + sizeof big_endian - size, size);
  rk_telnet_append_subnegotiation (out, RK_TELNET_OPTION_COM_PORT, body, 1 + size);
  g_array_append_val (self->requests, request);
}

static gboolean
all_answered (RkRfc2217Link *self)
{
  for (guint i = 0; i < self->requests->len; i++)
    if (!g_array_index (self->requests, Request, i).answered)
      return FALSE;

  return TRUE;
}

static gboolean
is_granted (const Request *request)
{
  return request->command == SET_BAUDRATE ? rk_link_baud_fits (request->value, request->granted)
                                          : request->value == request->granted;
}

static gboolean
check_granted (RkRfc2217Link  *self,
               GError        **error)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      const Request *request = &g_array_index (self->requests, Request, i);

      if (!is_granted (request))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE,
                       "%s set %u instead of %u (RFC 2217 command %u)",
                       rk_link_get_port (RK_LINK (self)), request->granted, request->value,
                       request->command);
          return FALSE;
        }
    }
  return TRUE;
}

/* Sends @out, which holds the requests that were added, and waits until all of
 * them are answered.  Returns 0 when the time is up, -1 on an error. */
static gssize
exchange (RkRfc2217Link  *self,
          GByteArray     *out,
          guint           timeout_ms,
          GCancellable   *cancellable,
          GError        **error)
{
  gint64 deadline;
  gssize n = 1;

  if (!send_bytes (self, out, rk_deadline_in_ms (ANSWER_TIMEOUT_MS), cancellable, error))
    return -1;

  deadline = rk_deadline_in_ms (timeout_ms);
  while (n > 0 && !all_answered (self))
    n = receive (self, deadline, cancellable, error);
  return n;
}

static gboolean
make_requests (RkRfc2217Link  *self,
               GByteArray     *out,
               GCancellable   *cancellable,
               GError        **error)
{
  gssize result = exchange (self, out, ANSWER_TIMEOUT_MS, cancellable, error);

  if (result == 0)
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE,
                 "%s did not confirm RFC 2217 command %u within %u ms",
                 rk_link_get_port (RK_LINK (self)),
                 g_array_index (self->requests, Request, 0).command, ANSWER_TIMEOUT_MS);
  return result > 0 && check_granted (self, error);
}

static void
add_lines (RkRfc2217Link *self,
           GByteArray    *out,
           gboolean       dtr,
           gboolean       rts)
{
  add_request (self, out, SET_CONTROL, dtr ? CONTROL_DTR_ON : CONTROL_DTR_OFF);
  add_request (self, out, SET_CONTROL, rts ? CONTROL_RTS_ON : CONTROL_RTS_OFF);
}

static GByteArray *
begin_requests (RkRfc2217Link *self)
{
  g_array_set_size (self->requests, 0);
  return g_byte_array_new ();
}

/* Both sides send binary and without go-ahead, and we may control the port. */
static gboolean
start_session (RkRfc2217Link  *self,
               GCancellable   *cancellable,
               GError        **error)
{
  static const guint8 options[] = {
    RK_TELNET_OPTION_COM_PORT, RK_TELNET_OPTION_BINARY, RK_TELNET_OPTION_SGA
  };
  gint64 deadline = rk_deadline_in_ms (ANSWER_TIMEOUT_MS);
  g_autoptr(GByteArray) out = begin_requests (self);
  gssize n = 1;

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      rk_telnet_append_negotiation (out, RK_TELNET_WILL, options[i]);
      rk_telnet_append_negotiation (out, RK_TELNET_DO, options[i]);
      self->sent_will[options[i]] = TRUE;
      self->sent_do[options[i]] = TRUE;
    }
  if (!send_bytes (self, out, deadline, cancellable, error))
    return FALSE;

  while (n > 0 && !self->accepted && !self->refused)
    n = receive (self, deadline, cancellable, error);
  if (n < 0)
    return FALSE;
  if (self->accepted)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE,
               "%s does not offer control of its port (RFC 2217)",
               rk_link_get_port (RK_LINK (self)));
  return FALSE;
}

static gboolean
set_up_port (RkRfc2217Link  *self,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autoptr(GByteArray) out = begin_requests (self);

  add_lines (self, out, FALSE, FALSE);
  add_request (self, out, SET_BAUDRATE, rk_link_get_baud (RK_LINK (self)));
  add_request (self, out, SET_DATASIZE, 8);
  add_request (self, out, SET_PARITY, PARITY_NONE);
  add_request (self, out, SET_STOPSIZE, STOPSIZE_ONE);
  add_request (self, out, SET_CONTROL, CONTROL_NO_FLOW_CONTROL);
  return make_requests (self, out, cancellable, error);
}

static gboolean
rk_rfc2217_link_set_baud (RkLink  *link,
                          guint    baud,
                          GError **error)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);
  g_autoptr(GByteArray) out = begin_requests (self);

  add_request (self, out, SET_BAUDRATE, baud);
  return make_requests (self, out, g_cancellable_get_current (), error);
}

static gboolean
rk_rfc2217_link_set_lines (RkLink   *link,
                           gboolean  dtr,
                           gboolean  rts,
                           GError  **error)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);
  g_autoptr(GByteArray) out = begin_requests (self);

  add_lines (self, out, dtr, rts);
  return make_requests (self, out, g_cancellable_get_current (), error);
}

/* All that came before the server's answer is older than the request.  Without
 * an answer, what has come by now is. */
static gboolean
rk_rfc2217_link_discard_input (RkLink  *link,
                               GError **error)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);
  g_autoptr(GByteArray) out = begin_requests (self);
  gssize result;

  add_request (self, out, PURGE_DATA, PURGE_RECEIVED);
  result = exchange (self, out, self->purges_mutely ? 0 : PURGE_TIMEOUT_MS,
                     g_cancellable_get_current (), error);
  self->purges_mutely |= result == 0;
  g_byte_array_set_size (self->received, 0);
  return result >= 0;
}

static gboolean
rk_rfc2217_link_open (RkLink        *link,
                      GCancellable  *cancellable,
                      GError       **error)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);

  self->connection = rk_socket_connect (rk_link_get_port (link), cancellable, error);
  return self->connection != NULL && start_session (self, cancellable, error) &&
         set_up_port (self, cancellable, error);
}

static void
rk_rfc2217_link_close (RkLink *link)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);

  g_clear_object (&self->connection);
  memset (&self->decoder, 0, sizeof self->decoder);
  memset (self->sent_will, 0, sizeof self->sent_will);
  memset (self->sent_do, 0, sizeof self->sent_do);
  self->accepted = FALSE;
  self->refused = FALSE;
  self->purges_mutely = FALSE;
  g_byte_array_set_size (self->received, 0);
  g_byte_array_set_size (self->unsent, 0);
}

static gssize
rk_rfc2217_link_read (RkLink        *link,
                      guint8        *buffer,
                      gsize          count,
                      gint64         deadline,
                      GCancellable  *cancellable,
                      GError       **error)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (link);
  gsize n;

  while (self->received->len == 0)
    {
      gssize result = receive (self, deadline, cancellable, error);

      if (result <= 0)
        return result;
    }

  n = MIN (count, self->received->len);
  memcpy (buffer, self->received->data, n);
  g_byte_array_remove_range (self->received, 0, (guint)n);
  return (gssize)n;
}

static gboolean
rk_rfc2217_link_write (RkLink        *link,
                       const guint8  *bytes,
                       gsize          count,
                       gint64         deadline,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(GByteArray) out = g_byte_array_sized_new ((guint)count + 64);

  rk_telnet_append_data (out, bytes, count);
  return send_bytes (RK_RFC2217_LINK (link), out, deadline, cancellable, error);
}

static void
rk_rfc2217_link_finalize (GObject *object)
{
  RkRfc2217Link *self = RK_RFC2217_LINK (object);

  g_byte_array_unref (self->received);
  g_byte_array_unref (self->unsent);
  g_array_unref (self->requests);

  G_OBJECT_CLASS (rk_rfc2217_link_parent_class)->finalize (object);
}

static void
rk_rfc2217_link_class_init (RkRfc2217LinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rk_rfc2217_link_finalize;
  link_class->open = rk_rfc2217_link_open;
  link_class->close = rk_rfc2217_link_close;
  link_class->read = rk_rfc2217_link_read;
  link_class->write = rk_rfc2217_link_write;
  link_class->set_baud = rk_rfc2217_link_set_baud;
  link_class->set_lines = rk_rfc2217_link_set_lines;
  link_class->discard_input = rk_rfc2217_link_discard_input;
}

static void
rk_rfc2217_link_init (RkRfc2217Link *self)
{
  self->received = g_byte_array_new ();
  self->unsent = g_byte_array_new ();
  self->requests = g_array_new (FALSE, FALSE, sizeof (Request));
}

/**
 * rk_rfc2217_link_new:
 * @port: "rfc2217://host:port"
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_rfc2217_link_new (const char *port)
{
  return g_object_new (RK_TYPE_RFC2217_LINK, "port", port, NULL);
}
