/* stall-meter.c: how long the main loop of a GLib program is away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Preloaded into any program, so that no program needs to know of it.  A source
 * of the highest priority wants to run each five milliseconds; when it runs late
 * by more than that, a line goes to the file that RK_STALL_LOG names:
 *
 *   time of the end, how late, computing, waiting for a processor
 *
 * all in µs, the time on the monotonic clock.  On a computer with other work the
 * last one is not the program's doing.
 */

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#define PERIOD_MS 5
#define LATE_US 5000

typedef struct
{
  gint64 time;
  gint64 computing;
  gint64 waiting;
} Moment;

typedef struct
{
  FILE  *log;
  int    schedstat; /* -1 where the kernel does not tell */
  Moment last;
} Meter;

static gint64
read_computing (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The second number of the thread's statistics, in ns. */
static gint64
read_waiting (Meter *self)
{
  char text[128];
  unsigned long long running = 0;
  unsigned long long waiting = 0;
  ssize_t n = self->schedstat >= 0 ? pread (self->schedstat, text, sizeof text - 1, 0) : 0;

  if (n <= 0)
    return 0;
  text[n] = '\0';
  if (sscanf (text, "%llu %llu", &running, &waiting) != 2)
    return 0;
  return (gint64)(waiting / 1000);
}

static Moment
take_moment (Meter *self)
{
  return (Moment){ g_get_monotonic_time (), read_computing (), read_waiting (self) };
}

static gboolean
look_cb (gpointer user_data)
{
  Meter *self = user_data;
  Moment now = take_moment (self);
  gint64 late = now.time - self->last.time - PERIOD_MS * 1000;

  if (self->last.time != 0 && late > LATE_US)
    fprintf (self->log, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
             now.time, late, now.computing - self->last.computing, now.waiting - self->last.waiting);
  self->last = now;

  return G_SOURCE_CONTINUE;
}

__attribute__ ((constructor)) static void
start (void)
{
  static Meter meter;
  const char *path = g_getenv ("RK_STALL_LOG");

  if (path == NULL)
    return;
  meter.log = fopen (path, "ae");
  if (meter.log == NULL)
    return;

  setvbuf (meter.log, NULL, _IOLBF, 0);
  meter.schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  g_timeout_add_full (G_PRIORITY_HIGH - 100, PERIOD_MS, look_cb, &meter, NULL);
}
