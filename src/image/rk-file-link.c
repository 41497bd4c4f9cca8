/* rk-file-link.c: the flash offset that code was linked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Code that runs from flash carries its own absolute addresses as 32-bit
 * literals, among them those of its functions.  With the right load address many
 * literals point at a function's first instruction; with a wrong one next to
 * none do.  Measured on SDK 0.9.3 to 3.0.6: 136 to 405 hits against at most 25.
 */

#include "rk-file-link.h"

#include "rk-bytes.h"
#include "rk-flash-map.h"

/* Where the CPU sees flash. */
#define FLASH_WINDOW 0x40200000u

/* Fewer hits than this may be chance; a real program of 10 KB has more. */
#define MIN_HITS 12

/* The best place must beat the second by this factor. */
#define MIN_LEAD 3

/* Link offsets of the SDK's linker scripts ld/eagle.app.v6*.ld: without boot
 * loader (new, old), boot_v1.1's user1 and user2 (256+256, 512+512), user1 and
 * user2 of the later loaders (256+256, 512+512, 1024+1024 unpaged), and the
 * Arduino core's sketch behind eboot.
 */
static const guint32 candidates[] = {
  0x10000, 0x40000, 0x11000, 0x51000, 0x91000, 0x1010, 0x41010, 0x81010, 0x101010, 0x20000,
};

/* addi a1, a1, -n: how nearly every function that calls another begins, as the
 * call0 ABI keeps the stack pointer in a1.
 */
static gboolean
is_prologue (RkView view,
             gsize  at)
{
  return rk_view_has (view, at, 3) &&
         view.data[at] == 0x12 && view.data[at + 1] == 0xc1 && view.data[at + 2] >= 0x80;
}

static guint
count_hits (RkView  view,
            gsize   irom_offset,
            gsize   irom_length,
            guint32 link_offset)
{
  guint32 start = FLASH_WINDOW + link_offset;
  guint32 literal;
  guint hits = 0;

  for (gsize at = 0; rk_view_u32 (view, at, &literal); at += 4)
    if (literal >= start && literal - start < irom_length)
      hits += is_prologue (view, irom_offset + (literal - start));

  return hits;
}

/**
 * rk_file_link_find:
 * @bytes: a whole file
 * @irom_offset: where in it the code for flash starts
 * @irom_length: how long it is
 *
 * Returns: the flash offset that this code expects to be at, or
 *   %RK_FLASH_NOWHERE when it cannot be told
 */
guint32
rk_file_link_find (GBytes *bytes,
                   gsize   irom_offset,
                   gsize   irom_length)
{
  RkView view = rk_view (bytes);
  guint best = 0, second = 0;
  guint32 found = RK_FLASH_NOWHERE;

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      guint hits = count_hits (view, irom_offset, irom_length, candidates[i]);

      if (hits > best)
        {
          second = best;
          best = hits;
          found = candidates[i];
        }
      else
        second = MAX (second, hits);
    }

  return best >= MIN_HITS && best >= second * MIN_LEAD ? found : RK_FLASH_NOWHERE;
}
