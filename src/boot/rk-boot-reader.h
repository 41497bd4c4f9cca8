/* rk-boot-reader.h: bytes of a module in, facts and a report out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does no I/O.  Takes bytes in pieces of any size, at the speed at which they
 * could be read or not; whatever comes, it takes it.  Not thread-safe: one
 * reader belongs to one thread at a time.
 */

#pragma once

#include "rk-boot-report.h"
#include "rk-finding.h"

G_BEGIN_DECLS

typedef struct _RkBootReader RkBootReader;

/**
 * RkBootLineFunc:
 * @line: number of the line, from 1; a line too long comes in several pieces
 * @text: its bytes without the line end; any bytes, not NUL-terminated
 * @length: how many
 */
typedef void (*RkBootLineFunc) (guint64     line,
                                const char *text,
                                gsize       length,
                                gpointer    user_data);

/**
 * RkBootFindingFunc:
 * @finding: what was recognised; copy it to keep it
 * @line: the line it belongs to, from 1: the last one that was needed to know it
 * @offset: where that line begins, in bytes from the first one that was pushed
 *
 * Findings come in the order of their lines, each as soon as it is certain: in
 * the call that pushed the end of its line, or, for what only silence tells ("says
 * its first line and then nothing"), with rk_boot_reader_end(); @line is then the
 * last line so far.  What the start before said in the same way
 * is not said again.
 */
typedef void (*RkBootFindingFunc) (const RkFinding *finding,
                                   guint64          line,
                                   guint64          offset,
                                   gpointer         user_data);

/**
 * RkBootSection:
 * @number: counts the starts, from 1; 0 for what came before the first one
 * @first_line: its first line, from 1: that of "ets Jan  8 2013", or of the first
 *   sign of a start whose first line was lost
 * @last_line: its last line, empty ones included
 * @first_offset: where @first_line begins, in bytes from the first one pushed
 * @end_offset: where the line after @last_line begins
 * @same_as_previous: it says the same as the start before, apart from numbers,
 *   times and unreadable bytes: it can be folded into that one
 * @n_same: how many starts in a row say the same, this one included; 1 if it
 *   does not say the same as the one before
 * @first_time: when it began, in µs as rk_boot_reader_set_time() or time stamps
 *   in the text tell it; -1 if neither does
 * @loop_time: µs from the beginning of the first of the @n_same starts to the
 *   beginning of this one; -1 if not known
 *
 * One start of the module, from its first line to the last before the next one:
 * a section of the log.  "The same boot log ×37" is the last one of a run, with
 * @n_same 37.
 */
typedef struct
{
  guint    number;
  guint64  first_line;
  guint64  last_line;
  guint64  first_offset;
  guint64  end_offset;
  gboolean same_as_previous;
  guint    n_same;
  gint64   first_time;
  gint64   loop_time;
} RkBootSection;

/**
 * RkBootSectionFunc:
 * @section: a start that is over
 * @start: what it said
 *
 * Comes when the next start begins (before any fact or finding of that one) and
 * at rk_boot_reader_finish().  Of a log that begins in the middle, and of one
 * without any start, the part before the first start comes as number 0.
 */
typedef void (*RkBootSectionFunc) (const RkBootSection *section,
                                   const RkBootStart   *start,
                                   gpointer             user_data);

RkBootReader       *rk_boot_reader_new              (void);
void                rk_boot_reader_free             (RkBootReader       *self);
void                rk_boot_reader_reset            (RkBootReader       *self);
void                rk_boot_reader_set_fact_func    (RkBootReader       *self,
                                                     RkBootFactFunc      func,
                                                     gpointer            user_data);
void                rk_boot_reader_set_line_func    (RkBootReader       *self,
                                                     RkBootLineFunc      func,
                                                     gpointer            user_data);
void                rk_boot_reader_set_finding_func (RkBootReader       *self,
                                                     RkBootFindingFunc   func,
                                                     gpointer            user_data);
void                rk_boot_reader_set_section_func (RkBootReader       *self,
                                                     RkBootSectionFunc   func,
                                                     gpointer            user_data);
void                rk_boot_reader_set_time         (RkBootReader       *self,
                                                     gint64              time);
void                rk_boot_reader_set_baud         (RkBootReader       *self,
                                                     guint               baud);
void                rk_boot_reader_push             (RkBootReader       *self,
                                                     const guint8       *bytes,
                                                     gsize               count);
void                rk_boot_reader_end              (RkBootReader       *self);
void                rk_boot_reader_finish           (RkBootReader       *self);
const RkBootReport *rk_boot_reader_get_report       (const RkBootReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBootReader, rk_boot_reader_free)

G_END_DECLS
