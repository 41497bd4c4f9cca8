/* rk-wiring-route.c: which way the wires go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The adapter and the supply stand on the left, the board on the right.  All wires
 * of a net meet on a lane of their own in the channel between them, which runs from
 * above to below.  What ends at the far side of the board goes around it, above or
 * below, and on a lane on its right; what begins at the far side of the adapter
 * goes around that below.  The order of the lanes is the one with the fewest
 * crossings, found by trying all of them.
 */

#include "rk-wiring-router-private.h"

#include <math.h>

/* Wires nearer than this to each other look like one. */
#define TOO_NEAR 8.0

/* One wire over another along its way is far worse than crossing it. */
#define HIT_COST 1000.0

/* How far the adapter may move so that its rows miss those of the board. */
#define NUDGE_STEP 3.0
#define NUDGE_STEPS 8

RkPlaced *
_rk_router_get_placed (const RkRouter *router,
                       RkPlacedName    name)
{
  return &router->drawing->placed[name];
}

static const RkTerminal *
get_terminal (const RkRouter *router,
              const RkEnd    *end)
{
  return &g_array_index (_rk_router_get_placed (router, end->place)->terminals, RkTerminal, end->terminal);
}

RkSide
_rk_router_get_side (const RkRouter *router,
                     const RkEnd    *end)
{
  return get_terminal (router, end)->pin->side;
}

RkPoint
_rk_router_get_tip (const RkRouter *router,
                    const RkEnd    *end)
{
  return _rk_placed_get_tip (_rk_router_get_placed (router, end->place), end->terminal, end->slot);
}

/* Both ends at the outer side of the adapter: never enters the channel. */
static gboolean
is_local (const RkRouter *router,
          const RkPath   *path)
{
  return path->from.place == RK_PLACED_ADAPTER && path->to.place == RK_PLACED_ADAPTER &&
         _rk_router_get_side (router, &path->from) == RK_SIDE_LEFT && _rk_router_get_side (router, &path->to) == RK_SIDE_LEFT;
}

static gboolean
is_around_board (const RkRouter *router,
                 const RkEnd    *end)
{
  return end->place == RK_PLACED_BOARD && _rk_router_get_side (router, end) != RK_SIDE_LEFT;
}

static gboolean
is_around_adapter (const RkRouter *router,
                   const RkEnd    *end)
{
  return end->place != RK_PLACED_BOARD && _rk_router_get_side (router, end) == RK_SIDE_LEFT;
}

static gboolean
uses_bundle (const RkRouter *router,
             const RkPath   *path,
             const RkEnd    *end,
             RkBundle        bundle)
{
  gboolean around = is_around_board (router, end);

  switch (bundle)
    {
    case RK_BUNDLE_CHANNEL:
      return !is_local (router, path);
    case RK_BUNDLE_RIGHT:
      return around && _rk_router_get_side (router, end) == RK_SIDE_RIGHT;
    case RK_BUNDLE_ABOVE:
      return around && router->above[path->wire->net];
    case RK_BUNDLE_BELOW:
      return around && !router->above[path->wire->net];
    case RK_BUNDLE_LEFT:
      return is_around_adapter (router, end);
    case RK_N_BUNDLES:
    default:
      return FALSE;
    }
}

static void
order_add (RkOrder *order,
           RkNet    net)
{
  for (guint i = 0; i < order->count; i++)
    if (order->nets[i] == net)
      return;

  g_assert (order->count < RK_MAX_LANES);
  order->nets[order->count++] = net;
}

void
_rk_router_collect_orders (RkRouter *router)
{
  const GArray *paths = router->drawing->paths;

  for (RkBundle bundle = 0; bundle < RK_N_BUNDLES; bundle++)
    for (guint i = 0; i < paths->len; i++)
      {
        const RkPath *path = &g_array_index (paths, RkPath, i);

        if (uses_bundle (router, path, &path->from, bundle) || uses_bundle (router, path, &path->to, bundle))
          order_add (&router->orders[bundle], path->wire->net);
      }
}

/* A net goes around the board where most of its pins are nearer. */
void
_rk_router_choose_ways (RkRouter *router)
{
  const RkPlaced *board = _rk_router_get_placed (router, RK_PLACED_BOARD);
  double middle = board->origin.y + board->board->height * board->scale / 2;
  double votes[RK_N_NETS] = { 0 };
  const GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      if (!is_around_board (router, &path->to))
        continue;
      if (_rk_router_get_side (router, &path->to) == RK_SIDE_RIGHT)
        votes[path->wire->net] += middle - _rk_router_get_tip (router, &path->to).y;
      else
        votes[path->wire->net] += _rk_router_get_side (router, &path->to) == RK_SIDE_TOP ? 1e6 : -1e6;
    }

  for (RkNet net = 0; net < RK_N_NETS; net++)
    router->above[net] = votes[net] > 0;
}

