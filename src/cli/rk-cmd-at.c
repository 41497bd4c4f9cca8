/* rk-cmd-at.c: rekindle-cli at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <string.h>

#include "rk-at-guard.h"
#include "rk-at-mask.h"
#include "rk-error.h"
#include "rk-macro-run.h"

#define LONGEST_TIMEOUT_S 3600

typedef struct
{
  double   timeout_s;
  char    *file;
  char   **settings;
  gboolean find;
  gboolean force;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->file);
  g_strfreev (options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* -- What came ------------------------------------------------------------ */

static void
add_lines (JsonBuilder *builder,
           const char  *name,
           char       **lines)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (lines[i], -1);
      g_autofree char *masked = rk_at_mask_secrets (valid);

      json_builder_add_string_value (builder, masked);
    }
  json_builder_end_array (builder);
}

static void
emit_exchange (RkCli              *cli,
               const RkAtExchange *exchange)
{
  JsonBuilder *builder = rk_cli_event ("command");

  rk_cli_set_string (builder, "command", exchange->command);
  add_lines (builder, "lines", exchange->lines);
  rk_cli_set_string (builder, "result", rk_at_result_get_text (exchange->result));
  json_builder_set_member_name (builder, "good");
  json_builder_add_boolean_value (builder, rk_at_result_is_good (exchange->result));
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, (double)exchange->duration_us / G_USEC_PER_SEC);
  add_lines (builder, "notices", exchange->notices);
  rk_cli_emit (cli, builder);
}

static void
print_exchange (RkCli              *cli,
                const RkAtExchange *exchange)
{
  g_autofree char *text = rk_at_exchange_dup_text (exchange);
  g_autofree char *masked = rk_at_mask_secrets (text);

  emit_exchange (cli, exchange);
  rk_cli_print (cli, "%s", masked);
  for (guint i = 0; exchange->notices[i] != NULL && !cli->json; i++)
    g_printerr ("%s\n", exchange->notices[i]);
}

/* -- Guards --------------------------------------------------------------- */

/* Whether the line may be sent; says why not. */
static gboolean
is_let_pass (RkCli      *cli,
             const char *line,
             gboolean    force)
{
  g_autoptr(RkFinding) finding = rk_at_guard_check (line, NULL);
  g_autofree char *masked = NULL;
  g_autofree char *message = NULL;

  if (finding == NULL)
    return TRUE;
  rk_cli_print_finding (cli, finding);
  if (force)
    return TRUE;

  masked = rk_at_mask_secrets (line);
  /* Translators: an AT command */
  message = g_strdup_printf (_ ("%s was not sent; --force sends it all the same"), masked);
  rk_cli_emit_failure (cli, RK_EXIT_REFUSED, message);
  if (!cli->json)
    g_printerr ("rekindle-cli: %s\n", message);
  return FALSE;
}

static gboolean
are_let_pass (RkCli    *cli,
              int       argc,
              char    **argv,
              gboolean  force)
{
  for (int i = 1; i < argc; i++)
    if (!is_let_pass (cli, argv[i], force))
      return FALSE;
  return TRUE;
}

/* -- Commands ------------------------------------------------------------- */

static gboolean
has_line_end (int    argc,
              char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strpbrk (argv[i], "\r\n") != NULL)
      return TRUE;
  return FALSE;
}

/* The exit code that stops here, %RK_EXIT_DONE to go on. */
static RkExit
send_one (RkCli         *cli,
          RkModule      *module,
          const char    *command,
          guint          timeout_ms,
          RkAtExchange **last)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;

  rk_module_exchange_async (module, command, NULL, timeout_ms, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  *last = rk_module_exchange_finish (module, async, &error);
  if (*last == NULL)
    return rk_cli_fail (cli, error);

  print_exchange (cli, *last);
  if (rk_at_result_is_good ((*last)->result))
    return RK_EXIT_DONE;

  g_set_error (&error, RK_ERROR, RK_ERROR_AT_FAILED, "%s: answered “%s”", (*last)->command,
               rk_at_result_get_text ((*last)->result));
  return rk_cli_fail (cli, error);
}

