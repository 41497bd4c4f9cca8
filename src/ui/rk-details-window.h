/* rk-details-window.h: everything about a job, to read and to copy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-trace-log.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RK_TYPE_DETAILS_WINDOW (rk_details_window_get_type ())

G_DECLARE_FINAL_TYPE (RkDetailsWindow, rk_details_window, RK, DETAILS_WINDOW, AdwWindow)

void rk_details_window_present        (GtkWidget  *parent,
                                       RkModule   *module,
                                       const char *outcome,
                                       RkTraceLog *trace);
void rk_details_window_present_report (GtkWidget  *parent,
                                       const char *text);

G_END_DECLS
