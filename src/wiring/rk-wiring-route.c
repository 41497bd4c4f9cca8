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

#include "rk-wiring-drawing-private.h"

#include <math.h>
#include <string.h>

#define LANE 12.0
#define LANE_MARGIN 14.0
#define LABEL_GAP 8.0
#define LABEL_PADDING 4.0
#define LABEL_HEIGHT 13.0
#define RESISTOR_GAP 6.0
#define PART_GAP 18.0
#define TITLE_HEIGHT 20.0
#define CAPTION_HEIGHT 15.0
#define PAPER_MARGIN 14.0
#define CAPACITOR_WIDTH 34.0
#define CAPACITOR_HEIGHT 18.0
#define CAPACITOR_ROOM 74.0
#define CAPACITOR_DROP 24.0
#define ARROW_WIDTH 84.0
#define ARROW_HEIGHT 46.0

/* Wires nearer than this to each other look like one. */
#define TOO_NEAR 8.0

/* One wire over another along its way is far worse than crossing it. */
#define HIT_COST 1000.0

/* How far the adapter may move so that its rows miss those of the board. */
#define NUDGE_STEP 3.0
#define NUDGE_STEPS 8

#define MAX_LANES 8

/* The bundles of lanes, each with an order of its own. */
typedef enum
{
  BUNDLE_CHANNEL,
  BUNDLE_RIGHT,
  BUNDLE_ABOVE,
  BUNDLE_BELOW,
  BUNDLE_LEFT,
  N_BUNDLES,
} Bundle;

typedef struct
{
  guint count;
  RkNet nets[MAX_LANES];
} Order;

typedef struct
{
  RkWiringDrawing *drawing;
  Order            orders[N_BUNDLES];
  gboolean         above[RK_N_NETS];       /* goes around the board above, else below */
  double           lanes[N_BUNDLES][RK_N_NETS];
  double           starts[N_BUNDLES];      /* of the first lane */
  double           channel_end;
} Router;

static RkPlaced *
get_placed (const Router *router,
            RkPlacedName  name)
{
  return &router->drawing->placed[name];
}

static const RkTerminal *
get_terminal (const Router *router,
              const RkEnd  *end)
{
  return &g_array_index (get_placed (router, end->place)->terminals, RkTerminal, end->terminal);
}

static RkSide
get_side (const Router *router,
          const RkEnd  *end)
{
  return get_terminal (router, end)->pin->side;
}

static RkPoint
get_tip (const Router *router,
         const RkEnd  *end)
{
  return _rk_placed_get_tip (get_placed (router, end->place), end->terminal, end->slot);
}

/* Both ends at the outer side of the adapter: never enters the channel. */
static gboolean
is_local (const Router *router,
          const RkPath *path)
{
  return path->from.place == RK_PLACED_ADAPTER && path->to.place == RK_PLACED_ADAPTER &&
         get_side (router, &path->from) == RK_SIDE_LEFT && get_side (router, &path->to) == RK_SIDE_LEFT;
}

static gboolean
is_around_board (const Router *router,
                 const RkEnd  *end)
{
  return end->place == RK_PLACED_BOARD && get_side (router, end) != RK_SIDE_LEFT;
}

static gboolean
is_around_adapter (const Router *router,
                   const RkEnd  *end)
{
  return end->place != RK_PLACED_BOARD && get_side (router, end) == RK_SIDE_LEFT;
}

static gboolean
uses_bundle (const Router *router,
             const RkPath *path,
             const RkEnd  *end,
             Bundle        bundle)
{
  gboolean around = is_around_board (router, end);

  switch (bundle)
    {
    case BUNDLE_CHANNEL:
      return !is_local (router, path);
    case BUNDLE_RIGHT:
      return around && get_side (router, end) == RK_SIDE_RIGHT;
    case BUNDLE_ABOVE:
      return around && router->above[path->wire->net];
    case BUNDLE_BELOW:
      return around && !router->above[path->wire->net];
    case BUNDLE_LEFT:
      return is_around_adapter (router, end);
    case N_BUNDLES:
    default:
      return FALSE;
    }
}

static void
order_add (Order *order,
           RkNet  net)
{
  for (guint i = 0; i < order->count; i++)
    if (order->nets[i] == net)
      return;

  g_assert (order->count < MAX_LANES);
  order->nets[order->count++] = net;
}

