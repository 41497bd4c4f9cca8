/* rk-wiring-arrange.c: a place for everything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-router-private.h"

#include <math.h>

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
#define CAPACITOR_DROP 24.0
#define ARROW_WIDTH 84.0
#define ARROW_HEIGHT 46.0

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
room_beside (const RkRouter *router,
             RkPlacedName    place,
             RkSide          side)
{
  const RkWiringDrawing *drawing = router->drawing;
  double room = 0;

  for (guint i = 0; i < drawing->paths->len; i++)
    {
      const RkPath *path = &g_array_index (drawing->paths, RkPath, i);
      g_autofree char *wire_text = make_label_text (drawing, path);

      if (path->from.place == place && _rk_router_get_side (router, &path->from) == side && place != RK_PLACED_BOARD &&
          wire_text != NULL)
        room = MAX (room, 2 * LABEL_GAP + label_length (wire_text));
      if (path->to.place == place && _rk_router_get_side (router, &path->to) == side && path->wire->ohms > 0)
        {
          g_autofree char *ohms = rk_wire_format_ohms (path->wire->ohms);

          room = MAX (room, RESISTOR_GAP + RK_RESISTOR_LENGTH + 2 * LABEL_GAP + label_length (ohms));
        }
      if (path->to.place == place && _rk_router_get_side (router, &path->to) == side && path->wire->flash_only &&
          drawing->focus == NULL)
        room = MAX (room, 2 * LABEL_GAP + MAX (label_length (flash_text (drawing)), label_length (run_text (drawing))));
    }

  return room;
}

/* The label is put on its wire, @distance from the end, with the text along it. */
static double
put_on_wire (RkRouter     *router,
             const RkPath *path,
             const RkEnd  *end,
             double        distance,
             const char   *text,
             const char   *other_text)
{
  RkSide side = _rk_router_get_side (router, end);
  RkPoint tip = _rk_router_get_tip (router, end);
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
put_resistor (RkRouter     *router,
              const RkPath *path)
{
  static const double thickness = 10;
  RkSide side = _rk_router_get_side (router, &path->to);
  RkPoint tip = _rk_router_get_tip (router, &path->to);
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
is_first_at_its_pin (const RkRouter *router,
                     guint           number)
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
put_things_on_wires (RkRouter *router)
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

/* The lowest place of a net on its lane. */
static double
lane_bottom (const RkRouter *router,
             RkNet           net)
{
  const GArray *paths = router->drawing->paths;
  double lane = router->lanes[RK_BUNDLE_CHANNEL][net];
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
lowest_point (const RkRouter *router)
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
put_capacitor (RkRouter *router)
{
  RkWiringDrawing *drawing = router->drawing;
  double low = router->lanes[RK_BUNDLE_CHANNEL][RK_NET_GND];
  double high = router->lanes[RK_BUNDLE_CHANNEL][RK_NET_3V3];
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
  _rk_drawing_add_dot (drawing, drawing->capacitor_low[0], RK_WIRE_BLACK);
  _rk_drawing_add_dot (drawing, drawing->capacitor_high[0], RK_WIRE_RED);
  g_array_append_val (drawing->labels, label);
}

static void
put_centred (RkRouter   *router,
             RkLabelKind kind,
             const char *text,
             double      middle,
             double      bottom)
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
put_titles (RkRouter *router)
{
  const RkWiring *wiring = router->drawing->wiring;
  const RkPlaced *board = _rk_router_get_placed (router, RK_PLACED_BOARD);
  double top = board->extent.y;
  g_autofree char *view = rk_wiring_describe_view (wiring->board, router->drawing->translate);

  if (router->orders[RK_BUNDLE_ABOVE].count > 0)
    top = MIN (top, router->starts[RK_BUNDLE_ABOVE] - RK_LANE * (router->orders[RK_BUNDLE_ABOVE].count - 1));

  for (RkPlacedName name = RK_PLACED_ADAPTER; name < RK_PLACED_BOARD; name++)
    {
      const RkPlaced *placed = _rk_router_get_placed (router, name);

      if (placed->board != NULL)
        put_centred (router, RK_LABEL_TITLE, placed->board->name, middle_of (placed), placed->extent.y - 6);
    }
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
place_left (RkRouter *router)
{
  RkPlaced *adapter = _rk_router_get_placed (router, RK_PLACED_ADAPTER);
  RkPlaced *supply = _rk_router_get_placed (router, RK_PLACED_SUPPLY);
  double titles = router->drawing->focus != NULL ? 0 : TITLE_HEIGHT;

  _rk_placed_move (adapter, -right_edge (adapter), -adapter->extent.y);
  if (supply->board != NULL)
    _rk_placed_move (supply, -right_edge (supply),
                     bottom_edge (adapter) + PART_GAP + titles + RK_LANE * router->orders[RK_BUNDLE_LEFT].count -
                       supply->extent.y);
}

static void
place_board (RkRouter *router)
{
  RkPlaced *adapter = _rk_router_get_placed (router, RK_PLACED_ADAPTER);
  RkPlaced *supply = _rk_router_get_placed (router, RK_PLACED_SUPPLY);
  RkPlaced *board = _rk_router_get_placed (router, RK_PLACED_BOARD);
  double bottom = supply->board != NULL ? bottom_edge (supply) : bottom_edge (adapter);
  double left = router->channel_end + RK_LANE_MARGIN / 2 + room_beside (router, RK_PLACED_BOARD, RK_SIDE_LEFT);
  double body = board->board->height * board->scale / 2;

  _rk_placed_move (board, left - board->extent.x, floor ((adapter->extent.y + bottom) / 2 - body - board->origin.y));
}

static void
find_starts (RkRouter *router)
{
  RkPlaced *board = _rk_router_get_placed (router, RK_PLACED_BOARD);
  RkPlaced *adapter = _rk_router_get_placed (router, RK_PLACED_ADAPTER);
  RkPlaced *supply = _rk_router_get_placed (router, RK_PLACED_SUPPLY);
  double left = supply->board != NULL ? MIN (adapter->extent.x, supply->extent.x) : adapter->extent.x;

  router->starts[RK_BUNDLE_RIGHT] =
    right_edge (board) + RK_LANE_MARGIN + room_beside (router, RK_PLACED_BOARD, RK_SIDE_RIGHT);
  router->starts[RK_BUNDLE_ABOVE] =
    board->extent.y - RK_LANE_MARGIN - room_beside (router, RK_PLACED_BOARD, RK_SIDE_TOP);
  router->starts[RK_BUNDLE_BELOW] =
    bottom_edge (board) + RK_LANE_MARGIN + room_beside (router, RK_PLACED_BOARD, RK_SIDE_BOTTOM);
  router->starts[RK_BUNDLE_LEFT] =
    left - RK_LANE_MARGIN / 2 - room_beside (router, RK_PLACED_ADAPTER, RK_SIDE_LEFT);
}

static void
put_arrow (RkRouter *router)
{
  RkWiringDrawing *drawing = router->drawing;
  const RkPlaced *board = _rk_router_get_placed (router, RK_PLACED_BOARD);

  drawing->has_arrow = drawing->wiring->plugged && drawing->focus == NULL;
  if (drawing->has_arrow)
    drawing->arrow = (RkBox){ right_edge (_rk_router_get_placed (router, RK_PLACED_ADAPTER)) + RK_LANE_MARGIN,
                              board->origin.y + board->board->height * board->scale / 2 - ARROW_HEIGHT / 2,
                              ARROW_WIDTH, ARROW_HEIGHT };
}

static void
move_point (RkPoint *point,
            double   dx,
            double   dy)
{
  point->x += dx;
  point->y += dy;
}

static void
move_box (RkBox  *box,
          double  dx,
          double  dy)
{
  box->x += dx;
  box->y += dy;
}

static RkBox
find_paper (const RkWiringDrawing *drawing)
{
  RkBox paper = drawing->placed[RK_PLACED_BOARD].extent;

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (drawing->placed[name].board != NULL)
      paper = _rk_box_union (paper, drawing->placed[name].extent);
  for (guint i = 0; i < drawing->labels->len; i++)
    paper = _rk_box_union (paper, g_array_index (drawing->labels, RkLabel, i).box);
  for (guint i = 0; i < drawing->paths->len; i++)
    for (guint j = 0; j < g_array_index (drawing->paths, RkPath, i).points->len; j++)
      {
        RkPoint point = g_array_index (g_array_index (drawing->paths, RkPath, i).points, RkPoint, j);

        paper = _rk_box_union (paper, (RkBox){ point.x - 3, point.y - 3, 6, 6 });
      }
  return drawing->has_capacitor ? _rk_box_union (paper, drawing->capacitor) : paper;
}

static void
move_wires (RkWiringDrawing *drawing,
            double           dx,
            double           dy)
{
  for (guint i = 0; i < drawing->paths->len; i++)
    for (guint j = 0; j < g_array_index (drawing->paths, RkPath, i).points->len; j++)
      move_point (&g_array_index (g_array_index (drawing->paths, RkPath, i).points, RkPoint, j), dx, dy);
  for (guint i = 0; i < drawing->dots->len; i++)
    move_point (&g_array_index (drawing->dots, RkDot, i).point, dx, dy);
  for (guint i = 0; i < 2; i++)
    {
      move_point (&drawing->capacitor_low[i], dx, dy);
      move_point (&drawing->capacitor_high[i], dx, dy);
    }
}

/* Moves everything so that the paper begins at 0,0, and finds its size. */
static void
cut_paper (RkWiringDrawing *drawing)
{
  RkBox paper = find_paper (drawing);
  double dx = PAPER_MARGIN - paper.x;
  double dy = PAPER_MARGIN - paper.y;

  drawing->width = ceil (paper.width + 2 * PAPER_MARGIN);
  drawing->height = ceil (paper.height + 2 * PAPER_MARGIN);

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (drawing->placed[name].board != NULL)
      _rk_placed_move (&drawing->placed[name], dx, dy);
  move_wires (drawing, dx, dy);
  for (guint i = 0; i < drawing->labels->len; i++)
    move_box (&g_array_index (drawing->labels, RkLabel, i).box, dx, dy);
  for (guint i = 0; i < drawing->resistors->len; i++)
    move_box (&g_array_index (drawing->resistors, RkResistor, i).box, dx, dy);
  move_box (&drawing->capacitor, dx, dy);
  move_box (&drawing->arrow, dx, dy);
}

/* Places all parts of @drawing, whose boards are at 0,0, and routes its wires. */
void
_rk_drawing_arrange (RkWiringDrawing *drawing)
{
  RkRouter router = { .drawing = drawing };

  _rk_router_choose_ways (&router);
  _rk_router_collect_orders (&router);
  place_left (&router);

  router.starts[RK_BUNDLE_CHANNEL] = RK_LANE_MARGIN + room_beside (&router, RK_PLACED_ADAPTER, RK_SIDE_RIGHT);
  if (drawing->placed[RK_PLACED_SUPPLY].board != NULL)
    router.starts[RK_BUNDLE_CHANNEL] =
      MAX (router.starts[RK_BUNDLE_CHANNEL], RK_LANE_MARGIN + room_beside (&router, RK_PLACED_SUPPLY, RK_SIDE_RIGHT));
  if (drawing->wiring->plugged && drawing->focus == NULL)
    router.starts[RK_BUNDLE_CHANNEL] += ARROW_WIDTH + RK_LANE_MARGIN;
  _rk_router_place_lanes (&router);
  place_board (&router);
  find_starts (&router);
  _rk_router_find_clear_way (&router);

  put_things_on_wires (&router);
  _rk_drawing_part_changing_wire (drawing);
  _rk_drawing_mark_junctions (drawing);
  put_capacitor (&router);
  put_arrow (&router);
  if (drawing->focus == NULL)
    put_titles (&router);
  cut_paper (drawing);
}
