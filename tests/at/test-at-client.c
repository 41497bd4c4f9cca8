/* test-at-client.c: commands and replies, as they come and as they go wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-client.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "script-link.h"

#include <string.h>

typedef struct
{
  ScriptLink *link;
  RkAtClient *client;
  GString    *notices;
} Fixture;

static void
keep_notice (const char *line,
             GBytes     *payload,
             gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->notices, line);
  if (payload != NULL)
    {
      g_string_append_c (fixture->notices, ':');
      g_string_append_len (fixture->notices, g_bytes_get_data (payload, NULL), (gssize)g_bytes_get_size (payload));
    }
  g_string_append_c (fixture->notices, '|');
}

static void
set_up (Fixture          *fixture,
        const ScriptStep *steps)
{
  fixture->link = script_link_new (steps);
  fixture->client = rk_at_client_new (RK_LINK (fixture->link));
  fixture->notices = g_string_new (NULL);
  rk_at_client_set_notice_func (fixture->client, keep_notice, fixture);
}

static void
tear_down (Fixture *fixture)
{
  rk_at_client_free (fixture->client);
  g_string_free (fixture->notices, TRUE);
  g_assert_finalize_object (fixture->link);
}

static RkAtReply *
transact (Fixture     *fixture,
          const char  *command,
          GError     **error)
{
  return rk_at_client_transact (fixture->client, command, rk_deadline_in_ms (60 * 1000), NULL, error);
}

typedef struct
{
  const char *command;
  const char *answer;
  gssize      length;
  RkAtResult  result;
  const char *lines;
  const char *notices;
} ReplyRow;

/* clang-format off */
static const ReplyRow reply_rows[] = {
  { "AT", "AT\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT", "AT\r\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT", "\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT", "\xf8\x80" "AT\r\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT", "\xf8\x80\xfe\r\nAT\r\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT+GMR", "AT+GMR\r\r\n0018000902\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "0018000902", "" },
  { "AT+GMR", "AT version:1.7.6.0(Jun 17 2024)\r\nSDK version:3.0.6\r\nOK\r\n", 0, RK_AT_RESULT_OK,
    "AT version:1.7.6.0(Jun 17 2024)|SDK version:3.0.6", "" },
  { "AT+X", "AT+X\r\n\r\nERROR\r\n", 0, RK_AT_RESULT_ERROR, "", "" },
  { "AT+CWJAP=\"a\",\"b\"", "AT+CWJAP=\"a\",\"b\"\r\n+CWJAP:3\r\n\r\nFAIL\r\n", 0, RK_AT_RESULT_FAIL, "+CWJAP:3", "" },
  { "AT+CWJAP=\"a\",\"b\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "",
    "WIFI CONNECTED|WIFI GOT IP|" },
  { "AT+CWMODE=1", "AT+CWMODE=1\r\r\nno change\r\n", 0, RK_AT_RESULT_NO_CHANGE, "", "" },
  { "AT+CWMODE=1", "AT+CWMODE=1\r\r\nno change\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "ALREADY CONNECTED\r\n\r\nERROR\r\n", 0, RK_AT_RESULT_ERROR, "", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "ALREADY CONNECT\r\n", 0, RK_AT_RESULT_ALREADY, "", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "CONNECT\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "CONNECT|" },
  { "AT+CIPSTART=1,\"TCP\",\"h\",80", "1,CONNECT\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "1,CONNECT|" },
  { "AT+CIPCLOSE", "CLOSED\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "CLOSED|" },
  { "AT+CIUPDATE", "+CIPUPDATE:1\r\n+CIPUPDATE:2\r\n+CIPUPDATE:3\r\n+CIPUPDATE:4\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "",
    "+CIPUPDATE:1|+CIPUPDATE:2|+CIPUPDATE:3|+CIPUPDATE:4|" },
  { "AT+CIPSEND=3", "\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n", 0, RK_AT_RESULT_SEND_OK, "Recv 3 bytes", "" },
  { "AT", "+IPD,4:OK\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "+IPD,4:OK\r\n|" },
  { "AT", "+IPD,0,6:\r\nOK\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "+IPD,0,6:\r\nOK\r\n|" },
  { "AT", "+IPD,4,192.0.2.1,80:abcd\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "+IPD,4,192.0.2.1,80:abcd|" },
  { "AT", "+IPD,0,2,192.0.2.1,80:ab\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "+IPD,0,2,192.0.2.1,80:ab|" },
  { "AT", "+IPD,0,5\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "+IPD,0,5|" },
  { "AT", "3,SEND OK\r\n0,7,SEND FAIL\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "3,SEND OK|0,7,SEND FAIL|" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "no ip\r\n", 0, RK_AT_RESULT_ERROR, "no ip", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "no ip\r\n\r\nERROR\r\n", 0, RK_AT_RESULT_ERROR, "no ip", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "DNS Fail\r\n", 0, RK_AT_RESULT_ERROR, "DNS Fail", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "ALREAY CONNECT\r\n", 0, RK_AT_RESULT_ALREADY, "", "" },
  { "AT+CIPSEND=4", "link is not\r\n", 0, RK_AT_RESULT_ERROR, "link is not", "" },
  { "AT+CIPSEND=4", "link is not valid\r\n\r\nERROR\r\n", 0, RK_AT_RESULT_ERROR, "link is not valid", "" },
  { "AT+CIPMUX=1", "link is builded\r\n", 0, RK_AT_RESULT_ERROR, "link is builded", "" },
  { "AT+FOO=1", "no this fun\r\n", 0, RK_AT_RESULT_ERROR, "no this fun", "" },
  { "AT+CIPSERVER=0", "we must restart\r\n", 0, RK_AT_RESULT_ERROR, "we must restart", "" },
  { "AT+CIPSTART=\"TCP\",\"h\",80", "\r\nOK\r\nLinked\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT", "+IPD,x:y\r\nOK\r\n", 0, RK_AT_RESULT_OK, "+IPD,x:y", "" },
  { "AT", "+IPD,99999:y\r\nOK\r\n", 0, RK_AT_RESULT_OK, "+IPD,99999:y", "" },
  { "AT", "a\0b\r\nOK\r\n", 9, RK_AT_RESULT_OK, "a", "" },
  { "AT+RST", "AT+RST\r\n\r\nOK\r\n", 0, RK_AT_RESULT_OK, "", "" },
  { "AT+RST", "AT+RST\r\n\r\nready\r\n", 0, RK_AT_RESULT_OK, "", "ready|" },
};
/* clang-format on */

static void
check_reply (const ReplyRow *row,
             gsize           chunk)
{
  g_autofree char *expect = g_strconcat (row->command, "\r\n", NULL);
  ScriptStep steps[] = { { expect, row->answer, row->length }, { NULL, NULL, 0 } };
  g_autoptr(RkAtReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->chunk = chunk;
  reply = transact (&fixture, row->command, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reply->result, ==, row->result);
  lines = g_strjoinv ("|", reply->lines);
  g_assert_cmpstr (lines, ==, row->lines);
  g_assert_cmpstr (fixture.notices->str, ==, row->notices);
  g_assert_cmpuint (fixture.link->n_writes, ==, 1);
  tear_down (&fixture);
}

static void
test_replies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (reply_rows); i++)
    for (gsize chunk = 0; chunk < 40; chunk++)
      check_reply (&reply_rows[i], chunk);
}

static void
test_busy (void)
{
  static const ScriptStep steps[] = {
    { "AT+GMR\r\n", "\r\nbusy p...\r\n", 0 },
    { "AT+GMR\r\n", "\r\nbusy s...\r\n\r\nOK\r\n", 0 }, /* that OK is the earlier command's */
    { "AT+GMR\r\n", "AT+GMR\r\nbusy now ...\r\n", 0 },
    { "AT+GMR\r\n", "AT+GMR\r\n00170901\r\n\r\nOK\r\n", 0 },
    { NULL, NULL, 0 },
  };
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  lines = rk_at_client_command (fixture.client, "AT+GMR", rk_deadline_in_ms (60 * 1000), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lines[0], ==, "00170901");
  g_assert_null (lines[1]);
  g_assert_cmpuint (fixture.link->n_writes, ==, 4);
  g_assert_cmpstr (fixture.notices->str, ==, "OK|");
  tear_down (&fixture);
}

static void
test_what_was_there_before (void)
{
  static const ScriptStep steps[] = { { "AT\r\n", "\r\nERROR\r\n", 0 }, { NULL, NULL, 0 } };
  g_autoptr(RkAtReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  script_link_feed (fixture.link, "\r\nready\r\n\r\nOK\r\nWIFI GOT IP\r\n", -1);
  reply = transact (&fixture, "AT", &error);
  g_assert_no_error (error);
  g_assert_cmpint (reply->result, ==, RK_AT_RESULT_ERROR);
  g_assert_cmpstr (fixture.notices->str, ==, "ready|OK|WIFI GOT IP|");
  tear_down (&fixture);
}

static void
test_failed (void)
{
  static const ScriptStep steps[] = {
    { "AT+CWJAP=\"ap\",\"secret\"\r\n", "+CWJAP:2\r\n\r\nFAIL\r\n", 0 },
    { NULL, NULL, 0 },
  };
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  g_assert_null (rk_at_client_command (fixture.client, "AT+CWJAP=\"ap\",\"secret\"",
                                       rk_deadline_in_ms (60 * 1000), NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_AT_FAILED);
  g_assert_cmpstr (error->message, ==, "“AT+CWJAP=\"ap\",\"****\"” was answered FAIL: +CWJAP:2");
  tear_down (&fixture);
}

static void
check_error (const char *answer,
             RkError     code)
{
  ScriptStep steps[] = { { "AT+GMR\r\n", answer, 0 }, { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  g_assert_null (transact (&fixture, "AT+GMR", &error));
  g_assert_error (error, RK_ERROR, (int)code);
  tear_down (&fixture);
}

static void
test_silence (void)
{
  check_error ("", RK_ERROR_NO_REPLY);
  check_error ("AT+GMR\r\n", RK_ERROR_NO_REPLY);
  check_error ("AT+GMR\r\n00170901\r\n", RK_ERROR_NO_REPLY);
  check_error ("OK", RK_ERROR_NO_REPLY);
  check_error ("+IPD,100:abc\r\nOK\r\n", RK_ERROR_NO_REPLY);
  check_error ("\xff\xfe\x80\x80\x80", RK_ERROR_NO_REPLY);
}

static void
test_restart (void)
{
  check_error ("\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n", RK_ERROR_RESTARTED);
  check_error ("AT+GMR\r\n\r\nready\r\n", RK_ERROR_RESTARTED);
}

/* Whatever a module says that starts, even in the middle of its reply. */
static void
test_restart_texts (void)
{
  check_error ("AT+GMR\r\nAT version:1.7.6\r\nFatal exception (28):\r\nepc1=0x40100000\r\n", RK_ERROR_RESTARTED);
  check_error ("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", RK_ERROR_RESTARTED);
  check_error ("AT+GMR\r\nSoft WDT reset\r\n", RK_ERROR_RESTARTED);
  check_error ("\xff\xfe ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n", RK_ERROR_RESTARTED);
  check_error ("Will force to restart!!!\r\n", RK_ERROR_RESTARTED);
}

typedef struct
{
  const char *prompt; /* what the command is answered */
  const char *answer; /* what the data are answered */
  RkAtResult  result;
  const char *lines;
} DataRow;

static const DataRow data_rows[] = {
  { "AT+CIPSEND=5\r\r\n> ", "hello\r\nSEND OK\r\n", RK_AT_RESULT_SEND_OK, "" }, /* 2014: data are echoed */
  { "AT+CIPSEND=5\r\n\r\nOK\r\n> ", "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n", RK_AT_RESULT_SEND_OK, "Recv 5 bytes" },
  { "\r\nOK\r\n\r\n>", "busy s...\r\n\r\nRecv 5 bytes\r\n\r\nSEND FAIL\r\n", RK_AT_RESULT_SEND_FAIL, "Recv 5 bytes" },
};

static void
check_data (const DataRow *row,
            gsize          chunk)
{
  ScriptStep steps[] = { { "AT+CIPSEND=5\r\n", row->prompt, 0 }, { "hello", row->answer, 0 }, { NULL, NULL, 0 } };
  g_autoptr(GBytes) data = g_bytes_new_static ("hello", 5);
  g_autoptr(RkAtReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->chunk = chunk;
  reply = rk_at_client_transact_data (fixture.client, "AT+CIPSEND=5", data, rk_deadline_in_ms (60 * 1000), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reply->result, ==, row->result);
  lines = g_strjoinv ("|", reply->lines);
  g_assert_cmpstr (lines, ==, row->lines);
  tear_down (&fixture);
}

static void
test_data (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (data_rows); i++)
    for (gsize chunk = 0; chunk < 20; chunk++)
      check_data (&data_rows[i], chunk);
}

static void
check_data_error (const char *prompt,
                  RkError     code)
{
  ScriptStep steps[] = { { "AT\r\n", prompt, 0 }, { NULL, NULL, 0 } };
  g_autoptr(GBytes) data = g_bytes_new_static ("hello", 5);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  g_assert_null (rk_at_client_transact_data (fixture.client, "AT", data, rk_deadline_in_ms (60 * 1000), NULL, &error));
  g_assert_error (error, RK_ERROR, (int)code);
  tear_down (&fixture);
}

static void
test_data_not_wanted (void)
{
  check_data_error ("AT\r\n\r\nOK\r\n", RK_ERROR_PROTOCOL);
  check_data_error ("AT\r\n", RK_ERROR_NO_REPLY);
  check_error ("AT+GMR\r\n> ", RK_ERROR_NO_REPLY);
}

static void
test_await_ready (void)
{
  g_autoptr(GBytes) rest = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_ready;
  Fixture fixture;

  set_up (&fixture, NULL);
  script_link_feed (fixture.link, "\xff\xfe\r\nready\r\nWIFI", -1);
  g_assert_true (rk_at_client_await_ready (fixture.client, rk_deadline_in_ms (60 * 1000), NULL, &is_ready, &error));
  g_assert_no_error (error);
  g_assert_true (is_ready);
  rest = rk_at_client_steal_rest (fixture.client);
  g_assert_cmpmem (g_bytes_get_data (rest, NULL), g_bytes_get_size (rest), "\r\nWIFI", 6);

  g_assert_true (rk_at_client_await_ready (fixture.client, rk_deadline_in_ms (60 * 1000), NULL, &is_ready, &error));
  g_assert_false (is_ready);
  tear_down (&fixture);
}

/* A packet that never ends must not eat the next reply. */
static void
test_half_packet (void)
{
  static const ScriptStep steps[] = {
    { "AT\r\n", "+IPD,100:abc", 0 },
    { "AT\r\n", "\r\nOK\r\n", 0 },
    { NULL, NULL, 0 },
  };
  g_autoptr(RkAtReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  g_assert_null (transact (&fixture, "AT", NULL));
  reply = transact (&fixture, "AT", &error);
  g_assert_no_error (error);
  g_assert_cmpint (reply->result, ==, RK_AT_RESULT_OK);
  tear_down (&fixture);
}

static void
test_unplug (void)
{
  static const ScriptStep steps[] = { { "AT+GMR\r\n", "AT+GMR\r\n001709", 0 }, { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->lose_after_answer = TRUE;
  g_assert_null (transact (&fixture, "AT+GMR", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  tear_down (&fixture);
}

static void
check_cancel (const char *answer)
{
  ScriptStep steps[] = { { "AT+GMR\r\n", answer, 0 }, { NULL, NULL, 0 } };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->cancel_after_answer = cancellable;
  g_assert_null (rk_at_client_command (fixture.client, "AT+GMR", RK_DEADLINE_NEVER, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&fixture);
}

static void
test_cancel (void)
{
  check_cancel ("");
  check_cancel ("AT+GMR\r\n001709");
  check_cancel ("no change\r\n");
  check_cancel ("busy p...\r\n");
}

/* A module that never stops talking does not hold the client. */
static gssize
read_without_end (RkLink        *link,
                  guint8        *buffer,
                  gsize          count,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  memset (buffer, 'x', count);
  for (gsize i = 80; i < count; i += 80)
    buffer[i] = '\n';
  return (gssize)count;
}

static void
test_endless (void)
{
  g_autoptr(GError) error = NULL;
  gssize (*read) (RkLink *, guint8 *, gsize, gint64, GCancellable *, GError **);
  Fixture fixture;

  set_up (&fixture, NULL);
  rk_at_client_set_notice_func (fixture.client, NULL, NULL);
  read = RK_LINK_GET_CLASS (fixture.link)->read;
  RK_LINK_GET_CLASS (fixture.link)->read = read_without_end;
  g_assert_null (rk_at_client_transact (fixture.client, "AT", g_get_monotonic_time (), NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_NO_REPLY);
  RK_LINK_GET_CLASS (fixture.link)->read = read;
  tear_down (&fixture);
}

static gboolean
probe (Fixture  *fixture,
       guint     first_baud,
       guint    *baud,
       GError  **error)
{
  return rk_at_client_probe (fixture->client, first_baud, baud, rk_deadline_in_ms (60 * 1000), NULL, error);
}

static void
check_probe (guint       module_baud,
             guint       first_baud,
             const char *tried)
{
  static const ScriptStep steps[] = { { "AT\r\n", "AT\r\r\n\r\nOK\r\n", 0 }, { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->baud = module_baud;
  g_assert_true (probe (&fixture, first_baud, &baud, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (baud, ==, module_baud);
  g_assert_cmpuint (rk_link_get_baud (RK_LINK (fixture.link)), ==, module_baud);
  g_assert_cmpstr (fixture.link->bauds->str, ==, tried);
  tear_down (&fixture);
}

static void
test_probe (void)
{
  check_probe (115200, 0, "115200 ");
  check_probe (115200, 115200, "115200 ");
  check_probe (9600, 0, "115200 9600 ");
  check_probe (9600, 9600, "9600 ");
  check_probe (57600, 9600, "9600 115200 57600 ");
  check_probe (921600, 0, "115200 9600 57600 38400 19200 74880 230400 921600 ");
  check_probe (1500000, 1500000, "1500000 ");
}

static void
check_probe_answer (const ScriptStep *steps,
                    guint             n_writes)
{
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->baud = 115200;
  g_assert_true (probe (&fixture, 115200, &baud, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (baud, ==, 115200);
  g_assert_cmpuint (fixture.link->n_writes, ==, n_writes);
  tear_down (&fixture);
}

static void
test_probe_answers (void)
{
  static const ScriptStep busy[] = { { "AT\r\n", "busy p...\r\n", 0 }, { NULL, NULL, 0 } };
  static const ScriptStep failing[] = { { "AT\r\n", "\r\nERROR\r\n", 0 }, { NULL, NULL, 0 } };
  static const ScriptStep starting[] = {
    { "AT\r\n", "\x80\xfe\r\nready\r\n", 0 },
    { "AT\r\n", "\r\nOK\r\n", 0 },
    { NULL, NULL, 0 },
  };

  /* Ready when seven other speeds have been tried. */
  static const ScriptStep slow[] = {
    { "AT\r\n", "\x80\xfe", 0 },
    { "AT\r\n", "\x80\xfe", 0 },
    { "AT\r\n", "\r\nOK\r\n", 0 },
    { NULL, NULL, 0 },
  };

  check_probe_answer (busy, 1);
  check_probe_answer (failing, 1);
  check_probe_answer (starting, 2);
  check_probe_answer (slow, 2 + 7 * 2 + 1);
}

static void
test_probe_finds_nothing (void)
{
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  set_up (&fixture, NULL);
  fixture.link->baud = 300; /* none of those that are tried */
  g_assert_false (probe (&fixture, 0, &baud, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_NO_REPLY);
  g_assert_cmpuint (fixture.link->n_writes, ==, 18);
  tear_down (&fixture);
}

static void
test_probe_port_unable (void)
{
  static const ScriptStep steps[] = { { "AT\r\n", "\r\nOK\r\n", 0 }, { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  set_up (&fixture, steps);
  fixture.link->only_baud = 38400;
  g_assert_true (probe (&fixture, 0, &baud, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (baud, ==, 38400);
  g_assert_cmpuint (fixture.link->n_writes, ==, 1);
  tear_down (&fixture);
}

static void
test_probe_echo (void)
{
  ScriptStep steps[19] = { { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  for (guint i = 0; i < 18; i++)
    steps[i] = (ScriptStep){ "AT\r\n", "AT\r\n", 0 };
  set_up (&fixture, steps);
  g_assert_false (probe (&fixture, 0, &baud, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ECHO);
  tear_down (&fixture);
}

static void
test_probe_unplug (void)
{
  g_autoptr(GError) error = NULL;
  guint baud = 0;
  Fixture fixture;

  set_up (&fixture, NULL);
  fixture.link->lose_after_answer = TRUE;
  g_assert_false (probe (&fixture, 0, &baud, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_assert_cmpuint (fixture.link->n_writes, ==, 1);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/client/replies", test_replies);
  g_test_add_func ("/at/client/busy", test_busy);
  g_test_add_func ("/at/client/before", test_what_was_there_before);
  g_test_add_func ("/at/client/failed", test_failed);
  g_test_add_func ("/at/client/silence", test_silence);
  g_test_add_func ("/at/client/restart", test_restart);
  g_test_add_func ("/at/client/restart-texts", test_restart_texts);
  g_test_add_func ("/at/client/data", test_data);
  g_test_add_func ("/at/client/data-not-wanted", test_data_not_wanted);
  g_test_add_func ("/at/client/await-ready", test_await_ready);
  g_test_add_func ("/at/client/half-packet", test_half_packet);
  g_test_add_func ("/at/client/unplug", test_unplug);
  g_test_add_func ("/at/client/cancel", test_cancel);
  g_test_add_func ("/at/client/endless", test_endless);
  g_test_add_func ("/at/probe/baud", test_probe);
  g_test_add_func ("/at/probe/answers", test_probe_answers);
  g_test_add_func ("/at/probe/nothing", test_probe_finds_nothing);
  g_test_add_func ("/at/probe/port-unable", test_probe_port_unable);
  g_test_add_func ("/at/probe/echo", test_probe_echo);
  g_test_add_func ("/at/probe/unplug", test_probe_unplug);

  return g_test_run ();
}
