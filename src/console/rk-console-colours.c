/* rk-console-colours.c: the colours of what a console shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colours of a module are made for a black screen, and for a white one after
 * all: each is mixed with black or white until it stands out enough.
 */

#include "rk-console-colours.h"

/* What is selected must stay legible, for as long as it is. */
#define SELECTION 0x3584e4 /* libadwaita's accent, */
#define SELECTION_ALPHA 0.3 /* and how strong it is */

#define BAND_LIGHT 0.10
#define BAND_DARK 0.16

#define BLUE 4

/* The sixteen of a terminal, as GNOME draws them. */
static const guint names[16] = {
  0x241f31, 0xc01c28, 0x2ec27e, 0xf5c211, 0x1e78e4, 0x9841bb, 0x0ab9dc, 0xc0bfbc,
  0x5e5c64, 0xed333b, 0x57e389, 0xf8e45c, 0x51a1ff, 0xc061cb, 0x4fd2fd, 0xf6f5f4,
};

/* 16 to 231 are a cube of six steps, the rest are greys. */
static guint
get_colour (guint index)
{
  static const guint steps[6] = { 0, 95, 135, 175, 215, 255 };

  if (index < 16)
    return names[index];
  if (index < 232)
    return steps[(index - 16) / 36] << 16 | steps[(index - 16) / 6 % 6] << 8 | steps[(index - 16) % 6];

  return (8 + 10 * (index - 232)) * 0x010101;
}

static double
get_least (RkLook look)
{
  return look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT;
}

static guint
make_legible (RkLook look,
              guint  colour,
              guint  paper)
{
  colour = rk_colour_stand_out (colour, paper, get_least (look));
  return rk_colour_stand_out (colour, rk_console_colours_select (look, paper), RK_CONTRAST_GRAPHIC);
}

/**
 * rk_console_colours_get:
 * @look: light or dark
 *
 * Returns: libadwaita's, of what has no style
 */
RkConsoleColours
rk_console_colours_get (RkLook look)
{
  return look.dark ? (RkConsoleColours){ .ink = 0xffffff, .paper = 0x1e1e1e }
                   : (RkConsoleColours){ .ink = look.high_contrast ? 0x000000 : 0x1f1f1f, .paper = 0xffffff };
}

/**
 * rk_console_colours_select:
 * @look: light or dark
 * @paper: what is below
 *
 * Returns: what it looks like where it is selected
 */
guint
rk_console_colours_select (RkLook look,
                           guint  paper)
{
  return rk_colour_mix (paper, SELECTION, SELECTION_ALPHA);
}

/**
 * rk_console_colours_get_style:
 * @look: light or dark
 * @style: of a piece of text
 *
 * Returns: its colours; what it does not name is that of rk_console_colours_get()
 */
RkConsoleColours
rk_console_colours_get_style (RkLook         look,
                              RkConsoleStyle style)
{
  guint foreground = RK_CONSOLE_STYLE_FOREGROUND (style);
  guint background = RK_CONSOLE_STYLE_BACKGROUND (style);
  RkConsoleColours colours = rk_console_colours_get (look);

  if (foreground != 0)
    colours.ink = get_colour (foreground - 1);
  if (background != 0)
    colours.paper = get_colour (background - 1);
  if (style & RK_CONSOLE_STYLE_INVERSE)
    colours = (RkConsoleColours){ .ink = colours.paper, .paper = colours.ink };
  if (style & (RK_CONSOLE_STYLE_DIM | RK_CONSOLE_STYLE_MARK))
    colours.ink = rk_colour_mix (colours.ink, colours.paper, style & RK_CONSOLE_STYLE_MARK ? 0.45 : 0.35);
  colours.ink = make_legible (look, colours.ink, colours.paper);
  return colours;
}

/* A quiet band across the view, and words in the colour of what they mean. */
static RkConsoleColours
make_band (RkLook look,
           guint  colour)
{
  RkConsoleColours colours = rk_console_colours_get (look);

  colours.paper = rk_colour_mix (colours.paper, colour, look.dark ? BAND_DARK : BAND_LIGHT);
  colours.ink = make_legible (look, colour, colours.paper);
  return colours;
}

/**
 * rk_console_colours_get_tag:
 * @look: light or dark
 * @tag: what stands there
 *
 * Returns: its colours
 */
RkConsoleColours
rk_console_colours_get_tag (RkLook       look,
                            RkConsoleTag tag)
{
  RkConsoleColours colours = rk_console_colours_get (look);

  switch (tag)
    {
    case RK_CONSOLE_TAG_SENT:
      colours.ink = make_legible (look, names[BLUE], colours.paper);
      break;
    case RK_CONSOLE_TAG_EVENT:
      colours.ink = make_legible (look, rk_colour_mix (colours.ink, colours.paper, 0.4), colours.paper);
      break;
    case RK_CONSOLE_TAG_LOOP:
      return make_band (look, names[BLUE]);
    case RK_CONSOLE_TAG_MATCH:
      colours.paper = look.dark ? 0x6b5900 : 0xfae673;
      break;
    case RK_CONSOLE_TAG_CURRENT_MATCH:
      return look.dark ? (RkConsoleColours){ .ink = 0x000000, .paper = 0xffa348 }
                       : (RkConsoleColours){ .ink = 0xffffff, .paper = 0x9a4200 };
    case RK_CONSOLE_N_TAGS:
    default:
      g_return_val_if_reached (colours);
    }

  return colours;
}

/**
 * rk_console_colours_get_finding:
 * @look: light or dark
 * @severity: how bad it is
 *
 * Returns: the colours of a finding's line
 */
RkConsoleColours
rk_console_colours_get_finding (RkLook     look,
                                RkSeverity severity)
{
  static const guint colours[] = {
    [RK_SEVERITY_GOOD] = 2,
    [RK_SEVERITY_INFO] = BLUE,
    [RK_SEVERITY_WARNING] = 3,
    [RK_SEVERITY_ERROR] = 9,
  };

  g_return_val_if_fail (severity < G_N_ELEMENTS (colours), rk_console_colours_get (look));

  return make_band (look, names[colours[severity]]);
}
