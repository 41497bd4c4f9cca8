/* rk-console-symbols.h: where in the program's source a crash was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Large ELF files are read slowly, so that this happens on another thread.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_SYMBOLS (rk_console_symbols_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleSymbols, rk_console_symbols, RK, CONSOLE_SYMBOLS, GObject)

RkConsoleSymbols *rk_console_symbols_new           (const char           *path);
const char       *rk_console_symbols_get_path      (RkConsoleSymbols     *self);
void              rk_console_symbols_lookup_async  (RkConsoleSymbols     *self,
                                                    GArray               *codes,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char             *rk_console_symbols_lookup_finish (RkConsoleSymbols     *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
