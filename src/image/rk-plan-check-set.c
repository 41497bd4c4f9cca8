/* rk-plan-check-set.c: what goes together, and the size in the header
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-check.h"

static RkPlanRow *
find_row (RkPlanCheck *check,
          RkFileKind   kind)
{
  for (guint i = 0; i < check->rows->len; i++)
    if (rk_plan_row_get_info (check->rows->pdata[i])->kind == kind)
      return check->rows->pdata[i];

  return NULL;
}

static const RkFileInfo *
get_info_of_loader (const RkFileInfo *info)
{
  if (info == NULL || info->kind == RK_FILE_BOOT_LOADER)
    return info;
  if (info->kind == RK_FILE_FLASH_DUMP && info->parts != NULL)
    return get_info_of_loader (((RkFilePart *)info->parts->pdata[0])->info);

  return NULL;
}

/* Versions below 1.2 start the old kind of application only. */
static gboolean
is_old_loader (const RkFileInfo *loader)
{
  return loader->loader_version != NULL && g_ascii_strtod (loader->loader_version, NULL) < 1.15;
}

static void
check_generation (RkPlanCheck      *check,
                  RkPlanRow        *app,
                  const RkFileInfo *loader)
{
  const RkFileInfo *info = rk_plan_row_get_info (app);

  if (loader->loader_version == NULL || info->image == NULL || info->old_loader == is_old_loader (loader))
    return;

  _rk_plan_check_add (check, app,
                      &(RkFinding){ "plan.loader-generation", RK_SEVERITY_ERROR,
                                    info->old_loader
                                      ? N_("{file} is made for boot loader 1.1, but version {loader} would start it")
                                      : N_("{file} is made for boot loader 1.2 or later, but version {loader} would start it"),
                                    N_("The two kinds of application have different formats and are linked for different addresses."),
                                    N_("Use the boot loader that came with the application.") },
                      -1, "loader", loader->loader_version);
}

static void
check_loader (RkPlanCheck *check,
              RkPlanRow   *app)
{
  RkPlanRow *start = _rk_plan_find_start (check->plan);
  const RkFileInfo *present = start != NULL ? rk_plan_row_get_info (start) : check->target->start;
  const RkFileInfo *loader = get_info_of_loader (present);

  if (loader != NULL)
    check_generation (check, app, loader);
  else
    _rk_plan_check_add (check, app,
                        &(RkFinding){ "plan.loader-missing",
                                      present != NULL ? RK_SEVERITY_ERROR : RK_SEVERITY_WARNING,
                                      present != NULL
                                        ? N_("{file} needs a boot loader at 0x0, and there is none")
                                        : N_("{file} needs a boot loader at 0x0, and it is not known whether there is one"),
                                      N_("The module starts what lies at offset 0; only a boot loader there starts an application in a slot."),
                                      N_("Add boot_v1.7.bin, or the boot loader that came with the application.") },
                        -1, NULL, NULL);
}

static void
check_irom (RkPlanCheck *check,
            RkPlanRow   *app)
{
  if (find_row (check, RK_FILE_IROM) == NULL)
    _rk_plan_check_add (check, app,
                        &(RkFinding){ "plan.irom-missing", RK_SEVERITY_WARNING,
                                      N_("{file} is only the first part of a program"),
                                      N_("Most of its code is in a second file (eagle.irom0text.bin) at {irom}."),
                                      N_("Add the second file, unless flash holds it already.") },
                        -1, "irom", rk_plan_row_get_info (app)->link_offset == 0x40000 ? "0x40000" : "0x10000");
}

