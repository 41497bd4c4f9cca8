/* rk-library-advice.h: what to do when firmware cannot be had
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

RkFinding *rk_library_advice_new (const GError *error);

G_END_DECLS
