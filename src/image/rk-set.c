/* rk-set.c: plans out of folders, archives and manifests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "rk-set"

#include "rk-set.h"

#include "rk-error.h"
#include "rk-set-list.h"
#include "rk-set-source.h"
#include "rk-set-vendor.h"

/* Names under which tools write a list of files, the most specific first. */
static const char *const list_names[] = {
  "flasher_args.json", "manifest.json", "download.config", "flash_args", "flash_project_args",
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

static RkPlan *
load_listed (RkSetSource *source,
             const char  *list_path,
             guint32      flash_size,
             GError     **error)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autofree char *folder = g_path_get_dirname (list_path);
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GBytes) text = rk_set_source_read (source, list_path, error);

  if (text != NULL)
    list = rk_set_list_parse (list_path, text, error);
  if (list == NULL)
    return NULL;

  rk_plan_set_flash_size (plan, flash_size);
  for (guint i = 0; i < list->len; i++)
    {
      const RkSetEntry *entry = list->pdata[i];
      g_autofree char *path = rk_set_source_clean_path (entry->path, error);
      g_autofree char *full = path != NULL ? g_build_path ("/", folder, path, NULL) : NULL;
      g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
      g_autoptr(GBytes) bytes = full != NULL ? rk_set_source_read (source, full, error) : NULL;

      if (bytes == NULL)
        {
          g_prefix_error (error, "%s: ", list_path);
          return NULL;
        }
      rk_plan_add_bytes (plan, name, bytes, entry->offset);
    }

  return g_steal_pointer (&plan);
}

static RkPlan *
load_source (RkSetSource *source,
             guint32      flash_size,
             GError     **error)
{
  g_auto(GStrv) paths = rk_set_source_list (source, error);
  g_autofree char *list_path = NULL;

  if (paths == NULL)
    return NULL;

  list_path = find_list (paths);
  if (list_path != NULL)
    return load_listed (source, list_path, flash_size, error);

  return rk_set_vendor_load (source, flash_size, error);
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
  g_autoptr(RkSetSource) source = rk_set_source_new_archive (name, bytes, error);

  return source != NULL ? load_source (source, flash_size, error) : NULL;
}

static RkPlan *
load_file (const char *path,
           guint32     flash_size,
           GError    **error)
{
  g_autoptr(GBytes) bytes = rk_plan_load_file (path, error);
  g_autoptr(RkFileInfo) info = bytes != NULL ? rk_file_info_new (bytes) : NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(RkSetSource) source = NULL;

  if (info == NULL)
    return NULL;
  if (info->kind == RK_FILE_ARCHIVE)
    return rk_set_load_archive (name, bytes, flash_size, error);

  if (info->kind != RK_FILE_TEXT)
    {
      g_autofree char *what = rk_finding_fill (info->description, info->description->summary, NULL);

      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s is neither folder, archive nor manifest: %s", name, what);
      return NULL;
    }

  source = rk_set_source_new_folder (folder);
  return load_listed (source, name, flash_size, error);
}

/**
 * rk_set_load:
 * @path: a folder, an archive, or a manifest
 * @flash_size: bytes, 0 for not known: it decides which of several builds and
 *   which offsets are taken
 * @error: %RK_ERROR_BAD_PLAN, naming the trouble, or %G_IO_ERROR, %G_FILE_ERROR
 *
 * Makes a plan of a set of files: one with a list in it (ESP Web Tools manifest,
 * flasher_args.json, flash_args, download.config), or a vendor's folder.  The list
 * may name only files in its own folder and below.
 *
 * Returns: (transfer full): the plan
 */
RkPlan *
rk_set_load (const char *path,
             guint32     flash_size,
             GError    **error)
{
  g_autoptr(RkSetSource) source = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return load_file (path, flash_size, error);

  source = rk_set_source_new_folder (path);
  return load_source (source, flash_size, error);
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
  return info != NULL && (info->kind == RK_FILE_ARCHIVE || info->kind == RK_FILE_TEXT);
}
