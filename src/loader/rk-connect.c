/* rk-connect.c: getting an answer from the boot loader, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM prints its boot text at another rate than the one it is talked to at,
 * so listening and syncing take turns.  Nothing is sent while listening: the ROM
 * measures the rate from the first bytes it gets after a reset and keeps it.
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-reset.h"

/* After a reset: from the release of the reset pin to the end of the ROM's first
 * line it takes some 30 ms; adapters add theirs. */
#define LISTEN_AFTER_RESET_MS 150
#define SYNC_AFTER_RESET_MS   500

/* While a person works the pins: mostly listen, so as not to miss the boot text,
 * and sync often enough to notice at once that the module answers. */
#define LISTEN_WAITING_MS 300
#define SYNC_WAITING_MS   120

/* Two tries with the modem lines, then that several times. */
#define TURNS_PER_ROUND 8

/* The rate of nearly every program; AT firmware answers at once. */
#define PROGRAM_BAUD 115200
#define AT_ANSWER_MS 150

/* Where the rate is ours to choose, these take turns.  The ROM measures the rate
 * exactly enough at the first; the second is for long wires. */
static const guint automatic[] = { 460800, 115200 };

typedef struct
{
  RkLoader     *loader;
  guint         baud;
  gint64        deadline;
  GCancellable *cancellable;
  gboolean      answered;
  gboolean      ignored; /* a reset by the lines after which no start was seen */
  gboolean      echo_seen;
  guint         n_listened;
} Connect;

static void
tell (RkLoader    *self,
      RkSituation  situation)
{
  if (self->situation == situation)
    return;

  self->situation = situation;
  if (self->situation_func != NULL)
    self->situation_func (situation, self->situation_data);
}

/* The boot text comes at another rate where the crystal, or the chip, is another: what
 * looks like text of the usual rate is read at that, every other time. */
static guint
choose_listen_baud (Connect *self)
{
  const RkBootReport *report = rk_boot_reader_get_report (self->loader->evidence.reader);

  self->n_listened++;
  return report->noise == RK_BOOT_NOISE_PROGRAM_TEXT && self->n_listened % 2 == 1 ? PROGRAM_BAUD
                                                                                 : self->loader->chip->boot_baud;
}

/* A port may be unable to do the rate of the boot text; then there is nothing to
 * be read, but it can still be synced. */
