/* rk-plan-split.c: what was merged into one file, taken apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-bytes.h"
#include "rk-plan-private.h"

static int
compare_offsets (gconstpointer a,
                 gconstpointer b)
{
  const RkFilePart *first = *(RkFilePart *const *)a;
  const RkFilePart *second = *(RkFilePart *const *)b;

  return (first->offset > second->offset) - (first->offset < second->offset);
}

/* The end of what is not 0xFF, no earlier than @least. */
static gsize
trim (RkView view,
      gsize  least,
      gsize  end)
{
  while (end > least && view.data[end - 1] == 0xff)
    end--;

  return end;
}

static gsize
round_up (gsize offset)
{
  return (offset + RK_FLASH_SECTOR - 1) / RK_FLASH_SECTOR * RK_FLASH_SECTOR;
}

static void
add_range (RkPlan     *self,
           RkPlanRow  *whole,
           const char *what,
           gsize       start,
           gsize       end)
{
  g_autoptr(GBytes) bytes = g_bytes_new_from_bytes (rk_plan_row_get_bytes (whole), start, end - start);
  gint64 offset = rk_plan_row_get_offset (whole) + (gint64)start;
  g_autofree char *name = g_strdup_printf ("%s-0x%" G_GINT64_MODIFIER "x.bin", what, offset);

  /* No path: what is read from there is the whole file. */
  rk_plan_add_bytes (self, name, bytes, offset);
}

/* What is in no part and not blank: settings, file systems, whatever it is.  It is
 * kept sector by sector, since that is how flash is written.
 */
static void
add_rest (RkPlan    *self,
          RkPlanRow *whole,
          gsize      start,
          gsize      end)
{
  RkView view = rk_view (rk_plan_row_get_bytes (whole));

  while (start < end)
    {
      gsize stop = start;

      while (stop < end && !rk_view_is_filled (view, stop, MIN (round_up (stop + 1), end), 0xff))
        stop = MIN (round_up (stop + 1), end);
      if (stop > start)
        add_range (self, whole, "data", start, trim (view, start + 1, stop));
      start = MAX (stop, MIN (round_up (start + 1), end));
    }
}

/* As far as the part is known to go, even where it ends in 0xFF. */
static gsize
get_known_length (const RkFileInfo *info)
{
  return info->image != NULL ? MIN (info->image->length, info->size) : MIN (info->size, 1);
}

static GPtrArray *
sort_parts (const RkFileInfo *info)
{
  GPtrArray *parts = g_ptr_array_new ();

  for (guint i = 0; i < info->parts->len; i++)
    g_ptr_array_add (parts, info->parts->pdata[i]);
  g_ptr_array_sort (parts, compare_offsets);
  return parts;
}

/**
 * rk_plan_can_split:
 * @row: a row
 *
 * Returns: whether it is a merged file, or the dump of a chip, with a place, so that
 *   rk_plan_split() takes it apart
 */
gboolean
rk_plan_can_split (RkPlanRow *row)
{
  const RkFileInfo *info;

  g_return_val_if_fail (RK_IS_PLAN_ROW (row), FALSE);

  info = rk_plan_row_get_info (row);
  return info->parts != NULL && info->parts->len >= 2 && rk_plan_row_get_offset (row) != RK_PLAN_NO_OFFSET;
}

/**
 * rk_plan_split:
 * @self: a plan
 * @row: a row of it
 *
 * Puts in place of a merged file, or the dump of a chip, a row for each part that
 * is recognised in it, and rows for what else is in it.  Together they hold every
 * byte of it that is not 0xFF, where it was.
 *
 * Returns: whether @row was one; else nothing is changed
 */
gboolean
rk_plan_split (RkPlan    *self,
               RkPlanRow *row)
{
  g_autoptr(RkPlanRow) whole = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  RkView view;

  g_return_val_if_fail (RK_IS_PLAN (self), FALSE);
  g_return_val_if_fail (RK_IS_PLAN_ROW (row), FALSE);

  if (!rk_plan_can_split (row))
    return FALSE;

  whole = g_object_ref (row);
  view = rk_view (rk_plan_row_get_bytes (row));
  parts = sort_parts (rk_plan_row_get_info (row));
  rk_plan_remove (self, row);

  for (guint i = 0; i < parts->len; i++)
    {
      const RkFilePart *part = parts->pdata[i];
      gsize next = i + 1 < parts->len ? ((RkFilePart *)parts->pdata[i + 1])->offset : view.size;
      gsize end = MIN (part->offset + part->info->size, next);
      gsize sector_end = MIN (round_up (end), next);

      /* What follows in the same sector could not be a row of its own. */
      if (end > part->offset)
        add_range (self, whole, rk_file_kind_get_nick (part->info->kind), part->offset,
                   trim (view, MIN (part->offset + get_known_length (part->info), end), sector_end));
      add_rest (self, whole, sector_end, next);
    }

  return TRUE;
}
