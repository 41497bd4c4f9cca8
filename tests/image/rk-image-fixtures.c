/* rk-image-fixtures.c: files for the tests, real and made up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-image-fixtures.h"

#include <string.h>

/* A real firmware file, or NULL (with the test skipped) without the folder. */
GBytes *
fixture_load (const char *name)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", name, NULL);
  char *data;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    {
      g_test_skip ("no real firmware here (RK_SHARED_DIR)");
      return NULL;
    }

  return g_bytes_new_take (data, length);
}

static void
put_u32 (GByteArray *array,
         guint32     value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (array, (const guint8 *)&value, 4);
}

static void
pad (GByteArray *array,
     gsize       length,
     guint8      value)
{
  gsize old = array->len;

  g_byte_array_set_size (array, (guint)length);
  memset (array->data + old, value, length - old);
}

static guint8
append_segment (GByteArray   *array,
                guint32       address,
                const guint8 *data,
                gsize         length,
                guint8        checksum)
{
  put_u32 (array, address);
  put_u32 (array, (guint32)length);
  g_byte_array_append (array, data, (guint)length);
  for (gsize i = 0; i < length; i++)
    checksum ^= data[i];

  return checksum;
}

static void
append_checksum (GByteArray *array,
                 guint8      checksum)
{
  pad (array, (array->len / 16) * 16 + 15, 0);
  g_byte_array_append (array, &checksum, 1);
}

/* An image of one segment. */
GBytes *
fixture_e9 (guint8        mode,
            guint8        size_freq,
            guint32       entry,
            guint32       address,
            const guint8 *data,
            gsize         length)
{
  const guint8 header[] = { 0xe9, 1, mode, size_freq };
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, header, sizeof header);
  put_u32 (array, entry);
  append_checksum (array, append_segment (array, address, data, length, 0xef));
  return g_byte_array_free_to_bytes (array);
}

/* Code for flash: forty functions, the start of each known by a literal. */
GBytes *
fixture_code (gsize   length,
              guint32 link_offset)
{
  static const guint8 prologue[] = { 0x12, 0xc1, 0xf0, 0x09, 0x01, 0x0d, 0xf0 };
  GByteArray *array = g_byte_array_new ();

  for (guint i = 0; i < 40; i++)
    put_u32 (array, 0x40200000 + link_offset + 0x200 + i * 32);
  pad (array, length, 0);
  for (guint i = 0; i < 40; i++)
    memcpy (array->data + 0x200 + i * 32, prologue, sizeof prologue);

  return g_byte_array_free_to_bytes (array);
}

/* user1.bin or user2.bin for boot loaders from 1.2 on. */
GBytes *
fixture_ea (guint   slot,
            guint   size_code,
            guint32 link_offset)
{
  return fixture_large_ea (slot, size_code, link_offset, 0x1000);
}

GBytes *
fixture_large_ea (guint   slot,
                  guint   size_code,
                  guint32 link_offset,
                  gsize   code_length)
{
  static const guint8 data[32] = { 1, 2, 3 };
  const guint8 header[] = { 0xea, 4, 0, (guint8)slot };
  g_autoptr(GBytes) code = fixture_code (code_length, link_offset);
  g_autoptr(GBytes) nested = fixture_e9 (0, (guint8)(size_code << 4), 0x40100004, 0x40100000, data, sizeof data);
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, header, sizeof header);
  put_u32 (array, 0x40100004);
  put_u32 (array, 0);
  put_u32 (array, (guint32)g_bytes_get_size (code));
  g_byte_array_append (array, g_bytes_get_data (code, NULL), (guint)g_bytes_get_size (code));
  g_byte_array_append (array, g_bytes_get_data (nested, NULL), (guint)g_bytes_get_size (nested));
  put_u32 (array, rk_image_crc (array->data, array->len));
  return g_byte_array_free_to_bytes (array);
}

/* user1.bin or user2.bin for boot_v1.1, or a merged program without loader. */
GBytes *
fixture_old_app (guint32 link_offset)
{
  static const guint8 data[64] = { 1, 2, 3 };
  g_autoptr(GBytes) first = fixture_e9 (0, 0, 0x40100004, 0x40100000, data, sizeof data);
  g_autoptr(GBytes) code = fixture_code (0x2000, link_offset);

  return fixture_join (first, 0x10000, code);
}

GBytes *
fixture_loader (const char *version)
{
  guint8 data[128] = { 0x12, 0xc1, 0xf0 };

  g_snprintf ((char *)data + 16, 64, "\n2nd boot version : %s\n", version);
  return fixture_e9 (0, 0, 0x40100070, 0x40100000, data, sizeof data);
}

/* eboot in the first sector, the sketch's own image in the next. */
GBytes *
fixture_sketch (void)
{
  guint8 data[256] = { 1, 2, 3 };
  g_autoptr(GBytes) eboot = fixture_e9 (2, 0x40, 0x4010f000, 0x4010f000, data, sizeof data);
  g_autoptr(GBytes) sketch = fixture_e9 (2, 0x40, 0x40100004, 0x40201010, data, sizeof data);

  return fixture_join (eboot, 0x1000, sketch);
}

GBytes *
fixture_fill (gsize  length,
              guint8 value)
{
  guint8 *data = g_malloc (length);

  if (length > 0)
    memset (data, value, length);
  return g_bytes_new_take (data, length);
}

GBytes *
fixture_rf_data (guint8 version)
{
  guint8 data[128] = { 5, version == 8 ? 8 : 0, 4, 2 };

  return g_bytes_new (data, sizeof data);
}

/* @second at @offset behind @first, 0xFF between. */
GBytes *
fixture_join (GBytes *first,
              gsize   offset,
              GBytes *second)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, g_bytes_get_data (first, NULL), (guint)g_bytes_get_size (first));
  pad (array, offset, 0xff);
  g_byte_array_append (array, g_bytes_get_data (second, NULL), (guint)g_bytes_get_size (second));
  return g_byte_array_free_to_bytes (array);
}

GBytes *
fixture_change (GBytes *bytes,
                gsize   offset,
                guint8  value)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);

  g_assert_cmpuint (offset, <, size);
  copy[offset] = value;
  return g_bytes_new_take (copy, size);
}
