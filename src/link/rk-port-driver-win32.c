/* rk-port-driver-win32.c: adapters that Windows has no driver for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-driver.h"

#include <windows.h>

#include <cfgmgr32.h>
#include <stdio.h>
#include <string.h>

/* USB devices that are plugged in, as "USB\VID_1A86&PID_7523\…" one after the other. */
static char *
list_devices (void)
{
  static const char filter[] = "USB";
  const ULONG flags = CM_GETIDLIST_FILTER_ENUMERATOR | CM_GETIDLIST_FILTER_PRESENT;
  ULONG size = 0;
  char *list;

  if (CM_Get_Device_ID_List_SizeA (&size, filter, flags) != CR_SUCCESS)
    return NULL;

  list = g_malloc0 (size + 1);
  if (CM_Get_Device_ID_ListA (filter, list, size, flags) != CR_SUCCESS)
    g_clear_pointer (&list, g_free);
  return list;
}

/* Windows says so in the Device Manager by code 28, and by code 1 where the driver was
 * not set up. */
static gboolean
has_no_driver (char *id)
{
  DEVINST device;
  ULONG status = 0;
  ULONG problem = 0;

  return CM_Locate_DevNodeA (&device, id, CM_LOCATE_DEVNODE_NORMAL) == CR_SUCCESS &&
         CM_Get_DevNode_Status (&status, &problem, device, 0) == CR_SUCCESS && (status & DN_HAS_PROBLEM) != 0 &&
         (problem == CM_PROB_FAILED_INSTALL || problem == CM_PROB_NOT_CONFIGURED);
}

char *
rk_port_driver_dup_release (void)
{
  return NULL;
}

const char *
rk_port_driver_find_missing (void)
{
  g_autofree char *list = list_devices ();

  for (char *id = list; id != NULL && *id != '\0'; id += strlen (id) + 1)
    {
      unsigned vid;
      unsigned pid;
      const char *chip;

      if (sscanf (id, "USB\\VID_%4x&PID_%4x", &vid, &pid) != 2)
        continue;
      chip = rk_port_adapter_find_chip ((int)vid, (int)pid);
      if (chip != NULL && has_no_driver (id))
        return chip;
    }

  return NULL;
}
