/* rk-port-driver.h: adapters whose driver is faulty
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-port-adapter.h"

G_BEGIN_DECLS

gboolean  rk_port_driver_loses_bytes (RkPortAdapter  adapter,
                                      const char    *release);
char     *rk_port_driver_dup_release (void);

G_END_DECLS
