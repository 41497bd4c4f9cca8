/* rk-colour.c: colours as numbers, and how well they stand out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-colour.h"

#include <math.h>

#define STEPS 32

static double
get_channel (guint colour,
             guint shift)
{
  return (colour >> shift & 0xff) / 255.0;
}

/* sRGB is not linear: IEC 61966-2-1, with the threshold of WCAG 2.1. */
static double
get_light (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
get_luminance (guint colour)
{
  return 0.2126 * get_light (get_channel (colour, 16)) + 0.7152 * get_light (get_channel (colour, 8)) +
         0.0722 * get_light (get_channel (colour, 0));
}

/**
 * rk_colour_mix:
 * @first: a colour
 * @second: another one
 * @part: of @second, 0 to 1
 *
 * Returns: what is seen where @second lies on @first with @part as its alpha
 */
guint
rk_colour_mix (guint  first,
               guint  second,
               double part)
{
  guint result = 0;

  for (guint shift = 0; shift <= 16; shift += 8)
    {
      double a = first >> shift & 0xff;
      double b = second >> shift & 0xff;

      result |= (guint)(a + (b - a) * part + 0.5) << shift;
    }
  return result;
}

/**
 * rk_colour_get_contrast:
 * @one: a colour
 * @other: the one that lies beside or below it
 *
 * Returns: the contrast ratio of WCAG 2.1, 1 to 21
 */
double
rk_colour_get_contrast (guint one,
                        guint other)
{
  double a = get_luminance (one);
  double b = get_luminance (other);

  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

/**
 * rk_colour_stand_out:
 * @colour: a colour
 * @ground: what it is seen on
 * @least: the contrast it needs; what neither black nor white reaches is not reached
 *
 * Returns: @colour, with as little of black or white as gives it that contrast
 */
guint
rk_colour_stand_out (guint  colour,
                     guint  ground,
                     double least)
{
  guint ink = rk_colour_get_contrast (0x000000, ground) > rk_colour_get_contrast (0xffffff, ground) ? 0x000000 : 0xffffff;

  for (guint i = 0; i <= STEPS; i++)
    {
      guint result = rk_colour_mix (colour, ink, (double)i / STEPS);

      if (i == STEPS || rk_colour_get_contrast (result, ground) >= least)
        return result;
    }
  g_return_val_if_reached (ink);
}
