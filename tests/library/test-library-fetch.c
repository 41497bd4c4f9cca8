/* test-library-fetch.c: getting firmware that is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "library-bench.h"
#include "rk-set.h"

static void
test_add_and_fetch (LibraryBench  *bench,
                    gconstpointer  data)
{
  g_autoptr(RkLibraryEntry) entry = g_object_ref (bench_add_manifest (bench, TRUE));

  g_assert_cmpstr (rk_library_entry_get_id (entry), ==, "test-at-9.1");
  g_assert_cmpstr (rk_library_entry_get_title (entry), ==, "Test AT 9.1");
  g_assert_true (rk_library_entry_get_verified (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/small.bin"), ==, 0);

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  g_assert_true (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (rk_library_entry_get_bytes_done (entry), ==,
                    g_bytes_get_size (bench->loader) + g_bytes_get_size (bench->small));
  g_assert_cmpuint (rk_library_entry_get_bytes_total (entry), ==, rk_library_entry_get_bytes_done (entry));
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/large.bin"), ==, 0);
  bench_assert_fetches (bench, entry, 4 * MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 large.bin@1000");
  g_assert_cmpuint (http_server_count (bench->server, "/at/boot%20loader.bin"), ==, 1);
  bench_assert_offers_only_verified (bench);
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 3);
  g_assert_cmpuint (bench_count_files (bench, "parts"), ==, 0);
}

/* The next run of the program, without network. */
static void
test_offline (LibraryBench  *bench,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  bench_stop_server (bench);
  bench_open (bench);
  entry = rk_library_find (bench->library, "test-at-9.1", &error);
  g_assert_no_error (error);
  g_assert_true (rk_library_entry_get_ready (entry));
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");

  g_assert_null (bench_fetch (bench, entry, 2 * MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_wrong_size (LibraryBench  *bench,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);

  g_assert_null (bench_fetch (bench, entry, MB / 2, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "needs 1 MB of flash, and the module has 512 KB"));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 0);
}

static void
test_wrong_hash (LibraryBench  *bench,
                 gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autoptr(GBytes) evil = fixture_change (bench->small, 300, 0x66);
  g_autoptr(GError) error = NULL;

  bench_put (bench, "/at/v9/small.bin", evil);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "/at/v9/small.bin"));

  /* Of the two files the one that was right is kept, and nothing of the other. */
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 1);
  g_assert_cmpuint (bench_count_files (bench, "parts"), ==, 0);
  bench_assert_offers_only_verified (bench);

  bench_put (bench, "/at/v9/small.bin", bench->small);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
}

static void
test_interrupted (LibraryBench  *bench,
                  gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  const HttpPage page = { .path = "/at/v9/small.bin", .body = bench->small, .faults = 100, .cut = 1000 };
  g_autofree char *ranges = NULL;
  g_autoptr(GError) error = NULL;

  http_server_put (bench->server, &page);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 1);
  g_assert_cmpuint (bench_count_files (bench, "parts"), ==, 2);
  bench_assert_offers_only_verified (bench);

  bench_put (bench, "/at/v9/small.bin", bench->small);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  ranges = http_server_get_ranges (bench->server, "/at/v9/small.bin");
  g_assert_cmpstr (ranges, ==, "bytes=1000-");
  g_assert_cmpuint (bench_count_files (bench, "parts"), ==, 0);
}

static void
test_damaged_cache (LibraryBench  *bench,
                    gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autoptr(GError) error = NULL;

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  bench_damage (bench, bench->small);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/small.bin"), ==, 2);
  bench_assert_offers_only_verified (bench);

  bench_damage (bench, bench->small);
  bench_stop_server (bench);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_false (rk_library_entry_get_ready (entry));
  bench_assert_offers_only_verified (bench);
}

static void
test_unverified (LibraryBench  *bench,
                 gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_library_entry_get_verified (entry));
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
  g_assert_nonnull (strstr (error->message, "Test AT 9.1 is not verified"));
  g_clear_error (&error);
  g_assert_cmpuint (http_server_count (bench->server, "/at/boot%20loader.bin"), ==, 0);
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 0);

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_false (rk_library_entry_get_verified (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  bench_assert_offers_only_verified (bench);

  /* Once is not for ever. */
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
}

static void
test_unverified_stays_the_same (LibraryBench  *bench,
                                gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, FALSE);

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  bench_stop_server (bench);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
}

static void
test_unverified_damaged (LibraryBench  *bench,
                         gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, FALSE);

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  bench_damage (bench, bench->small);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/small.bin"), ==, 2);
}

/* Other bytes at the same address, under the same version, are not what was accepted. */
static void
test_unverified_changed (LibraryBench  *bench,
                         gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, FALSE);
  g_autofree char *path = bench_cache_path (bench, bench->small);
  g_autoptr(GBytes) other = fixture_change (bench->small, 300, 0x66);
  g_autoptr(GError) error = NULL;

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpint (g_remove (path), ==, 0);
  bench_put (bench, "/at/v9/small.bin", other);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_clear_error (&error);

  g_assert_true (rk_library_remove (bench->library, entry, &error));
  entry = bench_add_manifest (bench, FALSE);
  bench_put (bench, "/at/v9/small.bin", other);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  bench_assert_offers_only_verified (bench);
}

