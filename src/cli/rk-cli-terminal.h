/* rk-cli-terminal.h: the terminal of a person, key by key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkTerminalFunc:
 * @bytes: (nullable): what was typed or piped in; %NULL at the end
 *
 * Called on the default main context.
 */
typedef void (*RkTerminalFunc) (GBytes   *bytes,
                                gpointer  user_data);

gboolean rk_terminal_is_typed  (void);
gboolean rk_terminal_is_shown  (void);
gboolean rk_terminal_set_raw   (void);
void     rk_terminal_restore   (void);
void     rk_terminal_read      (RkTerminalFunc  func,
                                gpointer        user_data);
void     rk_terminal_write     (const void     *bytes,
                                gsize           count);

G_END_DECLS
