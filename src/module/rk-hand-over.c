/* rk-hand-over.c: from the rate of the boot text to that of the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM and the second-stage loader talk at one rate, the program at another, and
 * a UART that listens at the wrong one gets garbage that no program can make good:
 * the bits between its samples were never seen.  So the rate has to be changed in the
 * pause between the two, which the module does not announce.
 *
 * That the program gets the chip is told by the loader's last line ("jump to run
 * user1", "~ld"), or the ROM's "csum" where no loader follows.  The SDK of Espressif
 * then first says something of itself, still at the rate of the boot text: AT 1.7.6
 * begins with that 60 ms after the jump, and is "ready" at its own rate 200 ms after
 * that.  So the rate is changed in the pause after the SDK's words, or when none come;
 * Arduino's programs have no such words, and the rate is changed at once.
 *
 * All is seen late: an adapter hands over what it has when its latency timer ticks
 * (1 ms; 16 ms where the system gives an FTDI chip no other one) and takes the new rate
 * a USB frame or two afterwards.  Nothing is flushed or drained on the way (TCSANOW,
 * not TCSADRAIN or TCSAFLUSH), so what the adapter has received stays, and the last
 * boot text may come out labelled with the new rate, but whole.
 *
 * What can still be lost: the first words of a program that talks at another rate
 * before that, of which a few unreadable characters then bring the change about; what
 * arrives while the adapter sets its divider, of which a few characters may be garbled
 * or, with a CH340, go missing; and the first two dozen characters of the boot text
 * where its rate was not what the crystal was taken to make it.
 */

#include "rk-hand-over.h"

#include "rk-deadline.h"

/* The rate of the boot text goes with the crystal, and is told for this one. */
#define USUAL_CRYSTAL_MHZ 26

/* A capacitor on the reset line holds the ROM back for half a second. */
#define FIRST_MS 1000

/* The ROM, a second-stage loader and the loading of 400 KB take less than this. */
#define BOOT_MS 4000

/* Arduino's loader says nothing while it copies an update into place: 1 MB takes so
 * long to erase and write at the rates of flash chips. */
#define COPY_MS (30 * 1000)

/* After Arduino's loader, a crash of the program at its first step still tells itself
 * at the boot rate, and comes at once. */
#define EBOOT_MS 30

/* After another one, or the ROM, the SDK's first words come within this, or those of a
 * loader that was not recognised by its size; then a pause ends them. */
#define SDK_MS 200
#define PAUSE_MS 40

/* A program that talks at the boot rate all the time. */
#define TALK_MS 1000

/* A start that has failed says why in several lines. */
#define FAILED_MS 50

/* So many bytes that are no text: the program talks at a rate of its own.  Before
 * that, a reset makes some of its own. */
#define NOISE_PROGRAM 4
#define NOISE_BOOT 24

/* So many lines of text without a start are a program's. */
#define TALK_LINES 3

/* At most this much is taken before the rate is changed: the program may be talking
 * at the boot rate without a pause. */
#define REST_MAX 8192

typedef struct
{
  RkLink             *link;
  const RkBootReport *report;
  RkLoaderTextFunc    take;
  gpointer            user_data;
  GCancellable       *cancellable;
  gint64              started_us;
  gint64              ended_us; /* when the program got the chip or the start failed, or 0 */
  gint64              heard_us; /* the last byte */
  guint               noise;    /* bytes that are no text, in this phase */
} HandOver;

/**
 * rk_hand_over_boot_baud:
 * @chip: what the module is
 *
 * Returns: the rate of its boot text after a reset: the ROM's divider is fixed, so
 *   the crystal makes it
 */
guint
rk_hand_over_boot_baud (const RkChipInfo *chip)
{
  guint mhz = chip->crystal_mhz != 0 ? chip->crystal_mhz : USUAL_CRYSTAL_MHZ;

  return chip->chip->boot_baud * mhz / USUAL_CRYSTAL_MHZ;
}

/* Nobody saw it start, and it talks: it was not reset, or its first lines were lost. */
static gboolean
talks (const RkBootReport *report)
{
  return report->n_starts == 0 && report->n_text_lines >= TALK_LINES;
}

