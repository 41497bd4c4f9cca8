/* rk-session.c: what the worker thread of a module owns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-session.h"

#include "rk-advice.h"
#include "rk-deadline.h"
#include "rk-error.h"

struct _RkSession
{
  gatomicrefcount  refs;
  GWeakRef         module;
  RkSessionEvents  events;
  RkWorker        *worker;

  /* Worker thread */
  RkLink          *link;
  guint            console_baud;
  RkModuleState    state;
  guint            answered_baud; /* 0 after anything but a good answer */

  RkLinkTraceFunc  trace;
  gpointer         trace_data;
  gboolean         secret;  /* what goes over the line is not for a log */

  /* Progress is merged: many steps of the worker, one look of the module. */
  GMutex           lock;
  guint64          done;
  guint64          total;
  gboolean         progress_posted;
};

typedef enum
{
  EVENT_ENTERED,
  EVENT_STEPPED,
  EVENT_FOUND,
  EVENT_RECEIVED,
  EVENT_CHIP,
  EVENT_PROGRESS,
} EventKind;

typedef struct
{
  RkSession     *session;
  EventKind      kind;
  RkModuleState  state;
  const char    *step;
  RkFinding     *finding;
  GBytes        *bytes;
  RkChipInfo     chip;
} Event;

typedef struct
{
  RkSession      *session;
  GTask          *task;
  char           *port;
  guint           baud;
  RkJobFunc       func;
  gpointer        params;
  GDestroyNotify  params_destroy;
  GDestroyNotify  result_destroy;
  gpointer        result;
  GError         *error;
} Job;

static void
event_free (Event *event)
{
  rk_session_unref (event->session);
  g_clear_pointer (&event->finding, rk_finding_free);
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}

static void
job_free (Job *job)
{
  if (job->params_destroy != NULL)
    job->params_destroy (job->params);
  g_clear_error (&job->error);
  g_free (job->port);
  g_clear_object (&job->task);
  rk_session_unref (job->session);
  g_free (job);
}

static void
take_progress (RkSession *self,
               guint64   *done,
               guint64   *total)
{
  g_mutex_lock (&self->lock);
  self->progress_posted = FALSE;
  *done = self->done;
  *total = self->total;
  g_mutex_unlock (&self->lock);
}

static gboolean
event_dispatch_cb (gpointer user_data)
{
  Event *event = user_data;
  RkSession *self = event->session;
  g_autoptr(GObject) object = g_weak_ref_get (&self->module);
  RkModule *module = (RkModule *)object;
  guint64 done = 0;
  guint64 total = 0;

  if (event->kind == EVENT_PROGRESS)
    take_progress (self, &done, &total);

  if (module == NULL)
    return G_SOURCE_REMOVE;

  switch (event->kind)
    {
    case EVENT_ENTERED:
      self->events.entered (module, event->state);
      break;
    case EVENT_STEPPED:
      self->events.stepped (module, event->step);
      break;
    case EVENT_FOUND:
      self->events.found (module, event->finding);
      break;
    case EVENT_RECEIVED:
      self->events.received (module, event->bytes);
      break;
    case EVENT_CHIP:
      self->events.chip (module, &event->chip);
      break;
    case EVENT_PROGRESS:
      self->events.progress (module, done, total);
      break;
    default:
      g_assert_not_reached ();
    }

  return G_SOURCE_REMOVE;
}

static Event *
event_new (RkSession *self,
           EventKind  kind)
{
  Event *event = g_new0 (Event, 1);

  event->session = rk_session_ref (self);
  event->kind = kind;
  return event;
}

static void
event_post (Event *event)
{
  rk_worker_post (event->session->worker, event_dispatch_cb, event, (GDestroyNotify)event_free);
}

