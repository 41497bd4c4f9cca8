/* test-content.c: what is in a virtual module's flash: read, kept safe, brought back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "flash-bench.h"

#include <glib/gstdio.h>

#include "rk-error.h"
#include "rk-module-content.h"

#define MB 0x100000u

/* Fits none of the others by chance. */
static GBytes *
make_noise (gsize  size,
            guint8 seed)
{
  guint8 *bytes = g_malloc (size);
  guint32 state = 0x12345u + seed;

  for (gsize i = 0; i < size; i++)
    {
      state = state * 1664525u + 1013904223u;
      bytes[i] = (guint8)(state >> 24);
    }
  return g_bytes_new_take (bytes, size);
}

static void
put (Bench   *bench,
     guint32  offset,
     GBytes  *bytes)
{
  g_assert_true (rk_virtual_module_set_flash (bench->chip, offset, bytes, NULL));
  g_bytes_unref (bytes);
}

/* A program that starts, and things behind it. */
static void
furnish (Bench *bench)
{
  put (bench, 0, bench_sample ());
  put (bench, 0x40000, make_noise (0x23456, 1));
  put (bench, 0xfd000, make_noise (0x3000, 2));
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static RkJobOptions
quick_options (void)
{
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  options.watch = FALSE;
  return options;
}

typedef struct
{
  char *folder;
  char *path;
  char *list;
} Place;

static void
place_set_up (Place *place)
{
  g_autoptr(GError) error = NULL;

  place->folder = g_dir_make_tmp ("rekindle-content-XXXXXX", &error);
  g_assert_no_error (error);
  place->path = g_build_filename (place->folder, "module.bin", NULL);
  place->list = g_strconcat (place->path, ".json", NULL);
}

/* Nothing else may be left in it. */
static void
place_clear (Place *place)
{
  g_remove (place->path);
  g_remove (place->list);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
  g_free (place->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static RkBackup *
back_up (Bench       *bench,
         const char  *path,
         guint32      offset,
         guint32      length,
         GError     **error)
{
  const RkJobOptions options = quick_options ();
  g_autoptr(GAsyncResult) result = NULL;

  rk_module_backup_async (bench->module, path, offset, length, &options, bench->cancellable, result_cb, &result);
  wait_for (&result);
  return rk_module_backup_finish (bench->module, result, error);
}

/* A furnished module, and a backup of it at the place.  Returns what was in its flash. */
static GBytes *
set_up_backup (Bench     *bench,
               Place     *place,
               guint32    offset,
               guint32    length,
               RkBackup **backup)
{
  g_autoptr(GError) error = NULL;
  GBytes *before;

  place_set_up (place);
  furnish (bench);
  before = rk_virtual_module_get_flash (bench->chip);
  *backup = back_up (bench, place->path, offset, length, &error);
  g_assert_no_error (error);
  return before;
}

static RkFlashResult *
restore (Bench               *bench,
         const char          *path,
         const RkJobOptions  *options,
         GError             **error)
{
  g_autoptr(GBytes) content = NULL;
  g_autoptr(RkBackup) backup = rk_backup_load (path, &content, error);
  g_autoptr(GAsyncResult) result = NULL;

  if (backup == NULL)
    return NULL;
  rk_module_restore_async (bench->module, backup, content, "module.bin", options, bench->cancellable, result_cb, &result);
  wait_for (&result);
  return rk_module_restore_finish (bench->module, result, error);
}

static void
erase_all (Bench *bench)
{
  const RkJobOptions options = quick_options ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rk_module_erase_async (bench->module, 0, 0, &options, NULL, result_cb, &result);
  wait_for (&result);
  g_assert_true (rk_module_erase_finish (bench->module, result, &error));
  g_assert_no_error (error);
}

/* Backup, erase, restore: what was there is there again, and runs. */
static void
test_there_and_back (void)
{
  g_auto(Place) place = { 0 };
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) before = NULL;
  g_autoptr(RkBackup) backup = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GError) error = NULL;
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  before = set_up_backup (bench, &place, 0, 0, &backup);
  g_assert_cmphex (backup->length, ==, MB);
  g_assert_cmphex (backup->flash_size, ==, MB);
  g_assert_cmpstr (backup->chip, ==, "ESP8266EX");

  erase_all (bench);
  result = restore (bench, place.path, &options, &error);
  g_assert_no_error (error);
  bench_assert_flash (bench, 0, before);
  g_assert_cmpint (result->start, ==, RK_START_TALKS);
  g_assert_cmpint (result->content, ==, RK_CONTENT_MD5);
  g_assert_cmpuint (result->changed, <, MB);
  g_assert_cmpuint (rk_plan_get_n_rows (rk_module_get_written (bench->module)), ==, 1);
}

static void
test_part (void)
{
  g_auto(Place) place = { 0 };
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) content = NULL;
  g_autoptr(RkBackup) backup = NULL;
  g_autoptr(RkBackup) loaded = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GError) error = NULL;
  const RkJobOptions options = quick_options ();

  before = set_up_backup (bench, &place, 0xfd000, 0x3000, &backup);
  loaded = rk_backup_load (place.path, &content, &error);
  g_assert_no_error (error);
  g_assert_cmphex (loaded->offset, ==, 0xfd000);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                   (const guint8 *)g_bytes_get_data (before, NULL) + 0xfd000, 0x3000);

  put (bench, 0xfe000, make_noise (0x1000, 3));
  result = restore (bench, place.path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmphex (result->changed, ==, 0x1000);
  bench_assert_flash (bench, 0, before);
}

