/* rk-job-lines.c: setting the modem lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

/**
 * rk_job_set_lines:
 *
 * See rk_module_set_lines_async().
 */
gpointer
rk_job_set_lines (RkSession     *session,
                  gpointer       data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const RkLinesParams *params = data;

  return rk_session_set_lines (session, params->dtr, params->rts, error) ? session : NULL;
}

/**
 * rk_lines_params_new:
 * @dtr: asserted or not
 * @rts: asserted or not
 *
 * Returns: (transfer full): what the job needs; freed by g_free()
 */
RkLinesParams *
rk_lines_params_new (gboolean dtr,
                     gboolean rts)
{
  RkLinesParams *self = g_new0 (RkLinesParams, 1);

  self->dtr = dtr;
  self->rts = rts;
  return self;
}
