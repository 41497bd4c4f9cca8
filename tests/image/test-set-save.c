/* test-set-save.c: sets as they are saved, and merged files taken apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <json-glib/json-glib.h>
#include <string.h>

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-set-fixtures.h"
#include "rk-set-save.h"
#include "rk-set.h"

#define MB (1024u * 1024u)

static RkPlan *
make_plan (void)
{
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) app = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) rf_data = fixture_rf_data (8);
  g_autoptr(GBytes) blank = fixture_fill (4096, 0xff);
  RkPlan *plan = rk_plan_new ();

  rk_plan_set_flash_size (plan, MB);
  rk_plan_add_bytes (plan, "boot v1.7.bin", loader, RK_PLAN_AUTOMATIC);
  rk_plan_add_bytes (plan, "../user1.bin", app, RK_PLAN_AUTOMATIC);
  rk_plan_add_bytes (plan, "manifest.json", rf_data, RK_PLAN_AUTOMATIC);
  rk_plan_add_bytes (plan, "blank.bin", blank, RK_PLAN_AUTOMATIC);
  rk_plan_row_set_enabled (rk_plan_add_bytes (plan, "unused.bin", app, 0x81000), FALSE);
  return plan;
}

static const char expected[] = "boot_v1.7.bin@0 user1.bin@1000 manifest-2.json@fc000 blank.bin@7e000 blank.bin@fe000";

/* What the flash holds after both is the same. */
static void
assert_same_bytes (RkPlan *saved,
                   RkPlan *plan)
{
  for (guint i = 0; i < rk_plan_get_n_rows (saved); i++)
    {
      RkPlanRow *row = rk_plan_get_row (saved, i);
      RkPlanRow *original = rk_plan_get_row (plan, i);

      g_assert_cmpint (rk_plan_row_get_offset (row), ==, rk_plan_row_get_offset (original));
      g_assert_true (g_bytes_equal (rk_plan_row_get_bytes (row), rk_plan_row_get_bytes (original)));
    }
}

static void
test_folder_and_zip (void)
{
  static const char *const names[] = { "set", "set.zip" };
  g_autofree char *folder = fixture_folder (NULL, 0);
  g_autoptr(RkPlan) plan = make_plan ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) saved = NULL;
      gboolean ok = rk_set_save_plan (path, plan, "my set", &error);

      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_true (rk_set_looks_like_one (path));
      saved = rk_set_load (path, MB, &error);
      g_assert_no_error (error);
      assert_plan (saved, expected);
      assert_same_bytes (saved, plan);
    }

  fixture_remove_folder (folder);
}

/* ESP Web Tools goes by chipFamily, path and offset (a number), and nothing else. */
static void
test_esp_web_tools (void)
{
  g_autofree char *folder = fixture_folder (NULL, 0);
  g_autofree char *file = g_build_filename (folder, "manifest.json", NULL);
  g_autoptr(RkPlan) plan = make_plan ();
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonObject *root, *build, *part;

  g_assert_true (rk_set_save_plan (folder, plan, "my set", &error));
  g_assert_true (json_parser_load_from_file (parser, file, &error));
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "name"), ==, "my set");
  build = json_array_get_object_element (json_object_get_array_member (root, "builds"), 0);
  g_assert_cmpstr (json_object_get_string_member (build, "chipFamily"), ==, "ESP8266");
  g_assert_cmpint (json_object_get_int_member (build, "flashSize"), ==, MB);
  g_assert_cmpstr (json_object_get_string_member (build, "map"), ==, "512+512");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (build, "parts")), ==, 5);
  part = json_array_get_object_element (json_object_get_array_member (build, "parts"), 2);
  g_assert_cmpint (json_object_get_int_member (part, "offset"), ==, 0xfc000);
  g_assert_cmpint (json_object_get_int_member (part, "size"), ==, 128);
  g_assert_cmpuint (strlen (json_object_get_string_member (part, "sha256")), ==, 64);
  fixture_remove_folder (folder);
}

