/* rk-serve-net.h: a virtual module on a TCP port of this machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-serve-adapter.h"

G_BEGIN_DECLS

typedef struct _RkServeNet RkServeNet;

/**
 * RkServeNetKind:
 * @RK_SERVE_NET_RAW: bytes only; the rate is the server's
 * @RK_SERVE_NET_RFC2217: telnet with rate and modem lines
 */
typedef enum
{
  RK_SERVE_NET_RAW,
  RK_SERVE_NET_RFC2217,
} RkServeNetKind;

RkServeNet *rk_serve_net_new      (RkServeAdapter  *adapter,
                                   RkServeNetKind   kind,
                                   guint16          port,
                                   guint            baud,
                                   GError         **error);
void        rk_serve_net_free     (RkServeNet      *self);
guint16     rk_serve_net_get_port (RkServeNet      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkServeNet, rk_serve_net_free)

G_END_DECLS
