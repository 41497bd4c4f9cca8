/* rk-console-history.h: lines that were typed before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main context.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkConsoleHistory RkConsoleHistory;

/**
 * RkConsoleSecretFunc:
 * @line: what was typed
 *
 * Returns: whether it holds a password
 */
typedef gboolean (*RkConsoleSecretFunc) (const char *line);

#define RK_CONSOLE_HISTORY_MAX 500

RkConsoleHistory *rk_console_history_new     (const char           *path,
                                              RkConsoleSecretFunc   is_secret);
void              rk_console_history_free    (RkConsoleHistory     *self);
gboolean          rk_console_history_add     (RkConsoleHistory     *self,
                                              const char           *line,
                                              GError              **error);
guint             rk_console_history_get_n   (RkConsoleHistory     *self);
const char       *rk_console_history_get     (RkConsoleHistory     *self,
                                              guint                 index);
gboolean          rk_console_history_clear   (RkConsoleHistory     *self,
                                              GError              **error);

/* The arrow keys. */
const char       *rk_console_history_back    (RkConsoleHistory     *self,
                                              const char           *typed);
const char       *rk_console_history_forward (RkConsoleHistory     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleHistory, rk_console_history_free)

G_END_DECLS
