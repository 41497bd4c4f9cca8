/* rk-deadline.c: points in time that waits end at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-deadline.h"

/**
 * rk_deadline_in_ms:
 * @timeout_ms: from now, in milliseconds
 *
 * Returns: the deadline
 */
gint64
rk_deadline_in_ms (guint timeout_ms)
{
  return g_get_monotonic_time () + (gint64)timeout_ms * 1000;
}

/**
 * rk_deadline_passed:
 * @deadline: a deadline
 *
 * Returns: whether it is over; never for %RK_DEADLINE_NEVER
 */
gboolean
rk_deadline_passed (gint64 deadline)
{
  return deadline != RK_DEADLINE_NEVER && g_get_monotonic_time () >= deadline;
}

/**
 * rk_deadline_remaining_ms:
 * @deadline: a deadline
 *
 * The time left as poll() takes it.  Rounded up, so that a wait of that length
 * does not end just before the deadline and spin.
 *
 * Returns: milliseconds, 0 when it is over, -1 for %RK_DEADLINE_NEVER
 */
int
rk_deadline_remaining_ms (gint64 deadline)
{
  gint64 left;

  if (deadline == RK_DEADLINE_NEVER)
    return -1;

  left = deadline - g_get_monotonic_time ();
  if (left <= 0)
    return 0;

  return (int)MIN ((left + 999) / 1000, G_MAXINT);
}

/**
 * rk_deadline_sooner:
 * @a: a deadline
 * @b: another
 *
 * Returns: the one that comes first
 */
gint64
rk_deadline_sooner (gint64 a,
                    gint64 b)
{
  return MIN (a, b);
}
