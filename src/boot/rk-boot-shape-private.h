/* rk-boot-shape-private.h: whether two starts say the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-fact.h"

G_BEGIN_DECLS

/**
 * RkBootShape:
 * @hash: of what was said
 * @n_lines: how many lines went into it
 *
 * What a start said, without what differs from one to the next.
 */
typedef struct
{
  guint64 hash;
  guint   n_lines;
} RkBootShape;

void     _rk_boot_shape_init     (RkBootShape       *self);
void     _rk_boot_shape_add_fact (RkBootShape       *self,
                                  const RkBootFact  *fact);
void     _rk_boot_shape_add_text (RkBootShape       *self,
                                  const char        *text,
                                  gsize              length);
gboolean _rk_boot_shape_is_same  (const RkBootShape *self,
                                  const RkBootShape *other);

G_END_DECLS
