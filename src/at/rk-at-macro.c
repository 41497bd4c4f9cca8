/* rk-at-macro.c: a list of AT commands kept for later
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-macro.h"

#include "rk-at-command.h"
#include "rk-error.h"

#include <string.h>

/* More is a file of another kind. */
#define MAX_STEPS 1000

/* An hour: for both the time that a reply may take and the pause after it. */
#define MAX_SECONDS 3600

#define PLACEHOLDER_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"

static void
step_free (RkAtMacroStep *step)
{
  g_free (step->command);
  g_free (step->expect);
  g_free (step);
}

static RkAtMacro *
macro_new (const char *name)
{
  RkAtMacro *self = g_new0 (RkAtMacro, 1);

  self->name = g_strdup (name);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)step_free);
  return self;
}

/**
 * rk_at_macro_free:
 * @self: (transfer full): a macro
 */
void
rk_at_macro_free (RkAtMacro *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static RkAtMacroStep *
macro_add (RkAtMacro  *self,
           const char *command)
{
  RkAtMacroStep *step = g_new0 (RkAtMacroStep, 1);

  step->command = g_strdup (command);
  g_ptr_array_add (self->steps, step);
  return step;
}

/**
 * rk_at_macro_copy:
 * @self: a macro
 *
 * Returns: (transfer full): a deep copy
 */
RkAtMacro *
rk_at_macro_copy (const RkAtMacro *self)
{
  RkAtMacro *copy = macro_new (self->name);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const RkAtMacroStep *step = self->steps->pdata[i];
      RkAtMacroStep *twin = macro_add (copy, step->command);

      twin->expect = g_strdup (step->expect);
      twin->timeout_ms = step->timeout_ms;
      twin->delay_ms = step->delay_ms;
      twin->line = step->line;
    }
  return copy;
}

/**
 * rk_at_macro_step_expects:
 * @self: a step
 * @line: of the reply, or what came with it
 *
 * Returns: whether it is what the step names as expected; not, where it names nothing
 */
gboolean
rk_at_macro_step_expects (const RkAtMacroStep *self,
                          const char          *line)
{
  return self->expect != NULL && strstr (line, self->expect) != NULL;
}

/* -- Placeholders --------------------------------------------------------- */

/* Called with pieces of text (@name %NULL) and placeholders in turn. */
typedef void (*PieceFunc) (const char *text,
                           gsize       length,
                           const char *name,
                           gpointer    user_data);

/* Whether all braces make sense; if not, @problem says why. */
static gboolean
walk (const char  *command,
      PieceFunc    func,
      gpointer     user_data,
      const char **problem)
{
  const char *at = command;

  while (*at != '\0')
    {
      gsize plain = strcspn (at, "{");
      gsize length;

      if (plain > 0)
        func (at, plain, NULL, user_data);
      at += plain;
      if (*at == '\0')
        break;
      if (at[1] == '{')
        {
          func ("{", 1, NULL, user_data);
          at += 2;
          continue;
        }

      length = strspn (at + 1, PLACEHOLDER_LETTERS);
      if (length == 0 || at[1 + length] != '}')
        {
          *problem = "“{” must begin a placeholder, such as {ssid}; write “{{” for a brace";
          return FALSE;
        }
      {
        g_autofree char *name = g_strndup (at + 1, length);

        func (at, 0, name, user_data);
      }
      at += length + 2;
    }
  return TRUE;
}

static void
skip_piece (const char *text,
            gsize       length,
            const char *name,
            gpointer    user_data)
{
}

