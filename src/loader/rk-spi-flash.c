/* rk-spi-flash.c: commands to the flash chip through the SPI controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM has no command for the id of the flash chip, and cannot erase exactly
 * what it is told.  But it writes registers, several by one command, and the
 * controller sends a command to the flash chip when its bit is set: this does by
 * hand what SPI_read_status, SPI_write_status and SPIEraseSector in the ROM do.
 */

#include "rk-spi-flash.h"

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-rom-commands.h"

/* Bits of the command register: ESP8266_NONOS_SDK, spi_register.h. */
#define COMMAND_WRITE_ENABLE (1u << 30)
#define COMMAND_READ_ID      (1u << 28)
#define COMMAND_READ_STATUS  (1u << 27)
#define COMMAND_WRITE_STATUS (1u << 26)
#define COMMAND_ERASE_SECTOR (1u << 24)
#define COMMAND_ERASE_BLOCK  (1u << 23)
#define COMMAND_WAKE_UP      (1u << 20)

/* The longest command without data, 32 bits, takes 3 us at the ROM's 13 MHz.  It
 * is over before the next register is written; and before the answer to
 * WRITE_REG is. */
#define COMMAND_US 20

/* The longest a chip may be busy: W25Q data sheets, with room for older chips. */
#define SECTOR_ERASE_MS 1000
#define BLOCK_ERASE_MS  4000

/* Puts @value into @reg, where @command takes it from or leaves its answer. */
static gboolean
run_command (RkLoader      *self,
             guint32        reg,
             guint32        value,
             guint32        command,
             GCancellable  *cancellable,
             GError       **error)
{
  const RkChip *chip = self->chip;
  RkRegisterWrite writes[] = {
    { chip->spi_base + reg, value, G_MAXUINT32, 0 },
    { chip->spi_base + chip->spi_command, command, G_MAXUINT32, 0 },
  };

  return rk_loader_write_registers (self, writes, G_N_ELEMENTS (writes), cancellable, error);
}

/**
 * rk_spi_flash_read_id:
 * @self: see the top of this file's header; likewise @cancellable and @error
 * @jedec_id: (out): vendor << 16 | type << 8 | capacity; 000000 or ffffff when
 *   nothing answered
 * @cancellable: (nullable): ends the wait
 * @error: see there
 *
 * Returns: whether it was read
 */
gboolean
rk_spi_flash_read_id (RkLoader      *self,
                      guint32       *jedec_id,
                      GCancellable  *cancellable,
                      GError       **error)
{
  const RkChip *chip = self->chip;
  guint32 bytes;

  if (!run_command (self, chip->spi_data, 0, COMMAND_READ_ID, cancellable, error) ||
      !rk_loader_read_register (self, chip->spi_base + chip->spi_data, &bytes, cancellable, error))
    return FALSE;

  /* The first byte that the chip sent is the lowest. */
  *jedec_id = (bytes & 0xff) << 16 | (bytes & 0xff00) | (bytes >> 16 & 0xff);
  return TRUE;
}

/**
 * rk_spi_flash_wake_up:
 * @self: see the top of this file's header
 * @cancellable: (nullable): ends the wait
 * @error: see there
 *
 * Gets the flash chip out of deep power-down.
 *
 * Returns: whether it was told to
 */
gboolean
rk_spi_flash_wake_up (RkLoader      *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  return run_command (self, self->chip->spi_data, 0, COMMAND_WAKE_UP, cancellable, error);
}

/**
 * rk_spi_flash_read_status:
 * @self: see the top of this file's header
 * @status: (out): the first status register
 * @cancellable: (nullable): ends the wait
 * @error: see there
 *
 * Returns: whether it was read
 */
gboolean
rk_spi_flash_read_status (RkLoader      *self,
                          guint8        *status,
                          GCancellable  *cancellable,
                          GError       **error)
{
  const RkChip *chip = self->chip;
  guint32 value;

  if (!run_command (self, chip->spi_status, 0, COMMAND_READ_STATUS, cancellable, error) ||
      !rk_loader_read_register (self, chip->spi_base + chip->spi_status, &value, cancellable, error))
    return FALSE;

  *status = (guint8)value;
  return TRUE;
}

