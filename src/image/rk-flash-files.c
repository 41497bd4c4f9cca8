/* rk-flash-files.c: file systems in flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-files.h"

#include "rk-bytes.h"

/* littlefs, SPEC.md: the first entry of the pair of blocks 0 and 1 is the super
 * block: its name 8 bytes in, and behind one more tag version, block size and block
 * count.
 */
#define LITTLEFS_NAME_AT  8
#define LITTLEFS_SIZE_AT  24
#define LITTLEFS_COUNT_AT 28

/* spiffs, src/spiffs_nucleus.h: SPIFFS_MAGIC with SPIFFS_USE_MAGIC_LENGTH, at
 * SPIFFS_MAGIC_PADDR in each block: before the last object id of its first page.
 * The Arduino core has pages of 256 bytes and blocks of 4 or 8 KiB.
 */
#define SPIFFS_MAGIC    0x0529u
#define SPIFFS_PAGE     256u
#define SPIFFS_MAGIC_AT (SPIFFS_PAGE - 4)

/* By chance two words may fit together, but hardly this many. */
#define SPIFFS_BLOCKS_MIN 4

static gboolean
is_littlefs (RkView   view,
             guint32  offset,
             guint32 *length)
{
  guint32 size = 0, count = 0;

  if (!rk_view_starts_with (view, offset + LITTLEFS_NAME_AT, "littlefs") ||
      !rk_view_u32 (view, offset + LITTLEFS_SIZE_AT, &size) || !rk_view_u32 (view, offset + LITTLEFS_COUNT_AT, &count))
    return FALSE;
  if (size < 0x1000 || size > 0x10000 || size % 0x1000 != 0 || count < 2 || (guint64)size * count > view.size - offset)
    return FALSE;

  *length = size * count;
  return TRUE;
}

/* How many blocks there are from this one on, as its mark says. */
static guint
spiffs_blocks_left (RkView  view,
                    gsize   block)
{
  const guint8 *mark = view.data + block + SPIFFS_MAGIC_AT;

  if (!rk_view_has (view, block, SPIFFS_PAGE))
    return 0;
  return (mark[0] | (guint)mark[1] << 8) ^ SPIFFS_MAGIC ^ SPIFFS_PAGE;
}

static gboolean
is_spiffs (RkView   view,
           guint32  offset,
           guint32  block,
           guint32 *length)
{
  guint count = spiffs_blocks_left (view, offset);

  if (count < SPIFFS_BLOCKS_MIN || (guint64)count * block > view.size - offset)
    return FALSE;
  for (guint i = 1; i < count; i++)
    if (spiffs_blocks_left (view, offset + (gsize)i * block) != count - i)
      return FALSE;

  *length = count * block;
  return TRUE;
}

/**
 * rk_flash_files_recognise:
 * @flash: the flash's content
 * @offset: inside it
 * @length: (out): how long the file system is
 *
 * Returns: what file system begins there
 */
RkFlashFiles
rk_flash_files_recognise (GBytes  *flash,
                          guint32  offset,
                          guint32 *length)
{
  RkView view = rk_view (flash);

  if (is_littlefs (view, offset, length))
    return RK_FLASH_FILES_LITTLEFS;
  if (is_spiffs (view, offset, 0x2000, length) || is_spiffs (view, offset, 0x1000, length))
    return RK_FLASH_FILES_SPIFFS;
  return RK_FLASH_FILES_NONE;
}
