/* rk-cmd-at.c: rekindle-cli at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-error.h"

/* Joining a network or scanning takes this long on a bad day. */
#define ANSWER_MS 20000

/**
 * rk_cmd_at:
 *
 * rekindle-cli at COMMAND
 */
RkExit
rk_cmd_at (RkCli  *cli,
           int     argc,
           char  **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autofree char *answer = NULL;
  JsonBuilder *builder;
  RkExit code;

  if (!rk_cli_parse (cli, NULL, _ ("COMMAND"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2)
    return rk_cli_usage (cli, "%s", _ ("at takes one command, such as AT+GMR"));

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;
  if (cli->baud != 0)
    rk_module_set_baud (module, (guint)cli->baud);

  rk_module_at_async (module, argv[1], ANSWER_MS, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  answer = rk_module_at_finish (module, async, &error);
  if (answer == NULL)
    return rk_cli_fail (cli, error);

  rk_cli_print (cli, "%s", answer);
  builder = rk_cli_event ("result");
  rk_cli_set_string (builder, "answer", answer);
  return rk_cli_succeed (cli, builder);
}
