/* rk-stub-image.h: the program for the chip, to be loaded into its RAM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *rk_stub_image (void);

G_END_DECLS
