/* rk-stub-image.c: the program for the chip, to be loaded into its RAM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-stub-image.h"

#include <gio/gio.h>

#include "rk-stub-resources.h"

/**
 * rk_stub_image:
 *
 * Returns: (transfer full): an image as the boot ROM knows it: an entry and
 *   segments with their addresses
 */
GBytes *
rk_stub_image (void)
{
  return g_resource_lookup_data (rk_stub_get_resource (), "/io/github/rekindle_esp/stub/stub.bin",
                                 G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
