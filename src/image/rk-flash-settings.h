/* rk-flash-settings.h: where a module keeps its Wi-Fi settings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-flash-map.h"

G_BEGIN_DECLS

/* So much of the flash, from its first byte on, tells where the settings are. */
#define RK_FLASH_SETTINGS_PROBE 0x9000u

/**
 * RkFlashPartition:
 * @type: 0 is a program, 1 data
 * @subtype: of data: 1 RF calibration, 2 settings (NVS)
 * @offset: where it begins
 * @length: bytes
 * @label: its name
 *
 * A line of the RTOS SDK's partition table.
 */
typedef struct
{
  guint   type;
  guint   subtype;
  guint32 offset;
  guint32 length;
  char    label[17];
} RkFlashPartition;

#define RK_PARTITION_PROGRAM 0
#define RK_PARTITION_DATA    1
#define RK_PARTITION_NVS     2

const RkFlashMap *rk_flash_map_in_header       (GBytes            *start);
GArray           *rk_flash_partitions_read     (GBytes            *start);
gboolean          rk_flash_settings_locate     (GBytes            *start,
                                                guint32            flash_size,
                                                guint32           *offset,
                                                guint32           *length,
                                                GError           **error);

G_END_DECLS
