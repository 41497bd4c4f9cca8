/* rk-image.c: the two image formats of the ESP8266
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-image.h"

#include "rk-bytes.h"
#include "rk-error.h"

#define HEADER_LENGTH  8
#define SEGMENT_HEADER 8

/* The boot ROM reads whole 16-byte blocks; the checksum is the last byte of the
 * last one and starts from this seed.
 */
#define BLOCK         16
#define CHECKSUM_SEED 0xef

/* The ROM refuses more. */
#define MAX_SEGMENTS 16

/* Byte 1 of an EA image: a fixed mark, not a count. */
#define EA_MARK 4

static gboolean
bad_image (GError    **error,
           gsize       offset,
           const char *what)
{
  g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s at offset 0x%" G_GSIZE_MODIFIER "x", what, offset);
  return FALSE;
}

static guint8
checksum_of (const guint8 *data,
             gsize         length,
             guint8        checksum)
{
  for (gsize i = 0; i < length; i++)
    checksum ^= data[i];

  return checksum;
}

static guint32
crc32_step (guint32 crc,
            guint8  byte)
{
  crc ^= byte;
  for (guint bit = 0; bit < 8; bit++)
    crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1)));

  return crc;
}

/**
 * rk_image_crc:
 * @data: an EA image without its last four bytes
 * @length: of @data
 *
 * The SDK's tools/gen_appbin.py takes Python's zlib.crc32 (), negative where bit
 * 31 is set, and stores its absolute value less one, or plus one when it was not.
 *
 * Returns: the number that an EA image ends with
 */
guint32
rk_image_crc (const guint8 *data,
              gsize         length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    crc = crc32_step (crc, data[i]);
  crc = ~crc;

  return crc & 0x80000000 ? ~crc : crc + 1;
}

static gboolean
parse_segment (RkImage *self,
               RkView   view,
               gsize   *at,
               GError **error)
{
  RkImageSegment segment;

  if (!rk_view_u32 (view, *at, &segment.address) || !rk_view_u32 (view, *at + 4, &segment.length))
    return bad_image (error, view.size, "the file ends inside a segment header");

  segment.offset = *at + SEGMENT_HEADER;
  if (!rk_view_has (view, segment.offset, segment.length))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE,
                   "segment %u at offset 0x%" G_GSIZE_MODIFIER "x is %u bytes long, "
                   "but the file ends at 0x%" G_GSIZE_MODIFIER "x",
                   self->segments->len + 1, *at, segment.length, view.size);
      return FALSE;
    }

  self->checksum = checksum_of (view.data + segment.offset, segment.length, self->checksum);
  g_array_append_val (self->segments, segment);
  *at = segment.offset + segment.length;
  return TRUE;
}

/* Reads an E9 image at @start; padding counts from the start of the outer image. */
static gboolean
parse_e9 (RkImage *self,
          RkView   view,
          gsize    start,
          GError **error)
{
  gsize at = start + HEADER_LENGTH;
  guint n_segments;

  if (!rk_view_has (view, start, HEADER_LENGTH))
    return bad_image (error, view.size, "the file ends inside the image header");
  if (view.data[start] != RK_IMAGE_MAGIC)
    return bad_image (error, start, "no image header (0xE9)");

  n_segments = view.data[start + 1];
  if (n_segments == 0 || n_segments > MAX_SEGMENTS)
    return bad_image (error, start + 1, "impossible number of segments");

  self->mode = view.data[start + 2];
  self->size_code = view.data[start + 3] >> 4;
  self->freq_code = view.data[start + 3] & 0xf;
  rk_view_u32 (view, start + 4, &self->entry);
  self->checksum = CHECKSUM_SEED;

  for (guint i = 0; i < n_segments; i++)
    if (!parse_segment (self, view, &at, error))
      return FALSE;

  self->checksum_offset = at + (BLOCK - 1 - (at - self->offset) % BLOCK);
  if (!rk_view_has (view, self->checksum_offset, 1))
    return bad_image (error, view.size, "the file ends before the checksum");

  self->stored_checksum = view.data[self->checksum_offset];
  self->length = self->checksum_offset + 1 - self->offset;
  return TRUE;
}

static void
parse_crc (RkImage *self,
           RkView   view)
{
  gsize at = self->offset + self->length;

  self->has_crc = rk_view_u32 (view, at, &self->stored_crc);
  if (!self->has_crc)
    return;

  self->crc = rk_image_crc (view.data + self->offset, self->length);
  self->length += 4;
}

static gboolean
parse_ea (RkImage *self,
          RkView   view,
          GError **error)
{
  gsize start = self->offset;

  self->ea = TRUE;
  if (!rk_view_has (view, start, HEADER_LENGTH + SEGMENT_HEADER))
    return bad_image (error, view.size, "the file ends inside the image header");
  if (view.data[start + 1] != EA_MARK)
    return bad_image (error, start + 1, "byte 1 of an EA image is not 4");

  self->slot = view.data[start + 3];
  self->irom_offset = start + HEADER_LENGTH + SEGMENT_HEADER;
  rk_view_u32 (view, start + HEADER_LENGTH + 4, &self->irom_length);
  if (!rk_view_has (view, self->irom_offset, self->irom_length))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE,
                   "the code is %u bytes long, but the file ends at offset 0x%" G_GSIZE_MODIFIER "x",
                   self->irom_length, view.size);
      return FALSE;
    }

  self->nested_offset = self->irom_offset + self->irom_length;
  if (!parse_e9 (self, view, self->nested_offset, error))
    return FALSE;

  parse_crc (self, view);
  return TRUE;
}

