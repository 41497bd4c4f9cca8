/* rk-port-system-win32.c: what Windows knows of its ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names come from where drivers enter them, all else from the device tree.  Not by
 * sp_list_ports(): it opens every port on USB to wake it up, and drivers assert DTR
 * and RTS then, so that listing the ports would reset modules.
 */

#include "rk-port-system.h"

#include <initguid.h> /* before all that has GUIDs */
#include <windows.h>

#include <cfgmgr32.h>
#include <devpkey.h>
#include <setupapi.h>

#include "rk-usb-node.h"

/* In characters; longer texts are of no use in a list. */
#define MAX_TEXT 256

#define NAMES_KEY L"HARDWARE\\DEVICEMAP\\SERIALCOMM"

/* The names of the ports that are there: "COM5". */
static GHashTable *
list_names (void)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  WCHAR value[MAX_TEXT];
  WCHAR name[MAX_TEXT];
  DWORD value_size = MAX_TEXT;
  DWORD name_size = sizeof name - sizeof *name;
  DWORD type;
  HKEY key;

  if (RegOpenKeyExW (HKEY_LOCAL_MACHINE, NAMES_KEY, 0, KEY_QUERY_VALUE, &key) != ERROR_SUCCESS)
    return names;

  for (DWORD i = 0; RegEnumValueW (key, i, value, &value_size, NULL, &type, (BYTE *)name, &name_size) == ERROR_SUCCESS; i++)
    {
      name[name_size / sizeof *name] = 0;
      if (type == REG_SZ)
        g_hash_table_add (names, g_utf16_to_utf8 ((const gunichar2 *)name, -1, NULL, NULL, NULL));
      value_size = MAX_TEXT;
      name_size = sizeof name - sizeof *name;
    }

  RegCloseKey (key);
  return names;
}

static char *
dup_port_name (HDEVINFO         devices,
               SP_DEVINFO_DATA *device)
{
  HKEY key = SetupDiOpenDevRegKey (devices, device, DICS_FLAG_GLOBAL, 0, DIREG_DEV, KEY_QUERY_VALUE);
  WCHAR name[MAX_TEXT];
  DWORD size = sizeof name;
  LSTATUS status;

  if (key == INVALID_HANDLE_VALUE)
    return NULL;

  status = RegGetValueW (key, NULL, L"PortName", RRF_RT_REG_SZ, NULL, name, &size);
  RegCloseKey (key);
  return status == ERROR_SUCCESS ? g_utf16_to_utf8 ((const gunichar2 *)name, -1, NULL, NULL, NULL) : NULL;
}

static char *
dup_property (DEVINST           node,
              const DEVPROPKEY *key)
{
  WCHAR text[MAX_TEXT] = { 0 };
  ULONG size = sizeof text - sizeof *text;
  DEVPROPTYPE type;

  if (CM_Get_DevNode_PropertyW (node, key, &type, (BYTE *)text, &size, 0) != CR_SUCCESS || type != DEVPROP_TYPE_STRING)
    return NULL;
  return g_utf16_to_utf8 ((const gunichar2 *)text, -1, NULL, NULL, NULL);
}

static gboolean
parse_node (DEVINST    node,
            RkUsbNode *usb)
{
  WCHAR id[MAX_DEVICE_ID_LEN] = { 0 };
  g_autofree char *text = NULL;

  *usb = (RkUsbNode) { 0 };
  if (CM_Get_Device_IDW (node, id, MAX_DEVICE_ID_LEN, 0) != CR_SUCCESS)
    return FALSE;

  text = g_utf16_to_utf8 ((const gunichar2 *)id, -1, NULL, NULL, NULL);
  return text != NULL && rk_usb_node_parse (text, usb);
}

/* The device on USB that @node is, or is of: some drivers, such as FTDI's, have a
 * bus of their own in between.  The serial number of a composite device is above
 * its part. */
static gboolean
find_usb_node (DEVINST    node,
               DEVINST   *found,
               RkUsbNode *usb)
{
  g_auto(RkUsbNode) whole = { 0 };

  while (!parse_node (node, usb))
    {
      rk_usb_node_clear (usb);
      if (CM_Get_Parent (&node, node, 0) != CR_SUCCESS)
        return FALSE;
    }

  *found = node;
  if (usb->is_part && CM_Get_Parent (&node, node, 0) == CR_SUCCESS && parse_node (node, &whole))
    {
      g_free (usb->serial);
      usb->serial = g_steal_pointer (&whole.serial);
    }
  return TRUE;
}

