/* rk-soc-image.c: applications in the virtual module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formats: tools/gen_appbin.py of Espressif's ESP8266_NONOS_SDK.
 */

#include "rk-soc-image.h"

#include <string.h>

#define MAGIC_PLAIN     0xe9
#define MAGIC_BOOT      0xea /* with the flash part in front, for boot_v1.2 and later */
#define BOOT_SEGMENTS   4
#define HEADER          8
#define CHECKSUM_SEED   0xef
#define CHECKSUM_ALIGN  16

/* Where the first half of the flash ends, in front of the parameters: an image
 * without a known end reaches at most so far. */
#define OPEN_END        0x80000

/* Slots of the maps 256+256, 512+512 and 1024+1024, and the one without loader. */
static const guint32 places[] = { 0x0, 0x1000, 0x41000, 0x81000, 0x101000 };

static guint32
get_word (const guint8 *flash,
          guint32       offset)
{
  guint32 word;

  memcpy (&word, flash + offset, 4);
  return GUINT32_FROM_LE (word);
}

/* The segments of a plain image, from its header at @offset. */
static gboolean
read_segments (RkSocImage   *image,
               const guint8 *flash,
               guint32       size,
               guint32       offset)
{
  guint32 place = offset + HEADER;

  if (offset > size - HEADER || flash[offset] != MAGIC_PLAIN || flash[offset + 1] > RK_SOC_IMAGE_SEGMENTS)
    return FALSE;

  image->entry = get_word (flash, offset + 4);
  image->n_segments = flash[offset + 1];
  for (guint i = 0; i < image->n_segments; i++)
    {
      RkSocSegment *segment = &image->segments[i];

      if (place > size - HEADER)
        return FALSE;
      segment->address = get_word (flash, place);
      segment->length = get_word (flash, place + 4);
      segment->offset = place + HEADER;
      if (segment->length > size - segment->offset)
        return FALSE;
      place = segment->offset + segment->length;
    }

  image->checksum_offset = offset + ((place - offset) | (CHECKSUM_ALIGN - 1));

  return image->checksum_offset < size;
}

static gboolean
read_boot_image (RkSocImage   *image,
                 const guint8 *flash,
                 guint32       size,
                 guint32       offset)
{
  guint32 text;

  if (flash[offset + 1] != BOOT_SEGMENTS || offset > size - 2 * HEADER)
    return FALSE;
  text = get_word (flash, offset + HEADER + 4);
  if (text > size - offset - 2 * HEADER || !read_segments (image, flash, size, offset + 2 * HEADER + text))
    return FALSE;

  image->crc_offset = image->checksum_offset + 1;
  image->length = image->crc_offset + 4 - offset;

  return image->length <= size - offset;
}

static gboolean
read_image (RkSocImage   *image,
            const guint8 *flash,
            guint32       size,
            guint32       offset)
{
  *image = (RkSocImage){ .offset = offset };
  if (offset > size - 2 * HEADER)
    return FALSE;
  if (flash[offset] == MAGIC_BOOT)
    return read_boot_image (image, flash, size, offset);

  image->length = MIN (size, offset + OPEN_END) - offset;
  return read_segments (image, flash, size, offset);
}

/* A loader, whose own end is not told, does not reach into the application. */
static void
end_before (RkSocImage *image,
            guint32     offset)
{
  image->length = MIN (image->length, offset - image->offset);
}

/**
 * rk_soc_images_find:
 * @flash: the content of the flash
 * @size: its size, at least 64 KiB
 *
 * Returns: (transfer full) (element-type RkSocImage): the images at the places
 *   where loaders look for them
 */
GArray *
rk_soc_images_find (const guint8 *flash,
                    guint32       size)
{
  GArray *images = g_array_new (FALSE, FALSE, sizeof (RkSocImage));

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      RkSocImage image;

      if (!read_image (&image, flash, size, places[i]))
        continue;
      if (images->len > 0)
        end_before (&g_array_index (images, RkSocImage, images->len - 1), image.offset);
      g_array_append_val (images, image);
    }

  return images;
}

static guint32
get_crc (const guint8 *bytes,
         guint32       count)
{
  guint32 crc = G_MAXUINT32;

  for (guint32 i = 0; i < count; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }

  return ~crc;
}

/* gen_appbin.py writes the absolute value of a signed number, plus one. */
static gboolean
is_crc_right (const RkSocImage *self,
              const guint8     *flash)
{
  guint32 crc = get_crc (flash + self->offset, self->crc_offset - self->offset);

  return get_word (flash, self->crc_offset) == ((crc & 0x80000000) != 0 ? ~crc : crc + 1);
}

/**
 * rk_soc_image_is_intact:
 * @self: an image
 * @flash: the content of the flash
 *
 * Returns: whether its checksum and, where it has one, its CRC are right
 */
gboolean
rk_soc_image_is_intact (const RkSocImage *self,
                        const guint8     *flash)
{
  guint8 sum = CHECKSUM_SEED;

  for (guint i = 0; i < self->n_segments; i++)
    {
      for (guint32 n = 0; n < self->segments[i].length; n++)
        sum ^= flash[self->segments[i].offset + n];
    }

  return sum == flash[self->checksum_offset] && (self->crc_offset == 0 || is_crc_right (self, flash));
}
