/* cloud-firmware.h: AT firmware made up for tests, of versions that are not here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CLOUD_2014,      /* 00180902 */
  CLOUD_2014_NEW,  /* 00190903 */
  CLOUD_NONOS,     /* 1.7.4 */
  CLOUD_NONOS_NEW, /* 1.7.6 */
} CloudKind;

GBytes *cloud_firmware (CloudKind kind,
                        guint     slot);

G_END_DECLS
