/* rk-boot-prefix.c: what others have put around a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terminal programs, loggers, forums and web pages add stamps, quoting, tags and
 * colours to what a module prints.
 */

#include "rk-boot-line-private.h"

#include "rk-boot-field-private.h"

#include <string.h>

/* Longer ones in front of a line are no tag of a logger. */
#define MAX_TAG 24

static gboolean
begins_with (const char *text,
             gsize       length,
             const char *prefix)
{
  gsize n = strlen (prefix);

  return length >= n && memcmp (text, prefix, n) == 0;
}

static gboolean
is_stamp_mark (char c)
{
  return c == ':' || c == '.' || c == ',' || c == '/' || c == '-' || c == 'T';
}

/* Bits of a time stamp: 11:19:05.917, 2023-07-09, 10:01:59,937 */
static gsize
skip_stamp (const char *text,
            gsize       length)
{
  gsize n = 0;
  guint n_marks = 0;

  if (length == 0 || !g_ascii_isdigit (text[0]))
    return 0;
  for (; n < length && (g_ascii_isdigit (text[n]) || is_stamp_mark (text[n])); n++)
    n_marks += text[n] == ':' || text[n] == '-' || text[n] == '/';
  if (n_marks < 2 || (n < length && !_rk_boot_is_blank (text[n]) && text[n] != ']' && text[n] != '>'))
    return 0;

  if (begins_with (text + n, length - n, " AM") || begins_with (text + n, length - n, " PM"))
    n += strlen (" AM");
  return n;
}

/* ESC [ 0 ; 3 2 m, and what is left of it where the ESC was lost */
static gsize
skip_colour (const char *text,
             gsize       length)
{
  gsize n = text[0] == 0x1b;

  if (n == length || text[n] != '[')
    return 0;
  for (n++; n < length && (g_ascii_isdigit (text[n]) || text[n] == ';'); n++)
    continue;
  return n < length && text[n] == 'm' ? n + 1 : 0;
}

/* "[D]", "[uart:158]:", "[  12.345]": no blank but before a number */
static gsize
skip_brackets (const char *text,
               gsize       length)
{
  gsize n = 1;

  if (text[0] != '[')
    return 0;
  while (n < length && _rk_boot_is_blank (text[n]))
    n++;
  while (n < length && n < MAX_TAG && (g_ascii_isalnum (text[n]) || (text[n] != '\0' && strchr ("_.:-", text[n]) != NULL)))
    n++;
  if (n < 2 || n == length || text[n] != ']')
    return 0;
  n++;
  return n < length && text[n] == ':' ? n + 1 : n;
}

/* "esp> ", "COM3> " */
static gsize
skip_prompt (const char *text,
             gsize       length)
{
  gsize n = 0;

  if (memchr (text, '>', MIN (length, MAX_TAG + 1)) == NULL)
    return 0;
  while (n < length && n < MAX_TAG && (g_ascii_isalnum (text[n]) || text[n] == '_'))
    n++;
  return n > 0 && n + 1 < length && text[n] == '>' && text[n + 1] == ' ' ? n + 2 : 0;
}

/* "Jan  1 " before the time in a system log */
static gsize
skip_day (const char *text,
          gsize       length)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = { 0 };
  gsize n = 3;

  if (length < 8 || !g_ascii_isupper (text[0]) || text[3] != ' ')
    return 0;
  memcpy (month, text, 3);
  if (strstr (months, month) == NULL)
    return 0;
  while (n < length && _rk_boot_is_blank (text[n]))
    n++;
  while (n < length && g_ascii_isdigit (text[n]))
    n++;
  return n < length && _rk_boot_is_blank (text[n]) && skip_stamp (text + n + 1, length - n - 1) > 0 ? n : 0;
}

/* Arrows and bars of terminal programs, quoting and lists of forums.  A ">" of
 * ">>>stack>>>" is none of them.
 */
static gsize
skip_mark (const char *text,
           gsize       length)
{
  gboolean blank_follows = length == 1 || _rk_boot_is_blank (text[1]);

  switch (text[0])
    {
    case ' ':
    case '\t':
      return 1;
    case '>':
      return length == 1 || text[1] != '>' || begins_with (text, length, ">> ") ? 1 : 0;
    case '-':
      return length > 1 && text[1] == '>' ? 2 : blank_follows;
    case '<':
    case '|':
    case '*':
      return blank_follows;
    case '&':
      return begins_with (text, length, "&gt;") ? strlen ("&gt;") : 0;
    default:
      return 0;
    }
}

