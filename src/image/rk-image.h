/* rk-image.h: the two image formats of the ESP8266
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * E9: header, segments that the boot ROM copies to RAM, checksum.  It is what
 * the ROM starts, and what is inside the other kind.
 * EA: header with the slot it was built for, the code that runs from flash
 * (irom), an E9 image, CRC-32.  It is what Espressif's boot loaders from 1.2 on
 * start.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_IMAGE_MAGIC    0xe9
#define RK_IMAGE_MAGIC_EA 0xea

/* Leave this header field as it is. */
#define RK_IMAGE_KEEP (-1)

typedef struct
{
  guint32 address; /* where it is copied to */
  guint32 length;
  gsize   offset;  /* of its data, from the start of the bytes parsed */
} RkImageSegment;

typedef struct _RkImage RkImage;

/**
 * RkImage:
 * @ea: whether this is the EA kind
 * @offset: where it starts, from the start of the bytes parsed
 * @length: how many bytes belong to it, checksum and CRC included
 * @entry: where execution starts
 * @mode: header byte 2: 0 QIO, 1 QOUT, 2 DIO, 3 DOUT
 * @size_code: high nibble of header byte 3; see #RkFlashMap
 * @freq_code: low nibble of header byte 3
 * @segments: (element-type RkImageSegment): what is loaded to RAM; of an EA
 *   image those of the nested E9 image
 * @stored_checksum: as in the file
 * @checksum: as computed, both of the (nested) E9 image
 * @checksum_offset: where the stored one is
 * @slot: (EA only) header byte 3: 1 or 2 for user1 and user2
 * @irom_offset: (EA only) where the code for flash starts
 * @irom_length: (EA only)
 * @nested_offset: (EA only) where the nested E9 image starts; its header is the
 *   source of @mode, @size_code and @freq_code
 * @has_crc: (EA only) whether four bytes of CRC follow
 * @stored_crc: (EA only) as in the file
 * @crc: (EA only) as computed
 *
 * Never changes once made, so any thread may read it.
 */
struct _RkImage
{
  gboolean ea;
  gsize    offset;
  gsize    length;
  guint32  entry;
  guint8   mode;
  guint8   size_code;
  guint8   freq_code;
  GArray  *segments;
  guint8   stored_checksum;
  guint8   checksum;
  gsize    checksum_offset;
  guint8   slot;
  gsize    irom_offset;
  guint32  irom_length;
  gsize    nested_offset;
  gboolean has_crc;
  guint32  stored_crc;
  guint32  crc;

  /*< private >*/
  gatomicrefcount refs;
};

RkImage              *rk_image_parse        (GBytes         *bytes,
                                             gsize           offset,
                                             GError        **error);
RkImage              *rk_image_ref          (RkImage        *self);
void                  rk_image_unref        (RkImage        *self);
const RkImageSegment *rk_image_get_segment  (const RkImage  *self,
                                             guint           index);
gboolean              rk_image_check        (const RkImage  *self,
                                             GError        **error);
GBytes               *rk_image_patch_header (GBytes         *bytes,
                                             int             mode,
                                             int             freq,
                                             int             size_code);
guint32               rk_image_crc          (const guint8   *data,
                                             gsize           length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkImage, rk_image_unref)

G_END_DECLS
