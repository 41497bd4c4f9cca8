/* rk-spi-flash.c: commands to the flash chip through the SPI controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM has no command for the id of the flash chip, and cannot erase exactly
 * what it is told.  But it writes registers, several by one command, and by them
 * the controller sends anything to the flash chip.  The controller's set-up for
 * the ROM's own accesses is put back by the same command.
 */

#include "rk-spi-flash.h"

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-rom-commands.h"

/* Bits of the controller: ESP8266_NONOS_SDK, spi_register.h. */
#define COMMAND_USER       (1u << 18)
#define USER_COMMAND       (1u << 31)
#define USER_MISO          (1u << 28)
#define USER_MOSI          (1u << 27)
#define USER1_MOSI_SHIFT   17
#define USER1_MISO_SHIFT   8
#define USER2_LENGTH_SHIFT 28

/* A transaction of 64 bits takes 5 us at the ROM's 13 MHz. */
#define TRANSACTION_US 20

typedef struct
{
  RkRegisterWrite writes[RK_REGISTER_WRITES_MAX];
  guint           count;
} Script;

static void
add_write (Script  *script,
           guint32  address,
           guint32  value,
           guint    delay_us)
{
  g_assert (script->count < RK_REGISTER_WRITES_MAX);

  script->writes[script->count++] = (RkRegisterWrite){ address, value, G_MAXUINT32, delay_us };
}

/* The controller sends @opcode, then @out_bits of @bytes, lowest byte first, then
 * takes in @in_bits. */
static void
add_transaction (Script       *script,
                 const RkChip *chip,
                 guint8        opcode,
                 guint32       bytes,
                 guint         out_bits,
                 guint         in_bits)
{
  guint32 user = USER_COMMAND;
  guint32 lengths = 0;

  if (out_bits > 0)
    {
      user |= USER_MOSI;
      lengths |= (out_bits - 1) << USER1_MOSI_SHIFT;
    }
  if (in_bits > 0)
    {
      user |= USER_MISO;
      lengths |= (in_bits - 1) << USER1_MISO_SHIFT;
    }

  /* The first write waits for the end of what the last transaction does. */
  add_write (script, chip->spi_base + chip->spi_user, user, TRANSACTION_US);
  if (lengths != 0)
    {
      add_write (script, chip->spi_base + chip->spi_user1, lengths, 0);
      add_write (script, chip->spi_base + chip->spi_data, bytes, 0);
    }
  add_write (script, chip->spi_base + chip->spi_user2, 7u << USER2_LENGTH_SHIFT | opcode, 0);
  add_write (script, chip->spi_base + chip->spi_command, COMMAND_USER, 0);
}

/* Reads the set-up that the ROM needs, once: nothing but us changes it. */
static gboolean
save_setup (RkLoader      *self,
            GCancellable  *cancellable,
            GError       **error)
{
  const RkChip *chip = self->chip;

  if (self->spi_saved)
    return TRUE;

  self->spi_saved =
      rk_loader_read_register (self, chip->spi_base + chip->spi_user, &self->spi_user, cancellable, error) &&
      rk_loader_read_register (self, chip->spi_base + chip->spi_user1, &self->spi_user1, cancellable, error) &&
      rk_loader_read_register (self, chip->spi_base + chip->spi_user2, &self->spi_user2, cancellable, error);
  return self->spi_saved;
}

/* Runs the transactions of @script, and puts the set-up back. */
static gboolean
run_script (RkLoader      *self,
            Script        *script,
            GCancellable  *cancellable,
            GError       **error)
{
  const RkChip *chip = self->chip;

  if (!save_setup (self, cancellable, error))
    return FALSE;

  add_write (script, chip->spi_base + chip->spi_user, self->spi_user, TRANSACTION_US);
  add_write (script, chip->spi_base + chip->spi_user1, self->spi_user1, 0);
  add_write (script, chip->spi_base + chip->spi_user2, self->spi_user2, 0);

  return rk_loader_write_registers (self, script->writes, script->count, cancellable, error);
}

