/* rk-write-file.h: what a person has asked for, into the file that was named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_WRITE_FILE_MODE 0666 /* less what the person's umask takes away */

gboolean rk_write_file (const char *path,
                        const void *bytes,
                        gsize       size,
                        int         mode,
                        GError    **error);

G_END_DECLS
