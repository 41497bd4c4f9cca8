/* test-cli-backup.c: rekindle-cli backup, restore and report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define MB 0x100000

static char *
in_folder (Fixture    *fixture,
           const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *bytes;
  gsize size;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

/* A program, and something else. */
static void
furnish (Fixture *fixture)
{
  g_autofree char *noise = in_folder (fixture, "noise.bin");
  g_autofree char *bytes = g_malloc (0x5000);
  g_auto(Run) run = { 0 };

  for (gsize i = 0; i < 0x5000; i++)
    bytes[i] = (char)(i * i >> 5);
  g_assert_true (g_file_set_contents (noise, bytes, 0x5000, NULL));
  run = run_cli (fixture, "--port", "virtual", "flash", "--force", "--no-watch", "0", RK_SAMPLE, "0xf0000", noise, NULL);
  g_assert_cmpint (run.exit_code, ==, DONE);
}

static void
test_there_and_back (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *path = in_folder (fixture, "module.bin");
  g_autofree char *list = in_folder (fixture, "module.bin.json");
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) saved = NULL;
  g_autoptr(GBytes) after = NULL;

  furnish (fixture);
  before = read_file (fixture->flash);
  {
    g_auto(Run) backup = run_cli (fixture, "--json", "--port", "virtual", "backup", path, NULL);
    g_autoptr(JsonObject) last = last_event (backup.out);

    g_assert_cmpint (backup.exit_code, ==, DONE);
    g_assert_cmpint (json_object_get_int_member (last, "bytes"), ==, MB);
    g_assert_cmpstr (json_object_get_string_member (last, "list"), ==, list);
    assert_contains (backup.out, "\"progress\"");
  }
  saved = read_file (path);
  g_assert_true (g_bytes_equal (saved, before));

  {
    g_auto(Run) erase = run_cli (fixture, "--port", "virtual", "erase", "--all", NULL);
    g_auto(Run) restore = run_cli (fixture, "--port", "virtual", "restore", path, NULL);

    g_assert_cmpint (erase.exit_code, ==, DONE);
    g_assert_cmpint (restore.exit_code, ==, DONE);
    assert_contains (restore.out, "MD5");
    assert_contains (restore.out, "talks");
  }
  after = read_file (fixture->flash);
  g_assert_true (g_bytes_equal (after, before));
}

/* Ended in the middle, then done again. */
static void
test_interrupted (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = in_folder (fixture, "module.bin");
  g_autofree char *dirt = in_folder (fixture, "dirt.bin");
  g_autofree char *bytes = g_malloc (MB);
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) between = NULL;
  g_autoptr(GBytes) after = NULL;
  g_autoptr(GError) error = NULL;

  furnish (fixture);
  before = read_file (fixture->flash);
  {
    g_auto(Run) backup = run_cli (fixture, "--port", "virtual", "backup", path, NULL);
    g_auto(Run) spoil = { 0 };

    g_assert_cmpint (backup.exit_code, ==, DONE);
    memset (bytes, 0x5a, MB);
    g_assert_true (g_file_set_contents (dirt, bytes, MB, NULL));
    spoil = run_cli (fixture, "--port", "virtual", "flash", "--force", "--no-watch", "0", dirt, NULL);
    g_assert_cmpint (spoil.exit_code, ==, DONE);
  }

  {
    g_autoptr(GPtrArray) argv = g_ptr_array_new ();
    g_autoptr(GSubprocess) process = NULL;
    g_autoptr(GDataInputStream) out = NULL;
    const char *words[] = { RK_CLI, "--json", "--port", "virtual", "restore", path };

    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
      g_ptr_array_add (argv, (gpointer)words[i]);
    fixture->real_pace = TRUE; /* else it could end before it is interrupted */
    process = spawn (fixture, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, argv);
    fixture->real_pace = FALSE;
    out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
    for (;;)
      {
        g_autofree char *line = g_data_input_stream_read_line_utf8 (out, NULL, NULL, &error);

        g_assert_no_error (error);
        g_assert_nonnull (line);
        if (strstr (line, "\"erasing\"") != NULL || strstr (line, "\"writing\"") != NULL)
          break;
      }
    g_subprocess_send_signal (process, SIGINT);
    while (g_input_stream_skip (G_INPUT_STREAM (out), 4096, NULL, NULL) > 0)
      ;
    g_assert_true (g_subprocess_wait (process, NULL, &error));
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
  }
  between = read_file (fixture->flash);
  g_assert_false (g_bytes_equal (between, before));

  {
    g_auto(Run) again = run_cli (fixture, "--port", "virtual", "restore", path, NULL);

    g_assert_cmpint (again.exit_code, ==, DONE);
  }
  after = read_file (fixture->flash);
  g_assert_true (g_bytes_equal (after, before));
}

