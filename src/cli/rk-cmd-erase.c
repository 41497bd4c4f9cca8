/* rk-cmd-erase.c: rekindle-cli erase
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-flash-map.h"
#include "rk-units.h"

/* --all alone, or OFFSET LENGTH in whole sectors. */
static gboolean
parse_range (gboolean   all,
             int        argc,
             char     **argv,
             guint32   *offset,
             guint32   *length)
{
  if (all)
    return argc == 1;

  return argc == 3 &&
         rk_units_parse (argv[1], offset, NULL) && *offset % RK_FLASH_SECTOR == 0 &&
         rk_units_parse (argv[2], length, NULL) && *length % RK_FLASH_SECTOR == 0 && *length > 0;
}

/**
 * rk_cmd_erase:
 *
 * rekindle-cli erase [--all | OFFSET LENGTH]
 */
RkExit
rk_cmd_erase (RkCli  *cli,
              int     argc,
              char  **argv)
{
  gboolean all = FALSE;
  gboolean no_stub = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("erase the whole chip"), NULL },
    { "no-stub", 0, 0, G_OPTION_ARG_NONE, &no_stub, N_ ("use the boot loader in ROM alone"), NULL },
    { NULL },
  };
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  guint32 offset = 0;
  guint32 length = 0;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("--all | OFFSET LENGTH"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (!parse_range (all, argc, argv, &offset, &length))
    return rk_cli_usage (cli, "%s", _ ("erase takes --all, or OFFSET and LENGTH in whole sectors of 4 KB"));
  options.no_stub = no_stub;
  rk_job_options_set_baud (&options, (guint)cli->baud);
  options.connect_timeout_ms = rk_cli_patience_ms ();

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  rk_module_erase_async (module, offset, length, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  if (!rk_module_erase_finish (module, async, &error))
    return rk_cli_fail (cli, error);

  rk_cli_print (cli, "%s", _ ("✓ Erased."));
  return rk_cli_succeed (cli, NULL);
}
