/* rk-flash-contents.c: what lives where in a flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs are found first, then what has its place by the flash map, then file
 * systems; what is left is something else, or free.
 */

#include "rk-flash-contents.h"

#include "rk-bytes.h"
#include "rk-flash-files.h"
#include "rk-flash-settings.h"

#define SECTOR RK_FLASH_SECTOR

/* The code of a program without a header of its own begins so far behind its start:
 * boot_v1.1's applications, and merged ones that start without a boot loader.
 */
#define IROM_OFFSET 0x10000

typedef struct
{
  RkFlashContents *contents;
  RkView           view;
  guint32          n_sectors;
  guint8          *blank;   /* whether a sector is */
  guint8          *claimed; /* whether a region has it */
} Survey;

/* clang-format off */
static const struct
{
  const char *nick;
  const char *summary;
} words[] = {
  [RK_REGION_FREE] = { "region.free", N_("Free") },
  [RK_REGION_PROGRAM] = { "region.program", N_("Program") },
  [RK_REGION_RF_DATA] = { "region.rf-data", N_("RF init data") },
  [RK_REGION_RF_CALIBRATION] = { "region.rf-calibration", N_("RF calibration, as the radio measured it") },
  [RK_REGION_SETTINGS] = { "region.settings", N_("Settings, with the Wi-Fi networks it remembers") },
  [RK_REGION_AT_SETTINGS] = { "region.at-settings", N_("Settings of the AT firmware") },
  [RK_REGION_PARTITION] = { "region.partition", N_("Partition “{name}”") },
  [RK_REGION_FILE_SYSTEM] = { "region.file-system", N_("File system {name}") },
  [RK_REGION_DATA] = { "region.data", N_("Data that is not recognised") },
};
/* clang-format on */

/**
 * rk_flash_region_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its stable name for scripts: "settings"
 */
const char *
rk_flash_region_kind_get_nick (RkFlashRegionKind kind)
{
  return words[kind].nick + strlen ("region.");
}

static void
region_free (RkFlashRegion *self)
{
  g_clear_pointer (&self->info, rk_file_info_unref);
  g_clear_pointer (&self->description, rk_finding_free);
  g_free (self);
}

static int
compare_regions (gconstpointer a,
                 gconstpointer b)
{
  const RkFlashRegion *first = *(RkFlashRegion *const *)a;
  const RkFlashRegion *second = *(RkFlashRegion *const *)b;

  return first->offset < second->offset ? -1 : first->offset > second->offset;
}

/* Adds a region of whole sectors, as far as nothing else was found there before. */
static RkFlashRegion *
claim (Survey            *self,
       RkFlashRegionKind  kind,
       guint64            start,
       guint64            end,
       const char        *name)
{
  guint32 first = (guint32)(start / SECTOR);
  guint32 last = (guint32)MIN ((end + SECTOR - 1) / SECTOR, self->n_sectors);
  RkFlashRegion *region;

  for (guint32 i = first; i < last; i++)
    if (self->claimed[i])
      last = i;
  if (first >= last)
    return NULL;

  memset (self->claimed + first, TRUE, last - first);
  region = g_new0 (RkFlashRegion, 1);
  region->kind = kind;
  region->offset = first * SECTOR;
  region->length = (last - first) * SECTOR;
  region->description = rk_finding_new (words[kind].nick, RK_SEVERITY_INFO, words[kind].summary, NULL, NULL,
                                        "name", name, NULL);
  g_ptr_array_add (self->contents->regions, region);
  return region;
}

static void
claim_program (Survey     *self,
               RkFileInfo *info,
               guint64     start,
               guint64     end)
{
  gboolean is_rf_data = info->kind == RK_FILE_RF_DATA;
  RkFlashRegion *region = claim (self, is_rf_data ? RK_REGION_RF_DATA : RK_REGION_PROGRAM, start, end, NULL);

  if (region == NULL)
    return;

  region->info = rk_file_info_ref (info);
  rk_finding_free (region->description);
  region->description = rk_finding_copy (info->description);
}

/* The first blank sector from @offset on. */
static guint64
find_blank (const Survey *self,
            guint64       offset)
{
  guint64 sector = (offset + SECTOR - 1) / SECTOR;

  while (sector < self->n_sectors && !self->blank[sector])
    sector++;
  return sector * SECTOR;
}

