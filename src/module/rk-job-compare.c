/* rk-job-compare.c: where a module's flash differs from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-compare.h"
#include "rk-flash-read.h"

static RkComparison *
compare (RkSession              *session,
         RkLoader               *loader,
         const RkCompareParams  *params,
         const RkChipInfo       *chip,
         GCancellable           *cancellable,
         GError                **error)
{
  guint32 length = (guint32)g_bytes_get_size (params->bytes);
  g_autoptr(RkFileInfo) info = rk_file_info_new (params->bytes);
  g_autoptr(RkFinding) header = NULL;
  g_autoptr(GBytes) bytes = NULL;
  RkComparison *comparison;

  if (length == 0 || params->offset % RK_FLASH_SECTOR != 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "cannot compare 0x%x bytes at 0x%x: not on a sector’s start",
                   length, params->offset);
      return NULL;
    }
  if (!rk_flash_check_range (chip, params->offset, &length, error))
    return NULL;

  rk_session_enter (session, RK_MODULE_STATE_COMPARING);
  bytes = rk_flash_take_header (loader, params->offset, params->bytes, info, &header, cancellable, error);
  if (bytes == NULL)
    return NULL;

  comparison = rk_flash_compare (session, loader, params->offset, bytes, cancellable, error);
  if (comparison != NULL)
    comparison->header = g_steal_pointer (&header);
  return comparison;
}

/**
 * rk_job_compare:
 *
 * See rk_module_compare_async().
 */
gpointer
rk_job_compare (RkSession     *session,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  const RkCompareParams *params = data;
  RkChipInfo chip = { 0 };
  g_autoptr(RkLoader) loader = rk_enter_stub (session, &params->options, &chip, cancellable, error);
  g_autoptr(RkComparison) comparison = NULL;

  if (loader == NULL)
    return NULL;

  comparison = compare (session, loader, params, &chip, cancellable, error);
  if (comparison == NULL)
    {
      rk_leave_loader (loader);
      return NULL;
    }

  return rk_flash_leave (session, loader, &chip, &params->options, cancellable, error) ? g_steal_pointer (&comparison) : NULL;
}

/**
 * rk_compare_params_free:
 * @self: (transfer full): what the job needed
 */
void
rk_compare_params_free (RkCompareParams *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}
