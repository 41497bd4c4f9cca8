/* rk-symbols.h: which line of a program an address belongs to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program's ELF file has what its .bin has not: the names of functions, and the
 * lines of source they come from.  It is read by libdw where that was there when
 * this was built, else by the addr2line of the chip's compiler where that is
 * installed.  Blocks while it reads; one thread at a time.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkSymbols RkSymbols;

RkSymbols *rk_symbols_open            (const char *path,
                                       GError    **error);
void       rk_symbols_free            (RkSymbols  *self);
char      *rk_symbols_dup_place       (RkSymbols  *self,
                                       guint32     address);
char      *rk_symbols_dup_path_beside (const char *image_path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSymbols, rk_symbols_free)

G_END_DECLS
