/* rk-cloud-page.h: a module's firmware updates itself, one step at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-trace-log.h"

G_BEGIN_DECLS

/* Signals:
 *
 * "action" (RkCloudPage *self, const char *action, GFile *set, data): another page is
 *   needed, for one of RK_BOOT_ACTION_…; @set, if any, is what to flash
 * "ended" (RkCloudPage *self, const char *title, const char *text, data): an update or
 *   a backup is over; what came of it, translated
 */

#define RK_TYPE_CLOUD_PAGE (rk_cloud_page_get_type ())

G_DECLARE_FINAL_TYPE (RkCloudPage, rk_cloud_page, RK, CLOUD_PAGE, AdwBin)

void        rk_cloud_page_set_up      (RkCloudPage *self,
                                       RkModule    *module,
                                       RkTraceLog  *trace);
gboolean    rk_cloud_page_is_busy     (RkCloudPage *self);
const char *rk_cloud_page_get_caution (RkCloudPage *self);
void        rk_cloud_page_cancel      (RkCloudPage *self);
void        rk_cloud_page_forget      (RkCloudPage *self);

G_END_DECLS
