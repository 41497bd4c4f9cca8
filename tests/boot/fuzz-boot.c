/* fuzz-boot.c: any bytes, in pieces, into the reader and the verdict
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-reader.h"
#include "rk-boot-text.h"
#include "rk-boot-verdict.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
take_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  g_assert (rk_boot_fact_kind_get_name (fact->kind) != NULL);
  g_assert (g_utf8_validate (fact->text, -1, NULL));
}

static void
push_in_pieces (RkBootReader *reader,
                const guint8 *data,
                gsize         size,
                gsize         piece)
{
  for (gsize at = 0; at < size; at += piece)
    rk_boot_reader_push (reader, data + at, MIN (piece, size - at));
  rk_boot_reader_end (reader);
}

/* The first byte is the size of the pieces: how bytes come must not matter. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(RkBootReader) whole = rk_boot_reader_new ();
  g_autoptr(RkBootReader) pieces = rk_boot_reader_new ();
  g_autoptr(RkBootVerdict) verdict = NULL;
  g_autofree char *text = NULL;
  double score;

  if (size == 0)
    return 0;

  rk_boot_reader_set_fact_func (whole, take_fact, NULL);
  push_in_pieces (whole, data + 1, size - 1, size);
  push_in_pieces (pieces, data + 1, size - 1, data[0] % 64 + 1);
  g_assert (rk_boot_report_get_outcome (rk_boot_reader_get_report (whole)) ==
            rk_boot_report_get_outcome (rk_boot_reader_get_report (pieces)));
  g_assert (rk_boot_report_get_proof (rk_boot_reader_get_report (whole)) ==
            rk_boot_report_get_proof (rk_boot_reader_get_report (pieces)));

  verdict = rk_boot_verdict_new (rk_boot_reader_get_report (whole));
  g_assert (verdict->findings->len > 0);
  text = rk_boot_reader_dup_text (whole);
  g_assert (g_utf8_validate (text, -1, NULL));
  score = rk_boot_text_score (data, size);
  g_assert (score >= 0 && score <= 1);
  return 0;
}
