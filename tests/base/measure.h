/* measure.h: the least contrast that was found, and whether it is enough
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-colour.h"

typedef struct
{
  double      least; /* that is wanted */
  double      worst; /* that was found */
  const char *what;
  guint       colour;
  guint       ground;
} Measure;

/* clang-format off */
static const struct
{
  const char *name;
  RkLook      look;
} looks[] = {
  { "light",      { .dark = FALSE } },
  { "dark",       { .dark = TRUE } },
  { "light-high", { .dark = FALSE, .high_contrast = TRUE } },
  { "dark-high",  { .dark = TRUE, .high_contrast = TRUE } },
};
/* clang-format on */

static inline void
measure (Measure    *self,
         const char *what,
         guint       colour,
         guint       ground)
{
  double contrast = rk_colour_get_contrast (colour, ground);

  if (self->what == NULL || contrast < self->worst)
    *self = (Measure){ self->least, contrast, what, colour, ground };
  if (contrast < self->least)
    g_test_fail_printf ("%s: %06x on %06x is %.2f of %.1f", what, colour, ground, contrast, self->least);
}

static inline void
measure_tell (const Measure *self,
              const char    *kind)
{
  g_test_message ("%s: at least %.2f (%s, %06x on %06x)", kind, self->worst, self->what, self->colour, self->ground);
}

/* Adds @func for each look, which is its data. */
static inline void
measure_add (const char   *path,
             GTestDataFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%s", path, looks[i].name);

      g_test_add_data_func (name, &looks[i].look, func);
    }
}
