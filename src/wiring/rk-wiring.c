/* rk-wiring.c: the rules by which a board is wired
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To start at all, a module needs 3.3 V, EN (CH_PD) high, GPIO15 low and GPIO2
 * high or open; GPIO0 says at the moment of reset whether it flashes (low) or
 * runs (high).  What a board does about these by itself stands in its data.
 */

#include "rk-wiring-private.h"

#include <string.h>

#include "rk-error.h"

/* As esp8266/Arduino, doc/boards.rst, has it for bare modules. */
#define PULL_OHMS 10000

/* From 5 V: 3.4 V with the pin alone, 3.0 V where the adapter has 1 kΩ of its own
 * in the line, as the Arduino Uno has.  Both are between the chip's 2.5 V (0.75 of
 * its supply) and 3.6 V. */
#define DIVIDER_SERIES_OHMS 2200
#define DIVIDER_LOW_OHMS 4700

typedef struct
{
  const char   *id;
  RkNet         net;
  guint         ohms;
  RkWireColour  colour;
  gboolean      flash_only;
  const char   *why;
} WireKind;

typedef enum
{
  WIRE_GND,
  WIRE_GND_SUPPLY,
  WIRE_3V3,
  WIRE_5V,
  WIRE_TX,
  WIRE_RX,
  WIRE_RX_DIVIDED,
  WIRE_RX_LOW,
  WIRE_EN,
  WIRE_EN_PULLED,
  WIRE_RST,
  WIRE_GPIO0_HIGH,
  WIRE_GPIO15,
  WIRE_GPIO0,
  WIRE_HOLD,
  WIRE_JUMPER_EN,
  WIRE_JUMPER_GPIO0,
  WIRE_USB,
} WireName;

/* clang-format off */
static const WireKind kinds[] = {
  [WIRE_GND] = { "gnd", RK_NET_GND, 0, RK_WIRE_BLACK, FALSE,
    N_ ("the common ground; without it nothing is understood") },
  [WIRE_GND_SUPPLY] = { "gnd-supply", RK_NET_GND, 0, RK_WIRE_BLACK, FALSE,
    N_ ("the supply’s ground belongs to the same ground") },
  [WIRE_3V3] = { "3v3", RK_NET_3V3, 0, RK_WIRE_RED, FALSE,
    N_ ("power for the module") },
  [WIRE_5V] = { "5v", RK_NET_5V, 0, RK_WIRE_ORANGE, FALSE,
    N_ ("power; the board makes its 3.3 V of it") },
  [WIRE_TX] = { "tx", RK_NET_TX, 0, RK_WIRE_YELLOW, FALSE,
    N_ ("what the module says") },
  [WIRE_RX] = { "rx", RK_NET_RX, 0, RK_WIRE_GREEN, FALSE,
    N_ ("what the module is told") },
  [WIRE_RX_DIVIDED] = { "rx", RK_NET_RX, DIVIDER_SERIES_OHMS, RK_WIRE_GREEN, FALSE,
    N_ ("what the module is told; the upper resistor of the divider from 5 V") },
  [WIRE_RX_LOW] = { "rx-low", RK_NET_GND, DIVIDER_LOW_OHMS, RK_WIRE_BLACK, FALSE,
    N_ ("the lower resistor of the divider from 5 V") },
  [WIRE_EN] = { "en", RK_NET_3V3, 0, RK_WIRE_RED, FALSE,
    N_ ("switches the chip on; open, it stays silent") },
  [WIRE_EN_PULLED] = { "en", RK_NET_3V3, PULL_OHMS, RK_WIRE_RED, FALSE,
    N_ ("switches the chip on; open, it stays silent") },
  [WIRE_RST] = { "rst", RK_NET_3V3, PULL_OHMS, RK_WIRE_RED, FALSE,
    N_ ("keeps the reset pin from catching noise; touch RST to GND to reset") },
  [WIRE_GPIO0_HIGH] = { "gpio0-high", RK_NET_3V3, PULL_OHMS, RK_WIRE_RED, FALSE,
    N_ ("high at start means: run the program") },
  [WIRE_GPIO15] = { "gpio15", RK_NET_GND, PULL_OHMS, RK_WIRE_BLACK, FALSE,
    N_ ("must be low at start, else the chip waits for an SDIO host") },
  [WIRE_GPIO0] = { "gpio0", RK_NET_GND, 0, RK_WIRE_BLUE, TRUE,
    N_ ("low at start means: flash; only to flash, remove it to run") },
  [WIRE_HOLD] = { "hold", RK_NET_HOLD, 0, RK_WIRE_BROWN, FALSE,
    N_ ("keeps the adapter’s own chip silent") },
  [WIRE_JUMPER_EN] = { "en", RK_NET_JUMPER_EN, 0, RK_WIRE_RED, FALSE,
    N_ ("switches the chip on; some sticks leave it open") },
  [WIRE_JUMPER_GPIO0] = { "gpio0", RK_NET_JUMPER_GPIO0, 0, RK_WIRE_BLUE, TRUE,
    N_ ("low at start means: flash; only to flash, remove it to run") },
  [WIRE_USB] = { "usb", RK_NET_USB, 0, RK_WIRE_GREY, FALSE,
    N_ ("power and data") },
};

