/* rk-set-vendor.h: a vendor's folder without manifest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"
#include "rk-set-source.h"

G_BEGIN_DECLS

RkPlan *rk_set_vendor_load (RkSetSource  *source,
                            guint32       flash_size,
                            gboolean     *depends,
                            GError      **error);

G_END_DECLS
