/* test-image.c: image formats, flash maps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-flash-map.h"
#include "rk-image-fixtures.h"
#include "rk-image.h"

#include <string.h>

/* Every image among the real files, and how long it is. */
static const struct
{
  const char *name;
  gsize       length;
  guint       n_segments;
  guint32     entry;
} real_images[] = {
  { "at-0.20-512k/boot_v1.1.bin", 1712, 3, 0x40100070 },
  { "at-0.20-512k/user1.bin", 0x86c0, 3, 0x40100004 },
  { "at-0.21-512k/user1.bin", 0x8b80, 3, 0x40100004 },
  { "at-1.3.0-noboot/eagle.flash.bin", 41200, 3, 0x40100004 },
  { "at-1.7.6-512+512/boot_v1.2.bin", 1936, 3, 0x401000c0 },
  { "at-1.7.6-512+512/boot_v1.7.bin", 4080, 3, 0x4010057c },
  { "at-1.7.6-512+512/user1.1024.new.2.bin", 396900, 3, 0x40102dc0 },
  { "at-1.7.6-512+512/user2.1024.new.2.bin", 396900, 3, 0x40102dc0 },
  { "at-1.7.6-1024+1024/user1.2048.new.5.bin", 446196, 3, 0x40102dc0 },
  { "at-1.7.6-1024+1024/user2.2048.new.5.bin", 446196, 3, 0x40102dc0 },
};

static void
test_parse_real (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GBytes) bytes = fixture_load (real_images[i].name);
  g_autoptr(RkImage) image = NULL;
  g_autoptr(GError) error = NULL;

  if (bytes == NULL)
    return;

  image = rk_image_parse (bytes, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image->length, ==, real_images[i].length);
  g_assert_cmpuint (image->segments->len, ==, real_images[i].n_segments);
  g_assert_cmphex (image->entry, ==, real_images[i].entry);
  g_assert_cmphex (rk_image_get_segment (image, 0)->address, ==, 0x40100000);
  g_assert_null (rk_image_get_segment (image, 3));
  g_assert_true (rk_image_check (image, &error));
  g_assert_no_error (error);
}

/* Cut anywhere, an image is an error, and the message tells an offset. */
static void
test_truncate_real (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GBytes) bytes = fixture_load (real_images[i].name);
  gsize step = real_images[i].length / 211 + 1;

  if (bytes == NULL)
    return;

  for (gsize length = 0; length < real_images[i].length; length += length < 64 ? 1 : step)
    {
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkImage) image = rk_image_parse (part, 0, &error);

      g_assert_true (image == NULL || !rk_image_check (image, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
      g_assert_nonnull (strstr (error->message, "0x"));
    }
}

static gboolean
is_covered (const RkImage *image,
            gsize          offset)
{
  for (guint i = 0; i < image->segments->len; i++)
    {
      const RkImageSegment *segment = rk_image_get_segment (image, i);

      if (offset >= segment->offset && offset < segment->offset + segment->length)
        return TRUE;
    }

  return image->ea;
}

/* One changed byte is noticed, but for the headers of segments in an E9 image, which
 * its checksum does not cover.
 */
static void
test_damage_real (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GBytes) bytes = fixture_load (real_images[i].name);
  g_autoptr(RkImage) whole = bytes != NULL ? rk_image_parse (bytes, 0, NULL) : NULL;
  const guint8 *content;

  if (whole == NULL)
    return;

  content = g_bytes_get_data (bytes, NULL);
  for (gsize at = 2; at < real_images[i].length; at += real_images[i].length / 41 + 1)
    {
      if (!is_covered (whole, at))
        continue;

      g_autoptr(GBytes) changed = fixture_change (bytes, at, content[at] ^ 0x40);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkImage) image = rk_image_parse (changed, 0, &error);

      g_assert_true (image == NULL || !rk_image_check (image, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
    }
}

