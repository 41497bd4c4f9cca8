/* rk-rfc2217-link.h: a serial port at the other end of a network (RFC 2217)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define RK_TYPE_RFC2217_LINK (rk_rfc2217_link_get_type ())

G_DECLARE_FINAL_TYPE (RkRfc2217Link, rk_rfc2217_link, RK, RFC2217_LINK, RkLink)

RkLink *rk_rfc2217_link_new (const char *port);

G_END_DECLS
