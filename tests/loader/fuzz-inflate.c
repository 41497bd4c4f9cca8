/* fuzz-inflate.c: the inflater of the program on the chip, against libdeflate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compiled for the host.  What libdeflate makes of the input, it reads; and where
 * both read the input itself, it is the same to both.  libdeflate takes a few codes
 * that RFC 1951 has no meaning for.  In whatever pieces it comes.
 */

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

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

static void
check_stream (const uint8_t *bytes,
              size_t         length,
              uint32_t       piece)
{
  struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor ();
  size_t expected_count;
  uint32_t count;

  memcpy (slots, bytes, length);
  if (inflate ((uint32_t)length, piece, &count) && count <= OUTPUT_MAX &&
      libdeflate_deflate_decompress (decompressor, bytes, length, expected, sizeof expected, &expected_count) ==
        LIBDEFLATE_SUCCESS)
    require (count == expected_count && memcmp (output, expected, count) == 0);
  libdeflate_free_decompressor (decompressor);
}

static void
check_content (const uint8_t *bytes,
               size_t         length,
               int            level,
               uint32_t       piece)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (level);
  size_t packed = libdeflate_deflate_compress (compressor, bytes, length, slots, SLOTS_SIZE);
  uint32_t count;

  if (packed > 0)
    require (inflate ((uint32_t)packed, piece, &count) && count == length && memcmp (output, bytes, length) == 0);
  libdeflate_free_compressor (compressor);
}

/* The first byte of the input says in which pieces the rest comes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  if (size < 2 || size - 1 > SLOTS_SIZE)
    return 0;

  check_stream (data + 1, size - 1, 1u + data[0] * 5u);
  check_content (data + 1, size - 1, data[0] % 13, 1u + data[0] * 5u);
  return 0;
}