/**
 * rk_spi_flash_wait_ready:
 * @self: see the top of this file's header
 * @limit_ms: how long the flash chip may be busy, at most
 * @cancellable: (nullable): ends the wait; the flash chip goes on
 * @error: see there; %RK_ERROR_FLASH_SILENT when it takes too long
 *
 * Waits until the flash chip has done what it was told.  While it is busy it
 * ignores other commands; one that does not answer at all seems busy for ever.
 *
 * Returns: whether it is ready
 */
gboolean
rk_spi_flash_wait_ready (RkLoader      *self,
                         guint          limit_ms,
                         GCancellable  *cancellable,
                         GError       **error)
{
  gint64 deadline = rk_deadline_in_ms (limit_ms);
  guint8 status;

  do
    {
      if (!rk_spi_flash_read_status (self, &status, cancellable, error))
        return FALSE;
      if ((status & RK_SPI_FLASH_STATUS_BUSY) == 0)
        return TRUE;
    }
  while (!rk_deadline_passed (deadline));

  g_set_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT,
               "the flash chip is still busy after %u ms (status 0x%02x)", limit_ms, status);
  return FALSE;
}

/* Write enable, and then a command that changes something and that the flash chip
 * is busy with afterwards. */
static gboolean
run_change (RkLoader      *self,
            guint32        reg,
            guint32        value,
            guint32        command,
            guint          limit_ms,
            GCancellable  *cancellable,
            GError       **error)
{
  const RkChip *chip = self->chip;
  RkRegisterWrite writes[] = {
    { chip->spi_base + chip->spi_command, COMMAND_WRITE_ENABLE, G_MAXUINT32, 0 },
    { chip->spi_base + reg, value, G_MAXUINT32, COMMAND_US },
    { chip->spi_base + chip->spi_command, command, G_MAXUINT32, 0 },
  };

  return rk_loader_write_registers (self, writes, G_N_ELEMENTS (writes), cancellable, error) &&
         rk_spi_flash_wait_ready (self, limit_ms, cancellable, error);
}

/**
 * rk_spi_flash_write_status:
 * @self: see the top of this file's header
 * @status: for the first status register
 * @cancellable: (nullable): ends the wait
 * @error: see there; %RK_ERROR_FLASH_SILENT when it takes too long
 *
 * Returns: whether the flash chip has done it
 */
gboolean
rk_spi_flash_write_status (RkLoader      *self,
                           guint8         status,
                           GCancellable  *cancellable,
                           GError       **error)
{
  return run_change (self, self->chip->spi_status, status, COMMAND_WRITE_STATUS,
                     RK_SPI_FLASH_STATUS_WRITE_MS, cancellable, error);
}

/**
 * rk_spi_flash_erase_sector:
 * @self: see the top of this file's header
 * @offset: of the 4 KiB sector, in bytes
 * @cancellable: (nullable): ends the wait; the flash chip goes on
 * @error: see there; %RK_ERROR_FLASH_SILENT when it takes too long
 *
 * Returns: whether the flash chip has done it
 */
gboolean
rk_spi_flash_erase_sector (RkLoader      *self,
                           guint32        offset,
                           GCancellable  *cancellable,
                           GError       **error)
{
  return run_change (self, self->chip->spi_address, offset, COMMAND_ERASE_SECTOR, SECTOR_ERASE_MS, cancellable, error);
}

/**
 * rk_spi_flash_erase_block:
 * @self: see the top of this file's header
 * @offset: of the 64 KiB block, in bytes
 * @cancellable: (nullable): ends the wait; the flash chip goes on
 * @error: see there; %RK_ERROR_FLASH_SILENT when it takes too long
 *
 * Returns: whether the flash chip has done it
 */
gboolean
rk_spi_flash_erase_block (RkLoader      *self,
                          guint32        offset,
                          GCancellable  *cancellable,
                          GError       **error)
{
  return run_change (self, self->chip->spi_address, offset, COMMAND_ERASE_BLOCK, BLOCK_ERASE_MS, cancellable, error);
}
