/* test-waiting.c: something that happens while a test waits in a blocking call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "test-waiting.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *stat_file;
  void (*what) (gpointer data);
  gpointer data;
} Event;

/* The state is the letter after the name in parentheses: proc(5). */
static gboolean
is_asleep (const char *stat_file)
{
  g_autofree char *stat = NULL;
  const char *name_end;

  g_assert_true (g_file_get_contents (stat_file, &stat, NULL, NULL));
  name_end = strrchr (stat, ')');
  return name_end != NULL && name_end[1] == ' ' && name_end[2] == 'S';
}

static gpointer
wait_and_do (gpointer user_data)
{
  Event *event = user_data;

  while (!is_asleep (event->stat_file))
    g_thread_yield ();

  event->what (event->data);
  g_free (event->stat_file);
  g_free (event);
  return NULL;
}

GThread *
test_while_waiting (void (*what) (gpointer data),
                    gpointer data)
{
  Event *event = g_new (Event, 1);

  event->stat_file = g_strdup_printf ("/proc/self/task/%d/stat", (int)gettid ());
  event->what = what;
  event->data = data;
  return g_thread_new ("event", wait_and_do, event);
}

void
test_close_fd (gpointer fd)
{
  g_assert_true (g_close (g_steal_fd (fd), NULL));
}

void
test_cancel_it (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}
