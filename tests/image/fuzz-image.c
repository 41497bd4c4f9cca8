/* fuzz-image.c: any bytes as a firmware file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-plan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const RkPlanTarget target = { .flash_size = 1024 * 1024 };
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GPtrArray) writes = NULL;

  rk_plan_add_bytes (plan, "fuzz.bin", bytes, size % 2 == 0 ? 0 : RK_PLAN_AUTOMATIC);
  rk_plan_add_bytes (plan, "again.bin", bytes, RK_PLAN_AUTOMATIC);
  rk_plan_set_flash_size (plan, target.flash_size);
  findings = rk_plan_check (plan, &target, NULL);
  writes = rk_plan_get_writes (plan, &target, NULL, findings);

  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      g_autofree char *summary = rk_finding_fill (finding, finding->summary, NULL);

      g_assert (summary != NULL);
    }

  rk_plan_split (plan, rk_plan_get_row (plan, 0));
  return 0;
}
