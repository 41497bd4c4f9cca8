/* rk-cmd-read.c: rekindle-cli read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-finding-text.h"
#include "rk-write-file.h"

static RkExit
save (RkCli       *cli,
      const char  *path,
      GBytes      *bytes,
      GError     **error)
{
  g_autofree char *size = rk_size_text (g_bytes_get_size (bytes));
  JsonBuilder *builder;

  if (!rk_write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), RK_WRITE_FILE_MODE, error))
    return rk_cli_fail (cli, *error);

  /* Translators: a size such as 1 MB, and the name of a file */
  rk_cli_print (cli, _ ("✓ %s read into %s."), size, path);
  builder = rk_cli_event ("result");
  rk_cli_set_int (builder, "bytes", (gint64)g_bytes_get_size (bytes));
  rk_cli_set_string (builder, "file", path);
  return rk_cli_succeed (cli, builder);
}

/**
 * rk_cmd_read:
 *
 * rekindle-cli read [--all | OFFSET LENGTH] FILE
 */
RkExit
rk_cmd_read (RkCli  *cli,
             int     argc,
             char  **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("read the whole chip"), NULL },
    { NULL },
  };
  const RkJobOptions options = rk_cli_get_options (cli);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(GBytes) bytes = NULL;
  guint32 offset, length;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("--all FILE | OFFSET LENGTH FILE"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc < 2 || !rk_cli_parse_range (all, argc - 2, argv + 1, 1, &offset, &length))
    return rk_cli_usage (cli, "%s", _ ("read takes --all and FILE, or OFFSET, LENGTH and FILE"));

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  rk_module_read_async (module, offset, length, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  bytes = rk_module_read_finish (module, async, &error);
  return bytes != NULL ? save (cli, argv[argc - 1], bytes, &error) : rk_cli_fail (cli, error);
}
