/* rk-reset.h: resetting a module by the modem lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

/**
 * RkResetKind:
 * @RK_RESET_INTO_LOADER: GPIO0 is low when the module leaves reset
 * @RK_RESET_INTO_LOADER_SLOW: the same for boards with a large capacitor on the
 *   reset line, which leave reset half a second later
 * @RK_RESET_INTO_RUN: GPIO0 is high when the module leaves reset
 */
typedef enum
{
  RK_RESET_INTO_LOADER,
  RK_RESET_INTO_LOADER_SLOW,
  RK_RESET_INTO_RUN,
} RkResetKind;

gboolean rk_reset_perform (RkLink        *link,
                           RkResetKind    kind,
                           GCancellable  *cancellable,
                           GError       **error);
gboolean rk_wait          (gint64         deadline,
                           GCancellable  *cancellable,
                           GError       **error);

G_END_DECLS
