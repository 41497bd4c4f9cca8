/* rk-port.h: a port as a person picks it from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "rk-port-adapter.h"

G_BEGIN_DECLS

#define RK_TYPE_PORT (rk_port_get_type ())

G_DECLARE_FINAL_TYPE (RkPort, rk_port, RK, PORT, GObject)

RkPort        *rk_port_new_virtual      (const char *name,
                                         const char *description);

const char    *rk_port_get_name         (RkPort     *self);
const char    *rk_port_get_title        (RkPort     *self);
const char    *rk_port_get_description  (RkPort     *self);
RkPortAdapter  rk_port_get_adapter      (RkPort     *self);
int            rk_port_get_usb_vid      (RkPort     *self);
int            rk_port_get_usb_pid      (RkPort     *self);
const char    *rk_port_get_serial       (RkPort     *self);
const char    *rk_port_get_manufacturer (RkPort     *self);
const char    *rk_port_get_product      (RkPort     *self);
gboolean       rk_port_is_usb           (RkPort     *self);

gboolean       rk_port_equal            (RkPort     *a,
                                         RkPort     *b);
int            rk_port_compare          (RkPort     *a,
                                         RkPort     *b);

G_END_DECLS
