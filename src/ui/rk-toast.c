/* rk-toast.c: toasts with any text, of any length
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-toast.h"

#include "rk-columns.h"

/* Longer text is wrapped, at so many columns. */
#define LINE_COLUMNS 60

/**
 * rk_toast_new:
 * @text: what it says; may be a path or a message
 *
 * A toast's own title is one line, cut off where it is too long, and is taken for
 * markup; here all of any text is shown.
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
rk_toast_new (const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GtkWidget *label = gtk_label_new (valid);

  if (rk_columns_count (valid) > LINE_COLUMNS)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_width_chars (GTK_LABEL (label), LINE_COLUMNS);
      gtk_label_set_max_width_chars (GTK_LABEL (label), LINE_COLUMNS);
    }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}

/**
 * rk_toast_show:
 * @overlay: where
 * @text: what is said for a moment
 */
void
rk_toast_show (AdwToastOverlay *overlay,
               const char      *text)
{
  adw_toast_overlay_add_toast (overlay, rk_toast_new (text));
}
