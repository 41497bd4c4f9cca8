/* rk-decode-json.h: what a log says, as one JSON object a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-label.h"
#include "rk-boot-reader.h"
#include "rk-boot-summary.h"
#include "rk-finding.h"

G_BEGIN_DECLS

void rk_decode_json_add_label   (GString             *json,
                                 guint64              line,
                                 const RkBootLabel   *label);
void rk_decode_json_add_finding (GString             *json,
                                 guint64              line,
                                 const RkFinding     *finding);
void rk_decode_json_add_place   (GString             *json,
                                 guint64              line,
                                 guint32              address,
                                 const char          *place);
void rk_decode_json_add_loop    (GString             *json,
                                 const RkBootSection *last);
void rk_decode_json_add_summary (GString             *json,
                                 const RkBootSummary *summary);

G_END_DECLS
