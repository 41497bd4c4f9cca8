/* rk-spi-flash.h: commands to the flash chip through the SPI controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For a connected loader, with the flash chip attached by FLASH_BEGIN.  Errors
 * are those of rk_loader_write_registers() and rk_loader_read_register().
 */

#pragma once

#include "rk-loader.h"

G_BEGIN_DECLS

#define RK_SPI_FLASH_STATUS_BUSY    0x01u
#define RK_SPI_FLASH_STATUS_PROTECT 0x1cu /* BP0 to BP2 */

/* The longest that writing the status register may take (data sheets: 15 ms). */
#define RK_SPI_FLASH_STATUS_WRITE_MS 200

gboolean rk_spi_flash_read_id      (RkLoader      *self,
                                    guint32       *jedec_id,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_wake_up      (RkLoader      *self,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_read_status  (RkLoader      *self,
                                    guint8        *status,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_wait_ready   (RkLoader      *self,
                                    guint          limit_ms,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_write_status (RkLoader      *self,
                                    guint8         status,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_erase_sector (RkLoader      *self,
                                    guint32        offset,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean rk_spi_flash_erase_block  (RkLoader      *self,
                                    guint32        offset,
                                    GCancellable  *cancellable,
                                    GError       **error);

G_END_DECLS
