/* rk-plan-map.c: the flash map that a plan's program works under
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-private.h"

/* Programs that a boot loader starts say most about the map; then any other. */
static RkFileInfo *
find_kind (RkPlan   *self,
           gboolean  user_app)
{
  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self, i);
      RkFileInfo *info = rk_plan_row_get_info (row);

      if (rk_plan_row_get_enabled (row) && rk_file_info_is_program (info) &&
          (info->kind == RK_FILE_USER_APP) == user_app)
        return info;
    }

  return NULL;
}

/* The application in a file that holds boot loader and application together. */
static RkFileInfo *
find_inner_application (RkFileInfo *info)
{
  for (guint i = 0; info->parts != NULL && i < info->parts->len; i++)
    {
      const RkFilePart *part = info->parts->pdata[i];

      if (part->info->kind == RK_FILE_USER_APP)
        return part->info;
    }

  return info;
}

RkFileInfo *
_rk_plan_find_application (RkPlan *self)
{
  RkFileInfo *info = find_kind (self, TRUE);

  if (info == NULL)
    info = find_kind (self, FALSE);

  return info != NULL ? find_inner_application (info) : NULL;
}

/* The largest map with these slots that a chip has room for. */
static const RkFlashMap *
find_map_that_fits (const char *arrangement,
                    guint32     flash_size)
{
  for (guint32 size = flash_size; size >= 256 * 1024; size /= 2)
    {
      const RkFlashMap *map = rk_flash_map_for_size (size, arrangement);

      if (map != NULL)
        return map;
    }

  return NULL;
}

/* An application of Espressif's boot loaders is built for one map and carries that
 * map's code in its own header.  From SDK 3.0 (AT 1.7) it registers a partition
 * table made for that map, compares it with the header at flash offset 0, and halts
 * with "mismatch map" when they differ.  That is so even where the chip is larger
 * than the map, and even where map 6 would be the same two slots as map 5.  Earlier
 * ones run with the map they were built for as well, and can then be updated from
 * the cloud to later ones without halting.  So the build decides, not the chip.
 */
static const RkFlashMap *
choose_for_user_app (const RkFileInfo *info,
                     guint32           flash_size)
{
  if (info->map != NULL && (flash_size == 0 || info->map->flash_size <= flash_size))
    return info->map;

  return find_map_that_fits (info->arrangement, flash_size);
}

/* Which code flash has now, where it fits the chip. */
static const RkFlashMap *
get_current_map (const RkPlanTarget *target)
{
  const RkFlashMap *map;

  if (target->start == NULL || target->start->image == NULL || target->start->image->ea)
    return NULL;

  map = rk_flash_map_get (target->start->image->size_code);
  return map != NULL && (target->flash_size == 0 || map->flash_size <= target->flash_size) ? map : NULL;
}

static gboolean
has_boot_loader (RkPlan *self)
{
  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self, i);

      if (rk_plan_row_get_enabled (row) && rk_plan_row_get_info (row)->kind == RK_FILE_BOOT_LOADER)
        return TRUE;
    }

  return FALSE;
}

/**
 * rk_plan_choose_map:
 * @self: a plan
 * @target: (nullable): the module; %NULL for the plan's flash size
 *
 * The map under which this plan's program works: the one it was built for; for a
 * program that is built for none, the one of the chip's size.  A boot loader by
 * itself keeps the map that flash has now, since the application that it will
 * start is there already.
 *
 * Returns: (transfer none) (nullable): the map, %NULL when it cannot be told or
 *   the program fits no map that the chip has room for
 */
const RkFlashMap *
rk_plan_choose_map (RkPlan             *self,
                    const RkPlanTarget *target)
{
  const RkPlanTarget usual_target = { .flash_size = rk_plan_get_flash_size (self) };
  const RkFileInfo *info = _rk_plan_find_application (self);
  const RkFlashMap *map = NULL;

  if (target == NULL)
    target = &usual_target;
  if (info != NULL && info->kind == RK_FILE_USER_APP)
    return choose_for_user_app (info, target->flash_size);
  if (info == NULL && has_boot_loader (self))
    map = get_current_map (target);
  if (map == NULL)
    map = find_map_that_fits (NULL, target->flash_size);

  return map;
}
