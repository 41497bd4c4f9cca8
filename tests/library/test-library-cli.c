/* test-library-cli.c: rekindle-cli library, and flashing from it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the program itself on the built-in virtual module, which has 1 MB of flash
 * and keeps it in a file.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "http-server.h"
#include "rk-set-fixtures.h"

enum
{
  DONE = 0,
  FAILED = 1,
  USAGE = 2,
  REFUSED = 6,
};

typedef struct
{
  HttpServer *server;
  char       *folder;
  char       *flash;
  GBytes     *sample;
  GBytes     *marker; /* only the build for 1 MB has it */
  char       *out;
  char       *err;
} Fixture;

#define MARKER_OFFSET 0x80000

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  char *content;
  gsize size;

  fixture->server = http_server_new ();
  fixture->folder = g_dir_make_tmp ("rk-library-cli-XXXXXX", NULL);
  fixture->flash = g_build_filename (fixture->folder, "flash.bin", NULL);
  g_assert_true (g_file_get_contents (RK_SAMPLE, &content, &size, NULL));
  fixture->sample = g_bytes_new_take (content, size);
  fixture->marker = g_bytes_new_static ("\001\002\003 one megabyte", 16);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->server, http_server_free);
  fixture_remove_folder (fixture->folder);
  g_bytes_unref (fixture->sample);
  g_bytes_unref (fixture->marker);
  g_free (fixture->folder);
  g_free (fixture->flash);
  g_free (fixture->out);
  g_free (fixture->err);
}

/* Runs the program with arguments divided by spaces. */
static void
run (Fixture    *fixture,
     int         exit_code,
     const char *format,
     ...)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *data = g_build_filename (fixture->folder, "data", NULL);
  g_autofree char *cache = g_build_filename (fixture->folder, "cache", NULL);
  g_autofree char *arguments = NULL;
  g_autofree char *line = NULL;
  g_auto(GStrv) argv = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  va_list args;

  va_start (args, format);
  arguments = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf (RK_CLI " %s", arguments);
  argv = g_strsplit (line, " ", -1);

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", data, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, TRUE);
  g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_FLASH", fixture->flash, TRUE);
  g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_TURBO", "1", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "http_proxy");
  g_subprocess_launcher_unsetenv (launcher, "all_proxy");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);

  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &fixture->out, &fixture->err, &error);
  g_assert_no_error (error);
  g_test_message ("%s\n%s%s", arguments, fixture->out, fixture->err);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, exit_code);
}

