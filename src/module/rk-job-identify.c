/* rk-job-identify.c: what a module is and what it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-watch.h"

/**
 * rk_job_identify:
 *
 * See rk_module_identify_async().
 */
gpointer
rk_job_identify (RkSession     *session,
                 gpointer       params,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const RkJobOptions *options = params;
  g_autoptr(RkFlashResult) result = rk_flash_result_new ();
  g_autoptr(RkLoader) loader = NULL;
  g_autoptr(GError) local_error = NULL;
  const RkWatchTarget anything = { 0 };
  RkChipInfo chip = { 0 };

  loader = rk_enter_loader (session, options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  if (options->after == RK_AFTER_STAY ||
      rk_watch_restart (session, loader, &chip, options->watch ? &anything : NULL, result, cancellable, &local_error))
    return g_steal_pointer (&result);

  /* An empty flash, or a program that crashes, is what was to be found out. */
  if (g_error_matches (local_error, RK_ERROR, RK_ERROR_NOT_STARTED))
    {
      result->start = RK_START_FAILED;
      return g_steal_pointer (&result);
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