static void
collect_orders (Router *router)
{
  const GArray *paths = router->drawing->paths;

  for (Bundle bundle = 0; bundle < N_BUNDLES; bundle++)
    for (guint i = 0; i < paths->len; i++)
      {
        const RkPath *path = &g_array_index (paths, RkPath, i);

        if (uses_bundle (router, path, &path->from, bundle) || uses_bundle (router, path, &path->to, bundle))
          order_add (&router->orders[bundle], path->wire->net);
      }
}

/* A net goes around the board where most of its pins are nearer. */
static void
choose_ways (Router *router)
{
  const RkPlaced *board = get_placed (router, RK_PLACED_BOARD);
  double middle = board->origin.y + board->board->height * board->scale / 2;
  double votes[RK_N_NETS] = { 0 };
  const GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      if (!is_around_board (router, &path->to))
        continue;
      if (get_side (router, &path->to) == RK_SIDE_RIGHT)
        votes[path->wire->net] += middle - get_tip (router, &path->to).y;
      else
        votes[path->wire->net] += get_side (router, &path->to) == RK_SIDE_TOP ? 1e6 : -1e6;
    }

  for (RkNet net = 0; net < RK_N_NETS; net++)
    router->above[net] = votes[net] > 0;
}

static gboolean
has_capacitor_between (const Router *router,
                       RkNet         a,
                       RkNet         b)
{
  return router->drawing->has_capacitor && a != b && (a == RK_NET_GND || a == RK_NET_3V3) &&
         (b == RK_NET_GND || b == RK_NET_3V3);
}

