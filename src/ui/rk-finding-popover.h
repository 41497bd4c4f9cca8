/* rk-finding-popover.h: a finding explained
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "rk-finding.h"

G_BEGIN_DECLS

#define RK_TYPE_FINDING_POPOVER (rk_finding_popover_get_type ())

G_DECLARE_FINAL_TYPE (RkFindingPopover, rk_finding_popover, RK, FINDING_POPOVER, GtkPopover)

RkFindingPopover *rk_finding_popover_new           (void);
void              rk_finding_popover_set_has_cloud (RkFindingPopover   *self,
                                                    gboolean            has_cloud);
void              rk_finding_popover_show          (RkFindingPopover   *self,
                                                    const RkFinding    *finding,
                                                    const GdkRectangle *rect);
void              rk_finding_popover_set_places    (RkFindingPopover   *self,
                                                    const char         *places);

G_END_DECLS
