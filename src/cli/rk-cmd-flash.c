/* rk-cmd-flash.c: rekindle-cli flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-error.h"

/* The options as they were written. */
typedef struct
{
  gboolean no_stub;
  gboolean erase_all;
  gboolean force;
  gboolean no_watch;
  gboolean full;
  char    *mode;
  char    *freq;
  char    *size;
  char    *before;
  char    *after;
} Arguments;

static void
arguments_clear (Arguments *arguments)
{
  g_free (arguments->mode);
  g_free (arguments->freq);
  g_free (arguments->size);
  g_free (arguments->before);
  g_free (arguments->after);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static gboolean
parse_arguments (RkCli       *cli,
                 Arguments   *arguments,
                 int         *argc,
                 char      ***argv)
{
  const GOptionEntry entries[] = {
    { "no-stub", 0, 0, G_OPTION_ARG_NONE, &arguments->no_stub, N_ ("use the boot loader in ROM alone"), NULL },
    { "erase-all", 0, 0, G_OPTION_ARG_NONE, &arguments->erase_all, N_ ("erase the whole chip first"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &arguments->force, N_ ("write what a check refuses"), NULL },
    { "flash-mode", 0, 0, G_OPTION_ARG_STRING, &arguments->mode, N_ ("keep, detect, qio, qout, dio, dout"), N_ ("MODE") },
    { "flash-freq", 0, 0, G_OPTION_ARG_STRING, &arguments->freq, N_ ("keep, 40m, 26m, 20m, 80m"), N_ ("FREQ") },
    { "flash-size", 0, 0, G_OPTION_ARG_STRING, &arguments->size, N_ ("detect, keep, 512KB, 1MB, …"), N_ ("SIZE") },
    { "before", 0, 0, G_OPTION_ARG_STRING, &arguments->before, N_ ("auto or none: how to get into the boot loader"), N_ ("HOW") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &arguments->after, N_ ("run or stay: what to do at the end"), N_ ("WHAT") },
    { "no-watch", 0, 0, G_OPTION_ARG_NONE, &arguments->no_watch, N_ ("do not watch the module start"), NULL },
    { "full", 0, 0, G_OPTION_ARG_NONE, &arguments->full, N_ ("send everything, compare nothing"), NULL },
    { NULL },
  };

  return rk_cli_parse (cli, entries, _ ("OFFSET FILE [OFFSET FILE …] | SET"), argc, argv);
}

static gboolean
refuse_value (GError     **error,
              const char  *option,
              const char  *value)
{
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s does not take “%s”", option, value);
  return FALSE;
}

static gboolean
parse_header (const Arguments  *arguments,
              RkHeaderOptions  *header,
              GError          **error)
{
  guint code;

  if (arguments->mode == NULL || g_str_equal (arguments->mode, "keep"))
    header->mode = RK_HEADER_KEEP;
  else if (g_str_equal (arguments->mode, "detect"))
    header->mode = RK_HEADER_DETECT;
  else if (rk_flash_mode_parse (arguments->mode, &code))
    header->mode = (int)code;
  else
    return refuse_value (error, "--flash-mode", arguments->mode);

  if (arguments->freq == NULL || g_str_equal (arguments->freq, "keep"))
    header->freq = RK_HEADER_KEEP;
  else if (rk_flash_freq_parse (arguments->freq, &code))
    header->freq = (int)code;
  else
    return refuse_value (error, "--flash-freq", arguments->freq);

  if (arguments->size == NULL || g_str_equal (arguments->size, "detect"))
    header->size_code = RK_HEADER_DETECT;
  else if (g_str_equal (arguments->size, "keep"))
    header->size_code = RK_HEADER_KEEP;
  else if (rk_flash_map_from_name (arguments->size) != NULL)
    header->size_code = (int)rk_flash_map_from_name (arguments->size)->code;
  else
    return refuse_value (error, "--flash-size", arguments->size);

  return TRUE;
}

static gboolean
parse_options (const RkCli      *cli,
               const Arguments  *arguments,
               RkJobOptions     *options,
               GError          **error)
{
  if (!parse_header (arguments, &options->header, error))
    return FALSE;

  if (!rk_cli_parse_before (arguments->before, &options->before))
    return refuse_value (error, "--before", arguments->before);
  if (!rk_cli_parse_after (arguments->after, &options->after))
    return refuse_value (error, "--after", arguments->after);

  options->no_stub = arguments->no_stub;
  options->full = arguments->full;
  rk_job_options_set_baud (options, (guint)cli->baud);
  options->erase_all = arguments->erase_all;
  options->force = arguments->force;
  options->watch = !arguments->no_watch;
  return TRUE;
}

/**
 * rk_cmd_flash:
 *
 * rekindle-cli flash [OPTIONS] OFFSET FILE [OFFSET FILE …] | flash [OPTIONS] SET
 */
RkExit
rk_cmd_flash (RkCli  *cli,
              int     argc,
              char  **argv)
{
  g_auto(Arguments) arguments = { 0 };
  RkJobOptions options = rk_cli_get_options (cli);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkPlan) plan = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  RkExit code;

  if (!parse_arguments (cli, &arguments, &argc, &argv))
    return RK_EXIT_USAGE;
  if (!parse_options (cli, &arguments, &options, &error))
    return rk_cli_usage (cli, "%s", error->message);

  module = rk_cli_open_module_for (cli, &options, options.force ? RK_LIBRARY_ACCEPT_UNVERIFIED : RK_LIBRARY_FLAGS_NONE,
                                   argc - 1, argv + 1, &plan, &code);
  if (module == NULL)
    return code;

  rk_module_flash_async (module, plan, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_flash_finish (module, async, &error);
  if (result == NULL)
    return rk_cli_fail (cli, error);

  return rk_cli_tell_flash (cli, result);
}
