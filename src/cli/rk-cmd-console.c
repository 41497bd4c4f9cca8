/* rk-cmd-console.c: rekindle-cli console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At a terminal every key goes to the module, but for Ctrl+], which quits, and Ctrl+T,
 * which makes the next key a command: as in other terminal programs for serial ports.
 * From a pipe, lines are sent one after the other, each when the answer to the one
 * before has come.
 */

#include "config.h"

#include "rk-cli.h"

#include <string.h>

#include "rk-at-mask.h"
#include "rk-cli-terminal.h"
#include "rk-console-input.h"
#include "rk-console-log.h"
#include "rk-cli-screen.h"
#include "rk-console-sender.h"
#include "rk-finding-text.h"

#define KEY_QUIT 0x1d   /* Ctrl+] */
#define KEY_PREFIX 0x14 /* Ctrl+T */
#define KEY_ESCAPE 0x1b

/* Without a word from the module for so long, a script's console is done. */
#define QUIET_MS 1000

/* Lines wait for a module that was reset to be silent, but not for ever. */
#define START_US (10 * G_USEC_PER_SEC)

/* The highest rate that an adapter can have, as for --baud. */
#define BAUD_MIN 300
#define BAUD_MAX 5000000

typedef enum
{
  KEYS_SEND,
  KEYS_COMMAND, /* Ctrl+T was pressed */
  KEYS_BAUD,    /* a rate is being typed */
} Keys;

typedef struct
{
  char     *line_ending;
  char     *log;
  gboolean  annotate;
  gboolean  time_stamps;
  gboolean  reset;
  int       quiet_ms;
  int       line_delay_ms;
} Options;

typedef struct
{
  RkCli           *cli;
  RkModule        *module;
  GMainLoop       *loop;
  RkExit           code;
  Options          options;
  RkLineEnding     ending;
  RkCliScreen *screen;
  RkConsoleLog    *log;

  /* A person at a terminal */
  gboolean         typed;
  Keys             keys;
  GString         *rate;

  /* Lines from a pipe */
  RkConsoleSender *sender;
  GString         *line;
  GPtrArray       *lines;   /* GBytes that wait for the sender */
  gboolean         sending;
  gboolean         at_end;
  guint            quiet;
  gboolean         starting; /* lines wait for the module to have started */
  gint64           start_by;
} Console;

static void
quit (Console *self,
      RkExit   code)
{
  self->code = code;
  g_main_loop_quit (self->loop);
}

/* A line of our own, between those of the module. */
static void G_GNUC_PRINTF (2, 3)
say (Console    *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  rk_cli_screen_end_line (self->screen);
  g_printerr ("%s\n", text);
  if (self->log != NULL)
    {
      g_autofree char *note = g_strconcat (text, "\n", NULL);

      rk_console_log_add (self->log, RK_CONSOLE_LOG_NOTE, (const guint8 *)note, strlen (note),
                          g_get_monotonic_time ());
    }
}

/* Scripts: the end of the input and of the module's words */

static void send_lines (Console *self);

static gboolean
quiet_cb (gpointer user_data)
{
  Console *self = user_data;

  self->quiet = 0;
  if (!self->starting)
    {
      quit (self, RK_EXIT_DONE);
      return G_SOURCE_REMOVE;
    }

  self->starting = FALSE;
  send_lines (self);
  return G_SOURCE_REMOVE;
}

/* Looks again whether there is anything but silence to wait for. */
static void
wait_for_quiet (Console *self)
{
  gboolean all_sent = self->at_end && !self->sending && self->lines->len == 0;

  g_clear_handle_id (&self->quiet, g_source_remove);
  if (self->typed || rk_module_get_busy (self->module) || !(self->starting || all_sent))
    return;

  if (self->starting && g_get_monotonic_time () > self->start_by)
    quiet_cb (self);
  else
    self->quiet = g_timeout_add ((guint)self->options.quiet_ms, quiet_cb, self);
}

