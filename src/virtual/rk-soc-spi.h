/* rk-soc-spi.h: the controller that the flash chip hangs on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-soc-flash.h"

G_BEGIN_DECLS

typedef struct _RkSpi RkSpi;

/**
 * RkSpiResult:
 * @clocks: what the transfer takes, in cycles of the bus clock
 * @waits: whether the program does nothing but ask a busy chip for its status
 */
typedef struct
{
  guint32  clocks;
  gboolean waits;
} RkSpiResult;

RkSpi      *rk_spi_new   (RkFlash  *flash);
void        rk_spi_free  (RkSpi    *self);
void        rk_spi_reset (RkSpi    *self);
guint32     rk_spi_read  (RkSpi    *self,
                          guint32   offset);
RkSpiResult rk_spi_write (RkSpi    *self,
                          guint32   offset,
                          guint32   value,
                          gboolean  attached,
                          gint64    now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSpi, rk_spi_free)

G_END_DECLS
