/* rk-library-row.h: one firmware in the list of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-library-entry.h"

G_BEGIN_DECLS

#define RK_TYPE_LIBRARY_ROW (rk_library_row_get_type ())

G_DECLARE_FINAL_TYPE (RkLibraryRow, rk_library_row, RK, LIBRARY_ROW, GtkListBoxRow)

GtkWidget      *rk_library_row_new       (RkLibraryEntry *entry);
RkLibraryEntry *rk_library_row_get_entry (RkLibraryRow   *self);

G_END_DECLS
