/* rk-wiring-paint.c: what a wiring looks like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <math.h>
#include <string.h>

#define WIRE_WIDTH 3.4
#define CABLE_WIDTH 7.0
#define CORNER 7.0

/* clang-format off */
/* IEC 60062: the colours of the digits. */
static const guint band_colours[] = {
  0x111111, 0x7a4a21, 0xd32f2f, 0xf57c00, 0xfbc02d, 0x388e3c, 0x1976d2, 0x7b1fa2, 0x757575, 0xfafafa,
};
/* clang-format on */

typedef struct
{
  const RkWiringDrawing *drawing;
  cairo_t               *cr;
  const RkWiringStyle   *style;
  const RkWiringPalette *palette;
} Painter;

static void
round_box (cairo_t *cr,
           RkBox    box,
           double   radius)
{
  _rk_ink_box (cr, box.x, box.y, box.width, box.height, radius);
}

/* How strongly a wire is seen: less while another one is pointed at. */
static double
get_alpha (const Painter *painter,
           const RkWire  *wire)
{
  if (painter->style->suspect == NULL || rk_wiring_find (painter->drawing->wiring, painter->style->suspect) == NULL)
    return 1;
  if (wire != NULL && strcmp (painter->style->suspect, wire->id) == 0)
    return 1;

  return 1 - (1 - painter->palette->others) * MIN (1, 0.4 + 0.6 * painter->style->pulse);
}

/* As if seen through paper: unlike something transparent, it hides what is below. */
static guint
fade (const Painter *painter,
      guint          colour,
      double         alpha)
{
  return rk_colour_mix (painter->palette->paper, colour, alpha);
}

/* The way of a wire with round corners, up to @part of its length. */
static void
trace (cairo_t      *cr,
       const GArray *points,
       double        length)
{
  RkPoint last = g_array_index (points, RkPoint, 0);

  cairo_new_path (cr);
  cairo_move_to (cr, last.x, last.y);
  for (guint i = 1; i < points->len && length > 0; i++)
    {
      RkPoint here = g_array_index (points, RkPoint, i);
      RkPoint next = i + 1 < points->len ? g_array_index (points, RkPoint, i + 1) : here;
      double before = hypot (here.x - last.x, here.y - last.y);
      double after = hypot (next.x - here.x, next.y - here.y);
      double corner = MIN (CORNER, MIN (before, after) / 2);

      if (length < before)
        {
          cairo_line_to (cr, last.x + (here.x - last.x) * length / before,
                         last.y + (here.y - last.y) * length / before);
          return;
        }
      length -= before;
      if (after < 0.01 || corner < 0.5 || length <= 0)
        cairo_line_to (cr, here.x, here.y);
      else
        {
          RkPoint in = { here.x - (here.x - last.x) * corner / before, here.y - (here.y - last.y) * corner / before };
          RkPoint out = { here.x + (next.x - here.x) * corner / after, here.y + (next.y - here.y) * corner / after };

          cairo_line_to (cr, in.x, in.y);
          cairo_curve_to (cr, here.x, here.y, here.x, here.y, out.x, out.y);
        }
      last = here;
    }
}

static double
path_length (const GArray *points)
{
  double length = 0;

  for (guint i = 1; i < points->len; i++)
    {
      RkPoint a = g_array_index (points, RkPoint, i - 1);
      RkPoint b = g_array_index (points, RkPoint, i);

      length += hypot (b.x - a.x, b.y - a.y);
    }
  return length;
}

static double
wire_width (const RkWire *wire)
{
  return wire != NULL && wire->net == RK_NET_USB ? CABLE_WIDTH : WIRE_WIDTH;
}

/* The core of a wire and its gloss. */
static void
stroke_core (const Painter *painter,
             RkWireColour   colour,
             double         width,
             double         alpha)
{
  cairo_t *cr = painter->cr;

  _rk_ink_set (cr, fade (painter, _rk_wiring_get_wire (painter->style, colour), alpha), 1);
  cairo_set_line_width (cr, width);
  cairo_stroke_preserve (cr);
  _rk_ink_set (cr, 0xffffff, alpha * (colour == RK_WIRE_BLACK ? 0.28 : 0.42));
  cairo_set_line_width (cr, width * 0.28);
  cairo_stroke (cr);
}

