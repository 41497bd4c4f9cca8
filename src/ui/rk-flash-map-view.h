/* rk-flash-map-view.h: where each file lands in flash, or what is there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "rk-flash-contents.h"
#include "rk-plan.h"

G_BEGIN_DECLS

#define RK_TYPE_FLASH_MAP_VIEW (rk_flash_map_view_get_type ())

G_DECLARE_FINAL_TYPE (RkFlashMapView, rk_flash_map_view, RK, FLASH_MAP_VIEW, GtkWidget)

void rk_flash_map_view_set_plan (RkFlashMapView *self,
                                 RkPlan         *plan);
void rk_flash_map_view_set_contents (RkFlashMapView *self,
                                     RkFlashContents *contents);
void rk_flash_map_view_refresh  (RkFlashMapView *self);

G_END_DECLS
