/* rk-stub-exchange.c: one request to the program on the chip, and its reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-loader-private.h"

#include "rk-deadline.h"
#include "rk-error.h"

/* Adapters collect bytes for 16 ms, and a computer is busy at times. */
#define REPLY_MS 60

static const guint32 *
get_crc_table (void)
{
  static guint32 table[RK_CRC32_TABLE];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      rk_crc32_make_table (table);
      g_once_init_leave (&made, 1);
    }
  return table;
}

guint32
_rk_stub_crc (const guint8 *bytes,
              gsize         count)
{
  return rk_crc32_update (get_crc_table (), 0, bytes, count);
}

gboolean
_rk_stub_send (RkLoader           *self,
               const RkStubFrame  *frame,
               GError            **error)
{
  guint8 bytes[RK_STUB_FRAME_MAX];
  guint8 encoded[RK_SLIP_ENCODED_MAX (RK_STUB_FRAME_MAX)];
  gsize length = rk_stub_pack_frame (get_crc_table (), frame, bytes);
  gsize count = rk_slip_encode (bytes, length, encoded, sizeof encoded);
  gint64 deadline = rk_deadline_in_ms (_rk_loader_line_ms (self, RK_STUB_SLOTS * count) + RK_LOADER_SLACK_MS);

  return rk_link_write (self->link, encoded, count, deadline, NULL, error);
}

/* Up to the next valid frame; what is damaged is as if it had not come. */
static gboolean
decode_frame (RkLoader    *self,
              RkStubFrame *frame)
{
  while (self->taken < self->filled)
    {
      RkSlipResult result = rk_slip_decoder_push (&self->decoder, self->received + self->taken,
                                                  self->filled - self->taken);

      self->taken += result.consumed;
      if (result.event != RK_SLIP_FRAME)
        continue;
      if (rk_stub_unpack_frame (get_crc_table (), result.bytes, result.length, frame))
        return TRUE;
      rk_slip_decoder_reopen (&self->decoder);
    }

  return FALSE;
}

/* Waits for a frame.  It is valid until the next call. */
RkReceived
_rk_stub_receive (RkLoader      *self,
                  RkStubFrame   *frame,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  while (!decode_frame (self, frame))
    {
      RkReceived received = _rk_loader_fill (self, deadline, cancellable, error);

      if (received != RK_RECEIVED_REPLY)
        return received;
    }

  return RK_RECEIVED_REPLY;
}

static const char *
get_name (RkStubKind kind)
{
  static const char *const names[] = {
    "HELLO", "ECHO", "SET_DIVIDER", "WRITE", "BLOCK", "POLL", "ACK", "HASH", "MD5", "READ", "DATA", "ERASE_CHIP",
    "RUN", "RESET",
  };

  return names[kind - RK_STUB_HELLO];
}

void
_rk_stub_set_error (RkLoader      *self,
                    RkStubStatus   status,
                    const char    *what,
                    GError       **error)
{
  static const char *const reasons[] = {
    "done", "no such request", "wrong length", "out of range", "not the data that was announced",
    "the flash chip does not become ready", "the flash chip stays write-protected",
  };
  const char *reason = status < G_N_ELEMENTS (reasons) ? reasons[status] : "unknown status";

  self->stub_status = status;
  g_set_error (error, RK_ERROR, status == RK_STUB_FLASH_BUSY ? RK_ERROR_FLASH_SILENT : RK_ERROR_REFUSED,
               "%s: %s", what, reason);
}

/* Waits for the reply to a request, or for the time to send it again. */
static RkReceived
await_reply (RkLoader           *self,
             const RkStubFrame  *request,
             RkStubFrame        *reply,
             gint64              deadline,
             GCancellable       *cancellable,
             GError            **error)
{
  RkReceived received;

  do
    received = _rk_stub_receive (self, reply, deadline, cancellable, error);
  while (received == RK_RECEIVED_REPLY &&
         (reply->kind != (request->kind | RK_STUB_REPLY) || reply->sequence != request->sequence || reply->length < 1));

  return received;
}

/* Sends a request that has its number, and waits so long for the reply to it.  @reply:
 * its payload comes without the status, which was good. */
RkReceived
_rk_stub_ask (RkLoader           *self,
              const RkStubFrame  *request,
              guint               wait_ms,
              RkStubFrame        *reply,
              GCancellable       *cancellable,
              GError            **error)
{
  RkReceived received;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !_rk_stub_send (self, request, error))
    return RK_RECEIVED_ERROR;

  received = await_reply (self, request, reply, rk_deadline_in_ms (wait_ms), cancellable, error);
  if (received != RK_RECEIVED_REPLY)
    return received;
  if (reply->payload[0] != RK_STUB_OK)
    {
      _rk_stub_set_error (self, reply->payload[0], get_name (request->kind), error);
      return RK_RECEIVED_ERROR;
    }

  reply->payload++;
  reply->length--;
  return RK_RECEIVED_REPLY;
}

/* How long a reply takes if the chip need not work for it. */
guint
_rk_stub_reply_ms (RkLoader *self,
                   gsize     length)
{
  return _rk_loader_line_ms (self, length + RK_STUB_FRAME_MAX) + REPLY_MS;
}

/* @work_ms: what the chip needs at most to act on it.  It is asked again sooner, since
 * that does no harm and the request may be what was lost.  @reply: (nullable). */
gboolean
_rk_stub_request (RkLoader      *self,
                  RkStubKind     kind,
                  const guint8  *payload,
                  gsize          length,
                  guint          work_ms,
                  RkStubFrame   *reply,
                  GCancellable  *cancellable,
                  GError       **error)
{
  RkStubFrame unused;
  RkStubFrame request = { (guint8)kind, self->stub_session, ++self->stub_sequence, payload, length };
  guint reply_ms = _rk_stub_reply_ms (self, length);
  guint patience_ms = work_ms + reply_ms + RK_STUB_PATIENCE_MS;
  gint64 end = rk_deadline_in_ms (patience_ms);
  guint wait_ms = reply_ms;
  RkReceived received;

  do
    {
      received = _rk_stub_ask (self, &request, wait_ms, reply != NULL ? reply : &unused, cancellable, error);
      wait_ms = MIN (2 * wait_ms, reply_ms + MIN (work_ms, 500));
    }
  while (received == RK_RECEIVED_NOTHING && !rk_deadline_passed (end));

  if (received == RK_RECEIVED_NOTHING)
    g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "%s: no answer in %u ms", get_name (kind), patience_ms);
  return received == RK_RECEIVED_REPLY;
}
