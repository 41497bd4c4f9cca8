/* test-waiting.h: something that happens while a test waits in a blocking call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

/* Calls @what in a thread as soon as the calling thread sleeps; join it. */
GThread *test_while_waiting (void     (*what) (gpointer data),
                             gpointer data);

void     test_close_fd      (gpointer fd);
void     test_cancel_it     (gpointer cancellable);
