/* rk-stub-write.c: erasing and writing by our own program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks are sent as long as the chip has room for them, without waiting for an
 * answer.  What is sent first arrives first: so when a block or a poll has
 * arrived, all that was sent before it and has not come is lost, and is sent
 * again.
 */

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"

#define SECTOR RK_STUB_SECTOR

/* While compressing takes long, the chip is told after this time that it is not
 * alone. */
#define COMPRESS_MS 1000

/* Without anything to send, the chip is asked how it stands after this time. */
#define POLL_MS 40

/* The chip answers polls whatever it does. */
#define PATIENCE_MS 4000

/* The rate is lowered when so many of so many blocks were damaged. */
#define WATCHED_BLOCKS 48
#define DAMAGED_MAX    20

typedef struct
{
  guint32  order; /* when it was sent last, from 1 */
  gboolean arrived;
  gboolean lost;
} Block;

typedef struct
{
  RkLoader         *loader;
  RkStubPlan        plan;
  guint32           erase_base; /* sectors erased by earlier passes */
  guint32           write_base; /* bytes written by earlier passes */
  RkStubPack       *pack;
  const guint8     *stream;     /* the pack's */
  guint32           n_blocks;
  Block            *blocks;
  guint32           first;      /* all before it have arrived */
  guint32           fresh;      /* the first that was never sent */
  guint32           limit;
  guint32           order;
  guint32           arrived;    /* the highest order that is known to have */
  guint32           poll_order;
  guint16           poll;
  guint             sent;       /* blocks, since the rate was last judged */
  guint             again;      /* of those, ones that were lost before */
  gint64            patience;
  RkStubAck         ack;
  RkLoaderWorkFunc  progress;
  gpointer          user_data;
  GCancellable     *cancellable;
} Write;