static RkExit
send_all (RkCli     *cli,
          RkModule  *module,
          int        argc,
          char     **argv,
          guint      timeout_ms)
{
  g_autoptr(RkAtExchange) last = NULL;
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;
  JsonBuilder *builder;

  for (int i = 1; i < argc; i++)
    {
      RkExit code;

      g_clear_pointer (&last, rk_at_exchange_free);
      code = send_one (cli, module, argv[i], timeout_ms, &last);
      if (code != RK_EXIT_DONE)
        return code;
    }

  text = rk_at_exchange_dup_text (last);
  answer = rk_at_mask_secrets (text);
  builder = rk_cli_event ("result");
  rk_cli_set_string (builder, "answer", answer);
  return rk_cli_succeed (cli, builder);
}

/* -- Macros --------------------------------------------------------------- */

/* NAME=VALUE, or %FALSE. */
static gboolean
take_settings (char       **settings,
               GHashTable  *values)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      const char *equals = strchr (settings[i], '=');

      if (equals == NULL || equals == settings[i])
        return FALSE;
      g_hash_table_insert (values, g_strndup (settings[i], (gsize)(equals - settings[i])), g_strdup (equals + 1));
    }
  return TRUE;
}

/* Asks for what was not given.  Nothing of it is kept. */
static gboolean
ask_for_rest (const RkAtMacro *macro,
              GHashTable      *values)
{
  g_auto(GStrv) names = rk_at_macro_dup_placeholders (macro);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *value;

      if (g_hash_table_contains (values, names[i]))
        continue;
      value = rk_cli_ask (names[i], rk_at_placeholder_is_secret (names[i]));
      if (value == NULL)
        return FALSE;
      g_hash_table_insert (values, g_strdup (names[i]), value);
    }
  return TRUE;
}

static void
step_cb (guint                number,
         const RkAtMacroStep *step,
         const RkAtExchange  *exchange,
         gpointer             user_data)
{
  RkCli *cli = user_data;

  if (exchange == NULL)
    {
      rk_cli_print (cli, "> %s", step->command);
      return;
    }
  print_exchange (cli, exchange);
}

static RkAtMacro *
load_macro (const char  *path,
            GError     **error)
{
  g_autofree char *text = NULL;
  RkAtMacro *macro;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  macro = rk_at_macro_parse (text, error);
  if (macro == NULL)
    g_prefix_error (error, "%s: ", path);
  return macro;
}

static gboolean
is_macro_let_pass (RkCli           *cli,
                   const RkAtMacro *macro,
                   gboolean         force)
{
  for (guint i = 0; i < macro->steps->len; i++)
    if (!is_let_pass (cli, ((RkAtMacroStep *)macro->steps->pdata[i])->command, force))
      return FALSE;
  return TRUE;
}

static RkExit
run_macro (RkCli           *cli,
           RkModule        *module,
           const RkAtMacro *macro,
           GHashTable      *values)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  JsonBuilder *builder;

  rk_module_run_macro_async (module, macro, values, NULL, step_cb, cli, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  if (!rk_module_run_macro_finish (module, async, &error))
    return rk_cli_fail (cli, error);

  builder = rk_cli_event ("result");
  rk_cli_set_int (builder, "commands", (gint64)macro->steps->len);
  return rk_cli_succeed (cli, builder);
}

/* -- Finding -------------------------------------------------------------- */

