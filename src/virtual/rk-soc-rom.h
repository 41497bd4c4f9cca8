/* rk-soc-rom.h: the boot ROM of the virtual chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint8 *rk_soc_rom_copy (gsize size);

G_END_DECLS