/* Its turn has come. */
static void
line_cb (GBytes   *line,
         gboolean  is_out,
         gsize     done,
         gsize     total,
         gpointer  user_data)
{
  Console *self = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (line, &size);

  if (!is_out && self->log != NULL)
    rk_console_log_add (self->log, RK_CONSOLE_LOG_SENT, data, size, g_get_monotonic_time ());
}

static void
lines_sent_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Console *self = user_data;
  g_autoptr(GError) error = NULL;

  self->sending = FALSE;
  if (!rk_console_sender_send_finish (RK_CONSOLE_SENDER (object), result, &error))
    {
      if (g_main_loop_is_running (self->loop))
        quit (self, rk_cli_fail (self->cli, error));
      return;
    }

  send_lines (self);
}

static void
send_lines (Console *self)
{
  RkConsolePace pace = { (guint)self->options.line_delay_ms, (guint)self->options.quiet_ms };
  g_autoptr(GPtrArray) lines = NULL;

  if (self->sending || self->starting)
    return;
  if (self->lines->len == 0)
    {
      wait_for_quiet (self);
      return;
    }

  lines = g_steal_pointer (&self->lines);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->sending = TRUE;
  rk_console_sender_send_async (self->sender, lines, &pace, line_cb, self, self->cli->cancellable, lines_sent_cb, self);
}

static void
add_line (Console *self)
{
  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  g_string_append (self->line, rk_line_ending_get_bytes (self->ending));
  g_ptr_array_add (self->lines, g_bytes_new (self->line->str, self->line->len));
  g_string_truncate (self->line, 0);
}

static void
piped_cb (GBytes   *bytes,
          gpointer  user_data)
{
  Console *self = user_data;
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  for (gsize i = 0; i < size; i++)
    if (data[i] == '\n')
      add_line (self);
    else
      g_string_append_c (self->line, data[i]);

  if (bytes == NULL)
    {
      self->at_end = TRUE;
      if (self->line->len > 0)
        add_line (self);
    }
  send_lines (self);
}

/* What is sent, and what is done to the module */

static void
complain (Console      *self,
          const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, "%s", error->message);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  rk_module_send_finish (RK_MODULE (object), result, &error);
  complain (user_data, error);
}

static void
send_text (Console    *self,
           const char *text,
           gsize       length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);

  if (length > 0)
    rk_module_send_async (self->module, bytes, NULL, NULL, self->cli->cancellable, sent_cb, self);
}

static void
restarted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Console *self = user_data;
  g_autoptr(GError) error = NULL;

  rk_module_restart_finish (RK_MODULE (object), result, &error);
  if (error != NULL && !self->typed && g_main_loop_is_running (self->loop))
    {
      quit (self, rk_cli_fail (self->cli, error));
      return;
    }
  complain (self, error);
  wait_for_quiet (self);
}

static void
restart (Console       *self,
         RkRestartMode  mode)
{
  rk_module_restart_async (self->module, mode, self->cli->cancellable, restarted_cb, self);
}

static void
lines_set_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Console *self = user_data;
  g_autoptr(GError) error = NULL;

  if (rk_module_set_lines_finish (RK_MODULE (object), result, &error))
    say (self, "DTR %d, RTS %d", rk_module_get_dtr (self->module), rk_module_get_rts (self->module));
  complain (self, error);
}

static void
toggle_lines (Console  *self,
              gboolean  dtr,
              gboolean  rts)
{
  rk_module_set_lines_async (self->module, rk_module_get_dtr (self->module) != dtr,
                             rk_module_get_rts (self->module) != rts, self->cli->cancellable, lines_set_cb, self);
}

static void
detected_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Console *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBaudDetection) found = rk_module_detect_baud_finish (RK_MODULE (object), result, &error);

  complain (self, error);
  if (found == NULL)
    return;
  if (found->baud == 0)
    {
      say (self, "%s", found->heard == 0 ? _ ("The module says nothing.") : _ ("No rate gives readable text."));
      return;
    }

  rk_module_set_baud (self->module, found->baud);
  say (self, _ ("%u baud"), found->baud);
}

