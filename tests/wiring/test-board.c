/* test-board.c: reading boards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "rk-board-list.h"
#include "rk-error.h"

#define GOOD \
  "[board]\nname = Mine\nsize = 20 10\n[straps]\nen = high\n[pins]\n" \
  "TX = tx 1 1 left\nRX = rx 1 3 left\nGND = gnd 1 5 left\nVCC = 3v3 1 7 left\nGPIO0 = gpio0 1 9 left\n"

static void
test_good (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBoard) board = rk_board_new_from_text ("mine", GOOD
                                                     "D1 = io 19 1 right GPIO5\n"
                                                     "[parts]\n"
                                                     "chip = 5 2 4 4 ESP8266EX rev 1\n"
                                                     "[notes]\n"
                                                     "note = first\n"
                                                     "note = second\n",
                                                     -1, &error);
  const RkPin *pin;
  const RkBoardPart *part;

  g_assert_no_error (error);
  g_assert_cmpstr (board->id, ==, "mine");
  g_assert_cmpstr (board->name, ==, "Mine");
  g_assert_cmpfloat (board->width, ==, 20);
  g_assert_cmpint (board->straps[RK_PIN_EN], ==, RK_STRAP_HIGH);
  g_assert_cmpint (board->straps[RK_PIN_GPIO15], ==, RK_STRAP_OPEN);
  g_assert_cmpuint (board->pins->len, ==, 6);
  g_assert_cmpuint (board->notes->len, ==, 2);

  pin = g_ptr_array_index (board->pins, 5);
  g_assert_cmpstr (pin->name, ==, "D1");
  g_assert_cmpstr (pin->function, ==, "GPIO5");
  g_assert_cmpint (pin->side, ==, RK_SIDE_RIGHT);
  part = g_ptr_array_index (board->parts, 0);
  g_assert_cmpint (part->shape, ==, RK_SHAPE_CHIP);
  g_assert_cmpstr (part->text, ==, "ESP8266EX rev 1");

  g_assert_nonnull (rk_board_find_pin (board, RK_PIN_TX, RK_SIDE_RIGHT));
  g_assert_null (rk_board_find_pin (board, RK_PIN_GPIO15, RK_SIDE_RIGHT));
}

/* The message names the line, so that the author of a file finds the slip. */
static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { "", "bad.board: name and size are missing" },
    { "name = x\n", "line 1: the file begins with [board]" },
    { "[bord]\n", "line 1: there is no section [bord]" },
    { "[board]\n[adapter]\n", "line 2: [board], [adapter] or [supply] stands only once" },
    { "[board]\nname = a\nsize = 20\n", "line 3: size takes width and height" },
    { "[board]\nname = a\nsize = 20 x\n", "line 3: “x” is not a number" },
    { "[board]\nname = a\nsize = 20 4000\n", "line 3: 4000 is not between 1 and 400" },
    { "[board]\nname = a\nsize = nan 10\n", "line 3: nan is not between" },
    { "[board]\nname =\n", "line 2: “name” has no value" },
    { "[board]\njunk\n", "line 2: neither [section] nor key = value" },
    { "[board]\n= 5\n", "line 2: neither [section] nor key = value" },
    { "[board]\ncolour = red\n", "line 2: there is no key “colour”" },
    { "[board]\npcb = blue\n", "line 2: “blue” is not a colour" },
    { "[board]\npcb = #12345g\n", "line 2: “#12345g” is not a colour" },
    { "[board]\nmains = perhaps\n", "line 2: “perhaps” is none of: no, yes" },
    { "[board]\nname = a\n[pins]\n", "line 3: [pins] comes after" },
    { "[board]\nsize = 20 10\n[straps]\ntx = high\n", "line 4: tx is not a pin that matters at start" },
    { "[board]\nsize = 20 10\n[straps]\nen = up\n", "line 4: “up” is none of: open, high, low" },
    { "[board]\nsize = 20 10\n[pins]\nTX = tx 1\n", "line 4: a pin takes role, x, y and side" },
    { "[board]\nsize = 20 10\n[pins]\nTX = send 1 1 left\n", "line 4: “send” is none of: io, 3v3" },
    { "[board]\nsize = 20 10\n[pins]\nTX = tx 21 1 left\n", "line 4: 21 is not between 0 and 20" },
    { "[board]\nsize = 20 10\n[pins]\nTX = tx 1 1 middle\n", "line 4: “middle” is none of: none, left" },
    { "[adapter]\nsize = 20 10\n[pins]\nTX = tx 1 1 top\n", "line 4: pins of an adapter or a supply are on" },
    { "[board]\nsize = 20 10\n[parts]\nball = 1 1 1 1\n", "line 4: “ball” is none of: antenna" },
    { "[board]\nsize = 20 10\n[parts]\nchip = 1 1\n", "line 4: a part takes x, y, width and height" },
    { "[board]\nsize = 20 10\n[parts]\nchip = 1 1 0 5\n", "line 4: 0 is not between 0.1 and 400" },
    { "[board]\nsize = 20 10\n[notes]\nremark = x\n", "line 4: there is no key “remark”" },
    { "[board]\nname = a\nsize = 20 10\n", "bad.board: no pin has the role gnd" },
    { "[supply]\nname = a\nsize = 20 10\n[pins]\nGND = gnd 1 1 left\n", "bad.board: no pin has the role 3v3" },
    { "[adapter]\nname = a\nsize = 20 10\nusb = yes\n", "bad.board: no pin has the role usb" },
    { "[board]\nname = \xff\n", "bad.board: not a text in UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", rows[i].message);
      g_assert_null (rk_board_new_from_text ("bad", rows[i].text, -1, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "bad.board: "));
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

