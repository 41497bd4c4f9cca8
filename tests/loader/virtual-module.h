/* virtual-module.h: a virtual module for a loader to talk to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-virtual-link.h"

G_BEGIN_DECLS

RkVirtualModule *start_virtual_module (const guint8     *flash,
                                       guint32           flash_size,
                                       RkLink          **link);
void             stop_virtual_module  (RkVirtualModule  *module,
                                       RkLink           *link);

G_END_DECLS
