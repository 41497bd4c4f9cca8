/* rk-slip.c: SLIP framing, as the boot loader and the stub speak it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-slip.h"

/**
 * rk_slip_encode:
 * @bytes: the content of the frame
 * @length: of @bytes
 * @encoded: where the frame goes
 * @capacity: of @encoded; %RK_SLIP_ENCODED_MAX always suffices
 *
 * Returns: the length of the frame with both of its END bytes, or 0 when it does
 *   not fit; then @encoded holds nothing of use
 */
size_t
rk_slip_encode (const uint8_t *bytes,
                size_t         length,
                uint8_t       *encoded,
                size_t         capacity)
{
  size_t used = 0;

  if (capacity < 2)
    return 0;

  encoded[used++] = RK_SLIP_END;

  for (size_t i = 0; i < length; i++)
    {
      bool special = bytes[i] == RK_SLIP_END || bytes[i] == RK_SLIP_ESC;

      /* One byte stays free for the END that closes the frame. */
      if (capacity - used < (special ? 3u : 2u))
        return 0;

      if (special)
        {
          encoded[used++] = RK_SLIP_ESC;
          encoded[used++] = bytes[i] == RK_SLIP_END ? RK_SLIP_ESC_END : RK_SLIP_ESC_ESC;
        }
      else
        {
          encoded[used++] = bytes[i];
        }
    }

  encoded[used++] = RK_SLIP_END;
  return used;
}

/**
 * rk_slip_decoder_init:
 * @self: a decoder
 * @buffer: where a frame is put together; stays the caller's
 * @capacity: the longest frame that is accepted
 *
 * Makes @self ready, outside of any frame.
 */
void
rk_slip_decoder_init (RkSlipDecoder *self,
                      uint8_t       *buffer,
                      size_t         capacity)
{
  *self = (RkSlipDecoder){ .buffer = buffer, .capacity = capacity };
}

/* Ends the frame that is being put together, for good or bad. */
static RkSlipResult
finish (RkSlipDecoder *self,
        RkSlipEvent    event,
        size_t         consumed)
{
  RkSlipResult result = { event, consumed, self->buffer, self->length };

  self->inside = false;
  self->escaped = false;
  self->length = 0;
  return result;
}

static size_t
count_outside (const uint8_t *input,
               size_t         count)
{
  size_t length = 0;

  while (length < count && input[length] != RK_SLIP_END)
    length++;
  return length;
}

/* Takes the bytes that mean themselves, as far as they go: nearly all do. */
static size_t
take_plain (RkSlipDecoder *self,
            const uint8_t *input,
            size_t         count)
{
  size_t room = self->capacity - self->length;
  uint8_t *target = self->buffer + self->length;
  const uint8_t *place = input;
  const uint8_t *end = input + (count < room ? count : room);

  if (self->escaped)
    return 0;
  while (place < end && *place != RK_SLIP_END && *place != RK_SLIP_ESC)
    *target++ = *place++;

  self->length += (size_t)(place - input);
  return (size_t)(place - input);
}

/* Takes one byte inside a frame; RK_SLIP_NONE means that the frame goes on. */
static RkSlipEvent
take (RkSlipDecoder *self,
      uint8_t        byte)
{
  if (self->escaped)
    {
      if (byte != RK_SLIP_ESC_END && byte != RK_SLIP_ESC_ESC)
        return RK_SLIP_BAD_ESCAPE;
      byte = byte == RK_SLIP_ESC_END ? RK_SLIP_END : RK_SLIP_ESC;
      self->escaped = false;
    }
  else if (byte == RK_SLIP_END)
    {
      /* Two END in a row are no empty frame, but the end of one and the start of
       * the next. */
      return self->length > 0 ? RK_SLIP_FRAME : RK_SLIP_NONE;
    }
  else if (byte == RK_SLIP_ESC)
    {
      self->escaped = true;
      return RK_SLIP_NONE;
    }

  if (self->length == self->capacity)
    return RK_SLIP_TOO_LONG;

  self->buffer[self->length++] = byte;
  return RK_SLIP_NONE;
}

/**
 * rk_slip_decoder_push:
 * @self: a decoder
 * @input: bytes as they came from the line
 * @count: of @input
 *
 * Takes bytes up to the next event.  Call it in a loop, each time with what was
 * not consumed, until all is.
 *
 * Returns: what came of them
 */
RkSlipResult
rk_slip_decoder_push (RkSlipDecoder *self,
                      const uint8_t *input,
                      size_t         count)
{
  size_t used = 0;

  if (!self->inside)
    {
      used = count_outside (input, count);
      if (used > 0)
        return (RkSlipResult){ RK_SLIP_OUTSIDE, used, input, used };
      if (count == 0)
        return (RkSlipResult){ RK_SLIP_NONE, 0, NULL, 0 };

      self->inside = true;
      used = 1;
    }

  while ((used += take_plain (self, input + used, count - used)) < count)
    {
      RkSlipEvent event = take (self, input[used++]);

      if (event != RK_SLIP_NONE)
        return finish (self, event, used);
    }

  return (RkSlipResult){ RK_SLIP_NONE, used, NULL, 0 };
}

/**
 * rk_slip_decoder_reopen:
 * @self: a decoder that has just returned %RK_SLIP_FRAME
 *
 * To be called when that frame makes no sense.  Then its first END was noise,
 * and the END that closed it is the one that opens the next frame; otherwise
 * frames and the gaps between them would stay exchanged for ever.
 */
void
rk_slip_decoder_reopen (RkSlipDecoder *self)
{
  self->inside = true;
}

/**
 * rk_slip_decoder_abandon:
 * @self: a decoder
 *
 * Gives up a frame that has begun and will not be completed.
 *
 * Returns: %RK_SLIP_OUTSIDE with what it had of it, or %RK_SLIP_NONE
 */
RkSlipResult
rk_slip_decoder_abandon (RkSlipDecoder *self)
{
  return finish (self, self->length > 0 ? RK_SLIP_OUTSIDE : RK_SLIP_NONE, 0);
}
