/* rk-job-flash.c: writing a plan to a module and proving that it runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-stub-writer.h"
#include "rk-watch.h"

/* The largest flash chip that three bytes of address can reach. */
#define FLASH_MAX 0x1000000u

/* What the flash is like at a moment: told after a failure. */
typedef enum
{
  FLASH_UNTOUCHED,
  FLASH_INCOMPLETE,
  FLASH_COMPLETE,
} FlashCondition;

typedef struct
{
  RkSession           *session;
  const RkFlashParams *params;
  RkLoader            *loader;
  RkChipInfo           chip;
  GPtrArray           *writes; /* RkPlanWrite */
  FlashCondition       condition;
  guint64              before; /* bytes done of the present state, up to the present file */
  guint64              total;
} Flash;

static void
flash_clear (Flash *flash)
{
  g_clear_object (&flash->loader);
  g_clear_pointer (&flash->writes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Flash, flash_clear)

/* Hands findings to the module; they stay the array's. */
static void
tell_findings (RkSession *session,
               GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    rk_session_find (session, rk_finding_copy (g_ptr_array_index (findings, i)));
}

static const RkPlanWrite *
get_write (const Flash *flash,
           guint        index)
{
  return g_ptr_array_index (flash->writes, index);
}

static guint64
bytes_to_write (const Flash *flash)
{
  guint64 total = 0;

  for (guint i = 0; i < flash->writes->len; i++)
    total += g_bytes_get_size (get_write (flash, i)->bytes);

  return total;
}

/* Whether the backup is this module's. */
static gboolean
check_backup (Flash   *flash,
              GError **error)
{
  const RkBackup *backup = flash->params->backup;
  g_autofree char *mac = rk_chip_info_format_mac (&flash->chip);
  g_autoptr(GPtrArray) findings = rk_backup_check (backup, mac, flash->chip.flash_size);

  tell_findings (flash->session, findings);
  for (guint i = 0; i < findings->len; i++)
    if (((RkFinding *)findings->pdata[i])->severity == RK_SEVERITY_ERROR)
      {
        g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                     "0x%x bytes at 0x%x are not all in the flash of 0x%x bytes", backup->length, backup->offset,
                     flash->chip.flash_size);
        return FALSE;
      }
  if (findings->len == 0 || flash->params->options.force)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_OTHER_MODULE, "the backup is of %s with 0x%x bytes of flash, this is %s with 0x%x",
               backup->mac != NULL ? backup->mac : "another module", backup->flash_size, mac, flash->chip.flash_size);
  return FALSE;
}

static gboolean
check_plan (Flash               *flash,
            const RkPlanTarget  *target,
            GError             **error)
{
  const RkJobOptions *options = &flash->params->options;
  g_autoptr(GPtrArray) findings = NULL;

  if (flash->params->backup != NULL)
    return check_backup (flash, error);

  findings = rk_plan_check (flash->params->plan, target, &options->header);
  tell_findings (flash->session, findings);
  return options->force || rk_plan_accept (findings, error);
}

static gboolean
prepare_writes (Flash   *flash,
                GError **error)
{
  const RkJobOptions *options = &flash->params->options;
  const RkPlanTarget target = {
    .flash_size = flash->chip.flash_size,
    .embedded_flash = g_strcmp0 (flash->chip.name, "ESP8285") == 0,
  };
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);

  rk_plan_set_flash_size (flash->params->plan, flash->chip.flash_size);
  if (!check_plan (flash, &target, error))
    return FALSE;

  flash->writes = rk_plan_get_writes (flash->params->plan, &target, &options->header, changes);
  tell_findings (flash->session, changes);

  if (bytes_to_write (flash) > 0)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "nothing to write: no file is enabled");
  return FALSE;
}

static guint32
whole_sectors (gsize size)
{
  return (guint32)((size + RK_FLASH_SECTOR - 1) / RK_FLASH_SECTOR * RK_FLASH_SECTOR);
}

static void
progress_cb (guint32  done,
             guint32  total,
             gpointer user_data)
{
  Flash *flash = user_data;

  rk_session_progress (flash->session, flash->before + done, flash->total);
}

static gboolean
erase (Flash         *flash,
       guint32        offset,
       guint32        length,
       GCancellable  *cancellable,
       GError       **error)
{
  if (!rk_loader_erase_region (flash->loader, offset, length, progress_cb, flash, cancellable, error))
    return FALSE;

  flash->before += length;
  return TRUE;
}

/* Everything is erased before anything is written: where a forced plan has two
 * files in one sector, neither loses what the other has written. */
