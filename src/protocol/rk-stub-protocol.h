/* rk-stub-protocol.h: what the host and the program on the chip say to each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain C11; numbers on the line are little-endian and are put together byte by
 * byte.  Every message is one SLIP frame:
 *
 *   kind(1) session(1) sequence(2) payload(0…) crc32(4)
 *
 * The CRC covers all before it.  A frame whose CRC is wrong is as if it had never
 * been sent.  There are two ways of talking:
 *
 * - A request is answered by one reply of the same sequence, with
 *   %RK_STUB_REPLY added to its kind and a status as the first byte.  The host
 *   sends a request again when no reply comes; a request with the number of the
 *   one before is not acted on twice.  A new request ends the work of the one
 *   before, but a write only if it is not just about the line.  Reading sends
 *   %RK_STUB_DATA frames before its reply.
 *
 * - After %RK_STUB_WRITE the host streams blocks, numbered from 0, as far as the
 *   limit in the last acknowledgement allows.  They may come damaged, twice or in
 *   any order.  Acknowledgements tell which have come.  %RK_STUB_POLL asks for
 *   one, and comes back in it: what was sent before the poll and is not
 *   acknowledged with it is lost.  The session number tells blocks of an earlier
 *   write from those of this one.
 *
 * The program itself comes in blocks too, all but its beginning, which takes them.
 * The last one is filled up.
 *
 * A chip that has nothing to do and has heard nothing for some ten seconds resets
 * itself, and is in its boot loader again.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rk-crc32.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RK_STUB_VERSION     1u

#define RK_STUB_SECTOR      0x1000u /* the unit of erasing and comparing */
#define RK_STUB_BLOCK_SIZE  1024u   /* data in a block, all but the last are full */
#define RK_STUB_SLOTS       32u     /* blocks on their way, at most */
#define RK_STUB_EXTENTS     120u    /* in each of the two lists of a write */
#define RK_STUB_HASHES      256u    /* CRCs in one reply */
#define RK_STUB_READ_PIECE  512u    /* flash in one DATA frame */

#define RK_STUB_LOAD_BLOCK  512u    /* of the program itself, on its way into RAM */

#define RK_STUB_HEADER      4u
#define RK_STUB_TRAILER     4u
#define RK_STUB_PAYLOAD_MAX 1040u
#define RK_STUB_FRAME_MAX   (RK_STUB_HEADER + RK_STUB_PAYLOAD_MAX + RK_STUB_TRAILER)

/* Added to the kind of a request. */
#define RK_STUB_REPLY       0x80u

/**
 * RkStubKind:
 * @RK_STUB_LOAD: a block of the program itself, number = sequence → status, bit n: block
 *   n is missing(4).  Only before it runs; any other frame is answered in this way too
 * @RK_STUB_HELLO: → status, #RkStubIdentity
 * @RK_STUB_ECHO: any bytes → status, the same bytes
 * @RK_STUB_SET_DIVIDER: divider(4) → status, and then the rate changes.  If there
 *   is no valid frame in %RK_STUB_PROBATION bytes, it changes back, until the first
 *   frame that is not an echo
 * @RK_STUB_WRITE: #RkStubPlan → status; then blocks may come
 * @RK_STUB_BLOCK: a block of the compressed stream, number = sequence; no reply
 * @RK_STUB_POLL: its number = sequence; answered by an acknowledgement
 * @RK_STUB_ACK: #RkStubAck, from the chip
 * @RK_STUB_HASH: first sector(2) count(2) length(2) → status, CRC-32 of the first
 *   @length bytes of each(4); length: a multiple of 64, up to a sector
 * @RK_STUB_MD5: offset(4) length(4) → status, MD5(16)
 * @RK_STUB_READ: offset(4) length(4) → DATA…, status
 * @RK_STUB_DATA: offset(4), packed bytes (rk_stub_pack()), from the chip, with the
 *   sequence of the request
 * @RK_STUB_ERASE_CHIP: → status, when it is done
 * @RK_STUB_RUN: → status; then the application in flash is started
 * @RK_STUB_RESET: → status; then the chip resets itself
 */
typedef enum
{
  RK_STUB_LOAD        = 0x20,
  RK_STUB_HELLO       = 0x21,
  RK_STUB_ECHO        = 0x22,
  RK_STUB_SET_DIVIDER = 0x23,
  RK_STUB_WRITE       = 0x24,
  RK_STUB_BLOCK       = 0x25,
  RK_STUB_POLL        = 0x26,
  RK_STUB_ACK         = 0x27,
  RK_STUB_HASH        = 0x28,
  RK_STUB_MD5         = 0x29,
  RK_STUB_READ        = 0x2a,
  RK_STUB_DATA        = 0x2b,
  RK_STUB_ERASE_CHIP  = 0x2c,
  RK_STUB_RUN         = 0x2d,
  RK_STUB_RESET       = 0x2e,
} RkStubKind;

/* More than four frames of a test of the rate: as many may be damaged in a row. */
#define RK_STUB_PROBATION 1400u

/**
 * RkStubStatus:
 * @RK_STUB_OK: done
 * @RK_STUB_UNKNOWN: no such request
 * @RK_STUB_BAD_LENGTH: the request is too short or too long
 * @RK_STUB_BAD_RANGE: not on a sector boundary, beyond the chip, or not in order
 * @RK_STUB_BAD_STREAM: what came is no deflate stream, or of another length
 * @RK_STUB_FLASH_BUSY: the flash chip does not become ready
 * @RK_STUB_PROTECTED: the flash chip stays write-protected
 */
