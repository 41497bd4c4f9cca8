/* rk-port-return.h: waiting for a port that has gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; main context.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkPortReturn RkPortReturn;

/**
 * RkPortReturnFunc:
 *
 * The port seems to be back.  Called again, a little later each time, for as long as
 * it is waited for: the system may not be done with it yet.
 */
typedef void (*RkPortReturnFunc) (gpointer user_data);

RkPortReturn *rk_port_return_new  (const char       *port,
                                   RkPortReturnFunc  func,
                                   gpointer          user_data);
void          rk_port_return_free (RkPortReturn     *self);

G_END_DECLS
