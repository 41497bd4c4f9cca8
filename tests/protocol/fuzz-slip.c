/* fuzz-slip.c: whatever comes in, the decoder keeps its word
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "rk-rom-protocol.h"
#include "rk-slip.h"

#define CAPACITY 64

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
require (bool so)
{
  if (!so)
    abort ();
}

/* What a frame decodes to, encodes to something that decodes to it again. */
static void
check_round_trip (const uint8_t *bytes,
                  size_t         length)
{
  uint8_t encoded[RK_SLIP_ENCODED_MAX (CAPACITY)], buffer[CAPACITY];
  size_t count = rk_slip_encode (bytes, length, encoded, sizeof encoded);
  RkSlipDecoder decoder;
  RkSlipResult result;

  rk_slip_decoder_init (&decoder, buffer, sizeof buffer);
  result = rk_slip_decoder_push (&decoder, encoded, count);
  require (result.event == RK_SLIP_FRAME && result.length == length && memcmp (result.bytes, bytes, length) == 0);
}

static void
check_frame (const uint8_t *bytes,
             size_t         length)
{
  RkRomReply reply;

  require (length > 0 && length <= CAPACITY);
  check_round_trip (bytes, length);

  if (rk_rom_unpack_reply (bytes, length, &reply))
    require (reply.body + reply.body_length + RK_ROM_STATUS_LENGTH == bytes + length);
}

/* The first byte of the input says in which pieces the rest comes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  uint8_t buffer[CAPACITY];
  RkSlipDecoder decoder;
  size_t piece, at = 1;

  if (size == 0)
    return 0;

  piece = 1u + data[0] % 32u;
  rk_slip_decoder_init (&decoder, buffer, sizeof buffer);

  while (at < size)
    {
      size_t count = size - at < piece ? size - at : piece;
      RkSlipResult result = rk_slip_decoder_push (&decoder, data + at, count);

      require (result.consumed > 0 && result.consumed <= count);
      if (result.event == RK_SLIP_FRAME)
        check_frame (result.bytes, result.length);
      if (result.event == RK_SLIP_FRAME && (data[0] & 0x80) != 0)
        rk_slip_decoder_reopen (&decoder);
      at += result.consumed;
    }

  require (rk_slip_decoder_abandon (&decoder).length <= CAPACITY);
  return 0;
}
