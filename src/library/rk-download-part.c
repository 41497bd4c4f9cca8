/* rk-download-part.c: what came of a file so far
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two files: NAME.part has the bytes, NAME.from what identifies the file on the
 * server.  Nothing reads them but the download that goes on; what is whole and
 * right is written anew elsewhere.
 */

#include "rk-download-part-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

struct _RkDownloadPart
{
  GByteArray *memory; /* without a folder */
  char       *path;
  char       *from_path;
  FILE       *file; /* open while bytes come */
  guint64     size;
  char       *validator;
};

static gboolean
fail (RkDownloadPart *self,
      GError        **error)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (saved), "%s: %s", self->path, g_strerror (saved));
  return FALSE;
}

/**
 * _rk_download_part_new:
 * @folder: (nullable): which need not be there; %NULL to keep in memory
 * @url: of the file
 * @sha256: (nullable): of the file
 *
 * Returns: (transfer full): what is there of this file
 */
RkDownloadPart *
_rk_download_part_new (const char *folder,
                       const char *url,
                       const char *sha256)
{
  RkDownloadPart  *self = g_new0 (RkDownloadPart, 1);
  g_autofree char *both = g_strjoin ("\n", url, sha256, NULL);
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  g_autofree char *stem = NULL;
  GStatBuf status;

  if (folder == NULL)
    {
      self->memory = g_byte_array_new ();
      return self;
    }

  stem = g_build_filename (folder, key, NULL);
  self->path = g_strconcat (stem, ".part", NULL);
  self->from_path = g_strconcat (stem, ".from", NULL);
  if (g_stat (self->path, &status) == 0)
    self->size = (guint64)status.st_size;
  if (self->size > 0)
    g_file_get_contents (self->from_path, &self->validator, NULL, NULL);
  return self;
}

void
_rk_download_part_free (RkDownloadPart *self)
{
  g_clear_pointer (&self->memory, g_byte_array_unref);
  g_clear_pointer (&self->file, fclose);
  g_free (self->path);
  g_free (self->from_path);
  g_free (self->validator);
  g_free (self);
}

guint64
_rk_download_part_get_size (RkDownloadPart *self)
{
  return self->size;
}

const char *
_rk_download_part_get_validator (RkDownloadPart *self)
{
  return self->validator;
}

static gboolean
make_folder (RkDownloadPart *self,
             GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  return g_mkdir_with_parents (folder, 0700) == 0 || fail (self, error);
}

/* Bytes come that belong at @start: after what is here, or instead of it. */
gboolean
_rk_download_part_begin (RkDownloadPart *self,
                         guint64         start,
                         const char     *validator,
                         GError        **error)
{
  g_free (self->validator);
  self->validator = g_strdup (validator);
  self->size = start;
  if (self->memory != NULL)
    {
      g_byte_array_set_size (self->memory, (guint)start);
      return TRUE;
    }

  g_clear_pointer (&self->file, fclose);
  if (!make_folder (self, error))
    return FALSE;
  if (validator == NULL)
    g_remove (self->from_path);
  else if (!g_file_set_contents (self->from_path, validator, -1, error))
    return FALSE;

  self->file = g_fopen (self->path, start > 0 ? "ab" : "wb");
  return self->file != NULL || fail (self, error);
}

gboolean
_rk_download_part_append (RkDownloadPart *self,
                          const void     *data,
                          gsize           length,
                          GError        **error)
{
  if (self->memory != NULL)
    g_byte_array_append (self->memory, data, (guint)length);
  else if (fwrite (data, 1, length, self->file) != length)
    return fail (self, error);

  self->size += length;
  return TRUE;
}

/* All that is here. */
GBytes *
_rk_download_part_load (RkDownloadPart *self,
                        GError        **error)
{
  g_autoptr(GFile) file = NULL;
  FILE *open = g_steal_pointer (&self->file);

  if (self->memory != NULL)
    return g_bytes_new (self->memory->data, self->memory->len);
  if (open != NULL && fclose (open) != 0)
    {
      fail (self, error);
      return NULL;
    }

  file = g_file_new_for_path (self->path);
  return g_file_load_bytes (file, NULL, NULL, error);
}

void
_rk_download_part_remove (RkDownloadPart *self)
{
  g_clear_pointer (&self->file, fclose);
  g_clear_pointer (&self->validator, g_free);
  self->size = 0;
  if (self->memory != NULL)
    {
      g_byte_array_set_size (self->memory, 0);
      return;
    }

  g_remove (self->path);
  g_remove (self->from_path);
}
