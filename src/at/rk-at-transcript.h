/* rk-at-transcript.h: which reply belongs to which command
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does no I/O.  It is fed with what goes over the line in both directions, whoever
 * sends it, and makes entries of it: a command with its reply, result and time, or
 * a line that came unasked.  Secrets are masked before they are kept.
 *
 *   transcript = rk_at_transcript_new (entry_cb, view);
 *   rk_at_transcript_sent (transcript, bytes, count, g_get_monotonic_time ());
 *   rk_at_transcript_received (transcript, bytes, count, g_get_monotonic_time ());
 *   wake_up_at = rk_at_transcript_advance (transcript, g_get_monotonic_time ());
 *
 * rk_at_transcript_advance() lets time pass: it ends entries that have waited too
 * long and returns when it wants to be called again, G_MAXINT64 for never (likewise
 * after each feeding).  rk_at_transcript_cut() says that bytes are missing from here
 * on, because a job has the port or the rate changed: what waits ends as silent, and
 * half lines are forgotten.
 *
 * All on one thread.  Times are monotonic microseconds and must not go backwards.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkAtTranscript RkAtTranscript;

typedef enum
{
  RK_AT_ENTRY_COMMAND,
  RK_AT_ENTRY_NOTICE, /* unasked: "WIFI GOT IP", "ready", "+IPD,4" */
  RK_AT_ENTRY_TEXT,   /* unasked, and not AT firmware's: boot text, other programs */
} RkAtEntryKind;

typedef enum
{
  RK_AT_STATUS_WAITING,   /* for the reply, or for its end */
  RK_AT_STATUS_PROMPT,    /* it said ">" and waits for data */
  RK_AT_STATUS_GOOD,      /* OK, SEND OK, no change … */
  RK_AT_STATUS_BAD,       /* ERROR, FAIL … */
  RK_AT_STATUS_BUSY,      /* dropped: the one before it is still at work */
  RK_AT_STATUS_RESTARTED, /* the module started anew instead of answering */
  RK_AT_STATUS_SILENT,    /* no reply within the time that it may take */
} RkAtStatus;

/**
 * RkAtEntry:
 * @serial: counts from 1; the same entry is told again with the same number
 * @kind: what it is
 * @status: for a command, how far it is
 * @command: (nullable): as it was sent, secrets masked, without line end
 * @result: (nullable): how the module put the end: "OK", "FAIL", "busy p..."
 * @lines: (element-type utf8): the reply without echo, blank lines and result, or
 *   the one line that came unasked; valid UTF-8, secrets masked
 * @payload: (nullable): bytes of a received packet
 * @n_data: how many bytes of data were sent after the prompt
 * @start_us: when the command's line end was sent, or the line had come
 * @end_us: when it was over, 0 before that
 */
typedef struct
{
  guint          serial;
  RkAtEntryKind  kind;
  RkAtStatus     status;
  char          *command;
  const char    *result;
  GPtrArray     *lines;
  GBytes        *payload;
  gsize          n_data;
  gint64         start_us;
  gint64         end_us;
} RkAtEntry;

/**
 * RkAtTranscriptFunc:
 * @entry: new or changed; belongs to the transcript and is valid during the call
 *
 * Called when an entry begins, when a line is added to it and when it is over;
 * after that no more.  It must not feed or free the transcript.
 */
typedef void (*RkAtTranscriptFunc) (const RkAtEntry *entry,
                                    gpointer         user_data);

RkAtTranscript *rk_at_transcript_new      (RkAtTranscriptFunc  func,
                                           gpointer            user_data);
void            rk_at_transcript_free     (RkAtTranscript     *self);
void            rk_at_transcript_sent     (RkAtTranscript     *self,
                                           const guint8       *bytes,
                                           gsize               count,
                                           gint64              time_us);
void            rk_at_transcript_received (RkAtTranscript     *self,
                                           const guint8       *bytes,
                                           gsize               count,
                                           gint64              time_us);
gint64          rk_at_transcript_advance  (RkAtTranscript     *self,
                                           gint64              time_us);
void            rk_at_transcript_cut      (RkAtTranscript     *self,
                                           gint64              time_us);

gboolean        rk_at_entry_is_over       (const RkAtEntry    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtTranscript, rk_at_transcript_free)

G_END_DECLS
