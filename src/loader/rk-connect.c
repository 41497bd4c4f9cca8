/* rk-connect.c: getting an answer from the boot loader, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM prints its boot text at another rate than the one it is talked to at,
 * so listening and syncing take turns.  Nothing is sent while listening: the ROM
 * measures the rate from the first bytes it gets after a reset and keeps it.
 */

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

/* How often that is done before the next try with the modem lines. */
#define WAITS_PER_ROUND 6

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
} Connect;

static void
tell (RkLoader     *self,
      RkLoaderHint  hint)
{
  if (self->hint == hint)
    return;

  self->hint = hint;
  if (self->hint_func != NULL)
    self->hint_func (hint, self->hint_data);
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
          rk_link_set_baud (link, self->loader->chip->boot_baud, &problem);

  if (problem == NULL || g_error_matches (problem, RK_ERROR, RK_ERROR_PORT_UNABLE))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
set_sync_baud (Connect  *self,
               GError  **error)
{
  RkLink *link = self->loader->link;

  rk_evidence_flush (&self->loader->evidence);
  return !rk_link_can_set_baud (link) ||
         rk_link_get_baud (link) == self->baud ||
         rk_link_set_baud (link, self->baud, error);
}

/* Reads text until the module has been seen to start, or the time is over. */
static gboolean
listen (Connect  *self,
        guint     for_ms,
        GError  **error)
{
  RkLoader *loader = self->loader;
  gint64 deadline = rk_deadline_sooner (rk_deadline_in_ms (for_ms), self->deadline);
  guint starts = rk_evidence_starts (&loader->evidence);

  while (!rk_deadline_passed (deadline) && rk_evidence_starts (&loader->evidence) == starts)
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

  if (!set_listen_baud (self, &able, error) ||
      !rk_link_discard_input (loader->link, error) ||
      !rk_reset_perform (loader->link, kind, self->cancellable, error) ||
      (able && !listen (self, LISTEN_AFTER_RESET_MS, error)))
    return FALSE;

  /* If one was ignored, a later start is the work of the person. */
  self->ignored |= rk_evidence_starts (&loader->evidence) == starts;
  loader->can_reset = !self->ignored;

  /* It has just said that it runs from flash: on to the next way to reset. */
  if (loader->can_reset && rk_evidence_judge (&loader->evidence) == RK_LOADER_HINT_RUNNING)
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

static gboolean
try_next (Connect         *self,
          RkLoaderBefore   before,
          guint            turn,
          GError         **error)
{
  if (before == RK_LOADER_BEFORE_AUTO && rk_link_can_set_lines (self->loader->link))
    switch (turn % (2 + WAITS_PER_ROUND))
      {
      case 0:
        return try_by_reset (self, RK_RESET_INTO_LOADER, error);
      case 1:
        return try_by_reset (self, RK_RESET_INTO_LOADER_SLOW, error);
      default:
        break;
      }

  return try_waiting (self, error);
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

      tell (loader, self->answered ? RK_LOADER_HINT_ANSWERED : rk_evidence_judge (&loader->evidence));
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
 *   %RK_ERROR_GARBAGE or %RK_ERROR_ECHO when the deadline passed
 *
 * Tries to get an answer until there is one.  Between the tries it listens to
 * what the module prints at start, and tells by the hint function what that says.
 * At the end the link has the rate at which it was answered.  At least one try is made, also when
 * the deadline has passed.
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
  Connect connect = { self, baud, deadline, cancellable, FALSE, FALSE };
  gboolean done;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  rk_evidence_clear (&self->evidence);
  _rk_loader_forget_input (self);
  self->unsettled = FALSE;
  self->n_lost = 0;
  self->own_stub = FALSE;
  self->can_reset = FALSE;
  self->flash_limit = self->chip->flash_limit;
  self->hint = RK_LOADER_HINT_ANSWERED;
  tell (self, RK_LOADER_HINT_TRYING);

  /* The link has no parameter for it where it sets rate and lines. */
  if (cancellable != NULL)
    g_cancellable_push_current (cancellable);
  done = run (&connect, before, baud, error);
  if (cancellable != NULL)
    g_cancellable_pop_current (cancellable);

  return done;
}
