/* test-colours.c: what is drawn stands out from what it is drawn on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of each look, and of each board there is.  The least that was found is told.
 */

#include "rk-board-list.h"
#include "rk-wiring-drawing-private.h"

/* clang-format off */
static const struct
{
  const char   *name;
  RkWiringStyle style;
} looks[] = {
  { "light",              { .dark = FALSE } },
  { "dark",               { .dark = TRUE } },
  { "light-high", { .dark = FALSE, .high_contrast = TRUE } },
  { "dark-high",  { .dark = TRUE, .high_contrast = TRUE } },
};
/* clang-format on */

typedef struct
{
  double      least; /* that is wanted */
  double      worst; /* that was found */
  const char *what;
  guint       colour;
  guint       ground;
} Measure;

static void
measure (Measure    *self,
         const char *what,
         guint       colour,
         guint       ground)
{
  double contrast = rk_colour_get_contrast (colour, ground);

  if (self->what == NULL || contrast < self->worst)
    {
      self->worst = contrast;
      self->what = what;
      self->colour = colour;
      self->ground = ground;
    }
  if (contrast < self->least)
    g_test_fail_printf ("%s: %06x on %06x is %.2f of %.1f", what, colour, ground, contrast, self->least);
}

static void
tell (const Measure *self,
      const char    *kind)
{
  g_test_message ("%s: at least %.2f (%s, %06x on %06x)", kind, self->worst, self->what, self->colour, self->ground);
}

static void
test_texts (gconstpointer data)
{
  const RkWiringStyle *style = data;
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);
  Measure texts = { .least = style->high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT };

  measure (&texts, "label", palette->text, palette->paper);
  measure (&texts, "caption, or label of another wire", palette->dim, palette->paper);
  measure (&texts, "pin that is not used", palette->dim, palette->plate);
  measure (&texts, "pin that is not used", palette->dim, rk_colour_mix (palette->paper, palette->plate, 0.7));
  for (RkWireColour colour = 0; colour < RK_N_WIRE_COLOURS; colour++)
    {
      measure (&texts, "pin", palette->text, _rk_wiring_get_plate (style, colour));
      measure (&texts, "what a pin does", _rk_wiring_get_function (style, colour), _rk_wiring_get_plate (style, colour));
    }
  tell (&texts, "texts");
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
  const RkWiringStyle *style = data;
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);
  Measure graphics = { .least = palette->least };

  g_assert_cmpfloat (palette->least, >=, RK_CONTRAST_GRAPHIC);
  for (RkWireColour colour = 0; colour < RK_N_WIRE_COLOURS; colour++)
    {
      measure_wire (&graphics, style, colour);
      measure (&graphics, "line on paper", _rk_wiring_get_line (style, colour), palette->paper);
      measure (&graphics, "line around a plate", _rk_wiring_get_line (style, colour), palette->plate);
    }
  measure (&graphics, "wire that is pointed at", palette->glow, palette->paper);
  tell (&graphics, "graphics");
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
  const RkWiringPalette *palette = _rk_wiring_get_palette (data);
  g_autoptr(RkBoardList) list = rk_board_list_new ();
  Measure edges = { .least = palette->least };
  Measure rings = { .least = palette->least };
  Measure prints = { .least = RK_CONTRAST_TEXT };

  measure_ring (&rings, palette, palette->paper);
  for (guint i = 0; i < list->boards->len; i++)
    {
      const RkBoard *board = g_ptr_array_index (list->boards, i);

      measure (&edges, board->id, _rk_wiring_get_board_edge (data, board->pcb), palette->paper);
      for (double at = 0; at <= 1; at += 0.5)
        {
          guint ground = _rk_wiring_get_board (board->pcb, at);

          measure_ring (&rings, palette, ground);
          measure (&prints, board->id, _rk_wiring_get_print (board->pcb), ground);
        }
    }
  tell (&edges, "edges");
  tell (&rings, "rings");
  tell (&prints, "prints");
}

/* High contrast is more of it, of each thing. */
static void
test_high (void)
{
  for (gsize i = 0; i < 2; i++)
    {
      const RkWiringPalette *normal = _rk_wiring_get_palette (&looks[i].style);
      const RkWiringPalette *high = _rk_wiring_get_palette (&looks[i + 2].style);

      g_assert_cmpint (looks[i].style.dark, ==, looks[i + 2].style.dark);
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

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *texts = g_strdup_printf ("/wiring/colours/%s/texts", looks[i].name);
      g_autofree char *graphics = g_strdup_printf ("/wiring/colours/%s/graphics", looks[i].name);
      g_autofree char *boards = g_strdup_printf ("/wiring/colours/%s/boards", looks[i].name);

      g_test_add_data_func (texts, &looks[i].style, test_texts);
      g_test_add_data_func (graphics, &looks[i].style, test_graphics);
      g_test_add_data_func (boards, &looks[i].style, test_boards);
    }
  g_test_add_func ("/wiring/colours/high", test_high);

  return g_test_run ();
}
