/* rk-colour.h: colours as numbers, and how well they stand out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A colour is 0xRRGGBB, as sRGB has it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The least that WCAG 2.1 asks for: text (1.4.3), text where somebody wants more
 * (1.4.6), and what is drawn (1.4.11). */
#define RK_CONTRAST_TEXT 4.5
#define RK_CONTRAST_TEXT_HIGH 7.0
#define RK_CONTRAST_GRAPHIC 3.0

/**
 * RkLook:
 * @dark: light on dark
 * @high_contrast: for those who see little
 */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
} RkLook;

guint  rk_colour_mix          (guint  first,
                               guint  second,
                               double part);
double rk_colour_get_contrast (guint  one,
                               guint  other);
guint  rk_colour_stand_out    (guint  colour,
                               guint  ground,
                               double least);

G_END_DECLS
