/* rk-evidence.h: what came in while there was no answer, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-reader.h"
#include "rk-loader.h"

G_BEGIN_DECLS

/**
 * RkEvidence:
 * @reader: has read all that was in no frame
 * @echo: our own frames came back
 */
typedef struct
{
  RkBootReader *reader;
  gboolean      echo;
} RkEvidence;

void         rk_evidence_init      (RkEvidence        *self);
void         rk_evidence_clear     (RkEvidence        *self);
void         rk_evidence_finish    (RkEvidence        *self);
void         rk_evidence_add       (RkEvidence        *self,
                                    const guint8      *bytes,
                                    gsize              count);
void         rk_evidence_flush     (RkEvidence        *self);
guint        rk_evidence_starts    (const RkEvidence  *self);
RkLoaderHint rk_evidence_judge     (const RkEvidence  *self);
void         rk_evidence_set_error (const RkEvidence  *self,
                                    GError           **error);

G_END_DECLS
