/* rk-console-search.h: finding words in a text that grows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-console-tags.h"

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_SEARCH (rk_console_search_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleSearch, rk_console_search, RK, CONSOLE_SEARCH, GObject)

RkConsoleSearch *rk_console_search_new         (GtkTextBuffer   *buffer,
                                                RkConsoleTags   *tags);
void             rk_console_search_set_text    (RkConsoleSearch *self,
                                                const char      *text);
guint            rk_console_search_get_count   (RkConsoleSearch *self);
guint            rk_console_search_get_current (RkConsoleSearch *self);
gboolean         rk_console_search_move        (RkConsoleSearch *self,
                                                gboolean         backwards,
                                                GtkTextIter     *start,
                                                GtkTextIter     *end);
void             rk_console_search_grown       (RkConsoleSearch *self);
void             rk_console_search_trimmed     (RkConsoleSearch *self,
                                                guint            n_lines);
void             rk_console_search_changed     (RkConsoleSearch *self,
                                                guint            line);

G_END_DECLS
