/* rk-wiring-export.c: a drawing as a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

#include "rk-error.h"
#include "rk-write-file.h"

/* Pixels of a PNG in a unit of the drawing, for paper and sharp screens. */
#define PNG_SCALE 2.0

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The kind of file by the ending of its name. */
static cairo_surface_t *
make_surface (const char *path,
              double      width,
              double      height,
              GByteArray *content,
              GError    **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".svg"))
    return cairo_svg_surface_create_for_stream (write_cb, content, width, height);
  if (g_str_has_suffix (lower, ".pdf"))
    return cairo_pdf_surface_create_for_stream (write_cb, content, width, height);
  if (g_str_has_suffix (lower, ".png"))
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)ceil (width * PNG_SCALE),
                                       (int)ceil (height * PNG_SCALE));

  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s: the name must end with .svg, .png or .pdf", path);
  return NULL;
}

/**
 * rk_wiring_drawing_export:
 * @self: a drawing
 * @path: a file whose name ends with .svg, .png or .pdf
 * @style: how to draw it
 *
 * Writes the drawing to a file, which takes the place of an older one only when it
 * is complete.
 *
 * Returns: whether it is written; else %RK_ERROR_INVALID for another ending, or why
 *   the file could not be written
 */
gboolean
rk_wiring_drawing_export (const RkWiringDrawing *self,
                          const char            *path,
                          const RkWiringStyle   *style,
                          GError               **error)
{
  g_autoptr(GByteArray) content = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  gboolean png;
  double width;
  double height;
  cairo_t *cr;

  rk_wiring_drawing_get_size (self, &width, &height);
  surface = make_surface (path, width, height, content, error);
  if (surface == NULL)
    return FALSE;

  png = cairo_surface_get_type (surface) == CAIRO_SURFACE_TYPE_IMAGE;
  cr = cairo_create (surface);
  if (png)
    cairo_scale (cr, PNG_SCALE, PNG_SCALE);
  rk_wiring_drawing_paint (self, cr, width, height, style);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && png)
    status = cairo_surface_write_to_png_stream (surface, write_cb, content);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, cairo_status_to_string (status));
      return FALSE;
    }
  return rk_write_file (path, content->data, content->len, RK_WRITE_FILE_MODE, error);
}
