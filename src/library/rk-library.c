/* rk-library.c: firmware that is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-library.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "rk-error.h"
#include "rk-library-private.h"

struct _RkLibrary
{
  GObject parent_instance;

  char            *folder; /* of the records */
  RkFirmwareCache *cache;
  RkDownloadLimits limits;
  GPtrArray       *entries;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RkLibrary, rk_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
rk_library_get_item_type (GListModel *model)
{
  return RK_TYPE_LIBRARY_ENTRY;
}

static guint
rk_library_get_n_items (GListModel *model)
{
  return RK_LIBRARY (model)->entries->len;
}

static gpointer
rk_library_get_item (GListModel *model,
                     guint       position)
{
  RkLibrary *self = RK_LIBRARY (model);

  return position < self->entries->len ? g_object_ref (self->entries->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rk_library_get_item_type;
  iface->get_n_items = rk_library_get_n_items;
  iface->get_item = rk_library_get_item;
}

static void
rk_library_finalize (GObject *object)
{
  RkLibrary *self = RK_LIBRARY (object);

  g_free (self->folder);
  g_clear_pointer (&self->cache, rk_firmware_cache_free);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (rk_library_parent_class)->finalize (object);
}

static void
rk_library_class_init (RkLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_library_finalize;
}

static void
rk_library_init (RkLibrary *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

RkFirmwareCache *
_rk_library_get_cache (RkLibrary *self)
{
  return self->cache;
}

const RkDownloadLimits *
_rk_library_get_limits (RkLibrary *self)
{
  return &self->limits;
}

const char *
_rk_library_get_folder (RkLibrary *self)
{
  return self->folder;
}

/* "Tasmota (lite)", "14.2" becomes "tasmota-lite-14.2". */
static char *
make_id (const RkManifest *manifest)
{
  const char *name = manifest->name != NULL ? manifest->name : "firmware";
  g_autofree char *whole = manifest->id != NULL ? g_strdup (manifest->id) : g_strjoin ("-", name, manifest->version, NULL);
  g_autoptr(GString) id = g_string_new (NULL);

  for (const char *c = whole; *c != '\0' && id->len < 64; c++)
    if (g_ascii_isalnum (*c) || *c == '.' || *c == '_')
      g_string_append_c (id, g_ascii_tolower (*c));
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');

  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  return g_strdup (id->len > 0 ? id->str : "firmware");
}

static gboolean
has_id (GPtrArray  *entries,
        const char *id)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (rk_library_entry_get_id (entries->pdata[i]), id))
      return TRUE;

  return FALSE;
}

static void
add_record (RkLibrary       *self,
            GPtrArray       *entries,
            RkLibraryRecord *record)
{
  while (record->manifests->len > 0)
    {
      RkManifest *manifest = g_ptr_array_steal_index (record->manifests, 0);
      g_autofree char *stem = make_id (manifest);
      g_autofree char *id = g_strdup (stem);
      RkLibraryEntry *entry;

      for (guint number = 2; has_id (entries, id); number++)
        {
          g_free (id);
          id = g_strdup_printf ("%s-%u", stem, number);
        }

      entry = _rk_library_entry_new (manifest, id, record->origin, record->path);
      _rk_library_entry_look (entry, self->cache);
      g_ptr_array_add (entries, entry);
    }
}

/* Entries that are the same as before stay the same objects, so that one that is
 * being fetched, or shown, is not pulled away.
 */
static void
keep_known (GPtrArray *entries,
            GPtrArray *before)
{
  for (guint i = 0; i < entries->len; i++)
    for (guint j = 0; j < before->len; j++)
      {
        RkLibraryEntry *entry = entries->pdata[i];
        RkLibraryEntry *known = before->pdata[j];
        g_autofree char *text = NULL;
        g_autofree char *known_text = NULL;

        if (!g_str_equal (rk_library_entry_get_id (entry), rk_library_entry_get_id (known)) ||
            g_strcmp0 (rk_library_entry_get_origin (entry), rk_library_entry_get_origin (known)) != 0)
          continue;
        text = rk_manifest_to_json (rk_library_entry_get_manifest (entry));
        known_text = rk_manifest_to_json (rk_library_entry_get_manifest (known));
        if (!g_str_equal (text, known_text))
          continue;
        g_object_unref (entry);
        entries->pdata[i] = g_object_ref (known);
      }
}

