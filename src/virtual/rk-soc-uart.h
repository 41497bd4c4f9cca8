/* rk-soc-uart.h: a UART of the chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * FIFOs of 128 bytes, divider, interrupts, and the counters that the ROM measures
 * the host's rate with.  8N1 only.
 */

#pragma once

#include "rk-soc-serial.h"

G_BEGIN_DECLS

typedef struct _RkUart RkUart;

RkUart  *rk_uart_new           (RkSerialLine *rx,
                                RkSerialLine *tx);
void     rk_uart_free          (RkUart       *self);
void     rk_uart_reset         (RkUart       *self,
                                gint64        now);
void     rk_uart_set_clock     (RkUart       *self,
                                guint         hz);

guint32  rk_uart_read          (RkUart       *self,
                                guint32       offset,
                                gint64        now);
void     rk_uart_write         (RkUart       *self,
                                guint32       offset,
                                guint32       value,
                                gint64        now);
void     rk_uart_advance       (RkUart       *self,
                                gint64        now);
gint64   rk_uart_get_next      (RkUart       *self);
gint64   rk_uart_get_sent      (RkUart       *self);
gboolean rk_uart_get_interrupt (RkUart       *self);
gboolean rk_uart_is_pure       (guint32       offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkUart, rk_uart_free)

G_END_DECLS
