/* rk-library-entry.c: one firmware of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-library-entry.h"

#include "rk-download-part-private.h"
#include "rk-library-private.h"

struct _RkLibraryEntry
{
  GObject parent_instance;

  RkManifest *manifest;
  char       *id;
  char       *title;
  char       *origin;
  char       *record;
  guint64     size;
  gboolean   *ready_builds; /* one for each build */
  gboolean    verified;
  gboolean    ready;
  gboolean    damaged;
  gboolean    busy;
  guint64     bytes_here;
  guint64     bytes_done;
  guint64     bytes_total;
};

G_DEFINE_FINAL_TYPE (RkLibraryEntry, rk_library_entry, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_ORIGIN,
  PROP_VERIFIED,
  PROP_READY,
  PROP_DAMAGED,
  PROP_BUSY,
  PROP_BYTES_HERE,
  PROP_BYTES_DONE,
  PROP_BYTES_TOTAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
rk_library_entry_finalize (GObject *object)
{
  RkLibraryEntry *self = RK_LIBRARY_ENTRY (object);

  g_clear_pointer (&self->manifest, rk_manifest_free);
  g_free (self->id);
  g_free (self->title);
  g_free (self->origin);
  g_free (self->record);
  g_free (self->ready_builds);

  G_OBJECT_CLASS (rk_library_entry_parent_class)->finalize (object);
}

static void
rk_library_entry_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RkLibraryEntry *self = RK_LIBRARY_ENTRY (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_VERIFIED:
      g_value_set_boolean (value, self->verified);
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_DAMAGED:
      g_value_set_boolean (value, self->damaged);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_BYTES_HERE:
      g_value_set_uint64 (value, self->bytes_here);
      break;
    case PROP_BYTES_DONE:
      g_value_set_uint64 (value, self->bytes_done);
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_uint64 (value, self->bytes_total);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_library_entry_class_init (RkLibraryEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rk_library_entry_finalize;
  object_class->get_property = rk_library_entry_get_property;

  /* What it is called in commands: "at-1.7.6". */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /* Name and version. */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /* The URL that it was added from; NULL for what is built in. */
  properties[PROP_ORIGIN] = g_param_spec_string ("origin", NULL, NULL, NULL, flags);

  /* Whether each file that comes over the network has a hash to be checked by. */
  properties[PROP_VERIFIED] = g_param_spec_boolean ("verified", NULL, NULL, FALSE, flags);

  /* Whether it can be had without network, for one flash size at least. */
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);

  /* Whether something of it was kept and found damaged, and has not come anew. */
  properties[PROP_DAMAGED] = g_param_spec_boolean ("damaged", NULL, NULL, FALSE, flags);

  /* How much of it is in the cache, with what came before a download broke off. */
  properties[PROP_BYTES_HERE] = g_param_spec_uint64 ("bytes-here", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  /* Whether it is being fetched. */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);

  /* How far that has got; of 0 bytes while it is not known of how many. */
  properties[PROP_BYTES_DONE] = g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_BYTES_TOTAL] = g_param_spec_uint64 ("bytes-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_library_entry_init (RkLibraryEntry *self)
{
}

static gboolean
is_build_verified (RkLibraryEntry        *self,
                   const RkManifestBuild *build)
{
  for (guint i = 0; i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];

      if (part->sha256 == NULL && !_rk_library_is_local (self->origin, part))
        return FALSE;
    }

  return TRUE;
}

static gboolean
are_builds_verified (RkLibraryEntry *self)
{
  for (guint i = 0; i < self->manifest->builds->len; i++)
    if (!is_build_verified (self, self->manifest->builds->pdata[i]))
      return FALSE;

  return TRUE;
}

/* Different builds share files, and a build has the same one in two places. */
static gboolean
is_first (GHashTable           *seen,
          const RkManifestPart *part)
{
  return g_hash_table_add (seen, part->sha256 != NULL ? part->sha256 : part->path);
}

static guint64
add_up_size (RkLibraryEntry *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 size = 0;

  for (guint i = 0; i < self->manifest->builds->len; i++)
    {
      const RkManifestBuild *build = self->manifest->builds->pdata[i];

      for (guint j = 0; j < build->parts->len; j++)
        {
          const RkManifestPart *part = build->parts->pdata[j];

          if (part->size == 0)
            return 0;
          size += is_first (seen, part) ? part->size : 0;
        }
    }

  return size;
}

static char *
make_title (const RkManifest *manifest,
            const char       *id)
{
  const char *name = manifest->name != NULL ? manifest->name : id;

  return manifest->version != NULL ? g_strdup_printf ("%s %s", name, manifest->version) : g_strdup (name);
}

/* Takes @manifest.  @record is the file that it is kept in, if it was added. */
RkLibraryEntry *
_rk_library_entry_new (RkManifest *manifest,
                       const char *id,
                       const char *origin,
                       const char *record)
{
  RkLibraryEntry *self = g_object_new (RK_TYPE_LIBRARY_ENTRY, NULL);

  self->manifest = manifest;
  self->id = g_strdup (id);
  self->title = make_title (manifest, id);
  self->origin = g_strdup (origin);
  self->record = g_strdup (record);
  self->verified = are_builds_verified (self);
  self->size = add_up_size (self);
  self->ready_builds = g_new0 (gboolean, manifest->builds->len);
  return self;
}

const char *
_rk_library_entry_get_record (RkLibraryEntry *self)
{
  return self->record;
}

static gboolean
is_part_here (RkLibraryEntry       *self,
              const RkManifestPart *part,
              RkFirmwareCache      *cache)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (!_rk_library_is_local (self->origin, part))
    return part->sha256 != NULL && rk_firmware_cache_has (cache, part->sha256);

  folder = _rk_library_dup_folder (self->origin);
  path = folder != NULL ? g_build_filename (folder, part->path, NULL) : NULL;
  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
is_build_here (RkLibraryEntry        *self,
               const RkManifestBuild *build,
               RkFirmwareCache       *cache)
{
  for (guint i = 0; i < build->parts->len; i++)
    if (!is_part_here (self, build->parts->pdata[i], cache))
      return FALSE;

  return TRUE;
}

/* In the cache, or what came before its download broke off. */
static guint64
count_part (RkLibraryEntry       *self,
            const RkManifestPart *part,
            RkFirmwareCache      *cache)
{
  g_autofree char *url = NULL;
  g_autoptr(RkDownloadPart) begun = NULL;

  if (_rk_library_is_local (self->origin, part))
    return 0;
  if (part->sha256 != NULL && rk_firmware_cache_has (cache, part->sha256))
    return part->size;
  url = _rk_library_locate (self->origin, part, NULL);
  if (url == NULL)
    return 0;

  begun = _rk_download_part_new (rk_firmware_cache_get_part_folder (cache), url, part->sha256);
  return _rk_download_part_get_size (begun);
}

static guint64
count_here (RkLibraryEntry  *self,
            RkFirmwareCache *cache)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 bytes = 0;

  for (guint i = 0; i < self->manifest->builds->len; i++)
    {
      const RkManifestBuild *build = self->manifest->builds->pdata[i];

      for (guint j = 0; j < build->parts->len; j++)
        if (is_first (seen, build->parts->pdata[j]))
          bytes += count_part (self, build->parts->pdata[j], cache);
    }

  return bytes;
}

