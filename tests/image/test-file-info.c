/* test-file-info.c: what a file is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-file-info.h"
#include "rk-image-fixtures.h"

#include <string.h>

#define NOWHERE { RK_FLASH_NOWHERE, RK_FLASH_NOWHERE }

/* Places: of map code 0, 2 and 5. */
typedef struct
{
  const char *name;
  RkFileKind  kind;
  guint       slot;
  const char *arrangement;
  const char *loader, *at, *sdk, *date;
  guint32     places[3][2];
} Real;

#define AT_176_SDK "3.0.6-dev(072755c)"
#define AT(offset) { offset, RK_FLASH_NOWHERE }
#define ALWAYS(offset) { AT (offset), AT (offset), AT (offset) }
#define RF_PLACES { AT (0x7c000), AT (0xfc000), AT (0x1fc000) }
#define BLANK_PLACES { AT (0x7e000), { 0x7e000, 0xfe000 }, { 0xfe000, 0x1fe000 } }

static const Real real_files[] = {
  { "at-0.20-512k/boot_v1.1.bin", RK_FILE_BOOT_LOADER, 0, NULL, "1.1", NULL, NULL, NULL, ALWAYS (0) },
  { "at-0.20-512k/user1.bin", RK_FILE_USER_APP, 1, "256+256", NULL, "0.20", "0.9.3.1", "Nov 27 2014", ALWAYS (0x1000) },
  { "at-0.20-512k/blank.bin", RK_FILE_BLANK, 0, NULL, NULL, NULL, NULL, NULL, BLANK_PLACES },
  { "at-0.20-512k/esp_init_data_default.bin", RK_FILE_RF_DATA, 0, NULL, NULL, NULL, NULL, NULL, RF_PLACES },
  { "at-0.21-512k/boot_v1.1.bin", RK_FILE_BOOT_LOADER, 0, NULL, "1.1", NULL, NULL, NULL, ALWAYS (0) },
  { "at-0.21-512k/user1.bin", RK_FILE_USER_APP, 1, "256+256", NULL, "0.20", "0.9.4", "Dec 19 2014", ALWAYS (0x1000) },
  { "at-0.21-512k/blank.bin", RK_FILE_BLANK, 0, NULL, NULL, NULL, NULL, NULL, BLANK_PLACES },
  { "at-0.21-512k/esp_init_data_default.bin", RK_FILE_RF_DATA, 0, NULL, NULL, NULL, NULL, NULL, RF_PLACES },
  { "at-1.3.0-noboot/eagle.flash.bin", RK_FILE_FLASH_APP, 0, NULL, NULL, "1.3.0", "2.0.0(656edbf)", "Jul 19 2016", ALWAYS (0) },
  { "at-1.3.0-noboot/eagle.irom0text.bin", RK_FILE_IROM, 0, NULL, NULL, "1.3.0", NULL, "Jul 19 2016 17:58:40", ALWAYS (0x10000) },
  { "at-1.3.0-noboot/blank.bin", RK_FILE_BLANK, 0, NULL, NULL, NULL, NULL, NULL, BLANK_PLACES },
  { "at-1.3.0-noboot/esp_init_data_default.bin", RK_FILE_RF_DATA, 0, NULL, NULL, NULL, NULL, NULL, RF_PLACES },
  { "at-1.7.6-512+512/boot_v1.2.bin", RK_FILE_BOOT_LOADER, 0, NULL, "1.2", NULL, NULL, NULL, ALWAYS (0) },
  { "at-1.7.6-512+512/boot_v1.7.bin", RK_FILE_BOOT_LOADER, 0, NULL, "1.7", NULL, NULL, NULL, ALWAYS (0) },
  { "at-1.7.6-512+512/user1.1024.new.2.bin", RK_FILE_USER_APP, 1, "512+512", NULL, "1.7.6", AT_176_SDK, "Jun 17 2024 07:38:00", ALWAYS (0x1000) },
  { "at-1.7.6-512+512/user2.1024.new.2.bin", RK_FILE_USER_APP, 2, "512+512", NULL, "1.7.6", AT_176_SDK, "Jun 17 2024 07:37:49", ALWAYS (0x81000) },
  { "at-1.7.6-512+512/blank.bin", RK_FILE_BLANK, 0, NULL, NULL, NULL, NULL, NULL, BLANK_PLACES },
  { "at-1.7.6-512+512/esp_init_data_default_v08.bin", RK_FILE_RF_DATA, 0, NULL, NULL, NULL, NULL, NULL, RF_PLACES },
  { "at-1.7.6-1024+1024/boot_v1.7.bin", RK_FILE_BOOT_LOADER, 0, NULL, "1.7", NULL, NULL, NULL, ALWAYS (0) },
  { "at-1.7.6-1024+1024/user1.2048.new.5.bin", RK_FILE_USER_APP, 1, "1024+1024", NULL, "1.7.6", AT_176_SDK, "Jun 17 2024 07:37:40", ALWAYS (0x1000) },
  { "at-1.7.6-1024+1024/user2.2048.new.5.bin", RK_FILE_USER_APP, 2, "1024+1024", NULL, "1.7.6", AT_176_SDK, "Jun 17 2024 07:37:20", ALWAYS (0x101000) },
  { "at-1.7.6-1024+1024/blank.bin", RK_FILE_BLANK, 0, NULL, NULL, NULL, NULL, NULL, BLANK_PLACES },
  { "at-1.7.6-1024+1024/esp_init_data_default_v08.bin", RK_FILE_RF_DATA, 0, NULL, NULL, NULL, NULL, NULL, RF_PLACES },
};