static void
test_beyond (void)
{
  g_auto(Place) place = { 0 };
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GError) error = NULL;

  place_set_up (&place);
  g_assert_null (back_up (bench, place.path, 0xff000, 0x2000, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
}

static void
cancel_cb (Bench *bench)
{
  g_cancellable_cancel (bench->cancellable);
}

/* Of a backup that is cancelled, or whose line dies, no file is left. */
static void
test_no_half_backup (void)
{
  static const char *const faults[] = { NULL, "silence:rx:60000" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_auto(Place) place = { 0 };
      g_autoptr(Bench) bench = bench_new ();
      g_autoptr(GError) error = NULL;

      place_set_up (&place);
      furnish (bench);
      bench->tripped = cancel_cb;
      bench->trip = faults[i] == NULL ? 80000 : 0;
      if (faults[i] != NULL)
        g_assert_true (rk_virtual_module_add_fault (bench->chip, faults[i], NULL));
      g_assert_null (back_up (bench, place.path, 0, 0, &error));
      g_assert_nonnull (error);
      if (faults[i] == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (place.list, G_FILE_TEST_EXISTS));
    }
}

static void
pull_plug_cb (Bench *bench)
{
  rk_virtual_module_set_power (bench->chip, FALSE);
}

/* The power goes in the middle of a restore: done again, it is complete, and what
 * was there already is not written twice.
 */
static void
test_power_cut (void)
{
  static const int trips[] = { 12000, 60000, 120000 }; /* the first one before anything is written */
  g_autoptr(GBytes) noise = make_noise (MB, 9);

  for (gsize i = 0; i < G_N_ELEMENTS (trips); i++)
    {
      g_auto(Place) place = { 0 };
      g_autoptr(Bench) bench = bench_new ();
      g_autoptr(GBytes) before = NULL;
      g_autoptr(GBytes) between = NULL;
      g_autoptr(RkBackup) backup = NULL;
      g_autoptr(RkFlashResult) first = NULL;
      g_autoptr(RkFlashResult) second = NULL;
      g_autoptr(GError) error = NULL;
      const RkJobOptions options = RK_JOB_OPTIONS_INIT;

      before = set_up_backup (bench, &place, 0, 0, &backup);
      put (bench, 0, g_bytes_ref (noise));

      g_atomic_int_set (&bench->bytes, 0);
      bench->tripped = pull_plug_cb;
      bench->trip = trips[i];
      first = restore (bench, place.path, &options, &error);
      g_assert_null (first);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_clear_error (&error);
      between = rk_virtual_module_get_flash (bench->chip);
      g_assert_false (g_bytes_equal (between, before));
      g_assert_cmpint (g_bytes_equal (between, noise), ==, i == 0);

      bench->trip = 0;
      rk_virtual_module_set_power (bench->chip, TRUE);
      second = restore (bench, place.path, &options, &error);
      g_assert_no_error (error);
      bench_assert_flash (bench, 0, before);
      g_assert_cmpint (second->start, ==, RK_START_TALKS);
    }
}

/* A backup of another module is written only on somebody's word. */
static void
test_other_module (void)
{
  g_auto(Place) place = { 0 };
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) content = make_noise (0x4000, 4);
  g_autoptr(GBytes) before = NULL;
  g_autoptr(RkBackup) backup = rk_backup_new ();
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GError) error = NULL;
  RkJobOptions options = quick_options ();

  place_set_up (&place);
  furnish (bench);
  before = rk_virtual_module_get_flash (bench->chip);
  backup->mac = g_strdup ("00:11:22:33:44:55");
  backup->flash_size = 4 * MB;
  backup->offset = 0x80000;
  g_assert_true (rk_backup_save (backup, place.path, content, &error));

  g_assert_null (restore (bench, place.path, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_OTHER_MODULE);
  g_clear_error (&error);
  g_assert_true (bench_found (bench, "backup.other-mac"));
  g_assert_true (bench_found (bench, "backup.other-size"));
  g_assert_true (bench_found (bench, "flash.untouched"));
  bench_assert_flash (bench, 0, before);

  options.force = TRUE;
  result = restore (bench, place.path, &options, &error);
  g_assert_no_error (error);
  bench_assert_flash (bench, 0x80000, content);
}

