/* rk-advice.h: what to do about an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

RkFinding *rk_advice_new (const GError *error);

G_END_DECLS
