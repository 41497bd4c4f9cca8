/* rk-cmd-erase.c: rekindle-cli erase
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-flash-map.h"
#include "rk-module-content.h"

typedef struct
{
  gboolean     all;
  gboolean     settings;
  guint32      offset;
  guint32      length;
  RkJobOptions options;
} Erase;

static gboolean
erase (RkCli       *cli,
       RkModule    *module,
       const Erase *what,
       GError     **error)
{
  g_autoptr(GAsyncResult) async = NULL;

  if (what->settings)
    rk_module_erase_settings_async (module, &what->options, cli->cancellable, rk_cli_wait_cb, &async);
  else
    rk_module_erase_async (module, what->offset, what->length, &what->options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  return what->settings ? rk_module_erase_settings_finish (module, async, error)
                        : rk_module_erase_finish (module, async, error);
}

/**
 * rk_cmd_erase:
 *
 * rekindle-cli erase [--all | --settings | OFFSET LENGTH]
 */
RkExit
rk_cmd_erase (RkCli  *cli,
              int     argc,
              char  **argv)
{
  Erase what = { .options = rk_cli_get_options (cli) };
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &what.all, N_ ("erase the whole chip"), NULL },
    { "settings", 0, 0, G_OPTION_ARG_NONE, &what.settings, N_ ("erase only the Wi-Fi networks that the module remembers"), NULL },
    { "no-stub", 0, 0, G_OPTION_ARG_NONE, &what.options.no_stub, N_ ("use the boot loader in ROM alone"), NULL },
    { NULL },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(RkModule) module = NULL;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("--all | --settings | OFFSET LENGTH"), &argc, &argv))
    return RK_EXIT_USAGE;
  rk_job_options_set_baud (&what.options, (guint)cli->baud);
  if ((what.all && what.settings) || (what.settings && what.options.no_stub) ||
      !rk_cli_parse_range (what.all || what.settings, argc - 1, argv + 1, RK_FLASH_SECTOR, &what.offset, &what.length))
    return rk_cli_usage (cli, "%s", _ ("erase takes --all, --settings, or OFFSET and LENGTH in whole sectors of 4 KB"));

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;
  if (!erase (cli, module, &what, &error))
    return rk_cli_fail (cli, error);

  rk_cli_print (cli, "%s", _ ("✓ Erased."));
  return rk_cli_succeed (cli, NULL);
}
