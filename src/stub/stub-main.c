/* stub-main.c: the loop, and what a request does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "stub.h"

#include "rk-slip.h"

#define EFUSE(word) REG (0x3ff00050 + 4 * (word))
#define MAGIC       REG (0x40001000)

/* Doubles the clock of the core, and of nothing else.  So does what is in flash
 * when it wants 160 MHz; nosdk8266 runs from here at 104 that way. */
#define CPU_CLOCK   REG (0x3ff00014)
#define CPU_DOUBLED 1u

#define STATUS_WAIT_MS 500u

/* Without a word from the host for so long, at the fastest clock, there is none any
 * more: it asks several times a second when it waits for something. */
#define ALONE_TICKS (7000u * TICKS_PER_MS)

/* Bytes that are decoded before the flash chip gets its turn. */
#define DECODE_MAX 48u

extern const uint32_t _text_start[], _image_end[];

uint32_t crc_table[RK_CRC32_TABLE];

static uint8_t       frame_bytes[RK_STUB_FRAME_MAX] __attribute__ ((aligned (4)));
static RkSlipDecoder decoder;
static uint32_t      frame_crc;     /* of the bytes so far, a little at a time: */
static size_t        frame_counted; /* all at once would take too long */
static uint32_t      image_crc;

/* The last request and, once there is one, its answer. */
static bool          asked;
static uint8_t       asked_kind;
static uint16_t      asked_sequence;
static uint8_t       reply[RK_STUB_FRAME_MAX] __attribute__ ((aligned (4)));
static size_t        reply_length; /* 0: not yet */

/* A new rate is on probation until the host has stopped testing it. */
static uint32_t      old_divider; /* 0: it has passed */
static uint32_t      n_garbage;
static uint32_t      last_heard;

/* Where the content of the answer goes, behind its status. */
uint8_t *
get_reply (void)
{
  return reply + RK_STUB_HEADER + 1;
}

/* Of the request that is worked on. */
uint16_t
get_sequence (void)
{
  return asked_sequence;
}

void
send_reply (RkStubStatus status,
            size_t       length)
{
  RkStubFrame frame = {
    (uint8_t)(asked_kind | RK_STUB_REPLY), 0, asked_sequence, reply + RK_STUB_HEADER, 1 + length,
  };

  reply[RK_STUB_HEADER] = (uint8_t)status;
  reply_length = rk_stub_pack_frame (crc_table, &frame, reply);
  uart_send_frame (reply, reply_length);
}

static void
say_hello (void)
{
  RkStubIdentity identity = {
    .version = RK_STUB_VERSION,
    .image_crc = image_crc,
    .efuse = { EFUSE (0), EFUSE (1), EFUSE (2), EFUSE (3) },
    .divider = uart_get_divider (),
    .flash_size = flash_get_size (),
    .magic = MAGIC,
  };

  flash_wait (STATUS_WAIT_MS);
  identity.jedec_id = flash_read_id ();
  identity.flash_status = flash_read_status ();
  rk_stub_pack_identity (&identity, get_reply ());
  send_reply (RK_STUB_OK, RK_STUB_IDENTITY_LENGTH);
}

static void
set_divider (const RkStubFrame *frame)
{
  uint32_t divider = frame->length == 4 ? rk_stub_get32 (frame->payload) : 0;

  if (divider == 0)
    {
      send_reply (RK_STUB_BAD_LENGTH, 0);
      return;
    }

  send_reply (RK_STUB_OK, 0);
  uart_flush ();
  old_divider = uart_get_divider ();
  uart_set_divider (divider);
  n_garbage = 0;
}

static void
echo (const RkStubFrame *frame)
{
  if (frame->length > RK_STUB_PAYLOAD_MAX - 1)
    {
      send_reply (RK_STUB_BAD_LENGTH, 0);
      return;
    }
  memcpy (get_reply (), frame->payload, frame->length);
  send_reply (RK_STUB_OK, frame->length);
}

static void
go_away (void (*go) (void))
{
  uart_end ();
  flash_end ();
  CPU_CLOCK &= ~CPU_DOUBLED;
  go ();
}

static void
leave (void (*go) (void))
{
  send_reply (RK_STUB_OK, 0);
  go_away (go);
}

/* What takes longer is answered when it is done, unless it cannot be begun. */
static void
refuse_or_wait (RkStubStatus status)
{
  if (status != RK_STUB_OK)
    send_reply (status, 0);
}

