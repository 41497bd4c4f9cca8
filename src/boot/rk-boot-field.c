/* rk-boot-field.c: the fields of a rule's pattern
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-field-private.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

void
_rk_boot_cursor_skip_blanks (RkBootCursor *cursor)
{
  while (cursor->at < cursor->end && is_blank (*cursor->at))
    cursor->at++;
}

gboolean
_rk_boot_cursor_read_number (RkBootCursor *cursor,
                             guint         base,
                             guint         max_digits,
                             gint64       *value)
{
  gboolean negative = base == 10 && cursor->at < cursor->end && *cursor->at == '-';
  const char *at = cursor->at + (negative ? 1 : 0);
  guint64 number = 0;
  guint n_digits = 0;

  for (; at < cursor->end && n_digits < max_digits; at++, n_digits++)
    {
      int digit = g_ascii_xdigit_value (*at);

      if (digit < 0 || digit >= (int)base)
        break;
      number = number * base + (guint)digit;
    }
  if (n_digits == 0)
    return FALSE;

  *value = negative ? -(gint64)number : (gint64)number;
  cursor->at = at;
  return TRUE;
}

/* Copies printable ASCII only: what is kept must be fit to show. */
void
_rk_boot_field_copy_text (char       *target,
                          gsize       size,
                          const char *from,
                          const char *end)
{
  gsize n = 0;

  for (; from < end && n + 1 < size; from++)
    if (g_ascii_isprint (*from))
      target[n++] = *from;
  while (n > 0 && target[n - 1] == ' ')
    n--;
  target[n] = '\0';
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isgraph (c) && c != ',' && c != ';';
}

static gboolean
is_version_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_';
}

static gboolean
is_command_char (char c)
{
  return g_ascii_isupper (c) || g_ascii_isdigit (c) || c == '_';
}

static gboolean
is_hex_char (char c)
{
  return g_ascii_isxdigit (c);
}

typedef gboolean (*CharFunc) (char c);

static gsize
skip_while (RkBootCursor *cursor,
            CharFunc      func)
{
  const char *from = cursor->at;

  while (cursor->at < cursor->end && func (*cursor->at))
    cursor->at++;
  return (gsize)(cursor->at - from);
}

/* "2.0.0(5a875ba)" */
void
_rk_boot_cursor_skip_parentheses (RkBootCursor *cursor)
{
  const char *close;

  if (cursor->at == cursor->end || *cursor->at != '(')
    return;
  close = memchr (cursor->at, ')', (gsize)(cursor->end - cursor->at));
  if (close != NULL)
    cursor->at = close + 1;
}

/* "8 Mbit" */
static gboolean
skip_bits (RkBootCursor *cursor)
{
  gint64 number;

  if (!_rk_boot_cursor_read_number (cursor, 10, 4, &number))
    return FALSE;
  _rk_boot_cursor_skip_blanks (cursor);
  if (cursor->end - cursor->at < 4 || memcmp (cursor->at + 1, "bit", 3) != 0)
    return FALSE;
  cursor->at += 4;
  return TRUE;
}

/* "core_esp8266_main.cpp:137" */
static gboolean
skip_place (RkBootCursor *cursor)
{
  const char *from = cursor->at;
  const char *colon;

  skip_while (cursor, is_word_char);
  colon = memchr (from, ':', (gsize)(cursor->at - from));
  return colon != NULL && colon > from && colon + 1 < cursor->at && g_ascii_isdigit (colon[1]);
}

/* "AT+CWJAP", "AT+CWJAP?", "AT+CWJAP=?": with what is asked, without parameters */
static gboolean
skip_command (RkBootCursor *cursor)
{
  if (skip_while (cursor, is_command_char) < 2)
    return FALSE;

  if (cursor->at < cursor->end && *cursor->at == '?')
    cursor->at++;
  else if (cursor->at + 1 < cursor->end && cursor->at[0] == '=' && cursor->at[1] == '?')
    cursor->at += 2;
  return TRUE;
}

/* "0018000902-AI03" without its first digit: four digits of the AT version from
 * 0.15 on, four or six of the SDK's (0.9.x was the last), and the vendor's letters.
 */
