/* rk-flash-settings.c: where a module keeps its Wi-Fi settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-settings.h"

#include "rk-bytes.h"
#include "rk-error.h"
#include "rk-image.h"

/* ESP8266_RTOS_SDK, docs/en/api-guides/partition-tables.rst and
 * components/spi_flash/include/esp_partition.h: the table's usual place, its lines
 * of 32 bytes that begin with AA 50, types and subtypes.
 */
#define PARTITION_TABLE   0x8000u
#define PARTITION_ENTRY   32
#define PARTITION_ENTRIES 95

/* Of the NONOS SDK's three sectors two hold the settings by turns; the third tells
 * which, and is where the boot loader keeps the slot that it is to start.
 */
#define NONOS_COPIES (2 * RK_FLASH_SECTOR)

/* Where programs for the ROM and the boot loaders run. */
#define IRAM_START 0x40100000u
#define IRAM_END   0x40110000u

/* A few bytes by chance make no header. */
static gboolean
has_header (RkView view)
{
  guint32 entry = 0;

  return rk_view_u32 (view, 4, &entry) && view.data[0] == RK_IMAGE_MAGIC && view.data[1] > 0 && view.data[1] <= 16 &&
         view.data[2] <= 3 && entry >= IRAM_START && entry < IRAM_END;
}

/**
 * rk_flash_map_in_header:
 * @start: what the flash begins with
 *
 * Returns: (nullable) (transfer none): the map that the header at offset 0 names,
 *   %NULL where there is no header or it names none
 */
const RkFlashMap *
rk_flash_map_in_header (GBytes *start)
{
  RkView view = rk_view (start);

  return has_header (view) ? rk_flash_map_get (view.data[3] >> 4) : NULL;
}

/**
 * rk_flash_partitions_read:
 * @start: what the flash begins with, %RK_FLASH_SETTINGS_PROBE bytes at least
 *
 * Returns: (transfer full) (element-type RkFlashPartition): the lines of the RTOS
 *   SDK's partition table; none where there is no such table
 */
GArray *
rk_flash_partitions_read (GBytes *start)
{
  GArray *partitions = g_array_new (FALSE, TRUE, sizeof (RkFlashPartition));
  RkView view = rk_view (start);

  for (gsize i = 0; i < PARTITION_ENTRIES; i++)
    {
      gsize entry = PARTITION_TABLE + i * PARTITION_ENTRY;
      RkFlashPartition partition = { 0 };

      if (!rk_view_has (view, entry, PARTITION_ENTRY) || view.data[entry] != 0xaa || view.data[entry + 1] != 0x50)
        break;

      partition.type = view.data[entry + 2];
      partition.subtype = view.data[entry + 3];
      rk_view_u32 (view, entry + 4, &partition.offset);
      rk_view_u32 (view, entry + 8, &partition.length);

      /* Two bytes of another SDK's program may look like a line. */
      if (partition.offset <= PARTITION_TABLE || partition.offset % RK_FLASH_SECTOR != 0 || partition.length == 0)
        break;
      memcpy (partition.label, view.data + entry + 12, sizeof partition.label - 1);
      g_array_append_val (partitions, partition);
    }

  return partitions;
}

static gboolean
locate_nvs (GArray   *partitions,
            guint32  *offset,
            guint32  *length,
            GError  **error)
{
  for (guint i = 0; i < partitions->len; i++)
    {
      const RkFlashPartition *partition = &g_array_index (partitions, RkFlashPartition, i);

      if (partition->type != RK_PARTITION_DATA || partition->subtype != RK_PARTITION_NVS)
        continue;
      *offset = partition->offset;
      *length = partition->length;
      return TRUE;
    }

  g_set_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN, "the partition table at 0x%x has no partition for settings (nvs)",
               PARTITION_TABLE);
  return FALSE;
}

static gboolean
locate_nonos (GBytes   *start,
              guint32   flash_size,
              guint32  *offset,
              guint32  *length,
              GError  **error)
{
  const RkFlashMap *map = rk_flash_map_in_header (start);
  RkView view = rk_view (start);

  if (!has_header (view))
    g_set_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN,
                 "the flash does not begin with a program, so that nothing tells where settings are");
  else if (map == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN, "the header at 0x0 names no flash size that is known (code %u)",
                 view.data[3] >> 4);
  else if (map->flash_size > flash_size)
    g_set_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN,
                 "the header at 0x0 names a flash of 0x%x bytes, and the chip has 0x%x", map->flash_size, flash_size);
  else
    {
      *offset = map->system;
      *length = NONOS_COPIES;
      return TRUE;
    }

  return FALSE;
}

static gboolean
is_inside (guint32   offset,
           guint32   length,
           guint32   flash_size,
           GError  **error)
{
  if (length > 0 && offset % RK_FLASH_SECTOR == 0 && length % RK_FLASH_SECTOR == 0 && offset >= RK_FLASH_SETTINGS_PROBE &&
      (guint64)offset + length <= flash_size)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_LAYOUT_UNKNOWN, "0x%x bytes of settings at 0x%x cannot be in a flash of 0x%x bytes",
               length, offset, flash_size);
  return FALSE;
}

/**
 * rk_flash_settings_locate:
 * @start: what the flash begins with, %RK_FLASH_SETTINGS_PROBE bytes at least
 * @flash_size: of the chip
 * @offset: (out): where the settings begin, on a sector boundary
 * @length: (out): whole sectors
 * @error: %RK_ERROR_LAYOUT_UNKNOWN with the reason where what was read does not tell
 *
 * The networks that a module remembers, with their passwords.  The NONOS SDK, and
 * with it AT firmware up to 1.7 and Arduino programs, keeps them near the end of the
 * flash that the header at offset 0 names (see #RkFlashMap); the RTOS SDK in its
 * NVS partition, with all other settings.
 *
 * Returns: whether it is known where they are
 */
gboolean
rk_flash_settings_locate (GBytes   *start,
                          guint32   flash_size,
                          guint32  *offset,
                          guint32  *length,
                          GError  **error)
{
  g_autoptr(GArray) partitions = rk_flash_partitions_read (start);
  gboolean known = partitions->len > 0 ? locate_nvs (partitions, offset, length, error)
                                       : locate_nonos (start, flash_size, offset, length, error);

  return known && is_inside (*offset, *length, flash_size, error);
}
