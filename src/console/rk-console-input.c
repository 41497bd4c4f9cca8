/* rk-console-input.c: from what a person typed to bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-console-input.h"

#include <string.h>

#include "rk-error.h"

static const struct
{
  const char *nick;
  const char *bytes;
} endings[RK_N_LINE_ENDINGS] = {
  [RK_LINE_ENDING_CRLF] = { "crlf", "\r\n" },
  [RK_LINE_ENDING_LF] = { "lf", "\n" },
  [RK_LINE_ENDING_CR] = { "cr", "\r" },
  [RK_LINE_ENDING_NONE] = { "none", "" },
};

/* Letter and byte. */
static const char simple_escapes[] = "r\rn\nt\ta\ab\be\x1b" "f\fv\v\\\\\"\"'\'";

/**
 * rk_line_ending_get_bytes:
 * @ending: a line ending
 *
 * Returns: what it is on the line; none is ""
 */
const char *
rk_line_ending_get_bytes (RkLineEnding ending)
{
  g_return_val_if_fail ((guint)ending < RK_N_LINE_ENDINGS, "");

  return endings[ending].bytes;
}

/**
 * rk_line_ending_get_nick:
 * @ending: a line ending
 *
 * Returns: its name for scripts and settings, such as "crlf"
 */
const char *
rk_line_ending_get_nick (RkLineEnding ending)
{
  g_return_val_if_fail ((guint)ending < RK_N_LINE_ENDINGS, "");

  return endings[ending].nick;
}

/**
 * rk_line_ending_parse:
 * @nick: "crlf", "lf", "cr", "none"
 * @ending: (out): set if @nick is one of them
 *
 * Returns: whether it is
 */
gboolean
rk_line_ending_parse (const char   *nick,
                      RkLineEnding *ending)
{
  for (guint i = 0; i < RK_N_LINE_ENDINGS; i++)
    if (g_ascii_strcasecmp (nick, endings[i].nick) == 0)
      {
        *ending = (RkLineEnding)i;
        return TRUE;
      }

  return FALSE;
}

/* Places are told as people count: characters from 1. */
static gboolean
fail (const char  *text,
      const char  *at,
      const char  *what,
      GError     **error)
{
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "character %ld: %s", g_utf8_pointer_to_offset (text, at) + 1,
               what);
  return FALSE;
}

/* Exactly @n_digits of them, or none is taken. */
static gboolean
take_hex (const char **at,
          guint        n_digits,
          guint32     *value)
{
  *value = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      int digit = g_ascii_xdigit_value ((*at)[i]);

      if (digit < 0)
        return FALSE;
      *value = *value << 4 | (guint32)digit;
    }

  *at += n_digits;
  return TRUE;
}

static void
append_byte (GByteArray *bytes,
             guint8      byte)
{
  g_byte_array_append (bytes, &byte, 1);
}

static gboolean
append_character (GByteArray *bytes,
                  guint32     code)
{
  char utf8[6];

  if (!g_unichar_validate (code))
    return FALSE;

  g_byte_array_append (bytes, (const guint8 *)utf8, (guint)g_unichar_to_utf8 (code, utf8));
  return TRUE;
}

/* @at is behind the backslash. */
static gboolean
take_escape (const char  *text,
             const char **at,
             GByteArray  *bytes,
             GError     **error)
{
  const char *backslash = *at - 1;
  char letter = *(*at)++;
  guint32 code;

  for (const char *pair = simple_escapes; *pair != '\0'; pair += 2)
    if (letter == pair[0])
      {
        append_byte (bytes, (guint8)pair[1]);
        return TRUE;
      }

  switch (letter)
    {
    case '0':
      append_byte (bytes, 0);
      return TRUE;
    case 'x':
      if (!take_hex (at, 2, &code))
        return fail (text, backslash, "\\x takes two hexadecimal digits, such as \\x1b", error);
      append_byte (bytes, (guint8)code);
      return TRUE;
    case 'u':
      if (!take_hex (at, 4, &code) || !append_character (bytes, code))
        return fail (text, backslash, "\\u takes four hexadecimal digits of a character, such as \\u00e9", error);
      return TRUE;
    case '\0':
      return fail (text, backslash, "a backslash at the end; \\\\ sends one", error);
    default:
      return fail (text, backslash, "no such escape; \\\\ sends a backslash", error);
    }
}

static gboolean
take_escapes (const char  *text,
              GByteArray  *bytes,
              GError     **error)
{
  const char *at = text;

  while (*at != '\0')
    {
      if (*at != '\\')
        append_byte (bytes, (guint8)*at++);
      else
        {
          at++;
          if (!take_escape (text, &at, bytes, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_pairs (const char  *text,
            GByteArray  *bytes,
            GError     **error)
{
  const char *at = text;

  while (*at != '\0')
    {
      guint32 value;

      if (g_ascii_isspace (*at) || *at == ',')
        at++;
      else if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && g_ascii_isxdigit (at[2]))
        at += 2;
      else if (take_hex (&at, 2, &value))
        append_byte (bytes, (guint8)value);
      else
        return fail (text, at, "hexadecimal digits come in pairs, such as 41 54 0d 0a", error);
    }
  return TRUE;
}

/**
 * rk_console_input_to_bytes:
 * @text: what was typed, without line end
 * @form: how it is meant
 * @ending: put behind it; not with %RK_CONSOLE_FORM_HEX, which says all it sends
 * @error: %RK_ERROR_INVALID, with the place
 *
 * Returns: (transfer full) (nullable): what is to be sent
 */
GBytes *
rk_console_input_to_bytes (const char     *text,
                           RkConsoleForm   form,
                           RkLineEnding    ending,
                           GError        **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const char *end = rk_line_ending_get_bytes (ending);

  if (form == RK_CONSOLE_FORM_HEX)
    return take_pairs (text, bytes, error) ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;

  if (form == RK_CONSOLE_FORM_TEXT)
    g_byte_array_append (bytes, (const guint8 *)text, (guint)strlen (text));
  else if (!take_escapes (text, bytes, error))
    return NULL;

  g_byte_array_append (bytes, (const guint8 *)end, (guint)strlen (end));
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * rk_console_input_split:
 * @text: several lines, as pasted, ended by CR LF, LF or CR
 *
 * Returns: (transfer full): the lines without their ends; a line end at the very end
 *   begins no further line
 */
char **
rk_console_input_split (const char *text)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\r\n");

      g_ptr_array_add (lines, g_strndup (text, length));
      text += length;
      if (text[0] == '\r' && text[1] == '\n')
        text++;
      if (*text != '\0')
        text++;
    }

  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}
