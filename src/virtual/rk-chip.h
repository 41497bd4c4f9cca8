/* rk-chip.h: the ESP8266 around its core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Core, ROM, RAM, UARTs, flash, timers and pins, wired together.  It has no
 * thread: the owner lets module time pass and says what happens outside.  Module
 * time is in nanoseconds from when the chip was made.
 */

#pragma once

#include <gio/gio.h>

#include "rk-chip-flash.h"
#include "rk-chip-serial.h"

G_BEGIN_DECLS

typedef struct _RkChip RkChip;

/* Why the chip is reset: what the ROM calls "rst cause". */
typedef enum
{
  RK_CHIP_RESET_POWER_ON = 1,
  RK_CHIP_RESET_PIN      = 2,
  RK_CHIP_RESET_WATCHDOG = 4,
} RkChipReset;

RkChip       *rk_chip_new          (guint32       flash_size);
void          rk_chip_free         (RkChip       *self);

void          rk_chip_reset        (RkChip       *self,
                                    RkChipReset   cause);
void          rk_chip_set_gpio0    (RkChip       *self,
                                    gboolean      low);
gboolean      rk_chip_get_gpio     (RkChip       *self,
                                    guint         pin);

gint64        rk_chip_get_time     (RkChip       *self);
gint64        rk_chip_run          (RkChip       *self,
                                    gint64        until);

/* What the adapter's RX and TX are soldered to. */
RkSerialLine *rk_chip_get_rx_line  (RkChip       *self);
RkSerialLine *rk_chip_get_tx_line  (RkChip       *self);
RkFlash      *rk_chip_get_flash    (RkChip       *self);
void          rk_chip_flash_edited (RkChip       *self);
void          rk_chip_set_weak_supply (RkChip    *self,
                                       guint32    bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkChip, rk_chip_free)

G_END_DECLS
