/* rk-set-fixtures.c: folders and archives of made-up files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-set-fixtures.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

char *
fixture_folder (const File *files,
                guint       n_files)
{
  char *folder = g_dir_make_tmp ("rk-set-XXXXXX", NULL);

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].path, NULL);
      g_autofree char *parent = g_path_get_dirname (path);
      gsize size;
      const char *data = g_bytes_get_data (files[i].bytes, &size);

      g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, data != NULL ? data : "", (gssize)size, NULL));
    }

  return folder;
}

void
fixture_remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_remove_folder (path);
      else
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
fixture_free_files (File *files,
                    guint n_files)
{
  for (guint i = 0; i < n_files; i++)
    g_bytes_unref (files[i].bytes);
}

GBytes *
fixture_archive (const File *files,
                 guint       n_files,
                 gboolean    zip)
{
  gsize room = 1024 * 1024, used = 0;
  guint8 *buffer;
  struct archive *archive = archive_write_new ();

  for (guint i = 0; i < n_files; i++)
    room += g_bytes_get_size (files[i].bytes);
  buffer = g_malloc (room);

  if (zip)
    archive_write_set_format_zip (archive);
  else
    {
      archive_write_set_format_ustar (archive);
      archive_write_add_filter_gzip (archive);
    }
  g_assert_cmpint (archive_write_open_memory (archive, buffer, room, &used), ==, ARCHIVE_OK);

  for (guint i = 0; i < n_files; i++)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize size;
      const void *data = g_bytes_get_data (files[i].bytes, &size);

      archive_entry_set_pathname (entry, files[i].path);
      archive_entry_set_size (entry, (la_int64_t)size);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, data, size), ==, (la_ssize_t)size);
      archive_entry_free (entry);
    }
  archive_write_close (archive);
  archive_write_free (archive);

  return g_bytes_new_take (buffer, used);
}

GBytes *
fixture_text (const char *string)
{
  return g_bytes_new_static (string, strlen (string));
}

/* Enabled rows as "name@offset name@offset". */
static char *
describe (RkPlan *plan)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);

      if (rk_plan_row_get_enabled (row))
        g_string_append_printf (string, "%s%s@%" G_GINT64_MODIFIER "x", string->len > 0 ? " " : "",
                                rk_plan_row_get_name (row), rk_plan_row_get_offset (row));
    }

  return g_string_free (string, FALSE);
}

void
assert_plan (RkPlan     *plan,
             const char *expected)
{
  g_autofree char *actual = describe (plan);

  g_assert_cmpstr (actual, ==, expected);
}
