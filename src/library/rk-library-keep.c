/* rk-library-keep.c: what is kept of entries: looked at, and let go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-download-part-private.h"
#include "rk-error.h"
#include "rk-library-private.h"

/* Calls @visit with each part of an entry, and its URL unless it is a local file. */
typedef void (*PartFunc) (RkLibrary            *self,
                          RkLibraryEntry       *entry,
                          const RkManifestPart *part,
                          const char           *url,
                          gpointer              user_data);

static void
visit_parts (RkLibrary      *self,
             RkLibraryEntry *entry,
             PartFunc        visit,
             gpointer        user_data)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);
  const char *origin = rk_library_entry_get_origin (entry);

  for (guint i = 0; i < manifest->builds->len; i++)
    {
      const RkManifestBuild *build = manifest->builds->pdata[i];

      for (guint j = 0; j < build->parts->len; j++)
        {
          const RkManifestPart *part = build->parts->pdata[j];
          g_autofree char *url = _rk_library_is_local (origin, part) ? NULL : _rk_library_locate (origin, part, NULL);

          visit (self, entry, part, url, user_data);
        }
    }
}

static void
forget_pin (RkLibrary            *self,
            RkLibraryEntry       *entry,
            const RkManifestPart *part,
            const char           *url,
            gpointer              user_data)
{
  g_autofree char *key = url != NULL ? _rk_library_make_pin_key (url, rk_library_entry_get_manifest (entry)) : NULL;

  if (key != NULL)
    rk_firmware_cache_remove_pin (_rk_library_get_cache (self), key);
}

/* What was accepted without a hash is no more known. */
void
_rk_library_forget_pins (RkLibrary      *self,
                         RkLibraryEntry *entry)
{
  visit_parts (self, entry, forget_pin, NULL);
}

/* Under which name the cache has the part, if it has it. */
static char *
dup_sha256 (RkLibrary            *self,
            RkLibraryEntry       *entry,
            const RkManifestPart *part,
            const char           *url)
{
  g_autofree char *key = NULL;

  if (part->sha256 != NULL || url == NULL)
    return url != NULL ? g_strdup (part->sha256) : NULL;

  key = _rk_library_make_pin_key (url, rk_library_entry_get_manifest (entry));
  return rk_firmware_cache_get_pin (_rk_library_get_cache (self), key);
}

static void
collect (RkLibrary            *self,
         RkLibraryEntry       *entry,
         const RkManifestPart *part,
         const char           *url,
         gpointer              user_data)
{
  char *sha256 = dup_sha256 (self, entry, part, url);

  if (sha256 != NULL)
    g_hash_table_add (user_data, sha256);
}

static GHashTable *
hash_set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* -- Looking -------------------------------------------------------------- */

static void
check_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  RkFirmwareCache *cache = _rk_library_get_cache (source);
  g_autoptr(GHashTable) damaged = hash_set_new ();
  GHashTableIter iter;
  gpointer sha256;

  g_hash_table_iter_init (&iter, task_data);
  while (!g_cancellable_is_cancelled (cancellable) && g_hash_table_iter_next (&iter, &sha256, NULL))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = rk_firmware_cache_load (cache, sha256, &error);

      if (g_error_matches (error, RK_ERROR, RK_ERROR_BAD_IMAGE))
        g_hash_table_add (damaged, g_strdup (sha256));
    }

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&damaged), (GDestroyNotify)g_hash_table_unref);
}

/**
 * rk_library_check_async:
 * @self: a library
 * @cancellable: (nullable): takes effect after the file that is being read
 * @callback: called when it is done
 *
 * Reads all that is kept and computes its hashes.  What is damaged is removed, and
 * the entries that need it say so until it has come anew.
 */
void
rk_library_check_async (RkLibrary           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GHashTable *kept;

  g_return_if_fail (RK_IS_LIBRARY (self));

  kept = hash_set_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self), i);

      visit_parts (self, entry, collect, kept);
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_task_data (task, kept, (GDestroyNotify)g_hash_table_unref);
  g_task_run_in_thread (task, check_thread);
}

static gboolean
has_common (GHashTable *a,
            GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_hash_table_contains (b, key))
      return TRUE;

  return FALSE;
}