/* Between jobs: what the module says is handed on as it comes. */
static gboolean
listen_idle (gpointer      user_data,
             GCancellable *interrupt)
{
  RkSession *self = user_data;
  g_autoptr(GError) error = NULL;
  guint8 buffer[4096];
  gssize count;

  if (self->link == NULL)
    return FALSE;

  count = rk_link_read (self->link, buffer, sizeof buffer, RK_DEADLINE_NEVER, interrupt, &error);
  if (count > 0)
    rk_session_received (self, buffer, (gsize)count);

  if (count >= 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  rk_session_find (self, rk_advice_new (error));
  rk_session_close (self);
  rk_session_enter (self, RK_MODULE_STATE_CLOSED);
  return FALSE;
}

/* What the link traces goes on to whoever wants it, but for secrets: of those,
 * and of their echo, only the length is told. */
static void
trace_cb (gboolean      outgoing,
          gint64        time_us,
          const guint8 *bytes,
          gsize         count,
          const char   *note,
          gpointer      user_data)
{
  RkSession *self = user_data;
  g_autofree char *hidden = NULL;

  if (!self->secret || note != NULL)
    {
      self->trace (outgoing, time_us, bytes, count, note, self->trace_data);
      return;
    }

  hidden = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes with a password, not shown", count);
  self->trace (outgoing, time_us, NULL, 0, hidden, self->trace_data);
}

static gboolean
open_link (RkSession     *self,
           Job           *job,
           GCancellable  *cancellable,
           GError       **error)
{
  self->console_baud = job->baud;
  if (self->link != NULL)
    return TRUE;

  rk_session_enter (self, RK_MODULE_STATE_OPENING);
  self->link = rk_link_new_for_port (job->port, error);
  if (self->link == NULL)
    return FALSE;

  if (self->trace != NULL)
    rk_link_set_trace (self->link, trace_cb, self);
  if (!rk_link_open (self->link, self->console_baud, cancellable, error))
    {
      g_clear_object (&self->link);
      return FALSE;
    }

  return TRUE;
}

/* However a job ended, the port is left as the console wants it: both lines
 * released and the console's baud set; or closed, where it no longer works. */
static void
settle (RkSession *self)
{
  g_autoptr(GError) error = NULL;
  gboolean usable = self->link != NULL && rk_link_is_open (self->link);

  if (usable && rk_link_can_set_lines (self->link))
    usable = rk_link_set_lines (self->link, FALSE, FALSE, &error);
  if (usable && rk_link_can_set_baud (self->link) && rk_link_get_baud (self->link) != self->console_baud)
    usable = rk_link_set_baud (self->link, self->console_baud, &error);

  if (!usable)
    rk_session_close (self);

  rk_session_enter (self, usable ? RK_MODULE_STATE_LISTENING : RK_MODULE_STATE_CLOSED);
}

static gboolean
job_done_cb (gpointer user_data)
{
  Job *job = user_data;

  job->session->events.finished (g_task_get_source_object (job->task));

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->result_destroy);

  return G_SOURCE_REMOVE;
}

static void
run_job (gpointer      data,
         GCancellable *cancellable)
{
  Job *job = data;
  RkSession *self = job->session;

  /* What a link cannot be handed, such as a network port's change of baud, looks
   * at the current cancellable. */
  if (cancellable != NULL)
    g_cancellable_push_current (cancellable);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error) &&
      open_link (self, job, cancellable, &job->error))
    job->result = job->func (self, job->params, cancellable, &job->error);
  if (cancellable != NULL)
    g_cancellable_pop_current (cancellable);

  if (job->error != NULL)
    {
      gboolean cancelled = g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      if (g_error_matches (job->error, RK_ERROR, RK_ERROR_PORT_LOST))
        rk_session_close (self);
      if (!cancelled)
        rk_session_find (self, rk_advice_new (job->error));
      if (self->state != RK_MODULE_STATE_CLOSED)
        rk_session_enter (self, cancelled ? RK_MODULE_STATE_CANCELLED : RK_MODULE_STATE_FAILED);
    }

  if (self->state != RK_MODULE_STATE_CLOSED)
    settle (self);

  rk_worker_post (self->worker, job_done_cb, job, (GDestroyNotify)job_free);
}

/**
 * rk_session_new:
 * @module: held weakly
 * @events: copied
 *
 * Returns: (transfer full): a session whose thread waits for jobs
 */
RkSession *
rk_session_new (RkModule              *module,
                const RkSessionEvents *events)
{
  RkSession *self = g_new0 (RkSession, 1);

  g_atomic_ref_count_init (&self->refs);
  g_weak_ref_init (&self->module, module);
  g_mutex_init (&self->lock);
  self->events = *events;
  self->worker = rk_worker_new (listen_idle, self);
  return self;
}

