/* rk-stub-protocol.c: what the host and the program on the chip say to each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-stub-protocol.h"

/* A packed piece begins with a byte n: below 0x80, n + 1 bytes follow as they
 * are; from there on, the next byte stands for n - 0x80 + 3 of it. */
#define LITERAL_MAX 128u
#define REPEAT_FLAG 0x80u
#define REPEAT_MIN  3u
#define REPEAT_MAX  (REPEAT_MIN + 0x7f)

/**
 * rk_stub_put16:
 * @bytes: (out): two bytes, the low one first
 * @value: for them
 */
void
rk_stub_put16 (uint8_t  *bytes,
               uint16_t  value)
{
  bytes[0] = (uint8_t)value;
  bytes[1] = (uint8_t)(value >> 8);
}

/**
 * rk_stub_get16:
 * @bytes: two bytes, the low one first
 *
 * Returns: their value
 */
uint16_t
rk_stub_get16 (const uint8_t *bytes)
{
  return (uint16_t)(bytes[0] | bytes[1] << 8);
}

/**
 * rk_stub_put32:
 * @bytes: (out): four bytes, the lowest first
 * @value: for them
 */
void
rk_stub_put32 (uint8_t  *bytes,
               uint32_t  value)
{
  rk_stub_put16 (bytes, (uint16_t)value);
  rk_stub_put16 (bytes + 2, (uint16_t)(value >> 16));
}

/**
 * rk_stub_get32:
 * @bytes: four bytes, the lowest first
 *
 * Returns: their value
 */
uint32_t
rk_stub_get32 (const uint8_t *bytes)
{
  return rk_stub_get16 (bytes) | (uint32_t)rk_stub_get16 (bytes + 2) << 16;
}

/**
 * rk_stub_pack_frame:
 * @table: for the CRC
 * @frame: a message; its payload may already stand at its place in @bytes
 * @bytes: (out): room for %RK_STUB_FRAME_MAX bytes
 *
 * Returns: the length of the frame, without SLIP
 */
size_t
rk_stub_pack_frame (const uint32_t     table[RK_CRC32_TABLE],
                    const RkStubFrame *frame,
                    uint8_t           *bytes)
{
  uint8_t *payload = bytes + RK_STUB_HEADER;
  size_t end = RK_STUB_HEADER + frame->length;

  bytes[0] = frame->kind;
  bytes[1] = frame->session;
  rk_stub_put16 (bytes + 2, frame->sequence);
  if (frame->payload != payload)
    for (size_t i = 0; i < frame->length; i++)
      payload[i] = frame->payload[i];

  rk_stub_put32 (bytes + end, rk_crc32_update (table, 0, bytes, end));
  return end + RK_STUB_TRAILER;
}

/**
 * rk_stub_unpack_frame:
 * @table: for the CRC
 * @bytes: the content of a SLIP frame
 * @length: of @bytes
 * @frame: (out): the message
 *
 * Returns: whether it is one, and undamaged
 */
bool
rk_stub_unpack_frame (const uint32_t  table[RK_CRC32_TABLE],
                      const uint8_t  *bytes,
                      size_t          length,
                      RkStubFrame    *frame)
{
  return rk_stub_split_frame (bytes, length, frame) &&
         rk_crc32_update (table, 0, bytes, length) == RK_CRC32_RESIDUE;
}

/**
 * rk_stub_split_frame:
 * @bytes: the content of a SLIP frame
 * @length: of @bytes
 * @frame: (out): the message
 *
 * For who has looked at the CRC while the bytes came.
 *
 * Returns: whether it is long enough for one, and not too long
 */
bool
rk_stub_split_frame (const uint8_t *bytes,
                     size_t         length,
                     RkStubFrame   *frame)
{
  if (length < RK_STUB_HEADER + RK_STUB_TRAILER || length > RK_STUB_FRAME_MAX)
    return false;

  frame->kind = bytes[0];
  frame->session = bytes[1];
  frame->sequence = rk_stub_get16 (bytes + 2);
  frame->payload = bytes + RK_STUB_HEADER;
  frame->length = length - RK_STUB_HEADER - RK_STUB_TRAILER;
  return true;
}

/**
 * rk_stub_pack_identity:
 * @identity: what the chip is
 * @bytes: (out): gets it as it goes over the line
 */
