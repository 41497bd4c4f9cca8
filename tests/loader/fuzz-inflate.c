/* fuzz-inflate.c: the inflater of the program on the chip, against libdeflate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compiled for the host.  What libdeflate can read, it reads, and to the same
 * bytes, in whatever pieces the input comes.
 */

#include <libdeflate.h>
#include <stdlib.h>

#include "stub.h"

#define OUTPUT_MAX (4 * WINDOW)

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static uint8_t output[OUTPUT_MAX], expected[OUTPUT_MAX];

static void
require (bool so)
{
  if (!so)
    abort ();
}

/* Answers whether the stream came to its end, and how long its content is. */
static bool
inflate (uint32_t  length,
         uint32_t  piece,
         uint32_t *count)
{
  uint32_t received = 0, done = 0;

  inflate_begin (length);
  for (;;)
    {
      InflateResult result = inflate_step (received, done);

      require (inflate_get_produced () - done <= WINDOW && inflate_get_consumed () <= received);
      for (; done < inflate_get_produced (); done++)
        if (done < OUTPUT_MAX)
          output[done] = window[done & WINDOW_MASK];

      *count = done;
      if (result == INFLATE_ENDED || done > OUTPUT_MAX)
        return result == INFLATE_ENDED;
      if (result == INFLATE_FAILED || (result == INFLATE_WAITS && received == length))
        return false;
      if (result == INFLATE_WAITS)
        received = length - received < piece ? length : received + piece;
    }
}

/* The first byte of the input says in which pieces the rest comes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  struct libdeflate_decompressor *decompressor;
  size_t expected_count;
  uint32_t count;
  bool ended;

  if (size < 2 || size - 1 > SLOTS_SIZE)
    return 0;

  memcpy (slots, data + 1, size - 1);
  ended = inflate ((uint32_t)size - 1, 1u + data[0] * 5u, &count);

  decompressor = libdeflate_alloc_decompressor ();
  if (libdeflate_deflate_decompress (decompressor, data + 1, size - 1, expected, sizeof expected, &expected_count) ==
      LIBDEFLATE_SUCCESS)
    require (ended && count == expected_count && memcmp (output, expected, count) == 0);
  libdeflate_free_decompressor (decompressor);
  return 0;
}
