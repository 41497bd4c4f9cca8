/* rk-console-note.c: something that is said about what a module has said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-note.h"

#include "rk-finding-text.h"

static RkConsoleNote *
note_new (RkConsoleNoteKind kind)
{
  RkConsoleNote *self = g_rc_box_new0 (RkConsoleNote);

  self->kind = kind;
  return self;
}

/**
 * rk_console_note_new_finding:
 * @finding: copied
 * @codes: (nullable) (element-type RkBootCode): where the program was; may grow
 *
 * Returns: (transfer full): a note
 */
RkConsoleNote *
rk_console_note_new_finding (const RkFinding *finding,
                             GArray          *codes)
{
  RkConsoleNote *self = note_new (RK_CONSOLE_NOTE_FINDING);

  self->finding = rk_finding_copy (finding);
  self->codes = codes != NULL ? g_array_ref (codes) : NULL;
  return self;
}

/**
 * rk_console_note_new_event:
 * @text: one sentence, translated
 *
 * Returns: (transfer full): a note
 */
RkConsoleNote *
rk_console_note_new_event (const char *text)
{
  RkConsoleNote *self = note_new (RK_CONSOLE_NOTE_EVENT);

  self->text = g_strdup (text);
  return self;
}

/**
 * rk_console_note_new_start:
 *
 * Returns: (transfer full): a note that the module has started
 */
RkConsoleNote *
rk_console_note_new_start (void)
{
  return note_new (RK_CONSOLE_NOTE_START);
}

/**
 * rk_console_note_new_same:
 * @n_same: how many starts in a row said the same
 * @loop_time_us: from the first of them to the last; -1 if not known
 *
 * Returns: (transfer full): a note
 */
RkConsoleNote *
rk_console_note_new_same (guint  n_same,
                          gint64 loop_time_us)
{
  RkConsoleNote *self = note_new (RK_CONSOLE_NOTE_SAME);

  self->n_same = n_same;
  self->loop_time_us = loop_time_us;
  return self;
}

static void
note_clear (gpointer data)
{
  RkConsoleNote *self = data;

  g_clear_pointer (&self->finding, rk_finding_free);
  g_clear_pointer (&self->codes, g_array_unref);
  g_free (self->text);
}

/**
 * rk_console_note_ref:
 * @self: a note
 *
 * Returns: (transfer full): the note
 */
RkConsoleNote *
rk_console_note_ref (RkConsoleNote *self)
{
  return g_rc_box_acquire (self);
}

/**
 * rk_console_note_unref:
 * @self: (transfer full): a note
 */
void
rk_console_note_unref (RkConsoleNote *self)
{
  g_rc_box_release_full (self, note_clear);
}

static char *
dup_loop_text (const RkConsoleNote *self)
{
  /* translators: how often a module has started and said the same each time */
  g_autofree char *times = g_strdup_printf (_ ("The same boot log ×%u"), self->n_same);

  if (self->loop_time_us < G_USEC_PER_SEC)
    return g_steal_pointer (&times);

  /* translators: the same boot log ×37 in 41 s */
  return g_strdup_printf (_ ("%s in %u s"), times, (guint)(self->loop_time_us / G_USEC_PER_SEC));
}

/**
 * rk_console_note_dup_text:
 * @self: a note
 *
 * Returns: (transfer full) (nullable): its line; %NULL if it has none
 */
char *
rk_console_note_dup_text (const RkConsoleNote *self)
{
  switch (self->kind)
    {
    case RK_CONSOLE_NOTE_FINDING:
      return rk_finding_text (self->finding, self->finding->summary);
    case RK_CONSOLE_NOTE_EVENT:
      return g_strdup (self->text);
    case RK_CONSOLE_NOTE_SAME:
      return dup_loop_text (self);
    case RK_CONSOLE_NOTE_START:
    default:
      return NULL;
    }
}