static void
write_clear (Write *self)
{
  g_clear_pointer (&self->pack, rk_stub_pack_unref);
  g_clear_pointer (&self->blocks, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Write, write_clear)

/* Collects the runs of sectors that have @flag, from @sector on; ends where the
 * list is full.  Returns the first sector that is not dealt with. */
static guint32
collect (const guint8 *work,
         guint32       n_sectors,
         guint32       sector,
         guint8        flag,
         RkStubExtent *extents,
         guint16      *count)
{
  *count = 0;
  for (; sector < n_sectors; sector++)
    if ((work[sector] & flag) != 0)
      {
        RkStubExtent *last = *count > 0 ? &extents[*count - 1] : NULL;

        if (last != NULL && (guint32)last->first + last->count == sector)
          last->count++;
        else if (*count == RK_STUB_EXTENTS)
          return sector;
        else
          extents[(*count)++] = (RkStubExtent){ (guint16)sector, 1 };
      }

  return sector;
}

/* Both lists up to the same sector. */
static guint32
make_plan (RkStubPlan   *plan,
           const guint8 *work,
           guint32       n_sectors,
           guint32       sector)
{
  guint32 end = collect (work, n_sectors, sector, RK_LOADER_ERASE, plan->erases, &plan->n_erases);

  end = collect (work, end, sector, RK_LOADER_WRITE, plan->writes, &plan->n_writes);
  return collect (work, end, sector, RK_LOADER_ERASE, plan->erases, &plan->n_erases);
}

/* Perhaps it has been done already.  The chip gives a silent host up. */
static gboolean
compress (Write         *self,
          const guint8  *content,
          GError       **error)
{
  RkStubPack *expected = g_steal_pointer (&self->loader->stub_pack);
  gsize length;

  if (expected != NULL && _rk_stub_pack_is_of (expected, content, self->plan.writes, self->plan.n_writes))
    self->pack = g_steal_pointer (&expected);
  g_clear_pointer (&expected, rk_stub_pack_unref);
  if (self->plan.n_writes == 0)
    return TRUE;

  if (self->pack == NULL)
    self->pack = _rk_stub_pack_new (content, self->plan.writes, self->plan.n_writes);
  while ((self->stream = _rk_stub_pack_wait (self->pack, rk_deadline_in_ms (COMPRESS_MS), &length)) == NULL)
    if (!_rk_stub_is_there (self->loader, self->cancellable, error))
      return FALSE;

  self->plan.compressed = (guint32)length;
  self->n_blocks = (self->plan.compressed + RK_STUB_BLOCK_SIZE - 1) / RK_STUB_BLOCK_SIZE;
  self->blocks = g_new0 (Block, self->n_blocks);
  return TRUE;
}

static gboolean
announce (Write    *self,
          GError  **error)
{
  RkLoader *loader = self->loader;
  guint8 payload[RK_STUB_PLAN_LENGTH (2 * RK_STUB_EXTENTS)];
  gsize length = rk_stub_pack_plan (&self->plan, payload);

  self->limit = MIN (RK_STUB_SLOTS, self->n_blocks);
  return _rk_stub_request (loader, RK_STUB_WRITE, payload, length, 600, NULL, self->cancellable, error);
}

static gboolean
send_block (Write    *self,
            guint32   number,
            GError  **error)
{
  Block *block = &self->blocks[number];
  guint32 offset = number * RK_STUB_BLOCK_SIZE;
  RkStubFrame frame = {
    RK_STUB_BLOCK, self->loader->stub_session, (guint16)number, self->stream + offset,
    MIN (RK_STUB_BLOCK_SIZE, self->plan.compressed - offset),
  };

  self->again += block->order != 0;
  self->sent++;
  block->order = ++self->order;
  block->lost = FALSE;
  self->fresh = MAX (self->fresh, number + 1);
  return _rk_stub_send (self->loader, &frame, error);
}

static gboolean
send_poll (Write    *self,
           GError  **error)
{
  RkStubFrame frame = { RK_STUB_POLL, self->loader->stub_session, ++self->poll, NULL, 0 };

  self->poll_order = ++self->order;
  return _rk_stub_send (self->loader, &frame, error);
}

/* The next to send: lost ones first.  Answers @n_blocks if there is none. */
static guint32
next_to_send (const Write *self)
{
  for (guint32 i = self->first; i < self->fresh; i++)
    if (self->blocks[i].lost)
      return i;

  return self->fresh < self->limit ? self->fresh : self->n_blocks;
}

static void
note_arrival (Write   *self,
              guint32  number)
{
  Block *block = &self->blocks[number];

  if (block->arrived)
    return;
  block->arrived = TRUE;
  block->lost = FALSE;
  self->arrived = MAX (self->arrived, block->order);
}

/* 16 bits of a number near @near. */
static guint32
widen (guint16 number,
       guint32 near)
{
  return near + (guint32)(gint16)(guint16)(number - (guint16)near);
}

static void
take_ack (Write *self)
{
  const RkStubAck *ack = &self->ack;
  guint32 next = widen (ack->next, self->first);

  /* Acknowledgements come in order too, but an old one says nothing wrong. */
  for (guint32 i = self->first; i < MIN (next, self->fresh); i++)
    note_arrival (self, i);
  for (guint i = 0; i < RK_STUB_SLOTS - 1; i++)
    if ((ack->later >> i & 1) != 0 && next + 1 + i < self->fresh)
      note_arrival (self, next + 1 + i);
  self->first = MAX (self->first, MIN (next, self->fresh));
  self->limit = MAX (self->limit, MIN (widen (ack->limit, self->limit), self->n_blocks));
  if (ack->poll == self->poll && self->poll != 0)
    self->arrived = MAX (self->arrived, self->poll_order);

  for (guint32 i = self->first; i < self->fresh; i++)
    if (!self->blocks[i].arrived && self->blocks[i].order < self->arrived)
      self->blocks[i].lost = TRUE;

  if (self->progress != NULL)
    self->progress ((self->erase_base + ack->erased) * SECTOR, self->write_base + ack->written, self->user_data);
}

/* Takes all that is there, or waits for one. */
static gboolean
take_acks (Write    *self,
           gint64    deadline,
           gboolean *any,
           GError  **error)
{
  RkStubFrame frame;

  *any = FALSE;
  while (TRUE)
    switch (_rk_stub_receive (self->loader, &frame, *any ? 0 : deadline, self->cancellable, error))
      {
      case RK_RECEIVED_ERROR:
        return FALSE;
      case RK_RECEIVED_NOTHING:
        return TRUE;
      case RK_RECEIVED_REPLY:
      default:
        if (frame.kind != RK_STUB_ACK || frame.session != self->loader->stub_session ||
            !rk_stub_unpack_ack (frame.payload, frame.length, &self->ack))
          break;
        *any = TRUE;
        self->patience = rk_deadline_in_ms (PATIENCE_MS);
        take_ack (self);
        break;
      }
}

static gboolean
check_state (Write     *self,
             gboolean  *done,
             GError   **error)
{
  *done = self->ack.state == RK_STUB_DONE;
  if (self->ack.state == RK_STUB_FAILED)
    {
      g_autofree char *what = g_strdup_printf ("sector 0x%x", self->ack.sector * SECTOR);

      _rk_stub_set_error (self->loader, self->ack.status, what, error);
      return FALSE;
    }
  if (*done || !rk_deadline_passed (self->patience))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "no answer in %u ms, after block %u of %u",
               PATIENCE_MS, self->first, self->n_blocks);
  return FALSE;
}

