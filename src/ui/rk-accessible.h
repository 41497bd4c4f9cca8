/* rk-accessible.h: for screen readers and the keyboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void     rk_accessible_name         (GtkWidget        *widget,
                                     const char       *name);
void     rk_accessible_leave_by_tab (GtkWidget        *list);
gboolean rk_accessible_focus_child  (GtkWidget        *page,
                                     GtkDirectionType  direction);

G_END_DECLS
