/* test-wiring.c: which wires for which board and adapter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-board-list.h"
#include "rk-error.h"
#include "rk-wiring.h"

/* What has no resistors, and what has all it needs. */
#define BARE "gnd gnd-supply 3v3 tx rx en rst gpio0-high gpio15 gpio0"
#define BARE_DIVIDED "gnd gnd-supply 3v3 tx rx rx-low hold en rst gpio0-high gpio15 gpio0"
#define BARE_ON_STICK "gnd 3v3 tx rx en rst gpio0-high gpio15 gpio0"

typedef struct
{
  const char *board;
  const char *adapters;
  const char *wires;
  RkFlashBy   flash_by;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "esp-01", "ftdi-basic cp2102 ch340 pl2303", "gnd gnd-supply 3v3 tx rx en gpio0", RK_FLASH_BY_WIRE },
  { "esp-01", "arduino-uno", "gnd gnd-supply 3v3 tx rx rx-low hold en gpio0", RK_FLASH_BY_WIRE },
  { "esp-01", "esp01-stick", "en gpio0", RK_FLASH_BY_WIRE },
  { "esp-01", "esp01-stick-switch", "en", RK_FLASH_BY_SWITCH },
  { "wi07c", "ftdi-basic cp2102 ch340 pl2303", "gnd gnd-supply 3v3 tx rx en gpio0", RK_FLASH_BY_WIRE },
  { "wi07c", "arduino-uno", "gnd gnd-supply 3v3 tx rx rx-low hold en gpio0", RK_FLASH_BY_WIRE },
  { "wi07c", "esp01-stick", "en gpio0", RK_FLASH_BY_WIRE },
  { "wi07c", "esp01-stick-switch", "en", RK_FLASH_BY_SWITCH },
  { "esp-01s", "ftdi-basic cp2102 ch340 pl2303", "gnd gnd-supply 3v3 tx rx gpio0", RK_FLASH_BY_WIRE },
  { "esp-01s", "arduino-uno", "gnd gnd-supply 3v3 tx rx rx-low hold gpio0", RK_FLASH_BY_WIRE },
  { "esp-01s", "esp01-stick", "gpio0", RK_FLASH_BY_WIRE },
  { "esp-01s", "esp01-stick-switch", "", RK_FLASH_BY_SWITCH },
  { "esp-07", "ftdi-basic cp2102 ch340 pl2303", BARE, RK_FLASH_BY_WIRE },
  { "esp-07", "arduino-uno", BARE_DIVIDED, RK_FLASH_BY_WIRE },
  { "esp-07", "esp01-stick esp01-stick-switch", BARE_ON_STICK, RK_FLASH_BY_WIRE },
  { "esp-12f", "ftdi-basic cp2102 ch340 pl2303", BARE, RK_FLASH_BY_WIRE },
  { "esp-12f", "arduino-uno", BARE_DIVIDED, RK_FLASH_BY_WIRE },
  { "esp-12f", "esp01-stick esp01-stick-switch", BARE_ON_STICK, RK_FLASH_BY_WIRE },
  { "esp-201", "ftdi-basic cp2102 ch340 pl2303", BARE, RK_FLASH_BY_WIRE },
  { "esp-201", "arduino-uno", BARE_DIVIDED, RK_FLASH_BY_WIRE },
  { "esp-201", "esp01-stick esp01-stick-switch", BARE_ON_STICK, RK_FLASH_BY_WIRE },
  { "nodemcu", "usb-cable", "usb", RK_FLASH_BY_ITSELF },
  { "nodemcu", "cp2102 ch340 pl2303", "gnd 5v tx rx", RK_FLASH_BY_BUTTON },
  { "nodemcu", "ftdi-basic", "gnd gnd-supply 3v3 tx rx", RK_FLASH_BY_BUTTON },
  { "nodemcu", "arduino-uno", "gnd 5v tx rx rx-low hold", RK_FLASH_BY_BUTTON },
  { "nodemcu", "esp01-stick esp01-stick-switch", "gnd 3v3 tx rx", RK_FLASH_BY_BUTTON },
  { "d1-mini", "usb-cable", "usb", RK_FLASH_BY_ITSELF },
  { "d1-mini", "cp2102 ch340 pl2303", "gnd 5v tx rx gpio0", RK_FLASH_BY_WIRE },
  { "d1-mini", "ftdi-basic", "gnd gnd-supply 3v3 tx rx gpio0", RK_FLASH_BY_WIRE },
  { "d1-mini", "arduino-uno", "gnd 5v tx rx rx-low hold gpio0", RK_FLASH_BY_WIRE },
  { "d1-mini", "esp01-stick esp01-stick-switch", "gnd 3v3 tx rx gpio0", RK_FLASH_BY_WIRE },
  { "sonoff-basic", "ftdi-basic cp2102 ch340 pl2303", "gnd gnd-supply 3v3 tx rx", RK_FLASH_BY_BUTTON },
  { "sonoff-basic", "arduino-uno", "gnd gnd-supply 3v3 tx rx rx-low hold", RK_FLASH_BY_BUTTON },
  { "sonoff-basic", "esp01-stick esp01-stick-switch", "gnd 3v3 tx rx", RK_FLASH_BY_BUTTON },
};
/* clang-format on */

