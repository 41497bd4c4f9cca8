/* rk-job-read.c: reading a module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-watch.h"

static void
read_cb (guint32  done,
         guint32  total,
         gpointer user_data)
{
  rk_session_progress (user_data, done, total);
}

static gboolean
check_range (const RkRangeParams  *params,
             const RkChipInfo     *chip,
             guint32              *length,
             GError              **error)
{
  *length = params->length != 0 ? params->length : chip->flash_size;
  if (*length != 0 && (chip->flash_size == 0 || (guint64)params->offset + *length <= chip->flash_size))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
               "0x%x bytes at 0x%x are not all in the flash of 0x%x bytes (chip 0x%06x)",
               *length, params->offset, chip->flash_size, chip->jedec_id);
  return FALSE;
}

static GBytes *
read_range (RkSession            *session,
            RkLoader             *loader,
            const RkRangeParams  *params,
            const RkChipInfo     *chip,
            GCancellable         *cancellable,
            GError              **error)
{
  g_autofree guint8 *bytes = NULL;
  guint32 length;

  if (!check_range (params, chip, &length, error))
    return NULL;

  rk_session_enter (session, RK_MODULE_STATE_COMPARING);
  rk_session_step (session, N_("Reading the flash"));
  bytes = g_malloc (length);
  if (!rk_loader_read_flash (loader, params->offset, bytes, length, read_cb, session, cancellable, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/**
 * rk_job_read:
 *
 * See rk_module_read_async().
 */
gpointer
rk_job_read (RkSession     *session,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  const RkRangeParams *params = data;
  g_autoptr(RkFlashResult) unused = rk_flash_result_new ();
  g_autoptr(RkLoader) loader = NULL;
  g_autoptr(GBytes) bytes = NULL;
  RkChipInfo chip = { 0 };

  loader = rk_enter_stub (session, &params->options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  bytes = read_range (session, loader, params, &chip, cancellable, error);
  if (bytes == NULL)
    {
      rk_leave_loader (loader);
      return NULL;
    }

  if (params->options.after == RK_AFTER_STAY)
    rk_leave_stub (loader);
  else if (!rk_watch_restart (session, loader, &chip, NULL, unused, cancellable, error))
    return NULL;

  return g_steal_pointer (&bytes);
}
