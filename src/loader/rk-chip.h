/* rk-chip.h: what differs between chips, and what was found out about one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_CHIP_EFUSE_WORDS 4
#define RK_CHIP_CRYSTALS    3

/**
 * RkChip:
 * @name: the family
 * @magic_register: a word of the ROM that tells families apart
 * @magic: what it reads as
 * @boot_baud: the rate of the ROM's boot text with the usual crystal
 * @efuse: addresses of the eFuse words, lowest first
 * @clock_divider: the register with the divider of UART 0
 * @clock_divider_mask: its bits
 * @clock_multiplier: of the crystal, for the clock that is divided
 * @crystals: the crystals there are, in MHz; 0 ends the list
 * @spi_base: the SPI controller that the flash chip is on
 * @spi_command: its registers, from the base on
 * @ram_block: the longest block of MEM_DATA, in bytes
 * @flash_block: the longest block of FLASH_DATA that is used, in bytes
 * @flash_limit: what the ROM believes the flash size to be until it is told, in
 *   bytes: it refuses to erase or write beyond
 *
 * A family of chips as data.
 */
typedef struct
{
  const char *name;
  guint32     magic_register;
  guint32     magic;
  guint       boot_baud;
  guint32     efuse[RK_CHIP_EFUSE_WORDS];
  guint32     clock_divider;
  guint32     clock_divider_mask;
  guint       clock_multiplier;
  guint       crystals[RK_CHIP_CRYSTALS];
  guint32     spi_base;
  guint32     spi_command;
  guint32     spi_address;
  guint32     spi_status;
  guint32     spi_data;
  guint32     ram_block;
  guint32     flash_block;
  guint32     flash_limit;
} RkChip;

/**
 * RkChipInfo:
 * @chip: the family
 * @name: the type: "ESP8266EX" or "ESP8285"
 * @mac: of the station interface
 * @chip_id: the number that the SDK calls the chip id
 * @crystal_mhz: 0 when it could not be found out (a stub runs)
 * @jedec_id: of the flash chip: vendor << 16 | type << 8 | capacity; 0 until read
 * @flash_vendor: (nullable): its name; %NULL when it is not known
 * @flash_size: in bytes, 0 when the id does not tell
 *
 * What was found out about a module.  A plain value: copy it by assignment.
 */
typedef struct
{
  const RkChip *chip;
  const char   *name;
  guint8        mac[6];
  guint32       chip_id;
  guint         crystal_mhz;
  guint32       jedec_id;
  const char   *flash_vendor;
  guint32       flash_size;
} RkChipInfo;

const RkChip *rk_chip_get_default      (void);
const RkChip *rk_chip_find             (guint32         magic);

void          rk_chip_info_set_efuse   (RkChipInfo     *info,
                                        const guint32   words[RK_CHIP_EFUSE_WORDS]);
void          rk_chip_info_set_divider (RkChipInfo     *info,
                                        guint           baud,
                                        guint32         divider);
void          rk_chip_info_set_jedec   (RkChipInfo     *info,
                                        guint32         jedec_id);
char         *rk_chip_info_format_mac  (const RkChipInfo *info);

const char   *rk_flash_vendor_name     (guint8          vendor);

G_END_DECLS
