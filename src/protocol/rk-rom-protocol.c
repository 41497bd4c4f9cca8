/* rk-rom-protocol.c: the commands of the ESP8266's boot loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-rom-protocol.h"

/**
 * rk_rom_put_word:
 * @bytes: where it goes
 * @value: a number
 *
 * Puts a number the way it goes over the line, least significant byte first.
 */
void
rk_rom_put_word (uint8_t  bytes[4],
                 uint32_t value)
{
  bytes[0] = value & 0xff;
  bytes[1] = (value >> 8) & 0xff;
  bytes[2] = (value >> 16) & 0xff;
  bytes[3] = (value >> 24) & 0xff;
}

/**
 * rk_rom_get_word:
 * @bytes: four bytes as they came over the line
 *
 * Returns: the number they are
 */
uint32_t
rk_rom_get_word (const uint8_t bytes[4])
{
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/**
 * rk_rom_checksum:
 * @bytes: the data of a FLASH_DATA or MEM_DATA command, without its header
 * @length: of @bytes
 *
 * Returns: the checksum the ROM compares with
 */
uint8_t
rk_rom_checksum (const uint8_t *bytes,
                 size_t         length)
{
  uint8_t sum = RK_ROM_CHECKSUM_SEED;

  for (size_t i = 0; i < length; i++)
    sum ^= bytes[i];
  return sum;
}

/**
 * rk_rom_pack_request:
 * @header: where it goes
 * @command: what to do
 * @body_length: of what follows the header
 * @checksum: of the data, 0 for commands without
 *
 * Makes the header of a request.
 */
void
rk_rom_pack_request (uint8_t      header[RK_ROM_HEADER_LENGTH],
                     RkRomCommand command,
                     uint16_t     body_length,
                     uint32_t     checksum)
{
  header[0] = RK_ROM_DIRECTION_REQUEST;
  header[1] = (uint8_t)command;
  header[2] = body_length & 0xff;
  header[3] = (body_length >> 8) & 0xff;
  rk_rom_put_word (header + 4, checksum);
}

/**
 * rk_rom_pack_sync:
 * @body: where it goes
 *
 * Makes the body of SYNC.
 */
void
rk_rom_pack_sync (uint8_t body[RK_ROM_SYNC_LENGTH])
{
  static const uint8_t marker[] = { 0x07, 0x07, 0x12, 0x20 };

  for (size_t i = 0; i < RK_ROM_SYNC_LENGTH; i++)
    body[i] = i < sizeof marker ? marker[i] : 0x55;
}

/**
 * rk_rom_unpack_reply:
 * @frame: the content of a SLIP frame
 * @length: of @frame
 * @reply: what it says; its body points into @frame
 *
 * Returns: whether @frame is a reply; @reply is filled in only then
 */
bool
rk_rom_unpack_reply (const uint8_t *frame,
                     size_t         length,
                     RkRomReply    *reply)
{
  const uint8_t *status;
  size_t         following;

  if (length < RK_ROM_HEADER_LENGTH + RK_ROM_STATUS_LENGTH || frame[0] != RK_ROM_DIRECTION_REPLY)
    return false;

  following = (size_t)frame[2] | (size_t)frame[3] << 8;
  if (following != length - RK_ROM_HEADER_LENGTH)
    return false;

  status = frame + length - RK_ROM_STATUS_LENGTH;
  *reply = (RkRomReply){
    .command = frame[1],
    .value = rk_rom_get_word (frame + 4),
    .failed = status[0] != 0,
    .error = status[1],
    .body = frame + RK_ROM_HEADER_LENGTH,
    .body_length = following - RK_ROM_STATUS_LENGTH,
  };
  return true;
}

/**
 * rk_rom_erase_size:
 * @offset: where the erasing begins, in bytes
 * @length: how much is to be erased, in bytes
 *
 * The ROM (SPIEraseArea at 0x40004b44) erases the sectors up to the next 64 KiB
 * boundary one by one, and then once more as many sectors as it was told in all,
 * instead of those that remain.  This is the size to tell it so that what it
 * erases covers the region.  It cannot always be hit exactly: where the region
 * has an odd number of sectors and ends before twice the way to the boundary, one
 * sector more than asked for is erased, and a single sector never can be erased
 * alone.
 *
 * Returns: the size for FLASH_BEGIN, in bytes, a multiple of the sector size
 */
uint32_t
rk_rom_erase_size (uint32_t offset,
                   uint32_t length)
{
  uint32_t first = offset / RK_ROM_SECTOR_SIZE;
  uint64_t end = (uint64_t)offset + length;
  uint32_t total, head;

  if (length == 0)
    return 0;

  total = (uint32_t)((end + RK_ROM_SECTOR_SIZE - 1) / RK_ROM_SECTOR_SIZE) - first;
  head = RK_ROM_SECTORS_PER_BLOCK - first % RK_ROM_SECTORS_PER_BLOCK;

  if (total < 2 * head)
    return (total + 1) / 2 * RK_ROM_SECTOR_SIZE;

  return (total - head) * RK_ROM_SECTOR_SIZE;
}

/**
 * rk_rom_command_name:
 * @command: a command number
 *
 * Returns: its name as in the documentation; "?" when it is not known
 */
const char *
rk_rom_command_name (uint8_t command)
{
  static const char *const names[] = {
    [RK_ROM_FLASH_BEGIN] = "FLASH_BEGIN",
    [RK_ROM_FLASH_DATA] = "FLASH_DATA",
    [RK_ROM_FLASH_END] = "FLASH_END",
    [RK_ROM_MEM_BEGIN] = "MEM_BEGIN",
    [RK_ROM_MEM_END] = "MEM_END",
    [RK_ROM_MEM_DATA] = "MEM_DATA",
    [RK_ROM_SYNC] = "SYNC",
    [RK_ROM_WRITE_REG] = "WRITE_REG",
    [RK_ROM_READ_REG] = "READ_REG",
    [RK_ROM_SPI_SET_PARAMS] = "SPI_SET_PARAMS",
  };

  if (command < sizeof names / sizeof names[0] && names[command] != NULL)
    return names[command];
  return "?";
}

/**
 * rk_rom_error_name:
 * @error: the second status byte of a reply that failed
 *
 * Returns: what it means, in a few words; "unknown error" when it is not known
 */
const char *
rk_rom_error_name (uint8_t error)
{
  switch (error)
    {
    case RK_ROM_ERROR_INVALID:
      return "invalid message";
    case RK_ROM_ERROR_FAILED:
      return "failed to act";
    case RK_ROM_ERROR_CHECKSUM:
      return "wrong checksum";
    case RK_ROM_ERROR_WRITE:
      return "flash does not hold what was written";
    case RK_ROM_ERROR_READ:
      return "flash cannot be read";
    case RK_ROM_ERROR_LENGTH:
      return "wrong read length";
    case RK_ROM_ERROR_DEFLATE:
      return "cannot inflate";
    default:
      return "unknown error";
    }
}
