/* rk-firmware-cache.c: files that were downloaded, by their hash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   files/SHA256   the content, under the name that proves it
 *   parts/         downloads that have not come to their end
 *   pins/KEY       the hash of what came from an address that had none to offer
 *
 * What has its name in files/ was whole and right when it was written, and is
 * looked at again whenever it is used.
 */

#include "rk-firmware-cache.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rk-error.h"
#include "rk-plan.h"

struct _RkFirmwareCache
{
  char *files;
  char *parts;
  char *pins;
};

/**
 * rk_firmware_cache_new:
 * @folder: where it is, or will be
 *
 * Any thread may use it at any time, and any program besides.
 *
 * Returns: (transfer full): the cache
 */
RkFirmwareCache *
rk_firmware_cache_new (const char *folder)
{
  RkFirmwareCache *self = g_new0 (RkFirmwareCache, 1);

  self->files = g_build_filename (folder, "files", NULL);
  self->parts = g_build_filename (folder, "parts", NULL);
  self->pins = g_build_filename (folder, "pins", NULL);
  return self;
}

/**
 * rk_firmware_cache_free:
 * @self: (transfer full): a cache; its files stay
 */
void
rk_firmware_cache_free (RkFirmwareCache *self)
{
  g_free (self->files);
  g_free (self->parts);
  g_free (self->pins);
  g_free (self);
}

/**
 * rk_firmware_cache_get_part_folder:
 * @self: a cache
 *
 * Returns: (transfer none): where downloads keep what came so far
 */
const char *
rk_firmware_cache_get_part_folder (RkFirmwareCache *self)
{
  return self->parts;
}

/**
 * rk_firmware_cache_get_file_folder:
 * @self: a cache
 *
 * Returns: (transfer none): where whole files are, which need not be there yet
 */
const char *
rk_firmware_cache_get_file_folder (RkFirmwareCache *self)
{
  return self->files;
}

/**
 * rk_firmware_cache_has:
 * @self: a cache
 * @sha256: in lower case hex
 *
 * Returns: whether there is such a file; whether it is still right is seen when it
 *   is loaded
 */
gboolean
rk_firmware_cache_has (RkFirmwareCache *self,
                       const char      *sha256)
{
  g_autofree char *path = g_build_filename (self->files, sha256, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * rk_firmware_cache_load:
 * @self: a cache
 * @sha256: in lower case hex
 * @error: %G_IO_ERROR_NOT_FOUND; %RK_ERROR_BAD_IMAGE for one that is damaged, which
 *   is removed
 *
 * Returns: (transfer full): the file with this very hash
 */
GBytes *
rk_firmware_cache_load (RkFirmwareCache *self,
                        const char      *sha256,
                        GError         **error)
{
  g_autofree char *path = g_build_filename (self->files, sha256, NULL);
  g_autoptr(GBytes) bytes = rk_plan_load_file (path, error);
  g_autofree char *actual = NULL;

  if (bytes == NULL)
    return NULL;

  actual = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (actual, sha256))
    return g_steal_pointer (&bytes);

  g_remove (path);
  g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "the copy of %s that was kept is damaged", sha256);
  return NULL;
}

static gboolean
write_file (const char *folder,
            const char *name,
            const void *data,
            gsize       size,
            GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  return g_file_set_contents_full (path, size > 0 ? data : "", (gssize)size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * rk_firmware_cache_store:
 * @self: a cache
 * @bytes: a file
 * @error: %G_IO_ERROR, %G_FILE_ERROR
 *
 * Returns: whether it was written, whole and at once
 */
gboolean
rk_firmware_cache_store (RkFirmwareCache *self,
                         GBytes          *bytes,
                         GError         **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  return write_file (self->files, sha256, data, size, error);
}

/**
 * rk_firmware_cache_remove:
 * @self: a cache
 * @sha256: in lower case hex
 * @error: %G_IO_ERROR
 *
 * Returns: whether there is no such file now
 */
gboolean
rk_firmware_cache_remove (RkFirmwareCache *self,
                          const char      *sha256,
                          GError         **error)
{
  g_autofree char *path = g_build_filename (self->files, sha256, NULL);

  if (g_remove (path) == 0 || errno == ENOENT)
    return TRUE;

  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static char *
pin_name (const char *key)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
}

/**
 * rk_firmware_cache_get_pin:
 * @self: a cache
 * @key: stands for an address whose content has no known hash
 *
 * Returns: (transfer full) (nullable): the hash of what came from there when
 *   somebody accepted it
 */
char *
rk_firmware_cache_get_pin (RkFirmwareCache *self,
                           const char      *key)
{
  g_autofree char *name = pin_name (key);
  g_autofree char *path = g_build_filename (self->pins, name, NULL);
  g_autofree char *sha256 = NULL;

  if (!g_file_get_contents (path, &sha256, NULL, NULL) || strlen (sha256) != 64 ||
      strspn (sha256, "0123456789abcdef") != 64)
    return NULL;

  return g_steal_pointer (&sha256);
}

/**
 * rk_firmware_cache_set_pin:
 * @self: a cache
 * @key: stands for an address whose content has no known hash
 * @sha256: of what came from there, in lower case hex
 * @error: %G_IO_ERROR, %G_FILE_ERROR
 *
 * Returns: whether it was written
 */
gboolean
rk_firmware_cache_set_pin (RkFirmwareCache *self,
                           const char      *key,
                           const char      *sha256,
                           GError         **error)
{
  g_autofree char *name = pin_name (key);

  return write_file (self->pins, name, sha256, strlen (sha256), error);
}

/**
 * rk_firmware_cache_remove_pin:
 * @self: a cache
 * @key: stands for an address whose content has no known hash
 *
 * Forgets what came from there.
 */
void
rk_firmware_cache_remove_pin (RkFirmwareCache *self,
                              const char      *key)
{
  g_autofree char *name = pin_name (key);
  g_autofree char *path = g_build_filename (self->pins, name, NULL);

  g_remove (path);
}
