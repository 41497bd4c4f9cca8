/* rk-boot-line-private.h: one line in, its facts out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"

G_BEGIN_DECLS

guint  _rk_boot_line_parse       (const char         *text,
                                  gsize               length,
                                  guint64             line,
                                  guint64             offset,
                                  const RkBootReport *report,
                                  RkBootFactFunc      func,
                                  gpointer            user_data);

/* rk-boot-prefix.c: what others have put around a line */
gsize  _rk_boot_line_skip_prefix (const char         *text,
                                  gsize               length);
gsize  _rk_boot_line_skip_suffix (const char         *text,
                                  gsize               length);
gint64 _rk_boot_line_get_time    (const char         *text,
                                  gsize               length);

G_END_DECLS
