/* virtual-module.c: a virtual module for a loader to talk to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "virtual-module.h"

/* A fast one on a board with automatic reset, with power, and the open port to it. */
RkVirtualModule *
start_virtual_module (const guint8  *flash,
                      guint32        flash_size,
                      RkLink       **link)
{
  g_autoptr(GBytes) content = g_bytes_new (flash, flash_size);
  RkVirtualModule *module = rk_virtual_module_new (flash_size);

  rk_virtual_module_set_pace (module, RK_VIRTUAL_PACE_TURBO);
  rk_virtual_module_set_wiring (module, RK_VIRTUAL_WIRING_AUTO);
  g_assert_true (rk_virtual_module_set_flash (module, 0, content, NULL));
  *link = rk_virtual_link_new (module, "virtual");
  g_assert_true (rk_link_open (*link, 115200, NULL, NULL));
  rk_virtual_module_set_power (module, TRUE);
  return module;
}

void
stop_virtual_module (RkVirtualModule *module,
                     RkLink          *link)
{
  rk_link_close (link);
  g_object_unref (link);
  g_object_unref (module);
}
