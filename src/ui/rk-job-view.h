/* rk-job-view.h: a job under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_JOB_VIEW (rk_job_view_get_type ())

G_DECLARE_FINAL_TYPE (RkJobView, rk_job_view, RK, JOB_VIEW, AdwBin)

/* What is done; it decides which stages there are. */
typedef enum
{
  RK_JOB_FLASH,
  RK_JOB_READ,
  RK_JOB_COMPARE,
  RK_JOB_ERASE,
} RkJobKind;

void rk_job_view_set_cancel (RkJobView  *self,
                             const char *action);
void rk_job_view_set_module (RkJobView *self,
                             RkModule  *module);
void rk_job_view_set_settings (RkJobView *self,
                             RkSettings *settings);
void rk_job_view_begin      (RkJobView *self,
                             RkJobKind  kind,
                             gboolean   watch);

G_END_DECLS
