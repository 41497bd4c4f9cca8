/* console-bench.c: a module that talks at 3 Mbaud without a pause
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * console-bench [SECONDS]
 *
 * A thread writes numbered lines into a pseudo-terminal at 300 kB/s; an RkModule has the
 * other side.  All that is "received" must be there, in order.  Told besides: the
 * longest time for which the main loop did not get round, with that of an idle one
 * before it, and memory.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "rk-module.h"

#define BAUD 3000000
#define BYTES_PER_S (BAUD / 10)
#define TICK_US 2000

/* "000000000\n" */
#define LINE_LENGTH 10
#define LINES_PER_TICK (BYTES_PER_S / LINE_LENGTH * TICK_US / G_USEC_PER_SEC)

#define IDLE_MS 2000

typedef struct
{
  int        master;
  guint64    n_lines;
} Source;

typedef struct
{
  RkModule  *module;
  guint64    n_bytes;
  guint64    n_signals;
  guint64    largest;
  guint64    n_wrong;   /* lines that were not the next one */
  guint      next;
  char       line[LINE_LENGTH];
  gsize      in_line;
  gint64     stall_us;
  gint64     beat_us;
  gsize      memory;    /* the most that was resident, in bytes */
  gboolean   open;
} Bench;

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  unsigned long size;
  unsigned long resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%lu %lu", &size, &resident) != 2)
    return 0;
  return resident * (gsize)sysconf (_SC_PAGESIZE);
}

static gpointer
talk (gpointer data)
{
  Source *source = data;
  gint64 tick = g_get_monotonic_time ();

  for (guint64 line = 0; line < source->n_lines;)
    {
      char text[LINES_PER_TICK * LINE_LENGTH + 1];
      gsize length = 0;

      for (guint i = 0; i < LINES_PER_TICK && line < source->n_lines; i++, line++)
        length += (gsize)g_snprintf (text + length, LINE_LENGTH + 1, "%09u\n", (guint)line);
      for (gsize done = 0; done < length;)
        {
          gssize count = write (source->master, text + done, length - done);

          g_assert_cmpint (count, >, 0);
          done += (gsize)count;
        }

      tick += TICK_US;
      if (tick > g_get_monotonic_time ())
        g_usleep ((gulong)(tick - g_get_monotonic_time ()));
    }
  return NULL;
}

static void
received_cb (RkModule *module,
             GBytes   *bytes,
             guint     baud,
             gint64    time_us,
             Bench    *bench)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  bench->n_bytes += size;
  bench->n_signals++;
  bench->largest = MAX (bench->largest, size);
  for (gsize i = 0; i < size; i++)
    {
      char expected[LINE_LENGTH + 1];

      bench->line[bench->in_line++] = data[i];
      if (bench->in_line < LINE_LENGTH)
        continue;

      g_snprintf (expected, sizeof expected, "%09u\n", bench->next++);
      bench->n_wrong += memcmp (bench->line, expected, LINE_LENGTH) != 0;
      bench->in_line = 0;
    }
}

/* Once per turn of the main loop, and at least every millisecond. */
static gboolean
beat_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();

  if (bench->beat_us != 0)
    bench->stall_us = MAX (bench->stall_us, now - bench->beat_us);
  bench->beat_us = now;
  return G_SOURCE_CONTINUE;
}

static gboolean
memory_cb (gpointer user_data)
{
  Bench *bench = user_data;

  bench->memory = MAX (bench->memory, get_memory ());
  return G_SOURCE_CONTINUE;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;

  if (!rk_module_open_finish (RK_MODULE (object), result, &error))
    g_error ("%s", error->message);
  bench->open = TRUE;
}

static int
open_terminal (char **name)
{
  struct termios settings;
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  if (master < 0 || grantpt (master) != 0 || unlockpt (master) != 0 || tcgetattr (master, &settings) != 0)
    g_error ("no pseudo-terminal");

  cfmakeraw (&settings);
  tcsetattr (master, TCSANOW, &settings);
  *name = g_strdup (ptsname (master));
  return master;
}

static gint64
measure_idle (Bench *bench)
{
  gint64 end = g_get_monotonic_time () + IDLE_MS * 1000;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  return bench->stall_us;
}

int
main (int   argc,
      char *argv[])
{
  guint seconds = argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : 60;
  g_autofree char *name = NULL;
  Source source = { open_terminal (&name), (guint64)seconds * BYTES_PER_S / LINE_LENGTH };
  Bench bench = { .module = rk_module_new () };
  guint64 n_bytes = source.n_lines * LINE_LENGTH;
  gint64 idle_us;
  gint64 started;
  gsize before;
  GThread *thread;

  g_timeout_add (1, beat_cb, &bench);
  g_timeout_add (100, memory_cb, &bench);
  idle_us = measure_idle (&bench);

  rk_module_set_port (bench.module, name);
  rk_module_set_baud (bench.module, BAUD);
  g_signal_connect (bench.module, "received", G_CALLBACK (received_cb), &bench);
  rk_module_open_async (bench.module, NULL, opened_cb, &bench);
  while (!bench.open)
    g_main_context_iteration (NULL, TRUE);

  before = get_memory ();
  bench.stall_us = 0;
  bench.beat_us = 0;
  started = g_get_monotonic_time ();
  thread = g_thread_new ("source", talk, &source);
  while (bench.n_bytes < n_bytes)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  g_print ("received %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes in %.1f s, %" G_GUINT64_FORMAT
           " lines wrong\n", bench.n_bytes, n_bytes, (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC,
           bench.n_wrong);
  g_print ("%" G_GUINT64_FORMAT " signals, %.0f a second, of at most %" G_GUINT64_FORMAT " bytes\n",
           bench.n_signals, (double)bench.n_signals * G_USEC_PER_SEC / (double)(g_get_monotonic_time () - started),
           bench.largest);
  g_print ("longest stall of the main loop %.1f ms (idle: %.1f ms)\n", (double)bench.stall_us / 1000,
           (double)idle_us / 1000);
  g_print ("memory %.1f MB, %+.1f MB while it ran\n", (double)bench.memory / 1e6,
           ((double)bench.memory - (double)before) / 1e6);

  g_object_unref (bench.module);
  close (source.master);
  return bench.n_wrong == 0 && bench.n_bytes == n_bytes ? 0 : 1;
}
