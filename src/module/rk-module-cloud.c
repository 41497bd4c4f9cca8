/* rk-module-cloud.c: a module updates itself over Wi-Fi
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-module-cloud.h"

#include "rk-job-cloud.h"
#include "rk-module-private.h"

/**
 * rk_cloud_step_get_title:
 * @step: a step
 *
 * Returns: (transfer none): what is being done (a msgid)
 */
const char *
rk_cloud_step_get_title (RkCloudStep step)
{
  static const char *const titles[] = {
    [RK_CLOUD_STEP_START] = N_("Reading the module’s start"),
    [RK_CLOUD_STEP_ASK] = N_("Asking for the version"),
    [RK_CLOUD_STEP_JOIN] = N_("Joining the network"),
    [RK_CLOUD_STEP_UPDATE] = N_("Updating"),
    [RK_CLOUD_STEP_RESTART] = N_("Seeing what runs now"),
  };

  g_return_val_if_fail ((guint)step < G_N_ELEMENTS (titles), NULL);

  return titles[step];
}

/**
 * rk_module_cloud_update_async:
 * @self: a module with a port
 * @options: which network and server; copied
 * @progress: (nullable): told of each step and stage
 * @progress_data: for @progress; has to live until @callback
 * @cancellable: (nullable): ends it at any time.  An update that has begun cannot
 *   be stopped; a finding says so.  The old firmware stays where it is
 * @callback: called when it is known what came of it, or on failure
 * @user_data: for @callback
 *
 * Resets the module and reads its start, refuses what would damage it, joins the
 * network, has the firmware update itself, and looks what runs afterwards.  All it
 * finds is told by "found" as well, and the conversation, without passwords, is
 * what the console receives.
 */
void
rk_module_cloud_update_async (RkModule             *self,
                              const RkCloudOptions *options,
                              RkCloudProgressFunc   progress,
                              gpointer              progress_data,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  static const RkSessionJob job = {
    .name = "cloud-update",
    .func = rk_job_cloud,
    .params_destroy = (GDestroyNotify)rk_cloud_params_free,
    .result_destroy = (GDestroyNotify)rk_cloud_result_free,
  };
  RkCloudOptions known;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  known = *options;
  if (known.flash_size == 0 && rk_module_get_chip (self) != NULL)
    known.flash_size = rk_module_get_chip (self)->flash_size;
  _rk_module_start (self, &job, rk_cloud_params_new (&known, progress, progress_data), cancellable, callback, user_data);
}

/**
 * rk_module_cloud_update_finish:
 * @self: a module
 * @result: from the callback
 * @error: why the module could not be talked to, see #RkError; an update that fails
 *   is none, but a result
 *
 * Returns: (transfer full) (nullable): what came of it; where not all was done, with
 *   no finding if nothing speaks against an update
 */
RkCloudResult *
rk_module_cloud_update_finish (RkModule      *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return _rk_module_finish (self, result, error);
}