static void
assert_places (const RkFileInfo *info,
               guint             code,
               const guint32     expected[2])
{
  guint32 places[RK_FILE_MAX_PLACES] = NOWHERE;
  guint n = rk_file_info_get_places (info, rk_flash_map_get (code), places);

  g_assert_cmpuint (n, ==, (expected[0] != RK_FLASH_NOWHERE) + (expected[1] != RK_FLASH_NOWHERE));
  for (guint i = 0; i < n; i++)
    g_assert_cmphex (places[i], ==, expected[i]);
}

static void
test_real (gconstpointer data)
{
  static const guint codes[] = { 0, 2, 5 };
  const Real *real = data;
  g_autoptr(GBytes) bytes = fixture_load (real->name);
  g_autoptr(RkFileInfo) info = NULL;

  if (bytes == NULL)
    return;

  info = rk_file_info_new (bytes);
  g_assert_cmpint (info->kind, ==, real->kind);
  g_assert_cmpuint (info->slot, ==, real->slot);
  g_assert_cmpstr (info->arrangement, ==, real->arrangement);
  g_assert_cmpstr (info->loader_version, ==, real->loader);
  g_assert_cmpstr (info->at_version, ==, real->at);
  g_assert_cmpstr (info->sdk_version, ==, real->sdk);
  g_assert_cmpstr (info->compile_date, ==, real->date);
  g_assert_no_error (info->damage);
  g_assert_nonnull (info->known_release);
  g_assert_nonnull (info->known_name);
  g_assert_cmpint (info->description->severity, ==, RK_SEVERITY_INFO);
  g_assert_cmpint (info->old_loader, ==, g_str_has_suffix (real->name, "k/user1.bin"));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    assert_places (info, codes[i], real->places[i]);
}

static void
assert_description (const RkFileInfo *info,
                    const char       *text)
{
  g_autofree char *summary = rk_finding_fill (info->description, info->description->summary, NULL);

  g_assert_cmpstr (summary, ==, text);
}

