/* rk-serial-system.h: what a serial port needs from each system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libserialport does the rest.  @port is the port, @name what the person calls
 * it; failures are those of the functions of RkLink.
 */

#pragma once

#include <gio/gio.h>
#include <libserialport.h>

G_BEGIN_DECLS

/* Sets @error from the failed call of libserialport just before. */
void     rk_serial_error_opening (GError         **error,
                                  const char      *name,
                                  const char      *device);
gboolean rk_serial_code_is_loss  (int              code);

/* Just after opening: the port becomes ours alone, with short answering times. */
gboolean rk_serial_claim         (struct sp_port  *port,
                                  const char      *name,
                                  const char      *device,
                                  GError         **error);
void     rk_serial_release       (struct sp_port  *port);

gssize   rk_serial_read          (struct sp_port  *port,
                                  const char      *name,
                                  guint8          *buffer,
                                  gsize            count,
                                  gint64           deadline,
                                  GCancellable    *cancellable,
                                  GError         **error);
gboolean rk_serial_write         (struct sp_port  *port,
                                  const char      *name,
                                  const guint8    *bytes,
                                  gsize            count,
                                  gint64           deadline,
                                  GCancellable    *cancellable,
                                  GError         **error);

/* DTR and RTS in one step if that can be. */
enum sp_return rk_serial_set_lines (struct sp_port *port,
                                    gboolean        dtr,
                                    gboolean        rts);

/* What the driver made of @baud; @baud itself where it does not say. */
guint    rk_serial_get_baud      (struct sp_port  *port,
                                  guint            baud);

G_END_DECLS
