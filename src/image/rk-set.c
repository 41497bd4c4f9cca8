/* rk-set.c: plans out of folders, archives and manifests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-set.h"

#include "rk-error.h"
#include "rk-file-unpack.h"
#include "rk-manifest.h"
#include "rk-set-source.h"
#include "rk-set-vendor.h"

/* Names under which tools write a list of files, the most specific first. */
static const char *const list_names[] = {
  "flasher_args.json", "manifest.json", "download.config", "flash_args", "flash_project_args",
  "spi_download.conf", "multi_download.conf",
};

/* The list nearest to the top of the set. */
static char *
find_list (char **paths)
{
  const char *found = NULL;

  for (guint n = 0; n < G_N_ELEMENTS (list_names); n++)
    for (guint i = 0; paths[i] != NULL; i++)
      {
        g_autofree char *name = g_path_get_basename (paths[i]);

        if (g_str_equal (name, list_names[n]) && (found == NULL || strlen (paths[i]) < strlen (found)))
          found = paths[i];
      }

  return g_strdup (found);
}

/* The file of that name beside the manifest, whatever folder it once was in. */
static GBytes *
read_beside (RkSetSource *source,
             const char  *folder,
             const char  *path,
             GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *full = g_build_path ("/", folder, name, NULL);
  g_autoptr(GError) reason = NULL;
  GBytes *bytes = rk_set_source_read (source, full, &reason);

  if (bytes == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is of another computer, and here is no “%s”: %s",
                 path, name, reason->message);
  return bytes;
}

static GBytes *
read_part (RkSetSource          *source,
           const char           *folder,
           const RkManifest     *manifest,
           const RkManifestPart *part,
           GError              **error)
{
  g_autoptr(GError) reason = NULL;
  g_autofree char *path = rk_set_source_clean_path (part->path, &reason);
  g_autofree char *full = path != NULL ? g_build_path ("/", folder, path, NULL) : NULL;
  g_autoptr(GBytes) bytes = full != NULL ? rk_set_source_read (source, full, &reason) : NULL;

  if (bytes == NULL && manifest->foreign_paths)
    bytes = read_beside (source, folder, part->path, error);
  else if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));

  return bytes != NULL && rk_manifest_part_check (part, bytes, error) ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
add_part (RkPlan               *plan,
          RkSetSource          *source,
          const char           *folder,
          const RkManifest     *manifest,
          const RkManifestPart *part,
          GError              **error)
{
  g_autofree char *slashes = g_strdelimit (g_strdup (part->path), "\\", '/');
  g_autofree char *name = g_path_get_basename (slashes);
  g_autoptr(GBytes) bytes = read_part (source, folder, manifest, part, error);

  if (bytes == NULL)
    return FALSE;

  return rk_plan_add_packed (plan, name, NULL, bytes, part->offset, error) != NULL;
}

static RkPlan *
load_listed (RkSetSource *source,
             const char  *list_path,
             guint32      flash_size,
             gboolean    *depends,
             GError     **error)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autofree char *folder = g_path_get_dirname (list_path);
  g_autoptr(RkManifest) manifest = NULL;
  RkManifestBuild *build = NULL;
  g_autoptr(GBytes) text = rk_set_source_read (source, list_path, error);

  if (text != NULL)
    manifest = rk_manifest_parse (list_path, text, error);
  if (manifest == NULL)
    return NULL;

  *depends = manifest->builds->len > 1;
  rk_plan_set_flash_size (plan, flash_size);
  build = rk_manifest_choose (manifest, flash_size, error);
  for (guint i = 0; build != NULL && i < build->parts->len; i++)
    if (!add_part (plan, source, folder, manifest, build->parts->pdata[i], error))
      build = NULL;

  if (build == NULL)
    g_prefix_error (error, "%s: ", list_path);
  return build != NULL ? g_steal_pointer (&plan) : NULL;
}

static RkPlan *
load_source (RkSetSource *source,
             guint32      flash_size,
             gboolean    *depends,
             GError     **error)
{
  g_auto(GStrv) paths = rk_set_source_list (source, error);
  g_autofree char *list_path = NULL;

  if (paths == NULL)
    return NULL;

  list_path = find_list (paths);
  if (list_path != NULL)
    return load_listed (source, list_path, flash_size, depends, error);

  return rk_set_vendor_load (source, flash_size, depends, error);
}

