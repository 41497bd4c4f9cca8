/* rk-plan-row-view.h: one file of the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-plan-row.h"

G_BEGIN_DECLS

#define RK_TYPE_PLAN_ROW_VIEW (rk_plan_row_view_get_type ())

G_DECLARE_FINAL_TYPE (RkPlanRowView, rk_plan_row_view, RK, PLAN_ROW_VIEW, GtkListBoxRow)

/**
 * RkPlanFix:
 * @RK_PLAN_FIX_OFFSET: move it to the offset that the finding names
 * @RK_PLAN_FIX_SIZE: set the flash size that the finding names
 * @RK_PLAN_FIX_LOADER: add a boot loader
 * @RK_PLAN_FIX_IROM: add the second file of the program
 * @RK_PLAN_FIX_PLACE: have its offset found
 * @RK_PLAN_FIX_REMOVE: take it out
 *
 * What one click does about something that is wrong with a row.
 */
typedef enum
{
  RK_PLAN_FIX_OFFSET,
  RK_PLAN_FIX_SIZE,
  RK_PLAN_FIX_LOADER,
  RK_PLAN_FIX_IROM,
  RK_PLAN_FIX_PLACE,
  RK_PLAN_FIX_REMOVE,
} RkPlanFix;

GtkWidget *rk_plan_row_view_new     (RkPlanRow       *row);
RkPlanRow *rk_plan_row_view_get_row (RkPlanRowView   *self);
RkPlanFix  rk_plan_row_choose_fix   (RkPlanRow       *row,
                                     const RkFinding *finding);

G_END_DECLS
