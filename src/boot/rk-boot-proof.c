/* rk-boot-proof.c: how far a module was seen to run what is in its flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-report.h"

#include <string.h>

#define IRAM_ADDRESS 0x40100000
#define EBOOT_ADDRESS 0x4010f000

/* Restarts that nobody asked for: two may be a person's finger on the button. */
#define LOOP_STARTS 3

/* No noise makes so many readable characters in a row. */
#define LONG_GREETING 12

/* The length of the first segment tells Espressif's loaders apart: measured on
 * boot_v1.1, 1.2, 1.6, 1.7 and in printed output (212: before 1.1, 1396: 1.4(b1),
 * 1856: 1.5).
 */
static gboolean
is_loader_segment (const RkBootSegment *segment)
{
  static const gint32 lengths[] = { 212, 612, 816, 1396, 1856, 2408, 2592 };

  if (segment->address == EBOOT_ADDRESS)
    return TRUE;
  if (segment->address != IRAM_ADDRESS)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (segment->length == lengths[i])
      return TRUE;
  return FALSE;
}

/**
 * rk_boot_start_is_loaded:
 * @self: a start
 *
 * Returns: whether the ROM got everything it wanted from flash
 */
gboolean
rk_boot_start_is_loaded (const RkBootStart *self)
{
  /* The ROM's lines can be missing where the loader's are there: other speed. */
  gboolean rom_done = self->csum >= 0 || (self->n_segments == 0 && self->loader != RK_BOOT_LOADER_UNKNOWN);

  return rom_done && !self->csum_err && !self->flash_read_err && !self->ets_main;
}

/**
 * rk_boot_start_is_running:
 * @self: a start
 *
 * Returns: whether the application was started, by the ROM or by the loader; it
 *   may have crashed since
 */
gboolean
rk_boot_start_is_running (const RkBootStart *self)
{
  if (self->ready || self->handed_over)
    return TRUE;
  if (!rk_boot_start_is_loaded (self))
    return FALSE;

  /* A loader takes the word first; without one the ROM starts the program. */
  return (self->loader == RK_BOOT_LOADER_UNKNOWN || self->loader == RK_BOOT_LOADER_NONE) &&
         !(self->n_segments > 0 && is_loader_segment (&self->segments[0]));
}

/**
 * rk_boot_start_has_failed:
 * @self: a start
 *
 * Returns: whether it is over: the ROM or the loader gave up, or the program
 *   crashed
 */
gboolean
rk_boot_start_has_failed (const RkBootStart *self)
{
  return self->csum_err || self->flash_read_err || self->ets_main || self->waiting_for_host ||
         self->unknown_reset || self->user_code_done || self->loader_faults != 0 || self->eboot_error > 0 ||
         self->n_crashes > 0 || (self->boot_mode >= 0 && self->boot_mode != 3);
}

/**
 * rk_boot_start_has_gaps:
 * @self: a start
 *
 * Returns: whether some of its text is missing: Espressif's loader never leaves
 *   out what it prints between its version and the slot
 */
gboolean
rk_boot_start_has_gaps (const RkBootStart *self)
{
  return self->loader == RK_BOOT_LOADER_ESPRESSIF && self->loader_version[0] != '\0' && self->slot > 0 &&
         (self->spi_speed[0] == '\0' || self->spi_mode[0] == '\0' || self->flash_map[0] == '\0');
}

static gboolean
is_looping (const RkBootReport *self)
{
  guint n_crashes = self->n_crashes + self->n_causes[4];

  return n_crashes > 1 || (n_crashes == 1 && !self->last.ready) ||
         (self->n_loaded >= LOOP_STARTS && !self->last.ready);
}

/* One line could be noise that is readable by chance, unless it is long.  Without
 * a start the ROM's text came at another speed than the program's.
 */
static gboolean
speaks (const RkBootReport *self)
{
  guint64 n_lines = self->n_starts > 0 ? self->last.n_text_lines : self->n_text_lines;

  return n_lines > 1 || strlen (self->last.greeting) >= LONG_GREETING;
}

/**
 * rk_boot_report_get_proof:
 * @self: what was seen since the module was restarted
 *
 * Says how far the module was seen to run its firmware.  The report knows no
 * time: "silent" and "no crash" are only worth as much as how long the caller
 * has listened.  One crash is forgiven when AT firmware was ready afterwards.
 *
 * Returns: the proof
 */
RkBootProof
rk_boot_report_get_proof (const RkBootReport *self)
{
  const RkBootStart *start = &self->last;

  if (self->other_chip[0] != '\0' || rk_boot_start_has_failed (start) || is_looping (self))
    return RK_BOOT_PROOF_NONE;
  if (start->ready)
    return RK_BOOT_PROOF_READY;
  if (speaks (self))
    return RK_BOOT_PROOF_SPEAKS;
  if (!rk_boot_start_is_running (start))
    return RK_BOOT_PROOF_NONE;

  return start->n_garbage_after > 0 ? RK_BOOT_PROOF_UNREADABLE : RK_BOOT_PROOF_SILENT;
}

/**
 * rk_boot_report_has_failed:
 * @self: what was seen since the module was restarted
 *
 * Returns: whether listening on cannot help: this start has failed, or they
 *   follow each other
 */
gboolean
rk_boot_report_has_failed (const RkBootReport *self)
{
  return self->other_chip[0] != '\0' || rk_boot_start_has_failed (&self->last) || is_looping (self);
}
