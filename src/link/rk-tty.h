/* rk-tty.h: what a Linux terminal device is asked beyond reading and writing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For pseudo-terminals and for what libserialport leaves out.  Functions that
 * give an int return 0 or an errno.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int   rk_tty_claim           (int       fd);
int   rk_tty_release         (int       fd);
int   rk_tty_set_raw         (int       fd,
                              guint     baud);
int   rk_tty_set_baud        (int       fd,
                              guint     baud);
guint rk_tty_get_baud        (int       fd);
int   rk_tty_set_lines       (int       fd,
                              gboolean  dtr,
                              gboolean  rts);
int   rk_tty_set_low_latency (int       fd);
int   rk_tty_discard_input   (int       fd);

G_END_DECLS
