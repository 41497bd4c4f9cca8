/* rk-decode-text.c: a log explained to a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-decode-text.h"

#include "rk-boot-label.h"
#include "rk-boot-summary.h"
#include "rk-boot-verdict.h"
#include "rk-finding-text.h"

#include <string.h>

/* Of one section; what a log without any start says can be very long. */
#define MAX_DETAILS (16 * 1024)

/*
 * text: what is printed
 * notes, findings: of the section under way, which has no heading before its end
 * noted: a bit for each kind of fact in the notes
 * n_folded: sections since the last one that was printed, all like it
 */
struct _RkDecodeText
{
  GString      *text;
  GString      *notes;
  GString      *findings;
  guint8        noted[RK_BOOT_N_FACT_KINDS];
  guint         n_folded;
  RkBootSection last_folded;
};

/**
 * rk_decode_text_new:
 * @text: (transfer none): gets the text
 *
 * Returns: (transfer full): what writes the explanation of one log
 */
RkDecodeText *
rk_decode_text_new (GString *text)
{
  RkDecodeText *self = g_new0 (RkDecodeText, 1);

  self->text = text;
  self->notes = g_string_new (NULL);
  self->findings = g_string_new (NULL);
  return self;
}

/**
 * rk_decode_text_free:
 * @self: (transfer full): an explanation
 */
void
rk_decode_text_free (RkDecodeText *self)
{
  g_string_free (self->notes, TRUE);
  g_string_free (self->findings, TRUE);
  g_free (self);
}

static const char *
get_note_name (RkBootFactKind kind)
{
  switch ((int)kind) /* the others are told by the start or by findings */
    {
    case RK_BOOT_FACT_SDK_VERSION:
      return _ ("SDK");
    case RK_BOOT_FACT_APPLICATION:
      return _ ("Program");
    case RK_BOOT_FACT_AT_VERSION:
      return _ ("AT firmware");
    case RK_BOOT_FACT_BIN_VERSION:
      return _ ("AT build");
    case RK_BOOT_FACT_VENDOR:
      return _ ("Vendor");
    case RK_BOOT_FACT_CHIP:
      return _ ("Chip");
    case RK_BOOT_FACT_CRYSTAL:
      return _ ("Crystal, MHz");
    case RK_BOOT_FACT_FLASH_SIZE:
      return _ ("Flash");
    case RK_BOOT_FACT_FLASH_ID:
      return _ ("Flash id");
    case RK_BOOT_FACT_USB_ID:
      return _ ("Adapter");
    case RK_BOOT_FACT_TOOL_ERROR:
      return _ ("Error");
    default:
      return NULL;
    }
}

/**
 * rk_decode_text_add_fact:
 * @self: an explanation
 * @fact: what a line says
 * @report: what is known, @fact included
 */
void
rk_decode_text_add_fact (RkDecodeText       *self,
                         const RkBootFact   *fact,
                         const RkBootReport *report)
{
  const char *name = get_note_name (fact->kind);
  RkBootLabel labels[RK_BOOT_MAX_LABELS];

  if (name == NULL || self->noted[fact->kind] || rk_boot_fact_get_labels (fact, report, labels) == 0)
    return;

  self->noted[fact->kind] = TRUE;
  if (labels[0].type == RK_BOOT_LABEL_TEXT)
    g_string_append_printf (self->notes, "  %s: %s\n", name, labels[0].text);
  else
    g_string_append_printf (self->notes, "  %s: %" G_GINT64_FORMAT "\n", name, labels[0].numbers[0]);
}

/* What translators are given cannot hold the width of a number that differs
 * between systems. */