static void
test_local (LibraryBench  *bench,
            gconstpointer  data)
{
  g_autofree char *path = bench_write_local (bench, "flasher_args.json",
                                       "{ \"flash_files\": { \"0x0\": \"boot loader.bin\", \"0x1000\": \"a%20b.bin\" } }");
  g_autofree char *a_b = g_build_filename (bench->folder, "a%20b.bin", NULL);
  g_autofree char *name = g_path_get_basename (bench->folder);
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry;

  bench_write_bytes (bench, "boot loader.bin", bench->loader);
  bench_write_bytes (bench, "a%20b.bin", bench->small);
  entry = bench_add (bench, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_library_entry_get_title (entry), ==, name);
  g_assert_true (rk_library_entry_get_verified (entry));
  g_assert_true (rk_library_entry_get_ready (entry));
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 a b.bin@1000");

  g_assert_cmpint (g_remove (a_b), ==, 0);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (rk_library_entry_get_ready (entry));
}

#ifdef G_OS_UNIX
static void
link_to_outside (LibraryBench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "link.bin", NULL);

  g_assert_cmpint (symlink ("/etc/hostname", path), ==, 0);
}
#endif

/* A manifest from elsewhere reads nothing on this computer but what lies beside it. */
static void
test_local_escape (LibraryBench  *bench,
                   gconstpointer  data)
{
  static const char *const paths[] = {
    "../outside.bin",
    "/etc/hostname",
    "sub/../../x.bin",
    "C:/x.bin",
#ifdef G_OS_UNIX
    "link.bin",
#endif
  };

  g_mkdir (bench->data, 0700);
#ifdef G_OS_UNIX
  link_to_outside (bench);
#endif
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = g_strdup_printf ("{ \"flash_files\": { \"0x0\": \"%s\" } }", paths[i]);
      g_autofree char *path = bench_write_local (bench, "flasher_args.json", text);
      g_autoptr(GError) error = NULL;
      RkLibraryEntry *entry;

      entry = bench_add (bench, path, &error);
      g_assert_no_error (error);
      g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
      g_test_message ("%s", error->message);
    }
}

static void
test_busy_and_cancel (LibraryBench  *bench,
                      gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  const HttpPage page = { .path = "/at/v9/small.bin", .body = bench->small, .faults = 100, .cut = 1000, .flags = HTTP_STALL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  http_server_put (bench->server, &page);
  rk_library_fetch_async (bench->library, entry, MB, RK_LIBRARY_FLAGS_NONE, cancellable, bench_result_cb, &first);
  rk_library_fetch_async (bench->library, entry, MB, RK_LIBRARY_FLAGS_NONE, NULL, bench_result_cb, &second);
  g_assert_null (rk_library_fetch_finish (bench->library, bench_await (&second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  /* The loader is here, and the application has begun. */
  while (rk_library_entry_get_bytes_done (entry) <= g_bytes_get_size (bench->loader))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (rk_library_fetch_finish (bench->library, bench_await (&first), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (rk_library_entry_get_busy (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  bench_assert_offers_only_verified (bench);
}

static void
test_save (LibraryBench  *bench,
           gconstpointer  data)
{
  static const struct
  {
    const char *name;
    guint32     saved_for;
    guint32     flash_size;
    const char *plan;
  } rows[] = {
    { "all", 0, MB, "boot_loader.bin@0 small.bin@1000" },
    { "all-2", 0, 4 * MB, "boot_loader.bin@0 large.bin@1000" },
    { "small.zip", MB, 4 * MB, "boot_loader.bin@0 small.bin@1000" },
  };
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (bench->folder, rows[i].name, NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = NULL;

      rk_library_save_async (bench->library, entry, rows[i].saved_for, RK_LIBRARY_FLAGS_NONE, path, NULL, bench_result_cb, &result);
      rk_library_save_finish (bench->library, bench_await (&result), &error);
      g_assert_no_error (error);
      plan = rk_set_load (path, rows[i].flash_size, &error);
      g_assert_no_error (error);
      assert_plan (plan, rows[i].plan);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const BenchTest tests[] = {
    { "/library-fetch/add-and-fetch", test_add_and_fetch },
    { "/library-fetch/offline", test_offline },
    { "/library-fetch/wrong-size", test_wrong_size },
    { "/library-fetch/wrong-hash", test_wrong_hash },
    { "/library-fetch/interrupted", test_interrupted },
    { "/library-fetch/damaged-cache", test_damaged_cache },
    { "/library-fetch/unverified", test_unverified },
    { "/library-fetch/unverified-stays-the-same", test_unverified_stays_the_same },
    { "/library-fetch/unverified-damaged", test_unverified_damaged },
    { "/library-fetch/unverified-changed", test_unverified_changed },
    { "/library-fetch/local", test_local },
    { "/library-fetch/local-escape", test_local_escape },
    { "/library-fetch/busy-and-cancel", test_busy_and_cancel },
    { "/library-fetch/save", test_save },
  };

  return bench_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
