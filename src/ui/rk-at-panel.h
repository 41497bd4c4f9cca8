/* rk-at-panel.h: what helps with AT firmware, beside the console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-at-transcript.h"
#include "rk-at-version.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_AT_PANEL (rk_at_panel_get_type ())

G_DECLARE_FINAL_TYPE (RkAtPanel, rk_at_panel, RK, AT_PANEL, AdwBin)

void rk_at_panel_set_up      (RkAtPanel         *self,
                              RkSettings        *settings);
void rk_at_panel_take        (RkAtPanel         *self,
                              const RkAtEntry   *entry);
void rk_at_panel_set_version (RkAtPanel         *self,
                              const RkAtVersion *version);

G_END_DECLS
