/* test-library.c: firmware that is known, and getting it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "http-server.h"
#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-library.h"
#include "rk-set-fixtures.h"
#include "rk-set.h"

#define MB (1024u * 1024u)

static const RkDownloadLimits limits = {
  .http = { .connect_ms = 120000, .stall_ms = 120000, .least_bytes = 1, .redirects = 3 },
  .tries = 2, .delay_ms = 1, .max_delay_ms = 20,
};

typedef struct
{
  HttpServer *server;
  char       *folder;
  char       *data;
  char       *cache;
  RkLibrary  *library;
  guint       n_built_in;
  GBytes     *loader;
  GBytes     *small;
  GBytes     *large;
} Fixture;

/* --- helpers --- */

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static void
open_library (Fixture *fixture)
{
  g_clear_object (&fixture->library);
  fixture->library = rk_library_new_for (fixture->data, fixture->cache, &limits);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = http_server_new ();
  fixture->folder = g_dir_make_tmp ("rk-library-XXXXXX", NULL);
  fixture->data = g_build_filename (fixture->folder, "data", NULL);
  fixture->cache = g_build_filename (fixture->folder, "cache", NULL);
  fixture->loader = fixture_loader ("1.7");
  fixture->small = fixture_ea (1, 2, 0x1010);
  fixture->large = fixture_ea (1, 5, 0x1010);
  open_library (fixture);
  fixture->n_built_in = g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

static void
stop_server (Fixture *fixture)
{
  g_clear_pointer (&fixture->server, http_server_free);
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
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  assert_goes (g_steal_pointer (&fixture->library));
  stop_server (fixture);
  fixture_remove_folder (fixture->folder);
  g_bytes_unref (fixture->loader);
  g_bytes_unref (fixture->small);
  g_bytes_unref (fixture->large);
  g_free (fixture->folder);
  g_free (fixture->data);
  g_free (fixture->cache);
}

static void
put (Fixture    *fixture,
     const char *path,
     GBytes     *body)
{
  const HttpPage page = { .path = path, .body = body };

  http_server_put (fixture->server, &page);
}

/* A manifest as Espressif's files would have it: two builds that share the loader. */
static char *
make_manifest (Fixture  *fixture,
               gboolean  hashes)
{
  g_autoptr(GString) text = g_string_new ("{ \"name\": \"Test AT\", \"version\": \"9.1\", \"builds\": [");
  GBytes *const apps[] = { fixture->small, fixture->large };
  static const char *const names[] = { "small.bin", "large.bin" };

  for (guint i = 0; i < 2; i++)
    {
      GBytes *const files[] = { fixture->loader, apps[i] };
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
put_firmware (Fixture  *fixture,
              gboolean  hashes)
{
  g_autofree char *manifest = make_manifest (fixture, hashes);
  g_autoptr(GBytes) text = g_bytes_new (manifest, strlen (manifest));

  put (fixture, "/at/v9/manifest.json", text);
  put (fixture, "/at/boot%20loader.bin", fixture->loader);
  put (fixture, "/at/v9/small.bin", fixture->small);
  put (fixture, "/at/v9/large.bin", fixture->large);
}

static RkLibraryEntry *
add (Fixture    *fixture,
     const char *location,
     GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) added = NULL;

  rk_library_add_async (fixture->library, location, NULL, result_cb, &result);
  added = rk_library_add_finish (fixture->library, await (&result), error);
  g_assert_true (added == NULL || added->len > 0);
  return added != NULL ? added->pdata[0] : NULL;
}

static RkLibraryEntry *
add_manifest (Fixture  *fixture,
              gboolean  hashes)
{
  g_autofree char *url = http_server_url (fixture->server, "/at/v9/manifest.json");
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry;

  put_firmware (fixture, hashes);
  entry = add (fixture, url, &error);
  g_assert_no_error (error);
  return entry;
}

static RkPlan *
fetch (Fixture         *fixture,
       RkLibraryEntry  *entry,
       guint32          flash_size,
       RkLibraryFlags   flags,
       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  RkPlan *plan;

  rk_library_fetch_async (fixture->library, entry, flash_size, flags, NULL, result_cb, &result);
  g_assert_true (rk_library_entry_get_busy (entry));
  plan = rk_library_fetch_finish (fixture->library, await (&result), error);
  g_assert_false (rk_library_entry_get_busy (entry));
  return plan;
}

static void
assert_fetches (Fixture        *fixture,
                RkLibraryEntry *entry,
                guint32         flash_size,
                RkLibraryFlags  flags,
                const char     *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = fetch (fixture, entry, flash_size, flags, &error);

  g_assert_no_error (error);
  assert_plan (plan, expected);
  g_assert_cmpuint (rk_plan_get_flash_size (plan), ==, flash_size);
}

static guint
count_files (Fixture    *fixture,
             const char *folder)
{
  g_autofree char *path = g_build_filename (fixture->cache, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
cache_path (Fixture *fixture,
            GBytes  *bytes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return g_build_filename (fixture->cache, "files", sha256, NULL);
}

/* What there is to choose from: whatever is said to be ready must be in the cache,
 * whole, under the hash that it really has.
 */
static void
assert_offers_only_verified (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->cache, "files", NULL);
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

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->library)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      g_assert_true (rk_library_entry_get_verified (entry) || !rk_library_entry_get_ready (entry));
    }
}

/* --- the catalogue --- */

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
test_catalogue (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_updatable = 0;

  g_assert_cmpuint (fixture->n_built_in, >=, 12);
  for (guint i = 0; i < fixture->n_built_in; i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);
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
      g_assert_false (rk_library_entry_fits (entry, MB / 2));
      for (guint j = 0; j < manifest->builds->len; j++)
        {
          const RkManifestBuild *build = manifest->builds->pdata[j];

          for (guint k = 0; k < build->parts->len; k++)
            check_part (entry, build->parts->pdata[k]);
        }
    }
  g_assert_cmpuint (n_updatable, ==, fixture->n_built_in - 1);
}