/**
 * rk_image_parse:
 * @bytes: what holds the image
 * @offset: where in @bytes it starts
 * @error: %RK_ERROR_BAD_IMAGE, with the offset of the fault
 *
 * Reads the structure of an E9 or EA image.  Sums that do not match are no error
 * here, since an image with one is still worth describing: rk_image_check()
 * judges them.  What follows the image in @bytes is not looked at.
 *
 * Returns: (transfer full): the image
 */
RkImage *
rk_image_parse (GBytes  *bytes,
                gsize    offset,
                GError **error)
{
  RkView view = rk_view (bytes);
  RkImage *self = g_new0 (RkImage, 1);
  gboolean ok;

  g_atomic_ref_count_init (&self->refs);
  self->segments = g_array_new (FALSE, FALSE, sizeof (RkImageSegment));
  self->offset = offset;

  if (!rk_view_has (view, offset, 1))
    ok = bad_image (error, offset, "nothing there");
  else if (view.data[offset] == RK_IMAGE_MAGIC_EA)
    ok = parse_ea (self, view, error);
  else
    ok = parse_e9 (self, view, offset, error);

  if (ok)
    return self;

  rk_image_unref (self);
  return NULL;
}

/**
 * rk_image_ref:
 * @self: an image
 *
 * Returns: (transfer full): @self
 */
RkImage *
rk_image_ref (RkImage *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * rk_image_unref:
 * @self: (transfer full): an image
 */
void
rk_image_unref (RkImage *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_array_unref (self->segments);
  g_free (self);
}

/**
 * rk_image_get_segment:
 * @self: an image
 * @index: counted from 0
 *
 * Returns: (nullable) (transfer none): the segment, %NULL past the last
 */
const RkImageSegment *
rk_image_get_segment (const RkImage *self,
                      guint          index)
{
  if (index >= self->segments->len)
    return NULL;

  return &g_array_index (self->segments, RkImageSegment, index);
}

/**
 * rk_image_check:
 * @self: an image
 * @error: %RK_ERROR_BAD_IMAGE, with the offset of the sum that does not match
 *
 * Returns: whether its checksum, and the CRC of an EA image, are right
 */
gboolean
rk_image_check (const RkImage *self,
                GError       **error)
{
  if (self->stored_checksum != self->checksum)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE,
                   "checksum is 0x%02x, but 0x%02x is stored at offset 0x%" G_GSIZE_MODIFIER "x",
                   self->checksum, self->stored_checksum, self->checksum_offset);
      return FALSE;
    }

  if (self->ea && !self->has_crc)
    return bad_image (error, self->offset + self->length, "the file ends before the CRC");

  if (self->ea && self->stored_crc != self->crc)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE,
                   "CRC is 0x%08x, but 0x%08x is stored at offset 0x%" G_GSIZE_MODIFIER "x",
                   self->crc, self->stored_crc, self->offset + self->length - 4);
      return FALSE;
    }

  return TRUE;
}

static guint8
replace_bits (guint8 byte,
              int    value,
              guint  shift,
              guint8 mask)
{
  if (value == RK_IMAGE_KEEP)
    return byte;

  return (guint8)((byte & ~mask) | ((guint)value << shift & mask));
}

/**
 * rk_image_patch_header:
 * @bytes: what will be written at flash offset 0
 * @mode: 0–3, or %RK_IMAGE_KEEP
 * @freq: 0–15, or %RK_IMAGE_KEEP
 * @size_code: 0–15, or %RK_IMAGE_KEEP
 *
 * Sets how the ROM reads the flash chip.  Only the image at flash offset 0 is
 * asked for it, and only an E9 header has these fields.  Its checksum does not
 * cover them.
 *
 * Returns: (transfer full): @bytes themselves when nothing changes or they hold
 *   no E9 header, else a changed copy
 */
GBytes *
rk_image_patch_header (GBytes *bytes,
                       int     mode,
                       int     freq,
                       int     size_code)
{
  RkView view = rk_view (bytes);
  guint8 byte2, byte3;
  guint8 *copy;

  if (!rk_view_has (view, 0, HEADER_LENGTH) || view.data[0] != RK_IMAGE_MAGIC)
    return g_bytes_ref (bytes);

  byte2 = replace_bits (view.data[2], mode, 0, 0xff);
  byte3 = replace_bits (view.data[3], freq, 0, 0x0f);
  byte3 = replace_bits (byte3, size_code, 4, 0xf0);
  if (byte2 == view.data[2] && byte3 == view.data[3])
    return g_bytes_ref (bytes);

  copy = g_memdup2 (view.data, view.size);
  copy[2] = byte2;
  copy[3] = byte3;
  return g_bytes_new_take (copy, view.size);
}
