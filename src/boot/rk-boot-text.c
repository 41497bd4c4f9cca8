/* rk-boot-text.c: how much received bytes look like text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text read at the wrong speed has many bytes that are no characters: worked out
 * by sampling boot text at all pairs of usual speeds, at most 83 % are printable,
 * mostly around 40 %.  What is printable then has more punctuation than text has.
 */

#include "rk-boot-text.h"

/* What terminal programs show in place of bytes that are no text. */
#define REPLACEMENT_CHARACTER 0xfffd
#define REVERSED_QUESTION_MARK 0x2e2e

/* Letters, digits and blanks are at least this much of boot text, logs and
 * tables alike.
 */
#define PLAIN_SHARE 0.6

/* A line with more than this of bad characters is not worth reading. */
#define BAD_SHARE 0.1

typedef struct
{
  gsize n_plain; /* letters, digits, blanks, line ends */
  gsize n_marks; /* other characters */
  gsize n_bad;
} Count;

static void
count_character (Count    *count,
                 gunichar  c)
{
  if (c == REPLACEMENT_CHARACTER || c == REVERSED_QUESTION_MARK)
    count->n_bad++;
  else if (g_unichar_isalnum (c) || c == ' ' || c == '\t' || c == '\r' || c == '\n')
    count->n_plain++;
  else if (g_unichar_isprint (c) || c == 0x1b) /* ESC begins a colour */
    count->n_marks++;
  else
    count->n_bad++;
}

static Count
count_all (const char *at,
           gsize       length)
{
  const char *end = at + length;
  Count count = { 0, 0, 0 };

  while (at < end)
    {
      gunichar c = (guint8)*at < 0x80 ? (guint8)*at : g_utf8_get_char_validated (at, end - at);

      if (c == (gunichar)-1 || c == (gunichar)-2)
        {
          count.n_bad++;
          at++;
          continue;
        }
      count_character (&count, c);
      at = g_utf8_next_char (at);
    }
  return count;
}

/**
 * rk_boot_text_score:
 * @bytes: (array length=count): what came at some baud rate
 * @count: how many
 *
 * Compares baud rates: the right one gives the highest score.  Above 0.8 it is
 * hardly anything else; with fewer than about 20 bytes chance has a say.
 *
 * Returns: 0 for nothing or noise, 1 for clean text
 */
double
rk_boot_text_score (const guint8 *bytes,
                    gsize         count)
{
  Count all = count_all ((const char *)bytes, count);
  double n = (double)(all.n_plain + all.n_marks + all.n_bad);
  double clean;
  double plain;

  if (n < 1)
    return 0;

  clean = MAX (0, 1 - 2 * (double)all.n_bad / n);
  plain = (double)all.n_plain / n / PLAIN_SHARE;
  return clean * MIN (1, plain);
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
  Count all = count_all (text, length);
  gsize n = all.n_plain + all.n_marks + all.n_bad;

  return (double)all.n_bad <= BAD_SHARE * (double)n;
}

/**
 * rk_boot_text_has_words:
 * @text: a line; any bytes
 * @length: how many
 *
 * Short scraps of noise can be readable by chance; this asks for more.
 *
 * Returns: whether it is readable and must have been meant
 */
gboolean
rk_boot_text_has_words (const char *text,
                        gsize       length)
{
  const gsize min_length = 6;
  const gsize min_run = 3;
  gsize run = 0;
  gsize longest = 0;

  for (gsize i = 0; i < length; i++)
    {
      run = g_ascii_isalnum (text[i]) || (guint8)text[i] >= 0x80 ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return length >= min_length && longest >= min_run &&
         rk_boot_text_score ((const guint8 *)text, length) >= 0.8;
}
