/* test-set.c: plans out of folders, archives and manifests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>
#include <unistd.h>

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-manifest.h"
#include "rk-set-fixtures.h"
#include "rk-set-source.h"
#include "rk-set.h"

#define MB (1024u * 1024u)

static void
assert_archive (const File *files,
                guint       n_files,
                guint32     flash_size,
                const char *expected)
{
  for (guint zip = 0; zip < 2; zip++)
    {
      g_autoptr(GBytes) bytes = fixture_archive (files, n_files, zip);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = rk_set_load_archive ("set.zip", bytes, flash_size, &error);

      g_assert_no_error (error);
      assert_plan (plan, expected);
    }
}

static void
assert_bad_archive (const File *files,
                    guint       n_files,
                    const char *message)
{
  g_autoptr(GBytes) bytes = fixture_archive (files, n_files, TRUE);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_set_load_archive ("set.zip", bytes, MB, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_true (g_str_has_prefix (error->message, "set.zip") || strstr (error->message, message) != NULL);
  g_assert_nonnull (strstr (error->message, message));
}

/* --- a vendor's folder --- */

static void
test_vendor (void)
{
  File files[] = {
    { "at/512+512/user1.1024.new.2.bin", fixture_ea (1, 2, 0x1010) },
    { "at/512+512/user2.1024.new.2.bin", fixture_ea (2, 2, 0x81010) },
    { "at/1024+1024/user1.2048.new.5.bin", fixture_ea (1, 5, 0x1010) },
    { "at/1024+1024/user2.2048.new.5.bin", fixture_ea (2, 5, 0x1010) },
    { "boot_v1.2.bin", fixture_loader ("1.2") },
    { "boot_v1.7.bin", fixture_loader ("1.7") },
    { "blank.bin", fixture_fill (4096, 0xff) },
    { "esp_init_data_default_v05.bin", fixture_rf_data (5) },
    { "esp_init_data_default_v08.bin", fixture_rf_data (8) },
    { "readme.txt", fixture_text ("Flash boot.bin to 0x00000") },
  };
  static const char small[] = "user1.1024.new.2.bin@1000 blank.bin@7e000 blank.bin@fe000 "
                              "boot_v1.7.bin@0 esp_init_data_default_v08.bin@fc000";
  static const char large[] = "user1.2048.new.5.bin@1000 blank.bin@fe000 blank.bin@1fe000 "
                              "boot_v1.7.bin@0 esp_init_data_default_v08.bin@1fc000";

  assert_archive (files, G_N_ELEMENTS (files), 0, small);
  assert_archive (files, G_N_ELEMENTS (files), MB, small);
  assert_archive (files, G_N_ELEMENTS (files), 2 * MB, large);
  assert_archive (files, G_N_ELEMENTS (files), 4 * MB, large);
  assert_bad_archive (files + 4, 6, "no ESP8266 program");
  fixture_free_files (files, G_N_ELEMENTS (files));
}

static void
test_vendor_old (void)
{
  File files[] = {
    { "boot_v1.1.bin", fixture_loader ("1.1") },
    { "boot_v1.7.bin", fixture_loader ("1.7") },
    { "user1.bin", fixture_old_app (0x11000) },
    { "user2.bin", fixture_old_app (0x51000) },
  };

  assert_archive (files, G_N_ELEMENTS (files), 512 * 1024, "boot_v1.1.bin@0 user1.bin@1000");
  fixture_free_files (files, G_N_ELEMENTS (files));
}

static void
test_single_program (void)
{
  File files[] = { { "blink.ino.bin", fixture_sketch () }, { "licence", fixture_text ("free") } };

  assert_archive (files, G_N_ELEMENTS (files), MB, "blink.ino.bin@0");
  fixture_free_files (files, G_N_ELEMENTS (files));
}

