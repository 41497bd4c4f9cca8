/* rk-at-command.c: finding AT commands and putting them together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-command.h"

#include "rk-error.h"

#include <string.h>

/* What one command line may hold, from AT to before its end: at_cmdLenMax of the
 * 2014 source counts what comes after AT, CR LF included; ESP-AT's documentation
 * says 256 for all, CR LF included.
 */
#define LONGEST_EARLY 127
#define LONGEST 254

static const char *const topics[] = {
  [RK_AT_TOPIC_BASIC] = N_ ("Basic"),
  [RK_AT_TOPIC_WIFI] = N_ ("Wi-Fi"),
  [RK_AT_TOPIC_ADDRESS] = N_ ("Addresses and names"),
  [RK_AT_TOPIC_CONNECTION] = N_ ("Connections"),
  [RK_AT_TOPIC_SYSTEM] = N_ ("System"),
};

/**
 * rk_at_topic_get_title:
 * @topic: a topic
 *
 * Returns: (transfer none): its title (a msgid)
 */
const char *
rk_at_topic_get_title (RkAtTopic topic)
{
  g_return_val_if_fail ((guint)topic < G_N_ELEMENTS (topics), NULL);

  return topics[topic];
}

/* The name's length in a line: ATE is followed by its parameter at once. */
static gsize
name_length (const char *line)
{
  if (g_ascii_strncasecmp (line, "ATE", 3) == 0 && (line[3] == '\0' || g_ascii_isdigit (line[3])))
    return 3;
  return strcspn (line, "=?: \t\r\n");
}

/**
 * rk_at_command_find:
 * @line: a line as it is sent, or a command's name; case does not matter
 *
 * Returns: (transfer none) (nullable): the command, the first row of several
 */
const RkAtCommand *
rk_at_command_find (const char *line)
{
  gsize length = name_length (line);
  guint n;
  const RkAtCommand *commands = rk_at_command_get_all (&n);

  for (guint i = 0; i < n; i++)
    if (strlen (commands[i].name) == length && g_ascii_strncasecmp (commands[i].name, line, length) == 0)
      return &commands[i];
  return NULL;
}

/* Lower is better: the name, its beginning, its middle, the help, nothing. */
static int
match_word (const RkAtCommand *self,
            const char        *help,
            const char        *word)
{
  g_autofree char *name = g_utf8_casefold (self->name, -1);
  g_autofree char *plain = g_utf8_casefold (help, -1);
  const char *short_name = g_str_has_prefix (name, "at+") ? name + 3 : name;

  if (strcmp (name, word) == 0 || strcmp (short_name, word) == 0)
    return 0;
  if (g_str_has_prefix (name, word) || g_str_has_prefix (short_name, word))
    return 1;
  if (strstr (name, word) != NULL)
    return 2;
  return strstr (plain, word) != NULL ? 3 : 4;
}

/* The worst of all words, since all must be found. */
static int
match_words (const RkAtCommand *self,
             char             **words,
             RkTranslateFunc    translate)
{
  const char *help = translate != NULL ? translate (self->help) : self->help;
  int worst = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      worst = MAX (worst, match_word (self, help, words[i]));
  return worst;
}

/**
 * rk_at_command_search:
 * @words: parts of names and helps, "" for all
 * @translate: (nullable): for the help; %NULL searches it as it is
 *
 * Returns: (transfer full) (element-type RkAtCommand): the commands in which all
 *   words are found, the best ones first, otherwise in the table's order
 */
GPtrArray *
rk_at_command_search (const char      *words,
                      RkTranslateFunc  translate)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_auto(GStrv) split = g_strsplit_set (folded, " \t", -1);
  GPtrArray *found = g_ptr_array_new ();
  guint n;
  const RkAtCommand *commands = rk_at_command_get_all (&n);

  for (int quality = 0; quality < 4; quality++)
    for (guint i = 0; i < n; i++)
      if (match_words (&commands[i], split, translate) == quality)
        g_ptr_array_add (found, (gpointer)&commands[i]);
  return found;
}

static RkAtSupport
look_into_span (const RkAtSpan *span,
                guint           number)
{
  if (span->since == 0 || number < span->since || (span->until != 0 && number >= span->until))
    return RK_AT_SUPPORT_NO;
  return number < span->seen ? RK_AT_SUPPORT_MAYBE : RK_AT_SUPPORT_YES;
}

/**
 * rk_at_command_get_support:
 * @self: a command
 * @version: (nullable): the module's, %NULL if it is not known
 *
 * Returns: whether that version has the command
 */
