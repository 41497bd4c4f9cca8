/* rk-watch.c: restarting a module and seeing what it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM and the second-stage loader talk at one rate (74880 with the usual
 * crystal), the application at another.  So the module is first listened to at
 * the rate of the boot text until that has handed over, then at the rates at
 * which applications talk.  A module that restarts over and over gives itself
 * away when the boot rate is listened to once more.
 */

#include "rk-watch.h"

#include "rk-at-client.h"
#include "rk-at-version.h"
#include "rk-boot-reader.h"
#include "rk-boot-text.h"
#include "rk-boot-verdict.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-hand-over.h"

/* The rate at which applications usually talk. */
#define APPLICATION_BAUD 115200

/* The ROM, a second-stage loader and the loading of 400 KB take less than this;
 * a fault shows sooner. */
#define BOOT_MS 4000

/* An application says something, or AT firmware is ready, within this. */
#define APPLICATION_MS 3000

/* A crash restarts a program at once, the hardware watchdog a hung one after 6 to
 * 8.4 s (boot-up and reset notes of the NONOS SDK): a silent program is listened to
 * for longer than that before it is believed to run. */
#define LOOP_MS 6000

/* A person who has to reset the module by hand has this long. */
#define BY_HAND_MS (120 * 1000)

/* All rates in use are tried within the first; the usual one within the second. */
#define AT_PROBE_MS 12000
#define AT_GUESS_MS 2000
#define AT_VERSION_MS 2000

/* A start is told in less than this many bytes; what comes then is chatter. */
#define TEXT_MAX 2000

/* Fewer bytes that cannot be read are no start, of which the ROM's first line alone
 * is longer: a late answer of the loader, or what a change of rate or lines makes. */
#define STRAY_MAX 40

typedef struct
{
  RkSession           *session;
  RkLoader            *loader;
  RkLink              *link;
  const RkChipInfo    *chip;
  const RkWatchTarget *target;
  guint                sync_baud;
  RkBootReader        *reader;
  GString             *text;       /* the readable lines so far */
  gboolean             unreadable; /* the last line was not */
  guint                talk_baud;  /* at which the program was first readable, or 0 */
  GCancellable        *cancellable;
} Watch;

/* Whether there has been enough to hear. */
typedef gboolean (*EnoughFunc) (const Watch *watch);

static const RkBootReport *
get_report (const Watch *watch)
{
  return rk_boot_reader_get_report (watch->reader);
}

/* What the module says, read here or by the loader while it says goodbye. */
static void
text_cb (const guint8 *bytes,
         gsize         count,
         gpointer      user_data)
{
  Watch *watch = user_data;

  rk_session_received (watch->session, bytes, count);
  rk_boot_reader_push (watch->reader, bytes, count);
  if (watch->talk_baud == 0 && rk_boot_report_get_proof (get_report (watch)) >= RK_BOOT_PROOF_SPEAKS)
    watch->talk_baud = rk_link_get_baud (watch->link);
}

/* Reads until there is enough or the time is over. */
static gboolean
listen (Watch       *watch,
        guint        baud,
        guint        timeout_ms,
        EnoughFunc   enough,
        GError     **error)
{
  gint64 deadline = rk_deadline_in_ms (timeout_ms);
  guint8 buffer[1024];
  gssize count;

  if (!rk_link_tune (watch->link, baud, error))
    return FALSE;

  while (!enough (watch))
    {
      count = rk_link_read (watch->link, buffer, sizeof buffer, deadline, watch->cancellable, error);
      if (count <= 0)
        return count == 0;

      text_cb (buffer, (gsize)count, watch);
    }

  return TRUE;
}

/* What is kept of the start: readable lines, and a mark where other bytes were,
 * such as an application's first words at the rate of the boot text. */
