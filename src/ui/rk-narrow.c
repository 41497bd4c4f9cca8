/* rk-narrow.c: room for languages with long words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-narrow.h"

/* Characters that are left of a button's text at least. */
#define MIN_CHARS 5

/* A text that is cut is told whole. */
static gboolean
query_tooltip_cb (GtkWidget  *label,
                  int         x,
                  int         y,
                  gboolean    keyboard_mode,
                  GtkTooltip *tooltip,
                  gpointer    user_data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_text (GTK_LABEL (label)));
  return TRUE;
}

static void
narrow_label (GtkLabel *label)
{
  if (gtk_label_get_ellipsize (label) != PANGO_ELLIPSIZE_NONE || gtk_label_get_wrap (label))
    return;

  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (label, MIN (MIN_CHARS, (int)g_utf8_strlen (gtk_label_get_text (label), -1)));
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

static void
narrow (GtkWidget *widget,
        gboolean   in_button)
{
  in_button = in_button || GTK_IS_BUTTON (widget);
  if (in_button && GTK_IS_LABEL (widget))
    narrow_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    narrow (child, in_button);
}

/**
 * rk_narrow_buttons:
 * @widget: a window, or what is added to one later
 *
 * Buttons in a row want room for all of their words, and a window is made as wide as
 * that.  From here on they cut them where there is no room, and tell the whole text
 * as a tooltip.
 */
void
rk_narrow_buttons (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  narrow (widget, FALSE);
}
