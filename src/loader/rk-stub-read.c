/* rk-stub-read.c: hashes and content of the flash, by our own program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"

#define SECTOR RK_STUB_SECTOR

/* The longest that reading a MiB takes, at the slow SPI rate, with its hash. */
#define MIB_READ_MS  3000
#define MIB          0x100000u
#define CHIP_ERASE_MS_PER_MIB 40000

/* Flash that is asked for at once: what is lost of it is asked for again. */
#define READ_PART 0x10000u

/* When nothing comes for so long, the end of a part was lost. */
#define SILENCE_MS 400

/* Rounds for the same part without anything new. */
#define READ_TRIES 8

static guint
get_work_ms (guint32 length)
{
  return (guint)((guint64)length * MIB_READ_MS / MIB) + 100;
}

/**
 * rk_loader_hash_sectors:
 * @self: a loader with our own program
 * @offset: where to begin, on a sector boundary
 * @count: sectors
 * @length: bytes of each that count, from its first: a multiple of 64
 * @hashes: (out) (array length=count): the CRC-32 of those of each
 * @cancellable: (nullable): ends it
 * @error: %RK_ERROR_REFUSED beyond the chip, %RK_ERROR_ANSWER_LOST
 *
 * Returns: whether they are known
 */
gboolean
rk_loader_hash_sectors (RkLoader      *self,
                        guint32        offset,
                        guint32        count,
                        guint32        length,
                        guint32       *hashes,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);
  g_return_val_if_fail (offset % SECTOR == 0, FALSE);

  while (count > 0)
    {
      guint32 part = MIN (count, RK_STUB_HASHES);
      guint8 payload[6];
      RkStubFrame reply;

      rk_stub_put16 (payload, (guint16)(offset / SECTOR));
      rk_stub_put16 (payload + 2, (guint16)part);
      rk_stub_put16 (payload + 4, (guint16)length);
      if (!_rk_stub_request (self, RK_STUB_HASH, payload, sizeof payload, get_work_ms (part * length), &reply,
                             cancellable, error))
        return FALSE;
      if (reply.length != 4 * part)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "HASH: %zu bytes for %u sectors", reply.length, part);
          return FALSE;
        }

      for (guint32 i = 0; i < part; i++)
        *hashes++ = rk_stub_get32 (reply.payload + 4 * i);
      offset += part * SECTOR;
      count -= part;
    }

  return TRUE;
}

/**
 * rk_loader_hash_bytes:
 * @bytes: (array length=count): what a sector holds
 * @count: of @bytes
 *
 * Returns: what rk_loader_hash_sectors() would say of them
 */
guint32
rk_loader_hash_bytes (const guint8 *bytes,
                      gsize         count)
{
  return _rk_stub_crc (bytes, count);
}

/**
 * rk_loader_md5:
 * @self: a loader with our own program
 * @offset: where to begin
 * @length: bytes
 * @digest: (out): their MD5, 16 bytes
 * @cancellable: (nullable): ends it
 * @error: %RK_ERROR_REFUSED beyond the chip, %RK_ERROR_ANSWER_LOST
 *
 * Returns: whether it is known
 */
gboolean
rk_loader_md5 (RkLoader      *self,
               guint32        offset,
               guint32        length,
               guint8         digest[16],
               GCancellable  *cancellable,
               GError       **error)
{
  guint8 payload[8];
  RkStubFrame reply;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  rk_stub_put32 (payload, offset);
  rk_stub_put32 (payload + 4, length);
  if (!_rk_stub_request (self, RK_STUB_MD5, payload, sizeof payload, get_work_ms (length), &reply, cancellable, error))
    return FALSE;
  if (reply.length != 16)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "MD5: %zu bytes", reply.length);
      return FALSE;
    }

  memcpy (digest, reply.payload, 16);
  return TRUE;
}

typedef struct
{
  RkLoader             *loader;
  guint32               offset;
  guint8               *bytes;
  guint32               length;
  guint32               done;
  RkLoaderProgressFunc  progress;
  gpointer              user_data;
  GCancellable         *cancellable;
} Read;

