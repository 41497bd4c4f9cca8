/* rk-worker.c: the thread that owns a module's port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread takes work from a queue, in order.  Between two pieces of work it
 * runs an idle function, which may block: it is interrupted by a cancellable as
 * soon as there is work.
 */

#include "rk-worker.h"

struct _RkWorker
{
  GThread         *thread;
  GAsyncQueue     *queue;
  GCancellable    *interrupt;
  RkWorkerIdleFunc idle;
  gpointer         idle_data;
};

typedef struct
{
  RkWorkerFunc  func; /* NULL: the thread ends */
  gpointer      data;
  GCancellable *cancellable;
} Work;

static void
work_free (Work *work)
{
  g_clear_object (&work->cancellable);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

/* Waits for work; with @idle_wanted only looks whether there is some.
 *
 * The interrupt is taken back before the look, not after it: work pushed later
 * then interrupts the idle function, and work pushed before is found here.
 */
static Work *
next_work (RkWorker *self,
           gboolean  idle_wanted)
{
  g_cancellable_reset (self->interrupt);

  return idle_wanted ? g_async_queue_try_pop (self->queue) : g_async_queue_pop (self->queue);
}

static gpointer
rk_worker_thread (gpointer data)
{
  RkWorker *self = data;
  gboolean idle_wanted = TRUE;

  for (;;)
    {
      g_autoptr(Work) work = next_work (self, idle_wanted);

      if (work == NULL)
        {
          idle_wanted = self->idle (self->idle_data, self->interrupt);
          continue;
        }

      if (work->func == NULL)
        return NULL;

      work->func (work->data, work->cancellable);
      idle_wanted = TRUE;
    }
}

/**
 * rk_worker_new:
 * @idle: runs while there is no work
 * @data: for @idle
 *
 * Returns: (transfer full): a worker whose thread runs
 */
RkWorker *
rk_worker_new (RkWorkerIdleFunc idle,
               gpointer         data)
{
  RkWorker *self = g_new0 (RkWorker, 1);

  self->queue = g_async_queue_new_full ((GDestroyNotify)work_free);
  self->interrupt = g_cancellable_new ();
  self->idle = idle;
  self->idle_data = data;
  self->thread = g_thread_new ("rk-worker", rk_worker_thread, self);
  return self;
}

/**
 * rk_worker_free:
 * @self: (transfer full): a worker
 *
 * Does the work that is left, then ends the thread and waits for it.
 */
void
rk_worker_free (RkWorker *self)
{
  rk_worker_push (self, NULL, NULL, NULL);
  g_thread_join (self->thread);

  g_async_queue_unref (self->queue);
  g_object_unref (self->interrupt);
  g_free (self);
}

/**
 * rk_worker_push:
 * @self: a worker
 * @func: the work
 * @data: for @func; stays the caller's
 * @cancellable: (nullable): handed to @func
 *
 * Queues work.  Any thread.
 */
void
rk_worker_push (RkWorker     *self,
                RkWorkerFunc  func,
                gpointer      data,
                GCancellable *cancellable)
{
  Work *work = g_new0 (Work, 1);

  work->func = func;
  work->data = data;
  work->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;

  g_async_queue_push (self->queue, work);
  g_cancellable_cancel (self->interrupt);
}
