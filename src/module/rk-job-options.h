/* rk-job-options.h: how to do a job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "rk-loader.h"
#include "rk-plan.h"

G_BEGIN_DECLS

/**
 * RkAfter:
 * @RK_AFTER_RUN: restart the module so that it runs what was written
 * @RK_AFTER_STAY: leave it in the boot loader
 */
typedef enum
{
  RK_AFTER_RUN,
  RK_AFTER_STAY,
} RkAfter;

/**
 * RkJobOptions:
 * @before: how to get into the boot loader
 * @after: what to do with the module at the end
 * @sync_baud: the rate to talk to the boot loader at, 0 for one that suits
 * @baud: the rate to go up to once our own program runs on the chip, 0 for the
 *   highest at which a test of the line passes
 * @connect_timeout_ms: how long to wait for an answer, 0 until cancelled
 * @erase_all: erase the whole chip first
 * @force: write even if a check refuses the plan
 * @no_stub: use the boot loader in ROM alone
 * @full: write everything, compare nothing
 * @watch: watch the module boot, where @after runs it
 * @header: what to do with flash mode, frequency and size of the image at 0x0
 */
typedef struct
{
  RkLoaderBefore  before;
  RkAfter         after;
  guint           sync_baud;
  guint           baud;
  guint           connect_timeout_ms;
  gboolean        erase_all;
  gboolean        force;
  gboolean        no_stub;
  gboolean        full;
  gboolean        watch;
  RkHeaderOptions header;
} RkJobOptions;

#define RK_JOB_OPTIONS_INIT                                 \
  {                                                         \
    .before = RK_LOADER_BEFORE_AUTO, .after = RK_AFTER_RUN, \
    .sync_baud = 0, .connect_timeout_ms = 0,                \
    .watch = TRUE, .header = RK_HEADER_OPTIONS_DEFAULT      \
  }

void rk_job_options_set_baud (RkJobOptions *self,
                              guint         baud);

G_END_DECLS
