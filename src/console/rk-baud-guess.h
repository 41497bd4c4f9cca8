/* rk-baud-guess.h: whether bytes were read at the right rate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const guint *rk_baud_guess_get_rates (gsize        *n_rates);
double       rk_baud_guess_score     (const guint8 *bytes,
                                      gsize         count);
gboolean     rk_baud_guess_is_boot   (const guint8 *bytes,
                                      gsize         count);

G_END_DECLS
