/* rk-cmd-info.c: rekindle-cli info
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-finding-text.h"

static void
print_chip (RkCli            *cli,
            const RkChipInfo *chip,
            JsonBuilder      *builder)
{
  g_autofree char *mac = rk_chip_info_format_mac (chip);
  g_autofree char *size = rk_size_text (chip->flash_size);

  rk_cli_set_string (builder, "chip", chip->name);
  rk_cli_set_string (builder, "mac", mac);
  rk_cli_set_int (builder, "chip-id", chip->chip_id);
  rk_cli_set_int (builder, "crystal-mhz", chip->crystal_mhz);
  rk_cli_set_int (builder, "flash-id", chip->jedec_id);
  rk_cli_set_string (builder, "flash-vendor", chip->flash_vendor);
  rk_cli_set_int (builder, "flash-size", chip->flash_size);

  rk_cli_print_field (cli, "", _ ("Chip"), "%s", chip->name);
  rk_cli_print_field (cli, "", _ ("MAC"), "%s", mac);
  rk_cli_print_field (cli, "", _ ("Chip id"), "0x%08x", chip->chip_id);
  if (chip->crystal_mhz != 0)
    rk_cli_print_field (cli, "", _ ("Crystal"), "%u MHz", chip->crystal_mhz);
  rk_cli_print_field (cli, "", _ ("Flash"), "%s, %s (0x%06x)",
                      chip->flash_size != 0 ? size : _ ("unknown size"),
                      chip->flash_vendor != NULL ? chip->flash_vendor : _ ("unknown maker"),
                      chip->jedec_id);
}

/**
 * rk_cmd_info:
 *
 * rekindle-cli info
 */
RkExit
rk_cmd_info (RkCli  *cli,
             int     argc,
             char  **argv)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const GOptionEntry entries[] = {
    { "before", 0, 0, G_OPTION_ARG_STRING, &before, N_ ("auto or none: how to get into the boot loader"), N_ ("HOW") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_ ("run or stay: what to do at the end"), N_ ("WHAT") },
    { NULL },
  };
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  JsonBuilder *builder;
  RkExit code;

  if (!rk_cli_parse (cli, entries, NULL, &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 1)
    return rk_cli_usage (cli, "%s", _ ("info takes no arguments"));
  if (!rk_cli_parse_before (before, &options.before) || !rk_cli_parse_after (after, &options.after))
    return rk_cli_usage (cli, "%s", _ ("--before is auto or none, --after is run or stay"));
  if (cli->baud != 0)
    options.sync_baud = (guint)cli->baud;
  options.connect_timeout_ms = rk_cli_patience_ms ();

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  rk_module_identify_async (module, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_identify_finish (module, async, &error);
  if (rk_module_get_chip (module) == NULL)
    return rk_cli_fail (cli, error);

  builder = rk_cli_event ("result");
  print_chip (cli, rk_module_get_chip (module), builder);
  if (result == NULL)
    {
      g_object_unref (builder);
      return rk_cli_fail (cli, error);
    }

  rk_cli_set_string (builder, "at-version", result->at_version);
  if (result->start != RK_START_NOT_WATCHED)
    {
      g_autoptr(RkFinding) start = rk_flash_result_start (result);

      rk_cli_print_finding (cli, start);
    }
  return rk_cli_succeed (cli, builder);
}
