/* rk-toast.c: toasts with any text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-toast.h"

/**
 * rk_toast_new:
 * @text: what it says; may be a path or a message
 *
 * A toast takes its title for markup, and shows nothing where it is none.
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
rk_toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
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
