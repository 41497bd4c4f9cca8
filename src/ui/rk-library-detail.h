/* rk-library-detail.h: all about one firmware of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-finding.h"
#include "rk-library-entry.h"

G_BEGIN_DECLS

#define RK_TYPE_LIBRARY_DETAIL (rk_library_detail_get_type ())

G_DECLARE_FINAL_TYPE (RkLibraryDetail, rk_library_detail, RK, LIBRARY_DETAIL, AdwBin)

void rk_library_detail_set_entry      (RkLibraryDetail *self,
                                       RkLibraryEntry  *entry);
void rk_library_detail_set_flash_size (RkLibraryDetail *self,
                                       guint32          flash_size);
void rk_library_detail_set_trouble    (RkLibraryDetail *self,
                                       const RkFinding *trouble);

G_END_DECLS