static void
check_data (RkPlanCheck *check)
{
  if (find_row (check, RK_FILE_RF_DATA) == NULL)
    _rk_plan_check_add_general (check,
                                &(RkFinding){ "plan.rf-data-missing", RK_SEVERITY_INFO,
                                              N_("No RF init data in the plan"),
                                              N_("On a module that never had it, or was erased, Wi-Fi does not start without it."),
                                              N_("Add esp_init_data_default.bin if the flash is new or is erased.") });
  if (find_row (check, RK_FILE_BLANK) == NULL)
    _rk_plan_check_add_general (check,
                                &(RkFinding){ "plan.blank-missing", RK_SEVERITY_INFO,
                                              N_("Old settings are kept"),
                                              N_("Settings that other firmware left in flash can keep a program from starting."),
                                              N_("Add blank.bin to start with clean settings.") });
}

static void
check_companions (RkPlanCheck *check)
{
  gboolean any = FALSE;

  for (guint i = 0; i < check->rows->len; i++)
    {
      RkPlanRow *row = check->rows->pdata[i];
      RkFileKind kind = rk_plan_row_get_info (row)->kind;

      if (kind == RK_FILE_USER_APP)
        check_loader (check, row);
      else if (kind == RK_FILE_FLASH_APP)
        check_irom (check, row);
      any = any || kind == RK_FILE_USER_APP || kind == RK_FILE_FLASH_APP;
    }

  if (any)
    check_data (check);
}

static const RkFlashMap *
get_needed_map (RkPlanCheck *check)
{
  const RkFileInfo *app = _rk_plan_find_application (check->plan);

  return app != NULL && app->kind == RK_FILE_USER_APP ? app->map : NULL;
}

/* An application that needs more flash than there is cannot be helped by a header. */
static void
check_needed_size (RkPlanCheck *check)
{
  const RkFlashMap *needed = get_needed_map (check);
  RkPlanRow *row = find_row (check, RK_FILE_USER_APP);

  if (row == NULL || needed == NULL || check->target->flash_size == 0 ||
      needed->flash_size <= check->target->flash_size)
    return;

  _rk_plan_check_add_size (check, row,
                           &(RkFinding){ "plan.map-too-large", RK_SEVERITY_ERROR,
                                         N_("{file} is built for {needed} of flash, the chip has {chip}"),
                                         N_("It keeps its settings and its other slot at places that this chip does not have."),
                                         N_("Use the build for this size of flash.") },
                           needed, needed);
}

static void
check_header_size (RkPlanCheck *check)
{
  RkPlanRow *start = _rk_plan_find_start (check->plan);
  const RkFlashMap *header, *needed = get_needed_map (check);
  const RkFlashMap *best = rk_plan_choose_map (check->plan, check->target);

  if (start == NULL)
    return;

  header = rk_flash_map_get ((guint)_rk_plan_choose_size_code (check->plan, check->target, check->options));
  if (header == NULL)
    _rk_plan_check_add_size (check, start,
                             &(RkFinding){ "plan.size-unknown", RK_SEVERITY_WARNING,
                                           N_("The header of {file} names a flash size that is not in use"),
                                           NULL,
                                           N_("Let the size in the header be set.") },
                             NULL, best);
  else if (check->target->flash_size != 0 && header->flash_size > check->target->flash_size)
    _rk_plan_check_add_size (check, start,
                             &(RkFinding){ "plan.size-too-large", RK_SEVERITY_ERROR,
                                           N_("The header of {file} says {header}, but the chip has {chip}"),
                                           N_("The program would look for its settings past the end of the flash and fail to start."),
                                           N_("Let the size in the header be set to that of the chip.") },
                             header, best);
  else if (needed != NULL && header != needed)
    _rk_plan_check_add_size (check, start,
                             &(RkFinding){ "plan.size-mismatch", RK_SEVERITY_WARNING,
                                           N_("The header of {file} says {header}, but the application is built for {needed}"),
                                           N_("AT firmware from 1.7 on compares the two and stops with “mismatch map”."),
                                           N_("Let the size in the header be set to the one the application needs.") },
                             header, needed);
}

/* Looks at what rows need of each other, of the loader and of the header. */
void
_rk_plan_check_set (RkPlanCheck *check)
{
  check_companions (check);
  check_needed_size (check);
  check_header_size (check);
}
