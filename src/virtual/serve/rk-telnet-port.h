/* rk-telnet-port.h: the far end of a serial port over telnet (RFC 2217)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The access server's half of the COM-PORT-OPTION: bytes of the connection go in,
 * data, settings and replies come out.  It does no input or output itself.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkTelnetPort RkTelnetPort;

/**
 * RkTelnetPortHandler:
 * @data: bytes for the serial line
 * @reply: bytes for the connection
 * @set_baud: the client asks for a rate, never 0
 * @set_lines: the client sets DTR or RTS
 * @purge: the client has the buffer of received bytes thrown away
 * @suspend: the client wants no data for now, or wants it again
 *
 * Called from within rk_telnet_port_feed().
 */
typedef struct
{
  void (*data)      (gpointer user_data, const guint8 *bytes, gsize count);
  void (*reply)     (gpointer user_data, const guint8 *bytes, gsize count);
  void (*set_baud)  (gpointer user_data, guint baud);
  void (*set_lines) (gpointer user_data, gboolean dtr, gboolean rts);
  void (*purge)     (gpointer user_data);
  void (*suspend)   (gpointer user_data, gboolean suspended);
} RkTelnetPortHandler;

RkTelnetPort *rk_telnet_port_new    (const RkTelnetPortHandler *handler,
                                     gpointer                   user_data,
                                     guint                      baud);
void          rk_telnet_port_free   (RkTelnetPort              *self);

void          rk_telnet_port_start  (RkTelnetPort              *self);
void          rk_telnet_port_feed   (RkTelnetPort              *self,
                                     const guint8              *bytes,
                                     gsize                      count);
GByteArray   *rk_telnet_port_escape (const guint8              *bytes,
                                     gsize                      count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTelnetPort, rk_telnet_port_free)

G_END_DECLS
