/* rk-boot-summary.h: what a whole log tells, in a few words for scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"

G_BEGIN_DECLS

/**
 * RkBootSummary:
 * @outcome: how it ended: a static, stable word, of the module's start, of the
 *   talk with AT firmware or of the work of a flashing tool
 * @cause: (nullable): the most likely cause, a static, stable word
 * @chip: which chip it is, empty if nothing tells
 */
typedef struct
{
  const char *outcome;
  const char *cause;
  char        chip[24];
} RkBootSummary;

void rk_boot_summary_init (RkBootSummary      *self,
                           const RkBootReport *report);

G_END_DECLS
