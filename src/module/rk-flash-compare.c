/* rk-flash-compare.c: whether a module's flash holds something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-compare.h"

#include <string.h>

#include "rk-error.h"

#define SECTOR RK_FLASH_SECTOR
#define DIGEST 16

/* Sectors that are asked for at once, so that progress is seen. */
#define STEP 64u

/* The header of an E9 image: magic, segments, mode, and size beside frequency. */
#define HEADER 4
#define MODES  4

/**
 * rk_flash_holds:
 * @loader: with our own program on the chip
 * @offset: where in flash
 * @bytes: (array length=length): what may be there
 * @length: of @bytes
 * @same: (out): whether the chip's MD5 of it is theirs
 * @cancellable: ends it
 * @error: see rk_loader_md5()
 *
 * Returns: whether it is known
 */
gboolean
rk_flash_holds (RkLoader      *loader,
                guint32        offset,
                const guint8  *bytes,
                guint32        length,
                gboolean      *same,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 here[DIGEST], there[DIGEST];
  gsize size = sizeof here;

  if (!rk_loader_md5 (loader, offset, length, there, cancellable, error))
    return FALSE;

  g_checksum_update (checksum, bytes, length);
  g_checksum_get_digest (checksum, here, &size);
  *same = memcmp (here, there, sizeof here) == 0;
  return TRUE;
}

static gboolean
compare_sectors (RkSession     *session,
                 RkLoader      *loader,
                 RkComparison  *comparison,
                 const guint8  *bytes,
                 GCancellable  *cancellable,
                 GError       **error)
{
  guint whole = comparison->length / SECTOR;
  guint32 hashes[STEP];
  guint count;

  for (guint i = 0; i < whole; i += count)
    {
      count = MIN (STEP, whole - i);
      if (!rk_loader_hash_sectors (loader, comparison->offset + i * SECTOR, count, SECTOR, hashes, cancellable, error))
        return FALSE;
      for (guint j = 0; j < count; j++)
        comparison->different[i + j] = hashes[j] != rk_loader_hash_bytes (bytes + (gsize)(i + j) * SECTOR, SECTOR);
      if (session != NULL)
        rk_session_progress (session, (guint64)(i + count) * SECTOR, comparison->length);
    }

  return TRUE;
}

/* What comes behind the file in its last sector is nobody's business. */
static gboolean
compare_rest (RkLoader      *loader,
              RkComparison  *comparison,
              const guint8  *bytes,
              GCancellable  *cancellable,
              GError       **error)
{
  guint32 start = comparison->length / SECTOR * SECTOR;
  guint32 rest = comparison->length - start;
  gboolean same;

  if (rest == 0)
    return TRUE;
  if (!rk_flash_holds (loader, comparison->offset + start, bytes + start, rest, &same, cancellable, error))
    return FALSE;

  comparison->different[start / SECTOR] = !same;
  return TRUE;
}

/**
 * rk_flash_compare:
 * @session: (nullable): told how far it is
 * @loader: with our own program on the chip
 * @offset: where in flash, on a sector boundary
 * @bytes: what may be there, inside the chip
 * @cancellable: ends it
 * @error: see rk_loader_hash_sectors()
 *
 * Returns: (transfer full) (nullable): the sectors that differ
 */
RkComparison *
rk_flash_compare (RkSession     *session,
                  RkLoader      *loader,
                  guint32        offset,
                  GBytes        *bytes,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(RkComparison) comparison = rk_comparison_new (offset, (guint32)g_bytes_get_size (bytes));
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  if (!compare_sectors (session, loader, comparison, data, cancellable, error) ||
      !compare_rest (loader, comparison, data, cancellable, error))
    return NULL;

  rk_comparison_name (comparison, bytes);
  return g_steal_pointer (&comparison);
}

static char *
describe_header (const guint8 *header)
{
  const RkFlashMap *map = rk_flash_map_get (header[3] >> 4);
  const char *freq = rk_flash_freq_to_string (header[3] & 0x0f);

  return g_strdup_printf ("%s, %s, %s", map != NULL ? map->name : "?", rk_flash_mode_to_string (header[2]),
                          freq != NULL ? freq : "?");
}

/**
 * rk_flash_take_header:
 * @loader: with our own program on the chip
 * @offset: where in flash @bytes belong
 * @bytes: a file
 * @info: what it is
 * @told: (out) (nullable): what its header says and the flash's does not
 * @cancellable: ends it
 * @error: see rk_loader_read_flash()
 *
 * Flashing sets mode, frequency and size in the header of the image that the ROM
 * starts, so that these three are no difference between a file and the flash.  A
 * backup of a whole chip goes back as it is, and has to be there as it is.
 *
 * Returns: (transfer full) (nullable): @bytes, with these as they are in flash
 */
GBytes *
rk_flash_take_header (RkLoader          *loader,
                      guint32            offset,
                      GBytes            *bytes,
                      const RkFileInfo  *info,
                      RkFinding        **told,
                      GCancellable      *cancellable,
                      GError           **error)
{
  const guint8 *file = g_bytes_get_data (bytes, NULL);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  guint8 flash[HEADER];

  *told = NULL;
  if (offset != 0 || info->image == NULL || info->image->ea || rk_file_info_is_backup (info))
    return g_bytes_ref (bytes);
  if (!rk_loader_read_flash (loader, 0, flash, sizeof flash, NULL, NULL, cancellable, error))
    return NULL;
  if (flash[0] != RK_IMAGE_MAGIC || flash[2] >= MODES || memcmp (flash + 2, file + 2, 2) == 0)
    return g_bytes_ref (bytes);

  from = describe_header (file);
  to = describe_header (flash);
  *told = rk_finding_new ("verify.header", RK_SEVERITY_INFO,
                          N_("The header of the file says {from}, in the flash it says {to}."),
                          N_("Flashing sets flash size, mode and frequency for the module. All the rest is compared."), NULL,
                          "from", from, "to", to, NULL);
  return rk_image_patch_header (bytes, flash[2], flash[3] & 0x0f, flash[3] >> 4);
}
