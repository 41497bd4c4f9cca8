/* rk-plan-list.h: the table of files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-plan.h"

G_BEGIN_DECLS

#define RK_TYPE_PLAN_LIST (rk_plan_list_get_type ())

G_DECLARE_FINAL_TYPE (RkPlanList, rk_plan_list, RK, PLAN_LIST, AdwBin)

void       rk_plan_list_set_plan     (RkPlanList *self,
                                      RkPlan     *plan);
GPtrArray *rk_plan_list_get_selected (RkPlanList *self);

G_END_DECLS
