/* rk-outbox.c: what a thread tells the main context
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls and bytes are taken in the order in which they were posted.  Bytes that
 * follow each other are merged: a port at 3 Mbaud is read a thousand times a
 * second, and nobody looks that often.  So that a main context that is held up
 * loses nothing and memory stays bounded, the poster waits when too much has
 * gathered; the port's own buffers, and on a network the sender, hold the rest.
 */

#include "rk-outbox.h"

/* What comes after a pause is told at once, what follows at this interval: once
 * per picture on a usual screen. */
#define INTERVAL_US 16000

/* What is handed over in one go: the main loop has a look at the rest of the
 * world in between. */
#define BATCH_MAX (64 * 1024)

/* 14 s of a line at 3 Mbaud. */
#define WAITING_MAX (4 * 1024 * 1024)

/* How soon a poster that waits sees that it is to wait no longer. */
#define LOOK_US 20000

typedef struct
{
  GSourceFunc     func; /* NULL: bytes */
  gpointer        data;
  GDestroyNotify  destroy;
  GByteArray     *bytes;
  guint           baud;
  gint64          time_us;
} Item;

struct _RkOutbox
{
  gatomicrefcount    refs; /* the owner's and the source's */
  RkOutboxBytesFunc  take;
  gpointer           user_data;
  GSource           *source;

  GMutex             lock;
  GCond              taken;
  GQueue             items;
  gsize              n_waiting; /* bytes */
  gint64             taken_us;  /* when bytes were taken last */
  gboolean           closed;
};

static void
item_free (Item *item)
{
  if (item->destroy != NULL)
    item->destroy (item->data);
  g_clear_pointer (&item->bytes, g_byte_array_unref);
  g_free (item);
}

static void
rk_outbox_unref (RkOutbox *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_queue_clear_full (&self->items, (GDestroyNotify)item_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->taken);
  g_source_unref (self->source);
  g_free (self);
}

/* With the lock held: when the first item is to be taken. */
static void
schedule (RkOutbox *self)
{
  const Item *first = g_queue_peek_head (&self->items);
  gboolean may_grow = first != NULL && first->func == NULL && self->items.length == 1 &&
                      first->bytes->len < BATCH_MAX;
  gint64 when = first == NULL ? -1 : may_grow ? self->taken_us + INTERVAL_US : 0;

  g_source_set_ready_time (self->source, when);
}

static void
take_item (RkOutbox *self,
           Item     *item)
{
  g_autoptr(GBytes) bytes = NULL;

  if (item->func != NULL)
    {
      item->func (item->data);
      return;
    }

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&item->bytes));
  self->take (bytes, item->baud, item->time_us, self->user_data);
}

/* One item a turn.  A main loop that an item starts within takes the next ones. */
static gboolean
dispatch_cb (gpointer user_data)
{
  RkOutbox *self = user_data;
  gboolean more;
  Item *item;

  g_mutex_lock (&self->lock);
  item = g_queue_pop_head (&self->items);
  if (item != NULL && item->func == NULL)
    {
      self->n_waiting -= item->bytes->len;
      self->taken_us = g_get_monotonic_time ();
      g_cond_signal (&self->taken);
    }
  schedule (self);
  more = !self->closed || self->items.length > 0;
  g_mutex_unlock (&self->lock);

  if (item != NULL)
    {
      take_item (self, item);
      item_free (item);
    }
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = source_dispatch };

/**
 * rk_outbox_new:
 * @take: takes bytes
 * @user_data: for @take
 *
 * Returns: (transfer full): an outbox to the main context that is the thread
 *   default now
 */
RkOutbox *
rk_outbox_new (RkOutboxBytesFunc take,
               gpointer          user_data)
{
  RkOutbox *self = g_new0 (RkOutbox, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->taken);
  g_queue_init (&self->items);
  self->take = take;
  self->user_data = user_data;

  g_atomic_ref_count_inc (&self->refs);
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_name (self->source, "rk-outbox");
  g_source_set_callback (self->source, dispatch_cb, self, (GDestroyNotify)rk_outbox_unref);
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

static void
drop_bytes (RkOutbox *self)
{
  for (GList *link = self->items.head; link != NULL;)
    {
      GList *next = link->next;
      Item *item = link->data;

      if (item->func == NULL)
        {
          g_queue_delete_link (&self->items, link);
          item_free (item);
        }
      link = next;
    }
  self->n_waiting = 0;
}

/**
 * rk_outbox_close:
 * @self: (transfer full): an outbox
 *
 * Bytes that were not taken are gone; calls are still made.  Nobody posts any more.
 * Main context.
 */
void
rk_outbox_close (RkOutbox *self)
{
  gboolean empty;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  drop_bytes (self);
  schedule (self);
  empty = self->items.length == 0;
  g_mutex_unlock (&self->lock);

  if (empty)
    g_source_destroy (self->source);
  rk_outbox_unref (self);
}

/**
 * rk_outbox_stop_bytes:
 * @self: an outbox
 *
 * From now on posted bytes are thrown away, and nobody waits: the main context is
 * about to wait for the poster.
 */
void
rk_outbox_stop_bytes (RkOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_cond_broadcast (&self->taken);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_outbox_post:
 * @self: an outbox
 * @func: called on the main context; what it returns does not matter
 * @data: (transfer full): for @func
 * @destroy: (nullable): frees @data, called or not
 *
 * Any thread.
 */
void
rk_outbox_post (RkOutbox       *self,
                GSourceFunc     func,
                gpointer        data,
                GDestroyNotify  destroy)
{
  Item *item = g_new0 (Item, 1);

  item->func = func;
  item->data = data;
  item->destroy = destroy;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->items, item);
  schedule (self);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
wait_for_room (RkOutbox     *self,
               GCancellable *cancellable)
{
  while (self->n_waiting >= WAITING_MAX && !self->closed && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&self->taken, &self->lock, g_get_monotonic_time () + LOOK_US);
}

/* With the lock held: the item that bytes of this rate can join, or a new one. */
static Item *
get_open_item (RkOutbox *self,
               guint     baud)
{
  Item *item = g_queue_peek_tail (&self->items);

  if (item != NULL && item->func == NULL && item->baud == baud && item->bytes->len < BATCH_MAX)
    return item;

  item = g_new0 (Item, 1);
  item->bytes = g_byte_array_new ();
  item->baud = baud;
  item->time_us = g_get_monotonic_time ();
  g_queue_push_tail (&self->items, item);
  return item;
}

/**
 * rk_outbox_post_bytes:
 * @self: an outbox
 * @bytes: what is to be taken; a copy is made
 * @count: how many
 * @baud: bytes of different rates are not merged
 * @cancellable: (nullable): ends the wait for room; @bytes are posted all the same
 *
 * Waits while too much is waiting to be taken.  Any thread but the main context's.
 */
void
rk_outbox_post_bytes (RkOutbox     *self,
                      const guint8 *bytes,
                      gsize         count,
                      guint         baud,
                      GCancellable *cancellable)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  wait_for_room (self, cancellable);
  if (self->closed)
    return;

  g_byte_array_append (get_open_item (self, baud)->bytes, bytes, (guint)count);
  self->n_waiting += count;
  schedule (self);
}
