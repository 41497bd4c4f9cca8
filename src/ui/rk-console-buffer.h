/* rk-console-buffer.h: a text buffer that holds the last lines of a console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records go in, and with rk_console_buffer_commit() they are in the text, all at
 * once.  Lines of the buffer count from 0; the last one is not over, and may be empty.
 */

#pragma once

#include "rk-console-note.h"
#include "rk-console-store.h"
#include "rk-console-tags.h"

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_BUFFER (rk_console_buffer_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleBuffer, rk_console_buffer, RK, CONSOLE_BUFFER, GObject)

/**
 * RkConsoleLineInfo:
 * @time_us: when its first byte came
 * @kind: whose it is
 * @continues: the next line belongs to the same line of the module
 * @note: (nullable): what it shows, for a note
 *
 * What is known of a line beside its text.
 */
typedef struct
{
  gint64         time_us;
  RkConsoleKind  kind;
  gboolean       continues;
  RkConsoleNote *note;
} RkConsoleLineInfo;

RkConsoleBuffer         *rk_console_buffer_new         (GtkTextBuffer         *text);
RkConsoleTags           *rk_console_buffer_get_tags    (RkConsoleBuffer       *self);
void                     rk_console_buffer_reset       (RkConsoleBuffer       *self,
                                                        RkConsoleTextFlags     flags);
void                     rk_console_buffer_push        (RkConsoleBuffer       *self,
                                                        const RkConsoleRecord *record,
                                                        gsize                  start,
                                                        gsize                  count);
void                     rk_console_buffer_commit      (RkConsoleBuffer       *self);
guint                    rk_console_buffer_trim        (RkConsoleBuffer       *self,
                                                        guint                  max_lines);
guint                    rk_console_buffer_get_n_lines (RkConsoleBuffer       *self);
const RkConsoleLineInfo *rk_console_buffer_get_info    (RkConsoleBuffer       *self,
                                                        int                    line);
gboolean                 rk_console_buffer_toggle_fold (RkConsoleBuffer       *self,
                                                        int                    line);
void                     rk_console_buffer_reveal      (RkConsoleBuffer       *self,
                                                        int                    line);
char                    *rk_console_buffer_dup_range   (RkConsoleBuffer       *self,
                                                        const GtkTextIter     *start,
                                                        const GtkTextIter     *end,
                                                        char                *(*stamp) (int      line,
                                                                                       gpointer user_data),
                                                        gpointer               user_data);

G_END_DECLS
