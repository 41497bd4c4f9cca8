/* rk-flash-vendor.c: who made the flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-chip.h"

/* First byte of the JEDEC id, without the continuation bytes that most chips do
 * not send.  From flashrom, include/flashchips.h; those marked + from esp8266/
 * Arduino, libraries/SpiFlashUtils. */
/* clang-format off */
static const struct
{
  guint8      id;
  const char *name;
} vendors[] = {
  { 0x01, "Spansion" },
  { 0x0b, "XTX" },
  { 0x1c, "Eon" },
  { 0x1f, "Adesto" },
  { 0x20, "XMC" },          /* also ST and Micron, which are not on these modules */
  { 0x37, "AMIC" },
  { 0x4a, "ESI" },
  { 0x5e, "Zbit" },         /* + */
  { 0x68, "BoyaMicro" },
  { 0x85, "Puya" },
  { 0x8c, "ESMT" },
  { 0x9d, "ISSI" },         /* was PMC */
  { 0xa1, "Fudan" },
  { 0xad, "Hynix" },
  { 0xba, "Zetta" },
  { 0xbf, "Microchip SST" },
  { 0xc2, "Macronix" },
  { 0xc8, "GigaDevice" },
  { 0xda, "Winbond" },      /* its older number */
  { 0xe0, "BergMicro" },    /* + */
  { 0xef, "Winbond" },
  { 0xf8, "Fidelix" },
};
/* clang-format on */

/**
 * rk_flash_vendor_name:
 * @vendor: the first byte of a JEDEC id
 *
 * Returns: (transfer none) (nullable): the vendor's name, %NULL if not known
 */
const char *
rk_flash_vendor_name (guint8 vendor)
{
  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (vendors[i].id == vendor)
      return vendors[i].name;
  return NULL;
}
