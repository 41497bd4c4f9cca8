/* fuzz-console-text.c: any bytes, in pieces, into the decoder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-console-text.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
line_cb (const RkConsoleLine *line,
         gpointer             user_data)
{
  GString *all = user_data;
  gsize at = 0;

  g_assert (g_utf8_validate_len (line->text, line->length, NULL));
  g_assert (memchr (line->text, '\n', line->length) == NULL);
  g_assert (memchr (line->text, '\r', line->length) == NULL);
  for (guint i = 0; i < line->n_spans; i++)
    {
      g_assert (line->spans[i].start >= at && line->spans[i].end > line->spans[i].start);
      g_assert (line->spans[i].style != 0);
      at = line->spans[i].end;
    }
  g_assert (at <= line->length);
  g_string_append_printf (all, "%s|%u|%d\n", line->text, line->n_spans, line->continues);
}

static char *
decode (RkConsoleTextFlags  flags,
        const guint8       *data,
        gsize               size,
        gsize               piece)
{
  GString *all = g_string_new (NULL);
  g_autoptr(RkConsoleText) text = rk_console_text_new (flags, line_cb, all);
  RkConsoleLine line;

  for (gsize at = 0; at < size; at += piece)
    {
      rk_console_text_push (text, data + at, MIN (piece, size - at), (gint64)at);
      if (rk_console_text_peek (text, &line))
        g_assert (g_utf8_validate_len (line.text, line.length, NULL));
    }
  rk_console_text_end_line (text);
  return g_string_free (all, FALSE);
}

/* The first byte is the mode, the second the size of the pieces: how bytes come
 * must not matter. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;

  if (size < 2)
    return 0;

  whole = decode (data[0] & 3, data + 2, size - 2, size);
  pieces = decode (data[0] & 3, data + 2, size - 2, data[1] % 64 + 1);
  g_assert (g_str_equal (whole, pieces));
  return 0;
}