static gboolean
has_capacitor_between (const RkRouter *router,
                       RkNet           a,
                       RkNet           b)
{
  return router->drawing->has_capacitor && a != b && (a == RK_NET_GND || a == RK_NET_3V3) &&
         (b == RK_NET_GND || b == RK_NET_3V3);
}

/* From the order of the lanes to their places. */
void
_rk_router_place_lanes (RkRouter *router)
{
  static const double steps[RK_N_BUNDLES] = { RK_LANE, RK_LANE, -RK_LANE, RK_LANE, -RK_LANE };

  for (RkBundle bundle = 0; bundle < RK_N_BUNDLES; bundle++)
    {
      const RkOrder *order = &router->orders[bundle];
      double at = router->starts[bundle];

      for (guint i = 0; i < order->count; i++)
        {
          for (guint j = 0; bundle == RK_BUNDLE_CHANNEL && j < i; j++)
            if (has_capacitor_between (router, order->nets[i], order->nets[j]))
              at = MAX (at, router->lanes[bundle][order->nets[j]] + RK_CAPACITOR_ROOM);
          router->lanes[bundle][order->nets[i]] = at;
          at += steps[bundle];
        }
      if (bundle == RK_BUNDLE_CHANNEL)
        router->channel_end = at;
    }
}

static void
add_point (GArray *points,
           double  x,
           double  y)
{
  RkPoint point = { x, y };

  if (points->len > 0)
    {
      const RkPoint *last = &g_array_index (points, RkPoint, points->len - 1);

      if (fabs (last->x - x) < 0.01 && fabs (last->y - y) < 0.01)
        return;
    }
  g_array_append_val (points, point);
}

/* From the lane in the channel to the end. */
static guint
route_end (const RkRouter *router,
           RkNet           net,
           const RkEnd    *end,
           RkPoint         points[4])
{
  RkPoint tip = _rk_router_get_tip (router, end);
  double lane = router->lanes[RK_BUNDLE_CHANNEL][net];
  guint count = 0;

  if (is_around_board (router, end))
    {
      double way = router->lanes[router->above[net] ? RK_BUNDLE_ABOVE : RK_BUNDLE_BELOW][net];
      double far_lane = _rk_router_get_side (router, end) == RK_SIDE_RIGHT ? router->lanes[RK_BUNDLE_RIGHT][net] : tip.x;

      points[count++] = (RkPoint){ lane, way };
      points[count++] = (RkPoint){ far_lane, way };
      if (_rk_router_get_side (router, end) == RK_SIDE_RIGHT)
        points[count++] = (RkPoint){ far_lane, tip.y };
    }
  else if (is_around_adapter (router, end))
    {
      const RkPlaced *adapter = _rk_router_get_placed (router, end->place);
      double way = adapter->extent.y + adapter->extent.height + RK_LANE_MARGIN +
                   fabs (router->lanes[RK_BUNDLE_LEFT][net] - router->starts[RK_BUNDLE_LEFT]);

      points[count++] = (RkPoint){ lane, way };
      points[count++] = (RkPoint){ router->lanes[RK_BUNDLE_LEFT][net], way };
      points[count++] = (RkPoint){ router->lanes[RK_BUNDLE_LEFT][net], tip.y };
    }
  else
    points[count++] = (RkPoint){ lane, tip.y };

  points[count++] = tip;
  return count;
}

static void
route_path (const RkRouter *router,
            RkPath         *path)
{
  RkPoint from[4];
  RkPoint to[4];
  guint n_from;
  guint n_to;

  g_array_set_size (path->points, 0);
  if (is_local (router, path))
    {
      RkPoint first = _rk_router_get_tip (router, &path->from);
      RkPoint last = _rk_router_get_tip (router, &path->to);
      double lane = router->lanes[RK_BUNDLE_LEFT][path->wire->net];

      add_point (path->points, first.x, first.y);
      add_point (path->points, lane, first.y);
      add_point (path->points, lane, last.y);
      add_point (path->points, last.x, last.y);
      return;
    }

  n_from = route_end (router, path->wire->net, &path->from, from);
  n_to = route_end (router, path->wire->net, &path->to, to);
  for (guint i = n_from; i > 0; i--)
    add_point (path->points, from[i - 1].x, from[i - 1].y);
  for (guint i = 0; i < n_to; i++)
    add_point (path->points, to[i].x, to[i].y);
}

static void
route_paths (const RkRouter *router)
{
  GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    route_path (router, &g_array_index (paths, RkPath, i));
}

static gboolean
ranges_meet (double a,
             double b,
             double c,
             double d,
             double margin)
{
  return MIN (a, b) < MAX (c, d) + margin && MIN (c, d) < MAX (a, b) + margin;
}

