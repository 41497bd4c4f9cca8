/* rk-finding-text.h: findings in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

char       *rk_size_text              (guint64          bytes);
char       *rk_finding_text           (const RkFinding *finding,
                                       const char      *msgid);
const char *rk_severity_get_icon_name (RkSeverity       severity);
const char *rk_severity_get_css_class (RkSeverity       severity);

G_END_DECLS
