/* rk-columns.h: how wide a text is, in columns of a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint rk_columns_count (const char *text);
char *rk_columns_pad   (const char *text,
                        guint       columns);

G_END_DECLS
