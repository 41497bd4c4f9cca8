/* rk-at-guard.h: commands that bite, noticed before they are sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For lines that a person typed.  Nothing is forbidden here: the finding says what
 * would happen.  Its ids are "at.rate-kept", "at.restore", "at.cloud-update",
 * "at.deep-sleep" and others that begin with "at."; the value "instead", where it
 * has one, is a line that does the same without harm, "AT+UART_CUR=9600,8,1,0,0".
 *
 * rk_at_rate_change() gives the baud that a line sets, 0 for one that sets none; the
 * console follows when the module has answered OK, at @moment.  The version is the
 * module's, %NULL if it is not known.
 */

#pragma once

#include "rk-at-version.h"
#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkAtRateMoment:
 * @RK_AT_RATE_BEFORE_REPLY: the OK comes at the new rate already (AT+IPR)
 * @RK_AT_RATE_AFTER_REPLY: the OK comes at the old rate (AT+UART…)
 *
 * When a command that changes the rate does so.
 */
typedef enum
{
  RK_AT_RATE_BEFORE_REPLY,
  RK_AT_RATE_AFTER_REPLY,
} RkAtRateMoment;

RkFinding *rk_at_guard_check (const char        *line,
                              const RkAtVersion *version);
guint      rk_at_rate_change (const char        *line,
                              const RkAtVersion *version,
                              RkAtRateMoment    *moment);

G_END_DECLS
