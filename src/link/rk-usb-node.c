/* rk-usb-node.c: the name that Windows gives a device on USB
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "USB\VID_0403&PID_6001\A50285BI", as Microsoft's "Standard USB identifiers" and
 * "Instance IDs" have it.
 */

#include "rk-usb-node.h"

#include <string.h>

static int
parse_hex_after (const char *id,
                 const char *label)
{
  const char *found = strstr (id, label);

  return found != NULL ? (int)g_ascii_strtoull (found + strlen (label), NULL, 16) : -1;
}

static gboolean
is_id (int id)
{
  return id >= 0 && id <= G_MAXUINT16;
}

/**
 * rk_usb_node_parse:
 * @id: a device's instance path
 * @node: (out caller-allocates): what it says; to be cleared in any case
 *
 * A device without a serial number of its own has one made up by Windows, in which
 * there is an "&"; that one is not taken.
 *
 * Returns: whether it is a device on USB with a vendor and a product
 */
gboolean
rk_usb_node_parse (const char *id,
                   RkUsbNode  *node)
{
  g_autofree char *upper = g_ascii_strup (id, -1);
  const char *instance = strrchr (id, '\\');

  *node = (RkUsbNode) {
    .vid = parse_hex_after (upper, "VID_"),
    .pid = parse_hex_after (upper, "PID_"),
    .is_part = strstr (upper, "&MI_") != NULL,
  };
  if (!g_str_has_prefix (upper, "USB\\VID_") || !is_id (node->vid) || !is_id (node->pid))
    return FALSE;

  if (instance[1] != '\0' && strchr (instance, '&') == NULL)
    node->serial = g_strdup (instance + 1);
  return TRUE;
}

/**
 * rk_usb_node_clear:
 * @node: one that rk_usb_node_parse() has filled
 */
void
rk_usb_node_clear (RkUsbNode *node)
{
  g_clear_pointer (&node->serial, g_free);
}
