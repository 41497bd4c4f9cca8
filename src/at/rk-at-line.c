/* rk-at-line.c: what a line of AT firmware is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-line-private.h"

#include <string.h>

typedef struct
{
  const char  *text;
  gboolean     whole; /* the whole line, or its beginning */
  RkAtLineKind kind;
  RkAtResult   result;
} LineRow;

static const LineRow rows[] = {
  { "OK", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_OK },
  { "ERROR", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_ERROR },
  { "FAIL", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_FAIL },
  { "SEND OK", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_SEND_OK },
  { "SEND FAIL", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_SEND_FAIL },
  { "no change", FALSE, RK_AT_LINE_SOFT, RK_AT_RESULT_NO_CHANGE },
  { "ALREADY CONNECT", FALSE, RK_AT_LINE_SOFT, RK_AT_RESULT_ALREADY },
  { "busy p", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "busy s", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "busy now", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "ready", TRUE, RK_AT_LINE_RESTART, RK_AT_RESULT_OK },
  { "WIFI ", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+CIPUPDATE:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+STA_CONNECTED", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+STA_DISCONNECTED", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+DIST_STA_IP", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "CONNECT", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "CLOSED", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
};

/* Of the ROM's first line, wherever in the line it stands. */
#define ROM_MARK "rst cause:"

/* With AT+CIPMUX=1 the link's number stands in front: "0,CONNECT". */
static const char *
skip_link_number (const char *line)
{
  return g_ascii_isdigit (line[0]) && line[1] == ',' ? line + 2 : line;
}

/*
 * _rk_at_line_classify:
 * @line: a line without its end
 * @result: (out): for the end of a reply, what it says
 *
 * Returns: what the line is
 */
RkAtLineKind
_rk_at_line_classify (const char *line,
                      RkAtResult *result)
{
  const char *words = skip_link_number (line);

  *result = RK_AT_RESULT_OK;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *text = rows[i].kind == RK_AT_LINE_NOTICE ? words : line;

      if (rows[i].whole ? strcmp (text, rows[i].text) != 0 : !g_str_has_prefix (text, rows[i].text))
        continue;
      *result = rows[i].result;
      return rows[i].kind;
    }

  return strstr (line, ROM_MARK) != NULL ? RK_AT_LINE_RESTART : RK_AT_LINE_TEXT;
}

/*
 * _rk_at_line_is_echo:
 * @line: a line without its end
 * @command: what was sent
 * @is_first: whether nothing else came before it
 *
 * Garbage of a change of speed can stick to the front of the echo.
 *
 * Returns: whether the line is the echo of the command
 */
gboolean
_rk_at_line_is_echo (const char *line,
                     const char *command,
                     gboolean    is_first)
{
  return strcmp (line, command) == 0 || (is_first && g_str_has_suffix (line, command));
}
