/* rk-port-error.c: what is wrong with a port, where all systems agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-error.h"

#include <gio/gio.h>

#include "rk-error.h"

/**
 * rk_port_error_set_lost:
 * @error: (out) (optional): set to %RK_ERROR_PORT_LOST
 * @port: the port's name
 * @reason: what the system says
 */
void
rk_port_error_set_lost (GError     **error,
                        const char  *port,
                        const char  *reason)
{
  g_set_error (error, RK_ERROR, RK_ERROR_PORT_LOST, "%s is gone: %s", port, reason);
}

/**
 * rk_port_error_set_stuck:
 * @error: (out) (optional): set to %G_IO_ERROR_TIMED_OUT
 * @port: the port's name
 * @done: bytes it took
 * @count: bytes it was given
 */
void
rk_port_error_set_stuck (GError     **error,
                         const char  *port,
                         gsize        done,
                         gsize        count)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
               "%s took only %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes in time",
               port, done, count);
}