typedef struct
{
  RkBoardList *list;
  RkBoard     *supply;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->list = rk_board_list_new ();
  fixture->supply = rk_board_list_get_default (fixture->list, RK_BOARD_KIND_SUPPLY);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rk_board_list_free (fixture->list);
}

static RkWiring *
wire_up (Fixture    *fixture,
         const char *board,
         const char *adapter)
{
  g_autoptr(GError) error = NULL;
  RkWiring *wiring = rk_wiring_new (rk_board_list_find (fixture->list, RK_BOARD_KIND_MODULE, board),
                                    rk_board_list_find (fixture->list, RK_BOARD_KIND_ADAPTER, adapter),
                                    fixture->supply, &error);

  g_assert_no_error (error);
  return wiring;
}

static char *
list_wires (const RkWiring *wiring)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < wiring->wires->len; i++)
    g_ptr_array_add (ids, (gpointer)((const RkWire *)g_ptr_array_index (wiring->wires, i))->id);
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **)ids->pdata);
}

static gboolean
has_finding (const RkWiring *wiring,
             const char     *id)
{
  for (guint i = 0; i < wiring->findings->len; i++)
    if (strcmp (((const RkFinding *)g_ptr_array_index (wiring->findings, i))->id, id) == 0)
      return TRUE;

  return FALSE;
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  guint count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(GStrv) adapters = g_strsplit (rows[i].adapters, " ", -1);

      for (char **adapter = adapters; *adapter != NULL; adapter++, count++)
        {
          g_autoptr(RkWiring) wiring = wire_up (fixture, rows[i].board, *adapter);
          g_autofree char *wires = list_wires (wiring);

          g_test_message ("%s with %s", rows[i].board, *adapter);
          g_assert_cmpstr (wires, ==, rows[i].wires);
          g_assert_cmpint (wiring->flash_by, ==, rows[i].flash_by);
          g_assert_true ((wiring->supply != NULL) == (strstr (wires, "gnd-supply") != NULL));
        }
    }

  /* Nine boards with seven adapters, and a cable for the two that have a socket. */
  g_assert_cmpuint (count, ==, 9 * 7 + 2);
}

/* A pin is joined to one thing without a resistor between, except for GPIO0. */
static void
check_pins_once (const RkWiring *wiring)
{
  for (guint i = 0; i < wiring->wires->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const RkWire *a = g_ptr_array_index (wiring->wires, i);
        const RkWire *b = g_ptr_array_index (wiring->wires, j);

        if (a->net == b->net || a->ohms > 0 || b->ohms > 0)
          continue;
        g_assert_true (a->to != b->to || (a->net == RK_NET_HOLD || b->net == RK_NET_HOLD));
        g_assert_true (a->from != b->from || a->net == RK_NET_HOLD || b->net == RK_NET_HOLD);
      }
}

