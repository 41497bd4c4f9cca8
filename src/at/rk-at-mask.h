/* rk-at-mask.h: passwords out of text that is shown or kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *rk_at_mask_secrets (const char *text);

G_END_DECLS
