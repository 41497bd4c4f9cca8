/* rk-module.c: a module on a port, and the one owner of that port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An RkModule lives on the main context that was the thread default when it was
 * made; its work runs in the session's thread.  State is properties with
 * notify; everything that takes time is asynchronous and cancellable, one job at
 * a time.  Between jobs the module is listened to, and what it says comes by the
 * "received" signal.
 */

#include "rk-module.h"

#include "rk-error.h"
#include "rk-module-private.h"
#include "rk-port-return.h"

/* The rate is a mean over about this long. */
#define RATE_WINDOW_US (1500 * 1000)

G_DEFINE_FINAL_TYPE (RkModule, rk_module, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PORT,
  PROP_BAUD,
  PROP_STATE,
  PROP_BUSY,
  PROP_STEP,
  PROP_PROGRESS,
  PROP_BYTES_DONE,
  PROP_BYTES_TOTAL,
  PROP_RATE,
  PROP_CHIP,
  PROP_FINDINGS,
  PROP_SITUATION,
  PROP_KEEP_OPEN,
  PROP_LOST,
  PROP_DTR,
  PROP_RTS,
  PROP_CAN_SET_LINES,
  PROP_CAN_SET_BAUD,
  N_PROPS
};

enum
{
  RECEIVED,
  FOUND,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

static void
set_busy (RkModule *self,
          gboolean  busy)
{
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
notify_progress (RkModule *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_TOTAL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
}

static void
clear_progress (RkModule *self)
{
  self->bytes_done = 0;
  self->bytes_total = 0;
  self->rate = 0;
  self->rate_time = 0;
  self->rate_bytes = 0;
  notify_progress (self);
}

/* The rate of the last moments, so that a stall shows and the start does not
 * weigh for ever. */
static void
update_rate (RkModule *self,
             guint64   done)
{
  gint64 now = g_get_monotonic_time ();
  gint64 elapsed = now - self->rate_time;
  double share;

  if (self->rate_time == 0 || done < self->rate_bytes)
    {
      self->rate_time = now;
      self->rate_bytes = done;
      return;
    }

  if (elapsed < RATE_WINDOW_US / 10)
    return;

  share = self->rate == 0 ? 1 : MIN (1, (double)elapsed / RATE_WINDOW_US);
  self->rate += share * ((double)(done - self->rate_bytes) * G_USEC_PER_SEC / (double)elapsed - self->rate);
  self->rate_time = now;
  self->rate_bytes = done;
}

static void
set_lost (RkModule *self,
          gboolean  lost)
{
  if (self->lost == lost)
    return;

  self->lost = lost;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOST]);
}

static void
port_is_back_cb (gpointer user_data)
{
  RkModule *self = user_data;

  if (!self->busy && self->state == RK_MODULE_STATE_CLOSED)
    _rk_module_reopen (self);
}

/* Waits for a port that was lost, if somebody wants it back. */
static void
update_port_return (RkModule *self)
{
  gboolean wanted = self->lost && self->keep_open;

  if (wanted && self->port_return == NULL)
    self->port_return = rk_port_return_new (self->port, port_is_back_cb, self);
  else if (!wanted)
    g_clear_pointer (&self->port_return, rk_port_return_free);
}

static void
rk_module_situation (RkModule    *self,
                     RkSituation  situation)
{
  if (self->situation == situation)
    return;

  self->situation = situation;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SITUATION]);
}

/* The only place that writes self->state. */
static void
rk_module_entered (RkModule      *self,
                   RkModuleState  state)
{
  g_return_if_fail (rk_module_state_may_pass (self->state, state));

  g_debug ("%s -> %s", rk_module_state_get_nick (self->state), rk_module_state_get_nick (state));
  self->state = state;
  self->step = NULL;

  g_object_freeze_notify (G_OBJECT (self));
  clear_progress (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));

  if (state == RK_MODULE_STATE_LISTENING || state == RK_MODULE_STATE_CLOSED)
    rk_module_situation (self, RK_SITUATION_TRYING);
  if (state == RK_MODULE_STATE_LISTENING)
    {
      set_lost (self, FALSE);
      update_port_return (self);
    }
}

