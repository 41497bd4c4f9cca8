/* test-cli.c: rekindle-cli from end to end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the program itself, on the built-in virtual module, whose flash it keeps
 * in a file that is looked at afterwards.
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
test_usage (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const wrong[][5] = {
    { NULL },
    { "dance", NULL },
    { "--nonsense", "ports", NULL },
    { "--baud", "-1", "ports", NULL },
    { "--baud", "0", "ports", NULL },
    { "--baud", "99999999", "ports", NULL },
    { "--baud", "fast", "ports", NULL },
    { "ports", "more", NULL },
    { "info", "more", NULL },
    { "flash", NULL },
    { "flash", "0x0", "a", "0x1000", NULL },
    { "flash", "--flash-size", "7MB", RK_SAMPLE, NULL },
    { "flash", "zero", RK_SAMPLE, NULL },
    { "erase", NULL },
    { "erase", "0x1", "0x1000", NULL },
    { "erase", "--all", "0x1000", NULL },
    { "image", NULL },
    { "at", NULL },
    { "at", "AT", "--find", NULL },
    { "at", "AT\nAT", NULL },
    { "at", "AT", "--timeout", "-1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(Run) run = run_cli (fixture, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], wrong[i][4], NULL);

      g_assert_cmpint (run.exit_code, ==, USAGE);
      g_assert_cmpstr (run.err, !=, "");
    }

  for (gsize i = 1; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(Run) run = run_cli (fixture, "--json", wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], wrong[i][4], NULL);
      g_autoptr(JsonObject) last = last_event (run.out);

      g_assert_cmpint (run.exit_code, ==, USAGE);
      g_assert_cmpstr (json_object_get_string_member (last, "event"), ==, "result");
      g_assert_cmpint (json_object_get_int_member (last, "exit"), ==, USAGE);
    }
}

static void
test_help (Fixture       *fixture,
           gconstpointer  data)
{
  g_auto(Run) help = run_cli (fixture, "--help", NULL);
  g_auto(Run) flash = run_cli (fixture, "flash", "--help", NULL);
  g_auto(Run) list = run_cli (fixture, "library", "list", "--help", NULL);
  g_auto(Run) version = run_cli (fixture, "--version", NULL);

  g_assert_cmpint (help.exit_code, ==, DONE);
  assert_contains (help.out, "flash");
  assert_contains (help.out, "rfc2217://");
  g_assert_cmpint (flash.exit_code, ==, DONE);
  assert_contains (flash.out, "--flash-size");
  g_assert_cmpint (list.exit_code, ==, DONE);
  assert_contains (list.out, "rekindle-cli library list");
  g_assert_cmpint (version.exit_code, ==, DONE);
  assert_contains (version.out, "rekindle-cli ");
}

static void
test_ports (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--json", "ports", NULL);
  g_autoptr(JsonObject) last = last_event (run.out);

  g_assert_cmpint (run.exit_code, ==, DONE);
  g_assert_cmpstr (json_object_get_string_member (last, "event"), ==, "result");
  g_assert_true (json_object_get_boolean_member (last, "ok"));
}

static void
test_missing_port (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--json", "--port", "/dev/no-such-port", "info", NULL);
  g_autoptr(JsonObject) last = last_event (run.out);

  g_assert_cmpint (run.exit_code, ==, PORT);
  g_assert_false (json_object_get_boolean_member (last, "ok"));
  assert_contains (run.out, "\"port.missing\"");
}

/* What cannot be plugged in is not to be plugged in. */
static void
test_missing_server (Fixture       *fixture,
                     gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--json", "--port", "socket://127.0.0.1:1", "info", NULL);

  g_assert_cmpint (run.exit_code, ==, PORT);
  assert_contains (run.out, "\"port.network\"");
}

static void
test_offset_alone (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", "0x0", NULL);

  g_assert_cmpint (run.exit_code, ==, USAGE);
  assert_contains (run.err, "OFFSET FILE");
}

