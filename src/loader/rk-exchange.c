/* rk-exchange.c: one command and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes in is taken apart into replies, our own frames come back, and text.
 * Replies to other commands than the one that was asked are skipped: SYNC is
 * answered eight times, and an answer can come after we gave up waiting for it.
 */

#include "rk-loader-private.h"

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"

#define BLOCK_SMALLEST 0x400

#define BITS_PER_BYTE 10 /* with start and stop bit */

/* Time on the line, rounded up. */
guint
_rk_loader_line_ms (RkLoader *self,
                    gsize     count)
{
  return (guint)(count * BITS_PER_BYTE * 1000 / rk_link_get_baud (self->link)) + 1;
}

/* The block size to send data in: a power of two, so that blocks make up sectors. */
guint32
_rk_loader_block_size (RkLoader *self,
                       guint32   longest)
{
  guint32 size = BLOCK_SMALLEST;

  while (size * 2 <= longest && _rk_loader_line_ms (self, size * 2) <= RK_LOADER_BLOCK_MS)
    size *= 2;
  return size;
}

/* Hands on bytes that are in no frame. */
void
_rk_loader_take_text (RkLoader     *self,
                      const guint8 *bytes,
                      gsize         count)
{
  self->n_text += count;
  rk_evidence_add (&self->evidence, bytes, count);
  if (self->text_func != NULL)
    self->text_func (bytes, count, self->text_data);
}

/* Starts anew, with nothing received. */
void
_rk_loader_forget_input (RkLoader *self)
{
  RkSlipResult rest = rk_slip_decoder_abandon (&self->decoder);

  if (rest.event == RK_SLIP_OUTSIDE)
    _rk_loader_take_text (self, rest.bytes, rest.length);
  self->taken = 0;
  self->filled = 0;
}

/* The same when the loader has been left: what it has not looked at yet is the
 * beginning of the program's text. */
void
_rk_loader_end_input (RkLoader *self)
{
  gsize taken = self->taken;
  gsize filled = self->filled;

  _rk_loader_forget_input (self);
  if (filled > taken)
    _rk_loader_take_text (self, self->received + taken, filled - taken);
}

static gboolean
write_frame (RkLoader      *self,
             const guint8  *request,
             gsize          length,
             GError       **error)
{
  gsize capacity = RK_SLIP_ENCODED_MAX (length);
  g_autofree guint8 *frame = g_malloc (capacity);
  gsize count = rk_slip_encode (request, length, frame, capacity);
  gint64 deadline = rk_deadline_in_ms (_rk_loader_line_ms (self, count) + RK_LOADER_SLACK_MS);

  /* Without a cancellable: a frame that has begun is completed. */
  return rk_link_write (self->link, frame, count, deadline, NULL, error);
}

/* Sends a request.  A cancel waits for its end, see RK_LOADER_BLOCK_MS. */
gboolean
_rk_loader_send (RkLoader      *self,
                 RkRomCommand   command,
                 const guint8  *body,
                 gsize          length,
                 guint32        checksum,
                 GError       **error)
{
  g_autofree guint8 *request = g_malloc (RK_ROM_HEADER_LENGTH + length);

  rk_rom_pack_request (request, command, (guint16)length, checksum);
  if (length > 0)
    memcpy (request + RK_ROM_HEADER_LENGTH, body, length);

  return write_frame (self, request, RK_ROM_HEADER_LENGTH + length, error);
}

/* One of our own requests: what is connected is our TX to our RX. */
static gboolean
is_echo (const guint8 *frame,
         gsize         length)
{
  return length >= RK_ROM_HEADER_LENGTH &&
         frame[0] == RK_ROM_DIRECTION_REQUEST &&
         frame[1] >= RK_ROM_FLASH_BEGIN &&
         ((gsize)frame[2] | (gsize)frame[3] << 8) == length - RK_ROM_HEADER_LENGTH;
}

/* The beginning of an answer to SYNC that is not whole. */
static gboolean
is_damaged (const guint8 *frame,
            gsize         length)
{
  return length >= 2 && frame[0] == RK_ROM_DIRECTION_REPLY && frame[1] == RK_ROM_SYNC;
}

/* Decodes up to the next reply; FALSE when all that was received is used up. */
static gboolean
decode_reply (RkLoader   *self,
              RkRomReply *reply)
{
  while (self->taken < self->filled)
    {
      RkSlipResult result = rk_slip_decoder_push (&self->decoder, self->received + self->taken,
                                                  self->filled - self->taken);

      self->taken += result.consumed;

      if (result.event == RK_SLIP_NONE)
        continue;

      if (result.event == RK_SLIP_FRAME && rk_rom_unpack_reply (result.bytes, result.length, reply))
        return TRUE;

      if (result.event == RK_SLIP_FRAME && is_echo (result.bytes, result.length))
        {
          self->evidence.echo = TRUE;
          continue;
        }

      self->evidence.damaged |= result.event == RK_SLIP_FRAME && is_damaged (result.bytes, result.length);
      _rk_loader_take_text (self, result.bytes, result.length);
      if (result.event == RK_SLIP_FRAME)
        rk_slip_decoder_reopen (&self->decoder);
    }

  return FALSE;
}

