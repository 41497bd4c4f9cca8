/* rk-fresh-start.h: a reset after which only what follows it is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-reset.h"
#include "rk-session.h"

G_BEGIN_DECLS

gboolean rk_fresh_start (RkSession     *session,
                         RkResetKind    kind,
                         guint          baud,
                         GCancellable  *cancellable,
                         GError       **error);

G_END_DECLS