static void
test_real_folders (void)
{
  static const struct
  {
    const char *folder;
    guint32     flash_size;
    const char *plan;
  } rows[] = {
    { "at-0.20-512k", 512 * 1024,
      "blank.bin@7e000 boot_v1.1.bin@0 esp_init_data_default.bin@7c000 user1.bin@1000" },
    { "at-0.21-512k", MB,
      "blank.bin@7e000 boot_v1.1.bin@0 esp_init_data_default.bin@7c000 user1.bin@1000" },
    { "at-1.3.0-noboot", MB,
      "blank.bin@7e000 blank.bin@fe000 eagle.flash.bin@0 eagle.irom0text.bin@10000 esp_init_data_default.bin@fc000" },
    { "at-1.7.6-512+512", MB,
      "blank.bin@7e000 blank.bin@fe000 boot_v1.7.bin@0 esp_init_data_default_v08.bin@fc000 user1.1024.new.2.bin@1000" },
    { "at-1.7.6-1024+1024", 4 * MB,
      "blank.bin@fe000 blank.bin@1fe000 boot_v1.7.bin@0 esp_init_data_default_v08.bin@1fc000 user1.2048.new.5.bin@1000" },
  };
  const char *shared = g_getenv ("RK_SHARED_DIR");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", rows[i].folder, NULL);
      g_autoptr(RkPlan) plan = NULL;
      g_autoptr(GPtrArray) findings = NULL;
      g_autoptr(GError) error = NULL;
      RkPlanTarget target = { .flash_size = rows[i].flash_size };

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          g_test_skip ("no real firmware here (RK_SHARED_DIR)");
          return;
        }

      g_assert_true (rk_set_looks_like_one (path));
      plan = rk_set_load (path, rows[i].flash_size, &error);
      g_assert_no_error (error);
      assert_plan (plan, rows[i].plan);
      findings = rk_plan_check (plan, &target, NULL);
      g_assert_cmpuint (findings->len, ==, 0);
    }
}

/* --- lists --- */

#define EWT_HEAD "{ \"name\": \"x\", \"builds\": [ { \"chipFamily\": \"ESP32\", \"parts\": [] }, "

static void
test_lists (void)
{
  static const struct
  {
    const char *name;
    const char *text;
  } rows[] = {
    { "manifest.json", EWT_HEAD "{ \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"loader.bin\", \"offset\": 0 },"
                                " { \"path\": \"sub/app.bin\", \"offset\": 4096 } ] } ] }" },
    { "manifest.json", EWT_HEAD "{ \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"./loader.bin\", \"offset\": \"0x0\" },"
                                " { \"path\": \"sub//app.bin\", \"offset\": \"0x1000\" } ] } ] }" },
    { "flasher_args.json", "\n{ \"write_flash_args\": [\"--flash_mode\", \"dio\"], \"bootloader\": { \"offset\": \"0x1000\" },"
                           " \"flash_files\": { \"0x0000\": \"loader.bin\", \"0x1000\": \"sub/app.bin\" } }" },
    { "flash_args", "--flash_mode dio --flash_freq 40m --flash_size 4MB\n0x0 loader.bin\n0x1000 sub/app.bin\n" },
    { "download.config", "--flash_mode dio --flash_freq 40m --flash_size 2MB\r\n0x0 loader.bin\r\n\r\n0x1000 \"sub\\app.bin\"\r\n" },
    { "flash_project_args", "write_flash -z --flash_mode=dio 0 loader.bin 4096 sub/app.bin # all" },
  };
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) app = fixture_ea (1, 2, 0x1010);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) list = fixture_text (rows[i].text);
      g_autofree char *deep_list = g_strconcat ("top/", rows[i].name, NULL);
      const File files[] = { { rows[i].name, list }, { "loader.bin", loader }, { "sub/app.bin", app } };
      const File deep[] = { { deep_list, list }, { "top/loader.bin", loader }, { "top/sub/app.bin", app } };
      g_autofree char *folder = fixture_folder (files, G_N_ELEMENTS (files));
      g_autofree char *path = g_build_filename (folder, rows[i].name, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) by_folder = rk_set_load (folder, MB, &error);
      g_autoptr(RkPlan) by_list = rk_set_load (path, MB, error != NULL ? NULL : &error);

      g_assert_no_error (error);
      g_assert_true (rk_set_looks_like_one (path));
      assert_plan (by_folder, "loader.bin@0 app.bin@1000");
      assert_plan (by_list, "loader.bin@0 app.bin@1000");
      g_assert_false (rk_plan_row_get_automatic (rk_plan_get_row (by_folder, 0)));
      assert_archive (files, G_N_ELEMENTS (files), MB, "loader.bin@0 app.bin@1000");
      assert_archive (deep, G_N_ELEMENTS (deep), MB, "loader.bin@0 app.bin@1000");
      fixture_remove_folder (folder);
    }
}

