/* rk-library-add.c: a manifest into the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-library-private.h"

/* As much as is read of one; see rk_manifest_parse_all(). */
#define MAX_MANIFEST (1024 * 1024)

/* A manifest changes at its address, so nothing of it is kept to go on from. */
static GBytes *
download (RkLibrary    *self,
          const char   *url,
          GCancellable *cancellable,
          GError      **error)
{
  const RkDownloadLimits *limits = _rk_library_get_limits (self);
  const RkDownload request = { .url = url, .max_size = MAX_MANIFEST };
  g_autoptr(RkHttp) http = rk_http_new (&limits->http);

  return rk_download_run (&request, http, limits, NULL, NULL, cancellable, error);
}

/* Each part must have an address, or nobody could ever fetch it. */
static gboolean
check_build (const RkManifestBuild *build,
             const char            *origin,
             GError               **error)
{
  for (guint i = 0; i < build->parts->len; i++)
    {
      g_autofree char *url = NULL;

      if (_rk_library_is_local (origin, build->parts->pdata[i]))
        continue;
      url = _rk_library_locate (origin, build->parts->pdata[i], error);
      if (url == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_manifest (const RkManifest *manifest,
                const char       *origin,
                GError          **error)
{
  for (guint i = 0; i < manifest->builds->len; i++)
    if (!check_build (manifest->builds->pdata[i], origin, error))
      return FALSE;

  return TRUE;
}

/* Lists of a build have no name; that of their folder says most. */
static char *
name_after (const char *origin)
{
  g_autofree char *decoded = g_uri_unescape_string (origin, NULL);
  g_autofree char *folder = g_path_get_dirname (decoded != NULL ? decoded : origin);

  return g_path_get_basename (folder);
}

static void
add_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  RkLibrary *self = source;
  const char *origin = task_data;
  g_autofree char *path = g_filename_from_uri (origin, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = path != NULL ? rk_plan_load_file (path, &error) : download (self, origin, cancellable, &error);
  g_autoptr(GPtrArray) manifests = text != NULL ? rk_manifest_parse_all (origin, text, &error) : NULL;

  for (guint i = 0; error == NULL && i < manifests->len; i++)
    {
      RkManifest *manifest = manifests->pdata[i];

      if (manifest->name == NULL)
        manifest->name = name_after (origin);
      check_manifest (manifest, origin, &error);
    }

  if (error == NULL)
    _rk_library_store_write (_rk_library_get_folder (self), origin, manifests, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static char *
make_origin (const char *location,
             GError    **error)
{
  if (rk_http_is_url (location) && !g_str_has_prefix (location, "file://"))
    return rk_http_check_url (location, error) ? g_strdup (location) : NULL;

  {
    g_autoptr(GFile) file = g_file_new_for_commandline_arg (location);

    return g_file_get_uri (file);
  }
}

/**
 * rk_library_add_async:
 * @self: a library
 * @location: URL or path of a manifest or a catalogue
 * @cancellable: (nullable): takes effect within a moment
 * @callback: called when it is done
 *
 * Adds what is there to the library, where it stays.  What was added from the same
 * place before is replaced.  Nothing but the manifest is downloaded; files beside a
 * manifest on this computer are used where they are.
 */
void
rk_library_add_async (RkLibrary           *self,
                      const char          *location,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  char *origin;

  g_return_if_fail (RK_IS_LIBRARY (self));
  g_return_if_fail (location != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  origin = make_origin (location, &error);
  if (origin == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, origin, g_free);
  g_task_run_in_thread (task, add_thread);
}

/**
 * rk_library_add_finish:
 * @self: a library
 * @result: as the callback has it
 * @error: %RK_ERROR_BAD_PLAN for what is no manifest, with what and where; or why it
 *   could not be read
 *
 * Returns: (transfer full) (element-type RkLibraryEntry): what was added, at least
 *   one
 */
GPtrArray *
rk_library_add_finish (RkLibrary     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  GPtrArray *added;
  guint n_items;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  _rk_library_reload (self);
  added = g_ptr_array_new_with_free_func (g_object_unref);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self), i);

      if (g_strcmp0 (rk_library_entry_get_origin (entry), g_task_get_task_data (G_TASK (result))) == 0)
        g_ptr_array_add (added, g_steal_pointer (&entry));
    }

  return added;
}
