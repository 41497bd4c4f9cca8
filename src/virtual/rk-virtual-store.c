/* rk-virtual-store.c: a file that keeps a virtual module's flash content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is a plain copy of the flash chip, as reading all of it would give.
 */

#include "config.h"

#include "rk-virtual-store.h"

#include <errno.h>
#include <glib/gstdio.h>

/* The chips that the boot ROM knows sizes for: 256 KiB to 16 MiB. */
#define SMALLEST_FLASH (256u * 1024)
#define LARGEST_FLASH (16u * 1024 * 1024)

struct _RkVirtualStore
{
  RkVirtualModule *module;
  char            *path;
  GBytes          *saved; /* NULL while there is no file */
};

/**
 * rk_virtual_store_file_size:
 * @path: a file with flash content
 * @size: (out): the size of the chip it was read from, 0 if there is no such file
 * @error: return location
 *
 * Returns: %FALSE with @error set if no flash chip has the size of the file
 */
gboolean
rk_virtual_store_file_size (const char  *path,
                            guint32     *size,
                            GError     **error)
{
  GStatBuf info;

  *size = 0;
  if (g_stat (path, &info) != 0)
    return TRUE;

  if (info.st_size < SMALLEST_FLASH || info.st_size > LARGEST_FLASH ||
      (info.st_size & (info.st_size - 1)) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%s is no flash content: its size is %" G_GINT64_FORMAT " bytes", path,
                   (gint64)info.st_size);
      return FALSE;
    }

  *size = (guint32)info.st_size;
  return TRUE;
}

static gboolean
load (RkVirtualStore  *self,
      GError         **error)
{
  g_autoptr(GBytes) content = NULL;
  char *bytes;
  gsize length;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (self->path, &bytes, &length, error))
    return FALSE;

  content = g_bytes_new_take (bytes, length);
  if (!rk_virtual_module_set_flash (self->module, 0, content, error))
    return FALSE;

  self->saved = rk_virtual_module_get_flash (self->module);
  return TRUE;
}

/**
 * rk_virtual_store_new:
 * @module: a module that has not been powered up yet
 * @path: the file; its folder is made if need be
 * @error: return location
 *
 * Loads the file into the module's flash, if it is there.
 *
 * Returns: (transfer full) (nullable): a store, %NULL with @error set if the file
 *   cannot be read or is larger than the flash
 */
RkVirtualStore *
rk_virtual_store_new (RkVirtualModule  *module,
                      const char       *path,
                      GError          **error)
{
  g_autoptr(RkVirtualStore) self = g_new0 (RkVirtualStore, 1);

  self->module = g_object_ref (module);
  self->path = g_strdup (path);
  if (!load (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * rk_virtual_store_free:
 * @self: (nullable): a store
 *
 * Saves nothing.
 */
void
rk_virtual_store_free (RkVirtualStore *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->saved, g_bytes_unref);
  g_object_unref (self->module);
  g_free (self->path);
  g_free (self);
}

/**
 * rk_virtual_store_save:
 * @self: a store
 * @error: return location
 *
 * Writes the flash content to the file if there is none yet or if the content has
 * changed since it was loaded or saved.  A program that is killed meanwhile leaves the
 * old file.
 *
 * Returns: %FALSE with @error set if the file cannot be written
 */
gboolean
rk_virtual_store_save (RkVirtualStore  *self,
                       GError         **error)
{
  g_autoptr(GBytes) content = rk_virtual_module_get_flash (self->module);
  g_autofree char *folder = g_path_get_dirname (self->path);
  const char *bytes;
  gsize length;

  if (self->saved != NULL && g_bytes_equal (content, self->saved))
    return TRUE;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code),
                   "cannot make the folder %s: %s", folder, g_strerror (code));
      return FALSE;
    }

  bytes = g_bytes_get_data (content, &length);
  if (!g_file_set_contents (self->path, bytes, (gssize)length, error))
    return FALSE;

  g_clear_pointer (&self->saved, g_bytes_unref);
  self->saved = g_steal_pointer (&content);
  return TRUE;
}