static void
line_cb (guint64     line,
         const char *text,
         gsize       length,
         gpointer    user_data)
{
  Watch *watch = user_data;
  g_autofree char *valid = NULL;

  if (watch->text->len > TEXT_MAX)
    return;

  if (length > 0 && rk_boot_text_get_kind (text, length) == RK_BOOT_TEXT_NOISE)
    {
      if (!watch->unreadable)
        g_string_append (watch->text, "…\n");
      watch->unreadable = TRUE;
      return;
    }

  valid = g_utf8_make_valid (text, (gssize)length);
  g_string_append_printf (watch->text, "%s\n", valid);
  watch->unreadable = FALSE;
}

static gboolean
never_enough (const Watch *watch)
{
  return FALSE;
}

static gboolean
boot_is_over (const Watch *watch)
{
  const RkBootReport *report = get_report (watch);

  return rk_boot_report_has_failed (report) || report->last.handed_over || report->last.csum >= 0;
}

static gboolean
has_started_at_all (const Watch *watch)
{
  return get_report (watch)->n_starts > 0;
}

static gboolean
is_silent (const Watch *watch)
{
  const RkBootReport *report = get_report (watch);

  return report->n_starts == 0 && report->n_text_lines == 0 && report->n_bytes < STRAY_MAX;
}

static gboolean
application_talks (const Watch *watch)
{
  return rk_boot_report_get_proof (get_report (watch)) >= RK_BOOT_PROOF_SPEAKS;
}

static gboolean
is_ready (const Watch *watch)
{
  return rk_boot_report_get_proof (get_report (watch)) >= RK_BOOT_PROOF_READY;
}

static gboolean
fail_start (Watch       *watch,
            GError     **error,
            const char  *message)
{
  g_autoptr(RkBootVerdict) verdict = rk_boot_verdict_new (get_report (watch));
  const RkFinding *first = verdict->findings->len > 0 ? g_ptr_array_index (verdict->findings, 0) : NULL;
  g_autofree char *why = first != NULL ? rk_finding_fill (first, first->summary, NULL) : NULL;

  for (guint i = 0; i < verdict->findings->len; i++)
    rk_session_find (watch->session, rk_finding_copy (g_ptr_array_index (verdict->findings, i)));

  g_set_error (error, RK_ERROR, RK_ERROR_NOT_STARTED, "%s: %s", message,
               why != NULL ? why : rk_boot_outcome_get_name (verdict->outcome));
  return FALSE;
}

/* Where no line resets the module, the loader can still be told to run what is in
 * flash; the ROM's text then comes at the rate of the loader.  Ours may be faster
 * than what a person can have set a terminal to. */
static gboolean
restart_softly (Watch   *watch,
                GError **error)
{
  if (!rk_link_tune (watch->link, watch->sync_baud, error))
    return FALSE;
  if (rk_loader_has_stub (watch->loader) &&
      !rk_loader_set_baud (watch->loader, APPLICATION_BAUD, watch->cancellable, error))
    return FALSE;

  watch->sync_baud = rk_link_get_baud (watch->link);
  return rk_loader_soft_start (watch->loader, watch->cancellable, error);
}

static gboolean
restart (Watch   *watch,
         GError **error)
{
  watch->sync_baud = rk_link_get_baud (watch->link);
  if (!rk_loader_can_reset (watch->loader))
    return restart_softly (watch, error);

  return rk_link_tune (watch->link, rk_hand_over_boot_baud (watch->chip), error) &&
         rk_loader_reset_into_run (watch->loader, watch->cancellable, error);
}

/* Nothing was heard.  It may be that the reset line is not connected after all,
 * and that the module still waits in its loader. */
static gboolean
restart_again (Watch   *watch,
               GError **error)
{
  if (!rk_link_tune (watch->link, watch->sync_baud, error))
    return FALSE;
  if (!rk_loader_resync (watch->loader, watch->cancellable, NULL))
    return !g_cancellable_set_error_if_cancelled (watch->cancellable, error);

  rk_boot_reader_reset (watch->reader);
  return restart_softly (watch, error) &&
         listen (watch, watch->sync_baud, BOOT_MS, boot_is_over, error);
}

