/* rk-loader-flash.c: work on the flash with nothing but the ROM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-rom-commands.h"
#include "rk-spi-flash.h"

#define SECTOR_SIZE RK_ROM_SECTOR_SIZE
#define BLOCK_SIZE  (RK_ROM_SECTOR_SIZE * RK_ROM_SECTORS_PER_BLOCK)

/* How often a sector is tried again before that is reported. */
#define RETRIES 3

/**
 * rk_loader_identify:
 * @self: a connected loader
 * @info: (out caller-allocates): gets all but what concerns the flash chip
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_WRONG_CHIP, or as the commands in rk-rom-commands.h
 *
 * Asks who the module is.
 *
 * Returns: whether that is known
 */
gboolean
rk_loader_identify (RkLoader      *self,
                    RkChipInfo    *info,
                    GCancellable  *cancellable,
                    GError       **error)
{
  guint32 magic, divider, words[RK_CHIP_EFUSE_WORDS];

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (!rk_loader_read_register (self, self->chip->magic_register, &magic, cancellable, error))
    return FALSE;

  *info = (RkChipInfo){ .chip = rk_chip_find (magic) };
  if (info->chip == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_WRONG_CHIP, "this is no chip that is known: 0x%08x reads 0x%08x",
                   self->chip->magic_register, magic);
      return FALSE;
    }
  self->chip = info->chip;

  for (guint i = 0; i < RK_CHIP_EFUSE_WORDS; i++)
    if (!rk_loader_read_register (self, info->chip->efuse[i], &words[i], cancellable, error))
      return FALSE;
  rk_chip_info_set_efuse (info, words);

  /* A stub may have changed the clock since. */
  if (!self->stub)
    {
      if (!rk_loader_read_register (self, info->chip->clock_divider, &divider, cancellable, error))
        return FALSE;
      rk_chip_info_set_divider (info, rk_link_get_baud (self->link), divider);
    }

  return TRUE;
}

/* FLASH_BEGIN with nothing to do: connects the flash chip to the controller and
 * takes its write protection away.  The chip is still busy with that when the ROM
 * answers.  Firmware that went to deep sleep may have left it in deep power-down,
 * which it has to be woken from; awake, it takes no notice. */
static gboolean
attach_flash (RkLoader      *self,
              GCancellable  *cancellable,
              GError       **error)
{
  return rk_loader_flash_begin (self, 0, 0, 0, self->chip->flash_block, cancellable, error) &&
         rk_spi_flash_wake_up (self, cancellable, error) &&
         rk_spi_flash_wait_ready (self, RK_SPI_FLASH_STATUS_WRITE_MS, cancellable, error);
}

static gboolean
is_silent (guint32 jedec_id)
{
  return jedec_id == 0 || jedec_id == 0xffffff;
}

/**
 * rk_loader_read_flash_id:
 * @self: a connected loader
 * @info: gets the flash chip's id, vendor and size
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_FLASH_SILENT when the flash chip does not answer, or as the
 *   commands in rk-rom-commands.h
 *
 * Returns: whether the flash chip has an id
 */
gboolean
rk_loader_read_flash_id (RkLoader      *self,
                         RkChipInfo    *info,
                         GCancellable  *cancellable,
                         GError       **error)
{
  guint32 jedec_id;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (!attach_flash (self, cancellable, error) ||
      !rk_spi_flash_read_id (self, &jedec_id, cancellable, error))
    return FALSE;

  if (is_silent (jedec_id))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT, "the flash chip does not answer (id %06x)", jedec_id);
      return FALSE;
    }

  rk_chip_info_set_jedec (info, jedec_id);

  /* A stub asks for itself. */
  return self->stub || info->flash_size <= self->flash_limit ||
         rk_loader_spi_set_params (self, info->flash_size, cancellable, error);
}

