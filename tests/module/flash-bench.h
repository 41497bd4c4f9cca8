/* flash-bench.h: a virtual module on the bench and an RkModule that works on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-virtual-module.h"

G_BEGIN_DECLS

/**
 * Bench:
 * @chip: the virtual module: powered, wired as a board, flash blank, turbo
 * @module: on a port of its own that leads to @chip
 * @states: initials of the states that @module has passed, in order
 * @findings: ids of all that was found, with spaces around each
 * @said: what @module has received
 * @bytes: how many bytes have passed the line in jobs; atomic
 * @tripped_at: when, monotonic
 * @ended_at: when the last flash returned, monotonic
 * @power_off: whether the module's power goes when a flash has returned
 * @trip: at so many bytes @tripped is called on the worker's thread; 0 never
 */
typedef struct _Bench Bench;

struct _Bench
{
  RkVirtualModule *chip;
  RkModule        *module;
  char            *port;
  GString         *states;
  GString         *findings;
  GString         *said;
  int              bytes;
  int              trip;
  gboolean         power_off;
  gint64           tripped_at;
  gint64           ended_at;
  void           (*tripped) (Bench *bench);
  GCancellable    *cancellable;
  GAsyncResult    *result;
};

Bench         *bench_new          (void);
void           bench_free         (Bench               *bench);
void           bench_start_flash  (Bench               *bench,
                                   RkPlan              *plan,
                                   const RkJobOptions  *options);
RkFlashResult *bench_end_flash    (Bench               *bench,
                                   GError             **error);
RkFlashResult *bench_flash        (Bench               *bench,
                                   RkPlan              *plan,
                                   const RkJobOptions  *options,
                                   GError             **error);
void           bench_wait         (Bench               *bench);
gboolean       bench_found        (Bench               *bench,
                                   const char          *id);
void           bench_assert_flash (Bench               *bench,
                                   guint32              offset,
                                   GBytes              *bytes);
RkPlan        *bench_sample_plan  (void);
GBytes        *bench_sample       (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)

G_END_DECLS
