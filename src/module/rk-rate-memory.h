/* rk-rate-memory.h: the rates that adapters were found to be good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept between runs, in a file of the user's.  Private to this folder; any thread.
 * A file that is missing, broken or not to be written costs a second at most: the
 * rate is found anew.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char  *rk_rate_memory_name_adapter (const char *port);
guint  rk_rate_memory_get          (const char *adapter);
void   rk_rate_memory_put          (const char *adapter,
                                    guint       baud);

G_END_DECLS