static void
check_strap (const RkWiring *wiring,
             RkPinRole       role,
             RkNet           net,
             RkNet           jumper)
{
  const RkPin *pin = rk_board_find_pin (wiring->board, role, RK_SIDE_LEFT);
  gboolean fixed = wiring->board->straps[role] != RK_STRAP_OPEN || pin == NULL;

  for (guint i = 0; i < wiring->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (wiring->wires, i);

      fixed |= wire->to == pin && (wire->net == net || wire->net == jumper);
    }
  g_assert_true (fixed);
}

static void
check_roles (const RkWiring *wiring)
{
  for (guint i = 0; i < wiring->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (wiring->wires, i);

      g_assert_nonnull (wire->why);
      if (strcmp (wire->id, "tx") == 0)
        g_assert_true (wire->to->role == RK_PIN_TX && wire->from->role == RK_PIN_RX);
      if (strcmp (wire->id, "rx") == 0)
        g_assert_true (wire->to->role == RK_PIN_RX && wire->from->role == RK_PIN_TX);
      if (wire->net == RK_NET_3V3)
        g_assert_true (wire->from->role == RK_PIN_3V3 && wire->from_board->supply_3v3_ma >= wiring->board->current_ma);
      if (wire->net == RK_NET_5V)
        g_assert_true (wire->from->role == RK_PIN_5V && wire->to->role == RK_PIN_5V);
      if (wire->net == RK_NET_GND)
        g_assert_true (wire->from->role == RK_PIN_GND);
      g_assert_true (wire->flash_only == (strcmp (wire->id, "gpio0") == 0));

      /* 5 V never meets a pin of the chip without the divider. */
      if (strcmp (wire->id, "rx") == 0 && wiring->adapter->level_mv > 3600)
        g_assert_true (wire->ohms > 0 && rk_wiring_find (wiring, "rx-low") != NULL);
    }
}

static void
test_rules (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < fixture->list->boards->len; i++)
    for (guint j = 0; j < fixture->list->boards->len; j++)
      {
        RkBoard *board = g_ptr_array_index (fixture->list->boards, i);
        RkBoard *adapter = g_ptr_array_index (fixture->list->boards, j);
        g_autoptr(RkWiring) wiring = NULL;

        if (board->kind != RK_BOARD_KIND_MODULE || adapter->kind != RK_BOARD_KIND_ADAPTER ||
            !rk_wiring_is_possible (board, adapter, NULL))
          continue;
        g_test_message ("%s with %s", board->id, adapter->id);
        wiring = wire_up (fixture, board->id, adapter->id);
        check_pins_once (wiring);
        check_roles (wiring);
        check_strap (wiring, RK_PIN_EN, RK_NET_3V3, RK_NET_JUMPER_EN);
        check_strap (wiring, RK_PIN_GPIO15, RK_NET_GND, RK_NET_GND);
      }
}