static gboolean
is_set (const RkFileInfo *info,
        GBytes           *bytes)
{
  if (info->kind == RK_FILE_ARCHIVE)
    return !rk_file_is_gzip (bytes) || rk_file_is_packed_tar (bytes);

  return info->kind == RK_FILE_TEXT;
}

static RkPlan *
load_archive (const char *name,
              GBytes     *bytes,
              guint32     flash_size,
              gboolean   *depends,
              GError    **error)
{
  g_autoptr(RkSetSource) source = rk_set_source_new_archive (name, bytes, error);

  return source != NULL ? load_source (source, flash_size, depends, error) : NULL;
}

/**
 * rk_set_load_archive:
 * @name: file name, for messages
 * @bytes: a zip or tar file, the latter also with gzip
 * @flash_size: bytes, 0 for not known
 * @error: %RK_ERROR_BAD_PLAN, naming the trouble
 *
 * Nothing is written to disk.
 *
 * Returns: (transfer full): the plan in it
 */
RkPlan *
rk_set_load_archive (const char *name,
                     GBytes     *bytes,
                     guint32     flash_size,
                     GError    **error)
{
  gboolean depends;

  return load_archive (name, bytes, flash_size, &depends, error);
}

static RkPlan *
load_file (const char *path,
           guint32     flash_size,
           gboolean   *depends,
           GError    **error)
{
  g_autoptr(GBytes) bytes = rk_plan_load_file (path, error);
  g_autoptr(RkFileInfo) info = bytes != NULL ? rk_file_info_new (bytes) : NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(RkSetSource) source = NULL;

  if (info == NULL)
    return NULL;

  if (!is_set (info, bytes))
    {
      g_autofree char *what = rk_finding_fill (info->description, info->description->summary, NULL);

      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s is neither folder, archive nor manifest: %s", name, what);
      return NULL;
    }

  if (info->kind == RK_FILE_ARCHIVE)
    return load_archive (name, bytes, flash_size, depends, error);

  source = rk_set_source_new_folder (folder);
  return load_listed (source, name, flash_size, depends, error);
}

/**
 * rk_set_load:
 * @path: a folder, an archive, or a manifest
 * @flash_size: bytes, 0 for not known: it decides which of several builds and
 *   which offsets are taken
 * @error: %RK_ERROR_BAD_PLAN, naming the trouble, or %G_IO_ERROR, %G_FILE_ERROR
 *
 * Makes a plan of a set of files: one with a list in it (ESP Web Tools manifest,
 * flasher_args.json, flash_args, download.config, the settings of Espressif's Flash
 * Download Tool), or a vendor's folder.  The list may name only files in its own
 * folder and below; where it has sizes and hashes of them, these must be right.
 *
 * Returns: (transfer full): the plan
 */
RkPlan *
rk_set_load (const char *path,
             guint32     flash_size,
             GError    **error)
{
  gboolean depends;

  return rk_set_load_and_tell (path, flash_size, &depends, error);
}

/**
 * rk_set_load_and_tell:
 * @path: as of rk_set_load()
 * @flash_size: bytes, 0 for not known
 * @depends: (out): whether other files could be taken for another flash size, so
 *   that it is worth asking the module first
 * @error: as of rk_set_load()
 *
 * Returns: (transfer full): the plan
 */
RkPlan *
rk_set_load_and_tell (const char *path,
                      guint32     flash_size,
                      gboolean   *depends,
                      GError    **error)
{
  g_autoptr(RkSetSource) source = NULL;

  *depends = FALSE;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return load_file (path, flash_size, depends, error);

  source = rk_set_source_new_folder (path);
  return load_source (source, flash_size, depends, error);
}

/**
 * rk_set_looks_like_one:
 * @path: what a person gave
 *
 * Returns: whether rk_set_load() rather than an offset is meant for it: a folder,
 *   an archive or a text
 */
gboolean
rk_set_looks_like_one (const char *path)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(RkFileInfo) info = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;

  bytes = rk_plan_load_file (path, NULL);
  info = bytes != NULL ? rk_file_info_new (bytes) : NULL;
  return info != NULL && is_set (info, bytes);
}
