/* rk-flash-compare.h: whether a module's flash holds something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-comparison.h"
#include "rk-file-info.h"
#include "rk-session.h"

G_BEGIN_DECLS

gboolean      rk_flash_holds       (RkLoader          *loader,
                                    guint32            offset,
                                    const guint8      *bytes,
                                    guint32            length,
                                    gboolean          *same,
                                    GCancellable      *cancellable,
                                    GError           **error);
RkComparison *rk_flash_compare     (RkSession         *session,
                                    RkLoader          *loader,
                                    guint32            offset,
                                    GBytes            *bytes,
                                    GCancellable      *cancellable,
                                    GError           **error);
GBytes       *rk_flash_take_header (RkLoader          *loader,
                                    guint32            offset,
                                    GBytes            *bytes,
                                    const RkFileInfo  *info,
                                    RkFinding        **told,
                                    GCancellable      *cancellable,
                                    GError           **error);

G_END_DECLS
