/* rk-board.h: a board, an adapter or a supply, as its data file tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  RK_BOARD_KIND_MODULE,  /* has the ESP8266 */
  RK_BOARD_KIND_ADAPTER, /* stands between it and the computer */
  RK_BOARD_KIND_SUPPLY,
} RkBoardKind;

/* What a pin is for, seen from the part that it belongs to. */
typedef enum
{
  RK_PIN_IO,     /* nothing that wiring cares about */
  RK_PIN_3V3,    /* takes 3.3 V on a module, gives it on an adapter or a supply */
  RK_PIN_5V,     /* the same with 5 V, on a module through a regulator of its own */
  RK_PIN_GND,
  RK_PIN_TX,     /* this part sends */
  RK_PIN_RX,     /* this part receives */
  RK_PIN_EN,     /* CH_PD, CHIP_EN */
  RK_PIN_RST,
  RK_PIN_GPIO0,
  RK_PIN_GPIO2,
  RK_PIN_GPIO15,
  RK_PIN_HOLD,   /* to GND, so that another chip on the adapter stays silent */
  RK_PIN_DTR,
  RK_PIN_RTS,
  RK_PIN_USB,
  RK_N_PINS,
} RkPinRole;

typedef enum
{
  RK_SIDE_NONE, /* drawn, but without a name and never wired */
  RK_SIDE_LEFT,
  RK_SIDE_RIGHT,
  RK_SIDE_TOP,
  RK_SIDE_BOTTOM,
} RkSide;

/* What a board does by itself about a pin that must be high or low at start. */
typedef enum
{
  RK_STRAP_OPEN,
  RK_STRAP_HIGH,
  RK_STRAP_LOW,
} RkStrap;

typedef enum
{
  RK_PADS_HOLE,
  RK_PADS_CASTELLATED,
  RK_PADS_HEADER,
  RK_PADS_SOCKET,
} RkPads;

typedef enum
{
  RK_SHAPE_ANTENNA,
  RK_SHAPE_ANTENNA_CHIP,
  RK_SHAPE_BUTTON,
  RK_SHAPE_BUTTON_FLASH, /* the one that pulls GPIO0 low */
  RK_SHAPE_CAN,
  RK_SHAPE_CAPACITOR,
  RK_SHAPE_CHIP,
  RK_SHAPE_CRYSTAL,
  RK_SHAPE_DANGER,
  RK_SHAPE_HOLE,
  RK_SHAPE_JACK,
  RK_SHAPE_JUMPER,
  RK_SHAPE_LED,
  RK_SHAPE_REGULATOR,
  RK_SHAPE_RELAY,
  RK_SHAPE_SOCKET,
  RK_SHAPE_SWITCH,       /* run and flash, "RUN|FLASH" */
  RK_SHAPE_TEXT,
  RK_SHAPE_UFL,
  RK_SHAPE_USB_A,
  RK_SHAPE_USB_B,
  RK_SHAPE_USB_MICRO,
  RK_SHAPE_USB_MINI,
} RkShape;

/* Places are in millimetres from the upper left corner of the board. */
typedef struct
{
  char      *name;     /* as it is printed on the board */
  char      *function; /* (nullable): what it is on the chip, if it is printed otherwise */
  RkPinRole  role;
  double     x;
  double     y;
  RkSide     side;     /* of the board on which its name stands */
} RkPin;

typedef struct
{
  RkShape  shape;
  double   x;
  double   y;
  double   width;
  double   height;
  char    *text; /* (nullable) */
} RkBoardPart;

/**
 * RkBoard:
 * @id: the name of its file without the ending, such as "esp-01"
 * @name: for people
 * @width, @height: of the board, in mm
 * @component_side: seen from the side of the components, else from the solder side
 * @antenna: where the antenna is, or %RK_SIDE_NONE
 * @pcb: its colour, 0xRRGGBB
 * @plug: (nullable): the socket that it fits into
 * @socket: (nullable): the plug that it takes
 * @button: (nullable): the name of the button that pulls GPIO0 low
 * @switch_flash: (nullable): the name of the switch's place that pulls GPIO0 low
 * @current_ma: what the module takes at its peaks
 * @supply_3v3_ma, @supply_5v_ma: what the part gives
 * @level_mv: of its logic
 * @level_unsure: the level may be 5 V in spite of what is printed
 * @mains: carries mains voltage in use
 * @usb: can be connected to the computer by itself
 * @auto_reset: resets and enters the loader by DTR and RTS
 * @straps: by #RkPinRole
 * @pins: (element-type RkPin)
 * @parts: (element-type RkBoardPart)
 * @notes: (element-type utf8)
 *
 * Never changes once it is read; counted references, safe in any thread.
 */
typedef struct
{
  char        *id;
  char        *name;
  RkBoardKind  kind;
  double       width;
  double       height;
  gboolean     component_side;
  RkSide       antenna;
  guint        pcb;
  RkPads       pads;
  char        *plug;
  char        *socket;
  char        *button;
  char        *switch_flash;
  guint        current_ma;
  guint        supply_3v3_ma;
  guint        supply_5v_ma;
  guint        level_mv;
  gboolean     level_unsure;
  gboolean     mains;
  gboolean     usb;
  gboolean     auto_reset;
  RkStrap      straps[RK_N_PINS];
  GPtrArray   *pins;
  GPtrArray   *parts;
  GPtrArray   *notes;
} RkBoard;

RkBoard     *rk_board_new_from_text (const char     *id,
                                     const char     *text,
                                     gssize          length,
                                     GError        **error);
RkBoard     *rk_board_ref           (RkBoard        *self);
void         rk_board_unref         (RkBoard        *self);
const RkPin *rk_board_find_pin      (const RkBoard  *self,
                                     RkPinRole       role,
                                     RkSide          side);
const char  *rk_pin_role_get_name   (RkPinRole       role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBoard, rk_board_unref)

G_END_DECLS