/* Reads the records anew. */
void
_rk_library_reload (RkLibrary *self)
{
  g_autoptr(GPtrArray) records = _rk_library_store_load (self->folder);
  g_autoptr(GPtrArray) before = self->entries;
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    add_record (self, entries, records->pdata[i]);
  keep_known (entries, before);

  self->entries = entries;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before->len, entries->len);
}

/**
 * rk_library_new:
 *
 * The library of whoever runs the program: the catalogue that is built in, and what
 * they added.
 *
 * Returns: (transfer full): a library, which is a list of #RkLibraryEntry
 */
RkLibrary *
rk_library_new (void)
{
  const RkDownloadLimits limits = RK_DOWNLOAD_LIMITS_DEFAULT;
  g_autofree char *data = g_build_filename (g_get_user_data_dir (), "rekindle", "library", NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "rekindle", "firmware", NULL);

  return rk_library_new_for (data, cache, &limits);
}

/**
 * rk_library_new_for:
 * @data_folder: where is kept what people add
 * @cache_folder: where is kept what comes over the network
 * @limits: how long to try to get it
 *
 * Reads some small files.  Neither folder need be there.
 *
 * Returns: (transfer full): a library, for one thread
 */
RkLibrary *
rk_library_new_for (const char             *data_folder,
                    const char             *cache_folder,
                    const RkDownloadLimits *limits)
{
  RkLibrary *self = g_object_new (RK_TYPE_LIBRARY, NULL);

  self->folder = g_strdup (data_folder);
  self->cache = rk_firmware_cache_new (cache_folder);
  self->limits = *limits;
  _rk_library_reload (self);
  return self;
}

/* How well @text means @entry: its id or origin before its name. */
static guint
rate (RkLibraryEntry *entry,
      const char     *text)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);

  if (g_ascii_strcasecmp (rk_library_entry_get_id (entry), text) == 0)
    return 3;
  if (g_strcmp0 (rk_library_entry_get_origin (entry), text) == 0 ||
      g_ascii_strcasecmp (rk_library_entry_get_title (entry), text) == 0)
    return 2;
  return manifest->name != NULL && g_ascii_strcasecmp (manifest->name, text) == 0 ? 1 : 0;
}

/**
 * rk_library_find:
 * @self: a library
 * @text: an id, a title, a name or the URL it was added from
 * @error: %RK_ERROR_INVALID when there is none, or more than one
 *
 * Returns: (transfer none): the entry that is meant
 */
RkLibraryEntry *
rk_library_find (RkLibrary   *self,
                 const char  *text,
                 GError     **error)
{
  RkLibraryEntry *best = NULL;
  guint best_rate = 0;
  guint n_best = 0;

  g_return_val_if_fail (RK_IS_LIBRARY (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      guint rated = rate (self->entries->pdata[i], text);

      n_best = rated > best_rate ? 1 : n_best + (rated == best_rate);
      if (rated > best_rate)
        best = self->entries->pdata[i];
      best_rate = MAX (best_rate, rated);
    }

  if (best == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "there is no “%s” in the library", text);
  else if (n_best > 1)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                 "“%s” is the name of %u in the library: give the id of one, such as “%s”", text, n_best, rk_library_entry_get_id (best));
  else
    return best;

  return NULL;
}

/**
 * rk_library_remove:
 * @self: a library
 * @entry: one of it that was added
 * @error: %RK_ERROR_INVALID for one that is built in; %G_IO_ERROR
 *
 * Removes it, and what was added together with it from the same place.  Files that
 * were downloaded stay in the cache; that some were accepted without a hash is
 * forgotten.
 *
 * Returns: whether it is gone
 */
gboolean
rk_library_remove (RkLibrary       *self,
                   RkLibraryEntry  *entry,
                   GError         **error)
{
  const char *record;

  g_return_val_if_fail (RK_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (entry), FALSE);

  record = _rk_library_entry_get_record (entry);
  if (record == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s is built in and cannot be removed",
                   rk_library_entry_get_title (entry));
      return FALSE;
    }

  if (g_remove (record) != 0)
    {
      g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", record, g_strerror (errno));
      return FALSE;
    }

  for (guint i = 0; i < self->entries->len; i++)
    if (g_strcmp0 (_rk_library_entry_get_record (self->entries->pdata[i]), record) == 0)
      _rk_library_forget_pins (self, self->entries->pdata[i]);
  _rk_library_reload (self);
  return TRUE;
}
