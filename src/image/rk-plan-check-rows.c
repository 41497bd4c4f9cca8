/* rk-plan-check-rows.c: each row of a plan, and rows against each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-check.h"

#include "rk-units.h"

static void
check_file (RkPlanCheck *check,
            RkPlanRow   *row)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);

  if (info->kind == RK_FILE_EMPTY)
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.empty-file", RK_SEVERITY_ERROR,
                                      N_("{file} is empty"),
                                      N_("The download or copy of it probably broke off."),
                                      N_("Get the file again.") },
                        -1, NULL, NULL);
  else if (!rk_file_info_is_firmware (info))
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.not-firmware", RK_SEVERITY_ERROR,
                                      N_("{file} is not firmware for the ESP8266"),
                                      info->description->summary,
                                      info->description->remedy },
                        -1, NULL, NULL);
  else if (info->damage != NULL)
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.damaged", RK_SEVERITY_ERROR,
                                      N_("{file} is damaged: {damage}"),
                                      N_("The file was changed or cut off after it was made; the module would not start."),
                                      N_("Get the file again.") },
                        -1, "damage", info->damage->message);
  else if (info->kind == RK_FILE_UNKNOWN && rk_plan_row_get_offset (row) == 0)
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.unknown-file", RK_SEVERITY_WARNING,
                                      N_("{file} at {offset} is not a program that could start"),
                                      N_("A module starts what lies at offset 0."),
                                      N_("Check that this is the right file.") },
                        -1, NULL, NULL);
}

static gint64
get_right_offset (RkPlanCheck *check,
                  RkPlanRow   *row)
{
  guint32 places[RK_FILE_MAX_PLACES];
  const RkFileInfo *info = rk_plan_row_get_info (row);

  return rk_file_info_get_places (info, check->map, places) == 1 ? (gint64)places[0] : -1;
}

static gboolean
check_offset (RkPlanCheck *check,
              RkPlanRow   *row)
{
  gint64 offset = rk_plan_row_get_offset (row);
  guint64 end = (guint64)offset + rk_plan_row_get_size (row);
  gint64 right = get_right_offset (check, row);
  g_autofree char *chip = rk_units_format_size (check->target->flash_size);

  if (offset < 0)
    {
      _rk_plan_check_add (check, row,
                          &(RkFinding){ "plan.no-offset", RK_SEVERITY_ERROR,
                                        N_("It is not known where {file} goes"),
                                        N_("The file does not say what it is, or its place depends on the size of the flash."),
                                        N_("Enter its offset, as given on the page where you found it.") },
                          right, NULL, NULL);
      return FALSE;
    }

  if (offset % RK_FLASH_SECTOR != 0)
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.unaligned", RK_SEVERITY_ERROR,
                                      N_("{file} at {offset} does not start at a sector"),
                                      N_("Flash is erased in sectors of 4 KB (0x1000), so what lies before it in its sector would be lost."),
                                      N_("Use an offset that ends in three zeros.") },
                        right >= 0 ? right : offset - offset % RK_FLASH_SECTOR, NULL, NULL);

  if (check->target->flash_size != 0 && end > check->target->flash_size)
    _rk_plan_check_add (check, row,
                        &(RkFinding){ "plan.beyond-flash", RK_SEVERITY_ERROR,
                                      N_("{file} ({size} at {offset}) does not fit into the flash of {chip}"),
                                      N_("The flash chip would start over at 0 and overwrite what was written there."),
                                      N_("Use firmware for this size of flash, or another offset.") },
                        right >= 0 && right < offset ? right : -1, "chip", chip);

  return TRUE;
}

static void
check_slot (RkPlanCheck      *check,
            RkPlanRow        *row,
            const RkFileInfo *info)
{
  gint64 offset = rk_plan_row_get_offset (row);
  gint64 right = get_right_offset (check, row);
  g_autofree char *slot = g_strdup_printf ("%u", info->slot);

  if (info->slot == 0 || right < 0 || right == offset)
    return;

  _rk_plan_check_add (check, row,
                      &(RkFinding){ "plan.slot-mismatch", RK_SEVERITY_ERROR,
                                    N_("{file} is built for slot {slot}, which is not at {offset}"),
                                    N_("Its code only runs at the place it was linked for; at another one it crashes at once."),
                                    N_("Write it where its slot is, or choose the file for the slot at this offset.") },
                      right, "slot", slot);
}

/* What the ROM or a boot loader looks for at one place only, or is linked for it. */
static void
check_place (RkPlanCheck *check,
             RkPlanRow   *row)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);
  gint64 right = get_right_offset (check, row);
  gboolean certain = info->kind == RK_FILE_BOOT_LOADER || info->kind == RK_FILE_FLASH_APP ||
                     info->kind == RK_FILE_IROM || info->kind == RK_FILE_RTOS_LOADER ||
                     (info->kind == RK_FILE_RF_DATA && rk_plan_row_get_offset (row) == 0);

  if (info->kind == RK_FILE_USER_APP)
    {
      check_slot (check, row, info);
      return;
    }

  if (right < 0 || right == rk_plan_row_get_offset (row) || info->kind == RK_FILE_RTOS_APP)
    return;

  _rk_plan_check_add (check, row,
                      &(RkFinding){ "plan.wrong-place",
                                    certain ? RK_SEVERITY_ERROR : RK_SEVERITY_WARNING,
                                    N_("{file} does not belong at {offset}"),
                                    N_("The module looks for it at another place, so it is of no use there."),
                                    N_("Write it at the proposed offset.") },
                      right, NULL, NULL);
}