static gboolean
set_listen_baud (Connect   *self,
                 gboolean  *able,
                 GError   **error)
{
  g_autoptr(GError) problem = NULL;
  RkLink *link = self->loader->link;

  *able = rk_link_can_set_baud (link) &&
          rk_link_set_baud (link, choose_listen_baud (self), &problem);

  if (problem == NULL || g_error_matches (problem, RK_ERROR, RK_ERROR_PORT_UNABLE))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
set_sync_baud (Connect  *self,
               GError  **error)
{
  rk_evidence_flush (&self->loader->evidence);
  return rk_link_tune (self->loader->link, self->baud, error);
}

/* Reads text until the module has been seen to start into its loader, or the time is
 * over: what follows a start from flash says how it fares there. */
static gboolean
listen (Connect  *self,
        guint     for_ms,
        GError  **error)
{
  RkLoader *loader = self->loader;
  gint64 deadline = rk_deadline_sooner (rk_deadline_in_ms (for_ms), self->deadline);
  guint starts = rk_evidence_starts (&loader->evidence);

  while (!rk_deadline_passed (deadline) &&
         (rk_evidence_starts (&loader->evidence) == starts ||
          rk_situation_runs_flash (rk_evidence_judge (&loader->evidence))))
    {
      gssize count = rk_link_read (loader->link, loader->received, sizeof loader->received,
                                   deadline, self->cancellable, error);

      if (count < 0)
        return FALSE;
      _rk_loader_take_text (loader, loader->received, (gsize)count);
    }

  return TRUE;
}

static gboolean
try_sync (Connect  *self,
          guint     for_ms,
          GError  **error)
{
  RkLoader *loader = self->loader;
  g_autoptr(GError) problem = NULL;

  if (!set_sync_baud (self, error))
    return FALSE;

  self->answered = rk_loader_sync (loader, rk_deadline_sooner (rk_deadline_in_ms (for_ms), self->deadline),
                                   self->cancellable, &problem);
  if (!self->answered)
    _rk_loader_forget_input (loader);
  rk_evidence_flush (&loader->evidence);

  if (self->answered || g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
try_by_reset (Connect      *self,
              RkResetKind   kind,
              GError      **error)
{
  RkLoader *loader = self->loader;
  guint starts = rk_evidence_starts (&loader->evidence);
  gboolean able;

  loader->evidence.own_resets = TRUE;
  if (!set_listen_baud (self, &able, error) ||
      !rk_link_discard_input (loader->link, error) ||
      !rk_reset_perform (loader->link, kind, self->cancellable, error) ||
      (able && !listen (self, LISTEN_AFTER_RESET_MS, error)))
    return FALSE;
  loader->evidence.own_resets = FALSE;

  /* If one was ignored, a later start is the work of the person. */
  self->ignored |= rk_evidence_starts (&loader->evidence) == starts;
  loader->can_reset = !self->ignored;

  /* It has just said that it runs from flash: on to the next way to reset. */
  if (loader->can_reset && rk_situation_runs_flash (rk_evidence_judge (&loader->evidence)))
    return TRUE;

  return try_sync (self, SYNC_AFTER_RESET_MS, error);
}

static gboolean
try_waiting (Connect  *self,
             GError  **error)
{
  gboolean able;

  if (!try_sync (self, SYNC_WAITING_MS, error))
    return FALSE;
  if (self->answered)
    return TRUE;

  return set_listen_baud (self, &able, error) &&
         (!able || listen (self, LISTEN_WAITING_MS, error));
}

/* Some adapters, and boards with a circuit of their own, have the lines the other way
 * round: released, they pull reset low.  Both asserted do nothing on the usual boards;
 * if a module that is silent otherwise starts then, the lines have held it. */
static gboolean
try_held (Connect  *self,
          GError  **error)
{
  RkLoader *loader = self->loader;
  guint starts = rk_evidence_starts (&loader->evidence);
  gboolean able;
  gboolean done;

  if (!set_listen_baud (self, &able, error) || !rk_link_set_lines (loader->link, TRUE, TRUE, error))
    return FALSE;

  loader->evidence.own_resets = TRUE;
  done = listen (self, LISTEN_AFTER_RESET_MS, error);
  loader->evidence.held |= rk_evidence_starts (&loader->evidence) != starts;

  /* A module that was held by them may start now, and say so. */
  done = rk_link_set_lines (loader->link, FALSE, FALSE, done ? error : NULL) && done;
  done = done && listen (self, LISTEN_AFTER_RESET_MS, error);
  loader->evidence.own_resets = FALSE;
  return done;
}

/* AT firmware does not know our frames but may send them back, as crossed wires do.
 * A line of its own tells them apart.  The ROM is not disturbed by it: one that hears
 * us has answered already. */
static gboolean
try_at (Connect  *self,
        GError  **error)
{
  static const char command[] = "\r\nAT\r\n";
  RkLoader *loader = self->loader;
  gint64 deadline = rk_deadline_sooner (rk_deadline_in_ms (AT_ANSWER_MS), self->deadline);
  g_autoptr(GString) answer = g_string_new (NULL);
  gssize count = 1;

  self->baud = PROGRAM_BAUD;
  if (!set_sync_baud (self, error) ||
      !rk_link_write (loader->link, (const guint8 *)command, strlen (command), rk_deadline_in_ms (RK_LOADER_SLACK_MS),
                      NULL, error))
    return FALSE;

  while (count > 0 && strstr (answer->str, "\nOK\r") == NULL)
    {
      count = rk_link_read (loader->link, loader->received, sizeof loader->received, deadline, self->cancellable, error);
      for (gssize i = 0; i < count; i++)
        if (loader->received[i] != 0)
          g_string_append_c (answer, (char)loader->received[i]);
      if (count > 0)
        _rk_loader_take_text (loader, loader->received, (gsize)count);
    }

  loader->evidence.at_answers |= strstr (answer->str, "\nOK\r") != NULL;
  rk_evidence_flush (&loader->evidence);
  return count >= 0;
}

/* What the module has not said by itself is asked, once a round, or at once where it
 * might be taken for a fault. */
static gboolean
try_asking (Connect  *self,
            guint     turn,
            gboolean  may_use_lines,
            GError  **error)
{
  RkSituation situation = rk_evidence_judge (&self->loader->evidence);
  gboolean due = turn % TURNS_PER_ROUND == TURNS_PER_ROUND / 2;
  gboolean new_echo = situation == RK_SITUATION_ECHO && !self->echo_seen;

  self->echo_seen = situation == RK_SITUATION_ECHO;
  if (due && may_use_lines && !self->loader->evidence.spoke_alone && !try_held (self, error))
    return FALSE;
  if (new_echo || (due && (situation == RK_SITUATION_SILENT || situation == RK_SITUATION_ECHO ||
                           situation == RK_SITUATION_GARBAGE || situation == RK_SITUATION_PROGRAM ||
                           situation == RK_SITUATION_GPIO0)))
    return try_at (self, error);

  return TRUE;
}

static gboolean
try_next (Connect         *self,
          RkLoaderBefore   before,
          guint            turn,
          GError         **error)
{
  gboolean may_use_lines = before == RK_LOADER_BEFORE_AUTO && rk_link_can_set_lines (self->loader->link);

  if (may_use_lines && turn % TURNS_PER_ROUND == 0)
    return try_by_reset (self, RK_RESET_INTO_LOADER, error);
  if (may_use_lines && turn % TURNS_PER_ROUND == 1)
    return try_by_reset (self, RK_RESET_INTO_LOADER_SLOW, error);

  return try_waiting (self, error) && (self->answered || try_asking (self, turn, may_use_lines, error));
}

static gboolean
run (Connect         *self,
     RkLoaderBefore   before,
     guint            baud,
     GError         **error)
{
  RkLoader *loader = self->loader;

  for (guint turn = 0; !self->answered; turn++)
    {
      self->baud = baud != 0 ? baud : automatic[turn % G_N_ELEMENTS (automatic)];

      if (turn > 0 && rk_deadline_passed (self->deadline))
        {
          rk_evidence_set_error (&loader->evidence, error);
          return FALSE;
        }

      if (!try_next (self, before, turn, error))
        return FALSE;

      tell (loader, self->answered ? RK_SITUATION_ANSWERED : rk_evidence_judge (&loader->evidence));
    }

  return TRUE;
}

/**
 * rk_loader_connect:
 * @self: a loader with an open link
 * @before: whether the modem lines may be used
 * @baud: the rate to talk at; the ROM takes it from us.  0 tries two in turn
 * @deadline: when to give up; %RK_DEADLINE_NEVER waits for the person
 * @cancellable: (nullable): ends it at once, with the modem lines released
 * @error: %RK_ERROR_NOTHING_RECEIVED, %RK_ERROR_NOT_IN_LOADER,
 *   %RK_ERROR_WRONG_BOOT_PINS, %RK_ERROR_NOT_HEARD, %RK_ERROR_WRONG_CHIP,
 *   %RK_ERROR_GARBAGE, %RK_ERROR_UNSTEADY or %RK_ERROR_ECHO when the deadline passed
 *
 * Tries to get an answer until there is one.  Between the tries it listens to
 * what the module prints at start, and tells by the situation function what that says.
 * At the end the link has the rate at which it was answered.  At least one try is
 * made, also when the deadline has passed.
 *
 * Returns: whether the ROM or a stub answers
 */
gboolean
rk_loader_connect (RkLoader        *self,
                   RkLoaderBefore   before,
                   guint            baud,
                   gint64           deadline,
                   GCancellable    *cancellable,
                   GError         **error)
{
  Connect connect = { .loader = self, .baud = baud, .deadline = deadline, .cancellable = cancellable };
  gboolean done;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  rk_evidence_clear (&self->evidence);
  _rk_loader_forget_input (self);
  self->unsettled = FALSE;
  self->n_lost = 0;
  self->own_stub = FALSE;
  self->can_reset = FALSE;
  self->flash_limit = self->chip->flash_limit;
  self->situation = RK_SITUATION_ANSWERED;
  tell (self, RK_SITUATION_TRYING);

  /* The link has no parameter for it where it sets rate and lines. */
  if (cancellable != NULL)
    g_cancellable_push_current (cancellable);
  done = run (&connect, before, baud, error);
  if (cancellable != NULL)
    g_cancellable_pop_current (cancellable);

  return done;
}