/* Whether a line can have something in front of it that is skipped. */
static gboolean
may_be_prefix (char c)
{
  static const char marks[256] = { [' '] = 1, ['\t'] = 1, ['>'] = 1, ['-'] = 1, ['<'] = 1, ['|'] = 1,
                                   ['*'] = 1, ['&'] = 1, ['['] = 1, [0x1b] = 1 };

  return g_ascii_isdigit (c) || marks[(guint8)c] != 0;
}

/**
 * _rk_boot_line_skip_prefix:
 * @text: a line
 * @length: its length
 *
 * Skips what terminal programs, loggers and forums put in front: blanks, quoting
 * with ">", time stamps with or without brackets, "->", "esp> ", colours.
 *
 * Returns: how many bytes
 */
gsize
_rk_boot_line_skip_prefix (const char *text,
                           gsize       length)
{
  gsize n = length > 0 ? skip_day (text, length) : 0;

  while (n < length)
    {
      const char *at = text + n;
      gsize left = length - n;
      gsize count = 0;

      if (may_be_prefix (*at))
        {
          gsize bracket = *at == '[' ? 1 : 0;
          gsize stamp = skip_stamp (at + bracket, left - bracket);

          count = stamp > 0 ? bracket + stamp : 0;
          if (count > 0 && count < left && at[count] == ']')
            count++;
          if (count == 0)
            count = skip_colour (at, left);
          if (count == 0)
            count = skip_brackets (at, left);
          if (count == 0)
            count = skip_mark (at, left);
        }
      if (count == 0)
        count = skip_prompt (at, left);
      if (count == 0)
        break;
      n += count;
    }

  return n;
}

/* What terminal programs and forums show of a line end, and quotes. */
static gsize
get_suffix (const char *text,
            gsize       length)
{
  static const char *const ends[] = { "<CR>", "<LF>", "<cr>", "<lf>", "\\r", "\\n", "^M", "\x1b[0m", "[0m" };

  if (_rk_boot_is_blank (text[length - 1]) || text[length - 1] == '"' || text[length - 1] == '\'')
    return 1;
  if (text[length - 1] != '>' && text[length - 1] != 'r' && text[length - 1] != 'n' && text[length - 1] != 'M' &&
      text[length - 1] != 'm')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (length >= strlen (ends[i]) && memcmp (text + length - strlen (ends[i]), ends[i], strlen (ends[i])) == 0)
      return strlen (ends[i]);
  return 0;
}

/* Returns the length of the line without such an end. */
gsize
_rk_boot_line_skip_suffix (const char *text,
                           gsize       length)
{
  gsize n = 1;

  while (length > 0 && n > 0)
    {
      n = get_suffix (text, length);
      length -= n;
    }
  return length;
}

/* Reads 11:19:05, 11:19:05.917 or 11:19:05,917 into µs. */
static gboolean
read_clock (RkBootCursor *cursor,
            gint64       *time)
{
  gint64 hour, minute, second;
  gint64 part = 0;
  gint64 unit = G_USEC_PER_SEC;

  if (!_rk_boot_cursor_read_number (cursor, 10, 2, &hour) || cursor->at == cursor->end || *cursor->at++ != ':' ||
      !_rk_boot_cursor_read_number (cursor, 10, 2, &minute) || cursor->at == cursor->end || *cursor->at++ != ':' ||
      !_rk_boot_cursor_read_number (cursor, 10, 2, &second))
    return FALSE;

  if (cursor->at + 1 < cursor->end && (*cursor->at == '.' || *cursor->at == ','))
    for (cursor->at++; cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && unit > 1; cursor->at++)
      {
        unit /= 10;
        part += g_ascii_digit_value (*cursor->at) * unit;
      }

  *time = ((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + part;
  return TRUE;
}

/**
 * _rk_boot_line_get_time:
 * @text: a line
 * @length: its length
 *
 * Returns: the time of day in µs that a terminal program has put in front, -1 if
 *   there is none
 */
gint64
_rk_boot_line_get_time (const char *text,
                        gsize       length)
{
  const char *end = text + _rk_boot_line_skip_prefix (text, length);

  for (const char *at = text; at < end; at++)
    {
      RkBootCursor cursor = { at, end };
      gint64 time;

      if (g_ascii_isdigit (*at) && (at == text || !g_ascii_isdigit (at[-1])) && read_clock (&cursor, &time))
        return time;
    }

  return -1;
}
