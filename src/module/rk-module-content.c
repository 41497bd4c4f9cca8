/* rk-module-content.c: what is in a module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part of RkModule that reads, compares and erases it, and keeps it safe.
 */

#include "rk-module-content.h"

#include "rk-jobs.h"
#include "rk-module-private.h"

/* Only our own program on the chip can read. */
static RkRangeParams *
reading_params_new (guint32             offset,
                    guint32             length,
                    const RkJobOptions *options)
{
  RkRangeParams *params = rk_range_params_new (offset, length, options);

  params->options.no_stub = FALSE;
  return params;
}

/**
 * rk_module_erase_async:
 * @self: a module with a port
 * @offset: the first byte, on a sector boundary
 * @length: bytes, whole sectors; 0 for the whole chip
 * @options: @before, @after, @sync_baud and @connect_timeout_ms are used
 * @cancellable: (nullable): ends it between two pieces
 * @callback: called when it is erased, or on failure
 * @user_data: for @callback
 */
void
rk_module_erase_async (RkModule            *self,
                       guint32              offset,
                       guint32              length,
                       const RkJobOptions  *options,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "erase",
    .func = rk_job_erase,
    .params_destroy = (GDestroyNotify)rk_range_params_free,
  };

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  _rk_module_start (self, &job, rk_range_params_new (offset, length, options), cancellable, callback, user_data);
}

/**
 * rk_module_erase_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError
 *
 * Returns: whether all of it is erased
 */
gboolean
rk_module_erase_finish (RkModule      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}

/**
 * rk_module_read_async:
 * @self: a module with a port
 * @offset: the first byte
 * @length: bytes; 0 for all from @offset on
 * @options: @before, @after, the rates and @connect_timeout_ms are used
 * @cancellable: (nullable): ends it
 * @callback: called with the content, or on failure
 * @user_data: for @callback
 *
 * Reads the flash, and checks what came by the MD5 that the chip makes of it.
 * Afterwards the module runs again, or stays in its boot loader.
 */
void
rk_module_read_async (RkModule            *self,
                      guint32              offset,
                      guint32              length,
                      const RkJobOptions  *options,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "read",
    .func = rk_job_read,
    .params_destroy = (GDestroyNotify)rk_range_params_free,
    .result_destroy = (GDestroyNotify)g_bytes_unref,
  };

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  _rk_module_start (self, &job, reading_params_new (offset, length, options), cancellable, callback, user_data);
}

/**
 * rk_module_read_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError
 *
 * Returns: (transfer full) (nullable): what is in the flash there
 */
