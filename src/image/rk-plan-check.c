/* rk-plan-check.c: whether a plan can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is certain to lose data or to leave a module that does not start is an
 * error, and flashing is refused unless forced.  What may be meant so, or depends
 * on what flash holds already, is a warning.  What only could be missing is
 * information.
 */

#define G_LOG_DOMAIN "rk-plan"

#include "rk-plan-private.h"

#include "rk-error.h"
#include "rk-units.h"

typedef struct
{
  RkPlan               *plan;
  const RkPlanTarget   *target;
  const RkFlashOptions *options;
  const RkFlashMap     *map; /* nullable: under which the module will run */
  GPtrArray            *rows; /* enabled */
  GPtrArray            *findings;
} Check;

static gboolean
is_row_of (const RkFinding *finding,
           RkPlan          *plan,
           RkPlanRow       *row)
{
  static const char *const names[] = { "row", "other-row" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = rk_finding_get_value (finding, names[i]);

      if (value != NULL && rk_plan_get_row (plan, (guint)g_ascii_strtoull (value, NULL, 10)) == row)
        return TRUE;
    }

  return FALSE;
}

static char *
position_of (Check     *check,
             RkPlanRow *row)
{
  for (guint i = 0; i < rk_plan_get_n_rows (check->plan); i++)
    if (rk_plan_get_row (check->plan, i) == row)
      return g_strdup_printf ("%u", i);

  g_return_val_if_reached (NULL);
}

static char *
hex (gint64 offset)
{
  return offset >= 0 ? g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", offset) : NULL;
}

/* Adds a finding on @row; @fix, when not negative, is the offset that cures it. */
static void
add (Check      *check,
     RkPlanRow  *row,
     const char *id,
     RkSeverity  severity,
     const char *summary,
     const char *cause,
     const char *remedy,
     gint64      fix,
     const char *more_name,
     const char *more)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *offset = hex (rk_plan_row_get_offset (row));
  g_autofree char *fix_offset = hex (fix);
  g_autofree char *size = rk_units_format_size (rk_plan_row_get_size (row));

  g_ptr_array_add (check->findings,
                   rk_finding_new (id, severity, summary, cause, remedy,
                                   "row", position, "file", rk_plan_row_get_name (row),
                                   "size", size, "offset", offset,
                                   more_name != NULL ? more_name : "kind",
                                   more_name != NULL ? more : rk_file_kind_get_nick (rk_plan_row_get_info (row)->kind),
                                   fix_offset != NULL ? "fix-offset" : NULL, fix_offset, NULL));
}

/* Adds a finding on two rows. */
static void
add_pair (Check      *check,
          RkPlanRow  *row,
          RkPlanRow  *other,
          const char *id,
          RkSeverity  severity,
          const char *summary,
          const char *cause,
          const char *remedy)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *other_position = position_of (check, other);
  g_autofree char *end = hex (rk_plan_row_get_offset (row) + (gint64)rk_plan_row_get_size (row));
  g_autofree char *offset = hex (rk_plan_row_get_offset (other));

  g_ptr_array_add (check->findings,
                   rk_finding_new (id, severity, summary, cause, remedy,
                                   "row", position, "other-row", other_position,
                                   "file", rk_plan_row_get_name (row), "other", rk_plan_row_get_name (other),
                                   "end", end, "offset", offset, NULL));
}

/* Adds a finding on the plan as a whole. */
static void
add_general (Check      *check,
             const char *id,
             RkSeverity  severity,
             const char *summary,
             const char *cause,
             const char *remedy)
{
  g_ptr_array_add (check->findings, rk_finding_new (id, severity, summary, cause, remedy, NULL));
}

/* --- the file of a row --- */

