/* rk-fresh-start.c: a reset after which only what follows it is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An adapter delivers what it has received late, an FTDI after up to 16 ms.  The end
 * of a crash would be taken for one of the new start then, and text at the old rate
 * for noise.
 */

#include "rk-fresh-start.h"

#include "rk-deadline.h"

/* What an adapter holds back of what was said before the reset. */
#define REST_MS 20

/* Takes what the module said before at the rate it said it. */
static gboolean
take_rest (RkSession     *session,
           GCancellable  *cancellable,
           GError       **error)
{
  gint64 deadline = rk_deadline_in_ms (REST_MS);
  guint8 buffer[1024];
  gssize count;

  while ((count = rk_link_read (rk_session_get_link (session), buffer, sizeof buffer, deadline, cancellable, error)) > 0)
    rk_session_received (session, buffer, (gsize)count);

  return count == 0;
}

/**
 * rk_fresh_start:
 * @session: a session whose link has modem lines
 * @kind: what the module is to do afterwards
 * @baud: bits per second at which it is going to speak
 * @cancellable: (nullable): ends it at once, with the lines released
 * @error: what the link says, or %G_IO_ERROR_CANCELLED
 *
 * Holds the module in reset until all that it said before has come in, sets the
 * rate, and resets it: what is read next was said after the reset.  On the session's
 * thread; blocks for up to 0.7 s.
 *
 * Returns: whether the whole sequence was done
 */
gboolean
rk_fresh_start (RkSession     *session,
                RkResetKind    kind,
                guint          baud,
                GCancellable  *cancellable,
                GError       **error)
{
  RkLink *link = rk_session_get_link (session);

  if (!rk_link_set_lines (link, FALSE, TRUE, error))
    return FALSE;
  if (take_rest (session, cancellable, error) && rk_link_tune (link, baud, error))
    return rk_reset_perform (link, kind, cancellable, error);

  /* On direct wires the module would stay in reset. */
  rk_link_set_lines (link, FALSE, FALSE, NULL);
  return FALSE;
}