GBytes *
rk_module_read_finish (RkModule      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_verify_async:
 * @self: a module with a port
 * @plan: what should be where; a copy is taken
 * @options: @header is of no use: what flashing has set there is no difference, and told
 * @cancellable: (nullable): ends it
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Compares the flash with files, by the MD5 of each.  Nothing is changed.
 */
void
rk_module_verify_async (RkModule            *self,
                        RkPlan              *plan,
                        const RkJobOptions  *options,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "verify",
    .func = rk_job_verify,
    .params_destroy = (GDestroyNotify)rk_flash_params_free,
    .result_destroy = (GDestroyNotify)rk_flash_result_free,
  };
  RkFlashParams *params;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (RK_IS_PLAN (plan));
  g_return_if_fail (options != NULL);

  params = rk_flash_params_new (plan, options);
  params->options.no_stub = FALSE;
  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_verify_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_CONTENT_DIFFERS if it differs, and where; see #RkError
 *
 * Returns: (transfer full) (nullable): what was compared, all of it the same
 */
RkFlashResult *
rk_module_verify_finish (RkModule      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_read_contents_async:
 * @self: a module with a port
 * @known: (nullable): what was read before: only what has changed is read again
 * @options: as of rk_module_read_async()
 * @cancellable: (nullable): ends it
 * @callback: called with the contents, or on failure
 * @user_data: for @callback
 *
 * Reads all of the flash and finds out what lives where.
 */
void
rk_module_read_contents_async (RkModule            *self,
                               RkFlashContents     *known,
                               const RkJobOptions  *options,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "contents",
    .func = rk_job_contents,
    .params_destroy = (GDestroyNotify)rk_range_params_free,
    .result_destroy = (GDestroyNotify)rk_flash_contents_unref,
  };
  RkRangeParams *params;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  params = reading_params_new (0, 0, options);
  params->known = known != NULL ? g_bytes_ref (known->bytes) : NULL;
  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_read_contents_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError
 *
 * Returns: (transfer full) (nullable): what is in the flash
 */
RkFlashContents *
rk_module_read_contents_finish (RkModule      *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_backup_async:
 * @self: a module with a port
 * @path: where to write it; its list goes beside it
 * @offset: the first byte
 * @length: bytes; 0 for all from @offset on
 * @options: as of rk_module_read_async()
 * @cancellable: (nullable): ends it; nothing is written then
 * @callback: called when it is written, or on failure
 * @user_data: for @callback
 *
 * Reads the flash into a file, as rk_backup_save() does it.
 */
void
rk_module_backup_async (RkModule            *self,
                        const char          *path,
                        guint32              offset,
                        guint32              length,
                        const RkJobOptions  *options,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "backup",
    .func = rk_job_backup,
    .params_destroy = (GDestroyNotify)rk_range_params_free,
    .result_destroy = (GDestroyNotify)rk_backup_free,
  };
  RkRangeParams *params;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (options != NULL);

  params = reading_params_new (offset, length, options);
  params->path = g_strdup (path);
  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_backup_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError, or %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): what was saved
 */
RkBackup *
rk_module_backup_finish (RkModule      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_restore_async:
 * @self: a module with a port
 * @backup: as rk_backup_load() has read it
 * @content: likewise
 * @name: of the file
 * @options: @force writes it to another module than it is of; @watch, @before,
 *   @after and the rates are used
 * @cancellable: (nullable): ends it; what is missing is written when it is done again
 * @callback: called when the flash holds it, or on failure
 * @user_data: for @callback
 *
 * Writes what differs, byte for byte as it was, proves it by MD5 and watches the
 * module start.  One that did not start when it was saved is no failure.
 */
void
rk_module_restore_async (RkModule            *self,
                         const RkBackup      *backup,
                         GBytes              *content,
                         const char          *name,
                         const RkJobOptions  *options,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "restore",
    .func = rk_job_flash,
    .params_destroy = (GDestroyNotify)rk_flash_params_free,
    .result_destroy = (GDestroyNotify)rk_flash_result_free,
  };
  const RkHeaderOptions keep = { RK_HEADER_KEEP, RK_HEADER_KEEP, RK_HEADER_KEEP };
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkFlashParams *params;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (backup != NULL && content != NULL);
  g_return_if_fail (options != NULL);

  rk_plan_add_bytes (plan, name, content, backup->offset);
  params = rk_flash_params_new (plan, options);
  params->backup = rk_backup_copy (backup);
  params->options.header = keep;
  params->options.no_stub = FALSE;
  _rk_module_note_written (self, plan);
  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_restore_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_OTHER_MODULE where @force would write it all the same, or as of
 *   rk_module_flash_finish()
 *
 * Returns: (transfer full) (nullable): what was proven
 */
RkFlashResult *
rk_module_restore_finish (RkModule      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_compare_async:
 * @self: a module with a port
 * @offset: where in flash, on a sector boundary
 * @bytes: what may be there
 * @options: as of rk_module_read_async()
 * @cancellable: (nullable): ends it
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds out which sectors differ.  That they do is no error.
 */
void
rk_module_compare_async (RkModule            *self,
                         guint32              offset,
                         GBytes              *bytes,
                         const RkJobOptions  *options,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "compare",
    .func = rk_job_compare,
    .params_destroy = (GDestroyNotify)rk_compare_params_free,
    .result_destroy = (GDestroyNotify)rk_comparison_free,
  };
  RkCompareParams *params;

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (options != NULL);

  params = g_new0 (RkCompareParams, 1);
  params->offset = offset;
  params->bytes = g_bytes_ref (bytes);
  params->options = *options;
  params->options.no_stub = FALSE;
  _rk_module_start (self, &job, params, cancellable, callback, user_data);
}

/**
 * rk_module_compare_finish:
 * @self: a module
 * @result: from the callback
 * @error: see #RkError
 *
 * Returns: (transfer full) (nullable): where it differs
 */
RkComparison *
rk_module_compare_finish (RkModule      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return _rk_module_finish (self, result, error);
}

/**
 * rk_module_erase_settings_async:
 * @self: a module with a port
 * @options: as of rk_module_read_async()
 * @cancellable: (nullable): ends it
 * @callback: called when it is done, or on failure
 * @user_data: for @callback
 *
 * Erases the Wi-Fi networks that the module remembers, and nothing else, where what
 * is in the flash tells where they are: see rk_flash_settings_locate().
 */
void
rk_module_erase_settings_async (RkModule            *self,
                                const RkJobOptions  *options,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  static const RkSessionJob job = {
    .name = "erase-settings",
    .func = rk_job_erase_settings,
    .params_destroy = (GDestroyNotify)rk_range_params_free,
  };

  g_return_if_fail (RK_IS_MODULE (self));
  g_return_if_fail (options != NULL);

  _rk_module_start (self, &job, reading_params_new (0, 0, options), cancellable, callback, user_data);
}

/**
 * rk_module_erase_settings_finish:
 * @self: a module
 * @result: from the callback
 * @error: %RK_ERROR_LAYOUT_UNKNOWN where nothing was erased, since nothing tells
 *   where they are
 *
 * Returns: whether they are erased
 */
gboolean
rk_module_erase_settings_finish (RkModule      *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return _rk_module_finish (self, result, error) != NULL;
}
