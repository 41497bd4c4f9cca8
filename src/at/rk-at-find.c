/* rk-at-find.c: at which rate and line ending a module answers, if at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All rates are tried with CR LF, which AT firmware of all ages takes; if none
 * answers, all again with CR and with LF alone, for programs that are like it.  What
 * comes meanwhile tells what else the module may be.
 */

#include "rk-at-find.h"

#include "rk-at-client-private.h"
#include "rk-at-mask.h"
#include "rk-boot-reader.h"
#include "rk-boot-text.h"
#include "rk-deadline.h"

#include <string.h>

/* All tries, at the slowest, take less. */
#define ALL_MS 60000

/* With a wire between RX and TX, AT comes back at every rate; from a module that
 * echoes and does nothing else only at its own. */
#define ECHO_RATES 2

/* So much of the text is kept. */
#define MAX_TEXT 1000

static const struct
{
  const char *text;
  const char *name;
} line_ends[] = {
  [RK_AT_LINE_END_CR_LF] = { "\r\n", "CR LF" },
  [RK_AT_LINE_END_CR] = { "\r", "CR" },
  [RK_AT_LINE_END_LF] = { "\n", "LF" },
};

static const char *const nicks[] = {
  [RK_AT_FIND_ANSWERS] = "answers", [RK_AT_FIND_TEXT] = "text",
  [RK_AT_FIND_BOOT_TEXT] = "boot-text", [RK_AT_FIND_UNREADABLE] = "unreadable",
  [RK_AT_FIND_ECHO] = "echo", [RK_AT_FIND_NOTHING] = "nothing",
};

/**
 * rk_at_line_end_get_name:
 * @line_end: a line ending
 *
 * Returns: (transfer none): "CR LF"
 */
const char *
rk_at_line_end_get_name (RkAtLineEnd line_end)
{
  g_return_val_if_fail ((guint)line_end < G_N_ELEMENTS (line_ends), NULL);

  return line_ends[line_end].name;
}

/**
 * rk_at_find_outcome_get_nick:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its name for scripts, such as "boot-text"
 */
const char *
rk_at_find_outcome_get_nick (RkAtFindOutcome outcome)
{
  g_return_val_if_fail ((guint)outcome < G_N_ELEMENTS (nicks), NULL);

  return nicks[outcome];
}

/**
 * rk_at_found_free:
 * @self: (transfer full): what was found
 */
void
rk_at_found_free (RkAtFound *self)
{
  g_free (self->text);
  g_free (self);
}

typedef struct
{
  RkAtClient   *client;
  RkLink       *link;
  RkAtFound    *found;
  guint         n_echoes;
  guint         n_done;
  guint         n_total;
  gint64        deadline;
  RkAtFindFunc  progress;
  gpointer      user_data;
  GCancellable *cancellable;
} Search;

/* How much of the text must have been meant: bytes in lines of words. */
static gsize
weigh (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  gsize weight = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (rk_boot_text_get_kind (lines[i], strlen (lines[i])) == RK_BOOT_TEXT_WORDS)
      weight += strlen (lines[i]);
  return weight;
}

static gboolean
is_only_boot_text (const char *text)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  const RkBootReport *report;

  rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  rk_boot_reader_end (reader);
  report = rk_boot_reader_get_report (reader);
  return report->n_starts > 0 && rk_boot_report_get_proof (report) < RK_BOOT_PROOF_SPEAKS;
}

/**
 * rk_at_found_add_text:
 * @self: what was found so far, no answer among it
 * @text: what came, any bytes but NUL
 * @baud: at which rate
 *
 * Takes the text if it says more than what was heard before.
 */
void
rk_at_found_add_text (RkAtFound  *self,
                      const char *text,
                      guint       baud)
{
  g_autofree char *valid = NULL;
  gsize weight = weigh (text);

  if (*text != '\0' && self->outcome == RK_AT_FIND_NOTHING)
    self->outcome = RK_AT_FIND_UNREADABLE;
  if (weight == 0 || (self->text != NULL && weigh (self->text) >= weight))
    return;

  self->outcome = is_only_boot_text (text) ? RK_AT_FIND_BOOT_TEXT : RK_AT_FIND_TEXT;
  self->baud = baud;
  valid = g_utf8_make_valid (text, (gssize)MIN (strlen (text), MAX_TEXT));
  g_free (self->text);
  self->text = rk_at_mask_secrets (valid);
}

static gboolean
try_one (Search       *search,
         guint         baud,
         RkAtLineEnd   line_end,
         guint         n_tries,
         GError      **error)
{
  g_autoptr(GString) heard = g_string_new (NULL);
  RkAtProbe probe = { .line_end = line_ends[line_end].text, .heard = heard };

  if (search->progress != NULL)
    search->progress (baud, search->n_done, search->n_total, search->user_data);
  search->n_done++;
  if (!_rk_at_client_probe_at (search->client, baud, n_tries, &probe, search->deadline, search->cancellable, error))
    return FALSE;

  search->n_echoes += probe.is_echoed ? 1 : 0;
  if (!probe.is_answered)
    {
      rk_at_found_add_text (search->found, heard->str, baud);
      return TRUE;
    }

  search->found->outcome = RK_AT_FIND_ANSWERS;
  search->found->baud = rk_link_get_baud (search->link);
  search->found->line_end = line_end;
  search->found->has_echo = probe.is_echoed;
  g_clear_pointer (&search->found->text, g_free);
  return TRUE;
}

static gboolean
is_over (const Search *search)
{
  return search->found->outcome == RK_AT_FIND_ANSWERS || rk_deadline_passed (search->deadline);
}

