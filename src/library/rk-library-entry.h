/* rk-library-entry.h: one firmware of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-manifest.h"

G_BEGIN_DECLS

#define RK_TYPE_LIBRARY_ENTRY (rk_library_entry_get_type ())

G_DECLARE_FINAL_TYPE (RkLibraryEntry, rk_library_entry, RK, LIBRARY_ENTRY, GObject)

const char       *rk_library_entry_get_id          (RkLibraryEntry        *self);
const char       *rk_library_entry_get_title       (RkLibraryEntry        *self);
const char       *rk_library_entry_get_origin      (RkLibraryEntry        *self);
const RkManifest *rk_library_entry_get_manifest    (RkLibraryEntry        *self);
gboolean          rk_library_entry_get_verified    (RkLibraryEntry        *self);
gboolean          rk_library_entry_get_ready       (RkLibraryEntry        *self);
gboolean          rk_library_entry_is_build_ready  (RkLibraryEntry        *self,
                                                    const RkManifestBuild *build);
gboolean          rk_library_entry_get_damaged     (RkLibraryEntry        *self);
gboolean          rk_library_entry_get_busy        (RkLibraryEntry        *self);
guint64           rk_library_entry_get_size        (RkLibraryEntry        *self);
guint64           rk_library_entry_get_bytes_here  (RkLibraryEntry        *self);
guint64           rk_library_entry_get_bytes_done  (RkLibraryEntry        *self);
guint64           rk_library_entry_get_bytes_total (RkLibraryEntry        *self);
gboolean          rk_library_entry_has_feature     (RkLibraryEntry        *self,
                                                    const char            *feature);
gboolean          rk_library_entry_fits            (RkLibraryEntry        *self,
                                                    guint32                flash_size);

G_END_DECLS
