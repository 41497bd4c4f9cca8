/* rk-trace-log.c: what happened on the line lately, for a bug report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written by the worker's thread, read by the main one.
 */

#include "rk-trace-log.h"

#include "rk-link.h"

/* The last of a long job are those that matter. */
#define MAX_LINES 4000

/* Enough of a block of data to see what it is. */
#define MAX_BYTES 48

struct _RkTraceLog
{
  GMutex lock;
  GQueue lines; /* char * */
};

/**
 * rk_trace_log_new:
 *
 * Returns: (transfer full): an empty log
 */
RkTraceLog *
rk_trace_log_new (void)
{
  RkTraceLog *self = g_new0 (RkTraceLog, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->lines);
  return self;
}

/**
 * rk_trace_log_free:
 * @self: (transfer full): a log that nobody writes into any more
 */
void
rk_trace_log_free (RkTraceLog *self)
{
  g_queue_clear_full (&self->lines, g_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * rk_trace_log_clear:
 * @self: a log
 *
 * Forgets everything, as at the beginning of a job.
 */
void
rk_trace_log_clear (RkTraceLog *self)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->lines, g_free);
  g_mutex_unlock (&self->lock);
}

static void
take_line (RkTraceLog *self,
           char       *line)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->lines, line);
  if (g_queue_get_length (&self->lines) > MAX_LINES)
    g_free (g_queue_pop_head (&self->lines));
  g_mutex_unlock (&self->lock);
}

/**
 * rk_trace_log_add:
 * @self: a log
 * @line: what happened
 */
void
rk_trace_log_add (RkTraceLog *self,
                  const char *line)
{
  take_line (self, g_strdup (line));
}

/**
 * rk_trace_log_bytes:
 * @self: the RkTraceLog
 *
 * An RkLinkTraceFunc: notes what goes over the line, the beginning of long blocks
 * only.
 */
void
rk_trace_log_bytes (gboolean      outgoing,
                    gint64        time_us,
                    const guint8 *bytes,
                    gsize         count,
                    const char   *note,
                    gpointer      self)
{
  take_line (self, rk_link_format_trace (outgoing, time_us, bytes, count, note, MAX_BYTES));
}

/**
 * rk_trace_log_dup:
 * @self: a log
 *
 * Returns: (transfer full): its lines
 */
char *
rk_trace_log_dup (RkTraceLog *self)
{
  GString *text = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  for (GList *line = self->lines.head; line != NULL; line = line->next)
    g_string_append_printf (text, "%s\n", (const char *)line->data);
  g_mutex_unlock (&self->lock);

  return g_string_free (text, FALSE);
}
