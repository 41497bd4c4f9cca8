/* rk-soc-at.h: AT firmware at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Works UART0 in place of the core when the application in flash is AT firmware,
 * or when the chip is to say a recorded log.
 */

#pragma once

#include "rk-at-personality.h"
#include "rk-soc-flash.h"
#include "rk-soc-uart.h"

G_BEGIN_DECLS

typedef struct _RkSocAt RkSocAt;

RkSocAt *rk_soc_at_new        (const RkAtFirmware *firmware,
                               RkAtWorld          *world,
                               RkUart             *uart,
                               RkFlash            *flash,
                               guint               clock_hz,
                               gint64              now);
RkSocAt *rk_soc_at_new_replay (GBytes             *bytes,
                               guint               baud,
                               RkUart             *uart,
                               guint               clock_hz,
                               gint64              now);
void     rk_soc_at_free       (RkSocAt            *self);
gint64   rk_soc_at_advance    (RkSocAt            *self,
                               gint64              now,
                               gboolean           *restart);
gboolean rk_soc_at_lost_power (const RkSocAt      *self);

G_END_DECLS
