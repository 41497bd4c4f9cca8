/* rk-file-info.c: what a file is, as far as its bytes tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-file-info.h"

#include "rk-bytes.h"
#include "rk-file-describe.h"
#include "rk-file-recognise.h"
#include "rk-file-strings.h"
#include "rk-known-files.h"

static void
part_free (RkFilePart *part)
{
  rk_file_info_unref (part->info);
  g_free (part);
}

static void
take_strings (RkFileInfo    *self,
              RkFileStrings *strings)
{
  self->loader_version = g_steal_pointer (&strings->loader_version);
  self->is_at = strings->is_at;
  self->at_version = g_steal_pointer (&strings->at_version);
  self->sdk_version = g_steal_pointer (&strings->sdk_version);
  self->bin_version = g_steal_pointer (&strings->bin_version);
  self->compile_date = g_steal_pointer (&strings->compile_date);
}

/* NONOS AT firmware formats its version from numbers in code, but its Bin
 * version, which is text, has been the same since 1.6.
 */
static void
look_up_release (RkFileInfo *self)
{
  const RkKnownFile *known = rk_known_file_find (self->sha256);

  if (known != NULL)
    {
      self->known_release = known->release;
      self->known_name = known->name;
      if (self->at_version == NULL)
        self->at_version = g_strdup (known->at_version);
    }

  if (self->at_version == NULL)
    self->at_version = g_strdup (self->bin_version);
  self->is_at = self->is_at || self->at_version != NULL;
}

/**
 * rk_file_info_new:
 * @bytes: a whole file
 *
 * Recognises a file.  This never fails: what is not known is %RK_FILE_UNKNOWN,
 * what is broken has @damage set.  Blocks for some 100 ms on a large dump, so it
 * is for a worker thread when many files come at once.
 *
 * Returns: (transfer full): what is known about it
 */
RkFileInfo *
rk_file_info_new (GBytes *bytes)
{
  RkFileInfo *self = g_new0 (RkFileInfo, 1);
  g_auto(RkFileStrings) strings = { NULL };

  g_atomic_ref_count_init (&self->refs);
  self->size = g_bytes_get_size (bytes);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self->link_offset = RK_FLASH_NOWHERE;

  rk_file_strings_read (&strings, bytes);
  rk_file_recognise (self, bytes, &strings);
  take_strings (self, &strings);
  look_up_release (self);
  self->description = rk_file_describe (self);
  return self;
}

/**
 * rk_file_info_ref:
 * @self: a file's information
 *
 * Returns: (transfer full): @self
 */
RkFileInfo *
rk_file_info_ref (RkFileInfo *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * rk_file_info_unref:
 * @self: (transfer full): a file's information
 */
void
rk_file_info_unref (RkFileInfo *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->sha256);
  g_clear_pointer (&self->image, rk_image_unref);
  g_free (self->loader_version);
  g_free (self->at_version);
  g_free (self->sdk_version);
  g_free (self->bin_version);
  g_free (self->compile_date);
  g_clear_error (&self->damage);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->description, rk_finding_free);
  g_free (self);
}

/**
 * rk_file_info_is_firmware:
 * @self: a file's information
 *
 * Returns: whether writing it to a module can make sense.  Unknown data may: a
 *   file system, certificates.
 */
gboolean
rk_file_info_is_firmware (const RkFileInfo *self)
{
  return self->kind != RK_FILE_EMPTY && self->kind < RK_FILE_OTHER_CHIP;
}

/**
 * rk_file_info_is_backup:
 * @self: a file's information
 *
 * Returns: whether it is a dump that fills a chip, which goes back as it was
 */
gboolean
rk_file_info_is_backup (const RkFileInfo *self)
{
  return self->kind == RK_FILE_FLASH_DUMP && rk_flash_map_for_size ((guint32)self->size, NULL) != NULL;
}

/**
 * rk_file_info_is_program:
 * @self: a file's information
 *
 * Returns: whether the boot ROM or a boot loader starts it
 */
