/* rk-pipe-link.h: a link whose other end is in this program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define RK_TYPE_PIPE_LINK (rk_pipe_link_get_type ())

G_DECLARE_FINAL_TYPE (RkPipeLink, rk_pipe_link, RK, PIPE_LINK, RkLink)

/**
 * RkPipeEnd:
 * @send: takes all bytes or fails, as rk_link_write()
 * @receive: gives at least one byte, 0 at the deadline, -1 on an error, as
 *   rk_link_read()
 * @set_baud: (nullable): what the link's side has set, also on opening
 * @set_lines: (nullable): TRUE is asserted; both are released on opening
 * @discard: (nullable): forget what was not yet received
 * @destroy: (nullable): the link is gone
 *
 * The other end.  All are called on the thread that uses the link.  An end that
 * is gone fails with %G_IO_ERROR_CLOSED; the link makes %RK_ERROR_PORT_LOST of
 * it.
 */
typedef struct
{
  gboolean (*send)      (gpointer       end,
                         const guint8  *bytes,
                         gsize          count,
                         gint64         deadline,
                         GCancellable  *cancellable,
                         GError       **error);
  gssize   (*receive)   (gpointer       end,
                         guint8        *buffer,
                         gsize          count,
                         gint64         deadline,
                         GCancellable  *cancellable,
                         GError       **error);
  void     (*set_baud)  (gpointer       end,
                         guint          baud);
  void     (*set_lines) (gpointer       end,
                         gboolean       dtr,
                         gboolean       rts);
  void     (*discard)   (gpointer       end);
  void     (*destroy)   (gpointer       end);
} RkPipeEnd;

RkLink *rk_pipe_link_new (const char      *port,
                          const RkPipeEnd *vtable,
                          gpointer         end);

G_END_DECLS
