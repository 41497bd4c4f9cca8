/* rk-file-recognise-dump.c: what is in the content of a whole flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-bytes.h"
#include "rk-file-recognise.h"

/* Where the applications of Espressif's boot loaders start. */
static const guint32 slot_starts[] = { 0x1000, 0x41000, 0x81000, 0x101000 };

/* Where RF init data lies, by flash size. */
static const guint32 rf_data_starts[] = { 0x7c000, 0xfc000, 0x1fc000, 0x3fc000, 0x7fc000, 0xffc000 };

/* ESP8266_RTOS_SDK 3: the partition table; its entries; type 0 is a program. */
#define PARTITION_TABLE   0x8000
#define PARTITION_ENTRY   32
#define PARTITION_ENTRIES 95

static gboolean
is_flash_size (gsize size)
{
  return size >= 256 * 1024 && size <= 16 * 1024 * 1024 && (size & (size - 1)) == 0;
}

static gboolean
is_image_start (RkView view,
                gsize  offset)
{
  return rk_view_has (view, offset, 1) &&
         (view.data[offset] == RK_IMAGE_MAGIC || view.data[offset] == RK_IMAGE_MAGIC_EA);
}

static void
add_part (RkFileInfo *info,
          GBytes     *bytes,
          gsize       start,
          gsize       end)
{
  g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, start, MIN (end, info->size) - start);

  rk_file_info_add_part (info, (guint32)start, part);
}

/* The slot that starts next after @offset and is in use. */
static gsize
find_slot_end (RkView view,
               gsize  offset)
{
  for (gsize i = 0; i < G_N_ELEMENTS (slot_starts); i++)
    if (slot_starts[i] > offset && is_image_start (view, slot_starts[i]))
      return slot_starts[i];

  return view.size;
}

static void
add_slots (RkFileInfo *info,
           GBytes     *bytes)
{
  RkView view = rk_view (bytes);

  add_part (info, bytes, 0, slot_starts[0]);
  for (gsize i = 0; i < G_N_ELEMENTS (slot_starts); i++)
    if (is_image_start (view, slot_starts[i]))
      {
        g_autoptr(GBytes) rest = g_bytes_new_from_bytes (bytes, slot_starts[i], info->size - slot_starts[i]);
        g_autoptr(RkImage) image = rk_image_parse (rest, 0, NULL);
        gsize end = find_slot_end (view, slot_starts[i]);

        /* Bytes inside the other slot's program may look like a start. */
        if (image == NULL && i > 0)
          continue;
        if (image != NULL && image->ea)
          end = slot_starts[i] + image->length;
        add_part (info, bytes, slot_starts[i], end);
      }
}

static void
add_rf_data (RkFileInfo *info,
             GBytes     *bytes)
{
  RkView view = rk_view (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (rf_data_starts); i++)
    {
      gsize start = rf_data_starts[i];

      if (rk_view_has (view, start, RK_FLASH_SECTOR) && view.data[start] == 5 &&
          rk_view_is_filled (view, start + 128, start + RK_FLASH_SECTOR, 0xff))
        add_part (info, bytes, start, start + RK_FLASH_SECTOR);
    }
}

static void
add_partitions (RkFileInfo *info,
                GBytes     *bytes)
{
  RkView view = rk_view (bytes);

  add_part (info, bytes, 0, PARTITION_TABLE);
  add_part (info, bytes, PARTITION_TABLE, PARTITION_TABLE + RK_FLASH_SECTOR);

  for (gsize i = 0; i < PARTITION_ENTRIES; i++)
    {
      gsize entry = PARTITION_TABLE + i * PARTITION_ENTRY;
      guint32 start = 0, length = 0;

      if (!rk_view_has (view, entry, PARTITION_ENTRY) || view.data[entry] != 0xaa || view.data[entry + 1] != 0x50)
        break;

      rk_view_u32 (view, entry + 4, &start);
      rk_view_u32 (view, entry + 8, &length);
      if (view.data[entry + 2] == 0 && start > PARTITION_TABLE && is_image_start (view, start))
        add_part (info, bytes, start, (gsize)start + MIN (length, info->size));
    }
}

/**
 * rk_file_recognise_dump:
 * @info: to be filled
 * @bytes: the file
 * @strings: the texts found in it
 *
 * A dump is a boot loader with what it starts in the same file, or any program in
 * a file exactly as long as a flash chip.
 *
 * Returns: whether it is one
 */
gboolean
rk_file_recognise_dump (RkFileInfo          *info,
                        GBytes              *bytes,
                        const RkFileStrings *strings)
{
  RkView view = rk_view (bytes);
  RkView first = { view.data, MIN (view.size, RK_FLASH_SECTOR) };

  if (view.data[0] != RK_IMAGE_MAGIC || view.size <= RK_FLASH_SECTOR)
    return FALSE;

  if (is_image_start (view, slot_starts[0]) && rk_view_find (first, 0, "2nd boot version") < first.size)
    add_slots (info, bytes);
  else if (strings->is_rtos_loader && rk_view_starts_with (view, PARTITION_TABLE, "\252P"))
    add_partitions (info, bytes);
  else if (is_flash_size (view.size))
    {
      g_autoptr(RkImage) image = rk_image_parse (bytes, 0, NULL);

      if (image == NULL)
        return FALSE;
      add_part (info, bytes, 0, info->size - 1);
    }
  else
    return FALSE;

  add_rf_data (info, bytes);
  info->kind = RK_FILE_FLASH_DUMP;
  info->image = rk_image_parse (bytes, 0, NULL);
  return TRUE;
}
