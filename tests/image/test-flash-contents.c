/* test-flash-contents.c: what lives where in a flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-error.h"
#include "rk-flash-contents.h"
#include "rk-flash-settings.h"
#include "rk-image-fixtures.h"

#define KB 1024u
#define MB (1024u * 1024u)

/* A flash chip to put things into. */
static GByteArray *
make_flash (gsize size)
{
  GByteArray *flash = g_byte_array_sized_new ((guint)size);

  g_byte_array_set_size (flash, (guint)size);
  memset (flash->data, 0xff, size);
  return flash;
}

static void
put (GByteArray *flash,
     gsize       offset,
     GBytes     *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (offset + size, <=, flash->len);
  memcpy (flash->data + offset, data, size);
  g_bytes_unref (bytes);
}

static void
put_word (GByteArray *flash,
          gsize       offset,
          guint32     word)
{
  for (guint i = 0; i < 4; i++)
    flash->data[offset + i] = (guint8)(word >> (8 * i));
}

/* The regions in one line: "OFFSET+LENGTH KIND; …", without what is free. */
static char *
list_regions (const RkFlashContents *contents)
{
  GString *text = g_string_new (NULL);
  guint32 end = 0;

  for (guint i = 0; i < contents->regions->len; i++)
    {
      const RkFlashRegion *region = contents->regions->pdata[i];

      g_assert_cmphex (region->offset, ==, end);
      g_assert_cmpuint (region->length, >, 0);
      g_assert_nonnull (region->description);
      end = region->offset + region->length;
      if (region->kind != RK_REGION_FREE)
        g_string_append_printf (text, "%s%x+%x %s", text->len > 0 ? "; " : "", region->offset, region->length,
                                rk_flash_region_kind_get_nick (region->kind));
    }

  g_assert_cmphex (end, ==, g_bytes_get_size (contents->bytes));
  return g_string_free (text, FALSE);
}

static void
assert_regions (GByteArray *flash,
                const char *expected)
{
  g_autoptr(GBytes) bytes = g_bytes_new (flash->data, flash->len);
  g_autoptr(RkFlashContents) contents = rk_flash_contents_new (bytes);
  g_autofree char *regions = list_regions (contents);

  g_assert_cmpstr (regions, ==, expected);
}

static void
put_at_set (GByteArray *flash)
{
  put (flash, 0, fixture_loader ("1.7"));
  flash->data[3] = 0x20;
  put (flash, 0x1000, fixture_ea (1, 2, 0x1010));
  put (flash, 0x81000, fixture_ea (2, 2, 0x81010));
  put (flash, 0xfc000, fixture_rf_data (8));
}

static void
test_slots (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);

  put_at_set (flash);
  flash->data[0xfb010] = 1;
  flash->data[0xfe100] = 1;
  flash->data[0x60005] = 1;
  assert_regions (flash, "0+1000 program; 1000+2000 program; 60000+1000 data; 81000+2000 program; "
                         "fb000+1000 rf-calibration; fc000+1000 rf-data; fd000+3000 settings");
}

static void
test_found_by_offset (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);
  g_autoptr(RkFlashContents) contents = NULL;
  g_autoptr(GBytes) bytes = NULL;

  put_at_set (flash);
  bytes = g_bytes_new (flash->data, flash->len);
  contents = rk_flash_contents_new (bytes);
  g_assert_cmpuint (rk_flash_contents_find (contents, 0x81fff)->info->slot, ==, 2);
  g_assert_cmpint (rk_flash_contents_find (contents, 0x80fff)->kind, ==, RK_REGION_FREE);
  g_assert_null (rk_flash_contents_find (contents, MB));
  g_assert_cmpuint (contents->map->code, ==, 2);
}

static void
test_empty (void)
{
  g_autoptr(GByteArray) flash = make_flash (512 * KB);
  g_autoptr(GByteArray) nothing = make_flash (0);

  assert_regions (flash, "");
  assert_regions (nothing, "");
}

