/* rk-boot-text.c: how much received bytes look like text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-text.h"

/* What terminal programs show in place of bytes that are no text. */
#define REPLACEMENT_CHARACTER 0xfffd
#define REVERSED_QUESTION_MARK 0x2e2e

/* One character, or one byte that is none. */
static gboolean
next_is_text (const char **at,
              const char  *end)
{
  gunichar c;

  if ((guint8)**at < 0x80)
    {
      c = (guint8)*(*at)++;
      return g_ascii_isprint ((char)c) || c == '\t' || c == '\r' || c == '\n' || c == 0x1b;
    }

  c = g_utf8_get_char_validated (*at, end - *at);
  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      (*at)++;
      return FALSE;
    }

  *at = g_utf8_next_char (*at);
  return g_unichar_isprint (c) && c != REPLACEMENT_CHARACTER && c != REVERSED_QUESTION_MARK;
}

/**
 * rk_boot_text_score:
 * @bytes: (array length=count): what came at some baud rate
 * @count: how many
 *
 * Compares baud rates: the right one gives the highest score.
 *
 * Returns: 0 for nothing or noise, 1 for clean text
 */
double
rk_boot_text_score (const guint8 *bytes,
                    gsize         count)
{
  const char *at = (const char *)bytes;
  const char *end = at + count;
  gsize n_good = 0;
  gsize n_bad = 0;

  while (at < end)
    {
      if (next_is_text (&at, end))
        n_good++;
      else
        n_bad++;
    }

  return n_good + n_bad > 0 ? (double)n_good / (double)(n_good + n_bad) : 0;
}

/**
 * rk_boot_text_is_readable:
 * @text: a line; any bytes
 * @length: how many
 *
 * Returns: whether a person would take it for text; an empty line is
 */
gboolean
rk_boot_text_is_readable (const char *text,
                          gsize       length)
{
  return length == 0 || rk_boot_text_score ((const guint8 *)text, length) >= 0.8;
}
