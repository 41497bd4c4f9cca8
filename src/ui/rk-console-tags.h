/* rk-console-tags.h: how the styles of a console look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-console-colours.h"

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_TAGS (rk_console_tags_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleTags, rk_console_tags, RK, CONSOLE_TAGS, GObject)

RkConsoleTags *rk_console_tags_new         (GtkTextBuffer  *buffer);
GtkTextTag    *rk_console_tags_get         (RkConsoleTags  *self,
                                            RkConsoleTag    tag);
GtkTextTag    *rk_console_tags_get_style   (RkConsoleTags  *self,
                                            RkConsoleStyle  style);
GtkTextTag    *rk_console_tags_get_finding (RkConsoleTags  *self,
                                            RkSeverity      severity);

G_END_DECLS