static void
test_bad_lists (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { "", "no files" },
    { "--flash_mode dio", "no files" },
    { "0x0", "has no file" },
    { "0x0 a.bin\nx b.bin", "line 2" },
    { "0x0 \"a.bin", "line 1" },
    { "0x100000000 a.bin", "line 1" },
    { "{", "1:" },
    { "{ \"builds\": [ }", "1:" },
    { "[]", "no object" },
    { "{}", "neither" },
    { "{ \"builds\": {} }", "no build for ESP8266" },
    { "{ \"builds\": [ 1, { \"chipFamily\": 8266 }, { \"chipFamily\": \"ESP32\" } ] }", "no build for ESP8266" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\" } ] }", "no list of parts" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [] } ] }", "no files" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ 1 ] } ] }", "part 1" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"a\" } ] } ] }", "no offset" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"a\", \"offset\": -1 } ] } ] }", "no offset" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"a\", \"offset\": 0.5 } ] } ] }", "no offset" },
    { "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": 1, \"offset\": 0 } ] } ] }", "no path" },
    { "{ \"flash_files\": [] }", "no object" },
    { "{ \"flash_files\": { \"zero\": \"a\" } }", "zero" },
    { "{ \"flash_files\": { \"0x0\": null } }", "no path" },
    { "\377\376", "not a text" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = fixture_text (rows[i].text);
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_manifest_parse ("list", bytes, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, "list: "));
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

static void
test_empty_list (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_manifest_parse ("list", bytes, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
}

static void
test_deep_json (void)
{
  g_autofree char *braces = g_strnfill (500000, '[');
  g_autofree char *json = g_strconcat ("{ \"builds\": ", braces, NULL);
  g_autoptr(GBytes) bytes = fixture_text (json);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_manifest_parse ("list", bytes, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "too deeply"));
}

/* --- staying inside --- */

