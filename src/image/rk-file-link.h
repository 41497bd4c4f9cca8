/* rk-file-link.h: the flash offset that code was linked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint32 rk_file_link_find (GBytes *bytes,
                           gsize   irom_offset,
                           gsize   irom_length);

G_END_DECLS
