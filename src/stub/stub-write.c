/* stub-write.c: blocks in, pages out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whenever the flash chip is ready it gets the next piece to program, if there is
 * one whose sector is erased, and else the next sector or block to erase.  Blocks
 * from the line wait in their slots meanwhile, and what is decompressed waits in
 * the window.
 */

#include "stub.h"

#define ERASE_MS   10000u /* data sheets say up to 2 s for 64 KiB */
#define PROGRAM_MS 100u

/* How long to leave the flash chip alone before it is asked again. */
#define POLL_TICKS 200u

/* So near the time that a piece took before, it is asked again and again. */
#define NEAR_TICKS (TICKS_PER_MS / 100)

/* Blank pieces that are passed over in one step. */
#define SKIP_MAX 16u

/* Slots that become free before that is told without being asked. */
#define FREE_MIN 4u

typedef struct
{
  const RkStubExtent *extents;
  uint32_t            count;
  uint32_t            index;
  uint32_t            offset; /* into extent @index, in sectors or bytes */
} Cursor;

static RkStubPlan plan;
static uint8_t    session;
static uint8_t    state;
static uint8_t    status;
static bool       active;
static bool       ack_wanted;
static bool       inflating;
static uint16_t   poll;
static uint32_t   n_blocks;
static uint32_t   next;     /* block: all before it have come */
static uint32_t   later;    /* bit n: block @next + n has come */
static uint32_t   told;     /* the limit in the last acknowledgement */
static Cursor     erasing;  /* in sectors */
static Cursor     writing;  /* in bytes */
static uint32_t   total;
static uint32_t   programmed;
static uint32_t   erased;
static bool       busy;
static uint32_t   busy_since;
static uint32_t   busy_sector;
static uint32_t   busy_ticks;
static uint32_t   usual_ticks; /* what the last piece took to program */
static bool       programming;
static uint32_t   last_look;

static uint32_t
count_sectors (const RkStubExtent *extents,
               uint32_t            count)
{
  uint32_t sum = 0;

  for (uint32_t i = 0; i < count; i++)
    sum += extents[i].count;
  return sum;
}

static bool
fits (const RkStubExtent *extents,
      uint32_t            count)
{
  const RkStubExtent *last = extents + count - 1;

  return count == 0 || (uint32_t)last->first + last->count <= flash_get_size () / RK_STUB_SECTOR;
}

static void
reset (const RkStubFrame *frame)
{
  session = frame->session;
  state = RK_STUB_RUNNING;
  status = RK_STUB_OK;
  ack_wanted = false;
  poll = 0;
  n_blocks = (plan.compressed + RK_STUB_BLOCK_SIZE - 1) / RK_STUB_BLOCK_SIZE;
  next = 0;
  later = 0;
  told = RK_STUB_SLOTS;
  erasing = (Cursor){ plan.erases, plan.n_erases, 0, 0 };
  writing = (Cursor){ plan.writes, plan.n_writes, 0, 0 };
  total = count_sectors (plan.writes, plan.n_writes) * RK_STUB_SECTOR;
  programmed = 0;
  erased = 0;
  busy = false;
  inflating = plan.compressed != 0;
  inflate_begin (plan.compressed);
}

RkStubStatus
write_begin (const RkStubFrame *frame)
{
  RkStubStatus problem;

  if (!rk_stub_unpack_plan (frame->payload, frame->length, &plan))
    return RK_STUB_BAD_LENGTH;
  if (!fits (plan.erases, plan.n_erases) || !fits (plan.writes, plan.n_writes) ||
      (plan.compressed != 0) != (plan.n_writes != 0))
    return RK_STUB_BAD_RANGE;

  problem = flash_unprotect ();
  if (problem != RK_STUB_OK)
    return problem;

  reset (frame);
  active = true;
  return RK_STUB_OK;
}

