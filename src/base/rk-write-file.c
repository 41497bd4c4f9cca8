/* rk-write-file.c: what a person has asked for, into the file that was named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-write-file.h"

#include <errno.h>
#include <stdio.h>

#include <glib/gstdio.h>

/* A new file in its place would take a device, a pipe or a link away. */
static gboolean
is_to_stay (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_SYMLINK) ||
         (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static gboolean
write_into (const char *path,
            const void *bytes,
            gsize       size,
            GError    **error)
{
  FILE *file = g_fopen (path, "wb");
  gboolean written = file != NULL && fwrite (bytes, 1, size, file) == size && fflush (file) == 0;
  int problem = errno;

  if (file != NULL && fclose (file) != 0 && written)
    {
      problem = errno;
      written = FALSE;
    }
  if (!written)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (problem), "%s: %s", name, g_strerror (problem));
    }
  return written;
}

/**
 * rk_write_file:
 * @path: the file; what it holds is replaced
 * @bytes: (array length=size): what is written
 * @size: how much
 * @mode: of a new file, such as %RK_WRITE_FILE_MODE
 * @error: a #GFileError
 *
 * Writes all or, where it is a plain file or none yet, leaves it as it was.  A device,
 * a pipe or what a link leads to (/dev/stdout) is written to as it is.  Any thread.
 *
 * Returns: whether all is written
 */
gboolean
rk_write_file (const char *path,
               const void *bytes,
               gsize       size,
               int         mode,
               GError    **error)
{
  if (is_to_stay (path))
    return write_into (path, bytes, size, error);

  return g_file_set_contents_full (path, size > 0 ? bytes : "", (gssize)size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}
