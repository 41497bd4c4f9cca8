/* rk-finding-text.h: findings and sizes in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

const char *rk_translate    (const char      *msgid);
char       *rk_size_text    (guint64          bytes);
char       *rk_finding_text (const RkFinding *finding,
                             const char      *msgid);

G_END_DECLS
