/* rom-flash.c: the SPI flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

/* SPI_CMD: one bit a command. */
#define CMD_READ          0x80000000
#define CMD_WREN          0x40000000
#define CMD_RDSR          0x08000000
#define CMD_WRSR          0x04000000
#define CMD_PP            0x02000000
#define CMD_SE            0x01000000
#define CMD_BE            0x00800000
#define CMD_CE            0x00400000
#define CMD_RESUME        0x00100000

/* SPI_CTRL */
#define CTRL_FASTRD       0x00002000
#define CTRL_DOUT         0x00004000
#define CTRL_AHB          0x00020000
#define CTRL_QOUT         0x00100000
#define CTRL_WRSR_2B      0x00400000
#define CTRL_DIO          0x00800000
#define CTRL_QIO          0x01000000
#define CTRL_MODES        (CTRL_FASTRD | CTRL_DOUT | CTRL_QOUT | CTRL_DIO | CTRL_QIO)
#define CTRL_DEFAULT      0x00288000
#define CTRL_CLOCK_BY_4   0x00000313

#define STATUS_BUSY       0x01
#define STATUS_WEL        0x02
#define STATUS_PROTECT    0x1c
#define STATUS_QE         0x0200

#define CHUNK             32 /* bytes in one command */
#define ADDRESS_MASK      0x00ffffff

#define CACHE_FLUSH       0x00000001
#define CACHE_FLUSHED     0x00000002
#define CACHE_ENABLED     0x00000100

uint32_t SPI_read_status   (SpiFlashChip *chip,
                            uint32_t     *status);
uint32_t SPI_write_status  (SpiFlashChip *chip,
                            uint32_t      status);
uint32_t SPI_write_enable  (SpiFlashChip *chip);
uint32_t Wait_SPI_Idle     (SpiFlashChip *chip);
uint32_t SPIEraseChip      (void);
uint32_t SPIEraseBlock     (uint32_t      block);
uint32_t SPIEraseSector    (uint32_t      sector);
void     Cache_Read_Enable (uint32_t      odd_even,
                            uint32_t      megabytes,
                            uint32_t      both_banks);

static void
command (uint32_t bit)
{
  SPI_CMD = bit;
  while (SPI_CMD != 0)
    ;
}

/* The six lines of the flash get the function "SPI". */
void
SelectSpiFunction (void)
{
  for (uint32_t offset = 0x1c; offset <= 0x30; offset += 4)
    {
      IOMUX (offset) &= ~0x80;
      IOMUX (offset) = (IOMUX (offset) & ~IOMUX_FUNCTION) | 0x10;
    }
  REG (0x60000d48) = 0;
}

static void
configure_clock (void)
{
  SPI_USER |= 4;
  SPI_CTRL &= ~0x1000;
  IOMUX (0) &= ~0x100;
  SPI_CTRL = CTRL_DEFAULT | CTRL_CLOCK_BY_4;
  command (CMD_RESUME);
}

void
spi_flash_attach (void)
{
  SelectSpiFunction ();
  configure_clock ();
  SPIReadModeCnfig (5);
}

uint32_t
SPI_read_status (SpiFlashChip *chip,
                 uint32_t     *status)
{
  uint32_t value;

  do
    {
      SPI_RD_STATUS = 0;
      command (CMD_RDSR);
      value = SPI_RD_STATUS & chip->status_mask;
    }
  while ((value & STATUS_BUSY) != 0);
  *status = value;

  return 0;
}

uint32_t
Wait_SPI_Idle (SpiFlashChip *chip)
{
  uint32_t status;

  while ((DPORT_CACHE & 0x200) != 0)
    ;
  return SPI_read_status (chip, &status);
}

uint32_t
SPI_write_status (SpiFlashChip *chip,
                  uint32_t      status)
{
  Wait_SPI_Idle (chip);
  SPI_RD_STATUS = status;
  command (CMD_WRSR);
  return 0;
}

uint32_t
SPI_write_enable (SpiFlashChip *chip)
{
  uint32_t status = 0;

  Wait_SPI_Idle (chip);
  command (CMD_WREN);
  while ((status & STATUS_WEL) == 0)
    SPI_read_status (chip, &status);

  return 0;
}

uint32_t
SPIUnlock (void)
{
  return SPI_write_enable (flashchip) != 0 || SPI_write_status (flashchip, 0) != 0;
}

uint32_t
SPILock (void)
{
  return SPI_write_enable (flashchip) != 0 || SPI_write_status (flashchip, STATUS_PROTECT) != 0;
}

static void
set_quad (uint32_t on)
{
  uint32_t status = 0;

  SPI_CTRL |= CTRL_WRSR_2B;
  SPI_write_enable (flashchip);
  if (!on)
    SPI_read_status (flashchip, &status);
  SPI_write_status (flashchip, on ? STATUS_QE : status & 0xff);
}

/* 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, 4 fast, 5 slow */
uint32_t
SPIReadModeCnfig (uint32_t mode)
{
  static const uint32_t bits[] = {
    CTRL_QIO | CTRL_FASTRD, CTRL_QOUT | CTRL_FASTRD, CTRL_DIO | CTRL_FASTRD, CTRL_DOUT | CTRL_FASTRD, CTRL_FASTRD,
  };

  SPI_CTRL &= ~CTRL_MODES;
  set_quad (mode <= 1);
  if (mode < sizeof bits / sizeof *bits)
    SPI_CTRL |= bits[mode];

  return 0;
}

uint32_t
SPIEraseChip (void)
{
  SPI_write_enable (flashchip);
  Wait_SPI_Idle (flashchip);
  command (CMD_CE);
  Wait_SPI_Idle (flashchip);
  return 0;
}

