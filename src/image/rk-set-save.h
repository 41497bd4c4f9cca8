/* rk-set-save.h: sets that others can open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-manifest.h"
#include "rk-plan.h"

G_BEGIN_DECLS

gboolean rk_set_save      (const char        *path,
                           const RkManifest  *manifest,
                           GHashTable        *files,
                           GError           **error);
gboolean rk_set_save_plan (const char        *path,
                           RkPlan            *plan,
                           const char        *name,
                           GError           **error);
char    *rk_set_add_file  (GHashTable        *files,
                           const char        *name,
                           GBytes            *bytes);

G_END_DECLS
