/* rk-pty-link.h: a pseudo-terminal as a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define RK_TYPE_PTY_LINK (rk_pty_link_get_type ())

G_DECLARE_FINAL_TYPE (RkPtyLink, rk_pty_link, RK, PTY_LINK, RkLink)

RkLink *rk_pty_link_new (const char *port);

G_END_DECLS