static void
detect (Console *self)
{
  say (self, "%s", _ ("Looking for the rate…"));
  rk_module_detect_baud_async (self->module, TRUE, self->cli->cancellable, detected_cb, self);
}

/* Keys */

static void
show_help (Console *self)
{
  say (self, "%s",
       _ ("Ctrl+]    quit\n"
          "Ctrl+T ?  this help\n"
          "Ctrl+T r  reset the module\n"
          "Ctrl+T l  reset it into its boot loader\n"
          "Ctrl+T b  another baud rate\n"
          "Ctrl+T f  find the baud rate\n"
          "Ctrl+T d  toggle DTR\n"
          "Ctrl+T s  toggle RTS\n"
          "Ctrl+T Ctrl+T, Ctrl+T Ctrl+]  send that key"));
}

static void
do_command (Console *self,
            char     key)
{
  self->keys = KEYS_SEND;
  switch (key)
    {
    case KEY_PREFIX:
    case KEY_QUIT:
      send_text (self, &key, 1);
      break;
    case 'r':
    case 'R':
    case 0x12: /* the same with Ctrl still held */
      restart (self, RK_RESTART_RUN);
      break;
    case 'l':
      restart (self, RK_RESTART_LOADER);
      break;
    case 'b':
      rk_cli_screen_end_line (self->screen);
      g_printerr ("%s ", _ ("Baud rate:"));
      g_string_truncate (self->rate, 0);
      self->keys = KEYS_BAUD;
      break;
    case 'f':
      detect (self);
      break;
    case 'd':
      toggle_lines (self, TRUE, FALSE);
      break;
    case 's':
      toggle_lines (self, FALSE, TRUE);
      break;
    case 'q':
    case 'x':
      quit (self, RK_EXIT_DONE);
      break;
    default:
      show_help (self);
    }
}

static void
end_rate (Console *self)
{
  guint64 baud = g_ascii_strtoull (self->rate->str, NULL, 10);

  self->keys = KEYS_SEND;
  g_printerr ("\n");
  if (baud < BAUD_MIN || baud > BAUD_MAX)
    {
      if (self->rate->len > 0)
        say (self, _ ("A rate is from %d to %d."), BAUD_MIN, BAUD_MAX);
      return;
    }

  rk_module_set_baud (self->module, (guint)baud);
}

static void
type_rate (Console *self,
           char     key)
{
  if (key == '\r' || key == '\n')
    end_rate (self);
  else if (key == KEY_ESCAPE)
    {
      self->keys = KEYS_SEND;
      g_printerr ("\n");
    }
  else if ((key == '\b' || key == 0x7f) && self->rate->len > 0)
    {
      g_string_truncate (self->rate, self->rate->len - 1);
      g_printerr ("\b \b");
    }
  else if (g_ascii_isdigit (key) && self->rate->len < 7)
    {
      g_string_append_c (self->rate, key);
      g_printerr ("%c", key);
    }
}

/* With no line ending, Enter sends what the terminal sends. */
static void
append_key (Console *self,
            GString *text,
            char     key)
{
  if (key == '\r' && self->ending != RK_LINE_ENDING_NONE)
    g_string_append (text, rk_line_ending_get_bytes (self->ending));
  else
    g_string_append_c (text, key);
}

static void
typed_cb (GBytes   *bytes,
          gpointer  user_data)
{
  Console *self = user_data;
  g_autoptr(GString) text = g_string_new (NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL) /* the terminal has gone */
    quit (self, RK_EXIT_DONE);

  for (gsize i = 0; i < size; i++)
    {
      if (self->keys == KEYS_COMMAND)
        do_command (self, data[i]);
      else if (self->keys == KEYS_BAUD)
        type_rate (self, data[i]);
      else if (data[i] != KEY_QUIT && data[i] != KEY_PREFIX)
        append_key (self, text, data[i]);
      else
        {
          send_text (self, text->str, text->len);
          g_string_truncate (text, 0);
          if (data[i] == KEY_QUIT)
            quit (self, RK_EXIT_DONE);
          else
            self->keys = KEYS_COMMAND;
        }
    }
  send_text (self, text->str, text->len);
}

