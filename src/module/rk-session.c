/* rk-session.c: what the worker thread of a module owns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-session-private.h"

#include "rk-advice.h"
#include "rk-error.h"
#include "rk-hand-over.h"

typedef struct
{
  RkSession          *session;
  GTask              *task;
  char               *port;
  guint               baud;
  const RkSessionJob *what;
  gpointer            params;
  gpointer            result;
  GError             *error;
} Job;

static void
event_free (RkEvent *event)
{
  rk_session_unref (event->session);
  g_clear_pointer (&event->finding, rk_finding_free);
  g_free (event);
}

static void
job_free (Job *job)
{
  if (job->what->params_destroy != NULL)
    job->what->params_destroy (job->params);
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
  RkEvent *event = user_data;
  RkSession *self = event->session;
  g_autoptr(GObject) object = g_weak_ref_get (&self->module);
  RkModule *module = (RkModule *)object;
  guint64 done = 0;
  guint64 total = 0;

  if (event->kind == RK_EVENT_PROGRESS)
    take_progress (self, &done, &total);

  if (module == NULL)
    return G_SOURCE_REMOVE;

  switch (event->kind)
    {
    case RK_EVENT_ENTERED:
      self->events.entered (module, event->state);
      break;
    case RK_EVENT_STEPPED:
      self->events.stepped (module, event->step);
      break;
    case RK_EVENT_FOUND:
      self->events.found (module, event->finding);
      break;
    case RK_EVENT_SITUATION:
      self->events.situation (module, event->situation);
      break;
    case RK_EVENT_CHIP:
      self->events.chip (module, &event->chip);
      break;
    case RK_EVENT_PROGRESS:
      self->events.progress (module, done, total);
      break;
    case RK_EVENT_PORT:
      self->events.port (module, &event->port);
      break;
    case RK_EVENT_LOST:
      self->events.lost (module);
      break;
    case RK_EVENT_BAUD_REFUSED:
      self->events.baud_refused (module, event->refused_baud, event->baud);
      break;
    default:
      g_assert_not_reached ();
    }

  return G_SOURCE_REMOVE;
}

static void
take_bytes (GBytes   *bytes,
            guint     baud,
            gint64    time_us,
            gpointer  user_data)
{
  RkSession *self = user_data;
  g_autoptr(GObject) object = g_weak_ref_get (&self->module);

  if (object != NULL)
    self->events.received ((RkModule *)object, bytes, baud, time_us);
}

RkEvent *
_rk_event_new (RkSession   *self,
               RkEventKind  kind)
{
  RkEvent *event = g_new0 (RkEvent, 1);

  event->session = rk_session_ref (self);
  event->kind = kind;
  return event;
}

void
_rk_event_post (RkEvent *event)
{
  rk_outbox_post (event->session->outbox, event_dispatch_cb, event, (GDestroyNotify)event_free);
}

/* The port's abilities, and the lines as they are left between jobs. */
void
_rk_session_tell_port (RkSession *self,
                       gboolean   dtr,
                       gboolean   rts)
{
  RkEvent *event = _rk_event_new (self, RK_EVENT_PORT);
  gboolean open = self->link != NULL && rk_link_is_open (self->link);

  event->port.open = open;
  event->port.can_set_lines = open && rk_link_can_set_lines (self->link);
  event->port.can_set_baud = open && rk_link_can_set_baud (self->link);
  event->port.dtr = dtr;
  event->port.rts = rts;
  _rk_event_post (event);
}

/* The port has gone while nobody but the console had it. */
void
_rk_session_lose (RkSession    *self,
                  const GError *error)
{
  _rk_session_end_sends (self, error);
  rk_session_find (self, rk_advice_new (error));
  rk_session_close (self);
  rk_session_enter (self, RK_MODULE_STATE_CLOSED);
  _rk_event_post (_rk_event_new (self, RK_EVENT_LOST));
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

  if (note != NULL || !(self->secret || time_us < self->secret_until))
    {
      self->trace (outgoing, time_us, bytes, count, note, self->trace_data);
      return;
    }

  hidden = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes with a password, not shown", count);
  self->trace (outgoing, time_us, NULL, 0, hidden, self->trace_data);
}