static char *
dup_number (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static void
add_filled (GString         *to,
            const char      *before,
            const RkFinding *finding,
            const char      *msgid)
{
  g_autofree char *text = rk_finding_text (finding, msgid);

  if (text != NULL)
    g_string_append_printf (to, "%s%s\n", before, text);
}

/**
 * rk_decode_text_add_finding:
 * @self: an explanation
 * @finding: what was recognised
 * @line: where
 */
void
rk_decode_text_add_finding (RkDecodeText    *self,
                            const RkFinding *finding,
                            guint64          line)
{
  static const char *const marks[] = {
    [RK_SEVERITY_GOOD] = "  ✓ ",
    [RK_SEVERITY_INFO] = "  · ",
    [RK_SEVERITY_WARNING] = "  ! ",
    [RK_SEVERITY_ERROR] = "  ✗ ",
  };
  g_autofree char *why = g_strdup_printf ("    %s ", _ ("Why:"));
  g_autofree char *remedy = g_strdup_printf ("    %s ", _ ("What to do:"));
  g_autofree char *at = dup_number (line);
  g_autofree char *summary = NULL;

  if (self->findings->len > MAX_DETAILS)
    return;

  summary = rk_finding_text (finding, finding->summary);
  /* Translators: what was found, and the number of the line where */
  g_string_append_printf (self->findings, "%s", marks[finding->severity]);
  g_string_append_printf (self->findings, _ ("%s (line %s)"), summary, at);
  g_string_append_c (self->findings, '\n');
  add_filled (self->findings, why, finding, finding->cause);
  add_filled (self->findings, remedy, finding, finding->remedy);
}

/**
 * rk_decode_text_add_place:
 * @self: an explanation
 * @line: where it stands
 * @address: an address in a crash report
 * @place: function, file and line
 */
void
rk_decode_text_add_place (RkDecodeText *self,
                          guint64       line,
                          guint32       address,
                          const char   *place)
{
  if (self->findings->len <= MAX_DETAILS)
    g_string_append_printf (self->findings, "    0x%08x  %s\n", address, place);
}

static const char *
get_cause_name (int cause)
{
  static const char *const names[] = {
    N_ ("it did not know why it was reset"),
    N_ ("power on"),
    N_ ("reset pin, or restart by the program"),
    N_ ("software reset"),
    N_ ("hardware watchdog"),
    N_ ("wake from deep sleep"),
    N_ ("deep sleep reset"),
  };

  if (cause < 0)
    return _ ("cause not readable");
  return cause < (int)G_N_ELEMENTS (names) ? gettext (names[cause]) : _ ("unknown cause");
}

static const char *
get_mode_name (int mode)
{
  switch (mode)
    {
    case -1:
      return _ ("boot pins not readable");
    case 0:
    case 2:
      return _ ("GPIO2 low: an unusable mode");
    case 1:
      return _ ("GPIO0 low: waits to be flashed");
    case 3:
      return _ ("boots from flash");
    default:
      return _ ("GPIO15 high: waits for an SDIO host");
    }
}

static void
add_loader (GString           *to,
            const RkBootStart *start)
{
  const char *name = rk_boot_loader_get_name (start->loader);

  if (name == NULL || start->loader == RK_BOOT_LOADER_NONE)
    return;

  g_string_append_printf (to, "  %s: %s", _ ("Loader"), name);
  if (start->loader_version[0] != '\0')
    g_string_append_printf (to, " %s", start->loader_version);
  if (start->flash_map[0] != '\0')
    g_string_append_printf (to, ", %s", start->flash_map);
  if (start->spi_mode[0] != '\0')
    g_string_append_printf (to, ", %s", start->spi_mode);
  if (start->spi_speed[0] != '\0')
    g_string_append_printf (to, ", %s", start->spi_speed);
  if (start->slot >= 0 && start->slot_address > 0)
    /* Translators: the number of a slot in flash, and its address */
    g_string_append_printf (to, _ (", starts slot %d at 0x%05x"), start->slot, (guint)start->slot_address);
  else if (start->slot >= 0)
    g_string_append_printf (to, _ (", starts slot %d"), start->slot);
  g_string_append_c (to, '\n');
}

static void
add_heading (GString             *to,
             const RkBootSection *section,
             const RkBootStart   *start)
{
  g_autofree char *first = dup_number (section->first_line);
  g_autofree char *last = dup_number (section->last_line);

  if (section->number == 0)
    g_string_append_printf (to, _ ("Lines %s–%s, no start of the module"), first, last);
  else
    g_string_append_printf (to, _ ("Start %u, lines %s–%s"), section->number, first, last);
  if (start->has_rom_line)
    g_string_append_printf (to, ": %s; %s", get_cause_name (start->rst_cause), get_mode_name (start->boot_mode));
  g_string_append_c (to, '\n');
}

static void
unfold (RkDecodeText *self)
{
  double seconds = (double)self->last_folded.loop_time / G_USEC_PER_SEC;
  g_autofree char *last = dup_number (self->last_folded.last_line);

  if (self->n_folded == 0)
    return;

  g_string_append_printf (self->text,
                          ngettext ("  … and the same %u time more, up to line %s",
                                    "  … and the same %u times more, up to line %s", self->n_folded),
                          self->n_folded, last);
  if (self->last_folded.loop_time > 0)
    g_string_append_printf (self->text, _ (", within %.1f s"), seconds);
  g_string_append_c (self->text, '\n');
  self->n_folded = 0;
}

/**
 * rk_decode_text_add_section:
 * @self: an explanation
 * @section: a start that is over
 * @start: what it said
 */
void
rk_decode_text_add_section (RkDecodeText        *self,
                            const RkBootSection *section,
                            const RkBootStart   *start)
{
  if (section->same_as_previous)
    {
      self->n_folded++;
      self->last_folded = *section;
      g_string_append_len (self->text, self->findings->str, (gssize)self->findings->len);
    }
  else
    {
      unfold (self);
      add_heading (self->text, section, start);
      add_loader (self->text, start);
      g_string_append_len (self->text, self->notes->str, (gssize)self->notes->len);
      if (start->greeting[0] != '\0')
        g_string_append_printf (self->text, "  %s “%s”\n", _ ("Its program begins with"), start->greeting);
      g_string_append_len (self->text, self->findings->str, (gssize)self->findings->len);
    }

  g_string_truncate (self->notes, 0);
  g_string_truncate (self->findings, 0);
  memset (self->noted, 0, sizeof self->noted);
}

/* What a word means that is no outcome of a start. */
static const char *
get_sentence (const char *outcome)
{
  static const struct
  {
    const char *outcome;
    const char *sentence;
  } rows[] = {
    { "success", N_ ("The module answered.") },
    { "error", N_ ("The module answers with errors only.") },
    { "join_failed", N_ ("The network was not joined.") },
    { "command_dropped", N_ ("A command was dropped because the module was busy.") },
    { "update_failed", N_ ("The cloud update failed.") },
    { "boot_loop_after_update", N_ ("After the cloud update the module does not start properly.") },
    { "no_sync", N_ ("The flashing tool got no answer.") },
    { "stub_failed", N_ ("The flashing tool could not start its helper program.") },
    { "erase_failed", N_ ("Erasing failed.") },
    { "write_failed", N_ ("Writing failed.") },
    { "verify_failed", N_ ("The flash does not hold what was written.") },
    { "port_open_failed", N_ ("The port could not be opened.") },
    { "port_vanished", N_ ("The port went away.") },
    { "flash_no_answer", N_ ("The flash chip does not answer.") },
    { "flash_ok", N_ ("The module was flashed.") },
    { "erase_ok", N_ ("The module was erased.") },
    { "read_ok", N_ ("The module was read.") },
    { "connected", N_ ("The flashing tool reached the module.") },
    { "connected_on_retry", N_ ("The flashing tool reached the module at the second try.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].outcome, outcome) == 0)
      return gettext (rows[i].sentence);
  return NULL;
}

/**
 * rk_decode_text_finish:
 * @self: an explanation
 * @report: of the whole log
 *
 * Says what it comes to.
 */
void
rk_decode_text_finish (RkDecodeText       *self,
                       const RkBootReport *report)
{
  g_autoptr(RkBootVerdict) verdict = rk_boot_verdict_new (report);
  const RkFinding *outcome = g_ptr_array_index (verdict->findings, 0);
  g_autofree char *summary = rk_finding_text (outcome, outcome->summary);
  RkBootSummary words;
  const char *sentence;

  unfold (self);
  rk_boot_summary_init (&words, report);
  sentence = get_sentence (words.outcome);
  g_string_append_printf (self->text, "%s %s\n", _ ("In short:"), sentence != NULL ? sentence : summary);
}
