/* rk-fd-io.h: reading and writing a file descriptor until a deadline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gssize   rk_fd_read  (int            fd,
                      const char    *port,
                      guint8        *buffer,
                      gsize          count,
                      gint64         deadline,
                      GCancellable  *cancellable,
                      GError       **error);
gboolean rk_fd_write (int            fd,
                      const char    *port,
                      const guint8  *bytes,
                      gsize          count,
                      gint64         deadline,
                      GCancellable  *cancellable,
                      GError       **error);

G_END_DECLS
