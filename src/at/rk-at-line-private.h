/* rk-at-line-private.h: what a line of AT firmware is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-client.h"

G_BEGIN_DECLS

typedef enum
{
  RK_AT_LINE_TEXT,    /* a line of the reply */
  RK_AT_LINE_FINAL,   /* the end of the reply */
  RK_AT_LINE_SOFT,    /* the end of the reply, if nothing follows */
  RK_AT_LINE_BUSY,    /* the command was dropped */
  RK_AT_LINE_NOTICE,  /* unasked */
  RK_AT_LINE_RESTART, /* the module starts */
} RkAtLineKind;

RkAtLineKind _rk_at_line_classify (const char *line,
                                   RkAtResult *result);
gboolean     _rk_at_line_is_echo  (const char *line,
                                   const char *command,
                                   gboolean    is_first);

G_END_DECLS
