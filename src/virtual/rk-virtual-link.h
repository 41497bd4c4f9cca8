/* rk-virtual-link.h: a link to a virtual module in the same program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"
#include "rk-virtual-module.h"

G_BEGIN_DECLS

void     rk_virtual_link_register (void);

RkLink  *rk_virtual_link_new      (RkVirtualModule  *module,
                                   const char       *port);

G_END_DECLS
