/* rk-look.h: light, dark and high contrast, as the desktop has them now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-colour.h"

G_BEGIN_DECLS

RkLook  rk_look_get      (void);
void    rk_look_watch    (gpointer   object,
                          GCallback  callback);
GdkRGBA rk_look_get_rgba (guint      colour);

G_END_DECLS