/* The gap that keeps crossing wires apart, the edge, the core and its gloss. */
static void
stroke_wire (const Painter *painter,
             RkWireColour   colour,
             double         width,
             double         alpha)
{
  cairo_t *cr = painter->cr;

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  _rk_ink_set (cr, painter->palette->paper, 1);
  cairo_set_line_width (cr, width + 4);
  cairo_stroke_preserve (cr);
  _rk_ink_set (cr, fade (painter, _rk_wiring_get_wire_edge (painter->style, colour), alpha), 1);
  cairo_set_line_width (cr, width + 1.4);
  cairo_stroke_preserve (cr);
  stroke_core (painter, colour, width, alpha);
}

/* Where the changing wire was: a thin dashed line. */
static void
paint_ghost (const Painter *painter,
             const RkPath  *path)
{
  static const double dashes[] = { 4, 5 };
  cairo_t *cr = painter->cr;

  trace (cr, path->points, G_MAXDOUBLE);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (cr, 1.6);
  _rk_ink_set (cr, _rk_wiring_get_line (painter->style, path->wire->colour),
               painter->style->run * get_alpha (painter, path->wire));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* The plug at the loose end of the changing wire. */
static void
paint_plug (const Painter *painter,
            double         alpha)
{
  cairo_t *cr = painter->cr;
  double x;
  double y;

  if (!cairo_has_current_point (cr))
    return;
  cairo_get_current_point (cr, &x, &y);
  cairo_new_path (cr);
  round_box (cr, (RkBox){ x - 6, y - 4, 12, 8 }, 2);
  _rk_ink_set (cr, 0x1d1f23, alpha);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, 0x9aa1a9, alpha);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_changing_wire (const Painter *painter,
                     const RkPath  *path)
{
  double run = painter->style->run;
  double alpha = get_alpha (painter, path->wire);

  if (run > 0)
    paint_ghost (painter, path);
  if (run >= 1)
    return;

  trace (painter->cr, path->points, path_length (path->points) * (1 - run));
  stroke_wire (painter, path->wire->colour, WIRE_WIDTH, alpha);
  if (run > 0)
    {
      trace (painter->cr, path->points, path_length (path->points) * (1 - run));
      paint_plug (painter, alpha);
    }
}

/* An outline that is always there, and rings around it that come and go. */
static void
paint_glow (const Painter *painter)
{
  for (guint i = 0; i < painter->drawing->paths->len; i++)
    {
      const RkPath *path = &g_array_index (painter->drawing->paths, RkPath, i);

      if (g_strcmp0 (painter->style->suspect, path->wire->id) != 0)
        continue;
      for (guint ring = 3; ring > 0; ring--)
        {
          trace (painter->cr, path->points, G_MAXDOUBLE);
          cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_ROUND);
          cairo_set_line_width (painter->cr, WIRE_WIDTH + 3 + ring * 5);
          _rk_ink_set (painter->cr, painter->palette->glow, ring == 1 ? 1 : 0.10 + 0.25 * painter->style->pulse);
          cairo_stroke (painter->cr);
        }
    }
}

typedef void (*StrokeFunc) (const Painter *painter,
                            RkWireColour   colour,
                            double         width,
                            double         alpha);

static void
stroke_net (const Painter *painter,
            RkNet          net,
            StrokeFunc     stroke)
{
  for (guint i = 0; i < painter->drawing->paths->len; i++)
    {
      const RkPath *path = &g_array_index (painter->drawing->paths, RkPath, i);

      if (path->wire->net != net || path->wire->flash_only)
        continue;
      trace (painter->cr, path->points, G_MAXDOUBLE);
      stroke (painter, path->wire->colour, wire_width (path->wire), get_alpha (painter, path->wire));
    }
}

/* The stretches of one net lie upon each other: without the second time, the gap of
 * the one would cut the other. */
static void
paint_net (const Painter *painter,
           RkNet          net)
{
  stroke_net (painter, net, stroke_wire);
  stroke_net (painter, net, stroke_core);
}

