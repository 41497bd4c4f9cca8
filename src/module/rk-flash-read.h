/* rk-flash-read.h: reading a module's flash, and proving it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-job-options.h"
#include "rk-session.h"

G_BEGIN_DECLS

GBytes  *rk_flash_read  (RkSession           *session,
                         RkLoader            *loader,
                         guint32              offset,
                         guint32              length,
                         GBytes              *known,
                         GCancellable        *cancellable,
                         GError             **error);
gboolean rk_flash_check_range (const RkChipInfo *chip,
                         guint32              offset,
                         guint32             *length,
                         GError             **error);
gboolean rk_flash_leave (RkSession           *session,
                         RkLoader            *loader,
                         const RkChipInfo    *chip,
                         const RkJobOptions  *options,
                         GCancellable        *cancellable,
                         GError             **error);

G_END_DECLS
