/* rk-wiring-colours.c: the colours of a drawing, in light, dark and high contrast
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person must see stands out from what lies beside it as WCAG 2.1 asks:
 * rk-colour.h has the figures.  The parts on a board are pictures of things.
 */

#include "rk-wiring-drawing-private.h"

/* clang-format off */
static const guint wires[] = {
  [RK_WIRE_RED]    = 0xe0342b,
  [RK_WIRE_BLACK]  = 0x26282b,
  [RK_WIRE_ORANGE] = 0xf28c1e,
  [RK_WIRE_YELLOW] = 0xf2c012,
  [RK_WIRE_GREEN]  = 0x2fa84f,
  [RK_WIRE_BLUE]   = 0x2f7de1,
  [RK_WIRE_BROWN]  = 0x8d5a3a,
  [RK_WIRE_GREY]   = 0x7d858e,
};

G_STATIC_ASSERT (G_N_ELEMENTS (wires) == RK_N_WIRE_COLOURS);

/* Black insulation would be lost on dark paper. */
#define BLACK_ON_DARK 0x5a6068

static const RkWiringPalette palettes[2][2] = { /* [dark][high contrast] */
  {
    { .paper = 0xfafaf8, .text = 0x1f2328, .dim = 0x565c63, .plate = 0xffffff, .plate_edge = 0xdde0e2,
      .glow = 0xd35400, .ring = 0x8ac2ff, .ring_edge = 0x06183a, .tint = 0.14, .others = 0.45,
      .least = RK_CONTRAST_GRAPHIC },
    { .paper = 0xffffff, .text = 0x000000, .dim = 0x2b3036, .plate = 0xffffff, .plate_edge = 0x2b3036,
      .glow = 0xb33c00, .ring = 0xffffff, .ring_edge = 0x000c2b, .tint = 0.08, .others = 0.7,
      .least = RK_CONTRAST_TEXT },
  },
  {
    { .paper = 0x2a2a2e, .text = 0xf2f3f5, .dim = 0xb4bac1, .plate = 0x383a41, .plate_edge = 0x4b4f56,
      .glow = 0xffa033, .ring = 0x8ac2ff, .ring_edge = 0x06183a, .tint = 0.22, .others = 0.45,
      .least = RK_CONTRAST_GRAPHIC },
    { .paper = 0x000000, .text = 0xffffff, .dim = 0xd8dce1, .plate = 0x000000, .plate_edge = 0xd8dce1,
      .glow = 0xffb84d, .ring = 0xffffff, .ring_edge = 0x000c2b, .tint = 0.16, .others = 0.7,
      .least = RK_CONTRAST_TEXT },
  },
};
/* clang-format on */

/* Returns: (transfer none): what does not depend on a wire */
const RkWiringPalette *
_rk_wiring_get_palette (const RkWiringStyle *style)
{
  return &palettes[style->look.dark != FALSE][style->look.high_contrast != FALSE];
}

/* Returns: the core of a wire */
guint
_rk_wiring_get_wire (const RkWiringStyle *style,
                     RkWireColour         colour)
{
  return style->look.dark && colour == RK_WIRE_BLACK ? BLACK_ON_DARK : wires[colour];
}

/* Returns: a wire's edge, which shows it where its core is too near to the paper */
guint
_rk_wiring_get_wire_edge (const RkWiringStyle *style,
                          RkWireColour         colour)
{
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);
  guint core = _rk_wiring_get_wire (style, colour);
  guint edge = rk_colour_mix (core, 0x000000, 0.35);

  if (rk_colour_get_contrast (core, palette->paper) >= palette->least)
    return edge;

  return rk_colour_stand_out (edge, palette->paper, palette->least);
}

/* Returns: a thin line in the colour of a wire, on the paper or around a plate */
guint
_rk_wiring_get_line (const RkWiringStyle *style,
                     RkWireColour         colour)
{
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);
  guint ground = style->look.dark ? palette->plate : palette->paper;

  return rk_colour_stand_out (_rk_wiring_get_wire (style, colour), ground, palette->least);
}

/* Returns: the ground of a pin's name, where a wire of that colour ends */
guint
_rk_wiring_get_plate (const RkWiringStyle *style,
                      RkWireColour         colour)
{
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);

  return rk_colour_mix (palette->plate, _rk_wiring_get_wire (style, colour), palette->tint);
}

/* Returns: what stands there besides the name */
guint
_rk_wiring_get_function (const RkWiringStyle *style,
                         RkWireColour         colour)
{
  return rk_colour_stand_out (_rk_wiring_get_palette (style)->dim, _rk_wiring_get_plate (style, colour),
                              style->look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT);
}

/* Returns: a board's own colour: lit at the upper left, @at 0, and darker at the lower
 * right, @at 1 */
guint
_rk_wiring_get_board (guint  pcb,
                      double at)
{
  return rk_colour_mix (rk_colour_mix (pcb, 0xffffff, 0.10), rk_colour_mix (pcb, 0x000000, 0.22), at);
}

/* Returns: the line around a board: a dark one would be lost on dark paper, a white
 * one on white */
guint
_rk_wiring_get_board_edge (const RkWiringStyle *style,
                           guint                pcb)
{
  const RkWiringPalette *palette = _rk_wiring_get_palette (style);

  return rk_colour_stand_out (rk_colour_mix (pcb, 0x000000, 0.5), palette->paper, palette->least);
}

/* Returns: what is printed on a board */
guint
_rk_wiring_get_print (guint pcb)
{
  return rk_colour_get_contrast (0x30343a, pcb) > rk_colour_get_contrast (0xffffff, pcb) ? 0x30343a : 0xffffff;
}
