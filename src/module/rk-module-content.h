/* rk-module-content.h: what is in a module's flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-backup.h"
#include "rk-comparison.h"
#include "rk-flash-contents.h"
#include "rk-module.h"

G_BEGIN_DECLS

void             rk_module_read_contents_async   (RkModule            *self,
                                                  RkFlashContents     *known,
                                                  const RkJobOptions  *options,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
RkFlashContents *rk_module_read_contents_finish  (RkModule      *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void             rk_module_backup_async          (RkModule            *self,
                                                  const char          *path,
                                                  guint32              offset,
                                                  guint32              length,
                                                  const RkJobOptions  *options,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
RkBackup        *rk_module_backup_finish         (RkModule      *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void             rk_module_restore_async         (RkModule            *self,
                                                  const RkBackup      *backup,
                                                  GBytes              *content,
                                                  const char          *name,
                                                  const RkJobOptions  *options,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
RkFlashResult   *rk_module_restore_finish        (RkModule      *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void             rk_module_compare_async         (RkModule            *self,
                                                  guint32              offset,
                                                  GBytes              *bytes,
                                                  const RkJobOptions  *options,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
RkComparison    *rk_module_compare_finish        (RkModule      *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void             rk_module_erase_settings_async  (RkModule            *self,
                                                  const RkJobOptions  *options,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean         rk_module_erase_settings_finish (RkModule      *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);

G_END_DECLS
