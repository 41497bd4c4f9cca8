/* rk-set-save.c: sets that others can open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set is manifest.json, which ESP Web Tools reads as well, and the files beside
 * it, in a folder or a zip file.
 */

#include "rk-set-save.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "rk-error.h"
#include "rk-write-file.h"

#define MANIFEST_NAME "manifest.json"

/* A name that is one on every system, and that leads nowhere else. */
static char *
clean_name (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);

  for (char *c = base; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("._+-", *c) == NULL)
      *c = '_';
  if (base[0] == '.')
    base[0] = '_';

  return g_steal_pointer (&base);
}

static char *
number_name (const char *name,
             guint       number)
{
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen (name);

  return number == 1 ? g_strdup (name) : g_strdup_printf ("%.*s-%u%s", stem, name, number, name + stem);
}

/**
 * rk_set_add_file:
 * @files: (element-type utf8 GBytes): name to content, owning both
 * @name: of the file, perhaps with folders
 * @bytes: its content
 *
 * Adds a file to those of a set under a name that is free and good on any system.
 * The same content under the same name is there only once.
 *
 * Returns: (transfer full): the name that it has in the set
 */
char *
rk_set_add_file (GHashTable *files,
                 const char *name,
                 GBytes     *bytes)
{
  g_autofree char *clean = clean_name (name);

  for (guint number = 1;; number++)
    {
      g_autofree char *candidate = number_name (clean, number);
      GBytes *there = g_hash_table_lookup (files, candidate);

      if (g_ascii_strcasecmp (candidate, MANIFEST_NAME) == 0 || (there != NULL && !g_bytes_equal (there, bytes)))
        continue;
      if (there == NULL)
        g_hash_table_insert (files, g_strdup (candidate), g_bytes_ref (bytes));
      return g_steal_pointer (&candidate);
    }
}

static gboolean
write_file (const char *folder,
            const char *name,
            const void *data,
            gsize       size,
            GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return rk_write_file (path, data, size, RK_WRITE_FILE_MODE, error);
}

/* What another program keeps in a folder is not mixed with a set. */
static gboolean
make_folder (const char *path,
             gboolean   *made,
             GError    **error)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);

  if (dir != NULL && g_dir_read_name (dir) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s is there already and not empty", path);
      return FALSE;
    }

  *made = dir == NULL;
  if (dir != NULL || g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, (gint)g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static void
remove_files (const char *folder,
              GHashTable *files)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
}

/* The manifest comes last: without it, what is there is no set. */
static gboolean
save_folder (const char *path,
             const char *manifest,
             GHashTable *files,
             GError    **error)
{
  GHashTableIter iter;
  gpointer name, bytes;
  gboolean made;
  gboolean ok = TRUE;

  if (!make_folder (path, &made, error))
    return FALSE;

  g_hash_table_iter_init (&iter, files);
  while (ok && g_hash_table_iter_next (&iter, &name, &bytes))
    {
      gsize size;
      const void *data = g_bytes_get_data (bytes, &size);

      ok = write_file (path, name, data, size, error);
    }

  if (ok && write_file (path, MANIFEST_NAME, manifest, strlen (manifest), error))
    return TRUE;

  remove_files (path, files);
  if (made)
    g_rmdir (path);
  return FALSE;
}

static la_ssize_t
append_cb (struct archive *archive,
           void           *user_data,
           const void     *data,
           size_t          length)
{
  g_byte_array_append (user_data, data, (guint)length);
  return (la_ssize_t)length;
}

static gboolean
add_entry (struct archive *archive,
           const char     *name,
           const void     *data,
           gsize           size)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean ok;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t)size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, time (NULL), 0);
  ok = archive_write_header (archive, entry) == ARCHIVE_OK &&
       archive_write_data (archive, data, size) == (la_ssize_t)size;
  archive_entry_free (entry);
  return ok;
}

