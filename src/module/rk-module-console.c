/* rk-module-console.c: what a console asks of a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The asynchronous half of RkModule for the time between jobs; see
 * rk-module-jobs.c.
 */

#include "rk-at-mask.h"
#include "rk-jobs.h"
#include "rk-module-private.h"

/* Longer ones are files, not commands. */
#define COMMAND_MAX 1024

/* Whether it is a command with a password. */
static gboolean
has_secret (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;
  g_autofree char *masked = NULL;

  if (size == 0 || size > COMMAND_MAX)
    return FALSE;

  text = g_strndup (data, size);
  masked = rk_at_mask_secrets (text);
  return g_strcmp0 (text, masked) != 0;
}

/**
 * rk_module_send_async:
 * @self: a module with a port
 * @bytes: what to send
 * @progress: (nullable): called on the module's main context, before @callback,
 *   with the bytes that the port has taken and their total
 * @progress_data: for @progress
 * @cancellable: (nullable): the rest is not sent
 * @callback: called when the port has taken all, or on failure
 * @user_data: for @callback
 *
 * Sends while the module is listened to; opens the port if it is not open.  Several
 * go out one after the other, and "busy" has no part in it.  While a restart runs
 * or the rate is looked for, they wait; any other job ends them.
 *
 * A command with a password is not traced.
 */
void
rk_module_send_async (RkModule              *self,
                      GBytes                *bytes,
                      GFileProgressCallback  progress,
                      gpointer               progress_data,
                      GCancellable          *cancellable,
                      GAsyncReadyCallback    callback,
                      gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (bytes != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_name (task, "send");
  _rk_module_send (self, bytes, has_secret (bytes), progress, progress_data, task);
}

/**
 * rk_module_send_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_BUSY when a job has or takes the port, %G_IO_ERROR_TIMED_OUT when
 *   the port takes nothing, the RK_ERROR_PORT codes, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the port has taken all; it may still be sending
 */
gboolean
rk_module_send_finish (RkModule      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
target_send (gpointer             object,
             GBytes              *bytes,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  rk_module_send_async (object, bytes, NULL, NULL, cancellable, callback, user_data);
}

static gboolean
target_send_finish (gpointer       object,
                    GAsyncResult  *result,
                    GError       **error)
{
  return rk_module_send_finish (object, result, error);
}

/**
 * rk_module_create_sender:
 * @self: a module; must outlive the sender
 *
 * Returns: (transfer full): what sends many lines, or a file, to the module
 */
RkConsoleSender *
rk_module_create_sender (RkModule *self)
{
  const RkConsoleTarget target = { target_send, target_send_finish, self };

  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return rk_console_sender_new (&target);
}

/**
 * rk_module_set_lines_async:
 * @self: a module with a port
 * @dtr: whether DTR is to be asserted: electrically low
 * @rts: whether RTS is to be asserted
 * @cancellable: (nullable)
 * @callback: called when they are set
 * @user_data: for @callback
 *
 * Sets the modem lines; opens the port if it is not open.  The next job uses them for
 * itself and releases them at its end.
 */
void
rk_module_set_lines_async (RkModule            *self,
                           gboolean             dtr,
                           gboolean             rts,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "set lines",
    .func = rk_job_set_lines,
    .params_destroy = g_free,
    .aside = TRUE,
  };

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_start (self, &job, rk_lines_params_new (dtr, rts), cancellable, callback, user_data);
}

/**
 * rk_module_set_lines_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_PORT_UNABLE where there are no lines, %RK_ERROR_BUSY, the other
 *   RK_ERROR_PORT codes
 *
 * Returns: whether they are set; then "dtr" and "rts" say so
 */
gboolean
rk_module_set_lines_finish (RkModule      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}

/**
 * rk_module_restart_async:
 * @self: a module with a port
 * @mode: what the module is to do
 * @cancellable: (nullable): ends the listening at the boot text's rate; the module
 *   runs on
 * @callback: called when the console's rate is set again
 * @user_data: for @callback
 *
 * Resets the module by DTR and RTS, reads what its ROM and its second-stage loader
 * say at their rate, and changes over to the console's rate when the program gets the
 * chip.  All of it comes by "received".
 */
void
rk_module_restart_async (RkModule            *self,
                         RkRestartMode        mode,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "restart",
    .func = rk_job_restart,
    .console = TRUE,
  };

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_start (self, &job, GINT_TO_POINTER (mode), cancellable, callback, user_data);
}

/**
 * rk_module_restart_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_PORT_UNABLE where there are no lines, %RK_ERROR_BUSY, the other
 *   RK_ERROR_PORT codes, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the lines were moved; a finding tells if nothing came of it
 */
gboolean
rk_module_restart_finish (RkModule      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}

/**
 * rk_module_detect_baud_async:
 * @self: a module with a port
 * @may_reset: whether the module may be restarted, where the port has the lines for it:
 *   so that text is found too that only comes at start
 * @cancellable: (nullable): ends it
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Looks for the rate at which the module talks.  What comes meanwhile, mostly
 * garbage, is not "received"; "progress" is the share of the rates that were tried.
 * The console's rate stays what it is.
 */
void
rk_module_detect_baud_async (RkModule            *self,
                             gboolean             may_reset,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "detect baud",
    .func = rk_job_detect,
    .result_destroy = (GDestroyNotify)rk_baud_detection_free,
    .console = TRUE,
  };

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_start (self, &job, GINT_TO_POINTER (may_reset), cancellable, callback, user_data);
}

/**
 * rk_module_detect_baud_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_PORT_UNABLE where the port has no baud rate, %RK_ERROR_BUSY, the
 *   other RK_ERROR_PORT codes, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found; finding nothing is no error
 */
RkBaudDetection *
rk_module_detect_baud_finish (RkModule      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_baud_detection_free:
 * @self: (transfer full): what was found
 */
void
rk_baud_detection_free (RkBaudDetection *self)
{
  g_free (self->sample);
  g_free (self);
}

static void
reopened_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_pointer (G_TASK (result), &error) == NULL)
    g_debug ("not back yet: %s", error->message);
}

/* Tries to open a port that was lost, without a word if it cannot. */
void
_rk_module_reopen (RkModule *self)
{
  static const RkSessionJob job = { .name = "reopen", .func = rk_job_open, .aside = TRUE, .quiet = TRUE };

  _rk_module_start (self, &job, NULL, NULL, reopened_cb, NULL);
}