static void
rk_module_stepped (RkModule   *self,
                   const char *step)
{
  self->step = step;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

static void
rk_module_found (RkModule        *self,
                 const RkFinding *finding)
{
  g_ptr_array_add (self->findings, rk_finding_copy (finding));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINDINGS]);
  g_signal_emit (self, signals[FOUND], 0, finding);
}

static void
rk_module_received (RkModule *self,
                    GBytes   *bytes,
                    guint     baud,
                    gint64    time_us)
{
  g_signal_emit (self, signals[RECEIVED], 0, bytes, baud, time_us);
}

static void
rk_module_chip (RkModule         *self,
                const RkChipInfo *chip)
{
  g_clear_pointer (&self->chip, g_free);
  self->chip = g_memdup2 (chip, sizeof *chip);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHIP]);
}

static void
rk_module_progress (RkModule *self,
                    guint64   done,
                    guint64   total)
{
  update_rate (self, done);
  self->bytes_done = done;
  self->bytes_total = total;

  g_object_freeze_notify (G_OBJECT (self));
  notify_progress (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
rk_module_finished (RkModule *self)
{
  if (self->n_queued > 0 && --self->n_queued > 0)
    return;

  self->exclusive = FALSE;
  set_busy (self, FALSE);
}

static void
notify_if (RkModule *self,
           gboolean  changed,
           guint     prop)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
rk_module_port (RkModule            *self,
                const RkSessionPort *port)
{
  RkSessionPort old = self->open_port;

  self->open_port = *port;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, old.dtr != port->dtr, PROP_DTR);
  notify_if (self, old.rts != port->rts, PROP_RTS);
  notify_if (self, old.can_set_lines != port->can_set_lines, PROP_CAN_SET_LINES);
  notify_if (self, old.can_set_baud != port->can_set_baud, PROP_CAN_SET_BAUD);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
rk_module_lost (RkModule *self)
{
  set_lost (self, TRUE);
  update_port_return (self);
}

/* Unless another rate was chosen meanwhile. */
static void
rk_module_baud_refused (RkModule *self,
                        guint     refused,
                        guint     actual)
{
  if (self->baud != refused)
    return;

  self->baud = actual;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BAUD]);
}

static const RkSessionEvents session_events = {
  .entered = rk_module_entered,
  .stepped = rk_module_stepped,
  .found = rk_module_found,
  .situation = rk_module_situation,
  .received = rk_module_received,
  .chip = rk_module_chip,
  .progress = rk_module_progress,
  .finished = rk_module_finished,
  .port = rk_module_port,
  .lost = rk_module_lost,
  .baud_refused = rk_module_baud_refused,
};

static void
rk_module_dispose (GObject *object)
{
  RkModule *self = RK_MODULE (object);

  g_clear_pointer (&self->port_return, rk_port_return_free);
  if (self->session != NULL)
    rk_session_stop (self->session);
  g_clear_pointer (&self->session, rk_session_unref);

  G_OBJECT_CLASS (rk_module_parent_class)->dispose (object);
}

static void
rk_module_finalize (GObject *object)
{
  RkModule *self = RK_MODULE (object);

  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->chip, g_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_object (&self->written);

  G_OBJECT_CLASS (rk_module_parent_class)->finalize (object);
}