static guint64
get_sketch_end (const Survey *self,
                guint32       start)
{
  g_autoptr(RkImage) sketch = rk_image_parse (self->contents->bytes, start + SECTOR, NULL);

  return sketch != NULL ? start + SECTOR + sketch->length : find_blank (self, start + SECTOR);
}

/* Where a program ends: its file alone does not tell where there is more behind it. */
static guint64
get_program_end (const Survey     *self,
                 guint32           start,
                 const RkFileInfo *info)
{
  guint64 end = info->image != NULL ? start + info->image->length : find_blank (self, start);

  if (info->kind == RK_FILE_SKETCH)
    return get_sketch_end (self, start);
  if (info->kind == RK_FILE_WHOLE_APP || (info->kind == RK_FILE_USER_APP && info->image != NULL && !info->image->ea))
    return find_blank (self, MAX (end, (guint64)start + IROM_OFFSET));
  if (info->kind == RK_FILE_RF_DATA || info->kind == RK_FILE_PARTITION_TABLE)
    return start + SECTOR;
  return end;
}

static gboolean
is_found_program (const RkFileInfo *info)
{
  return rk_file_info_is_firmware (info) && info->kind != RK_FILE_BLANK && info->kind != RK_FILE_IROM;
}

static void
find_programs (Survey *self)
{
  g_autoptr(RkFileInfo) all = rk_file_info_new (self->contents->bytes);

  if (all->parts == NULL && is_found_program (all))
    claim_program (self, all, 0, get_program_end (self, 0, all));
  for (guint i = 0; all->parts != NULL && i < all->parts->len; i++)
    {
      const RkFilePart *part = all->parts->pdata[i];

      if (is_found_program (part->info))
        claim_program (self, part->info, part->offset, get_program_end (self, part->offset, part->info));
    }
}

/* Applications that nothing starts at the moment: their boot loader is missing. */
static void
find_orphans (Survey *self)
{
  static const guint32 starts[] = { 0x1000, 0x41000, 0x81000, 0x101000 };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr(GBytes) rest = NULL;
      g_autoptr(RkImage) image = NULL;
      g_autoptr(RkFileInfo) info = NULL;

      if (!rk_view_has (self->view, starts[i], SECTOR) || self->claimed[starts[i] / SECTOR] ||
          (self->view.data[starts[i]] != RK_IMAGE_MAGIC && self->view.data[starts[i]] != RK_IMAGE_MAGIC_EA))
        continue;

      image = rk_image_parse (self->contents->bytes, starts[i], NULL);
      if (image == NULL)
        continue;
      rest = g_bytes_new_from_bytes (self->contents->bytes, starts[i], image->length);
      info = rk_file_info_new (rest);
      if (is_found_program (info))
        claim_program (self, info, starts[i], get_program_end (self, starts[i], info));
    }
}

static gboolean
has_at_firmware (const Survey *self)
{
  for (guint i = 0; i < self->contents->regions->len; i++)
    {
      const RkFlashRegion *region = self->contents->regions->pdata[i];

      if (region->info != NULL && region->info->is_at)
        return TRUE;
    }

  return FALSE;
}

/* What the flash map has a place for; blank, there is nothing. */
static void
find_mapped (Survey            *self,
             RkFlashRegionKind  kind,
             guint32            start,
             guint32            n_sectors)
{
  gboolean is_blank = TRUE;

  if (start == RK_FLASH_NOWHERE || (guint64)start + n_sectors * SECTOR > self->view.size)
    return;
  for (guint32 i = 0; i < n_sectors; i++)
    is_blank &= self->blank[start / SECTOR + i];
  if (!is_blank)
    claim (self, kind, start, start + n_sectors * SECTOR, NULL);
}

static void
find_partitions (Survey *self,
                 GArray *partitions)
{
  for (guint i = 0; i < partitions->len; i++)
    {
      const RkFlashPartition *partition = &g_array_index (partitions, RkFlashPartition, i);
      g_autofree char *name = g_utf8_make_valid (partition->label, -1);

      if (partition->type != RK_PARTITION_PROGRAM)
        claim (self, RK_REGION_PARTITION, partition->offset, (guint64)partition->offset + partition->length, name);
    }
}