static gboolean
erase_all (Flash         *flash,
           GCancellable  *cancellable,
           GError       **error)
{
  rk_session_enter (flash->session, RK_MODULE_STATE_ERASING);
  flash->condition = FLASH_INCOMPLETE;
  flash->before = 0;
  flash->total = flash->chip.flash_size;
  if (flash->params->options.erase_all)
    return erase (flash, 0, flash->chip.flash_size, cancellable, error);

  flash->total = 0;
  for (guint i = 0; i < flash->writes->len; i++)
    flash->total += whole_sectors (g_bytes_get_size (get_write (flash, i)->bytes));

  for (guint i = 0; i < flash->writes->len; i++)
    if (!erase (flash, get_write (flash, i)->offset, whole_sectors (g_bytes_get_size (get_write (flash, i)->bytes)),
                cancellable, error))
      return FALSE;

  return TRUE;
}

static gboolean
write_one (Flash              *flash,
           const RkPlanWrite  *write,
           GCancellable       *cancellable,
           GError            **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (write->bytes, &size);

  if (!rk_loader_write_flash (flash->loader, write->offset, bytes, (guint32)size,
                              progress_cb, flash, cancellable, error))
    {
      g_prefix_error (error, "%s: ", rk_plan_row_get_name (write->row));
      return FALSE;
    }

  flash->before += size;
  return TRUE;
}

static gboolean
write_all (Flash         *flash,
           GCancellable  *cancellable,
           GError       **error)
{
  rk_session_enter (flash->session, RK_MODULE_STATE_WRITING);
  flash->before = 0;
  flash->total = bytes_to_write (flash);
  for (guint i = 0; i < flash->writes->len; i++)
    if (!write_one (flash, get_write (flash, i), cancellable, error))
      return FALSE;

  flash->condition = FLASH_COMPLETE;
  return TRUE;
}

static RkWatchTarget
get_watch_target (const Flash *flash)
{
  RkWatchTarget target = { 0 };

  for (guint i = 0; i < flash->writes->len; i++)
    {
      const RkPlanWrite *write = get_write (flash, i);
      const RkFileInfo *info = rk_plan_row_get_info (write->row);

      target.at |= info->at_version != NULL;
      if (info->kind == RK_FILE_USER_APP && target.n_slots < RK_WATCH_SLOTS)
        {
          target.slots[target.n_slots] = info->slot != 0 ? info->slot : 1;
          target.offsets[target.n_slots++] = write->offset;
        }
    }

  return target;
}

/* Says what became of the flash, and lets an untouched module run again. */
static void
tell_condition (Flash *flash)
{
  switch (flash->condition)
    {
    case FLASH_UNTOUCHED:
      if (flash->loader != NULL)
        rk_leave_loader (flash->loader);
      rk_session_find (flash->session,
                       rk_finding_new ("flash.untouched", RK_SEVERITY_INFO,
                                       N_("Nothing was written: the module is as it was."), NULL, NULL, NULL));
      break;
    case FLASH_INCOMPLETE:
      rk_session_find (flash->session,
                       rk_finding_new ("flash.incomplete", RK_SEVERITY_WARNING,
                                       N_("The flash is written in part, so the module will not start yet."),
                                       N_("Its boot loader is in ROM and is not affected."),
                                       N_("Flash it again, as often as needed: that always works."), NULL));
      break;
    case FLASH_COMPLETE:
      rk_session_find (flash->session,
                       rk_finding_new ("flash.complete", RK_SEVERITY_INFO,
                                       N_("All files are in the flash."), NULL, NULL, NULL));
      break;
    default:
      g_assert_not_reached ();
    }
}

/* By the boot loader in ROM. */
static gboolean
write_by_rom (Flash          *flash,
              RkFlashResult  *result,
              GCancellable   *cancellable,
              GError        **error)
{
  if (!erase_all (flash, cancellable, error) || !write_all (flash, cancellable, error))
    return FALSE;

  result->changed = flash->total;
  result->content = RK_CONTENT_ROM_BLOCKS;
  return TRUE;
}

/* By our own program. */
static gboolean
write_by_stub (Flash          *flash,
               RkFlashResult  *result,
               GCancellable   *cancellable,
               GError        **error)
{
  g_autoptr(RkStubWriter) writer = rk_stub_writer_new (flash->session, flash->loader, flash->writes,
                                                       flash->chip.flash_size);
  gboolean touched = FALSE;
  gboolean prepared = rk_stub_writer_prepare (writer, &flash->params->options, &touched, cancellable, error);

  if (touched)
    flash->condition = FLASH_INCOMPLETE;
  if (!prepared)
    return FALSE;

  result->changed = rk_stub_writer_changed (writer);
  if (result->changed > 0)
    {
      flash->condition = FLASH_INCOMPLETE;
      if (!rk_stub_writer_write (writer, cancellable, error))
        return FALSE;
    }
  if (!rk_stub_writer_verify (writer, cancellable, error))
    return FALSE;

  flash->condition = FLASH_COMPLETE;
  result->content = RK_CONTENT_MD5;
  return TRUE;
}

