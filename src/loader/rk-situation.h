/* rk-situation.h: how it stands with a module that does not answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RkSituation:
 * @RK_SITUATION_TRYING: a reset was made, or it is too early to say more
 * @RK_SITUATION_SILENT: nothing comes: power, wires, or GPIO0 and a reset
 * @RK_SITUATION_HELD: DTR or RTS hold the module in reset, where nobody drives them
 * @RK_SITUATION_ECHO: our own bytes come back: RX and TX are connected
 * @RK_SITUATION_GARBAGE: bytes come that are neither an answer nor text
 * @RK_SITUATION_OTHER_CHIP: what it prints at start is not an ESP8266's
 * @RK_SITUATION_UNSTEADY: it starts again and again by itself: a weak supply
 * @RK_SITUATION_GPIO15: GPIO15 was high at start
 * @RK_SITUATION_GPIO2: GPIO2 was low at start
 * @RK_SITUATION_BOTH_PINS: both were wrong
 * @RK_SITUATION_GPIO0: it runs from flash: GPIO0 was high at start
 * @RK_SITUATION_NO_PROGRAM: likewise, and there is no program that starts
 * @RK_SITUATION_CRASHES: likewise, and the program crashes again and again
 * @RK_SITUATION_PROGRAM: no start was seen, but a program talks
 * @RK_SITUATION_AT: AT firmware answers in place of the boot loader
 * @RK_SITUATION_LOADER: it waits in its boot loader, and that is not what is wanted
 * @RK_SITUATION_NOT_HEARD: it waits in its boot loader but does not hear us
 * @RK_SITUATION_GARBLED: it answers, but its answers arrive damaged
 * @RK_SITUATION_ANSWERED: it answers
 *
 * What all that was received says together.
 */
typedef enum
{
  RK_SITUATION_TRYING,
  RK_SITUATION_SILENT,
  RK_SITUATION_HELD,
  RK_SITUATION_ECHO,
  RK_SITUATION_GARBAGE,
  RK_SITUATION_OTHER_CHIP,
  RK_SITUATION_UNSTEADY,
  RK_SITUATION_GPIO15,
  RK_SITUATION_GPIO2,
  RK_SITUATION_BOTH_PINS,
  RK_SITUATION_GPIO0,
  RK_SITUATION_NO_PROGRAM,
  RK_SITUATION_CRASHES,
  RK_SITUATION_PROGRAM,
  RK_SITUATION_AT,
  RK_SITUATION_LOADER,
  RK_SITUATION_NOT_HEARD,
  RK_SITUATION_GARBLED,
  RK_SITUATION_ANSWERED,
} RkSituation;

#define RK_N_SITUATIONS (RK_SITUATION_ANSWERED + 1)
#define RK_TYPE_SITUATION (rk_situation_get_type ())

GType       rk_situation_get_type       (void);
const char *rk_situation_get_nick       (RkSituation  situation);
gboolean    rk_situation_from_nick      (const char  *nick,
                                         RkSituation *situation);
gboolean    rk_situation_runs_flash     (RkSituation  situation);

G_END_DECLS
