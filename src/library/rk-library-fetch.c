/* rk-library-fetch.c: the files of an entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each file comes from the cache when it is there and right, else over the network
 * and into the cache.  What has no known hash is refused, unless somebody said that
 * it is to be taken.  Then the hash of what came is kept for its address and
 * version, and nothing else is taken for it the next time.
 */

#include <string.h>

#include "rk-error.h"
#include "rk-fetch-progress-private.h"
#include "rk-library-private.h"
#include "rk-set-save.h"
#include "rk-set-source.h"

typedef struct
{
  RkLibrary        *library;
  RkLibraryEntry   *entry;
  guint32           flash_size;
  RkLibraryFlags    flags;
  char             *path; /* to save to */
  const RkManifest *manifest;
  RkFirmwareCache  *cache;
  RkHttp           *http;
  RkFetchProgress  *progress;
  guint64           done; /* of the files before */
  guint64           total;
} Fetch;

static void
downloading_cb (guint64  done,
                guint64  total,
                gpointer user_data)
{
  Fetch *fetch = user_data;

  _rk_fetch_progress_report (fetch->progress, fetch->done + done,
                             fetch->total != 0 ? fetch->total : fetch->done + total);
}

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->entry);
  g_free (fetch->path);
  g_clear_pointer (&fetch->http, rk_http_free);
  _rk_fetch_progress_unref (fetch->progress);
  g_free (fetch);
}

static GBytes *
download (Fetch                *fetch,
          const RkManifestPart *part,
          const char           *url,
          const char           *sha256,
          GCancellable         *cancellable,
          GError              **error)
{
  const RkDownload request = {
    .url = url,
    .sha256 = sha256,
    .size = part->size,
    .max_size = RK_PLAN_MAX_FILE,
    .folder = rk_firmware_cache_get_part_folder (fetch->cache),
  };

  if (fetch->http == NULL)
    fetch->http = rk_http_new (&_rk_library_get_limits (fetch->library)->http);
  return rk_download_run (&request, fetch->http, _rk_library_get_limits (fetch->library), downloading_cb, fetch,
                          cancellable, error);
}

/* From the cache, or %NULL when it is not there or damaged. */
static GBytes *
load (Fetch      *fetch,
      const char *sha256)
{
  g_autoptr(GError) error = NULL;
  GBytes *bytes = rk_firmware_cache_load (fetch->cache, sha256, &error);

  if (bytes == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_debug ("%s", error->message);
  return bytes;
}

static GBytes *
fetch_verified (Fetch                *fetch,
                const RkManifestPart *part,
                const char           *url,
                GCancellable         *cancellable,
                GError              **error)
{
  g_autoptr(GBytes) bytes = load (fetch, part->sha256);

  if (bytes == NULL)
    {
      bytes = download (fetch, part, url, part->sha256, cancellable, error);
      if (bytes == NULL || !rk_firmware_cache_store (fetch->cache, bytes, error))
        return NULL;
    }

  return rk_manifest_part_check (part, bytes, error) ? g_steal_pointer (&bytes) : NULL;
}

static GBytes *
fetch_unverified (Fetch                *fetch,
                  const RkManifestPart *part,
                  const char           *url,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autofree char *key = _rk_library_make_pin_key (url, fetch->manifest);
  g_autofree char *pin = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if ((fetch->flags & RK_LIBRARY_ACCEPT_UNVERIFIED) == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED,
                   "%s is not verified: its list has no SHA-256 for “%s”, so nobody can tell whether it is "
                   "what it should be",
                   rk_library_entry_get_title (fetch->entry), part->path);
      return NULL;
    }

  pin = rk_firmware_cache_get_pin (fetch->cache, key);
  bytes = pin != NULL ? load (fetch, pin) : NULL;
  if (bytes != NULL)
    return g_steal_pointer (&bytes);

  bytes = download (fetch, part, url, pin, cancellable, error);
  if (bytes == NULL)
    return NULL;

  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return rk_firmware_cache_store (fetch->cache, bytes, error) &&
             rk_firmware_cache_set_pin (fetch->cache, key, sha256, error)
           ? g_steal_pointer (&bytes)
           : NULL;
}

static GBytes *
read_local (Fetch                *fetch,
            const RkManifestPart *part,
            GError              **error)
{
  g_autofree char *folder = _rk_library_dup_folder (rk_library_entry_get_origin (fetch->entry));
  g_autoptr(RkSetSource) source = rk_set_source_new_folder (folder != NULL ? folder : ".");
  g_autoptr(GBytes) bytes = rk_set_source_read (source, part->path, error);

  return bytes != NULL && rk_manifest_part_check (part, bytes, error) ? g_steal_pointer (&bytes) : NULL;
}

