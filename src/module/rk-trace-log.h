/* rk-trace-log.h: what happened on the line lately, for a bug report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkTraceLog RkTraceLog;

RkTraceLog *rk_trace_log_new   (void);
void        rk_trace_log_free  (RkTraceLog   *self);
void        rk_trace_log_clear (RkTraceLog   *self);
void        rk_trace_log_add   (RkTraceLog   *self,
                                const char   *line);
void        rk_trace_log_bytes (gboolean      outgoing,
                                gint64        time_us,
                                const guint8 *bytes,
                                gsize         count,
                                const char   *note,
                                gpointer      self);
char       *rk_trace_log_dup   (RkTraceLog   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTraceLog, rk_trace_log_free)

G_END_DECLS
