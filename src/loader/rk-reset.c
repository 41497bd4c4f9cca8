/* rk-reset.c: resetting a module by the modem lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On boards with the two-transistor circuit, DTR alone pulls GPIO0 low, RTS alone
 * pulls reset low, and both together do nothing.  Where the lines go straight to
 * the pins the same sequences work.
 */

#include "rk-reset.h"

#include "rk-deadline.h"

#define RK_RESET_STEPS 2

typedef struct
{
  gboolean dtr;
  gboolean rts;
  guint    wait_ms;
} RkResetStep;

/* The transistor empties the capacitor on the reset line at once; 20 ms are for
 * adapters and drivers.  The slow way waits as in esptool's documentation, "Boot
 * Mode Selection": 100 ms in reset, and GPIO0 is held until the ROM has read it,
 * which a large capacitor delays. */
/* clang-format off */
static const RkResetStep sequences[][RK_RESET_STEPS] = {
  [RK_RESET_INTO_LOADER]      = { { FALSE, TRUE,  20 }, { TRUE, FALSE,  50 } },
  [RK_RESET_INTO_LOADER_SLOW] = { { FALSE, TRUE, 100 }, { TRUE, FALSE, 550 } },
  [RK_RESET_INTO_RUN]         = { { FALSE, TRUE,  20 }, { FALSE, FALSE,  0 } },
};
/* clang-format on */

/**
 * rk_wait:
 * @deadline: until when
 * @cancellable: (nullable): ends it at once
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Blocks, on any thread.
 *
 * Returns: whether the time has come
 */
gboolean
rk_wait (gint64         deadline,
         GCancellable  *cancellable,
         GError       **error)
{
  GPollFD pollfd = { 0 };
  gboolean pollable = g_cancellable_make_pollfd (cancellable, &pollfd);

  while (!rk_deadline_passed (deadline) && !g_cancellable_is_cancelled (cancellable))
    g_poll (&pollfd, pollable ? 1 : 0, rk_deadline_remaining_ms (deadline));

  if (pollable)
    g_cancellable_release_fd (cancellable);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
run_sequence (RkLink             *link,
              const RkResetStep  *steps,
              GCancellable       *cancellable,
              GError            **error)
{
  for (guint i = 0; i < RK_RESET_STEPS; i++)
    {
      if (!rk_link_set_lines (link, steps[i].dtr, steps[i].rts, error))
        return FALSE;
      if (!rk_wait (rk_deadline_in_ms (steps[i].wait_ms), cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * rk_reset_perform:
 * @link: an open link that has modem lines
 * @kind: what the module is to do afterwards
 * @cancellable: (nullable): ends the waits at once
 * @error: what the link says, or %G_IO_ERROR_CANCELLED
 *
 * Resets the module.  Both lines are released at the end, also when it ends early:
 * a module on direct wires would be held in reset otherwise.  Blocks for up to
 * 0.65 s, on the thread that owns the link.
 *
 * Returns: whether the whole sequence was done
 */
gboolean
rk_reset_perform (RkLink        *link,
                  RkResetKind    kind,
                  GCancellable  *cancellable,
                  GError       **error)
{
  gboolean done;

  g_return_val_if_fail (RK_IS_LINK (link), FALSE);
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (sequences), FALSE);

  done = run_sequence (link, sequences[kind], cancellable, error);

  return rk_link_set_lines (link, FALSE, FALSE, done ? error : NULL) && done;
}