static void
test_image (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto(Run) good = run_cli (fixture, "image", RK_SAMPLE, NULL);
  g_autofree char *cut = g_build_filename (fixture->folder, "cut.bin", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  g_assert_cmpint (good.exit_code, ==, DONE);
  assert_contains (good.out, "Segment");

  g_file_get_contents (RK_SAMPLE, &bytes, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (cut, bytes, (gssize)size / 2, &error);
  g_assert_no_error (error);
  {
    g_auto(Run) bad = run_cli (fixture, "image", cut, NULL);

    g_assert_cmpint (bad.exit_code, ==, FAILED);
    assert_contains (bad.out, "0x");
  }
}

static void
test_info (Fixture       *fixture,
           gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--port", "virtual", "info", "--after", "stay", NULL);

  g_assert_cmpint (run.exit_code, ==, DONE);
  assert_contains (run.out, "ESP8266EX");
  assert_contains (run.out, "26 MHz");
  assert_contains (run.out, "1 MB");
}

static void
test_flash_sample (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--json", "--port", "virtual", "flash", "--flash-size", "keep", "0x0", RK_SAMPLE, NULL);
  g_autoptr(JsonObject) last = last_event (run.out);

  g_assert_cmpint (run.exit_code, ==, DONE);
  g_assert_true (json_object_get_boolean_member (last, "ok"));
  g_assert_cmpstr (json_object_get_string_member (last, "start"), ==, "talks");
  g_assert_cmpint (json_object_get_int_member (last, "start-baud"), ==, 115200);
  assert_flash_holds (fixture, 0, RK_SAMPLE);
}

static void
test_flash_at_set (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *boot = shared_file ("at-1.7.6-512+512/boot_v1.7.bin");
  g_autofree char *user = shared_file ("at-1.7.6-512+512/user1.1024.new.2.bin");
  g_autofree char *init = shared_file ("at-1.7.6-512+512/esp_init_data_default_v08.bin");
  g_autofree char *blank = shared_file ("at-1.7.6-512+512/blank.bin");

  if (!have_firmware ())
    return;

  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", "--flash-size", "keep", "0x0", boot,
                               "0x1000", user, "0xfc000", init, "0x7e000", blank, "0xfe000", blank, NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "AT 1.7.6");
    assert_contains (run.out, "115200");
  }
  assert_flash_holds (fixture, 0x0, boot);
  assert_flash_holds (fixture, 0x1000, user);
  assert_flash_holds (fixture, 0xfc000, init);
  assert_flash_holds (fixture, 0x7e000, blank);
  assert_flash_holds (fixture, 0xfe000, blank);

  {
    g_auto(Run) at = run_cli (fixture, "--port", "virtual", "at", "AT+GMR", NULL);
    g_auto(Run) bad = run_cli (fixture, "--port", "virtual", "at", "AT+NONSENSE", NULL);

    g_assert_cmpint (at.exit_code, ==, DONE);
    assert_contains (at.out, "AT version:1.7.6");
    g_assert_cmpint (bad.exit_code, ==, FAILED);
  }
}

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* The nth event of a kind. */
static JsonObject *
nth_event (const char *out,
           const char *event,
           guint       n)
{
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonParser) parser = json_parser_new ();
      JsonObject *object;

      if (*lines[i] == '\0' || !json_parser_load_from_data (parser, lines[i], -1, NULL))
        continue;
      object = json_node_get_object (json_parser_get_root (parser));
      if (g_str_equal (json_object_get_string_member (object, "event"), event) && n-- == 0)
        return json_object_ref (object);
    }
  g_error ("no such event in: %s", out);
}