static void
rk_module_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RkModule *self = RK_MODULE (object);

  switch (prop_id)
    {
    case PROP_PORT:
      g_value_set_string (value, self->port);
      break;
    case PROP_BAUD:
      g_value_set_uint (value, self->baud);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int)self->state);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_STEP:
      g_value_set_string (value, self->step);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, rk_module_get_progress (self));
      break;
    case PROP_BYTES_DONE:
      g_value_set_uint64 (value, self->bytes_done);
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_uint64 (value, self->bytes_total);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_CHIP:
      g_value_set_pointer (value, self->chip);
      break;
    case PROP_FINDINGS:
      g_value_set_boxed (value, self->findings);
      break;
    case PROP_SITUATION:
      g_value_set_enum (value, (int)self->situation);
      break;
    case PROP_KEEP_OPEN:
      g_value_set_boolean (value, self->keep_open);
      break;
    case PROP_LOST:
      g_value_set_boolean (value, self->lost);
      break;
    case PROP_DTR:
      g_value_set_boolean (value, self->open_port.dtr);
      break;
    case PROP_RTS:
      g_value_set_boolean (value, self->open_port.rts);
      break;
    case PROP_CAN_SET_LINES:
      g_value_set_boolean (value, self->open_port.can_set_lines);
      break;
    case PROP_CAN_SET_BAUD:
      g_value_set_boolean (value, self->open_port.can_set_baud);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_module_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  RkModule *self = RK_MODULE (object);

  switch (prop_id)
    {
    case PROP_PORT:
      rk_module_set_port (self, g_value_get_string (value));
      break;
    case PROP_BAUD:
      rk_module_set_baud (self, g_value_get_uint (value));
      break;
    case PROP_KEEP_OPEN:
      rk_module_set_keep_open (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_module_class_init (RkModuleClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_module_dispose;
  object_class->finalize = rk_module_finalize;
  object_class->get_property = rk_module_get_property;
  object_class->set_property = rk_module_set_property;

  /* The port's name, %NULL for none.  Changes only while it is closed. */
  properties[PROP_PORT] = g_param_spec_string ("port", NULL, NULL, NULL, writable);

  /* The console's rate, kept over jobs. */
  properties[PROP_BAUD] = g_param_spec_uint ("baud", NULL, NULL, 1, G_MAXUINT, RK_MODULE_DEFAULT_BAUD, writable);

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RK_TYPE_MODULE_STATE,
                                              RK_MODULE_STATE_CLOSED, readable);

  /* Whether a job is under way. */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);

  /* What is being done within the state, as a msgid; %NULL if it says all. */
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, readable);

  /* The share of the present state's work that is done, 0 to 1. */
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, readable);
  properties[PROP_BYTES_DONE] = g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  properties[PROP_BYTES_TOTAL] = g_param_spec_uint64 ("bytes-total", NULL, NULL, 0, G_MAXUINT64, 0, readable);

  /* Bytes a second over the last moments, 0 while not known. */
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, readable);

  /* The RkChipInfo of the module, %NULL before it was identified. */
  properties[PROP_CHIP] = g_param_spec_pointer ("chip", NULL, NULL, readable);

  /* The RkFindings of the job that runs or ran last. */
  properties[PROP_FINDINGS] = g_param_spec_boxed ("findings", NULL, NULL, G_TYPE_PTR_ARRAY, readable);

  /* How it stands with a module that does not answer yet; trying while there is none. */
  properties[PROP_SITUATION] = g_param_spec_enum ("situation", NULL, NULL, RK_TYPE_SITUATION, RK_SITUATION_TRYING, readable);

  /* Whether a port that is lost is opened again when it comes back. */
  properties[PROP_KEEP_OPEN] = g_param_spec_boolean ("keep-open", NULL, NULL, FALSE, writable);

  /* Whether the port has gone while it was open, and is not back yet. */
  properties[PROP_LOST] = g_param_spec_boolean ("lost", NULL, NULL, FALSE, readable);

  /* The lines of the open port, as they are between jobs: TRUE is asserted, low. */
  properties[PROP_DTR] = g_param_spec_boolean ("dtr", NULL, NULL, FALSE, readable);
  properties[PROP_RTS] = g_param_spec_boolean ("rts", NULL, NULL, FALSE, readable);

  /* What the open port has. */
  properties[PROP_CAN_SET_LINES] = g_param_spec_boolean ("can-set-lines", NULL, NULL, FALSE, readable);
  properties[PROP_CAN_SET_BAUD] = g_param_spec_boolean ("can-set-baud", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* What the module says, in jobs too where they read text: the bytes, the rate they
   * came at, and when the first of them was read, monotonic and in microseconds.
   * Merged, in order and whole; see rk-outbox.c. */
  signals[RECEIVED] = g_signal_new ("received", RK_TYPE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_BYTES, G_TYPE_UINT, G_TYPE_INT64);

  /* Something was noticed: a cause, a proof, or what the person is to do now. */
  signals[FOUND] = g_signal_new ("found", RK_TYPE_MODULE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, RK_TYPE_FINDING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rk_module_init (RkModule *self)
{
  self->baud = RK_MODULE_DEFAULT_BAUD;
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  self->session = rk_session_new (self, &session_events);
}

/**
 * rk_module_new:
 *
 * Returns: (transfer full): a module without port
 */
RkModule *
rk_module_new (void)
{
  return g_object_new (RK_TYPE_MODULE, NULL);
}

/**
 * rk_module_set_port:
 * @self: a module
 * @port: (nullable): what rk_link_new_for_port() takes
 *
 * Chooses the port of the next job.  Not while the present one is open: close
 * it first.
 *
 * Returns: whether the port is the one asked for
 */
gboolean
rk_module_set_port (RkModule   *self,
                    const char *port)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  if (g_strcmp0 (port, self->port) == 0)
    return TRUE;
  if (self->busy || self->state != RK_MODULE_STATE_CLOSED)
    return FALSE;

  set_lost (self, FALSE);
  update_port_return (self);
  g_free (self->port);
  self->port = g_strdup (port);
  g_clear_pointer (&self->chip, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHIP]);
  return TRUE;
}