void
rk_stub_pack_identity (const RkStubIdentity *identity,
                       uint8_t               bytes[RK_STUB_IDENTITY_LENGTH])
{
  rk_stub_put32 (bytes, identity->version);
  rk_stub_put32 (bytes + 4, identity->image_crc);
  for (int i = 0; i < 4; i++)
    rk_stub_put32 (bytes + 8 + 4 * i, identity->efuse[i]);
  rk_stub_put32 (bytes + 24, identity->divider);
  rk_stub_put32 (bytes + 28, identity->jedec_id);
  rk_stub_put32 (bytes + 32, identity->flash_size);
  rk_stub_put32 (bytes + 36, identity->flash_status);
  rk_stub_put32 (bytes + 40, identity->magic);
}

/**
 * rk_stub_unpack_identity:
 * @bytes: what came
 * @length: how much
 * @identity: (out): what the chip is
 *
 * Returns: whether it has the right length
 */
bool
rk_stub_unpack_identity (const uint8_t  *bytes,
                         size_t          length,
                         RkStubIdentity *identity)
{
  if (length != RK_STUB_IDENTITY_LENGTH)
    return false;

  identity->version = rk_stub_get32 (bytes);
  identity->image_crc = rk_stub_get32 (bytes + 4);
  for (int i = 0; i < 4; i++)
    identity->efuse[i] = rk_stub_get32 (bytes + 8 + 4 * i);
  identity->divider = rk_stub_get32 (bytes + 24);
  identity->jedec_id = rk_stub_get32 (bytes + 28);
  identity->flash_size = rk_stub_get32 (bytes + 32);
  identity->flash_status = rk_stub_get32 (bytes + 36);
  identity->magic = rk_stub_get32 (bytes + 40);
  return true;
}

static void
pack_extents (const RkStubExtent *extents,
              uint16_t            count,
              uint8_t            *bytes)
{
  for (uint16_t i = 0; i < count; i++)
    {
      rk_stub_put16 (bytes + 4 * i, extents[i].first);
      rk_stub_put16 (bytes + 4 * i + 2, extents[i].count);
    }
}

/* They have to be in order, so that what is behind the last is known to be so. */
static bool
unpack_extents (const uint8_t *bytes,
                uint16_t       count,
                RkStubExtent  *extents)
{
  uint32_t end = 0;

  for (uint16_t i = 0; i < count; i++)
    {
      extents[i].first = rk_stub_get16 (bytes + 4 * i);
      extents[i].count = rk_stub_get16 (bytes + 4 * i + 2);
      if (extents[i].first < end || extents[i].count == 0)
        return false;
      end = (uint32_t)extents[i].first + extents[i].count;
    }

  return true;
}

/**
 * rk_stub_pack_plan:
 * @plan: with extents in order
 * @bytes: (out): room for %RK_STUB_PLAN_LENGTH of both lists
 *
 * Returns: its length
 */
size_t
rk_stub_pack_plan (const RkStubPlan *plan,
                   uint8_t          *bytes)
{
  rk_stub_put32 (bytes, plan->compressed);
  rk_stub_put32 (bytes + 4, plan->units);
  rk_stub_put16 (bytes + 8, plan->n_erases);
  rk_stub_put16 (bytes + 10, plan->n_writes);
  pack_extents (plan->erases, plan->n_erases, bytes + RK_STUB_PLAN_HEADER);
  pack_extents (plan->writes, plan->n_writes, bytes + RK_STUB_PLAN_LENGTH (plan->n_erases));
  return RK_STUB_PLAN_LENGTH ((size_t)plan->n_erases + plan->n_writes);
}

/**
 * rk_stub_unpack_plan:
 * @bytes: a payload
 * @length: of @bytes
 * @plan: (out): what it says; meaningless if it says nothing
 *
 * Returns: whether it is a plan, with extents that are in order and do not overlap
 */
bool
rk_stub_unpack_plan (const uint8_t *bytes,
                     size_t         length,
                     RkStubPlan    *plan)
{
  if (length < RK_STUB_PLAN_HEADER)
    return false;

  plan->compressed = rk_stub_get32 (bytes);
  plan->units = rk_stub_get32 (bytes + 4);
  plan->n_erases = rk_stub_get16 (bytes + 8);
  plan->n_writes = rk_stub_get16 (bytes + 10);
  if (plan->n_erases > RK_STUB_EXTENTS || plan->n_writes > RK_STUB_EXTENTS ||
      length != RK_STUB_PLAN_LENGTH ((size_t)plan->n_erases + plan->n_writes))
    return false;

  return unpack_extents (bytes + RK_STUB_PLAN_HEADER, plan->n_erases, plan->erases) &&
         unpack_extents (bytes + RK_STUB_PLAN_LENGTH (plan->n_erases), plan->n_writes, plan->writes);
}

