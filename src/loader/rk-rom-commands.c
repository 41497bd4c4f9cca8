/* rk-rom-commands.c: the commands of the boot ROM, one function each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-rom-commands.h"

#include <string.h>

#include "rk-error.h"
#include "rk-loader-private.h"

/* The longest a chip may take, from data sheets of the W25Q family and its
 * cheaper relatives: a sector erase 400 ms; programming a page 3 ms, of which the
 * ROM makes eight steps that cost as much each at worst. */
#define SECTOR_ERASE_MS 400
#define KIB_PROGRAM_MS  100
#define STATUS_WRITE_MS 50

/* Reading may be repeated as often as one likes. */
#define READ_RETRIES 3

/* How often a block for RAM is tried again. */
#define RETRIES        8
#define SMALLEST_BLOCK 512u

static gboolean
command_words (RkLoader       *self,
               RkRomCommand    command,
               const guint32  *words,
               guint           count,
               guint           work_ms,
               RkRomReply     *reply,
               GCancellable   *cancellable,
               GError        **error)
{
  guint8 body[RK_REGISTER_WRITES_MAX * 4 * sizeof (guint32)];

  g_assert (count * sizeof (guint32) <= sizeof body);

  for (guint i = 0; i < count; i++)
    rk_rom_put_word (body + 4 * i, words[i]);
  return _rk_loader_command (self, command, body, 4 * count, 0, work_ms, reply, cancellable, error);
}

/**
 * rk_loader_read_register:
 * @self: a connected loader
 * @address: any address that can be read as a word
 * @value: (out): what is there
 * @cancellable: (nullable): ends the wait
 * @error: see the top of this file's header
 *
 * When the answer gets lost it asks again: the first command after a SYNC can be,
 * where more SYNCs are on the way than the ROM has room for.
 *
 * Returns: whether it was read
 */
gboolean
rk_loader_read_register (RkLoader      *self,
                         guint32        address,
                         guint32       *value,
                         GCancellable  *cancellable,
                         GError       **error)
{
  RkRomReply reply;
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  for (guint tries = 0; !command_words (self, RK_ROM_READ_REG, &address, 1, 0, &reply, cancellable, &problem); tries++)
    {
      g_prefix_error (&problem, "register 0x%08x: ", address);
      if (tries == READ_RETRIES || !g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      g_debug ("%s; trying again", problem->message);
      if (!_rk_loader_recover (self, problem, cancellable, error))
        return FALSE;
      g_clear_error (&problem);
    }

  *value = reply.value;
  return TRUE;
}

/**
 * rk_loader_write_registers:
 * @self: a connected loader
 * @writes: registers and values, in the order in which they are written
 * @count: of @writes, at most %RK_REGISTER_WRITES_MAX
 * @cancellable: (nullable): ends the wait
 * @error: see the top of this file's header
 *
 * Writes several registers by one command: the ROM takes as many sets of address,
 * value, mask and delay as the body holds (UartRegWriteProc at 0x400037ac).
 *
 * Returns: whether they were written
 */
gboolean
rk_loader_write_registers (RkLoader               *self,
                           const RkRegisterWrite  *writes,
                           guint                   count,
                           GCancellable           *cancellable,
                           GError                **error)
{
  guint32 words[RK_REGISTER_WRITES_MAX * 4];

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);
  g_return_val_if_fail (count > 0 && count <= RK_REGISTER_WRITES_MAX, FALSE);

  for (guint i = 0; i < count; i++)
    {
      words[4 * i] = writes[i].address;
      words[4 * i + 1] = writes[i].value;
      words[4 * i + 2] = writes[i].mask;
      words[4 * i + 3] = writes[i].delay_us;
    }

  if (command_words (self, RK_ROM_WRITE_REG, words, 4 * count, 0, NULL, cancellable, error))
    return TRUE;

  g_prefix_error (error, "register 0x%08x: ", writes[0].address);
  return FALSE;
}