/* A line that damages so much is quicker when it is slower. */
static gboolean
judge_rate (Write    *self,
            GError  **error)
{
  gboolean bad = self->again > DAMAGED_MAX;

  if (self->sent < WATCHED_BLOCKS)
    return TRUE;

  self->sent = 0;
  self->again = 0;
  if (!bad)
    return TRUE;
  if (!_rk_stub_lower_baud (self->loader, self->cancellable, error))
    return FALSE;

  /* Two blocks are longer than what the chip listens to before it gives the new rate
   * up; one of these is enough to keep it. */
  self->patience = rk_deadline_in_ms (PATIENCE_MS);
  return send_poll (self, error) && send_poll (self, error) && send_poll (self, error);
}

static gboolean
run (Write    *self,
     GError  **error)
{
  gboolean any, done = FALSE;

  self->patience = rk_deadline_in_ms (PATIENCE_MS);
  while (!done)
    {
      guint32 number = next_to_send (self);
      gboolean idle = number == self->n_blocks;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          (!idle && (!judge_rate (self, error) || !send_block (self, number, error))) ||
          !take_acks (self, idle ? rk_deadline_in_ms (POLL_MS) : 0, &any, error) ||
          !check_state (self, &done, error) ||
          (!done && idle && !any && !send_poll (self, error)))
        return FALSE;
    }

  g_debug ("%u bytes in %u blocks: %u frames sent, of them %u polls",
           self->plan.compressed, self->n_blocks, self->order, self->poll);
  return TRUE;
}

/**
 * rk_loader_pack_sectors:
 * @work: (array length=n_sectors): what will have to be done with each sector
 * @n_sectors: from the first of the flash on
 * @content: what is to be in all of the flash; needed no longer when this returns
 *
 * Begins to compress what rk_loader_work_sectors() will probably be asked to
 * write, on a thread of its own.
 *
 * Returns: (transfer full) (nullable): for rk_loader_expect(); %NULL if nothing is
 *   to be written
 */
RkStubPack *
rk_loader_pack_sectors (const guint8 *work,
                        guint32       n_sectors,
                        const guint8 *content)
{
  RkStubPlan plan;

  make_plan (&plan, work, n_sectors, 0);
  return plan.n_writes > 0 ? _rk_stub_pack_new (content, plan.writes, plan.n_writes) : NULL;
}

/**
 * rk_loader_expect:
 * @self: a loader
 * @pack: (transfer full) (nullable): what will probably be written next; nothing
 *   is lost but time if it is something else
 */
void
rk_loader_expect (RkLoader   *self,
                  RkStubPack *pack)
{
  g_return_if_fail (RK_IS_LOADER (self));

  g_clear_pointer (&self->stub_pack, rk_stub_pack_unref);
  self->stub_pack = pack;
}

/**
 * rk_loader_work_sectors:
 * @self: a loader with our own program
 * @work: (array length=n_sectors): what to do with each sector of the flash
 * @n_sectors: from the first of the flash on
 * @content: what is to be in all of the flash; only sectors that are written are
 *   looked at
 * @units: whether whole blocks may be erased by one command
 * @progress: (nullable) (scope call): told as it goes on
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; the sectors under way are undefined then
 * @error: %RK_ERROR_REFUSED beyond the chip or for one that stays protected,
 *   %RK_ERROR_FLASH_SILENT when it stays busy, %RK_ERROR_ANSWER_LOST
 *
 * Erases and writes sectors.  What is damaged on the line is sent again; that
 * flash has taken it is for hashes to prove.
 *
 * Returns: whether all was done
 */
gboolean
rk_loader_work_sectors (RkLoader          *self,
                        const guint8      *work,
                        guint32            n_sectors,
                        const guint8      *content,
                        gboolean           units,
                        RkLoaderWorkFunc   progress,
                        gpointer           user_data,
                        GCancellable      *cancellable,
                        GError           **error)
{
  guint32 sector = 0, erased = 0, written = 0;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  while (sector < n_sectors)
    {
      g_auto(Write) write = {
        .loader = self, .progress = progress, .user_data = user_data, .cancellable = cancellable,
        .erase_base = erased, .write_base = written,
      };

      sector = make_plan (&write.plan, work, n_sectors, sector);
      write.plan.units = units ? RK_STUB_ERASE_32K | RK_STUB_ERASE_64K : 0;
      if (write.plan.n_erases == 0 && write.plan.n_writes == 0)
        continue;

      self->stub_session++;
      if (!compress (&write, content, error) || !announce (&write, error) || !run (&write, error))
        return FALSE;
      erased += write.ack.erased;
      written += write.ack.written;
    }

  return TRUE;
}
