/* rk-socket-io.h: connecting, reading and writing a TCP port until a deadline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketConnection *rk_socket_connect       (const char     *port,
                                            GCancellable   *cancellable,
                                            GError        **error);
gssize             rk_socket_read          (GSocket        *socket,
                                            const char     *port,
                                            guint8         *buffer,
                                            gsize           count,
                                            gint64          deadline,
                                            GCancellable   *cancellable,
                                            GError        **error);
gboolean           rk_socket_write         (GSocket        *socket,
                                            const char     *port,
                                            const guint8   *bytes,
                                            gsize           count,
                                            gsize          *done,
                                            gint64          deadline,
                                            GCancellable   *cancellable,
                                            GError        **error);

G_END_DECLS
