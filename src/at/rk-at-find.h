/* rk-at-find.h: at which rate and line ending a module answers, if at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks; to be used on the thread that owns the link.
 */

#pragma once

#include "rk-finding.h"
#include "rk-link.h"

G_BEGIN_DECLS

/**
 * RkAtFindOutcome:
 * @RK_AT_FIND_ANSWERS: AT firmware answers
 * @RK_AT_FIND_TEXT: a program says something readable, but does not know AT
 * @RK_AT_FIND_BOOT_TEXT: only the boot text is readable
 * @RK_AT_FIND_UNREADABLE: bytes come that are text at no rate
 * @RK_AT_FIND_ECHO: our own bytes come back: RX and TX are connected to each other
 * @RK_AT_FIND_NOTHING: not one byte came
 */
typedef enum
{
  RK_AT_FIND_ANSWERS,
  RK_AT_FIND_TEXT,
  RK_AT_FIND_BOOT_TEXT,
  RK_AT_FIND_UNREADABLE,
  RK_AT_FIND_ECHO,
  RK_AT_FIND_NOTHING,
} RkAtFindOutcome;

typedef enum
{
  RK_AT_LINE_END_CR_LF,
  RK_AT_LINE_END_CR,
  RK_AT_LINE_END_LF,
} RkAtLineEnd;

/**
 * RkAtFound:
 * @outcome: what it came to
 * @baud: the rate of the answer or of the text, 0 for none
 * @line_end: what a command must end with, of an answer
 * @has_echo: whether the module sends commands back, of an answer
 * @text: (nullable): some of what could be read, valid UTF-8
 */
typedef struct
{
  RkAtFindOutcome outcome;
  guint           baud;
  RkAtLineEnd     line_end;
  gboolean        has_echo;
  char           *text;
} RkAtFound;

/**
 * RkAtFindFunc:
 * @baud: the rate that is tried now
 * @done: how many tries are over
 * @total: of how many
 *
 * Called on the thread that looks.
 */
typedef void (*RkAtFindFunc) (guint    baud,
                              guint    done,
                              guint    total,
                              gpointer user_data);

RkAtFound  *rk_at_find                  (RkLink          *link,
                                         guint            first_baud,
                                         RkAtFindFunc     progress,
                                         gpointer         user_data,
                                         GCancellable    *cancellable,
                                         GError         **error);
void        rk_at_found_add_text        (RkAtFound       *self,
                                         const char      *text,
                                         guint            baud);
RkFinding  *rk_at_found_make_finding    (const RkAtFound *self);
void        rk_at_found_free            (RkAtFound       *self);
const char *rk_at_find_outcome_get_nick (RkAtFindOutcome  outcome);
const char *rk_at_line_end_get_name     (RkAtLineEnd      line_end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtFound, rk_at_found_free)

G_END_DECLS
