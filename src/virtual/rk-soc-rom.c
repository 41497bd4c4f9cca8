/* rk-soc-rom.c: the boot ROM of the virtual chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-rom.h"

#include <gio/gio.h>
#include <string.h>

#include "rk-soc-resources.h"

/**
 * rk_soc_rom_copy:
 * @size: of the ROM
 *
 * Returns: (transfer full): as many bytes, to be freed with g_free()
 */
guint8 *
rk_soc_rom_copy (gsize size)
{
  GResource *resource = rk_soc_get_resource ();
  g_autoptr(GBytes) bytes = g_resource_lookup_data (resource, "/io/github/rekindle_esp/virtual/rom.bin",
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint8 *rom = g_malloc0 (size);

  g_assert (bytes != NULL && g_bytes_get_size (bytes) <= size);
  memcpy (rom, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return rom;
}
