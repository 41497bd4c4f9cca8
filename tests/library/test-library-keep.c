/* test-library-keep.c: what is kept of firmware, and what is said when it cannot be had
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "library-bench.h"
#include "rk-library-advice.h"

static gboolean
is_build_ready (RkLibraryEntry *entry,
                guint           position)
{
  return rk_library_entry_is_build_ready (entry, rk_library_entry_get_manifest (entry)->builds->pdata[position]);
}

static void
download_all (LibraryBench   *bench,
              RkLibraryEntry *entry,
              RkLibraryFlags  flags)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rk_library_save_async (bench->library, entry, 0, flags, NULL, NULL, bench_result_cb, &result);
  rk_library_save_finish (bench->library, bench_await (&result), &error);
  g_assert_no_error (error);
}

static guint
check (LibraryBench *bench)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_damaged = 99;

  rk_library_check_async (bench->library, NULL, bench_result_cb, &result);
  rk_library_check_finish (bench->library, bench_await (&result), &n_damaged, &error);
  g_assert_no_error (error);
  return n_damaged;
}

/* From nothing over one build to all of it, in bytes. */
static void
test_how_much (LibraryBench  *bench,
               gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  gsize loader = g_bytes_get_size (bench->loader);
  gsize small = g_bytes_get_size (bench->small);
  gsize large = g_bytes_get_size (bench->large);

  g_assert_cmpuint (rk_library_entry_get_size (entry), ==, loader + small + large);
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, 0);
  g_assert_false (g_file_test (bench->cache, G_FILE_TEST_EXISTS));

  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, loader + small);
  g_assert_true (is_build_ready (entry, 0));
  g_assert_false (is_build_ready (entry, 1));

  download_all (bench, entry, RK_LIBRARY_FLAGS_NONE);
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, loader + small + large);
  g_assert_true (is_build_ready (entry, 1));
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/small.bin"), ==, 1);
}

/* What came before a download broke off is told of, also by the next run. */
static void
test_broken_off (LibraryBench  *bench,
                 gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  const HttpPage page = { .path = "/at/v9/small.bin", .body = bench->small, .faults = 100, .cut = 1000 };
  g_autoptr(GError) error = NULL;

  http_server_put (bench->server, &page);
  g_assert_null (bench_fetch (bench, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, g_bytes_get_size (bench->loader) + 1000);
  bench_open (bench);
  entry = rk_library_find (bench->library, "test-at-9.1", NULL);
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, g_bytes_get_size (bench->loader) + 1000);

  g_clear_error (&error);
  g_assert_true (rk_library_discard (bench->library, entry, &error));
  g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, 0);
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 0);
  g_assert_cmpuint (bench_count_files (bench, "parts"), ==, 0);
}

static void
test_damaged (LibraryBench  *bench,
              gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);

  download_all (bench, entry, RK_LIBRARY_FLAGS_NONE);
  g_assert_cmpuint (check (bench), ==, 0);
  g_assert_false (rk_library_entry_get_damaged (entry));

  bench_damage (bench, bench->small);
  g_assert_true (is_build_ready (entry, 0)); /* nobody has looked */
  g_assert_cmpuint (check (bench), ==, 1);
  g_assert_true (rk_library_entry_get_damaged (entry));
  g_assert_false (is_build_ready (entry, 0));
  g_assert_true (is_build_ready (entry, 1));
  bench_assert_offers_only_verified (bench);
  g_assert_cmpuint (check (bench), ==, 0);
  g_assert_true (rk_library_entry_get_damaged (entry));

  download_all (bench, entry, RK_LIBRARY_FLAGS_NONE);
  g_assert_false (rk_library_entry_get_damaged (entry));
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/small.bin"), ==, 2);
  g_assert_cmpuint (http_server_count (bench->server, "/at/v9/large.bin"), ==, 1);
}

