/* rk-sample.c: the sample firmware
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-sample.h"

#include <gio/gio.h>

#include "rk-sample-resources.h"

/**
 * rk_sample_firmware:
 *
 * Returns: (transfer full): an image for flash address 0 of any ESP8266 with a
 *   crystal of 26 MHz: it greets at %RK_SAMPLE_BAUD and counts the seconds
 */
GBytes *
rk_sample_firmware (void)
{
  return g_resource_lookup_data (rk_sample_get_resource (), "/io/github/rekindle_esp/sample/hello.bin",
                                 G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
