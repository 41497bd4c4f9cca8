/* rk-job-compare.c: where a module's flash differs from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include <string.h>

#include "rk-comparison.h"
#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-read.h"

#define SECTOR RK_FLASH_SECTOR
#define DIGEST 16

/* Sectors that are asked for at once, so that progress is seen. */
#define STEP 64u

static gboolean
compare_sectors (RkSession     *session,
                 RkLoader      *loader,
                 RkComparison  *comparison,
                 const guint8  *bytes,
                 GCancellable  *cancellable,
                 GError       **error)
{
  guint whole = comparison->length / SECTOR;
  guint32 hashes[STEP];
  guint count;

  for (guint i = 0; i < whole; i += count)
    {
      count = MIN (STEP, whole - i);
      if (!rk_loader_hash_sectors (loader, comparison->offset + i * SECTOR, count, SECTOR, hashes, cancellable, error))
        return FALSE;
      for (guint j = 0; j < count; j++)
        comparison->different[i + j] = hashes[j] != rk_loader_hash_bytes (bytes + (gsize)(i + j) * SECTOR, SECTOR);
      rk_session_progress (session, (guint64)(i + count) * SECTOR, comparison->length);
    }

  return TRUE;
}

/* What comes behind the file in its last sector is nobody's business. */
static gboolean
compare_rest (RkLoader      *loader,
              RkComparison  *comparison,
              const guint8  *bytes,
              GCancellable  *cancellable,
              GError       **error)
{
  guint32 start = comparison->length / SECTOR * SECTOR;
  guint32 rest = comparison->length - start;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 here[DIGEST], there[DIGEST];
  gsize length = sizeof here;

  if (rest == 0)
    return TRUE;
  if (!rk_loader_md5 (loader, comparison->offset + start, rest, there, cancellable, error))
    return FALSE;

  g_checksum_update (checksum, bytes + start, rest);
  g_checksum_get_digest (checksum, here, &length);
  comparison->different[start / SECTOR] = memcmp (here, there, sizeof here) != 0;
  return TRUE;
}

static RkComparison *
compare (RkSession              *session,
         RkLoader               *loader,
         const RkCompareParams  *params,
         const RkChipInfo       *chip,
         GCancellable           *cancellable,
         GError                **error)
{
  guint32 length = (guint32)g_bytes_get_size (params->bytes);
  const guint8 *bytes = g_bytes_get_data (params->bytes, NULL);
  g_autoptr(RkComparison) comparison = rk_comparison_new (params->offset, length);

  if (length == 0 || params->offset % SECTOR != 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "cannot compare 0x%x bytes at 0x%x: not on a sector’s start",
                   length, params->offset);
      return NULL;
    }
  if (!rk_flash_check_range (chip, params->offset, &length, error))
    return NULL;

  rk_session_enter (session, RK_MODULE_STATE_COMPARING);
  if (!compare_sectors (session, loader, comparison, bytes, cancellable, error) ||
      !compare_rest (loader, comparison, bytes, cancellable, error))
    return NULL;

  rk_comparison_name (comparison, params->bytes);
  return g_steal_pointer (&comparison);
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
