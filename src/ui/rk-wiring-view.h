/* rk-wiring-view.h: a wiring, drawn as large as there is room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "rk-wiring-drawing.h"

G_BEGIN_DECLS

#define RK_TYPE_WIRING_VIEW (rk_wiring_view_get_type ())

G_DECLARE_FINAL_TYPE (RkWiringView, rk_wiring_view, RK, WIRING_VIEW, GtkWidget)

void rk_wiring_view_set_wiring  (RkWiringView    *self,
                                 RkWiring        *wiring,
                                 const char      *focus);
void rk_wiring_view_set_variant (RkWiringView    *self,
                                 RkWiringVariant  variant);
void rk_wiring_view_set_suspect (RkWiringView    *self,
                                 const char      *wire);

G_END_DECLS