static void
check_file (Check     *check,
            RkPlanRow *row)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);

  if (info->kind == RK_FILE_EMPTY)
    add (check, row, "plan.empty-file", RK_SEVERITY_ERROR, N_("{file} is empty"),
         N_("The download or copy of it probably broke off."), N_("Get the file again."), -1, NULL, NULL);
  else if (!rk_file_info_is_firmware (info))
    add (check, row, "plan.not-firmware", RK_SEVERITY_ERROR, N_("{file} is no firmware for the ESP8266"),
         info->description->summary, info->description->remedy, -1, NULL, NULL);
  else if (info->damage != NULL)
    add (check, row, "plan.damaged", RK_SEVERITY_ERROR, N_("{file} is damaged: {damage}"),
         N_("The file was changed or cut off after it was made; the module would not start."),
         N_("Get the file again."), -1, "damage", info->damage->message);
  else if (info->kind == RK_FILE_UNKNOWN && rk_plan_row_get_offset (row) == 0)
    add (check, row, "plan.unknown-file", RK_SEVERITY_WARNING, N_("{file} at {offset} is no program that could start"),
         N_("A module starts what lies at offset 0."), N_("Check that this is the right file."), -1, NULL, NULL);
}

/* --- the place of a row --- */

static gint64
get_right_offset (Check     *check,
                  RkPlanRow *row)
{
  guint32 places[RK_FILE_MAX_PLACES];
  const RkFileInfo *info = rk_plan_row_get_info (row);

  return rk_file_info_get_places (info, check->map, places) == 1 ? (gint64)places[0] : -1;
}

static gboolean
check_offset (Check     *check,
              RkPlanRow *row)
{
  gint64 offset = rk_plan_row_get_offset (row);
  guint64 end = (guint64)offset + rk_plan_row_get_size (row);
  gint64 right = get_right_offset (check, row);
  g_autofree char *chip = rk_units_format_size (check->target->flash_size);

  if (offset < 0)
    {
      add (check, row, "plan.no-offset", RK_SEVERITY_ERROR, N_("It is not known where {file} goes"),
           N_("The file does not say what it is, or its place depends on the size of the flash."),
           N_("Enter its offset, as the page that you have it from tells."), right, NULL, NULL);
      return FALSE;
    }

  if (offset % RK_FLASH_SECTOR != 0)
    add (check, row, "plan.unaligned", RK_SEVERITY_ERROR, N_("{file} at {offset} does not start at a sector"),
         N_("Flash is erased in sectors of 4 KB (0x1000), so what lies before it in its sector would be lost."),
         N_("Use an offset that ends in three zeros."), right >= 0 ? right : offset - offset % RK_FLASH_SECTOR, NULL, NULL);

  if (check->target->flash_size != 0 && end > check->target->flash_size)
    add (check, row, "plan.beyond-flash", RK_SEVERITY_ERROR, N_("{file} ({size} at {offset}) does not fit into the flash of {chip}"),
         N_("The flash chip would start over at 0 and overwrite what was written there."),
         N_("Use firmware for this size of flash, or another offset."),
         right >= 0 && right != offset && (guint64)right + rk_plan_row_get_size (row) <= check->target->flash_size ? right : -1,
         "chip", chip);

  return TRUE;
}

static void
check_slot (Check            *check,
            RkPlanRow        *row,
            const RkFileInfo *info)
{
  gint64 offset = rk_plan_row_get_offset (row);
  gint64 right = get_right_offset (check, row);
  g_autofree char *slot = g_strdup_printf ("%u", info->slot);

  if (info->slot == 0 || right < 0 || right == offset)
    return;

  add (check, row, "plan.slot-mismatch", RK_SEVERITY_ERROR, N_("{file} is built for slot {slot}, which is not at {offset}"),
       N_("Its code only runs at the place it was linked for; at another one it crashes at once."),
       N_("Write it where its slot is, or choose the file for the slot at this offset."), right, "slot", slot);
}

/* What the ROM or a boot loader looks for at one place only, or is linked for it. */
static void
check_place (Check     *check,
             RkPlanRow *row)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);
  gint64 right = get_right_offset (check, row);
  gboolean certain = info->kind == RK_FILE_BOOT_LOADER || info->kind == RK_FILE_FLASH_APP ||
                     info->kind == RK_FILE_IROM || info->kind == RK_FILE_RTOS_LOADER;

  if (info->kind == RK_FILE_USER_APP)
    {
      check_slot (check, row, info);
      return;
    }

  if (right < 0 || right == rk_plan_row_get_offset (row) || info->kind == RK_FILE_RTOS_APP)
    return;

  add (check, row, "plan.wrong-place", certain ? RK_SEVERITY_ERROR : RK_SEVERITY_WARNING,
       N_("{file} does not belong at {offset}"),
       N_("It is looked for at another place, so there it is of no use."),
       N_("Write it at the proposed offset."), right, NULL, NULL);
}

