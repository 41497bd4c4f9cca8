/* rk-flash-map-colours.c: the colours of a flash map
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-map-colours.h"

/**
 * rk_flash_map_palette_get:
 * @look: light or dark
 *
 * Returns: the colours of what is the same for all kinds
 */
RkFlashMapPalette
rk_flash_map_palette_get (RkLook look)
{
  /* clang-format off */
  static const RkFlashMapPalette palettes[2][2] = { /* [dark][high contrast] */
    { { 0xffffff, 0xe6e6e6, 0x5e5c64 }, { 0xffffff, 0xe6e6e6, 0x000000 } },
    { { 0x1e1e1e, 0x3a3a3a, 0xc0bfbc }, { 0x1e1e1e, 0x3a3a3a, 0xffffff } },
  };
  /* clang-format on */

  return palettes[look.dark != FALSE][look.high_contrast != FALSE];
}

/**
 * rk_flash_map_colour_get:
 * @look: light or dark
 * @kind: what lies there
 *
 * Returns: the colour of it, which stands out from the palette's ground and paper
 */
guint
rk_flash_map_colour_get (RkLook         look,
                         RkFlashMapKind kind)
{
  /* Light or dark enough of GNOME's palette. */
  static const guint colours[RK_FLASH_MAP_N_KINDS][2] = {
    [RK_FLASH_MAP_TROUBLE] = { 0xc01c28, 0xff7b63 },
    [RK_FLASH_MAP_LOADER] = { 0x9141ac, 0xdc8add },
    [RK_FLASH_MAP_PROGRAM] = { 0x1c71d8, 0x62a0ea },
    [RK_FLASH_MAP_CODE] = { 0x1b7a4d, 0x57e389 },
    [RK_FLASH_MAP_RF] = { 0x8a6500, 0xf8e45c },
    [RK_FLASH_MAP_SETTINGS] = { 0xc64600, 0xffa348 },
    [RK_FLASH_MAP_PARTITION] = { 0x63452c, 0xcdab8f },
    [RK_FLASH_MAP_DATA] = { 0x77767b, 0xc0bfbc },
  };

  g_return_val_if_fail (kind < RK_FLASH_MAP_N_KINDS, 0);

  return rk_colour_stand_out (colours[kind][look.dark != FALSE], rk_flash_map_palette_get (look).ground,
                              look.high_contrast ? RK_CONTRAST_TEXT : RK_CONTRAST_GRAPHIC);
}
