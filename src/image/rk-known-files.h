/* rk-known-files.h: published files, known by their hash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *sha256;
  const char *release;
  const char *name;
  const char *at_version; /* nullable */
} RkKnownFile;

const RkKnownFile *rk_known_file_find (const char *sha256);

G_END_DECLS
