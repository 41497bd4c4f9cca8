/* rk-board-paint.c: what a board looks like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <math.h>
#include <string.h>

/* Sizes on a board, in mm. */
#define PCB_CORNER_MM 1.1
#define PAD_MM 0.85
#define DRILL_MM 0.48
#define HEADER_PIN_MM 2.6
#define PITCH_MM 2.54
#define TRACE_MM 0.5

#define GOLD 0xd9b25a
#define GOLD_DARK 0x9c7a2c

/* A body lit from the upper left, with an edge. */
static void
body (cairo_t *cr,
      double   x,
      double   y,
      double   width,
      double   height,
      double   radius,
      guint    light,
      guint    dark)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x, y, x + width, y + height);

  cairo_pattern_add_color_stop_rgb (pattern, 0, (light >> 16 & 0xff) / 255.0, (light >> 8 & 0xff) / 255.0,
                                    (light & 0xff) / 255.0);
  cairo_pattern_add_color_stop_rgb (pattern, 1, (dark >> 16 & 0xff) / 255.0, (dark >> 8 & 0xff) / 255.0,
                                    (dark & 0xff) / 255.0);
  _rk_ink_box (cr, x, y, width, height, radius);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (pattern);
  _rk_ink_set (cr, rk_colour_mix (dark, 0x000000, 0.45), 1);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

/* As large as fits the box; left out where it could not be read. */
static void
text_in (cairo_t    *cr,
         const char *text,
         double      x,
         double      y,
         double      width,
         double      height,
         double      max)
{
  double size = MIN (max, height * 0.62);
  RkPoint room;

  if (text == NULL || size < 3)
    return;

  room = _rk_text_measure (text, size, TRUE);
  if (room.x > width * 0.86)
    size *= width * 0.86 / room.x;
  if (size >= 3)
    _rk_text_draw (cr, text, x + width / 2, y + height / 2, size, TRUE);
}

