/* rk-plan-write.c: the bytes of a plan as they are to be written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-private.h"

#include "rk-units.h"

/* The mode that the flash inside an ESP8285 always works with. */
#define MODE_DOUT 3

static void
write_free (RkPlanWrite *write)
{
  g_object_unref (write->row);
  g_bytes_unref (write->bytes);
  g_free (write);
}

/* The enabled row whose E9 header the boot ROM reads; NULL if there is none. */
RkPlanRow *
_rk_plan_find_start (RkPlan *self)
{
  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self, i);
      RkFileInfo *info = rk_plan_row_get_info (row);

      if (rk_plan_row_get_enabled (row) && rk_plan_row_get_offset (row) == 0 &&
          info->image != NULL && !info->image->ea)
        return row;
    }

  return NULL;
}

/* "detect" takes the code of the map that the plan's program works under, see
 * rk_plan_choose_map().  boot_v1.7.bin ships with code 0 (512 KB, 256+256), so an
 * AT set written as it comes would start, but AT 1.7 would halt on the map and
 * earlier ones would keep their settings inside slot 1.  That is why the header of
 * the loader is set even where the chip is larger than code 0 says.
 */
int
_rk_plan_choose_size_code (RkPlan                *self,
                           const RkPlanTarget    *target,
                           const RkHeaderOptions *options)
{
  RkPlanRow *start = _rk_plan_find_start (self);
  const RkFlashMap *map;
  guint current;

  if (start == NULL)
    return RK_HEADER_KEEP;

  current = rk_plan_row_get_info (start)->image->size_code;
  if (options->size_code >= 0)
    return options->size_code;
  if (options->size_code == RK_HEADER_KEEP || rk_file_info_is_backup (rk_plan_row_get_info (start)))
    return (int)current;

  map = rk_plan_choose_map (self, target);
  return map != NULL ? (int)map->code : (int)current;
}

static int
choose_mode (const RkPlanTarget    *target,
             const RkHeaderOptions *options)
{
  if (options->mode != RK_HEADER_DETECT)
    return options->mode;

  return target->embedded_flash ? MODE_DOUT : RK_HEADER_KEEP;
}

static const char *
size_name (guint code)
{
  const RkFlashMap *map = rk_flash_map_get (code);

  return map != NULL ? map->name : "?";
}

static void
tell_size (GPtrArray          *changes,
           RkPlanRow          *row,
           const RkPlanTarget *target,
           guint               from,
           guint               to)
{
  g_autofree char *chip = rk_units_format_size (target->flash_size);

  if (target->flash_size != 0)
    g_ptr_array_add (changes,
                     rk_finding_new ("plan.size-set", RK_SEVERITY_INFO,
                                     N_("The header of {file} said {from}, the chip has {chip}: set to {to}"),
                                     N_("A program looks there for the size of the flash and the place of its settings."), NULL,
                                     "file", rk_plan_row_get_name (row), "from", size_name (from),
                                     "to", size_name (to), "chip", chip, NULL));
  else
    g_ptr_array_add (changes,
                     rk_finding_new ("plan.size-set", RK_SEVERITY_INFO,
                                     N_("The header of {file} said {from}: set to {to}"), NULL, NULL,
                                     "file", rk_plan_row_get_name (row), "from", size_name (from),
                                     "to", size_name (to), NULL));
}

static void
tell_name (GPtrArray  *changes,
           RkPlanRow  *row,
           const char *id,
           const char *summary,
           const char *from,
           const char *to)
{
  g_ptr_array_add (changes, rk_finding_new (id, RK_SEVERITY_INFO, summary, NULL, NULL,
                                            "file", rk_plan_row_get_name (row),
                                            "from", from != NULL ? from : "?",
                                            "to", to != NULL ? to : "?", NULL));
}

static void
tell_changes (GPtrArray          *changes,
              RkPlanRow          *row,
              const RkPlanTarget *target,
              int                 mode,
              int                 freq,
              int                 size_code)
{
  const RkImage *image = rk_plan_row_get_info (row)->image;

  if (size_code >= 0 && size_code != image->size_code)
    tell_size (changes, row, target, image->size_code, (guint)size_code);
  if (mode >= 0 && mode != image->mode)
    tell_name (changes, row, "plan.mode-set", N_("Flash mode in the header of {file}: {from} set to {to}"),
               rk_flash_mode_to_string (image->mode), rk_flash_mode_to_string ((guint)mode));
  if (freq >= 0 && freq != image->freq_code)
    tell_name (changes, row, "plan.freq-set", N_("Flash frequency in the header of {file}: {from} set to {to}"),
               rk_flash_freq_to_string (image->freq_code), rk_flash_freq_to_string ((guint)freq));
}

static GBytes *
patch_start (RkPlan                *self,
             RkPlanRow             *row,
             const RkPlanTarget    *target,
             const RkHeaderOptions *options,
             GPtrArray             *changes)
{
  int mode = choose_mode (target, options);
  int freq = options->freq >= 0 ? options->freq : RK_IMAGE_KEEP;
  int size_code = _rk_plan_choose_size_code (self, target, options);

  if (changes != NULL)
    tell_changes (changes, row, target, mode, freq, size_code);

  return rk_image_patch_header (rk_plan_row_get_bytes (row), mode, freq, size_code);
}

/**
 * rk_plan_get_writes:
 * @self: a plan
 * @target: (nullable): the module; %NULL for the plan's flash size
 * @options: (nullable): what becomes of the header at flash offset 0; %NULL for
 *   %RK_HEADER_OPTIONS_DEFAULT
 * @changes: (nullable) (element-type RkFinding): is added what was changed
 *
 * The bytes of every enabled row that has an offset, in the order of the rows.
 * Only the header of the image at offset 0 ever differs from the file.  Checks
 * nothing: see rk_plan_check().
 *
 * Returns: (transfer full) (element-type RkPlanWrite): what to write where
 */
GPtrArray *
rk_plan_get_writes (RkPlan                *self,
                    const RkPlanTarget    *target,
                    const RkHeaderOptions *options,
                    GPtrArray             *changes)
{
  const RkPlanTarget usual_target = { .flash_size = rk_plan_get_flash_size (self) };
  const RkHeaderOptions usual = RK_HEADER_OPTIONS_DEFAULT;
  GPtrArray *writes = g_ptr_array_new_with_free_func ((GDestroyNotify)write_free);
  RkPlanRow *start;

  g_return_val_if_fail (RK_IS_PLAN (self), writes);

  target = target != NULL ? target : &usual_target;
  options = options != NULL ? options : &usual;
  start = _rk_plan_find_start (self);
  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self, i);
      RkPlanWrite *write;

      if (!rk_plan_row_get_enabled (row) || rk_plan_row_get_offset (row) < 0)
        continue;

      write = g_new0 (RkPlanWrite, 1);
      write->row = g_object_ref (row);
      write->offset = (guint32)rk_plan_row_get_offset (row);
      write->bytes = row == start ? patch_start (self, row, target, options, changes)
                                  : g_bytes_ref (rk_plan_row_get_bytes (row));
      g_ptr_array_add (writes, write);
    }

  return writes;
}