static void
paint_capacitor_lead (const Painter *painter,
                      const RkPoint  points[2],
                      RkWireColour   colour)
{
  g_autoptr(GArray) way = g_array_new (FALSE, FALSE, sizeof (RkPoint));
  RkPoint corner = { points[0].x, points[1].y };

  g_array_append_val (way, points[0]);
  g_array_append_val (way, corner);
  g_array_append_val (way, points[1]);
  trace (painter->cr, way, G_MAXDOUBLE);
  stroke_wire (painter, colour, WIRE_WIDTH, get_alpha (painter, NULL));
}

static void
paint_capacitor (const Painter *painter)
{
  const RkWiringDrawing *drawing = painter->drawing;
  cairo_t *cr = painter->cr;
  RkBox box = drawing->capacitor;
  gboolean minus_left = drawing->capacitor_low[1].x < drawing->capacitor_high[1].x;
  cairo_pattern_t *pattern;

  if (!drawing->has_capacitor)
    return;

  paint_capacitor_lead (painter, drawing->capacitor_low, RK_WIRE_BLACK);
  paint_capacitor_lead (painter, drawing->capacitor_high, RK_WIRE_RED);
  pattern = cairo_pattern_create_linear (0, box.y, 0, box.y + box.height);
  cairo_pattern_add_color_stop_rgb (pattern, 0, 0.28, 0.36, 0.55);
  cairo_pattern_add_color_stop_rgb (pattern, 0.35, 0.45, 0.55, 0.78);
  cairo_pattern_add_color_stop_rgb (pattern, 1, 0.13, 0.17, 0.30);
  round_box (cr, box, 4);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (pattern);
  _rk_ink_set (cr, 0x10141f, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_rectangle (cr, minus_left ? box.x + 4 : box.x + box.width - 11, box.y + 1, 7, box.height - 2);
  _rk_ink_set (cr, 0xdfe4ee, 0.9);
  cairo_fill (cr);
  _rk_ink_set (cr, 0x1d2433, 1);
  _rk_text_draw (cr, "−", minus_left ? box.x + 7.5 : box.x + box.width - 7.5, box.y + box.height / 2, 11, TRUE);
}

/* The bands of the value: two digits, the zeros, 5 %. */
static void
paint_bands (cairo_t *cr,
             RkBox    box,
             guint    ohms)
{
  guint zeros = 0;
  guint colours[4];

  while (ohms >= 100)
    {
      ohms /= 10;
      zeros++;
    }
  colours[0] = band_colours[ohms / 10];
  colours[1] = band_colours[ohms % 10];
  colours[2] = band_colours[zeros % 10];
  colours[3] = 0xc9a227;
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      double at = box.width * (i < 3 ? 0.2 + 0.16 * i : 0.78);

      cairo_rectangle (cr, box.x + at, box.y + 0.8, 2.8, box.height - 1.6);
      _rk_ink_set (cr, colours[i], 1);
      cairo_fill (cr);
    }
}

