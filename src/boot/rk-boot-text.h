/* rk-boot-text.h: how much received bytes look like text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

double   rk_boot_text_score       (const guint8 *bytes,
                                   gsize         count);
gboolean rk_boot_text_is_readable (const char   *text,
                                   gsize         length);
gboolean rk_boot_text_has_words   (const char   *text,
                                   gsize         length);

G_END_DECLS
