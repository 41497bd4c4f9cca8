/* rk-update-server.c: serves firmware to modules that update themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The callbacks of libmicrohttpd run on its thread.  They touch nothing of the
 * object but what is set before the thread starts, and the log and the watch,
 * which lock.
 */

#include "rk-update-server.h"

#include <microhttpd.h>
#include <string.h>
#ifdef G_OS_WIN32
#include <winsock2.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include "rk-error.h"
#include "rk-listen.h"
#include "rk-update-log-private.h"
#include "rk-update-watch-private.h"

/* A module's request has some 450 bytes.  The answer's header shares this memory
 * with it; files are sent from where they are.
 */
#define CONNECTION_MEMORY (8u * 1024)

/* When all has been handed to the system the file counts as sent, so what waits
 * there is kept small: for a module that takes a minute for a file, two seconds.
 */
#define SEND_BUFFER (16 * 1024)

/* Of a request's target, as far as it is shown. */
#define MAX_LINE 120

struct _RkUpdateServer
{
  GObject parent_instance;

  RkUpdateLimits      limits;
  RkUpdateLog        *log;
  RkUpdateWatch      *watch;
  RkUpdateFirmware   *firmware;
  GSocket            *socket;
  GInetSocketAddress *address;
  struct MHD_Daemon  *daemon;
  guint64             last_id; /* server thread */
};

/* A request, from its first line to the end of its answer. */
typedef struct
{
  RkUpdateServer  *server;
  GBytes          *bytes;
  RkUpdateRequest  request;
  RkUpdateTransfer transfer;
  gboolean         begun; /* its header is complete */
} Exchange;

G_DEFINE_FINAL_TYPE (RkUpdateServer, rk_update_server, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RUNNING,
  N_PROPS
};

enum
{
  TRANSFER,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
log_cb (const RkUpdateTransfer *transfer,
        GObject                *owner)
{
  g_signal_emit (owner, signals[TRANSFER], 0, transfer);
}

static void
report (Exchange      *exchange,
        RkUpdateState  state)
{
  exchange->transfer.state = state;
  _rk_update_log_add (exchange->server->log, &exchange->transfer);
}

/* The peer's address, of the socket itself: nothing that a header could claim. */
static char *
get_peer (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr_in *in = info != NULL ? (const void *)info->client_addr : NULL;
  g_autoptr(GInetAddress) address = NULL;

  if (in == NULL || in->sin_family != AF_INET)
    return g_strdup ("?");

  address = g_inet_address_new_from_bytes ((const guint8 *)&in->sin_addr, G_SOCKET_FAMILY_IPV4);
  return g_inet_address_to_string (address);
}

static RkUpdateConnection *
get_watched (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  return info != NULL ? info->socket_context : NULL;
}

/* The first thing heard of a request: its target as it was sent. */
static void *
target_cb (void                  *cls,
           const char            *target,
           struct MHD_Connection *connection)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->server = cls;
  rk_update_request_parse (&exchange->request, target);
  exchange->transfer.line = g_strescape (target, NULL);
  if (strlen (exchange->transfer.line) > MAX_LINE)
    exchange->transfer.line[MAX_LINE] = '\0';
  exchange->transfer.id = ++exchange->server->last_id;
  exchange->transfer.peer = get_peer (connection);
  exchange->transfer.kind = exchange->request.kind;
  exchange->transfer.file = exchange->request.file;
  return exchange;
}

static enum MHD_Result
send_response (struct MHD_Connection *connection,
               guint                  status,
               struct MHD_Response   *response)
{
  enum MHD_Result result;

  if (response == NULL)
    return MHD_NO;

  result = MHD_queue_response (connection, status, response);
  MHD_destroy_response (response);
  return result;
}

