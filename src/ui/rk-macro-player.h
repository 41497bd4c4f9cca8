/* rk-macro-player.h: a macro that is under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-macro.h"
#include "rk-at-transcript.h"

G_BEGIN_DECLS

typedef struct _RkMacroPlayer RkMacroPlayer;

/**
 * RkMacroPlayerEvents:
 * @send: sends a line to the module
 * @step: a step has begun, counted from 1
 * @ended: it is over; %NULL if all went well.  May free the run
 */
typedef struct
{
  void (*send)  (const char   *line,
                 gpointer      user_data);
  void (*step)  (guint         step,
                 guint         n_steps,
                 gpointer      user_data);
  void (*ended) (const GError *error,
                 gpointer      user_data);
} RkMacroPlayerEvents;

RkMacroPlayer *rk_macro_player_start       (const RkAtMacro           *macro,
                                            GHashTable                *values,
                                            const RkAtVersion         *version,
                                            const RkMacroPlayerEvents *events,
                                            gpointer                   user_data);
void           rk_macro_player_free        (RkMacroPlayer             *self);
void           rk_macro_player_set_version (RkMacroPlayer             *self,
                                            const RkAtVersion         *version);
void           rk_macro_player_take        (RkMacroPlayer             *self,
                                            const RkAtEntry           *entry);

G_END_DECLS
