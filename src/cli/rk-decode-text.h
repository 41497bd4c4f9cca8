/* rk-decode-text.h: a log explained to a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-reader.h"

G_BEGIN_DECLS

typedef struct _RkDecodeText RkDecodeText;

RkDecodeText *rk_decode_text_new         (GString             *text);
void          rk_decode_text_free        (RkDecodeText        *self);
void          rk_decode_text_add_fact    (RkDecodeText        *self,
                                          const RkBootFact    *fact,
                                          const RkBootReport  *report);
void          rk_decode_text_add_finding (RkDecodeText        *self,
                                          const RkFinding     *finding,
                                          guint64              line);
void          rk_decode_text_add_place   (RkDecodeText        *self,
                                          guint64              line,
                                          guint32              address,
                                          const char          *place);
void          rk_decode_text_add_section (RkDecodeText        *self,
                                          const RkBootSection *section,
                                          const RkBootStart   *start);
void          rk_decode_text_finish      (RkDecodeText        *self,
                                          const RkBootReport  *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkDecodeText, rk_decode_text_free)

G_END_DECLS