static enum MHD_Result
refuse (Exchange              *exchange,
        struct MHD_Connection *connection,
        guint                  status)
{
  struct MHD_Response *response = MHD_create_response_from_buffer (0, NULL, MHD_RESPMEM_PERSISTENT);

  if (response != NULL)
    {
      MHD_add_response_header (response, MHD_HTTP_HEADER_CONNECTION, "close");
      if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header (response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    }

  exchange->transfer.status = status;
  report (exchange, RK_UPDATE_REFUSED);
  return send_response (connection, status, response);
}

/* One packet, and then the connection must be closed: the firmware of 2014 asks
 * for the file only once it is.
 */
static enum MHD_Result
send_version (Exchange              *exchange,
              struct MHD_Connection *connection)
{
  char *text = rk_update_version_reply (rk_update_firmware_get_version (exchange->server->firmware));
  struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback (strlen (text), text, g_free);

  if (response == NULL)
    {
      g_free (text);
      return MHD_NO;
    }

  MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
  MHD_add_response_header (response, MHD_HTTP_HEADER_CONNECTION, "close");
  exchange->transfer.status = MHD_HTTP_OK;
  return send_response (connection, MHD_HTTP_OK, response);
}

static enum MHD_Result
send_file (Exchange              *exchange,
           struct MHD_Connection *connection)
{
  RkUpdateServer *self = exchange->server;
  struct MHD_Response *response;

  exchange->transfer.status = MHD_HTTP_OK;
  exchange->transfer.size = g_bytes_get_size (exchange->bytes);
  report (exchange, RK_UPDATE_ASKED);

  response = MHD_create_response_from_buffer ((gsize)exchange->transfer.size,
                                              (void *)g_bytes_get_data (exchange->bytes, NULL),
                                              MHD_RESPMEM_PERSISTENT);
  if (response == NULL)
    return MHD_NO;

  MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/octet-stream");
  MHD_add_response_header (response, MHD_HTTP_HEADER_ACCEPT_RANGES, "none");

  /* After the size some firmware goes on with the same connection. */
  if (!exchange->transfer.size_only)
    MHD_add_response_header (response, MHD_HTTP_HEADER_CONNECTION, "close");

  if (!exchange->transfer.size_only)
    _rk_update_watch_begin (self->watch, get_watched (connection), &exchange->transfer, self->limits.transfer_ms);
  return send_response (connection, MHD_HTTP_OK, response);
}

static enum MHD_Result
answer (Exchange              *exchange,
        struct MHD_Connection *connection)
{
  const RkUpdateFirmware *firmware = exchange->server->firmware;
  const RkUpdateRequest *request = &exchange->request;

  if (!rk_update_host_is_ours (MHD_lookup_connection_value (connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST)))
    return refuse (exchange, connection, MHD_HTTP_MISDIRECTED_REQUEST);
  if (request->kind == RK_UPDATE_REQUEST_VERSION)
    return send_version (exchange, connection);
  if (request->kind != RK_UPDATE_REQUEST_FILE ||
      !rk_update_request_is_for (request, rk_update_firmware_get_version (firmware)) ||
      rk_update_firmware_get_file (firmware, request->file) == NULL)
    return refuse (exchange, connection, MHD_HTTP_NOT_FOUND);

  exchange->bytes = g_bytes_ref (rk_update_firmware_get_file (firmware, request->file));
  return send_file (exchange, connection);
}

/* Called when a request's header is complete, then for each part of its body, then
 * at its end.  What is answered at the first call has its body left unread and the
 * connection closed: right for a method that nobody needs, and wrong for the HEAD
 * after which a module goes on.
 */
static enum MHD_Result
request_cb (void                  *cls,
            struct MHD_Connection *connection,
            const char            *url,
            const char            *method,
            const char            *version,
            const char            *upload_data,
            size_t                *upload_size,
            void                 **context)
{
  Exchange *exchange = *context;

  exchange->transfer.size_only = g_str_equal (method, MHD_HTTP_METHOD_HEAD);
  if (!exchange->transfer.size_only && !g_str_equal (method, MHD_HTTP_METHOD_GET))
    return refuse (exchange, connection, MHD_HTTP_METHOD_NOT_ALLOWED);

  if (!exchange->begun || *upload_size > 0)
    {
      exchange->begun = TRUE;
      *upload_size = 0;
      return MHD_YES;
    }

  return answer (exchange, connection);
}

static void
completed_cb (void                            *cls,
              struct MHD_Connection           *connection,
              void                           **context,
              enum MHD_RequestTerminationCode  code)
{
  RkUpdateServer *self = cls;
  Exchange *exchange = *context;
  RkUpdateConnection *watched = get_watched (connection);
  gboolean complete = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;

  if (exchange == NULL)
    return;

  exchange->transfer.sent = _rk_update_watch_end (self->watch, watched, self->limits.request_ms);
  if (complete && exchange->bytes != NULL && !exchange->transfer.size_only)
    exchange->transfer.sent = exchange->transfer.size;
  if (exchange->transfer.status == MHD_HTTP_OK)
    report (exchange, complete ? RK_UPDATE_DONE : RK_UPDATE_BROKEN_OFF);

  g_clear_pointer (&exchange->bytes, g_bytes_unref);
  g_free (exchange->transfer.peer);
  g_free (exchange->transfer.line);
  g_free (exchange);
  *context = NULL;
}

static void
connection_cb (void                                 *cls,
               struct MHD_Connection                *connection,
               void                                **socket_context,
               enum MHD_ConnectionNotificationCode   code)
{
  RkUpdateServer *self = cls;
  const union MHD_ConnectionInfo *info;
  int buffer = SEND_BUFFER;

  if (code == MHD_CONNECTION_NOTIFY_CLOSED)
    {
      if (*socket_context != NULL)
        _rk_update_watch_remove (self->watch, *socket_context);
      *socket_context = NULL;
      return;
    }

  info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  setsockopt (info->connect_fd, SOL_SOCKET, SO_SNDBUF, (const void *)&buffer, sizeof buffer);
  *socket_context = _rk_update_watch_add (self->watch, (int)info->connect_fd, self->limits.request_ms);
}

G_GNUC_PRINTF (2, 0)
static void
error_log_cb (void       *cls,
              const char *format,
              va_list     args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  g_debug ("%s", g_strchomp (text));
}

/* Not epoll, which "auto" would take: of a peer that sends half a request and hangs
 * up, edge-triggered epoll as libmicrohttpd 0.9.75 uses it can miss the end.
 */
static struct MHD_Daemon *
start_daemon (RkUpdateServer *self)
{
  guint flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG;

  if (MHD_is_feature_supported (MHD_FEATURE_POLL) == MHD_YES)
    flags |= MHD_USE_POLL;

  return MHD_start_daemon (flags, 0, NULL, NULL,
                           request_cb, self,
                           MHD_OPTION_EXTERNAL_LOGGER, error_log_cb, self,
                           MHD_OPTION_LISTEN_SOCKET, g_socket_get_fd (self->socket),
                           MHD_OPTION_URI_LOG_CALLBACK, target_cb, self,
                           MHD_OPTION_NOTIFY_COMPLETED, completed_cb, self,
                           MHD_OPTION_NOTIFY_CONNECTION, connection_cb, self,
                           MHD_OPTION_STRICT_FOR_CLIENT, 1,
                           MHD_OPTION_CONNECTION_LIMIT, self->limits.connections,
                           MHD_OPTION_PER_IP_CONNECTION_LIMIT, self->limits.connections_per_address,
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                           MHD_OPTION_CONNECTION_TIMEOUT, self->limits.idle_s,
                           MHD_OPTION_END);
}

static void
rk_update_server_finalize (GObject *object)
{
  RkUpdateServer *self = RK_UPDATE_SERVER (object);

  _rk_update_log_free (self->log);

  G_OBJECT_CLASS (rk_update_server_parent_class)->finalize (object);
}

static void
rk_update_server_dispose (GObject *object)
{
  rk_update_server_stop (RK_UPDATE_SERVER (object));

  G_OBJECT_CLASS (rk_update_server_parent_class)->dispose (object);
}

static void
rk_update_server_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RkUpdateServer *self = RK_UPDATE_SERVER (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, rk_update_server_is_running (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_update_server_class_init (RkUpdateServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rk_update_server_finalize;
  object_class->dispose = rk_update_server_dispose;
  object_class->get_property = rk_update_server_get_property;

  /**
   * RkUpdateServer:running:
   *
   * Whether modules are served.
   */
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkUpdateServer::transfer:
   * @transfer: an #RkUpdateTransfer as it is now
   *
   * A request came, went on or ended.  Several times for a file, with the same id:
   * at most ten times a second while it is sent.
   */
  signals[TRANSFER] = g_signal_new ("transfer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, RK_TYPE_UPDATE_TRANSFER | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rk_update_server_init (RkUpdateServer *self)
{
  /* The longest that any module waits for its file is three minutes. */
  self->limits = (RkUpdateLimits){
    .connections = 128,
    .connections_per_address = 8,
    .request_ms = 10000,
    .idle_s = 60,
    .transfer_ms = 300000,
  };
  self->log = _rk_update_log_new (log_cb, G_OBJECT (self));
}

/**
 * rk_update_server_new:
 *
 * Returns: (transfer full): a server that does not run
 */
RkUpdateServer *
rk_update_server_new (void)
{
  return g_object_new (RK_TYPE_UPDATE_SERVER, NULL);
}

/**
 * rk_update_server_set_limits:
 * @self: a server that does not run
 * @limits: instead of the usual ones
 */
void
rk_update_server_set_limits (RkUpdateServer       *self,
                             const RkUpdateLimits *limits)
{
  g_return_if_fail (RK_IS_UPDATE_SERVER (self));
  g_return_if_fail (!rk_update_server_is_running (self));

  self->limits = *limits;
}

/**
 * rk_update_server_start:
 * @self: a server that does not run
 * @firmware: what to serve; not to be changed any more
 * @address: what to listen on: modules ask at port 80
 * @error: %RK_ERROR_PLAN_REFUSED where the firmware could not start on a module, or
 *   as rk_listen_socket()
 *
 * Begins to serve.
 *
 * Returns: whether it does
 */
gboolean
rk_update_server_start (RkUpdateServer      *self,
                        RkUpdateFirmware    *firmware,
                        GInetSocketAddress  *address,
                        GError             **error)
{
  g_autoptr(GPtrArray) findings = rk_update_firmware_check (firmware);
  GSocketAddress *local;

  g_return_val_if_fail (RK_IS_UPDATE_SERVER (self), FALSE);
  g_return_val_if_fail (!rk_update_server_is_running (self), FALSE);

  if (!rk_plan_accept (findings, error))
    return FALSE;

  self->socket = rk_listen_socket (G_SOCKET_TYPE_STREAM, address, error);
  if (self->socket == NULL)
    return FALSE;

  self->firmware = rk_update_firmware_ref (firmware);
  self->watch = _rk_update_watch_new (self->log);
  local = g_socket_get_local_address (self->socket, NULL);
  self->address = local != NULL ? G_INET_SOCKET_ADDRESS (local) : g_object_ref (address);
  self->daemon = start_daemon (self);
  if (self->daemon == NULL)
    {
      rk_update_server_stop (self);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the server’s thread could not be started");
      return FALSE;
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  return TRUE;
}

/**
 * rk_update_server_stop:
 * @self: a server
 *
 * Breaks off what is being sent and closes the port; nothing happens if it did not
 * run.  The last of its signals are out when this returns.
 */
void
rk_update_server_stop (RkUpdateServer *self)
{
  struct MHD_Daemon *daemon;

  g_return_if_fail (RK_IS_UPDATE_SERVER (self));

  /* The port stays ours: the daemon would close it behind the socket's back. */
  daemon = g_steal_pointer (&self->daemon);
  if (daemon != NULL)
    {
      MHD_quiesce_daemon (daemon);
      MHD_stop_daemon (daemon);
    }

  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_clear_pointer (&self->watch, _rk_update_watch_free);
  g_clear_pointer (&self->firmware, rk_update_firmware_unref);
  if (daemon == NULL)
    return;

  _rk_update_log_flush (self->log);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/**
 * rk_update_server_is_running:
 * @self: a server
 *
 * Returns: whether modules are served
 */
gboolean
rk_update_server_is_running (RkUpdateServer *self)
{
  g_return_val_if_fail (RK_IS_UPDATE_SERVER (self), FALSE);

  return self->daemon != NULL;
}

/**
 * rk_update_server_get_address:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): what it listens on, %NULL if it does not run
 */
GInetSocketAddress *
rk_update_server_get_address (RkUpdateServer *self)
{
  g_return_val_if_fail (RK_IS_UPDATE_SERVER (self), NULL);

  return self->address;
}
