/* rk-deadline.h: points in time that waits end at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A deadline is a value of the monotonic clock in microseconds.  It is made
 * once per command, so that retrying a system call never stretches the wait.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Never reached. */
#define RK_DEADLINE_NEVER G_MAXINT64

gint64   rk_deadline_in_ms        (guint  timeout_ms);
gboolean rk_deadline_passed       (gint64 deadline);
int      rk_deadline_remaining_ms (gint64 deadline);
gint64   rk_deadline_sooner       (gint64 a,
                                   gint64 b);

G_END_DECLS