static gboolean
skip_gmr_digits (RkBootCursor *cursor)
{
  const char *from = cursor->at;
  gsize n = 0;

  while (from + n < cursor->end && g_ascii_isdigit (from[n]))
    n++;
  if ((n != 7 && n != 9) || from[0] != '0' || (from[1] != '1' && from[1] != '2') ||
      memcmp (from + 3, n == 7 ? "09" : "0009", n == 7 ? 2 : 4) != 0)
    return FALSE;

  cursor->at += n;
  if (cursor->at < cursor->end && *cursor->at == '-')
    skip_while (cursor, is_version_char);
  return TRUE;
}

static gboolean
skip_ip_address (RkBootCursor *cursor)
{
  for (guint i = 0; i < 4; i++)
    {
      gint64 part;

      if (i > 0 && (cursor->at == cursor->end || *cursor->at++ != '.'))
        return FALSE;
      if (!_rk_boot_cursor_read_number (cursor, 10, 3, &part) || part < 0 || part > 255)
        return FALSE;
    }
  return TRUE;
}

/* Counts the fields up to the closing parenthesis; a name in quotes may hold any
 * character, and a quote in it has a backslash.
 */
static gboolean
count_fields (RkBootCursor *cursor,
              gint64       *value)
{
  gboolean in_quotes = FALSE;
  gint64 n = 1;

  for (; cursor->at < cursor->end; cursor->at++)
    {
      if (*cursor->at == '\\' && in_quotes)
        cursor->at += cursor->at + 1 < cursor->end;
      else if (*cursor->at == '"')
        in_quotes = !in_quotes;
      else if (*cursor->at == ',' && !in_quotes)
        n++;
      else if (*cursor->at == ')' && !in_quotes)
        {
          *value = n;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_value (RkBootCursor *cursor,
            char          conversion,
            RkBootFact   *fact,
            guint        *n_values)
{
  gint64 *value = &fact->values[*n_values];

  if (*n_values >= RK_BOOT_FACT_N_VALUES)
    return FALSE;

  *n_values += 1;
  switch (conversion)
    {
    case 'd':
      return _rk_boot_cursor_read_number (cursor, 10, 10, value);
    case 'x':
      return _rk_boot_cursor_read_number (cursor, 16, 8, value);
    case '4':
      return _rk_boot_cursor_read_number (cursor, 16, 4, value);
    case 's':
      return count_fields (cursor, value);
    case '-':
    default:
      return TRUE;
    }
}

static gboolean
read_text (RkBootCursor *cursor,
           char          conversion,
           RkBootFact   *fact)
{
  const char *from = cursor->at;
  const char *end = NULL;

  switch (conversion)
    {
    case '8':
      if (skip_while (cursor, is_hex_char) != 8)
        return FALSE;
      from--; /* the "v" belongs to it */
      break;
    case 'g':
      if (!skip_gmr_digits (cursor))
        return FALSE;
      from--; /* the first digit */
      break;
    case 'c':
      if (!skip_command (cursor))
        return FALSE;
      from -= strlen ("AT+");
      break;
    case 'f':
      if (!skip_place (cursor))
        return FALSE;
      cursor->at = cursor->end;
      break;
    case 'b':
      if (!skip_bits (cursor))
        return FALSE;
      break;
    case 'i':
      if (!skip_ip_address (cursor))
        return FALSE;
      break;
    case 'n':
      skip_while (cursor, is_version_char);
      break;
    case 'v':
      skip_while (cursor, is_version_char);
      _rk_boot_cursor_skip_parentheses (cursor);
      break;
    case 'w':
      skip_while (cursor, is_word_char);
      break;
    case 'r':
      end = cursor->end;
      break;
    case 'l':
    default:
      cursor->at = cursor->end;
      break;
    }

  _rk_boot_field_copy_text (fact->text, sizeof fact->text, from, end != NULL ? end : cursor->at);
  return fact->text[0] != '\0';
}

gboolean
_rk_boot_field_read (RkBootCursor *cursor,
                     char          conversion,
                     RkBootFact   *fact,
                     guint        *n_values)
{
  if (conversion == 'p')
    {
      const char *close = memchr (cursor->at, ')', (gsize)(cursor->end - cursor->at));

      if (close != NULL)
        cursor->at = close;
      return close != NULL;
    }
  switch (conversion)
    {
    case 'd':
    case 'x':
    case '4':
    case 's':
    case '-':
      return read_value (cursor, conversion, fact, n_values);
    default:
      return read_text (cursor, conversion, fact);
    }
}