RkSession *
rk_session_ref (RkSession *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rk_session_unref (RkSession *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_weak_ref_clear (&self->module);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * rk_session_stop:
 * @self: a session
 *
 * Ends the thread, after the jobs it has, and closes the port.  What was posted
 * and not yet seen finds no module any more.
 */
void
rk_session_stop (RkSession *self)
{
  /* Not g_clear_pointer(): the thread posts through the worker to its end. */
  rk_worker_free (self->worker);
  self->worker = NULL;
  rk_session_close (self);
}

/**
 * rk_session_set_trace:
 * @self: a session whose port was not opened yet
 * @trace: (nullable): called on the worker's thread
 * @user_data: for @trace
 */
void
rk_session_set_trace (RkSession       *self,
                      RkLinkTraceFunc  trace,
                      gpointer         user_data)
{
  self->trace = trace;
  self->trace_data = user_data;
}

/**
 * rk_session_run:
 * @self: a session
 * @port: the port, opened if it is not open
 * @baud: the console's baud, during and after the job
 * @func: the job
 * @task: (transfer none): returns what @func returns
 * @params: (transfer full): for @func
 * @params_destroy: (nullable): frees @params
 * @result_destroy: (nullable): frees the result
 *
 * Queues a job.  The states it passes, the last one included, are told before
 * @task returns.
 */
void
rk_session_run (RkSession      *self,
                const char     *port,
                guint           baud,
                RkJobFunc       func,
                GTask          *task,
                gpointer        params,
                GDestroyNotify  params_destroy,
                GDestroyNotify  result_destroy)
{
  Job *job = g_new0 (Job, 1);

  job->session = rk_session_ref (self);
  job->task = g_object_ref (task);
  job->port = g_strdup (port);
  job->baud = baud;
  job->func = func;
  job->params = params;
  job->params_destroy = params_destroy;
  job->result_destroy = result_destroy;

  rk_worker_push (self->worker, run_job, job, g_task_get_cancellable (task));
}

/**
 * rk_session_get_link:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the open link.  Worker thread
 */
RkLink *
rk_session_get_link (RkSession *self)
{
  return self->link;
}

/**
 * rk_session_set_secret:
 * @self: a session
 * @secret: whether what goes over the line from now on is not for a log
 */
void
rk_session_set_secret (RkSession *self,
                       gboolean   secret)
{
  self->secret = secret;
}

/**
 * rk_session_set_answered:
 * @self: a session
 * @baud: the rate at which the application answered, 0 for it did not
 *
 * Holds until the next job that does more than talk, or fails.  Worker thread
 */
void
rk_session_set_answered (RkSession *self,
                         guint      baud)
{
  self->answered_baud = baud;
}

/**
 * rk_session_get_answered:
 * @self: a session
 *
 * Returns: the rate at which the application answered just now, or 0.  Worker
 *   thread
 */
guint
rk_session_get_answered (RkSession *self)
{
  return self->answered_baud;
}

/**
 * rk_session_enter:
 * @self: a session
 * @state: the next state, one that the table allows; the present one is ignored
 */
void
rk_session_enter (RkSession     *self,
                  RkModuleState  state)
{
  Event *event;

  if (self->state == state)
    return;

  g_return_if_fail (rk_module_state_may_pass (self->state, state));

  self->state = state;
  if (state != RK_MODULE_STATE_LISTENING)
    self->answered_baud = 0;
  event = event_new (self, EVENT_ENTERED);
  event->state = state;
  event_post (event);
}

/**
 * rk_session_step:
 * @self: a session
 * @step: (nullable): a static msgid: what is being done within the state
 */
void
rk_session_step (RkSession  *self,
                 const char *step)
{
  Event *event = event_new (self, EVENT_STEPPED);

  event->step = step;
  event_post (event);
}

/**
 * rk_session_find:
 * @self: a session
 * @finding: (transfer full): what was noticed
 */
void
rk_session_find (RkSession *self,
                 RkFinding *finding)
{
  Event *event = event_new (self, EVENT_FOUND);

  event->finding = finding;
  event_post (event);
}

/**
 * rk_session_received:
 * @self: a session
 * @bytes: what the module said, for the console
 * @count: how much
 */
void
rk_session_received (RkSession    *self,
                     const guint8 *bytes,
                     gsize         count)
{
  Event *event = event_new (self, EVENT_RECEIVED);

  event->bytes = g_bytes_new (bytes, count);
  event_post (event);
}

/**
 * rk_session_chip:
 * @self: a session
 * @chip: what the module is
 */
void
rk_session_chip (RkSession        *self,
                 const RkChipInfo *chip)
{
  Event *event = event_new (self, EVENT_CHIP);

  event->chip = *chip;
  event_post (event);
}

/**
 * rk_session_progress:
 * @self: a session
 * @done: bytes of the present state that are done
 * @total: of so many
 */
void
rk_session_progress (RkSession *self,
                     guint64    done,
                     guint64    total)
{
  gboolean post;

  g_mutex_lock (&self->lock);
  self->done = done;
  self->total = total;
  post = !self->progress_posted;
  self->progress_posted = TRUE;
  g_mutex_unlock (&self->lock);

  if (post)
    event_post (event_new (self, EVENT_PROGRESS));
}

/**
 * rk_session_close:
 * @self: a session
 *
 * Closes the link, if there is one.  The state is the caller's to tell.
 */
void
rk_session_close (RkSession *self)
{
  if (self->link != NULL)
    rk_link_close (self->link);
  g_clear_object (&self->link);
}
