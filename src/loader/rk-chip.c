/* rk-chip.c: what differs between chips, and what was found out about one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-chip.h"

#include <stdlib.h>

/* In Hz for each MHz.  The divider is a whole number, at the highest rates only
 * about 50, and the crystals are 8 % apart. */
#define CRYSTAL_TOLERANCE 35000

/* Registers: Espressif's ESP8266_NONOS_SDK (eagle_soc.h, uart_register.h) and
 * esptool (targets/esp8266.py).  The boot text's rate is what the ROM's divider
 * for 115200 baud at 40 MHz makes of a 26 MHz crystal.  Block sizes and the flash
 * limit: the boot ROM, at 0x40003534 (blocks) and SPIEraseArea (limit). */
static const RkChip chips[] = {
  {
      .name = "ESP8266",
      .magic_register = 0x40001000,
      .magic = 0xfff0c101,
      .boot_baud = 74880,
      .efuse = { 0x3ff00050, 0x3ff00054, 0x3ff00058, 0x3ff0005c },
      .clock_divider = 0x60000014,
      .clock_divider_mask = 0xfffff,
      .clock_multiplier = 2,
      .crystals = { 26, 40, 24 },
      .spi_base = 0x60000200,
      .spi_command = 0x00,
      .spi_address = 0x04,
      .spi_status = 0x10,
      .spi_data = 0x40,
      .ram_block = 0x1800,
      .flash_block = 0x1000,
      .flash_limit = 0x400000,
  },
};

/**
 * rk_chip_get_default:
 *
 * Returns: (transfer none): the family that is assumed until one has been asked
 */
const RkChip *
rk_chip_get_default (void)
{
  return &chips[0];
}

/**
 * rk_chip_find:
 * @magic: what the magic register reads as
 *
 * Returns: (transfer none) (nullable): the family it belongs to, %NULL if none
 */
const RkChip *
rk_chip_find (guint32 magic)
{
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    if (chips[i].magic == magic)
      return &chips[i];
  return NULL;
}

/* Espressif puts its own prefix into word 3, or says by a number in word 1 which
 * of two older ones it is (esptool, targets/esp8266.py, read_mac). */
static void
put_mac_prefix (guint8        mac[3],
                const guint32 words[RK_CHIP_EFUSE_WORDS])
{
  static const guint32 older[] = { 0x18fe34, 0xacd074 };
  guint32 prefix = words[3] & 0xffffff;
  guint which = (words[1] >> 16) & 0xff;

  if (words[3] == 0)
    prefix = which < G_N_ELEMENTS (older) ? older[which] : 0;

  mac[0] = (guint8)(prefix >> 16);
  mac[1] = (guint8)(prefix >> 8);
  mac[2] = (guint8)prefix;
}

/**
 * rk_chip_info_set_efuse:
 * @info: what is known so far
 * @words: the eFuse words, lowest first
 *
 * Fills in type, MAC and chip id.
 */
void
rk_chip_info_set_efuse (RkChipInfo    *info,
                        const guint32  words[RK_CHIP_EFUSE_WORDS])
{
  gboolean embedded_flash = (words[0] & 1 << 4) != 0 || (words[2] & 1 << 16) != 0;

  info->name = embedded_flash ? "ESP8285" : "ESP8266EX";
  put_mac_prefix (info->mac, words);
  info->mac[3] = (guint8)(words[1] >> 8);
  info->mac[4] = (guint8)words[1];
  info->mac[5] = (guint8)(words[0] >> 24);
  info->chip_id = words[0] >> 24 | (words[1] & 0xffffff) << 8;
}

/**
 * rk_chip_info_set_divider:
 * @info: what is known so far
 * @baud: bits per second that the module was synced at
 * @divider: what its ROM made of them
 *
 * Fills in the crystal: the one of those that are built in which fits.  None does
 * when the rate of the line is not the one that the link believes, as behind a
 * network port that has no way to tell.
 */
void
rk_chip_info_set_divider (RkChipInfo *info,
                          guint       baud,
                          guint32     divider)
{
  const RkChip *chip = info->chip;
  gint64 clock = (gint64)baud * (divider & chip->clock_divider_mask) / chip->clock_multiplier;

  info->crystal_mhz = 0;
  for (guint i = 0; i < RK_CHIP_CRYSTALS && chip->crystals[i] != 0; i++)
    if (llabs (clock - chip->crystals[i] * G_GINT64_CONSTANT (1000000)) <= chip->crystals[i] * CRYSTAL_TOLERANCE)
      info->crystal_mhz = chip->crystals[i];
}

/**
 * rk_chip_info_set_jedec:
 * @info: what is known so far
 * @jedec_id: vendor << 16 | type << 8 | capacity
 *
 * Fills in the flash chip's vendor and size.
 */
void
rk_chip_info_set_jedec (RkChipInfo *info,
                        guint32     jedec_id)
{
  guint capacity = jedec_id & 0xff;

  info->jedec_id = jedec_id;
  info->flash_vendor = rk_flash_vendor_name ((guint8)(jedec_id >> 16));
  /* 64 KiB to 16 MiB: more cannot be addressed with three bytes. */
  info->flash_size = capacity >= 16 && capacity <= 24 ? 1u << capacity : 0;
}

/**
 * rk_chip_info_format_mac:
 * @info: an identified module
 *
 * Returns: (transfer full): the MAC as people write it, "18:fe:34:00:00:00"
 */
char *
rk_chip_info_format_mac (const RkChipInfo *info)
{
  const guint8 *mac = info->mac;

  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}
