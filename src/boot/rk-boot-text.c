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

/* Shorter ones, and those with a lower score, noise can make by chance. */
#define MIN_WORDS 6
#define WORDS_SCORE 0.8

typedef struct
{
  gsize n_plain; /* letters, digits, blanks, line ends */
  gsize n_marks; /* other characters */
  gsize n_bad;
} Count;

static gboolean
is_line_end (gunichar c)
{
  return c == '\r' || c == '\n';
}

static void
count_ascii (Count *count,
             char   c)
{
  if (g_ascii_isalnum (c) || c == ' ' || c == '\t' || is_line_end ((guint8)c))
    count->n_plain++;
  else if (g_ascii_isprint (c) || c == 0x1b) /* ESC begins a colour */
    count->n_marks++;
  else
    count->n_bad++;
}

static void
count_other (Count    *count,
             gunichar  c)
{
  if (c == REPLACEMENT_CHARACTER || c == REVERSED_QUESTION_MARK || !g_unichar_isprint (c))
    count->n_bad++;
  else if (g_unichar_isalnum (c))
    count->n_plain++;
  else
    count->n_marks++;
}

static Count
count_all (const char *at,
           gsize       length)
{
  const char *end = at + length;
  Count count = { 0, 0, 0 };

  while (at < end)
    {
      gunichar c;

      if ((guint8)*at < 0x80)
        {
          count_ascii (&count, *at++);
          continue;
        }

      c = g_utf8_get_char_validated (at, end - at);
      if (c == (gunichar)-1 || c == (gunichar)-2)
        {
          count.n_bad++;
          at++;
          continue;
        }
      count_other (&count, c);
      at = g_utf8_next_char (at);
    }
  return count;
}

static double
score (const Count *all)
{
  double n = (double)(all->n_plain + all->n_marks + all->n_bad);
  double clean;
  double plain;

  if (n < 1)
    return 0;

  clean = MAX (0, 1 - 2 * (double)all->n_bad / n);
  plain = (double)all->n_plain / n / PLAIN_SHARE;
  return clean * MIN (1, plain);
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

  return score (&all);
}

/* Three letters or digits in a row. */
static gboolean
has_word (const char *text,
          gsize       length)
{
  gsize run = 0;

  for (gsize i = 0; i < length && run < 3; i++)
    run = g_ascii_isalnum (text[i]) || (guint8)text[i] >= 0x80 ? run + 1 : 0;
  return run == 3;
}

/**
 * rk_boot_text_get_kind:
 * @text: a line; any bytes
 * @length: how many
 *
 * Returns: what a person would take it for; an empty line is readable
 */
RkBootTextKind
rk_boot_text_get_kind (const char *text,
                       gsize       length)
{
  Count all = count_all (text, length);
  gsize n = all.n_plain + all.n_marks + all.n_bad;

  if ((double)all.n_bad > BAD_SHARE * (double)n)
    return RK_BOOT_TEXT_NOISE;
  if (length < MIN_WORDS || score (&all) < WORDS_SCORE || !has_word (text, length))
    return RK_BOOT_TEXT_READABLE;
  return RK_BOOT_TEXT_WORDS;
}
