/* test-cli-console.c: rekindle-cli console, as a person and as a script use it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the built-in virtual module in real time, with the sample program in its flash.
 */

#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define FLASH_SIZE (1024 * 1024)

typedef struct
{
  char           *folder;
  char           *flash;
  char           *log;

  /* The person's terminal */
  int             master;
  int             slave;
  struct termios  before;
  GSubprocess    *process;
  GString        *screen;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *sample = NULL;
  g_autofree char *flash = g_malloc (FLASH_SIZE);
  g_autoptr(GError) error = NULL;
  gsize size;

  fixture->folder = g_dir_make_tmp ("rekindle-cli-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->flash = g_build_filename (fixture->folder, "flash.bin", NULL);
  fixture->log = g_build_filename (fixture->folder, "log", NULL);
  fixture->master = -1;
  fixture->slave = -1;
  fixture->screen = g_string_new (NULL);

  g_file_get_contents (RK_SAMPLE, &sample, &size, &error);
  g_assert_no_error (error);
  memset (flash, 0xff, FLASH_SIZE);
  memcpy (flash, sample, size);
  g_file_set_contents (fixture->flash, flash, FLASH_SIZE, &error);
  g_assert_no_error (error);
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
  if (fixture->master >= 0)
    close (fixture->master);
  if (fixture->slave >= 0)
    close (fixture->slave);
  g_clear_object (&fixture->process);
  g_string_free (fixture->screen, TRUE);
  g_free (fixture->folder);
  g_free (fixture->flash);
  g_free (fixture->log);
}

/* Text at the wrong rate is in it, as it came: without the zeros it is a string. */
static char *
to_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *text = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    text[i] = data[i] == '\0' ? '?' : data[i];
  text[size] = '\0';
  return text;
}

static char *
read_log (Fixture *fixture)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  char *log;
  gsize size;

  g_file_get_contents (fixture->log, &log, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (log, size);
  return to_text (bytes);
}

/* A person's terminal */

