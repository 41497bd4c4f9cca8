/* test-console-parts.c: what a console is without its widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>
#ifdef G_OS_UNIX
#include <sys/stat.h>
#endif

#include "rk-baud-guess.h"
#include "rk-console-history.h"
#include "rk-console-input.h"
#include "rk-console-log.h"
#include "rk-console-sender.h"
#include "rk-error.h"

/* Input */

typedef struct
{
  const char    *text;
  RkConsoleForm  form;
  const char    *bytes;  /* NULL: refused */
  gsize          n_bytes;
  const char    *message;
} InputCase;

#define BYTES(literal) literal, sizeof literal - 1, NULL
#define REFUSED(message) NULL, 0, message

static const InputCase input_cases[] = {
  { "AT+GMR", RK_CONSOLE_FORM_TEXT, BYTES ("AT+GMR\r\n") },
  { "", RK_CONSOLE_FORM_TEXT, BYTES ("\r\n") },
  { "a\\n", RK_CONSOLE_FORM_TEXT, BYTES ("a\\n\r\n") },
  { "a\\n\\x1b[0m\\0\\\\\\u00e9\\u20AC", RK_CONSOLE_FORM_ESCAPES, BYTES ("a\n\x1b[0m\0\\\xc3\xa9\xe2\x82\xac\r\n") },
  { "\\r\\t\\e\\\"", RK_CONSOLE_FORM_ESCAPES, BYTES ("\r\t\x1b\"\r\n") },
  { "\\x1", RK_CONSOLE_FORM_ESCAPES, REFUSED ("character 1") },
  { "é\\xg0", RK_CONSOLE_FORM_ESCAPES, REFUSED ("character 2") },
  { "ab\\q", RK_CONSOLE_FORM_ESCAPES, REFUSED ("character 3") },
  { "ab\\", RK_CONSOLE_FORM_ESCAPES, REFUSED ("character 3") },
  { "\\ud800", RK_CONSOLE_FORM_ESCAPES, REFUSED ("\\u") },
  { "41 54 0d0A", RK_CONSOLE_FORM_HEX, BYTES ("AT\r\n") },
  { "0x41,0x54 ,00", RK_CONSOLE_FORM_HEX, BYTES ("AT\0") },
  { "", RK_CONSOLE_FORM_HEX, BYTES ("") },
  { "41 5", RK_CONSOLE_FORM_HEX, REFUSED ("character 4") },
  { "4g", RK_CONSOLE_FORM_HEX, REFUSED ("character 1") },
};

static void
test_input (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (input_cases); i++)
    {
      const InputCase *c = &input_cases[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = rk_console_input_to_bytes (c->text, c->form, RK_LINE_ENDING_CRLF, &error);

      g_test_message ("%s", c->text);
      if (c->message != NULL)
        {
          g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, c->message));
          g_assert_null (bytes);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), c->bytes, c->n_bytes);
    }
}

static void
test_line_endings (void)
{
  RkLineEnding ending = RK_LINE_ENDING_LF;

  for (guint i = 0; i < RK_N_LINE_ENDINGS; i++)
    {
      g_assert_true (rk_line_ending_parse (rk_line_ending_get_nick ((RkLineEnding)i), &ending));
      g_assert_cmpuint (ending, ==, i);
    }
  g_assert_cmpstr (rk_line_ending_get_bytes (RK_LINE_ENDING_CR), ==, "\r");
  g_assert_false (rk_line_ending_parse ("crcr", &ending));
  g_assert_cmpuint (ending, ==, RK_LINE_ENDING_NONE);
}

static void
test_split (void)
{
  static const char *const texts[] = { "one\r\ntwo\r\n", "one\ntwo", "one\rtwo\r" };
  const char *const blank[] = { "a", "", "b", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto(GStrv) lines = rk_console_input_split (texts[i]);

      g_assert_cmpuint (g_strv_length (lines), ==, 2);
      g_assert_cmpstr (lines[0], ==, "one");
      g_assert_cmpstr (lines[1], ==, "two");
    }

  {
    g_auto(GStrv) lines = rk_console_input_split ("a\n\nb\n");

    g_assert_true (g_strv_equal ((const char *const *)lines, blank));
  }
}

