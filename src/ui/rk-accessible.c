/* rk-accessible.c: names for controls inside of controls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-accessible.h"

/**
 * rk_accessible_name:
 * @widget: a menu button, a drop-down or a split button
 * @name: what it is called
 *
 * What takes the keyboard there is a button inside of it, which GTK 4.8 leaves
 * without a name.
 */
void
rk_accessible_name (GtkWidget  *widget,
                    const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) || GTK_IS_MENU_BUTTON (child))
      rk_accessible_name (child, name);
}