static void
test_bad_backup (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = in_folder (fixture, "module.bin");
  g_autofree char *list = in_folder (fixture, "module.bin.json");

  furnish (fixture);
  {
    g_auto(Run) backup = run_cli (fixture, "--port", "virtual", "backup", "0xf0000", "0x5000", path, NULL);

    g_assert_cmpint (backup.exit_code, ==, DONE);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  }
  {
    g_auto(Run) restore = run_cli (fixture, "--port", "virtual", "restore", path, NULL);

    g_assert_cmpint (restore.exit_code, ==, FAILED);
    assert_contains (restore.err, "damaged");
  }
  g_assert_cmpint (g_remove (list), ==, 0);
  {
    g_auto(Run) restore = run_cli (fixture, "--port", "virtual", "restore", path, NULL);

    g_assert_cmpint (restore.exit_code, ==, FAILED);
    assert_contains (restore.err, "list");
  }
}

/* Of another module: not without being told to. */
static void
test_other_module (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = in_folder (fixture, "module.bin");
  g_autofree char *list = in_folder (fixture, "module.bin.json");
  g_autofree char *text = NULL;
  char *mac;

  furnish (fixture);
  {
    g_auto(Run) backup = run_cli (fixture, "--port", "virtual", "backup", "0xf0000", "0x5000", path, NULL);

    g_assert_cmpint (backup.exit_code, ==, DONE);
  }
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  mac = strstr (text, "\"mac\" : \"");
  g_assert_nonnull (mac);
  memcpy (mac + strlen ("\"mac\" : \""), "00:00", 5);
  g_assert_true (g_file_set_contents (list, text, -1, NULL));
  {
    g_auto(Run) refused = run_cli (fixture, "--port", "virtual", "restore", path, NULL);
    g_auto(Run) forced = run_cli (fixture, "--port", "virtual", "restore", "--force", "--no-watch", path, NULL);

    g_assert_cmpint (refused.exit_code, ==, REFUSED);
    g_assert_cmpint (forced.exit_code, ==, DONE);
  }
}

static void
test_erase_settings (Fixture       *fixture,
                     gconstpointer  data)
{
  g_auto(Run) empty = run_cli (fixture, "--port", "virtual", "erase", "--settings", NULL);

  g_assert_cmpint (empty.exit_code, ==, REFUSED);
  assert_contains (empty.err, "does not begin with a program");
  furnish (fixture);
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "erase", "--settings", NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
  }
}

static void
test_usage (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const wrong[][4] = {
    { "backup", NULL },
    { "backup", "0x1000", "x.bin", NULL },
    { "restore", NULL },
    { "restore", "one", "two", NULL },
    { "erase", "--settings", "--all", NULL },
    { "report", "one", "two", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(Run) run = run_cli (fixture, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], NULL);

      g_assert_cmpint (run.exit_code, ==, USAGE);
    }
}

static void
test_report (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = in_folder (fixture, "report.txt");
  g_auto(Run) shown = { 0 };
  g_auto(Run) missing = { 0 };

  furnish (fixture);
  shown = run_cli (fixture, "--port", "virtual", "report", NULL);
  g_assert_cmpint (shown.exit_code, ==, DONE);
  assert_contains (shown.out, "Rekindle");
  assert_contains (shown.out, "ESP8266EX");
  assert_contains (shown.out, "System");
  assert_contains (shown.out, "== On the line");
  assert_contains (shown.out, "Started: the program talks");
  {
    g_auto(Run) saved = run_cli (fixture, "--json", "--port", "virtual", "report", path, NULL);
    g_autoptr(JsonObject) last = last_event (saved.out);
    g_autofree char *text = NULL;

    g_assert_cmpint (saved.exit_code, ==, DONE);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (json_object_get_string_member (last, "report"), ==, text);
  }

  /* That nothing answers is what is to be told. */
  missing = run_cli (fixture, "--port", "/dev/no-such-port", "report", NULL);
  g_assert_cmpint (missing.exit_code, ==, DONE);
  assert_contains (missing.out, "/dev/no-such-port");
  assert_contains (missing.out, "port.missing");
}

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/cli-backup/there-and-back", test_there_and_back);
  add ("/cli-backup/interrupted", test_interrupted);
  add ("/cli-backup/bad", test_bad_backup);
  add ("/cli-backup/other-module", test_other_module);
  add ("/cli-backup/erase-settings", test_erase_settings);
  add ("/cli-backup/usage", test_usage);
  add ("/cli-backup/report", test_report);

  return g_test_run ();
}