gboolean
rk_file_info_is_program (const RkFileInfo *self)
{
  switch (self->kind)
    {
    case RK_FILE_USER_APP:
    case RK_FILE_FLASH_APP:
    case RK_FILE_WHOLE_APP:
    case RK_FILE_SKETCH:
    case RK_FILE_RTOS_APP:
    case RK_FILE_FLASH_DUMP:
      return TRUE;

    case RK_FILE_UNKNOWN:
    case RK_FILE_EMPTY:
    case RK_FILE_BLANK:
    case RK_FILE_BOOT_LOADER:
    case RK_FILE_IROM:
    case RK_FILE_RF_DATA:
    case RK_FILE_RTOS_LOADER:
    case RK_FILE_PARTITION_TABLE:
    case RK_FILE_OTHER_CHIP:
    case RK_FILE_ELF:
    case RK_FILE_INTEL_HEX:
    case RK_FILE_ARCHIVE:
    case RK_FILE_WEB_PAGE:
    case RK_FILE_TEXT:
    default:
      return FALSE;
    }
}

/* Slot 1 is at the same place in every map; slot 2 where the map has it that the
 * program was built for, or else the one in use.
 */
static guint32
get_slot_place (const RkFileInfo *self,
                const RkFlashMap *map)
{
  if (self->slot != 2)
    return 0x1000;
  if (self->map != NULL)
    map = self->map;

  return map != NULL ? map->slots[1] : RK_FLASH_NOWHERE;
}

static guint32
get_fixed_place (const RkFileInfo *self)
{
  switch (self->kind)
    {
    case RK_FILE_BOOT_LOADER:
    case RK_FILE_FLASH_APP:
    case RK_FILE_WHOLE_APP:
    case RK_FILE_SKETCH:
    case RK_FILE_RTOS_LOADER:
    case RK_FILE_FLASH_DUMP:
      return 0;

    case RK_FILE_IROM:
    case RK_FILE_RTOS_APP:
      return self->link_offset;

    case RK_FILE_PARTITION_TABLE:
      return 0x8000;

    case RK_FILE_UNKNOWN:
    case RK_FILE_EMPTY:
    case RK_FILE_BLANK:
    case RK_FILE_USER_APP:
    case RK_FILE_RF_DATA:
    case RK_FILE_OTHER_CHIP:
    case RK_FILE_ELF:
    case RK_FILE_INTEL_HEX:
    case RK_FILE_ARCHIVE:
    case RK_FILE_WEB_PAGE:
    case RK_FILE_TEXT:
    default:
      return RK_FLASH_NOWHERE;
    }
}

/**
 * rk_file_info_get_places:
 * @self: a file's information
 * @map: (nullable): the flash map in use, %NULL while it is not known
 * @places: (out): where the file goes
 *
 * Returns: how many places there are: none for a file that could go anywhere or
 *   nowhere, two for blank.bin on most maps
 */
guint
rk_file_info_get_places (const RkFileInfo *self,
                         const RkFlashMap *map,
                         guint32           places[RK_FILE_MAX_PLACES])
{
  guint n = 0;

  if (self->kind == RK_FILE_BLANK)
    {
      for (guint i = 0; map != NULL && i < G_N_ELEMENTS (map->blanks); i++)
        if (map->blanks[i] != RK_FLASH_NOWHERE)
          places[n++] = map->blanks[i];
      return n;
    }

  if (self->kind == RK_FILE_RF_DATA)
    places[0] = map != NULL ? map->rf_data : RK_FLASH_NOWHERE;
  else if (self->kind == RK_FILE_USER_APP)
    places[0] = get_slot_place (self, map);
  else
    places[0] = get_fixed_place (self);

  return places[0] != RK_FLASH_NOWHERE ? 1 : 0;
}

/**
 * rk_file_info_add_part:
 * @self: a dump being recognised
 * @offset: where in it
 * @bytes: what is there
 *
 * For recognition only: adds a part.
 */
void
rk_file_info_add_part (RkFileInfo *self,
                       guint32     offset,
                       GBytes     *bytes)
{
  RkFilePart *part = g_new0 (RkFilePart, 1);

  if (self->parts == NULL)
    self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);

  part->offset = offset;
  part->info = rk_file_info_new (bytes);
  g_ptr_array_add (self->parts, part);
}