static gboolean
open_link (RkSession     *self,
           const char    *port,
           guint          baud,
           GCancellable  *cancellable,
           GError       **error)
{
  self->console_baud = baud;
  if (self->link != NULL)
    return TRUE;

  rk_session_enter (self, RK_MODULE_STATE_OPENING);
  self->link = rk_link_new_for_port (port, error);
  if (self->link == NULL)
    return FALSE;

  if (self->trace != NULL)
    rk_link_set_trace (self->link, trace_cb, self);
  if (!rk_link_open (self->link, baud, cancellable, error))
    {
      g_clear_object (&self->link);
      return FALSE;
    }

  self->boot_baud = 0;
  _rk_session_tell_port (self, FALSE, FALSE);
  return TRUE;
}

/* What is done beside listening finds the module listened to, and leaves it so. */
gboolean
_rk_session_open_aside (RkSession     *self,
                        const char    *port,
                        guint          baud,
                        GCancellable  *cancellable,
                        GError       **error)
{
  if (self->link != NULL)
    return TRUE;

  if (!open_link (self, port, baud, cancellable, error))
    {
      rk_session_enter (self, RK_MODULE_STATE_FAILED);
      rk_session_enter (self, RK_MODULE_STATE_CLOSED);
      return FALSE;
    }

  rk_session_enter (self, RK_MODULE_STATE_LISTENING);
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

  if (usable)
    _rk_session_tell_port (self, FALSE, FALSE);
  else
    rk_session_close (self);

  rk_session_enter (self, usable ? RK_MODULE_STATE_LISTENING : RK_MODULE_STATE_CLOSED);
}

static gboolean
job_done_cb (gpointer user_data)
{
  Job *job = user_data;

  if (!job->what->aside)
    job->session->events.finished (g_task_get_source_object (job->task));

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->what->result_destroy);

  return G_SOURCE_REMOVE;
}

static void
do_job (RkSession    *self,
        Job          *job,
        GCancellable *cancellable)
{
  /* What a link cannot be handed, such as a network port's change of baud, looks
   * at the current cancellable. */
  if (cancellable != NULL)
    g_cancellable_push_current (cancellable);

  if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error) &&
      (job->what->aside ? _rk_session_open_aside (self, job->port, job->baud, cancellable, &job->error)
                        : open_link (self, job->port, job->baud, cancellable, &job->error)))
    job->result = job->what->func (self, job->params, cancellable, &job->error);

  if (cancellable != NULL)
    g_cancellable_pop_current (cancellable);
}

/* A job has failed: the states and the finding for it. */
static void
fail_job (RkSession *self,
          Job       *job)
{
  gboolean cancelled = g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean lost = g_error_matches (job->error, RK_ERROR, RK_ERROR_PORT_LOST);

  if (lost)
    rk_session_close (self);
  if (!cancelled && !job->what->quiet)
    rk_session_find (self, rk_advice_new (job->error));
  if (self->state != RK_MODULE_STATE_CLOSED)
    rk_session_enter (self, cancelled ? RK_MODULE_STATE_CANCELLED : RK_MODULE_STATE_FAILED);
  if (lost)
    _rk_event_post (_rk_event_new (self, RK_EVENT_LOST));
}

static void
interrupt_sends (RkSession *self)
{
  g_autoptr(GError) error = g_error_new_literal (RK_ERROR, RK_ERROR_BUSY, "another job has taken the port");

  _rk_session_end_sends (self, error);
}

static void
run_job (gpointer      data,
         GCancellable *cancellable)
{
  Job *job = data;
  RkSession *self = job->session;

  if (!job->what->aside && !job->what->console)
    interrupt_sends (self);
  do_job (self, job, cancellable);

  if (!job->what->aside)
    {
      if (job->error != NULL)
        fail_job (self, job);
      if (self->state != RK_MODULE_STATE_CLOSED)
        settle (self);
    }
  else if (g_error_matches (job->error, RK_ERROR, RK_ERROR_PORT_LOST))
    _rk_session_lose (self, job->error);

  rk_outbox_post (self->outbox, job_done_cb, job, (GDestroyNotify)job_free);
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
  g_queue_init (&self->sends);
  self->outbox = rk_outbox_new (take_bytes, self);
  self->worker = rk_worker_new (_rk_session_listen, self);
  return self;
}

