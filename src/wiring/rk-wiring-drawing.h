/* rk-wiring-drawing.h: a wiring as a drawing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <cairo.h>

#include "rk-colour.h"
#include "rk-wiring.h"

G_BEGIN_DECLS

/**
 * RkWiringStyle:
 * @look: light or dark
 * @run: 0 shows it ready to flash, 1 ready to run; between, the wire that changes
 *   is on its way
 * @suspect: (nullable): the id of a wire to point at
 * @pulse: 0 to 1, how strongly to point at it
 *
 * All of a drawing that may change from one frame to the next.
 */
typedef struct
{
  RkLook      look;
  double      run;
  const char *suspect;
  double      pulse;
} RkWiringStyle;

typedef enum
{
  RK_WIRING_TEXT_PIN,
  RK_WIRING_TEXT_WIRE,
  RK_WIRING_TEXT_TITLE,
} RkWiringTextKind;

/**
 * RkWiringText:
 * @text: what stands there
 * @x, @y, @width, @height: the room it takes, in the units of the drawing's size
 *
 * A text of the drawing, for those who check that they keep clear of each other.
 */
typedef struct
{
  RkWiringTextKind  kind;
  const char       *text;
  double            x;
  double            y;
  double            width;
  double            height;
} RkWiringText;

typedef struct _RkWiringDrawing RkWiringDrawing;

RkWiringDrawing *rk_wiring_drawing_new        (RkWiring              *wiring,
                                               const char            *focus,
                                               RkTranslateFunc        translate);
void             rk_wiring_drawing_free       (RkWiringDrawing       *self);
RkWiring        *rk_wiring_drawing_get_wiring (RkWiringDrawing       *self);
void             rk_wiring_drawing_get_size   (const RkWiringDrawing *self,
                                               double                *width,
                                               double                *height);
GArray          *rk_wiring_drawing_list_texts (const RkWiringDrawing *self);
guint            rk_wiring_drawing_count_hits (const RkWiringDrawing *self);
void             rk_wiring_drawing_paint      (const RkWiringDrawing *self,
                                               cairo_t               *cr,
                                               double                 width,
                                               double                 height,
                                               const RkWiringStyle   *style);
gboolean         rk_wiring_drawing_export     (const RkWiringDrawing *self,
                                               const char            *path,
                                               const RkWiringStyle   *style,
                                               GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWiringDrawing, rk_wiring_drawing_free)

G_END_DECLS
