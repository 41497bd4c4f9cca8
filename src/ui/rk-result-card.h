/* rk-result-card.h: what a job has come to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-flash-result.h"

G_BEGIN_DECLS

#define RK_TYPE_RESULT_CARD (rk_result_card_get_type ())

G_DECLARE_FINAL_TYPE (RkResultCard, rk_result_card, RK, RESULT_CARD, AdwBin)

void rk_result_card_set_actions (RkResultCard        *self,
                                 const char          *again,
                                 const char          *details,
                                 const char          *done,
                                 const char          *back);
void rk_result_card_show        (RkResultCard        *self,
                                 RkSeverity           severity,
                                 const char          *title,
                                 const char          *text,
                                 const char          *more);
void rk_result_card_show_result (RkResultCard        *self,
                                 const RkFlashResult *result,
                                 GPtrArray           *findings,
                                 gboolean             rehearsal);
void rk_result_card_show_error  (RkResultCard        *self,
                                 const GError        *error,
                                 GPtrArray           *findings);
char *rk_result_card_dup_text   (RkResultCard        *self);

G_END_DECLS
