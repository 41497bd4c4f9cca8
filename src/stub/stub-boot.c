/* stub-boot.c: gets the rest of the program from the line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM knows blocks of 6 KiB or so, of which all is sent anew when one byte was
 * damaged, and one at a time.  So it loads no more than this, which takes the
 * program in short blocks that follow each other, each with a CRC, and tells which
 * are missing.  It stands alone: neither the rest of the code nor constants and
 * variables are there yet.
 */

#include "stub.h"

#include "rk-slip.h"

#define POLYNOMIAL 0xedb88320u /* as in rk-crc32.c, which needs a table */

/* Without a byte for so long, at the clock of the ROM, there is no host any more. */
#define SILENCE_TICKS (5000u * 52000u)

#define BLOCK       RK_STUB_LOAD_BLOCK
#define BLOCK_FRAME (RK_STUB_HEADER + BLOCK + RK_STUB_TRAILER)

#define BOOT __attribute__ ((section (".boot"), optimize ("no-tree-loop-distribute-patterns")))

extern uint32_t _boot_end[], _image_end[];

void boot (void);

static BOOT uint32_t
add_to_crc (uint32_t crc,
            uint8_t  byte)
{
  crc ^= byte;
  for (int bit = 0; bit < 8; bit++)
    crc = crc >> 1 ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
  return crc;
}

static BOOT uint8_t
get_byte (void)
{
  uint32_t start = get_ticks ();

  while (RX_COUNT () == 0)
    if (get_ticks () - start > SILENCE_TICKS)
      software_reset ();
  return (uint8_t)UART_FIFO;
}

/* Up to the next frame whose CRC is right; answers its length.  Each END may begin
 * one, whatever it ends: so noise between frames does no harm. */
static BOOT uint32_t
receive (uint8_t *frame)
{
  uint32_t crc = UINT32_MAX;
  uint32_t length = 0;

  while (true)
    {
      uint8_t byte = get_byte ();

      if (byte == RK_SLIP_END)
        {
          if (length >= RK_STUB_HEADER + RK_STUB_TRAILER && crc == ~RK_CRC32_RESIDUE)
            return length;
          crc = UINT32_MAX;
          length = 0;
          continue;
        }

      if (byte == RK_SLIP_ESC)
        byte = get_byte () == RK_SLIP_ESC_END ? RK_SLIP_END : RK_SLIP_ESC;
      crc = add_to_crc (crc, byte);
      if (length < BLOCK_FRAME)
        frame[length] = byte;
      length++;
    }
}

static BOOT void
put (uint8_t byte)
{
  while (TX_COUNT () >= FIFO_SIZE)
    ;
  UART_FIFO = byte;
}

static BOOT uint32_t
send (uint32_t crc,
      uint8_t  byte)
{
  if (byte == RK_SLIP_END || byte == RK_SLIP_ESC)
    {
      put (RK_SLIP_ESC);
      put (byte == RK_SLIP_END ? RK_SLIP_ESC_END : RK_SLIP_ESC_ESC);
    }
  else
    {
      put (byte);
    }
  return add_to_crc (crc, byte);
}

static BOOT uint32_t
send_word (uint32_t crc,
           uint32_t word)
{
  for (int i = 0; i < 4; i++, word >>= 8)
    crc = send (crc, (uint8_t)word);
  return crc;
}

/* To @frame, whatever it was. */
static BOOT void
answer (const uint8_t *frame,
        uint32_t       missing)
{
  uint32_t crc = UINT32_MAX;

  put (RK_SLIP_END);
  crc = send (crc, RK_STUB_LOAD | RK_STUB_REPLY);
  crc = send (crc, 0);
  crc = send (crc, frame[2]);
  crc = send (crc, frame[3]);
  crc = send (crc, RK_STUB_OK);
  crc = send_word (crc, missing);
  send_word (0, ~crc);
  put (RK_SLIP_END);
}

static BOOT void
place (uint32_t       number,
       const uint8_t *bytes)
{
  volatile uint32_t *target = _boot_end + number * BLOCK / 4;

  for (uint32_t i = 0; i < BLOCK; i += 4)
    *target++ = *(const uint32_t *)(bytes + i);
}

/* Comes back when all is there. */
BOOT void
boot (void)
{
  uint32_t count = ((uint32_t)(_image_end - _boot_end) * 4 + BLOCK - 1) / BLOCK;
  uint32_t missing = UINT32_MAX >> (32 - count);
  uint8_t *frame = slots; /* not in use yet */

  /* The ROM's handler would take the bytes away, were it still wanted. */
  UART_INT_ENA = 0;

  while (missing != 0)
    {
      uint32_t length = receive (frame);
      uint32_t number = frame[2] | (uint32_t)frame[3] << 8;

      if (frame[0] == RK_STUB_LOAD && length == BLOCK_FRAME && number < count)
        {
          place (number, frame + RK_STUB_HEADER);
          missing &= ~(1u << number);
        }
      answer (frame, missing);
    }
}
