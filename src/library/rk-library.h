/* rk-library.h: firmware that is known, and getting it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-download.h"
#include "rk-library-entry.h"
#include "rk-plan.h"

G_BEGIN_DECLS

/**
 * RkLibraryFlags:
 * @RK_LIBRARY_FLAGS_NONE: what cannot be checked is refused
 * @RK_LIBRARY_ACCEPT_UNVERIFIED: somebody said that files without a known hash are
 *   to be taken as they come
 */
typedef enum
{
  RK_LIBRARY_FLAGS_NONE        = 0,
  RK_LIBRARY_ACCEPT_UNVERIFIED = 1 << 0,
} RkLibraryFlags;

#define RK_TYPE_LIBRARY (rk_library_get_type ())

G_DECLARE_FINAL_TYPE (RkLibrary, rk_library, RK, LIBRARY, GObject)

RkLibrary      *rk_library_new          (void);
RkLibrary      *rk_library_new_for      (const char              *data_folder,
                                         const char              *cache_folder,
                                         const RkDownloadLimits  *limits);
RkLibraryEntry *rk_library_find         (RkLibrary               *self,
                                         const char              *text,
                                         GError                 **error);
gboolean        rk_library_remove       (RkLibrary               *self,
                                         RkLibraryEntry          *entry,
                                         GError                 **error);
void            rk_library_add_async    (RkLibrary               *self,
                                         const char              *location,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
GPtrArray      *rk_library_add_finish   (RkLibrary               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
void            rk_library_fetch_async  (RkLibrary               *self,
                                         RkLibraryEntry          *entry,
                                         guint32                  flash_size,
                                         RkLibraryFlags           flags,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
RkPlan         *rk_library_fetch_finish (RkLibrary               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
void            rk_library_save_async   (RkLibrary               *self,
                                         RkLibraryEntry          *entry,
                                         guint32                  flash_size,
                                         RkLibraryFlags           flags,
                                         const char              *path,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean        rk_library_save_finish  (RkLibrary               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);

void            rk_library_check_async  (RkLibrary               *self,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean        rk_library_check_finish (RkLibrary               *self,
                                         GAsyncResult            *result,
                                         guint                   *n_damaged,
                                         GError                 **error);
gboolean        rk_library_discard      (RkLibrary               *self,
                                         RkLibraryEntry          *entry,
                                         GError                 **error);
char           *rk_library_dup_folder   (RkLibrary               *self,
                                         RkLibraryEntry          *entry);

G_END_DECLS