static RkExit
find_module (RkCli    *cli,
             RkModule *module)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkAtFound) found = NULL;
  JsonBuilder *builder;

  rk_module_find_at_async (module, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  found = rk_module_find_at_finish (module, async, &error);
  if (found == NULL)
    return rk_cli_fail (cli, error);

  builder = rk_cli_event ("found");
  rk_cli_set_string (builder, "outcome", rk_at_find_outcome_get_nick (found->outcome));
  rk_cli_set_int (builder, "baud", found->baud);
  if (found->outcome == RK_AT_FIND_ANSWERS)
    {
      rk_cli_set_string (builder, "line_end", rk_at_line_end_get_name (found->line_end));
      json_builder_set_member_name (builder, "echo");
      json_builder_add_boolean_value (builder, found->has_echo);
    }
  if (found->text != NULL)
    rk_cli_set_string (builder, "text", found->text);
  rk_cli_emit (cli, builder);
  if (found->text != NULL)
    rk_cli_print (cli, "%s", found->text);

  if (found->outcome == RK_AT_FIND_ANSWERS)
    return rk_cli_succeed (cli, rk_cli_event ("result"));
  rk_cli_emit_failure (cli, RK_EXIT_NO_ANSWER, "no AT firmware answers");
  return RK_EXIT_NO_ANSWER;
}

/* -- The command ---------------------------------------------------------- */

static RkExit
with_module (RkCli           *cli,
             const Options   *options,
             const RkAtMacro *macro,
             GHashTable      *values,
             int              argc,
             char           **argv)
{
  g_autoptr(RkModule) module = NULL;
  RkExit code;

  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;
  if (cli->baud != 0)
    rk_module_set_baud (module, (guint)cli->baud);

  if (options->find)
    return find_module (cli, module);
  if (macro != NULL)
    return run_macro (cli, module, macro, values);
  return send_all (cli, module, argc, argv, (guint)(options->timeout_s * 1000 + 0.5));
}

static RkExit
with_macro (RkCli         *cli,
            const Options *options)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtMacro) macro = load_macro (options->file, &error);

  if (macro == NULL)
    return rk_cli_fail (cli, error);
  if (!take_settings (options->settings, values))
    return rk_cli_usage (cli, "%s", _ ("--set takes NAME=VALUE"));
  if (!is_macro_let_pass (cli, macro, options->force))
    return RK_EXIT_REFUSED;
  if (!ask_for_rest (macro, values))
    return rk_cli_usage (cli, "%s", _ ("the macro asks for something that was not given; --set NAME=VALUE gives it"));

  return with_module (cli, options, macro, values, 0, NULL);
}

/**
 * rk_cmd_at:
 *
 * rekindle-cli at COMMAND…, at --file MACRO or at --find
 */
RkExit
rk_cmd_at (RkCli  *cli,
           int     argc,
           char  **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options.timeout_s,
      N_ ("how long an answer may take (default: as long as the command may)"), N_ ("SECONDS") },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file, N_ ("run the macro in FILE"), N_ ("FILE") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.settings,
      N_ ("what stands for {NAME} in the macro; asked for if it is not given"), N_ ("NAME=VALUE") },
    { "find", 0, 0, G_OPTION_ARG_NONE, &options.find, N_ ("look for the rate and line ending of a silent module"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force, N_ ("send commands that may do harm too"), NULL },
    { NULL },
  };

  if (!rk_cli_parse (cli, entries, _ ("COMMAND…"), &argc, &argv))
    return RK_EXIT_USAGE;
  if ((argc > 1) + (options.file != NULL) + options.find != 1)
    return rk_cli_usage (cli, "%s", _ ("at takes commands, such as AT+GMR, or --file, or --find"));
  if (!(options.timeout_s >= 0 && options.timeout_s <= LONGEST_TIMEOUT_S))
    return rk_cli_usage (cli, "%s", _ ("--timeout takes seconds, up to 3600"));
  if (has_line_end (argc, argv))
    return rk_cli_usage (cli, "%s", _ ("a command cannot hold a line end; give several commands instead"));

  if (options.file != NULL)
    return with_macro (cli, &options);
  if (!are_let_pass (cli, argc, argv, options.force))
    return RK_EXIT_REFUSED;
  return with_module (cli, &options, NULL, NULL, argc, argv);
}
