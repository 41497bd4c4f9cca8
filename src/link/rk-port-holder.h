/* rk-port-holder.h: which process holds a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Where Linux shows its processes. */
#define RK_PORT_HOLDER_PROC "/proc"

guint rk_port_holder_find         (const char  *proc,
                                   dev_t        device,
                                   char       **program);
guint rk_port_holder_count        (const char  *proc,
                                   const char  *pid,
                                   dev_t        device);
guint rk_port_holder_find_program (const char  *proc,
                                   const char  *program);

G_END_DECLS
