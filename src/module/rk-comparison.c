/* rk-comparison.c: where a flash differs from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-comparison.h"

#include "rk-flash-contents.h"

#define SECTOR RK_FLASH_SECTOR

/* The smallest flash chip that there was; a shorter file is one thing. */
#define SMALLEST_FLASH 0x40000u

static void
place_free (RkComparedPlace *self)
{
  rk_finding_free (self->description);
  g_free (self);
}

/**
 * rk_comparison_new:
 * @offset: where in flash, on a sector boundary
 * @length: bytes
 *
 * Returns: (transfer full): a comparison in which nothing differs yet
 */
RkComparison *
rk_comparison_new (guint32 offset,
                   guint32 length)
{
  RkComparison *self = g_new0 (RkComparison, 1);

  self->offset = offset;
  self->length = length;
  self->n_sectors = (length + SECTOR - 1) / SECTOR;
  self->different = g_new0 (guint8, self->n_sectors + 1);
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify)place_free);
  return self;
}

/**
 * rk_comparison_free:
 * @self: (transfer full): a comparison
 */
void
rk_comparison_free (RkComparison *self)
{
  g_free (self->different);
  g_ptr_array_unref (self->places);
  g_clear_pointer (&self->header, rk_finding_free);
  g_free (self);
}

static void
add_place (RkComparison    *self,
           guint32          offset,
           guint32          length,
           const RkFinding *description)
{
  guint first = (offset - self->offset) / SECTOR;
  guint end = MIN ((offset - self->offset + length + SECTOR - 1) / SECTOR, self->n_sectors);
  RkComparedPlace *place;
  guint count = 0;

  for (guint i = first; i < end; i++)
    count += self->different[i];
  if (count == 0)
    return;

  place = g_new0 (RkComparedPlace, 1);
  place->offset = offset;
  place->length = length;
  place->n_different = count;
  place->description = rk_finding_copy (description);
  g_ptr_array_add (self->places, place);
}

/**
 * rk_comparison_name:
 * @self: a comparison whose sectors are known
 * @bytes: the file
 *
 * Counts the sectors that differ, and names them by what the file has there.
 */
void
rk_comparison_name (RkComparison *self,
                    GBytes       *bytes)
{
  g_autoptr(RkFlashContents) contents = NULL;
  g_autoptr(RkFileInfo) info = NULL;

  self->n_different = 0;
  for (guint i = 0; i < self->n_sectors; i++)
    self->n_different += self->different[i];

  if (self->offset == 0 && self->length >= SMALLEST_FLASH && self->length % SECTOR == 0)
    {
      contents = rk_flash_contents_new (bytes);
      for (guint i = 0; i < contents->regions->len; i++)
        {
          const RkFlashRegion *region = contents->regions->pdata[i];

          add_place (self, region->offset, region->length, region->description);
        }
      return;
    }

  info = rk_file_info_new (bytes);
  add_place (self, self->offset, self->length, info->description);
}
