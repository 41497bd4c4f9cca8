/* rk-job-verify.c: comparing a module's flash with files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-read.h"
#include "rk-stub-writer.h"

static gboolean
verify (RkSession            *session,
        RkLoader             *loader,
        const RkFlashParams  *params,
        const RkChipInfo     *chip,
        RkFlashResult        *result,
        GCancellable         *cancellable,
        GError              **error)
{
  const RkPlanTarget target = {
    .flash_size = chip->flash_size,
    .embedded_flash = g_strcmp0 (chip->name, "ESP8285") == 0,
  };
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  g_autoptr(GPtrArray) writes = NULL;
  g_autoptr(RkStubWriter) writer = NULL;

  rk_plan_set_flash_size (params->plan, chip->flash_size);
  writes = rk_plan_get_writes (params->plan, &target, &params->options.header, changes);
  for (guint i = 0; i < writes->len; i++)
    result->bytes += g_bytes_get_size (((const RkPlanWrite *)g_ptr_array_index (writes, i))->bytes);
  result->files = writes->len;
  if (result->bytes == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "nothing to compare: no file is enabled");
      return FALSE;
    }

  writer = rk_stub_writer_new (session, loader, writes, chip->flash_size);
  if (!rk_stub_writer_verify (writer, FALSE, cancellable, error))
    return FALSE;

  result->content = RK_CONTENT_MD5;
  return TRUE;
}

/**
 * rk_job_verify:
 *
 * See rk_module_verify_async().
 */
gpointer
rk_job_verify (RkSession     *session,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const RkFlashParams *params = data;
  g_autoptr(RkFlashResult) result = rk_flash_result_new ();
  g_autoptr(RkLoader) loader = NULL;
  gint64 begin = g_get_monotonic_time ();
  RkChipInfo chip = { 0 };

  loader = rk_enter_stub (session, &params->options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  if (!verify (session, loader, params, &chip, result, cancellable, error))
    {
      rk_leave_loader (loader);
      return NULL;
    }

  result->milliseconds = (guint64)(g_get_monotonic_time () - begin) / 1000;
  if (!rk_flash_leave (session, loader, &chip, &params->options, cancellable, error))
    return NULL;

  return g_steal_pointer (&result);
}
