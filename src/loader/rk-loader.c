/* rk-loader.c: talking to the chip's boot loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object and the beat: SYNC.  How an answer is got is in rk-connect.c, one
 * command and its answer in rk-exchange.c.
 */

#include "rk-loader.h"

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-reset.h"
#include "rk-rom-commands.h"

/* The ROM looks about every 1.5 ms whether it can tell the rate; it forgets what
 * it received until then, so the first SYNC after a reset is lost, and it is ready
 * for the next one some milliseconds after the end of that. */
#define SYNC_PAUSE_MS 16

/* The eight answers to SYNC come in one go; an adapter may cut them in two.  After
 * all eight there are more only if two SYNCs were heard, close together.  They do no
 * harm, but where many SYNCs are on the way, the ROM has no room for a command. */
#define SYNC_DRAIN_MS 50
#define SYNC_MORE_MS  20
#define SYNC_ROOM     3

#define RESYNC_MS 1000

G_DEFINE_FINAL_TYPE (RkLoader, rk_loader, G_TYPE_OBJECT)

static void
rk_loader_finalize (GObject *object)
{
  RkLoader *self = RK_LOADER (object);

  g_clear_pointer (&self->stub_pack, rk_stub_pack_unref);
  rk_evidence_finish (&self->evidence);
  g_object_unref (self->link);

  G_OBJECT_CLASS (rk_loader_parent_class)->finalize (object);
}

static void
rk_loader_class_init (RkLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_loader_finalize;
}

static void
rk_loader_init (RkLoader *self)
{
  self->chip = rk_chip_get_default ();
  self->flash_limit = self->chip->flash_limit;
  rk_evidence_init (&self->evidence);
  rk_slip_decoder_init (&self->decoder, self->frame, sizeof self->frame);
}

/**
 * rk_loader_new:
 * @link: the way to the module; opened and closed by whoever owns it
 *
 * Returns: (transfer full): a loader that is not connected yet
 */
RkLoader *
rk_loader_new (RkLink *link)
{
  RkLoader *self;

  g_return_val_if_fail (RK_IS_LINK (link), NULL);

  self = g_object_new (RK_TYPE_LOADER, NULL);
  self->link = g_object_ref (link);
  return self;
}

/**
 * rk_loader_get_link:
 * @self: a loader
 *
 * Returns: (transfer none): its link
 */
RkLink *
rk_loader_get_link (RkLoader *self)
{
  g_return_val_if_fail (RK_IS_LOADER (self), NULL);

  return self->link;
}

/**
 * rk_loader_set_situation_func:
 * @self: a loader
 * @func: (nullable) (scope notified): told what rk_loader_connect() sees
 * @user_data: for @func; must live as long as the loader
 */
void
rk_loader_set_situation_func (RkLoader         *self,
                         RkSituationFunc func,
                         gpointer          user_data)
{
  g_return_if_fail (RK_IS_LOADER (self));

  self->situation_func = func;
  self->situation_data = user_data;
}

/**
 * rk_loader_set_text_func:
 * @self: a loader
 * @func: (nullable) (scope notified): gets what the module says outside of frames
 * @user_data: for @func; must live as long as the loader
 */
void
rk_loader_set_text_func (RkLoader         *self,
                         RkLoaderTextFunc  func,
                         gpointer          user_data)
{
  g_return_if_fail (RK_IS_LOADER (self));

  self->text_func = func;
  self->text_data = user_data;
}

/**
 * rk_loader_is_stub:
 * @self: a connected loader
 *
 * Returns: whether a program in RAM answers, not the ROM
 */
gboolean
rk_loader_is_stub (RkLoader *self)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return self->stub;
}

/**
 * rk_loader_can_reset:
 * @self: a loader that has been asked to connect
 *
 * Returns: whether the module was seen to restart when the modem lines said so;
 *   on a bare module they are not connected, although the port has them
 */
gboolean
rk_loader_can_reset (RkLoader *self)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return self->can_reset;
}

static RkReceived
await_sync (RkLoader      *self,
            RkRomReply    *reply,
            gint64         deadline,
            GCancellable  *cancellable,
            GError       **error)
{
  RkReceived received;

  do
    received = _rk_loader_receive (self, reply, deadline, cancellable, error);
  while (received == RK_RECEIVED_REPLY && (reply->command != RK_ROM_SYNC || reply->failed));

  return received;
}

