/* rk-cmd-cloud-update.c: rekindle-cli cloud-update
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <string.h>

#include "rk-error.h"
#include "rk-module-cloud.h"

/* The longest password of WPA, and a line end. */
#define MAX_PASSWORD 64

typedef struct
{
  char    *ssid;
  char    *password_file;
  char    *server;
  char    *wanted;
  gboolean check_only;
  gboolean force;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->ssid);
  g_free (options->password_file);
  g_free (options->server);
  g_free (options->wanted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
password_free (char *password)
{
  if (password != NULL)
    memset (password, '*', strlen (password));
  g_free (password);
}

/* The first line; a password on the command line could be read by everybody. */
static char *
read_password (const char  *path,
               GError     **error)
{
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;

  text[strcspn (text, "\r\n")] = '\0';
  if (strlen (text) <= MAX_PASSWORD)
    return text;

  password_free (text);
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” holds no Wi-Fi password: its first line is too long", path);
  return NULL;
}

static void
progress_cb (RkCloudStep  step,
             RkCloudStage stage,
             gint64       time_us,
             gpointer     user_data)
{
  static const char *const nicks[] = {
    [RK_CLOUD_STEP_START] = "start",
    [RK_CLOUD_STEP_ASK] = "ask",
    [RK_CLOUD_STEP_JOIN] = "join",
    [RK_CLOUD_STEP_UPDATE] = "update",
    [RK_CLOUD_STEP_RESTART] = "restart",
  };
  RkCli *cli = user_data;
  const char *title = step == RK_CLOUD_STEP_UPDATE ? rk_cloud_stage_get_title (stage, NULL)
                                                   : rk_cloud_step_get_title (step);
  JsonBuilder *builder = rk_cli_event ("step");

  rk_cli_set_string (builder, "step", nicks[step]);
  if (step == RK_CLOUD_STEP_UPDATE)
    rk_cli_set_int (builder, "stage", (gint64)stage);
  rk_cli_emit (cli, builder);

  if (!cli->json)
    g_printerr ("%s\n", gettext (title));
}

static void
add_result (JsonBuilder         *builder,
            const RkCloudResult *result)
{
  rk_cli_set_string (builder, "outcome", rk_cloud_outcome_get_name (result->outcome));
  rk_cli_set_string (builder, "version-before", result->version_before);
  rk_cli_set_string (builder, "version-after", result->version_after);
  rk_cli_set_int (builder, "slot-before", result->slot_before);
  rk_cli_set_int (builder, "slot-after", result->slot_after);
  for (guint i = 1; i < RK_CLOUD_N_STAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("stage-%u-ms", i);

      if (result->talk.stage_us[i] >= 0)
        rk_cli_set_int (builder, name, result->talk.stage_us[i] / 1000);
    }
}

static RkExit
fail (RkCli               *cli,
      const RkCloudResult *result)
{
  g_autofree char *summary = rk_finding_fill (result->finding, result->finding->summary, NULL);
  g_autoptr(GError) error = NULL;
  JsonBuilder *builder = rk_cli_event ("update");
  gboolean refused = result->outcome == RK_CLOUD_REFUSED;

  add_result (builder, result);
  rk_cli_emit (cli, builder);
  g_set_error (&error, RK_ERROR, refused ? RK_ERROR_PLAN_REFUSED : RK_ERROR_AT_FAILED, "%s", summary);
  return rk_cli_fail (cli, error);
}

static RkExit
succeed (RkCli               *cli,
         const RkCloudResult *result)
{
  JsonBuilder *builder = rk_cli_event ("result");

  if (result->finding == NULL)
    rk_cli_print (cli, _ ("Nothing stands in the way of a cloud update."));
  else
    add_result (builder, result);
  return rk_cli_succeed (cli, builder);
}

static RkExit
update (RkCli                *cli,
        const RkCloudOptions *options)
{
  g_autoptr(RkModule) module = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(GError) error = NULL;
  RkExit code;

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;
  if (cli->baud != 0)
    rk_module_set_baud (module, (guint)cli->baud);

  rk_module_cloud_update_async (module, options, progress_cb, cli, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_cloud_update_finish (module, async, &error);
  if (result == NULL)
    return rk_cli_fail (cli, error);

  if (result->finding != NULL && result->outcome != RK_CLOUD_UPDATED)
    return fail (cli, result);
  return succeed (cli, result);
}

/**
 * rk_cmd_cloud_update:
 *
 * rekindle-cli cloud-update [--ssid NAME --password-file FILE] [--server ADDRESS]
 */
RkExit
rk_cmd_cloud_update (RkCli  *cli,
                     int     argc,
                     char  **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "ssid", 0, 0, G_OPTION_ARG_STRING, &options.ssid,
      N_ ("the Wi-Fi network to join"), N_ ("NAME") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
      N_ ("a file with its password"), N_ ("FILE") },
    { "server", 0, 0, G_OPTION_ARG_STRING, &options.server,
      N_ ("a computer with “rekindle-cli serve --dns”"), N_ ("ADDRESS") },
    { "wanted", 0, 0, G_OPTION_ARG_STRING, &options.wanted,
      N_ ("the version to ask for (ESP-AT only)"), N_ ("VERSION") },
    { "check", 0, 0, G_OPTION_ARG_NONE, &options.check_only,
      N_ ("only look whether the module can be updated"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
      N_ ("go on even though a check refuses it"), NULL },
    { NULL },
  };
  g_autoptr(GError) error = NULL;
  RkCloudOptions cloud = { .hurry = 1 };
  char *password = NULL;
  RkExit code;

  if (!rk_cli_parse (cli, entries, NULL, &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc > 1 || (options.password_file != NULL && options.ssid == NULL))
    return rk_cli_usage (cli, "%s", _ ("cloud-update takes options only, and --password-file with --ssid"));
  if (options.server != NULL && !g_hostname_is_ip_address (options.server))
    return rk_cli_usage (cli, _ ("--server takes an IP address, not “%s”"), options.server);

  if (options.password_file != NULL)
    password = read_password (options.password_file, &error);
  if (error != NULL)
    return rk_cli_fail (cli, error);

  cloud.ssid = options.ssid;
  cloud.password = password;
  cloud.name_server = options.server;
  cloud.wanted = options.wanted;
  cloud.extent = options.check_only ? RK_CLOUD_CHECK : RK_CLOUD_ALL;
  cloud.force = options.force;
  code = update (cli, &cloud);
  password_free (password);
  return code;
}
