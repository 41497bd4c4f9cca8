/* rk-application.h: the program with a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RK_APPLICATION_ID "io.github.rekindle_esp.Rekindle"

#define RK_TYPE_APPLICATION (rk_application_get_type ())

G_DECLARE_FINAL_TYPE (RkApplication, rk_application, RK, APPLICATION, AdwApplication)

RkApplication *rk_application_new (void);

G_END_DECLS
