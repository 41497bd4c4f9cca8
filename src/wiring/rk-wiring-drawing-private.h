/* rk-wiring-drawing-private.h: where everything of a drawing is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All places are in the drawing's own units, about the pixels of a screen at the
 * drawing's natural size.
 */

#pragma once

#include "rk-wiring-drawing.h"

G_BEGIN_DECLS

#define RK_FONT_SIZE 12.0
#define RK_FONT_SMALL 10.5
#define RK_FONT_TITLE 14.0

#define RK_RESISTOR_LENGTH 34.0

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} RkBox;

typedef struct
{
  double x;
  double y;
} RkPoint;

/* A pin with the plate that bears its name, where the wires end. */
typedef struct
{
  const RkPin  *pin;
  RkPoint       pad;
  gboolean      named;
  char         *text;
  char         *function;   /* (nullable): beside the name, smaller */
  RkBox         plate;
  RkPoint       tip;        /* the outer end of the plate */
  guint         n_wires;
  RkWireColour  colour;     /* of its first wire */
} RkTerminal;

/* A board in its place. */
typedef struct
{
  const RkBoard *board;
  double         scale;     /* units in a millimetre */
  RkPoint        origin;    /* its upper left corner */
  RkBox          extent;    /* with all that sticks out and the names */
  GArray        *terminals; /* RkTerminal */
} RkPlaced;

typedef enum
{
  RK_PLACED_ADAPTER,
  RK_PLACED_SUPPLY,
  RK_PLACED_BOARD,
  RK_N_PLACED,
} RkPlacedName;

/* One end of a wire. */
typedef struct
{
  RkPlacedName place;
  guint        terminal;
  guint        slot;        /* which of the wires that meet there */
} RkEnd;

typedef struct
{
  const RkWire *wire;
  RkEnd         from;
  RkEnd         to;
  GArray       *points;     /* RkPoint */
} RkPath;

typedef enum
{
  RK_LABEL_WIRE,
  RK_LABEL_CHANGING,        /* the one that says flash or run */
  RK_LABEL_TITLE,
  RK_LABEL_CAPTION,
} RkLabelKind;

typedef struct
{
  RkLabelKind   kind;
  char         *text;
  char         *run_text;   /* (nullable): takes its place in the run variant */
  RkBox         box;
  gboolean      upright;    /* written from below to above */
  RkWireColour  colour;
  const RkWire *wire;       /* (nullable) */
} RkLabel;

typedef struct
{
  const RkWire *wire;
  RkBox         box;
  gboolean      upright;
} RkResistor;

struct _RkWiringDrawing
{
  RkWiring        *wiring;
  char            *focus;   /* (nullable): the wire that a small drawing is about */
  RkTranslateFunc  translate;
  RkPlaced         placed[RK_N_PLACED];
  GArray          *paths;     /* RkPath */
  GArray          *labels;    /* RkLabel */
  GArray          *resistors; /* RkResistor */
  GArray          *dots;      /* RkPoint with net: where wires of a net part */
  gboolean         has_capacitor;
  RkBox            capacitor;
  RkPoint          capacitor_low[2];  /* from the ground wire to the capacitor */
  RkPoint          capacitor_high[2];
  gboolean         has_arrow;
  RkBox            arrow;     /* plug it in */
  guint            hits;      /* wires that run over each other */
  double           width;
  double           height;
};

typedef struct
{
  RkPoint      point;
  RkWireColour colour;
} RkDot;

/* What does not depend on a wire. */
typedef struct
{
  guint  paper;      /* lies under the drawing, and is seen through holes */
  guint  text;
  guint  dim;        /* words that matter less */
  guint  plate;      /* under the name of a pin */
  guint  plate_edge; /* of a pin that is not used */
  guint  glow;       /* around the wire that is pointed at */
  guint  ring;       /* around the button or switch to press, */
  guint  ring_edge;  /* and what parts it from any board */
  double tint;       /* how much of its wire's colour a plate has */
  double others;     /* how much is left of the other wires */
  double least;      /* the contrast of what is drawn */
} RkWiringPalette;

/* Colours */
const RkWiringPalette *_rk_wiring_get_palette    (const RkWiringStyle *style);
guint                  _rk_wiring_get_wire       (const RkWiringStyle *style,
                                                  RkWireColour         colour);
guint                  _rk_wiring_get_wire_edge  (const RkWiringStyle *style,
                                                  RkWireColour         colour);
guint                  _rk_wiring_get_line       (const RkWiringStyle *style,
                                                  RkWireColour         colour);
guint                  _rk_wiring_get_plate      (const RkWiringStyle *style,
                                                  RkWireColour         colour);
guint                  _rk_wiring_get_function   (const RkWiringStyle *style,
                                                  RkWireColour         colour);
guint                  _rk_wiring_get_board      (guint                pcb,
                                                  double               at);
guint                  _rk_wiring_get_board_edge (const RkWiringStyle *style,
                                                  guint                pcb);
guint                  _rk_wiring_get_print      (guint                pcb);

/* Ink */
void        _rk_ink_set             (cairo_t               *cr,
                                     guint                  colour,
                                     double                 alpha);
void        _rk_ink_box             (cairo_t               *cr,
                                     double                 x,
                                     double                 y,
                                     double                 width,
                                     double                 height,
                                     double                 radius);
RkPoint     _rk_text_measure        (const char            *text,
                                     double                 size,
                                     gboolean               bold);
void        _rk_text_draw           (cairo_t               *cr,
                                     const char            *text,
                                     double                 x,
                                     double                 y,
                                     double                 size,
                                     gboolean               bold);

RkBox       _rk_box_union           (RkBox                  a,
                                     RkBox                  b);

const char *_rk_drawing_say         (const RkWiringDrawing *self,
                                     const char            *msgid);

/* Placing */
void        _rk_placed_init         (RkPlaced              *self,
                                     const RkBoard         *board,
                                     gboolean               small);
void        _rk_placed_clear        (RkPlaced              *self);
guint       _rk_placed_find         (const RkPlaced        *self,
                                     const RkPin           *pin);
void        _rk_placed_arrange      (RkPlaced              *self);
void        _rk_placed_move         (RkPlaced              *self,
                                     double                 dx,
                                     double                 dy);
RkPoint     _rk_placed_get_tip      (const RkPlaced        *self,
                                     guint                  terminal,
                                     guint                  slot);

/* Routing */
void        _rk_drawing_arrange             (RkWiringDrawing *self);
void        _rk_drawing_add_dot             (RkWiringDrawing *self,
                                             RkPoint          point,
                                             RkWireColour     colour);
void        _rk_drawing_mark_junctions      (RkWiringDrawing *self);
void        _rk_drawing_part_changing_wire  (RkWiringDrawing *self);

/* Painting */
void        _rk_placed_paint        (const RkPlaced        *self,
                                     cairo_t               *cr,
                                     const RkWiringStyle   *style,
                                     double                 pressed);

G_END_DECLS