static void
find_settings (Survey *self)
{
  g_autoptr(GArray) partitions = rk_flash_partitions_read (self->contents->bytes);
  const RkFlashMap *map = self->contents->map;

  find_partitions (self, partitions);
  if (map == NULL || partitions->len > 0 || map->flash_size > self->view.size)
    return;

  /* The NONOS SDK's RF calibration has the sector before the RF init data. */
  find_mapped (self, RK_REGION_RF_CALIBRATION, map->rf_data - SECTOR, 1);
  find_mapped (self, RK_REGION_SETTINGS, map->system, 3);
  if (has_at_firmware (self))
    find_mapped (self, RK_REGION_AT_SETTINGS, map->at_parameters, 1);
}

static void
find_file_systems (Survey *self)
{
  for (guint32 i = 0; i < self->n_sectors; i++)
    {
      RkFlashFiles files;
      guint32 length = 0;

      if (self->claimed[i] || self->blank[i])
        continue;
      files = rk_flash_files_recognise (self->contents->bytes, i * SECTOR, &length);
      if (files != RK_FLASH_FILES_NONE)
        claim (self, RK_REGION_FILE_SYSTEM, (guint64)i * SECTOR, (guint64)i * SECTOR + length,
               files == RK_FLASH_FILES_LITTLEFS ? "LittleFS" : "SPIFFS");
    }
}

static void
fill_gaps (Survey *self)
{
  for (guint32 i = 0, end; i < self->n_sectors; i = end)
    {
      for (end = i + 1; end < self->n_sectors && self->claimed[end] == self->claimed[i] && self->blank[end] == self->blank[i]; end++)
        ;
      if (!self->claimed[i])
        claim (self, self->blank[i] ? RK_REGION_FREE : RK_REGION_DATA, (guint64)i * SECTOR, (guint64)end * SECTOR, NULL);
      else
        for (end = i + 1; end < self->n_sectors && self->claimed[end]; end++)
          ;
    }
}

/**
 * rk_flash_contents_new:
 * @bytes: all that is in a flash chip
 *
 * Finds out what lives where.
 *
 * Returns: (transfer full): it
 */
RkFlashContents *
rk_flash_contents_new (GBytes *bytes)
{
  RkFlashContents *self = g_new0 (RkFlashContents, 1);
  Survey survey = { .contents = self, .view = rk_view (bytes) };

  g_atomic_ref_count_init (&self->refs);
  self->bytes = g_bytes_ref (bytes);
  self->map = rk_flash_map_in_header (bytes);
  self->regions = g_ptr_array_new_with_free_func ((GDestroyNotify)region_free);
  survey.n_sectors = (guint32)(survey.view.size / SECTOR);
  survey.blank = g_new0 (guint8, survey.n_sectors + 1);
  survey.claimed = g_new0 (guint8, survey.n_sectors + 1);
  for (guint32 i = 0; i < survey.n_sectors; i++)
    survey.blank[i] = rk_view_is_filled (survey.view, (gsize)i * SECTOR, ((gsize)i + 1) * SECTOR, 0xff);

  if (survey.n_sectors > 0)
    {
      find_programs (&survey);
      find_orphans (&survey);
      find_settings (&survey);
      find_file_systems (&survey);
      fill_gaps (&survey);
      g_ptr_array_sort (self->regions, compare_regions);
    }

  g_free (survey.blank);
  g_free (survey.claimed);
  return self;
}

/**
 * rk_flash_contents_ref:
 * @self: contents
 *
 * Returns: (transfer full): @self
 */
RkFlashContents *
rk_flash_contents_ref (RkFlashContents *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * rk_flash_contents_unref:
 * @self: (transfer full): contents
 */
void
rk_flash_contents_unref (RkFlashContents *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_bytes_unref (self->bytes);
  g_ptr_array_unref (self->regions);
  g_free (self);
}

/**
 * rk_flash_contents_find:
 * @self: contents
 * @offset: where
 *
 * Returns: (transfer none) (nullable): the region that has it, %NULL beyond the end
 */
const RkFlashRegion *
rk_flash_contents_find (const RkFlashContents *self,
                        guint32                offset)
{
  for (guint i = 0; i < self->regions->len; i++)
    {
      const RkFlashRegion *region = self->regions->pdata[i];

      if (offset >= region->offset && offset - region->offset < region->length)
        return region;
    }

  return NULL;
}