/* Files that are really Espressif's, as if they had been downloaded. */
static gboolean
fill_cache (Fixture    *fixture,
            const char *folder)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", folder, NULL);
  g_autofree char *files = g_build_filename (fixture->cache, "files", NULL);
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
      g_autofree char *copy = cache_path (fixture, bytes);
      gsize size;
      const char *content = g_bytes_get_data (bytes, &size);

      g_assert_true (g_file_set_contents (copy, content, (gssize)size, NULL));
    }

  open_library (fixture);
  return TRUE;
}

/* The offline way from the catalogue to the plan, which must be as the vendor says. */
static void
test_real_firmware (Fixture       *fixture,
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
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const RkPlanTarget target = { .flash_size = rows[i].flash_size };
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = NULL;
      g_autoptr(GPtrArray) findings = NULL;
      RkLibraryEntry *entry;

      if (!fill_cache (fixture, rows[i].folder))
        return;
      entry = rk_library_find (fixture->library, rows[i].id, &error);
      g_assert_no_error (error);
      g_assert_true (rk_library_entry_get_ready (entry));
      plan = fetch (fixture, entry, rows[i].flash_size, RK_LIBRARY_FLAGS_NONE, &error);
      g_assert_no_error (error);
      assert_plan (plan, rows[i].plan);
      findings = rk_plan_check (plan, &target, NULL);
      g_assert_cmpuint (findings->len, ==, 0);
      assert_offers_only_verified (fixture);
    }
}

/* --- adding, fetching --- */

