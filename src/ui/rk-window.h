/* rk-window.h: the window: a port, its module, and the pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-application.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_WINDOW (rk_window_get_type ())

G_DECLARE_FINAL_TYPE (RkWindow, rk_window, RK, WINDOW, AdwApplicationWindow)

RkWindow *rk_window_new       (RkApplication *application,
                               RkSettings    *settings,
                               const char    *port);
void      rk_window_add_files (RkWindow      *self,
                               GListModel    *files);

G_END_DECLS
