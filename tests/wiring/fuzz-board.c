/* fuzz-board.c: any bytes as the file of a board
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever can be read is wired and drawn too.
 */

#include <stdint.h>

#include "rk-board-list.h"
#include "rk-wiring-drawing.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
wire_up (RkBoardList *list,
         RkBoard     *board)
{
  RkBoardKind other = board->kind == RK_BOARD_KIND_MODULE ? RK_BOARD_KIND_ADAPTER : RK_BOARD_KIND_MODULE;
  RkBoard *partner = rk_board_list_get_default (list, other);
  RkBoard *supply = board->kind == RK_BOARD_KIND_SUPPLY ? board : rk_board_list_get_default (list, RK_BOARD_KIND_SUPPLY);
  RkBoard *module = board->kind == RK_BOARD_KIND_MODULE ? board : partner;
  RkBoard *adapter = board->kind == RK_BOARD_KIND_MODULE ? partner : board;
  g_autoptr(RkWiring) wiring = NULL;
  g_autoptr(RkWiringDrawing) drawing = NULL;
  g_autofree char *text = NULL;

  if (board->kind == RK_BOARD_KIND_SUPPLY)
    adapter = rk_board_list_get_default (list, RK_BOARD_KIND_ADAPTER);
  wiring = rk_wiring_new (module, adapter, supply, NULL);
  if (wiring == NULL)
    return;

  text = rk_wiring_describe (wiring, RK_WIRING_FLASH, NULL);
  drawing = rk_wiring_drawing_new (wiring, NULL, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static RkBoardList *list;
  g_autoptr(RkBoard) board = rk_board_new_from_text ("fuzz", (const char *)data, (gssize)size, NULL);

  if (list == NULL)
    list = rk_board_list_new ();
  if (board != NULL)
    wire_up (list, board);
  return 0;
}
