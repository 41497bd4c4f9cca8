/* rk-symbols-private.h: one of the ways to read an ELF file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-symbols.h"

G_BEGIN_DECLS

typedef struct _RkSymbolReader RkSymbolReader;

RkSymbolReader *_rk_symbol_reader_open   (const char      *path,
                                          GError         **error);
void            _rk_symbol_reader_free   (RkSymbolReader  *self);
gboolean        _rk_symbol_reader_lookup (RkSymbolReader  *self,
                                          guint32          address,
                                          char           **function,
                                          char           **file,
                                          int             *line);

G_END_DECLS
