/* rk-usb-node.h: the name that Windows gives a device on USB
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int      vid;
  int      pid;
  gboolean is_part; /* of a composite device, whose own node is above it */
  char    *serial;  /* (nullable) */
} RkUsbNode;

gboolean rk_usb_node_parse (const char *id,
                            RkUsbNode  *node);
void     rk_usb_node_clear (RkUsbNode  *node);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkUsbNode, rk_usb_node_clear)

G_END_DECLS
