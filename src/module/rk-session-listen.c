/* rk-session-listen.c: between jobs, the module is listened and talked to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is sent goes out in pieces that take the line a moment each.  Between two
 * of them the worker reads what has come and looks for other work, so that a long
 * file neither makes the module's answers wait nor a person who wants something else.
 */

#include "rk-session-private.h"

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-reset.h"

/* One read: more than the 4 KiB a terminal hands out at a time, for the ports
 * that have more. */
#define READ_SIZE (16 * 1024)

/* A piece of what is sent: so much of the line's time, but a typed line in one
 * go: the port buffers that. */
#define PIECE_MS 20
#define PIECE_MIN 256

/* A port that takes nothing for this long is stuck. */
#define STUCK_MS 5000

/* How often a send tells how far it is. */
#define PROGRESS_US (50 * 1000)

/* The echo of what was sent comes within this. */
#define ECHO_US (2 * G_USEC_PER_SEC)

/* The rate is not changed under bytes that are still in the port's buffer, as far
 * as that is worth waiting for. */
#define DRAIN_MAX_MS 2000

typedef struct
{
  RkSession             *session;
  GTask                 *task;
  char                  *port;
  guint                  baud;
  GBytes                *bytes;
  gsize                  done;
  gboolean               secret;
  GFileProgressCallback  progress;
  gpointer               progress_data;
  gint64                 progress_us; /* when it was told last */
  GError                *error;
} RkSend;

typedef struct
{
  GTask                 *task;
  GFileProgressCallback  progress;
  gpointer               progress_data;
  gsize                  done;
  gsize                  total;
} Progress;

typedef struct
{
  RkSession *session;
  guint      baud;
} BaudChange;

static void
send_free (RkSend *send)
{
  g_object_unref (send->task);
  g_bytes_unref (send->bytes);
  g_clear_error (&send->error);
  g_free (send->port);
  rk_session_unref (send->session);
  g_free (send);
}

static void
progress_free (Progress *progress)
{
  g_object_unref (progress->task);
  g_free (progress);
}

static gboolean
progress_cb (gpointer user_data)
{
  Progress *progress = user_data;

  progress->progress ((goffset)progress->done, (goffset)progress->total, progress->progress_data);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (RkSend *send)
{
  gsize total = g_bytes_get_size (send->bytes);
  gint64 now = g_get_monotonic_time ();
  Progress *progress;

  if (send->progress == NULL || (send->done < total && now - send->progress_us < PROGRESS_US))
    return;

  send->progress_us = now;
  progress = g_new0 (Progress, 1);
  progress->task = g_object_ref (send->task);
  progress->progress = send->progress;
  progress->progress_data = send->progress_data;
  progress->done = send->done;
  progress->total = total;
  rk_outbox_post (send->session->outbox, progress_cb, progress, (GDestroyNotify)progress_free);
}

static gboolean
sent_cb (gpointer user_data)
{
  RkSend *send = user_data;

  if (send->error != NULL)
    g_task_return_error (send->task, g_steal_pointer (&send->error));
  else
    g_task_return_boolean (send->task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The send goes to the main context to return there and to be let go of: with it
 * may go the module. */
static void
end_send (RkSend *send,
          GError *error)
{
  send->error = error;
  rk_outbox_post (send->session->outbox, sent_cb, send, (GDestroyNotify)send_free);
}

/* Ends what was not sent yet. */
void
_rk_session_end_sends (RkSession    *self,
                       const GError *error)
{
  RkSend *send;

  while ((send = g_queue_pop_head (&self->sends)) != NULL)
    {
      GError *own = g_error_copy (error);

      g_prefix_error (&own, "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes were sent: ", send->done,
                      g_bytes_get_size (send->bytes));
      end_send (send, own);
    }
}

static gsize
piece_size (RkSession *self)
{
  return MAX (PIECE_MIN, rk_link_get_baud (self->link) / 10 * PIECE_MS / 1000);
}

static void
note_sent (RkSession *self,
           gsize      count)
{
  gint64 now = g_get_monotonic_time ();
  gint64 time_us = (gint64)(count * 10 * G_USEC_PER_SEC / rk_link_get_baud (self->link));

  self->sent_until = MAX (self->sent_until, now) + time_us;
}

static gboolean
write_piece (RkSession  *self,
             RkSend     *send,
             GError    **error)
{
  GCancellable *cancellable = g_task_get_cancellable (send->task);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (send->bytes, &size);
  gsize count = MIN (size - send->done, piece_size (self));
  gboolean written;

  self->secret = send->secret;
  written = rk_link_write (self->link, bytes + send->done, count, rk_deadline_in_ms (STUCK_MS), cancellable, error);
  self->secret = FALSE;
  if (send->secret)
    self->secret_until = g_get_monotonic_time () + ECHO_US;
  if (!written)
    return FALSE;

  note_sent (self, count);
  send->done += count;
  tell_progress (send);
  return TRUE;
}

/* Those that wait for their turn in vain. */
static void
end_cancelled_sends (RkSession *self)
{
  for (GList *link = self->sends.head; link != NULL;)
    {
      RkSend *send = link->data;
      GList *next = link->next;
      GError *error = NULL;

      if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (send->task), &error))
        {
          g_queue_delete_link (&self->sends, link);
          end_send (send, error);
        }
      link = next;
    }
}

/* The next piece of the first send. */
static void
send_on (RkSession *self)
{
  GError *error = NULL;
  RkSend *send;

  end_cancelled_sends (self);
  send = g_queue_peek_head (&self->sends);
  if (send == NULL)
    return;

  if (write_piece (self, send, &error) && send->done < g_bytes_get_size (send->bytes))
    return;

  g_queue_pop_head (&self->sends);
  if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_LOST))
    _rk_session_lose (self, error);
  end_send (send, error);
}

