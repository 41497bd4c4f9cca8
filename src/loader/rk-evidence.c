/* rk-evidence.c: what came in while there was no answer, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-evidence.h"

#include <string.h>

#include "rk-boot-verdict.h"
#include "rk-error.h"

/* Boot mode X: bit 2 GPIO15, bit 1 GPIO0, bit 0 GPIO2, as the ROM reads them. */
#define PIN_GPIO2  1
#define PIN_GPIO0  2
#define PIN_GPIO15 4
#define SDIO_LOADER 2 /* with GPIO15 high, Y: the loader again */

/* Reset causes of the ROM: what a supply that breaks down looks like, and what a
 * program that hangs. */
#define CAUSE_POWER_ON 1
#define CAUSE_PIN      2
#define CAUSE_WATCHDOG 4

/* RK_EVIDENCE_STARTS within the first, the last of them within the second: a person
 * does not press reset that often. */
#define LOOP_US  (8 * G_USEC_PER_SEC)
#define FRESH_US (4 * G_USEC_PER_SEC)

/* We read at several rates in turn, of which one is the program's at best: so many
 * lines with words are proof enough, however much garbage there is. */
#define ENOUGH_TEXT 3

/* clang-format off */
static const struct
{
  RkError     code;
  const char *message;
} verdicts[RK_N_SITUATIONS] = {
  [RK_SITUATION_TRYING]     = { RK_ERROR_NOTHING_RECEIVED, "nothing was received" },
  [RK_SITUATION_SILENT]     = { RK_ERROR_NOTHING_RECEIVED, "nothing was received" },
  [RK_SITUATION_HELD]       = { RK_ERROR_NOTHING_RECEIVED, "DTR or RTS hold the module in reset" },
  [RK_SITUATION_ECHO]       = { RK_ERROR_ECHO, "what was sent comes back: TX and RX are connected" },
  [RK_SITUATION_GARBAGE]    = { RK_ERROR_GARBAGE, "what was received is neither an answer nor text" },
  [RK_SITUATION_OTHER_CHIP] = { RK_ERROR_WRONG_CHIP, "this is another chip" },
  [RK_SITUATION_UNSTEADY]   = { RK_ERROR_UNSTEADY, "the module starts again and again" },
  [RK_SITUATION_GPIO15]     = { RK_ERROR_WRONG_BOOT_PINS, "GPIO15 was high at reset" },
  [RK_SITUATION_GPIO2]      = { RK_ERROR_WRONG_BOOT_PINS, "GPIO2 was low at reset" },
  [RK_SITUATION_BOTH_PINS]  = { RK_ERROR_WRONG_BOOT_PINS, "GPIO15 was high and GPIO2 low at reset" },
  [RK_SITUATION_GPIO0]      = { RK_ERROR_NOT_IN_LOADER, "the module runs from flash: GPIO0 was not low at reset" },
  [RK_SITUATION_NO_PROGRAM] = { RK_ERROR_NOT_IN_LOADER, "the module tries to run from flash, where no program starts" },
  [RK_SITUATION_CRASHES]    = { RK_ERROR_NOT_IN_LOADER, "the module runs from flash, and crashes again and again" },
  [RK_SITUATION_PROGRAM]    = { RK_ERROR_NOT_IN_LOADER, "a program talks" },
  [RK_SITUATION_AT]         = { RK_ERROR_NOT_IN_LOADER, "AT firmware answers instead" },
  [RK_SITUATION_LOADER]     = { RK_ERROR_NOT_HEARD, "the module is in its boot loader" },
  [RK_SITUATION_NOT_HEARD]  = { RK_ERROR_NOT_HEARD, "the module is in its boot loader but does not hear us" },
  [RK_SITUATION_GARBLED]    = { RK_ERROR_GARBAGE, "the answers arrive damaged" },
  [RK_SITUATION_ANSWERED]   = { RK_ERROR_ANSWER_LOST, "it answered" },
};
/* clang-format on */

