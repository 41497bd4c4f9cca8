/* rk-console-log.h: a file that gets what the console shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkConsoleLog RkConsoleLog;

typedef enum
{
  RK_CONSOLE_LOG_RECEIVED,
  RK_CONSOLE_LOG_SENT,    /* marked by "> "; not in a raw log */
  RK_CONSOLE_LOG_NOTE,    /* marked by "# "; not in a raw log */
} RkConsoleLogKind;

/**
 * RkConsoleMaskFunc:
 * @line: a line with a command, without line end, valid UTF-8
 *
 * Returns: (transfer full): the line with passwords made unreadable
 */
typedef char *(*RkConsoleMaskFunc) (const char *line);

/**
 * RkConsoleLogFunc:
 * @error: (nullable): why nothing can be written now; %NULL: it can again
 * @n_lost: bytes that were not written so far
 *
 * Called on the main context that was the thread default when the log was made, when
 * writing begins to fail and when it works again.
 */
typedef void (*RkConsoleLogFunc) (const GError *error,
                                  guint64       n_lost,
                                  gpointer      user_data);

/**
 * RkConsoleLogOptions:
 * @time_stamps: each line begins with the time its first byte came; else the log has
 *   exactly the bytes that came
 * @max_size: a file that is this long is moved to FILE.1, and a new one begun; 0 for
 *   no end
 * @n_kept: how many of the moved ones are kept
 * @mask: (nullable): for lines that begin with "AT+", in either direction
 * @func: (nullable): told of trouble
 * @user_data: for @func
 */
typedef struct
{
  gboolean          time_stamps;
  guint64           max_size;
  guint             n_kept;
  RkConsoleMaskFunc mask;
  RkConsoleLogFunc  func;
  gpointer          user_data;
} RkConsoleLogOptions;

#define RK_CONSOLE_LOG_OPTIONS_INIT { .max_size = 10 * 1024 * 1024, .n_kept = 3 }

RkConsoleLog *rk_console_log_new   (const char                 *path,
                                    const RkConsoleLogOptions  *options,
                                    GError                    **error);
void          rk_console_log_add   (RkConsoleLog               *self,
                                    RkConsoleLogKind            kind,
                                    const guint8               *bytes,
                                    gsize                       count,
                                    gint64                      time_us);
const char   *rk_console_log_get_path (RkConsoleLog            *self);
void          rk_console_log_close (RkConsoleLog               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleLog, rk_console_log_close)

G_END_DECLS
