/* rk-set-vendor.c: a vendor's folder without manifest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Espressif, Ai-Thinker and others hand out a folder with boot loaders, user1 and
 * user2, RF init data and blank.bin, and a text that says where each goes.  All of
 * it is taken into the plan, and of several files for one purpose the fitting one
 * is enabled.
 */

#include "rk-set-vendor.h"

#include "rk-error.h"

/* For a module whose flash size is not known yet: the usual ones first. */
static const guint32 usual_flash_sizes[] = { 1024 * 1024, 2 * 1024 * 1024, 4 * 1024 * 1024, 512 * 1024 };

static gboolean
is_candidate (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".bin") || g_str_has_suffix (lower, ".bin.gz");
}

static gboolean
add_rows (RkPlan      *plan,
          RkSetSource *source,
          GError     **error)
{
  g_auto(GStrv) paths = rk_set_source_list (source, error);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *name = g_path_get_basename (paths[i]);

      if (!is_candidate (paths[i]))
        continue;

      bytes = rk_set_source_read (source, paths[i], error);
      if (bytes == NULL || rk_plan_add_packed (plan, name, NULL, bytes, RK_PLAN_AUTOMATIC, error) == NULL)
        return FALSE;
    }

  return paths != NULL;
}

/* How well a file serves its purpose; 0 for not at all.  Of user applications
 * user1 is what a fresh flash starts with.  The map with more room wins where the
 * chip has it.
 */
static guint
rate_user_app (const RkFileInfo *info,
               guint32           flash_size)
{
  guint32 needed = info->map != NULL ? info->map->flash_size : 512 * 1024;

  if (info->slot == 2 || needed > flash_size)
    return 0;

  return 1 + needed / (256 * 1024);
}

/* The version of a loader or of RF data; the newest serves best, except that an old
 * application needs an old loader.
 */
static guint
rate_loader (const RkFileInfo *info,
             const RkFileInfo *app)
{
  double version = info->loader_version != NULL ? g_ascii_strtod (info->loader_version, NULL) : 1;

  if (app != NULL && app->old_loader)
    version = 10 - version;

  return (guint)(version * 100);
}

static guint
rate (RkPlanRow        *row,
      RkFileKind        kind,
      const RkFileInfo *app,
      guint32           flash_size)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);

  if (info->kind != kind || info->damage != NULL)
    return 0;
  if (kind == RK_FILE_USER_APP)
    return rate_user_app (info, flash_size);
  if (kind == RK_FILE_BOOT_LOADER)
    return rate_loader (info, app);
  if (kind == RK_FILE_RF_DATA)
    return info->rf_version;

  return 1;
}

static RkPlanRow *
find_best (RkPlan           *plan,
           RkFileKind        kind,
           const RkFileInfo *app,
           guint32           flash_size)
{
  RkPlanRow *best = NULL;
  guint best_rate = 0;

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      guint rated = rate (row, kind, app, flash_size);

      if (rated > best_rate)
        {
          best = row;
          best_rate = rated;
        }
    }

  return best;
}

static void
enable (RkPlanRow *row)
{
  if (row != NULL)
    rk_plan_row_set_enabled (row, TRUE);
}

static void
enable_blanks (RkPlan *plan)
{
  RkPlanRow *first = NULL;

  /* Both places of one file: they share their bytes. */
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);

      if (rk_plan_row_get_info (row)->kind != RK_FILE_BLANK)
        continue;
      if (first == NULL)
        first = row;
      if (rk_plan_row_get_bytes (row) == rk_plan_row_get_bytes (first))
        rk_plan_row_set_enabled (row, TRUE);
    }
}

/* Enables the program and what it needs.  Returns whether there is one. */
static gboolean
choose (RkPlan *plan,
        guint32 flash_size)
{
  static const RkFileKind alone[] = { RK_FILE_SKETCH, RK_FILE_WHOLE_APP, RK_FILE_FLASH_DUMP };
  RkPlanRow *app = find_best (plan, RK_FILE_USER_APP, NULL, flash_size);

  if (app != NULL)
    enable (find_best (plan, RK_FILE_BOOT_LOADER, rk_plan_row_get_info (app), flash_size));
  else if ((app = find_best (plan, RK_FILE_FLASH_APP, NULL, flash_size)) != NULL)
    enable (find_best (plan, RK_FILE_IROM, NULL, flash_size));

  for (guint i = 0; app == NULL && i < G_N_ELEMENTS (alone); i++)
    if ((app = find_best (plan, alone[i], NULL, flash_size)) != NULL)
      {
        enable (app);
        return TRUE;
      }

  if (app == NULL)
    return FALSE;

  enable (app);
  enable (find_best (plan, RK_FILE_RF_DATA, NULL, flash_size));
  enable_blanks (plan);
  return TRUE;
}

/* The size is not known yet: the usual ones in turn. */
static gboolean
choose_for_any_size (RkPlan *plan)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_flash_sizes); i++)
    if (choose (plan, usual_flash_sizes[i]))
      return TRUE;

  return FALSE;
}

/* Whether applications for several maps are among them. */
static gboolean
has_choice (RkPlan *plan)
{
  const RkFileInfo *first = NULL;

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      const RkFileInfo *info = rk_plan_row_get_info (row);

      if (rate (row, RK_FILE_USER_APP, NULL, G_MAXUINT32) == 0)
        continue;
      if (first != NULL && info->map != first->map)
        return TRUE;
      first = info;
    }

  return FALSE;
}

/**
 * rk_set_vendor_load:
 * @source: the files
 * @flash_size: bytes, 0 for not known
 * @depends: (out): whether another flash size could lead to other files
 * @error: %RK_ERROR_BAD_PLAN when no program is among them
 *
 * Returns: (transfer full): a plan of all .bin files, with one set of them enabled
 */
RkPlan *
rk_set_vendor_load (RkSetSource *source,
                    guint32      flash_size,
                    gboolean    *depends,
                    GError     **error)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  rk_plan_set_flash_size (plan, flash_size);
  if (!add_rows (plan, source, error))
    return NULL;

  *depends = has_choice (plan);
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    rk_plan_row_set_enabled (rk_plan_get_row (plan, i), FALSE);

  if (!(flash_size != 0 ? choose (plan, flash_size) : choose_for_any_size (plan)))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "no ESP8266 program in %s", rk_set_source_get_name (source));
      return NULL;
    }

  return g_steal_pointer (&plan);
}