/**
 * rk_module_set_baud:
 * @self: a module
 * @baud: the console's rate
 *
 * While the module is listened to, it applies at once, after what was sent before;
 * while a job runs, after the job.  A port that cannot do it keeps the old one, which
 * is notified and told by a finding.
 */
void
rk_module_set_baud (RkModule *self,
                    guint     baud)
{
  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (baud > 0);

  if (self->baud == baud)
    return;

  self->baud = baud;
  rk_session_set_baud (self->session, baud);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BAUD]);
}

/**
 * rk_module_set_keep_open:
 * @self: a module
 * @keep_open: whether a port that is lost is opened again when it comes back
 */
void
rk_module_set_keep_open (RkModule *self,
                         gboolean  keep_open)
{
  g_return_if_fail (RK_IS_MODULE (self));

  if (self->keep_open == keep_open)
    return;

  self->keep_open = keep_open;
  update_port_return (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_OPEN]);
}

/**
 * rk_module_set_trace:
 * @self: a closed module
 * @trace: (nullable): gets every byte; called on the worker's thread
 * @user_data: for @trace; must outlive the module
 */
void
rk_module_set_trace (RkModule        *self,
                     RkLinkTraceFunc  trace,
                     gpointer         user_data)
{
  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (self->state == RK_MODULE_STATE_CLOSED && !self->busy);

  rk_session_set_trace (self->session, trace, user_data);
}

/* Whether something can begin now; if not, @task returns why. */
static gboolean
check_ready (RkModule *self,
             gboolean  is_blocked,
             GTask    *task)
{
  if (is_blocked)
    g_task_return_new_error (task, RK_ERROR, RK_ERROR_BUSY, "the module is busy with another job");
  else if (self->port == NULL)
    g_task_return_new_error (task, RK_ERROR, RK_ERROR_PORT_MISSING, "no port is chosen");
  else
    return TRUE;

  return FALSE;
}

static void
begin_job (RkModule           *self,
           const RkSessionJob *job)
{
  g_ptr_array_set_size (self->findings, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINDINGS]);
  self->exclusive = !job->console;
  set_busy (self, TRUE);
}

/* Starts a job with @params, which it takes, or has it return with the reason why
 * not. */
void
_rk_module_start (RkModule            *self,
                  const RkSessionJob  *job,
                  gpointer             params,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  gboolean in_queue = job->queues && self->n_queued > 0;
  gboolean is_blocked = job->aside ? self->exclusive : self->busy && !in_queue;

  g_task_set_name (task, job->name);
  if (!check_ready (self, is_blocked, task))
    {
      if (job->params_destroy != NULL)
        job->params_destroy (params);
      return;
    }

  if (job->queues)
    self->n_queued++;
  if (!job->aside && !in_queue)
    begin_job (self, job);

  /* The session has told the last state before the task returns; the result is
   * the truth even if the cancellable was cancelled a moment too late. */
  g_task_set_check_cancellable (task, FALSE);
  rk_session_run (self->session, self->port, self->baud, job, params, task);
}

/* Nobody wants a lost port back. */
void
_rk_module_give_up (RkModule *self)
{
  set_lost (self, FALSE);
  update_port_return (self);
}

/* Has the session send, or @task return why not. */
void
_rk_module_send (RkModule              *self,
                 GBytes                *bytes,
                 gboolean               secret,
                 GFileProgressCallback  progress,
                 gpointer               progress_data,
                 GTask                 *task)
{
  if (!check_ready (self, self->exclusive, task))
    return;

  g_task_set_check_cancellable (task, FALSE);
  rk_session_send (self->session, self->port, self->baud, bytes, secret, progress, progress_data, task);
}