/* The boot loader is gone, its applications are not. */
static void
test_orphans (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);

  put (flash, 0x81000, fixture_ea (2, 2, 0x81010));
  assert_regions (flash, "81000+2000 program");
}

static void
put_spiffs (GByteArray *flash,
            gsize       offset,
            guint       block,
            guint       count)
{
  for (guint i = 0; i < count; i++)
    {
      guint16 mark = (guint16)(0x20140529u ^ 256u ^ (count - i));

      flash->data[offset + i * block + 252] = (guint8)mark;
      flash->data[offset + i * block + 253] = (guint8)(mark >> 8);
    }
}

static void
test_file_systems (void)
{
  g_autoptr(GByteArray) flash = make_flash (4 * MB);

  put (flash, 0, fixture_sketch ());
  flash->data[3] = 0x40;
  memcpy (flash->data + 0x200008, "littlefs", 8);
  put_word (flash, 0x200018, 0x2000);
  put_word (flash, 0x20001c, 0x40);
  put_spiffs (flash, 0x300000, 0x2000, 24);
  put_spiffs (flash, 0x380000, 0x1000, 16);
  assert_regions (flash, "0+2000 program; 200000+80000 file-system; 300000+30000 file-system; 380000+10000 file-system");
}

/* What only looks like one. */
static void
test_no_file_systems (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);

  memcpy (flash->data + 0x80008, "littlefs", 8);
  put_word (flash, 0x80018, 0x2000);
  put_word (flash, 0x8001c, 0x4000);
  put_spiffs (flash, 0x90000, 0x2000, 3);
  put_spiffs (flash, 0xa0000, 0x2000, 24);
  flash->data[0xa0000 + 21 * 0x2000 + 252] ^= 1;
  {
    g_autoptr(GBytes) bytes = g_bytes_new (flash->data, flash->len);
    g_autoptr(RkFlashContents) contents = rk_flash_contents_new (bytes);

    for (guint i = 0; i < contents->regions->len; i++)
      g_assert_cmpint (((RkFlashRegion *)contents->regions->pdata[i])->kind, !=, RK_REGION_FILE_SYSTEM);
  }
}

/* Espressif's own, with the settings that only AT firmware has. */
static void
test_real_set (void)
{
  static const struct
  {
    const char *name;
    gsize       offset;
  } files[] = {
    { "at-1.7.6-512+512/boot_v1.7.bin", 0 },
    { "at-1.7.6-512+512/user1.1024.new.2.bin", 0x1000 },
    { "at-1.7.6-512+512/user2.1024.new.2.bin", 0x81000 },
    { "at-1.7.6-512+512/esp_init_data_default_v08.bin", 0xfc000 },
  };
  g_autoptr(GByteArray) flash = make_flash (MB);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(RkFlashContents) contents = NULL;
  g_autofree char *regions = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GBytes *file = fixture_load (files[i].name);

      if (file == NULL)
        {
          g_test_skip ("Espressif's firmware is not here");
          return;
        }
      put (flash, files[i].offset, file);
    }
  flash->data[3] = 0x20;
  flash->data[0x7d000] = 1;

  bytes = g_bytes_new (flash->data, flash->len);
  contents = rk_flash_contents_new (bytes);
  regions = list_regions (contents);
  g_test_message ("%s", regions);
  g_assert_cmpstr (rk_flash_contents_find (contents, 0x1000)->info->at_version, ==, "1.7.6");
  g_assert_cmpuint (rk_flash_contents_find (contents, 0x81000)->info->slot, ==, 2);
  g_assert_cmpint (rk_flash_contents_find (contents, 0x7d000)->kind, ==, RK_REGION_AT_SETTINGS);
  g_assert_cmpint (rk_flash_contents_find (contents, 0xfc000)->kind, ==, RK_REGION_RF_DATA);
}

/* -- Where settings are --------------------------------------------------- */

