/* rk-evidence.h: what came in while there was no answer, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-reader.h"
#include "rk-situation.h"

G_BEGIN_DECLS

/* So many starts that nobody asked for, within a short time, are no accident. */
#define RK_EVIDENCE_STARTS 5

/**
 * RkEvidence:
 * @reader: has read all that was in no frame
 * @echo: our own frames came back
 * @damaged: an answer came that was not whole
 * @at_answers: AT firmware has answered "OK", and no start was seen since
 * @held: the module started when both lines were asserted, and is silent otherwise
 * @own_resets: whether what comes now is our own doing
 * @spoke_alone: it has spoken without that
 * @strange_starts: when the last ones began that were not, monotonic µs, the oldest first
 *
 * One thread at a time.
 */
typedef struct
{
  RkBootReader *reader;
  gboolean      echo;
  gboolean      damaged;
  gboolean      at_answers;
  gboolean      held;
  gboolean      own_resets;
  gboolean      spoke_alone;
  gint64        strange_starts[RK_EVIDENCE_STARTS];
} RkEvidence;

void         rk_evidence_init          (RkEvidence        *self);
void         rk_evidence_clear         (RkEvidence        *self);
void         rk_evidence_finish        (RkEvidence        *self);
void         rk_evidence_add           (RkEvidence        *self,
                                        const guint8      *bytes,
                                        gsize              count);
void         rk_evidence_flush         (RkEvidence        *self);
guint        rk_evidence_starts        (const RkEvidence  *self);
RkSituation  rk_evidence_judge         (const RkEvidence  *self);
RkSituation  rk_evidence_judge_console (const RkEvidence  *self);
void         rk_evidence_set_error     (const RkEvidence  *self,
                                        GError           **error);

G_END_DECLS
