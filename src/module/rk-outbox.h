/* rk-outbox.h: what a thread tells the main context
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkOutbox RkOutbox;

/**
 * RkOutboxBytesFunc:
 * @bytes: what was posted, merged
 * @baud: the rate it was posted with
 * @time_us: when the first of @bytes was posted, monotonic
 *
 * Takes bytes on the main context.
 */
typedef void (*RkOutboxBytesFunc) (GBytes   *bytes,
                                   guint     baud,
                                   gint64    time_us,
                                   gpointer  user_data);

RkOutbox *rk_outbox_new        (RkOutboxBytesFunc  take,
                                gpointer           user_data);
void      rk_outbox_stop_bytes (RkOutbox          *self);
void      rk_outbox_close      (RkOutbox          *self);
void      rk_outbox_post       (RkOutbox          *self,
                                GSourceFunc        func,
                                gpointer           data,
                                GDestroyNotify     destroy);
void      rk_outbox_post_bytes (RkOutbox          *self,
                                const guint8      *bytes,
                                gsize              count,
                                guint              baud,
                                GCancellable      *cancellable);

G_END_DECLS