static void
collect_piece (const char *text,
               gsize       length,
               const char *name,
               gpointer    user_data)
{
  GPtrArray *names = user_data;

  if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/**
 * rk_at_macro_dup_placeholders:
 * @self: a macro
 *
 * Returns: (transfer full): the names to ask for before it can run, each once, in
 *   the order in which they are met
 */
char **
rk_at_macro_dup_placeholders (const RkAtMacro *self)
{
  GPtrArray *names = g_ptr_array_new ();
  const char *problem = NULL;

  for (guint i = 0; i < self->steps->len; i++)
    walk (((RkAtMacroStep *)self->steps->pdata[i])->command, collect_piece, names, &problem);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

/**
 * rk_at_placeholder_is_secret:
 * @name: of a placeholder
 *
 * Returns: whether what is typed for it is to be hidden: "password", "wifi_key"
 */
gboolean
rk_at_placeholder_is_secret (const char *name)
{
  static const char *const words[] = { "pass", "pwd", "key", "secret", "token", "pin" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

typedef struct
{
  GString           *line;
  GHashTable        *values;
  const RkAtVersion *version;
  GError            *error;
} Filling;

/* Whether what is appended next stands in quotes. */
static gboolean
is_in_quotes (const char *line)
{
  gboolean inside = FALSE;

  for (; *line != '\0'; line++)
    {
      if (*line == '\\' && line[1] != '\0')
        line++;
      else if (*line == '"')
        inside = !inside;
    }
  return inside;
}

/* Within quotes the value is escaped as a text is; elsewhere it stands as it is, and
 * must not make a second argument or command of itself. */
static void
fill_placeholder (Filling    *filling,
                  const char *name)
{
  const char *value = g_hash_table_lookup (filling->values, name);
  g_autofree char *quoted = NULL;

  if (value == NULL)
    {
      g_set_error (&filling->error, RK_ERROR, RK_ERROR_INVALID, "no value for {%s}", name);
      return;
    }
  quoted = rk_at_quote (value, filling->version, &filling->error);
  if (quoted == NULL)
    {
      g_prefix_error (&filling->error, "{%s}: ", name);
      return;
    }
  if (is_in_quotes (filling->line->str))
    g_string_append_len (filling->line, quoted + 1, (gssize)strlen (quoted) - 2);
  else if (strpbrk (value, ",\"\\") == NULL)
    g_string_append (filling->line, value);
  else
    g_set_error (&filling->error, RK_ERROR, RK_ERROR_INVALID, "{%s}: must stand in quotes to hold a comma, quote or backslash", name);
}

static void
fill_piece (const char *text,
            gsize       length,
            const char *name,
            gpointer    user_data)
{
  Filling *filling = user_data;

  if (filling->error != NULL)
    return;
  if (name == NULL)
    g_string_append_len (filling->line, text, (gssize)length);
  else
    fill_placeholder (filling, name);
}

/**
 * rk_at_macro_step_fill:
 * @self: a step
 * @values: (element-type utf8 utf8): what stands for each placeholder
 * @version: (nullable): the module's, %NULL if it is not known
 * @error: %RK_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the command as it is sent.  It may hold a
 *   secret: do not keep it
 */
char *
rk_at_macro_step_fill (const RkAtMacroStep  *self,
                       GHashTable           *values,
                       const RkAtVersion    *version,
                       GError              **error)
{
  Filling filling = { .line = g_string_new (NULL), .values = values, .version = version };
  const char *problem = NULL;

  if (!walk (self->command, fill_piece, &filling, &problem))
    g_set_error (&filling.error, RK_ERROR, RK_ERROR_INVALID, "%s", problem);
  if (filling.error == NULL)
    return g_string_free (filling.line, FALSE);

  g_string_free (filling.line, TRUE);
  g_propagate_error (error, filling.error);
  return NULL;
}

/* -- Text ----------------------------------------------------------------- */

typedef struct
{
  RkAtMacro     *macro;
  RkAtMacroStep *step; /* the last one, or NULL */
} Parser;

/* A message without number of the line, or %NULL. */
typedef const char *(*DirectiveFunc) (Parser     *parser,
                                      const char *value);

static const char *
take_name (Parser     *parser,
           const char *value)
{
  if (parser->step != NULL)
    return "@name must stand before the first command";
  if (parser->macro->name != NULL)
    return "a second @name";
  parser->macro->name = g_strdup (value);
  return NULL;
}

static const char *
take_expect (Parser     *parser,
             const char *value)
{
  if (parser->step->expect != NULL)
    return "a second @expect for the same command";
  parser->step->expect = g_strdup (value);
  return NULL;
}

static const char *
take_seconds (const char *value,
              guint      *ms)
{
  char *end;
  double seconds = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !(seconds >= 0 && seconds <= MAX_SECONDS))
    return "not a number of seconds up to 3600";
  *ms = (guint)(seconds * 1000 + 0.5);
  return NULL;
}

static const char *
take_timeout (Parser     *parser,
              const char *value)
{
  const char *problem = take_seconds (value, &parser->step->timeout_ms);

  return problem == NULL && parser->step->timeout_ms == 0 ? "a reply needs some time" : problem;
}

static const char *
take_delay (Parser     *parser,
            const char *value)
{
  return take_seconds (value, &parser->step->delay_ms);
}

static const char *
take_directive (Parser     *parser,
                const char *line)
{
  static const struct
  {
    const char   *name;
    gboolean      is_of_step;
    DirectiveFunc func;
  } directives[] = {
    { "@name", FALSE, take_name },
    { "@expect", TRUE, take_expect },
    { "@timeout", TRUE, take_timeout },
    { "@delay", TRUE, take_delay },
  };
  gsize length = strcspn (line, " \t");

  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      const char *value = line + length + strspn (line + length, " \t");

      if (strlen (directives[i].name) != length || strncmp (directives[i].name, line, length) != 0)
        continue;
      if (directives[i].is_of_step && parser->step == NULL)
        return "there is no command yet that this could belong to";
      if (*value == '\0')
        return "something must follow on the same line";
      return directives[i].func (parser, value);
    }
  return "not known: @name, @expect, @timeout and @delay are";
}

static const char *
take_command (Parser     *parser,
              const char *line,
              guint       number)
{
  const char *problem = NULL;

  if (g_ascii_strncasecmp (line, "AT", 2) != 0)
    return "a command begins with AT, a comment with “#”";
  if (parser->macro->steps->len >= MAX_STEPS)
    return "too many commands";
  if (!walk (line, skip_piece, NULL, &problem))
    return problem;

  parser->step = macro_add (parser->macro, line);
  parser->step->line = number;
  return NULL;
}

static const char *
take_line (Parser     *parser,
           const char *line,
           guint       number)
{
  for (const char *at = line; *at != '\0'; at++)
    if ((guint8)*at < 0x20 && *at != '\t')
      return "control characters cannot be part of a command";

  if (*line == '\0' || *line == '#')
    return NULL;
  return *line == '@' ? take_directive (parser, line) : take_command (parser, line, number);
}

/**
 * rk_at_macro_parse:
 * @text: a macro's text, UTF-8
 * @error: %RK_ERROR_INVALID, with the number of the line in front
 *
 * Returns: (transfer full) (nullable): the macro
 */
RkAtMacro *
rk_at_macro_parse (const char  *text,
                   GError     **error)
{
  g_autoptr(RkAtMacro) macro = macro_new (NULL);
  g_auto(GStrv) lines = NULL;
  Parser parser = { .macro = macro };

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "not a text in UTF-8");
      return NULL;
    }

  /* As some editors begin a file. */
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *problem = take_line (&parser, g_strstrip (lines[i]), i + 1);

      if (problem != NULL)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "line %u: %s", i + 1, problem);
          return NULL;
        }
    }
  if (macro->steps->len == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "there is no command in it");
      return NULL;
    }
  return g_steal_pointer (&macro);
}

static void
append_seconds (GString    *text,
                const char *name,
                guint       ms)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (ms != 0)
    g_string_append_printf (text, "%s %s\n", name, g_ascii_formatd (number, sizeof number, "%.10g", ms / 1000.0));
}

/**
 * rk_at_macro_format:
 * @self: a macro
 *
 * Returns: (transfer full): its text, which rk_at_macro_parse() takes
 */
char *
rk_at_macro_format (const RkAtMacro *self)
{
  GString *text = g_string_new (NULL);

  if (self->name != NULL && *self->name != '\0')
    g_string_append_printf (text, "@name %s\n", self->name);
  for (guint i = 0; i < self->steps->len; i++)
    {
      const RkAtMacroStep *step = self->steps->pdata[i];

      g_string_append_printf (text, "%s\n", step->command);
      if (step->expect != NULL)
        g_string_append_printf (text, "@expect %s\n", step->expect);
      append_seconds (text, "@timeout", step->timeout_ms);
      append_seconds (text, "@delay", step->delay_ms);
    }
  return g_string_free (text, FALSE);
}