static void
test_clean_path (void)
{
  static const char *const good[][2] = {
    { "a.bin", "a.bin" }, { "./a.bin", "a.bin" }, { "b//a.bin", "b/a.bin" }, { "b\\a.bin", "b/a.bin" },
    { "..a/b..", "..a/b.." },
  };
  static const char *const bad[] = {
    "", ".", "/", "/etc/passwd", "\\windows", "../a", "a/../../b", "a\\..\\b", "C:\\a", "a:b", "http://x/a.bin",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = rk_set_source_clean_path (good[i][0], NULL);

      g_assert_cmpstr (path, ==, good[i][1]);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_set_source_clean_path (bad[i], &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
    }
}

static void
test_escape (void)
{
  g_autoptr(GBytes) app = fixture_sketch ();
  g_autoptr(GBytes) list = fixture_text ("0x0 ../outside.bin");
  g_autoptr(GBytes) missing = fixture_text ("0x0 nowhere.bin");
  const File outside[] = { { "../outside.bin", app } };
  const File listed[] = { { "flash_args", list }, { "a.bin", app } };
  const File not_there[] = { { "flash_args", missing }, { "a.bin", app } };
  g_autofree char *folder = fixture_folder (listed, G_N_ELEMENTS (listed));
  g_autoptr(GError) error = NULL;

  assert_bad_archive (outside, 1, "leads outside");
  assert_bad_archive (listed, 2, "leads outside");
  assert_bad_archive (not_there, 2, "nowhere.bin");
  g_assert_null (rk_set_load (folder, MB, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  fixture_remove_folder (folder);
}

static void
test_link (void)
{
#ifdef G_OS_UNIX
  g_autoptr(GBytes) list = fixture_text ("0x0 link.bin");
  const File files[] = { { "flash_args", list } };
  g_autofree char *folder = fixture_folder (files, 1);
  g_autofree char *link_path = g_build_filename (folder, "link.bin", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink ("/etc/hostname", link_path), ==, 0);
  g_assert_null (rk_set_load (folder, MB, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "is a link"));
  fixture_remove_folder (folder);
#else
  g_test_skip ("no symbolic links");
#endif
}

/* --- archives --- */

static void
test_too_large (void)
{
  g_autoptr(GBytes) zeros = fixture_fill (RK_PLAN_MAX_FILE + 1, 0);
  g_autoptr(GBytes) half = fixture_fill (RK_PLAN_MAX_FILE - 1, 0);
  const File one[] = { { "bomb.bin", zeros } };
  const File many[] = { { "1.bin", half }, { "2.bin", half }, { "3.bin", half }, { "4.bin", half }, { "5.bin", half } };

  assert_bad_archive (one, 1, "larger than any firmware");
  assert_bad_archive (many, 5, "larger than any firmware");
}

static void
test_too_many (void)
{
  g_autofree File *files = g_new0 (File, 2001);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);

  for (guint i = 0; i < 2001; i++)
    files[i] = (File){ "x", nothing };
  assert_bad_archive (files, 2001, "more than 2000");
}

static void
test_broken_archive (void)
{
  File files[] = { { "a.bin", fixture_sketch () }, { "b.bin", fixture_ea (1, 2, 0x1010) } };
  static const char *const not_archives[] = { "PK\003\004", "PK\003\004\377\377\377\377\377\377\377", "\037\213\010", "hello" };

  for (guint zip = 0; zip < 2; zip++)
    {
      g_autoptr(GBytes) bytes = fixture_archive (files, 2, zip);

      for (gsize length = 1; length < g_bytes_get_size (bytes) / 2; length += 97)
        {
          g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
          g_autoptr(GError) error = NULL;
          g_autoptr(RkPlan) plan = rk_set_load_archive ("set.zip", part, MB, &error);

          g_assert_true ((plan == NULL) == (error != NULL));
          if (error != NULL)
            g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (not_archives); i++)
    {
      g_autoptr(GBytes) bytes = fixture_text (not_archives[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_set_load_archive ("set.zip", bytes, MB, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
    }
  fixture_free_files (files, 2);
}

static void
test_not_a_set (void)
{
  g_autoptr(GBytes) sketch = fixture_sketch ();
  const File files[] = { { "a.bin", sketch } };
  g_autofree char *folder = fixture_folder (files, 1);
  g_autofree char *path = g_build_filename (folder, "a.bin", NULL);
  g_autofree char *missing = g_build_filename (folder, "b.bin", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_set_looks_like_one (path));
  g_assert_false (rk_set_looks_like_one (missing));
  g_assert_null (rk_set_load (path, MB, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_clear_error (&error);
  g_assert_null (rk_set_load (missing, MB, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  fixture_remove_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/set/vendor", test_vendor);
  g_test_add_func ("/set/vendor-old", test_vendor_old);
  g_test_add_func ("/set/single-program", test_single_program);
  g_test_add_func ("/set/real-folders", test_real_folders);
  g_test_add_func ("/set/lists", test_lists);
  g_test_add_func ("/set/bad-lists", test_bad_lists);
  g_test_add_func ("/set/empty-list", test_empty_list);
  g_test_add_func ("/set/deep-json", test_deep_json);
  g_test_add_func ("/set/clean-path", test_clean_path);
  g_test_add_func ("/set/escape", test_escape);
  g_test_add_func ("/set/link", test_link);
  g_test_add_func ("/set/too-large", test_too_large);
  g_test_add_func ("/set/too-many", test_too_many);
  g_test_add_func ("/set/broken-archive", test_broken_archive);
  g_test_add_func ("/set/not-a-set", test_not_a_set);

  return g_test_run ();
}
