/* rk-job-detect.c: finding the rate at which a module talks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A module that talks by itself is listened to at one rate after the other.  One that
 * only talks as it starts is restarted for each of them.
 */

#include "rk-jobs.h"

#include "rk-baud-guess.h"
#include "rk-boot-reader.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-fresh-start.h"
#include "rk-hand-over.h"
#include "rk-module.h"

/* A rate is judged by so many bytes, or by what comes until it is silent. */
#define SAMPLE_MAX 512
#define SAMPLE_ENOUGH 80

/* Something that talks all the time does so within this. */
#define TALK_MS 1500

/* At each further rate. */
#define NEXT_MS 700

/* After a burst, a pause ends the sample. */
#define PAUSE_MS 150

/* Good enough to look no further, and to be told at all. */
#define SURE 0.9
#define LIKELY 0.5

/* Restarting takes a second each: only for the rates in real use. */
#define N_RESTARTS 10

/* What is shown of the text. */
#define SHOWN_MAX 240

/* The rate of the ROM's text with the usual crystal. */
#define BOOT_BAUD 74880

typedef struct
{
  RkSession          *session;
  RkLink             *link;
  GCancellable       *cancellable;
  GArray             *rates;
  RkBaudDetection    *found;
  GByteArray         *sample;  /* of the rate that is tried */
  RkBootReader       *reader;  /* of the boot text */
  GByteArray         *boot;
} Detect;

/* Takes the sample for the best so far, if it is better. */
static void
judge (Detect           *self,
       guint             baud,
       const GByteArray *sample)
{
  double score = rk_baud_guess_score (sample->data, sample->len);

  if (rk_baud_guess_is_boot (sample->data, sample->len))
    self->found->boot_baud = baud;
  if (score < LIKELY || score <= self->found->confidence)
    return;

  self->found->baud = baud;
  self->found->confidence = score;
  g_free (self->found->sample);
  self->found->sample = g_utf8_make_valid ((const char *)sample->data, MIN (sample->len, SHOWN_MAX));
}

/* Listens at the rate that is set. */
static gboolean
take_sample (Detect  *self,
             guint    timeout_ms,
             GError **error)
{
  gint64 end = rk_deadline_in_ms (timeout_ms);
  guint8 buffer[SAMPLE_MAX];
  gssize count = 1;

  g_byte_array_set_size (self->sample, 0);
  while (count > 0 && self->sample->len < SAMPLE_MAX)
    {
      gint64 deadline = self->sample->len >= SAMPLE_ENOUGH ? rk_deadline_sooner (end, rk_deadline_in_ms (PAUSE_MS))
                                                           : end;

      count = rk_link_read (self->link, buffer, SAMPLE_MAX - self->sample->len, deadline, self->cancellable,
                            error);
      if (count > 0)
        g_byte_array_append (self->sample, buffer, (guint)count);
    }

  self->found->heard += self->sample->len;
  return count >= 0;
}

/* What is still on its way was read at the rate before. */
static gboolean
try_rate (Detect  *self,
          guint    baud,
          guint    timeout_ms,
          GError **error)
{
  if (!rk_link_tune (self->link, baud, error) || !rk_link_discard_input (self->link, error) ||
      !take_sample (self, timeout_ms, error))
    return FALSE;

  judge (self, baud, self->sample);
  return TRUE;
}

static gboolean
is_unable (GError **error)
{
  if (!g_error_matches (*error, RK_ERROR, RK_ERROR_PORT_UNABLE))
    return FALSE;

  g_clear_error (error);
  return TRUE;
}

static gboolean
is_sure (const Detect *self)
{
  return self->found->confidence >= SURE;
}

/* Listens to a module that talks by itself. */
static gboolean
listen_at_all (Detect  *self,
               GError **error)
{
  for (guint i = 0; i < self->rates->len && !is_sure (self); i++)
    {
      GError *own = NULL;

      rk_session_progress (self->session, i, self->rates->len);
      if (!try_rate (self, g_array_index (self->rates, guint, i), i == 0 ? TALK_MS : NEXT_MS, &own) &&
          !is_unable (&own))
        {
          g_propagate_error (error, own);
          return FALSE;
        }
      if (self->found->heard == 0)
        return TRUE;
    }
  return TRUE;
}

