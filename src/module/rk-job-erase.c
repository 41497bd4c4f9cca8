/* rk-job-erase.c: erasing a module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include <string.h>

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-read.h"
#include "rk-flash-settings.h"

typedef struct
{
  RkSession *session;
  guint32    total;
} Progress;

static void
erased_cb (guint32  done,
           guint32  total,
           gpointer user_data)
{
  rk_session_progress (user_data, done, total);
}

static void
worked_cb (guint32  erased,
           guint32  written,
           gpointer user_data)
{
  const Progress *progress = user_data;

  rk_session_progress (progress->session, erased, progress->total);
}

static gboolean
erase_by_stub (RkSession     *session,
               RkLoader      *loader,
               guint32        offset,
               guint32        length,
               GCancellable  *cancellable,
               GError       **error)
{
  guint32 n_sectors = (offset + length) / RK_FLASH_SECTOR;
  g_autofree guint8 *work = g_malloc0 (n_sectors);
  Progress progress = { session, length };

  if (offset % RK_FLASH_SECTOR != 0 || length % RK_FLASH_SECTOR != 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "cannot erase 0x%x bytes at 0x%x: not whole sectors",
                   length, offset);
      return FALSE;
    }

  memset (work + offset / RK_FLASH_SECTOR, RK_LOADER_ERASE, length / RK_FLASH_SECTOR);
  return rk_loader_work_sectors (loader, work, n_sectors, NULL, TRUE, worked_cb, &progress, cancellable, error);
}

static gboolean
erase_range (RkSession     *session,
             RkLoader      *loader,
             guint32        offset,
             guint32        length,
             GCancellable  *cancellable,
             GError       **error)
{
  gboolean erased;

  rk_session_enter (session, RK_MODULE_STATE_ERASING);
  erased = rk_loader_has_stub (loader)
             ? erase_by_stub (session, loader, offset, length, cancellable, error)
             : rk_loader_erase_region (loader, offset, length, erased_cb, session, cancellable, error);
  if (erased)
    return TRUE;

  rk_session_find (session,
                   rk_finding_new ("erase.incomplete", RK_SEVERITY_WARNING,
                                   N_("The flash is erased in part, so the module may not start."),
                                   N_("Its boot loader is in ROM and is not affected."),
                                   N_("Erase it again, or flash it: that always works."), NULL));
  return FALSE;
}

/**
 * rk_job_erase:
 *
 * See rk_module_erase_async().
 */
gpointer
rk_job_erase (RkSession     *session,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  const RkRangeParams *params = data;
  g_autoptr(RkLoader) loader = NULL;
  RkChipInfo chip = { 0 };
  guint32 length = params->length;

  loader = rk_enter_stub (session, &params->options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  if (!rk_flash_check_range (&chip, params->offset, &length, error))
    {
      rk_leave_loader (loader);
      return NULL;
    }
  if (!erase_range (session, loader, params->offset, length, cancellable, error))
    return NULL;

  rk_leave_stub (loader);
  return session;
}

/* Reads as much as tells where the settings are. */
static gboolean
locate_settings (RkSession         *session,
                 RkLoader          *loader,
                 const RkChipInfo  *chip,
                 guint32           *offset,
                 guint32           *length,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr(GBytes) start = rk_flash_read (session, loader, 0, RK_FLASH_SETTINGS_PROBE, NULL, cancellable, error);

  return start != NULL && rk_flash_settings_locate (start, chip->flash_size, offset, length, error);
}

/**
 * rk_job_erase_settings:
 *
 * See rk_module_erase_settings_async().
 */
gpointer
rk_job_erase_settings (RkSession     *session,
                       gpointer       data,
                       GCancellable  *cancellable,
                       GError       **error)
{
  const RkRangeParams *params = data;
  g_autoptr(RkLoader) loader = NULL;
  RkChipInfo chip = { 0 };
  guint32 offset, length;

  loader = rk_enter_stub (session, &params->options, &chip, cancellable, error);
  if (loader == NULL)
    return NULL;

  if (!locate_settings (session, loader, &chip, &offset, &length, cancellable, error))
    {
      rk_leave_loader (loader);
      return NULL;
    }
  if (!erase_range (session, loader, offset, length, cancellable, error) ||
      !rk_flash_leave (session, loader, &chip, &params->options, cancellable, error))
    return NULL;

  return session;
}
