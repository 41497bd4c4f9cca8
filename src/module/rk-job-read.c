/* rk-job-read.c: reading a module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-flash-contents.h"
#include "rk-flash-read.h"

/* Reads a part of the flash, or all of it, and lets the module go. */
static GBytes *
read_range (RkSession            *session,
            const RkRangeParams  *params,
            RkChipInfo           *chip,
            GCancellable         *cancellable,
            GError              **error)
{
  g_autoptr(RkLoader) loader = rk_enter_stub (session, &params->options, chip, cancellable, error);
  guint32 length = params->length;
  g_autoptr(GBytes) bytes = NULL;

  if (loader == NULL)
    return NULL;

  if (rk_flash_check_range (chip, params->offset, &length, error))
    bytes = rk_flash_read (session, loader, params->offset, length, params->known, cancellable, error);
  if (bytes == NULL)
    {
      rk_leave_loader (loader);
      return NULL;
    }

  return rk_flash_leave (session, loader, chip, &params->options, cancellable, error) ? g_steal_pointer (&bytes) : NULL;
}

/**
 * rk_job_read:
 *
 * See rk_module_read_async().
 */
gpointer
rk_job_read (RkSession     *session,
             gpointer       params,
             GCancellable  *cancellable,
             GError       **error)
{
  RkChipInfo chip = { 0 };

  return read_range (session, params, &chip, cancellable, error);
}

/**
 * rk_job_contents:
 *
 * See rk_module_read_contents_async().
 */
gpointer
rk_job_contents (RkSession     *session,
                 gpointer       params,
                 GCancellable  *cancellable,
                 GError       **error)
{
  RkChipInfo chip = { 0 };
  g_autoptr(GBytes) bytes = read_range (session, params, &chip, cancellable, error);

  return bytes != NULL ? rk_flash_contents_new (bytes) : NULL;
}

static RkBackup *
make_backup (const RkChipInfo *chip,
             guint32           offset)
{
  RkBackup *backup = rk_backup_new ();

  backup->chip = g_strdup (chip->name);
  backup->mac = rk_chip_info_format_mac (chip);
  backup->flash_id = chip->jedec_id;
  backup->flash_vendor = g_strdup (chip->flash_vendor);
  backup->flash_size = chip->flash_size;
  backup->offset = offset;
  return backup;
}

/**
 * rk_job_backup:
 *
 * See rk_module_backup_async().
 */
gpointer
rk_job_backup (RkSession     *session,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  const RkRangeParams *params = data;
  RkChipInfo chip = { 0 };
  g_autoptr(GBytes) bytes = read_range (session, params, &chip, cancellable, error);
  g_autoptr(RkBackup) backup = NULL;

  if (bytes == NULL)
    return NULL;

  backup = make_backup (&chip, params->offset);
  return rk_backup_save (backup, params->path, bytes, error) ? g_steal_pointer (&backup) : NULL;
}

/**
 * rk_range_params_new:
 * @offset: the first byte
 * @length: bytes; 0 for all from @offset on
 * @options: how
 *
 * Returns: (transfer full): what a job on a part of the flash needs
 */
RkRangeParams *
rk_range_params_new (guint32             offset,
                     guint32             length,
                     const RkJobOptions *options)
{
  RkRangeParams *self = g_new0 (RkRangeParams, 1);

  self->offset = offset;
  self->length = length;
  self->options = *options;
  return self;
}

/**
 * rk_range_params_free:
 * @self: (transfer full): what a job needed
 */
void
rk_range_params_free (RkRangeParams *self)
{
  g_clear_pointer (&self->known, g_bytes_unref);
  g_free (self->path);
  g_free (self);
}
