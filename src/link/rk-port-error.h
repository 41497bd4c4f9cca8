/* rk-port-error.h: what is wrong with a port, in the project's error codes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The system's error number becomes a code that a program can act on. */
void rk_port_error_set       (GError     **error,
                              const char  *port,
                              const char  *device,
                              int          code);
void rk_port_error_set_lost  (GError     **error,
                              const char  *port,
                              const char  *reason);
void rk_port_error_set_stuck (GError     **error,
                              const char  *port,
                              gsize        done,
                              gsize        count);

G_END_DECLS