static void
assert_settings (GByteArray *flash,
                 guint32     offset,
                 guint32     length)
{
  g_autoptr(GBytes) start = g_bytes_new (flash->data, RK_FLASH_SETTINGS_PROBE);
  g_autoptr(GError) error = NULL;
  guint32 found_offset = 0, found_length = 0;

  g_assert_true (rk_flash_settings_locate (start, flash->len, &found_offset, &found_length, &error));
  g_assert_no_error (error);
  g_assert_cmphex (found_offset, ==, offset);
  g_assert_cmphex (found_length, ==, length);
}

static void
assert_no_settings (GByteArray *flash,
                    const char *reason)
{
  g_autoptr(GBytes) start = g_bytes_new (flash->data, RK_FLASH_SETTINGS_PROBE);
  g_autoptr(GError) error = NULL;
  guint32 offset, length;

  g_assert_false (rk_flash_settings_locate (start, flash->len, &offset, &length, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN);
  g_assert_nonnull (strstr (error->message, reason));
}

/* The header's size decides, not the chip's; the last sector has the boot loader's slot. */
static void
test_settings (void)
{
  static const struct
  {
    guint8  code;
    guint32 offset;
  } rows[] = { { 0x00, 0x7d000 }, { 0x20, 0xfd000 }, { 0x30, 0x1fd000 }, { 0x4f, 0x3fd000 }, { 0x50, 0x1fd000 }, { 0x60, 0x3fd000 } };
  g_autoptr(GByteArray) flash = make_flash (4 * MB);

  put (flash, 0, fixture_loader ("1.7"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      flash->data[3] = rows[i].code;
      assert_settings (flash, rows[i].offset, 0x2000);
    }
}

static void
test_settings_unknown (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);

  assert_no_settings (flash, "does not begin with a program");
  put (flash, 0, fixture_loader ("1.7"));
  flash->data[3] = 0x40;
  assert_no_settings (flash, "names a flash of 0x400000 bytes");
  flash->data[3] = 0xf0;
  assert_no_settings (flash, "no flash size");
  flash->data[0] = 0x00;
  assert_no_settings (flash, "does not begin with a program");
}

static void
put_partition (GByteArray *flash,
               guint       index,
               guint8      subtype,
               guint32     offset,
               guint32     length)
{
  guint8 *entry = flash->data + 0x8000 + 32 * index;

  memset (entry, 0, 32);
  entry[0] = 0xaa;
  entry[1] = 0x50;
  entry[2] = 1;
  entry[3] = subtype;
  put_word (flash, 0x8000 + 32 * index + 4, offset);
  put_word (flash, 0x8000 + 32 * index + 8, length);
  memcpy (entry + 12, "name", 4);
}

static void
test_settings_partition (void)
{
  g_autoptr(GByteArray) flash = make_flash (MB);

  put (flash, 0, fixture_loader ("1.7"));
  flash->data[3] = 0x20;
  put_partition (flash, 0, 1, 0xf000, 0x1000);
  assert_no_settings (flash, "no partition for settings");
  put_partition (flash, 1, 2, 0x9000, 0x6000);
  assert_settings (flash, 0x9000, 0x6000);
  put_partition (flash, 1, 2, 0xff000, 0x6000);
  assert_no_settings (flash, "cannot be in a flash");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/flash-contents/slots", test_slots);
  g_test_add_func ("/flash-contents/by-offset", test_found_by_offset);
  g_test_add_func ("/flash-contents/empty", test_empty);
  g_test_add_func ("/flash-contents/orphans", test_orphans);
  g_test_add_func ("/flash-contents/file-systems", test_file_systems);
  g_test_add_func ("/flash-contents/no-file-systems", test_no_file_systems);
  g_test_add_func ("/flash-contents/real-set", test_real_set);
  g_test_add_func ("/flash-settings/by-size", test_settings);
  g_test_add_func ("/flash-settings/unknown", test_settings_unknown);
  g_test_add_func ("/flash-settings/partition", test_settings_partition);

  return g_test_run ();
}
