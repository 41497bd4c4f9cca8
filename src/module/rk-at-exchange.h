/* rk-at-exchange.h: an AT command and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-client.h"

G_BEGIN_DECLS

/**
 * RkAtExchange:
 * @command: as it was sent, secrets masked
 * @result: how the reply ended
 * @lines: the reply without echo and result
 * @notices: what came meanwhile and is no part of the reply: "WIFI GOT IP"; after a
 *   restart, what the module said until it was ready
 * @baud: the rate at which the module answered
 * @duration_us: from sending it to the end of the reply
 */
typedef struct
{
  char       *command;
  RkAtResult  result;
  char      **lines;
  char      **notices;
  guint       baud;
  gint64      duration_us;
} RkAtExchange;

void  rk_at_exchange_free     (RkAtExchange       *self);
char *rk_at_exchange_dup_text (const RkAtExchange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtExchange, rk_at_exchange_free)

G_END_DECLS
