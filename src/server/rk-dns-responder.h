/* rk-dns-responder.h: tells modules that the update server is this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AT firmware looks up a fixed host name.  Where a module or its network can be
 * told to ask this computer for names, this answers for that one name and refuses
 * all others.  Lives on the main context.
 */

#pragma once

#include <gio/gio.h>

#include "rk-dns-message.h"

G_BEGIN_DECLS

/* The host that AT firmware of every generation asks for. */
#define RK_UPDATE_HOST "iot.espressif.cn"

#define RK_DNS_PORT 53

#define RK_TYPE_DNS_RESPONDER (rk_dns_responder_get_type ())

G_DECLARE_FINAL_TYPE (RkDnsResponder, rk_dns_responder, RK, DNS_RESPONDER, GObject)

RkDnsResponder     *rk_dns_responder_new         (void);
gboolean            rk_dns_responder_start       (RkDnsResponder      *self,
                                                  GInetSocketAddress  *address,
                                                  GInetAddress        *server,
                                                  GError             **error);
void                rk_dns_responder_stop        (RkDnsResponder      *self);
GInetSocketAddress *rk_dns_responder_get_address (RkDnsResponder      *self);

G_END_DECLS
