/* rk-dns-message.h: one name's address as a DNS server tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What fits in a datagram of plain DNS, RFC 1035 section 2.3.4. */
#define RK_DNS_MAX_MESSAGE 512

typedef enum
{
  RK_DNS_ANSWERED,  /* the name, its address told */
  RK_DNS_NO_DATA,   /* the name, but another kind of record than an address */
  RK_DNS_REFUSED,   /* another name */
  RK_DNS_MALFORMED, /* a query that cannot be understood */
  RK_DNS_IGNORED,   /* no query at all: gets no reply */
} RkDnsVerdict;

RkDnsVerdict rk_dns_answer (const guint8 *query,
                            gsize         length,
                            const char   *name,
                            const guint8  address[4],
                            guint8        reply[RK_DNS_MAX_MESSAGE],
                            gsize        *reply_length,
                            char        **asked);

G_END_DECLS