static gboolean
fill_zip (struct archive *archive,
          GByteArray     *content,
          const char     *manifest,
          GHashTable     *files)
{
  GHashTableIter iter;
  gpointer name, bytes;
  gboolean ok = archive_write_set_format_zip (archive) == ARCHIVE_OK &&
                archive_write_open (archive, content, NULL, append_cb, NULL) == ARCHIVE_OK &&
                add_entry (archive, MANIFEST_NAME, manifest, strlen (manifest));

  g_hash_table_iter_init (&iter, files);
  while (ok && g_hash_table_iter_next (&iter, &name, &bytes))
    {
      gsize size;
      const void *data = g_bytes_get_data (bytes, &size);

      ok = add_entry (archive, name, data, size);
    }

  return ok && archive_write_close (archive) == ARCHIVE_OK;
}

static gboolean
save_zip (const char *path,
          const char *manifest,
          GHashTable *files,
          GError    **error)
{
  struct archive *archive = archive_write_new ();
  g_autoptr(GByteArray) content = g_byte_array_new ();
  gboolean ok = fill_zip (archive, content, manifest, files);

  if (!ok)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, archive_error_string (archive));
  archive_write_free (archive);
  return ok && rk_write_file (path, content->data, content->len, RK_WRITE_FILE_MODE, error);
}

/**
 * rk_set_save:
 * @path: a zip file where it ends in ".zip", which is replaced, else a folder,
 *   which must be empty or not be there
 * @manifest: with paths that are names in @files
 * @files: (element-type utf8 GBytes): name to content, see rk_set_add_file()
 * @error: %G_IO_ERROR_EXISTS, %G_FILE_ERROR
 *
 * Returns: whether it was written; else nothing of it is left
 */
gboolean
rk_set_save (const char       *path,
             const RkManifest *manifest,
             GHashTable       *files,
             GError          **error)
{
  g_autofree char *json = rk_manifest_to_json (manifest);
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".zip") ? save_zip (path, json, files, error) : save_folder (path, json, files, error);
}

static gboolean
add_row (RkManifestBuild *build,
         GHashTable      *files,
         RkPlanRow       *row,
         GError         **error)
{
  g_autofree char *name = NULL;

  if (rk_plan_row_get_offset (row) == RK_PLAN_NO_OFFSET)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s has no offset", rk_plan_row_get_name (row));
      return FALSE;
    }

  name = rk_set_add_file (files, rk_plan_row_get_name (row), rk_plan_row_get_bytes (row));
  return rk_manifest_build_add (build, name, (guint32)rk_plan_row_get_offset (row), (guint32)rk_plan_row_get_size (row),
                                rk_plan_row_get_info (row)->sha256, error);
}

/**
 * rk_set_save_plan:
 * @path: as of rk_set_save()
 * @plan: what goes where; of its rows those that are enabled are saved
 * @name: what to call it
 * @error: %RK_ERROR_BAD_PLAN for a plan that is not complete, or as of rk_set_save()
 *
 * Saves the files as they are: what the header at 0 is changed to for one chip is
 * decided anew when the set is flashed.
 *
 * Returns: whether it was written
 */
gboolean
rk_set_save_plan (const char *path,
                  RkPlan     *plan,
                  const char *name,
                  GError    **error)
{
  g_autoptr(RkManifest) manifest = rk_manifest_new ();
  g_autoptr(GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  RkManifestBuild *build = rk_manifest_add_build (manifest, 0, NULL);

  manifest->name = g_strdup (name);
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      const RkFileInfo *info = rk_plan_row_get_info (row);

      if (!rk_plan_row_get_enabled (row))
        continue;
      if (!add_row (build, files, row, error))
        return FALSE;
      if (info->kind == RK_FILE_USER_APP && info->map != NULL)
        {
          build->flash_size = info->map->flash_size;
          g_free (build->arrangement);
          build->arrangement = g_strdup (info->map->arrangement);
        }
      if (manifest->version == NULL)
        manifest->version = g_strdup (info->at_version);
    }

  if (build->parts->len > 0)
    return rk_set_save (path, manifest, files, error);

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "there is nothing to save");
  return FALSE;
}
