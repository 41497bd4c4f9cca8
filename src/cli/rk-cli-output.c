/* rk-cli-output.c: results on stdout, complaints on stderr
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-advice.h"
#include "rk-columns.h"
#include "rk-error.h"
#include "rk-finding-text.h"

/* What the name of a value takes. */
#define NAME_COLUMNS 12

static const char *const severity_nicks[] = {
  [RK_SEVERITY_GOOD] = "good",
  [RK_SEVERITY_INFO] = "info",
  [RK_SEVERITY_WARNING] = "warning",
  [RK_SEVERITY_ERROR] = "error",
};

static const char *const severity_marks[] = {
  [RK_SEVERITY_GOOD] = "✓",
  [RK_SEVERITY_INFO] = "·",
  [RK_SEVERITY_WARNING] = "!",
  [RK_SEVERITY_ERROR] = "✗",
};

/**
 * rk_cli_event:
 * @event: its name
 *
 * Returns: (transfer full): a builder with an open object that has "event"
 */
JsonBuilder *
rk_cli_event (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  rk_cli_set_string (builder, "event", event);
  return builder;
}

/**
 * rk_cli_set_string:
 * @builder: with an open object
 * @name: of the member
 * @value: (nullable): left out if %NULL
 */
void
rk_cli_set_string (JsonBuilder *builder,
                   const char  *name,
                   const char  *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL)
    return;

  valid = g_utf8_make_valid (value, -1);
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

/**
 * rk_cli_set_int:
 * @builder: with an open object
 * @name: of the member
 * @value: its value
 */
void
rk_cli_set_int (JsonBuilder *builder,
                const char  *name,
                gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * rk_cli_emit:
 * @cli: the command line
 * @object: (transfer full): with an open object
 *
 * With --json, prints the object as one line on stdout.
 */
void
rk_cli_emit (RkCli       *cli,
             JsonBuilder *object)
{
  g_autoptr(JsonBuilder) builder = object;
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (builder);
  if (!cli->json)
    return;

  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  g_print ("%s\n", line);
}

/**
 * rk_cli_print:
 * @cli: the command line
 * @format: as printf() takes it; a line without its end
 *
 * Prints a line of a result on stdout; nothing with --json.
 */
void
rk_cli_print (RkCli      *cli,
              const char *format,
              ...)
{
  g_autofree char *line = NULL;
  va_list args;

  if (cli->json)
    return;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s\n", line);
}

/**
 * rk_cli_print_field:
 * @cli: the command line
 * @indent: spaces before it
 * @name: of the field
 * @format: of its value, as printf() takes it
 *
 * Prints a named value on stdout, so that the values stand below each other;
 * nothing with --json.
 */
void
rk_cli_print_field (RkCli      *cli,
                    const char *indent,
                    const char *name,
                    const char *format,
                    ...)
{
  g_autofree char *padded = rk_columns_pad (name, NAME_COLUMNS);
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  rk_cli_print (cli, "%s%s %s", indent, padded, value);
}

static void
emit_finding (RkCli           *cli,
              const RkFinding *finding,
              const char      *summary,
              const char      *cause,
              const char      *remedy)
{
  JsonBuilder *builder = rk_cli_event ("finding");

  rk_cli_set_string (builder, "id", finding->id);
  rk_cli_set_string (builder, "severity", severity_nicks[finding->severity]);
  rk_cli_set_string (builder, "summary", summary);
  rk_cli_set_string (builder, "cause", cause);
  rk_cli_set_string (builder, "remedy", remedy);
  for (char **pair = finding->values; pair != NULL && pair[0] != NULL; pair += 2)
    rk_cli_set_string (builder, pair[0], pair[1]);
  rk_cli_emit (cli, builder);
}

static char *
format_finding (const RkFinding *finding,
                const char      *summary,
                const char      *cause,
                const char      *remedy)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s\n", severity_marks[finding->severity], summary);
  if (cause != NULL)
    g_string_append_printf (text, "  %s %s\n", _ ("Why:"), cause);
  if (remedy != NULL)
    g_string_append_printf (text, "  %s %s\n", _ ("What to do:"), remedy);
  return g_string_free (text, FALSE);
}

/**
 * rk_cli_print_finding:
 * @cli: the command line
 * @finding: something noticed
 *
 * Proofs go to stdout, all else to stderr; with --json everything to stdout.
 */
void
rk_cli_print_finding (RkCli           *cli,
                      const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *text = NULL;

  if (cli->json)
    {
      emit_finding (cli, finding, summary, cause, remedy);
      return;
    }

  if (finding->severity == RK_SEVERITY_GOOD)
    {
      g_print ("%s %s\n", severity_marks[finding->severity], summary);
      return;
    }

  text = format_finding (finding, summary, cause, remedy);
  g_printerr ("%s", text);
}

/**
 * rk_cli_show_finding:
 * @cli: the command line
 * @finding: something noticed in what was shown just before
 *
 * Shows it in the same place: on stdout.
 */
void
rk_cli_show_finding (RkCli           *cli,
                     const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *text = format_finding (finding, summary, cause, remedy);

  if (cli->json)
    emit_finding (cli, finding, summary, cause, remedy);
  else
    g_print ("%s", text);
}

