/* rk-slip.h: SLIP framing, as the boot loader and the stub speak it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain C11 without a library below it: the program that runs on the chip uses
 * the same code.  Nothing here allocates; buffers are the caller's.
 *
 * A frame stands between two END bytes; inside, END and ESC are escaped (RFC
 * 1055).  Unlike a network, the line also carries text that is in no frame: what
 * the boot ROM and the firmware print.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RK_SLIP_END     0xc0u
#define RK_SLIP_ESC     0xdbu
#define RK_SLIP_ESC_END 0xdcu
#define RK_SLIP_ESC_ESC 0xddu

/* The longest a frame of @length bytes can become: every byte escaped. */
#define RK_SLIP_ENCODED_MAX(length) (2 * (size_t)(length) + 2)

/**
 * RkSlipEvent:
 * @RK_SLIP_NONE: all input was taken in, and nothing came of it yet
 * @RK_SLIP_OUTSIDE: bytes that are in no frame, as they came
 * @RK_SLIP_FRAME: the content of a complete frame, never empty
 * @RK_SLIP_TOO_LONG: a frame outgrew the buffer; it is dropped as a whole and
 *   what follows counts as outside.  The bytes are its beginning, for a log
 * @RK_SLIP_BAD_ESCAPE: an escape that SLIP does not know; likewise
 */
typedef enum
{
  RK_SLIP_NONE,
  RK_SLIP_OUTSIDE,
  RK_SLIP_FRAME,
  RK_SLIP_TOO_LONG,
  RK_SLIP_BAD_ESCAPE,
} RkSlipEvent;

/**
 * RkSlipResult:
 * @event: what came of the input
 * @consumed: how many bytes of the input were taken; call again with the rest
 * @bytes: what the event is about; valid until the next call
 * @length: of @bytes
 */
typedef struct
{
  RkSlipEvent    event;
  size_t         consumed;
  const uint8_t *bytes;
  size_t         length;
} RkSlipResult;

typedef struct
{
  uint8_t *buffer;
  size_t   capacity;
  size_t   length;
  bool     inside;
  bool     escaped;
} RkSlipDecoder;

size_t       rk_slip_encode          (const uint8_t *bytes,
                                      size_t         length,
                                      uint8_t       *encoded,
                                      size_t         capacity);

void         rk_slip_decoder_init    (RkSlipDecoder *self,
                                      uint8_t       *buffer,
                                      size_t         capacity);
RkSlipResult rk_slip_decoder_push    (RkSlipDecoder *self,
                                      const uint8_t *input,
                                      size_t         count);
void         rk_slip_decoder_reopen  (RkSlipDecoder *self);
RkSlipResult rk_slip_decoder_abandon (RkSlipDecoder *self);

#ifdef __cplusplus
}
#endif