/**
 * rk_evidence_init:
 * @self: storage
 *
 * Begins with no evidence.  End with rk_evidence_finish().
 */
void
rk_evidence_init (RkEvidence *self)
{
  *self = (RkEvidence){ .reader = rk_boot_reader_new () };
}

/**
 * rk_evidence_clear:
 * @self: evidence
 *
 * Forgets all.
 */
void
rk_evidence_clear (RkEvidence *self)
{
  RkBootReader *reader = self->reader;

  rk_boot_reader_reset (reader);
  *self = (RkEvidence){ .reader = reader };
}

/**
 * rk_evidence_finish:
 * @self: evidence
 *
 * Frees what it holds.
 */
void
rk_evidence_finish (RkEvidence *self)
{
  g_clear_pointer (&self->reader, rk_boot_reader_free);
}

static void
note_strange_start (RkEvidence *self)
{
  const gsize last = RK_EVIDENCE_STARTS - 1;

  memmove (self->strange_starts, self->strange_starts + 1, last * sizeof *self->strange_starts);
  self->strange_starts[last] = g_get_monotonic_time ();
}

/* What was known of the module's program belongs to the start before. */
static void
note_start (RkEvidence *self)
{
  int cause = rk_boot_reader_get_report (self->reader)->last.rst_cause;

  self->at_answers = FALSE;
  self->damaged = FALSE;
  if (!self->own_resets && (cause == CAUSE_POWER_ON || cause == CAUSE_PIN))
    note_strange_start (self);
}

/**
 * rk_evidence_add:
 * @self: evidence
 * @bytes: received, and in no frame
 * @count: of @bytes
 */
void
rk_evidence_add (RkEvidence   *self,
                 const guint8 *bytes,
                 gsize         count)
{
  guint starts = rk_evidence_starts (self);

  rk_boot_reader_push (self->reader, bytes, count);
  self->spoke_alone |= count > 0 && !self->own_resets;
  self->held &= !self->spoke_alone;
  for (; starts < rk_evidence_starts (self); starts++)
    note_start (self);
}

/**
 * rk_evidence_flush:
 * @self: evidence
 *
 * To be called between what is received at different speeds, so that a line is
 * not put together from both.
 */
void
rk_evidence_flush (RkEvidence *self)
{
  rk_boot_reader_end (self->reader);
}

/**
 * rk_evidence_starts:
 * @self: evidence
 *
 * Returns: how often the module was seen to start
 */
guint
rk_evidence_starts (const RkEvidence *self)
{
  return rk_boot_reader_get_report (self->reader)->n_starts;
}

static gboolean
is_unsteady (const RkEvidence *self)
{
  gint64 first = self->strange_starts[0];
  gint64 last = self->strange_starts[RK_EVIDENCE_STARTS - 1];

  return first != 0 && last - first < LOOP_US && g_get_monotonic_time () - last < FRESH_US;
}

/* It has started from flash: why it should not, and how it fares there. */
static RkSituation
judge_flash (const RkBootReport *report)
{
  switch ((int)rk_boot_report_get_outcome (report))
    {
    case RK_BOOT_OUTCOME_FLASH_EMPTY:
    case RK_BOOT_OUTCOME_IMAGE_DAMAGED:
    case RK_BOOT_OUTCOME_WRONG_FLASH_MODE:
    case RK_BOOT_OUTCOME_NO_APPLICATION:
      return RK_SITUATION_NO_PROGRAM;
    default:
      return report->n_crashes + report->n_causes[CAUSE_WATCHDOG] >= 2 ? RK_SITUATION_CRASHES : RK_SITUATION_GPIO0;
    }
}