static GBytes *
fetch_part (Fetch                *fetch,
            const RkManifestPart *part,
            GCancellable         *cancellable,
            GError              **error)
{
  const char *origin = rk_library_entry_get_origin (fetch->entry);
  g_autofree char *url = NULL;
  GBytes *bytes = NULL;

  if (_rk_library_is_local (origin, part))
    bytes = read_local (fetch, part, error);
  else if ((url = _rk_library_locate (origin, part, error)) != NULL)
    bytes = part->sha256 != NULL ? fetch_verified (fetch, part, url, cancellable, error)
                                 : fetch_unverified (fetch, part, url, cancellable, error);

  if (bytes != NULL)
    {
      fetch->done += g_bytes_get_size (bytes);
      _rk_fetch_progress_report (fetch->progress, fetch->done, MAX (fetch->total, fetch->done));
    }
  return bytes;
}

static char *
get_name (const RkManifestPart *part)
{
  g_autofree char *path = g_strdelimit (g_strdup (part->path), "\\", '/');
  g_autofree char *name = NULL;
  char *unescaped;

  if (rk_http_is_url (path))
    path[strcspn (path, "?#")] = '\0';
  name = g_path_get_basename (path);
  unescaped = g_uri_unescape_string (name, "/");
  return unescaped != NULL ? unescaped : g_steal_pointer (&name);
}

/* 0 when one is not known. */
static guint64
add_up (const RkManifestBuild *build,
        guint64                total)
{
  for (guint i = 0; i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];

      if (part->size == 0)
        return 0;
      total += part->size;
    }

  return total;
}

static RkPlan *
make_plan (Fetch        *fetch,
           GCancellable *cancellable,
           GError      **error)
{
  const RkManifestBuild *build = rk_manifest_choose (fetch->manifest, fetch->flash_size, error);
  g_autoptr(RkPlan) plan = rk_plan_new ();

  if (build == NULL)
    return NULL;

  fetch->total = add_up (build, 0);
  rk_plan_set_flash_size (plan, fetch->flash_size);
  for (guint i = 0; i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];
      g_autofree char *name = get_name (part);
      g_autoptr(GBytes) bytes = fetch_part (fetch, part, cancellable, error);

      if (bytes == NULL || rk_plan_add_packed (plan, name, NULL, bytes, part->offset, error) == NULL)
        return NULL;
    }

  return g_steal_pointer (&plan);
}

static gboolean
save_build (Fetch                 *fetch,
            const RkManifestBuild *build,
            RkManifest            *saved,
            GHashTable            *files,
            GCancellable          *cancellable,
            GError               **error)
{
  RkManifestBuild *copy = rk_manifest_add_build (saved, build->flash_size, build->arrangement);

  for (guint i = 0; i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];
      g_autofree char *name = get_name (part);
      g_autoptr(GBytes) bytes = fetch_part (fetch, part, cancellable, error);
      g_autofree char *sha256 = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;
      g_autofree char *free_name = bytes != NULL ? rk_set_add_file (files, name, bytes) : NULL;

      if (bytes == NULL ||
          !rk_manifest_build_add (copy, free_name, part->offset, (guint32)g_bytes_get_size (bytes), sha256, error))
        return FALSE;
    }

  return TRUE;
}

static RkManifest *
copy_about (const RkManifest *manifest)
{
  RkManifest *copy = rk_manifest_new ();

  copy->id = g_strdup (manifest->id);
  copy->name = g_strdup (manifest->name);
  copy->version = g_strdup (manifest->version);
  copy->date = g_strdup (manifest->date);
  copy->sdk = g_strdup (manifest->sdk);
  copy->source = g_strdup (manifest->source);
  copy->licence = g_strdup (manifest->licence);
  copy->features = g_strdupv (manifest->features);
  return copy;
}

