/* rk-port-picker.h: which port, and how it is with the module there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-module.h"
#include "rk-port-monitor.h"

G_BEGIN_DECLS

#define RK_TYPE_PORT_PICKER (rk_port_picker_get_type ())

G_DECLARE_FINAL_TYPE (RkPortPicker, rk_port_picker, RK, PORT_PICKER, AdwBin)

void        rk_port_picker_set_module   (RkPortPicker  *self,
                                         RkModule      *module,
                                         RkPortMonitor *monitor);
gboolean    rk_port_picker_select       (RkPortPicker  *self,
                                         const char    *name);
RkPort     *rk_port_picker_get_selected (RkPortPicker  *self);
void        rk_port_picker_open         (RkPortPicker  *self);

G_END_DECLS
