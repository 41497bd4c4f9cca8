/* rk-finding.c: something noticed, why it is so and what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-finding.h"

#include <string.h>

#include "rk-units.h"

/* Not by G_DEFINE_BOXED_TYPE: its transparent union is not ISO C. */
GType
rk_finding_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static ("RkFinding",
                                                            (GBoxedCopyFunc)rk_finding_copy,
                                                            (GBoxedFreeFunc)rk_finding_free));
  return type;
}

/**
 * rk_finding_new:
 * @id: a static name
 * @severity: how bad
 * @summary: a static msgid
 * @cause: (nullable): a static msgid
 * @remedy: (nullable): a static msgid
 * @...: pairs of name and value for the {name} in the texts, then %NULL
 *
 * Returns: (transfer full): a new finding
 */
RkFinding *
rk_finding_new (const char *id,
                RkSeverity  severity,
                const char *summary,
                const char *cause,
                const char *remedy,
                ...)
{
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
  RkFinding *self = g_new0 (RkFinding, 1);
  const char *name;
  va_list args;

  va_start (args, remedy);
  while ((name = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      g_strv_builder_add (values, name);
      g_strv_builder_add (values, value != NULL ? value : "");
    }
  va_end (args);

  self->id = id;
  self->severity = severity;
  self->summary = summary;
  self->cause = cause;
  self->remedy = remedy;
  self->values = g_strv_builder_end (values);
  return self;
}

/**
 * rk_finding_set_action:
 * @self: a finding
 * @action: (nullable): a static name
 *
 * Says what the application can do about it.
 *
 * Returns: (transfer none): @self
 */
RkFinding *
rk_finding_set_action (RkFinding  *self,
                       const char *action)
{
  self->action = action;
  return self;
}

/**
 * rk_finding_add_values:
 * @self: a finding
 * @values: name, value, name, value…, %NULL-terminated
 *
 * Returns: (transfer none): @self
 */
RkFinding *
rk_finding_add_values (RkFinding         *self,
                       const char *const *values)
{
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();

  if (self->values != NULL)
    g_strv_builder_addv (all, (const char **)self->values);
  g_strv_builder_addv (all, (const char **)values);
  g_strfreev (self->values);
  self->values = g_strv_builder_end (all);
  return self;
}

/**
 * rk_finding_copy:
 * @self: a finding
 *
 * Returns: (transfer full): a copy
 */
RkFinding *
rk_finding_copy (const RkFinding *self)
{
  RkFinding *copy = g_new (RkFinding, 1);

  *copy = *self;
  copy->values = g_strdupv (self->values);
  return copy;
}

/**
 * rk_finding_free:
 * @self: (transfer full): a finding
 */
void
rk_finding_free (RkFinding *self)
{
  g_strfreev (self->values);
  g_free (self);
}

/**
 * rk_finding_get_value:
 * @self: a finding
 * @name: the name of a value
 *
 * Returns: (nullable) (transfer none): the value
 */
const char *
rk_finding_get_value (const RkFinding *self,
                      const char      *name)
{
  for (char **pair = self->values; pair != NULL && pair[0] != NULL; pair += 2)
    if (strcmp (pair[0], name) == 0)
      return pair[1];

  return NULL;
}

/**
 * rk_finding_fill:
 * @self: a finding
 * @msgid: (nullable): its summary, cause or remedy
 * @translate: (nullable): such as gettext(); none leaves English
 *
 * Translates @msgid and puts the values in place of their {names}, sizes with
 * their units translated.  A name without value is left as it stands: a
 * translator's slip stays readable.
 *
 * Returns: (transfer full) (nullable): the text, %NULL for no @msgid
 */
char *
rk_finding_fill (const RkFinding *self,
                 const char      *msgid,
                 RkTranslateFunc  translate)
{
  GString *text;

  if (msgid == NULL)
    return NULL;

  text = g_string_new (translate != NULL ? translate (msgid) : msgid);
  if (strchr (text->str, '{') == NULL)
    return g_string_free (text, FALSE);

  for (char **pair = self->values; pair != NULL && pair[0] != NULL; pair += 2)
    {
      g_autofree char *mark = g_strdup_printf ("{%s}", pair[0]);
      g_autofree char *size = translate != NULL ? rk_units_translate_size (pair[1], translate) : NULL;

      g_string_replace (text, mark, size != NULL ? size : pair[1], 0);
    }
  return g_string_free (text, FALSE);
}
