/* rk-wiring.h: which wires connect a board with an adapter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-board.h"
#include "rk-finding.h"

G_BEGIN_DECLS

typedef enum
{
  RK_WIRING_FLASH, /* the module starts into its boot loader */
  RK_WIRING_RUN,   /* it starts its program */
} RkWiringVariant;

/* What is connected with each other. */
typedef enum
{
  RK_NET_GND,
  RK_NET_3V3,
  RK_NET_5V,
  RK_NET_TX,           /* the module sends */
  RK_NET_RX,           /* the module receives */
  RK_NET_HOLD,         /* keeps another chip silent */
  RK_NET_JUMPER_EN,    /* on the module itself, which is plugged in */
  RK_NET_JUMPER_GPIO0,
  RK_NET_USB,
  RK_N_NETS,
} RkNet;

typedef enum
{
  RK_WIRE_RED,
  RK_WIRE_BLACK,
  RK_WIRE_ORANGE,
  RK_WIRE_YELLOW,
  RK_WIRE_GREEN,
  RK_WIRE_BLUE,
  RK_WIRE_BROWN,
  RK_WIRE_GREY,
  RK_N_WIRE_COLOURS,
} RkWireColour;

/* What brings the module into its boot loader. */
typedef enum
{
  RK_FLASH_BY_WIRE,   /* from GPIO0 to GND, the one wire that changes */
  RK_FLASH_BY_BUTTON, /* held while the power comes */
  RK_FLASH_BY_SWITCH, /* on the adapter */
  RK_FLASH_BY_ITSELF, /* the flasher does it over the USB port */
} RkFlashBy;

/**
 * RkWire:
 * @id: stable name, such as "tx": what a diagnosis goes by
 * @net: what it belongs to
 * @from_board, @from: where it begins: the adapter, the supply or ground
 * @to_board, @to: where it ends: a pin of the module, mostly
 * @ohms: of the resistor in it, 0 for a plain wire
 * @colour: of its insulation
 * @flash_only: only there to flash, removed to run
 * @why: what it is for (a msgid)
 */
typedef struct
{
  const char    *id;
  RkNet          net;
  const RkBoard *from_board;
  const RkPin   *from;
  const RkBoard *to_board;
  const RkPin   *to;
  guint          ohms;
  RkWireColour   colour;
  gboolean       flash_only;
  const char    *why;
} RkWire;

/**
 * RkWiring:
 * @board: the module's board
 * @adapter: what connects it with the computer
 * @supply: (nullable): a separate supply, if one is needed
 * @plugged: the board is plugged into the adapter; wires are on the board alone
 * @capacitor: one stands between 3.3 V and GND at the module
 * @flash_by: what brings it into the boot loader
 * @wires: (element-type RkWire)
 * @findings: (element-type RkFinding): what to mind, the worst first
 *
 * Never changes once it is made.
 */
typedef struct
{
  RkBoard   *board;
  RkBoard   *adapter;
  RkBoard   *supply;
  gboolean   plugged;
  gboolean   capacitor;
  RkFlashBy  flash_by;
  GPtrArray *wires;
  GPtrArray *findings;
} RkWiring;

/* In the module, when its radio starts: esp8266/Arduino, boards.rst; 100 nF of
 * ceramics beside it. */
#define RK_WIRING_CAPACITOR_UF 470

RkWiring     *rk_wiring_new             (RkBoard         *board,
                                         RkBoard         *adapter,
                                         RkBoard         *supply,
                                         GError         **error);
RkWiring     *rk_wiring_ref             (RkWiring        *self);
void          rk_wiring_unref           (RkWiring        *self);
gboolean      rk_wiring_is_possible     (const RkBoard   *board,
                                         const RkBoard   *adapter,
                                         GError         **error);
const RkWire *rk_wiring_find            (const RkWiring  *self,
                                         const char      *id);
char         *rk_wiring_describe        (const RkWiring  *self,
                                         RkWiringVariant  variant,
                                         RkTranslateFunc  translate);
char         *rk_wiring_describe_view   (const RkBoard   *board,
                                         RkTranslateFunc  translate);
char         *rk_wiring_describe_flash  (const RkWiring  *self,
                                         RkWiringVariant  variant,
                                         RkTranslateFunc  translate);
char         *rk_wire_format_ohms       (guint            ohms);
const char   *rk_wire_colour_get_name   (RkWireColour     colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWiring, rk_wiring_unref)

G_END_DECLS
