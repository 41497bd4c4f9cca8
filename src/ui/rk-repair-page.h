/* rk-repair-page.h: a module that does not work any more, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-settings.h"
#include "rk-trace-log.h"

G_BEGIN_DECLS

#define RK_TYPE_REPAIR_PAGE (rk_repair_page_get_type ())

G_DECLARE_FINAL_TYPE (RkRepairPage, rk_repair_page, RK, REPAIR_PAGE, AdwBin)

void     rk_repair_page_set_up  (RkRepairPage *self,
                                 RkModule     *module,
                                 RkSettings   *settings,
                                 RkTraceLog   *trace);
void     rk_repair_page_start   (RkRepairPage *self);
gboolean rk_repair_page_is_busy (RkRepairPage *self);

G_END_DECLS