static void
test_add_and_fetch (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(RkLibraryEntry) entry = g_object_ref (add_manifest (fixture, TRUE));

  g_assert_cmpstr (rk_library_entry_get_id (entry), ==, "test-at-9.1");
  g_assert_cmpstr (rk_library_entry_get_title (entry), ==, "Test AT 9.1");
  g_assert_true (rk_library_entry_get_verified (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (http_server_count (fixture->server, "/at/v9/small.bin"), ==, 0);

  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  g_assert_true (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (rk_library_entry_get_bytes_done (entry), ==,
                    g_bytes_get_size (fixture->loader) + g_bytes_get_size (fixture->small));
  g_assert_cmpuint (rk_library_entry_get_bytes_total (entry), ==, rk_library_entry_get_bytes_done (entry));
  g_assert_cmpuint (http_server_count (fixture->server, "/at/v9/large.bin"), ==, 0);
  assert_fetches (fixture, entry, 4 * MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 large.bin@1000");
  g_assert_cmpuint (http_server_count (fixture->server, "/at/boot%20loader.bin"), ==, 1);
  assert_offers_only_verified (fixture);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 3);
  g_assert_cmpuint (count_files (fixture, "parts"), ==, 0);
}

/* The next run of the program, without network. */
static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);

  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  stop_server (fixture);
  open_library (fixture);
  entry = rk_library_find (fixture->library, "test-at-9.1", &error);
  g_assert_no_error (error);
  g_assert_true (rk_library_entry_get_ready (entry));
  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");

  g_assert_null (fetch (fixture, entry, 2 * MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_wrong_size (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);

  g_assert_null (fetch (fixture, entry, MB / 2, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "needs 1 MB of flash, and the module has 512 KB"));
  g_assert_cmpuint (count_files (fixture, "files"), ==, 0);
}

static void
test_wrong_hash (Fixture       *fixture,
                 gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  g_autoptr(GBytes) evil = fixture_change (fixture->small, 300, 0x66);
  g_autoptr(GError) error = NULL;

  put (fixture, "/at/v9/small.bin", evil);
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "/at/v9/small.bin"));

  /* Of the two files the one that was right is kept, and nothing of the other. */
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (count_files (fixture, "files"), ==, 1);
  g_assert_cmpuint (count_files (fixture, "parts"), ==, 0);
  assert_offers_only_verified (fixture);

  put (fixture, "/at/v9/small.bin", fixture->small);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
}

static void
test_interrupted (Fixture       *fixture,
                  gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  const HttpPage page = { .path = "/at/v9/small.bin", .body = fixture->small, .faults = 100, .cut = 1000 };
  g_autofree char *ranges = NULL;
  g_autoptr(GError) error = NULL;

  http_server_put (fixture->server, &page);
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_false (rk_library_entry_get_ready (entry));
  g_assert_cmpuint (count_files (fixture, "files"), ==, 1);
  g_assert_cmpuint (count_files (fixture, "parts"), ==, 2);
  assert_offers_only_verified (fixture);

  put (fixture, "/at/v9/small.bin", fixture->small);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  ranges = http_server_get_ranges (fixture->server, "/at/v9/small.bin");
  g_assert_cmpstr (ranges, ==, "bytes=1000-");
  g_assert_cmpuint (count_files (fixture, "parts"), ==, 0);
}

static void
damage (Fixture *fixture,
        GBytes  *bytes)
{
  g_autofree char *path = cache_path (fixture, bytes);
  g_autoptr(GBytes) bad = fixture_change (bytes, 100, 0x99);
  gsize size;
  const char *content = g_bytes_get_data (bad, &size);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

static void
test_damaged_cache (Fixture       *fixture,
                    gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  g_autoptr(GError) error = NULL;

  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  damage (fixture, fixture->small);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpuint (http_server_count (fixture->server, "/at/v9/small.bin"), ==, 2);
  assert_offers_only_verified (fixture);

  damage (fixture, fixture->small);
  stop_server (fixture);
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_false (rk_library_entry_get_ready (entry));
  assert_offers_only_verified (fixture);
}

/* --- what has no hash --- */

static void
test_unverified (Fixture       *fixture,
                 gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_library_entry_get_verified (entry));
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
  g_assert_nonnull (strstr (error->message, "Test AT 9.1 is not verified"));
  g_clear_error (&error);
  g_assert_cmpuint (http_server_count (fixture->server, "/at/boot%20loader.bin"), ==, 0);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 0);

  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_false (rk_library_entry_get_verified (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  assert_offers_only_verified (fixture);

  /* Once is not for ever. */
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
}

static void
test_unverified_stays_the_same (Fixture       *fixture,
                                gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, FALSE);

  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  stop_server (fixture);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
}

static void
test_unverified_damaged (Fixture       *fixture,
                         gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, FALSE);

  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  damage (fixture, fixture->small);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpuint (http_server_count (fixture->server, "/at/v9/small.bin"), ==, 2);
}

/* Other bytes at the same address, under the same version, are not what was accepted. */
static void
test_unverified_changed (Fixture       *fixture,
                         gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, FALSE);
  g_autofree char *path = cache_path (fixture, fixture->small);
  g_autoptr(GBytes) other = fixture_change (fixture->small, 300, 0x66);
  g_autoptr(GError) error = NULL;

  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  g_assert_cmpint (g_remove (path), ==, 0);
  put (fixture, "/at/v9/small.bin", other);
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_clear_error (&error);

  g_assert_true (rk_library_remove (fixture->library, entry, &error));
  entry = add_manifest (fixture, FALSE);
  put (fixture, "/at/v9/small.bin", other);
  assert_fetches (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, "boot loader.bin@0 small.bin@1000");
  assert_offers_only_verified (fixture);
}