/* From the order of the lanes to their places. */
static void
place_lanes (Router *router)
{
  static const double steps[N_BUNDLES] = { LANE, LANE, -LANE, LANE, -LANE };

  for (Bundle bundle = 0; bundle < N_BUNDLES; bundle++)
    {
      const Order *order = &router->orders[bundle];
      double at = router->starts[bundle];

      for (guint i = 0; i < order->count; i++)
        {
          for (guint j = 0; bundle == BUNDLE_CHANNEL && j < i; j++)
            if (has_capacitor_between (router, order->nets[i], order->nets[j]))
              at = MAX (at, router->lanes[bundle][order->nets[j]] + CAPACITOR_ROOM);
          router->lanes[bundle][order->nets[i]] = at;
          at += steps[bundle];
        }
      if (bundle == BUNDLE_CHANNEL)
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
route_end (const Router *router,
           RkNet         net,
           const RkEnd  *end,
           RkPoint       points[4])
{
  RkPoint tip = get_tip (router, end);
  double lane = router->lanes[BUNDLE_CHANNEL][net];
  guint count = 0;

  if (is_around_board (router, end))
    {
      double way = router->lanes[router->above[net] ? BUNDLE_ABOVE : BUNDLE_BELOW][net];
      double far_lane = get_side (router, end) == RK_SIDE_RIGHT ? router->lanes[BUNDLE_RIGHT][net] : tip.x;

      points[count++] = (RkPoint){ lane, way };
      points[count++] = (RkPoint){ far_lane, way };
      if (get_side (router, end) == RK_SIDE_RIGHT)
        points[count++] = (RkPoint){ far_lane, tip.y };
    }
  else if (is_around_adapter (router, end))
    {
      const RkPlaced *adapter = get_placed (router, end->place);
      double way = adapter->extent.y + adapter->extent.height + LANE_MARGIN +
                   fabs (router->lanes[BUNDLE_LEFT][net] - router->starts[BUNDLE_LEFT]);

      points[count++] = (RkPoint){ lane, way };
      points[count++] = (RkPoint){ router->lanes[BUNDLE_LEFT][net], way };
      points[count++] = (RkPoint){ router->lanes[BUNDLE_LEFT][net], tip.y };
    }
  else
    points[count++] = (RkPoint){ lane, tip.y };

  points[count++] = tip;
  return count;
}

static void
route_path (const Router *router,
            RkPath       *path)
{
  RkPoint from[4];
  RkPoint to[4];
  guint n_from;
  guint n_to;

  g_array_set_size (path->points, 0);
  if (is_local (router, path))
    {
      RkPoint first = get_tip (router, &path->from);
      RkPoint last = get_tip (router, &path->to);
      double lane = router->lanes[BUNDLE_LEFT][path->wire->net];

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
route_paths (const Router *router)
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
try_lanes (Router *router)
{
  const GArray *paths = router->drawing->paths;
  double cost = 0;

  place_lanes (router);
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
try_orders (Router *router,
            Bundle  bundle,
            guint   first,
            Order  *best,
            double *best_cost)
{
  Order *order = &router->orders[bundle];

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
improve_orders (Router *router)
{
  double cost = try_lanes (router);

  for (guint round = 0; round < 2; round++)
    for (Bundle bundle = 0; bundle < N_BUNDLES; bundle++)
      {
        Order best = router->orders[bundle];

        if (best.count < 2)
          continue;
        try_orders (router, bundle, 0, &best, &cost);
        router->orders[bundle] = best;
      }

  return try_lanes (router);
}

/* Where two wires share a pin, which of them is the upper one. */
static double
swap_slots (Router *router,
            double  cost)
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
optimise (Router *router)
{
  double cost = improve_orders (router);
  double swapped = swap_slots (router, cost);

  return swapped < cost ? improve_orders (router) : swapped;
}

static void
nudge (Router *router,
       double  by)
{
  _rk_placed_move (get_placed (router, RK_PLACED_ADAPTER), 0, by);
  if (get_placed (router, RK_PLACED_SUPPLY)->board != NULL)
    _rk_placed_move (get_placed (router, RK_PLACED_SUPPLY), 0, by);
}

/* Moves the adapter and the supply a little until no wire runs over another. */
static void
find_clear_way (Router *router)
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

static char *
make_wire_text (const RkWire *wire)
{
  switch (wire->net)
    {
    case RK_NET_TX:
      return g_strdup_printf ("%s ← %s", wire->from->name, wire->to->name);
    case RK_NET_RX:
      return g_strdup_printf ("%s → %s", wire->from->name, wire->to->name);
    case RK_NET_3V3:
      return g_strdup ("3.3 V");
    case RK_NET_5V:
      return g_strdup ("5 V");
    case RK_NET_GND:
    case RK_NET_HOLD:
      return g_strdup ("GND");
    case RK_NET_USB:
      return g_strdup ("USB");
    case RK_NET_JUMPER_EN:
    case RK_NET_JUMPER_GPIO0:
    case RK_N_NETS:
    default:
      return NULL;
    }
}

/* A small drawing has no room to say things twice. */
static char *
make_label_text (const RkWiringDrawing *self,
                 const RkPath          *path)
{
  return self->focus == NULL ? make_wire_text (path->wire) : NULL;
}

static double
label_length (const char *text)
{
  return ceil (_rk_text_measure (text, RK_FONT_SMALL, TRUE).x + 2 * LABEL_PADDING);
}

static const char *
flash_text (const RkWiringDrawing *self)
{
  return _rk_drawing_say (self, N_ ("only to flash"));
}

static const char *
run_text (const RkWiringDrawing *self)
{
  return _rk_drawing_say (self, N_ ("removed to run"));
}

/* How much room the things on the wires need beside the names of a side. */
static double
room_beside (const Router *router,
             RkPlacedName  place,
             RkSide        side)
{
  const RkWiringDrawing *drawing = router->drawing;
  double room = 0;

  for (guint i = 0; i < drawing->paths->len; i++)
    {
      const RkPath *path = &g_array_index (drawing->paths, RkPath, i);
      g_autofree char *wire_text = make_label_text (drawing, path);

      if (path->from.place == place && get_side (router, &path->from) == side && place != RK_PLACED_BOARD &&
          wire_text != NULL)
        room = MAX (room, 2 * LABEL_GAP + label_length (wire_text));
      if (path->to.place == place && get_side (router, &path->to) == side && path->wire->ohms > 0)
        {
          g_autofree char *ohms = rk_wire_format_ohms (path->wire->ohms);

          room = MAX (room, RESISTOR_GAP + RK_RESISTOR_LENGTH + 2 * LABEL_GAP + label_length (ohms));
        }
      if (path->to.place == place && get_side (router, &path->to) == side && path->wire->flash_only &&
          drawing->focus == NULL)
        room = MAX (room, 2 * LABEL_GAP + MAX (label_length (flash_text (drawing)), label_length (run_text (drawing))));
    }

  return room;
}

/* The label is put on its wire, @distance from the end, with the text along it. */
static double
put_on_wire (Router       *router,
             const RkPath *path,
             const RkEnd  *end,
             double        distance,
             const char   *text,
             const char   *other_text)
{
  RkSide side = get_side (router, end);
  RkPoint tip = get_tip (router, end);
  double length = MAX (label_length (text), other_text != NULL ? label_length (other_text) : 0);
  RkLabel label = {
    .kind = other_text != NULL ? RK_LABEL_CHANGING : RK_LABEL_WIRE,
    .text = g_strdup (text),
    .run_text = g_strdup (other_text),
    .colour = path->wire->colour,
    .wire = path->wire,
    .upright = side == RK_SIDE_TOP || side == RK_SIDE_BOTTOM,
  };

  if (side == RK_SIDE_LEFT)
    label.box = (RkBox){ tip.x - distance - length, tip.y - LABEL_HEIGHT / 2, length, LABEL_HEIGHT };
  else if (side == RK_SIDE_RIGHT)
    label.box = (RkBox){ tip.x + distance, tip.y - LABEL_HEIGHT / 2, length, LABEL_HEIGHT };
  else if (side == RK_SIDE_TOP)
    label.box = (RkBox){ tip.x - LABEL_HEIGHT / 2, tip.y - distance - length, LABEL_HEIGHT, length };
  else
    label.box = (RkBox){ tip.x - LABEL_HEIGHT / 2, tip.y + distance, LABEL_HEIGHT, length };

  g_array_append_val (router->drawing->labels, label);
  return length;
}

static double
put_resistor (Router       *router,
              const RkPath *path)
{
  static const double thickness = 10;
  RkSide side = get_side (router, &path->to);
  RkPoint tip = get_tip (router, &path->to);
  double far_end = RESISTOR_GAP + RK_RESISTOR_LENGTH;
  RkResistor resistor = { .wire = path->wire, .upright = side == RK_SIDE_TOP || side == RK_SIDE_BOTTOM };

  if (side == RK_SIDE_LEFT)
    resistor.box = (RkBox){ tip.x - far_end, tip.y - thickness / 2, RK_RESISTOR_LENGTH, thickness };
  else if (side == RK_SIDE_RIGHT)
    resistor.box = (RkBox){ tip.x + RESISTOR_GAP, tip.y - thickness / 2, RK_RESISTOR_LENGTH, thickness };
  else if (side == RK_SIDE_TOP)
    resistor.box = (RkBox){ tip.x - thickness / 2, tip.y - far_end, thickness, RK_RESISTOR_LENGTH };
  else
    resistor.box = (RkBox){ tip.x - thickness / 2, tip.y + RESISTOR_GAP, thickness, RK_RESISTOR_LENGTH };

  g_array_append_val (router->drawing->resistors, resistor);
  return far_end;
}

/* Several wires may begin at one pin; it gets one label. */
static gboolean
is_first_at_its_pin (const Router *router,
                     guint         number)
{
  const GArray *paths = router->drawing->paths;
  const RkPath *path = &g_array_index (paths, RkPath, number);

  for (guint i = 0; i < number; i++)
    {
      const RkPath *other = &g_array_index (paths, RkPath, i);

      if (other->from.place == path->from.place && other->from.terminal == path->from.terminal)
        return FALSE;
    }

  return TRUE;
}

static void
put_things_on_wires (Router *router)
{
  RkWiringDrawing *drawing = router->drawing;

  for (guint i = 0; i < drawing->paths->len; i++)
    {
      const RkPath *path = &g_array_index (drawing->paths, RkPath, i);
      g_autofree char *wire_text = make_label_text (drawing, path);

      if (wire_text != NULL && path->from.place != RK_PLACED_BOARD && is_first_at_its_pin (router, i))
        put_on_wire (router, path, &path->from, LABEL_GAP, wire_text, NULL);
      if (path->wire->ohms > 0)
        {
          g_autofree char *ohms = rk_wire_format_ohms (path->wire->ohms);
          double far_end = put_resistor (router, path);

          put_on_wire (router, path, &path->to, far_end + LABEL_GAP, ohms, NULL);
        }
      if (path->wire->flash_only && drawing->focus == NULL)
        put_on_wire (router, path, &path->to, LABEL_GAP, flash_text (drawing), run_text (drawing));
    }
}

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

static void
add_dot (RkWiringDrawing *drawing,
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
mark_junction (Router       *router,
               const RkPath *path,
               RkPoint       point)
{
  const GArray *paths = router->drawing->paths;
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
    add_dot (router->drawing, point, colour);
}

static void
mark_junctions (Router *router)
{
  const GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      for (guint j = 0; j < path->points->len; j++)
        mark_junction (router, path, g_array_index (path->points, RkPoint, j));
    }
}

/* The wire that changes is drawn from where it leaves the others of its net. */
static void
part_changing_wire (Router *router)
{
  GArray *paths = router->drawing->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      RkPath *path = &g_array_index (paths, RkPath, i);

      if (path->wire->flash_only && cut_beginning (path, paths))
        add_dot (router->drawing, g_array_index (path->points, RkPoint, 0), RK_WIRE_BLACK);
    }
}

/* The lowest place of a net on its lane. */
static double
lane_bottom (const Router *router,
             RkNet         net)
{
  const GArray *paths = router->drawing->paths;
  double lane = router->lanes[BUNDLE_CHANNEL][net];
  double bottom = -G_MAXDOUBLE;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      for (guint j = 0; path->wire->net == net && !path->wire->flash_only && j < path->points->len; j++)
        {
          RkPoint point = g_array_index (path->points, RkPoint, j);

          if (fabs (point.x - lane) < 0.01)
            bottom = MAX (bottom, point.y);
        }
    }

  return bottom;
}

static double
lowest_point (const Router *router)
{
  const GArray *paths = router->drawing->paths;
  double lowest = -G_MAXDOUBLE;

  for (guint i = 0; i < paths->len; i++)
    {
      const RkPath *path = &g_array_index (paths, RkPath, i);

      for (guint j = 0; j < path->points->len; j++)
        lowest = MAX (lowest, g_array_index (path->points, RkPoint, j).y);
    }

  return lowest;
}

static void
put_capacitor (Router *router)
{
  RkWiringDrawing *drawing = router->drawing;
  double low = router->lanes[BUNDLE_CHANNEL][RK_NET_GND];
  double high = router->lanes[BUNDLE_CHANNEL][RK_NET_3V3];
  double y = lowest_point (router) + CAPACITOR_DROP;
  double middle = (low + high) / 2;
  double half = (low < high ? -1 : 1) * CAPACITOR_WIDTH / 2;
  g_autofree char *text = g_strdup_printf ("%d µF", RK_WIRING_CAPACITOR_UF);
  double length = label_length (text);
  RkLabel label = {
    .kind = RK_LABEL_WIRE,
    .text = g_strdup (text),
    .box = { middle - length / 2, y + CAPACITOR_HEIGHT / 2 + 5, length, LABEL_HEIGHT },
    .colour = RK_WIRE_GREY,
  };

  if (!drawing->has_capacitor)
    {
      g_free (label.text);
      return;
    }

  drawing->capacitor = (RkBox){ middle - CAPACITOR_WIDTH / 2, y - CAPACITOR_HEIGHT / 2, CAPACITOR_WIDTH,
                                CAPACITOR_HEIGHT };
  drawing->capacitor_low[0] = (RkPoint){ low, lane_bottom (router, RK_NET_GND) };
  drawing->capacitor_low[1] = (RkPoint){ middle + half, y };
  drawing->capacitor_high[0] = (RkPoint){ high, lane_bottom (router, RK_NET_3V3) };
  drawing->capacitor_high[1] = (RkPoint){ middle - half, y };
  add_dot (drawing, drawing->capacitor_low[0], RK_WIRE_BLACK);
  add_dot (drawing, drawing->capacitor_high[0], RK_WIRE_RED);
  g_array_append_val (drawing->labels, label);
}

static void
put_centred (Router      *router,
             RkLabelKind  kind,
             const char  *text,
             double       middle,
             double       bottom)
{
  gboolean title = kind == RK_LABEL_TITLE;
  RkPoint size = _rk_text_measure (text, title ? RK_FONT_TITLE : RK_FONT_SMALL, title);
  double height = title ? TITLE_HEIGHT - 4 : CAPTION_HEIGHT - 2;
  RkLabel label = {
    .kind = kind,
    .text = g_strdup (text),
    .box = { middle - size.x / 2, bottom - height, size.x, height },
  };

  g_array_append_val (router->drawing->labels, label);
}

static double
middle_of (const RkPlaced *placed)
{
  return placed->origin.x + placed->board->width * placed->scale / 2;
}

static void
put_titles (Router *router)
{
  const RkWiring *wiring = router->drawing->wiring;
  const RkPlaced *board = get_placed (router, RK_PLACED_BOARD);
  double top = board->extent.y;
  g_autofree char *view = rk_wiring_describe_view (wiring->board, router->drawing->translate);

  if (router->orders[BUNDLE_ABOVE].count > 0)
    top = MIN (top, router->starts[BUNDLE_ABOVE] - LANE * (router->orders[BUNDLE_ABOVE].count - 1));

  for (RkPlacedName name = RK_PLACED_ADAPTER; name < RK_PLACED_BOARD; name++)
    if (get_placed (router, name)->board != NULL)
      put_centred (router, RK_LABEL_TITLE, get_placed (router, name)->board->name, middle_of (get_placed (router, name)),
                   get_placed (router, name)->extent.y - 6);
  put_centred (router, RK_LABEL_CAPTION, view, middle_of (board), top - 8);
  put_centred (router, RK_LABEL_TITLE, wiring->board->name, middle_of (board), top - 8 - CAPTION_HEIGHT);
}

static double
right_edge (const RkPlaced *placed)
{
  return placed->extent.x + placed->extent.width;
}

static double
bottom_edge (const RkPlaced *placed)
{
  return placed->extent.y + placed->extent.height;
}

/* Left column: adapter above supply, their names ending on one line. */
static void
place_left (Router *router)
{
  RkPlaced *adapter = get_placed (router, RK_PLACED_ADAPTER);
  RkPlaced *supply = get_placed (router, RK_PLACED_SUPPLY);
  double titles = router->drawing->focus != NULL ? 0 : TITLE_HEIGHT;

  _rk_placed_move (adapter, -right_edge (adapter), -adapter->extent.y);
  if (supply->board != NULL)
    _rk_placed_move (supply, -right_edge (supply),
                     bottom_edge (adapter) + PART_GAP + titles + LANE * router->orders[BUNDLE_LEFT].count -
                       supply->extent.y);
}

static void
place_board (Router *router)
{
  RkPlaced *adapter = get_placed (router, RK_PLACED_ADAPTER);
  RkPlaced *supply = get_placed (router, RK_PLACED_SUPPLY);
  RkPlaced *board = get_placed (router, RK_PLACED_BOARD);
  double bottom = supply->board != NULL ? bottom_edge (supply) : bottom_edge (adapter);
  double left = router->channel_end + LANE_MARGIN / 2 + room_beside (router, RK_PLACED_BOARD, RK_SIDE_LEFT);
  double body = board->board->height * board->scale / 2;

  _rk_placed_move (board, left - board->extent.x, floor ((adapter->extent.y + bottom) / 2 - body - board->origin.y));
}

static void
find_starts (Router *router)
{
  RkPlaced *board = get_placed (router, RK_PLACED_BOARD);
  RkPlaced *adapter = get_placed (router, RK_PLACED_ADAPTER);

  router->starts[BUNDLE_RIGHT] =
    right_edge (board) + LANE_MARGIN + room_beside (router, RK_PLACED_BOARD, RK_SIDE_RIGHT);
  router->starts[BUNDLE_ABOVE] = board->extent.y - LANE_MARGIN - room_beside (router, RK_PLACED_BOARD, RK_SIDE_TOP);
  router->starts[BUNDLE_BELOW] =
    bottom_edge (board) + LANE_MARGIN + room_beside (router, RK_PLACED_BOARD, RK_SIDE_BOTTOM);
  router->starts[BUNDLE_LEFT] =
    adapter->extent.x - LANE_MARGIN / 2 - room_beside (router, RK_PLACED_ADAPTER, RK_SIDE_LEFT);
}

static void
put_arrow (Router *router)
{
  RkWiringDrawing *drawing = router->drawing;
  const RkPlaced *board = get_placed (router, RK_PLACED_BOARD);

  drawing->has_arrow = drawing->wiring->plugged && drawing->focus == NULL;
  if (drawing->has_arrow)
    drawing->arrow = (RkBox){ right_edge (get_placed (router, RK_PLACED_ADAPTER)) + LANE_MARGIN,
                              board->origin.y + board->board->height * board->scale / 2 - ARROW_HEIGHT / 2,
                              ARROW_WIDTH, ARROW_HEIGHT };
}

/* Moves everything so that the paper begins at 0,0, and finds its size. */
static void
cut_paper (Router *router)
{
  RkWiringDrawing *drawing = router->drawing;
  RkBox paper = get_placed (router, RK_PLACED_BOARD)->extent;
  double dx;
  double dy;

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (get_placed (router, name)->board != NULL)
      paper = _rk_box_union (paper, get_placed (router, name)->extent);
  for (guint i = 0; i < drawing->labels->len; i++)
    paper = _rk_box_union (paper, g_array_index (drawing->labels, RkLabel, i).box);
  for (guint i = 0; i < drawing->paths->len; i++)
    for (guint j = 0; j < g_array_index (drawing->paths, RkPath, i).points->len; j++)
      {
        RkPoint point = g_array_index (g_array_index (drawing->paths, RkPath, i).points, RkPoint, j);

        paper = _rk_box_union (paper, (RkBox){ point.x - 3, point.y - 3, 6, 6 });
      }
  if (drawing->has_capacitor)
    paper = _rk_box_union (paper, drawing->capacitor);

  dx = PAPER_MARGIN - paper.x;
  dy = PAPER_MARGIN - paper.y;
  drawing->width = ceil (paper.width + 2 * PAPER_MARGIN);
  drawing->height = ceil (paper.height + 2 * PAPER_MARGIN);

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (get_placed (router, name)->board != NULL)
      _rk_placed_move (get_placed (router, name), dx, dy);
  for (guint i = 0; i < drawing->labels->len; i++)
    {
      RkLabel *label = &g_array_index (drawing->labels, RkLabel, i);

      label->box.x += dx;
      label->box.y += dy;
    }
  for (guint i = 0; i < drawing->resistors->len; i++)
    {
      RkResistor *resistor = &g_array_index (drawing->resistors, RkResistor, i);

      resistor->box.x += dx;
      resistor->box.y += dy;
    }
  for (guint i = 0; i < drawing->paths->len; i++)
    for (guint j = 0; j < g_array_index (drawing->paths, RkPath, i).points->len; j++)
      {
        RkPoint *point = &g_array_index (g_array_index (drawing->paths, RkPath, i).points, RkPoint, j);

        point->x += dx;
        point->y += dy;
      }
  for (guint i = 0; i < drawing->dots->len; i++)
    {
      g_array_index (drawing->dots, RkDot, i).point.x += dx;
      g_array_index (drawing->dots, RkDot, i).point.y += dy;
    }
  drawing->capacitor.x += dx;
  drawing->capacitor.y += dy;
  for (guint i = 0; i < 2; i++)
    {
      drawing->capacitor_low[i].x += dx;
      drawing->capacitor_low[i].y += dy;
      drawing->capacitor_high[i].x += dx;
      drawing->capacitor_high[i].y += dy;
    }
  drawing->arrow.x += dx;
  drawing->arrow.y += dy;
}

/* Places all parts of @drawing, whose boards are at 0,0, and routes its wires. */
void
_rk_drawing_route (RkWiringDrawing *drawing)
{
  Router router = { .drawing = drawing };

  choose_ways (&router);
  collect_orders (&router);
  place_left (&router);

  router.starts[BUNDLE_CHANNEL] = LANE_MARGIN + room_beside (&router, RK_PLACED_ADAPTER, RK_SIDE_RIGHT);
  if (drawing->placed[RK_PLACED_SUPPLY].board != NULL)
    router.starts[BUNDLE_CHANNEL] =
      MAX (router.starts[BUNDLE_CHANNEL], LANE_MARGIN + room_beside (&router, RK_PLACED_SUPPLY, RK_SIDE_RIGHT));
  if (drawing->wiring->plugged && drawing->focus == NULL)
    router.starts[BUNDLE_CHANNEL] += ARROW_WIDTH + LANE_MARGIN;
  place_lanes (&router);
  place_board (&router);
  find_starts (&router);
  find_clear_way (&router);

  put_things_on_wires (&router);
  part_changing_wire (&router);
  mark_junctions (&router);
  put_capacitor (&router);
  put_arrow (&router);
  if (drawing->focus == NULL)
    put_titles (&router);
  cut_paper (&router);
}
