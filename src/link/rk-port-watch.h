/* rk-port-watch.h: tells that ports may have come or gone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkPortWatch RkPortWatch;

/* @changed is called in the thread-default main context of the caller. */
RkPortWatch *rk_port_watch_new  (void        (*changed) (gpointer user_data),
                                 gpointer      user_data);
void         rk_port_watch_free (RkPortWatch  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPortWatch, rk_port_watch_free)

G_END_DECLS
