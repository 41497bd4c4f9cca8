/* fuzz-unpack.c: any bytes as gzip, Intel HEX or a merged file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-file-unpack.h"
#include "rk-plan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* What was merged comes apart into rows that lie in it, and do not overlap. */
static void
try_split (RkPlan    *plan,
           RkPlanRow *row)
{
  gint64 end = rk_plan_row_get_offset (row);
  gint64 limit = end + (gint64)rk_plan_row_get_size (row);

  if (!rk_plan_can_split (row))
    return;

  g_assert (rk_plan_split (plan, row));
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *part = rk_plan_get_row (plan, i);

      g_assert (rk_plan_row_get_offset (part) >= end);
      end = rk_plan_row_get_offset (part) + (gint64)rk_plan_row_get_size (part);
    }
  g_assert (end <= limit);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) hex_error = NULL;
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkPlanRow *row = rk_plan_add_packed (plan, "fuzz", NULL, bytes, RK_PLAN_AUTOMATIC, &error);
  g_autoptr(GPtrArray) pieces = rk_intel_hex_parse ("fuzz", bytes, &hex_error);
  guint32 end = 0;

  g_assert ((row == NULL) == (error != NULL));
  g_assert ((pieces == NULL) == (hex_error != NULL));
  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      const RkFilePiece *piece = pieces->pdata[i];

      g_assert (i == 0 || piece->offset > end);
      end = piece->offset + (guint32)g_bytes_get_size (piece->bytes);
      g_assert (end > piece->offset && end <= RK_PLAN_MAX_FILE);
    }
  if (row != NULL && rk_plan_get_n_rows (plan) == 1)
    try_split (plan, row);

  return 0;
}
