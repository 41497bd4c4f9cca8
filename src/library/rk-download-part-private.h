/* rk-download-part-private.h: what came of a file so far
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkDownloadPart RkDownloadPart;

RkDownloadPart *_rk_download_part_new           (const char      *folder,
                                                 const char      *url,
                                                 const char      *sha256);
void            _rk_download_part_free          (RkDownloadPart  *self);
guint64         _rk_download_part_get_size      (RkDownloadPart  *self);
const char     *_rk_download_part_get_validator (RkDownloadPart  *self);
gboolean        _rk_download_part_begin         (RkDownloadPart  *self,
                                                 guint64          start,
                                                 const char      *validator,
                                                 GError         **error);
gboolean        _rk_download_part_append        (RkDownloadPart  *self,
                                                 const void      *data,
                                                 gsize            length,
                                                 GError         **error);
GBytes         *_rk_download_part_load          (RkDownloadPart  *self,
                                                 GError         **error);
void            _rk_download_part_remove        (RkDownloadPart  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkDownloadPart, _rk_download_part_free)

G_END_DECLS
