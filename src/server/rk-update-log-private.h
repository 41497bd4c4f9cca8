/* rk-update-log-private.h: what the server's thread has to tell, at a bounded rate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "rk-update-transfer.h"

G_BEGIN_DECLS

typedef struct _RkUpdateLog RkUpdateLog;

typedef void (*RkUpdateLogFunc) (const RkUpdateTransfer *transfer,
                                 GObject                *owner);

RkUpdateLog *_rk_update_log_new   (RkUpdateLogFunc         func,
                                   GObject                *owner);
void         _rk_update_log_free  (RkUpdateLog            *self);
void         _rk_update_log_add   (RkUpdateLog            *self,
                                   const RkUpdateTransfer *transfer);
void         _rk_update_log_flush (RkUpdateLog            *self);

G_END_DECLS