static void
set_boolean (RkLibraryEntry *self,
             gboolean       *place,
             gboolean        value,
             int             property)
{
  if (*place == value)
    return;

  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Looks whether its files are there. */
void
_rk_library_entry_look (RkLibraryEntry  *self,
                        RkFirmwareCache *cache)
{
  guint64 bytes = count_here (self, cache);
  gboolean any = FALSE;
  gboolean all = TRUE;

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < self->manifest->builds->len; i++)
    {
      self->ready_builds[i] = is_build_here (self, self->manifest->builds->pdata[i], cache);
      any |= self->ready_builds[i];
      all &= self->ready_builds[i];
    }

  set_boolean (self, &self->ready, any, PROP_READY);
  if (all)
    _rk_library_entry_set_damaged (self, FALSE);
  if (self->bytes_here != bytes)
    {
      self->bytes_here = bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_HERE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
_rk_library_entry_set_damaged (RkLibraryEntry *self,
                               gboolean        damaged)
{
  set_boolean (self, &self->damaged, damaged, PROP_DAMAGED);
}

void
_rk_library_entry_set_busy (RkLibraryEntry *self,
                            gboolean        busy)
{
  set_boolean (self, &self->busy, busy, PROP_BUSY);
}

void
_rk_library_entry_set_progress (RkLibraryEntry *self,
                                guint64         done,
                                guint64         total)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->bytes_total != total)
    {
      self->bytes_total = total;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_TOTAL]);
    }
  if (self->bytes_done != done)
    {
      self->bytes_done = done;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_DONE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * rk_library_entry_get_id:
 * @self: an entry
 *
 * Returns: (transfer none): what commands call it: "at-1.7.6"
 */
const char *
rk_library_entry_get_id (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), NULL);

  return self->id;
}