static gboolean
name_command (guint8    opcode,
              gboolean  done,
              GError  **error)
{
  if (!done)
    g_prefix_error (error, "flash command 0x%02x: ", opcode);
  return done;
}

/**
 * rk_spi_flash_command:
 * @self: a connected loader, with the flash attached by FLASH_BEGIN
 * @opcode: a command without data
 * @cancellable: (nullable): ends the wait
 * @error: as rk_loader_write_registers()
 *
 * Returns: whether it was sent to the flash chip, which does not answer
 */
gboolean
rk_spi_flash_command (RkLoader      *self,
                      guint8         opcode,
                      GCancellable  *cancellable,
                      GError       **error)
{
  Script script = { .count = 0 };

  add_transaction (&script, self->chip, opcode, 0, 0, 0);
  return name_command (opcode, run_script (self, &script, cancellable, error), error);
}

/**
 * rk_spi_flash_read:
 * @self: a connected loader, with the flash attached by FLASH_BEGIN
 * @opcode: a command that the flash chip answers
 * @bits: how many, at most 32
 * @value: (out): the answer, its first byte lowest
 * @cancellable: (nullable): ends the wait
 * @error: as rk_loader_write_registers()
 *
 * Returns: whether it was read
 */
gboolean
rk_spi_flash_read (RkLoader      *self,
                   guint8         opcode,
                   guint          bits,
                   guint32       *value,
                   GCancellable  *cancellable,
                   GError       **error)
{
  const RkChip *chip = self->chip;
  Script script = { .count = 0 };

  add_transaction (&script, chip, opcode, 0, 0, bits);
  if (!run_script (self, &script, cancellable, error) ||
      !rk_loader_read_register (self, chip->spi_base + chip->spi_data, value, cancellable, error))
    return name_command (opcode, FALSE, error);

  if (bits < 32)
    *value &= (1u << bits) - 1;
  return TRUE;
}

/**
 * rk_spi_flash_write:
 * @self: a connected loader, with the flash attached by FLASH_BEGIN
 * @opcode: a command that changes something
 * @bytes: what follows it, the first byte lowest
 * @bits: how many of @bytes, at most 32
 * @cancellable: (nullable): ends the wait
 * @error: as rk_loader_write_registers()
 *
 * Sends write enable and the command.  The flash chip is busy afterwards, see
 * rk_spi_flash_wait_ready().
 *
 * Returns: whether it was sent to the flash chip
 */
gboolean
rk_spi_flash_write (RkLoader      *self,
                    guint8         opcode,
                    guint32        bytes,
                    guint          bits,
                    GCancellable  *cancellable,
                    GError       **error)
{
  Script script = { .count = 0 };

  add_transaction (&script, self->chip, RK_SPI_FLASH_WRITE_ENABLE, 0, 0, 0);
  add_transaction (&script, self->chip, opcode, bytes, bits, 0);
  return name_command (opcode, run_script (self, &script, cancellable, error), error);
}

/**
 * rk_spi_flash_wait_ready:
 * @self: a connected loader, with the flash attached by FLASH_BEGIN
 * @deadline: how long the flash chip may be busy
 * @cancellable: (nullable): ends the wait; the flash chip goes on
 * @error: %RK_ERROR_FLASH_SILENT when it is busy for longer
 *
 * Returns: whether the flash chip is ready for the next command
 */
gboolean
rk_spi_flash_wait_ready (RkLoader      *self,
                         gint64         deadline,
                         GCancellable  *cancellable,
                         GError       **error)
{
  guint32 status;

  do
    {
      if (!rk_spi_flash_read (self, RK_SPI_FLASH_READ_STATUS, 8, &status, cancellable, error))
        return FALSE;
      if ((status & RK_SPI_FLASH_STATUS_BUSY) == 0)
        return TRUE;
    }
  while (!rk_deadline_passed (deadline));

  g_set_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT, "the flash chip does not become ready (status 0x%02x)", status);
  return FALSE;
}
