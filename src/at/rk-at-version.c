/* rk-at-version.c: what AT+GMR says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The forms, from 2014 on:
 *   0018000902-AI03                          four digits AT, four or six SDK
 *   AT version:0.21.0.0                      then lines with a key each
 *   AT version:1.7.6.0(Jun 17 2024 06:55:20) build time: NONOS
 *   AT version:2.2.0.0(c6fa6bf - ESP8266 - Jul  2 2021 06:44:05)
 *                                            commit, chip, build time: ESP-AT
 */

#include "rk-at-version.h"

#include "rk-error.h"

#include <stdlib.h>
#include <string.h>

/* Where the value of @key begins in @line, or %NULL.  Keys are looked for
 * anywhere, since a log may have a time in front.
 */
static const char *
find_value (const char *line,
            const char *key)
{
  const char *found = strstr (line, key);

  return found != NULL ? found + strlen (key) : NULL;
}

static void
take (char      **field,
      const char *from,
      gssize      length)
{
  g_free (*field);
  *field = g_strstrip (length < 0 ? g_strdup (from) : g_strndup (from, (gsize)length));
  if (**field == '\0')
    g_clear_pointer (field, g_free);
}

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

static guint
read_digits (const char *text,
             gsize       length)
{
  g_autofree char *digits = g_strndup (text, length);

  return (guint)strtoul (digits, NULL, 10);
}

/* "0902" and "000902" are both 0.9.2. */
static char *
format_sdk_digits (const char *digits,
                   gsize       length)
{
  guint number = read_digits (digits, length);

  return g_strdup_printf ("%u.%u.%u", number / 10000, number / 100 % 100, number % 100);
}

/* 0018000902-AI03; 0.20 could also print its SDK with dots: 00200.9.5 */
static gboolean
parse_digits (RkAtVersion *self,
              const char  *line)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  gsize n = count_digits (text);
  const char *rest = text + n;
  gsize suffix = *rest == '-' ? 1 + strspn (rest + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_") : 0;
  gboolean has_dots = n == 5 && *rest == '.' && strspn (rest, ".0123456789") == strlen (rest);

  if (!has_dots && ((n != 8 && n != 10) || rest[suffix] != '\0' || suffix == 1))
    return FALSE;

  self->generation = RK_AT_GENERATION_DIGITS;
  self->major = read_digits (text, 2);
  self->minor = read_digits (text + 2, 2);
  self->sdk = has_dots ? g_strdup (text + 4) : format_sdk_digits (text + 4, n - 4);
  if (g_str_has_prefix (rest, "-AI"))
    self->vendor = g_strdup ("Ai-Thinker");
  self->at = g_steal_pointer (&text);
  return TRUE;
}

static void
read_numbers (RkAtVersion *self)
{
  char *at = self->at;

  self->major = (guint)strtoul (at, &at, 10);
  if (*at == '.')
    self->minor = (guint)strtoul (at + 1, &at, 10);
  if (*at == '.')
    self->patch = (guint)strtoul (at + 1, &at, 10);
}

/* Inside the brackets: "c6fa6bf - ESP8266 - Jul  2 2021 06:44:05", without the
 * chip before 2.2, only the time on NONOS.
 */
static gboolean
read_build (RkAtVersion *self,
            const char  *build)
{
  g_auto(GStrv) parts = g_strsplit (build, " - ", 3);
  guint n = g_strv_length (parts);

  take (&self->build, build, -1);
  if (n == 3)
    take (&self->chip, parts[1], -1);
  return n >= 2;
}

static void
parse_at_version (RkAtVersion *self,
                  const char  *value)
{
  gsize length = strcspn (value, "(\r\n");
  gboolean has_commit = FALSE;

  take (&self->at, value, (gssize)length);
  if (self->at == NULL)
    return;

  read_numbers (self);
  if (value[length] == '(')
    {
      g_autofree char *build = g_strndup (value + length + 1, strcspn (value + length + 1, ")\r\n"));

      has_commit = read_build (self, build);
    }

  if (has_commit || self->major >= 2)
    self->generation = RK_AT_GENERATION_ESP_AT;
  else
    self->generation = self->major == 0 ? RK_AT_GENERATION_EARLY : RK_AT_GENERATION_NONOS;
}

/* "Bin version(Wroom 02):1.7.6" and, from ESP-AT 2, "Bin version:2.0.0(WROOM-02)". */
static void
parse_bin_version (RkAtVersion *self,
                   const char  *value)
{
  const char *colon = strchr (value, ':');
  const char *open = strchr (value, '(');

  if (colon == NULL)
    return;
  if (open != NULL)
    take (&self->module, open + 1, (gssize)strcspn (open + 1, ")"));
  take (&self->bin, colon + 1, (gssize)strcspn (colon + 1, "("));
}

/* ESP-AT puts the commit between key and colon: "compile time(98b95fc):Oct 29…". */
static void
parse_compile_time (RkAtVersion *self,
                    const char  *value)
{
  const char *colon = strchr (value, ':');

  if (colon != NULL)
    take (&self->compile_time, colon + 1, -1);
}

