/* rk-library-page.h: firmware that is known, and getting it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-library.h"
#include "rk-module.h"

G_BEGIN_DECLS

#define RK_TYPE_LIBRARY_PAGE (rk_library_page_get_type ())

G_DECLARE_FINAL_TYPE (RkLibraryPage, rk_library_page, RK, LIBRARY_PAGE, AdwBin)

void rk_library_page_set_up (RkLibraryPage *self,
                             RkModule      *module);

G_END_DECLS
