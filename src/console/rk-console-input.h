/* rk-console-input.h: from what a person typed to bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RK_LINE_ENDING_CRLF, /* what AT firmware wants */
  RK_LINE_ENDING_LF,
  RK_LINE_ENDING_CR,
  RK_LINE_ENDING_NONE,
} RkLineEnding;

#define RK_N_LINE_ENDINGS (RK_LINE_ENDING_NONE + 1)

/**
 * RkConsoleForm:
 * @RK_CONSOLE_FORM_TEXT: as it stands
 * @RK_CONSOLE_FORM_ESCAPES: text in which \r \n \t \0 \a \b \e \f \v \\ \" \xHH and
 *   \uHHHH (a character, sent as UTF-8) are what they are in C
 * @RK_CONSOLE_FORM_HEX: pairs of hexadecimal digits, with or without blanks, commas
 *   and "0x" between them
 *
 * How typed text is meant.
 */
typedef enum
{
  RK_CONSOLE_FORM_TEXT,
  RK_CONSOLE_FORM_ESCAPES,
  RK_CONSOLE_FORM_HEX,
} RkConsoleForm;

const char *rk_line_ending_get_bytes  (RkLineEnding    ending);
const char *rk_line_ending_get_nick   (RkLineEnding    ending);
gboolean    rk_line_ending_parse      (const char     *nick,
                                       RkLineEnding   *ending);

GBytes     *rk_console_input_to_bytes (const char     *text,
                                       RkConsoleForm   form,
                                       RkLineEnding    ending,
                                       GError        **error);
char      **rk_console_input_split    (const char     *text);

G_END_DECLS