/* --- rows against each other --- */

static void
check_pair (Check     *check,
            RkPlanRow *row,
            RkPlanRow *other)
{
  guint64 start = (guint64)rk_plan_row_get_offset (row);
  guint64 end = start + rk_plan_row_get_size (row);
  guint64 other_start = (guint64)rk_plan_row_get_offset (other);
  guint64 other_end = other_start + rk_plan_row_get_size (other);

  if (start > other_start)
    check_pair (check, other, row);
  else if (end > other_start && other_end > start)
    add_pair (check, row, other, "plan.overlap", RK_SEVERITY_ERROR,
              N_("{file} reaches to {end} and {other} starts at {offset}: they overlap"),
              N_("The one written last would destroy a part of the other."),
              N_("Check both offsets, and that both files are for this size of flash."));
  else if (end != start && other_end != other_start &&
           (end - 1) / RK_FLASH_SECTOR == other_start / RK_FLASH_SECTOR)
    add_pair (check, row, other, "plan.shared-sector", RK_SEVERITY_ERROR,
              N_("{file} and {other} share the sector that holds {offset}"),
              N_("Flash is erased in sectors of 4 KB (0x1000): writing one erases the end or start of the other."),
              N_("Let the second one start at the next offset that ends in three zeros."));
}

static void
check_same_file (Check     *check,
                 RkPlanRow *row,
                 RkPlanRow *other)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);

  if (info->kind == RK_FILE_BLANK || info->kind == RK_FILE_EMPTY ||
      !g_str_equal (info->sha256, rk_plan_row_get_info (other)->sha256))
    return;

  add_pair (check, row, other, "plan.same-file", RK_SEVERITY_WARNING,
            N_("{file} and {other} are the same file"),
            N_("Probably another file was meant for one of the two."),
            N_("Remove one of them, or choose the right file for it."));
}

static void
check_arrangement (Check     *check,
                   RkPlanRow *row,
                   RkPlanRow *other)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);
  const RkFileInfo *other_info = rk_plan_row_get_info (other);

  if (info->kind != RK_FILE_USER_APP || other_info->kind != RK_FILE_USER_APP ||
      info->arrangement == NULL || other_info->arrangement == NULL ||
      g_str_equal (info->arrangement, other_info->arrangement))
    return;

  add_pair (check, row, other, "plan.arrangement-mismatch", RK_SEVERITY_ERROR,
            N_("{file} and {other} are built for different flash maps"),
            N_("Both slots must be of the same size for the boot loader to find them."),
            N_("Take both files from the same folder of the firmware."));
}

/* --- what goes together --- */

static RkPlanRow *
find_row (Check     *check,
          RkFileKind kind)
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
check_generation (Check            *check,
                  RkPlanRow        *app,
                  const RkFileInfo *loader)
{
  const RkFileInfo *info = rk_plan_row_get_info (app);

  if (loader->loader_version == NULL || info->image == NULL || info->old_loader == is_old_loader (loader))
    return;

  add (check, app, "plan.loader-generation", RK_SEVERITY_ERROR,
       info->old_loader ? N_("{file} is made for boot loader 1.1, but version {loader} would start it")
                        : N_("{file} is made for boot loader 1.2 or later, but version {loader} would start it"),
       N_("The two kinds of application have different formats and are linked for different addresses."),
       N_("Use the boot loader that came with the application."), -1, "loader", loader->loader_version);
}

static void
check_loader (Check     *check,
              RkPlanRow *app)
{
  RkPlanRow *start = _rk_plan_find_start (check->plan);
  const RkFileInfo *present = start != NULL ? rk_plan_row_get_info (start) : check->target->start;
  const RkFileInfo *loader = get_info_of_loader (present);

  if (loader != NULL)
    check_generation (check, app, loader);
  else
    add (check, app, "plan.loader-missing", present != NULL ? RK_SEVERITY_ERROR : RK_SEVERITY_WARNING,
         present != NULL ? N_("{file} needs a boot loader at 0x0, and there is none")
                         : N_("{file} needs a boot loader at 0x0, and it is not known whether there is one"),
         N_("The module starts what lies at offset 0; only a boot loader there starts an application in a slot."),
         N_("Add boot_v1.7.bin, or the boot loader that came with the application."), -1, NULL, NULL);
}

