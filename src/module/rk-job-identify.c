/* rk-job-identify.c: what a module is and what it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
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
  RkChipInfo chip = { 0 };

  loader = rk_enter_loader (session, options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  if (options->after == RK_AFTER_RUN &&
      !rk_watch_restart (session, loader, &chip, FALSE, options->watch, result, cancellable, error))
    return NULL;

  return g_steal_pointer (&result);
}
