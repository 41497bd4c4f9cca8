/* rk-accessible.h: for screen readers and the keyboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void rk_accessible_name         (GtkWidget  *widget,
                                 const char *name);
void rk_accessible_leave_by_tab (GtkWidget  *list);

G_END_DECLS