static void
paint_antenna (cairo_t *cr,
               double   width,
               double   height,
               double   mm)
{
  gboolean wide = width >= height;
  double length = wide ? width : height;
  double depth = wide ? height : width;
  guint turns = (guint)MAX (3, floor (length / (2.0 * mm)));
  double step = length / (turns * 2);

  cairo_save (cr);
  if (!wide)
    {
      cairo_translate (cr, width, 0);
      cairo_rotate (cr, G_PI_2);
    }
  cairo_move_to (cr, 0, depth);
  cairo_line_to (cr, 0, 0.12 * depth);
  for (guint i = 0; i < turns; i++)
    {
      double x = i * 2 * step;

      cairo_line_to (cr, x + step, 0.12 * depth);
      cairo_line_to (cr, x + step, 0.72 * depth);
      cairo_line_to (cr, x + 2 * step, 0.72 * depth);
      cairo_line_to (cr, x + 2 * step, 0.12 * depth);
    }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  cairo_set_line_width (cr, TRACE_MM * mm);
  _rk_ink_set (cr, GOLD_DARK, 0.7);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, TRACE_MM * mm * 0.72);
  _rk_ink_set (cr, GOLD, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
paint_can (cairo_t    *cr,
           double      width,
           double      height,
           const char *text,
           double      mm)
{
  body (cr, 0, 0, width, height, 0.7 * mm, 0xeef1f4, 0xa4abb3);
  _rk_ink_box (cr, 0.5 * mm, 0.5 * mm, width - mm, height - mm, 0.5 * mm);
  _rk_ink_set (cr, 0xffffff, 0.75);
  cairo_set_line_width (cr, 0.18 * mm);
  cairo_stroke (cr);
  _rk_ink_set (cr, 0x3d434a, 1);
  text_in (cr, text, 0, height * 0.24, width, height * 0.26, 2.2 * mm);
  text_in (cr, "Wi-Fi", 0, height * 0.5, width, height * 0.2, 1.7 * mm);
}

/* Legs on the two longer sides; square ones have them at none, as QFN. */
static void
paint_chip (cairo_t    *cr,
            double      width,
            double      height,
            const char *text,
            double      mm)
{
  double longer = MAX (width, height);
  guint legs = fabs (width - height) < 0.3 * mm ? 0 : (guint)(longer / (1.27 * mm));

  _rk_ink_set (cr, 0xb9bfc6, 1);
  for (guint i = 0; i < legs; i++)
    {
      double at = (i + 0.5) * longer / legs - 0.22 * mm;

      if (width > height)
        {
          cairo_rectangle (cr, at, -0.7 * mm, 0.44 * mm, 1.2 * mm);
          cairo_rectangle (cr, at, height - 0.5 * mm, 0.44 * mm, 1.2 * mm);
        }
      else
        {
          cairo_rectangle (cr, -0.7 * mm, at, 1.2 * mm, 0.44 * mm);
          cairo_rectangle (cr, width - 0.5 * mm, at, 1.2 * mm, 0.44 * mm);
        }
    }
  cairo_fill (cr);
  body (cr, 0, 0, width, height, 0.2 * mm, 0x3b3f45, 0x1d1f23);
  cairo_arc (cr, 0.75 * mm, 0.75 * mm, 0.28 * mm, 0, 2 * G_PI);
  _rk_ink_set (cr, 0x7c828a, 1);
  cairo_fill (cr);
  _rk_ink_set (cr, 0xd5dade, 1);
  if (height > width * 1.6)
    {
      cairo_save (cr);
      cairo_translate (cr, width / 2, height / 2);
      cairo_rotate (cr, -G_PI_2);
      text_in (cr, text, -height / 2, -width / 2, height, width, 1.9 * mm);
      cairo_restore (cr);
    }
  else
    text_in (cr, text, 0, 0, width, height, 1.25 * mm);
}

static void
paint_led (cairo_t    *cr,
           double      width,
           double      height,
           const char *text)
{
  static const struct
  {
    const char *name;
    guint       colour;
  } colours[] = { { "red", 0xff5a4d }, { "blue", 0x58a6ff }, { "green", 0x62d26f }, { "yellow", 0xffd54a } };
  guint colour = 0xf2f2f2;

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (colours); i++)
    if (strcmp (colours[i].name, text) == 0)
      colour = colours[i].colour;

  _rk_ink_box (cr, 0, 0, width, height, height * 0.2);
  _rk_ink_set (cr, 0xf6f4ea, 1);
  cairo_fill (cr);
  _rk_ink_box (cr, width * 0.22, height * 0.12, width * 0.56, height * 0.76, height * 0.2);
  _rk_ink_set (cr, colour, 1);
  cairo_fill (cr);
}