typedef enum
{
  RK_STUB_OK,
  RK_STUB_UNKNOWN,
  RK_STUB_BAD_LENGTH,
  RK_STUB_BAD_RANGE,
  RK_STUB_BAD_STREAM,
  RK_STUB_FLASH_BUSY,
  RK_STUB_PROTECTED,
} RkStubStatus;

/**
 * RkStubFrame:
 * @kind: a #RkStubKind, or one with %RK_STUB_REPLY
 * @session: of a write
 * @sequence: number of the request, block or poll
 * @payload: points into the frame
 * @length: of @payload
 */
typedef struct
{
  uint8_t        kind;
  uint8_t        session;
  uint16_t       sequence;
  const uint8_t *payload;
  size_t         length;
} RkStubFrame;

#define RK_STUB_IDENTITY_LENGTH 44u

/**
 * RkStubIdentity:
 * @version: %RK_STUB_VERSION
 * @image_crc: CRC-32 of the program as it was loaded
 * @efuse: the eFuse words, lowest first
 * @divider: of UART 0
 * @jedec_id: of the flash chip, vendor << 16 | type << 8 | capacity
 * @flash_size: what that says in bytes, or 16 MiB if nothing: the limit for all
 * @flash_status: the first status register
 * @magic: a word of the ROM that tells families of chips apart
 */
typedef struct
{
  uint32_t version;
  uint32_t image_crc;
  uint32_t efuse[4];
  uint32_t divider;
  uint32_t jedec_id;
  uint32_t flash_size;
  uint32_t flash_status;
  uint32_t magic;
} RkStubIdentity;

/* A run of sectors. */
typedef struct
{
  uint16_t first;
  uint16_t count;
} RkStubExtent;

/* Erase units that may be used, beside the sector. */
#define RK_STUB_ERASE_32K 1u
#define RK_STUB_ERASE_64K 2u

#define RK_STUB_PLAN_HEADER 12u

/**
 * RkStubPlan:
 * @compressed: length of the raw deflate stream; 0 only erases
 * @units: flags, such as %RK_STUB_ERASE_64K
 * @n_erases: of @erases
 * @n_writes: of @writes
 * @erases: what to erase, ascending
 * @writes: where the decompressed bytes go, one extent after the other, ascending
 *
 * A whole write, announced before its first byte, so that the chip can erase
 * ahead.
 */
typedef struct
{
  uint32_t     compressed;
  uint32_t     units;
  uint16_t     n_erases;
  uint16_t     n_writes;
  RkStubExtent erases[RK_STUB_EXTENTS];
  RkStubExtent writes[RK_STUB_EXTENTS];
} RkStubPlan;

#define RK_STUB_PLAN_LENGTH(extents) (RK_STUB_PLAN_HEADER + 4u * (extents))

/* How a write stands. */
typedef enum
{
  RK_STUB_RUNNING,
  RK_STUB_DONE,
  RK_STUB_FAILED,
} RkStubState;

#define RK_STUB_ACK_LENGTH 20u

/**
 * RkStubAck:
 * @next: all blocks before this one have come
 * @limit: the first block that there is no room for yet
 * @later: bit n: block @next + 1 + n has come
 * @poll: number of the last poll
 * @state: a #RkStubState
 * @status: when it failed: a #RkStubStatus
 * @sector: when it failed: where
 * @erased: sectors erased so far
 * @written: bytes of the decompressed stream that are in flash
 */
typedef struct
{
  uint16_t next;
  uint16_t limit;
  uint32_t later;
  uint16_t poll;
  uint8_t  state;
  uint8_t  status;
  uint16_t sector;
  uint16_t erased;
  uint32_t written;
} RkStubAck;

void     rk_stub_put16           (uint8_t              *bytes,
                                  uint16_t              value);
uint16_t rk_stub_get16           (const uint8_t        *bytes);
void     rk_stub_put32           (uint8_t              *bytes,
                                  uint32_t              value);
uint32_t rk_stub_get32           (const uint8_t        *bytes);

size_t   rk_stub_pack_frame      (const uint32_t        table[RK_CRC32_TABLE],
                                  const RkStubFrame    *frame,
                                  uint8_t              *bytes);
bool     rk_stub_unpack_frame    (const uint32_t        table[RK_CRC32_TABLE],
                                  const uint8_t        *bytes,
                                  size_t                length,
                                  RkStubFrame          *frame);

bool     rk_stub_split_frame     (const uint8_t        *bytes,
                                  size_t                length,
                                  RkStubFrame          *frame);

void     rk_stub_pack_identity   (const RkStubIdentity *identity,
                                  uint8_t               bytes[RK_STUB_IDENTITY_LENGTH]);
bool     rk_stub_unpack_identity (const uint8_t        *bytes,
                                  size_t                length,
                                  RkStubIdentity       *identity);
size_t   rk_stub_pack_plan       (const RkStubPlan     *plan,
                                  uint8_t              *bytes);
bool     rk_stub_unpack_plan     (const uint8_t        *bytes,
                                  size_t                length,
                                  RkStubPlan           *plan);
void     rk_stub_pack_ack        (const RkStubAck      *ack,
                                  uint8_t               bytes[RK_STUB_ACK_LENGTH]);
bool     rk_stub_unpack_ack      (const uint8_t        *bytes,
                                  size_t                length,
                                  RkStubAck            *ack);

/* The longest that packing can make @count bytes. */
#define RK_STUB_PACKED_MAX(count) ((count) + ((count) + 127u) / 128u)

size_t   rk_stub_pack            (const uint8_t        *bytes,
                                  size_t                count,
                                  uint8_t              *packed);
bool     rk_stub_unpack          (const uint8_t        *packed,
                                  size_t                length,
                                  uint8_t              *bytes,
                                  size_t                capacity,
                                  size_t               *count);

#ifdef __cplusplus
}
#endif