/* Files */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("rekindle-console-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "state", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_file (const char *path,
             const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static gboolean
has_password (const char *line)
{
  return strstr (line, "secret") != NULL;
}

static void
add (RkConsoleHistory *history,
     const char       *line)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_console_history_add (history, line, &error));
  g_assert_no_error (error);
}

static void
test_history (Fixture       *fixture,
              gconstpointer  data)
{
  RkConsoleHistory *history = rk_console_history_new (fixture->path, has_password);

  add (history, "AT");
  add (history, "AT+GMR");
  add (history, "AT+CWJAP=\"net\",\"secret\"");
  add (history, "");
  add (history, "two\\\nlines é");
  add (history, "AT");
  assert_file (fixture->path, "AT+GMR\ntwo\\\\\\nlines é\nAT\n");
  rk_console_history_free (history);

  history = rk_console_history_new (fixture->path, has_password);
  g_assert_cmpuint (rk_console_history_get_n (history), ==, 3);
  g_assert_cmpstr (rk_console_history_get (history, 1), ==, "two\\\nlines é");

  /* The arrow keys: only what begins like what is typed. */
  g_assert_null (rk_console_history_forward (history));
  g_assert_cmpstr (rk_console_history_back (history, "AT"), ==, "AT");
  g_assert_cmpstr (rk_console_history_back (history, "AT"), ==, "AT+GMR");
  g_assert_null (rk_console_history_back (history, "AT"));
  g_assert_cmpstr (rk_console_history_forward (history), ==, "AT");
  g_assert_cmpstr (rk_console_history_forward (history), ==, "AT");
  g_assert_null (rk_console_history_forward (history));

  g_assert_true (rk_console_history_clear (history, NULL));
  assert_file (fixture->path, "");
  rk_console_history_free (history);
}

static void
test_history_bounded (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(RkConsoleHistory) history = rk_console_history_new (fixture->path, NULL);

  for (guint i = 0; i < RK_CONSOLE_HISTORY_MAX + 5; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);

      add (history, line);
    }
  g_assert_cmpuint (rk_console_history_get_n (history), ==, RK_CONSOLE_HISTORY_MAX);
  g_assert_cmpstr (rk_console_history_get (history, 0), ==, "line 5");
}

