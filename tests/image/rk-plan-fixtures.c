/* rk-plan-fixtures.c: plans of made-up files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-fixtures.h"

#include "rk-image-fixtures.h"

#include <string.h>

RkPlanRow *
fixture_add_row (RkPlan *plan,
                 GBytes *bytes,
                 gint64  offset)
{
  g_autofree char *name = g_strdup_printf ("file%u.bin", rk_plan_get_n_rows (plan));
  RkPlanRow *row = rk_plan_add_bytes (plan, name, bytes, offset);

  g_bytes_unref (bytes);
  return row;
}

/* A loader, an application for slot 1 of 512+512, and its data. */
RkPlan *
fixture_good_plan (void)
{
  RkPlan *plan = rk_plan_new ();

  fixture_add_row (plan, fixture_loader ("1.7"), RK_PLAN_AUTOMATIC);
  fixture_add_row (plan, fixture_ea (1, 2, 0x1010), RK_PLAN_AUTOMATIC);
  fixture_add_row (plan, fixture_rf_data (8), RK_PLAN_AUTOMATIC);
  fixture_add_row (plan, fixture_fill (4096, 0xff), RK_PLAN_AUTOMATIC);
  return plan;
}

const RkFinding *
fixture_find_finding (GPtrArray  *findings,
                      const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((RkFinding *)findings->pdata[i])->id, id))
      return findings->pdata[i];

  return NULL;
}

/* Every text must have its values: a {name} left over is a slip. */
void
assert_finding_texts (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      const char *texts[] = { finding->summary, finding->cause, finding->remedy };

      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        {
          g_autofree char *text = rk_finding_fill (finding, texts[t], NULL);

          g_assert_true (text == NULL || strchr (text, '{') == NULL);
        }
    }
}

GPtrArray *
fixture_check_plan (RkPlan  *plan,
                    guint32  flash_size)
{
  RkPlanTarget target = { .flash_size = flash_size };
  GPtrArray *findings = rk_plan_check (plan, &target, NULL);

  assert_finding_texts (findings);
  return findings;
}

void
assert_plan_offsets (RkPlan       *plan,
                     const gint64 *offsets,
                     guint         n)
{
  g_assert_cmpuint (rk_plan_get_n_rows (plan), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmphex (rk_plan_row_get_offset (rk_plan_get_row (plan, i)), ==, offsets[i]);
}