/* Nothing that is cut off anywhere may do more than fail. */
static void
test_cut (void)
{
  static const char text[] = GOOD "[parts]\nchip = 5 2 4 4 x\n";

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkBoard) board = rk_board_new_from_text ("cut", text, (gssize)length, &error);

      g_assert_true ((board == NULL) == (error != NULL));
    }
}

static void
test_built_in (void)
{
  static const char *const ids[] = {
    "esp-01", "esp-01s", "esp-07",     "esp-12f",     "esp-201",     "nodemcu",            "d1-mini",   "sonoff-basic", "wi07c",
    "ch340",  "cp2102",  "ftdi-basic", "arduino-uno", "esp01-stick", "esp01-stick-switch", "usb-cable", "pl2303",       "supply-3v3",
  };
  g_autoptr(RkBoardList) list = rk_board_list_new ();

  g_assert_cmpuint (list->problems->len, ==, 0);
  g_assert_cmpuint (list->boards->len, ==, G_N_ELEMENTS (ids));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (rk_board_list_find (list, i < 9 ? RK_BOARD_KIND_MODULE : i < 17 ? RK_BOARD_KIND_ADAPTER : RK_BOARD_KIND_SUPPLY, ids[i]));

  g_assert_null (rk_board_list_find (list, RK_BOARD_KIND_ADAPTER, "esp-01"));
  g_assert_null (rk_board_list_find (list, RK_BOARD_KIND_MODULE, NULL));
  g_assert_true (rk_board_list_find (list, RK_BOARD_KIND_MODULE, "wemos D1 Mini") ==
                 rk_board_list_find (list, RK_BOARD_KIND_MODULE, "d1-mini"));
}

static void
write_board (const char *folder,
             const char *name,
             const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_board (const char *folder,
              const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* One's own files join, replace what has their name, and do no harm if broken. */
static void
test_own (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rekindle", "boards", NULL);
  g_autoptr(RkBoardList) list = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  write_board (folder, "mine.board", GOOD);
  write_board (folder, "esp-01.board", GOOD);
  write_board (folder, "broken.board", "[board]\nname = x\nsize = big\n");
  write_board (folder, "notes.txt", "not a board");
  list = rk_board_list_new ();

  g_assert_nonnull (rk_board_list_find (list, RK_BOARD_KIND_MODULE, "mine"));
  g_assert_cmpstr (rk_board_list_find (list, RK_BOARD_KIND_MODULE, "esp-01")->name, ==, "Mine");
  g_assert_nonnull (rk_board_list_find (list, RK_BOARD_KIND_MODULE, "nodemcu"));
  g_assert_cmpuint (list->problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (list->problems, 0), "broken.board: line 3: "));

  remove_board (folder, "mine.board");
  remove_board (folder, "esp-01.board");
  remove_board (folder, "broken.board");
  remove_board (folder, "notes.txt");
}

static void
test_language (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBoard) board = NULL;

  g_setenv ("LANGUAGE", "de", TRUE);
  board = rk_board_new_from_text ("mine",
                                  "[board]\nname[fr] = Carte\nname[de] = Platine\nname = Board\nsize = 20 10\n"
                                  "[pins]\nTX = tx 1 1 left\nRX = rx 1 3 left\nGND = gnd 1 5 left\nVCC = 3v3 1 7 left\n"
                                  "[notes]\nnote = one\nnote[de] = eins\nnote[fr] = un\nnote = two\nnote[de] = zwei\n",
                                  -1, &error);
  g_unsetenv ("LANGUAGE");
  g_assert_no_error (error);
  g_assert_cmpstr (board->name, ==, "Platine");
  g_assert_cmpuint (board->notes->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (board->notes, 1), ==, "zwei");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/board/good", test_good);
  g_test_add_func ("/board/bad", test_bad);
  g_test_add_func ("/board/cut", test_cut);
  g_test_add_func ("/board/language", test_language);
  g_test_add_func ("/board-list/built-in", test_built_in);
  g_test_add_func ("/board-list/own", test_own);

  return g_test_run ();
}
