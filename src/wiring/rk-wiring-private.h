/* rk-wiring-private.h: what the files of the wiring share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-wiring.h"

G_BEGIN_DECLS

/* An ESP8266 takes up to 3.6 V (ESP8266EX data sheet). */
#define RK_WIRING_MAX_LEVEL_MV 3600

void _rk_wiring_find_warnings (RkWiring *self);

G_END_DECLS
