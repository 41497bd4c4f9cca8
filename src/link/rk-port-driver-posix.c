/* rk-port-driver-posix.c: the kernel's release
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-driver.h"

#include <sys/utsname.h>

/**
 * rk_port_driver_dup_release:
 *
 * Returns: (transfer full) (nullable): of the Linux kernel; %NULL on other systems
 */
char *
rk_port_driver_dup_release (void)
{
  struct utsname system;

  return uname (&system) == 0 && g_str_equal (system.sysname, "Linux") ? g_strdup (system.release) : NULL;
}

/**
 * rk_port_driver_find_missing:
 *
 * Returns: (nullable): the chip of an adapter that is plugged in and has no driver; Linux
 *   has all of them
 */
const char *
rk_port_driver_find_missing (void)
{
  return NULL;
}
