/* rk-port-system-posix.c: what POSIX systems know of their ports, by libserialport
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-system.h"

#include "rk-error.h"
#include "rk-port-error.h"

#include <errno.h>
#include <stdlib.h>

#include <libserialport.h>

/* Linux makes ttyS0…3 or more whether or not there is a UART.  The type of one that
 * is not there is 0 (PORT_UNKNOWN, linux/serial.h); other drivers have no such
 * attribute.  Asking by ioctl would open the port and so move its lines. */
static gboolean
is_real (const char *device)
{
  g_autofree char *name = g_path_get_basename (device);
  g_autofree char *attribute = g_build_filename ("/sys/class/tty", name, "type", NULL);
  g_autofree char *type = NULL;

  return !g_file_get_contents (attribute, &type, NULL, NULL) || atoi (type) != 0;
}

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

void
rk_port_system_list (GPtrArray *ports)
{
  struct sp_port **found;

  if (sp_list_ports (&found) != SP_OK)
    return;

  for (gsize i = 0; found[i] != NULL; i++)
    if (is_real (sp_get_port_name (found[i])))
      g_ptr_array_add (ports, port_from_serial (found[i]));
  sp_free_port_list (found);
}

GArray *
rk_port_system_list_portless (void)
{
  return g_array_new (FALSE, FALSE, sizeof (RkPortless));
}

GError *
rk_port_system_find_taker (const char *port)
{
  GError *error = NULL;

  rk_port_error_set (&error, port, NULL, ENODEV);
  if (rk_error_get_fact (error, "case") == NULL)
    g_clear_error (&error);
  return error;
}