/* FLASH_DATA and MEM_DATA: @bytes and then padding up to @block_size. */
static gboolean
command_data (RkLoader      *self,
              RkRomCommand   command,
              guint32        sequence,
              const guint8  *bytes,
              guint32        length,
              guint32        block_size,
              guint          work_ms,
              GCancellable  *cancellable,
              GError       **error)
{
  gsize body_length = RK_ROM_DATA_HEADER + block_size;
  g_autofree guint8 *body = g_malloc0 (body_length);
  guint8 *data = body + RK_ROM_DATA_HEADER;

  memcpy (data, bytes, length);
  memset (data + length, 0xff, block_size - length);
  rk_rom_put_word (body, block_size);
  rk_rom_put_word (body + 4, sequence);

  return _rk_loader_command (self, command, body, body_length, rk_rom_checksum (data, block_size),
                             work_ms, NULL, cancellable, error);
}

/* Announces data for RAM; @address is on a word boundary. */
static gboolean
mem_begin (RkLoader      *self,
           guint32        address,
           guint32        length,
           guint32        block_size,
           GCancellable  *cancellable,
           GError       **error)
{
  guint32 words[] = { length, (length + block_size - 1) / block_size, block_size, address };

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return command_words (self, RK_ROM_MEM_BEGIN, words, G_N_ELEMENTS (words), 0, NULL, cancellable, error);
}

/* A block of it, padded to whole words. */
static gboolean
mem_data (RkLoader      *self,
          guint32        sequence,
          const guint8  *bytes,
          guint32        length,
          GCancellable  *cancellable,
          GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return command_data (self, RK_ROM_MEM_DATA, sequence, bytes, length, (length + 3) & ~3u, 0, cancellable, error);
}

/**
 * rk_loader_mem_end:
 * @self: a loader that has just loaded RAM
 * @entry: where to jump to
 * @error: see the top of this file's header
 *
 * Ends a download to RAM and starts it.  What is started may take the line away from
 * under the answer, so that is not waited for: what was started has to say that it is.
 *
 * Returns: whether it was sent
 */
gboolean
rk_loader_mem_end (RkLoader  *self,
                   guint32    entry,
                   GError   **error)
{
  guint8 body[8] = { 0 }; /* leave */

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  rk_rom_put_word (body + 4, entry);
  return _rk_loader_send (self, RK_ROM_MEM_END, body, sizeof body, 0, error);
}

/* Blocks for RAM need not make up sectors: one half more saves a round trip. */
static guint32
get_ram_block (RkLoader *self)
{
  guint32 size = _rk_loader_block_size (self, self->chip->ram_block);

  return _rk_loader_line_ms (self, size * 3 / 2) <= RK_LOADER_BLOCK_MS ? MIN (size * 3 / 2, self->chip->ram_block) : size;
}

/* Loads what is behind @done; the announcement is made anew, because it is not
 * known whether a block without answer has arrived. */
static gboolean
load_on (RkLoader      *self,
         guint32        address,
         const guint8  *bytes,
         guint32        length,
         guint32        block_size,
         guint32       *done,
         GCancellable  *cancellable,
         GError       **error)
{
  if (!mem_begin (self, address + *done, length - *done, block_size, cancellable, error))
    return FALSE;

  for (guint32 i = 0; *done < length; i++)
    {
      guint32 count = MIN (block_size, length - *done);

      if (!mem_data (self, i, bytes + *done, count, cancellable, error))
        {
          g_prefix_error (error, "block at 0x%08x: ", address + *done);
          return FALSE;
        }
      *done += count;
    }

  return TRUE;
}

/**
 * rk_loader_load_ram:
 * @self: a connected loader
 * @address: where in RAM, on a word boundary
 * @bytes: what to put there
 * @length: of @bytes
 * @cancellable: (nullable): ends it after the block that is on its way
 * @error: see the top of this file's header
 *
 * Puts a whole segment into RAM.  What is damaged on the way is sent again.
 *
 * Returns: whether all of it is there
 */