/* What did not start when it was saved is restored all the same. */
static void
test_nothing_to_start (void)
{
  g_auto(Place) place = { 0 };
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkBackup) backup = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GBytes) before = rk_virtual_module_get_flash (bench->chip);
  g_autoptr(GError) error = NULL;
  const RkJobOptions options = RK_JOB_OPTIONS_INIT;

  place_set_up (&place);
  backup = back_up (bench, place.path, 0, 0, &error);
  g_assert_no_error (error);
  put (bench, 0x5000, make_noise (0x1000, 5));
  result = restore (bench, place.path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->start, ==, RK_START_FAILED);
  bench_assert_flash (bench, 0, before);
}

static RkFlashContents *
read_contents (Bench           *bench,
               RkFlashContents *known)
{
  const RkJobOptions options = quick_options ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  RkFlashContents *contents;

  rk_module_read_contents_async (bench->module, known, &options, bench->cancellable, result_cb, &result);
  wait_for (&result);
  contents = rk_module_read_contents_finish (bench->module, result, &error);
  g_assert_no_error (error);
  return contents;
}

/* Read once more, only what has changed comes over the line. */
static void
test_contents (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) flash = NULL;
  g_autoptr(RkFlashContents) first = NULL;
  g_autoptr(RkFlashContents) second = NULL;
  int all, some;

  furnish (bench);
  first = read_contents (bench, NULL);
  all = g_atomic_int_get (&bench->bytes);
  g_assert_cmpint (rk_flash_contents_find (first, 0)->kind, ==, RK_REGION_PROGRAM);
  g_assert_cmpint (rk_flash_contents_find (first, 0x40000)->kind, ==, RK_REGION_DATA);
  g_assert_cmpint (rk_flash_contents_find (first, 0x80000)->kind, ==, RK_REGION_FREE);

  put (bench, 0x50000, make_noise (0x1000, 6));
  put (bench, 0xff000, make_noise (0x1000, 7));
  g_atomic_int_set (&bench->bytes, 0);
  second = read_contents (bench, first);
  some = g_atomic_int_get (&bench->bytes);
  flash = rk_virtual_module_get_flash (bench->chip);
  g_assert_true (g_bytes_equal (second->bytes, flash));
  g_test_message ("%d bytes on the line, then %d", all, some);
  g_assert_cmpint (some, <, all / 4);
}

static RkComparison *
compare (Bench    *bench,
         guint32   offset,
         GBytes   *bytes,
         GError  **error)
{
  const RkJobOptions options = quick_options ();
  g_autoptr(GAsyncResult) result = NULL;

  rk_module_compare_async (bench->module, offset, bytes, &options, NULL, result_cb, &result);
  wait_for (&result);
  return rk_module_compare_finish (bench->module, result, error);
}

static void
test_compare (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) before = NULL;
  g_autoptr(RkComparison) same = NULL;
  g_autoptr(RkComparison) other = NULL;
  g_autoptr(GError) error = NULL;

  furnish (bench);
  before = rk_virtual_module_get_flash (bench->chip);
  same = compare (bench, 0, before, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->n_sectors, ==, 256);
  g_assert_cmpuint (same->n_different, ==, 0);
  g_assert_cmpuint (same->places->len, ==, 0);

  put (bench, 0x41000, make_noise (0x2000, 8));
  put (bench, 0, make_noise (1, 1));
  other = compare (bench, 0, before, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (other->n_different, ==, 3);
  g_assert_cmpuint (other->places->len, ==, 2);
  g_assert_cmphex (((RkComparedPlace *)other->places->pdata[0])->offset, ==, 0);
  g_assert_cmpuint (((RkComparedPlace *)other->places->pdata[0])->n_different, ==, 1);
  g_assert_cmphex (((RkComparedPlace *)other->places->pdata[1])->offset, ==, 0x40000);
  g_assert_cmpuint (((RkComparedPlace *)other->places->pdata[1])->n_different, ==, 2);
}