/* FLASH_BEGIN has taken the protection away already, unless the chip refused. */
static gboolean
unprotect_flash (RkLoader      *self,
                 GCancellable  *cancellable,
                 GError       **error)
{
  guint8 status;

  if (!rk_spi_flash_read_status (self, &status, cancellable, error))
    return FALSE;
  if ((status & RK_SPI_FLASH_STATUS_PROTECT) == 0)
    return TRUE;

  if (!rk_spi_flash_write_status (self, 0, cancellable, error) ||
      !rk_spi_flash_read_status (self, &status, cancellable, error))
    return FALSE;
  if ((status & RK_SPI_FLASH_STATUS_PROTECT) == 0)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_REFUSED, "the flash chip stays write-protected (status 0x%02x)", status);
  return FALSE;
}

/* What was damaged or lost on the line can be sent again; what the chip could not
 * do will not work the second time either. */
gboolean
_rk_loader_may_retry (RkLoader     *self,
                      const GError *problem)
{
  if (g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST))
    return TRUE;
  return g_error_matches (problem, RK_ERROR, RK_ERROR_REFUSED) && self->last_error != RK_ROM_ERROR_FAILED;
}

static gboolean
erase_one (RkLoader      *self,
           guint32        offset,
           gboolean       block,
           GCancellable  *cancellable,
           GError       **error)
{
  for (guint tries = 0;; tries++)
    {
      g_autoptr(GError) problem = NULL;

      if (block ? rk_spi_flash_erase_block (self, offset, cancellable, &problem)
                : rk_spi_flash_erase_sector (self, offset, cancellable, &problem))
        return TRUE;

      g_prefix_error (&problem, "erasing at 0x%x: ", offset);
      if (tries == RETRIES || !_rk_loader_may_retry (self, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      g_debug ("%s; trying again", problem->message);
      if (!_rk_loader_recover (self, problem, cancellable, error))
        return FALSE;
    }
}

/**
 * rk_loader_erase_region:
 * @self: a connected loader
 * @offset: where to begin, on a sector boundary
 * @length: how much, whole sectors; the size of the flash chip for all of it
 * @progress: (nullable) (scope call): told after each step, in bytes
 * @user_data: for @progress
 * @cancellable: (nullable): ends it after the step that is under way
 * @error: %RK_ERROR_INVALID for what is not on a boundary, %RK_ERROR_FLASH_SILENT,
 *   %RK_ERROR_REFUSED for a chip that stays protected, or as the commands in
 *   rk-rom-commands.h
 *
 * Erases exactly this region, in steps of 64 KiB where that is possible.  It does
 * not use FLASH_BEGIN for it, which erases too much: see rk_rom_erase_size().
 *
 * Returns: whether all of it was erased
 */
gboolean
rk_loader_erase_region (RkLoader              *self,
                        guint32                offset,
                        guint32                length,
                        RkLoaderProgressFunc   progress,
                        gpointer               user_data,
                        GCancellable          *cancellable,
                        GError               **error)
{
  guint32 done = 0;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (offset % SECTOR_SIZE != 0 || length % SECTOR_SIZE != 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "cannot erase 0x%x bytes at 0x%x: not whole sectors",
                   length, offset);
      return FALSE;
    }

  if (!attach_flash (self, cancellable, error) || !unprotect_flash (self, cancellable, error))
    return FALSE;

  while (done < length)
    {
      gboolean block = (offset + done) % BLOCK_SIZE == 0 && length - done >= BLOCK_SIZE;

      if (!erase_one (self, offset + done, block, cancellable, error))
        return FALSE;

      done += block ? BLOCK_SIZE : SECTOR_SIZE;
      if (progress != NULL)
        progress (done, length, user_data);
    }

  return TRUE;
}

typedef struct
{
  RkLoader             *loader;
  guint32               offset;
  const guint8         *bytes;
  guint32               length;
  guint32               written; /* the ROM has read all before it back */
  RkLoaderProgressFunc  progress;
  gpointer              user_data;
  GCancellable         *cancellable;
} Write;

/* Writes from where it stands, which is a sector boundary, to the end. */
static gboolean
write_on (Write   *self,
          GError **error)
{
  RkLoader *loader = self->loader;
  guint32 block_size = _rk_loader_block_size (loader, loader->chip->flash_block);
  guint32 blocks = (self->length - self->written + block_size - 1) / block_size;

  if (!rk_loader_flash_begin (loader, self->offset + self->written, 0, blocks, block_size,
                              self->cancellable, error))
    return FALSE;

  for (guint32 i = 0; i < blocks; i++)
    {
      guint32 count = MIN (block_size, self->length - self->written);

      if (!rk_loader_flash_data (loader, i, self->bytes + self->written, count, block_size,
                                 self->cancellable, error))
        {
          g_prefix_error (error, "block %u of %u at 0x%x: ", i + 1, blocks, self->offset + self->written);
          return FALSE;
        }

      self->written += count;
      if (self->progress != NULL)
        self->progress (self->written, self->length, self->user_data);
    }

  return TRUE;
}

/* A block that was damaged on the line, or whose answer was, can be sent again:
 * writing the same bytes twice does no harm.  Where flash holds something else,
 * the sector is erased first. */
static gboolean
prepare_retry (Write         *self,
               const GError  *problem,
               GError       **error)
{
  RkLoader *loader = self->loader;
  gboolean refused = g_error_matches (problem, RK_ERROR, RK_ERROR_REFUSED);

  self->written -= self->written % SECTOR_SIZE;

  if (!_rk_loader_recover (loader, problem, self->cancellable, error))
    return FALSE;

  if (refused && loader->last_error == RK_ROM_ERROR_WRITE)
    return rk_loader_erase_region (loader, self->offset + self->written, SECTOR_SIZE,
                                   NULL, NULL, self->cancellable, error);
  return TRUE;
}

static gboolean
write_with_retries (Write   *self,
                    GError **error)
{
  guint32 sector = 0;
  guint tries = 0;

  while (TRUE)
    {
      g_autoptr(GError) problem = NULL;

      if (write_on (self, &problem))
        return TRUE;

      if (self->written / SECTOR_SIZE > sector)
        tries = 0;
      sector = self->written / SECTOR_SIZE;

      if (tries++ == RETRIES || !_rk_loader_may_retry (self->loader, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      g_debug ("%s; trying again", problem->message);
      if (!prepare_retry (self, problem, error))
        return FALSE;
    }
}

/**
 * rk_loader_write_flash:
 * @self: a connected loader
 * @offset: where to begin, on a sector boundary
 * @bytes: what to write, over erased flash
 * @length: of @bytes
 * @progress: (nullable) (scope call): told after each block, in bytes; goes back
 *   when a sector is written again
 * @user_data: for @progress
 * @cancellable: (nullable): ends it after the block that is on its way
 * @error: %RK_ERROR_INVALID for what is not on a boundary or out of the ROM's
 *   reach, %RK_ERROR_CONTENT_DIFFERS when flash does not take the bytes, or as the
 *   commands in rk-rom-commands.h
 *
 * Writes and has the ROM read back each block.  What is damaged on the way is sent
 * again, a few times.  The ROM compares by a checksum of one byte, so that damage
 * passes it once in 256 times: this is no proof that flash holds @bytes.
 *
 * Returns: whether the ROM found nothing wrong
 */
gboolean
rk_loader_write_flash (RkLoader              *self,
                       guint32                offset,
                       const guint8          *bytes,
                       guint32                length,
                       RkLoaderProgressFunc   progress,
                       gpointer               user_data,
                       GCancellable          *cancellable,
                       GError               **error)
{
  Write write = { self, offset, bytes, length, 0, progress, user_data, cancellable };
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (offset % SECTOR_SIZE != 0 || (guint64)offset + length > self->flash_limit)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                   "the ROM cannot write 0x%x bytes at 0x%x: it begins at whole sectors and ends at 0x%x",
                   length, offset, self->flash_limit);
      return FALSE;
    }

  if (length == 0 || write_with_retries (&write, &problem))
    return TRUE;

  if (g_error_matches (problem, RK_ERROR, RK_ERROR_REFUSED) && self->last_error == RK_ROM_ERROR_WRITE)
    problem->code = RK_ERROR_CONTENT_DIFFERS;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
