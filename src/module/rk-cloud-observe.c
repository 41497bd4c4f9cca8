/* rk-cloud-observe.c: one reset, and what the module says as it starts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unlike after a flash, no loader has been spoken to: the module runs whatever it
 * runs, and may not even react to the lines.
 */

#include "rk-job-cloud.h"

#include <string.h>

#include "rk-boot-reader.h"
#include "rk-deadline.h"
#include "rk-fresh-start.h"

/* The boot text of the usual crystal, and of the other one; the latter is also the
 * rate after a restart by software, which leaves the clock as the firmware has set
 * it (boot-up notes of the NONOS SDK).
 */
static const guint boot_bauds[] = { 74880, 115200 };

/* The ROM, a boot loader and the loading of 400 KB take less than this. */
#define BOOT_MS 4000

/* Without one byte for so long, nothing listens at this rate. */
#define SILENCE_MS 1500

/* A program that crashes at once says so within this. */
#define CRASH_MS 600

typedef struct
{
  RkSession    *session;
  RkLink       *link;
  RkBootReader *reader;
  GCancellable *cancellable;
} Observation;

static const RkBootReport *
get_report (const Observation *self)
{
  return rk_boot_reader_get_report (self->reader);
}

/* Reads until there is nothing more to wait for: @until_handed_over, or the time. */
static gboolean
listen (Observation  *self,
        guint         timeout_ms,
        gboolean      until_handed_over,
        GError      **error)
{
  gint64 deadline = rk_deadline_in_ms (timeout_ms);
  gint64 silence = until_handed_over ? rk_deadline_in_ms (SILENCE_MS) : deadline;
  guint8 buffer[1024];

  for (;;)
    {
      const RkBootReport *report = get_report (self);
      gint64 until = report->n_bytes == 0 ? rk_deadline_sooner (silence, deadline) : deadline;
      gssize count;

      if (until_handed_over && (report->last.handed_over || rk_boot_report_has_failed (report)))
        return TRUE;

      count = rk_link_read (self->link, buffer, sizeof buffer, until, self->cancellable, error);
      if (count <= 0)
        return count == 0;
      rk_session_received (self->session, buffer, (gsize)count);
      rk_boot_reader_push (self->reader, buffer, (gsize)count);
    }
}

static gboolean
was_heard (const Observation *self)
{
  const RkBootReport *report = get_report (self);

  return report->n_starts > 0 && (report->last.n_segments > 0 || report->last.loader != RK_BOOT_LOADER_UNKNOWN);
}

/* By the lines, or, where there are none, by asking for it: the answer is not
 * waited for, as the restart follows at once.
 */
static gboolean
restart (Observation  *self,
         guint         baud,
         GError      **error)
{
  static const char command[] = "AT+RST\r\n";

  if (rk_link_can_set_lines (self->link))
    return rk_fresh_start (self->session, RK_RESET_INTO_RUN, baud, self->cancellable, error);

  return rk_link_discard_input (self->link, error) &&
         rk_link_write (self->link, (const guint8 *)command, strlen (command), rk_deadline_in_ms (BOOT_MS),
                        self->cancellable, error);
}

static gboolean
observe_at (Observation  *self,
            guint         baud,
            GError      **error)
{
  rk_boot_reader_reset (self->reader);
  rk_session_enter (self->session, RK_MODULE_STATE_RESTARTING);
  if (!restart (self, baud, error))
    return FALSE;

  rk_session_enter (self->session, RK_MODULE_STATE_WATCHING);
  if (!listen (self, BOOT_MS, TRUE, error))
    return FALSE;

  /* What crashes right after the hand-over, or over and over. */
  return !was_heard (self) || listen (self, CRASH_MS, FALSE, error);
}

/**
 * rk_cloud_observe:
 * @session: the session
 * @start: (out): what was seen
 * @cancellable: (nullable): ends it
 * @error: what the link says, or %G_IO_ERROR_CANCELLED
 *
 * Resets the module and reads its boot text; hearing nothing is no error.  The
 * session is listening afterwards, the link at the rate of the boot text.
 *
 * Returns: whether it could be done
 */
gboolean
rk_cloud_observe (RkSession     *session,
                  RkCloudStart  *start,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  Observation self = { session, rk_session_get_link (session), reader, cancellable };
  guint tries = rk_link_can_set_lines (self.link) ? G_N_ELEMENTS (boot_bauds) : 1;
  gboolean heard = FALSE;

  for (guint i = 0; i < tries && !heard; i++)
    {
      if (!observe_at (&self, boot_bauds[i], error))
        return FALSE;
      heard = was_heard (&self);
    }

  start->report = *get_report (&self);
  start->was_heard = heard;
  rk_session_enter (session, RK_MODULE_STATE_LISTENING);
  return TRUE;
}
