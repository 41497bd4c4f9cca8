/* rk-chip-image.h: applications in the virtual module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The module's own, independent reading of Espressif's image formats: where an
 * application begins, what of it is in RAM when it starts, and whether it is
 * intact.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_CHIP_IMAGE_SEGMENTS 16

/**
 * RkChipSegment:
 * @address: where it is loaded to
 * @offset: where it stands in the flash
 */
typedef struct
{
  guint32 address;
  guint32 offset;
  guint32 length;
} RkChipSegment;

/**
 * RkChipImage:
 * @offset: where it begins in the flash
 * @length: up to the end of what is known to belong to it
 * @entry: where it starts
 * @checksum_offset: of the byte that all segments amount to
 * @crc_offset: of the CRC of the whole, 0 if the format has none
 */
typedef struct
{
  guint32       offset;
  guint32       length;
  guint32       entry;
  guint32       checksum_offset;
  guint32       crc_offset;
  guint         n_segments;
  RkChipSegment segments[RK_CHIP_IMAGE_SEGMENTS];
} RkChipImage;

GArray  *rk_chip_images_find     (const guint8      *flash,
                                  guint32            size);
gboolean rk_chip_image_is_intact (const RkChipImage *self,
                                  const guint8      *flash);

G_END_DECLS
