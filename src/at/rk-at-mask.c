/* rk-at-mask.c: passwords out of text that is shown or kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-mask.h"

#include <string.h>

#define MASK "\"****\""

/* Commands whose second text in quotes, or one after it, is a secret.  Asked for
 * its settings, only the access point's command tells the password again.
 */
static const struct
{
  const char *name;
  gboolean    in_replies;
} secret_commands[] = {
  { "+CWJAP", FALSE },
  { "+CWJEAP", FALSE },
  { "+CWSAP", TRUE },
  { "+MQTTUSERCFG", FALSE },
};

/* Behind the name, its _CUR or _DEF and the "=", or %NULL. */
static const char *
skip_command (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (secret_commands); i++)
    {
      gsize length = strlen (secret_commands[i].name);
      const char *at = text + length;

      if (g_ascii_strncasecmp (text, secret_commands[i].name, length) != 0)
        continue;
      while (g_ascii_isalpha (*at) || *at == '_' || *at == ' ')
        at++;
      if (*at == '=' || (*at == ':' && secret_commands[i].in_replies))
        return at + 1;
    }
  return NULL;
}

/* The quote that closes the text begun at @from, or @end. */
static const char *
find_closing_quote (const char *from,
                    const char *end)
{
  for (const char *at = from; at < end; at++)
    {
      if (*at == '\\' && at + 1 < end)
        at++;
      else if (*at == '"')
        return at;
    }
  return end;
}

/* Where the second text in quotes begins, or @end. */
static const char *
find_secret (const char *from,
             const char *end)
{
  const char *first = memchr (from, '"', (gsize)(end - from));
  const char *closing;
  const char *second;

  if (first == NULL)
    return end;
  closing = find_closing_quote (first + 1, end);
  if (closing == end)
    return end;
  second = memchr (closing + 1, '"', (gsize)(end - closing - 1));
  return second != NULL ? second : end;
}

/* Up to the last quote of the line: early firmware takes quotes in a password
 * as they are, so that no other one is sure to close it.
 */
static const char *
find_end_of_secret (const char *secret,
                    const char *end)
{
  for (const char *at = end; at - 1 > secret; at--)
    if (at[-1] == '"')
      return at;

  return end;
}

/**
 * rk_at_mask_secrets:
 * @text: AT commands and replies, one or many lines; valid UTF-8 or not
 *
 * Puts asterisks in place of passwords, for logs and what is copied from them.
 * Rather hides too much than too little.
 *
 * Returns: (transfer full): the text without secrets
 */
char *
rk_at_mask_secrets (const char *text)
{
  GString *masked = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *arguments = *text == '+' ? skip_command (text) : NULL;
      const char *end;
      const char *secret;

      if (arguments == NULL)
        {
          g_string_append_c (masked, *text++);
          continue;
        }

      end = arguments + strcspn (arguments, "\r\n");
      secret = find_secret (arguments, end);
      g_string_append_len (masked, text, secret - text);
      text = end;
      if (secret < end)
        {
          g_string_append (masked, MASK);
          text = find_end_of_secret (secret, end);
        }
    }

  return g_string_free (masked, FALSE);
}
