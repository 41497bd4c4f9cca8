/* rk-narrow.h: room for languages with long words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void rk_narrow_buttons (GtkWidget *widget);

G_END_DECLS
