/* rk-units.h: offsets and sizes as people write and read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

gboolean rk_units_parse          (const char       *text,
                                  guint32          *value,
                                  GError          **error);
char    *rk_units_format_size    (guint64           bytes);
char    *rk_units_translate_size (const char       *size,
                                  RkTranslateFunc   translate);

G_END_DECLS