static uint32_t
erase (uint32_t number,
       uint32_t size,
       uint32_t bit)
{
  if (number >= flashchip->chip_size / size)
    return 1;

  SPI_write_enable (flashchip);
  Wait_SPI_Idle (flashchip);
  SPI_ADDR = (number * size) & ADDRESS_MASK;
  command (bit);
  Wait_SPI_Idle (flashchip);

  return 0;
}

uint32_t
SPIEraseBlock (uint32_t block)
{
  return erase (block, flashchip->block_size, CMD_BE);
}

uint32_t
SPIEraseSector (uint32_t sector)
{
  return erase (sector, flashchip->sector_size, CMD_SE);
}

/* The sectors up to the next block are counted twice, as on the chip: they are
 * erased and then not taken off the total. */
uint32_t
SPIEraseArea (uint32_t offset,
              uint32_t size)
{
  uint32_t sector_size = flashchip->sector_size;
  uint32_t per_block = flashchip->block_size / sector_size;
  uint32_t sector = offset / sector_size;
  uint32_t total = (size + sector_size - 1) / sector_size;
  uint32_t head = per_block - sector % per_block;

  SPIReadModeCnfig (5);
  if (offset + size > flashchip->chip_size || offset % sector_size != 0 || SPIUnlock () != 0)
    return 1;

  if (head > total)
    head = total;
  for (; head != 0; head--)
    {
      if (SPIEraseSector (sector++) != 0)
        return 1;
    }
  for (; total > per_block; total -= per_block, sector += per_block)
    {
      if (SPIEraseBlock (sector / per_block) != 0)
        return 1;
    }
  for (; total != 0; total--)
    {
      if (SPIEraseSector (sector++) != 0)
        return 1;
    }

  return 0;
}

/* Not across a page. */
static uint32_t
program (uint32_t        offset,
         const uint32_t *source,
         int32_t         count)
{
  if ((count & 3) != 0)
    return 1;

  Wait_SPI_Idle (flashchip);
  for (; count > 0; count -= CHUNK, offset += CHUNK)
    {
      int32_t part = count < CHUNK ? count : CHUNK;

      SPI_ADDR = (offset & ADDRESS_MASK) | (uint32_t)part << 24;
      for (int32_t i = 0; i < part / 4; i++)
        SPI_W (i) = *source++;
      SPI_write_enable (flashchip);
      command (CMD_PP);
      Wait_SPI_Idle (flashchip);
    }

  return 0;
}

uint32_t
SPIWrite (uint32_t        offset,
          const uint32_t *source,
          uint32_t        count)
{
  uint32_t page = flashchip->page_size;
  uint32_t part = page - offset % page;

  if (offset + count > flashchip->chip_size)
    return 1;

  for (; count != 0; offset += part, source += part / 4, count -= part, part = page)
    {
      if (part > count)
        part = count;
      if (program (offset, source, part) != 0)
        return 1;
    }

  return 0;
}

/* Rounds up to whole words. */
uint32_t
SPIRead (uint32_t  offset,
         uint32_t *target,
         uint32_t  count)
{
  int32_t left = count;

  if (offset + count > flashchip->chip_size)
    return 1;

  Wait_SPI_Idle (flashchip);
  for (; left > 0; left -= CHUNK, offset += CHUNK)
    {
      uint32_t part = left < CHUNK ? left : CHUNK;

      SPI_ADDR = (offset & ADDRESS_MASK) | part << 24;
      command (CMD_READ);
      for (uint32_t i = 0; i < (part + 3) / 4; i++)
        *target++ = SPI_W (i);
    }

  return 0;
}

uint32_t
SPIParamCfg (uint32_t device_id,
             uint32_t chip_size,
             uint32_t block_size,
             uint32_t sector_size,
             uint32_t page_size,
             uint32_t status_mask)
{
  flashchip->device_id = device_id;
  flashchip->chip_size = chip_size;
  flashchip->block_size = block_size;
  flashchip->sector_size = sector_size;
  flashchip->page_size = page_size;
  flashchip->status_mask = status_mask;

  return 0;
}

static void
flush_cache (void)
{
  while ((DPORT_CACHE & CACHE_ENABLED) != 0)
    DPORT_CACHE &= ~CACHE_ENABLED;
  SPI_CTRL &= ~CTRL_AHB;
  DPORT_CACHE &= ~CACHE_FLUSH;
  DPORT_CACHE |= CACHE_FLUSH;
  while ((DPORT_CACHE & CACHE_FLUSHED) == 0)
    ;
  DPORT_CACHE &= ~CACHE_FLUSH;
}

void
Cache_Read_Disable (void)
{
  flush_cache ();
}

/* Shows one megabyte of the flash, 2 * megabytes + odd_even, at 0x40200000. */
void
Cache_Read_Enable (uint32_t odd_even,
                   uint32_t megabytes,
                   uint32_t both_banks)
{
  uint32_t value;

  flush_cache ();
  SPI_CTRL |= CTRL_AHB;
  value = DPORT_CACHE & ~0x07070000u;
  if (odd_even == 1)
    value |= 0x02000000;
  else if (odd_even != 0)
    value |= 0x01000000;
  DPORT_CACHE = value | (megabytes & 7) << 16 | (both_banks != 0) << 26;
  DPORT_CACHE_RAM |= both_banks != 0 ? 0x18 : 0x08;
  while ((DPORT_CACHE & CACHE_ENABLED) == 0)
    DPORT_CACHE |= CACHE_ENABLED;
}
