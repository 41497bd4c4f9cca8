/* rk-wiring-page.h: how to wire a board to an adapter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_WIRING_PAGE (rk_wiring_page_get_type ())

G_DECLARE_FINAL_TYPE (RkWiringPage, rk_wiring_page, RK, WIRING_PAGE, AdwBin)

void rk_wiring_page_set_up (RkWiringPage *self,
                            RkSettings   *settings);

G_END_DECLS
