/* rk-cmd-restore.c: rekindle-cli restore
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-module-content.h"

/**
 * rk_cmd_restore:
 *
 * rekindle-cli restore [--force] [--no-watch] FILE
 */
RkExit
rk_cmd_restore (RkCli  *cli,
                int     argc,
                char  **argv)
{
  RkJobOptions options = rk_cli_get_options (cli);
  gboolean no_watch = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force, N_ ("also a backup of another module"), NULL },
    { "no-watch", 0, 0, G_OPTION_ARG_NONE, &no_watch, N_ ("do not watch the module start"), NULL },
    { NULL },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkBackup) backup = NULL;
  g_autoptr(GBytes) content = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autofree char *name = NULL;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("FILE"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2)
    return rk_cli_usage (cli, "%s", _ ("restore takes one FILE, a backup"));
  options.watch = !no_watch;

  backup = rk_backup_load (argv[1], &content, &error);
  if (backup == NULL)
    return rk_cli_fail (cli, error);
  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  name = g_path_get_basename (argv[1]);
  rk_module_restore_async (module, backup, content, name, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_restore_finish (module, async, &error);
  return result != NULL ? rk_cli_tell_flash (cli, result) : rk_cli_fail (cli, error);
}