static RkSituation
judge_start (const RkEvidence   *self,
             const RkBootReport *report)
{
  int mode = report->last.boot_mode;
  gboolean gpio15 = (mode & PIN_GPIO15) != 0;
  gboolean gpio2 = (mode & PIN_GPIO2) != 0;

  if (mode == PIN_GPIO2 || (gpio15 && report->last.boot_mode_sdio == SDIO_LOADER))
    return self->damaged ? RK_SITUATION_GARBLED : RK_SITUATION_NOT_HEARD;
  if (mode == (PIN_GPIO0 | PIN_GPIO2))
    return judge_flash (report);
  if (gpio15)
    return gpio2 ? RK_SITUATION_GPIO15 : RK_SITUATION_BOTH_PINS;
  return RK_SITUATION_GPIO2;
}

/* No start was seen. */
static RkSituation
judge_bytes (const RkEvidence   *self,
             const RkBootReport *report)
{
  if (self->damaged)
    return RK_SITUATION_GARBLED;
  if ((report->n_text_lines > 0 && report->n_garbage * 2 < report->n_bytes) || report->n_text_lines >= ENOUGH_TEXT ||
      report->noise == RK_BOOT_NOISE_PROGRAM_TEXT || report->noise == RK_BOOT_NOISE_SLOWER)
    return RK_SITUATION_PROGRAM;
  return report->n_bytes > 0 ? RK_SITUATION_GARBAGE : RK_SITUATION_SILENT;
}

/**
 * rk_evidence_judge:
 * @self: evidence
 *
 * Says why the boot loader does not answer.  The boot mode outweighs everything but
 * an echo and a module that never gets further, since it tells exactly how the pins
 * were; the latest start counts.
 *
 * Returns: how it stands
 */
RkSituation
rk_evidence_judge (const RkEvidence *self)
{
  const RkBootReport *report = rk_boot_reader_get_report (self->reader);

  if (self->at_answers)
    return RK_SITUATION_AT;
  if (self->echo)
    return RK_SITUATION_ECHO;
  if (report->other_chip[0] != '\0')
    return RK_SITUATION_OTHER_CHIP;
  if (self->held)
    return RK_SITUATION_HELD;
  if (is_unsteady (self))
    return RK_SITUATION_UNSTEADY;
  if (report->last.boot_mode >= 0)
    return judge_start (self, report);
  return judge_bytes (self, report);
}

/**
 * rk_evidence_judge_console:
 * @self: evidence, gathered by listening alone
 *
 * Says why nothing sensible comes from a module that should run its program.
 *
 * Returns: how it stands; %RK_SITUATION_ANSWERED when its program talks
 */
RkSituation
rk_evidence_judge_console (const RkEvidence *self)
{
  RkSituation situation = rk_evidence_judge (self);

  if (situation == RK_SITUATION_NOT_HEARD || situation == RK_SITUATION_GARBLED)
    return RK_SITUATION_LOADER;
  if (situation == RK_SITUATION_NO_PROGRAM || situation == RK_SITUATION_CRASHES)
    return situation;
  return rk_situation_runs_flash (situation) ? RK_SITUATION_ANSWERED : situation;
}

/**
 * rk_evidence_set_error:
 * @self: evidence
 * @error: (out): gets the reason as an error code and a message with numbers, and the
 *   situation's name as its fact "situation"
 */
void
rk_evidence_set_error (const RkEvidence  *self,
                       GError           **error)
{
  const RkBootReport *report = rk_boot_reader_get_report (self->reader);
  RkSituation situation = rk_evidence_judge (self);
  g_autofree char *mode = NULL;

  if (error == NULL)
    return;
  if (report->last.boot_mode >= 0)
    mode = g_strdup_printf (", boot mode (%d,%d)", report->last.boot_mode, report->last.boot_mode_sdio);

  g_set_error (error, RK_ERROR, verdicts[situation].code,
               "no answer from the boot loader: %s (%" G_GUINT64_FORMAT " bytes, %u starts%s)",
               verdicts[situation].message, report->n_bytes, report->n_starts, mode != NULL ? mode : "");
  rk_error_set_fact (*error, "situation", rk_situation_get_nick (situation));
}
