/* rk-job-options.c: how to do a job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-job-options.h"

/* The ROM measures the rate of what it hears; not every board does it right above
 * this one. */
#define FASTEST_SYNC 460800

/**
 * rk_job_options_set_baud:
 * @self: options; @no_stub is looked at
 * @baud: the rate that a person asked for, 0 for one that is found
 *
 * Our own program on the chip can go faster than the ROM can be talked to, so that
 * a fast rate is taken up only once it runs.
 */
void
rk_job_options_set_baud (RkJobOptions *self,
                         guint         baud)
{
  self->baud = baud;
  if (self->no_stub || baud <= FASTEST_SYNC)
    self->sync_baud = baud;
}
