/* rk-enter-loader.h: into the boot loader and out of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-job-options.h"
#include "rk-session.h"

G_BEGIN_DECLS

RkLoader *rk_enter_loader (RkSession           *session,
                           const RkJobOptions  *options,
                           RkChipInfo          *chip,
                           GCancellable        *cancellable,
                           GError             **error);
RkLoader *rk_enter_stub   (RkSession           *session,
                           const RkJobOptions  *options,
                           RkChipInfo          *chip,
                           GCancellable        *cancellable,
                           GError             **error);
void      rk_leave_loader (RkLoader            *loader);
void      rk_leave_stub   (RkLoader            *loader);

G_END_DECLS