/* Takes what the module says.  FALSE if the port has gone. */
static gboolean
read_on (RkSession    *self,
         gint64        deadline,
         GCancellable *interrupt)
{
  g_autoptr(GError) error = NULL;
  guint8 buffer[READ_SIZE];
  gssize count = rk_link_read (self->link, buffer, sizeof buffer, deadline, interrupt, &error);

  if (count > 0)
    rk_outbox_post_bytes (self->outbox, buffer, (gsize)count, rk_link_get_baud (self->link), interrupt);
  if (count >= 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  _rk_session_lose (self, error);
  return FALSE;
}

/* What the worker does while there is no work. */
gboolean
_rk_session_listen (gpointer      user_data,
                    GCancellable *interrupt)
{
  RkSession *self = user_data;

  if (self->link == NULL)
    return FALSE;
  if (g_queue_is_empty (&self->sends))
    return read_on (self, RK_DEADLINE_NEVER, interrupt);

  if (!read_on (self, 0, NULL))
    return FALSE;
  send_on (self);
  return self->link != NULL;
}

static void
begin_send (gpointer      data,
            GCancellable *cancellable)
{
  RkSend *send = data;
  RkSession *self = send->session;
  gboolean first = g_queue_is_empty (&self->sends);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error) ||
      !_rk_session_open_aside (self, send->port, send->baud, cancellable, &error))
    {
      end_send (send, error);
      return;
    }

  /* A typed line is out when this returns, and what follows, such as another
   * rate, comes after it. */
  g_queue_push_tail (&self->sends, send);
  if (first)
    send_on (self);
}

/**
 * rk_session_send:
 * @self: a session
 * @port: the port, opened if it is not open
 * @baud: the console's baud
 * @bytes: what to send
 * @secret: whether they are not for a log
 * @progress: (nullable): called on the main context until @task returns
 * @progress_data: for @progress
 * @task: (transfer none): returns a boolean
 *
 * Sends while the module is listened to.
 */
void
rk_session_send (RkSession             *self,
                 const char            *port,
                 guint                  baud,
                 GBytes                *bytes,
                 gboolean               secret,
                 GFileProgressCallback  progress,
                 gpointer               progress_data,
                 GTask                 *task)
{
  RkSend *send = g_new0 (RkSend, 1);

  send->session = rk_session_ref (self);
  send->task = g_object_ref (task);
  send->port = g_strdup (port);
  send->baud = baud;
  send->bytes = g_bytes_ref (bytes);
  send->secret = secret;
  send->progress = progress;
  send->progress_data = progress_data;

  rk_worker_push (self->worker, begin_send, send, g_task_get_cancellable (task));
}

static void
refuse_baud (RkSession *self,
             guint      refused)
{
  RkEvent *event = _rk_event_new (self, RK_EVENT_BAUD_REFUSED);
  g_autofree char *baud = g_strdup_printf ("%u", refused);

  event->refused_baud = refused;
  event->baud = self->console_baud;
  rk_session_find (self, rk_finding_new ("port.baud", RK_SEVERITY_ERROR,
                                         N_("The port cannot do {baud} baud."),
                                         N_("Not every adapter has every rate."),
                                         N_("Choose another rate, or use another adapter."),
                                         "baud", baud, NULL));
  _rk_event_post (event);
}

static void
change_baud (gpointer      data,
             GCancellable *cancellable)
{
  g_autofree BaudChange *change = data;
  g_autoptr(RkSession) self = change->session;
  g_autoptr(GError) error = NULL;
  gint64 drained = MIN (self->sent_until, rk_deadline_in_ms (DRAIN_MAX_MS));

  if (self->link == NULL || !rk_link_can_set_baud (self->link) ||
      rk_link_get_baud (self->link) == change->baud)
    {
      self->console_baud = change->baud;
      return;
    }

  rk_wait (drained, NULL, NULL);
  if (rk_link_set_baud (self->link, change->baud, &error))
    self->console_baud = change->baud;
  else if (g_error_matches (error, RK_ERROR, RK_ERROR_PORT_LOST))
    _rk_session_lose (self, error);
  else
    refuse_baud (self, change->baud);
}

/**
 * rk_session_set_baud:
 * @self: a session
 * @baud: the console's rate: at once, or after the job that runs
 */
void
rk_session_set_baud (RkSession *self,
                     guint      baud)
{
  BaudChange *change = g_new0 (BaudChange, 1);

  change->session = rk_session_ref (self);
  change->baud = baud;
  rk_worker_push (self->worker, change_baud, change, NULL);
}

/**
 * rk_session_set_lines:
 * @self: a session with its link open
 * @dtr: asserted or not
 * @rts: asserted or not
 * @error: %RK_ERROR_PORT_UNABLE, %RK_ERROR_PORT_LOST
 *
 * Sets the lines for the time until the next job.  Worker thread.
 *
 * Returns: whether they are set
 */
gboolean
rk_session_set_lines (RkSession  *self,
                      gboolean    dtr,
                      gboolean    rts,
                      GError    **error)
{
  if (!rk_link_set_lines (self->link, dtr, rts, error))
    return FALSE;

  _rk_session_tell_port (self, dtr, rts);
  return TRUE;
}
