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

/* A refusal of the early firmware may stand alone ("no ip"); the later one lets
 * ERROR follow it (ESP8266_AT, at_ipCmd.c; strings of AT 1.7.6).
 */
#define REFUSAL RK_AT_LINE_SOFT, RK_AT_RESULT_ERROR

/* clang-format off */
static const LineRow rows[] = {
  { "OK", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_OK },
  { "ERROR", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_ERROR },
  { "FAIL", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_FAIL },
  { "SEND OK", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_SEND_OK },
  { "SEND FAIL", TRUE, RK_AT_LINE_FINAL, RK_AT_RESULT_SEND_FAIL },
  { "no change", FALSE, RK_AT_LINE_SOFT, RK_AT_RESULT_NO_CHANGE },
  { "ALREADY CONNECT", FALSE, RK_AT_LINE_SOFT, RK_AT_RESULT_ALREADY },
  { "ALREAY CONNECT", FALSE, RK_AT_LINE_SOFT, RK_AT_RESULT_ALREADY }, /* so written until 0.21 */
  { "no ip", FALSE, REFUSAL },
  { "no this fun", FALSE, REFUSAL },
  { "link is not", FALSE, REFUSAL },
  { "link is builded", FALSE, REFUSAL },
  { "too long", FALSE, REFUSAL },
  { "type error", FALSE, REFUSAL },
  { "MUX=", FALSE, REFUSAL },
  { "IPMODE=", FALSE, REFUSAL },
  { "we must restart", FALSE, REFUSAL },
  { "DNS Fail", FALSE, REFUSAL },
  { "ID ERROR", FALSE, REFUSAL },
  { "IP ERROR", FALSE, REFUSAL },
  { "ENTRY ERROR", FALSE, REFUSAL },
  { "Link typ", FALSE, REFUSAL },
  { "Miss param", FALSE, REFUSAL },
  { "CONNECT FAIL", FALSE, REFUSAL },
  { "TcpServer Failure", FALSE, REFUSAL },
  { "busy p", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "busy s", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "busy now", FALSE, RK_AT_LINE_BUSY, RK_AT_RESULT_ERROR },
  { "ready", TRUE, RK_AT_LINE_RESTART, RK_AT_RESULT_OK },
  { "WIFI ", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+CIPUPDATE:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+STA_CONNECTED", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+STA_DISCONNECTED", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+DIST_STA_IP", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+LINK_CONN:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+MQTTCONNECTED:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+MQTTDISCONNECTED:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+MQTTSUBRECV:", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+TIME_UPDATED", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+ETH_", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "+QUITT", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "smartconfig ", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "Smart get wifi info", FALSE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "CONNECT", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "CLOSED", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },
  { "Link", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK },   /* before 0.20 */
  { "Linked", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK }, /* likewise */
  { "Unlink", TRUE, RK_AT_LINE_NOTICE, RK_AT_RESULT_OK }, /* likewise */
};
/* clang-format on */

/* What only a module says that starts, or is about to, wherever it stands in the
 * line: of the ROM, of the exception handlers, and of ESP-AT.
 */
static const char *const restart_marks[] = {
  "rst cause:", "rst:0x", "Fatal exception (", "Soft WDT reset", "wdt reset", "Will force to restart",
};

/* With AT+CIPMUX=1 the link's number stands in front: "0,CONNECT". */
static const char *
skip_link_number (const char *line)
{
  return g_ascii_isdigit (line[0]) && line[1] == ',' ? line + 2 : line;
}

static gboolean
has_restart_mark (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (restart_marks); i++)
    if (strstr (line, restart_marks[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* "+IPD,0,100" without bytes: they wait to be fetched (AT+CIPRECVMODE=1).  And
 * "3,SEND OK", of data that went out earlier (AT+CIPSENDBUF).
 */
static gboolean
tells_of_data (const char *line)
{
  const char *numbers = g_str_has_prefix (line, "+IPD,") ? line + strlen ("+IPD,") : line;
  const char *rest = numbers + strspn (numbers, "0123456789,");

  if (rest == numbers)
    return FALSE;
  return numbers != line ? *rest == '\0' : strcmp (rest, "SEND OK") == 0 || strcmp (rest, "SEND FAIL") == 0;
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

  if (tells_of_data (line))
    return RK_AT_LINE_NOTICE;
  return has_restart_mark (line) ? RK_AT_LINE_RESTART : RK_AT_LINE_TEXT;
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
