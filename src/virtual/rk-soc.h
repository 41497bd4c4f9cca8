/* rk-soc.h: the ESP8266 around its core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Core, ROM, RAM, UARTs, flash, timers and pins, wired together.  It has no
 * thread: the owner lets module time pass and says what happens outside.  Module
 * time is in nanoseconds from when the chip was made.
 */

#pragma once

#include <gio/gio.h>

#include "rk-at-world.h"
#include "rk-soc-flash.h"
#include "rk-soc-serial.h"

G_BEGIN_DECLS

typedef struct _RkSoc RkSoc;

/* Why the chip is reset: what the ROM calls "rst cause". */
typedef enum
{
  RK_SOC_RESET_POWER_ON = 1,
  RK_SOC_RESET_PIN      = 2,
  RK_SOC_RESET_WATCHDOG = 4,
} RkSocReset;

RkSoc        *rk_soc_new             (guint32     flash_size);
void          rk_soc_free            (RkSoc      *self);

void          rk_soc_reset           (RkSoc      *self,
                                      RkSocReset  cause);
void          rk_soc_set_gpio0       (RkSoc      *self,
                                      gboolean    low);
void          rk_soc_set_bad_pins    (RkSoc      *self,
                                      gboolean    gpio15_high,
                                      gboolean    gpio2_low);
void          rk_soc_set_restarts    (RkSoc      *self,
                                      RkSocReset  cause,
                                      guint       period_ms);

gint64        rk_soc_get_time        (RkSoc      *self);
gint64        rk_soc_run             (RkSoc      *self,
                                      gint64      until);

/* What the adapter's RX and TX are soldered to. */
RkSerialLine *rk_soc_get_rx_line     (RkSoc      *self);
RkSerialLine *rk_soc_get_tx_line     (RkSoc      *self);
RkFlash      *rk_soc_get_flash       (RkSoc      *self);
void          rk_soc_flash_edited    (RkSoc      *self);
void          rk_soc_set_weak_supply (RkSoc      *self,
                                      guint32     bytes);
void          rk_soc_set_world       (RkSoc      *self,
                                      RkAtWorld  *world);
void          rk_soc_set_replay      (RkSoc      *self,
                                      GBytes     *bytes,
                                      guint       baud);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSoc, rk_soc_free)

G_END_DECLS