/**
 * rk_library_entry_get_title:
 * @self: an entry
 *
 * Returns: (transfer none): name and version: "ESP8266 AT 1.7.6"
 */
const char *
rk_library_entry_get_title (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), NULL);

  return self->title;
}

/**
 * rk_library_entry_get_origin:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the URL that it was added from; %NULL for
 *   what is built in
 */
const char *
rk_library_entry_get_origin (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), NULL);

  return self->origin;
}

/**
 * rk_library_entry_get_manifest:
 * @self: an entry
 *
 * Any thread may read it while it holds a reference to the entry.
 *
 * Returns: (transfer none): all that is known of it
 */
const RkManifest *
rk_library_entry_get_manifest (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), NULL);

  return self->manifest;
}

/**
 * rk_library_entry_get_verified:
 * @self: an entry
 *
 * Returns: whether each of its files that comes over the network has a hash to be
 *   checked by; without, it is fetched only when somebody says so
 */
gboolean
rk_library_entry_get_verified (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return self->verified;
}

/**
 * rk_library_entry_get_ready:
 * @self: an entry
 *
 * Returns: whether it can be had without network, for one flash size at least.
 *   Never so for what is not verified
 */
gboolean
rk_library_entry_get_ready (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return self->ready;
}

/**
 * rk_library_entry_is_build_ready:
 * @self: an entry
 * @build: one of its manifest's
 *
 * Returns: whether that one can be had without network
 */
gboolean
rk_library_entry_is_build_ready (RkLibraryEntry        *self,
                                 const RkManifestBuild *build)
{
  guint position;

  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return g_ptr_array_find (self->manifest->builds, build, &position) && self->ready_builds[position];
}

/**
 * rk_library_entry_get_damaged:
 * @self: an entry
 *
 * Returns: whether something of it was kept and found damaged; it is gone, and comes
 *   anew with the next fetch
 */
gboolean
rk_library_entry_get_damaged (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return self->damaged;
}

/**
 * rk_library_entry_get_size:
 * @self: an entry
 *
 * Returns: bytes of all its files, 0 where its manifest does not tell of each
 */
guint64
rk_library_entry_get_size (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), 0);

  return self->size;
}

/**
 * rk_library_entry_get_bytes_here:
 * @self: an entry
 *
 * Returns: how many bytes of it are in the cache, with what came before a download
 *   broke off, which goes on from there
 */
guint64
rk_library_entry_get_bytes_here (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), 0);

  return self->bytes_here;
}

/**
 * rk_library_entry_get_busy:
 * @self: an entry
 *
 * Returns: whether it is being fetched
 */
gboolean
rk_library_entry_get_busy (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return self->busy;
}

/**
 * rk_library_entry_get_bytes_done:
 * @self: an entry
 *
 * Returns: how many bytes of it came, in the fetch that runs or ran last
 */
guint64
rk_library_entry_get_bytes_done (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), 0);

  return self->bytes_done;
}

/**
 * rk_library_entry_get_bytes_total:
 * @self: an entry
 *
 * Returns: of how many bytes, 0 while that is not known
 */
guint64
rk_library_entry_get_bytes_total (RkLibraryEntry *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), 0);

  return self->bytes_total;
}

/**
 * rk_library_entry_has_feature:
 * @self: an entry
 * @feature: "at", "cloud-update"
 *
 * Returns: whether the catalogue says so of it
 */
gboolean
rk_library_entry_has_feature (RkLibraryEntry *self,
                              const char     *feature)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return self->manifest->features != NULL && g_strv_contains ((const char *const *)self->manifest->features, feature);
}

/**
 * rk_library_entry_fits:
 * @self: an entry
 * @flash_size: bytes, 0 for not known
 *
 * Returns: whether there is a build for a module with that much flash
 */
gboolean
rk_library_entry_fits (RkLibraryEntry *self,
                       guint32         flash_size)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ENTRY (self), FALSE);

  return rk_manifest_choose (self->manifest, flash_size, NULL) != NULL;
}
