/* fuzz-at.c: any bytes into the splitter, the transcript, the version and the macro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-command.h"
#include "rk-at-guard.h"
#include "rk-at-macro.h"
#include "rk-at-mask.h"
#include "rk-at-splitter-private.h"
#include "rk-at-transcript.h"
#include "rk-at-version.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* The lines and packets that come of the bytes, one after the other. */
static GString *
split (const guint8 *data,
       gsize         size,
       gsize         piece)
{
  RkAtSplitter *splitter = _rk_at_splitter_new ();
  GString *all = g_string_new (NULL);

  for (gsize at = 0; at < size; at += piece)
    {
      _rk_at_splitter_push (splitter, data + at, MIN (piece, size - at));
      for (;;)
        {
          g_autoptr(GBytes) payload = NULL;
          g_autofree char *line = _rk_at_splitter_pop (splitter, &payload);

          if (line == NULL)
            break;
          g_string_append_printf (all, "%s|%" G_GSIZE_FORMAT ";", line, payload != NULL ? g_bytes_get_size (payload) : 0);
        }
    }
  _rk_at_splitter_free (splitter);
  return all;
}

/* How the bytes come must not matter. */
static void
fuzz_splitter (const guint8 *data,
               gsize         size)
{
  g_autoptr(GString) whole = split (data + 1, size - 1, MAX (size, 1));
  g_autoptr(GString) pieces = split (data + 1, size - 1, data[0] % 32 + 1);

  g_assert (g_string_equal (whole, pieces));
}

static void
entry_cb (const RkAtEntry *entry,
          gpointer         user_data)
{
  GHashTable *over = user_data;

  g_assert (!g_hash_table_contains (over, GUINT_TO_POINTER (entry->serial)));
  g_assert ((entry->command != NULL) == (entry->kind == RK_AT_ENTRY_COMMAND));
  g_assert (entry->command == NULL || g_utf8_validate (entry->command, -1, NULL));
  for (guint i = 0; i < entry->lines->len; i++)
    g_assert (g_utf8_validate (entry->lines->pdata[i], -1, NULL));
  if (rk_at_entry_is_over (entry))
    g_hash_table_add (over, GUINT_TO_POINTER (entry->serial));
}

/* Each byte of @data steers: who speaks, how long the piece is, what time passes. */
static void
fuzz_transcript (const guint8 *data,
                 gsize         size)
{
  g_autoptr(GHashTable) over = g_hash_table_new (NULL, NULL);
  g_autoptr(RkAtTranscript) transcript = rk_at_transcript_new (entry_cb, over);
  gint64 now = 1;

  for (gsize at = 0; at < size;)
    {
      guint8 step = data[at++];
      gsize count = MIN ((gsize)(step & 0x1f), size - at);

      now += step & 0x20 ? 1 : 700 * 1000;
      if (step & 0x40)
        rk_at_transcript_sent (transcript, data + at, count, now);
      else if (step == 0x1f)
        rk_at_transcript_cut (transcript, now);
      else
        rk_at_transcript_received (transcript, data + at, count, now);
      g_assert (rk_at_transcript_advance (transcript, now) > now);
      at += count;
    }
}

static void
fuzz_texts (const guint8 *data,
            gsize         size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr(RkAtVersion) version = rk_at_version_parse (text, NULL);
  g_autoptr(RkFinding) finding = rk_at_guard_check (text, version);
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, NULL);
  g_autofree char *masked = rk_at_mask_secrets (text);
  g_autofree char *quoted = rk_at_quote (text, version, NULL);

  rk_at_rate_change (text, version, NULL);
  rk_at_command_get_timeout_ms (text);
  if (version != NULL)
    g_free (rk_at_version_dup_name (version));
  if (macro != NULL)
    {
      g_autofree char *first = rk_at_macro_format (macro);
      g_autoptr(RkAtMacro) again = rk_at_macro_parse (first, NULL);
      g_autofree char *second = again != NULL ? rk_at_macro_format (again) : NULL;
      g_auto(GStrv) names = rk_at_macro_dup_placeholders (macro);

      g_assert (g_strcmp0 (first, second) == 0);
      g_assert (g_strv_length (names) <= strlen (text));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  if (size == 0)
    return 0;

  fuzz_splitter (data, size);
  fuzz_transcript (data, size);
  fuzz_texts (data, size);
  return 0;
}
