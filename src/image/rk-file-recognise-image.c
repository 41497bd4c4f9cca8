/* rk-file-recognise-image.c: telling the kinds of programs apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-bytes.h"
#include "rk-error.h"
#include "rk-file-link.h"
#include "rk-file-recognise.h"

/* The Arduino core links its boot loader eboot here (bootloaders/eboot/eboot.ld)
 * and puts the sketch in the next sector.
 */
#define EBOOT_ADDRESS 0x4010f000u
#define SKETCH_OFFSET 0x1000

/* boot_v1.1's user1.bin and merged no-boot programs: code for flash starts here. */
#define IROM_OFFSET 0x10000

#define FLASH_WINDOW 0x40200000u
#define IRAM_START   0x40100000u
#define IRAM_END     0x40110000u

/* One segment of an EA image's header comes before its code. */
#define EA_IROM_OFFSET 0x10

static gboolean
is_flash_address (guint32 address)
{
  return address >= FLASH_WINDOW && address < FLASH_WINDOW + 0x100000;
}

/* How many words of the image look like addresses of code in flash.  Chance gives
 * one in 4096.
 */
static guint
count_flash_literals (const RkImage *image,
                      RkView         view,
                      guint32        from,
                      guint32        to)
{
  guint count = 0;

  for (guint i = 0; i < image->segments->len; i++)
    {
      const RkImageSegment *segment = rk_image_get_segment (image, i);
      gsize end = segment->offset + segment->length;
      guint32 word;

      for (gsize at = segment->offset; at + 4 <= end && rk_view_u32 (view, at, &word); at += 4)
        count += word >= FLASH_WINDOW + from && word < FLASH_WINDOW + to;
    }

  return count;
}

static gboolean
is_other_chip (RkView view)
{
  guint32 entry = 0;

  if (!rk_view_u32 (view, 4, &entry) || view.data[0] != RK_IMAGE_MAGIC)
    return FALSE;

  /* Code memory of ESP32 and ESP32-S2; S3 and C3; C6 and H2.  The ESP8266 has
   * nothing in these ranges.
   */
  return (entry >= 0x40020000 && entry < IRAM_START) || (entry >= 0x40370000 && entry < 0x40400000) ||
         (entry >= 0x40800000 && entry < 0x40900000);
}

/* Whether a header that does not parse still is one: a few bytes by chance do not
 * make an image.
 */
static gboolean
is_plausible_header (RkView view)
{
  guint32 entry = 0;

  if (view.size < 4)
    return FALSE;
  if (view.data[0] == RK_IMAGE_MAGIC_EA)
    return view.data[1] == 4 && view.data[2] <= 3 && view.data[3] <= 2;
  if (view.data[0] != RK_IMAGE_MAGIC || view.data[1] > 16 || view.data[2] > 3)
    return FALSE;

  return !rk_view_u32 (view, 4, &entry) || (entry >= IRAM_START && entry < IRAM_END);
}

/* Keeps the first fault found: later ones often follow from it. */
static void
set_damage (RkFileInfo *info,
            const char *what,
            gsize       offset)
{
  if (info->damage == NULL)
    info->damage = g_error_new (RK_ERROR, RK_ERROR_BAD_IMAGE, "%s at offset 0x%" G_GSIZE_MODIFIER "x", what, offset);
}

static RkFileKind
guess_broken_kind (RkView               view,
                   const RkFileStrings *strings)
{
  guint32 address = 0;

  if (view.data[0] == RK_IMAGE_MAGIC_EA)
    return RK_FILE_USER_APP;
  if (rk_view_u32 (view, 8, &address) && address == EBOOT_ADDRESS)
    return RK_FILE_SKETCH;
  if (strings->loader_version != NULL)
    return RK_FILE_BOOT_LOADER;
  if (strings->is_rtos_loader)
    return RK_FILE_RTOS_LOADER;

  return RK_FILE_WHOLE_APP;
}

/* The map of an application.  Its own header names the one it was built for, but
 * the address that slot 2 is linked for outweighs it, and a program that is larger
 * than the slots of that map was built without care for the header.
 */
static void
set_map (RkFileInfo *info,
         guint       size_code)
{
  const RkFlashMap *map = rk_flash_map_get (size_code);

  if (info->slot == 2 && info->link_offset == 0x41000)
    map = rk_flash_map_get (0);
  else if (info->slot == 2 && info->link_offset == 0x81000 &&
           (map == NULL || g_strcmp0 (map->arrangement, "512+512") != 0))
    map = rk_flash_map_get (2);

  if (map == NULL || map->arrangement == NULL || map->slots[1] - map->slots[0] < info->size)
    return;

  info->map = map;
  info->arrangement = map->arrangement;
}

static void
recognise_ea (RkFileInfo *info,
              GBytes     *bytes)
{
  const RkImage *image = info->image;
  guint32 link = rk_file_link_find (bytes, image->irom_offset, image->irom_length);
  guint32 base = link - EA_IROM_OFFSET;

  info->kind = RK_FILE_USER_APP;
  info->slot = image->slot == 1 || image->slot == 2 ? image->slot : 0;
  /* Unknown, or code that was linked for no slot. */
  info->link_offset = base % RK_FLASH_SECTOR == 0 ? base : RK_FLASH_NOWHERE;
  set_map (info, image->size_code);

  if (info->slot == 0)
    set_damage (info, "the slot is neither 1 nor 2", 3);
  else if ((base == 0x41000 || base == 0x81000) && info->slot == 1)
    set_damage (info, "the code is linked for slot 2, but the slot is 1", 3);
}