/**
 * rk_library_check_finish:
 * @self: a library
 * @result: as the callback has it
 * @n_damaged: (out) (optional): how many files were damaged
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all was looked at
 */
gboolean
rk_library_check_finish (RkLibrary     *self,
                         GAsyncResult  *result,
                         guint         *n_damaged,
                         GError       **error)
{
  g_autoptr(GHashTable) damaged = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  damaged = g_task_propagate_pointer (G_TASK (result), error);
  if (damaged == NULL)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self), i);
      g_autoptr(GHashTable) needed = hash_set_new ();

      visit_parts (self, entry, collect, needed);
      if (has_common (needed, damaged))
        _rk_library_entry_set_damaged (entry, TRUE);
      _rk_library_entry_look (entry, _rk_library_get_cache (self));
    }

  if (n_damaged != NULL)
    *n_damaged = g_hash_table_size (damaged);
  return TRUE;
}

/* -- Letting go ----------------------------------------------------------- */

/* What other entries have that can be used as they are. */
static GHashTable *
collect_shared (RkLibrary      *self,
                RkLibraryEntry *but)
{
  GHashTable *shared = hash_set_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self), i);

      if (entry != but && (rk_library_entry_get_ready (entry) || !rk_library_entry_get_verified (entry)))
        visit_parts (self, entry, collect, shared);
    }

  return shared;
}

static void
forget_begun (RkLibrary            *self,
              RkLibraryEntry       *entry,
              const RkManifestPart *part,
              const char           *url,
              gpointer              user_data)
{
  g_autoptr(RkDownloadPart) begun = NULL;

  if (url == NULL)
    return;

  begun = _rk_download_part_new (rk_firmware_cache_get_part_folder (_rk_library_get_cache (self)), url, part->sha256);
  _rk_download_part_remove (begun);
}

static gboolean
remove_files (RkLibrary      *self,
              RkLibraryEntry *entry,
              GError        **error)
{
  g_autoptr(GHashTable) files = hash_set_new ();
  g_autoptr(GHashTable) shared = collect_shared (self, entry);
  GHashTableIter iter;
  gpointer sha256;

  visit_parts (self, entry, collect, files);
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &sha256, NULL))
    if (!g_hash_table_contains (shared, sha256) &&
        !rk_firmware_cache_remove (_rk_library_get_cache (self), sha256, error))
      return FALSE;

  return TRUE;
}

/**
 * rk_library_discard:
 * @self: a library
 * @entry: one of it
 * @error: %G_IO_ERROR_BUSY while it is fetched; %G_IO_ERROR
 *
 * Removes what is kept of it, but for files that others need which are here; also
 * what came before a download broke off, and that something was accepted without a
 * hash.  The entry stays, and can be fetched again.
 *
 * Returns: whether it is gone
 */
gboolean
rk_library_discard (RkLibrary       *self,
                    RkLibraryEntry  *entry,
                    GError         **error)
{
  gboolean ok;

  g_return_val_if_fail (RK_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (entry), FALSE);

  if (rk_library_entry_get_busy (entry))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "%s is being fetched", rk_library_entry_get_title (entry));
      return FALSE;
    }

  ok = remove_files (self, entry, error);
  visit_parts (self, entry, forget_begun, NULL);
  _rk_library_forget_pins (self, entry);
  _rk_library_entry_set_damaged (entry, FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(RkLibraryEntry) any = g_list_model_get_item (G_LIST_MODEL (self), i);

      _rk_library_entry_look (any, _rk_library_get_cache (self));
    }
  return ok;
}

/**
 * rk_library_dup_folder:
 * @self: a library
 * @entry: one of it
 *
 * Returns: (transfer full): where its files are: beside its manifest, or the cache,
 *   which need not be there yet
 */
char *
rk_library_dup_folder (RkLibrary      *self,
                       RkLibraryEntry *entry)
{
  char *folder;

  g_return_val_if_fail (RK_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (entry), NULL);

  folder = _rk_library_dup_folder (rk_library_entry_get_origin (entry));
  return folder != NULL ? folder : g_strdup (rk_firmware_cache_get_file_folder (_rk_library_get_cache (self)));
}