static void
test_descriptions (void)
{
  static const struct
  {
    const char *name;
    const char *text;
  } rows[] = {
    { "at-1.7.6-512+512/boot_v1.7.bin", "Boot loader 1.7" },
    { "at-1.7.6-512+512/user1.1024.new.2.bin", "AT firmware 1.7.6 for slot 1 of 512+512" },
    { "at-0.20-512k/user1.bin", "AT firmware 0.20 for slot 1 of 256+256" },
    { "at-1.7.6-512+512/esp_init_data_default_v08.bin", "RF init data, version 08" },
    { "at-0.20-512k/esp_init_data_default.bin", "RF init data, version 05" },
    { "at-0.20-512k/blank.bin", "Blank: 4 KB of 0xFF, clears settings" },
    { "at-1.3.0-noboot/eagle.flash.bin", "AT firmware 1.3.0 without boot loader, first part" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = fixture_load (rows[i].name);
      g_autoptr(RkFileInfo) info = NULL;

      if (bytes == NULL)
        return;
      info = rk_file_info_new (bytes);
      assert_description (info, rows[i].text);
    }
}

/* What no real file shows, or must show without one at hand. */
static void
test_made_up (void)
{
  static const guint8 program[64] = { 1, 2, 3 };
  static const guint8 partition[64] = { 0xaa, 0x50, 0, 0, 0, 0, 1 };
  struct
  {
    GBytes     *bytes;
    RkFileKind  kind;
    guint       slot;
    const char *arrangement;
    guint32     place[2]; /* by the 1 MB map */
  } rows[] = {
    { fixture_fill (0, 0), RK_FILE_EMPTY, 0, NULL, NOWHERE },
    { fixture_fill (100, 0xff), RK_FILE_BLANK, 0, NULL, { 0x7e000, 0xfe000 } },
    { fixture_fill (100, 0), RK_FILE_UNKNOWN, 0, NULL, NOWHERE },
    { fixture_rf_data (8), RK_FILE_RF_DATA, 0, NULL, AT (0xfc000) },
    { fixture_loader ("1.4(b1)"), RK_FILE_BOOT_LOADER, 0, NULL, AT (0) },
    { fixture_ea (1, 0, 0x1010), RK_FILE_USER_APP, 1, "256+256", AT (0x1000) },
    { fixture_ea (2, 0, 0x41010), RK_FILE_USER_APP, 2, "256+256", AT (0x41000) },
    { fixture_ea (2, 0, 0x81010), RK_FILE_USER_APP, 2, "512+512", AT (0x81000) },
    { fixture_ea (2, 6, 0x1010), RK_FILE_USER_APP, 2, "1024+1024", AT (0x101000) },
    { fixture_large_ea (1, 0, 0x1010, 0x41000), RK_FILE_USER_APP, 1, NULL, AT (0x1000) },
    { fixture_old_app (0x11000), RK_FILE_USER_APP, 1, "256+256", AT (0x1000) },
    { fixture_old_app (0x51000), RK_FILE_USER_APP, 2, "256+256", AT (0x41000) },
    { fixture_old_app (0x91000), RK_FILE_USER_APP, 2, "512+512", AT (0x81000) },
    { fixture_old_app (0x10000), RK_FILE_WHOLE_APP, 0, NULL, AT (0) },
    { fixture_code (0x1000, 0x10000), RK_FILE_IROM, 0, NULL, AT (0x10000) },
    { fixture_code (0x1000, 0x40000), RK_FILE_IROM, 0, NULL, AT (0x40000) },
    { fixture_code (0x1000, 0x31000), RK_FILE_UNKNOWN, 0, NULL, NOWHERE },
    { fixture_sketch (), RK_FILE_SKETCH, 0, NULL, AT (0) },
    { fixture_e9 (0, 0, 0x40100004, 0x40100000, program, 64), RK_FILE_WHOLE_APP, 0, NULL, AT (0) },
    { fixture_e9 (2, 0x30, 0x40100004, 0x40210010, program, 64), RK_FILE_RTOS_APP, 0, NULL, AT (0x10000) },
    { g_bytes_new (partition, 64), RK_FILE_PARTITION_TABLE, 0, NULL, AT (0x8000) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = rows[i].bytes;
      g_autoptr(RkFileInfo) info = rk_file_info_new (bytes);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_no_error (info->damage);
      g_assert_cmpint (info->kind, ==, rows[i].kind);
      g_assert_cmpuint (info->slot, ==, rows[i].slot);
      g_assert_cmpstr (info->arrangement, ==, rows[i].arrangement);
      assert_places (info, 2, rows[i].place);
    }
}

static void
test_mistakes (void)
{
  static const struct
  {
    const char *data;
    gsize       length;
    RkFileKind  kind;
  } rows[] = {
    { "\177ELF\1\1\1", 7, RK_FILE_ELF },
    { "PK\003\004....", 8, RK_FILE_ARCHIVE },
    { "\037\213\010\000", 4, RK_FILE_ARCHIVE },
    { ":10000000C0FFEE00\r\n", 19, RK_FILE_INTEL_HEX },
    { "\n\n<!DOCTYPE html>\n<html>", 24, RK_FILE_WEB_PAGE },
    { "<HTML><head>", 12, RK_FILE_WEB_PAGE },
    { "{ \"name\": \"x\" }", 15, RK_FILE_TEXT },
    { "hello", 5, RK_FILE_TEXT },
    { "\351\003\002\020\034\004\010\100\356\000\000\000", 12, RK_FILE_OTHER_CHIP },
    { "\351\003\002\020\034\004\070\100\356\000\000\000", 12, RK_FILE_OTHER_CHIP },
    { "\001\002\003\004", 4, RK_FILE_UNKNOWN },
    { "\351\377\377\377", 4, RK_FILE_UNKNOWN },
    { "\352\377", 2, RK_FILE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (rows[i].data, rows[i].length);
      g_autoptr(RkFileInfo) info = rk_file_info_new (bytes);

      g_assert_cmpint (info->kind, ==, rows[i].kind);
      assert_places (info, 2, (guint32[])NOWHERE);
      if (info->kind == RK_FILE_UNKNOWN)
        continue;

      g_assert_false (rk_file_info_is_firmware (info));
      g_assert_cmpint (info->description->severity, ==, RK_SEVERITY_ERROR);
      g_assert_nonnull (info->description->remedy);
    }
}

static void
test_nicks (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint kind = RK_FILE_UNKNOWN; kind <= RK_FILE_TEXT; kind++)
    g_assert_true (g_hash_table_add (seen, (char *)rk_file_kind_get_nick (kind)));
  g_assert_cmpstr (rk_file_kind_get_nick (RK_FILE_TEXT), ==, "text");
  g_assert_cmpstr (rk_file_kind_get_nick (RK_FILE_USER_APP), ==, "user-app");
}

/* Cut or changed, a file is called damaged and is still known for what it was. */
static void
test_damaged (void)
{
  struct
  {
    GBytes    *bytes;
    RkFileKind kind;
  } rows[] = {
    { fixture_loader ("1.7"), RK_FILE_BOOT_LOADER },
    { fixture_ea (1, 2, 0x1010), RK_FILE_USER_APP },
    { fixture_sketch (), RK_FILE_SKETCH },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = rows[i].bytes;
      gsize size = g_bytes_get_size (bytes);
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (bytes, 0, size - 10);
      g_autoptr(GBytes) changed = fixture_change (bytes, size - 30, 0x77);
      g_autoptr(RkFileInfo) whole = rk_file_info_new (bytes);
      g_autoptr(RkFileInfo) cut_info = rk_file_info_new (cut);
      g_autoptr(RkFileInfo) changed_info = rk_file_info_new (changed);

      g_assert_no_error (whole->damage);
      g_assert_cmpint (cut_info->kind, ==, rows[i].kind);
      g_assert_error (cut_info->damage, RK_ERROR, RK_ERROR_BAD_IMAGE);
      g_assert_cmpint (cut_info->description->severity, ==, RK_SEVERITY_ERROR);
      g_assert_cmpint (changed_info->kind, ==, rows[i].kind);
      g_assert_error (changed_info->damage, RK_ERROR, RK_ERROR_BAD_IMAGE);
    }
}

/* A user2 build that was renamed by a hex editor. */
static void
test_wrong_slot_byte (void)
{
  g_autoptr(GBytes) bytes = fixture_ea (1, 2, 0x81010);
  g_autoptr(RkFileInfo) info = rk_file_info_new (bytes);

  g_assert_cmpint (info->kind, ==, RK_FILE_USER_APP);
  g_assert_error (info->damage, RK_ERROR, RK_ERROR_BAD_IMAGE);
}

static void
test_truncated_old_app (void)
{
  g_autoptr(GBytes) bytes = fixture_load ("at-0.20-512k/user1.bin");
  static const gsize lengths[] = { 0x400, 0x8000, 0x8800, 0xf000, 0x18000, 0x20000, 0x28000 };

  for (gsize i = 0; bytes != NULL && i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, 0, lengths[i]);
      g_autoptr(RkFileInfo) info = rk_file_info_new (part);

      g_test_message ("0x%" G_GSIZE_MODIFIER "x", lengths[i]);
      g_assert_error (info->damage, RK_ERROR, RK_ERROR_BAD_IMAGE);
    }
}

/* Any real file cut anywhere: it must only not crash, and never be known by hash. */
static void
test_truncated_real (gconstpointer data)
{
  const Real *real = data;
  g_autoptr(GBytes) bytes = fixture_load (real->name);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  for (gsize length = 0; length < size; length += length < 48 ? 1 : size / 17 + 1)
    {
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
      g_autoptr(RkFileInfo) info = rk_file_info_new (part);

      g_assert_null (info->known_release);
      if (rk_file_info_is_program (info) && !info->old_loader && !g_str_has_suffix (real->name, "k/user1.bin"))
        g_assert_error (info->damage, RK_ERROR, RK_ERROR_BAD_IMAGE);
    }
}

static const RkFileInfo *
find_part (const RkFileInfo *info,
           guint32           offset)
{
  for (guint i = 0; i < info->parts->len; i++)
    if (((RkFilePart *)info->parts->pdata[i])->offset == offset)
      return ((RkFilePart *)info->parts->pdata[i])->info;

  return NULL;
}

static void
test_dump (void)
{
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) user1 = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) user2 = fixture_ea (2, 2, 0x81010);
  g_autoptr(GBytes) rf_data = fixture_rf_data (8);
  g_autoptr(GBytes) merged = fixture_join (loader, 0x1000, user1);
  g_autoptr(GBytes) both = fixture_join (merged, 0x81000, user2);
  g_autoptr(GBytes) with_rf = fixture_join (both, 0xfc000, rf_data);
  g_autoptr(GBytes) end = g_bytes_new_static ("\377", 1);
  g_autoptr(GBytes) whole = fixture_join (with_rf, 0xfffff, end);
  g_autoptr(RkFileInfo) merged_info = rk_file_info_new (merged);
  g_autoptr(RkFileInfo) info = rk_file_info_new (whole);
  guint32 places[RK_FILE_MAX_PLACES];

  g_assert_cmpint (merged_info->kind, ==, RK_FILE_FLASH_DUMP);
  g_assert_cmpuint (merged_info->parts->len, ==, 2);

  g_assert_cmpint (info->kind, ==, RK_FILE_FLASH_DUMP);
  g_assert_cmpuint (info->parts->len, ==, 4);
  g_assert_cmpint (find_part (info, 0)->kind, ==, RK_FILE_BOOT_LOADER);
  g_assert_cmpint (find_part (info, 0x1000)->slot, ==, 1);
  g_assert_cmpint (find_part (info, 0x81000)->slot, ==, 2);
  g_assert_cmpint (find_part (info, 0xfc000)->kind, ==, RK_FILE_RF_DATA);
  g_assert_cmpuint (rk_file_info_get_places (info, NULL, places), ==, 1);
  g_assert_cmphex (places[0], ==, 0);
}

