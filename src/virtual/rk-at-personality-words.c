/* rk-at-personality-words.c: how imitated AT firmware reads its arguments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AT of 2014 reads numbers with atoi() and texts up to the next quote
 * (at_dataStrCpy in at_wifiCmd.c), and does not look at what is left over.  Later
 * ones are strict, and take a backslash before comma, quote and backslash (AT
 * Instruction Set, AT+CWJAP).
 */

#include "config.h"

#include "rk-at-personality-private.h"

gboolean
_rk_at_take_mark (const char **cursor,
                  char         mark)
{
  if (**cursor != mark)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

gboolean
_rk_at_take_number (RkAtPersonality *self,
                    const char     **cursor,
                    gint64           lowest,
                    gint64           highest,
                    gint64          *number)
{
  char *end;

  *number = g_ascii_strtoll (*cursor, &end, 10);
  if (end == *cursor && !_rk_at_is_2014 (self))
    return FALSE;
  *cursor = end;
  return *number >= lowest && *number <= highest;
}

/* @size counts the NUL, which a text of full length has no room for in the SDK's
 * own structures; so here it may have. */
gboolean
_rk_at_take_text (RkAtPersonality *self,
                  const char     **cursor,
                  char            *text,
                  gsize            size)
{
  gsize length = 0;

  if (!_rk_at_take_mark (cursor, '"'))
    return FALSE;
  while (**cursor != '"')
    {
      if (**cursor == '\\' && !_rk_at_is_2014 (self) && (*cursor)[1] != '\r')
        (*cursor)++;
      if (**cursor == '\r' || **cursor == '\0' || length + 1 >= size)
        return FALSE;
      text[length++] = *(*cursor)++;
    }
  (*cursor)++;
  text[length] = '\0';
  return TRUE;
}

gboolean
_rk_at_take_end (RkAtPersonality *self,
                 const char     **cursor)
{
  return **cursor == '\r' || _rk_at_is_2014 (self);
}

gboolean
_rk_at_parse_address (const char *text,
                      guint8     *address)
{
  for (guint i = 0; i < 4; i++)
    {
      char *end;
      guint64 number = g_ascii_strtoull (text, &end, 10);

      if (end == text || number > 255 || *end != (i < 3 ? '.' : '\0'))
        return FALSE;
      address[i] = (guint8)number;
      text = end + 1;
    }
  return TRUE;
}
