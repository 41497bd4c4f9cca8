/* rk-chip-at.h: AT firmware at work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Works UART0 in place of the core when the application in flash is AT firmware.
 */

#pragma once

#include "rk-at-personality.h"
#include "rk-chip-flash.h"
#include "rk-chip-uart.h"

G_BEGIN_DECLS

typedef struct _RkChipAt RkChipAt;

RkChipAt *rk_chip_at_new     (const RkAtFirmware *firmware,
                              RkUart             *uart,
                              RkFlash            *flash,
                              guint               clock_hz,
                              gint64              now);
void      rk_chip_at_free    (RkChipAt           *self);
gint64    rk_chip_at_advance (RkChipAt           *self,
                              gint64              now,
                              gboolean           *restart);

G_END_DECLS