/* A line without key: the vendor, or the time of the vendor's build. */
static void
parse_plain (RkAtVersion *self,
             const char  *line)
{
  static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
  g_autofree char *text = g_strstrip (g_strdup (line));
  g_autofree char *month = g_strndup (text, 3);

  if (strstr (text, "Ai-Thinker") != NULL)
    take (&self->vendor, "Ai-Thinker", -1);
  else if (strstr (text, "Technology") != NULL || strstr (text, "Ltd") != NULL)
    take (&self->vendor, text, -1);
  else if (self->compile_time == NULL && strlen (text) >= strlen ("Dec  2 2016") && text[3] == ' ' &&
           strstr (months, month) != NULL)
    take (&self->compile_time, text, -1);
}

static void
parse_line (RkAtVersion *self,
            const char  *line)
{
  const char *value;

  if ((value = find_value (line, "AT version:")) != NULL)
    parse_at_version (self, value);
  else if (self->at == NULL)
    parse_digits (self, line);
  else if ((value = find_value (line, "SDK version:")) != NULL)
    take (&self->sdk, value, -1);
  else if ((value = find_value (line, "compile time")) != NULL)
    parse_compile_time (self, value);
  else if ((value = find_value (line, "Build:")) != NULL)
    take (&self->compile_time, value, -1);
  else if ((value = find_value (line, "Bin version")) != NULL)
    parse_bin_version (self, value);
  else
    parse_plain (self, line);
}

/**
 * rk_at_version_parse:
 * @reply: the lines of a reply to AT+GMR; echo, blank lines and OK may be in it
 * @error: %RK_ERROR_PROTOCOL when it holds no version
 *
 * Returns: (transfer full): the version
 */
RkAtVersion *
rk_at_version_parse (const char  *reply,
                     GError     **error)
{
  g_autoptr(RkAtVersion) self = g_new0 (RkAtVersion, 1);
  g_auto(GStrv) lines = g_strsplit_set (reply, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (self->at != NULL && strcmp (lines[i], "OK") == 0)
        break;
      parse_line (self, lines[i]);
    }

  if (self->at == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "the reply to AT+GMR holds no version");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * rk_at_version_free:
 * @self: (transfer full): a version
 */
void
rk_at_version_free (RkAtVersion *self)
{
  g_free (self->at);
  g_free (self->build);
  g_free (self->sdk);
  g_free (self->chip);
  g_free (self->vendor);
  g_free (self->compile_time);
  g_free (self->bin);
  g_free (self->module);
  g_free (self);
}

/**
 * rk_at_version_is_at_least:
 * @self: a version
 * @major: of the AT version
 * @minor: of the AT version
 *
 * Returns: whether it is that version or a later one of any generation
 */
gboolean
rk_at_version_is_at_least (const RkAtVersion *self,
                           guint              major,
                           guint              minor)
{
  return self->major > major || (self->major == major && self->minor >= minor);
}

/**
 * rk_at_version_has_cloud_update:
 * @self: a version
 *
 * Whether the firmware knows AT+CIUPDATE.  Whether the module can take an update
 * (two slots, a boot loader, large enough flash) is another question.  0.17 is
 * the first that was seen to do it; ESP-AT leaves it out for 1 MB modules.
 *
 * Returns: yes, no or maybe
 */
RkAtSupport
rk_at_version_has_cloud_update (const RkAtVersion *self)
{
  if (self->generation == RK_AT_GENERATION_ESP_AT)
    return RK_AT_SUPPORT_MAYBE;
  return rk_at_version_is_at_least (self, 0, 17) ? RK_AT_SUPPORT_YES : RK_AT_SUPPORT_MAYBE;
}

/**
 * rk_at_version_has_uart_cur:
 * @self: a version
 *
 * Whether the firmware knows AT+UART_CUR, which changes the speed without
 * writing to flash.  The _CUR and _DEF forms came with 0.22.
 *
 * Returns: yes or no
 */
RkAtSupport
rk_at_version_has_uart_cur (const RkAtVersion *self)
{
  return rk_at_version_is_at_least (self, 0, 22) ? RK_AT_SUPPORT_YES : RK_AT_SUPPORT_NO;
}

/**
 * rk_at_version_dup_name:
 * @self: a version
 *
 * Returns: (transfer full): a short name: "AT 1.7.6", "AT 0.18 (Ai-Thinker)",
 *   "ESP-AT 2.2.0"
 */
char *
rk_at_version_dup_name (const RkAtVersion *self)
{
  const char *family = self->generation == RK_AT_GENERATION_ESP_AT ? "ESP-AT" : "AT";
  g_autofree char *number = NULL;

  if (self->bin != NULL)
    number = g_strdup (self->bin);
  else if (self->generation == RK_AT_GENERATION_DIGITS)
    number = g_strdup_printf ("%u.%u", self->major, self->minor);
  else
    number = g_strdup_printf ("%u.%u.%u", self->major, self->minor, self->patch);

  return self->vendor != NULL ? g_strdup_printf ("%s %s (%s)", family, number, self->vendor)
                              : g_strdup_printf ("%s %s", family, number);
}
