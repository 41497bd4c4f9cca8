/* rk-macro-list.h: lists of AT commands that are kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-at-transcript.h"
#include "rk-at-version.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_MACRO_LIST (rk_macro_list_get_type ())

G_DECLARE_FINAL_TYPE (RkMacroList, rk_macro_list, RK, MACRO_LIST, AdwBin)

void rk_macro_list_set_up      (RkMacroList       *self,
                                RkSettings        *settings);
void rk_macro_list_set_version (RkMacroList       *self,
                                const RkAtVersion *version);
void rk_macro_list_take        (RkMacroList       *self,
                                const RkAtEntry   *entry);

G_END_DECLS
