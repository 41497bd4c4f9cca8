/* rk-set-list.h: manifests that say which file goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char   *path; /* as written, relative to the manifest */
  guint32 offset;
} RkSetEntry;

GPtrArray *rk_set_list_parse      (const char *name,
                                   GBytes     *text,
                                   GError    **error);

/* rk-set-list-json.c */
GPtrArray *rk_set_list_parse_json (const char *text,
                                   gsize       length,
                                   GError    **error);
GPtrArray *rk_set_list_new        (void);
void       rk_set_list_add        (GPtrArray  *list,
                                   const char *path,
                                   guint32     offset);

G_END_DECLS
