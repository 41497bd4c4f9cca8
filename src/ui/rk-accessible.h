/* rk-accessible.h: names for controls inside of controls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void rk_accessible_name (GtkWidget  *widget,
                         const char *name);

G_END_DECLS