/* Reads the other answers to the SYNC that was heard, or to all where they are many. */
static gboolean
drain_sync (RkLoader      *self,
            guint          sent,
            GCancellable  *cancellable,
            GError       **error)
{
  guint left = (sent > SYNC_ROOM ? sent : 1) * RK_ROM_SYNC_REPLIES - 1;
  RkRomReply reply;

  for (; left > 0; left--)
    switch (await_sync (self, &reply,
                        rk_deadline_in_ms (left % RK_ROM_SYNC_REPLIES == 0 ? SYNC_MORE_MS : SYNC_DRAIN_MS),
                        cancellable, error))
      {
      case RK_RECEIVED_ERROR:
        return FALSE;
      case RK_RECEIVED_NOTHING:
        return TRUE;
      case RK_RECEIVED_REPLY:
      default:
        break;
      }

  return TRUE;
}

static gboolean
sync_until (RkLoader      *self,
            gint64         deadline,
            gsize          text_max,
            GCancellable  *cancellable,
            GError       **error)
{
  guint8 body[RK_ROM_SYNC_LENGTH];
  RkReceived received = RK_RECEIVED_NOTHING;
  gsize before = self->n_text;
  RkRomReply reply;
  guint sent = 0;

  rk_rom_pack_sync (body);

  while (received == RK_RECEIVED_NOTHING)
    {
      guint pause_ms = _rk_loader_line_ms (self, sizeof body) + SYNC_PAUSE_MS;

      if (sent > 0 && (rk_deadline_passed (deadline) || self->n_text - before > text_max))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "SYNC: no answer to %u tries", sent);
          return FALSE;
        }

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !_rk_loader_send (self, RK_ROM_SYNC, body, sizeof body, 0, error))
        return FALSE;

      sent++;
      received = await_sync (self, &reply, rk_deadline_in_ms (pause_ms), cancellable, error);
    }

  if (received == RK_RECEIVED_ERROR)
    return FALSE;

  self->stub = reply.value != RK_ROM_SYNC_VALUE;
  self->unsettled = FALSE;
  return drain_sync (self, sent, cancellable, error);
}

/**
 * rk_loader_sync:
 * @self: a loader whose link has the baud rate that is to be used
 * @deadline: how long to try
 * @cancellable: (nullable): ends it at once
 * @error: %RK_ERROR_ANSWER_LOST when no answer came until then
 *
 * Sends SYNC again and again until it is answered.
 *
 * Returns: whether it was
 */
gboolean
rk_loader_sync (RkLoader      *self,
                gint64         deadline,
                GCancellable  *cancellable,
                GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return sync_until (self, deadline, G_MAXSIZE, cancellable, error);
}

/**
 * rk_loader_resync:
 * @self: a loader that was connected
 * @cancellable: (nullable): ends it at once
 * @error: %RK_ERROR_ANSWER_LOST when the module does not answer any more
 *
 * Finds the beat again after an answer was lost or not waited for.  The other
 * functions do it by themselves when it is needed.
 *
 * Returns: whether the module answers
 */
gboolean
rk_loader_resync (RkLoader      *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (self->own_stub)
    return _rk_stub_is_there (self, cancellable, error);

  _rk_loader_forget_input (self);
  return rk_link_discard_input (self->link, error) &&
         sync_until (self, rk_deadline_in_ms (RESYNC_MS), RK_LOADER_TEXT_MAX, cancellable, error);
}

/**
 * rk_loader_reset_into_run:
 * @self: a loader whose link has modem lines
 * @cancellable: (nullable): ends it at once, with the lines released
 * @error: what the link says
 *
 * Makes the module run what is in flash by a real reset.
 *
 * Returns: whether the lines were moved; whether they are connected to anything,
 *   the boot text tells
 */
gboolean
rk_loader_reset_into_run (RkLoader      *self,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  _rk_loader_forget_input (self);
  return rk_reset_perform (self->link, RK_RESET_INTO_RUN, cancellable, error);
}

/**
 * rk_loader_soft_start:
 * @self: a connected loader
 * @cancellable: (nullable): ends the wait
 * @error: what the link says
 *
 * Makes the loader run what is in flash, without a reset: for modules on ports
 * without modem lines.  One block is announced and not sent, because the ROM
 * would write-protect the flash chip if it found all announced work done.
 *
 * Returns: whether the loader was told; it may or may not have found time to
 *   answer
 */
gboolean
rk_loader_soft_start (RkLoader      *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  if (self->own_stub)
    return _rk_stub_run_application (self, cancellable, error);

  if (!rk_loader_flash_begin (self, 0, 0, 1, self->chip->flash_block, cancellable, error))
    return FALSE;

  if (!rk_loader_flash_end (self, cancellable, &problem) &&
      !g_error_matches (problem, RK_ERROR, RK_ERROR_REFUSED) &&
      !g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  self->unsettled = FALSE;
  _rk_loader_end_input (self);
  return TRUE;
}
