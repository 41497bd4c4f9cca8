/* rk-console-page.h: listening to a module, and talking to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_PAGE (rk_console_page_get_type ())

G_DECLARE_FINAL_TYPE (RkConsolePage, rk_console_page, RK, CONSOLE_PAGE, AdwBin)

void rk_console_page_set_up        (RkConsolePage *self,
                                    RkModule      *module,
                                    RkSettings    *settings);
void rk_console_page_set_has_cloud (RkConsolePage *self,
                                    gboolean       has_cloud);
void rk_console_page_use_elf       (RkConsolePage *self,
                                    const char    *path);

G_END_DECLS
