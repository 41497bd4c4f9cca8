/* rk-listen.h: sockets that others send to, and this computer's addresses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "rk-finding.h"

G_BEGIN_DECLS

GSocket            *rk_listen_socket        (GSocketType          type,
                                             GInetSocketAddress  *address,
                                             GError             **error);
GInetSocketAddress *rk_listen_parse         (const char          *text,
                                             GError             **error);
char               *rk_listen_format        (GInetSocketAddress  *address);
GInetAddress       *rk_listen_local_towards (GInetAddress        *peer,
                                             GError             **error);
RkFinding          *rk_listen_advice        (const GError        *error,
                                             guint16              port);
RkFinding          *rk_listen_notice        (void);

G_END_DECLS
