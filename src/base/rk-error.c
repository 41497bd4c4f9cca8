/* rk-error.c: the one error domain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"

typedef struct
{
  GPtrArray *facts; /* (nullable) (element-type utf8): name, value, name, value… */
} RkErrorPrivate;

static void
rk_error_private_init (RkErrorPrivate *priv)
{
}

static void
rk_error_private_copy (const RkErrorPrivate *source,
                       RkErrorPrivate       *copy)
{
  if (source->facts == NULL)
    return;

  copy->facts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < source->facts->len; i++)
    g_ptr_array_add (copy->facts, g_strdup (source->facts->pdata[i]));
}

static void
rk_error_private_clear (RkErrorPrivate *priv)
{
  g_clear_pointer (&priv->facts, g_ptr_array_unref);
}

G_DEFINE_EXTENDED_ERROR (RkError, rk_error)

/**
 * rk_error_set_fact:
 * @error: (nullable): an error of any domain; one that is not %RK_ERROR keeps no facts
 * @name: a new name, such as "program"
 * @value: (nullable): its value; %NULL adds nothing
 *
 * Adds what is known besides the code, for those who say what to do about it.  A
 * fact stays with the error where it is copied or gets a prefix.
 */
void
rk_error_set_fact (GError     *error,
                   const char *name,
                   const char *value)
{
  RkErrorPrivate *priv;

  if (error == NULL || error->domain != RK_ERROR || value == NULL)
    return;

  priv = rk_error_get_private (error);
  if (priv->facts == NULL)
    priv->facts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (priv->facts, g_strdup (name));
  g_ptr_array_add (priv->facts, g_strdup (value));
}

/**
 * rk_error_get_fact:
 * @error: an error
 * @name: a fact's name
 *
 * Returns: (nullable) (transfer none): its value
 */
const char *
rk_error_get_fact (const GError *error,
                   const char   *name)
{
  const GPtrArray *facts = error->domain == RK_ERROR ? rk_error_get_private (error)->facts : NULL;

  for (guint i = 0; facts != NULL && i < facts->len; i += 2)
    if (g_str_equal (facts->pdata[i], name))
      return facts->pdata[i + 1];

  return NULL;
}

/**
 * rk_error_dup_facts:
 * @error: an error
 *
 * Returns: (transfer full): name, value, name, value…, %NULL-terminated
 */
char **
rk_error_dup_facts (const GError *error)
{
  const GPtrArray *facts = error->domain == RK_ERROR ? rk_error_get_private (error)->facts : NULL;
  GPtrArray *copy = g_ptr_array_new ();

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    g_ptr_array_add (copy, g_strdup (facts->pdata[i]));
  g_ptr_array_add (copy, NULL);
  return (char **)g_ptr_array_free (copy, FALSE);
}
