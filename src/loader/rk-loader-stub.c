/* rk-loader-stub.c: our own program on the chip: its rate, leaving it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"

/* The rates that are tried, the fastest first: all but the second are less than
 * 1 % off with the clock of 52 MHz. */
static const guint rates[] = { 2000000, 1500000, 921600, 460800, 230400, 115200 };

/* A rate is good when this many of the frames come back as they were.  A line that
 * damages a few is still quicker at the higher rate. */
#define TEST_FRAMES 8u
#define TEST_GOOD   6u

/* One that was good before only has to confirm it. */
#define CONFIRM_FRAMES 3u
#define CONFIRM_GOOD   3u

#define TEST_LENGTH 256
#define TEST_MS     400

/* Frames come back in a row: when enough have, one that does not follow is lost. */
#define TEST_PAUSE_MS 50

/* A change of the rate is asked for so often, and before that at the old rate alone
 * where blocks may still be on their way. */
#define CHANGE_TRIES 16u
#define CHANGE_OLD   6u

/* The chip changes its rate this long after its answer has gone, at most. */
#define CHANGE_MS 4

/**
 * rk_loader_has_stub:
 * @self: a loader
 *
 * Returns: whether our own program answers
 */
gboolean
rk_loader_has_stub (RkLoader *self)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return self->own_stub;
}

/* What is hardest for a line: even bits, long runs, and noise. */
static void
make_test (guint8 *bytes,
           guint   number)
{
  g_autoptr(GRand) noise = g_rand_new_with_seed (number);

  for (gsize i = 0; i < TEST_LENGTH; i++)
    bytes[i] = number == 0 ? 0x55 : number == 1 ? (guint8)(i % 3 == 0 ? 0x00 : 0xff) : (guint8)g_rand_int (noise);
}