static void
paint_resistor (const Painter    *painter,
                const RkResistor *resistor)
{
  cairo_t *cr = painter->cr;
  RkBox box = resistor->box;
  cairo_pattern_t *pattern;

  cairo_save (cr);
  if (resistor->upright)
    {
      cairo_translate (cr, box.x + box.width / 2, box.y + box.height / 2);
      cairo_rotate (cr, -G_PI_2);
      box = (RkBox){ -box.height / 2, -box.width / 2, box.height, box.width };
    }
  pattern = cairo_pattern_create_linear (0, box.y, 0, box.y + box.height);
  cairo_pattern_add_color_stop_rgb (pattern, 0, 0.93, 0.84, 0.66);
  cairo_pattern_add_color_stop_rgb (pattern, 0.4, 0.98, 0.92, 0.79);
  cairo_pattern_add_color_stop_rgb (pattern, 1, 0.74, 0.62, 0.42);
  round_box (cr, box, 4.5);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (pattern);
  _rk_ink_set (cr, 0x7a6238, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  paint_bands (cr, box, resistor->wire->ohms);
  round_box (cr, box, 4.5);
  _rk_ink_set (cr, painter->palette->paper, 1 - get_alpha (painter, resistor->wire));
  cairo_fill (cr);
  cairo_restore (cr);
}

/* From the pad to the plate with the name. */
static void
paint_stub (const Painter    *painter,
            const RkPlaced   *placed,
            const RkTerminal *terminal)
{
  cairo_t *cr = painter->cr;
  gboolean used = terminal->n_wires > 0;
  double left = placed->origin.x;
  double right = left + placed->board->width * placed->scale;
  RkBox plate = terminal->plate;
  RkPoint pad = terminal->pad;
  double row = plate.y + plate.height / 2;
  double column = plate.x + plate.width / 2;
  gboolean deep = pad.x - left > 3 * placed->scale && right - pad.x > 3 * placed->scale;

  cairo_move_to (cr, pad.x, pad.y);
  switch (terminal->pin->side)
    {
    case RK_SIDE_LEFT:
      cairo_line_to (cr, deep ? pad.x - fabs (row - pad.y) : MIN (pad.x, left), deep ? row : pad.y);
      cairo_line_to (cr, plate.x + plate.width, row);
      break;
    case RK_SIDE_RIGHT:
      cairo_line_to (cr, deep ? pad.x + fabs (row - pad.y) : MAX (pad.x, right), deep ? row : pad.y);
      cairo_line_to (cr, plate.x, row);
      break;
    case RK_SIDE_TOP:
      cairo_line_to (cr, column, plate.y + plate.height);
      break;
    case RK_SIDE_BOTTOM:
      cairo_line_to (cr, column, plate.y);
      break;
    case RK_SIDE_NONE:
    default:
      break;
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (!used)
    {
      cairo_set_line_width (cr, 1);
      _rk_ink_set (cr, painter->palette->dim, 0.8);
      cairo_stroke (cr);
      return;
    }
  cairo_set_line_width (cr, 4);
  _rk_ink_set (cr, _rk_wiring_get_wire_edge (painter->style, terminal->colour), 0.8);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2.6);
  _rk_ink_set (cr, _rk_wiring_get_wire (painter->style, terminal->colour), 1);
  cairo_stroke (cr);
  cairo_arc (cr, pad.x, pad.y, 2.8, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
paint_plate_text (const Painter    *painter,
                  const RkTerminal *terminal,
                  RkBox             box)
{
  cairo_t *cr = painter->cr;
  gboolean used = terminal->n_wires > 0;
  double name = _rk_text_measure (terminal->text, RK_FONT_SIZE, used).x;
  double function = terminal->function != NULL ? _rk_text_measure (terminal->function, RK_FONT_SMALL, FALSE).x + 4 : 0;
  double x = box.x + (box.width - name - function) / 2;
  double y = box.y + box.height / 2;

  _rk_ink_set (cr, used ? painter->palette->text : painter->palette->dim, 1);
  _rk_text_draw (cr, terminal->text, x + name / 2, y, RK_FONT_SIZE, used);
  if (terminal->function == NULL)
    return;
  _rk_ink_set (cr, used ? _rk_wiring_get_function (painter->style, terminal->colour) : painter->palette->dim, 1);
  _rk_text_draw (cr, terminal->function, x + name + function / 2 + 2, y, RK_FONT_SMALL, FALSE);
}

static void
paint_plate (const Painter    *painter,
             const RkTerminal *terminal)
{
  cairo_t *cr = painter->cr;
  gboolean used = terminal->n_wires > 0;
  RkBox box = terminal->plate;

  round_box (cr, box, 4);
  _rk_ink_set (cr, used ? _rk_wiring_get_plate (painter->style, terminal->colour) : painter->palette->plate, used ? 1 : 0.7);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, used ? _rk_wiring_get_line (painter->style, terminal->colour) : painter->palette->plate_edge, 1);
  cairo_set_line_width (cr, used ? 1.4 : 0.8);
  cairo_stroke (cr);

  cairo_save (cr);
  if (terminal->pin->side == RK_SIDE_TOP || terminal->pin->side == RK_SIDE_BOTTOM)
    {
      cairo_translate (cr, box.x + box.width / 2, box.y + box.height / 2);
      cairo_rotate (cr, -G_PI_2);
      box = (RkBox){ -box.height / 2, -box.width / 2, box.height, box.width };
    }
  paint_plate_text (painter, terminal, box);
  cairo_restore (cr);
}

static void
paint_label_text (const Painter *painter,
                  const RkLabel *label,
                  const char    *text,
                  double         alpha)
{
  cairo_t *cr = painter->cr;
  guint dim = painter->palette->dim;

  if (alpha <= 0)
    return;
  cairo_save (cr);
  cairo_translate (cr, label->box.x + label->box.width / 2, label->box.y + label->box.height / 2);
  if (label->upright)
    cairo_rotate (cr, -G_PI_2);
  _rk_ink_set (cr, label->kind == RK_LABEL_CAPTION ? dim : rk_colour_mix (dim, painter->palette->text, get_alpha (painter, label->wire)),
               alpha);
  if (label->kind == RK_LABEL_TITLE)
    _rk_text_draw (cr, text, 0, 0, RK_FONT_TITLE, TRUE);
  else
    _rk_text_draw (cr, text, 0, 0, RK_FONT_SMALL, label->kind != RK_LABEL_CAPTION);
  cairo_restore (cr);
}

static void
paint_label (const Painter *painter,
             const RkLabel *label)
{
  cairo_t *cr = painter->cr;
  guint colour = fade (painter, _rk_wiring_get_line (painter->style, label->colour), get_alpha (painter, label->wire));
  double run = label->run_text != NULL ? painter->style->run : 0;

  if (label->kind < RK_LABEL_TITLE)
    {
      round_box (cr, label->box, 6.5);
      _rk_ink_set (cr, painter->palette->paper, 1);
      cairo_fill_preserve (cr);
      _rk_ink_set (cr, colour, 1);
      cairo_set_line_width (cr, 1.1);
      cairo_stroke (cr);
    }
  paint_label_text (painter, label, label->text, MAX (0, 1 - 2 * run));
  if (label->run_text != NULL)
    paint_label_text (painter, label, label->run_text, MAX (0, 2 * run - 1));
}

static void
paint_dots (const Painter *painter)
{
  for (guint i = 0; i < painter->drawing->dots->len; i++)
    {
      const RkDot *dot = &g_array_index (painter->drawing->dots, RkDot, i);

      cairo_arc (painter->cr, dot->point.x, dot->point.y, 3.4, 0, 2 * G_PI);
      _rk_ink_set (painter->cr, _rk_wiring_get_wire (painter->style, dot->colour), 1);
      cairo_fill_preserve (painter->cr);
      _rk_ink_set (painter->cr, _rk_wiring_get_wire_edge (painter->style, dot->colour), 1);
      cairo_set_line_width (painter->cr, 0.9);
      cairo_stroke (painter->cr);
    }
}

/* A broad arrow from the board to the socket. */
static void
paint_arrow (const Painter *painter)
{
  cairo_t *cr = painter->cr;
  RkBox box = painter->drawing->arrow;
  double head = 24;
  double middle = box.y + box.height / 2;

  if (!painter->drawing->has_arrow)
    return;

  cairo_move_to (cr, box.x, middle);
  cairo_line_to (cr, box.x + head, box.y);
  cairo_line_to (cr, box.x + head, box.y + 11);
  cairo_line_to (cr, box.x + box.width, box.y + 11);
  cairo_line_to (cr, box.x + box.width, box.y + box.height - 11);
  cairo_line_to (cr, box.x + head, box.y + box.height - 11);
  cairo_line_to (cr, box.x + head, box.y + box.height);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  _rk_ink_set (cr, _rk_wiring_get_plate (painter->style, RK_WIRE_BLUE), 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, _rk_wiring_get_line (painter->style, RK_WIRE_BLUE), 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  _rk_ink_set (cr, painter->palette->text, 1);
  _rk_text_draw (cr, _rk_drawing_say (painter->drawing, N_ ("plug in")), box.x + (box.width + head) / 2 - 4, middle,
                 RK_FONT_SIZE, TRUE);
}

/* Whether a button or switch of this part leads to the boot loader. */
static gboolean
has_hint (const Painter *painter,
          RkPlacedName   name)
{
  RkFlashBy by = painter->drawing->wiring->flash_by;

  return (by == RK_FLASH_BY_SWITCH && name == RK_PLACED_ADAPTER) || (by == RK_FLASH_BY_BUTTON && name == RK_PLACED_BOARD);
}

/* A ring around the button or switch that leads to the boot loader. */
static void
paint_hint (const Painter *painter,
            RkPlacedName   name)
{
  cairo_t *cr = painter->cr;
  const RkPlaced *placed = &painter->drawing->placed[name];
  gboolean is_switch = name == RK_PLACED_ADAPTER;
  double alpha = is_switch ? 1 : 1 - painter->style->run;

  for (guint i = 0; has_hint (painter, name) && i < placed->board->parts->len; i++)
    {
      const RkBoardPart *part = g_ptr_array_index (placed->board->parts, i);
      double mm = placed->scale;

      if (part->shape != (is_switch ? RK_SHAPE_SWITCH : RK_SHAPE_BUTTON_FLASH))
        continue;
      round_box (cr, (RkBox){ placed->origin.x + part->x * mm - 4, placed->origin.y + part->y * mm - 4,
                            part->width * mm + 8, part->height * mm + 8 }, 6);
      _rk_ink_set (cr, painter->palette->ring_edge, alpha);
      cairo_set_line_width (cr, 4.4);
      cairo_stroke_preserve (cr);
      _rk_ink_set (cr, painter->palette->ring, alpha);
      cairo_set_line_width (cr, 2.4);
      cairo_stroke (cr);
    }
}

static void
paint_names (const Painter *painter)
{
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    {
      const RkPlaced *placed = &painter->drawing->placed[name];

      for (guint i = 0; placed->board != NULL && i < placed->terminals->len; i++)
        {
          const RkTerminal *terminal = &g_array_index (placed->terminals, RkTerminal, i);

          if (!terminal->named)
            continue;
          paint_stub (painter, placed, terminal);
          paint_plate (painter, terminal);
        }
    }
}

static void
paint_wires (const Painter *painter)
{
  const RkWiringDrawing *drawing = painter->drawing;

  if (painter->style->suspect != NULL)
    paint_glow (painter);
  for (RkNet net = 0; net < RK_N_NETS; net++)
    paint_net (painter, net);
  paint_capacitor (painter);
  for (guint i = 0; i < drawing->paths->len; i++)
    if (g_array_index (drawing->paths, RkPath, i).wire->flash_only)
      paint_changing_wire (painter, &g_array_index (drawing->paths, RkPath, i));
  paint_dots (painter);
  for (guint i = 0; i < drawing->resistors->len; i++)
    paint_resistor (painter, &g_array_index (drawing->resistors, RkResistor, i));
}

/**
 * rk_wiring_drawing_paint:
 * @self: a drawing
 * @cr: where to paint it
 * @width: of the place
 * @height: of the place
 * @style: how
 *
 * Fills the place with paper and paints the drawing as large as fits, in the middle.
 */
void
rk_wiring_drawing_paint (const RkWiringDrawing *self,
                         cairo_t               *cr,
                         double                 width,
                         double                 height,
                         const RkWiringStyle   *style)
{
  Painter painter = { self, cr, style, _rk_wiring_get_palette (style) };
  double scale = MIN (width / self->width, height / self->height);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  _rk_ink_set (cr, painter.palette->paper, 1);
  cairo_paint (cr);
  cairo_translate (cr, (width - self->width * scale) / 2, (height - self->height * scale) / 2);
  cairo_scale (cr, scale, scale);

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (self->placed[name].board != NULL)
      _rk_placed_paint (&self->placed[name], cr, style, has_hint (&painter, name) ? 1 - style->run : 0);
  paint_arrow (&painter);
  paint_wires (&painter);
  paint_names (&painter);
  for (guint i = 0; i < self->labels->len; i++)
    paint_label (&painter, &g_array_index (self->labels, RkLabel, i));
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    paint_hint (&painter, name);
  cairo_restore (cr);
}
