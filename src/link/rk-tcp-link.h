/* rk-tcp-link.h: a plain TCP connection as a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define RK_TYPE_TCP_LINK (rk_tcp_link_get_type ())

G_DECLARE_FINAL_TYPE (RkTcpLink, rk_tcp_link, RK, TCP_LINK, RkLink)

RkLink *rk_tcp_link_new (const char *port);

G_END_DECLS