gboolean
rk_loader_load_ram (RkLoader      *self,
                    guint32        address,
                    const guint8  *bytes,
                    guint32        length,
                    GCancellable  *cancellable,
                    GError       **error)
{
  guint32 block_size = get_ram_block (self);
  guint32 done = 0;
  guint tries = 0;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  while (done < length)
    {
      g_autoptr(GError) problem = NULL;
      guint32 before = done;

      if (load_on (self, address, bytes, length, block_size, &done, cancellable, &problem))
        return TRUE;

      tries = done > before ? 1 : tries + 1;
      if (tries > RETRIES || !_rk_loader_may_retry (self, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      /* On a bad line, short blocks have better chances. */
      block_size = MAX (block_size / 4, SMALLEST_BLOCK);
      g_debug ("%s; trying again", problem->message);
      if (!_rk_loader_recover (self, problem, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * rk_loader_spi_set_params:
 * @self: a connected loader
 * @flash_size: of the flash chip, in bytes
 * @cancellable: (nullable): ends the wait
 * @error: see the top of this file's header
 *
 * Tells the ROM how large the flash chip is; it assumes 4 MiB otherwise and
 * refuses what is beyond.  (FlashDwnLdParamCfgMsgProc at 0x4000368c: id, size,
 * block, sector and page size, mask of the status bits.)
 *
 * Returns: whether it believes it
 */
gboolean
rk_loader_spi_set_params (RkLoader      *self,
                          guint32        flash_size,
                          GCancellable  *cancellable,
                          GError       **error)
{
  guint32 words[] = { 0, flash_size, 0x10000, RK_ROM_SECTOR_SIZE, 0x100, 0xffff };

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (!command_words (self, RK_ROM_SPI_SET_PARAMS, words, G_N_ELEMENTS (words), 0, NULL, cancellable, error))
    return FALSE;

  self->flash_limit = flash_size;
  return TRUE;
}

/**
 * rk_loader_flash_begin:
 * @self: a connected loader
 * @offset: where in flash, on a sector boundary
 * @erase_size: as rk_rom_erase_size() makes it; 0 erases nothing
 * @blocks: how many blocks of data will follow
 * @block_size: of each, in bytes
 * @cancellable: (nullable): ends the wait; the module goes on erasing
 * @error: see the top of this file's header
 *
 * Connects the flash chip, takes its write protection away (SPIEraseArea calls
 * SPIUnlock, whatever the size), erases and announces data.
 *
 * Returns: whether the loader is ready for it
 */
gboolean
rk_loader_flash_begin (RkLoader      *self,
                       guint32        offset,
                       guint32        erase_size,
                       guint32        blocks,
                       guint32        block_size,
                       GCancellable  *cancellable,
                       GError       **error)
{
  guint32 words[] = { erase_size, blocks, block_size, offset };
  /* Because of its error the ROM erases up to 16 sectors more. */
  guint sectors = erase_size == 0 ? 0 : erase_size / RK_ROM_SECTOR_SIZE + RK_ROM_SECTORS_PER_BLOCK;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (command_words (self, RK_ROM_FLASH_BEGIN, words, G_N_ELEMENTS (words),
                     sectors * SECTOR_ERASE_MS + 3 * STATUS_WRITE_MS, NULL, cancellable, error))
    return TRUE;

  g_prefix_error (error, "flash at 0x%x: ", offset);
  return FALSE;
}

/**
 * rk_loader_flash_data:
 * @self: a loader that data for flash was announced to
 * @sequence: number of the block, from 0
 * @bytes: the block
 * @length: of @bytes; padded with FF to @block_size
 * @block_size: as announced
 * @cancellable: (nullable): ends the wait
 * @error: see the top of this file's header
 *
 * The ROM writes the block, reads it back and compares.
 *
 * Returns: whether flash holds the block
 */
gboolean
rk_loader_flash_data (RkLoader      *self,
                      guint32        sequence,
                      const guint8  *bytes,
                      guint32        length,
                      guint32        block_size,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);
  g_return_val_if_fail (length <= block_size, FALSE);

  return command_data (self, RK_ROM_FLASH_DATA, sequence, bytes, length, block_size,
                       block_size * KIB_PROGRAM_MS / 1024, cancellable, error);
}

/**
 * rk_loader_flash_end:
 * @self: a connected loader
 * @cancellable: (nullable): ends the wait
 * @error: see the top of this file's header
 *
 * The ROM leaves its loader and runs what is in flash, whether it reports success
 * or not (FlashDwnLdStopReqMsgProc at 0x40003658).  When all that was announced
 * has been written, and as many bytes as were erased, it also write-protects the
 * flash chip.
 *
 * Returns: whether it reported success
 */
gboolean
rk_loader_flash_end (RkLoader      *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  guint32 reboot = 0;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return command_words (self, RK_ROM_FLASH_END, &reboot, 1, STATUS_WRITE_MS, NULL, cancellable, error);
}