/* What the flash chip has begun, it ends. */
void
write_cancel (void)
{
  if (active && busy)
    flash_wait (ERASE_MS);
  active = false;
}

static uint32_t
get_limit (void)
{
  uint32_t limit = inflate_get_consumed () / RK_STUB_BLOCK_SIZE + RK_STUB_SLOTS;

  return limit < n_blocks ? limit : n_blocks;
}

static void
finish (RkStubState  how,
        RkStubStatus why)
{
  state = how;
  status = why;
  ack_wanted = true;
}

static uint32_t
get_sector (void)
{
  if (busy)
    return busy_sector;
  if (writing.index < writing.count)
    return writing.extents[writing.index].first + writing.offset / RK_STUB_SECTOR;
  return 0;
}

static void
send_ack (void)
{
  uint8_t bytes[RK_STUB_HEADER + RK_STUB_ACK_LENGTH + RK_STUB_TRAILER];
  RkStubFrame frame = { RK_STUB_ACK, session, 0, bytes + RK_STUB_HEADER, RK_STUB_ACK_LENGTH };
  RkStubAck ack = {
    .next = (uint16_t)next,
    .limit = (uint16_t)get_limit (),
    .later = later >> 1,
    .poll = poll,
    .state = state,
    .status = status,
    .sector = (uint16_t)get_sector (),
    .erased = (uint16_t)erased,
    .written = programmed,
  };

  if (!uart_can_send (sizeof bytes))
    return;

  rk_stub_pack_ack (&ack, bytes + RK_STUB_HEADER);
  uart_send_frame (bytes, rk_stub_pack_frame (crc_table, &frame, bytes));
  told = ack.limit;
  ack_wanted = false;
}

/* A block may come twice, too late or too early; any is answered. */
HOT void
write_take_block (const RkStubFrame *frame)
{
  uint32_t number = frame->sequence;
  uint32_t rest = plan.compressed - number * RK_STUB_BLOCK_SIZE;
  uint32_t expected = rest < RK_STUB_BLOCK_SIZE ? rest : RK_STUB_BLOCK_SIZE;

  if (!active || frame->session != session)
    return;

  ack_wanted = true;
  if (number < next || number >= get_limit () || frame->length != expected)
    return;

  memcpy (slots + (number * RK_STUB_BLOCK_SIZE & SLOTS_MASK), frame->payload, expected);
  later |= 1u << (number - next);
  for (; (later & 1) != 0; later >>= 1)
    next++;
}

void
write_take_poll (const RkStubFrame *frame)
{
  if (!active || frame->session != session)
    return;

  poll = frame->sequence;
  ack_wanted = true;
}

static void
begin_busy (uint32_t sector,
            uint32_t limit_ms)
{
  programming = limit_ms == PROGRAM_MS;
  busy_sector = sector;
  busy = true;
  busy_since = get_ticks ();
  last_look = busy_since;
  busy_ticks = limit_ms * TICKS_PER_MS;
}

static bool
is_nearly_done (uint32_t ticks)
{
  return programming && ticks - (usual_ticks - NEAR_TICKS) < 2 * NEAR_TICKS;
}

/* The flash chip answers at once, but asking it all the time leaves none for the
 * rest.  A piece takes as long as the one before: shortly before it is done nothing
 * else is begun, so that the next follows at once. */
static bool
is_busy (void)
{
  uint32_t now = get_ticks ();

  if (!busy)
    return false;
  if (now - last_look < POLL_TICKS && !is_nearly_done (now - busy_since))
    return true;

  do
    {
      busy = (flash_read_status () & 1) != 0;
      last_look = get_ticks ();
    }
  while (busy && is_nearly_done (last_look - busy_since));

  if (!busy && programming)
    usual_ticks = last_look - busy_since;
  if (busy && last_look - busy_since > busy_ticks)
    finish (RK_STUB_FAILED, RK_STUB_FLASH_BUSY);
  return busy;
}