RkAtSupport
rk_at_command_get_support (const RkAtCommand *self,
                           const RkAtVersion *version)
{
  if (version == NULL)
    return RK_AT_SUPPORT_MAYBE;

  return look_into_span (version->generation == RK_AT_GENERATION_ESP_AT ? &self->esp_at : &self->nonos,
                         RK_AT_NUMBER (version->major, version->minor));
}

static void
append_span (GString        *text,
             const char     *family,
             const RkAtSpan *span)
{
  guint sure = MAX (span->since, span->seen);

  if (span->since == 0)
    return;

  g_string_append_printf (text, "%s%s %u.%u", text->len > 0 ? ", " : "", family, sure / 1000, sure % 1000);
  if (span->until != 0)
    g_string_append_printf (text, "–%u.%u", (span->until - 1) / 1000, (span->until - 1) % 1000);
  else
    g_string_append_c (text, '+');
}

/**
 * rk_at_command_dup_versions:
 * @self: a command
 *
 * Returns: (transfer full): since when it is there: "AT 0.22+, ESP-AT 1.0+"
 */
char *
rk_at_command_dup_versions (const RkAtCommand *self)
{
  GString *text = g_string_new (NULL);

  append_span (text, "AT", &self->nonos);
  append_span (text, "ESP-AT", &self->esp_at);
  return g_string_free (text, FALSE);
}

/**
 * rk_at_command_get_timeout_ms:
 * @line: a line as it is sent
 *
 * Returns: how long the reply may take
 */
guint
rk_at_command_get_timeout_ms (const char *line)
{
  const RkAtCommand *self = rk_at_command_find (line);

  return self != NULL ? self->timeout_ms : RK_AT_DEFAULT_TIMEOUT_MS;
}

/**
 * rk_at_command_count_parameters:
 * @self: a command
 *
 * Returns: how many parameters its set form has
 */
guint
rk_at_command_count_parameters (const RkAtCommand *self)
{
  guint n = 0;

  while (self->parameters != NULL && self->parameters[n].name != NULL)
    n++;
  return n;
}

/**
 * rk_at_command_has_secret:
 * @self: a command
 *
 * Returns: whether one of its parameters is a password
 */
gboolean
rk_at_command_has_secret (const RkAtCommand *self)
{
  for (guint i = 0; i < rk_at_command_count_parameters (self); i++)
    if (self->parameters[i].is_secret)
      return TRUE;
  return FALSE;
}

/* The 2014 source copies everything up to the next quote as it is (at_dataStrCpy);
 * the instruction sets from 1.x on and ESP-AT's documentation ask for a backslash
 * before comma, quote and backslash.  Of 0.22 to 0.60 it is not known; they are
 * taken as the later ones.
 */
static gboolean
knows_escapes (const RkAtVersion *version)
{
  return version == NULL || rk_at_version_is_at_least (version, 0, 22);
}

/**
 * rk_at_quote:
 * @text: any text
 * @version: (nullable): the module's, %NULL if it is not known
 * @error: %RK_ERROR_INVALID when it cannot be said in a command
 *
 * Returns: (transfer full) (nullable): the text in quotes, escaped where the
 *   firmware understands it
 */
char *
rk_at_quote (const char         *text,
             const RkAtVersion  *version,
             GError            **error)
{
  g_autoptr(GString) quoted = g_string_new ("\"");

  for (const char *at = text; *at != '\0'; at++)
    {
      gboolean is_special = strchr ("\"\\,", *at) != NULL;

      if ((guint8)*at < 0x20 || *at == 0x7f)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "a command cannot hold the byte 0x%02x", (guint8)*at);
          return NULL;
        }
      if (*at == '"' && !knows_escapes (version))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "this firmware cannot be told a text with a quotation mark");
          return NULL;
        }
      if (is_special && knows_escapes (version))
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *at);
    }

  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static gboolean
refuse (const RkAtParameter  *parameter,
        const char           *problem,
        GError              **error)
{
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s: %s", parameter->name, problem);
  return FALSE;
}

static gboolean
append_integer (GString              *line,
                const RkAtParameter  *parameter,
                const char           *value,
                GError              **error)
{
  g_autoptr(GError) problem = NULL;

  if (!g_ascii_string_to_signed (value, 10, parameter->minimum, parameter->maximum, NULL, &problem))
    return refuse (parameter, problem->message, error);

  g_string_append (line, value);
  return TRUE;
}

