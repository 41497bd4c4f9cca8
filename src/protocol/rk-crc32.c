/* rk-crc32.c: the CRC-32 of Ethernet and zip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-crc32.h"

#define POLYNOMIAL 0xedb88320u /* IEEE 802.3, reflected */

/**
 * rk_crc32_make_table:
 * @table: to be filled
 *
 * Makes what rk_crc32_update() looks up.
 */
void
rk_crc32_make_table (uint32_t table[RK_CRC32_TABLE])
{
  for (uint32_t i = 0; i < RK_CRC32_TABLE; i++)
    {
      uint32_t value = i;

      for (int bit = 0; bit < 8; bit++)
        value = value >> 1 ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
      table[i] = value;
    }
}

/**
 * rk_crc32_update:
 * @table: as rk_crc32_make_table() made it
 * @crc: of the bytes before; 0 at the beginning
 * @bytes: the next ones
 * @count: of @bytes
 *
 * Returns: the CRC-32 of all of them
 */
uint32_t
rk_crc32_update (const uint32_t  table[RK_CRC32_TABLE],
                 uint32_t        crc,
                 const uint8_t  *bytes,
                 size_t          count)
{
  crc = ~crc;
  for (; count > 0; count--)
    crc = table[(crc ^ *bytes++) & 0xff] ^ crc >> 8;
  return ~crc;
}
