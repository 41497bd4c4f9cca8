/* rk-library-private.h: what the parts of the library share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-firmware-cache.h"
#include "rk-library.h"

G_BEGIN_DECLS

/* rk-library-entry.c */
RkLibraryEntry         *_rk_library_entry_new          (RkManifest            *manifest,
                                                        const char            *id,
                                                        const char            *origin,
                                                        const char            *record);
const char             *_rk_library_entry_get_record   (RkLibraryEntry        *self);
void                    _rk_library_entry_look         (RkLibraryEntry        *self,
                                                        RkFirmwareCache       *cache);
void                    _rk_library_entry_set_damaged  (RkLibraryEntry        *self,
                                                        gboolean               damaged);
void                    _rk_library_entry_set_busy     (RkLibraryEntry        *self,
                                                        gboolean               busy);
void                    _rk_library_entry_set_progress (RkLibraryEntry        *self,
                                                        guint64                done,
                                                        guint64                total);

/* rk-library-locate.c */
gboolean                _rk_library_is_local           (const char            *origin,
                                                        const RkManifestPart  *part);
char                   *_rk_library_dup_folder         (const char            *origin);
char                   *_rk_library_locate             (const char            *origin,
                                                        const RkManifestPart  *part,
                                                        GError               **error);
char                   *_rk_library_make_pin_key       (const char            *url,
                                                        const RkManifest      *manifest);

/* rk-library-keep.c */
void                    _rk_library_forget_pins        (RkLibrary             *self,
                                                        RkLibraryEntry        *entry);

/* rk-library.c */
RkFirmwareCache        *_rk_library_get_cache          (RkLibrary             *self);
const RkDownloadLimits *_rk_library_get_limits         (RkLibrary             *self);
const char             *_rk_library_get_folder         (RkLibrary             *self);
void                    _rk_library_reload             (RkLibrary             *self);

/* rk-library-store.c: the records of what people added */
typedef struct
{
  char      *path;      /* NULL for what is built in */
  char      *origin;    /* likewise */
  GPtrArray *manifests;
} RkLibraryRecord;

GPtrArray              *_rk_library_store_load         (const char            *folder);
gboolean                _rk_library_store_write        (const char            *folder,
                                                        const char            *origin,
                                                        GPtrArray             *manifests,
                                                        GError               **error);

G_END_DECLS