static gboolean
append_text (GString              *line,
             const RkAtParameter  *parameter,
             const char           *value,
             const RkAtVersion    *version,
             GError              **error)
{
  gint64 length = (gint64)strlen (value);
  g_autofree char *quoted = NULL;

  if (length < parameter->minimum || length > parameter->maximum)
    {
      g_autofree char *problem = NULL;

      problem = g_strdup_printf ("%d bytes, but %d to %d are allowed", (int)length,
                                 (int)parameter->minimum, (int)parameter->maximum);
      return refuse (parameter, problem, error);
    }

  quoted = rk_at_quote (value, version, error);
  if (quoted == NULL)
    {
      g_prefix_error (error, "%s: ", parameter->name);
      return FALSE;
    }
  g_string_append (line, quoted);
  return TRUE;
}

static gboolean
append_choice (GString              *line,
               const RkAtParameter  *parameter,
               const char           *value,
               GError              **error)
{
  const char *quote = parameter->is_quoted ? "\"" : "";

  for (const RkAtChoice *choice = parameter->choices; choice->value != NULL; choice++)
    if (strcmp (choice->value, value) == 0)
      {
        g_string_append_printf (line, "%s%s%s", quote, value, quote);
        return TRUE;
      }
  return refuse (parameter, "not one of the choices", error);
}

static gboolean
append_value (GString              *line,
              const RkAtParameter  *parameter,
              const char           *value,
              const RkAtVersion    *version,
              GError              **error)
{
  if (*value == '\0' && parameter->is_optional)
    return TRUE;

  switch (parameter->kind)
    {
    case RK_AT_PARAMETER_INTEGER:
      return append_integer (line, parameter, value, error);
    case RK_AT_PARAMETER_CHOICE:
      return append_choice (line, parameter, value, error);
    case RK_AT_PARAMETER_TEXT:
    default:
      return append_text (line, parameter, value, version, error);
    }
}

/* Whether all from @from on are left out. */
static gboolean
is_rest_empty (const RkAtCommand  *self,
               const char *const  *values,
               guint               n_values,
               guint               from)
{
  for (guint i = from; i < rk_at_command_count_parameters (self); i++)
    if (!self->parameters[i].is_optional || (i < n_values && *values[i] != '\0'))
      return FALSE;
  return TRUE;
}

static gboolean
append_values (GString              *line,
               const RkAtCommand    *self,
               const char *const    *values,
               const RkAtVersion    *version,
               GError              **error)
{
  guint n_values = values != NULL ? g_strv_length ((char **)values) : 0;
  gboolean may_skip = version == NULL || version->generation == RK_AT_GENERATION_ESP_AT;

  for (guint i = 0; !is_rest_empty (self, values, n_values, i); i++)
    {
      const RkAtParameter *parameter = &self->parameters[i];
      const char *value = i < n_values ? values[i] : "";

      if (*value == '\0' && parameter->is_optional && !may_skip)
        return refuse (parameter, "must be given when one behind it is", error);
      if (i > 0)
        g_string_append_c (line, ',');
      if (!append_value (line, parameter, value, version, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_length (const char         *line,
              const RkAtVersion  *version,
              GError            **error)
{
  gboolean is_early = version != NULL && !rk_at_version_is_at_least (version, 1, 0);
  gsize longest = is_early ? LONGEST_EARLY : LONGEST;

  if (strlen (line) <= longest)
    return TRUE;
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "the command has %" G_GSIZE_FORMAT " bytes, but this firmware takes %" G_GSIZE_FORMAT,
               strlen (line), longest);
  return FALSE;
}

/**
 * rk_at_command_format:
 * @self: a command
 * @form: one of its forms
 * @values: (nullable): for the set form, a text for each parameter in order, ""
 *   for one that is left out; later ones may be missing
 * @version: (nullable): the module's, %NULL if it is not known
 * @error: %RK_ERROR_INVALID, with the parameter's name in front
 *
 * Returns: (transfer full) (nullable): the line, without its end
 */
char *
rk_at_command_format (const RkAtCommand  *self,
                      RkAtForm            form,
                      const char *const  *values,
                      const RkAtVersion  *version,
                      GError            **error)
{
  g_autoptr(GString) line = g_string_new (self->name);

  if ((self->forms & form) == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s has no such form", self->name);
      return NULL;
    }

  if (form == RK_AT_FORM_TEST)
    g_string_append (line, "=?");
  else if (form == RK_AT_FORM_QUERY)
    g_string_append_c (line, '?');
  else if (form == RK_AT_FORM_SET)
    {
      if (strcmp (self->name, "ATE") != 0)
        g_string_append_c (line, '=');
      if (!append_values (line, self, values, version, error))
        return NULL;
    }

  return check_length (line->str, version, error) ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}