/* Several commands, a macro and the search, on AT firmware. */
static void
test_at (Fixture       *fixture,
         gconstpointer  data)
{
  g_autofree char *folder = shared_file ("at-1.7.6-512+512");
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *broken = NULL;

  if (!have_firmware ())
    return;

  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", folder, NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
  }
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "--json", "at", "AT+CWMODE=1",
                               "AT+CWJAP=\"Rekindle\",\"rekindle\"", NULL);
    g_autoptr(JsonObject) first = nth_event (run.out, "command", 0);
    g_autoptr(JsonObject) second = nth_event (run.out, "command", 1);
    g_autoptr(JsonObject) last = last_event (run.out);
    JsonArray *notices = json_object_get_array_member (second, "notices");

    g_assert_cmpint (run.exit_code, ==, DONE);
    g_assert_cmpstr (json_object_get_string_member (first, "event"), ==, "command");
    g_assert_cmpstr (json_object_get_string_member (first, "command"), ==, "AT+CWMODE=1");
    g_assert_cmpstr (json_object_get_string_member (first, "result"), ==, "OK");
    g_assert_cmpfloat (json_object_get_double_member (first, "seconds"), >, 0);
    g_assert_cmpstr (json_object_get_string_member (second, "command"), ==, "AT+CWJAP=\"Rekindle\",\"****\"");
    g_assert_cmpstr (json_array_get_string_element (notices, 1), ==, "WIFI GOT IP");
    g_assert_null (strstr (run.out, "\\\"rekindle\\\""));
    g_assert_true (json_object_get_boolean_member (last, "ok"));
  }
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "at", "AT", "AT+NONE", "AT+GMR", NULL);

    g_assert_cmpint (run.exit_code, ==, FAILED);
    g_assert_null (strstr (run.out, "AT version"));
  }
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "--json", "at", "--find", NULL);
    g_autoptr(JsonObject) last = last_event (run.out);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "\"outcome\":\"answers\"");
    g_assert_true (json_object_get_boolean_member (last, "ok"));
  }

  good = write_file (fixture, "good.macro", "AT+CWMODE_CUR={mode}\n@expect OK\nAT+CWMODE?\n@expect +CWMODE:1\n");
  bad = write_file (fixture, "bad.macro", "AT\n@expect NEVER\nAT+GMR\n");
  broken = write_file (fixture, "broken.macro", "AT\n@wait 1\n");
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "at", "--file", good, "--set", "mode=1", NULL);
    g_auto(Run) missed = run_cli (fixture, "--port", "virtual", "at", "--file", bad, NULL);
    g_auto(Run) wrong = run_cli (fixture, "--port", "virtual", "at", "--file", broken, NULL);
    g_auto(Run) unasked = run_cli (fixture, "--port", "virtual", "at", "--file", good, NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "+CWMODE:1");
    g_assert_cmpint (missed.exit_code, ==, FAILED);
    g_assert_null (strstr (missed.out, "AT version"));
    g_assert_cmpint (wrong.exit_code, ==, USAGE);
    assert_contains (wrong.err, "line 2");
    g_assert_cmpint (unasked.exit_code, ==, USAGE);
  }
}

/* A command that bites is not sent, whatever stands before it. */
static void
test_at_guard (Fixture       *fixture,
               gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--port", "virtual", "at", "AT", "AT+IPR=9600", NULL);
  g_auto(Run) json = run_cli (fixture, "--port", "virtual", "--json", "at", "AT+RESTORE", NULL);
  g_autoptr(JsonObject) last = last_event (json.out);

  g_assert_cmpint (run.exit_code, ==, REFUSED);
  assert_contains (run.err, "AT+UART_CUR=9600,8,1,0,0");
  g_assert_cmpstr (run.out, ==, "");
  g_assert_cmpint (json.exit_code, ==, REFUSED);
  assert_contains (json.out, "at.restore");
  g_assert_cmpint (json_object_get_int_member (last, "exit"), ==, REFUSED);
}

/* A set in a folder, whose flash size is found out from the chip. */
static void
test_flash_folder (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *folder = shared_file ("at-1.7.6-512+512");
  g_autofree char *user = shared_file ("at-1.7.6-512+512/user1.1024.new.2.bin");

  if (!have_firmware ())
    return;

  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", folder, NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "AT 1.7.6");
  }
  assert_flash_holds (fixture, 0x1000, user);
}

/* A user2 build at user1's place is refused before anything is written. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *boot = shared_file ("at-1.7.6-512+512/boot_v1.7.bin");
  g_autofree char *user2 = shared_file ("at-1.7.6-512+512/user2.1024.new.2.bin");

  if (!have_firmware ())
    return;

  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", "0x0", boot, "0x1000", user2, NULL);

    g_assert_cmpint (run.exit_code, ==, REFUSED);
    assert_contains (run.err, "Nothing was written");
  }
}

/* The marks by which boot loader 1.7 knows that it is to start the other slot: as it
 * leaves them itself when it has found nothing in the first one. */
