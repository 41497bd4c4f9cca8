/* rk-cmd-backup.c: rekindle-cli backup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-finding-text.h"
#include "rk-module-content.h"

static RkExit
tell (RkCli          *cli,
      const RkBackup *backup,
      const char     *path)
{
  g_autofree char *size = rk_size_text (backup->length);
  g_autofree char *list = rk_backup_get_list (path);
  JsonBuilder *builder = rk_cli_event ("result");

  /* Translators: a size such as 1 MB, and the names of two files */
  rk_cli_print (cli, _ ("✓ %s saved as %s, checked (MD5). %s says what it is: keep both."), size, path, list);
  rk_cli_print (cli, "%s", _ ("They may hold Wi-Fi passwords: keep them to yourself."));
  rk_cli_set_string (builder, "file", path);
  rk_cli_set_string (builder, "list", list);
  rk_cli_set_int (builder, "offset", backup->offset);
  rk_cli_set_int (builder, "bytes", backup->length);
  rk_cli_set_string (builder, "sha256", backup->sha256);
  rk_cli_set_string (builder, "chip", backup->chip);
  rk_cli_set_string (builder, "mac", backup->mac);
  rk_cli_set_int (builder, "flash-size", backup->flash_size);
  return rk_cli_succeed (cli, builder);
}

/**
 * rk_cmd_backup:
 *
 * rekindle-cli backup [OFFSET LENGTH] FILE
 */
RkExit
rk_cmd_backup (RkCli  *cli,
               int     argc,
               char  **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  const RkJobOptions options = rk_cli_get_options (cli);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkBackup) backup = NULL;
  guint32 offset, length;
  const char *path;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("[OFFSET LENGTH] FILE"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc < 2 || !rk_cli_parse_range (argc == 2, argc - 2, argv + 1, 1, &offset, &length))
    return rk_cli_usage (cli, "%s", _ ("backup takes FILE, or OFFSET, LENGTH and FILE"));

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  path = argv[argc - 1];
  rk_module_backup_async (module, path, offset, length, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  backup = rk_module_backup_finish (module, async, &error);
  return backup != NULL ? tell (cli, backup, path) : rk_cli_fail (cli, error);
}
