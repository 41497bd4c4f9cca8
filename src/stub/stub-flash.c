/* stub-flash.c: the flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers as in Espressif's spi_register.h.  The functions of the ROM are not
 * used for it: they move 32 bytes at a time, wait, and know no chip above 4 MiB.
 */

#include "stub.h"

#define SPI_CMD       REG (0x60000200)
#define SPI_ADDR      REG (0x60000204)
#define SPI_CTRL      REG (0x60000208)
#define SPI_RD_STATUS REG (0x60000210)
#define SPI_USER      REG (0x6000021c)
#define SPI_USER1     REG (0x60000220)
#define SPI_USER2     REG (0x60000224)
#define SPI_W         ((volatile uint32_t *)0x60000240)

#define CMD_READ      (1u << 31)
#define CMD_WREN      (1u << 30)
#define CMD_RDID      (1u << 28)
#define CMD_RDSR      (1u << 27)
#define CMD_WRSR      (1u << 26)
#define CMD_PP        (1u << 25)
#define CMD_SE        (1u << 24)
#define CMD_BE        (1u << 23)
#define CMD_CE        (1u << 22)
#define CMD_USR       (1u << 18)

#define CTRL_FASTRD   (1u << 13)
#define CTRL_DOUT     (1u << 14)
#define CTRL_QOUT     (1u << 20)
#define CTRL_WRSR_2B  (1u << 22)
#define CTRL_DIO      (1u << 23)
#define CTRL_QIO      (1u << 24)
#define CTRL_CLOCK    0x1fffu
#define CTRL_MODES    (CTRL_FASTRD | CTRL_DOUT | CTRL_QOUT | CTRL_DIO | CTRL_QIO)

/* The clock of the bus divided: count, half and length, each less one. */
#define CLOCK_BY_4    0x313u
#define CLOCK_BY_2    0x101u

/* A command that the controller has no bit for: opcode and 24 bits of address. */
#define USER_COMMAND  (1u << 31)
#define USER_ADDRESS  (1u << 30)
#define USER1_ADDRESS (23u << 26)
#define USER2_COMMAND (7u << 28)
#define ERASE_HALF    0x52u

#define STATUS_BUSY    1u
#define STATUS_PROTECT 0x1cu

#define STATUS_WRITE_MS 500u

/* Sizes that the capacity of a JEDEC id can mean. */
#define CAPACITY_MIN 0x12u
#define CAPACITY_MAX 0x18u

static uint32_t flash_size;

/* Until then its registers are the controller's. */
static void
wait_for_controller (void)
{
  while (SPI_CMD != 0)
    ;
}

static void
command (uint32_t bit)
{
  wait_for_controller ();
  SPI_CMD = bit;
  wait_for_controller ();
}

void
flash_begin (void)
{
  uint32_t capacity;

  SelectSpiFunction ();
  spi_flash_attach ();
  flash_wait (STATUS_WRITE_MS);
  flash_set_fast (true);

  capacity = flash_read_id () & 0xff;
  if (capacity < CAPACITY_MIN || capacity > CAPACITY_MAX)
    capacity = CAPACITY_MAX;
  flash_size = 1u << capacity;
}

/* As the ROM expects it. */
void
flash_end (void)
{
  flash_set_fast (false);
  SPI_USER = 4;
}

uint32_t
flash_get_size (void)
{
  return flash_size;
}

uint32_t
flash_read_id (void)
{
  uint32_t bytes;

  SPI_W[0] = 0;
  command (CMD_RDID);
  bytes = SPI_W[0];
  return (bytes & 0xff) << 16 | (bytes & 0xff00) | (bytes >> 16 & 0xff);
}

uint32_t
flash_read_status (void)
{
  wait_for_controller ();
  SPI_RD_STATUS = 0;
  command (CMD_RDSR);
  return SPI_RD_STATUS & 0xff;
}

RkStubStatus
flash_wait (uint32_t limit_ms)
{
  uint32_t start = get_ticks ();

  while ((flash_read_status () & STATUS_BUSY) != 0)
    if (get_ticks () - start > limit_ms * TICKS_PER_MS)
      return RK_STUB_FLASH_BUSY;

  return RK_STUB_OK;
}

