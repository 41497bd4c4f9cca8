/* stub-read.c: hashes of the flash and its content, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The next request ends it: so the host is answered at once whatever goes on.
 */

#include "stub.h"

#define PIECE       RK_STUB_READ_PIECE
#define STATUS_BUSY 1u
#define READY_MS    500u

typedef void (*StepFunc) (void);

static StepFunc step;
static uint32_t offset;
static uint32_t left;     /* bytes */
static uint32_t n_hashes;
static uint32_t hashed;   /* bytes of each sector */
static uint32_t crc;
static Md5      md5;

/* The window is free while nothing is written. */
static uint32_t *const piece = (uint32_t *)window;

static uint8_t data[RK_STUB_FRAME_MAX];

void
read_cancel (void)
{
  step = NULL;
}

bool
read_is_at_work (void)
{
  return step != NULL;
}

void
read_step (void)
{
  if (step != NULL)
    step ();
}

static void
finish (size_t length)
{
  step = NULL;
  send_reply (RK_STUB_OK, length);
}

static RkStubStatus
begin (StepFunc func,
       uint32_t first,
       uint32_t length)
{
  uint32_t size = flash_get_size ();

  if (first > size || length > size - first)
    return RK_STUB_BAD_RANGE;
  if (flash_wait (READY_MS) != RK_STUB_OK)
    return RK_STUB_FLASH_BUSY;

  flash_choose_mode (first);
  offset = first;
  left = length;
  step = func;
  return RK_STUB_OK;
}

/* @use sees @count bytes more of the flash, 64 at a time, while the next ones come.
 * It may use the words behind those for itself. */
static HOT void
read_chunks (uint32_t   count,
             void     (*use) (uint32_t words[MD5_WORDS]))
{
  uint32_t words[MD5_WORDS];

  flash_begin_read (offset);
  while (count != 0)
    {
      flash_end_read (words);
      offset += FLASH_CHUNK;
      count -= FLASH_CHUNK;
      if (count != 0)
        flash_begin_read (offset);
      use (words);
    }
}

/* Reads on; @count: a whole number of chunks, or what is left. */
static uint32_t
read_piece (uint32_t count)
{
  if (count > left)
    count = left;
  flash_read (offset, piece, (count + FLASH_CHUNK - 1) & ~(FLASH_CHUNK - 1));
  offset += count;
  left -= count;
  return count;
}

static HOT void
add_to_crc (uint32_t words[MD5_WORDS])
{
  crc = rk_crc32_update (crc_table, crc, (const uint8_t *)words, FLASH_CHUNK);
}

static void
hash_step (void)
{
  uint32_t next = offset + RK_STUB_SECTOR;

  if (left == 0)
    {
      finish (4 * n_hashes);
      return;
    }

  crc = 0;
  read_chunks (hashed, add_to_crc);
  rk_stub_put32 (get_reply () + 4 * n_hashes++, crc);
  offset = next;
  left -= RK_STUB_SECTOR;
}

RkStubStatus
hash_begin (const RkStubFrame *frame)
{
  uint32_t first, count;

  if (frame->length != 6)
    return RK_STUB_BAD_LENGTH;

  first = rk_stub_get16 (frame->payload);
  count = rk_stub_get16 (frame->payload + 2);
  hashed = rk_stub_get16 (frame->payload + 4);
  if (count > RK_STUB_HASHES || hashed == 0 || hashed > RK_STUB_SECTOR || hashed % FLASH_CHUNK != 0)
    return RK_STUB_BAD_LENGTH;

  n_hashes = 0;
  return begin (hash_step, first * RK_STUB_SECTOR, count * RK_STUB_SECTOR);
}

static HOT void
add_to_md5 (uint32_t words[MD5_WORDS])
{
  md5_block (&md5, words);
}

static void
md5_step (void)
{
  uint32_t count = left < PIECE ? left & ~(FLASH_CHUNK - 1) : PIECE;

  if (count != 0)
    {
      read_chunks (count, add_to_md5);
      left -= count;
      return;
    }

  count = read_piece (left);
  md5_final (&md5, piece, count);
  memcpy (get_reply (), md5.state, sizeof md5.state);
  finish (sizeof md5.state);
}

RkStubStatus
md5_begin (const RkStubFrame *frame)
{
  if (frame->length != 8)
    return RK_STUB_BAD_LENGTH;

  md5_init (&md5);
  return begin (md5_step, rk_stub_get32 (frame->payload), rk_stub_get32 (frame->payload + 4));
}

static void
content_step (void)
{
  RkStubFrame frame = { RK_STUB_DATA, 0, get_sequence (), data + RK_STUB_HEADER, 0 };
  uint32_t first = offset;
  uint32_t count;

  if (left == 0)
    {
      finish (0);
      return;
    }

  count = read_piece (PIECE);
  rk_stub_put32 (data + RK_STUB_HEADER, first);
  frame.length = 4 + rk_stub_pack ((const uint8_t *)piece, count, data + RK_STUB_HEADER + 4);
  uart_send_frame (data, rk_stub_pack_frame (crc_table, &frame, data));
}

RkStubStatus
read_begin (const RkStubFrame *frame)
{
  if (frame->length != 8)
    return RK_STUB_BAD_LENGTH;

  return begin (content_step, rk_stub_get32 (frame->payload), rk_stub_get32 (frame->payload + 4));
}

/* It may take minutes; the host decides how long it waits. */
static void
erase_chip_step (void)
{
  if ((flash_read_status () & STATUS_BUSY) == 0)
    finish (0);
}

RkStubStatus
erase_chip_begin (const RkStubFrame *frame)
{
  RkStubStatus problem;

  if (frame->length != 0)
    return RK_STUB_BAD_LENGTH;
  problem = flash_unprotect ();
  if (problem != RK_STUB_OK)
    return problem;

  flash_erase_chip ();
  step = erase_chip_step;
  return RK_STUB_OK;
}
