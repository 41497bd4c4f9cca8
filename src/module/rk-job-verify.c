/* rk-job-verify.c: comparing a module's flash with files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-compare.h"
#include "rk-flash-read.h"

/* What was blank and no longer is, is the module's own doing. */
static RkFinding *
describe_difference (const RkPlanWrite *write)
{
  RkFileInfo *info = rk_plan_row_get_info (write->row);
  g_autofree char *offset = g_strdup_printf ("0x%x", write->offset);

  if (info->kind == RK_FILE_BLANK)
    return rk_finding_new ("verify.written", RK_SEVERITY_WARNING, N_("{file} at {offset} is no longer blank"), NULL, NULL,
                           "file", rk_plan_row_get_name (write->row), "offset", offset, NULL);

  return rk_finding_new ("verify.other", RK_SEVERITY_ERROR, N_("{file} at {offset} differs"), NULL, NULL,
                         "file", rk_plan_row_get_name (write->row), "offset", offset, NULL);
}

static RkFinding *
describe_sectors (const RkPlanWrite  *write,
                  const RkComparison *comparison)
{
  guint32 first = 0;
  g_autofree char *offset = g_strdup_printf ("0x%x", write->offset);
  g_autofree char *count = g_strdup_printf ("%u", comparison->n_different);
  g_autofree char *total = g_strdup_printf ("%u", comparison->n_sectors);
  g_autofree char *place = NULL;

  while (first < comparison->n_sectors && !comparison->different[first])
    first++;
  place = g_strdup_printf ("0x%x", write->offset + first * RK_FLASH_SECTOR);
  return rk_finding_new ("verify.other", RK_SEVERITY_ERROR,
                         N_("{file} at {offset} differs in {count} of {total} sectors of 4 KB, from {place} on"),
                         NULL, NULL, "file", rk_plan_row_get_name (write->row), "offset", offset,
                         "count", count, "total", total, "place", place, NULL);
}

/* Whether the flash holds a file; what is different is told. */
static gboolean
verify_one (RkSession          *session,
            RkLoader           *loader,
            const RkPlanWrite  *write,
            gboolean           *same,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autoptr(RkFinding) header = NULL;
  g_autoptr(GBytes) bytes = rk_flash_take_header (loader, write->offset, write->bytes, rk_plan_row_get_info (write->row),
                                                  &header, cancellable, error);
  g_autoptr(RkComparison) comparison = NULL;
  const guint8 *data;
  gsize size;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  if (!rk_flash_holds (loader, write->offset, data, (guint32)size, same, cancellable, error))
    return FALSE;

  if (*same && header != NULL)
    rk_session_find (session, g_steal_pointer (&header));
  if (*same)
    return TRUE;

  if (write->offset % RK_FLASH_SECTOR != 0 || rk_plan_row_get_info (write->row)->kind == RK_FILE_BLANK)
    {
      rk_session_find (session, describe_difference (write));
      return TRUE;
    }

  comparison = rk_flash_compare (NULL, loader, write->offset, bytes, cancellable, error);
  if (comparison == NULL)
    return FALSE;
  rk_session_find (session, describe_sectors (write, comparison));
  return TRUE;
}

static gboolean
verify_all (RkSession         *session,
            RkLoader          *loader,
            const GPtrArray   *writes,
            const RkChipInfo  *chip,
            guint64            total,
            GCancellable      *cancellable,
            GError           **error)
{
  guint different = 0, blank = 0;
  guint64 done = 0;
  gboolean same;

  rk_session_enter (session, RK_MODULE_STATE_VERIFYING);
  for (guint i = 0; i < writes->len; i++)
    {
      const RkPlanWrite *write = writes->pdata[i];
      guint32 length = (guint32)g_bytes_get_size (write->bytes);

      if (length == 0)
        continue;
      if (!rk_flash_check_range (chip, write->offset, &length, error) ||
          !verify_one (session, loader, write, &same, cancellable, error))
        return FALSE;
      done += length;
      rk_session_progress (session, done, total);
      different += !same;
      blank += !same && rk_plan_row_get_info (write->row)->kind == RK_FILE_BLANK;
    }

  if (different == 0)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS, "%u of %u files differ from the flash", different, writes->len);
  if (error != NULL)
    rk_error_set_fact (*error, "case", blank == different ? "settings" : "files");
  return FALSE;
}

static gboolean
verify (RkSession            *session,
        RkLoader             *loader,
        const RkFlashParams  *params,
        const RkChipInfo     *chip,
        RkFlashResult        *result,
        GCancellable         *cancellable,
        GError              **error)
{
  const RkHeaderOptions as_they_are = { RK_HEADER_KEEP, RK_HEADER_KEEP, RK_HEADER_KEEP };
  g_autoptr(GPtrArray) writes = NULL;

  /* Where a file belongs may depend on it. */
  rk_plan_set_flash_size (params->plan, chip->flash_size);
  writes = rk_plan_get_writes (params->plan, NULL, &as_they_are, NULL);
  for (guint i = 0; i < writes->len; i++)
    result->bytes += g_bytes_get_size (((const RkPlanWrite *)g_ptr_array_index (writes, i))->bytes);
  result->files = writes->len;
  if (result->bytes == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "nothing to compare: no file is enabled");
      return FALSE;
    }

  if (!verify_all (session, loader, writes, chip, result->bytes, cancellable, error))
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
