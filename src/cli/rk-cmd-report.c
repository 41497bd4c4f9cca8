/* rk-cmd-report.c: rekindle-cli report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks at the module as “info” does, and tells all of it.  That it does not answer
 * is what a report is for.
 */

#include "config.h"

#include "rk-cli.h"

#include <string.h>

#include "rk-report.h"
#include "rk-write-file.h"

static RkExit
deliver (RkCli       *cli,
         const char  *text,
         const char  *path,
         GError     **error)
{
  JsonBuilder *builder;

  if (path != NULL && !rk_write_file (path, text, strlen (text), RK_WRITE_FILE_MODE, error))
    return rk_cli_fail (cli, *error);

  if (path != NULL)
    rk_cli_print (cli, _ ("✓ The report is in %s. Read it before you give it to anybody."), path);
  else
    rk_cli_print (cli, "%s", text);
  builder = rk_cli_event ("result");
  rk_cli_set_string (builder, "file", path);
  rk_cli_set_string (builder, "report", text);
  return rk_cli_succeed (cli, builder);
}

/* What comes of it is part of the report. */
static void
look_at_module (RkCli    *cli,
                RkModule *module,
                RkReport *report)
{
  const RkJobOptions options = rk_cli_get_options (cli);
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(RkFinding) start = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *outcome = NULL;

  rk_module_identify_async (module, &options, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_identify_finish (module, async, &error);
  if (result != NULL)
    {
      start = rk_flash_result_start (result);
      outcome = rk_finding_fill (start, start->summary, NULL);
    }

  rk_report_set_outcome (report, result != NULL ? outcome : error->message);
}

/**
 * rk_cmd_report:
 *
 * rekindle-cli report [FILE]
 */
RkExit
rk_cmd_report (RkCli  *cli,
               int     argc,
               char  **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr(GError) error = NULL;
  g_autoptr(RkTraceLog) trace = rk_trace_log_new ();
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkReport) report = NULL;
  g_autofree char *text = NULL;
  RkExit code;

  if (!rk_cli_parse (cli, entries, _ ("[FILE]"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc > 2)
    return rk_cli_usage (cli, "%s", _ ("report takes one FILE at most"));

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  rk_module_set_trace (module, rk_trace_log_bytes, trace);
  report = rk_report_new (module, trace);
  rk_report_add_fact (report, "Rekindle", RK_VERSION " (command line)");
  look_at_module (cli, module, report);
  text = rk_report_make (report);
  return deliver (cli, text, argc == 2 ? argv[1] : NULL, &error);
}
