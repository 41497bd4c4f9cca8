/* rk-serial-link.h: a serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define RK_TYPE_SERIAL_LINK (rk_serial_link_get_type ())

G_DECLARE_FINAL_TYPE (RkSerialLink, rk_serial_link, RK, SERIAL_LINK, RkLink)

RkLink *rk_serial_link_new (const char *port);

G_END_DECLS
