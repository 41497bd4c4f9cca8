/* rk-wiring-router-private.h: which way the wires go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-wiring-drawing-private.h"

G_BEGIN_DECLS

/* Between two wires that go beside each other. */
#define RK_LANE 12.0
#define RK_LANE_MARGIN 14.0

/* Between the lanes of ground and 3.3 V, for what stands there. */
#define RK_CAPACITOR_ROOM 74.0

#define RK_MAX_LANES 8

/* The bundles of lanes, each with an order of its own. */
typedef enum
{
  RK_BUNDLE_CHANNEL,
  RK_BUNDLE_RIGHT,
  RK_BUNDLE_ABOVE,
  RK_BUNDLE_BELOW,
  RK_BUNDLE_LEFT,
  RK_N_BUNDLES,
} RkBundle;

typedef struct
{
  guint count;
  RkNet nets[RK_MAX_LANES];
} RkOrder;

typedef struct
{
  RkWiringDrawing *drawing;
  RkOrder          orders[RK_N_BUNDLES];
  gboolean         above[RK_N_NETS];     /* goes around the board above, else below */
  double           lanes[RK_N_BUNDLES][RK_N_NETS];
  double           starts[RK_N_BUNDLES]; /* of the first lane */
  double           channel_end;
} RkRouter;

RkPlaced *_rk_router_get_placed     (const RkRouter *router,
                                     RkPlacedName    name);
RkSide    _rk_router_get_side       (const RkRouter *router,
                                     const RkEnd    *end);
RkPoint   _rk_router_get_tip        (const RkRouter *router,
                                     const RkEnd    *end);
void      _rk_router_choose_ways    (RkRouter       *router);
void      _rk_router_collect_orders (RkRouter       *router);
void      _rk_router_place_lanes    (RkRouter       *router);
void      _rk_router_find_clear_way (RkRouter       *router);

G_END_DECLS
