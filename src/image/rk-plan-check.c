/* rk-plan-check.c: whether a plan can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is certain to lose data or to leave a module that does not start is an
 * error, and flashing is refused unless forced.  What may be meant so, or depends
 * on what flash holds already, is a warning.  What only could be missing is
 * information.
 */

#include "rk-plan-check.h"

#include "rk-error.h"
#include "rk-units.h"

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
position_of (RkPlanCheck *check,
             RkPlanRow   *row)
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

/* Adds a finding on @row.  @fix is the offset that cures it, or negative; @more is
 * one more value for the texts, or NULL.
 */
void
_rk_plan_check_add (RkPlanCheck     *check,
                    RkPlanRow       *row,
                    const RkFinding *texts,
                    gint64           fix,
                    const char      *more_name,
                    const char      *more)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *offset = hex (rk_plan_row_get_offset (row));
  g_autofree char *fix_offset = hex (fix);
  g_autofree char *size = rk_units_format_size (rk_plan_row_get_size (row));
  const char *kind = rk_file_kind_get_nick (rk_plan_row_get_info (row)->kind);

  g_ptr_array_add (check->findings,
                   rk_finding_new (texts->id, texts->severity,
                                   texts->summary, texts->cause, texts->remedy,
                                   "row", position, "file", rk_plan_row_get_name (row),
                                   "size", size, "offset", offset,
                                   more_name != NULL ? more_name : "kind", more_name != NULL ? more : kind,
                                   fix_offset != NULL ? "fix-offset" : NULL, fix_offset, NULL));
}

/* Adds a finding on two rows, @row being the one that starts first. */
void
_rk_plan_check_add_pair (RkPlanCheck     *check,
                         RkPlanRow       *row,
                         RkPlanRow       *other,
                         const RkFinding *texts)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *other_position = position_of (check, other);
  g_autofree char *end = hex (rk_plan_row_get_offset (row) + (gint64)rk_plan_row_get_size (row));
  g_autofree char *offset = hex (rk_plan_row_get_offset (other));

  g_ptr_array_add (check->findings,
                   rk_finding_new (texts->id, texts->severity,
                                   texts->summary, texts->cause, texts->remedy,
                                   "row", position, "other-row", other_position,
                                   "file", rk_plan_row_get_name (row), "other", rk_plan_row_get_name (other),
                                   "end", end, "offset", offset, NULL));
}

/* Adds a finding on the plan as a whole. */
void
_rk_plan_check_add_general (RkPlanCheck     *check,
                            const RkFinding *texts)
{
  g_ptr_array_add (check->findings,
                   rk_finding_new (texts->id, texts->severity,
                                   texts->summary, texts->cause, texts->remedy, NULL));
}

/* Adds a finding on a flash size that @row names, and the one that it should be. */
void
_rk_plan_check_add_size (RkPlanCheck      *check,
                         RkPlanRow        *row,
                         const RkFinding  *texts,
                         const RkFlashMap *is,
                         const RkFlashMap *should)
{
  g_autofree char *position = position_of (check, row);
  g_autofree char *chip = rk_units_format_size (check->target->flash_size);

  g_ptr_array_add (check->findings,
                   rk_finding_new (texts->id, texts->severity,
                                   texts->summary, texts->cause, texts->remedy,
                                   "row", position, "file", rk_plan_row_get_name (row), "chip", chip,
                                   "header", is != NULL ? is->name : "?",
                                   "needed", should != NULL ? should->name : "?",
                                   should != NULL ? "fix-size" : NULL, should != NULL ? should->name : NULL, NULL));
}

static void
hand_out (RkPlanCheck *check)
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
get_effective_map (RkPlanCheck *check)
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
 * @target: (nullable): the module, as far as known; %NULL for the plan's flash size
 * @options: (nullable): what becomes of the header at flash offset 0; %NULL for
 *   %RK_HEADER_OPTIONS_DEFAULT
 *
 * Looks for mistakes in the enabled rows.  Findings name their rows by the values
 * "row" and "other-row" (positions) and "file" and "other"; where one click cures
 * it, "fix-offset" is the right offset of "row", or "fix-size" the flash size to
 * choose.  Each row's own findings change with it.
 *
 * Returns: (transfer full) (element-type RkFinding): the findings, worst first
 */
GPtrArray *
rk_plan_check (RkPlan                *self,
               const RkPlanTarget    *target,
               const RkHeaderOptions *options)
{
  const RkPlanTarget usual_target = { .flash_size = rk_plan_get_flash_size (self) };
  const RkHeaderOptions usual = RK_HEADER_OPTIONS_DEFAULT;
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  RkPlanCheck check = {
    .plan = self,
    .target = target != NULL ? target : &usual_target,
    .options = options != NULL ? options : &usual,
    .rows = rows,
    .findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free),
  };

  g_return_val_if_fail (RK_IS_PLAN (self), check.findings);

  for (guint i = 0; i < rk_plan_get_n_rows (self); i++)
    if (rk_plan_row_get_enabled (rk_plan_get_row (self, i)))
      g_ptr_array_add (rows, rk_plan_get_row (self, i));

  check.map = get_effective_map (&check);
  if (rows->len == 0)
    _rk_plan_check_add_general (&check,
                                &(RkFinding){ "plan.empty", RK_SEVERITY_ERROR,
                                              N_("There is nothing to write"),
                                              NULL,
                                              N_("Add a file.") });
  _rk_plan_check_rows (&check);
  _rk_plan_check_set (&check);

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
 * rk_plan_accept:
 * @findings: (element-type RkFinding): of rk_plan_check()
 * @error: %RK_ERROR_PLAN_REFUSED, with the first error's text
 *
 * Returns: whether it may be written; the opposite of rk_plan_is_refused()
 */
gboolean
rk_plan_accept (GPtrArray  *findings,
                GError    **error)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      g_autofree char *text = NULL;

      if (finding->severity != RK_SEVERITY_ERROR)
        continue;

      text = rk_finding_fill (finding, finding->summary, NULL);
      g_set_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED, "%s", text);
      return FALSE;
    }

  return TRUE;
}