static void
test_parse_made_up (void)
{
  static const guint8 data[20] = { 1, 2, 3 };
  g_autoptr(GBytes) e9 = fixture_e9 (2, 0x4f, 0x40100004, 0x40100000, data, sizeof data);
  g_autoptr(GBytes) ea = fixture_ea (2, 5, 0x1010);
  g_autoptr(GBytes) shifted = fixture_join (e9, 0x40, ea);
  g_autoptr(RkImage) image = rk_image_parse (e9, 0, NULL);
  g_autoptr(RkImage) user2 = rk_image_parse (shifted, 0x40, NULL);
  g_autoptr(RkImage) same = rk_image_ref (user2);

  g_assert_false (image->ea);
  g_assert_cmpuint (image->mode, ==, 2);
  g_assert_cmpuint (image->size_code, ==, 4);
  g_assert_cmpuint (image->freq_code, ==, 15);
  g_assert_cmpuint (image->length, ==, 48);
  g_assert_cmpuint (rk_image_get_segment (image, 0)->offset, ==, 16);
  g_assert_cmpuint (rk_image_get_segment (image, 0)->length, ==, 20);

  g_assert_true (same->ea);
  g_assert_cmpuint (same->slot, ==, 2);
  g_assert_cmpuint (same->size_code, ==, 5);
  g_assert_cmpuint (same->irom_offset, ==, 0x50);
  g_assert_cmpuint (same->irom_length, ==, 0x1000);
  g_assert_cmpuint (same->nested_offset, ==, 0x1050);
  g_assert_true (same->has_crc);
  g_assert_true (rk_image_check (same, NULL));
}

