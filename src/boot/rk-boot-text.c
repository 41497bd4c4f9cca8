/* rk-boot-text.c: how much received bytes look like text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text read at the wrong speed has many bytes that are no characters: worked out
 * by sampling boot text at all pairs of usual speeds, at most 83 % are printable,
 * mostly around 40 %.  What is printable then has more punctuation than text has.
 */

#include "rk-boot-text.h"

#include <string.h>

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

/* Bytes read as Windows-1252 or Latin-1 make letters and signs from U+0080 on; no
 * language has them this often.
 */
#define MAX_UPPER_SHARE 0.3
#define MIN_ODD 2

/* Letters of two scripts side by side, this often: no language either. */
#define MIN_BREAKS 3

#define MIN_NOISE 8

typedef struct
{
  gsize n_plain;  /* letters, digits, blanks, line ends */
  gsize n_marks;  /* other characters */
  gsize n_bad;
  gsize n_upper;  /* of those from Windows-1252 */
  gsize n_odd;    /* signs among these */
  gsize n_breaks; /* other letters right behind ASCII ones */
  gsize n_asked;  /* question marks */
} Count;

static gboolean
is_line_end (gunichar c)
{
  return c == '\r' || c == '\n';
}

/* What an ASCII character counts as, and what has to be looked at. */
typedef enum
{
  PLAIN,
  MARK,
  BAD,
  ASKED,
  BACKSLASH,
  OTHER,
  N_CLASSES,
} CharClass;

static guint8 classes[256];

static void
ensure_classes (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  for (guint i = 0; i < 256; i++)
    {
      char c = (char)i;

      if (i >= 0x80)
        classes[i] = OTHER;
      else if (g_ascii_isalnum (c) || c == ' ' || c == '\t' || is_line_end (i))
        classes[i] = PLAIN;
      else if (g_ascii_isprint (c) || c == 0x1b) /* ESC begins a colour */
        classes[i] = MARK;
      else
        classes[i] = BAD;
    }
  classes['?'] = ASKED;
  classes['\\'] = BACKSLASH;
  g_once_init_leave (&done, 1);
}

static gboolean
is_windows_sign (gunichar c)
{
  return (c >= 0x2013 && c <= 0x203a) || c == 0x192 || c == 0x2c6 || c == 0x2dc || c == 0x2122;
}

/* Scripts that stand next to Latin letters without a blank. */
static gboolean
is_of_east_asia (gunichar c)
{
  return c >= 0x2e80;
}

static void
count_other (Count    *count,
             gunichar  c,
             char      before)
{
  gboolean is_upper = c <= 0xff || is_windows_sign (c);

  count->n_upper += is_upper;
  count->n_odd += is_upper && (!g_unichar_isalpha (c) || c == 0x192 || c == 0xff);
  count->n_breaks += c >= 0x250 && g_ascii_isalnum (before) && g_unichar_isalpha (c) && !is_of_east_asia (c);
  if (c == REPLACEMENT_CHARACTER || c == REVERSED_QUESTION_MARK || !g_unichar_isprint (c))
    count->n_bad++;
  else if (g_unichar_isalnum (c))
    count->n_plain++;
  else
    count->n_marks++;
}

/* "\x8e" and "\0x8e", as some programs write what is no text */
static gsize
skip_escape (const char *at,
             const char *end)
{
  gsize n = 1;

  n += end - at > 1 && at[1] == '0';
  if (end - at < (gssize)n + 3 || at[n] != 'x' || !g_ascii_isxdigit (at[n + 1]) || !g_ascii_isxdigit (at[n + 2]))
    return 0;
  return n + 3;
}

/* Counts what is not ASCII or may be an escape; returns how many bytes it takes. */
static gsize
count_special (Count      *count,
               const char *begin,
               const char *at,
               const char *end)
{
  gsize escape = *at == '\\' ? skip_escape (at, end) : 0;
  gunichar c;

  if (escape > 0)
    {
      count->n_bad++;
      return escape;
    }
  if (*at == '\\')
    {
      count->n_marks++;
      return 1;
    }

  c = g_utf8_get_char_validated (at, end - at);
  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      count->n_bad++;
      return 1;
    }
  count_other (count, c, at > begin ? at[-1] : '\0');
  return (gsize)(g_utf8_next_char (at) - at);
}

static Count
count_all (const char *begin,
           gsize       length)
{
  const char *at = begin;
  const char *end = begin + length;
  gsize counts[N_CLASSES] = { 0 };
  Count count = { 0 };

  ensure_classes ();
  while (at < end)
    {
      CharClass class = classes[(guint8)*at];

      if (class < BACKSLASH)
        {
          counts[class]++;
          at++;
        }
      else
        {
          at += count_special (&count, begin, at, end);
        }
    }

  count.n_plain += counts[PLAIN];
  count.n_marks += counts[MARK] + counts[ASKED];
  count.n_bad += counts[BAD];
  count.n_asked = counts[ASKED];
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

/* One word without a vowel, with letters that are not ASCII: what a receiver makes
 * of a few bytes in a row.
 */
static gboolean
is_unspeakable (const char *text,
                gsize       length)
{
  gboolean has_other = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (strchr ("aeiouyAEIOUY0123456789 \t", text[i]) != NULL)
        return FALSE;
      has_other = has_other || (guint8)text[i] >= 0x80;
    }
  return has_other;
}

/* Valid characters that make no text. */
static gboolean
is_nonsense (const Count *all,
             const char  *text,
             gsize        length)
{
  double n = (double)(all->n_plain + all->n_marks + all->n_bad);

  if (all->n_asked >= 3 && (double)all->n_asked * 3 >= n && (double)all->n_asked < n && !has_word (text, length))
    return TRUE;
  if (n < MIN_NOISE)
    return FALSE;
  return (all->n_odd >= MIN_ODD && (double)all->n_upper > MAX_UPPER_SHARE * n) || all->n_breaks >= MIN_BREAKS ||
         (all->n_upper > 0 && all->n_upper * 2 < (gsize)n && is_unspeakable (text, length));
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
  if ((all.n_upper | all.n_breaks | all.n_asked) != 0 && is_nonsense (&all, text, length))
    return RK_BOOT_TEXT_NOISE;
  if (length < MIN_WORDS || score (&all) < WORDS_SCORE || !has_word (text, length))
    return RK_BOOT_TEXT_READABLE;
  return RK_BOOT_TEXT_WORDS;
}
