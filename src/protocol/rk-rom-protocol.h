/* rk-rom-protocol.h: the commands of the ESP8266's boot loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and layouts as in Espressif's description of the serial protocol
 * (esptool documentation, "Serial Protocol") and the disassembly of the boot ROM
 * (trebisky/esp8266, reverse/bootrom).  Plain C11; numbers on the line are
 * little-endian and are put together byte by byte.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
  RK_ROM_FLASH_BEGIN    = 0x02,
  RK_ROM_FLASH_DATA     = 0x03,
  RK_ROM_FLASH_END      = 0x04,
  RK_ROM_MEM_BEGIN      = 0x05,
  RK_ROM_MEM_END        = 0x06,
  RK_ROM_MEM_DATA       = 0x07,
  RK_ROM_SYNC           = 0x08,
  RK_ROM_WRITE_REG      = 0x09,
  RK_ROM_READ_REG       = 0x0a,
  RK_ROM_SPI_SET_PARAMS = 0x0b,
} RkRomCommand;

/* The second status byte, when the first one says failed. */
typedef enum
{
  RK_ROM_ERROR_INVALID  = 0x05, /* length, sequence or size; also: no such command */
  RK_ROM_ERROR_FAILED   = 0x06, /* could not act on it: erase, attach */
  RK_ROM_ERROR_CHECKSUM = 0x07, /* of the data, as it came over the line */
  RK_ROM_ERROR_WRITE    = 0x08, /* flash does not hold what was written to it */
  RK_ROM_ERROR_READ     = 0x09,
  RK_ROM_ERROR_LENGTH   = 0x0a,
  RK_ROM_ERROR_DEFLATE  = 0x0b,
} RkRomError;

#define RK_ROM_DIRECTION_REQUEST 0x00u
#define RK_ROM_DIRECTION_REPLY   0x01u

#define RK_ROM_HEADER_LENGTH     8u /* direction, command, length, checksum or value */
#define RK_ROM_STATUS_LENGTH     2u /* at the end of a reply: failed or not, which error */
#define RK_ROM_DATA_HEADER       16u /* of FLASH_DATA and MEM_DATA: length, sequence, 0, 0 */

/* SYNC: a marker and a run of 0x55, on which the ROM measures the bit time. */
#define RK_ROM_SYNC_LENGTH       36u
#define RK_ROM_SYNC_REPLIES      8u
/* The value of its reply is the marker as a number; a stub says 0 instead. */
#define RK_ROM_SYNC_VALUE        0x20120707u

#define RK_ROM_CHECKSUM_SEED     0xefu
#define RK_ROM_SECTOR_SIZE       0x1000u
#define RK_ROM_SECTORS_PER_BLOCK 16u

/**
 * RkRomReply:
 * @command: the command that is answered
 * @value: meaningful for READ_REG and SYNC only
 * @failed: whether the command failed
 * @error: then why; a #RkRomError
 * @body: what stands between header and status
 * @body_length: of @body, 0 for all commands of the ROM
 */
typedef struct
{
  uint8_t        command;
  uint32_t       value;
  bool           failed;
  uint8_t        error;
  const uint8_t *body;
  size_t         body_length;
} RkRomReply;

void        rk_rom_put_word      (uint8_t          bytes[4],
                                  uint32_t         value);
uint32_t    rk_rom_get_word      (const uint8_t    bytes[4]);
uint8_t     rk_rom_checksum      (const uint8_t   *bytes,
                                  size_t           length);
void        rk_rom_pack_request  (uint8_t          header[RK_ROM_HEADER_LENGTH],
                                  RkRomCommand     command,
                                  uint16_t         body_length,
                                  uint32_t         checksum);
void        rk_rom_pack_sync     (uint8_t          body[RK_ROM_SYNC_LENGTH]);
bool        rk_rom_unpack_reply  (const uint8_t   *frame,
                                  size_t           length,
                                  RkRomReply      *reply);
uint32_t    rk_rom_erase_size    (uint32_t         offset,
                                  uint32_t         length);
const char *rk_rom_command_name  (uint8_t          command);
const char *rk_rom_error_name    (uint8_t          error);

#ifdef __cplusplus
}
#endif
