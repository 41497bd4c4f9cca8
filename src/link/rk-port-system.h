/* rk-port-system.h: what each system knows of its ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-port.h"

G_BEGIN_DECLS

/* An adapter that is plugged in but got no port: its driver is missing, or has
 * failed to start. */
typedef struct
{
  int         usb_vid;
  int         usb_pid;
  const char *chip; /* as rk_port_adapter_find_chip() names it */
  guint       code; /* as Windows' Device Manager shows it, such as 28 */
} RkPortless;

/* Adds every port to @ports, in any order. */
void    rk_port_system_list          (GPtrArray *ports);

/* (element-type RkPortless): always empty but on Windows, since Linux has the
 * drivers of all adapters. */
GArray *rk_port_system_list_portless (void);

/* (transfer full) (nullable): who may have taken a port that is gone shortly after it
 * came, as an error with the facts "case" and "command"; NULL if nobody is known. */
GError *rk_port_system_find_taker    (const char *port);

G_END_DECLS