/* Everything below the cursor is erased, or need not be. */
static bool
is_erased (uint32_t sector)
{
  return erasing.index == erasing.count || sector < erasing.extents[erasing.index].first + erasing.offset;
}

static bool
is_blank (const uint32_t *words)
{
  for (uint32_t i = 0; i < FLASH_CHUNK / 4; i++)
    if (words[i] != UINT32_MAX)
      return false;
  return true;
}

static void
pass_chunk (void)
{
  programmed += FLASH_CHUNK;
  writing.offset += FLASH_CHUNK;
  if (writing.offset == writing.extents[writing.index].count * RK_STUB_SECTOR)
    {
      writing.index++;
      writing.offset = 0;
    }
}

static bool
program_next (uint32_t produced)
{
  for (uint32_t skipped = 0; skipped < SKIP_MAX; skipped++)
    {
      const uint32_t *words = (const uint32_t *)(window + (programmed & WINDOW_MASK));
      uint32_t sector = writing.index < writing.count ? writing.extents[writing.index].first : 0;

      if (writing.index == writing.count || produced - programmed < FLASH_CHUNK ||
          !is_erased (sector + writing.offset / RK_STUB_SECTOR))
        return false;

      if (!is_blank (words))
        {
          flash_program (sector * RK_STUB_SECTOR + writing.offset, words);
          begin_busy (sector + writing.offset / RK_STUB_SECTOR, PROGRAM_MS);
          pass_chunk ();
          return true;
        }
      pass_chunk ();
    }

  return true;
}

/* The largest piece that begins here and ends within what is to be erased. */
static uint32_t
get_erase_unit (uint32_t sector,
                uint32_t left)
{
  if ((plan.units & RK_STUB_ERASE_64K) != 0 && sector % 16 == 0 && left >= 16)
    return 16;
  if ((plan.units & RK_STUB_ERASE_32K) != 0 && sector % 8 == 0 && left >= 8)
    return 8;
  return 1;
}

static void
erase_next (void)
{
  const RkStubExtent *extent = erasing.extents + erasing.index;
  uint32_t sector = extent->first + erasing.offset;
  uint32_t unit;

  if (erasing.index == erasing.count)
    return;

  unit = get_erase_unit (sector, extent->count - erasing.offset);
  flash_erase (sector, unit);
  begin_busy (sector, ERASE_MS);
  erased += unit;
  erasing.offset += unit;
  if (erasing.offset == extent->count)
    {
      erasing.index++;
      erasing.offset = 0;
    }
}

static void
inflate_some (void)
{
  switch (inflate_step (next * RK_STUB_BLOCK_SIZE < plan.compressed ? next * RK_STUB_BLOCK_SIZE : plan.compressed,
                        programmed))
    {
    case INFLATE_ENDED:
      inflating = false;
      if (inflate_get_produced () != total)
        finish (RK_STUB_FAILED, RK_STUB_BAD_STREAM);
      break;
    case INFLATE_FAILED:
      finish (RK_STUB_FAILED, RK_STUB_BAD_STREAM);
      break;
    case INFLATE_GOES_ON:
      if (inflate_get_produced () > total)
        finish (RK_STUB_FAILED, RK_STUB_BAD_STREAM);
      break;
    default:
      break;
    }
}

/* A little of everything; FALSE where there is no write. */
HOT bool
write_step (void)
{
  if (!active)
    return false;

  if (state == RK_STUB_RUNNING && !is_busy () && !program_next (inflate_get_produced ()))
    erase_next ();
  if (state == RK_STUB_RUNNING && inflating)
    inflate_some ();
  if (state == RK_STUB_RUNNING && !busy && !inflating && programmed == total && erasing.index == erasing.count)
    finish (RK_STUB_DONE, RK_STUB_OK);

  if (ack_wanted || get_limit () - told >= FREE_MIN)
    send_ack ();
  return true;
}
