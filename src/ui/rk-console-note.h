/* rk-console-note.h: something that is said about what a module has said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkConsoleNoteKind:
 * @RK_CONSOLE_NOTE_FINDING: a line that opens its explanation
 * @RK_CONSOLE_NOTE_EVENT: a line about the console itself: "Listening at 115200 baud"
 * @RK_CONSOLE_NOTE_START: a start of the module begins with the present line; not seen
 * @RK_CONSOLE_NOTE_SAME: the start that ends before the present line said the same as
 *   the one before it, and is folded
 */
typedef enum
{
  RK_CONSOLE_NOTE_FINDING,
  RK_CONSOLE_NOTE_EVENT,
  RK_CONSOLE_NOTE_START,
  RK_CONSOLE_NOTE_SAME,
} RkConsoleNoteKind;

/**
 * RkConsoleNote:
 * @kind: what it is
 * @finding: (nullable): for a finding
 * @codes: (nullable) (element-type RkBootCode): where the program was, as far as it is
 *   known; of a crash whose stack is still being told it grows
 * @text: (nullable): for an event, translated
 * @n_same: how many starts in a row said the same
 * @loop_time_us: from the first of them to the last; -1 if not known
 *
 * Never changes but for @codes; counted references, main thread.
 */
typedef struct
{
  RkConsoleNoteKind  kind;
  RkFinding         *finding;
  GArray            *codes;
  char              *text;
  guint              n_same;
  gint64             loop_time_us;
} RkConsoleNote;

RkConsoleNote *rk_console_note_new_finding (const RkFinding     *finding,
                                            GArray              *codes);
RkConsoleNote *rk_console_note_new_event   (const char          *text);
RkConsoleNote *rk_console_note_new_start   (void);
RkConsoleNote *rk_console_note_new_same    (guint                n_same,
                                            gint64               loop_time_us);
RkConsoleNote *rk_console_note_ref         (RkConsoleNote       *self);
void           rk_console_note_unref       (RkConsoleNote       *self);
char          *rk_console_note_dup_text    (const RkConsoleNote *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleNote, rk_console_note_unref)

G_END_DECLS