static gboolean
try_all (Search       *search,
         const guint  *bauds,
         guint         n_bauds,
         RkAtLineEnd   line_end,
         GError      **error)
{
  /* Behind noise of another rate the first one may be lost. */
  guint n_tries = line_end == RK_AT_LINE_END_CR_LF ? 2 : 1;

  for (guint i = 0; i < n_bauds && !is_over (search); i++)
    if (!try_one (search, bauds[i], line_end, n_tries, error))
      return FALSE;
  return TRUE;
}

/* The rates to try, @first_baud in front; just that one where the link has none. */
static GArray *
make_bauds (RkLink *link,
            guint   first_baud)
{
  GArray *bauds = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n;
  const guint *usual = _rk_at_client_get_bauds (&n);

  g_array_append_val (bauds, first_baud);
  for (guint i = 0; i < n && rk_link_can_set_baud (link); i++)
    if (usual[i] != first_baud)
      g_array_append_val (bauds, usual[i]);
  return bauds;
}

/**
 * rk_at_find:
 * @link: an open link
 * @first_baud: the rate to try first
 * @progress: (nullable) (scope call): told of each try
 * @user_data: for @progress
 * @cancellable: (nullable): ends it at once
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_CANCELLED; finding nothing is none
 *
 * Looks for a module that does not answer.  The link is left at the rate that was
 * found, else at the last one that was tried.
 *
 * Returns: (transfer full) (nullable): what was found
 */
RkAtFound *
rk_at_find (RkLink        *link,
            guint          first_baud,
            RkAtFindFunc   progress,
            gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(RkAtClient) client = rk_at_client_new (link);
  g_autoptr(RkAtFound) found = g_new0 (RkAtFound, 1);
  g_autoptr(GArray) bauds = make_bauds (link, first_baud);
  Search search = {
    .client = client, .link = link, .found = found, .n_total = bauds->len * G_N_ELEMENTS (line_ends),
    .deadline = rk_deadline_in_ms (ALL_MS), .progress = progress, .user_data = user_data, .cancellable = cancellable,
  };

  found->outcome = RK_AT_FIND_NOTHING;
  for (guint i = 0; i < G_N_ELEMENTS (line_ends) && !is_over (&search); i++)
    {
      if (!try_all (&search, (const guint *)(gpointer)bauds->data, bauds->len, (RkAtLineEnd)i, error))
        return NULL;
      if (found->outcome != RK_AT_FIND_ANSWERS && found->text == NULL && search.n_echoes >= MIN (ECHO_RATES, bauds->len))
        {
          found->outcome = RK_AT_FIND_ECHO;
          break;
        }
    }
  if (found->outcome == RK_AT_FIND_NOTHING && search.n_echoes > 0)
    found->outcome = RK_AT_FIND_ECHO;
  return g_steal_pointer (&found);
}

/* clang-format off */
static const struct
{
  const char *id;
  RkSeverity  severity;
  const char *summary;
  const char *cause;
  const char *remedy;
} explanations[] = {
  [RK_AT_FIND_ANSWERS] = { "at.found", RK_SEVERITY_GOOD,
    N_("AT firmware answers at {baud} baud, with {line-end} at the end of a command."), NULL, NULL },
  [RK_AT_FIND_TEXT] = { "at.found-text", RK_SEVERITY_WARNING,
    N_("A program talks at {baud} baud, but it does not know AT commands."),
    N_("The module runs other firmware, or its RX does not hear us."),
    N_("If it should run AT firmware, check the wire from the adapter’s TX to the module’s RX; else flash AT firmware.") },
  [RK_AT_FIND_BOOT_TEXT] = { "at.found-boot-text", RK_SEVERITY_ERROR,
    N_("The module starts, at {baud} baud, but no program answers."),
    N_("Its boot text can be read, so power and the wire from its TX are fine. The program does not start, starts over and over, or talks on other pins."),
    N_("Look at the boot text. ESP-AT 2 talks on GPIO15 and GPIO13 instead of TX and RX.") },
  [RK_AT_FIND_UNREADABLE] = { "at.found-garbage", RK_SEVERITY_ERROR,
    N_("Something comes from the module, but it is text at no usual rate."),
    N_("An unusual rate, a loose wire, or no common ground."),
    N_("Connect GND to GND. If the module was set to a rate of its own, try that one.") },
  [RK_AT_FIND_ECHO] = { "at.found-echo", RK_SEVERITY_ERROR,
    N_("Only what we send comes back."),
    N_("RX and TX are connected to each other, and the module has no part in it."),
    N_("Take away the bridge between RX and TX.") },
  [RK_AT_FIND_NOTHING] = { "at.found-nothing", RK_SEVERITY_ERROR,
    N_("Nothing at all comes from the module."),
    N_("It has no power, EN (CH_PD) is not high, its TX is not connected to the adapter’s RX, or it is asleep."),
    N_("Check 3.3 V at VCC and EN, GND to GND, and TX to RX; then reset the module and look for boot text at 74880 baud.") },
};
/* clang-format on */

/**
 * rk_at_found_make_finding:
 * @self: what was found
 *
 * Returns: (transfer full): the same in words
 */
RkFinding *
rk_at_found_make_finding (const RkAtFound *self)
{
  g_autofree char *baud = g_strdup_printf ("%u", self->baud);

  return rk_finding_new (explanations[self->outcome].id, explanations[self->outcome].severity,
                         explanations[self->outcome].summary, explanations[self->outcome].cause,
                         explanations[self->outcome].remedy,
                         "baud", baud, "line-end", rk_at_line_end_get_name (self->line_end), NULL);
}
