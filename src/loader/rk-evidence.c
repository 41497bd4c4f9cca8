/* rk-evidence.c: what came in while there was no answer, and what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-evidence.h"

#include "rk-error.h"

/* Boot mode X: bit 2 GPIO15, bit 1 GPIO0, bit 0 GPIO2, as the ROM reads them. */
#define BOOT_MODE_LOADER 1
#define BOOT_MODE_FLASH  3
#define BOOT_MODE_SDIO   4 /* and above: the loader again where Y says so */
#define SDIO_LOADER      2

/* clang-format off */
static const struct
{
  RkError     code;
  const char *message;
} verdicts[] = {
  [RK_LOADER_HINT_SILENT]     = { RK_ERROR_NOTHING_RECEIVED, "nothing was received" },
  [RK_LOADER_HINT_RUNNING]    = { RK_ERROR_NOT_IN_LOADER, "the module runs from flash: GPIO0 was not low at reset" },
  [RK_LOADER_HINT_WRONG_PINS] = { RK_ERROR_WRONG_BOOT_PINS, "the module started in another mode" },
  [RK_LOADER_HINT_NOT_HEARD]  = { RK_ERROR_NOT_HEARD, "the module is in its boot loader but does not hear us" },
  [RK_LOADER_HINT_OTHER_CHIP] = { RK_ERROR_WRONG_CHIP, "this is another chip" },
  [RK_LOADER_HINT_GARBAGE]    = { RK_ERROR_GARBAGE, "what was received is neither an answer nor text" },
  [RK_LOADER_HINT_ECHO]       = { RK_ERROR_ECHO, "what was sent comes back: TX and RX are connected" },
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
  self->reader = rk_boot_reader_new ();
  self->echo = FALSE;
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
  rk_boot_reader_reset (self->reader);
  self->echo = FALSE;
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
  rk_boot_reader_push (self->reader, bytes, count);
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

static RkLoaderHint
judge_start (const RkBootStart *start)
{
  if (start->boot_mode == BOOT_MODE_LOADER)
    return RK_LOADER_HINT_NOT_HEARD;
  if (start->boot_mode == BOOT_MODE_FLASH)
    return RK_LOADER_HINT_RUNNING;
  if (start->boot_mode >= BOOT_MODE_SDIO && start->boot_mode_sdio == SDIO_LOADER)
    return RK_LOADER_HINT_NOT_HEARD;
  return RK_LOADER_HINT_WRONG_PINS;
}

/**
 * rk_evidence_judge:
 * @self: evidence
 *
 * Says why there is no answer.  The boot mode outweighs everything but an echo,
 * since it tells exactly how the pins were; the latest start counts.
 *
 * Returns: one of the reasons
 */
RkLoaderHint
rk_evidence_judge (const RkEvidence *self)
{
  const RkBootReport *report = rk_boot_reader_get_report (self->reader);

  if (self->echo)
    return RK_LOADER_HINT_ECHO;
  if (report->other_chip[0] != '\0')
    return RK_LOADER_HINT_OTHER_CHIP;
  if (report->last.boot_mode >= 0)
    return judge_start (&report->last);
  if (report->n_text_lines > 0 && report->n_garbage * 2 < report->n_bytes)
    return RK_LOADER_HINT_RUNNING;
  if (report->n_bytes > 0)
    return RK_LOADER_HINT_GARBAGE;
  return RK_LOADER_HINT_SILENT;
}

/**
 * rk_evidence_set_error:
 * @self: evidence
 * @error: (out): gets the reason as an error code and a message with numbers
 */
void
rk_evidence_set_error (const RkEvidence  *self,
                       GError           **error)
{
  const RkBootReport *report = rk_boot_reader_get_report (self->reader);
  RkLoaderHint hint = rk_evidence_judge (self);
  g_autofree char *mode = NULL;

  if (report->last.boot_mode >= 0)
    mode = g_strdup_printf (", boot mode (%d,%d)", report->last.boot_mode, report->last.boot_mode_sdio);

  g_set_error (error, RK_ERROR, verdicts[hint].code,
               "no answer from the boot loader: %s (%" G_GUINT64_FORMAT " bytes, %u starts%s)",
               verdicts[hint].message, report->n_bytes, report->n_starts, mode != NULL ? mode : "");
}
