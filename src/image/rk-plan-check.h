/* rk-plan-check.h: what the parts of the check share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan-private.h"

/* The checks hand over the texts of a finding as an RkFinding without values, which
 * these functions add.
 */

G_BEGIN_DECLS

/* One run of the check.  @map is what the module will run under, when known. */
typedef struct
{
  RkPlan               *plan;
  const RkPlanTarget   *target;
  const RkHeaderOptions *options;
  const RkFlashMap     *map;
  GPtrArray            *rows; /* enabled */
  GPtrArray            *findings;
} RkPlanCheck;

void _rk_plan_check_add         (RkPlanCheck      *check,
                                 RkPlanRow        *row,
                                 const RkFinding  *texts,
                                 gint64            fix,
                                 const char       *more_name,
                                 const char       *more);
void _rk_plan_check_add_pair    (RkPlanCheck      *check,
                                 RkPlanRow        *row,
                                 RkPlanRow        *other,
                                 const RkFinding  *texts);
void _rk_plan_check_add_general (RkPlanCheck      *check,
                                 const RkFinding  *texts);
void _rk_plan_check_add_size    (RkPlanCheck      *check,
                                 RkPlanRow        *row,
                                 const RkFinding  *texts,
                                 const RkFlashMap *is,
                                 const RkFlashMap *should);

/* rk-plan-check-rows.c: each row, and rows against each other. */
void _rk_plan_check_rows        (RkPlanCheck      *check);

/* rk-plan-check-set.c: what goes together, and the size in the header. */
void _rk_plan_check_set         (RkPlanCheck      *check);

G_END_DECLS
