/* rk-port-monitor.h: the list of ports, kept up to date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "rk-port.h"

G_BEGIN_DECLS

#define RK_TYPE_PORT_MONITOR (rk_port_monitor_get_type ())

G_DECLARE_FINAL_TYPE (RkPortMonitor, rk_port_monitor, RK, PORT_MONITOR, GObject)

RkPortMonitor *rk_port_monitor_new       (void);
void           rk_port_monitor_add_extra (RkPortMonitor *self,
                                          RkPort        *port);
RkPort        *rk_port_monitor_find      (RkPortMonitor *self,
                                          const char    *name);

G_END_DECLS