/* Where it is not protected, nothing is written: that would cost 10 ms. */
RkStubStatus
flash_unprotect (void)
{
  if (flash_wait (STATUS_WRITE_MS) != RK_STUB_OK)
    return RK_STUB_FLASH_BUSY;
  if ((flash_read_status () & STATUS_PROTECT) == 0)
    return RK_STUB_OK;

  command (CMD_WREN);
  SPI_CTRL &= ~CTRL_WRSR_2B;
  SPI_RD_STATUS = 0;
  command (CMD_WRSR);
  if (flash_wait (STATUS_WRITE_MS) != RK_STUB_OK)
    return RK_STUB_FLASH_BUSY;

  return (flash_read_status () & STATUS_PROTECT) == 0 ? RK_STUB_OK : RK_STUB_PROTECTED;
}

/* Fast: two lines, half the clock of the bus, that is 26 MHz. */
void
flash_set_fast (bool fast)
{
  uint32_t rest = SPI_CTRL & ~(CTRL_CLOCK | CTRL_MODES);

  SPI_CTRL = rest | (fast ? CLOCK_BY_2 | CTRL_FASTRD | CTRL_DOUT : CLOCK_BY_4);
}

/* Fast, if the flash chip and its wires read the same that way. */
void
flash_choose_mode (uint32_t offset)
{
  uint32_t slow[FLASH_CHUNK / 4], fast[FLASH_CHUNK / 4];
  uint32_t difference = 0;

  flash_set_fast (false);
  flash_read (offset, slow, FLASH_CHUNK);
  flash_set_fast (true);
  flash_read (offset, fast, FLASH_CHUNK);

  for (uint32_t i = 0; i < FLASH_CHUNK / 4; i++)
    difference |= slow[i] ^ fast[i];
  if (difference != 0)
    flash_set_fast (false);
}

/* A chunk: it comes while the core does something else. */
HOT void
flash_begin_read (uint32_t offset)
{
  SPI_ADDR = offset | FLASH_CHUNK << 24;
  SPI_CMD = CMD_READ;
}

HOT void
flash_end_read (uint32_t words[FLASH_CHUNK / 4])
{
  wait_for_controller ();
#pragma GCC unroll 16
  for (uint32_t i = 0; i < FLASH_CHUNK / 4; i++)
    words[i] = SPI_W[i];
}

/* Whole chunks. */
HOT void
flash_read (uint32_t  offset,
            uint32_t *words,
            uint32_t  count)
{
  for (; count != 0; count -= FLASH_CHUNK, offset += FLASH_CHUNK, words += FLASH_CHUNK / 4)
    {
      flash_begin_read (offset);
      flash_end_read (words);
    }
}

/* The next three begin something; the flash chip is busy with it afterwards. */
HOT void
flash_program (uint32_t        offset,
               const uint32_t *words)
{
  command (CMD_WREN);
  SPI_ADDR = offset | FLASH_CHUNK << 24;
#pragma GCC unroll 16
  for (uint32_t i = 0; i < FLASH_CHUNK / 4; i++)
    SPI_W[i] = words[i];
  SPI_CMD = CMD_PP;
}

static void
erase_half (uint32_t address)
{
  uint32_t user = SPI_USER;

  SPI_USER1 = USER1_ADDRESS;
  SPI_USER2 = USER2_COMMAND | ERASE_HALF;
  SPI_ADDR = address << 8;
  SPI_USER = USER_COMMAND | USER_ADDRESS;
  command (CMD_USR);
  SPI_USER = user;
}

/* @count: 1, 8 or 16 sectors, on a boundary of so many. */
void
flash_erase (uint32_t sector,
             uint32_t count)
{
  uint32_t address = sector * RK_STUB_SECTOR;

  command (CMD_WREN);
  if (count == 8)
    {
      erase_half (address);
      return;
    }
  SPI_ADDR = address;
  command (count == 16 ? CMD_BE : CMD_SE);
}

void
flash_erase_chip (void)
{
  command (CMD_WREN);
  command (CMD_CE);
}