/* --- manifests on this computer --- */

static char *
write_local (Fixture    *fixture,
             const char *name,
             const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
write_bytes (Fixture    *fixture,
             const char *name,
             GBytes     *bytes)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  gsize size;
  const char *content = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

static void
test_local (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *path = write_local (fixture, "flasher_args.json",
                                       "{ \"flash_files\": { \"0x0\": \"boot loader.bin\", \"0x1000\": \"a%20b.bin\" } }");
  g_autofree char *a_b = g_build_filename (fixture->folder, "a%20b.bin", NULL);
  g_autofree char *name = g_path_get_basename (fixture->folder);
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry;

  write_bytes (fixture, "boot loader.bin", fixture->loader);
  write_bytes (fixture, "a%20b.bin", fixture->small);
  entry = add (fixture, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_library_entry_get_title (entry), ==, name);
  g_assert_true (rk_library_entry_get_verified (entry));
  g_assert_true (rk_library_entry_get_ready (entry));
  assert_fetches (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, "boot loader.bin@0 a b.bin@1000");

  g_assert_cmpint (g_remove (a_b), ==, 0);
  g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_FLAGS_NONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (rk_library_entry_get_ready (entry));
}

#ifdef G_OS_UNIX
static void
link_to_outside (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "link.bin", NULL);

  g_assert_cmpint (symlink ("/etc/hostname", path), ==, 0);
}
#endif

