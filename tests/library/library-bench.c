/* library-bench.c: a library with a server of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "library-bench.h"

#include <glib/gstdio.h>
#include <string.h>

static const RkDownloadLimits limits = {
  .http = { .connect_ms = 120000, .stall_ms = 120000, .least_bytes = 1, .redirects = 3 },
  .tries = 2, .delay_ms = 1, .max_delay_ms = 20,
};

void
bench_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

GAsyncResult *
bench_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

void
bench_open (LibraryBench *bench)
{
  g_clear_object (&bench->library);
  bench->library = rk_library_new_for (bench->data, bench->cache, &limits);
}

static void
set_up (LibraryBench  *bench,
        gconstpointer  data)
{
  bench->server = http_server_new ();
  bench->folder = g_dir_make_tmp ("rk-library-XXXXXX", NULL);
  bench->data = g_build_filename (bench->folder, "data", NULL);
  bench->cache = g_build_filename (bench->folder, "cache", NULL);
  bench->loader = fixture_loader ("1.7");
  bench->small = fixture_ea (1, 2, 0x1010);
  bench->large = fixture_ea (1, 5, 0x1010);
  bench_open (bench);
  bench->n_built_in = g_list_model_get_n_items (G_LIST_MODEL (bench->library));
}

void
bench_stop_server (LibraryBench *bench)
{
  g_clear_pointer (&bench->server, http_server_free);
}

/* The thread of the last task may be about to let go of it. */
static void
assert_goes (RkLibrary *library)
{
  GWeakRef weak;
  GObject *object;

  g_weak_ref_init (&weak, library);
  g_object_unref (library);
  while ((object = g_weak_ref_get (&weak)) != NULL)
    {
      g_object_unref (object);
      g_thread_yield ();
    }
  g_weak_ref_clear (&weak);
}

static void
tear_down (LibraryBench  *bench,
           gconstpointer  data)
{
  assert_goes (g_steal_pointer (&bench->library));
  bench_stop_server (bench);
  fixture_remove_folder (bench->folder);
  g_bytes_unref (bench->loader);
  g_bytes_unref (bench->small);
  g_bytes_unref (bench->large);
  g_free (bench->folder);
  g_free (bench->data);
  g_free (bench->cache);
}

void
bench_put (LibraryBench *bench,
           const char   *path,
           GBytes       *body)
{
  const HttpPage page = { .path = path, .body = body };

  http_server_put (bench->server, &page);
}

/* A manifest as Espressif's files would have it: two builds that share the loader. */
char *
bench_make_manifest (LibraryBench *bench,
                     gboolean      hashes)
{
  g_autoptr(GString) text = g_string_new ("{ \"name\": \"Test AT\", \"version\": \"9.1\", \"builds\": [");
  GBytes *const apps[] = { bench->small, bench->large };
  static const char *const names[] = { "small.bin", "large.bin" };

  for (guint i = 0; i < 2; i++)
    {
      GBytes *const files[] = { bench->loader, apps[i] };
      const char *const paths[] = { "../boot%20loader.bin", names[i] };

      g_string_append_printf (text, "%s{ \"chipFamily\": \"ESP8266\", \"flashSize\": \"%uMB\", \"parts\": [",
                              i > 0 ? ", " : "", i + 1);
      for (guint j = 0; j < 2; j++)
        {
          g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, files[j]);

          g_string_append_printf (text, "%s{ \"path\": \"%s\", \"offset\": %u", j > 0 ? ", " : "", paths[j], j * 4096);
          if (hashes)
            g_string_append_printf (text, ", \"size\": %" G_GSIZE_FORMAT ", \"sha256\": \"%s\"", g_bytes_get_size (files[j]), sha256);
          g_string_append (text, " }");
        }
      g_string_append (text, " ] }");
    }
  g_string_append (text, " ] }");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
put_firmware (LibraryBench *bench,
              gboolean      hashes)
{
  g_autofree char *manifest = bench_make_manifest (bench, hashes);
  g_autoptr(GBytes) text = g_bytes_new (manifest, strlen (manifest));

  bench_put (bench, "/at/v9/manifest.json", text);
  bench_put (bench, "/at/boot%20loader.bin", bench->loader);
  bench_put (bench, "/at/v9/small.bin", bench->small);
  bench_put (bench, "/at/v9/large.bin", bench->large);
}