static void
open_terminal (Fixture *fixture)
{
  fixture->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (fixture->master, >=, 0);
  g_assert_cmpint (grantpt (fixture->master), ==, 0);
  g_assert_cmpint (unlockpt (fixture->master), ==, 0);
  fixture->slave = open (ptsname (fixture->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (fixture->slave, >=, 0);
  g_assert_cmpint (tcgetattr (fixture->slave, &fixture->before), ==, 0);
  g_assert_true ((fixture->before.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
}

static void
start (Fixture    *fixture,
       const char *first,
       ...)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  va_list args;

  g_ptr_array_add (argv, (gpointer)RK_CLI);
  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer)arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  open_terminal (fixture);
  g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_FLASH", fixture->flash, TRUE);
  g_subprocess_launcher_take_stdin_fd (launcher, dup (fixture->slave));
  g_subprocess_launcher_take_stdout_fd (launcher, dup (fixture->slave));
  g_subprocess_launcher_take_stderr_fd (launcher, dup (fixture->slave));
  fixture->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
}

static void
type (Fixture    *fixture,
      const char *keys)
{
  gssize count = (gssize)strlen (keys);

  g_assert_cmpint (write (fixture->master, keys, (gsize)count), ==, count);
}

static void
read_screen (Fixture *fixture)
{
  char buffer[4096];
  gssize count = read (fixture->master, buffer, sizeof buffer);

  g_assert_cmpint (count, >, 0);
  g_string_append_len (fixture->screen, buffer, count);
}

/* Text at the wrong rate would break the test's own output. */
static void
tell (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_test_message ("%s", valid);
}

/* Waits for it to be shown, and forgets what was shown up to there. */
static void
wait_for (Fixture    *fixture,
          const char *text)
{
  const char *at;

  while ((at = g_strstr_len (fixture->screen->str, (gssize)fixture->screen->len, text)) == NULL)
    read_screen (fixture);

  tell (fixture->screen->str);
  g_string_erase (fixture->screen, 0, at - fixture->screen->str + (gssize)strlen (text));
}

static int
wait_for_end (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait (fixture->process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_if_exited (fixture->process) ? g_subprocess_get_exit_status (fixture->process)
                                                       : -g_subprocess_get_term_sig (fixture->process);
}

static void
assert_restored (Fixture *fixture)
{
  struct termios after;

  g_assert_cmpint (tcgetattr (fixture->slave, &after), ==, 0);
  g_assert_cmphex (after.c_lflag, ==, fixture->before.c_lflag);
  g_assert_cmphex (after.c_iflag, ==, fixture->before.c_iflag);
  g_assert_cmphex (after.c_oflag, ==, fixture->before.c_oflag);
}

/* Boot text and program in one go, after a reset that was asked for by a key. */
static void
test_reset (Fixture       *fixture,
            gconstpointer  data)
{
  start (fixture, "--port", "virtual", "console", NULL);
  wait_for (fixture, "Ctrl+] quits");
  wait_for (fixture, "running for 1 s");
  type (fixture, "\x14r");
  wait_for (fixture, "rst cause:2, boot mode:(3,");
  wait_for (fixture, "csum 0x");
  wait_for (fixture, "Hello from Rekindle.");
  type (fixture, "\x14?");
  wait_for (fixture, "toggle RTS");
  type (fixture, "\x1d");
  g_assert_cmpint (wait_for_end (fixture), ==, 0);
  assert_restored (fixture);
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  start (fixture, "--port", "virtual", "console", "--timestamps", "--log", fixture->log, NULL);
  wait_for (fixture, "Ctrl+] quits");

  /* DTR alone holds GPIO0 low; RTS with it undoes both on a board. */
  type (fixture, "\x14" "d");
  wait_for (fixture, "DTR 1, RTS 0");
  type (fixture, "\x14" "d");
  wait_for (fixture, "DTR 0, RTS 0");

  /* A rate typed, refused, and typed again with a mistake. */
  type (fixture, "\x14" "b12\r");
  wait_for (fixture, "A rate is from 300 to 5000000.");
  type (fixture, "\x14" "b11520x1\x7f" "0\r");
  wait_for (fixture, "running for");
  type (fixture, "\x14l");
  wait_for (fixture, "boot mode:(1,");
  type (fixture, "\x14q");
  g_assert_cmpint (wait_for_end (fixture), ==, 0);
  assert_restored (fixture);

  {
    g_autofree char *log = read_log (fixture);

    g_assert_true (g_regex_match_simple ("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} running for", log, G_REGEX_RAW, 0));
    g_assert_true (g_regex_match_simple ("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} # DTR 1, RTS 0\n", log, G_REGEX_RAW, 0));
    g_assert_nonnull (strstr (log, "boot mode:(1,"));
  }
}

/* Whatever ends it, the terminal is as before. */
static void
test_signal (Fixture       *fixture,
             gconstpointer  data)
{
  int number = GPOINTER_TO_INT (data);
  struct termios during;

  start (fixture, "--port", "virtual", "console", NULL);
  wait_for (fixture, "Ctrl+] quits");
  g_assert_cmpint (tcgetattr (fixture->slave, &during), ==, 0);
  g_assert_cmphex (during.c_lflag & (ICANON | ECHO | ISIG), ==, 0);

  g_subprocess_send_signal (fixture->process, number);
  g_assert_cmpint (wait_for_end (fixture), ==, number == SIGTERM ? 130 : -number);
  assert_restored (fixture);
}

/* A script */

typedef struct
{
  int   exit_code;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static Run
run (Fixture    *fixture,
     const char *input,
     const char *first,
     ...)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                               G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) in = g_bytes_new_static (input, strlen (input));
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GBytes) err = NULL;
  g_autoptr(GError) error = NULL;
  va_list args;
  Run result = { 0 };

  g_ptr_array_add (argv, (gpointer)RK_CLI);
  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer)arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_FLASH", fixture->flash, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, in, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.exit_code = g_subprocess_get_exit_status (process);
  result.out = to_text (out);
  result.err = to_text (err);
  tell (result.out);
  tell (result.err);
  return result;
}

/* With nothing to send, what the module says from its reset until it is silent; the
 * sample never is, so its flash is empty here. */
static void
test_pipe (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (g_remove (fixture->flash), ==, 0);
  {
    g_auto(Run) result = run (fixture, "", "--port", "virtual", "console", "--reset", "--quiet-ms", "300",
                              "--log", fixture->log, NULL);
    g_autofree char *log = NULL;

    g_assert_cmpint (result.exit_code, ==, 0);
    g_assert_nonnull (strstr (result.out, "boot mode:(3,"));
    log = read_log (fixture);
    g_assert_nonnull (strstr (log, "boot mode:(3,"));
  }
}

/* What is wrong is explained in its place; an empty flash here. */
static void
test_annotate (Fixture       *fixture,
               gconstpointer  data)
{
  g_assert_cmpint (g_remove (fixture->flash), ==, 0);
  {
    g_auto(Run) result = run (fixture, "", "--port", "virtual", "console", "--reset", "--annotate", NULL);
    const char *line;

    g_assert_cmpint (result.exit_code, ==, 0);
    line = strstr (result.out, "ets_main.c");
    g_assert_nonnull (line);
    g_assert_nonnull (strstr (line, "\n✗ "));
    g_assert_nonnull (strstr (line, "\n  What to do: "));
  }
  {
    g_auto(Run) result = run (fixture, "", "--json", "--port", "virtual", "console", "--reset", "--annotate", NULL);
    const char *line = strstr (result.out, "ets_main.c");

    g_assert_nonnull (line);
    g_assert_nonnull (strstr (line, "{\"event\":\"finding\",\"id\":"));
  }
}

