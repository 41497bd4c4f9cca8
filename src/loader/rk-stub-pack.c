/* rk-stub-pack.c: compressing what is to be written, on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the module is reset and our program is loaded, the host has nothing to do,
 * and it is known what will probably have to be written: all that is planned.
 */

#include <libdeflate.h>
#include <string.h>

#include "rk-loader-private.h"

#define SECTOR RK_STUB_SECTOR

/* The best that libdeflate can do takes a third of a second for a MiB.  It is
 * worth it: each per cent less is 80 ms less on the line at 921600 baud. */
#define COMPRESSION_LEVEL 12

struct _RkStubPack
{
  gatomicrefcount ref_count;
  guint           n_extents;
  RkStubExtent    extents[RK_STUB_EXTENTS];
  guint8         *bytes;
  gsize           length;

  GMutex          lock;
  GCond           done;
  guint8         *stream; /* NULL while it is not done */
  gsize           stream_length;
};

static void
compress (RkStubPack *self)
{
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (COMPRESSION_LEVEL);
  gsize capacity = libdeflate_deflate_compress_bound (compressor, self->length);
  guint8 *stream = g_malloc (capacity);
  gsize length = libdeflate_deflate_compress (compressor, self->bytes, self->length, stream, capacity);

  libdeflate_free_compressor (compressor);

  g_mutex_lock (&self->lock);
  self->stream = stream;
  self->stream_length = length;
  g_cond_signal (&self->done);
  g_mutex_unlock (&self->lock);
}

static gpointer
compress_thread (gpointer data)
{
  compress (data);
  rk_stub_pack_unref (data);
  return NULL;
}

/**
 * _rk_stub_pack_new:
 * @content: of all of the flash; needed no longer when this returns
 * @extents: (array length=n_extents): which sectors of it
 * @n_extents: at least one
 *
 * Begins to compress sectors, one after another, into one raw deflate stream.
 *
 * Returns: (transfer full): what becomes of it
 */
RkStubPack *
_rk_stub_pack_new (const guint8       *content,
                   const RkStubExtent *extents,
                   guint               n_extents)
{
  RkStubPack *self = g_new0 (RkStubPack, 1);
  gsize length = 0;

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  self->n_extents = n_extents;
  memcpy (self->extents, extents, n_extents * sizeof *extents);

  for (guint i = 0; i < n_extents; i++)
    self->length += extents[i].count * SECTOR;
  self->bytes = g_malloc (self->length);
  for (guint i = 0; i < n_extents; i++)
    {
      memcpy (self->bytes + length, content + (gsize)extents[i].first * SECTOR, extents[i].count * SECTOR);
      length += extents[i].count * SECTOR;
    }

  g_atomic_ref_count_inc (&self->ref_count);
  g_thread_unref (g_thread_new ("compress", compress_thread, self));
  return self;
}

/**
 * rk_stub_pack_unref:
 * @self: (transfer full): what is compressed
 *
 * Nobody waits for a thread whose work is not wanted any more.
 */
void
rk_stub_pack_unref (RkStubPack *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_free (self->bytes);
  g_free (self->stream);
  g_free (self);
}

/**
 * _rk_stub_pack_is_of:
 * @self: what is compressed
 * @content: of all of the flash
 * @extents: (array length=n_extents): which sectors of it
 * @n_extents: how many
 *
 * Returns: whether it is that
 */
gboolean
_rk_stub_pack_is_of (RkStubPack         *self,
                     const guint8       *content,
                     const RkStubExtent *extents,
                     guint               n_extents)
{
  gsize length = 0;

  if (self->n_extents != n_extents || memcmp (self->extents, extents, n_extents * sizeof *extents) != 0)
    return FALSE;

  for (guint i = 0; i < n_extents; i++)
    {
      gsize count = extents[i].count * SECTOR;

      if (memcmp (self->bytes + length, content + (gsize)extents[i].first * SECTOR, count) != 0)
        return FALSE;
      length += count;
    }

  return TRUE;
}

/**
 * _rk_stub_pack_wait:
 * @self: what is compressed
 * @deadline: monotonic time
 * @length: (out): of the stream
 *
 * Waits for its end: a third of a second per MiB.
 *
 * Returns: (transfer none) (nullable): the stream, %NULL if it was not ready in
 *   time
 */
const guint8 *
_rk_stub_pack_wait (RkStubPack *self,
                    gint64      deadline,
                    gsize      *length)
{
  const guint8 *stream;

  g_mutex_lock (&self->lock);
  while (self->stream == NULL && g_cond_wait_until (&self->done, &self->lock, deadline))
    ;
  stream = self->stream;
  *length = self->stream_length;
  g_mutex_unlock (&self->lock);

  return stream;
}
