/* rk-module-jobs.c: what can be asked of a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The asynchronous half of RkModule: each pair of functions starts a job of
 * rk-jobs.h and takes its result.
 */

#include "rk-jobs.h"
#include "rk-module-private.h"

#include <string.h>

/* What a job returned; those that have nothing to return but success return
 * something for it.
 */
gpointer
_rk_module_finish (RkModule      *self,
                   GAsyncResult  *result,
                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rk_module_open_async:
 * @self: a module with a port
 * @cancellable: (nullable): ends the attempt
 * @callback: called when it is open, or cannot be opened
 * @user_data: for @callback
 *
 * Opens the port and listens to the module.  Any other job opens it by itself.
 */
void
rk_module_open_async (RkModule            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  static const RkSessionJob job = { .name = "open", .func = rk_job_open };

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_start (self, &job, NULL, cancellable, callback, user_data);
}

/**
 * rk_module_open_finish:
 * @self: a module
 * @result: from the callback
 * @error: one of the RK_ERROR_PORT codes
 *
 * Returns: whether the port is open
 */
gboolean
rk_module_open_finish (RkModule      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}

/**
 * rk_module_close_async:
 * @self: a module
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Closes the port; one that was lost is not waited for any more.
 */
void
rk_module_close_async (RkModule            *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  static const RkSessionJob job = { .name = "close", .func = rk_job_close };
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_give_up (self);
  if (rk_module_get_state (self) != RK_MODULE_STATE_CLOSED || rk_module_get_busy (self))
    {
      _rk_module_start (self, &job, NULL, NULL, callback, user_data);
      return;
    }

  task = g_task_new (self, NULL, callback, user_data);
  g_task_return_pointer (task, self, NULL);
}

/**
 * rk_module_close_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_BUSY
 *
 * Returns: whether the port is closed
 */
gboolean
rk_module_close_finish (RkModule      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}

/**
 * rk_module_identify_async:
 * @self: a module with a port
 * @options: @before, @after, @sync_baud and @connect_timeout_ms are used
 * @cancellable: (nullable): ends it; the module is restarted all the same
 * @callback: called when the "chip" property is set, or on failure
 * @user_data: for @callback
 *
 * Gets into the boot loader, finds out what chip and flash there are, restarts the
 * module and watches what it runs.
 */
void
rk_module_identify_async (RkModule            *self,
                          const RkJobOptions  *options,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "identify",
    .func = rk_job_identify,
    .params_destroy = g_free,
    .result_destroy = (GDestroyNotify)rk_flash_result_free,
  };

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  _rk_module_start (self, &job, g_memdup2 (options, sizeof *options), cancellable, callback, user_data);
}

/**
 * rk_module_identify_finish:
 * @self: a module
 * @result: from the callback
 * @error: why the module could not be reached, see #RkError
 *
 * Even then "chip" may tell what the module is, where only the start has failed.
 *
 * Returns: (transfer full) (nullable): what was seen of its start
 */
RkFlashResult *
rk_module_identify_finish (RkModule      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_flash_async:
 * @self: a module with a port
 * @plan: what goes where; a copy is taken
 * @options: how
 * @cancellable: (nullable): ends it; the boot loader in ROM stays usable, and a
 *   finding tells what state the flash is in
 * @callback: called when it is written and was seen to start, or on failure
 * @user_data: for @callback
 *
 * Checks the plan against the chip that is there, writes it, restarts the module
 * and watches it boot.
 */
void
rk_module_flash_async (RkModule            *self,
                       RkPlan              *plan,
                       const RkJobOptions  *options,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "flash",
    .func = rk_job_flash,
    .params_destroy = (GDestroyNotify)rk_flash_params_free,
    .result_destroy = (GDestroyNotify)rk_flash_result_free,
  };

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (RK_IS_PLAN (plan));
  g_return_if_fail (options != NULL);

  _rk_module_note_written (self, plan);
  _rk_module_start (self, &job, rk_flash_params_new (plan, options), cancellable, callback, user_data);
}

/**
 * rk_module_flash_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError; %RK_ERROR_NOT_STARTED means that all was written
 *
 * Returns: (transfer full) (nullable): what was proven
 */
RkFlashResult *
rk_module_flash_finish (RkModule      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _rk_module_finish (self, result, error);
}

static void
start_exchange (RkModule            *self,
                RkAtParams          *params,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "at",
    .func = rk_job_at,
    .params_destroy = (GDestroyNotify)rk_at_params_free,
    .result_destroy = (GDestroyNotify)rk_at_exchange_free,
    .queues = TRUE,
  };

  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_exchange_async:
 * @self: a module with a port
 * @command: "AT+GMR", without line end
 * @data: (nullable): what is sent when the module asks for it with ">"
 * @timeout_ms: how long the answer may take, 0 for as long as the command may
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks AT firmware something, at the rate it answers at: the console's first,
 * then the others that are in use.  Several may be asked for at once; they are
 * sent in order, each after the reply to the one before.
 */
void
rk_module_exchange_async (RkModule            *self,
                          const char          *command,
                          GBytes              *data,
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (command != NULL && strpbrk (command, "\r\n") == NULL);

  start_exchange (self, rk_at_params_new (command, data, timeout_ms, FALSE), cancellable, callback, user_data);
}

/**
 * rk_module_exchange_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_NO_REPLY, %RK_ERROR_RESTARTED; ERROR and FAIL are none, but
 *   results
 *
 * Returns: (transfer full) (nullable): what came
 */
RkAtExchange *
rk_module_exchange_finish (RkModule      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_at_async:
 * @self: a module with a port
 * @command: "AT+GMR", without line end
 * @timeout_ms: how long the answer may take, 0 for as long as the command may
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * As rk_module_exchange_async(), for a command that must succeed.
 */
void
rk_module_at_async (RkModule            *self,
                    const char          *command,
                    guint                timeout_ms,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (command != NULL && strpbrk (command, "\r\n") == NULL);

  start_exchange (self, rk_at_params_new (command, NULL, timeout_ms, TRUE), cancellable, callback, user_data);
}

/**
 * rk_module_at_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_NO_REPLY, %RK_ERROR_RESTARTED, %RK_ERROR_AT_FAILED
 *
 * Returns: (transfer full) (nullable): the lines of the answer, its OK included
 */
char *
rk_module_at_finish (RkModule      *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_autoptr(RkAtExchange) exchange = rk_module_exchange_finish (self, result, error);

  return exchange != NULL ? rk_at_exchange_dup_text (exchange) : NULL;
}

/**
 * rk_module_find_at_async:
 * @self: a module with a port
 * @cancellable: (nullable): ends it at once
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Looks for a module that seems dead: tries AT at all usual rates, the console's
 * first, with all line endings.  If nothing readable comes, and the port has the
 * lines for it, the module is reset and its boot text listened to.  Progress counts
 * the tries.  The console's rate stays as it is.
 */
void
rk_module_find_at_async (RkModule            *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "find",
    .func = rk_job_find,
    .result_destroy = (GDestroyNotify)rk_at_found_free,
  };

  g_return_if_fail (RK_IS_MODULE (self));

  _rk_module_start (self, &job, NULL, cancellable, callback, user_data);
}

/**
 * rk_module_find_at_finish:
 * @self: a module
 * @result: from the callback
 * @error: #RkError of the port, or %G_IO_ERROR_CANCELLED; finding nothing is none
 *
 * Returns: (transfer full) (nullable): what was found; rk_at_found_make_finding()
 *   has it in words
 */
RkAtFound *
rk_module_find_at_finish (RkModule      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return _rk_module_finish (self, result, error);
}
