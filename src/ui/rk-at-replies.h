/* rk-at-replies.h: AT commands with their replies, and what came unasked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-at-transcript.h"

G_BEGIN_DECLS

#define RK_TYPE_AT_REPLIES (rk_at_replies_get_type ())

G_DECLARE_FINAL_TYPE (RkAtReplies, rk_at_replies, RK, AT_REPLIES, AdwBin)

void rk_at_replies_take  (RkAtReplies     *self,
                          const RkAtEntry *entry);

G_END_DECLS
