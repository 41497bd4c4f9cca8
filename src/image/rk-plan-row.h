/* rk-plan-row.h: one file and where it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-file-info.h"

G_BEGIN_DECLS

/* No offset yet: nobody gave one and none could be proposed. */
#define RK_PLAN_NO_OFFSET (-1)

#define RK_TYPE_PLAN_ROW (rk_plan_row_get_type ())

G_DECLARE_FINAL_TYPE (RkPlanRow, rk_plan_row, RK, PLAN_ROW, GObject)

RkPlanRow   *rk_plan_row_new           (const char *name,
                                        const char *path,
                                        GBytes     *bytes,
                                        gint64      offset);
const char  *rk_plan_row_get_name      (RkPlanRow  *self);
const char  *rk_plan_row_get_path      (RkPlanRow  *self);
GBytes      *rk_plan_row_get_bytes     (RkPlanRow  *self);
gsize        rk_plan_row_get_size      (RkPlanRow  *self);
RkFileInfo  *rk_plan_row_get_info      (RkPlanRow  *self);
gboolean     rk_plan_row_get_enabled   (RkPlanRow  *self);
void         rk_plan_row_set_enabled   (RkPlanRow  *self,
                                        gboolean    enabled);
gint64       rk_plan_row_get_offset    (RkPlanRow  *self);
void         rk_plan_row_set_offset    (RkPlanRow  *self,
                                        gint64      offset);
gboolean     rk_plan_row_get_automatic (RkPlanRow  *self);
void         rk_plan_row_set_automatic (RkPlanRow  *self,
                                        gboolean    automatic);
GPtrArray   *rk_plan_row_get_findings  (RkPlanRow  *self);

G_END_DECLS
