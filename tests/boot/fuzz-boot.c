/* fuzz-boot.c: any bytes, in pieces, into the reader and the verdict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-label.h"
#include "rk-boot-noise.h"
#include "rk-boot-reader.h"
#include "rk-boot-summary.h"
#include "rk-boot-text.h"
#include "rk-boot-verdict.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* What came, as numbers that must be the same however the bytes come. */
typedef struct
{
  RkBootReader *reader;
  guint64       n_facts;
  guint64       n_findings;
  guint64       n_sections;
  guint64       hash;
  guint64       last_line;
} Events;

static void
mix (Events  *events,
     guint64  value)
{
  events->hash = (events->hash ^ value) * 0x100000001b3;
}

static void
take_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  Events *events = user_data;
  RkBootLabel labels[RK_BOOT_MAX_LABELS];
  guint count = rk_boot_fact_get_labels (fact, rk_boot_reader_get_report (events->reader), labels);

  g_assert (rk_boot_fact_kind_get_name (fact->kind) != NULL);
  g_assert (g_utf8_validate (fact->text, -1, NULL));
  g_assert (count <= RK_BOOT_MAX_LABELS);
  for (guint i = 0; i < count; i++)
    g_assert (labels[i].name != NULL);
  events->n_facts++;
  mix (events, (guint64)fact->kind);
  mix (events, fact->line);
  mix (events, fact->offset);
}

static void
take_finding (const RkFinding *finding,
              guint64          line,
              guint64          offset,
              gpointer         user_data)
{
  Events *events = user_data;

  g_assert (line > 0);
  for (char **pair = finding->values; pair != NULL && pair[0] != NULL; pair += 2)
    g_assert (g_utf8_validate (pair[1], -1, NULL));
  events->n_findings++;
  mix (events, g_str_hash (finding->id));
  mix (events, line);
}

static void
take_section (const RkBootSection *section,
              const RkBootStart   *start,
              gpointer             user_data)
{
  Events *events = user_data;

  g_assert (section->last_line >= section->first_line);
  g_assert (section->end_offset >= section->first_offset);
  g_assert (section->first_line > events->last_line);
  g_assert (section->n_same >= 1 && (section->n_same > 1) == section->same_as_previous);
  events->last_line = section->last_line;
  events->n_sections++;
  mix (events, section->first_offset);
  mix (events, section->n_same);
}

static void
listen (RkBootReader *reader,
        Events       *events)
{
  events->reader = reader;
  rk_boot_reader_set_fact_func (reader, take_fact, events);
  rk_boot_reader_set_finding_func (reader, take_finding, events);
  rk_boot_reader_set_section_func (reader, take_section, events);
}

static void
push_in_pieces (RkBootReader *reader,
                const guint8 *data,
                gsize         size,
                gsize         piece)
{
  for (gsize at = 0; at < size; at += piece)
    rk_boot_reader_push (reader, data + at, MIN (piece, size - at));
  rk_boot_reader_finish (reader);
}

/* The first byte is the size of the pieces: how bytes come must not matter. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(RkBootReader) whole = rk_boot_reader_new ();
  g_autoptr(RkBootReader) pieces = rk_boot_reader_new ();
  g_autoptr(RkBootVerdict) verdict = NULL;
  Events whole_events = { NULL };
  Events pieces_events = { NULL };
  RkBootSummary summary;
  double score;

  if (size == 0)
    return 0;

  listen (whole, &whole_events);
  listen (pieces, &pieces_events);
  push_in_pieces (whole, data + 1, size - 1, size);
  push_in_pieces (pieces, data + 1, size - 1, data[0] % 64 + 1);
  g_assert (rk_boot_report_get_outcome (rk_boot_reader_get_report (whole)) ==
            rk_boot_report_get_outcome (rk_boot_reader_get_report (pieces)));
  g_assert (rk_boot_report_get_proof (rk_boot_reader_get_report (whole)) ==
            rk_boot_report_get_proof (rk_boot_reader_get_report (pieces)));

  g_assert (whole_events.hash == pieces_events.hash);
  g_assert (whole_events.n_facts == pieces_events.n_facts);
  g_assert (whole_events.n_findings == pieces_events.n_findings);
  g_assert (whole_events.n_sections == pieces_events.n_sections);

  rk_boot_summary_init (&summary, rk_boot_reader_get_report (whole));
  g_assert (summary.outcome != NULL);
  g_assert (rk_boot_noise_guess (data, size) <= RK_BOOT_NOISE_SLOWER);

  verdict = rk_boot_verdict_new (rk_boot_reader_get_report (whole));
  g_assert (verdict->findings->len > 0);
  score = rk_boot_text_score (data, size);
  g_assert (score >= 0 && score <= 1);
  return 0;
}
