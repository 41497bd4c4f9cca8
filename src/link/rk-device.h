/* rk-device.h: devices by their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

char   *rk_device_resolve  (const char *port);
RkLink *rk_device_new_link (const char *port);

G_END_DECLS
