/* rk-console-feed.c: from a module to a console's view, read on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The boot reader gets the bytes line by line, just before the view does, so that
 * what it notices stands right below the line it is about.
 */

#include "config.h"

#include "rk-console-feed.h"

#include <string.h>

#include "rk-boot-reader.h"

/* After so long it is silence, which tells something too. */
#define SILENCE_MS 3000

/* Addresses of a crash that are kept; a stack can be long. */
#define MAX_CODES 256

struct _RkConsoleFeed
{
  RkConsoleView *view;
  RkBootReader  *reader;
  guint          baud;     /* that the reader was told last */
  guint          n_starts;
  GArray        *codes;    /* RkBootCode: where the program was when it crashed, or NULL */
  GQueue         before;   /* RkConsoleNote, to stand before the line that ends now */
  GQueue         behind;   /* likewise, behind it */
  guint          silence_id;
};

static gint64
to_wall_clock (gint64 monotonic_us)
{
  return monotonic_us + (g_get_real_time () - g_get_monotonic_time ());
}

static void
add_notes (RkConsoleFeed *self,
           GQueue        *notes,
           gint64         time_us)
{
  RkConsoleNote *note;

  while ((note = g_queue_pop_head (notes)) != NULL)
    rk_console_view_add_note (self->view, time_us, note);
}

/* The stack is told after the crash, and after what was noticed about it. */
static void
fact_cb (const RkBootFact *fact,
         gpointer          user_data)
{
  RkConsoleFeed *self = user_data;
  RkBootCode codes[RK_BOOT_FACT_N_VALUES];
  guint count = rk_boot_fact_get_codes (fact, codes);

  if (fact->kind == RK_BOOT_FACT_START || fact->kind == RK_BOOT_FACT_EXCEPTION)
    g_clear_pointer (&self->codes, g_array_unref);
  if (count > 0 && self->codes == NULL)
    self->codes = g_array_new (FALSE, FALSE, sizeof (RkBootCode));
  if (count > 0 && self->codes->len < MAX_CODES)
    g_array_append_vals (self->codes, codes, count);
}

static void
finding_cb (const RkFinding *finding,
            guint64          line,
            guint64          offset,
            gpointer         user_data)
{
  RkConsoleFeed *self = user_data;

  g_queue_push_tail (&self->behind, rk_console_note_new_finding (finding, self->codes));
}

static void
section_cb (const RkBootSection *section,
            const RkBootStart   *start,
            gpointer             user_data)
{
  RkConsoleFeed *self = user_data;

  if (section->same_as_previous)
    g_queue_push_tail (&self->before, rk_console_note_new_same (section->n_same, section->loop_time));
}

/* One line, or the piece of it that has come. */
static void
take_piece (RkConsoleFeed *self,
            const guint8  *bytes,
            gsize          count,
            gint64         time_us)
{
  guint n_starts;

  rk_boot_reader_push (self->reader, bytes, count);
  n_starts = rk_boot_reader_get_report (self->reader)->n_starts;
  if (n_starts != self->n_starts)
    g_queue_push_tail (&self->before, rk_console_note_new_start ());
  self->n_starts = n_starts;

  add_notes (self, &self->before, time_us);
  rk_console_view_add (self->view, RK_CONSOLE_RECEIVED, time_us, bytes, count);
  add_notes (self, &self->behind, time_us);
}

static gboolean
silence_cb (gpointer user_data)
{
  RkConsoleFeed *self = user_data;

  self->silence_id = 0;
  rk_boot_reader_end (self->reader);
  add_notes (self, &self->behind, g_get_real_time ());
  return G_SOURCE_REMOVE;
}

/**
 * rk_console_feed_new:
 * @view: gets everything; must outlive the feed
 *
 * Returns: (transfer full): a feed
 */
RkConsoleFeed *
rk_console_feed_new (RkConsoleView *view)
{
  RkConsoleFeed *self = g_new0 (RkConsoleFeed, 1);

  self->view = view;
  self->reader = rk_boot_reader_new ();
  rk_boot_reader_set_fact_func (self->reader, fact_cb, self);
  rk_boot_reader_set_finding_func (self->reader, finding_cb, self);
  rk_boot_reader_set_section_func (self->reader, section_cb, self);
  return self;
}

/**
 * rk_console_feed_free:
 * @self: (transfer full): a feed
 */
void
rk_console_feed_free (RkConsoleFeed *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->silence_id, g_source_remove);
  rk_boot_reader_free (self->reader);
  g_clear_pointer (&self->codes, g_array_unref);
  g_queue_clear_full (&self->before, (GDestroyNotify)rk_console_note_unref);
  g_queue_clear_full (&self->behind, (GDestroyNotify)rk_console_note_unref);
  g_free (self);
}

/**
 * rk_console_feed_received:
 * @self: a feed
 * @bytes: what the module said
 * @baud: the rate it was read at
 * @time_us: when, on the monotonic clock
 */
void
rk_console_feed_received (RkConsoleFeed *self,
                          GBytes        *bytes,
                          guint          baud,
                          gint64         time_us)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gint64 wall_us = to_wall_clock (time_us);

  g_return_if_fail (self != NULL);

  if (baud != self->baud)
    rk_boot_reader_set_baud (self->reader, baud);
  self->baud = baud;
  rk_boot_reader_set_time (self->reader, time_us);

  for (gsize at = 0, count; at < size; at += count)
    {
      const guint8 *end = memchr (data + at, '\n', size - at);

      count = end != NULL ? (gsize)(end + 1 - (data + at)) : size - at;
      take_piece (self, data + at, count, wall_us);
    }

  g_clear_handle_id (&self->silence_id, g_source_remove);
  self->silence_id = g_timeout_add (SILENCE_MS, silence_cb, self);
}

/**
 * rk_console_feed_sent:
 * @self: a feed
 * @bytes: what was sent
 * @count: how much
 *
 * Shows it, as a line of its own.
 */
void
rk_console_feed_sent (RkConsoleFeed *self,
                      const guint8  *bytes,
                      gsize          count)
{
  g_return_if_fail (self != NULL);

  rk_console_view_add (self->view, RK_CONSOLE_SENT, g_get_real_time (), bytes, count);
}

/**
 * rk_console_feed_add_event:
 * @self: a feed
 * @text: what has happened to the console, translated
 */
void
rk_console_feed_add_event (RkConsoleFeed *self,
                           const char    *text)
{
  g_return_if_fail (self != NULL);

  rk_console_view_add_note (self->view, g_get_real_time (), rk_console_note_new_event (text));
}

/**
 * rk_console_feed_add_finding:
 * @self: a feed
 * @finding: what somebody else has noticed; copied
 */
void
rk_console_feed_add_finding (RkConsoleFeed   *self,
                             const RkFinding *finding)
{
  g_return_if_fail (self != NULL);

  rk_console_view_add_note (self->view, g_get_real_time (), rk_console_note_new_finding (finding, NULL));
}

/**
 * rk_console_feed_clear:
 * @self: a feed
 *
 * Forgets what was read so far.
 */
void
rk_console_feed_clear (RkConsoleFeed *self)
{
  g_return_if_fail (self != NULL);

  rk_boot_reader_reset (self->reader);
  g_clear_pointer (&self->codes, g_array_unref);
  self->n_starts = 0;
  self->baud = 0;
}