static void
mark_other_slot (Fixture *fixture)
{
  static const struct
  {
    gsize  offset;
    guint8 bytes[2];
  } marks[] = { { 0xfd000, { 0xfc, 0xe7 } }, { 0xfe000, { 0xf8, 0xe7 } }, { 0xff000, { 0x01, 0xff } } };
  g_autofree char *flash = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  g_file_get_contents (fixture->flash, &flash, &size, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    memcpy (flash + marks[i].offset, marks[i].bytes, sizeof marks[i].bytes);
  g_file_set_contents (fixture->flash, flash, (gssize)size, &error);
  g_assert_no_error (error);
}

/* The other slot still holds a program, and the boot loader is told to start it:
 * that proves nothing about what was written. */
static void
test_other_slot (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *boot = shared_file ("at-1.7.6-512+512/boot_v1.7.bin");
  g_autofree char *user1 = shared_file ("at-1.7.6-512+512/user1.1024.new.2.bin");
  g_autofree char *user2 = shared_file ("at-1.7.6-512+512/user2.1024.new.2.bin");

  if (!have_firmware ())
    return;

  {
    g_auto(Run) both = run_cli (fixture, "--port", "virtual", "flash", "--after", "stay", "0x0", boot,
                                "0x81000", user2, NULL);

    g_assert_cmpint (both.exit_code, ==, DONE);
  }
  mark_other_slot (fixture);
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", "0x1000", user1, NULL);

    g_assert_cmpint (run.exit_code, ==, FAILED);
    assert_contains (run.err, "user2");
  }
  assert_flash_holds (fixture, 0x1000, user1);
}

/* A set for 2 MB, in a folder, before the size of the chip is known. */
static void
test_flash_large_folder (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *folder = shared_file ("at-1.7.6-1024+1024");
  g_autofree char *user = shared_file ("at-1.7.6-1024+1024/user1.2048.new.5.bin");
  g_autofree char *blank = g_strnfill (2 * 1024 * 1024, '\xff');
  g_autoptr(GError) error = NULL;

  if (!have_firmware ())
    return;

  g_file_set_contents (fixture->flash, blank, 2 * 1024 * 1024, &error);
  g_assert_no_error (error);
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", folder, NULL);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "AT 1.7.6");
  }
  assert_flash_holds (fixture, 0x1000, user);
}

/* A flash file that is none is refused, not passed over. */
static void
test_bad_flash_file (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->flash, "not a flash", -1, &error);
  g_assert_no_error (error);
  {
    g_auto(Run) run = run_cli (fixture, "--port", "virtual", "flash", "--no-watch", "0x0", RK_SAMPLE, NULL);

    g_assert_cmpint (run.exit_code, !=, DONE);
    assert_contains (run.err, "no flash content");
  }
}

static void
test_at_without_firmware (Fixture       *fixture,
                          gconstpointer  data)
{
  g_auto(Run) run = run_cli (fixture, "--port", "virtual", "at", "AT", NULL);

  g_assert_cmpint (run.exit_code, ==, NO_ANSWER);
}

/* What was written reads back, and a byte that differs is found. */
static void
test_read_and_verify (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_strconcat (fixture->flash, ".read", NULL);
  g_autofree char *sample = NULL, *copy = NULL;
  gsize sample_size, size;
  g_auto(Run) write = run_cli (fixture, "--port", "virtual", "flash", "--no-watch", "0x0", RK_SAMPLE, NULL);
  g_auto(Run) verify = run_cli (fixture, "--port", "virtual", "verify", "0x0", RK_SAMPLE, NULL);
  g_auto(Run) differs = run_cli (fixture, "--port", "virtual", "verify", "0x1000", RK_SAMPLE, NULL);
  g_auto(Run) read = run_cli (fixture, "--port", "virtual", "read", "0", "4k", path, NULL);
  g_auto(Run) usage = run_cli (fixture, "--port", "virtual", "read", "0", path, NULL);

  g_assert_cmpint (write.exit_code, ==, DONE);
  g_assert_cmpint (verify.exit_code, ==, DONE);
  g_assert_cmpint (differs.exit_code, ==, DIFFERS);
  g_assert_cmpint (read.exit_code, ==, DONE);
  g_assert_cmpint (usage.exit_code, ==, USAGE);

  g_assert_true (g_file_get_contents (RK_SAMPLE, &sample, &sample_size, NULL));
  g_assert_true (g_file_get_contents (path, &copy, &size, NULL));
  g_assert_cmpuint (size, ==, 4096);
  /* Behind the header, in which flashing sets the size. */
  g_assert_cmpmem (copy + 4, sample_size - 4, sample + 4, sample_size - 4);
  g_unlink (path);
}

