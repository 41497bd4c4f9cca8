/* test-colours.c: what is drawn stands out from what it is drawn on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of each look, and of each board there is.  The least that was found is told.
 */

#include "measure.h"
#include "rk-board-list.h"
#include "rk-wiring-drawing-private.h"

static void
test_texts (gconstpointer data)
{
  const RkWiringStyle style = { .look = *(const RkLook *)data };
  const RkWiringPalette *palette = _rk_wiring_get_palette (&style);
  Measure texts = { .least = style.look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT };

  measure (&texts, "label", palette->text, palette->paper);
  measure (&texts, "caption, or label of another wire", palette->dim, palette->paper);
  measure (&texts, "pin that is not used", palette->dim, palette->plate);
  measure (&texts, "pin that is not used", palette->dim, rk_colour_mix (palette->paper, palette->plate, 0.7));
  for (RkWireColour colour = 0; colour < RK_N_WIRE_COLOURS; colour++)
    {
      measure (&texts, "pin", palette->text, _rk_wiring_get_plate (&style, colour));
      measure (&texts, "what a pin does", _rk_wiring_get_function (&style, colour), _rk_wiring_get_plate (&style, colour));
    }
  measure_tell (&texts, "texts");
}

/* A wire has an edge and a core: one of them is enough. */
static void
measure_wire (Measure             *wires,
              const RkWiringStyle *style,
              RkWireColour         colour)
{
  guint paper = _rk_wiring_get_palette (style)->paper;
  guint core = _rk_wiring_get_wire (style, colour);
  guint edge = _rk_wiring_get_wire_edge (style, colour);

  measure (wires, "wire", rk_colour_get_contrast (core, paper) > rk_colour_get_contrast (edge, paper) ? core : edge, paper);
}

static void
test_graphics (gconstpointer data)
{
  const RkWiringStyle style = { .look = *(const RkLook *)data };
  const RkWiringPalette *palette = _rk_wiring_get_palette (&style);
  Measure graphics = { .least = palette->least };

  g_assert_cmpfloat (palette->least, >=, RK_CONTRAST_GRAPHIC);
  for (RkWireColour colour = 0; colour < RK_N_WIRE_COLOURS; colour++)
    {
      measure_wire (&graphics, &style, colour);
      measure (&graphics, "line on paper", _rk_wiring_get_line (&style, colour), palette->paper);
      measure (&graphics, "line around a plate", _rk_wiring_get_line (&style, colour), palette->plate);
    }
  measure (&graphics, "wire that is pointed at", palette->glow, palette->paper);
  measure_tell (&graphics, "graphics");
}

/* The ring is of two colours: one of them is enough. */
static void
measure_ring (Measure               *rings,
              const RkWiringPalette *palette,
              guint                  ground)
{
  double inner = rk_colour_get_contrast (palette->ring, ground);
  double outer = rk_colour_get_contrast (palette->ring_edge, ground);

  measure (rings, "ring", inner > outer ? palette->ring : palette->ring_edge, ground);
}

static void
test_boards (gconstpointer data)
{
  const RkWiringStyle style = { .look = *(const RkLook *)data };
  const RkWiringPalette *palette = _rk_wiring_get_palette (&style);
  g_autoptr(RkBoardList) list = rk_board_list_new ();
  Measure edges = { .least = palette->least };
  Measure rings = { .least = palette->least };
  Measure prints = { .least = RK_CONTRAST_TEXT };

  measure_ring (&rings, palette, palette->paper);
  for (guint i = 0; i < list->boards->len; i++)
    {
      const RkBoard *board = g_ptr_array_index (list->boards, i);

      measure (&edges, board->id, _rk_wiring_get_board_edge (&style, board->pcb), palette->paper);
      for (double at = 0; at <= 1; at += 0.5)
        {
          guint ground = _rk_wiring_get_board (board->pcb, at);

          measure_ring (&rings, palette, ground);
          measure (&prints, board->id, _rk_wiring_get_print (board->pcb), ground);
        }
    }
  measure_tell (&edges, "edges");
  measure_tell (&rings, "rings");
  measure_tell (&prints, "prints");
}

/* High contrast is more of it, of each thing. */
static void
test_high (void)
{
  for (int i = FALSE; i <= TRUE; i++)
    {
      const RkWiringPalette *normal = _rk_wiring_get_palette (&(RkWiringStyle){ .look = { i, FALSE } });
      const RkWiringPalette *high = _rk_wiring_get_palette (&(RkWiringStyle){ .look = { i, TRUE } });

      g_assert_cmpfloat (rk_colour_get_contrast (high->text, high->paper), >,
                         rk_colour_get_contrast (normal->text, normal->paper));
      g_assert_cmpfloat (rk_colour_get_contrast (high->dim, high->paper), >,
                         rk_colour_get_contrast (normal->dim, normal->paper));
      g_assert_cmpfloat (rk_colour_get_contrast (high->plate_edge, high->paper), >=, RK_CONTRAST_GRAPHIC);
      g_assert_cmpfloat (high->others, >, normal->others);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  measure_add ("/wiring/colours/texts", test_texts);
  measure_add ("/wiring/colours/graphics", test_graphics);
  measure_add ("/wiring/colours/boards", test_boards);
  g_test_add_func ("/wiring/colours/high", test_high);

  return g_test_run ();
}
