/* rk-image-fixtures.h: files for the tests, real and made up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"

G_BEGIN_DECLS

GBytes *fixture_load     (const char    *name);
GBytes *fixture_e9       (guint8         mode,
                          guint8         size_freq,
                          guint32        entry,
                          guint32        address,
                          const guint8  *data,
                          gsize          length);
GBytes *fixture_code     (gsize          length,
                          guint32        link_offset);
GBytes *fixture_ea       (guint          slot,
                          guint          size_code,
                          guint32        link_offset);
GBytes *fixture_large_ea (guint          slot,
                          guint          size_code,
                          guint32        link_offset,
                          gsize          code_length);
GBytes *fixture_old_app  (guint32        link_offset);
GBytes *fixture_loader   (const char    *version);
GBytes *fixture_sketch   (void);
GBytes *fixture_fill     (gsize          length,
                          guint8         value);
GBytes *fixture_rf_data  (guint8         version);
GBytes *fixture_join     (GBytes        *first,
                          gsize          offset,
                          GBytes        *second);
GBytes *fixture_change   (GBytes        *bytes,
                          gsize          offset,
                          guint8         value);

G_END_DECLS
