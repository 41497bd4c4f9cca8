/* test-library.c: firmware that is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "library-bench.h"

static void
check_part (RkLibraryEntry       *entry,
            const RkManifestPart *part)
{
  g_assert_true (g_str_has_prefix (part->path, "https://raw.githubusercontent.com/espressif/"));
  g_assert_null (strstr (part->path, "/master/"));
  g_assert_nonnull (part->sha256);
  g_assert_cmpuint (part->size, >, 0);
}

static void
test_catalogue (LibraryBench  *bench,
                gconstpointer  data)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_updatable = 0;
  guint n_small = 0;

  g_assert_cmpuint (bench->n_built_in, >=, 13);
  for (guint i = 0; i < bench->n_built_in; i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (bench->library), i);
      const RkManifest *manifest = rk_library_entry_get_manifest (entry);

      g_assert_true (g_hash_table_add (ids, g_strdup (rk_library_entry_get_id (entry))));
      g_assert_true (rk_library_entry_get_verified (entry));
      g_assert_false (rk_library_entry_get_ready (entry));
      g_assert_null (rk_library_entry_get_origin (entry));
      g_assert_nonnull (manifest->version);
      g_assert_nonnull (manifest->date);
      g_assert_nonnull (manifest->sdk);
      g_assert_nonnull (manifest->source);
      g_assert_nonnull (manifest->licence);
      g_assert_true (rk_library_entry_has_feature (entry, "at"));
      n_updatable += rk_library_entry_has_feature (entry, "cloud-update");
      g_assert_true (rk_library_entry_fits (entry, 4 * MB));
      n_small += rk_library_entry_fits (entry, MB / 2);
      g_assert_cmpuint (rk_library_entry_get_size (entry), >, 200000);
      g_assert_cmpuint (rk_library_entry_get_bytes_here (entry), ==, 0);
      for (guint j = 0; j < manifest->builds->len; j++)
        {
          const RkManifestBuild *build = manifest->builds->pdata[j];

          for (guint k = 0; k < build->parts->len; k++)
            check_part (entry, build->parts->pdata[k]);
        }
    }
  g_assert_cmpuint (n_updatable, ==, bench->n_built_in - 2);
  g_assert_cmpuint (n_small, ==, 1);
}

/* The offline way from the catalogue to the plan, which must be as the vendor says. */
static void
test_real_firmware (LibraryBench  *bench,
                    gconstpointer  data)
{
  static const struct
  {
    const char *id;
    const char *folder;
    guint32     flash_size;
    const char *plan;
  } rows[] = {
    { "at-1.7.6", "at-1.7.6-512+512", MB,
      "boot_v1.7.bin@0 user1.1024.new.2.bin@1000 esp_init_data_default_v08.bin@fc000 blank.bin@7e000 blank.bin@fe000" },
    { "at-1.7.6", "at-1.7.6-1024+1024", 2 * MB,
      "boot_v1.7.bin@0 user1.2048.new.5.bin@1000 esp_init_data_default_v08.bin@1fc000 blank.bin@fe000 blank.bin@1fe000" },
    { "at-1.7.6", "at-1.7.6-1024+1024", 4 * MB,
      "boot_v1.7.bin@0 user1.2048.new.5.bin@1000 esp_init_data_default_v08.bin@1fc000 blank.bin@fe000 blank.bin@1fe000" },
    { "at-1.3.0-noboot", "at-1.3.0-noboot", MB,
      "eagle.flash.bin@0 eagle.irom0text.bin@10000 esp_init_data_default.bin@fc000 blank.bin@7e000 blank.bin@fe000" },
    { "at-0.20", "at-0.20-512k", MB / 2,
      "boot_v1.1.bin@0 user1.bin@1000 esp_init_data_default.bin@7c000 blank.bin@7e000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const RkPlanTarget target = { .flash_size = rows[i].flash_size };
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = NULL;
      g_autoptr(GPtrArray) findings = NULL;
      RkLibraryEntry *entry;

      if (!bench_fill_cache (bench, rows[i].folder))
        return;
      entry = rk_library_find (bench->library, rows[i].id, &error);
      g_assert_no_error (error);
      g_assert_true (rk_library_entry_get_ready (entry));
      plan = bench_fetch (bench, entry, rows[i].flash_size, RK_LIBRARY_FLAGS_NONE, &error);
      g_assert_no_error (error);
      assert_plan (plan, rows[i].plan);
      findings = rk_plan_check (plan, &target, NULL);
      g_assert_cmpuint (findings->len, ==, 0);
      bench_assert_offers_only_verified (bench);
    }
}

static void
test_bad_manifests (LibraryBench  *bench,
                    gconstpointer  data)
{
#define MANIFEST(path) "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"" path "\", \"offset\": 0 } ] } ] }"
  static const struct
  {
    const char *text;
    gboolean    io;
    int         code;
    const char *message;
  } rows[] = {
    { "<html>not found</html>", FALSE, RK_ERROR_BAD_PLAN, "web page" },
    { "{ \"builds\": [ ", FALSE, RK_ERROR_BAD_PLAN, "1:" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP32\", \"parts\": [] } ] }", FALSE, RK_ERROR_BAD_PLAN, "no build for ESP8266" },
    { "{ \"firmware\": [ {} ] }", FALSE, RK_ERROR_BAD_PLAN, "firmware 1: not a manifest" },
    { MANIFEST ("file:///etc/hostname"), TRUE, G_IO_ERROR_NOT_SUPPORTED, "http and https alone" },
    { MANIFEST ("ftp://x.invalid/a.bin"), TRUE, G_IO_ERROR_NOT_SUPPORTED, "http and https alone" },
    { MANIFEST ("http://me:secret@x.invalid/a.bin"), TRUE, G_IO_ERROR_INVALID_ARGUMENT, "password" },
  };
  g_autofree char *url = http_server_url (bench->server, "/manifest.json");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) text = fixture_text (rows[i].text);
      g_autoptr(GError) error = NULL;

      bench_put (bench, "/manifest.json", text);
      g_assert_null (bench_add (bench, url, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, (rows[i].io ? G_IO_ERROR : RK_ERROR), rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in);
  g_assert_false (g_file_test (bench->data, G_FILE_TEST_EXISTS));
}

static void
test_bad_places (LibraryBench  *bench,
                 gconstpointer  data)
{
  g_autofree char *missing = http_server_url (bench->server, "/none.json");
  g_autofree char *endless = http_server_url (bench->server, "/endless.json");
  const HttpPage page = { .path = "/endless.json", .body = bench->small, .flags = HTTP_ENDLESS };
  g_autoptr(GError) error = NULL;

  g_assert_null (bench_add (bench, missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bench_add (bench, "/no/such/manifest.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bench_add (bench, "gopher://x.invalid/manifest.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  http_server_put (bench->server, &page);
  g_assert_null (bench_add (bench, endless, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
}

static void
test_remove (LibraryBench  *bench,
             gconstpointer  data)
{
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autoptr(RkLibraryEntry) first = g_list_model_get_item (G_LIST_MODEL (bench->library), 0);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in + 1);
  g_assert_false (rk_library_remove (bench->library, first, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (rk_library_remove (bench->library, entry, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in);
  bench_open (bench);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in);
}

/* Added again it is brought up to date; what did not change stays the same object. */
static void
test_add_again (LibraryBench  *bench,
                gconstpointer  data)
{
  g_autofree char *url = http_server_url (bench->server, "/at/v9/manifest.json");
  g_autoptr(RkLibraryEntry) entry = g_object_ref (bench_add_manifest (bench, FALSE));
  g_autoptr(GError) error = NULL;

  g_assert_true (bench_add (bench, url, &error) == entry);
  g_assert_true (bench_add_manifest (bench, TRUE) != entry);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in + 1);
}

static void
test_catalogue_added (LibraryBench  *bench,
                      gconstpointer  data)
{
  g_autofree char *one = bench_make_manifest (bench, TRUE);
  g_autofree char *text = g_strdup_printf ("{ \"firmware\": [ %s, %s ] }", one, one);
  g_autofree char *path = bench_write_local (bench, "mine.json", text);
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = bench_add (bench, path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rk_library_entry_get_id (entry), ==, "test-at-9.1");
  g_assert_nonnull (rk_library_find (bench->library, "test-at-9.1-2", NULL));
  g_assert_null (rk_library_find (bench->library, "Test AT", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“Test AT” is the name of 2"));
}

/* Somebody's hand in the folder of records breaks nothing but the record. */
static void
test_broken_records (LibraryBench  *bench,
                     gconstpointer  data)
{
  static const char *const texts[] = { "", "{", "[]", "{ \"origin\": 5, \"firmware\": [] }", "0x0 a.bin", "{ \"flash_files\": { \"0\": \"a\" } }" };

  g_mkdir (bench->data, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strdup_printf ("data/%" G_GSIZE_FORMAT ".json", i);
      g_autofree char *path = bench_write_local (bench, name, texts[i]);

      bench_open (bench);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->library)), ==, bench->n_built_in);
    }
}

static void
test_find (LibraryBench  *bench,
           gconstpointer  data)
{
  g_autofree char *url = http_server_url (bench->server, "/at/v9/manifest.json");
  RkLibraryEntry *entry = bench_add_manifest (bench, TRUE);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_library_find (bench->library, "TEST-at-9.1", NULL) == entry);
  g_assert_true (rk_library_find (bench->library, "test at", NULL) == entry);
  g_assert_true (rk_library_find (bench->library, "Test AT 9.1", NULL) == entry);
  g_assert_true (rk_library_find (bench->library, url, NULL) == entry);
  g_assert_null (rk_library_find (bench->library, "nothing", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
}

int
main (int   argc,
      char *argv[])
{
  static const BenchTest tests[] = {
    { "/library/catalogue", test_catalogue },
    { "/library/real-firmware", test_real_firmware },
    { "/library/bad-manifests", test_bad_manifests },
    { "/library/bad-places", test_bad_places },
    { "/library/remove", test_remove },
    { "/library/add-again", test_add_again },
    { "/library/catalogue-added", test_catalogue_added },
    { "/library/broken-records", test_broken_records },
    { "/library/find", test_find },
  };

  return bench_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
