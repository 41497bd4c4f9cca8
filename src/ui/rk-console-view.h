/* rk-console-view.h: what a module says, as it says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bounded: of bytes it keeps as many as “max-bytes” says, of lines those of
 * “max-lines”.  What is added is shown once a frame, and as much of it as a frame
 * has time for.
 */

#pragma once

#include "rk-console-note.h"
#include "rk-console-store.h"
#include "rk-console-symbols.h"
#include "rk-console-text.h"
#include "rk-finding-popover.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_VIEW (rk_console_view_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleView, rk_console_view, RK, CONSOLE_VIEW, AdwBin)

/**
 * RkConsoleStamps:
 * @RK_CONSOLE_STAMPS_OFF: none
 * @RK_CONSOLE_STAMPS_CLOCK: the time of day
 * @RK_CONSOLE_STAMPS_START: seconds since the first line
 * @RK_CONSOLE_STAMPS_DELTA: seconds since the line before
 *
 * What stands beside the lines.
 */
typedef enum
{
  RK_CONSOLE_STAMPS_OFF,
  RK_CONSOLE_STAMPS_CLOCK,
  RK_CONSOLE_STAMPS_START,
  RK_CONSOLE_STAMPS_DELTA,
} RkConsoleStamps;

void     rk_console_view_add           (RkConsoleView      *self,
                                        RkConsoleKind       kind,
                                        gint64              time_us,
                                        const guint8       *bytes,
                                        gsize               count);
void     rk_console_view_add_note      (RkConsoleView      *self,
                                        gint64              time_us,
                                        RkConsoleNote      *note);
void     rk_console_view_clear         (RkConsoleView      *self);
guint64  rk_console_view_get_n_waiting (RkConsoleView      *self);

void     rk_console_view_set_paused    (RkConsoleView      *self,
                                        gboolean            paused);
gboolean rk_console_view_get_paused    (RkConsoleView      *self);
void     rk_console_view_set_stamps    (RkConsoleView      *self,
                                        RkConsoleStamps     stamps);
void     rk_console_view_set_flags     (RkConsoleView      *self,
                                        RkConsoleTextFlags  flags);
void     rk_console_view_set_wrap      (RkConsoleView      *self,
                                        gboolean            wrap);
void     rk_console_view_set_bounds    (RkConsoleView      *self,
                                        guint               max_lines,
                                        gsize               max_bytes);
void     rk_console_view_set_menu      (RkConsoleView      *self,
                                        GMenuModel         *menu);

void     rk_console_view_set_symbols   (RkConsoleView      *self,
                                        RkConsoleSymbols   *symbols);

RkFindingPopover *rk_console_view_get_popover (RkConsoleView *self);

void     rk_console_view_find          (RkConsoleView      *self);
void     rk_console_view_copy          (RkConsoleView      *self,
                                        gboolean            with_stamps);
void     rk_console_view_scroll_to_end (RkConsoleView      *self);
void     rk_console_view_next_note     (RkConsoleView      *self,
                                        gboolean            backwards);
GBytes  *rk_console_view_dup_received  (RkConsoleView      *self);
char    *rk_console_view_dup_stamped   (RkConsoleView      *self);

G_END_DECLS
