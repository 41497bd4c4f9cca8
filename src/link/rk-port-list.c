/* rk-port-list.c: the ports that are there at this moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-list.h"

#include <libserialport.h>

#include "rk-device.h"

static RkPort *
port_from_serial (struct sp_port *port)
{
  int vid = -1;
  int pid = -1;

  sp_get_port_usb_vid_pid (port, &vid, &pid);

  return g_object_new (RK_TYPE_PORT,
                       "name", sp_get_port_name (port),
                       "description", sp_get_port_description (port),
                       "usb-vid", vid,
                       "usb-pid", pid,
                       "serial", sp_get_port_usb_serial (port),
                       "manufacturer", sp_get_port_usb_manufacturer (port),
                       "product", sp_get_port_usb_product (port),
                       NULL);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return rk_port_compare (*(RkPort *const *)a, *(RkPort *const *)b);
}

/**
 * rk_port_list_new:
 *
 * Asks libserialport, without opening the ports that are on USB.
 *
 * Returns: (transfer full) (element-type RkPort): sorted by rk_port_compare();
 *   empty when there are none, or the system does not tell
 */
GPtrArray *
rk_port_list_new (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func (g_object_unref);
  struct sp_port **found;

  if (sp_list_ports (&found) != SP_OK)
    return ports;

  for (gsize i = 0; found[i] != NULL; i++)
    if (rk_device_is_real (sp_get_port_name (found[i])))
      g_ptr_array_add (ports, port_from_serial (found[i]));
  sp_free_port_list (found);

  g_ptr_array_sort (ports, compare);
  return ports;
}
