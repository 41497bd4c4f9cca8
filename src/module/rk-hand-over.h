/* rk-hand-over.h: from the rate of the boot text to that of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-boot-report.h"
#include "rk-chip.h"
#include "rk-link.h"
#include "rk-loader.h"

G_BEGIN_DECLS

guint    rk_hand_over_boot_baud (const RkChipInfo      *chip);
gboolean rk_hand_over           (RkLink                *link,
                                 guint                  next_baud,
                                 const RkBootReport    *report,
                                 RkLoaderTextFunc       take,
                                 gpointer               user_data,
                                 GCancellable          *cancellable,
                                 GError               **error);

G_END_DECLS