static void
check_irom (Check     *check,
            RkPlanRow *app)
{
  if (find_row (check, RK_FILE_IROM) == NULL)
    add (check, app, "plan.irom-missing", RK_SEVERITY_WARNING, N_("{file} is only the first part of a program"),
         N_("Most of its code is in a second file (eagle.irom0text.bin) at {irom}."),
         N_("Add the second file, unless flash holds it already."), -1,
         "irom", rk_plan_row_get_info (app)->link_offset == 0x40000 ? "0x40000" : "0x10000");
}

static void
check_data (Check *check)
{
  if (find_row (check, RK_FILE_RF_DATA) == NULL)
    add_general (check, "plan.rf-data-missing", RK_SEVERITY_INFO, N_("No RF init data in the plan"),
                 N_("On a module that never had it, or was erased, Wi-Fi does not start without it."),
                 N_("Add esp_init_data_default.bin if the flash is new or is erased."));
  if (find_row (check, RK_FILE_BLANK) == NULL)
    add_general (check, "plan.blank-missing", RK_SEVERITY_INFO, N_("Old settings are kept"),
                 N_("Settings that other firmware left in flash can keep a program from starting."),
                 N_("Add blank.bin to start with clean settings."));
}

static void
check_companions (Check *check)
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

/* --- the size in the header --- */

static const RkFlashMap *
get_needed_map (Check *check)
{
  const RkFileInfo *app = _rk_plan_find_application (check->plan);

  return app != NULL && app->kind == RK_FILE_USER_APP ? app->map : NULL;
}

static void
add_size (Check      *check,
          RkPlanRow  *row,
          const char *id,
          RkSeverity  severity,
          const char *summary,
          const char *cause,
          const char *remedy,
          const char *is,
          const char *should)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *chip = rk_units_format_size (check->target->flash_size);

  g_ptr_array_add (check->findings,
                   rk_finding_new (id, severity, summary, cause, remedy,
                                   "row", position, "file", rk_plan_row_get_name (row),
                                   "header", is, "chip", chip, "needed", should != NULL ? should : "?",
                                   should != NULL ? "fix-size" : NULL, should, NULL));
}

/* An application that needs more flash than there is cannot be helped by a header. */
static void
check_needed_size (Check *check)
{
  const RkFlashMap *needed = get_needed_map (check);
  RkPlanRow *row = find_row (check, RK_FILE_USER_APP);

  if (row == NULL || needed == NULL || check->target->flash_size == 0 ||
      needed->flash_size <= check->target->flash_size)
    return;

  add_size (check, row, "plan.map-too-large", RK_SEVERITY_ERROR,
            N_("{file} is built for {needed} of flash, the chip has {chip}"),
            N_("It keeps its settings and its other slot at places that this chip does not have."),
            N_("Use the build for this size of flash."), needed->name, needed->name);
}

static void
check_header_size (Check *check)
{
  RkPlanRow *start = _rk_plan_find_start (check->plan);
  const RkFlashMap *header, *needed = get_needed_map (check);
  const RkFlashMap *best = rk_plan_choose_map (check->plan, check->target);

  if (start == NULL)
    return;

  header = rk_flash_map_get ((guint)_rk_plan_choose_size_code (check->plan, check->target, check->options));
  if (header == NULL)
    add_size (check, start, "plan.size-unknown", RK_SEVERITY_WARNING,
              N_("The header of {file} names a flash size that nobody uses"), NULL,
              N_("Let the size in the header be set."), "?", best != NULL ? best->name : NULL);
  else if (check->target->flash_size != 0 && header->flash_size > check->target->flash_size)
    add_size (check, start, "plan.size-too-large", RK_SEVERITY_ERROR,
              N_("The header of {file} says {header}, but the chip has {chip}"),
              N_("The program would look for its settings past the end of the flash and fail to start."),
              N_("Let the size in the header be set to that of the chip."), header->name,
              best != NULL ? best->name : NULL);
  else if (needed != NULL && header != needed)
    add_size (check, start, "plan.size-mismatch", RK_SEVERITY_WARNING,
              N_("The header of {file} says {header}, but the application is built for {needed}"),
              N_("AT firmware from 1.7 on compares the two and stops with “mismatch map”."),
              N_("Let the size in the header be set to the one the application needs."), header->name, needed->name);
}

