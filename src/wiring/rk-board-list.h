/* rk-board-list.h: all boards, adapters and supplies there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-board.h"

G_BEGIN_DECLS

/**
 * RkBoardList:
 * @boards: (element-type RkBoard): modules, then adapters, then supplies, each by name
 * @problems: (element-type utf8): why a file was left out, with its line
 */
typedef struct
{
  GPtrArray *boards;
  GPtrArray *problems;
} RkBoardList;

RkBoardList *rk_board_list_new         (void);
void         rk_board_list_free        (RkBoardList       *self);
RkBoard     *rk_board_list_find        (const RkBoardList *self,
                                        RkBoardKind        kind,
                                        const char        *name);
RkBoard     *rk_board_list_get_default (const RkBoardList *self,
                                        RkBoardKind        kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBoardList, rk_board_list_free)

G_END_DECLS
