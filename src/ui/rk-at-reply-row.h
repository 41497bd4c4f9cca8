/* rk-at-reply-row.h: one AT command with its reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-at-transcript.h"

G_BEGIN_DECLS

#define RK_TYPE_AT_REPLY_ROW (rk_at_reply_row_get_type ())

G_DECLARE_FINAL_TYPE (RkAtReplyRow, rk_at_reply_row, RK, AT_REPLY_ROW, GtkListBoxRow)

GtkWidget *rk_at_reply_row_new        (void);
void       rk_at_reply_row_show       (RkAtReplyRow    *self,
                                       const RkAtEntry *entry);
guint      rk_at_reply_row_get_serial (RkAtReplyRow    *self);

G_END_DECLS