static const char *const colour_names[] = {
  [RK_WIRE_RED] = N_ ("red"),
  [RK_WIRE_BLACK] = N_ ("black"),
  [RK_WIRE_ORANGE] = N_ ("orange"),
  [RK_WIRE_YELLOW] = N_ ("yellow"),
  [RK_WIRE_GREEN] = N_ ("green"),
  [RK_WIRE_BLUE] = N_ ("blue"),
  [RK_WIRE_BROWN] = N_ ("brown"),
  [RK_WIRE_GREY] = N_ ("grey"),
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (colour_names) == RK_N_WIRE_COLOURS);

/**
 * rk_wire_colour_get_name:
 * @colour: a colour
 *
 * Returns: (transfer none): its name (a msgid)
 */
const char *
rk_wire_colour_get_name (RkWireColour colour)
{
  g_return_val_if_fail ((guint)colour < RK_N_WIRE_COLOURS, NULL);

  return colour_names[colour];
}

static void
connect_pins (RkWiring      *self,
              WireName       name,
              const RkBoard *from_board,
              const RkPin   *from,
              const RkBoard *to_board,
              const RkPin   *to)
{
  const WireKind *kind = &kinds[name];
  RkWire wire = {
    .id = kind->id,
    .net = kind->net,
    .from_board = from_board,
    .from = from,
    .to_board = to_board,
    .to = to,
    .ohms = kind->ohms,
    .colour = kind->colour,
    .flash_only = kind->flash_only,
    .why = kind->why,
  };

  g_ptr_array_add (self->wires, g_memdup2 (&wire, sizeof wire));
}

/* The board shows its left side to the adapter and the supply. */
static const RkPin *
board_pin (const RkWiring *self,
           RkPinRole       role)
{
  return rk_board_find_pin (self->board, role, RK_SIDE_LEFT);
}

static const RkPin *
source_pin (const RkBoard *source,
            RkPinRole      role)
{
  return rk_board_find_pin (source, role, RK_SIDE_RIGHT);
}

static gboolean
has_regulator_fed_by (const RkBoard *board,
                      const RkBoard *adapter)
{
  return rk_board_find_pin (board, RK_PIN_5V, RK_SIDE_LEFT) != NULL &&
         rk_board_find_pin (adapter, RK_PIN_5V, RK_SIDE_RIGHT) != NULL && adapter->supply_5v_ma >= board->current_ma;
}

static gboolean
has_strong_3v3 (const RkBoard *board,
                const RkBoard *adapter)
{
  return rk_board_find_pin (adapter, RK_PIN_3V3, RK_SIDE_RIGHT) != NULL && adapter->supply_3v3_ma >= board->current_ma;
}

static gboolean
fits (const RkBoard *board,
      const RkBoard *adapter)
{
  return board->plug != NULL && g_strcmp0 (board->plug, adapter->socket) == 0;
}

/* Whatever gives the module its 3.3 V, or NULL if that is the board itself. */
static const RkBoard *
get_3v3_source (const RkWiring *self)
{
  if (self->supply != NULL)
    return self->supply;

  return has_regulator_fed_by (self->board, self->adapter) ? NULL : self->adapter;
}