/**
 * rk_session_ref:
 * @self: a session
 *
 * Returns: (transfer full): the session.  Any thread
 */
RkSession *
rk_session_ref (RkSession *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * rk_session_unref:
 * @self: (transfer full): a session.  Any thread
 */
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
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the module is let go of");

  /* The thread may wait for this one to take what the module says. */
  rk_outbox_stop_bytes (self->outbox);
  g_clear_pointer (&self->worker, rk_worker_free);
  _rk_session_end_sends (self, error);
  rk_session_close (self);
  g_clear_pointer (&self->outbox, rk_outbox_close);
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
 * @what: what is to be done; must outlive the session
 * @params: (transfer full) (nullable): for it
 * @task: (transfer none): returns what the job returns
 *
 * Queues a job.  The states it passes, the last one included, are told before
 * @task returns.
 */
void
rk_session_run (RkSession          *self,
                const char         *port,
                guint               baud,
                const RkSessionJob *what,
                gpointer            params,
                GTask              *task)
{
  Job *job = g_new0 (Job, 1);

  job->session = rk_session_ref (self);
  job->task = g_object_ref (task);
  job->port = g_strdup (port);
  job->baud = baud;
  job->what = what;
  job->params = params;

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
 * rk_session_get_console_baud:
 * @self: a session
 *
 * Returns: the rate at which the module is listened to.  Worker thread
 */
guint
rk_session_get_console_baud (RkSession *self)
{
  return self->console_baud;
}

/**
 * rk_session_get_boot_baud:
 * @self: a session
 *
 * Returns: the rate of the ROM's text after a reset by the lines, 0 while it is
 *   not known of this module.  Worker thread
 */
guint
rk_session_get_boot_baud (RkSession *self)
{
  return self->boot_baud;
}

/**
 * rk_session_learn_boot_baud:
 * @self: a session
 * @baud: the rate of the ROM's text after a reset by the lines
 */
void
rk_session_learn_boot_baud (RkSession *self,
                            guint      baud)
{
  self->boot_baud = baud;
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
  RkEvent *event;

  if (self->state == state)
    return;

  g_return_if_fail (rk_module_state_may_pass (self->state, state));

  self->state = state;
  if (state != RK_MODULE_STATE_LISTENING)
    self->answered_baud = 0;
  event = _rk_event_new (self, RK_EVENT_ENTERED);
  event->state = state;
  _rk_event_post (event);
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
  RkEvent *event = _rk_event_new (self, RK_EVENT_STEPPED);

  event->step = step;
  _rk_event_post (event);
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
  RkEvent *event = _rk_event_new (self, RK_EVENT_FOUND);

  event->finding = finding;
  _rk_event_post (event);
}

/**
 * rk_session_situation:
 * @self: a session
 * @situation: how it stands with a module that does not answer yet
 */
void
rk_session_situation (RkSession   *self,
                      RkSituation  situation)
{
  RkEvent *event = _rk_event_new (self, RK_EVENT_SITUATION);

  event->situation = situation;
  _rk_event_post (event);
}

/**
 * rk_session_received:
 * @self: a session
 * @bytes: what the module said, for the console
 * @count: how much
 *
 * May wait for the main context to catch up, until the job is cancelled.
 */
void
rk_session_received (RkSession    *self,
                     const guint8 *bytes,
                     gsize         count)
{
  rk_outbox_post_bytes (self->outbox, bytes, count, rk_link_get_baud (self->link),
                        g_cancellable_get_current ());
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
  RkEvent *event = _rk_event_new (self, RK_EVENT_CHIP);

  rk_session_learn_boot_baud (self, rk_hand_over_boot_baud (chip));
  event->chip = *chip;
  _rk_event_post (event);
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
    _rk_event_post (_rk_event_new (self, RK_EVENT_PROGRESS));
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
  if (self->link == NULL)
    return;

  rk_link_close (self->link);
  g_clear_object (&self->link);
  _rk_session_tell_port (self, FALSE, FALSE);
}
