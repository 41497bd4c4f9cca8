/* rk-look.c: light, dark and high contrast, as the desktop has them now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-look.h"

/**
 * rk_look_get:
 *
 * Returns: what the desktop, or the person, asks for now
 */
RkLook
rk_look_get (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return (RkLook){
    .dark = adw_style_manager_get_dark (manager),
    .high_contrast = adw_style_manager_get_high_contrast (manager),
  };
}

/**
 * rk_look_watch:
 * @object: who wants to know, for as long as it lives
 * @callback: called with @object alone when rk_look_get() has changed
 */
void
rk_look_watch (gpointer  object,
               GCallback callback)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", callback, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", callback, object, G_CONNECT_SWAPPED);
}

/**
 * rk_look_get_rgba:
 * @colour: 0xRRGGBB
 *
 * Returns: the same, as GTK has it
 */
GdkRGBA
rk_look_get_rgba (guint colour)
{
  return (GdkRGBA){ (float)(colour >> 16 & 0xff) / 255, (float)(colour >> 8 & 0xff) / 255, (float)(colour & 0xff) / 255, 1 };
}