static void
test_parse_bad (void)
{
  static const struct
  {
    const char  *what;
    const guint8 data[24];
    gsize        length;
    const char  *message;
  } rows[] = {
    { "nothing", { 0 }, 0, "0x0" },
    { "no magic", { 0x7f, 'E', 'L', 'F', 0, 0, 0, 0, 0 }, 9, "0x0" },
    { "header cut", { 0xe9, 1, 0 }, 3, "0x3" },
    { "no segments", { 0xe9, 0, 0, 0, 0, 0, 0, 0 }, 8, "0x1" },
    { "too many segments", { 0xe9, 17, 0, 0, 0, 0, 0, 0 }, 8, "0x1" },
    { "segment header cut", { 0xe9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 11, "0xb" },
    { "segment too long", { 0xe9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xff, 0xff, 0xff, 0xff, 1 }, 17, "0x8" },
    { "checksum missing", { 0xe9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0, 0, 1 }, 17, "0x11" },
    { "EA mark", { 0xea, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 16, "0x1" },
    { "EA code cut", { 0xea, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1 }, 17, "0x11" },
    { "EA without image", { 0xea, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 }, 17, "0x11" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (rows[i].data, rows[i].length);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].what);
      g_assert_null (rk_image_parse (bytes, 0, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
      g_assert_true (g_str_has_suffix (error->message, rows[i].message) || strstr (error->message, rows[i].message) != NULL);
    }
}

static void
test_check (void)
{
  g_autoptr(GBytes) ea = fixture_ea (1, 2, 0x1010);
  gsize size = g_bytes_get_size (ea);
  g_autoptr(GBytes) other_slot = fixture_change (ea, 3, 2);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (ea, 0, size - 4);
  g_autoptr(RkImage) changed = rk_image_parse (other_slot, 0, NULL);
  g_autoptr(RkImage) without_crc = rk_image_parse (cut, 0, NULL);
  g_autoptr(GError) crc = NULL;
  g_autoptr(GError) missing = NULL;

  g_assert_false (rk_image_check (changed, &crc));
  g_assert_error (crc, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_assert_false (rk_image_check (without_crc, &missing));
  g_assert_error (missing, RK_ERROR, RK_ERROR_BAD_IMAGE);
}

static void
test_patch (void)
{
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) ea = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) tiny = g_bytes_new ("\351\1\0", 3);
  g_autoptr(GBytes) same = rk_image_patch_header (loader, RK_IMAGE_KEEP, RK_IMAGE_KEEP, 0);
  g_autoptr(GBytes) all = rk_image_patch_header (loader, 3, 15, 6);
  g_autoptr(GBytes) one = rk_image_patch_header (all, RK_IMAGE_KEEP, RK_IMAGE_KEEP, 2);
  g_autoptr(GBytes) not_ea = rk_image_patch_header (ea, 3, 15, 6);
  g_autoptr(GBytes) not_tiny = rk_image_patch_header (tiny, 3, 15, 6);
  g_autoptr(RkImage) image = rk_image_parse (one, 0, NULL);
  const guint8 *before = g_bytes_get_data (loader, NULL);
  const guint8 *after = g_bytes_get_data (all, NULL);

  g_assert_true (same == loader);
  g_assert_true (not_ea == ea);
  g_assert_true (not_tiny == tiny);
  g_assert_cmphex (after[2], ==, 3);
  g_assert_cmphex (after[3], ==, 0x6f);
  g_assert_cmpmem (before + 4, g_bytes_get_size (loader) - 4, after + 4, g_bytes_get_size (all) - 4);
  g_assert_cmpuint (image->mode, ==, 3);
  g_assert_cmpuint (image->freq_code, ==, 15);
  g_assert_cmpuint (image->size_code, ==, 2);
  g_assert_true (rk_image_check (image, NULL));
}

static void
test_maps (void)
{
  static const struct
  {
    guint       code;
    const char *name;
    guint32     size, user2, rf_data, blank, last_blank;
  } rows[] = {
    { 0, "512KB", 0x80000, 0x41000, 0x7c000, 0x7e000, RK_FLASH_NOWHERE },
    { 1, "256KB", 0x40000, RK_FLASH_NOWHERE, 0x3c000, 0x3e000, RK_FLASH_NOWHERE },
    { 2, "1MB", 0x100000, 0x81000, 0xfc000, 0x7e000, 0xfe000 },
    { 3, "2MB", 0x200000, 0x81000, 0x1fc000, 0x7e000, 0x1fe000 },
    { 4, "4MB", 0x400000, 0x81000, 0x3fc000, 0x7e000, 0x3fe000 },
    { 5, "2MB-c1", 0x200000, 0x101000, 0x1fc000, 0xfe000, 0x1fe000 },
    { 6, "4MB-c1", 0x400000, 0x101000, 0x3fc000, 0xfe000, 0x3fe000 },
    { 8, "8MB", 0x800000, 0x101000, 0x7fc000, 0xfe000, 0x7fe000 },
    { 9, "16MB", 0x1000000, 0x101000, 0xffc000, 0xfe000, 0xffe000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const RkFlashMap *map = rk_flash_map_get (rows[i].code);

      g_assert_cmpstr (map->name, ==, rows[i].name);
      g_assert_true (rk_flash_map_from_name (rows[i].name) == map);
      g_assert_cmphex (map->flash_size, ==, rows[i].size);
      g_assert_cmphex (map->slots[1], ==, rows[i].user2);
      g_assert_cmphex (map->rf_data, ==, rows[i].rf_data);
      g_assert_cmphex (map->blanks[0], ==, rows[i].blank);
      g_assert_cmphex (map->blanks[1], ==, rows[i].last_blank);
    }

  g_assert_null (rk_flash_map_get (7));
  g_assert_null (rk_flash_map_get (15));
  g_assert_null (rk_flash_map_from_name ("3MB"));
  g_assert_cmpuint (rk_flash_map_for_size (0x200000, NULL)->code, ==, 3);
  g_assert_cmpuint (rk_flash_map_for_size (0x200000, "1024+1024")->code, ==, 5);
  g_assert_null (rk_flash_map_for_size (0x100000, "1024+1024"));
  g_assert_true (rk_flash_map_from_name ("2mb-C1") == rk_flash_map_get (5));
}

static void
test_names (void)
{
  guint value;

  for (guint mode = 0; mode < 4; mode++)
    {
      g_assert_true (rk_flash_mode_parse (rk_flash_mode_to_string (mode), &value));
      g_assert_cmpuint (value, ==, mode);
    }

  g_assert_null (rk_flash_mode_to_string (4));
  g_assert_false (rk_flash_mode_parse ("qspi", &value));
  g_assert_true (rk_flash_freq_parse ("80M", &value));
  g_assert_cmpuint (value, ==, 15);
  g_assert_cmpstr (rk_flash_freq_to_string (1), ==, "26m");
  g_assert_null (rk_flash_freq_to_string (3));
  g_assert_false (rk_flash_freq_parse ("66m", &value));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (real_images); i++)
    {
      g_autofree char *parse = g_strconcat ("/image/parse/", real_images[i].name, NULL);
      g_autofree char *truncate = g_strconcat ("/image/truncate/", real_images[i].name, NULL);
      g_autofree char *damage = g_strconcat ("/image/damage/", real_images[i].name, NULL);

      g_test_add_data_func (parse, GUINT_TO_POINTER (i), test_parse_real);
      g_test_add_data_func (truncate, GUINT_TO_POINTER (i), test_truncate_real);
      g_test_add_data_func (damage, GUINT_TO_POINTER (i), test_damage_real);
    }

  g_test_add_func ("/image/parse/made-up", test_parse_made_up);
  g_test_add_func ("/image/parse/bad", test_parse_bad);
  g_test_add_func ("/image/check", test_check);
  g_test_add_func ("/image/patch", test_patch);
  g_test_add_func ("/flash-map/maps", test_maps);
  g_test_add_func ("/flash-map/names", test_names);

  return g_test_run ();
}
