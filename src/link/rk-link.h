/* rk-link.h: bytes to and from a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_TYPE_LINK (rk_link_get_type ())

G_DECLARE_DERIVABLE_TYPE (RkLink, rk_link, RK, LINK, GObject)

/**
 * RkLinkTraceFunc:
 * @outgoing: %TRUE for bytes sent, %FALSE for bytes received
 * @time_us: monotonic time
 * @note: (nullable): an event instead of bytes: "baud 74880", "DTR 0 RTS 1"
 */
typedef void (*RkLinkTraceFunc) (gboolean      outgoing,
                                 gint64        time_us,
                                 const guint8 *bytes,
                                 gsize         count,
                                 const char   *note,
                                 gpointer      user_data);

/**
 * RkLinkClass:
 * @open: opens the port at rk_link_get_baud() with DTR and RTS released; what a
 *   failure leaves half open is closed by a call of @close
 * @close: closes it; safe on a closed or lost port
 * @read: waits until at least one byte is there; see rk_link_read()
 * @write: writes all or fails; see rk_link_write()
 * @set_baud: (nullable): absent where the port has no baud rate
 * @set_lines: (nullable): absent where the port has no modem lines
 * @discard_input: throws away what was received and not read
 *
 * What a kind of link implements.  The public functions have checked the
 * arguments, that the link is open and that nobody has cancelled; they also keep
 * the baud and do the tracing.  All are called on one thread at a time.
 */
struct _RkLinkClass
{
  GObjectClass parent_class;

  gboolean (*open)          (RkLink        *self,
                             GCancellable  *cancellable,
                             GError       **error);
  void     (*close)         (RkLink        *self);
  gssize   (*read)          (RkLink        *self,
                             guint8        *buffer,
                             gsize          count,
                             gint64         deadline,
                             GCancellable  *cancellable,
                             GError       **error);
  gboolean (*write)         (RkLink        *self,
                             const guint8  *bytes,
                             gsize          count,
                             gint64         deadline,
                             GCancellable  *cancellable,
                             GError       **error);
  gboolean (*set_baud)      (RkLink        *self,
                             guint          baud,
                             GError       **error);
  gboolean (*set_lines)     (RkLink        *self,
                             gboolean       dtr,
                             gboolean       rts,
                             GError       **error);
  gboolean (*discard_input) (RkLink        *self,
                             GError       **error);
};

/**
 * RkLinkCreateFunc:
 * @port: the name it was registered with
 *
 * Returns: (transfer full) (nullable): a new, closed link
 */
typedef RkLink *(*RkLinkCreateFunc) (const char  *port,
                                     gpointer     user_data,
                                     GError     **error);

RkLink     *rk_link_new_for_port  (const char      *port,
                                   GError         **error);
void        rk_link_add_scheme    (const char       *port,
                                   RkLinkCreateFunc  create,
                                   gpointer          user_data);

gboolean    rk_link_open          (RkLink          *self,
                                   guint            baud,
                                   GCancellable    *cancellable,
                                   GError         **error);
void        rk_link_close         (RkLink          *self);
gboolean    rk_link_is_open       (RkLink          *self);
const char *rk_link_get_port      (RkLink          *self);

gssize      rk_link_read          (RkLink          *self,
                                   guint8          *buffer,
                                   gsize            count,
                                   gint64           deadline,
                                   GCancellable    *cancellable,
                                   GError         **error);
gboolean    rk_link_write         (RkLink          *self,
                                   const guint8    *bytes,
                                   gsize            count,
                                   gint64           deadline,
                                   GCancellable    *cancellable,
                                   GError         **error);
gboolean    rk_link_discard_input (RkLink          *self,
                                   GError         **error);

guint       rk_link_get_baud      (RkLink          *self);
gboolean    rk_link_baud_fits     (guint            wanted,
                                   guint            actual);
gboolean    rk_link_can_set_baud  (RkLink          *self);
gboolean    rk_link_set_baud      (RkLink          *self,
                                   guint            baud,
                                   GError         **error);
gboolean    rk_link_tune          (RkLink          *self,
                                   guint            baud,
                                   GError         **error);
gboolean    rk_link_can_set_lines (RkLink          *self);
gboolean    rk_link_set_lines     (RkLink          *self,
                                   gboolean         dtr,
                                   gboolean         rts,
                                   GError         **error);

void        rk_link_set_trace     (RkLink          *self,
                                   RkLinkTraceFunc  trace,
                                   gpointer         user_data);
char    *rk_link_format_trace  (gboolean         outgoing,
                                gint64           time_us,
                                const guint8    *bytes,
                                gsize            count,
                                const char      *note,
                                gsize            max_bytes);

G_END_DECLS