static void
test_erase (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *flash = NULL;
  gsize size;
  g_auto(Run) write = run_cli (fixture, "--port", "virtual", "flash", "--no-watch", "0x0", RK_SAMPLE, NULL);
  g_auto(Run) run = run_cli (fixture, "--port", "virtual", "erase", "--all", NULL);

  g_assert_cmpint (write.exit_code, ==, DONE);
  g_assert_cmpint (run.exit_code, ==, DONE);
  g_assert_true (g_file_get_contents (fixture->flash, &flash, &size, NULL));
  for (gsize i = 0; i < size; i++)
    g_assert_cmphex ((guint8)flash[i], ==, 0xff);
}

/* A password never shows, neither in the trace nor in an error. */
static void
test_secrets (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *folder = shared_file ("at-1.7.6-512+512");

  if (!have_firmware ())
    return;

  {
    g_auto(Run) write = run_cli (fixture, "--port", "virtual", "flash", "--no-watch", folder, NULL);
    g_auto(Run) run = run_cli (fixture, "--trace", "--port", "virtual", "at", "AT+CWJAP=\"home\",\"hunter2hunter2\"", NULL);

    g_assert_cmpint (write.exit_code, ==, DONE);
    g_assert_null (strstr (run.err, "hunter2"));
    g_assert_null (strstr (run.err, "68 75 6e 74 65 72"));
    assert_contains (run.err, "not shown");
  }
}

/* A rekindle-virtual that serves; returns the port that it names. */
static char *
serve (Fixture      *fixture,
       GSubprocess **server,
       const char   *first,
       ...)
{
  g_autoptr(GPtrArray) argv = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, first);
  argv = collect (RK_VIRTUAL, first, args);
  va_end (args);
  g_ptr_array_add (argv, (gpointer) "--turbo");
  g_ptr_array_add (argv, (gpointer) "--flash");
  g_ptr_array_add (argv, fixture->flash);

  *server = spawn (fixture, G_SUBPROCESS_FLAGS_STDOUT_PIPE, argv);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (*server));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready "));
  return g_strdup (line + strlen ("ready "));
}

static void
flash_over (Fixture     *fixture,
            GSubprocess *server,
            const char  *port)
{
  g_auto(Run) run = run_cli (fixture, "--port", port, "flash", "--flash-size", "keep", "0x0", RK_SAMPLE, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (run.exit_code, ==, DONE);
  assert_contains (run.out, "115200");

  g_subprocess_send_signal (server, SIGTERM);
  g_subprocess_wait (server, NULL, &error);
  g_assert_no_error (error);
  assert_flash_holds (fixture, 0, RK_SAMPLE);
}

static void
test_over_pty (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "port", NULL);
  g_autoptr(GSubprocess) server = NULL;
  g_autofree char *port = serve (fixture, &server, "--boot", "download", "--link", link, NULL);

  g_assert_cmpstr (port, ==, link);
  flash_over (fixture, server, port);
}

static void
test_over_tcp (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GSubprocess) server = NULL;
  g_autofree char *port = serve (fixture, &server, "--boot", "download", "--tcp", "0", NULL);

  g_assert_true (g_str_has_prefix (port, "socket://127.0.0.1:"));
  flash_over (fixture, server, port);
}

static void
test_over_rfc2217 (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GSubprocess) server = NULL;
  g_autofree char *port = serve (fixture, &server, "--rfc2217", "0", NULL);

  g_assert_true (g_str_has_prefix (port, "rfc2217://127.0.0.1:"));
  flash_over (fixture, server, port);
}

/* A port that takes everything and says nothing. */
static void
test_silence (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 tcp = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *port = g_strdup_printf ("socket://127.0.0.1:%u", tcp);

  g_assert_no_error (error);
  {
    g_auto(Run) run = run_cli (fixture, "--json", "--port", port, "flash", "0x0", RK_SAMPLE, NULL);
    g_autoptr(JsonObject) last = last_event (run.out);

    g_assert_cmpint (run.exit_code, ==, NO_ANSWER);
    assert_contains (run.out, "\"connect.nothing\"");
    assert_contains (run.out, "\"flash.untouched\"");
    g_assert_false (json_object_get_boolean_member (last, "ok"));
  }
}

