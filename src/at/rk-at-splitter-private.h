/* rk-at-splitter-private.h: bytes in, lines and received packets out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkAtSplitter RkAtSplitter;

RkAtSplitter *_rk_at_splitter_new          (void);
void          _rk_at_splitter_free         (RkAtSplitter  *self);
void          _rk_at_splitter_reset        (RkAtSplitter  *self);
void          _rk_at_splitter_push         (RkAtSplitter  *self,
                                            const guint8  *bytes,
                                            gsize          count);
char         *_rk_at_splitter_pop          (RkAtSplitter  *self,
                                            GBytes       **payload);
gboolean      _rk_at_splitter_take_prompt  (RkAtSplitter  *self);
gboolean      _rk_at_splitter_is_in_packet (RkAtSplitter  *self);
GBytes       *_rk_at_splitter_steal        (RkAtSplitter  *self);

G_END_DECLS
