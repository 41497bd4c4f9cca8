/* rk-cli-options.c: a command's own options and arguments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-units.h"

/**
 * rk_cli_parse:
 * @cli: the command line
 * @entries: (nullable): the command's options
 * @usage: what follows the options, for --help
 * @argc: (inout): of @argv
 * @argv: (inout): begins with the command's name
 *
 * Parses a command's options and leaves its arguments.  Complains on stderr.
 *
 * Returns: whether they can be understood
 */
gboolean
rk_cli_parse (RkCli                *cli,
              const GOptionEntry   *entries,
              const char           *usage,
              int                  *argc,
              char               ***argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (usage);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("rekindle-cli %s", (*argv)[0]);

  g_set_prgname (name);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  rk_cli_usage (cli, "%s", error->message);
  return FALSE;
}

/**
 * rk_cli_usage:
 * @cli: the command line
 * @format: what cannot be understood, as printf() takes it
 *
 * Returns: %RK_EXIT_USAGE, after saying so on stderr
 */
RkExit
rk_cli_usage (RkCli      *cli,
              const char *format,
              ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  rk_cli_emit_failure (cli, RK_EXIT_USAGE, message);
  g_printerr ("rekindle-cli: %s\n%s\n", message, _ ("“rekindle-cli --help” explains how to use it."));
  return RK_EXIT_USAGE;
}

/**
 * rk_cli_get_options:
 * @cli: the command line
 *
 * Returns: how to do a job, by the options before the command
 */
RkJobOptions
rk_cli_get_options (const RkCli *cli)
{
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  rk_job_options_set_baud (&options, (guint)cli->baud);
  options.connect_timeout_ms = rk_cli_patience_ms ();
  return options;
}

/**
 * rk_cli_parse_range:
 * @all: whether all of the flash is meant
 * @argc: of @argv
 * @argv: nothing where @all is set, else OFFSET LENGTH
 * @unit: what both must be multiples of
 * @offset: (out): where to begin
 * @length: (out): bytes, 0 for all
 *
 * Returns: whether that is what there is
 */
gboolean
rk_cli_parse_range (gboolean   all,
                    int        argc,
                    char     **argv,
                    guint32    unit,
                    guint32   *offset,
                    guint32   *length)
{
  *offset = 0;
  *length = 0;
  if (all)
    return argc == 0;

  return argc == 2 && rk_units_parse (argv[0], offset, NULL) && *offset % unit == 0 &&
         rk_units_parse (argv[1], length, NULL) && *length % unit == 0 && *length > 0;
}

/**
 * rk_cli_parse_before:
 * @name: (nullable): "auto" or "none"; %NULL leaves @before as it is
 * @before: (inout): how to get into the boot loader
 *
 * Returns: whether @name is one of them
 */
gboolean
rk_cli_parse_before (const char     *name,
                     RkLoaderBefore *before)
{
  if (name == NULL)
    return TRUE;
  if (g_str_equal (name, "auto"))
    *before = RK_LOADER_BEFORE_AUTO;
  else if (g_str_equal (name, "none"))
    *before = RK_LOADER_BEFORE_NONE;
  else
    return FALSE;
  return TRUE;
}

/**
 * rk_cli_parse_after:
 * @name: (nullable): "run" or "stay"; %NULL leaves @after as it is
 * @after: (inout): what to do with the module at the end
 *
 * Returns: whether @name is one of them
 */
gboolean
rk_cli_parse_after (const char *name,
                    RkAfter    *after)
{
  if (name == NULL)
    return TRUE;
  if (g_str_equal (name, "run"))
    *after = RK_AFTER_RUN;
  else if (g_str_equal (name, "stay"))
    *after = RK_AFTER_STAY;
  else
    return FALSE;
  return TRUE;
}