static void
test_check_cancelled (LibraryBench  *bench,
                      gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  rk_library_check_async (bench->library, cancellable, bench_result_cb, &result);
  g_assert_false (rk_library_check_finish (bench->library, bench_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Files that another entry can be used with stay. */
static void
test_discard_shared (LibraryBench  *bench,
                     gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bench->loader);
  g_autofree char *url = http_server_url (bench->server, "/at/boot%20loader.bin");
  g_autofree char *text = g_strdup_printf ("{ \"name\": \"Loader\", \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ "
                                           "{ \"path\": \"%s\", \"offset\": 0, \"sha256\": \"%s\" } ] } ] }", url, sha256);
  g_autofree char *path = bench_write_local (bench, "loader.json", text);
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *loader = bench_add (bench, path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rk_library_entry_get_size (loader), ==, 0); /* its list does not tell */
  download_all (bench, entry, RK_LIBRARY_FLAGS_NONE);
  g_assert_false (rk_library_entry_get_ready (loader));
  g_assert_cmpuint (check (bench), ==, 0); /* which looks anew */
  g_assert_true (rk_library_entry_get_ready (loader));

  g_assert_true (rk_library_discard (bench->library, entry, &error));
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_true (rk_library_entry_get_ready (loader));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 1);
  bench_assert_fetches (bench, loader, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0");

  g_assert_true (rk_library_discard (bench->library, loader, &error));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 0);
}

/* What was accepted without a hash is not known any more, so other bytes may come. */
static void
test_discard_unverified (LibraryBench  *bench,
                         gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, FALSE);
  g_autoptr(GBytes) other = fixture_change (bench->small, 300, 0x66);
  g_autoptr(GError) error = NULL;

  download_all (bench, entry, RK_LIBRARY_ACCEPT_UNVERIFIED);
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 3);
  g_assert_true (rk_library_discard (bench->library, entry, &error));
  g_assert_cmpuint (bench_count_files (bench, "files"), ==, 0);
  g_assert_cmpuint (bench_count_files (bench, "pins"), ==, 0);

  bench_put (bench, "/at/v9/small.bin", other);
  bench_assert_fetches (bench, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
}

static void
test_discard_busy (LibraryBench  *bench,
                   gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = NULL;

  rk_library_fetch_async (bench->library, entry, MB, RK_LIBRARY_FLAGS_NONE, NULL, bench_result_cb, &result);
  g_assert_false (rk_library_discard (bench->library, entry, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  plan = rk_library_fetch_finish (bench->library, bench_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_folder (LibraryBench  *bench,
             gconstpointer  data)
{
  g_autofree char *path = bench_write_local (bench, "flasher_args.json", "{ \"flash_files\": { \"0x0\": \"a.bin\" } }");
  g_autofree char *files = g_build_filename (bench->cache, "files", NULL);
  RkLibraryEntry *online = bench_add_manifest (bench, TRUE);
  RkLibraryEntry *local = bench_add (bench, path, NULL);
  g_autofree char *online_folder = rk_library_dup_folder (bench->library, online);
  g_autofree char *local_folder = rk_library_dup_folder (bench->library, local);

  g_assert_cmpstr (online_folder, ==, files);
  g_assert_cmpstr (local_folder, ==, bench->folder);
}

/* Every way in which a download can fail has words of its own, with a next step. */
static void
test_advice (LibraryBench  *bench,
             gconstpointer  data)
{
  static const struct
  {
    gboolean    ours;
    int         code;
    const char *id;
  } rows[] = {
    { FALSE, G_IO_ERROR_HOST_NOT_FOUND, "library.no-network" },
    { FALSE, G_IO_ERROR_CONNECTION_REFUSED, "library.refused" },
    { FALSE, G_IO_ERROR_TIMED_OUT, "library.slow" },
    { FALSE, G_IO_ERROR_PARTIAL_INPUT, "library.broken-off" },
    { FALSE, G_IO_ERROR_NOT_FOUND, "library.not-found" },
    { FALSE, G_IO_ERROR_PERMISSION_DENIED, "library.denied" },
    { FALSE, G_IO_ERROR_NO_SPACE, "library.disk-full" },
    { FALSE, G_IO_ERROR_INVALID_DATA, "library.wrong-part" },
    { FALSE, G_IO_ERROR_NOT_SUPPORTED, "library.protocol" },
    { FALSE, G_IO_ERROR_FAILED, "library.failed" },
    { FALSE, G_IO_ERROR_INVALID_ARGUMENT, "library.bad-address" },
    { TRUE, RK_ERROR_BAD_IMAGE, "library.wrong-file" },
    { TRUE, RK_ERROR_BAD_PLAN, "library.bad-list" },
    { TRUE, RK_ERROR_PLAN_REFUSED, "library.unverified" },
    { FALSE, G_IO_ERROR_BUSY, "library.error" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (rows[i].ours ? RK_ERROR : G_IO_ERROR, rows[i].code, "why {so}");
      g_autoptr(RkFinding) advice = rk_library_advice_new (error);

      g_assert_cmpstr (advice->id, ==, rows[i].id);
      g_assert_nonnull (advice->summary);
      g_assert_nonnull (advice->remedy);
      g_assert_cmpstr (rk_finding_get_value (advice, "details"), ==, "why {so}");
    }
}

int
main (int   argc,
      char *argv[])
{
  static const BenchTest tests[] = {
    { "/library-keep/how-much", test_how_much },
    { "/library-keep/broken-off", test_broken_off },
    { "/library-keep/damaged", test_damaged },
    { "/library-keep/check-cancelled", test_check_cancelled },
    { "/library-keep/discard-shared", test_discard_shared },
    { "/library-keep/discard-unverified", test_discard_unverified },
    { "/library-keep/discard-busy", test_discard_busy },
    { "/library-keep/folder", test_folder },
    { "/library-keep/advice", test_advice },
  };

  return bench_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
