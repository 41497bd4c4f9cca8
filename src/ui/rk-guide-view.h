/* rk-guide-view.h: what to do while a module does not answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-guide.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_GUIDE_VIEW (rk_guide_view_get_type ())

G_DECLARE_FINAL_TYPE (RkGuideView, rk_guide_view, RK, GUIDE_VIEW, AdwBin)

void rk_guide_view_set_settings (RkGuideView    *self,
                                 RkSettings     *settings);
void rk_guide_view_show         (RkGuideView    *self,
                                 RkGuidePurpose  purpose,
                                 RkSituation     situation);
void rk_guide_view_hide         (RkGuideView    *self);

G_END_DECLS
