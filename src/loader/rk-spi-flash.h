/* rk-spi-flash.h: commands to the flash chip through the SPI controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-loader.h"

G_BEGIN_DECLS

/* What SPI flash chips have in common (JEDEC; any W25Q data sheet). */
#define RK_SPI_FLASH_WRITE_STATUS   0x01u
#define RK_SPI_FLASH_READ_STATUS    0x05u
#define RK_SPI_FLASH_WRITE_ENABLE   0x06u
#define RK_SPI_FLASH_ERASE_SECTOR   0x20u
#define RK_SPI_FLASH_READ_ID        0x9fu
#define RK_SPI_FLASH_WAKE_UP        0xabu
#define RK_SPI_FLASH_ERASE_BLOCK    0xd8u

#define RK_SPI_FLASH_STATUS_BUSY    0x01u
#define RK_SPI_FLASH_STATUS_PROTECT 0x1cu /* BP0 to BP2 */

gboolean rk_spi_flash_command    (RkLoader      *self,
                                  guint8         opcode,
                                  GCancellable  *cancellable,
                                  GError       **error);
gboolean rk_spi_flash_read       (RkLoader      *self,
                                  guint8         opcode,
                                  guint          bits,
                                  guint32       *value,
                                  GCancellable  *cancellable,
                                  GError       **error);
gboolean rk_spi_flash_write      (RkLoader      *self,
                                  guint8         opcode,
                                  guint32        bytes,
                                  guint          bits,
                                  GCancellable  *cancellable,
                                  GError       **error);
gboolean rk_spi_flash_wait_ready (RkLoader      *self,
                                  gint64         deadline,
                                  GCancellable  *cancellable,
                                  GError       **error);

G_END_DECLS