static void
paint_button (cairo_t *cr,
              double   width,
              double   height,
              double   pressed)
{
  double radius = MIN (width, height) * 0.32 * (1 - 0.12 * pressed);

  body (cr, 0, 0, width, height, MIN (width, height) * 0.12, 0xdfe3e7, 0x9aa1a9);
  cairo_arc (cr, width / 2, height / 2, radius, 0, 2 * G_PI);
  _rk_ink_set (cr, rk_colour_mix (0x2a2d31, 0x2f7de1, pressed), 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, 0x000000, 0.6);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

/* The plug points to the left, the socket of the sockets to where they stick out. */
static void
paint_usb (cairo_t *cr,
           RkShape  shape,
           double   width,
           double   height,
           double   mm)
{
  body (cr, 0, 0, width, height, shape == RK_SHAPE_USB_A ? 0.5 * mm : 0.9 * mm, 0xf0f2f4, 0xa9b0b8);
  if (shape == RK_SHAPE_USB_A)
    {
      double hole = height * 0.2;

      _rk_ink_set (cr, 0x4d535b, 0.9);
      cairo_rectangle (cr, width * 0.3, height * 0.2, hole * 1.1, hole);
      cairo_rectangle (cr, width * 0.3, height * 0.6, hole * 1.1, hole);
      cairo_fill (cr);
    }
  _rk_ink_box (cr, width * 0.08, height * 0.1, width * 0.84, height * 0.8, 0.5 * mm);
  _rk_ink_set (cr, 0xffffff, 0.6);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

static void
paint_switch (cairo_t    *cr,
              double      width,
              double      height,
              const char *text,
              double      pressed,
              double      mm)
{
  g_auto(GStrv) names = text != NULL ? g_strsplit (text, "|", 2) : NULL;
  double knob = width * 0.4;
  double at = width * (0.08 + 0.44 * pressed);

  body (cr, 0, 0, width, height, 0.3 * mm, 0xdfe3e7, 0x9aa1a9);
  _rk_ink_box (cr, width * 0.06, height * 0.22, width * 0.88, height * 0.56, 0.3 * mm);
  _rk_ink_set (cr, 0x1d1f23, 1);
  cairo_fill (cr);
  body (cr, at, height * 0.14, knob, height * 0.72, 0.3 * mm, 0xffffff, 0xc9ced4);
  if (names == NULL || names[0] == NULL || names[1] == NULL)
    return;
  _rk_ink_set (cr, 0xf2f2f2, 0.95);
  text_in (cr, names[0], -width * 0.25, -2.1 * mm, width * 0.75, 2 * mm, 1.5 * mm);
  text_in (cr, names[1], width * 0.5, -2.1 * mm, width * 0.75, 2 * mm, 1.5 * mm);
}

static void
paint_danger (cairo_t    *cr,
              double      width,
              double      height,
              const char *text,
              double      mm)
{
  cairo_save (cr);
  _rk_ink_box (cr, 0, 0, width, height, mm);
  cairo_clip (cr);
  _rk_ink_set (cr, 0xf6c945, 1);
  cairo_paint (cr);
  _rk_ink_set (cr, 0x1d1d1d, 0.9);
  cairo_set_line_width (cr, 1.5 * mm);
  for (double x = -height; x < width; x += 4.2 * mm)
    {
      cairo_move_to (cr, x, height);
      cairo_line_to (cr, x + height, 0);
    }
  cairo_stroke (cr);
  cairo_restore (cr);

  _rk_ink_box (cr, 1.6 * mm, height * 0.28, width - 3.2 * mm, height * 0.44, mm);
  _rk_ink_set (cr, 0xc62828, 1);
  cairo_fill (cr);
  _rk_ink_set (cr, 0xffffff, 1);
  cairo_move_to (cr, width * 0.52, height * 0.31);
  cairo_line_to (cr, width * 0.38, height * 0.44);
  cairo_line_to (cr, width * 0.49, height * 0.44);
  cairo_line_to (cr, width * 0.45, height * 0.53);
  cairo_line_to (cr, width * 0.62, height * 0.40);
  cairo_line_to (cr, width * 0.51, height * 0.40);
  cairo_close_path (cr);
  cairo_fill (cr);
  text_in (cr, text, mm, height * 0.53, width - 2 * mm, height * 0.18, 3.4 * mm);
}

/* A strip of black plastic with square holes, 2.54 mm apart. */
static void
paint_socket (cairo_t *cr,
              double   width,
              double   height,
              double   mm)
{
  guint columns = (guint)MAX (1, width / (PITCH_MM * mm) + 0.3);
  guint rows = (guint)MAX (1, height / (PITCH_MM * mm) + 0.3);

  body (cr, 0, 0, width, height, 0.3 * mm, 0x3a3d42, 0x1b1c1f);
  for (guint i = 0; i < columns; i++)
    for (guint j = 0; j < rows; j++)
      {
        double x = (i + 0.5) * width / columns;
        double y = (j + 0.5) * height / rows;

        cairo_rectangle (cr, x - 0.5 * mm, y - 0.5 * mm, mm, mm);
      }
  _rk_ink_set (cr, 0x050506, 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, GOLD, 0.55);
  cairo_set_line_width (cr, 0.14 * mm);
  cairo_stroke (cr);
}

static void
paint_round (cairo_t *cr,
             double   width,
             double   height)
{
  double radius = MIN (width, height) / 2;

  cairo_arc (cr, width / 2, height / 2, radius, 0, 2 * G_PI);
  _rk_ink_set (cr, 0xc9ced4, 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, 0x4a5058, 1);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
  cairo_arc (cr, width / 2, height / 2, radius * 0.94, G_PI * 0.7, G_PI * 1.3);
  cairo_close_path (cr);
  _rk_ink_set (cr, 0x2a2d31, 1);
  cairo_fill (cr);
}

static void
paint_hole (cairo_t *cr,
            double   width,
            double   height,
            guint    paper)
{
  cairo_arc (cr, width / 2, height / 2, MIN (width, height) / 2, 0, 2 * G_PI);
  _rk_ink_set (cr, GOLD, 1);
  cairo_fill (cr);
  cairo_arc (cr, width / 2, height / 2, MIN (width, height) * 0.34, 0, 2 * G_PI);
  _rk_ink_set (cr, paper, 1);
  cairo_fill (cr);
}

static void
paint_jack (cairo_t *cr,
            double   width,
            double   height,
            double   mm)
{
  body (cr, 0, 0, width, height, 0.5 * mm, 0x44474d, 0x17181a);
  if (width > height)
    body (cr, 0, height * 0.12, width * 0.18, height * 0.76, 0.4 * mm, 0x26282b, 0x0e0f10);
  else
    body (cr, width * 0.12, 0, width * 0.76, height * 0.18, 0.4 * mm, 0x26282b, 0x0e0f10);
}

static void
paint_regulator (cairo_t *cr,
                 double   width,
                 double   height,
                 double   mm)
{
  _rk_ink_set (cr, 0xb9bfc6, 1);
  cairo_rectangle (cr, width * 0.22, -0.7 * mm, width * 0.56, 1.2 * mm);
  for (guint i = 0; i < 3; i++)
    cairo_rectangle (cr, width * (0.1 + 0.33 * i), height - 0.4 * mm, width * 0.14, 1.2 * mm);
  cairo_fill (cr);
  body (cr, 0, 0, width, height, 0.2 * mm, 0x3b3f45, 0x1d1f23);
  _rk_ink_set (cr, 0xd5dade, 1);
  text_in (cr, "3V3", 0, 0, width, height, 1.4 * mm);
}

static void
paint_antenna_chip (cairo_t *cr,
                    double   width,
                    double   height,
                    double   mm)
{
  body (cr, 0, 0, width, height, 0.2 * mm, 0xffffff, 0xd9dde0);
  _rk_ink_set (cr, GOLD, 1);
  cairo_rectangle (cr, 0, 0, width * 0.14, height);
  cairo_rectangle (cr, width * 0.86, 0, width * 0.14, height);
  cairo_fill (cr);
}

static void
paint_relay (cairo_t    *cr,
             double      width,
             double      height,
             const char *text,
             double      mm)
{
  body (cr, 0, 0, width, height, 0.5 * mm, 0x4a4e55, 0x26282c);
  _rk_ink_set (cr, 0xd5dade, 1);
  text_in (cr, text, 0, 0, width, height, 2.4 * mm);
}

/* With its upper left corner at the origin. */
static void
paint_shape (const RkPlaced      *self,
             const RkBoardPart   *part,
             cairo_t             *cr,
             const RkWiringStyle *style,
             double               pressed)
{
  double mm = self->scale;
  double width = part->width * mm;
  double height = part->height * mm;

  switch (part->shape)
    {
    case RK_SHAPE_ANTENNA:
      paint_antenna (cr, width, height, mm);
      break;
    case RK_SHAPE_ANTENNA_CHIP:
      paint_antenna_chip (cr, width, height, mm);
      break;
    case RK_SHAPE_BUTTON:
      paint_button (cr, width, height, 0);
      break;
    case RK_SHAPE_BUTTON_FLASH:
      paint_button (cr, width, height, pressed);
      break;
    case RK_SHAPE_CAN:
      paint_can (cr, width, height, part->text, mm);
      break;
    case RK_SHAPE_CAPACITOR:
      paint_round (cr, width, height);
      break;
    case RK_SHAPE_CHIP:
      paint_chip (cr, width, height, part->text, mm);
      break;
    case RK_SHAPE_CRYSTAL:
      body (cr, 0, 0, width, height, MIN (width, height) * 0.3, 0xf4f5f7, 0xaab1b9);
      break;
    case RK_SHAPE_DANGER:
      paint_danger (cr, width, height, part->text, mm);
      break;
    case RK_SHAPE_HOLE:
      paint_hole (cr, width, height, _rk_wiring_get_palette (style)->paper);
      break;
    case RK_SHAPE_JACK:
      paint_jack (cr, width, height, mm);
      break;
    case RK_SHAPE_JUMPER:
      body (cr, 0, 0, width, height, 0.3 * mm, 0x3d7be0, 0x1d4fa8);
      break;
    case RK_SHAPE_LED:
      paint_led (cr, width, height, part->text);
      break;
    case RK_SHAPE_REGULATOR:
      paint_regulator (cr, width, height, mm);
      break;
    case RK_SHAPE_RELAY:
      paint_relay (cr, width, height, part->text, mm);
      break;
    case RK_SHAPE_SOCKET:
      paint_socket (cr, width, height, mm);
      break;
    case RK_SHAPE_SWITCH:
      paint_switch (cr, width, height, part->text, pressed, mm);
      break;
    case RK_SHAPE_TEXT:
      _rk_ink_set (cr, _rk_wiring_get_print (self->board->pcb), 1);
      text_in (cr, part->text, 0, 0, width, height, height);
      break;
    case RK_SHAPE_UFL:
      body (cr, 0, 0, width, height, 0.2 * mm, 0xf0e2bb, 0xb8974a);
      paint_round (cr, width, height);
      break;
    case RK_SHAPE_USB_A:
    case RK_SHAPE_USB_B:
    case RK_SHAPE_USB_MICRO:
    case RK_SHAPE_USB_MINI:
      paint_usb (cr, part->shape, width, height, mm);
      break;
    default:
      break;
    }
}

static void
paint_part (const RkPlaced      *self,
            const RkBoardPart   *part,
            cairo_t             *cr,
            const RkWiringStyle *style,
            double               pressed)
{
  cairo_save (cr);
  cairo_translate (cr, part->x * self->scale, part->y * self->scale);
  paint_shape (self, part, cr, style, pressed);
  cairo_restore (cr);
}

static void
paint_pcb (const RkPlaced      *self,
           cairo_t             *cr,
           const RkWiringStyle *style)
{
  double mm = self->scale;
  double width = self->board->width * mm;
  double height = self->board->height * mm;
  guint pcb = self->board->pcb;

  for (guint i = 4; i > 0; i--)
    {
      _rk_ink_box (cr, 1 - i * 0.6, 2 - i * 0.6, width + i * 1.2, height + i * 1.2, PCB_CORNER_MM * mm + i * 0.6);
      _rk_ink_set (cr, 0x000000, 0.07);
      cairo_fill (cr);
    }
  body (cr, 0, 0, width, height, PCB_CORNER_MM * mm, _rk_wiring_get_board (pcb, 0), _rk_wiring_get_board (pcb, 1));
  _rk_ink_box (cr, 0, 0, width, height, PCB_CORNER_MM * mm);
  _rk_ink_set (cr, _rk_wiring_get_board_edge (style, pcb), 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  _rk_ink_box (cr, 0.35 * mm, 0.35 * mm, width - 0.7 * mm, height - 0.7 * mm, PCB_CORNER_MM * mm * 0.8);
  _rk_ink_set (cr, _rk_wiring_get_print (pcb), 0.14);
  cairo_set_line_width (cr, 0.9);
  cairo_stroke (cr);
}

static void
paint_header_pin (const RkPlaced   *self,
                  const RkTerminal *terminal,
                  cairo_t          *cr)
{
  double mm = self->scale;
  gboolean left = terminal->pin->side == RK_SIDE_LEFT;
  double x = (left ? 0 : self->board->width - PITCH_MM) * mm;
  double y = terminal->pin->y * mm;

  cairo_rectangle (cr, left ? -HEADER_PIN_MM * mm : self->board->width * mm, y - 0.34 * mm, HEADER_PIN_MM * mm,
                   0.68 * mm);
  _rk_ink_set (cr, GOLD, 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, GOLD_DARK, 1);
  cairo_set_line_width (cr, 0.7);
  cairo_stroke (cr);
  body (cr, x, y - PITCH_MM * mm / 2, PITCH_MM * mm, PITCH_MM * mm, 0.4 * mm, 0x3a3d42, 0x1b1c1f);
}

static void
paint_hole_pad (const RkPlaced   *self,
                const RkTerminal *terminal,
                cairo_t          *cr,
                gboolean          dark)
{
  double mm = self->scale;
  double x = terminal->pin->x * mm;
  double y = terminal->pin->y * mm;

  cairo_arc (cr, x, y, PAD_MM * mm, 0, 2 * G_PI);
  _rk_ink_set (cr, GOLD, 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, GOLD_DARK, 1);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, DRILL_MM * mm, 0, 2 * G_PI);
  _rk_ink_set (cr, dark ? 0x0e0e10 : 0x2b2d31, 1);
  cairo_fill (cr);
}

static void
paint_castellated_pad (const RkPlaced   *self,
                       const RkTerminal *terminal,
                       cairo_t          *cr,
                       guint             paper)
{
  double mm = self->scale;
  double x = terminal->pin->x * mm;
  double y = terminal->pin->y * mm;
  gboolean lower = terminal->pin->y >= self->board->height - 0.01;
  gboolean left = terminal->pin->x <= 0.01;

  if (lower)
    cairo_rectangle (cr, x - 0.55 * mm, y - 1.3 * mm, 1.1 * mm, 1.3 * mm);
  else
    cairo_rectangle (cr, left ? x : x - 1.5 * mm, y - 0.55 * mm, 1.5 * mm, 1.1 * mm);
  _rk_ink_set (cr, GOLD, 1);
  cairo_fill_preserve (cr);
  _rk_ink_set (cr, GOLD_DARK, 1);
  cairo_set_line_width (cr, 0.6);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, 0.36 * mm, 0, 2 * G_PI);
  _rk_ink_set (cr, paper, 1);
  cairo_fill (cr);
}

static void
paint_pad (const RkPlaced      *self,
           const RkTerminal    *terminal,
           cairo_t             *cr,
           const RkWiringStyle *style)
{
  if (terminal->pin->role == RK_PIN_USB)
    return;

  switch (self->board->pads)
    {
    case RK_PADS_HOLE:
      paint_hole_pad (self, terminal, cr, style->look.dark);
      break;
    case RK_PADS_CASTELLATED:
      paint_castellated_pad (self, terminal, cr, _rk_wiring_get_palette (style)->paper);
      break;
    case RK_PADS_HEADER:
      paint_header_pin (self, terminal, cr);
      break;
    case RK_PADS_SOCKET: /* the holes belong to the part */
    default:
      break;
    }
}

/* The board with its parts and pads; the names of its pins come later, on top.
 * @pressed says how far its button or switch is in the place that means flash. */
void
_rk_placed_paint (const RkPlaced      *self,
                  cairo_t             *cr,
                  const RkWiringStyle *style,
                  double               pressed)
{
  const RkBoard *board = self->board;

  cairo_save (cr);
  cairo_translate (cr, self->origin.x, self->origin.y);
  paint_pcb (self, cr, style);
  for (guint i = 0; i < board->parts->len; i++)
    paint_part (self, g_ptr_array_index (board->parts, i), cr, style, pressed);
  for (guint i = 0; i < self->terminals->len; i++)
    paint_pad (self, &g_array_index (self->terminals, RkTerminal, i), cr, style);
  cairo_restore (cr);
}
