/* rk-at-macro.h: a list of AT commands kept for later
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A macro is a plain text:
 *
 *   # Joins a network.                    a comment
 *   @name Join a network                  before the first command
 *   AT+CWMODE=1                           a command, one a line
 *   AT+CWJAP="{ssid}","{password}"        {name} is asked for when it runs
 *   @expect WIFI GOT IP                   must be in the reply, or come with it
 *   @timeout 30                           seconds that the reply may take
 *   @delay 0.5                            seconds to wait afterwards
 *
 * Lines with "@" after a command belong to it.  Without @expect the command must
 * end in OK; "@expect ERROR" takes an error for what it should be.  "{{" stands for
 * a brace.  Nothing that is filled in is ever part of a macro or its text.
 */

#pragma once

#include "rk-at-version.h"

G_BEGIN_DECLS

/**
 * RkAtMacroStep:
 * @command: with placeholders, without line end
 * @expect: (nullable): what must come, %NULL for a good result
 * @timeout_ms: 0 for the usual time of the command
 * @delay_ms: to wait after it
 * @line: of the text, from 1; 0 for a step that was made
 */
typedef struct
{
  char *command;
  char *expect;
  guint timeout_ms;
  guint delay_ms;
  guint line;
} RkAtMacroStep;

/**
 * RkAtMacro:
 * @name: (nullable): as shown
 * @steps: (element-type RkAtMacroStep)
 */
typedef struct
{
  char      *name;
  GPtrArray *steps;
} RkAtMacro;

RkAtMacro     *rk_at_macro_copy             (const RkAtMacro      *self);
void           rk_at_macro_free             (RkAtMacro            *self);
gboolean       rk_at_macro_step_expects     (const RkAtMacroStep  *self,
                                             const char           *line);

RkAtMacro     *rk_at_macro_parse            (const char           *text,
                                             GError              **error);
char          *rk_at_macro_format           (const RkAtMacro      *self);

char         **rk_at_macro_dup_placeholders (const RkAtMacro      *self);
gboolean       rk_at_placeholder_is_secret  (const char           *name);
char          *rk_at_macro_step_fill        (const RkAtMacroStep  *self,
                                             GHashTable           *values,
                                             const RkAtVersion    *version,
                                             GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtMacro, rk_at_macro_free)

G_END_DECLS
