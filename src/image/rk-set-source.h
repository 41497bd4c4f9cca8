/* rk-set-source.h: the files of a set, out of a folder or an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkSetSource RkSetSource;

RkSetSource *rk_set_source_new_folder  (const char   *path);
RkSetSource *rk_set_source_new_archive (const char   *name,
                                        GBytes       *bytes,
                                        GError      **error);
void         rk_set_source_free        (RkSetSource  *self);
const char  *rk_set_source_get_name    (RkSetSource  *self);
char       **rk_set_source_list        (RkSetSource  *self,
                                        GError      **error);
GBytes      *rk_set_source_read        (RkSetSource  *self,
                                        const char   *path,
                                        GError      **error);
char        *rk_set_source_clean_path  (const char   *path,
                                        GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSetSource, rk_set_source_free)

G_END_DECLS
