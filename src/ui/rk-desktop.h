/* rk-desktop.h: what a desktop does for the window, where GTK leaves it to us
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Takes the desktop's choice of light and dark, also when it changes.  To be called
 * once, at the start. */
void rk_desktop_follow_colors (void);

/* Tells a person who looks at something else.  @id: of the kind of news, the next of
 * which takes its place. */
void rk_desktop_notify        (GtkWindow  *window,
                               const char *id,
                               const char *title,
                               const char *body);

G_END_DECLS
