/* rk-watch.h: restarting a module and seeing what it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-flash-result.h"
#include "rk-session.h"

G_BEGIN_DECLS

/* The two slots of Espressif's boot loaders. */
#define RK_WATCH_SLOTS 2

/**
 * RkWatchTarget:
 * @at: whether it is AT firmware
 * @n_slots: how many applications for a slot were written, 0 for none
 * @slots: their numbers: 1 for user1, 2 for user2
 * @offsets: where they were written
 *
 * What is to be seen starting.
 */
typedef struct
{
  gboolean at;
  guint    n_slots;
  guint    slots[RK_WATCH_SLOTS];
  guint32  offsets[RK_WATCH_SLOTS];
} RkWatchTarget;

gboolean rk_watch_restart (RkSession            *session,
                           RkLoader             *loader,
                           const RkChipInfo     *chip,
                           const RkWatchTarget  *target,
                           RkFlashResult        *result,
                           GCancellable         *cancellable,
                           GError              **error);

G_END_DECLS