/* A manifest from elsewhere reads nothing on this computer but what lies beside it. */
static void
test_local_escape (Fixture       *fixture,
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

  g_mkdir (fixture->data, 0700);
#ifdef G_OS_UNIX
  link_to_outside (fixture);
#endif
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = g_strdup_printf ("{ \"flash_files\": { \"0x0\": \"%s\" } }", paths[i]);
      g_autofree char *path = write_local (fixture, "flasher_args.json", text);
      g_autoptr(GError) error = NULL;
      RkLibraryEntry *entry;

      entry = add (fixture, path, &error);
      g_assert_no_error (error);
      g_assert_null (fetch (fixture, entry, MB, RK_LIBRARY_ACCEPT_UNVERIFIED, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
      g_test_message ("%s", error->message);
    }
}

/* --- what is refused --- */

static void
test_bad_manifests (Fixture       *fixture,
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
  g_autofree char *url = http_server_url (fixture->server, "/manifest.json");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) text = fixture_text (rows[i].text);
      g_autoptr(GError) error = NULL;

      put (fixture, "/manifest.json", text);
      g_assert_null (add (fixture, url, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, (rows[i].io ? G_IO_ERROR : RK_ERROR), rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in);
  g_assert_false (g_file_test (fixture->data, G_FILE_TEST_EXISTS));
}

static void
test_bad_places (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *missing = http_server_url (fixture->server, "/none.json");
  g_autofree char *endless = http_server_url (fixture->server, "/endless.json");
  const HttpPage page = { .path = "/endless.json", .body = fixture->small, .flags = HTTP_ENDLESS };
  g_autoptr(GError) error = NULL;

  g_assert_null (add (fixture, missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (add (fixture, "/no/such/manifest.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (add (fixture, "gopher://x.invalid/manifest.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  http_server_put (fixture->server, &page);
  g_assert_null (add (fixture, endless, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
}

/* --- keeping --- */

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  g_autoptr(RkLibraryEntry) first = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in + 1);
  g_assert_false (rk_library_remove (fixture->library, first, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (rk_library_remove (fixture->library, entry, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in);
  open_library (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in);
}

/* Added again it is brought up to date; what did not change stays the same object. */
static void
test_add_again (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *url = http_server_url (fixture->server, "/at/v9/manifest.json");
  g_autoptr(RkLibraryEntry) entry = g_object_ref (add_manifest (fixture, FALSE));
  g_autoptr(GError) error = NULL;

  g_assert_true (add (fixture, url, &error) == entry);
  g_assert_true (add_manifest (fixture, TRUE) != entry);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in + 1);
}

static void
test_catalogue_added (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *one = make_manifest (fixture, TRUE);
  g_autofree char *text = g_strdup_printf ("{ \"firmware\": [ %s, %s ] }", one, one);
  g_autofree char *path = write_local (fixture, "mine.json", text);
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry = add (fixture, path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (rk_library_entry_get_id (entry), ==, "test-at-9.1");
  g_assert_nonnull (rk_library_find (fixture->library, "test-at-9.1-2", NULL));
  g_assert_null (rk_library_find (fixture->library, "Test AT", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“Test AT” is the name of 2"));
}

/* Somebody's hand in the folder of records breaks nothing but the record. */
static void
test_broken_records (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const texts[] = { "", "{", "[]", "{ \"origin\": 5, \"firmware\": [] }", "0x0 a.bin", "{ \"flash_files\": { \"0\": \"a\" } }" };

  g_mkdir (fixture->data, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strdup_printf ("data/%" G_GSIZE_FORMAT ".json", i);
      g_autofree char *path = write_local (fixture, name, texts[i]);

      open_library (fixture);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, fixture->n_built_in);
    }
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *url = http_server_url (fixture->server, "/at/v9/manifest.json");
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_library_find (fixture->library, "TEST-at-9.1", NULL) == entry);
  g_assert_true (rk_library_find (fixture->library, "test at", NULL) == entry);
  g_assert_true (rk_library_find (fixture->library, "Test AT 9.1", NULL) == entry);
  g_assert_true (rk_library_find (fixture->library, url, NULL) == entry);
  g_assert_null (rk_library_find (fixture->library, "nothing", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
}

/* --- while it runs --- */

static void
test_busy_and_cancel (Fixture       *fixture,
                      gconstpointer  data)
{
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);
  const HttpPage page = { .path = "/at/v9/small.bin", .body = fixture->small, .faults = 100, .cut = 1000, .flags = HTTP_STALL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  http_server_put (fixture->server, &page);
  rk_library_fetch_async (fixture->library, entry, MB, RK_LIBRARY_FLAGS_NONE, cancellable, result_cb, &first);
  rk_library_fetch_async (fixture->library, entry, MB, RK_LIBRARY_FLAGS_NONE, NULL, result_cb, &second);
  g_assert_null (rk_library_fetch_finish (fixture->library, await (&second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  /* The loader is here, and the application has begun. */
  while (rk_library_entry_get_bytes_done (entry) <= g_bytes_get_size (fixture->loader))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (rk_library_fetch_finish (fixture->library, await (&first), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (rk_library_entry_get_busy (entry));
  g_assert_false (rk_library_entry_get_ready (entry));
  assert_offers_only_verified (fixture);
}

/* --- saving --- */

static void
test_save (Fixture       *fixture,
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
  RkLibraryEntry *entry = add_manifest (fixture, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, rows[i].name, NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = NULL;

      rk_library_save_async (fixture->library, entry, rows[i].saved_for, RK_LIBRARY_FLAGS_NONE, path, NULL, result_cb, &result);
      rk_library_save_finish (fixture->library, await (&result), &error);
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
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/library/catalogue", test_catalogue },
    { "/library/real-firmware", test_real_firmware },
    { "/library/add-and-fetch", test_add_and_fetch },
    { "/library/offline", test_offline },
    { "/library/wrong-size", test_wrong_size },
    { "/library/wrong-hash", test_wrong_hash },
    { "/library/interrupted", test_interrupted },
    { "/library/damaged-cache", test_damaged_cache },
    { "/library/unverified", test_unverified },
    { "/library/unverified-stays-the-same", test_unverified_stays_the_same },
    { "/library/unverified-damaged", test_unverified_damaged },
    { "/library/unverified-changed", test_unverified_changed },
    { "/library/local", test_local },
    { "/library/local-escape", test_local_escape },
    { "/library/bad-manifests", test_bad_manifests },
    { "/library/bad-places", test_bad_places },
    { "/library/remove", test_remove },
    { "/library/add-again", test_add_again },
    { "/library/catalogue-added", test_catalogue_added },
    { "/library/broken-records", test_broken_records },
    { "/library/find", test_find },
    { "/library/busy-and-cancel", test_busy_and_cancel },
    { "/library/save", test_save },
  };

  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_unsetenv ("ALL_PROXY");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