static void
test_refused (void)
{
  g_autoptr(GBytes) something = fixture_fill (5000, 0x11);
  g_autofree char *folder = fixture_folder (&(File){ "mine.txt", something }, 1);
  g_autofree char *zip = g_build_filename (folder, "no-such-folder", "set.zip", NULL);
  g_autoptr(RkPlan) plan = make_plan ();
  g_autoptr(RkPlan) empty = rk_plan_new ();
  g_autoptr(RkPlan) placeless = rk_plan_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;

  g_assert_false (rk_set_save_plan (folder, plan, "x", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (rk_set_save_plan (zip, plan, "x", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_false (rk_set_save_plan (zip, empty, "x", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_clear_error (&error);
  rk_plan_add_bytes (placeless, "a.bin", something, RK_PLAN_AUTOMATIC);
  g_assert_false (rk_set_save_plan (zip, placeless, "x", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);

  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "mine.txt");
  g_assert_null (g_dir_read_name (dir));
  fixture_remove_folder (folder);
}

static void
test_same_name (void)
{
  g_autoptr(GBytes) first = fixture_fill (10, 1);
  g_autoptr(GBytes) second = fixture_fill (10, 2);
  g_autoptr(GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autofree char *a = rk_set_add_file (files, "x/a.bin", first);
  g_autofree char *b = rk_set_add_file (files, "a.bin", second);
  g_autofree char *c = rk_set_add_file (files, "a.bin", first);
  g_autofree char *hidden = rk_set_add_file (files, ".profile", first);

  g_assert_cmpstr (a, ==, "a.bin");
  g_assert_cmpstr (b, ==, "a-2.bin");
  g_assert_cmpstr (c, ==, "a.bin");
  g_assert_cmpstr (hidden, ==, "_profile");
  g_assert_cmpuint (g_hash_table_size (files), ==, 3);
}

/* --- taking apart --- */

static GBytes *
make_merged (GBytes *loader,
             GBytes *user1,
             GBytes *user2)
{
  g_autoptr(GBytes) rf_data = fixture_rf_data (8);
  g_autoptr(GBytes) settings = fixture_fill (20, 0x42);
  g_autoptr(GBytes) one = fixture_join (loader, 0x1000, user1);
  g_autoptr(GBytes) two = fixture_join (one, 0x7d010, settings);
  g_autoptr(GBytes) three = fixture_join (two, 0x81000, user2);
  g_autoptr(GBytes) four = fixture_join (three, 0xfc000, rf_data);
  g_autoptr(GBytes) end = fixture_fill (4096 - 128, 0xff);

  return fixture_join (four, 0xfc080, end);
}

/* The rows put together as flash would hold them. */
static GBytes *
join_rows (RkPlan *plan,
           gsize   size)
{
  guint8 *flash = g_malloc (size);

  memset (flash, 0xff, size);
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      gsize length;
      const guint8 *data = g_bytes_get_data (rk_plan_row_get_bytes (row), &length);

      g_assert_cmpuint ((gsize)rk_plan_row_get_offset (row) + length, <=, size);
      memcpy (flash + rk_plan_row_get_offset (row), data, length);
    }

  return g_bytes_new_take (flash, size);
}

static void
test_split (void)
{
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) user1 = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) user2 = fixture_ea (2, 2, 0x81010);
  g_autoptr(GBytes) merged = make_merged (loader, user1, user2);
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkPlanRow *row = rk_plan_add_bytes (plan, "merged.bin", merged, RK_PLAN_AUTOMATIC);
  g_autoptr(GBytes) joined = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  const RkPlanTarget target = { .flash_size = MB };

  g_assert_cmpint (rk_plan_row_get_info (row)->kind, ==, RK_FILE_FLASH_DUMP);
  g_assert_true (rk_plan_split (plan, row));
  assert_plan (plan, "boot-loader-0x0.bin@0 user-app-0x1000.bin@1000 data-0x7d000.bin@7d000 "
                     "user-app-0x81000.bin@81000 rf-data-0xfc000.bin@fc000");
  joined = join_rows (plan, g_bytes_get_size (merged));
  g_assert_true (g_bytes_equal (joined, merged));

  g_assert_true (g_bytes_equal (rk_plan_row_get_bytes (rk_plan_get_row (plan, 1)), user1));
  g_assert_cmpint (rk_plan_row_get_size (rk_plan_get_row (plan, 4)), ==, 128);
  findings = rk_plan_check (plan, &target, NULL);
  g_assert_false (rk_plan_is_refused (findings));
}

/* Real files, merged as esptool's merge_bin does it. */
static void
test_split_real (void)
{
  static const struct
  {
    const char *name;
    gsize       offset;
  } files[] = {
    { "boot_v1.7.bin", 0 }, { "user1.1024.new.2.bin", 0x1000 }, { "blank.bin", 0x7e000 }, { "user2.1024.new.2.bin", 0x81000 },
    { "esp_init_data_default_v08.bin", 0xfc000 }, { "blank.bin", 0xfe000 },
  };
  const char *shared = g_getenv ("RK_SHARED_DIR");
  guint8 *flash = g_malloc (MB);
  g_autoptr(GBytes) merged = NULL;
  g_autoptr(GBytes) joined = NULL;
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GPtrArray) findings = NULL;
  const RkPlanTarget target = { .flash_size = MB };

  memset (flash, 0xff, MB);
  merged = g_bytes_new_take (flash, MB);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", "at-1.7.6-512+512", files[i].name, NULL);
      g_autofree char *content = NULL;
      gsize size;

      if (!g_file_get_contents (path, &content, &size, NULL))
        {
          g_test_skip ("no real firmware here (RK_SHARED_DIR)");
          return;
        }
      memcpy (flash + files[i].offset, content, size);
    }

  g_assert_true (rk_plan_split (plan, rk_plan_add_bytes (plan, "merged.bin", merged, 0)));
  assert_plan (plan, "boot-loader-0x0.bin@0 user-app-0x1000.bin@1000 user-app-0x81000.bin@81000 rf-data-0xfc000.bin@fc000");
  joined = join_rows (plan, MB);
  g_assert_true (g_bytes_equal (joined, merged));
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);

      g_assert_null (rk_plan_row_get_info (row)->damage);
      g_assert_null (rk_plan_row_get_path (row));
    }
  findings = rk_plan_check (plan, &target, NULL);
  g_assert_false (rk_plan_is_refused (findings));
}

static void
test_split_nothing (void)
{
  g_autoptr(GBytes) user1 = fixture_ea (1, 2, 0x1010);
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkPlanRow *row = rk_plan_add_bytes (plan, "user1.bin", user1, RK_PLAN_AUTOMATIC);

  g_assert_false (rk_plan_split (plan, row));
  assert_plan (plan, "user1.bin@1000");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/set-save/folder-and-zip", test_folder_and_zip);
  g_test_add_func ("/set-save/esp-web-tools", test_esp_web_tools);
  g_test_add_func ("/set-save/refused", test_refused);
  g_test_add_func ("/set-save/same-name", test_same_name);
  g_test_add_func ("/set-save/split", test_split);
  g_test_add_func ("/set-save/split-real", test_split_real);
  g_test_add_func ("/set-save/split-nothing", test_split_nothing);

  return g_test_run ();
}
