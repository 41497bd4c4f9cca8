/* rk-console-colours.h: the colours of what a console shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-colour.h"
#include "rk-console-text.h"
#include "rk-finding.h"

G_BEGIN_DECLS

typedef enum
{
  RK_CONSOLE_TAG_SENT,   /* what was sent, as a line of its own */
  RK_CONSOLE_TAG_EVENT,  /* a note about the console itself */
  RK_CONSOLE_TAG_LOOP,   /* a note that opens what is folded */
  RK_CONSOLE_TAG_MATCH,  /* found by the search */
  RK_CONSOLE_TAG_CURRENT_MATCH,
  RK_CONSOLE_N_TAGS,
} RkConsoleTag;

/* What is written, and what it is written on. */
typedef struct
{
  guint ink;
  guint paper;
} RkConsoleColours;

RkConsoleColours rk_console_colours_get         (RkLook         look);
guint            rk_console_colours_select      (RkLook         look,
                                                 guint          paper);
RkConsoleColours rk_console_colours_get_style   (RkLook         look,
                                                 RkConsoleStyle style);
RkConsoleColours rk_console_colours_get_tag     (RkLook         look,
                                                 RkConsoleTag   tag);
RkConsoleColours rk_console_colours_get_finding (RkLook         look,
                                                 RkSeverity     severity);

G_END_DECLS
