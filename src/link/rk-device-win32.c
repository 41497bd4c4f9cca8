/* rk-device-win32.c: devices by their names, where all are COM ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-device.h"

#include "rk-serial-link.h"

char *
rk_device_resolve (const char *port)
{
  return g_ascii_strup (port, -1);
}

RkLink *
rk_device_new_link (const char *port)
{
  return rk_serial_link_new (port);
}
