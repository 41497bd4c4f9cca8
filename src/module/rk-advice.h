/* rk-advice.h: what to do about an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

/* Copy the finding's value "command", for a terminal. */
#define RK_ADVICE_ACTION_COPY_COMMAND "copy-command"

RkFinding *rk_advice_new (const GError *error);

G_END_DECLS