/* What a program that is linked for @link in flash, with its code at 0x10000 of
 * the file, is.
 */
static void
recognise_two_part (RkFileInfo *info,
                    GBytes     *bytes)
{
  gsize irom_length = info->size - IROM_OFFSET;
  guint32 link = rk_file_link_find (bytes, IROM_OFFSET, irom_length);
  guint within, beyond;

  info->kind = link == 0x11000 || link == 0x51000 || link == 0x91000 ? RK_FILE_USER_APP : RK_FILE_WHOLE_APP;
  if (info->kind != RK_FILE_USER_APP)
    return;

  info->old_loader = TRUE;
  info->link_offset = link - IROM_OFFSET;
  info->slot = link == 0x11000 ? 1 : 2;
  set_map (info, info->image->size_code);

  /* These carry no sum over the code in flash.  Calls that lead past the end of
   * the file are the one sign that its tail is missing.
   */
  within = count_flash_literals (info->image, rk_view (bytes), link, link + (guint32)irom_length);
  beyond = count_flash_literals (info->image, rk_view (bytes), link + (guint32)irom_length, link + 0x40000);
  if (beyond > 8 && beyond > within / 8)
    set_damage (info, "the code refers to what lies past its end", info->size);
}

static gboolean
recognise_sketch (RkFileInfo *info,
                  GBytes     *bytes)
{
  g_autoptr(RkImage) sketch = NULL;
  GError **damage = info->damage == NULL ? &info->damage : NULL;

  if (rk_image_get_segment (info->image, 0)->address != EBOOT_ADDRESS)
    return FALSE;

  info->kind = RK_FILE_SKETCH;
  sketch = rk_image_parse (bytes, SKETCH_OFFSET, damage);
  if (sketch != NULL)
    rk_image_check (sketch, damage);
  return TRUE;
}

static gboolean
recognise_rtos_app (RkFileInfo *info)
{
  for (guint i = 0; i < info->image->segments->len; i++)
    {
      const RkImageSegment *segment = rk_image_get_segment (info->image, i);

      if (!is_flash_address (segment->address))
        continue;

      info->kind = RK_FILE_RTOS_APP;
      if (segment->address - FLASH_WINDOW >= segment->offset)
        info->link_offset = (guint32)(segment->address - FLASH_WINDOW - segment->offset) & ~(RK_FLASH_SECTOR - 1);
      return TRUE;
    }

  return FALSE;
}

static void
recognise_small (RkFileInfo *info,
                 GBytes     *bytes)
{
  RkView view = rk_view (bytes);
  guint words = (guint)(info->image->length / 4);
  guint literals = count_flash_literals (info->image, view, 0x10000, 0x100000);

  if (info->size >= info->image->length + RK_FLASH_SECTOR / 16 &&
      rk_view_is_filled (view, info->image->length, view.size, 0xff))
    {
      info->kind = RK_FILE_USER_APP;
      info->old_loader = TRUE;
      set_damage (info, "the file ends before its code for flash", info->size);
    }
  else if (literals > 32 && literals > words / 512)
    {
      guint low_literals = count_flash_literals (info->image, view, 0x10000, 0x40000);

      info->kind = RK_FILE_FLASH_APP;
      info->link_offset = low_literals > literals / 8 ? 0x10000 : 0x40000;
    }
  else
    info->kind = RK_FILE_WHOLE_APP;
}

static void
recognise_e9 (RkFileInfo          *info,
              GBytes              *bytes,
              const RkFileStrings *strings)
{
  const RkImage *image = info->image;
  RkView view = rk_view (bytes);
  gboolean padded = info->size > IROM_OFFSET &&
                    (image->length == IROM_OFFSET ||
                     rk_view_is_filled (view, image->length, IROM_OFFSET, 0xff) ||
                     rk_view_is_filled (view, image->length, IROM_OFFSET, 0));

  if (recognise_sketch (info, bytes))
    return;
  if (strings->loader_version != NULL && info->size <= 2 * RK_FLASH_SECTOR)
    info->kind = RK_FILE_BOOT_LOADER;
  else if (strings->is_rtos_loader && image->length <= 0x8000)
    info->kind = RK_FILE_RTOS_LOADER;
  else if (!recognise_rtos_app (info) && padded)
    recognise_two_part (info, bytes);
  else if (info->kind == RK_FILE_UNKNOWN)
    recognise_small (info, bytes);
}

/**
 * rk_file_recognise_image:
 * @info: to be filled
 * @bytes: the file
 * @strings: the texts found in it
 *
 * Returns: whether it is a program, damaged or not
 */
gboolean
rk_file_recognise_image (RkFileInfo          *info,
                         GBytes              *bytes,
                         const RkFileStrings *strings)
{
  RkView view = rk_view (bytes);

  if (view.data[0] != RK_IMAGE_MAGIC && view.data[0] != RK_IMAGE_MAGIC_EA)
    return FALSE;

  if (is_other_chip (view))
    {
      info->kind = RK_FILE_OTHER_CHIP;
      return TRUE;
    }

  if (!is_plausible_header (view))
    return FALSE;

  info->image = rk_image_parse (bytes, 0, &info->damage);
  if (info->image == NULL)
    {
      info->kind = guess_broken_kind (view, strings);
      if (info->kind == RK_FILE_USER_APP && view.data[3] != 0)
        info->slot = view.data[3];
      return TRUE;
    }

  rk_image_check (info->image, &info->damage);
  if (info->image->ea)
    recognise_ea (info, bytes);
  else
    recognise_e9 (info, bytes, strings);
  return TRUE;
}
