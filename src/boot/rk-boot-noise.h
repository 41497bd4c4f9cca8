/* rk-boot-noise.h: at which speed unreadable bytes would have been text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RK_BOOT_NOISE_UNKNOWN,      /* no text of a usual speed, or too little of it */
  RK_BOOT_NOISE_BOOT_TEXT,    /* text at 74880 baud, read at 115200 */
  RK_BOOT_NOISE_PROGRAM_TEXT, /* text at 115200 baud, read at 74880 */
  RK_BOOT_NOISE_SLOWER,       /* text of a several times lower speed, such as 9600 */
} RkBootNoise;

RkBootNoise rk_boot_noise_guess (const guint8 *bytes,
                                 gsize         count);

G_END_DECLS