/* Waits for bytes, when all that had come are taken. */
RkReceived
_rk_loader_fill (RkLoader      *self,
                 gint64         deadline,
                 GCancellable  *cancellable,
                 GError       **error)
{
  gssize count = rk_link_read (self->link, self->received, sizeof self->received, deadline, cancellable, error);

  if (count <= 0)
    return count < 0 ? RK_RECEIVED_ERROR : RK_RECEIVED_NOTHING;

  self->taken = 0;
  self->filled = (gsize)count;
  return RK_RECEIVED_REPLY;
}

/* Waits for a reply, whatever it answers.  It is valid until the next call. */
RkReceived
_rk_loader_receive (RkLoader      *self,
                    RkRomReply    *reply,
                    gint64         deadline,
                    GCancellable  *cancellable,
                    GError       **error)
{
  while (!decode_reply (self, reply))
    {
      RkReceived received = _rk_loader_fill (self, deadline, cancellable, error);

      if (received != RK_RECEIVED_REPLY)
        return received;

      /* A talkative line must not keep us beyond the deadline. */
      if (rk_deadline_passed (deadline))
        return decode_reply (self, reply) ? RK_RECEIVED_REPLY : RK_RECEIVED_NOTHING;
    }

  return RK_RECEIVED_REPLY;
}

static gboolean
check_status (RkLoader          *self,
              const RkRomReply  *reply,
              GError           **error)
{
  if (!reply->failed)
    return TRUE;

  self->last_error = reply->error;
  g_set_error (error, RK_ERROR, RK_ERROR_REFUSED, "refused: %s (error %u)",
               rk_rom_error_name (reply->error), reply->error);
  return FALSE;
}

/* The ROM answers a command that it does not know, or that has a wrong length,
 * in the name of the one before. */
static gboolean
answers (const RkRomReply *reply,
         RkRomCommand      command)
{
  return reply->command == command || (reply->failed && reply->error == RK_ROM_ERROR_INVALID);
}

static gboolean
await_answer (RkLoader      *self,
              RkRomCommand   command,
              guint          timeout_ms,
              RkRomReply    *reply,
              GCancellable  *cancellable,
              GError       **error)
{
  gint64 deadline = rk_deadline_in_ms (timeout_ms);
  RkReceived received;

  do
    received = _rk_loader_receive (self, reply, deadline, cancellable, error);
  while (received == RK_RECEIVED_REPLY && !answers (reply, command));

  if (received == RK_RECEIVED_REPLY)
    return check_status (self, reply, error);

  self->unsettled = TRUE;
  self->n_lost++;
  if (received == RK_RECEIVED_NOTHING)
    g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "no answer in %u ms", timeout_ms);
  return FALSE;
}

static guint
get_slack_ms (const RkLoader *self,
              guint           work_ms)
{
  if (work_ms > 0 || self->n_lost > 2)
    return RK_LOADER_SLACK_MS;
  return MIN (RK_LOADER_SHORT_SLACK_MS << self->n_lost, RK_LOADER_SLACK_MS);
}

/* Sends a command and waits for its answer.  @work_ms is what the chip needs at
 * most to act on it.  @reply is optional.  When an answer did not come, or was
 * not waited for, the next command finds the beat again first. */
gboolean
_rk_loader_command (RkLoader      *self,
                    RkRomCommand   command,
                    const guint8  *body,
                    gsize          length,
                    guint32        checksum,
                    guint          work_ms,
                    RkRomReply    *reply,
                    GCancellable  *cancellable,
                    GError       **error)
{
  RkRomReply unused;
  guint timeout_ms = work_ms + get_slack_ms (self, work_ms) + _rk_loader_line_ms (self, RK_SLIP_ENCODED_MAX (length));

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if ((!self->unsettled || rk_loader_resync (self, cancellable, error)) &&
      _rk_loader_send (self, command, body, length, checksum, error) &&
      await_answer (self, command, timeout_ms, reply != NULL ? reply : &unused, cancellable, error))
    return TRUE;

  g_prefix_error (error, "%s: ", rk_rom_command_name ((guint8)command));
  return FALSE;
}

/* Finds the beat again.  Where that fails too, what happened first is told. */
gboolean
_rk_loader_recover (RkLoader      *self,
                    const GError  *problem,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(GError) second = NULL;

  if (rk_loader_resync (self, cancellable, &second))
    return TRUE;

  if (g_error_matches (second, RK_ERROR, RK_ERROR_ANSWER_LOST))
    g_propagate_error (error, g_error_copy (problem));
  else
    g_propagate_error (error, g_steal_pointer (&second));
  return FALSE;
}