/* What the module says */

static void
received_cb (RkModule *module,
             GBytes   *bytes,
             guint     baud,
             gint64    time_us,
             Console  *self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  rk_cli_screen_add (self->screen, data, size, baud, time_us);
  if (self->log != NULL)
    rk_console_log_add (self->log, RK_CONSOLE_LOG_RECEIVED, data, size, time_us);
  rk_console_sender_received (self->sender);
  wait_for_quiet (self);
}

/* A person waits for the port to come back; a script wants to know. */
static void
lost_cb (RkModule   *module,
         GParamSpec *pspec,
         Console    *self)
{
  if (self->typed)
    say (self, "%s", rk_module_get_lost (module) ? _ ("Waiting for the port to come back…") : _ ("The port is back."));
  else if (rk_module_get_lost (module))
    quit (self, RK_EXIT_PORT);
}

static void
cancelled_cb (GCancellable *cancellable,
              Console      *self)
{
  quit (self, RK_EXIT_CANCELLED);
}

static void
log_trouble_cb (const GError *error,
                guint64       n_lost,
                gpointer      user_data)
{
  Console *self = user_data;
  g_autofree char *lost = rk_size_text (n_lost);

  if (error != NULL)
    say (self, _ ("The log cannot be written: %s"), error->message);
  else if (n_lost > 0)
    say (self, _ ("The log is being written again; %s are missing from it"), lost);
  else
    say (self, "%s", _ ("The log is being written again."));
}

static gboolean
open_log (Console *self,
          GError **error)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;

  if (self->options.log == NULL)
    return TRUE;

  options.time_stamps = self->options.time_stamps;
  options.mask = rk_at_mask_secrets;
  options.func = log_trouble_cb;
  options.user_data = self;
  self->log = rk_console_log_new (self->options.log, &options, error);
  return self->log != NULL;
}

static gboolean
open_port (Console *self,
           GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (self->cli->baud != 0)
    rk_module_set_baud (self->module, (guint)self->cli->baud);
  rk_module_open_async (self->module, self->cli->cancellable, rk_cli_wait_cb, &result);
  rk_cli_wait (&result);
  return rk_module_open_finish (self->module, result, error);
}

static void
talk (Console *self)
{
  gulong cancelled = g_signal_connect (self->cli->cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);

  if (self->typed && rk_terminal_set_raw ())
    {
      say (self, "%s", _ ("Ctrl+] quits, Ctrl+T ? helps."));
      rk_module_set_keep_open (self->module, TRUE);
      rk_terminal_read (typed_cb, self);
    }
  else
    {
      self->typed = FALSE;
      rk_terminal_read (piped_cb, self);
    }
  if (self->options.reset)
    {
      self->starting = !self->typed;
      self->start_by = g_get_monotonic_time () + START_US;
      restart (self, RK_RESTART_RUN);
    }

  g_main_loop_run (self->loop);
  g_signal_handler_disconnect (self->cli->cancellable, cancelled);
}

static void
close_port (Console *self)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_signal_handlers_disconnect_by_data (self->module, self);
  rk_module_set_keep_open (self->module, FALSE);
  while (rk_module_get_busy (self->module))
    {
      g_cancellable_cancel (self->cli->cancellable);
      g_main_context_iteration (NULL, TRUE);
    }
  rk_module_close_async (self->module, rk_cli_wait_cb, &result);
  rk_cli_wait (&result);
}