/* One object a line, the rate of each line with it. */
static void
test_json (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (g_remove (fixture->flash), ==, 0);
  {
    g_auto(Run) result = run (fixture, "", "--json", "--port", "virtual", "console", "--reset", "--quiet-ms",
                              "300", NULL);
    g_auto(GStrv) lines = g_strsplit (result.out, "\n", -1);
    const char *last = NULL;
    gboolean seen = FALSE;

    g_assert_cmpint (result.exit_code, ==, 0);
    for (char **line = lines; *line != NULL && **line != '\0'; line++)
      {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = json_from_string (*line, &error);
        JsonObject *object;

        g_assert_no_error (error);
        object = json_node_get_object (node);
        last = *line;
        if (g_strcmp0 (json_object_get_string_member (object, "event"), "line") == 0 &&
            strstr (json_object_get_string_member (object, "text"), "boot mode:(3,") != NULL)
          {
            seen = TRUE;
            g_assert_cmpint (json_object_get_int_member (object, "baud"), ==, 74880);
          }
      }
    g_assert_true (seen);
    g_assert_nonnull (strstr (last, "\"result\""));
    g_assert_nonnull (strstr (last, "\"ok\":true"));
  }
}

/* Lines that are sent are answered one after the other. */
static void
test_at (Fixture       *fixture,
         gconstpointer  data)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "firmware", "at-1.7.6-512+512", NULL);
  g_autoptr(GError) error = NULL;
  const char *version;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("Espressif's firmware is not here");
      return;
    }

  {
    g_auto(Run) flash = run (fixture, "", "--port", "virtual:turbo", "flash", "--no-watch", folder, NULL);

    g_assert_cmpint (flash.exit_code, ==, 0);
  }
  {
    g_auto(Run) result = run (fixture, "ATE0\nAT+GMR\nAT", "--port", "virtual", "console", "--reset",
                              "--quiet-ms", "2000", NULL);

    g_assert_cmpint (result.exit_code, ==, 0);
    version = strstr (result.out, "AT version:1.7.6");
    g_assert_nonnull (version);
    g_assert_nonnull (strstr (version, "\nOK\r\n"));
    g_assert_nonnull (strstr (strstr (version, "\nOK\r\n") + 1, "\nOK\r\n"));

    /* Up to there, in one go: the ROM and the loader at their rate, the firmware at its
     * own.  The SDK between them is heard too, if this machine is fast enough. */
    g_assert_nonnull (strstr (result.out, "jump to run user1 @ 1000\r\n"));
    g_assert_nonnull (strstr (result.out, "\r\nready\r\n"));
  }
  {
    g_auto(Run) result = run (fixture, "AT+GMR\nAT", "--port", "virtual", "console", "--reset", "--quiet-ms", "2000",
                              "--timestamps", "--log", fixture->log, NULL);
    g_autofree char *log = read_log (fixture);

    /* In the log each stands where it was sent. */
    g_assert_cmpint (result.exit_code, ==, 0);
    g_assert_true (g_regex_match_simple ("> AT\\+GMR\\r?\n.*AT version:1\\.7\\.6.*> AT\\r?\n", log,
                                         G_REGEX_RAW | G_REGEX_DOTALL, 0));
  }
}

static void
test_usage (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const wrong[][3] = {
    { "more", NULL }, { "--line-ending", "crcr", NULL }, { "--quiet-ms", "0", NULL }, { "--line-delay", "-1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(Run) result = run (fixture, "", "--port", "virtual", "console", wrong[i][0], wrong[i][1], NULL);

      g_assert_cmpint (result.exit_code, ==, 2);
    }

  {
    g_auto(Run) port = run (fixture, "", "--port", "/dev/no-such-port", "console", NULL);
    g_auto(Run) log = run (fixture, "", "--port", "virtual", "console", "--log", "/no/such/folder/log", NULL);
    g_auto(Run) lines = run (fixture, "", "--port", "socket://127.0.0.1:1", "console", NULL);

    g_assert_cmpint (port.exit_code, ==, 3);
    g_assert_cmpint (log.exit_code, ==, 1);
    g_assert_cmpint (lines.exit_code, ==, 3);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add ("/cli/console/" path, Fixture, data, set_up, func, tear_down)
  ADD ("reset", NULL, test_reset);
  ADD ("keys", NULL, test_keys);
  ADD ("signal/term", GINT_TO_POINTER (SIGTERM), test_signal);
  ADD ("signal/hup", GINT_TO_POINTER (SIGHUP), test_signal);
  ADD ("signal/segv", GINT_TO_POINTER (SIGSEGV), test_signal);
  ADD ("pipe", NULL, test_pipe);
  ADD ("annotate", NULL, test_annotate);
  ADD ("json", NULL, test_json);
  ADD ("at", NULL, test_at);
  ADD ("usage", NULL, test_usage);

  return g_test_run ();
}
