/* rk-accessible.c: for screen readers and the keyboard
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

/* Gives the keyboard to what follows @widget, or is before it, in the window. */
static gboolean
leave (GtkWidget        *widget,
       GtkDirectionType  direction)
{
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    for (GtkWidget *next = forward ? gtk_widget_get_next_sibling (widget) : gtk_widget_get_prev_sibling (widget);
         next != NULL; next = forward ? gtk_widget_get_next_sibling (next) : gtk_widget_get_prev_sibling (next))
      if (gtk_widget_child_focus (next, direction))
        return TRUE;

  return FALSE;
}

static gboolean
tab_cb (GtkWidget *list,
        GVariant  *args,
        gpointer   user_data)
{
  return leave (list, GPOINTER_TO_INT (user_data));
}

/**
 * rk_accessible_leave_by_tab:
 * @list: a list whose selection does something at once
 *
 * Tab goes on to what follows the list.  GTK 4.8 goes through all rows, and selects
 * each on the way.
 */
void
rk_accessible_leave_by_tab (GtkWidget *list)
{
  static const struct
  {
    guint            key;
    GdkModifierType  modifiers;
    GtkDirectionType direction;
  } keys[] = {
    { GDK_KEY_Tab, 0, GTK_DIR_TAB_FORWARD },
    { GDK_KEY_KP_Tab, 0, GTK_DIR_TAB_FORWARD },
    { GDK_KEY_Tab, GDK_SHIFT_MASK, GTK_DIR_TAB_BACKWARD },
    { GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK, GTK_DIR_TAB_BACKWARD },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                          gtk_callback_action_new (tab_cb, GINT_TO_POINTER (keys[i].direction), NULL)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (list, controller);
}

/**
 * rk_accessible_focus_child:
 * @page: (type AdwBin): a page that has a way of its own to take the keyboard
 * @direction: where it comes from
 *
 * For #GtkWidgetClass.focus: Tab enters the page at its beginning or end, and not
 * where the page would have the keyboard when it is called.
 *
 * Returns: whether something in it has the keyboard
 */
gboolean
rk_accessible_focus_child (GtkWidget        *page,
                           GtkDirectionType  direction)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (page));

  return child != NULL && gtk_widget_child_focus (child, direction);
}
