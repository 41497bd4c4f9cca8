/* rk-jobs.h: the jobs that a module does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder.  Each is an RkJobFunc: straight-line code for the
 * worker's thread, one file a job.  Jobs that have nothing to return but success
 * return the session itself.
 */

#pragma once

#include "rk-backup.h"
#include "rk-flash-result.h"
#include "rk-job-options.h"
#include "rk-session.h"

G_BEGIN_DECLS

typedef struct
{
  RkPlan       *plan;   /* the job's own */
  RkBackup     *backup; /* that the plan restores, or NULL */
  RkJobOptions  options;
} RkFlashParams;

/* For erasing and reading alike. */
typedef struct
{
  guint32       offset;
  guint32       length; /* 0: all that follows */
  GBytes       *known;  /* what was there, or NULL */
  char         *path;   /* of a backup */
  RkJobOptions  options;
} RkRangeParams;

typedef struct
{
  guint32       offset;
  GBytes       *bytes;
  RkJobOptions  options;
} RkCompareParams;

typedef struct
{
  char     *command;
  GBytes   *data;       /* or NULL */
  guint     timeout_ms; /* 0: as long as the command may take */
  gboolean  must_succeed;
} RkAtParams;

typedef struct
{
  gboolean dtr;
  gboolean rts;
} RkLinesParams;

RkFlashParams *rk_flash_params_new  (RkPlan              *plan,
                                     const RkJobOptions  *options);
void           rk_flash_params_free (RkFlashParams       *self);
RkRangeParams *rk_range_params_new  (guint32              offset,
                                     guint32              length,
                                     const RkJobOptions  *options);
void           rk_range_params_free (RkRangeParams       *self);
void           rk_compare_params_free (RkCompareParams   *self);
RkAtParams    *rk_at_params_new     (const char          *command,
                                     GBytes              *data,
                                     guint                timeout_ms,
                                     gboolean             must_succeed);
void           rk_at_params_free    (RkAtParams          *self);
RkLinesParams *rk_lines_params_new  (gboolean             dtr,
                                     gboolean             rts);

gpointer       rk_job_open          (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_close         (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_identify      (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_flash         (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_erase         (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_erase_settings (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_read          (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_contents      (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_backup        (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_compare       (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_verify        (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_set_lines     (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_detect        (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_restart       (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_at            (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);
gpointer       rk_job_find          (RkSession           *session,
                                     gpointer             params,
                                     GCancellable        *cancellable,
                                     GError             **error);

G_END_DECLS
