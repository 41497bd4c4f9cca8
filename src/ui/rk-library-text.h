/* rk-library-text.h: firmware of the library in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"
#include "rk-library-entry.h"

G_BEGIN_DECLS

/* What belongs together, in the order of the list. */
typedef enum
{
  RK_LIBRARY_GROUP_ADDED,
  RK_LIBRARY_GROUP_AT,
  RK_LIBRARY_GROUP_AT_SMALL, /* for modules with 512 KB of flash */
  RK_LIBRARY_GROUP_OTHER,
} RkLibraryGroup;

RkLibraryGroup  rk_library_group_of         (RkLibraryEntry        *entry);
const char     *rk_library_group_get_title  (RkLibraryGroup         group);
char           *rk_library_text_sizes       (RkLibraryEntry        *entry);
char           *rk_library_text_about       (RkLibraryEntry        *entry);
char           *rk_library_text_build       (const RkManifestBuild *build);
char           *rk_library_text_state       (RkLibraryEntry        *entry,
                                             RkSeverity            *severity);
GPtrArray      *rk_library_text_notes       (RkLibraryEntry        *entry,
                                             guint32                flash_size);
gboolean        rk_library_text_matches     (RkLibraryEntry        *entry,
                                             const char            *words);

G_END_DECLS
