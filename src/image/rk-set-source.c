/* rk-set-source.c: the files of a set, out of a folder or an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sets come from strangers.  Whatever they name, nothing outside the folder is
 * read, nothing is written to disk, and an archive cannot fill the memory.
 */

#include "rk-set-source.h"

#include <archive.h>
#include <archive_entry.h>

#include "rk-error.h"
#include "rk-plan.h"

/* No set needs more; larger is a mistake or a decompression bomb. */
#define MAX_TOTAL   (64u * 1024 * 1024)
#define MAX_ENTRIES 2000

/* How much is taken out of an archive at a time. */
#define CHUNK (64 * 1024)

struct _RkSetSource
{
  char       *name;
  char       *folder; /* NULL for an archive */
  GHashTable *files;  /* of an archive: clean path to GBytes */
};

/**
 * rk_set_source_clean_path:
 * @path: a path as a manifest or archive has it
 * @error: %RK_ERROR_BAD_PLAN for one that leads outside, or is on the network
 *
 * Returns: (transfer full): the same path relative to the set, with "/" and
 *   without empty or "." parts
 */
char *
rk_set_source_clean_path (const char *path,
                          GError    **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) clean = NULL;
  g_auto(GStrv) parts = NULL;

  if (strstr (path, "://") != NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is on the network: download the whole set first", path);
      return NULL;
    }

  /* A colon is a drive, or on NTFS another stream of a file. */
  parts = g_strsplit_set (path, "/\\", -1);
  if (path[0] == '/' || path[0] == '\\' || strchr (path, ':') != NULL ||
      g_strv_contains ((const char *const *)parts, ".."))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” leads outside of the set", path);
      return NULL;
    }

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !g_str_equal (parts[i], "."))
      g_strv_builder_add (builder, parts[i]);

  clean = g_strv_builder_end (builder);
  if (clean[0] == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” names no file", path);
      return NULL;
    }

  return g_strjoinv ("/", clean);
}

/**
 * rk_set_source_new_folder:
 * @path: a folder
 *
 * Returns: (transfer full): the files in it
 */
RkSetSource *
rk_set_source_new_folder (const char *path)
{
  RkSetSource *self = g_new0 (RkSetSource, 1);

  self->name = g_strdup (path);
  self->folder = g_strdup (path);
  return self;
}

/**
 * rk_set_source_free:
 * @self: (transfer full): the files of a set
 */
void
rk_set_source_free (RkSetSource *self)
{
  g_free (self->name);
  g_free (self->folder);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_free (self);
}

/**
 * rk_set_source_get_name:
 * @self: the files of a set
 *
 * Returns: (transfer none): the folder or archive, for messages
 */
const char *
rk_set_source_get_name (RkSetSource *self)
{
  return self->name;
}

static gboolean
archive_failed (struct archive *archive,
                const char     *name,
                GError        **error)
{
  const char *reason = archive_error_string (archive);

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: the archive is damaged: %s", name,
               reason != NULL ? reason : "it ends too early");
  return FALSE;
}

