/* rk-console-sender.c: sending many lines, or a file, at a pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Modules have no flow control and small buffers: an interpreter that is busy with
 * one line loses the next.  So the next piece waits a while, or for the module to
 * have answered.
 */

#include "rk-console-sender.h"

#include "rk-error.h"

/* The module has answered when nothing more comes for this long. */
#define SILENCE_MS 50

struct _RkConsoleSender
{
  GObject          parent_instance;

  RkConsoleTarget  target;
  GTask           *task;      /* what is under way, or NULL */
};

G_DEFINE_FINAL_TYPE (RkConsoleSender, rk_console_sender, G_TYPE_OBJECT)

typedef struct
{
  GPtrArray          *pieces;
  guint               next;
  gsize               done;
  gsize               total;
  RkConsolePace       pace;
  RkConsolePieceFunc  func;
  gpointer            func_data;
  gboolean            waiting; /* for the module */
  GSource            *timer;
  GSource            *cancelled;
} Run;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
run_free (Run *run)
{
  g_ptr_array_unref (run->pieces);
  g_free (run);
}

/* Ends the run; the task returns an error, if there is one. */
static void
end (RkConsoleSender *self,
     GError          *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);
  Run *run = g_task_get_task_data (task);

  clear_source (&run->timer);
  clear_source (&run->cancelled);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void send_next (RkConsoleSender *self);

static gboolean
timer_cb (gpointer user_data)
{
  send_next (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_timer (RkConsoleSender *self,
           guint            ms)
{
  Run *run = g_task_get_task_data (self->task);

  clear_source (&run->timer);
  run->timer = g_timeout_source_new (ms);
  g_source_set_callback (run->timer, timer_cb, self, NULL);
  g_source_attach (run->timer, g_task_get_context (self->task));
}

static void
tell (Run      *run,
      guint     index,
      gboolean  is_out)
{
  if (run->func != NULL)
    run->func (g_ptr_array_index (run->pieces, index), is_out, run->done, run->total, run->func_data);
}

/* A piece is out. */
static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  RkConsoleSender *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean sent = self->target.send_finish (self->target.object, result, &error);

  if (self->task != task) /* cancelled meanwhile */
    {
      g_clear_error (&error);
      return;
    }
  if (!sent)
    {
      end (self, error);
      return;
    }

  run->done += g_bytes_get_size (g_ptr_array_index (run->pieces, run->next));
  tell (run, run->next++, TRUE);
  if (self->task != task)
    return;

  if (run->next == run->pieces->len)
    end (self, NULL);
  else if (run->pace.wait_ms > 0)
    {
      run->waiting = TRUE;
      set_timer (self, run->pace.wait_ms);
    }
  else
    set_timer (self, run->pace.delay_ms);
}

static void
send_next (RkConsoleSender *self)
{
  Run *run = g_task_get_task_data (self->task);

  clear_source (&run->timer);
  run->waiting = FALSE;
  tell (run, run->next, FALSE);
  self->target.send (self->target.object, g_ptr_array_index (run->pieces, run->next),
                     g_task_get_cancellable (self->task), sent_cb, g_object_ref (self->task));
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (RkConsoleSender *self,
                   Run             *run)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable == NULL)
    return;

  run->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (run->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (run->cancelled, g_task_get_context (self->task));
}

static void
rk_console_sender_class_init (RkConsoleSenderClass *klass)
{
}

static void
rk_console_sender_init (RkConsoleSender *self)
{
}

/**
 * rk_console_sender_new:
 * @target: what it sends with; copied
 *
 * Returns: (transfer full): a sender
 */
RkConsoleSender *
rk_console_sender_new (const RkConsoleTarget *target)
{
  RkConsoleSender *self = g_object_new (RK_TYPE_CONSOLE_SENDER, NULL);

  self->target = *target;
  return self;
}

/**
 * rk_console_sender_send_async:
 * @self: a sender
 * @pieces: (element-type GBytes): what to send, one after the other
 * @pace: how fast
 * @func: (nullable): called before and after each piece
 * @func_data: for @func
 * @cancellable: (nullable): ends it at once
 * @callback: called when all is sent
 * @user_data: for @callback
 *
 * Sends pieces at a pace.
 */
void
rk_console_sender_send_async (RkConsoleSender       *self,
                              GPtrArray             *pieces,
                              const RkConsolePace   *pace,
                              RkConsolePieceFunc     func,
                              gpointer               func_data,
                              GCancellable          *cancellable,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  Run *run;

  g_return_if_fail (RK_IS_CONSOLE_SENDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (self->task != NULL)
    {
      g_task_return_new_error (task, RK_ERROR, RK_ERROR_BUSY, "something else is being sent");
      return;
    }
  if (pieces->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  run = g_new0 (Run, 1);
  run->pieces = g_ptr_array_ref (pieces);
  run->pace = *pace;
  run->func = func;
  run->func_data = func_data;
  for (guint i = 0; i < pieces->len; i++)
    run->total += g_bytes_get_size (g_ptr_array_index (pieces, i));
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);

  self->task = g_steal_pointer (&task);
  watch_cancellable (self, run);
  set_timer (self, 0);
}

/**
 * rk_console_sender_send_finish:
 * @self: a sender
 * @result: from the callback
 * @error: %RK_ERROR_BUSY while it sends something else, %G_IO_ERROR_CANCELLED, or
 *   what the target says
 *
 * Returns: whether all was sent
 */
gboolean
rk_console_sender_send_finish (RkConsoleSender  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rk_console_sender_received:
 * @self: a sender
 *
 * The module has said something.  What waits for that goes on when it is silent
 * again.
 */
void
rk_console_sender_received (RkConsoleSender *self)
{
  Run *run = self->task != NULL ? g_task_get_task_data (self->task) : NULL;

  g_return_if_fail (RK_IS_CONSOLE_SENDER (self));

  if (run != NULL && run->waiting)
    set_timer (self, MAX (SILENCE_MS, run->pace.delay_ms));
}

/**
 * rk_console_sender_cut:
 * @bytes: a file, say
 * @size: of a piece; 0 cuts after each line feed
 *
 * Returns: (transfer full) (element-type GBytes): @bytes in pieces
 */
GPtrArray *
rk_console_sender_cut (GBytes *bytes,
                       gsize   size)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  gsize total;
  const guint8 *data = g_bytes_get_data (bytes, &total);

  for (gsize done = 0; done < total;)
    {
      gsize length = size > 0 ? MIN (size, total - done) : 1;

      while (size == 0 && done + length < total && data[done + length - 1] != '\n')
        length++;
      g_ptr_array_add (pieces, g_bytes_new_from_bytes (bytes, done, length));
      done += length;
    }
  return pieces;
}
