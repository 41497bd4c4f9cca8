/* rk-console-gutter.h: times beside the lines of a text view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_GUTTER (rk_console_gutter_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleGutter, rk_console_gutter, RK, CONSOLE_GUTTER, GtkWidget)

/**
 * RkConsoleGutterFunc:
 * @line: a line of the buffer, from 0
 * @user_data: as given
 *
 * Returns: (transfer full) (nullable): what stands beside it
 */
typedef char *(*RkConsoleGutterFunc) (int      line,
                                      gpointer user_data);

GtkWidget *rk_console_gutter_new       (GtkTextView         *view,
                                        RkConsoleGutterFunc  func,
                                        gpointer             user_data);
void       rk_console_gutter_set_width (RkConsoleGutter     *self,
                                        const char          *widest);

G_END_DECLS
