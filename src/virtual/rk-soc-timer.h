/* rk-soc-timer.h: the timers FRC1 and FRC2, and the watchdog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing counts here: what a counter shows is worked out from the time.
 */

#pragma once

#include "rk-soc-serial.h"

G_BEGIN_DECLS

typedef struct _RkTimers RkTimers;

/* Bits of rk_timers_get_interrupts(): the core's interrupt numbers. */
enum
{
  RK_TIMERS_WATCHDOG = 1 << 8,
  RK_TIMERS_FRC1     = 1 << 9,
  RK_TIMERS_FRC2     = 1 << 10,
};

RkTimers *rk_timers_new            (void);
void      rk_timers_free           (RkTimers *self);
void      rk_timers_reset          (RkTimers *self,
                                    gint64    now);
void      rk_timers_set_clock      (RkTimers *self,
                                    guint     hz,
                                    gint64    now);

guint32   rk_timers_read           (RkTimers *self,
                                    guint32   offset,
                                    gint64    now);
void      rk_timers_write          (RkTimers *self,
                                    guint32   offset,
                                    guint32   value,
                                    gint64    now);
guint32   rk_timers_read_watchdog  (RkTimers *self,
                                    guint32   offset);
void      rk_timers_write_watchdog (RkTimers *self,
                                    guint32   offset,
                                    guint32   value,
                                    gint64    now);
gboolean  rk_timers_advance        (RkTimers *self,
                                    gint64    now);
gint64    rk_timers_get_next       (RkTimers *self);
guint32   rk_timers_get_interrupts (RkTimers *self);
void      rk_timers_arm_watchdog   (RkTimers *self,
                                    guint     exponent,
                                    gint64    now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTimers, rk_timers_free)

G_END_DECLS
