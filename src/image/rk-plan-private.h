/* rk-plan-private.h: what the parts of the plan share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"

G_BEGIN_DECLS

/* rk-plan.c */
RkPlanRow  *_rk_plan_append_new        (RkPlan                *self,
                                        const char            *name,
                                        const char            *path,
                                        GBytes                *bytes,
                                        gint64                 offset);

/* rk-plan-row.c */
RkPlanRow  *_rk_plan_row_copy          (RkPlanRow             *self);
void        _rk_plan_row_propose       (RkPlanRow             *self,
                                        gint64                 offset);
guint       _rk_plan_row_get_place     (RkPlanRow             *self);
void        _rk_plan_row_set_place     (RkPlanRow             *self,
                                        guint                  place);
void        _rk_plan_row_take_findings (RkPlanRow             *self,
                                        GPtrArray             *findings);

/* rk-plan-write.c: the size code that the header at offset 0 will hold, and whose
 * header that is.
 */
int         _rk_plan_choose_size_code  (RkPlan                *self,
                                        const RkPlanTarget    *target,
                                        const RkHeaderOptions *options);
RkPlanRow  *_rk_plan_find_start        (RkPlan                *self);

/* rk-plan-map.c */
RkFileInfo *_rk_plan_find_application  (RkPlan                *self);

G_END_DECLS
