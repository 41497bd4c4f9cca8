/* rk-crc32.h: the CRC-32 of Ethernet and zip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain C11.  The table is the caller's, so that the program on the chip, where
 * every byte has to be loaded over the line, can make it in place.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RK_CRC32_TABLE 256

/* The CRC of bytes with their own CRC behind them, lowest byte first. */
#define RK_CRC32_RESIDUE 0x2144df1cu

void     rk_crc32_make_table (uint32_t        table[RK_CRC32_TABLE]);
uint32_t rk_crc32_update     (const uint32_t  table[RK_CRC32_TABLE],
                              uint32_t        crc,
                              const uint8_t  *bytes,
                              size_t          count);

#ifdef __cplusplus
}
#endif
