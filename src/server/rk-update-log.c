/* rk-update-log.c: what the server's thread has to tell, at a bounded rate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Told is ten times a second.  Refused requests, of which anybody can send
 * thousands, are told of as far as there is room.
 */

#include "rk-update-log-private.h"

#define REPORT_MS 100

/* So many wait to be told of at most, and of them so many refused requests. */
#define MAX_WAITING 1024
#define MAX_REFUSED 32

struct _RkUpdateLog
{
  RkUpdateLogFunc func;
  GObject        *owner; /* not owned: it owns the log */
  GMainContext   *context;

  GMutex   lock;
  GQueue   waiting; /* of RkUpdateTransfer */
  guint    refused; /* how many of them */
  GSource *source;  /* NULL: nothing waits */
};

static gboolean
report_cb (gpointer user_data)
{
  _rk_update_log_flush (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * _rk_update_log_new:
 * @func: told of transfers, on the main context that is the thread default now
 * @owner: for @func; frees the log
 *
 * Returns: (transfer full): a log
 */
RkUpdateLog *
_rk_update_log_new (RkUpdateLogFunc func,
                    GObject        *owner)
{
  RkUpdateLog *self = g_new0 (RkUpdateLog, 1);

  self->func = func;
  self->owner = owner;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  return self;
}

/**
 * _rk_update_log_free:
 * @self: (transfer full): a log that no thread adds to any more
 *
 * Main context.  What waits is not told.
 */
void
_rk_update_log_free (RkUpdateLog *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_queue_clear_full (&self->waiting, (GDestroyNotify)rk_update_transfer_free);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * _rk_update_log_add:
 * @self: a log
 * @transfer: as it is now
 *
 * Any thread.
 */
void
_rk_update_log_add (RkUpdateLog            *self,
                    const RkUpdateTransfer *transfer)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->waiting.length >= MAX_WAITING ||
      (transfer->state == RK_UPDATE_REFUSED && self->refused >= MAX_REFUSED))
    return;

  self->refused += transfer->state == RK_UPDATE_REFUSED;
  g_queue_push_tail (&self->waiting, rk_update_transfer_copy (transfer));
  if (self->source != NULL)
    return;

  self->source = g_timeout_source_new (REPORT_MS);
  g_source_set_callback (self->source, report_cb, self, NULL);
  g_source_attach (self->source, self->context);
}

static RkUpdateTransfer *
take_next (RkUpdateLog *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkUpdateTransfer *transfer = g_queue_pop_head (&self->waiting);

  if (transfer != NULL && transfer->state == RK_UPDATE_REFUSED)
    self->refused--;
  if (transfer == NULL && self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }

  return transfer;
}

/**
 * _rk_update_log_flush:
 * @self: a log
 *
 * Tells what waits, in order, also when what it tells makes somebody flush it.
 * Main context.
 */
void
_rk_update_log_flush (RkUpdateLog *self)
{
  g_autoptr(GObject) owner = g_object_ref (self->owner); /* a handler may drop it */
  RkUpdateTransfer *transfer;

  while ((transfer = take_next (self)) != NULL)
    {
      self->func (transfer, owner);
      rk_update_transfer_free (transfer);
    }
}
