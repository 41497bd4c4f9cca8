/* rk-manifest-private.h: the readers of each kind of manifest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-manifest.h"

G_BEGIN_DECLS

/* rk-manifest-json.c */
GPtrArray  *_rk_manifest_parse_json (const char  *text,
                                     gsize        length,
                                     GError     **error);

/* rk-manifest-text.c */
RkManifest *_rk_manifest_parse_text (const char  *text,
                                     GError     **error);

/* rk-manifest-conf.c */
gboolean    _rk_manifest_is_conf    (const char  *text);
RkManifest *_rk_manifest_parse_conf (const char  *text,
                                     GError     **error);

G_END_DECLS