/* Leaves the module in its boot loader: the one in ROM. */
static gboolean
stay (Flash         *flash,
      GCancellable  *cancellable,
      GError       **error)
{
  return !rk_loader_has_stub (flash->loader) || rk_loader_leave_stub (flash->loader, cancellable, error);
}

static guint64
get_end (const GPtrArray *writes)
{
  guint64 end = 0;

  for (guint i = 0; i < writes->len; i++)
    {
      const RkPlanWrite *write = g_ptr_array_index (writes, i);

      end = MAX (end, (guint64)write->offset + g_bytes_get_size (write->bytes));
    }
  return end;
}

/* What will be written, unless the header has to be changed for the flash chip
 * that is found.  Nobody has checked the plan yet. */
static RkStubPack *
pack_early (const RkFlashParams *params)
{
  g_autoptr(GPtrArray) writes = rk_plan_get_writes (params->plan, NULL, &params->options.header, NULL);
  g_autoptr(RkStubWriter) writer = NULL;

  if (params->options.no_stub || writes->len == 0 || get_end (writes) > FLASH_MAX)
    return NULL;

  writer = rk_stub_writer_new (NULL, NULL, writes, 0);
  return rk_stub_writer_pack (writer);
}

static gboolean
watch (Flash          *flash,
       RkFlashResult  *result,
       GCancellable   *cancellable,
       GError        **error)
{
  const RkWatchTarget target = get_watch_target (flash);
  g_autoptr(GError) local_error = NULL;

  if (rk_watch_restart (flash->session, flash->loader, &flash->chip, flash->params->options.watch ? &target : NULL,
                        result, cancellable, &local_error))
    return TRUE;

  /* What did not start when it was saved does not start now. */
  if (flash->params->backup != NULL && g_error_matches (local_error, RK_ERROR, RK_ERROR_NOT_STARTED))
    {
      result->start = RK_START_FAILED;
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
flash_and_watch (Flash          *flash,
                 RkFlashResult  *result,
                 GCancellable   *cancellable,
                 GError        **error)
{
  const RkJobOptions *options = &flash->params->options;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr(RkStubPack) pack = pack_early (flash->params);

  flash->loader = rk_enter_stub (flash->session, options, &flash->chip, cancellable, error);
  if (flash->loader == NULL)
    return FALSE;
  rk_loader_expect (flash->loader, g_steal_pointer (&pack));
  if (!prepare_writes (flash, error) ||
      !(options->no_stub ? write_by_rom : write_by_stub) (flash, result, cancellable, error))
    return FALSE;

  result->bytes = bytes_to_write (flash);
  result->files = flash->writes->len;
  result->milliseconds = (guint64)(g_get_monotonic_time () - begin) / 1000;
  rk_session_find (flash->session, rk_flash_result_content (result));

  return options->after == RK_AFTER_STAY ? stay (flash, cancellable, error) : watch (flash, result, cancellable, error);
}

/* Where the module still answers, it is not left with our program. */
static gboolean
may_answer (const GError *error)
{
  return !g_error_matches (error, RK_ERROR, RK_ERROR_ANSWER_LOST) &&
         !g_error_matches (error, RK_ERROR, RK_ERROR_PORT_LOST) &&
         !g_error_matches (error, RK_ERROR, RK_ERROR_NOT_STARTED);
}

/**
 * rk_job_flash:
 *
 * See rk_module_flash_async().
 */
gpointer
rk_job_flash (RkSession     *session,
              gpointer       params,
              GCancellable  *cancellable,
              GError       **error)
{
  g_auto(Flash) flash = { .session = session, .params = params };
  g_autoptr(RkFlashResult) result = rk_flash_result_new ();
  g_autoptr(GError) problem = NULL;

  if (!flash_and_watch (&flash, result, cancellable, &problem))
    {
      tell_condition (&flash);
      if (flash.loader != NULL && may_answer (problem))
        rk_leave_stub (flash.loader);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  return g_steal_pointer (&result);
}

/**
 * rk_flash_params_new:
 * @plan: a plan; stays the caller's
 * @options: how
 *
 * Returns: (transfer full): what the job needs, with a plan of its own, since
 *   the other one belongs to the main thread
 */
RkFlashParams *
rk_flash_params_new (RkPlan             *plan,
                     const RkJobOptions *options)
{
  RkFlashParams *self = g_new0 (RkFlashParams, 1);

  self->plan = rk_plan_copy (plan);
  self->options = *options;
  return self;
}

/**
 * rk_flash_params_free:
 * @self: (transfer full): what a job needed
 */
void
rk_flash_params_free (RkFlashParams *self)
{
  g_clear_object (&self->plan);
  g_clear_pointer (&self->backup, rk_backup_free);
  g_free (self);
}