/**
 * rk_stub_pack_ack:
 * @ack: how far a write is
 * @bytes: (out): gets it as it goes over the line
 */
void
rk_stub_pack_ack (const RkStubAck *ack,
                  uint8_t          bytes[RK_STUB_ACK_LENGTH])
{
  rk_stub_put16 (bytes, ack->next);
  rk_stub_put16 (bytes + 2, ack->limit);
  rk_stub_put32 (bytes + 4, ack->later);
  rk_stub_put16 (bytes + 8, ack->poll);
  bytes[10] = ack->state;
  bytes[11] = ack->status;
  rk_stub_put16 (bytes + 12, ack->sector);
  rk_stub_put16 (bytes + 14, ack->erased);
  rk_stub_put32 (bytes + 16, ack->written);
}

/**
 * rk_stub_unpack_ack:
 * @bytes: what came
 * @length: how much
 * @ack: (out): how far a write is
 *
 * Returns: whether it has the right length
 */
bool
rk_stub_unpack_ack (const uint8_t *bytes,
                    size_t         length,
                    RkStubAck     *ack)
{
  if (length != RK_STUB_ACK_LENGTH)
    return false;

  ack->next = rk_stub_get16 (bytes);
  ack->limit = rk_stub_get16 (bytes + 2);
  ack->later = rk_stub_get32 (bytes + 4);
  ack->poll = rk_stub_get16 (bytes + 8);
  ack->state = bytes[10];
  ack->status = bytes[11];
  ack->sector = rk_stub_get16 (bytes + 12);
  ack->erased = rk_stub_get16 (bytes + 14);
  ack->written = rk_stub_get32 (bytes + 16);
  return true;
}

/* How often the byte at @bytes is there in a row. */
static size_t
count_repeats (const uint8_t *bytes,
               size_t         count)
{
  size_t repeats = 1;

  while (repeats < count && repeats < REPEAT_MAX && bytes[repeats] == bytes[0])
    repeats++;
  return repeats;
}

/**
 * rk_stub_pack:
 * @bytes: what to pack
 * @count: of @bytes
 * @packed: (out): room for %RK_STUB_PACKED_MAX of @count
 *
 * Makes runs of one byte short, such as those of FF in a flash.
 *
 * Returns: the length of @packed
 */
size_t
rk_stub_pack (const uint8_t *bytes,
              size_t         count,
              uint8_t       *packed)
{
  size_t used = 0, done = 0, head = 0;
  size_t literals = 0; /* in the piece that begins at head */

  while (done < count)
    {
      size_t repeats = count_repeats (bytes + done, count - done);

      if (repeats > REPEAT_MIN || (repeats == REPEAT_MIN && literals == 0))
        {
          packed[used++] = (uint8_t)(REPEAT_FLAG + repeats - REPEAT_MIN);
          packed[used++] = bytes[done];
          done += repeats;
          literals = 0;
          continue;
        }

      if (literals == 0 || literals == LITERAL_MAX)
        {
          head = used++;
          literals = 0;
        }
      packed[used++] = bytes[done++];
      packed[head] = (uint8_t)literals++;
    }

  return used;
}

/**
 * rk_stub_unpack:
 * @packed: what rk_stub_pack() made
 * @length: of @packed
 * @bytes: (out): where to unpack it
 * @capacity: of @bytes
 * @count: (out): how many there are
 *
 * Returns: whether it made sense and fitted
 */
bool
rk_stub_unpack (const uint8_t *packed,
                size_t         length,
                uint8_t       *bytes,
                size_t         capacity,
                size_t        *count)
{
  size_t used = 0;

  *count = 0;
  while (used < length)
    {
      uint8_t head = packed[used++];
      bool repeat = (head & REPEAT_FLAG) != 0;
      size_t run = repeat ? head - REPEAT_FLAG + REPEAT_MIN : head + 1u;

      if (run > capacity - *count || (repeat ? 1 : run) > length - used)
        return false;

      for (size_t i = 0; i < run; i++)
        bytes[(*count)++] = packed[repeat ? used : used + i];
      used += repeat ? 1 : run;
    }

  return true;
}
