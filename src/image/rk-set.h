/* rk-set.h: plans out of folders, archives and manifests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"

G_BEGIN_DECLS

gboolean rk_set_looks_like_one (const char  *path);
RkPlan  *rk_set_load           (const char  *path,
                                guint32      flash_size,
                                GError     **error);
RkPlan  *rk_set_load_and_tell  (const char  *path,
                                guint32      flash_size,
                                gboolean    *depends,
                                GError     **error);
RkPlan  *rk_set_load_archive   (const char  *name,
                                GBytes      *bytes,
                                guint32      flash_size,
                                GError     **error);

G_END_DECLS
