/* rk-console-tags.h: how the styles of a console look, in light and in dark
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-console-text.h"
#include "rk-finding.h"

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_TAGS (rk_console_tags_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleTags, rk_console_tags, RK, CONSOLE_TAGS, GObject)

typedef enum
{
  RK_CONSOLE_TAG_SENT,   /* what was sent, as a line of its own */
  RK_CONSOLE_TAG_EVENT,  /* a note about the console itself */
  RK_CONSOLE_TAG_LOOP,   /* a note that opens what is folded */
  RK_CONSOLE_TAG_MATCH,  /* found by the search */
  RK_CONSOLE_TAG_CURRENT_MATCH,
  RK_CONSOLE_N_TAGS,
} RkConsoleTag;

RkConsoleTags *rk_console_tags_new         (GtkTextBuffer  *buffer);
GtkTextTag    *rk_console_tags_get         (RkConsoleTags  *self,
                                            RkConsoleTag    tag);
GtkTextTag    *rk_console_tags_get_style   (RkConsoleTags  *self,
                                            RkConsoleStyle  style);
GtkTextTag    *rk_console_tags_get_finding (RkConsoleTags  *self,
                                            RkSeverity      severity);

G_END_DECLS