/* A file that ends inside a sector: what comes behind it does not count. */
static void
test_compare_part (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) noise = make_noise (0x1234, 1);
  g_autoptr(GBytes) longer = make_noise (0x1235, 1);
  g_autoptr(RkComparison) same = NULL;
  g_autoptr(RkComparison) other = NULL;
  g_autoptr(RkComparison) none = NULL;
  g_autoptr(GError) error = NULL;

  put (bench, 0x40000, g_bytes_ref (noise));
  same = compare (bench, 0x40000, noise, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->n_sectors, ==, 2);
  g_assert_cmpuint (same->n_different, ==, 0);
  other = compare (bench, 0x40000, longer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (other->n_different, ==, 1);
  g_assert_true (other->different[1]);

  none = compare (bench, 0x40100, noise, &error);
  g_assert_null (none);
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
}

/* The size that flashing has set in the header is told, and no difference. */
static void
test_compare_header (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) sample = bench_sample ();
  g_autoptr(GBytes) adapted = rk_image_patch_header (sample, RK_IMAGE_KEEP, RK_IMAGE_KEEP, 4);
  g_autoptr(RkComparison) same = NULL;
  g_autoptr(RkComparison) adapted_too = NULL;
  g_autoptr(GError) error = NULL;

  put (bench, 0, g_bytes_ref (sample));
  same = compare (bench, 0, sample, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->n_different, ==, 0);
  g_assert_null (same->header);

  put (bench, 0, g_bytes_ref (adapted));
  adapted_too = compare (bench, 0, sample, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (adapted_too->n_different, ==, 0);
  g_assert_nonnull (adapted_too->header);
}

static gboolean
erase_settings (Bench   *bench,
                GError **error)
{
  const RkJobOptions options = quick_options ();
  g_autoptr(GAsyncResult) result = NULL;

  rk_module_erase_settings_async (bench->module, &options, NULL, result_cb, &result);
  wait_for (&result);
  return rk_module_erase_settings_finish (bench->module, result, error);
}

/* Two of the last three sectors: the third has the boot loader's slot. */
static void
test_erase_settings (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) after = NULL;
  g_autoptr(GError) error = NULL;
  const guint8 *was, *is;

  g_assert_false (erase_settings (bench, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN);
  g_clear_error (&error);

  put (bench, 0, bench_sample ());
  put (bench, 3, g_bytes_new_static ("\x20", 1));
  put (bench, 0xfc000, make_noise (0x4000, 2));
  before = rk_virtual_module_get_flash (bench->chip);
  g_assert_true (erase_settings (bench, &error));
  g_assert_no_error (error);

  after = rk_virtual_module_get_flash (bench->chip);
  was = g_bytes_get_data (before, NULL);
  is = g_bytes_get_data (after, NULL);
  g_assert_cmpmem (is, 0xfd000, was, 0xfd000);
  g_assert_cmpmem (is + 0xff000, 0x1000, was + 0xff000, 0x1000);
  for (guint i = 0xfd000; i < 0xff000; i++)
    g_assert_cmphex (is[i], ==, 0xff);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/content/there-and-back", test_there_and_back);
  g_test_add_func ("/content/part", test_part);
  g_test_add_func ("/content/beyond", test_beyond);
  g_test_add_func ("/content/no-half-backup", test_no_half_backup);
  g_test_add_func ("/content/power-cut", test_power_cut);
  g_test_add_func ("/content/other-module", test_other_module);
  g_test_add_func ("/content/nothing-to-start", test_nothing_to_start);
  g_test_add_func ("/content/contents", test_contents);
  g_test_add_func ("/content/compare", test_compare);
  g_test_add_func ("/content/compare-part", test_compare_part);
  g_test_add_func ("/content/compare-header", test_compare_header);
  g_test_add_func ("/content/erase-settings", test_erase_settings);

  return g_test_run ();
}
