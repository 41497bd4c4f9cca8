/* rk-wiring-ink.c: colours, boxes and texts of a drawing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <pango/pangocairo.h>

/* Without hints, so that a text has the same shape at every size. */
static PangoContext *
make_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  return context;
}

static PangoLayout *
make_layout (const char *text,
             double      size,
             gboolean    bold)
{
  PangoContext *context = make_context ();
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, "Cantarell, Noto Sans, DejaVu Sans, Sans");
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  g_object_unref (context);
  return layout;
}

/* Returns: the width and height of the text */
RkPoint
_rk_text_measure (const char *text,
                  double      size,
                  gboolean    bold)
{
  g_autoptr(PangoLayout) layout = make_layout (text, size, bold);
  int width;
  int height;

  pango_layout_get_size (layout, &width, &height);
  return (RkPoint){ (double)width / PANGO_SCALE, (double)height / PANGO_SCALE };
}

/* Draws the text with its middle at @x, @y, in the source that is set. */
void
_rk_text_draw (cairo_t    *cr,
               const char *text,
               double      x,
               double      y,
               double      size,
               gboolean    bold)
{
  g_autoptr(PangoLayout) layout = make_layout (text, size, bold);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  cairo_save (cr);
  cairo_move_to (cr, x - (double)logical.width / PANGO_SCALE / 2, y - (double)logical.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  cairo_restore (cr);
}

void
_rk_ink_set (cairo_t *cr,
             guint    colour,
             double   alpha)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0,
                         alpha);
}

/* The path of a box with round corners. */
void
_rk_ink_box (cairo_t *cr,
             double   x,
             double   y,
             double   width,
             double   height,
             double   radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, G_PI * 1.5);
  cairo_close_path (cr);
}

/* The smallest box around both. */
RkBox
_rk_box_union (RkBox a,
               RkBox b)
{
  double right = MAX (a.x + a.width, b.x + b.width);
  double bottom = MAX (a.y + a.height, b.y + b.height);
  double x = MIN (a.x, b.x);
  double y = MIN (a.y, b.y);

  return (RkBox){ x, y, right - x, bottom - y };
}