/* A broken file is no history, and what is readable in it still is. */
static void
test_history_broken (Fixture       *fixture,
                     gconstpointer  data)
{
  RkConsoleHistory *history;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "\xff\xfe\n\\\nAT\n\\x\\777\n", -1, NULL));
  history = rk_console_history_new (fixture->path, NULL);
  g_assert_cmpuint (rk_console_history_get_n (history), >=, 1);
  for (guint i = 0; i < rk_console_history_get_n (history); i++)
    g_assert_true (g_utf8_validate (rk_console_history_get (history, i), -1, NULL));
  rk_console_history_free (history);

  /* One that cannot be written does not take the line away. */
  g_remove (fixture->path);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  history = rk_console_history_new (fixture->path, NULL);
  g_assert_false (rk_console_history_add (history, "AT", &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (rk_console_history_get_n (history), ==, 1);
  rk_console_history_free (history);
}

/* Log */

static char *
mask (const char *line)
{
  return strstr (line, "secret") != NULL ? g_strdup ("AT+CWJAP=…") : g_strdup (line);
}

static void
put (RkConsoleLog     *log,
     RkConsoleLogKind  kind,
     const char       *text)
{
  rk_console_log_add (log, kind, (const guint8 *)text, strlen (text), g_get_monotonic_time ());
}

static RkConsoleLog *
new_log (Fixture                   *fixture,
         const RkConsoleLogOptions *options)
{
  g_autoptr(GError) error = NULL;
  RkConsoleLog *log = rk_console_log_new (fixture->path, options, &error);

  g_assert_no_error (error);
  return log;
}

/* Exactly what came, added to what was there. */
static void
test_log_raw (Fixture       *fixture,
              gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  RkConsoleLog *log;

  g_assert_true (g_file_set_contents (fixture->path, "before\n", -1, NULL));
  log = new_log (fixture, &options);
  put (log, RK_CONSOLE_LOG_RECEIVED, "one\r\ntw");
  put (log, RK_CONSOLE_LOG_SENT, "AT\r\n");
  put (log, RK_CONSOLE_LOG_NOTE, "note\n");
  put (log, RK_CONSOLE_LOG_RECEIVED, "o\xff");
  rk_console_log_close (log);
  assert_file (fixture->path, "before\none\r\ntwo\xff");
}

static void
test_log_masked (Fixture       *fixture,
                 gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  RkConsoleLog *log;

  options.mask = mask;
  log = new_log (fixture, &options);
  put (log, RK_CONSOLE_LOG_RECEIVED, "\r\na");
  put (log, RK_CONSOLE_LOG_RECEIVED, "t+cwjap=\"n\",\"sec");
  put (log, RK_CONSOLE_LOG_RECEIVED, "ret\xff\"\r\r\nOK AT+secret\nA");
  put (log, RK_CONSOLE_LOG_RECEIVED, "T\nAT+X secret");
  rk_console_log_close (log);
  assert_file (fixture->path, "\r\nAT+CWJAP=…\r\r\nOK AT+secret\nAT\nAT+CWJAP=…");
}

static void
test_log_stamped (Fixture       *fixture,
                  gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  g_autofree char *text = NULL;
  RkConsoleLog *log;

  options.time_stamps = TRUE;
  log = new_log (fixture, &options);
  put (log, RK_CONSOLE_LOG_RECEIVED, "on");
  put (log, RK_CONSOLE_LOG_RECEIVED, "e\r\ntwo");
  put (log, RK_CONSOLE_LOG_SENT, "AT\r\n");
  put (log, RK_CONSOLE_LOG_NOTE, "115200 baud\n");
  put (log, RK_CONSOLE_LOG_RECEIVED, "three\n");
  rk_console_log_close (log);

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
#define STAMP "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} "
  g_assert_true (g_regex_match_simple ("^" STAMP "one\r\n" STAMP "two\n" STAMP "> AT\r\n" STAMP
                                       "# 115200 baud\n" STAMP "three\n$",
                                       text, G_REGEX_RAW, 0));
}

/* Files end with a line, and only the youngest are kept. */
static void
test_log_rotated (Fixture       *fixture,
                  gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  g_autofree char *first = g_strconcat (fixture->path, ".1", NULL);
  g_autofree char *second = g_strconcat (fixture->path, ".2", NULL);
  g_autofree char *third = g_strconcat (fixture->path, ".3", NULL);
  RkConsoleLog *log;

  options.max_size = 20;
  options.n_kept = 2;
  log = new_log (fixture, &options);
  put (log, RK_CONSOLE_LOG_RECEIVED, "lost 678\nlost 678\naaaa 678\nbbbb 678\n");
  put (log, RK_CONSOLE_LOG_RECEIVED, "cccc 678\n");
  put (log, RK_CONSOLE_LOG_RECEIVED, "a line that is longer than a file\n");
  rk_console_log_close (log);

  assert_file (second, "cccc 678\n");
  assert_file (first, "a line that is longe");
  assert_file (fixture->path, "r than a file\n");
  g_assert_false (g_file_test (third, G_FILE_TEST_EXISTS));
}

typedef struct
{
  guint n_bad;
  guint n_good;
} Reports;

static void
report_cb (const GError *error,
           guint64       n_lost,
           gpointer      user_data)
{
  Reports *reports = user_data;

  if (error != NULL)
    reports->n_bad++;
  else
    reports->n_good++;
}

/* A file that cannot be written is told, and written when it can be. */
static void
test_log_trouble (Fixture       *fixture,
                  gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  g_autofree char *moved = g_strconcat (fixture->path, ".1", NULL);
  g_autofree char *inside = g_build_filename (moved, "inside", NULL);
  Reports reports = { 0, 0 };
  RkConsoleLog *log;

  /* The place of the file that is to be moved is taken by a folder. */
  options.max_size = 10;
  options.n_kept = 1;
  options.func = report_cb;
  options.user_data = &reports;
  g_assert_cmpint (g_mkdir (moved, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "x", -1, NULL));
  log = new_log (fixture, &options);
  put (log, RK_CONSOLE_LOG_RECEIVED, "one 6789\n");
  put (log, RK_CONSOLE_LOG_RECEIVED, "two 6789\n");
  while (reports.n_bad == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (g_remove (inside), ==, 0);
  g_assert_cmpint (g_rmdir (moved), ==, 0);
  while (reports.n_good == 0)
    g_main_context_iteration (NULL, TRUE);
  rk_console_log_close (log);
  assert_file (moved, "one 6789\n");
  assert_file (fixture->path, "two 6789\n");
  g_assert_cmpuint (reports.n_bad, ==, 1);
}

static void
test_log_refused (Fixture       *fixture,
                  gconstpointer  data)
{
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  g_autofree char *path = g_build_filename (fixture->folder, "missing", "log", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_console_log_new (path, &options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Sender */

typedef struct
{
  GString         *sent;
  RkConsoleSender *sender;
  guint            n_sends;
  guint            fail_at;
  gboolean         answers;
  GCancellable    *cancel_at_first;
  GAsyncResult    *result;
  gsize            done;
  guint            n_begun;
} Target;

static gboolean
answer_cb (gpointer user_data)
{
  Target *target = user_data;

  g_string_append (target->sent, "<");
  if (target->sender != NULL)
    rk_console_sender_received (target->sender);
  return G_SOURCE_REMOVE;
}

static void
target_send (gpointer             object,
             GBytes              *bytes,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  Target *target = object;
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  target->n_sends++;
  g_string_append_len (target->sent, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  if (target->answers)
    g_timeout_add (5, answer_cb, target);
  if (target->n_sends == target->fail_at)
    g_task_return_new_error (task, RK_ERROR, RK_ERROR_PORT_LOST, "pulled out");
  else
    g_task_return_boolean (task, TRUE);
  if (target->cancel_at_first != NULL)
    g_cancellable_cancel (target->cancel_at_first);
}

static gboolean
target_send_finish (gpointer       object,
                    GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
piece_cb (GBytes   *piece,
          gboolean  is_out,
          gsize     done,
          gsize     total,
          gpointer  user_data)
{
  Target *target = user_data;

  g_assert_cmpuint (target->n_sends, ==, is_out ? target->n_begun : target->n_begun++);
  g_assert_cmpuint (done, ==, target->done + (is_out ? g_bytes_get_size (piece) : 0));
  g_assert_cmpuint (done, <=, total);
  target->done = done;
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Target *target = user_data;

  target->result = g_object_ref (result);
}

static gboolean
send_text (Target               *target,
           const char           *text,
           gsize                 size,
           const RkConsolePace  *pace,
           GCancellable         *cancellable,
           GError              **error)
{
  const RkConsoleTarget functions = { target_send, target_send_finish, target };
  g_autoptr(RkConsoleSender) sender = rk_console_sender_new (&functions);
  g_autoptr(GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr(GPtrArray) pieces = rk_console_sender_cut (bytes, size);
  g_autoptr(GAsyncResult) result = NULL;

  target->sender = sender;
  target->sent = g_string_new (NULL);
  rk_console_sender_send_async (sender, pieces, pace, piece_cb, target, cancellable, result_cb, target);
  while (target->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&target->result);
  target->sender = NULL;
  return rk_console_sender_send_finish (sender, result, error);
}

static void
test_sender (void)
{
  g_autoptr(GError) error = NULL;
  Target target = { 0 };

  g_assert_true (send_text (&target, "one\ntwo\nend", 0, &(RkConsolePace){ 1, 0 }, NULL, &error));
  g_assert_cmpstr (target.sent->str, ==, "one\ntwo\nend");
  g_assert_cmpuint (target.n_sends, ==, 3);
  g_assert_cmpuint (target.n_begun, ==, 3);
  g_assert_cmpuint (target.done, ==, 11);
  g_string_free (target.sent, TRUE);

  target = (Target){ 0 };
  g_assert_true (send_text (&target, "0123456789", 4, &(RkConsolePace){ 0, 0 }, NULL, &error));
  g_assert_cmpuint (target.n_sends, ==, 3);
  g_string_free (target.sent, TRUE);

  target = (Target){ 0 };
  g_assert_true (send_text (&target, "", 4, &(RkConsolePace){ 0, 0 }, NULL, &error));
  g_assert_cmpuint (target.n_sends, ==, 0);
  g_string_free (target.sent, TRUE);
}

/* The next line goes out after the answer to the one before; far sooner than the
 * patience for an answer ends. */
static void
test_sender_waits (void)
{
  g_autoptr(GError) error = NULL;
  Target target = { .answers = TRUE };

  g_assert_true (send_text (&target, "1\n2\n3\n", 0, &(RkConsolePace){ 0, 600 * 1000 }, NULL, &error));
  g_assert_true (g_str_has_prefix (target.sent->str, "1\n<2\n<3\n"));
  while (!g_str_has_suffix (target.sent->str, "3\n<"))
    g_main_context_iteration (NULL, TRUE);
  g_string_free (target.sent, TRUE);
}

static void
test_sender_fails (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Target target = { .fail_at = 2 };

  g_assert_false (send_text (&target, "1\n2\n3\n", 0, &(RkConsolePace){ 0, 0 }, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_assert_cmpstr (target.sent->str, ==, "1\n2\n");
  g_string_free (target.sent, TRUE);
  g_clear_error (&error);

  target = (Target){ .cancel_at_first = cancellable };
  g_assert_false (send_text (&target, "1\n2\n3\n", 0, &(RkConsolePace){ 3600 * 1000, 0 }, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (target.sent->str, ==, "1\n");
  g_string_free (target.sent, TRUE);
}

/* Rates */

#define ROM_TEXT "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 816, room 16 \r\n"

static double
score (const char *text)
{
  return rk_baud_guess_score ((const guint8 *)text, strlen (text));
}

static void
test_guess (void)
{
  gsize n_rates;
  const guint *rates = rk_baud_guess_get_rates (&n_rates);

  g_assert_cmpuint (rates[0], ==, 115200);
  for (gsize i = 0; i < n_rates; i++)
    for (gsize j = 0; j < i; j++)
      g_assert_cmpuint (rates[i], !=, rates[j]);

  g_assert_cmpfloat (score (ROM_TEXT), >, 0.95);
  g_assert_cmpfloat (score ("AT\r\r\n\r\nOK\r\n"), >, 0.8);
  g_assert_cmpfloat (score ("temperature 21.5 °C, humidity 40 %, heap 31244\r\n"), >, 0.8);
  g_assert_cmpfloat (score ("a"), <, 0.1);
  g_assert_cmpfloat (score (""), ==, 0);
  g_assert_cmpfloat (score ("\x8c\xe2\x1c\x02\xfc\x60\xe0\x82\x1e\x9c\x8e\x82\xf2"), <, 0.2);
  g_assert_true (rk_baud_guess_is_boot ((const guint8 *)ROM_TEXT, strlen (ROM_TEXT)));
  g_assert_false (rk_baud_guess_is_boot ((const guint8 *)"hello", 5));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/console/" path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/console/input/forms", test_input);
  g_test_add_func ("/console/input/line-endings", test_line_endings);
  g_test_add_func ("/console/input/split", test_split);
  ADD ("history/kept", test_history);
  ADD ("history/bounded", test_history_bounded);
  ADD ("history/broken", test_history_broken);
  ADD ("log/raw", test_log_raw);
  ADD ("log/masked", test_log_masked);
  ADD ("log/stamped", test_log_stamped);
  ADD ("log/rotated", test_log_rotated);
  ADD ("log/trouble", test_log_trouble);
  ADD ("log/refused", test_log_refused);
  g_test_add_func ("/console/sender/pieces", test_sender);
  g_test_add_func ("/console/sender/waits", test_sender_waits);
  g_test_add_func ("/console/sender/fails", test_sender_fails);
  g_test_add_func ("/console/guess", test_guess);

  return g_test_run ();
}