/* The sizes that an archive states may be lies, so only what comes out counts. */
static GBytes *
read_entry (RkSetSource    *self,
            struct archive *archive,
            const char     *path,
            gsize          *total,
            GError        **error)
{
  g_autoptr(GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  la_ssize_t n;

  while ((n = archive_read_data (archive, chunk, CHUNK)) > 0)
    {
      *total += (gsize)n;
      if (content->len + (gsize)n > RK_PLAN_MAX_FILE || *total > MAX_TOTAL)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: “%s” is larger than any firmware", self->name, path);
          return NULL;
        }
      g_byte_array_append (content, chunk, (guint)n);
    }

  if (n < 0)
    {
      archive_failed (archive, self->name, error);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static gboolean
take_entry (RkSetSource          *self,
            struct archive       *archive,
            struct archive_entry *entry,
            gsize                *total,
            GError              **error)
{
  const char *name = archive_entry_pathname_utf8 (entry);
  g_autofree char *path = NULL;
  GBytes *bytes;

  if (name == NULL)
    name = archive_entry_pathname (entry);
  if (archive_entry_filetype (entry) != AE_IFREG || name == NULL)
    return TRUE;

  path = rk_set_source_clean_path (name, error);
  if (path == NULL)
    {
      g_prefix_error (error, "%s: ", self->name);
      return FALSE;
    }

  bytes = read_entry (self, archive, path, total, error);
  if (bytes == NULL)
    return FALSE;

  g_hash_table_insert (self->files, g_steal_pointer (&path), bytes);
  return TRUE;
}

static gboolean
read_archive (RkSetSource    *self,
              struct archive *archive,
              GError        **error)
{
  struct archive_entry *entry;
  gsize total = 0;
  guint n_entries = 0;
  int result;

  while ((result = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || result == ARCHIVE_WARN)
    {
      if (++n_entries > MAX_ENTRIES)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: more than %u files", self->name, MAX_ENTRIES);
          return FALSE;
        }
      if (!take_entry (self, archive, entry, &total, error))
        return FALSE;
    }

  return result == ARCHIVE_EOF || archive_failed (archive, self->name, error);
}

/**
 * rk_set_source_new_archive:
 * @name: its file name, for messages
 * @bytes: a zip or tar file, the latter also with gzip
 * @error: %RK_ERROR_BAD_PLAN
 *
 * Unpacks an archive in memory.
 *
 * Returns: (transfer full): the files in it
 */
RkSetSource *
rk_set_source_new_archive (const char *name,
                           GBytes     *bytes,
                           GError    **error)
{
  g_autoptr(RkSetSource) self = g_new0 (RkSetSource, 1);
  struct archive *archive = archive_read_new ();
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  gboolean ok;

  self->name = g_strdup (name);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);

  archive_read_support_filter_gzip (archive);
  archive_read_support_format_zip (archive);
  archive_read_support_format_tar (archive);
  ok = archive_read_open_memory (archive, data, size) == ARCHIVE_OK || archive_failed (archive, name, error);
  ok = ok && read_archive (self, archive, error);
  archive_read_free (archive);

  return ok ? g_steal_pointer (&self) : NULL;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static gboolean
list_folder (RkSetSource *self,
             GPtrArray   *names,
             GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }

  return TRUE;
}

/**
 * rk_set_source_list:
 * @self: the files of a set
 * @error: %G_FILE_ERROR for a folder that cannot be read
 *
 * The files at the top of a folder, or all of an archive, in order of name.
 *
 * Returns: (transfer full): clean paths
 */
char **
rk_set_source_list (RkSetSource *self,
                    GError     **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (self->folder != NULL)
    {
      if (!list_folder (self, names, error))
        return NULL;
    }
  else
    {
      GHashTableIter iter;
      gpointer path;

      g_hash_table_iter_init (&iter, self->files);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        g_ptr_array_add (names, g_strdup (path));
    }

  g_ptr_array_sort (names, compare_paths);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_steal (names, NULL);
}

/* Reads below the folder only: a link on the way could lead anywhere. */
static GBytes *
read_in_folder (RkSetSource *self,
                const char  *path,
                GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  g_autofree char *file = g_strdup (self->folder);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *longer = g_build_filename (file, parts[i], NULL);

      g_free (file);
      file = longer;
      if (g_file_test (file, G_FILE_TEST_IS_SYMLINK))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is a link, which may lead outside of the set", path);
          return NULL;
        }
    }

  return rk_plan_load_file (file, error);
}

/**
 * rk_set_source_read:
 * @self: the files of a set
 * @path: as a manifest has it
 * @error: %RK_ERROR_BAD_PLAN, or %G_IO_ERROR
 *
 * Returns: (transfer full): the content of one file
 */
GBytes *
rk_set_source_read (RkSetSource *self,
                    const char  *path,
                    GError     **error)
{
  g_autofree char *clean = rk_set_source_clean_path (path, error);
  GBytes *bytes;

  if (clean == NULL)
    return NULL;
  if (self->folder != NULL)
    return read_in_folder (self, clean, error);

  bytes = g_hash_table_lookup (self->files, clean);
  if (bytes == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "there is no “%s” in %s", path, self->name);
      return NULL;
    }

  return g_bytes_ref (bytes);
}