static void
boot_cb (const guint8 *bytes,
         gsize         count,
         gpointer      user_data)
{
  Detect *self = user_data;

  rk_boot_reader_push (self->reader, bytes, count);
  g_byte_array_append (self->boot, bytes, (guint)count);
}

/* Restarts the module and listens to its program at @baud. */
static gboolean
restart_and_try (Detect  *self,
                 guint    baud,
                 GError **error)
{
  guint known = rk_session_get_boot_baud (self->session);
  guint boot_baud = known != 0 ? known : BOOT_BAUD;

  rk_boot_reader_reset (self->reader);
  g_byte_array_set_size (self->boot, 0);
  if (!rk_fresh_start (self->session, RK_RESET_INTO_RUN, boot_baud, self->cancellable, error) ||
      !rk_hand_over (self->link, baud, rk_boot_reader_get_report (self->reader), boot_cb, self,
                     self->cancellable, error) ||
      !take_sample (self, TALK_MS, error))
    return FALSE;

  self->found->heard += self->boot->len;
  judge (self, baud, self->sample);
  if (rk_baud_guess_is_boot (self->boot->data, self->boot->len))
    self->found->boot_baud = boot_baud;
  return TRUE;
}

/* The ROM's text is better than nothing, but the program's is what is wanted. */
static void
settle_for_boot (Detect *self)
{
  if (self->found->baud != 0 || self->found->boot_baud == 0)
    return;

  judge (self, self->found->boot_baud, self->boot);
}

static gboolean
restart_at_all (Detect  *self,
                GError **error)
{
  guint n_rates = MIN (self->rates->len, N_RESTARTS);
  gsize heard = 0;

  for (guint i = 0; i < n_rates && !is_sure (self); i++)
    {
      GError *own = NULL;

      rk_session_progress (self->session, i, n_rates);
      if (!restart_and_try (self, g_array_index (self->rates, guint, i), &own) && !is_unable (&own))
        {
          g_propagate_error (error, own);
          return FALSE;
        }

      /* A program that says nothing says it at no rate. */
      heard += self->sample->len;
      if (i > 0 && heard == 0)
        break;
    }

  settle_for_boot (self);
  return TRUE;
}

/* The console's own rate first. */
static GArray *
list_rates (guint first)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));
  gsize n_rates;
  const guint *rates = rk_baud_guess_get_rates (&n_rates);

  g_array_append_val (list, first);
  for (gsize i = 0; i < n_rates; i++)
    if (rates[i] != first)
      g_array_append_val (list, rates[i]);
  return list;
}

static gboolean
detect (Detect   *self,
        gboolean  may_reset,
        GError  **error)
{
  if (!rk_link_can_set_baud (self->link))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s has no baud rate", rk_link_get_port (self->link));
      return FALSE;
    }

  return listen_at_all (self, error) &&
         (is_sure (self) || !may_reset || !rk_link_can_set_lines (self->link) || restart_at_all (self, error));
}

/**
 * rk_job_detect:
 * @params: whether the module may be reset, as pointer
 *
 * See rk_module_detect_baud_async().
 */
gpointer
rk_job_detect (RkSession     *session,
               gpointer       params,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(RkBaudDetection) found = g_new0 (RkBaudDetection, 1);
  g_autoptr(GArray) rates = list_rates (rk_session_get_console_baud (session));
  g_autoptr(GByteArray) sample = g_byte_array_new ();
  g_autoptr(GByteArray) boot = g_byte_array_new ();
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  Detect self = {
    .session = session,
    .link = rk_session_get_link (session),
    .cancellable = cancellable,
    .rates = rates,
    .found = found,
    .sample = sample,
    .boot = boot,
    .reader = reader,
  };

  rk_session_enter (session, RK_MODULE_STATE_LISTENING);
  return detect (&self, GPOINTER_TO_INT (params) != 0, error) ? g_steal_pointer (&found) : NULL;
}
