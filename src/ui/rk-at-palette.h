/* rk-at-palette.h: the AT commands there are, to find and to fill in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-at-version.h"

G_BEGIN_DECLS

#define RK_TYPE_AT_PALETTE (rk_at_palette_get_type ())

G_DECLARE_FINAL_TYPE (RkAtPalette, rk_at_palette, RK, AT_PALETTE, AdwBin)

void rk_at_palette_set_version (RkAtPalette       *self,
                                const RkAtVersion *version);

G_END_DECLS
