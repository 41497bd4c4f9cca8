/* rk-port-list.h: the ports that are there at this moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-port.h"

G_BEGIN_DECLS

GPtrArray *rk_port_list_new (void);

G_END_DECLS
