/* rk-job-cloud.h: the job in which a module updates itself over Wi-Fi
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder.
 */

#pragma once

#include "rk-module-cloud.h"
#include "rk-session.h"

G_BEGIN_DECLS

typedef struct
{
  RkCloudOptions       options; /* with texts of its own */
  GMainContext        *context;
  RkCloudProgressFunc  progress;
  gpointer             progress_data;
} RkCloudParams;

RkCloudParams *rk_cloud_params_new  (const RkCloudOptions  *options,
                                     RkCloudProgressFunc    progress,
                                     gpointer               progress_data);
void           rk_cloud_params_free (RkCloudParams         *self);
gpointer       rk_job_cloud         (RkSession             *session,
                                     gpointer               params,
                                     GCancellable          *cancellable,
                                     GError               **error);

/* rk-cloud-observe.c */
gboolean       rk_cloud_observe     (RkSession             *session,
                                     RkCloudStart          *start,
                                     GCancellable          *cancellable,
                                     GError               **error);

G_END_DECLS