static void
act (const RkStubFrame *frame)
{
  switch (frame->kind)
    {
    case RK_STUB_HELLO:
      say_hello ();
      break;
    case RK_STUB_ECHO:
      echo (frame);
      break;
    case RK_STUB_SET_DIVIDER:
      set_divider (frame);
      break;
    case RK_STUB_WRITE:
      send_reply (write_begin (frame), 0);
      break;
    case RK_STUB_HASH:
      refuse_or_wait (hash_begin (frame));
      break;
    case RK_STUB_MD5:
      refuse_or_wait (md5_begin (frame));
      break;
    case RK_STUB_READ:
      refuse_or_wait (read_begin (frame));
      break;
    case RK_STUB_ERASE_CHIP:
      refuse_or_wait (erase_chip_begin (frame));
      break;
    case RK_STUB_RUN:
      leave (boot_from_flash);
      break;
    case RK_STUB_RESET:
      leave (software_reset);
      break;
    default:
      send_reply (RK_STUB_UNKNOWN, 0);
      break;
    }
}

/* Such a frame says nothing of whether the host stays at the rate: it may test it,
 * or not have heard that it has changed. */
static bool
is_about_line (const RkStubFrame *frame)
{
  return frame->kind == RK_STUB_ECHO || frame->kind == RK_STUB_SET_DIVIDER;
}

/* The host asks again when it has not heard the answer. */
static void
take_request (const RkStubFrame *frame)
{
  if (asked && frame->sequence == asked_sequence && frame->kind == asked_kind)
    {
      if (reply_length != 0)
        uart_send_frame (reply, reply_length);
      return;
    }

  /* What is about the line leaves a write alone: the rate may change within. */
  if (!is_about_line (frame))
    write_cancel ();
  read_cancel ();
  asked = true;
  asked_kind = frame->kind;
  asked_sequence = frame->sequence;
  reply_length = 0;
  act (frame);
}

static void
take_frame (const uint8_t *bytes,
            size_t         length)
{
  RkStubFrame frame;

  if (frame_crc != RK_CRC32_RESIDUE || !rk_stub_split_frame (bytes, length, &frame))
    {
      /* Perhaps what began the frame was noise. */
      rk_slip_decoder_reopen (&decoder);
      return;
    }

  n_garbage = 0;
  last_heard = get_ticks ();
  if (!is_about_line (&frame))
    old_divider = 0;
  if (frame.kind == RK_STUB_BLOCK)
    write_take_block (&frame);
  else if (frame.kind == RK_STUB_POLL)
    write_take_poll (&frame);
  else if ((frame.kind & RK_STUB_REPLY) == 0)
    take_request (&frame);
}

/* What comes at the new rate makes no sense: perhaps the adapter cannot do it. */
static void
check_probation (uint32_t count)
{
  if (old_divider == 0)
    return;

  n_garbage += count;
  if (n_garbage <= RK_STUB_PROBATION)
    return;
  uart_set_divider (old_divider);
  old_divider = 0;
}

static void
count_crc (size_t length)
{
  frame_crc = rk_crc32_update (crc_table, frame_crc, frame_bytes + frame_counted, length - frame_counted);
  frame_counted = length;
}

static void
receive_some (void)
{
  const uint8_t *bytes;
  size_t count = uart_get_received (&bytes);
  RkSlipResult result;

  if (count == 0)
    return;
  result = rk_slip_decoder_push (&decoder, bytes, count < DECODE_MAX ? count : DECODE_MAX);
  uart_drop_received (result.consumed);
  check_probation (result.consumed);
  if (result.event == RK_SLIP_NONE)
    {
      count_crc (decoder.length);
      return;
    }

  if (result.event == RK_SLIP_FRAME)
    {
      count_crc (result.length);
      take_frame (result.bytes, result.length);
    }
  frame_crc = 0;
  frame_counted = 0;
}

/* Back to the boot loader in ROM, where the next host looks for it: without wires
 * for a reset, it would have to be switched off. */
static void
check_alone (void)
{
  if (read_is_at_work ())
    last_heard = get_ticks ();
  if (get_ticks () - last_heard < ALONE_TICKS)
    return;

  write_cancel ();
  go_away (software_reset);
}

static uint32_t
get_image_crc (void)
{
  uint32_t crc = 0;

  for (const uint32_t *word = _text_start; word < _image_end; word++)
    {
      uint32_t value = *word;

      crc = rk_crc32_update (crc_table, crc, (const uint8_t *)&value, 4);
    }
  return crc;
}

void
stub_main (void)
{
  CPU_CLOCK |= CPU_DOUBLED;
  rk_crc32_make_table (crc_table);
  image_crc = get_image_crc ();
  rk_slip_decoder_init (&decoder, frame_bytes, sizeof frame_bytes);
  uart_begin ();
  flash_begin ();
  last_heard = get_ticks ();

  while (true)
    {
      receive_some ();
      if (!write_step ())
        read_step ();
      check_alone ();
    }
}