static void
test_findings (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *board;
    const char *adapter;
    const char *with;
    const char *without;
  } cases[] = {
    { "esp-01", "ftdi-basic", "wiring.weak-supply", "wiring.mains" },
    { "esp-01", "ftdi-basic", "wiring.3v3-only", "wiring.level" },
    { "esp-01", "ftdi-basic", "wiring.capacitor", "wiring.level-unsure" },
    { "esp-01", "ftdi-basic", "wiring.names", "wiring.hold" },
    { "esp-01", "ch340", "wiring.level-unsure", "wiring.level" },
    { "esp-01", "arduino-uno", "wiring.level", "wiring.level-unsure" },
    { "esp-01", "arduino-uno", "wiring.hold", "wiring.plug" },
    { "esp-01", "esp01-stick", "wiring.plug", "wiring.capacitor" },
    { "sonoff-basic", "cp2102", "wiring.mains", "wiring.own-usb" },
    { "nodemcu", "cp2102", "wiring.own-usb", "wiring.3v3-only" },
  };
  g_autoptr(RkWiring) cable = wire_up (fixture, "nodemcu", "usb-cable");
  g_autoptr(RkWiring) mains = wire_up (fixture, "sonoff-basic", "ftdi-basic");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RkWiring) wiring = wire_up (fixture, cases[i].board, cases[i].adapter);

      g_test_message ("%s with %s: %s", cases[i].board, cases[i].adapter, cases[i].with);
      g_assert_true (has_finding (wiring, cases[i].with));
      g_assert_false (has_finding (wiring, cases[i].without));
    }

  g_assert_cmpuint (cable->findings->len, ==, 0);
  g_assert_cmpint (((const RkFinding *)g_ptr_array_index (mains->findings, 0))->severity, ==, RK_SEVERITY_ERROR);
  g_assert_cmpstr (((const RkFinding *)g_ptr_array_index (mains->findings, 0))->id, ==, "wiring.mains");
}

static void
test_impossible (Fixture       *fixture,
                 gconstpointer  data)
{
  RkBoard *board = rk_board_list_find (fixture->list, RK_BOARD_KIND_MODULE, "esp-01");
  RkBoard *cable = rk_board_list_find (fixture->list, RK_BOARD_KIND_ADAPTER, "usb-cable");
  RkBoard *adapter = rk_board_list_find (fixture->list, RK_BOARD_KIND_ADAPTER, "cp2102");
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_wiring_new (board, cable, fixture->supply, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_null (rk_wiring_new (board, adapter, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
}

static void
test_describe (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(RkWiring) wiring = wire_up (fixture, "esp-12f", "cp2102");
  g_autoptr(RkWiring) button = wire_up (fixture, "sonoff-basic", "cp2102");
  g_autofree char *flash = rk_wiring_describe (wiring, RK_WIRING_FLASH, NULL);
  g_autofree char *run = rk_wiring_describe (wiring, RK_WIRING_RUN, NULL);
  g_autofree char *held = rk_wiring_describe (button, RK_WIRING_FLASH, NULL);

  g_assert_nonnull (strstr (flash, "CP2102 RXD to ESP-12E, ESP-12F TXD (yellow)"));
  g_assert_nonnull (strstr (flash, "CP2102 GND to ESP-12E, ESP-12F GPIO15 through 10 kΩ (black)"));
  g_assert_nonnull (strstr (flash, "CP2102 GND to ESP-12E, ESP-12F GPIO0 (blue)"));
  g_assert_nonnull (strstr (flash, "antenna up"));
  g_assert_nonnull (strstr (flash, "To flash: connect GPIO0 to GND"));
  g_assert_null (strstr (run, "GPIO0 (blue)"));
  g_assert_nonnull (strstr (run, "To run: remove the wire from GPIO0"));
  g_assert_nonnull (strstr (held, "To flash: hold the button"));
  g_assert_nonnull (strstr (held, "Danger to life"));
  g_assert_null (strchr (flash, '{'));
}

static void
test_ohms (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    guint       ohms;
    const char *text;
  } cases[] = { { 470, "470 Ω" }, { 2200, "2.2 kΩ" }, { 10000, "10 kΩ" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = rk_wire_format_ohms (cases[i].ohms);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/wiring/table", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/wiring/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add ("/wiring/findings", Fixture, NULL, set_up, test_findings, tear_down);
  g_test_add ("/wiring/impossible", Fixture, NULL, set_up, test_impossible, tear_down);
  g_test_add ("/wiring/describe", Fixture, NULL, set_up, test_describe, tear_down);
  g_test_add ("/wiring/ohms", Fixture, NULL, set_up, test_ohms, tear_down);

  return g_test_run ();
}
