/* rk-dns-responder.c: tells modules that the update server is this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-dns-responder.h"

#include "rk-listen.h"

/* So many datagrams in a row, so that a flood leaves time for the window. */
#define BURST 16

/* So many queries are told of in a second; all are answered. */
#define REPORTS_PER_SECOND 20

struct _RkDnsResponder
{
  GObject parent_instance;

  GSocket            *socket;
  GSource            *source;
  GInetSocketAddress *address;
  GInetAddress       *server; /* NULL: the address that the asking module reaches us by */
  gint64              report_second;
  guint               reports;
};

G_DEFINE_FINAL_TYPE (RkDnsResponder, rk_dns_responder, G_TYPE_OBJECT)

enum
{
  QUERY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
report (RkDnsResponder *self,
        RkDnsVerdict    verdict,
        const char     *asked,
        GInetAddress   *peer)
{
  gint64 second = g_get_monotonic_time () / G_USEC_PER_SEC;
  g_autofree char *name = NULL;

  if (second != self->report_second)
    self->reports = 0;
  self->report_second = second;
  if (self->reports++ >= REPORTS_PER_SECOND)
    return;

  name = g_inet_address_to_string (peer);
  g_signal_emit (self, signals[QUERY], 0, (int)verdict, name, asked);
}

static GInetAddress *
get_server (RkDnsResponder *self,
            GInetAddress   *peer)
{
  return self->server != NULL ? g_object_ref (self->server) : rk_listen_local_towards (peer, NULL);
}

static void
answer (RkDnsResponder *self,
        GSocketAddress *from,
        const guint8   *query,
        gsize           length)
{
  GInetAddress *peer = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from));
  g_autoptr(GInetAddress) server = get_server (self, peer);
  g_autofree char *asked = NULL;
  guint8 reply[RK_DNS_MAX_MESSAGE];
  RkDnsVerdict verdict;
  gsize reply_length;

  if (server == NULL)
    return;

  verdict = rk_dns_answer (query, length, RK_UPDATE_HOST, g_inet_address_to_bytes (server), reply, &reply_length,
                           &asked);
  if (reply_length > 0)
    g_socket_send_to (self->socket, from, (const char *)reply, reply_length, NULL, NULL);
  if (verdict != RK_DNS_IGNORED)
    report (self, verdict, asked, peer);
}

static gboolean
query_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  g_autoptr(RkDnsResponder) self = g_object_ref (user_data);

  for (guint i = 0; i < BURST && self->socket != NULL; i++)
    {
      g_autoptr(GSocketAddress) from = NULL;
      guint8 query[RK_DNS_MAX_MESSAGE + 1];
      gssize length = g_socket_receive_from (self->socket, &from, (char *)query, sizeof query, NULL, NULL);

      if (length < 0)
        break;
      answer (self, from, query, (gsize)length);
    }

  return self->source != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
rk_dns_responder_dispose (GObject *object)
{
  rk_dns_responder_stop (RK_DNS_RESPONDER (object));

  G_OBJECT_CLASS (rk_dns_responder_parent_class)->dispose (object);
}

static void
rk_dns_responder_class_init (RkDnsResponderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_dns_responder_dispose;

  /**
   * RkDnsResponder::query:
   * @verdict: an #RkDnsVerdict
   * @peer: the address that asked
   * @name: (nullable): what it asked for, fit to be shown
   *
   * A query came.  Only the first of a second are told of when there are many.
   */
  signals[QUERY] = g_signal_new ("query", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING);
}

static void
rk_dns_responder_init (RkDnsResponder *self)
{
}

/**
 * rk_dns_responder_new:
 *
 * Returns: (transfer full): a responder that does not listen yet
 */
RkDnsResponder *
rk_dns_responder_new (void)
{
  return g_object_new (RK_TYPE_DNS_RESPONDER, NULL);
}

/**
 * rk_dns_responder_start:
 * @self: a responder that does not listen
 * @address: what to listen on, usually at %RK_DNS_PORT
 * @server: (nullable): the update server's address; %NULL for the one of this
 *   computer's that the asking module reaches
 * @error: as rk_listen_socket()
 *
 * Begins to answer, on the thread-default main context.
 *
 * Returns: whether it listens
 */
gboolean
rk_dns_responder_start (RkDnsResponder      *self,
                        GInetSocketAddress  *address,
                        GInetAddress        *server,
                        GError             **error)
{
  GSocketAddress *local;

  g_return_val_if_fail (RK_IS_DNS_RESPONDER (self), FALSE);
  g_return_val_if_fail (self->socket == NULL, FALSE);

  self->socket = rk_listen_socket (G_SOCKET_TYPE_DATAGRAM, address, error);
  if (self->socket == NULL)
    return FALSE;

  local = g_socket_get_local_address (self->socket, NULL);
  self->address = local != NULL ? G_INET_SOCKET_ADDRESS (local) : g_object_ref (address);
  self->server = server != NULL ? g_object_ref (server) : NULL;
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (self->source, G_SOURCE_FUNC (query_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return TRUE;
}

/**
 * rk_dns_responder_stop:
 * @self: a responder
 *
 * Stops to answer; nothing happens if it did not listen.
 */
void
rk_dns_responder_stop (RkDnsResponder *self)
{
  g_return_if_fail (RK_IS_DNS_RESPONDER (self));

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_clear_object (&self->server);
}

/**
 * rk_dns_responder_get_address:
 * @self: a responder
 *
 * Returns: (transfer none) (nullable): what it listens on, %NULL if it does not
 */
GInetSocketAddress *
rk_dns_responder_get_address (RkDnsResponder *self)
{
  g_return_val_if_fail (RK_IS_DNS_RESPONDER (self), NULL);

  return self->address;
}