static void
wire_power (RkWiring *self)
{
  const RkBoard *source = get_3v3_source (self);

  connect_pins (self, WIRE_GND, self->adapter, source_pin (self->adapter, RK_PIN_GND), self->board,
                board_pin (self, RK_PIN_GND));

  if (source == NULL)
    {
      connect_pins (self, WIRE_5V, self->adapter, source_pin (self->adapter, RK_PIN_5V), self->board,
                    board_pin (self, RK_PIN_5V));
      return;
    }

  if (self->supply != NULL)
    connect_pins (self, WIRE_GND_SUPPLY, self->supply, source_pin (self->supply, RK_PIN_GND), self->board,
                  board_pin (self, RK_PIN_GND));
  connect_pins (self, WIRE_3V3, source, source_pin (source, RK_PIN_3V3), self->board, board_pin (self, RK_PIN_3V3));
  self->capacitor = TRUE;
}

static void
wire_serial (RkWiring *self)
{
  gboolean divided = self->adapter->level_mv > RK_WIRING_MAX_LEVEL_MV;
  const RkPin *hold = source_pin (self->adapter, RK_PIN_HOLD);

  connect_pins (self, WIRE_TX, self->adapter, source_pin (self->adapter, RK_PIN_RX), self->board,
                board_pin (self, RK_PIN_TX));
  connect_pins (self, divided ? WIRE_RX_DIVIDED : WIRE_RX, self->adapter, source_pin (self->adapter, RK_PIN_TX),
                self->board, board_pin (self, RK_PIN_RX));
  if (divided)
    connect_pins (self, WIRE_RX_LOW, self->adapter, source_pin (self->adapter, RK_PIN_GND), self->board,
                  board_pin (self, RK_PIN_RX));
  if (hold != NULL)
    connect_pins (self, WIRE_HOLD, self->adapter, rk_board_find_pin (self->adapter, RK_PIN_GND, hold->side),
                  self->adapter, hold);
}

static gboolean
is_open (const RkWiring *self,
         RkPinRole       role)
{
  return self->board->straps[role] == RK_STRAP_OPEN && board_pin (self, role) != NULL;
}

/* A module that leaves GPIO15 to us has no resistors at all: then the other pins
 * get theirs too; direct ties would break upload and console (boards.rst).  The
 * small boards with GPIO15 tied inside are happy with a plain wire at CH_PD. */
static void
wire_straps (RkWiring *self)
{
  const RkBoard *high = get_3v3_source (self);
  const RkPin *high_pin = high != NULL ? source_pin (high, RK_PIN_3V3) : board_pin (self, RK_PIN_3V3);
  const RkPin *low_pin = source_pin (self->adapter, RK_PIN_GND);
  gboolean bare = is_open (self, RK_PIN_GPIO15);

  if (high == NULL)
    high = self->board;

  if (is_open (self, RK_PIN_EN))
    connect_pins (self, bare ? WIRE_EN_PULLED : WIRE_EN, high, high_pin, self->board, board_pin (self, RK_PIN_EN));
  if (bare && is_open (self, RK_PIN_RST))
    connect_pins (self, WIRE_RST, high, high_pin, self->board, board_pin (self, RK_PIN_RST));
  if (bare && is_open (self, RK_PIN_GPIO0))
    connect_pins (self, WIRE_GPIO0_HIGH, high, high_pin, self->board, board_pin (self, RK_PIN_GPIO0));
  if (bare)
    connect_pins (self, WIRE_GPIO15, self->adapter, low_pin, self->board, board_pin (self, RK_PIN_GPIO15));
}

static void
wire_flash (RkWiring *self)
{
  if (self->adapter->usb && self->board->auto_reset)
    self->flash_by = RK_FLASH_BY_ITSELF;
  else if (self->plugged && self->adapter->switch_flash != NULL)
    self->flash_by = RK_FLASH_BY_SWITCH;
  else if (self->board->button != NULL)
    self->flash_by = RK_FLASH_BY_BUTTON;
  else if (self->plugged)
    connect_pins (self, WIRE_JUMPER_GPIO0, self->board, board_pin (self, RK_PIN_GND), self->board,
                  board_pin (self, RK_PIN_GPIO0));
  else
    connect_pins (self, WIRE_GPIO0, self->adapter, source_pin (self->adapter, RK_PIN_GND), self->board,
                  board_pin (self, RK_PIN_GPIO0));
}