static void
test_dump_without_loader (void)
{
  g_autoptr(GBytes) app = fixture_old_app (0x10000);
  g_autoptr(GBytes) end = g_bytes_new_static ("\377", 1);
  g_autoptr(GBytes) whole = fixture_join (app, 0x7ffff, end);
  g_autoptr(RkFileInfo) info = rk_file_info_new (whole);

  g_assert_cmpint (info->kind, ==, RK_FILE_FLASH_DUMP);
  g_assert_cmpint (find_part (info, 0)->kind, ==, RK_FILE_WHOLE_APP);
}

static void
test_dump_with_partitions (void)
{
  static const guint8 table[64] = {
    0xaa, 0x50, 0, 0x10, 0, 0, 1, 0, 0, 0, 1, 0, 'o', 't', 'a', '_', '0',
    [32] = 0xaa, 0x50, 0, 0x11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
  };
  guint8 data[64] = "....ESP-IDF v3.4 2nd stage bootloader";
  g_autoptr(GBytes) loader = fixture_e9 (2, 0x30, 0x40100070, 0x40100000, data, sizeof data);
  g_autoptr(GBytes) partitions = g_bytes_new (table, sizeof table);
  g_autoptr(GBytes) app = fixture_e9 (2, 0x30, 0x40100004, 0x40210010, data, 8);
  g_autoptr(GBytes) two = fixture_join (loader, 0x8000, partitions);
  g_autoptr(GBytes) all = fixture_join (two, 0x10000, app);
  g_autoptr(RkFileInfo) alone = rk_file_info_new (loader);
  g_autoptr(RkFileInfo) info = rk_file_info_new (all);

  g_assert_cmpint (alone->kind, ==, RK_FILE_RTOS_LOADER);
  g_assert_cmpint (info->kind, ==, RK_FILE_FLASH_DUMP);
  g_assert_cmpuint (info->parts->len, ==, 3);
  g_assert_cmpint (find_part (info, 0x10000)->kind, ==, RK_FILE_RTOS_APP);
}