/* Through libserialport and the kernel's way of modem lines. */
static void
test_over_usb (Fixture       *fixture,
               gconstpointer  data)
{
#ifdef RK_HAVE_USB
  const char *const argv[] = {
    RK_VIRTUAL, "--turbo", "--flash", fixture->flash, "--usb", "--",
    RK_CLI, "flash", "--flash-size", "keep", "0x0", RK_SAMPLE,
  };
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (argv); i++)
    g_ptr_array_add (all, (gpointer)argv[i]);
  {
    g_auto(Run) run = run_argv (fixture, all);

    g_assert_cmpint (run.exit_code, ==, DONE);
    assert_contains (run.out, "115200");
  }
  assert_flash_holds (fixture, 0, RK_SAMPLE);
#else
  g_test_skip ("umockdev is not here");
#endif
}

/* The wiring needs no module: text, drawing and objects. */
static void
test_wiring (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "wiring.svg", NULL);
  g_autofree char *content = NULL;
  g_auto(Run) list = run_cli (fixture, "wiring", "--list", NULL);
  g_auto(Run) text = run_cli (fixture, "wiring", "ESP-01", "cp2102", NULL);
  g_auto(Run) after = run_cli (fixture, "wiring", "ESP-01", "cp2102", "--variant", "run", NULL);
  g_auto(Run) drawn = run_cli (fixture, "wiring", "--output", file, "nodemcu", "usb-cable", NULL);
  g_auto(Run) objects = run_cli (fixture, "--json", "wiring", "esp-01", "arduino-uno", NULL);
  g_auto(Run) unknown = run_cli (fixture, "wiring", "esp-02", "cp2102", NULL);
  g_auto(Run) impossible = run_cli (fixture, "wiring", "esp-01", "usb-cable", NULL);
  g_auto(Run) variant = run_cli (fixture, "wiring", "--variant", "walk", "esp-01", "cp2102", NULL);

  g_assert_cmpint (list.exit_code, ==, DONE);
  g_assert_nonnull (strstr (list.out, "sonoff-basic"));
  g_assert_cmpint (text.exit_code, ==, DONE);
  g_assert_nonnull (strstr (text.out, "CP2102 GND to ESP-01 GPIO0 (blue)"));
  g_assert_cmpint (after.exit_code, ==, DONE);
  g_assert_null (strstr (after.out, "GPIO0 (blue)"));
  g_assert_cmpint (drawn.exit_code, ==, DONE);
  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "<svg"));
  g_assert_cmpint (objects.exit_code, ==, DONE);
  g_assert_nonnull (strstr (objects.out, "\"id\":\"rx-low\""));
  g_assert_nonnull (strstr (objects.out, "\"id\":\"wiring.level\""));
  g_assert_cmpint (unknown.exit_code, ==, USAGE);
  g_assert_cmpint (impossible.exit_code, ==, USAGE);
  g_assert_cmpint (variant.exit_code, ==, USAGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/cli/usage", test_usage);
  ADD ("/cli/help", test_help);
  ADD ("/cli/ports", test_ports);
  ADD ("/cli/missing-port", test_missing_port);
  ADD ("/cli/missing-server", test_missing_server);
  ADD ("/cli/offset-alone", test_offset_alone);
  ADD ("/cli/image", test_image);
  ADD ("/cli/info", test_info);
  ADD ("/cli/flash/sample", test_flash_sample);
  ADD ("/cli/flash/at-set", test_flash_at_set);
  ADD ("/cli/flash/folder", test_flash_folder);
  ADD ("/cli/flash/refused", test_refused);
  ADD ("/cli/flash/other-slot", test_other_slot);
  ADD ("/cli/flash/large-folder", test_flash_large_folder);
  ADD ("/cli/flash/bad-file", test_bad_flash_file);
  ADD ("/cli/at/commands", test_at);
  ADD ("/cli/at/guard", test_at_guard);
  ADD ("/cli/at/no-firmware", test_at_without_firmware);
  ADD ("/cli/erase", test_erase);
  ADD ("/cli/read-and-verify", test_read_and_verify);
  ADD ("/cli/secrets", test_secrets);
  ADD ("/cli/over/pty", test_over_pty);
  ADD ("/cli/over/tcp", test_over_tcp);
  ADD ("/cli/over/rfc2217", test_over_rfc2217);
  ADD ("/cli/over/usb", test_over_usb);
  ADD ("/cli/silence", test_silence);
  ADD ("/cli/wiring", test_wiring);
#undef ADD

  return g_test_run ();
}
