/* rk-plan-fixtures.h: plans of made-up files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"

G_BEGIN_DECLS

RkPlanRow       *fixture_add_row      (RkPlan       *plan,
                                       GBytes       *bytes,
                                       gint64        offset);
RkPlan          *fixture_good_plan    (void);
GPtrArray       *fixture_check_plan   (RkPlan       *plan,
                                       guint32       flash_size);
const RkFinding *fixture_find_finding (GPtrArray    *findings,
                                       const char   *id);
void             assert_finding_texts (GPtrArray    *findings);
void             assert_plan_offsets  (RkPlan       *plan,
                                       const gint64 *offsets,
                                       guint         n);

G_END_DECLS
