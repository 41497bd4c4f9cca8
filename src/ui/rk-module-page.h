/* rk-module-page.h: what is in the module, and keeping it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-settings.h"
#include "rk-trace-log.h"

G_BEGIN_DECLS

#define RK_TYPE_MODULE_PAGE (rk_module_page_get_type ())

G_DECLARE_FINAL_TYPE (RkModulePage, rk_module_page, RK, MODULE_PAGE, AdwBin)

void     rk_module_page_set_up  (RkModulePage *self,
                                 RkModule     *module,
                                 RkSettings   *settings,
                                 RkTraceLog   *trace);
gboolean rk_module_page_is_busy (RkModulePage *self);

G_END_DECLS
