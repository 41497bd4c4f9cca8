/* rk-toast.h: toasts with any text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwToast *rk_toast_new  (const char      *text);
void      rk_toast_show (AdwToastOverlay *overlay,
                         const char      *text);

G_END_DECLS