/* --- all of it --- */

static void
check_rows (Check *check)
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

static void
hand_out (Check *check)
{
  for (guint i = 0; i < rk_plan_get_n_rows (check->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (check->plan, i);
      GPtrArray *own = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);

      for (guint j = 0; j < check->findings->len; j++)
        if (is_row_of (check->findings->pdata[j], check->plan, row))
          g_ptr_array_add (own, rk_finding_copy (check->findings->pdata[j]));
      _rk_plan_row_take_findings (row, own);
    }
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  const RkFinding *first = *(RkFinding *const *)a;
  const RkFinding *second = *(RkFinding *const *)b;

  return (int)second->severity - (int)first->severity;
}

/* The map that will hold: what the header is going to say, where that is known. */
static const RkFlashMap *
get_effective_map (Check *check)
{
  int code = _rk_plan_choose_size_code (check->plan, check->target, check->options);
  const RkFlashMap *best = rk_plan_choose_map (check->plan, check->target);

  if (check->options->size_code >= 0 && code >= 0)
    return rk_flash_map_get ((guint)code);

  return best;
}

/**
 * rk_plan_check:
 * @self: a plan
 * @target: (nullable): the module, as far as known
 * @options: (nullable): what becomes of the header at flash offset 0; %NULL for
 *   %RK_FLASH_OPTIONS_DEFAULT
 *
 * Looks for mistakes in the enabled rows.  Findings name their rows by the values
 * "row" and "other-row" (positions) and "file" and "other"; where one click cures
 * it, "fix-offset" is the right offset of "row", or "fix-size" the flash size to
 * choose.  Each row's own findings change with it.
 *
 * Returns: (transfer full) (element-type RkFinding): the findings, worst first
 */
GPtrArray *
rk_plan_check (RkPlan               *self,
               const RkPlanTarget   *target,
               const RkFlashOptions *options)
{
  const RkPlanTarget nothing = { 0 };
  const RkFlashOptions usual = RK_FLASH_OPTIONS_DEFAULT;
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  Check check = { self, target != NULL ? target : &nothing, options != NULL ? options : &usual, NULL, rows,
                  g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free) };

  g_return_val_if_fail (RK_IS_PLAN (self), check.findings);

  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    if (rk_plan_row_get_enabled (rk_plan_get_row (self, i)))
      g_ptr_array_add (rows, rk_plan_get_row (self, i));

  check.map = get_effective_map (&check);
  if (rows->len == 0)
    add_general (&check, "plan.empty", RK_SEVERITY_ERROR, N_("There is nothing to write"), NULL,
                 N_("Add a file."));
  check_rows (&check);
  check_companions (&check);
  check_needed_size (&check);
  check_header_size (&check);

  g_ptr_array_sort (check.findings, compare_severity);
  hand_out (&check);
  return check.findings;
}

/**
 * rk_plan_is_refused:
 * @findings: (element-type RkFinding): of rk_plan_check()
 *
 * Returns: whether there is an error among them, so that nothing is to be written
 *   unless that is forced
 */
gboolean
rk_plan_is_refused (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (((RkFinding *)findings->pdata[i])->severity == RK_SEVERITY_ERROR)
      return TRUE;

  return FALSE;
}

/**
 * rk_plan_refuse:
 * @findings: (element-type RkFinding): of rk_plan_check()
 * @error: %RK_ERROR_PLAN_REFUSED, with the first error's text
 *
 * Returns: whether nothing is to be written, as of rk_plan_is_refused(); @error is
 *   set then
 */
gboolean
rk_plan_refuse (GPtrArray *findings,
                GError   **error)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      g_autofree char *text = NULL;

      if (finding->severity != RK_SEVERITY_ERROR)
        continue;

      text = rk_finding_fill (finding, finding->summary, NULL);
      g_set_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED, "%s", text);
      return TRUE;
    }

  return FALSE;
}