/* Windows puts the port's name behind: "USB-SERIAL CH340 (COM5)". */
static char *
dup_description (HDEVINFO         devices,
                 SP_DEVINFO_DATA *device)
{
  WCHAR text[MAX_TEXT] = { 0 };

  if (!SetupDiGetDeviceRegistryPropertyW (devices, device, SPDRP_FRIENDLYNAME, NULL, (BYTE *)text,
                                          sizeof text - sizeof *text, NULL))
    return NULL;
  return g_utf16_to_utf8 ((const gunichar2 *)text, -1, NULL, NULL, NULL);
}

static RkPort *
port_from_device (const char      *name,
                  HDEVINFO         devices,
                  SP_DEVINFO_DATA *device)
{
  g_auto(RkUsbNode) usb = { 0 };
  DEVINST node = device->DevInst;
  gboolean is_usb = find_usb_node (node, &node, &usb);
  g_autofree char *description = dup_description (devices, device);
  g_autofree char *manufacturer = dup_property (device->DevInst, &DEVPKEY_Device_Manufacturer);
  g_autofree char *product = is_usb ? dup_property (node, &DEVPKEY_Device_BusReportedDeviceDesc) : NULL;

  return g_object_new (RK_TYPE_PORT,
                       "name", name,
                       "description", description,
                       "usb-vid", is_usb ? usb.vid : -1,
                       "usb-pid", is_usb ? usb.pid : -1,
                       "serial", usb.serial,
                       "manufacturer", is_usb ? manufacturer : NULL,
                       "product", product,
                       NULL);
}

void
rk_port_system_list (GPtrArray *ports)
{
  g_autoptr(GHashTable) names = list_names ();
  HDEVINFO devices = SetupDiGetClassDevsW (NULL, NULL, NULL, DIGCF_PRESENT | DIGCF_ALLCLASSES);
  SP_DEVINFO_DATA device = { .cbSize = sizeof device };
  GHashTableIter iter;
  gpointer rest;

  for (DWORD i = 0; SetupDiEnumDeviceInfo (devices, i, &device) && g_hash_table_size (names) > 0; i++)
    {
      g_autofree char *name = dup_port_name (devices, &device);

      if (name != NULL && g_hash_table_remove (names, name))
        g_ptr_array_add (ports, port_from_device (name, devices, &device));
    }
  SetupDiDestroyDeviceInfoList (devices);

  /* What a driver has entered without a device: no more is known. */
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &rest, NULL))
    g_ptr_array_add (ports, g_object_new (RK_TYPE_PORT, "name", rest, NULL));
}

/* An adapter of a known kind that does not work. */
static gboolean
describe_portless (DEVINST     node,
                   RkPortless *portless)
{
  g_auto(RkUsbNode) usb = { 0 };
  ULONG status;
  ULONG problem;

  if (CM_Get_DevNode_Status (&status, &problem, node, 0) != CR_SUCCESS || !(status & DN_HAS_PROBLEM) ||
      !parse_node (node, &usb))
    return FALSE;

  *portless = (RkPortless) {
    .usb_vid = usb.vid,
    .usb_pid = usb.pid,
    .chip = rk_port_adapter_find_chip (usb.vid, usb.pid),
    .code = problem,
  };
  return portless->chip != NULL;
}

GArray *
rk_port_system_list_portless (void)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (RkPortless));
  HDEVINFO devices = SetupDiGetClassDevsW (NULL, L"USB", NULL, DIGCF_PRESENT | DIGCF_ALLCLASSES);
  SP_DEVINFO_DATA device = { .cbSize = sizeof device };
  RkPortless portless;

  for (DWORD i = 0; SetupDiEnumDeviceInfo (devices, i, &device); i++)
    if (describe_portless (device.DevInst, &portless))
      g_array_append_val (found, portless);

  SetupDiDestroyDeviceInfoList (devices);
  return found;
}

/* Services that take adapters for something else are Linux' alone. */
GError *
rk_port_system_find_taker (const char *port)
{
  return NULL;
}