static void
wire_plugged (RkWiring *self)
{
  if (is_open (self, RK_PIN_EN) && self->adapter->straps[RK_PIN_EN] != RK_STRAP_HIGH)
    connect_pins (self, WIRE_JUMPER_EN, self->board, board_pin (self, RK_PIN_3V3), self->board,
                  board_pin (self, RK_PIN_EN));
}

static gboolean
can_enter_loader (const RkBoard *board,
                  const RkBoard *adapter)
{
  return board->button != NULL || (adapter->usb && board->auto_reset) ||
         (fits (board, adapter) && adapter->switch_flash != NULL) ||
         rk_board_find_pin (board, RK_PIN_GPIO0, RK_SIDE_LEFT) != NULL;
}

/**
 * rk_wiring_is_possible:
 * @board: a module's board
 * @adapter: an adapter
 *
 * Returns: whether they can be connected, else %RK_ERROR_INVALID
 */
gboolean
rk_wiring_is_possible (const RkBoard  *board,
                       const RkBoard  *adapter,
                       GError        **error)
{
  g_return_val_if_fail (board->kind == RK_BOARD_KIND_MODULE && adapter->kind == RK_BOARD_KIND_ADAPTER, FALSE);

  if (adapter->usb && !board->usb)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s has no USB socket; choose an adapter", board->name);
      return FALSE;
    }
  if (!can_enter_loader (board, adapter))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s has neither a GPIO0 pin nor a button for it", board->name);
      return FALSE;
    }
  return TRUE;
}

static void
wiring_clear (gpointer data)
{
  RkWiring *self = data;

  rk_board_unref (self->board);
  rk_board_unref (self->adapter);
  g_clear_pointer (&self->supply, rk_board_unref);
  g_ptr_array_unref (self->wires);
  g_ptr_array_unref (self->findings);
}

/**
 * rk_wiring_new:
 * @board: a module's board
 * @adapter: an adapter
 * @supply: (nullable): a supply, taken if the adapter's power does not do
 *
 * Returns: (transfer full): the wires, or %NULL with %RK_ERROR_INVALID if the two
 *   cannot be connected
 */
RkWiring *
rk_wiring_new (RkBoard  *board,
               RkBoard  *adapter,
               RkBoard  *supply,
               GError  **error)
{
  g_autoptr(RkWiring) self = NULL;
  gboolean plugged;

  g_return_val_if_fail (supply == NULL || supply->kind == RK_BOARD_KIND_SUPPLY, NULL);

  if (!rk_wiring_is_possible (board, adapter, error))
    return NULL;

  plugged = fits (board, adapter);
  self = g_atomic_rc_box_new0 (RkWiring);
  self->board = rk_board_ref (board);
  self->adapter = rk_board_ref (adapter);
  self->wires = g_ptr_array_new_with_free_func (g_free);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  self->plugged = plugged;

  if (adapter->usb)
    connect_pins (self, WIRE_USB, adapter, source_pin (adapter, RK_PIN_USB), board, board_pin (self, RK_PIN_USB));
  else if (plugged)
    wire_plugged (self);
  else
    {
      if (!has_regulator_fed_by (board, adapter) && !has_strong_3v3 (board, adapter))
        {
          if (supply == NULL)
            {
              g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s needs a separate supply, and there is none",
                           board->name);
              return NULL;
            }
          self->supply = rk_board_ref (supply);
        }
      wire_power (self);
      wire_serial (self);
      wire_straps (self);
    }
  wire_flash (self);
  _rk_wiring_find_warnings (self);
  return g_steal_pointer (&self);
}

/**
 * rk_wiring_ref:
 * @self: a wiring
 *
 * Returns: (transfer full): @self
 */
RkWiring *
rk_wiring_ref (RkWiring *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * rk_wiring_unref:
 * @self: (transfer full): a wiring
 */
void
rk_wiring_unref (RkWiring *self)
{
  g_atomic_rc_box_release_full (self, wiring_clear);
}

/**
 * rk_wiring_find:
 * @self: a wiring
 * @id: the name of a wire
 *
 * Returns: (transfer none) (nullable): the wire
 */
const RkWire *
rk_wiring_find (const RkWiring *self,
                const char     *id)
{
  for (guint i = 0; i < self->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (self->wires, i);

      if (strcmp (wire->id, id) == 0)
        return wire;
    }

  return NULL;
}
