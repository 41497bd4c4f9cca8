/* rk-columns.c: how wide a text is, in columns of a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * printf() counts bytes, of which Cyrillic takes two a letter and Chinese three a
 * character, which is two columns wide.
 */

#include "rk-columns.h"

/**
 * rk_columns_count:
 * @text: valid UTF-8
 *
 * Returns: how many columns of a terminal it takes
 */
guint
rk_columns_count (const char *text)
{
  guint count = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      count += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return count;
}

/**
 * rk_columns_pad:
 * @text: valid UTF-8
 * @columns: how many it is to take
 *
 * Returns: (transfer full): @text, with spaces behind it where it is shorter
 */
char *
rk_columns_pad (const char *text,
                guint       columns)
{
  guint count = rk_columns_count (text);

  return g_strdup_printf ("%s%*s", text, count < columns ? (int)(columns - count) : 0, "");
}