/* What two stretches of different nets cost together. */
static double
cost_of_stretches (RkPoint a,
                   RkPoint b,
                   RkPoint c,
                   RkPoint d)
{
  gboolean first_upright = fabs (a.x - b.x) < 0.01;
  gboolean second_upright = fabs (c.x - d.x) < 0.01;

  if (first_upright && second_upright)
    return fabs (a.x - c.x) < TOO_NEAR && ranges_meet (a.y, b.y, c.y, d.y, 0) ? HIT_COST : 0;
  if (!first_upright && !second_upright)
    return fabs (a.y - c.y) < TOO_NEAR && ranges_meet (a.x, b.x, c.x, d.x, 0) ? HIT_COST : 0;
  if (!first_upright)
    return cost_of_stretches (c, d, a, b);
  return ranges_meet (a.x, a.x, c.x, d.x, 0) && ranges_meet (a.y, b.y, c.y, c.y, 0) ? 1 : 0;
}

static double
cost_of_paths (const RkPath *first,
               const RkPath *second)
{
  double cost = 0;

  for (guint i = 1; i < first->points->len; i++)
    for (guint j = 1; j < second->points->len; j++)
      cost += cost_of_stretches (g_array_index (first->points, RkPoint, i - 1),
                                 g_array_index (first->points, RkPoint, i),
                                 g_array_index (second->points, RkPoint, j - 1),
                                 g_array_index (second->points, RkPoint, j));
  return cost;
}

static double
try_lanes (RkRouter *router)
{
  const GArray *paths = router->drawing->paths;
  double cost = 0;

  _rk_router_place_lanes (router);
  route_paths (router);
  for (guint i = 0; i < paths->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const RkPath *first = &g_array_index (paths, RkPath, i);
        const RkPath *second = &g_array_index (paths, RkPath, j);

        if (first->wire->net != second->wire->net)
          cost += cost_of_paths (first, second);
      }

  return cost;
}

/* Tries all orders of a bundle from place @first on and keeps the best. */
static void
try_orders (RkRouter *router,
            RkBundle  bundle,
            guint     first,
            RkOrder  *best,
            double   *best_cost)
{
  RkOrder *order = &router->orders[bundle];

  if (first == order->count)
    {
      double cost = try_lanes (router);

      if (cost < *best_cost)
        {
          *best_cost = cost;
          *best = *order;
        }
      return;
    }

  for (guint i = first; i < order->count; i++)
    {
      RkNet net = order->nets[first];

      order->nets[first] = order->nets[i];
      order->nets[i] = net;
      try_orders (router, bundle, first + 1, best, best_cost);
      net = order->nets[first];
      order->nets[first] = order->nets[i];
      order->nets[i] = net;
    }
}

static double
improve_orders (RkRouter *router)
{
  double cost = try_lanes (router);

  for (guint round = 0; round < 2; round++)
    for (RkBundle bundle = 0; bundle < RK_N_BUNDLES; bundle++)
      {
        RkOrder best = router->orders[bundle];

        if (best.count < 2)
          continue;
        try_orders (router, bundle, 0, &best, &cost);
        router->orders[bundle] = best;
      }

  return try_lanes (router);
}

/* Where two wires share a pin, which of them is the upper one. */
static double
swap_slots (RkRouter *router,
            double    cost)
{
  GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    for (guint j = 0; j < i; j++)
      {
        RkPath *first = &g_array_index (paths, RkPath, i);
        RkPath *second = &g_array_index (paths, RkPath, j);
        guint slot = first->to.slot;
        double swapped;

        if (first->to.place != second->to.place || first->to.terminal != second->to.terminal)
          continue;
        first->to.slot = second->to.slot;
        second->to.slot = slot;
        swapped = try_lanes (router);
        if (swapped < cost)
          {
            cost = swapped;
            continue;
          }
        second->to.slot = first->to.slot;
        first->to.slot = slot;
      }

  return try_lanes (router);
}

static double
optimise (RkRouter *router)
{
  double cost = improve_orders (router);
  double swapped = swap_slots (router, cost);

  return swapped < cost ? improve_orders (router) : swapped;
}

static void
nudge (RkRouter *router,
       double    by)
{
  _rk_placed_move (_rk_router_get_placed (router, RK_PLACED_ADAPTER), 0, by);
  if (_rk_router_get_placed (router, RK_PLACED_SUPPLY)->board != NULL)
    _rk_placed_move (_rk_router_get_placed (router, RK_PLACED_SUPPLY), 0, by);
}

/* Moves the adapter and the supply a little until no wire runs over another. */
void
_rk_router_find_clear_way (RkRouter *router)
{
  double best = optimise (router);
  double best_by = 0;

  for (int step = 1; step <= NUDGE_STEPS && best >= HIT_COST; step++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        double by = sign * step * NUDGE_STEP;
        double cost;

        nudge (router, by);
        cost = optimise (router);
        nudge (router, -by);
        if (cost < best)
          {
            best = cost;
            best_by = by;
          }
      }

  nudge (router, best_by);
  best = optimise (router);
  router->drawing->hits = (guint)(best / HIT_COST);
}
