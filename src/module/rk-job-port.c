/* rk-job-port.c: opening and closing the port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

/**
 * rk_job_open:
 *
 * See rk_module_open_async().  The session opens the port before any job.
 */
gpointer
rk_job_open (RkSession     *session,
             gpointer       params,
             GCancellable  *cancellable,
             GError       **error)
{
  return session;
}

/**
 * rk_job_close:
 *
 * See rk_module_close_async().
 */
gpointer
rk_job_close (RkSession     *session,
              gpointer       params,
              GCancellable  *cancellable,
              GError       **error)
{
  rk_session_close (session);
  return session;
}
