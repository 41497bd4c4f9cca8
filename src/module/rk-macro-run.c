/* rk-macro-run.c: a macro at work on a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All on the main context: one exchange after the other, each started when the one
 * before has ended as it should.
 */

#include "rk-macro-run.h"

#include "rk-at-mask.h"
#include "rk-error.h"

/* What was filled in lives as long as the run, and no longer. */
typedef struct
{
  RkAtMacro      *macro;
  GPtrArray      *commands; /* as they are sent */
  RkMacroStepFunc step_func;
  gpointer        step_data;
  guint           number;
  GSource        *pause;
  GSource        *cancelled;
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
  clear_source (&run->pause);
  clear_source (&run->cancelled);
  rk_at_macro_free (run->macro);
  g_ptr_array_unref (run->commands);
  g_free (run);
}

static const RkAtMacroStep *
get_step (const Run *run)
{
  return run->macro->steps->pdata[run->number];
}

static gboolean
has_expected (const RkAtMacroStep  *step,
              char                **lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    if (rk_at_macro_step_expects (step, lines[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_as_expected (const RkAtMacroStep *step,
                const RkAtExchange  *exchange)
{
  if (step->expect == NULL)
    return rk_at_result_is_good (exchange->result);
  return rk_at_macro_step_expects (step, rk_at_result_get_text (exchange->result)) ||
         has_expected (step, exchange->lines) || has_expected (step, exchange->notices);
}

static GError *
make_error (const Run          *run,
            const RkAtExchange *exchange)
{
  const RkAtMacroStep *step = get_step (run);
  g_autofree char *plain = rk_at_exchange_dup_text (exchange);
  g_autofree char *text = rk_at_mask_secrets (plain);

  g_strdelimit (text, "\n", ' ');
  return g_error_new (RK_ERROR, RK_ERROR_AT_FAILED, "command %u, %s: “%s” was expected, but “%s” came", run->number + 1,
                      step->command, step->expect != NULL ? step->expect : "OK", text);
}

static void start_step (GTask *task);

/* The next step, or the end.  Takes the task. */
static gboolean
go_on_cb (gpointer data)
{
  GTask *task = data;
  Run *run = g_task_get_task_data (task);

  clear_source (&run->pause);
  clear_source (&run->cancelled);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }

  run->number++;
  if (run->number < run->commands->len)
    start_step (task);
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  return go_on_cb (data);
}

static void
pause_for (GTask *task,
           guint  delay_ms)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  run->pause = g_timeout_source_new (delay_ms);
  g_source_set_callback (run->pause, go_on_cb, task, NULL);
  g_source_attach (run->pause, g_task_get_context (task));
  if (cancellable == NULL)
    return;

  run->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (run->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (run->cancelled, g_task_get_context (task));
}

static void
exchange_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(RkAtExchange) exchange = rk_module_exchange_finish (RK_MODULE (object), result, &error);

  if (exchange != NULL && run->step_func != NULL)
    run->step_func (run->number, get_step (run), exchange, run->step_data);

  if (exchange == NULL)
    g_prefix_error (&error, "command %u: ", run->number + 1);
  else if (!is_as_expected (get_step (run), exchange))
    error = make_error (run, exchange);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  pause_for (task, get_step (run)->delay_ms);
}

static void
start_step (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const RkAtMacroStep *step = get_step (run);

  if (run->step_func != NULL)
    run->step_func (run->number, step, NULL, run->step_data);
  rk_module_exchange_async (g_task_get_source_object (task), run->commands->pdata[run->number], NULL,
                            step->timeout_ms, g_task_get_cancellable (task), exchange_cb, task);
}

/* A placeholder that cannot be filled in is found before anything is sent. */
static gboolean
fill (Run                *run,
      GHashTable         *values,
      const RkAtVersion  *version,
      GError            **error)
{
  for (guint i = 0; i < run->macro->steps->len; i++)
    {
      char *command = rk_at_macro_step_fill (run->macro->steps->pdata[i], values, version, error);

      if (command == NULL)
        {
          g_prefix_error (error, "command %u: ", i + 1);
          return FALSE;
        }
      g_ptr_array_add (run->commands, command);
    }
  return TRUE;
}

/**
 * rk_module_run_macro_async:
 * @module: a module with a port
 * @macro: what to do; copied
 * @values: (nullable) (element-type utf8 utf8): what stands for its placeholders
 * @version: (nullable): the module's, %NULL if it is not known
 * @step_func: (nullable) (scope notified): told of every step
 * @step_data: for @step_func
 * @cancellable: (nullable): ends it, in a pause too
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Runs a macro, up to the first command that does not come to what is expected.
 */
void
rk_module_run_macro_async (RkModule            *module,
                           const RkAtMacro     *macro,
                           GHashTable          *values,
                           const RkAtVersion   *version,
                           RkMacroStepFunc      step_func,
                           gpointer             step_data,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;
  GTask *task;
  Run *run;

  g_return_if_fail (RK_IS_MODULE (module));
  g_return_if_fail (macro->steps->len > 0);

  task = g_task_new (module, cancellable, callback, user_data);
  run = g_new0 (Run, 1);
  run->macro = rk_at_macro_copy (macro);
  run->commands = g_ptr_array_new_with_free_func (g_free);
  run->step_func = step_func;
  run->step_data = step_data;
  g_task_set_name (task, "macro");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);

  if (fill (run, values != NULL ? values : none, version, &error))
    start_step (task);
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

/**
 * rk_module_run_macro_finish:
 * @module: a module
 * @result: from the callback
 * @error: %RK_ERROR_AT_FAILED when something else came than was expected, and at
 *   which command; %RK_ERROR_INVALID for a placeholder that cannot be filled in; and
 *   all of rk_module_exchange_finish()
 *
 * Returns: whether all went as expected
 */
gboolean
rk_module_run_macro_finish (RkModule      *module,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, module), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
