/* rk-cmd-verify.c: rekindle-cli verify
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-finding-text.h"

/**
 * rk_cmd_verify:
 *
 * rekindle-cli verify OFFSET FILE [OFFSET FILE …] | verify SET
 *
 * What flashing sets in a header is told, and no difference.
 */
RkExit
rk_cmd_verify (RkCli  *cli,
               int     argc,
               char  **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  const RkJobOptions options = rk_cli_get_options (cli);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkPlan) plan = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autofree char *size = NULL;
  JsonBuilder *builder;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("OFFSET FILE [OFFSET FILE …] | SET"), &argc, &argv))
    return RK_EXIT_USAGE;

  module = rk_cli_open_module_for (cli, &options, RK_LIBRARY_FLAGS_NONE, argc - 1, argv + 1, &plan, &code);
  if (module == NULL)
    return code;

  rk_module_verify_async (module, plan, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_verify_finish (module, async, &error);
  if (result == NULL)
    return rk_cli_fail (cli, error);

  size = rk_size_text (result->bytes);
  /* Translators: a size such as 405 KB */
  rk_cli_print (cli, _ ("✓ The flash holds all %s of the files (MD5)."), size);
  builder = rk_cli_event ("result");
  rk_cli_set_int (builder, "bytes", (gint64)result->bytes);
  rk_cli_set_int (builder, "files", result->files);
  rk_cli_set_string (builder, "content", "md5");
  return rk_cli_succeed (cli, builder);
}
