/* rk-soc-image.h: applications in the virtual module's flash
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

#define RK_SOC_IMAGE_SEGMENTS 16

/**
 * RkSocSegment:
 * @address: where it is loaded to
 * @offset: where it stands in the flash
 */
typedef struct
{
  guint32 address;
  guint32 offset;
  guint32 length;
} RkSocSegment;

/**
 * RkSocImage:
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
  RkSocSegment segments[RK_SOC_IMAGE_SEGMENTS];
} RkSocImage;

GArray  *rk_soc_images_find     (const guint8     *flash,
                                 guint32           size);
gboolean rk_soc_image_is_intact (const RkSocImage *self,
                                 const guint8     *flash);

G_END_DECLS
