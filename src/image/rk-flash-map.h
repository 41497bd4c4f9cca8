/* rk-flash-map.h: flash sizes, maps and modes as an image header names them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The high nibble of header byte 3 names a flash size and, with it, where the
 * two application slots of Espressif's boot loaders lie.  Byte 2 names how the
 * flash chip is read, the low nibble of byte 3 how fast.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A slot, or another place, that a map does not have. */
#define RK_FLASH_NOWHERE G_MAXUINT32

#define RK_FLASH_SECTOR 0x1000u

/**
 * RkFlashMap:
 * @code: high nibble of header byte 3
 * @name: the size as the command line takes it: "2MB-c1"
 * @arrangement: (nullable): the slots in KiB, "1024+1024"
 * @flash_size: bytes
 * @slots: where user1 and user2 start, or %RK_FLASH_NOWHERE
 * @rf_data: where esp_init_data_default.bin goes
 * @blanks: sectors that a fresh set fills with blank.bin
 * @at_parameters: the sector in which AT firmware keeps its settings
 * @system: the first of the three sectors in which the SDK keeps its settings
 */
typedef struct
{
  guint       code;
  const char *name;
  const char *arrangement;
  guint32     flash_size;
  guint32     slots[2];
  guint32     rf_data;
  guint32     blanks[2];
  guint32     at_parameters;
  guint32     system;
} RkFlashMap;

const RkFlashMap *rk_flash_map_get        (guint             code);
const RkFlashMap *rk_flash_map_for_size   (guint32           flash_size,
                                           const char       *arrangement);
const RkFlashMap *rk_flash_map_from_name  (const char       *name);

/* Modes 0–3: qio, qout, dio, dout; frequencies by their header code. */
const char       *rk_flash_mode_to_string (guint             mode);
gboolean          rk_flash_mode_parse     (const char       *name,
                                           guint            *mode);
const char       *rk_flash_freq_to_string (guint             freq);
gboolean          rk_flash_freq_parse     (const char       *name,
                                           guint            *freq);

G_END_DECLS
