/* rk-set-fixtures.h: folders and archives of made-up files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"

G_BEGIN_DECLS

typedef struct
{
  const char *path;
  GBytes     *bytes;
} File;

GBytes *fixture_text          (const char *string);
char   *fixture_folder        (const File *files,
                               guint       n_files);
void    fixture_remove_folder (const char *folder);
void    fixture_free_files    (File       *files,
                               guint       n_files);
GBytes *fixture_archive       (const File *files,
                               guint       n_files,
                               gboolean    zip);
void    assert_plan           (RkPlan     *plan,
                               const char *expected);

G_END_DECLS
