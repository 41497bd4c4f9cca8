/* rk-wiring-junction.c: where wires of a net part
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <math.h>

/* How far from @a on the way to @b the last point is that a stretch of another
 * wire covers or crosses; below 0 if there is none. */
static double
last_meeting (RkPoint a,
              RkPoint b,
              RkPoint c,
              RkPoint d)
{
  double length = hypot (b.x - a.x, b.y - a.y);
  RkPoint ahead = { (b.x - a.x) / length, (b.y - a.y) / length };
  double to_c = (c.x - a.x) * ahead.x + (c.y - a.y) * ahead.y;
  double to_d = (d.x - a.x) * ahead.x + (d.y - a.y) * ahead.y;
  double beside_c = (c.y - a.y) * ahead.x - (c.x - a.x) * ahead.y;
  double beside_d = (d.y - a.y) * ahead.x - (d.x - a.x) * ahead.y;
  double last = MIN (MAX (to_c, to_d), length);

  if (beside_c * beside_d > 0.01 || (fabs (beside_c - beside_d) < 0.01 && fabs (beside_c) > 0.01))
    return -1;
  return MIN (to_c, to_d) > length + 0.01 || MAX (to_c, to_d) < -0.01 ? -1 : MAX (last, 0);
}

/* Leaves of the way what follows the last point where it meets another wire of its
 * net.  Returns: whether there is one */
static gboolean
cut_beginning (RkPath       *path,
               const GArray *paths)
{
  for (guint i = path->points->len - 1; i > 0; i--)
    {
      RkPoint a = g_array_index (path->points, RkPoint, i - 1);
      RkPoint b = g_array_index (path->points, RkPoint, i);
      double length = hypot (b.x - a.x, b.y - a.y);
      double last = -1;

      for (guint j = 0; j < paths->len; j++)
        {
          const RkPath *other = &g_array_index (paths, RkPath, j);

          for (guint k = 1; other != path && other->wire->net == path->wire->net && k < other->points->len; k++)
            last = MAX (last, last_meeting (a, b, g_array_index (other->points, RkPoint, k - 1),
                                            g_array_index (other->points, RkPoint, k)));
        }
      if (last < 0)
        continue;

      g_array_remove_range (path->points, 0, i - 1);
      g_array_index (path->points, RkPoint, 0) =
        (RkPoint){ a.x + (b.x - a.x) * last / length, a.y + (b.y - a.y) * last / length };
      return TRUE;
    }

  return FALSE;
}

/* Marks the place once, whoever finds it. */
void
_rk_drawing_add_dot (RkWiringDrawing *drawing,
                     RkPoint          point,
                     RkWireColour     colour)
{
  RkDot dot = { point, colour };

  for (guint i = 0; i < drawing->dots->len; i++)
    {
      const RkDot *other = &g_array_index (drawing->dots, RkDot, i);

      if (hypot (other->point.x - point.x, other->point.y - point.y) < 1)
        return;
    }
  g_array_append_val (drawing->dots, dot);
}

/* Bits of the four ways into which a stretch leaves the point: right, down, left, up. */
static guint
directions_at (RkPoint point,
               RkPoint a,
               RkPoint b)
{
  gboolean upright = fabs (a.x - b.x) < 0.01;
  double along = upright ? point.y : point.x;
  double low = upright ? MIN (a.y, b.y) : MIN (a.x, b.x);
  double high = upright ? MAX (a.y, b.y) : MAX (a.x, b.x);
  guint bits = 0;

  if (fabs (upright ? point.x - a.x : point.y - a.y) > 0.01 || along < low - 0.01 || along > high + 0.01)
    return 0;
  if (along < high - 0.01)
    bits |= upright ? 1u << 1 : 1u << 0;
  if (along > low + 0.01)
    bits |= upright ? 1u << 3 : 1u << 2;
  return bits;
}

/* A dot where three or more ways of a net meet. */
static void
mark_junction (RkWiringDrawing *drawing,
               const RkPath    *path,
               RkPoint          point)
{
  const GArray *paths = drawing->paths;
  RkWireColour colour = path->wire->colour;
  guint bits = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *other = &g_array_index (paths, RkPath, i);
      guint before = bits;

      if (other->wire->net != path->wire->net)
        continue;
      for (guint j = 1; j < other->points->len; j++)
        bits |= directions_at (point, g_array_index (other->points, RkPoint, j - 1),
                               g_array_index (other->points, RkPoint, j));
      if (bits != before && !other->wire->flash_only)
        colour = other->wire->colour;
    }

  if ((bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1) + (bits >> 3 & 1) >= 3)
    _rk_drawing_add_dot (drawing, point, colour);
}

/* Marks all places where wires of a net part. */
void
_rk_drawing_mark_junctions (RkWiringDrawing *drawing)
{
  const GArray *paths = drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      for (guint j = 0; j < path->points->len; j++)
        mark_junction (drawing, path, g_array_index (path->points, RkPoint, j));
    }
}

/* The wire that changes is drawn from where it leaves the others of its net. */
void
_rk_drawing_part_changing_wire (RkWiringDrawing *drawing)
{
  GArray *paths = drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      RkPath *path = &g_array_index (paths, RkPath, i);

      if (path->wire->flash_only && cut_beginning (path, paths))
        _rk_drawing_add_dot (drawing, g_array_index (path->points, RkPoint, 0), RK_WIRE_BLACK);
    }
}
