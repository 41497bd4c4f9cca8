/* rk-manifest.h: lists that say which file goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RkManifestPart:
 * @path: as written: relative to the manifest, or a URL
 * @offset: where in flash
 * @size: bytes, 0 where the manifest does not tell
 * @sha256: (nullable): in lower case hex
 */
typedef struct
{
  char   *path;
  guint32 offset;
  guint32 size;
  char   *sha256;
} RkManifestPart;

/**
 * RkManifestBuild:
 * @flash_size: bytes of flash that it needs at least, 0 for any
 * @arrangement: (nullable): the slots it is made for: "512+512"
 * @parts: (element-type RkManifestPart): at least one
 */
typedef struct
{
  guint32    flash_size;
  char      *arrangement;
  GPtrArray *parts;
} RkManifestBuild;

/**
 * RkManifest:
 * @id: (nullable): short and lasting: "at-1.7.6"
 * @name: (nullable): "ESP8266 AT"
 * @version: (nullable): "1.7.6"
 * @date: (nullable): "2024-06-26"
 * @sdk: (nullable): of the SDK it was made with
 * @source: (nullable): the page it comes from
 * @licence: (nullable): under which it may be used
 * @features: (nullable): what it is good for: "at", "cloud-update"
 * @foreign_paths: whether the paths are those of another computer, so that a file
 *   of the same name beside the manifest is meant
 * @builds: (element-type RkManifestBuild): those for the ESP8266, at least one
 *
 * All but @builds is as the manifest has it, and may be absent.
 */
typedef struct
{
  char      *id;
  char      *name;
  char      *version;
  char      *date;
  char      *sdk;
  char      *source;
  char      *licence;
  char     **features;
  gboolean   foreign_paths;
  GPtrArray *builds;
} RkManifest;

RkManifest      *rk_manifest_new          (void);
void             rk_manifest_free         (RkManifest            *self);
RkManifestBuild *rk_manifest_add_build    (RkManifest            *self,
                                           guint32                flash_size,
                                           const char            *arrangement);
gboolean         rk_manifest_build_add    (RkManifestBuild       *self,
                                           const char            *path,
                                           guint32                offset,
                                           guint32                size,
                                           const char            *sha256,
                                           GError               **error);
gboolean         rk_manifest_part_check   (const RkManifestPart  *self,
                                           GBytes                *bytes,
                                           GError               **error);
RkManifest      *rk_manifest_parse        (const char            *name,
                                           GBytes                *text,
                                           GError               **error);
GPtrArray       *rk_manifest_parse_all    (const char            *name,
                                           GBytes                *text,
                                           GError               **error);
RkManifestBuild *rk_manifest_choose       (const RkManifest      *self,
                                           guint32                flash_size,
                                           GError               **error);
char            *rk_manifest_to_json      (const RkManifest      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkManifest, rk_manifest_free)

G_END_DECLS
