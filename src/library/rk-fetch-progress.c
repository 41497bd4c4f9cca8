/* rk-fetch-progress.c: how far a fetch got, from its thread to the entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Merged: however fast the numbers change, one is on its way at a time.
 */

#include "rk-fetch-progress-private.h"

#include "rk-library-private.h"

struct _RkFetchProgress
{
  GMutex          mutex;
  RkLibraryEntry *entry;
  GMainContext   *context;
  guint64         done;
  guint64         total;
  gboolean        queued;
};

/* For a fetch whose caller is on this thread. */
RkFetchProgress *
_rk_fetch_progress_new (RkLibraryEntry *entry)
{
  RkFetchProgress *self = g_atomic_rc_box_new0 (RkFetchProgress);

  g_mutex_init (&self->mutex);
  self->entry = g_object_ref (entry);
  self->context = g_main_context_ref_thread_default ();
  return self;
}

static void
clear (gpointer data)
{
  RkFetchProgress *self = data;

  g_mutex_clear (&self->mutex);
  g_object_unref (self->entry);
  g_main_context_unref (self->context);
}

void
_rk_fetch_progress_unref (RkFetchProgress *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Sets the entry to the latest numbers, on the caller's thread. */
void
_rk_fetch_progress_settle (RkFetchProgress *self)
{
  guint64 done, total;

  g_mutex_lock (&self->mutex);
  self->queued = FALSE;
  done = self->done;
  total = self->total;
  g_mutex_unlock (&self->mutex);

  _rk_library_entry_set_progress (self->entry, done, total);
}

static gboolean
settle_cb (gpointer user_data)
{
  _rk_fetch_progress_settle (user_data);
  return G_SOURCE_REMOVE;
}

/* From the thread of the fetch. */
void
_rk_fetch_progress_report (RkFetchProgress *self,
                           guint64          done,
                           guint64          total)
{
  gboolean queue;

  g_mutex_lock (&self->mutex);
  self->done = done;
  self->total = total;
  queue = !self->queued;
  self->queued = TRUE;
  g_mutex_unlock (&self->mutex);

  if (queue)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, settle_cb, g_atomic_rc_box_acquire (self), (GDestroyNotify)_rk_fetch_progress_unref);
      g_source_attach (source, self->context);
    }
}