static gboolean
send_tests (RkLoader  *self,
            guint      count,
            GError   **error)
{
  for (guint i = 0; i < count; i++)
    {
      guint8 bytes[TEST_LENGTH];
      RkStubFrame frame = { RK_STUB_ECHO, 0, (guint16)(self->stub_sequence + 1 + i), bytes, sizeof bytes };

      make_test (bytes, i);
      if (!_rk_stub_send (self, &frame, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_test (RkLoader          *self,
         const RkStubFrame *frame)
{
  guint16 number = (guint16)(frame->sequence - self->stub_sequence - 1);
  guint8 bytes[TEST_LENGTH];

  if (frame->kind != (RK_STUB_ECHO | RK_STUB_REPLY) || number >= TEST_FRAMES || frame->length != 1 + TEST_LENGTH)
    return FALSE;
  make_test (bytes, number);
  return memcmp (frame->payload + 1, bytes, TEST_LENGTH) == 0;
}

/* Sends a row of frames at once and looks how many come back. */
static gboolean
send_row (RkLoader      *self,
          guint          count,
          guint          good,
          guint         *returned,
          GCancellable  *cancellable,
          GError       **error)
{
  guint line_ms = _rk_loader_line_ms (self, 2 * count * (TEST_LENGTH + 16));
  gint64 deadline = rk_deadline_in_ms (line_ms + TEST_MS);
  RkReceived received = RK_RECEIVED_REPLY;

  *returned = 0;
  if (!send_tests (self, count, error))
    return FALSE;

  while (received == RK_RECEIVED_REPLY && *returned < count)
    {
      RkStubFrame frame;

      received = _rk_stub_receive (self, &frame, deadline, cancellable, error);
      *returned += received == RK_RECEIVED_REPLY && is_test (self, &frame);
      if (received == RK_RECEIVED_REPLY)
        deadline = rk_deadline_in_ms (*returned >= good ? TEST_PAUSE_MS : line_ms + TEST_PAUSE_MS);
    }

  self->stub_sequence = (guint16)(self->stub_sequence + count);
  return received != RK_RECEIVED_ERROR;
}

/* Where too few of a row come back, but some, it may have been bad luck: another one
 * decides. */
static gboolean
test_rate (RkLoader      *self,
           gboolean       known,
           GCancellable  *cancellable,
           GError       **error)
{
  guint count = known ? CONFIRM_FRAMES : TEST_FRAMES;
  guint good = known ? CONFIRM_GOOD : TEST_GOOD;
  guint returned;

  if (!send_row (self, count, good, &returned, cancellable, error))
    return FALSE;
  if (returned < good && returned > 0)
    {
      count = TEST_FRAMES;
      good = TEST_GOOD;
      if (!send_row (self, count, good, &returned, cancellable, error))
        return FALSE;
    }
  if (returned >= good)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "at %u baud %u of %u frames come back",
               rk_link_get_baud (self->link), returned, count);
  return FALSE;
}

/* Whether it was the request that was lost or the answer, is not known: so it is asked
 * again at either rate in turn, after @n_old times at the old one.  Asked twice, the
 * chip answers without acting. */
static gboolean
change_rate (RkLoader      *self,
             guint          baud,
             guint          n_old,
             GCancellable  *cancellable,
             GError       **error)
{
  guint old = rk_link_get_baud (self->link);
  guint8 payload[4];
  RkStubFrame reply, request = { RK_STUB_SET_DIVIDER, self->stub_session, ++self->stub_sequence, payload, sizeof payload };
  RkReceived received = RK_RECEIVED_NOTHING;

  rk_stub_put32 (payload, (self->stub_clock_hz + baud / 2) / baud);
  for (guint tries = 0; received == RK_RECEIVED_NOTHING && tries < n_old + CHANGE_TRIES; tries++)
    {
      guint asked = tries < n_old || (tries - n_old) % 2 != 0 ? old : baud;

      if (rk_link_get_baud (self->link) != asked && !rk_link_set_baud (self->link, asked, error))
        return FALSE;
      received = _rk_stub_ask (self, &request, _rk_stub_reply_ms (self, 0), &reply, cancellable, error);
    }

  if (received == RK_RECEIVED_NOTHING)
    g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "SET_DIVIDER: no answer at %u and %u baud", old, baud);
  if (received != RK_RECEIVED_REPLY || rk_link_get_baud (self->link) == baud)
    return received == RK_RECEIVED_REPLY;

  g_usleep (CHANGE_MS * 1000);
  return rk_link_set_baud (self->link, baud, error);
}

/* The chip goes back to the old rate when it has heard enough that makes no sense.
 * At the right rate, ENDs in a row mean nothing. */
static gboolean
return_to_rate (RkLoader  *self,
                guint      baud,
                GError   **error)
{
  guint8 nonsense[RK_STUB_PROBATION + 100];
  gint64 deadline;

  if (!rk_link_set_baud (self->link, baud, error))
    return FALSE;

  memset (nonsense, RK_SLIP_END, sizeof nonsense);
  deadline = rk_deadline_in_ms (_rk_loader_line_ms (self, sizeof nonsense) + RK_LOADER_SLACK_MS);
  return rk_link_write (self->link, nonsense, sizeof nonsense, deadline, NULL, error);
}

/* Whether a failure says something of the rate, and not of the port. */
static gboolean
is_about_rate (const GError *problem)
{
  return g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST) ||
         g_error_matches (problem, RK_ERROR, RK_ERROR_PORT_UNABLE);
}

static gboolean
try_rate (RkLoader      *self,
          guint          baud,
          gboolean       known,
          gboolean      *good,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GError) problem = NULL;
  guint old = rk_link_get_baud (self->link);

  *good = change_rate (self, baud, 1, cancellable, &problem) && test_rate (self, known, cancellable, &problem);
  if (*good)
    return TRUE;

  if (!is_about_rate (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  g_debug ("%u baud: %s", baud, problem->message);
  return return_to_rate (self, old, error) && _rk_stub_is_there (self, cancellable, error);
}

/**
 * rk_loader_raise_baud:
 * @self: a loader with our own program
 * @baud: the highest rate to try; 0 for the highest that there is
 * @known: where @baud is 0: what an earlier climb has found, or 0.  Higher ones are
 *   not tried, and this one is tested shortly
 * @cancellable: (nullable): ends it
 * @error: %RK_ERROR_ANSWER_LOST when the module is not heard any more
 *
 * Goes to the highest rate at which a test of the line passes, and stays where it
 * is if there is none, or if the link's rate is not ours to set.
 *
 * Returns: whether the module answers
 */
gboolean
rk_loader_raise_baud (RkLoader      *self,
                      guint          baud,
                      guint          known,
                      GCancellable  *cancellable,
                      GError       **error)
{
  gboolean good = FALSE;
  guint now;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  now = rk_link_get_baud (self->link);
  if (!rk_link_can_set_baud (self->link) || self->stub_clock_hz == 0)
    return TRUE;

  if (baud == 0 && known == now)
    return TRUE;
  if (baud == 0 && known > now)
    {
      if (!try_rate (self, known, TRUE, &good, cancellable, error))
        return FALSE;
      baud = known;
    }
  else if (baud != 0 && baud != now && !try_rate (self, baud, FALSE, &good, cancellable, error))
    {
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (rates) && !good; i++)
    if (rates[i] > now && (baud == 0 || rates[i] < baud) &&
        !try_rate (self, rates[i], FALSE, &good, cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * rk_loader_set_baud:
 * @self: a loader with our own program
 * @baud: a rate that is known to be good
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_ANSWER_LOST
 *
 * Goes to a rate without a test, if the link's rate is ours to set.
 *
 * Returns: whether the module was told
 */
gboolean
rk_loader_set_baud (RkLoader      *self,
                    guint          baud,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return !rk_link_can_set_baud (self->link) || self->stub_clock_hz == 0 || rk_link_get_baud (self->link) == baud ||
         change_rate (self, baud, CHANGE_OLD, cancellable, error);
}

/* Where no answer comes, it is not known which rate the chip has now. */
static gboolean
set_baud_or_stay (RkLoader      *self,
                  guint          baud,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(GError) problem = NULL;
  guint old = rk_link_get_baud (self->link);

  if (rk_loader_set_baud (self, baud, cancellable, &problem))
    return TRUE;
  if (is_about_rate (problem))
    return return_to_rate (self, old, error);

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Goes one step down, if there is one. */
gboolean
_rk_stub_lower_baud (RkLoader      *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  guint now = rk_link_get_baud (self->link);
  guint lower = now;

  for (gsize i = 0; i < G_N_ELEMENTS (rates) && lower == now; i++)
    lower = MIN (lower, rates[i]);
  return set_baud_or_stay (self, lower, cancellable, error);
}

static gboolean
leave (RkLoader      *self,
       RkStubKind     how,
       GCancellable  *cancellable,
       GError       **error)
{
  if (!_rk_stub_request (self, how, NULL, 0, 0, NULL, cancellable, error))
    return FALSE;

  self->own_stub = FALSE;
  self->unsettled = FALSE;
  _rk_loader_end_input (self);
  return TRUE;
}

/**
 * rk_loader_leave_stub:
 * @self: a loader with our own program
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_ANSWER_LOST
 *
 * Has the chip reset itself: where it was started as a boot loader, it is one
 * again, and waits for a SYNC at any rate.
 *
 * Returns: whether it does
 */
gboolean
rk_loader_leave_stub (RkLoader      *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return leave (self, RK_STUB_RESET, cancellable, error);
}

gboolean
_rk_stub_run_application (RkLoader      *self,
                          GCancellable  *cancellable,
                          GError       **error)
{
  return leave (self, RK_STUB_RUN, cancellable, error);
}