/* What scripts are told. */
static RkExit
get_exit_code (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RK_EXIT_CANCELLED;
  if (error->domain != RK_ERROR)
    return RK_EXIT_FAILED;

  switch ((RkError)error->code)
    {
    case RK_ERROR_PORT_MISSING:
    case RK_ERROR_PORT_BUSY:
    case RK_ERROR_PORT_DENIED:
    case RK_ERROR_PORT_LOST:
    case RK_ERROR_PORT_UNABLE:
      return RK_EXIT_PORT;
    case RK_ERROR_NOTHING_RECEIVED:
    case RK_ERROR_NOT_IN_LOADER:
    case RK_ERROR_WRONG_BOOT_PINS:
    case RK_ERROR_NOT_HEARD:
    case RK_ERROR_GARBAGE:
    case RK_ERROR_ECHO:
    case RK_ERROR_UNSTEADY:
    case RK_ERROR_ANSWER_LOST:
    case RK_ERROR_NO_REPLY:
      return RK_EXIT_NO_ANSWER;
    case RK_ERROR_CONTENT_DIFFERS:
      return RK_EXIT_DIFFERS;
    case RK_ERROR_PLAN_REFUSED:
    case RK_ERROR_OTHER_MODULE:
    case RK_ERROR_LAYOUT_UNKNOWN:
      return RK_EXIT_REFUSED;
    case RK_ERROR_INVALID:
      return RK_EXIT_USAGE;
    case RK_ERROR_PROTOCOL:
    case RK_ERROR_REFUSED:
    case RK_ERROR_WRONG_CHIP:
    case RK_ERROR_FLASH_SILENT:
    case RK_ERROR_NOT_STARTED:
    case RK_ERROR_AT_FAILED:
    case RK_ERROR_RESTARTED:
    case RK_ERROR_BAD_IMAGE:
    case RK_ERROR_BAD_PLAN:
    case RK_ERROR_BAD_BACKUP:
    case RK_ERROR_BUSY:
    default:
      return RK_EXIT_FAILED;
    }
}

/**
 * rk_cli_emit_failure:
 * @cli: the command line
 * @code: the exit code
 * @message: why
 *
 * With --json, prints the last event of a command that has failed.
 */
void
rk_cli_emit_failure (RkCli      *cli,
                     RkExit      code,
                     const char *message)
{
  JsonBuilder *builder = rk_cli_event ("result");

  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, FALSE);
  rk_cli_set_int (builder, "exit", (gint64)code);
  rk_cli_set_string (builder, "error", message);
  rk_cli_emit (cli, builder);
}

/**
 * rk_cli_fail:
 * @cli: the command line
 * @error: why it failed
 *
 * Says why, as the last thing that the command says.
 *
 * Returns: the exit code
 */
RkExit
rk_cli_fail (RkCli        *cli,
             const GError *error)
{
  RkExit code = get_exit_code (error);

  rk_cli_emit_failure (cli, code, error->message);
  if (!cli->json)
    g_printerr ("rekindle-cli: %s\n", error->message);
  return code;
}

/**
 * rk_cli_succeed:
 * @cli: the command line
 * @result: (transfer full) (nullable): from rk_cli_event ("result")
 *
 * Ends a command's output.
 *
 * Returns: %RK_EXIT_DONE
 */
RkExit
rk_cli_succeed (RkCli       *cli,
                JsonBuilder *result)
{
  JsonBuilder *builder = result != NULL ? result : rk_cli_event ("result");

  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, TRUE);
  rk_cli_emit (cli, builder);
  return RK_EXIT_DONE;
}

static void
print_start (RkCli               *cli,
             const RkFlashResult *result)
{
  g_autoptr(RkFinding) start = rk_flash_result_start (result);

  rk_cli_print_finding (cli, start);
  if (result->boot_text == NULL || *result->boot_text == '\0')
    return;

  rk_cli_print (cli, "\n%s", _ ("What the module said as it started:"));
  rk_cli_print (cli, "%s", g_strchomp (result->boot_text));
}

/**
 * rk_cli_tell_flash:
 * @cli: the command line
 * @result: of a flash or a restore
 *
 * Tells what was proven, and what the module said as it started.
 *
 * Returns: the exit code
 */
RkExit
rk_cli_tell_flash (RkCli               *cli,
                   const RkFlashResult *result)
{
  static const char *const starts[] = {
    [RK_START_NOT_WATCHED] = "not-watched",
    [RK_START_SILENT] = "silent",
    [RK_START_TALKS] = "talks",
    [RK_START_AT_ANSWERS] = "at",
    [RK_START_FAILED] = "failed",
  };
  static const char *const contents[] = {
    [RK_CONTENT_ROM_BLOCKS] = "rom-blocks",
    [RK_CONTENT_MD5] = "md5",
  };
  JsonBuilder *builder = rk_cli_event ("result");

  print_start (cli, result);
  rk_cli_set_int (builder, "bytes", (gint64)result->bytes);
  rk_cli_set_int (builder, "files", result->files);
  rk_cli_set_int (builder, "milliseconds", (gint64)result->milliseconds);
  rk_cli_set_int (builder, "changed", (gint64)result->changed);
  rk_cli_set_string (builder, "content", contents[result->content]);
  rk_cli_set_string (builder, "start", starts[result->start]);
  rk_cli_set_int (builder, "start-baud", result->start_baud);
  rk_cli_set_string (builder, "at-version", result->at_version);
  rk_cli_set_string (builder, "boot-text", result->boot_text);
  return rk_cli_succeed (cli, builder);
}