/* Nothing that we can do starts it. */
static gboolean
wait_for_reset_by_hand (Watch   *watch,
                        GError **error)
{
  rk_session_find (watch->session,
                   rk_finding_new ("hint.reset-by-hand", RK_SEVERITY_INFO,
                                   N_("Waiting for the module to start."), NULL,
                                   N_("Remove the wire from GPIO0, then reset the module or switch its power off and on."),
                                   NULL));

  return listen (watch, rk_hand_over_boot_baud (watch->chip), BY_HAND_MS, has_started_at_all, error) &&
         listen (watch, rk_hand_over_boot_baud (watch->chip), BOOT_MS, boot_is_over, error);
}

/* Asks AT firmware for its version: the best proof that there is.  No answer is
 * no error here: what else was seen of the start still counts. */
static gboolean
ask_version (Watch          *watch,
             guint           probe_ms,
             RkFlashResult  *result,
             GError        **error)
{
  g_autoptr(RkAtClient) client = rk_at_client_new (watch->link);
  g_autoptr(RkAtVersion) version = NULL;
  g_autoptr(GError) local_error = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *answer = NULL;
  guint baud = 0;

  if (rk_at_client_probe (client, APPLICATION_BAUD, &baud, rk_deadline_in_ms (probe_ms),
                          watch->cancellable, &local_error))
    lines = rk_at_client_command (client, "AT+GMR", rk_deadline_in_ms (AT_VERSION_MS),
                                  watch->cancellable, &local_error);
  if (lines == NULL)
    {
      if (g_error_matches (local_error, RK_ERROR, RK_ERROR_NO_REPLY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  answer = g_strjoinv ("\n", lines);
  version = rk_at_version_parse (answer, NULL);
  result->at_version = version != NULL ? rk_at_version_dup_name (version) : g_strdup ("?");
  result->start = RK_START_AT_ANSWERS;
  result->start_baud = baud;
  return TRUE;
}

/* What Espressif's boot loader starts, or names an SDK, may be AT firmware.  Its
 * "ready" may have come while the boot rate was listened to. */
static gboolean
may_be_at (const Watch *watch)
{
  const RkBootStart *start = &get_report (watch)->last;

  return start->loader == RK_BOOT_LOADER_ESPRESSIF || start->sdk_version[0] != '\0';
}

static void
tell_at_silent (Watch *watch)
{
  rk_session_find (watch->session,
                   rk_finding_new ("start.at-silent", RK_SEVERITY_WARNING,
                                   N_("The module talks, but does not answer AT commands."),
                                   N_("Some AT firmware talks on other pins than TX and RX, or at an unusual rate."),
                                   N_("Look at what it says as it starts, and at the pins this firmware is made for."),
                                   NULL));
}

static gboolean
watch_application (Watch          *watch,
                   RkFlashResult  *result,
                   GError        **error)
{
  gboolean expects_at = watch->target->at;

  if (!listen (watch, APPLICATION_BAUD, APPLICATION_MS,
               expects_at || may_be_at (watch) ? is_ready : application_talks, error))
    return FALSE;

  if ((expects_at || may_be_at (watch) || is_ready (watch)) &&
      !ask_version (watch, expects_at ? AT_PROBE_MS : AT_GUESS_MS, result, error))
    return FALSE;
  if (result->start == RK_START_AT_ANSWERS)
    return TRUE;

  if (application_talks (watch))
    {
      if (expects_at)
        tell_at_silent (watch);
      result->start = RK_START_TALKS;
      result->start_baud = watch->talk_baud;
      return TRUE;
    }

  /* Silence or garbage: a program at work, or one that restarts all the time. */
  if (!listen (watch, rk_hand_over_boot_baud (watch->chip), LOOP_MS, never_enough, error))
    return FALSE;
  if (rk_boot_report_has_failed (get_report (watch)) || get_report (watch)->n_starts > 1)
    return fail_start (watch, error, "the module restarts over and over");

  result->start = RK_START_SILENT;
  return TRUE;
}

/* Espressif's boot loader starts the slot that the last sectors name, whatever was
 * written last.  TRUE if it is one of those that were written, or nobody knows. */
static gboolean
is_right_slot (const Watch *watch)
{
  const RkBootStart *start = &get_report (watch)->last;
  const RkWatchTarget *target = watch->target;

  if (target->n_slots == 0 || start->loader != RK_BOOT_LOADER_ESPRESSIF || start->slot <= 0)
    return TRUE;

  for (guint i = 0; i < target->n_slots; i++)
    if (start->slot_address >= 0 ? start->slot_address == target->offsets[i]
                                 : (guint)start->slot == target->slots[i])
      return TRUE;

  return FALSE;
}

static gboolean
fail_slot (Watch   *watch,
           GError **error)
{
  const RkBootStart *start = &get_report (watch)->last;
  g_autofree char *running = g_strdup_printf ("user%d", start->slot);
  g_autofree char *written = g_strdup_printf ("user%u", watch->target->slots[0]);

  rk_session_find (watch->session,
                   rk_finding_new ("start.other-slot", RK_SEVERITY_ERROR,
                                   N_("The module starts {running}, which is still in its flash, not the {written} that was written."),
                                   N_("The boot loader starts the slot that the last sectors of the flash name, and they name the other one."),
                                   N_("Flash the complete set with its blank.bin, or erase the whole chip first."),
                                   "running", running, "written", written, NULL));
  g_set_error (error, RK_ERROR, RK_ERROR_NOT_STARTED, "the boot loader starts %s, but %s was written",
               running, written);
  return FALSE;
}

static gboolean
watch_start (Watch          *watch,
             RkFlashResult  *result,
             GError        **error)
{
  if (!listen (watch, rk_link_get_baud (watch->link), BOOT_MS, boot_is_over, error))
    return FALSE;

  if (is_silent (watch) && !restart_again (watch, error))
    return FALSE;
  if (is_silent (watch) && !wait_for_reset_by_hand (watch, error))
    return FALSE;

  if (!rk_hand_over (watch->link, APPLICATION_BAUD, get_report (watch), text_cb, watch, watch->cancellable,
                     error))
    return FALSE;
  if (rk_boot_report_has_failed (get_report (watch)))
    return fail_start (watch, error, "the module does not start what was written");
  if (!boot_is_over (watch))
    return fail_start (watch, error, "the module was not seen to start");
  if (!is_right_slot (watch))
    return fail_slot (watch, error);

  return watch_application (watch, result, error);
}

/**
 * rk_watch_restart:
 * @session: with its link open
 * @loader: one that answers; it does not when this returns
 * @chip: what the module is
 * @target: (nullable): what is to be seen starting; %NULL if it is only to be
 *   restarted
 * @result: takes what is proven
 * @cancellable: ends it; the module goes on running
 * @error: %RK_ERROR_NOT_STARTED with findings that say why, or the port's errors
 *
 * Restarts the module out of the boot loader and watches it start.
 *
 * Returns: whether it was seen to run, or nobody wanted to see it
 */
gboolean
rk_watch_restart (RkSession            *session,
                  RkLoader             *loader,
                  const RkChipInfo     *chip,
                  const RkWatchTarget  *target,
                  RkFlashResult        *result,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  Watch self = {
    .session = session,
    .loader = loader,
    .link = rk_loader_get_link (loader),
    .chip = chip,
    .target = target,
    .reader = reader,
    .text = text,
    .cancellable = cancellable,
  };
  gboolean started;

  rk_boot_reader_set_line_func (reader, line_cb, &self);
  rk_loader_set_text_func (loader, text_cb, &self);
  rk_session_enter (session, RK_MODULE_STATE_RESTARTING);
  started = restart (&self, error);
  if (started && target != NULL)
    {
      rk_session_enter (session, RK_MODULE_STATE_WATCHING);
      started = watch_start (&self, result, error);
      rk_boot_reader_end (reader);
      result->boot_text = g_strdup (text->str);
    }

  rk_loader_set_text_func (loader, NULL, NULL);
  return started;
}
