/* rk-flash-map-colours.h: the colours of a flash map
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-colour.h"

G_BEGIN_DECLS

/* What lies there. */
typedef enum
{
  RK_FLASH_MAP_TROUBLE,
  RK_FLASH_MAP_LOADER,
  RK_FLASH_MAP_PROGRAM,
  RK_FLASH_MAP_CODE,
  RK_FLASH_MAP_RF,
  RK_FLASH_MAP_SETTINGS,
  RK_FLASH_MAP_PARTITION,
  RK_FLASH_MAP_DATA,
  RK_FLASH_MAP_N_KINDS,
} RkFlashMapKind;

/* What does not depend on it. */
typedef struct
{
  guint paper;  /* between neighbours, and the stripes where two lie on each other */
  guint ground; /* where nothing lies */
  guint text;
} RkFlashMapPalette;

RkFlashMapPalette rk_flash_map_palette_get (RkLook         look);
guint             rk_flash_map_colour_get  (RkLook         look,
                                            RkFlashMapKind kind);

G_END_DECLS