static void
check_pair (RkPlanCheck *check,
            RkPlanRow   *row,
            RkPlanRow   *other)
{
  guint64 start = (guint64)rk_plan_row_get_offset (row);
  guint64 end = start + rk_plan_row_get_size (row);
  guint64 other_start = (guint64)rk_plan_row_get_offset (other);
  guint64 other_end = other_start + rk_plan_row_get_size (other);

  if (start > other_start)
    check_pair (check, other, row);
  else if (end > other_start && other_end > start)
    _rk_plan_check_add_pair (check, row, other,
                             &(RkFinding){ "plan.overlap", RK_SEVERITY_ERROR,
                                           N_("{file} reaches to {end} and {other} starts at {offset}: they overlap"),
                                           N_("The one written last would destroy a part of the other."),
                                           N_("Check both offsets, and that both files are for this size of flash.") });
  else if (end != start && other_end != other_start &&
           (end - 1) / RK_FLASH_SECTOR == other_start / RK_FLASH_SECTOR)
    _rk_plan_check_add_pair (check, row, other,
                             &(RkFinding){ "plan.shared-sector", RK_SEVERITY_ERROR,
                                           N_("{file} and {other} share the sector that holds {offset}"),
                                           N_("Flash is erased in sectors of 4 KB (0x1000): writing one erases the end or start of the other."),
                                           N_("Let the second one start at the next offset that ends in three zeros.") });
}

static void
check_same_file (RkPlanCheck *check,
                 RkPlanRow   *row,
                 RkPlanRow   *other)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);

  if (info->kind == RK_FILE_BLANK || info->kind == RK_FILE_EMPTY ||
      !g_str_equal (info->sha256, rk_plan_row_get_info (other)->sha256))
    return;

  _rk_plan_check_add_pair (check, row, other,
                           &(RkFinding){ "plan.same-file", RK_SEVERITY_WARNING,
                                         N_("{file} and {other} are the same file"),
                                         N_("Probably another file was meant for one of the two."),
                                         N_("Remove one of them, or choose the right file for it.") });
}

static void
check_arrangement (RkPlanCheck *check,
                   RkPlanRow   *row,
                   RkPlanRow   *other)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);
  const RkFileInfo *other_info = rk_plan_row_get_info (other);

  if (info->kind != RK_FILE_USER_APP || other_info->kind != RK_FILE_USER_APP ||
      info->arrangement == NULL || other_info->arrangement == NULL ||
      g_str_equal (info->arrangement, other_info->arrangement))
    return;

  _rk_plan_check_add_pair (check, row, other,
                           &(RkFinding){ "plan.arrangement-mismatch", RK_SEVERITY_ERROR,
                                         N_("{file} and {other} are built for different flash maps"),
                                         N_("Both slots must be of the same size for the boot loader to find them."),
                                         N_("Take both files from the same folder of the firmware.") });
}

/* Looks at every enabled row by itself and at every two of them. */
void
_rk_plan_check_rows (RkPlanCheck *check)
{
  for (guint i = 0; i < check->rows->len; i++)
    {
      RkPlanRow *row = check->rows->pdata[i];
      gboolean placed;

      check_file (check, row);
      placed = check_offset (check, row);
      if (placed && rk_plan_row_get_size (row) > 0)
        check_place (check, row);

      for (guint j = 0; j < i; j++)
        {
          RkPlanRow *other = check->rows->pdata[j];

          if (placed && rk_plan_row_get_offset (other) >= 0)
            check_pair (check, other, row);
          check_same_file (check, other, row);
          check_arrangement (check, other, row);
        }
    }
}
