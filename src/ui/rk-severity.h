/* rk-severity.h: how severities look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

const char *rk_severity_get_icon_name (RkSeverity severity);
const char *rk_severity_get_css_class (RkSeverity severity);

G_END_DECLS