static RkExit
run (Console *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkConsoleSender) sender = rk_module_create_sender (self->module);
  g_autoptr(RkCliScreen) screen = rk_cli_screen_new (self->cli, self->options.time_stamps,
                                                             self->options.annotate);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  self->sender = sender;
  self->screen = screen;
  self->loop = loop;
  self->typed = rk_terminal_is_typed () && !self->cli->json;
  g_signal_connect (self->module, "received", G_CALLBACK (received_cb), self);
  g_signal_connect (self->module, "notify::lost", G_CALLBACK (lost_cb), self);
  if (!open_log (self, &error) || !open_port (self, &error))
    return rk_cli_fail (self->cli, error);

  talk (self);
  rk_terminal_restore ();
  close_port (self);
  rk_cli_screen_end (screen);
  return self->code;
}

/* What is left after the loop must not find the console any more. */
static RkExit
run_console (RkCli         *cli,
             const Options *options,
             RkLineEnding   ending,
             RkModule      *module)
{
  Console *self = g_new0 (Console, 1);
  RkExit code;

  self->cli = cli;
  self->module = module;
  self->options = *options;
  self->ending = ending;
  self->rate = g_string_new (NULL);
  self->line = g_string_new (NULL);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  code = run (self);

  g_clear_handle_id (&self->quiet, g_source_remove);
  g_clear_pointer (&self->log, rk_console_log_close);
  g_string_free (self->rate, TRUE);
  g_string_free (self->line, TRUE);
  g_ptr_array_unref (self->lines);
  g_free (self);
  return code;
}

/**
 * rk_cmd_console:
 *
 * rekindle-cli console [OPTION…]
 */
RkExit
rk_cmd_console (RkCli  *cli,
                int     argc,
                char  **argv)
{
  Options options = { .quiet_ms = QUIET_MS };
  const GOptionEntry entries[] = {
    { "annotate", 0, 0, G_OPTION_ARG_NONE, &options.annotate, N_ ("explain what the module says"), NULL },
    { "line-ending", 0, 0, G_OPTION_ARG_STRING, &options.line_ending,
      N_ ("what ends a line that is sent: crlf, lf, cr or none"), N_ ("ENDING") },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options.log, N_ ("add what the module says to a file"), N_ ("FILE") },
    { "timestamps", 0, 0, G_OPTION_ARG_NONE, &options.time_stamps, N_ ("begin each line with the time"), NULL },
    { "reset", 0, 0, G_OPTION_ARG_NONE, &options.reset, N_ ("reset the module first"), NULL },
    { "quiet-ms", 0, 0, G_OPTION_ARG_INT, &options.quiet_ms,
      N_ ("when lines come from a pipe: wait so long for an answer, and quit at the end after so long without one"),
      "N" },
    { "line-delay", 0, 0, G_OPTION_ARG_INT, &options.line_delay_ms,
      N_ ("when lines come from a pipe: wait at least so many milliseconds between two"), "N" },
    { NULL },
  };
  g_autofree char *line_ending = NULL;
  g_autofree char *log = NULL;
  g_autoptr(RkModule) module = NULL;
  RkLineEnding ending = RK_LINE_ENDING_CRLF;
  gboolean parsed = rk_cli_parse (cli, entries, "", &argc, &argv);
  RkExit code;

  line_ending = options.line_ending;
  log = options.log;
  if (!parsed)
    return RK_EXIT_USAGE;
  if (argc != 1)
    return rk_cli_usage (cli, "%s", _ ("console takes no arguments"));
  if (line_ending != NULL && !rk_line_ending_parse (line_ending, &ending))
    return rk_cli_usage (cli, _ ("--line-ending takes crlf, lf, cr or none, not “%s”"), line_ending);
  if (options.quiet_ms < 1 || options.line_delay_ms < 0)
    return rk_cli_usage (cli, "%s", _ ("times are positive numbers of milliseconds"));

  cli->no_progress = TRUE;
  module = rk_cli_open_module (cli, &code);
  if (module == NULL)
    return code;

  code = run_console (cli, &options, ending, module);
  if (code == RK_EXIT_DONE)
    rk_cli_succeed (cli, NULL);
  return code;
}