/* Later AT firmware, by the text it carries. */
static void
test_versions (void)
{
  static const struct
  {
    const char  text[128];
    const char *at, *bin, *sdk, *date;
  } rows[] = {
    { "\0AT version:%s\0compile time(98b95fc):Oct 29 2020 11:23:25\0Bin version:2.1.0(MINI-1)\0", "2.1.0", "2.1.0", NULL, "Oct 29 2020 11:23:25" },
    { "\0AT version:2.2.0.0(\0Bin version:2.2.1(WROOM-02)\0", "2.2.0", "2.2.1", NULL, NULL },
    { "\0Bin version(Wroom32):1.0.0\0\0" "2.1.0(ace2d95)\0", "1.0.0", "1.0.0", "2.1.0(ace2d95)", NULL },
    { "\0nothing of the kind 1.2.3 (0123456)\0", NULL, NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 data[256] = { 0 };
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(RkFileInfo) info = NULL;

      memcpy (data, rows[i].text, sizeof rows[i].text);
      bytes = fixture_e9 (0, 0, 0x40100004, 0x40100000, data, sizeof data);
      info = rk_file_info_new (bytes);
      g_assert_cmpstr (info->at_version, ==, rows[i].at);
      g_assert_cmpstr (info->bin_version, ==, rows[i].bin);
      g_assert_cmpstr (info->sdk_version, ==, rows[i].sdk);
      g_assert_cmpstr (info->compile_date, ==, rows[i].date);
      g_assert_cmpint (info->is_at, ==, rows[i].at != NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (real_files); i++)
    {
      g_autofree char *path = g_strconcat ("/file-info/real/", real_files[i].name, NULL);
      g_autofree char *truncated = g_strconcat ("/file-info/truncated/", real_files[i].name, NULL);

      g_test_add_data_func (path, &real_files[i], test_real);
      g_test_add_data_func (truncated, &real_files[i], test_truncated_real);
    }

  g_test_add_func ("/file-info/descriptions", test_descriptions);
  g_test_add_func ("/file-info/made-up", test_made_up);
  g_test_add_func ("/file-info/mistakes", test_mistakes);
  g_test_add_func ("/file-info/nicks", test_nicks);
  g_test_add_func ("/file-info/damaged", test_damaged);
  g_test_add_func ("/file-info/wrong-slot-byte", test_wrong_slot_byte);
  g_test_add_func ("/file-info/truncated-old-app", test_truncated_old_app);
  g_test_add_func ("/file-info/dump", test_dump);
  g_test_add_func ("/file-info/dump-without-loader", test_dump_without_loader);
  g_test_add_func ("/file-info/dump-with-partitions", test_dump_with_partitions);
  g_test_add_func ("/file-info/versions", test_versions);

  return g_test_run ();
}
