/* rk-boot-talk-private.h: conclusions from several lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"

G_BEGIN_DECLS

void     _rk_boot_talk_init     (RkBootTalk         *self);
gboolean _rk_boot_talk_add_fact (RkBootTalk         *self,
                                 const RkBootFact   *fact,
                                 const RkBootReport *report,
                                 RkBootFact         *conclusion);
gboolean _rk_boot_talk_finish   (RkBootTalk         *self,
                                 RkBootFact         *conclusion);
gboolean _rk_boot_tool_add_fact (RkBootToolLog      *self,
                                 const RkBootFact   *fact,
                                 RkBootFact         *conclusion);

G_END_DECLS
