/* rk-port-adapter.h: which chip is between the computer and the module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  RK_PORT_ADAPTER_UNKNOWN,
  RK_PORT_ADAPTER_FTDI,
  RK_PORT_ADAPTER_CP210X,
  RK_PORT_ADAPTER_CH340,  /* all of WCH: CH340, CH341, CH343, CH9102 */
  RK_PORT_ADAPTER_PL2303,
  RK_PORT_ADAPTER_NATIVE, /* the board's own USB: a CDC ACM port */
  RK_PORT_ADAPTER_UART,   /* a serial port of the computer itself */
  RK_PORT_ADAPTER_VIRTUAL,
} RkPortAdapter;

#define RK_TYPE_PORT_ADAPTER (rk_port_adapter_get_type ())

GType         rk_port_adapter_get_type  (void);
RkPortAdapter rk_port_adapter_guess     (const char *name,
                                         int         usb_vid,
                                         int         usb_pid);
const char   *rk_port_adapter_find_chip (int         usb_vid,
                                         int         usb_pid);

G_END_DECLS
