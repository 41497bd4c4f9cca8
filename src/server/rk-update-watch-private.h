/* rk-update-watch-private.h: keeps an eye on the server's connections
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-update-log-private.h"

G_BEGIN_DECLS

typedef struct _RkUpdateWatch RkUpdateWatch;
typedef struct _RkUpdateConnection RkUpdateConnection;

RkUpdateWatch      *_rk_update_watch_new    (RkUpdateLog             *log);
void                _rk_update_watch_free   (RkUpdateWatch           *self);
RkUpdateConnection *_rk_update_watch_add    (RkUpdateWatch           *self,
                                             int                      socket,
                                             guint                    allowed_ms);
void                _rk_update_watch_remove (RkUpdateWatch           *self,
                                             RkUpdateConnection      *connection);
void                _rk_update_watch_begin  (RkUpdateWatch           *self,
                                             RkUpdateConnection      *connection,
                                             const RkUpdateTransfer  *transfer,
                                             guint                    allowed_ms);
guint64             _rk_update_watch_end    (RkUpdateWatch           *self,
                                             RkUpdateConnection      *connection,
                                             guint                    allowed_ms);

G_END_DECLS