RkLibraryEntry *
bench_add (LibraryBench  *bench,
           const char    *location,
           GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) added = NULL;

  rk_library_add_async (bench->library, location, NULL, bench_result_cb, &result);
  added = rk_library_add_finish (bench->library, bench_await (&result), error);
  g_assert_true (added == NULL || added->len > 0);
  return added != NULL ? added->pdata[0] : NULL;
}

RkLibraryEntry *
bench_add_manifest (LibraryBench *bench,
                    gboolean      hashes)
{
  g_autofree char *url = http_server_url (bench->server, "/at/v9/manifest.json");
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry;

  put_firmware (bench, hashes);
  entry = bench_add (bench, url, &error);
  g_assert_no_error (error);
  return entry;
}

RkPlan *
bench_fetch (LibraryBench    *bench,
             RkLibraryEntry  *entry,
             guint32          flash_size,
             RkLibraryFlags   flags,
             GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  RkPlan *plan;

  rk_library_fetch_async (bench->library, entry, flash_size, flags, NULL, bench_result_cb, &result);
  g_assert_true (rk_library_entry_get_busy (entry));
  plan = rk_library_fetch_finish (bench->library, bench_await (&result), error);
  g_assert_false (rk_library_entry_get_busy (entry));
  return plan;
}

void
bench_assert_fetches (LibraryBench   *bench,
                      RkLibraryEntry *entry,
                      guint32         flash_size,
                      RkLibraryFlags  flags,
                      const char     *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = bench_fetch (bench, entry, flash_size, flags, &error);

  g_assert_no_error (error);
  assert_plan (plan, expected);
  g_assert_cmpuint (rk_plan_get_flash_size (plan), ==, flash_size);
}

guint
bench_count_files (LibraryBench *bench,
                   const char   *folder)
{
  g_autofree char *path = g_build_filename (bench->cache, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

char *
bench_cache_path (LibraryBench *bench,
                  GBytes       *bytes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return g_build_filename (bench->cache, "files", sha256, NULL);
}

/* What there is to choose from: whatever is said to be ready must be in the cache,
 * whole, under the hash that it really has.
 */
void
bench_assert_offers_only_verified (LibraryBench *bench)
{
  g_autofree char *folder = g_build_filename (bench->cache, "files", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *sha256 = NULL;
      g_autofree char *content = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)content, length);
      g_assert_cmpstr (name, ==, sha256);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (bench->library)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (bench->library), i);

      g_assert_true (rk_library_entry_get_verified (entry) || !rk_library_entry_get_ready (entry));
    }
}

/* Files that are really Espressif's, as if they had been downloaded. */
gboolean
bench_fill_cache (LibraryBench *bench,
                  const char   *folder)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", folder, NULL);
  g_autofree char *files = g_build_filename (bench->cache, "files", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      g_test_skip ("no real firmware here (RK_SHARED_DIR)");
      return FALSE;
    }

  g_mkdir_with_parents (files, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr(GBytes) bytes = rk_plan_load_file (file, NULL);
      g_autofree char *copy = bench_cache_path (bench, bytes);
      gsize size;
      const char *content = g_bytes_get_data (bytes, &size);

      g_assert_true (g_file_set_contents (copy, content, (gssize)size, NULL));
    }

  bench_open (bench);
  return TRUE;
}

void
bench_damage (LibraryBench *bench,
              GBytes       *bytes)
{
  g_autofree char *path = bench_cache_path (bench, bytes);
  g_autoptr(GBytes) bad = fixture_change (bytes, 100, 0x99);
  gsize size;
  const char *content = g_bytes_get_data (bad, &size);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

char *
bench_write_local (LibraryBench *bench,
                   const char   *name,
                   const char   *text)
{
  char *path = g_build_filename (bench->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

void
bench_write_bytes (LibraryBench *bench,
                   const char   *name,
                   GBytes       *bytes)
{
  g_autofree char *path = g_build_filename (bench->folder, name, NULL);
  gsize size;
  const char *content = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

/* Runs each test with a bench of its own; returns the status to end with. */
int
bench_run (int              argc,
           char            *argv[],
           const BenchTest *tests,
           gsize            n_tests)
{
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_unsetenv ("ALL_PROXY");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, LibraryBench, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