/* One build, or all of them when it is not known for which flash. */
static gboolean
save (Fetch        *fetch,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr(RkManifest) saved = copy_about (fetch->manifest);
  g_autoptr(GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autoptr(GPtrArray) builds = g_ptr_array_new ();
  RkManifestBuild *only = NULL;

  if (fetch->flash_size != 0 && (only = rk_manifest_choose (fetch->manifest, fetch->flash_size, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < fetch->manifest->builds->len; i++)
    if (only == NULL || fetch->manifest->builds->pdata[i] == only)
      g_ptr_array_add (builds, fetch->manifest->builds->pdata[i]);
  for (guint i = 0; i < builds->len; i++)
    fetch->total = i == 0 || fetch->total != 0 ? add_up (builds->pdata[i], fetch->total) : 0;
  for (guint i = 0; i < builds->len; i++)
    if (!save_build (fetch, builds->pdata[i], saved, files, cancellable, error))
      return FALSE;

  return fetch->path == NULL || rk_set_save (fetch->path, saved, files, error);
}

static void
fetch_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  RkPlan *plan = make_plan (task_data, cancellable, &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;

  if (save (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The state is settled before the caller hears of the end. */
static void
settle (GTask *inner)
{
  Fetch *fetch = g_task_get_task_data (inner);

  _rk_fetch_progress_settle (fetch->progress);
  _rk_library_entry_look (fetch->entry, fetch->cache);
  _rk_library_entry_set_busy (fetch->entry, FALSE);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  RkPlan *plan = g_task_propagate_pointer (G_TASK (result), &error);

  settle (G_TASK (result));
  if (plan != NULL)
    g_task_return_pointer (task, plan, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  settle (G_TASK (result));
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static Fetch *
fetch_new (RkLibrary      *self,
           RkLibraryEntry *entry,
           guint32         flash_size,
           RkLibraryFlags  flags,
           const char     *path)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->library = self;
  fetch->entry = g_object_ref (entry);
  fetch->flash_size = flash_size;
  fetch->flags = flags;
  fetch->path = g_strdup (path);
  fetch->manifest = rk_library_entry_get_manifest (entry);
  fetch->cache = _rk_library_get_cache (self);
  fetch->progress = _rk_fetch_progress_new (entry);
  return fetch;
}

static void
start (GTask               *task,
       Fetch               *fetch,
       GTaskThreadFunc      thread,
       GAsyncReadyCallback  callback)
{
  RkLibrary *self = fetch->library;
  g_autoptr(GTask) inner = NULL;

  if (rk_library_entry_get_busy (fetch->entry))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "%s is being fetched already",
                               rk_library_entry_get_title (fetch->entry));
      g_object_unref (task);
      fetch_free (fetch);
      return;
    }

  _rk_library_entry_set_busy (fetch->entry, TRUE);
  _rk_library_entry_set_progress (fetch->entry, 0, 0);
  inner = g_task_new (self, g_task_get_cancellable (task), callback, task);
  g_task_set_task_data (inner, fetch, (GDestroyNotify)fetch_free);
  g_task_run_in_thread (inner, thread);
}

/**
 * rk_library_fetch_async:
 * @self: a library
 * @entry: one of it
 * @flash_size: bytes that the module has, 0 for not known
 * @flags: whether to take what cannot be checked
 * @cancellable: (nullable): takes effect within a moment; what came is gone on from
 *   the next time
 * @callback: called when it is done
 *
 * Gets the files for such a module, from the cache where they are there.  Meanwhile
 * the entry is busy, and tells how far it got.
 */
void
rk_library_fetch_async (RkLibrary           *self,
                        RkLibraryEntry      *entry,
                        guint32              flash_size,
                        RkLibraryFlags       flags,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (RK_IS_LIBRARY (self));
  g_return_if_fail (RK_IS_LIBRARY_ENTRY (entry));

  task = g_task_new (self, cancellable, callback, user_data);
  start (task, fetch_new (self, entry, flash_size, flags, NULL), fetch_thread, fetched_cb);
}

/**
 * rk_library_fetch_finish:
 * @self: a library
 * @result: as the callback has it
 * @error: %RK_ERROR_PLAN_REFUSED for what is not verified, unless it was accepted;
 *   %RK_ERROR_BAD_PLAN when there is no build for that flash size;
 *   %RK_ERROR_BAD_IMAGE when what came is not what it should be; %G_IO_ERROR_BUSY;
 *   or why it did not come
 *
 * Returns: (transfer full): what goes where
 */
RkPlan *
rk_library_fetch_finish (RkLibrary     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rk_library_save_async:
 * @self: a library
 * @entry: one of it
 * @flash_size: bytes that the module has; 0 for all builds
 * @flags: whether to take what cannot be checked
 * @path: (nullable): as rk_set_save() takes it; %NULL to leave it in the cache alone
 * @cancellable: (nullable): takes effect within a moment
 * @callback: called when it is done
 *
 * As rk_library_fetch_async(), and writes a set that can be opened anywhere.
 */
void
rk_library_save_async (RkLibrary           *self,
                       RkLibraryEntry      *entry,
                       guint32              flash_size,
                       RkLibraryFlags       flags,
                       const char          *path,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (RK_IS_LIBRARY (self));
  g_return_if_fail (RK_IS_LIBRARY_ENTRY (entry));

  task = g_task_new (self, cancellable, callback, user_data);
  start (task, fetch_new (self, entry, flash_size, flags, path), save_thread, saved_cb);
}

/**
 * rk_library_save_finish:
 * @self: a library
 * @result: as the callback has it
 * @error: as of rk_library_fetch_finish() and rk_set_save()
 *
 * Returns: whether it is all there
 */
gboolean
rk_library_save_finish (RkLibrary     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
