/* rk-file-unpack.h: firmware inside of something else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes and where in flash they belong. */
typedef struct
{
  guint32 offset;
  GBytes *bytes;
} RkFilePiece;

gboolean   rk_file_is_gzip       (GBytes      *bytes);
gboolean   rk_file_is_packed_tar (GBytes      *bytes);
GBytes    *rk_file_gunzip        (const char  *name,
                                  GBytes      *bytes,
                                  GError     **error);

/* rk-intel-hex.c */
gboolean   rk_intel_hex_is       (GBytes      *bytes);
GPtrArray *rk_intel_hex_parse    (const char  *name,
                                  GBytes      *bytes,
                                  GError     **error);

G_END_DECLS
