/* rk-console-feed.h: from a module to a console's view, read on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-console-view.h"
#include "rk-module.h"

G_BEGIN_DECLS

typedef struct _RkConsoleFeed RkConsoleFeed;

RkConsoleFeed *rk_console_feed_new         (RkConsoleView   *view);
void           rk_console_feed_free        (RkConsoleFeed   *self);
void           rk_console_feed_received    (RkConsoleFeed   *self,
                                            GBytes          *bytes,
                                            guint            baud,
                                            gint64           time_us);
void           rk_console_feed_sent        (RkConsoleFeed   *self,
                                            const guint8    *bytes,
                                            gsize            count);
void           rk_console_feed_add_event   (RkConsoleFeed   *self,
                                            const char      *text);
void           rk_console_feed_add_finding (RkConsoleFeed   *self,
                                            const RkFinding *finding);
void           rk_console_feed_clear       (RkConsoleFeed   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleFeed, rk_console_feed_free)

G_END_DECLS