/* Pieces come in order; the first gap ends what can be used. */
static gboolean
take_data (Read              *self,
           const RkStubFrame *frame)
{
  guint32 offset = self->offset + self->done;
  gsize count;

  if (frame->length < 4 || rk_stub_get32 (frame->payload) != offset ||
      !rk_stub_unpack (frame->payload + 4, frame->length - 4, self->bytes + self->done,
                       MIN (RK_STUB_READ_PIECE, self->length - self->done), &count))
    return FALSE;

  self->done += (guint32)count;
  if (self->progress != NULL)
    self->progress (self->done, self->length, self->user_data);
  return TRUE;
}

/* Asks for what is still missing of a part, once. */
static gboolean
read_some (Read     *self,
           guint32   end,
           GError  **error)
{
  RkLoader *loader = self->loader;
  guint8 payload[8];
  RkStubFrame frame = { RK_STUB_READ, 0, ++loader->stub_sequence, payload, sizeof payload };

  rk_stub_put32 (payload, self->offset + self->done);
  rk_stub_put32 (payload + 4, end - self->done);
  if (!_rk_stub_send (loader, &frame, error))
    return FALSE;

  while (self->done < end)
    {
      gint64 deadline = rk_deadline_in_ms (_rk_loader_line_ms (loader, 2 * RK_STUB_FRAME_MAX) + SILENCE_MS);

      switch (_rk_stub_receive (loader, &frame, deadline, self->cancellable, error))
        {
        case RK_RECEIVED_ERROR:
          return FALSE;
        case RK_RECEIVED_NOTHING:
          return TRUE;
        case RK_RECEIVED_REPLY:
        default:
          break;
        }

      /* What an earlier request has left on the line. */
      if (frame.sequence != loader->stub_sequence)
        continue;

      if (frame.kind == RK_STUB_DATA && !take_data (self, &frame))
        return TRUE;
      if (frame.kind == (RK_STUB_READ | RK_STUB_REPLY))
        {
          if (frame.length == 0 || frame.payload[0] == RK_STUB_OK)
            return TRUE;
          _rk_stub_set_error (loader, frame.payload[0], "READ", error);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_part (Read     *self,
           guint32   end,
           GError  **error)
{
  guint tries = 0;

  while (self->done < end)
    {
      guint32 before = self->done;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) || !read_some (self, end, error))
        return FALSE;

      tries = self->done > before ? 0 : tries + 1;
      if (tries == READ_TRIES)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "reading at 0x%x: nothing comes", self->offset + before);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * rk_loader_read_flash:
 * @self: a loader with our own program
 * @offset: where to begin
 * @bytes: (out) (array length=length): what is there
 * @length: bytes
 * @progress: (nullable) (scope call): told as they come, in bytes
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @error: %RK_ERROR_REFUSED beyond the chip, %RK_ERROR_ANSWER_LOST
 *
 * Reads the flash.  What is lost or damaged on the line is read again.
 *
 * Returns: whether all was read
 */
gboolean
rk_loader_read_flash (RkLoader              *self,
                      guint32                offset,
                      guint8                *bytes,
                      guint32                length,
                      RkLoaderProgressFunc   progress,
                      gpointer               user_data,
                      GCancellable          *cancellable,
                      GError               **error)
{
  Read work = { self, offset, bytes, length, 0, progress, user_data, cancellable };

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  while (work.done < length)
    if (!read_part (&work, work.done + MIN (READ_PART, length - work.done), error))
      return FALSE;

  return TRUE;
}

/**
 * rk_loader_erase_chip:
 * @self: a loader with our own program
 * @cancellable: (nullable): ends the wait; the flash chip goes on
 * @error: %RK_ERROR_REFUSED for a chip that stays protected, %RK_ERROR_ANSWER_LOST
 *
 * Erases all of the flash by its own command for that.
 *
 * Returns: whether it is done
 */
gboolean
rk_loader_erase_chip (RkLoader      *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return _rk_stub_request (self, RK_STUB_ERASE_CHIP, NULL, 0,
                           MAX (self->stub_flash_size / MIB, 1) * CHIP_ERASE_MS_PER_MIB, NULL, cancellable, error);
}
