/* rk-port-list.c: the ports that are there at this moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-list.h"

#include "rk-port-system.h"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return rk_port_compare (*(RkPort *const *)a, *(RkPort *const *)b);
}

/**
 * rk_port_list_new:
 *
 * Asks the system, without opening the ports that are on USB.
 *
 * Returns: (transfer full) (element-type RkPort): sorted by rk_port_compare();
 *   empty when there are none, or the system does not tell
 */
GPtrArray *
rk_port_list_new (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func (g_object_unref);

  rk_port_system_list (ports);
  g_ptr_array_sort (ports, compare);
  return ports;
}
