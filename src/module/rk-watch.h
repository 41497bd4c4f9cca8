/* rk-watch.h: restarting a module and seeing what it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-flash-result.h"
#include "rk-session.h"

G_BEGIN_DECLS

gboolean rk_watch_restart (RkSession         *session,
                           RkLoader          *loader,
                           const RkChipInfo  *chip,
                           gboolean           expects_at,
                           gboolean           watch,
                           RkFlashResult     *result,
                           GCancellable      *cancellable,
                           GError           **error);

G_END_DECLS
