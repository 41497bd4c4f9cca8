/* rk-cmd-serve.c: rekindle-cli serve
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <stdio.h>
#ifdef G_OS_WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "rk-dns-responder.h"
#include "rk-error.h"
#include "rk-finding-text.h"
#include "rk-listen.h"
#include "rk-set.h"
#include "rk-update-server.h"

/* The port at which all AT firmware asks. */
#define HTTP_PORT 80

typedef struct
{
  RkCli    *cli;
  guint     files; /* that went out whole */
  gboolean  terminal;
  gboolean  open;  /* the cursor stands in a line of progress */
} Serving;

typedef struct
{
  char    *paths[RK_UPDATE_N_FILES];
  char    *version;
  char    *listen;
  gboolean dns;
  int      dns_port;
} Options;

static void
options_clear (Options *options)
{
  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    g_free (options->paths[i]);
  g_free (options->version);
  g_free (options->listen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
state_name (RkUpdateState state)
{
  static const char *const names[] = {
    [RK_UPDATE_ASKED] = "asked",
    [RK_UPDATE_SENDING] = "sending",
    [RK_UPDATE_DONE] = "done",
    [RK_UPDATE_BROKEN_OFF] = "broken-off",
    [RK_UPDATE_REFUSED] = "refused",
  };

  return names[state];
}

static void
emit_transfer (Serving                *serving,
               const RkUpdateTransfer *transfer)
{
  static const char *const kinds[] = {
    [RK_UPDATE_REQUEST_OTHER] = "other",
    [RK_UPDATE_REQUEST_VERSION] = "version",
    [RK_UPDATE_REQUEST_FILE] = "file",
  };
  JsonBuilder *builder = rk_cli_event ("transfer");

  rk_cli_set_int (builder, "id", (gint64)transfer->id);
  rk_cli_set_string (builder, "module", transfer->peer);
  rk_cli_set_string (builder, "state", state_name (transfer->state));
  rk_cli_set_string (builder, "asks-for", transfer->size_only ? "size" : kinds[transfer->kind]);
  rk_cli_set_string (builder, "request", transfer->line);
  rk_cli_set_int (builder, "status", transfer->status);
  if (transfer->kind == RK_UPDATE_REQUEST_FILE)
    {
      rk_cli_set_string (builder, "file", rk_update_file_get_name (transfer->file));
      rk_cli_set_int (builder, "sent", (gint64)transfer->sent);
      rk_cli_set_int (builder, "size", (gint64)transfer->size);
    }
  rk_cli_emit (serving->cli, builder);
}

static char *
describe_file (const RkUpdateTransfer *transfer)
{
  const char *file = rk_update_file_get_name (transfer->file);
  g_autofree char *sent = rk_size_text (transfer->sent);
  g_autofree char *size = rk_size_text (transfer->size);

  switch (transfer->state)
    {
    case RK_UPDATE_ASKED:
      /* translators: a file's name and its size */
      return g_strdup_printf (_ ("asks for %s (%s)"), file, size);
    case RK_UPDATE_SENDING:
      /* translators: a file's name, how much of it, how much in all */
      return g_strdup_printf (_ ("%s: %s of %s"), file, sent, size);
    case RK_UPDATE_DONE:
      return g_strdup_printf (_ ("has received all of %s"), file);
    case RK_UPDATE_BROKEN_OFF:
      return g_strdup_printf (_ ("broke off after %s of %s"), sent, file);
    case RK_UPDATE_REFUSED:
    default:
      return NULL;
    }
}

static char *
describe (const RkUpdateTransfer *transfer)
{
  if (transfer->state == RK_UPDATE_REFUSED)
    return g_strdup_printf (_ ("asked for %s, which is not served (%u)"), transfer->line, transfer->status);
  if (transfer->kind == RK_UPDATE_REQUEST_VERSION)
    return g_strdup (_ ("asked for the version"));
  if (transfer->size_only)
    return transfer->state == RK_UPDATE_DONE ? g_strdup (_ ("asked for the size of the file")) : NULL;

  return describe_file (transfer);
}

/* Progress is drawn over and over on a terminal, and left out elsewhere. */
static void
print_transfer (Serving                *serving,
                const RkUpdateTransfer *transfer)
{
  g_autofree char *text = describe (transfer);

  if (text == NULL || (transfer->state == RK_UPDATE_SENDING && !serving->terminal))
    return;

  if (serving->open)
    g_print ("\r\033[K");
  serving->open = transfer->state == RK_UPDATE_SENDING;
  g_print ("%s %s%s", transfer->peer, text, serving->open ? "" : "\n");
}

static void
transfer_cb (RkUpdateServer         *server,
             const RkUpdateTransfer *transfer,
             Serving                *serving)
{
  if (transfer->state == RK_UPDATE_DONE && transfer->kind == RK_UPDATE_REQUEST_FILE && !transfer->size_only)
    serving->files++;

  if (serving->cli->json)
    emit_transfer (serving, transfer);
  else
    print_transfer (serving, transfer);
}

static void
query_cb (RkDnsResponder *responder,
          int             verdict,
          const char     *peer,
          const char     *name,
          Serving        *serving)
{
  JsonBuilder *builder = rk_cli_event ("name");

  rk_cli_set_string (builder, "module", peer);
  rk_cli_set_string (builder, "name", name);
  json_builder_set_member_name (builder, "answered");
  json_builder_add_boolean_value (builder, verdict == RK_DNS_ANSWERED);
  rk_cli_emit (serving->cli, builder);

  if (verdict == RK_DNS_ANSWERED)
    rk_cli_print (serving->cli, _ ("%s asked for the server’s name"), peer);
  else if (verdict == RK_DNS_REFUSED)
    rk_cli_print (serving->cli, _ ("%s asked for the name %s, which is not answered here"), peer, name);
}

/* What the options and a set name, or NULL with the error set. */
static RkUpdateFirmware *
load_firmware (const Options *options,
               int            argc,
               char         **argv,
               GError       **error)
{
  g_autoptr(RkPlan) plan = argc == 2 ? rk_set_load (argv[1], 0, error) : NULL;
  g_autoptr(RkUpdateFirmware) firmware = NULL;

  if (argc == 2 && plan == NULL)
    return NULL;

  firmware = plan != NULL ? rk_update_firmware_new_from_plan (plan) : rk_update_firmware_new ();
  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    if (options->paths[i] != NULL &&
        !rk_update_firmware_load_file (firmware, (RkUpdateFile)i, options->paths[i], error))
      return NULL;

  if (options->version != NULL && !rk_update_firmware_set_version (firmware, options->version, error))
    return NULL;
  return g_steal_pointer (&firmware);
}

/* Not all interfaces unless asked to: the one that leads to the world. */
static GInetSocketAddress *
choose_address (const char  *listen,
                GError     **error)
{
  g_autoptr(GInetAddress) local = NULL;

  if (listen != NULL)
    return rk_listen_parse (listen, error);

  local = rk_listen_local_towards (NULL, error);
  return local != NULL ? G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (local, HTTP_PORT)) : NULL;
}

static RkExit
fail_to_listen (RkCli        *cli,
                const GError *error,
                guint16       port)
{
  g_autoptr(RkFinding) advice = rk_listen_advice (error, port);

  if (advice != NULL)
    rk_cli_print_finding (cli, advice);
  return rk_cli_fail (cli, error);
}

/* The address as modules see it: of 0.0.0.0, the one that leads to the world. */
static char *
get_reachable (GInetSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (address);
  g_autoptr(GInetAddress) local = g_inet_address_get_is_any (inet) ? rk_listen_local_towards (NULL, NULL) : NULL;

  return g_inet_address_to_string (local != NULL ? local : inet);
}

static void
print_start (RkCli              *cli,
             RkUpdateFirmware   *firmware,
             GInetSocketAddress *address,
             gboolean            dns)
{
  g_autoptr(RkFinding) notice = rk_listen_notice ();
  g_autofree char *where = rk_listen_format (address);
  g_autofree char *host = get_reachable (address);
  JsonBuilder *builder = rk_cli_event ("serving");

  rk_cli_set_string (builder, "address", where);
  rk_cli_set_string (builder, "version", rk_update_firmware_get_version (firmware));
  rk_cli_emit (cli, builder);

  if (notice != NULL)
    rk_cli_print_finding (cli, notice);
  rk_cli_print (cli, _ ("Serving version %s on %s. Ctrl+C ends it."), rk_update_firmware_get_version (firmware), where);
  if (g_inet_socket_address_get_port (address) != HTTP_PORT)
    rk_cli_print (cli, _ ("Real modules ask at port %d only."), HTTP_PORT);
  if (dns)
    rk_cli_print (cli, _ ("Names are answered too. Have the modules ask here: AT+CIPDNS_CUR=1,\"%s\" from AT 1.5 on, or\n"
                          "make %s the name server that the router or hot-spot hands out."), host, host);
  else
    rk_cli_print (cli, _ ("Modules look for %s. Let that name lead to %s: in the router’s or hot-spot’s\n"
                          "list of hosts, or with --dns."), RK_UPDATE_HOST, host);
}

static gboolean
print_findings (RkCli            *cli,
                RkUpdateFirmware *firmware,
                GError          **error)
{
  g_autoptr(GPtrArray) findings = rk_update_firmware_check (firmware);

  for (guint i = 0; i < findings->len; i++)
    rk_cli_print_finding (cli, findings->pdata[i]);
  return rk_plan_accept (findings, error);
}

/* Until Ctrl+C. */
static RkExit
serve (RkCli          *cli,
       RkUpdateServer *server,
       Serving        *serving)
{
  JsonBuilder *builder = rk_cli_event ("result");

  while (!g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);

  rk_update_server_stop (server);
  if (serving->open)
    g_print ("\n");
  rk_cli_print (cli, ngettext ("%u file was sent.", "%u files were sent.", serving->files), serving->files);
  rk_cli_set_int (builder, "files", serving->files);
  return rk_cli_succeed (cli, builder);
}

static RkExit
run (RkCli            *cli,
     RkUpdateFirmware *firmware,
     const Options    *options)
{
  g_autoptr(RkUpdateServer) server = rk_update_server_new ();
  g_autoptr(RkDnsResponder) responder = rk_dns_responder_new ();
  g_autoptr(GInetSocketAddress) address = NULL;
  g_autoptr(GSocketAddress) name_address = NULL;
  g_autoptr(GError) error = NULL;
  Serving serving = { .cli = cli, .terminal = isatty (fileno (stdout)) != 0 };

  address = choose_address (options->listen, &error);
  if (address == NULL)
    return rk_cli_fail (cli, error);

  g_signal_connect (server, "transfer", G_CALLBACK (transfer_cb), &serving);
  if (!rk_update_server_start (server, firmware, address, &error))
    return fail_to_listen (cli, error, g_inet_socket_address_get_port (address));

  name_address = g_inet_socket_address_new (g_inet_socket_address_get_address (address), (guint16)options->dns_port);
  g_signal_connect (responder, "query", G_CALLBACK (query_cb), &serving);
  if (options->dns && !rk_dns_responder_start (responder, G_INET_SOCKET_ADDRESS (name_address), NULL, &error))
    return fail_to_listen (cli, error, (guint16)options->dns_port);

  print_start (cli, firmware, rk_update_server_get_address (server), options->dns);
  return serve (cli, server, &serving);
}

/**
 * rk_cmd_serve:
 *
 * rekindle-cli serve --user1 FILE --user2 FILE | SET
 */
RkExit
rk_cmd_serve (RkCli  *cli,
              int     argc,
              char  **argv)
{
  g_auto(Options) options = { .dns_port = RK_DNS_PORT };
  const GOptionEntry entries[] = {
    { "user1", 0, 0, G_OPTION_ARG_FILENAME, &options.paths[RK_UPDATE_USER1],
      N_ ("the build for slot 1"), N_ ("FILE") },
    { "user2", 0, 0, G_OPTION_ARG_FILENAME, &options.paths[RK_UPDATE_USER2],
      N_ ("the build for slot 2"), N_ ("FILE") },
    { "ota", 0, 0, G_OPTION_ARG_FILENAME, &options.paths[RK_UPDATE_OTA],
      N_ ("the build for ESP-AT modules"), N_ ("FILE") },
    { "version", 0, 0, G_OPTION_ARG_STRING, &options.version,
      N_ ("the version to tell (that of the files)"), N_ ("VERSION") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options.listen,
      N_ ("where to listen (this computer’s address, port 80)"), N_ ("ADDRESS[:PORT]") },
    { "dns", 0, 0, G_OPTION_ARG_NONE, &options.dns,
      N_ ("also answer the question for the server’s name"), NULL },
    { "dns-port", 0, 0, G_OPTION_ARG_INT, &options.dns_port,
      N_ ("the port for that (53)"), "N" },
    { NULL },
  };
  g_autoptr(RkUpdateFirmware) firmware = NULL;
  g_autoptr(GError) error = NULL;

  if (!rk_cli_parse (cli, entries, _ ("[SET]"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc > 2 || options.dns_port < 0 || options.dns_port > G_MAXUINT16)
    return rk_cli_usage (cli, "%s", _ ("serve takes --user1 FILE and --user2 FILE, or one SET"));

  firmware = load_firmware (&options, argc, argv, &error);
  if (firmware == NULL || !print_findings (cli, firmware, &error))
    return rk_cli_fail (cli, error);

  return run (cli, firmware, &options);
}