static void
assert_says (const char *text,
             const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

static void
put (Fixture    *fixture,
     const char *path,
     GBytes     *body)
{
  const HttpPage page = { .path = path, .body = body };

  http_server_put (fixture->server, &page);
}

static void
append_part (GString    *text,
             const char *path,
             guint       offset,
             GBytes     *bytes,
             gboolean    hashes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  g_string_append_printf (text, "{ \"path\": \"%s\", \"offset\": %u", path, offset);
  if (hashes)
    g_string_append_printf (text, ", \"sha256\": \"%s\"", sha256);
  g_string_append (text, " }");
}

/* One build for 512 KB, and one for 1 MB with a file more. */
static char *
make_manifest (Fixture  *fixture,
               gboolean  hashes)
{
  g_autoptr(GString) text = g_string_new ("{ \"name\": \"Hello\", \"version\": \"2\", \"builds\": [ "
                                          "{ \"chipFamily\": \"ESP8266\", \"flashSize\": \"512KB\", \"parts\": [ ");

  append_part (text, "hello.bin", 0, fixture->sample, hashes);
  g_string_append (text, " ] }, { \"chipFamily\": \"ESP8266\", \"flashSize\": \"1MB\", \"parts\": [ ");
  append_part (text, "hello.bin", 0, fixture->sample, hashes);
  g_string_append (text, ", ");
  append_part (text, "marker.bin", MARKER_OFFSET, fixture->marker, hashes);
  g_string_append (text, " ] } ] }");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_hello (Fixture  *fixture,
           gboolean  hashes)
{
  g_autofree char *manifest = make_manifest (fixture, hashes);
  g_autoptr(GBytes) text = g_bytes_new (manifest, strlen (manifest));
  g_autofree char *url = http_server_url (fixture->server, "/manifest.json");

  put (fixture, "/manifest.json", text);
  put (fixture, "/hello.bin", fixture->sample);
  put (fixture, "/marker.bin", fixture->marker);
  run (fixture, DONE, "library add %s", url);
  assert_says (fixture->out, "hello-2");
}

static void
assert_flash_holds (Fixture *fixture,
                    gsize    offset,
                    GBytes  *bytes)
{
  g_autofree char *content = NULL;
  gsize size, length;
  const void *data = g_bytes_get_data (bytes, &length);

  g_assert_true (g_file_get_contents (fixture->flash, &content, &size, NULL));
  g_assert_cmpuint (offset + length, <=, size);
  g_assert_cmpmem (content + offset, length, data, length);
}

static guint
count_lines (const char *text,
             const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

static void
test_usage (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const wrong[] = {
    "library", "library dance", "library list x", "library list --size big", "library get", "library get a b c",
    "library get --size x at-1.7.6", "library get nothing", "library add", "library add a b", "library remove", "library remove nothing",
    "library remove at-1.7.6", "flash library:nothing", "flash library:at-1.7.6 0x0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      run (fixture, USAGE, "%s", wrong[i]);
      g_assert_cmpstr (fixture->err, !=, "");
    }
  run (fixture, DONE, "library --help");
  run (fixture, DONE, "library get --help");
  assert_says (fixture->out, "--unverified");
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  guint n_all, n_small;

  run (fixture, DONE, "library list");
  n_all = count_lines (fixture->out, "\n");
  g_assert_cmpuint (n_all, >=, 12);
  assert_says (fixture->out, "at-1.7.6");

  run (fixture, DONE, "library list --json");
  g_assert_cmpuint (count_lines (fixture->out, "\"event\":\"firmware\""), ==, n_all);
  assert_says (fixture->out, "{\"event\":\"result\",\"ok\":true}");

  run (fixture, DONE, "--json library list --size 1MB");
  n_small = count_lines (fixture->out, "\"event\":\"firmware\"");
  g_assert_cmpuint (n_small, <, n_all);
  g_assert_cmpuint (n_small, >, 0);
  run (fixture, DONE, "library list --size 512KB");
  assert_says (fixture->out, "ESP8266 AT 0.20");
  g_assert_null (strstr (fixture->out, "at-1."));
}

static void
test_add_get_remove (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *set = g_build_filename (fixture->folder, "set", NULL);
  g_autofree char *zip = g_build_filename (fixture->folder, "set.zip", NULL);
  g_autofree char *marker = g_build_filename (set, "marker.bin", NULL);

  add_hello (fixture, TRUE);
  run (fixture, DONE, "library list");
  assert_says (fixture->out, "hello-2");
  assert_says (fixture->out, "512 KB, 1 MB");
  run (fixture, DONE, "library get Hello %s", set);
  g_assert_true (g_file_test (marker, G_FILE_TEST_IS_REGULAR));
  run (fixture, FAILED, "library get Hello %s", set);
  assert_says (fixture->err, "not empty");
  run (fixture, DONE, "--json library get --size 512KB hello-2 %s", zip);
  assert_says (fixture->out, "\"event\":\"progress\",\"state\":\"fetching\"");
  g_assert_cmpuint (http_server_count (fixture->server, "/hello.bin"), ==, 1);

  run (fixture, DONE, "library remove hello-2");
  run (fixture, USAGE, "library get hello-2");
}

static void
test_flash (Fixture       *fixture,
            gconstpointer  data)
{
  add_hello (fixture, TRUE);
  run (fixture, DONE, "--port virtual flash library:hello-2");
  assert_flash_holds (fixture, MARKER_OFFSET, fixture->marker);

  /* The next time without network. */
  g_clear_pointer (&fixture->server, http_server_free);
  g_assert_cmpint (g_remove (fixture->flash), ==, 0);
  run (fixture, DONE, "--port virtual flash library:hello-2");
  assert_flash_holds (fixture, MARKER_OFFSET, fixture->marker);
  run (fixture, DONE, "--port virtual flash --flash-size keep library:hello-2");
  run (fixture, DONE, "--port virtual verify library:hello-2");
}

/* The same choice for a set that lies in a folder. */
static void
test_flash_set (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *set = g_build_filename (fixture->folder, "set", NULL);

  add_hello (fixture, TRUE);
  run (fixture, DONE, "library get hello-2 %s", set);
  run (fixture, DONE, "--port virtual flash %s", set);
  assert_flash_holds (fixture, MARKER_OFFSET, fixture->marker);
}

static void
test_unverified (Fixture       *fixture,
                 gconstpointer  data)
{
  add_hello (fixture, FALSE);
  run (fixture, DONE, "library list");
  assert_says (fixture->out, "not verified");
  run (fixture, REFUSED, "library get hello-2");
  assert_says (fixture->err, "--unverified");
  run (fixture, REFUSED, "--port virtual flash library:hello-2");
  assert_says (fixture->err, "not verified");
  g_assert_false (g_file_test (fixture->flash, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (http_server_count (fixture->server, "/hello.bin"), ==, 0);

  run (fixture, DONE, "--port virtual flash --force library:hello-2");
  assert_flash_holds (fixture, MARKER_OFFSET, fixture->marker);
}

/* Nothing is written when what came is not what it should be, and the module runs
 * what it had.
 */
static void
test_wrong_hash (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GBytes) other = g_bytes_new_static ("\001\002\003 two megabyte", 16);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size;

  add_hello (fixture, TRUE);
  run (fixture, DONE, "--port virtual flash 0x0 " RK_SAMPLE);
  g_assert_true (g_file_get_contents (fixture->flash, &before, &size, NULL));
  put (fixture, "/marker.bin", other);
  run (fixture, FAILED, "--port virtual flash --force library:hello-2");
  assert_says (fixture->err, "/marker.bin: its SHA-256 is");
  g_assert_true (g_file_get_contents (fixture->flash, &after, &size, NULL));
  g_assert_cmpmem (before, size, after, size);
}

/* The catalogue's own firmware, as if it had been downloaded before. */
static void
test_real (Fixture       *fixture,
           gconstpointer  data)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *source = g_build_filename (shared != NULL ? shared : ".", "firmware", "at-1.7.6-512+512", NULL);
  g_autofree char *files = g_build_filename (fixture->folder, "cache", "rekindle", "firmware", "files", NULL);
  g_autoptr(GDir) dir = g_dir_open (source, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      g_test_skip ("no real firmware here (RK_SHARED_DIR)");
      return;
    }

  g_mkdir_with_parents (files, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (source, name, NULL);
      g_autofree char *content = NULL;
      g_autofree char *sha256 = NULL;
      g_autofree char *copy = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)content, size);
      copy = g_build_filename (files, sha256, NULL);
      g_assert_true (g_file_set_contents (copy, content, (gssize)size, NULL));
    }

  run (fixture, DONE, "--json --port virtual flash library:at-1.7.6");
  assert_says (fixture->out, "\"at-version\":\"AT 1.7.6\"");
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/library-cli/usage", test_usage },
    { "/library-cli/list", test_list },
    { "/library-cli/add-get-remove", test_add_get_remove },
    { "/library-cli/flash", test_flash },
    { "/library-cli/flash-set", test_flash_set },
    { "/library-cli/unverified", test_unverified },
    { "/library-cli/wrong-hash", test_wrong_hash },
    { "/library-cli/real", test_real },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