static gboolean
has_ended (const HandOver *self)
{
  return rk_boot_report_has_failed (self->report) || rk_boot_start_is_running (&self->report->last) ||
         talks (self->report);
}

static gint64
after_ms (gint64 time_us,
          guint  ms)
{
  return time_us + (gint64)ms * 1000;
}

/* Until when to wait for the next byte. */
static gint64
get_deadline (const HandOver *self)
{
  const RkBootStart *start = &self->report->last;

  if (self->heard_us == 0)
    return after_ms (self->started_us, FIRST_MS);
  if (self->ended_us == 0)
    return start->loader == RK_BOOT_LOADER_EBOOT ? after_ms (self->heard_us, COPY_MS)
                                                 : after_ms (self->started_us, BOOT_MS);
  if (rk_boot_report_has_failed (self->report))
    return MIN (after_ms (self->heard_us, FAILED_MS), after_ms (self->ended_us, BOOT_MS));
  if (start->loader == RK_BOOT_LOADER_EBOOT)
    return after_ms (self->ended_us, EBOOT_MS);
  if (self->heard_us == self->ended_us)
    return after_ms (self->ended_us, SDK_MS);
  return MIN (after_ms (self->heard_us, PAUSE_MS), after_ms (self->ended_us, TALK_MS));
}

static gboolean
is_noise (const HandOver *self)
{
  return self->noise >= (self->ended_us != 0 ? NOISE_PROGRAM : NOISE_BOOT);
}

/* A loader that speaks up after all takes the end back. */
static void
note_end (HandOver *self)
{
  if (!has_ended (self))
    self->ended_us = 0;
  else if (self->ended_us == 0)
    self->ended_us = self->heard_us;
}

static void
take_text (HandOver     *self,
           const guint8 *bytes,
           gsize         count)
{
  guint n_starts = self->report->n_starts;

  self->heard_us = g_get_monotonic_time ();
  for (gsize i = 0; i < count; i++)
    self->noise += !g_ascii_isprint (bytes[i]) && !g_ascii_isspace (bytes[i]);
  self->take (bytes, count, self->user_data);

  if (self->report->n_starts != n_starts)
    self->noise = 0;
  note_end (self);
}

/* What is there already was received at the old rate. */
static gboolean
take_rest (HandOver  *self,
           GError   **error)
{
  guint8 buffer[1024];
  gssize count = 1;

  for (gsize total = 0; count > 0 && total < REST_MAX; total += (gsize)count)
    {
      count = rk_link_read (self->link, buffer, sizeof buffer, 0, self->cancellable, error);
      if (count > 0)
        self->take (buffer, (gsize)count, self->user_data);
    }
  return count >= 0;
}

/**
 * rk_hand_over:
 * @link: an open link at the rate of the boot text, whose module was reset
 * @next_baud: the program's rate
 * @report: follows what @take gets
 * @take: gets what the module says
 * @user_data: for @take
 * @cancellable: (nullable): ends it; the rate is then left as it is
 * @error: the port's errors, %G_IO_ERROR_CANCELLED
 *
 * Listens to the boot text until the program has the chip, it is seen that there will
 * be none, or nothing comes; then sets @next_baud.
 *
 * Returns: whether the port worked
 */
gboolean
rk_hand_over (RkLink            *link,
              guint              next_baud,
              const RkBootReport *report,
              RkLoaderTextFunc   take,
              gpointer           user_data,
              GCancellable      *cancellable,
              GError           **error)
{
  HandOver self = { link, report, take, user_data, cancellable, g_get_monotonic_time (), 0, 0, 0 };
  guint8 buffer[1024];
  gssize count = 1;

  /* The caller may have heard the beginning. */
  self.heard_us = report->n_bytes > 0 ? self.started_us : 0;
  note_end (&self);

  while (count > 0 && !is_noise (&self) && !rk_deadline_passed (get_deadline (&self)))
    {
      count = rk_link_read (link, buffer, sizeof buffer, get_deadline (&self), cancellable, error);
      if (count > 0)
        take_text (&self, buffer, (gsize)count);
    }

  if (count < 0 || !take_rest (&self, error))
    return FALSE;
  return rk_link_tune (link, next_baud, error);
}
