/* rk-at-exchange.c: an AT command and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-exchange.h"

/**
 * rk_at_exchange_free:
 * @self: (transfer full): an exchange
 */
void
rk_at_exchange_free (RkAtExchange *self)
{
  g_free (self->command);
  g_strfreev (self->lines);
  g_strfreev (self->notices);
  g_free (self);
}

/**
 * rk_at_exchange_dup_text:
 * @self: an exchange
 *
 * Returns: (transfer full): the lines of the reply and, as the last one, its result
 */
char *
rk_at_exchange_dup_text (const RkAtExchange *self)
{
  g_autofree char *lines = g_strjoinv ("\n", self->lines);

  return g_strconcat (lines, *lines != '\0' ? "\n" : "", rk_at_result_get_text (self->result), NULL);
}
