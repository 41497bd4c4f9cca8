/* test-at-air.c: imitated AT firmware in its networks, generation by generation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "at-chip.h"

#include <gio/gio.h>
#include <string.h>

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

typedef struct
{
  const RkAtFirmware *firmware;
  const char         *command;
  const char         *reply;
} Row;

/* Up, without echo, in station mode unless @mode says otherwise. */
static void
start_in_mode (AtChip             *chip,
               const RkAtFirmware *firmware,
               const char         *mode)
{
  at_chip_init (chip, firmware);
  g_assert_true (rk_at_world_add_network (chip->world, "home:secret12:11:-60", NULL));
  g_assert_true (rk_at_world_add_network (chip->world, "a,b\"c:secret12", NULL));
  g_assert_true (rk_at_world_add_network (chip->world, "open:", NULL));
  at_chip_start (chip);
  at_chip_send (chip, "ATE0\r\n");
  at_chip_send (chip, mode);
  at_chip_settle (chip);
  g_string_truncate (chip->said, 0);
}

/* Each on a module of its own. */
static void
check_rows (const Row  *rows,
            gsize       n_rows,
            const char *mode,
            const char *before)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *line = g_strconcat (rows[i].command, "\r\n", NULL);
      AtChip chip;

      g_test_message ("%s on %s", rows[i].command, rows[i].firmware->at_version);
      start_in_mode (&chip, rows[i].firmware, mode);
      at_chip_send (&chip, before);
      at_chip_settle (&chip);
      g_string_truncate (chip.said, 0);
      at_chip_send (&chip, line);
      at_chip_settle (&chip);
      at_chip_assert_said (&chip, rows[i].reply);
      at_chip_clear (&chip);
    }
}

#define JOIN "AT+CWJAP=\"home\",\"secret12\"\r\n"
#define STATION "AT+CWMODE=1\r\n"

static void
test_apart (void)
{
  static const Row rows[] = {
    { &at_chip_2014, "AT+CWMODE?", "+CWMODE:1\r\n" OK },
    { &at_chip_2014, "AT+CWMODE=?", "+CWMODE:(1-3)\r\n" OK },
    { &at_chip_2014, "AT+CWMODE=4", ERROR },
    { &at_chip_2014, "AT+CWMODE=1", OK },
    { &at_chip_vendor, "AT+CWMODE=1", "no change\r\n" },
    { &at_chip_vendor, "AT+GMR=1", "no this fun\r\n" },
    { &at_chip_2014, "AT+GMR=1", ERROR },
    { &at_chip_2014, "AT+CWMODE_CUR=1", ERROR },
    { &at_chip_176, "AT+CWMODE_CUR?", "+CWMODE_CUR:1\r\n" OK },
    { &at_chip_176, "AT+CWMODE=1x", ERROR },
    { &at_chip_2014, "AT+CWJAP?", "No AP\r\n" ERROR },
    { &at_chip_vendor, "AT+CWJAP?", ERROR },
    { &at_chip_176, "AT+CWJAP?", "No AP\r\n" OK },
    { &at_chip_2014, "AT+CWJAP=\"home\",\"secret12\"", OK },
    { &at_chip_176, "AT+CWJAP=\"home\",\"secret12\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK },
    { &at_chip_176, "AT+CWJAP_CUR=\"open\",\"\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK },
    { &at_chip_176, "AT+CWJAP=\"a\\,b\\\"c\",\"secret12\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK },
    { &at_chip_2014, "AT+CWJAP=\"home\",\"wrong123\"", "+CWJAP:2\r\n\r\nFAIL\r\n" },
    { &at_chip_176, "AT+CWJAP=\"home\",\"wrong123\"", "+CWJAP:2\r\n\r\nFAIL\r\n" },
    { &at_chip_2014, "AT+CWJAP=\"away\",\"secret12\"", "+CWJAP:3\r\n\r\nFAIL\r\n" },
    { &at_chip_2014, "AT+CWJAP=home,secret12", ERROR },
    { &at_chip_2014, "AT+CWJAP=\"home\"", ERROR },
    { &at_chip_vendor, "AT+CIFSR", ERROR },
    { &at_chip_2014, "AT+CIFSR", "+CIFSR:STAIP,\"0.0.0.0\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:12:34:56\"\r\n" OK },
    { &at_chip_2014, "AT+CIPSTATUS", "STATUS:4\r\n" OK },
    { &at_chip_176, "AT+CIPSTATUS", "STATUS:5\r\n" OK },
    { &at_chip_2014, "AT+CIPSTART=\"TCP\",\"127.0.0.1\",1", "no ip\r\n" },
    { &at_chip_176, "AT+CIPSTART=\"TCP\",\"127.0.0.1\",1", "no ip\r\n" ERROR },
    { &at_chip_176, "AT+CIUPDATE", ERROR },
    { &at_chip_176, "AT+CWSAP?", ERROR },
    { &at_chip_176, "AT+CWLIF", ERROR },
    { &at_chip_176, "AT+SYSRAM?", "+SYSRAM:39152\r\n" OK },
    { &at_chip_176, "AT+SLEEP?", "+SLEEP:2\r\n" OK },
    { &at_chip_176, "AT+RFPOWER=83", ERROR },
    { &at_chip_176, "AT+RFPOWER=40", OK },
    { &at_chip_021, "AT+CWAUTOCONN=0", OK },
    { &at_chip_2014, "AT+CWAUTOCONN=0", ERROR },
    { &at_chip_2014, "AT+CWDHCP?", "" },
    { &at_chip_176, "AT+CWDHCP?", "+CWDHCP:3\r\n" OK },
    { &at_chip_176, "AT+CIPSTAMAC?", "+CIPSTAMAC:\"5c:cf:7f:12:34:56\"\r\n" OK },
    { &at_chip_2014, "AT+CIPSTA?", "+CIPSTA:\"0.0.0.0\"\r\n" OK },
    { &at_chip_176, "AT+PING=\"127.0.0.1\"", "+timeout\r\n" ERROR },
  };

  check_rows (rows, G_N_ELEMENTS (rows), STATION, "");
}

static void
test_joined (void)
{
  static const Row rows[] = {
    { &at_chip_vendor, "AT+CWJAP?", "+CWJAP:\"home\"\r\n" OK },
    { &at_chip_040, "AT+CWJAP?", "+CWJAP:\"home\",\"02:00:00:00:01:01\",11,-60\r\n" OK },
    { &at_chip_176, "AT+CWJAP?", "+CWJAP:\"home\",\"02:00:00:00:01:01\",11,-60,0\r\n" OK },
    { &at_chip_vendor, "AT+CIFSR", "192.168.1.57\r\n" OK },
    { &at_chip_176, "AT+CIFSR", "+CIFSR:STAIP,\"192.168.1.57\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:12:34:56\"\r\n" OK },
    { &at_chip_2014, "AT+CIPSTATUS", "STATUS:2\r\n" OK },
    { &at_chip_2014, "AT+CWQAP", OK },
    { &at_chip_176, "AT+CWQAP", OK "WIFI DISCONNECT\r\n" },
    { &at_chip_176, "AT+RST", OK "WIFI DISCONNECT\r\n<restart>" },
    { &at_chip_2014, "AT+CIPSTA?", "+CIPSTA:\"192.168.1.57\"\r\n" OK },
    { &at_chip_176, "AT+CIPSTA?",
      "+CIPSTA:ip:\"192.168.1.57\"\r\n+CIPSTA:gateway:\"192.168.1.1\"\r\n+CIPSTA:netmask:\"255.255.255.0\"\r\n" OK },
    { &at_chip_2014, "AT+CIPSTART=\"TCP\",\"192.0.2.1\",80", "0,CLOSED\r\n" ERROR },
    { &at_chip_176, "AT+CIPSTART=\"TCP\",\"192.0.2.1\",80", ERROR "CLOSED\r\n" },
    { &at_chip_2014, "AT+CIPSTART=\"TCP\",\"example.org\",80", "DNS Fail\r\n" },
    { &at_chip_176, "AT+CIPSTART=\"TCP\",\"example.org\",80", "DNS Fail\r\n" ERROR },
    { &at_chip_2014, "AT+CIPSTART=\"TPC\",\"127.0.0.1\",80", "Link typ ERROR\r\n" },
    { &at_chip_2014, "AT+CIPSTART=\"TCP\",127.0.0.1,80", "IP ERROR\r\n" },
    { &at_chip_2014, "AT+CIPSTART=\"TCP\",\"127.0.0.1\"", "ENTRY ERROR\r\n" },
    { &at_chip_2014, "AT+CIPSEND=5", "link is not\r\n" },
    { &at_chip_176, "AT+CIPSEND=5", "link is not valid\r\n" ERROR },
    { &at_chip_2014, "AT+CIPSEND", ERROR },
    { &at_chip_2014, "AT+CIPCLOSE", ERROR },
    { &at_chip_2014, "AT+CIPCLOSE=0", "MUX=0\r\n" },
    { &at_chip_2014, "AT+CIPSERVER=1", ERROR },
    { &at_chip_2014, "AT+CIPSTO=10", ERROR },
    { &at_chip_176, "AT+PING=\"127.0.0.1\"", "+1\r\n" OK },
    { &at_chip_176, "AT+PING=\"192.0.2.1\"", "+timeout\r\n" ERROR },
    { &at_chip_176, "AT+CIPDOMAIN=\"localhost\"", "+CIPDOMAIN:127.0.0.1\r\n" OK },
    { &at_chip_176, "AT+CIPDOMAIN=\"example.org\"", "DNS Fail\r\n" ERROR },
  };

  check_rows (rows, G_N_ELEMENTS (rows), STATION, JOIN);
}

static void
test_access_point (void)
{
  static const Row rows[] = {
    { &at_chip_2014, "AT+CWLAP", ERROR },
    { &at_chip_2014, "AT+CWJAP=\"home\",\"secret12\"", ERROR },
    { &at_chip_2014, "AT+CWSAP?", "+CWSAP:\"ESP_123456\",\"\",1,0\r\n" OK },
    { &at_chip_176, "AT+CWSAP?", "+CWSAP:\"ESP_123456\",\"\",1,0,4,0\r\n" OK },
    { &at_chip_176, "AT+CWSAP=\"mine\",\"short\",5,3", ERROR },
    { &at_chip_2014, "AT+CWSAP=\"mine\",\"short\",5,3", OK },
    { &at_chip_2014, "AT+CWSAP=\"mine\",\"short\",14,3", ERROR },
    { &at_chip_2014, "AT+CWLIF", OK },
    { &at_chip_2014, "AT+CIFSR", "+CIFSR:APIP,\"192.168.4.1\"\r\n+CIFSR:APMAC,\"5e:cf:7f:12:34:56\"\r\n" OK },
    { &at_chip_vendor, "AT+CIFSR", "192.168.4.1\r\n" OK },
  };

  check_rows (rows, G_N_ELEMENTS (rows), "AT+CWMODE=2\r\n", "");
}

static void
test_scan (void)
{
  static const Row rows[] = {
    { &at_chip_vendor, "AT+CWLAP=\"home\"", "+CWLAP:(3,\"home\",-60,\"02:00:00:00:01:01\",11)\r\n" OK },
    { &at_chip_176, "AT+CWLAP=\"home\"", "+CWLAP:(3,\"home\",-60,\"02:00:00:00:01:01\",11,-7,0)\r\n" OK },
    { &at_chip_176, "AT+CWLAP=\"nobody\"", OK },
  };
  AtChip chip;

  check_rows (rows, G_N_ELEMENTS (rows), STATION, "");

  start_in_mode (&chip, &at_chip_176, STATION);
  at_chip_send (&chip, "AT+CWLAPOPT=1,2\r\nAT+CWLAPOPT=1,2\r\n");
  at_chip_assert_said (&chip, "\r\nbusy p...\r\n" OK);
  at_chip_send (&chip, "AT+CWLAP\r\n");
  at_chip_settle (&chip);
  at_chip_assert_said (&chip, "+CWLAP:(\"a,b\"c\")\r\n+CWLAP:(\"open\")\r\n+CWLAP:(\"home\")\r\n" OK);
  at_chip_clear (&chip);
}

/* While it scans, everything else is refused. */
static void
test_busy (void)
{
  AtChip chip;

  start_in_mode (&chip, &at_chip_2014, STATION);
  at_chip_send (&chip, "AT+CWLAP\r\n");
  at_chip_assert_said (&chip, "");
  rk_at_personality_receive (chip.personality, (const guint8 *)"AT\r\n", 4);
  at_chip_assert_said (&chip, "\r\nbusy p...\r\n");
  at_chip_clear (&chip);
}

static void
restart (AtChip *chip)
{
  at_chip_settle (chip);
  at_chip_start (chip);
  at_chip_send (chip, "ATE0\r\n");
  g_string_truncate (chip->said, 0);
}

static void
expect (AtChip     *chip,
        const char *command,
        const char *reply)
{
  at_chip_send (chip, command);
  at_chip_settle (chip);
  at_chip_assert_said (chip, reply);
}

/* What was set for good is there after a restart, what was not is gone. */
static void
test_kept (void)
{
  AtChip chip;

  start_in_mode (&chip, &at_chip_176, "AT+CWMODE_DEF=1\r\n");
  expect (&chip, "AT+CWMODE_CUR=3\r\n", OK);
  expect (&chip, "AT+CWMODE_DEF?\r\n", "+CWMODE_DEF:1\r\n" OK);
  expect (&chip, "AT+CWMODE_CUR?\r\n", "+CWMODE_CUR:3\r\n" OK);
  expect (&chip, "AT+CIPSTA_CUR=\"10.0.0.5\"\r\n", OK);
  expect (&chip, "AT+CWJAP_DEF=\"home\",\"secret12\"\r\n", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK);
  restart (&chip);
  at_chip_settle (&chip);
  at_chip_assert_said (&chip, "WIFI CONNECTED\r\nWIFI GOT IP\r\n");
  expect (&chip, "AT+CWMODE?\r\n", "+CWMODE:1\r\n" OK);
  expect (&chip, "AT+CIPSTA?\r\n",
          "+CIPSTA:ip:\"192.168.1.57\"\r\n+CIPSTA:gateway:\"192.168.1.1\"\r\n+CIPSTA:netmask:\"255.255.255.0\"\r\n" OK);

  expect (&chip, "AT+CWAUTOCONN=0\r\n", OK);
  restart (&chip);
  at_chip_settle (&chip);
  at_chip_assert_said (&chip, "");

  /* In the sector that blank.bin clears. */
  g_assert_cmpmem (chip.flash + 0xfe100, 4, "RKAT", 4);
  expect (&chip, "AT+RESTORE\r\n", OK "<restart>");
  restart (&chip);
  expect (&chip, "AT+CWMODE?\r\n", "+CWMODE:2\r\n" OK);
  at_chip_clear (&chip);
}

static void
test_not_kept (void)
{
  AtChip chip;

  start_in_mode (&chip, &at_chip_176, "AT+CWMODE_DEF=1\r\n");
  expect (&chip, "AT+CWJAP_CUR=\"home\",\"secret12\"\r\n", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK);
  restart (&chip);
  at_chip_settle (&chip);
  at_chip_assert_said (&chip, "");
  expect (&chip, "AT+CWJAP?\r\n", "No AP\r\n" OK);
  at_chip_clear (&chip);
}

static void
test_deep_sleep (void)
{
  AtChip chip;

  start_in_mode (&chip, &at_chip_2014, STATION);
  expect (&chip, "AT+GSLP=1000\r\n", OK);
  expect (&chip, "AT\r\n", "");
  restart (&chip);
  expect (&chip, "AT\r\n", OK);
  at_chip_clear (&chip);
}

/* -- Connections to this computer ----------------------------------------- */

typedef struct
{
  GSocketListener *listener;
  guint16          port;
  GSocketConnection *connection;
} Peer;

static void
peer_init (Peer *peer)
{
  g_autoptr(GError) error = NULL;

  *peer = (Peer){ .listener = g_socket_listener_new () };
  peer->port = g_socket_listener_add_any_inet_port (peer->listener, NULL, &error);
  g_assert_no_error (error);
}

static void
peer_accept (Peer *peer)
{
  g_autoptr(GError) error = NULL;

  peer->connection = g_socket_listener_accept (peer->listener, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
peer_expect (Peer       *peer,
             const char *text)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (peer->connection));
  g_autofree char *buffer = g_malloc0 (strlen (text) + 1);
  gsize count;

  g_assert_true (g_input_stream_read_all (stream, buffer, strlen (text), &count, NULL, NULL));
  g_assert_cmpstr (buffer, ==, text);
}

static void
peer_send (Peer       *peer,
           const char *text)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (peer->connection));

  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, NULL));
}

static void
peer_clear (Peer *peer)
{
  g_clear_object (&peer->connection);
  g_clear_object (&peer->listener);
}

static void
connect_to (AtChip     *chip,
            Peer       *peer,
            const char *link,
            const char *done)
{
  g_autofree char *command = g_strdup_printf ("AT+CIPSTART=%s\"TCP\",\"127.0.0.1\",%u\r\n", link, peer->port);

  at_chip_send (chip, command);
  at_chip_await (chip, done);
  peer_accept (peer);
}

typedef struct
{
  const RkAtFirmware *firmware;
  const char         *connected;
  const char         *prompt;
  const char         *sent;
  const char         *received;
  const char         *closed_by_us;
} LinkRow;

static void
test_link (void)
{
  static const LinkRow rows[] = {
    { &at_chip_vendor, OK "Linked\r\n", "> ", "\r\nSEND OK\r\n", "\r\n+IPD,5:world" OK, OK "Unlink\r\n" },
    { &at_chip_2014, "CONNECT\r\n" OK, "> ", "\r\nSEND OK\r\n", "\r\n+IPD,5:world" OK, "CLOSED\r\n" OK },
    { &at_chip_176, "CONNECT\r\n" OK, OK "> ", "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n", "\r\n+IPD,5:world",
      "CLOSED\r\n" OK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const LinkRow *row = &rows[i];
      AtChip chip;
      Peer peer;

      peer_init (&peer);
      start_in_mode (&chip, row->firmware, STATION);
      at_chip_send (&chip, JOIN);
      at_chip_settle (&chip);
      g_string_truncate (chip.said, 0);

      connect_to (&chip, &peer, "", row->connected);
      at_chip_assert_said (&chip, row->connected);
      at_chip_send (&chip, "AT+CIPSEND=5\r\n");
      at_chip_assert_said (&chip, row->prompt);
      at_chip_send (&chip, "hello");
      at_chip_await (&chip, "SEND OK\r\n");
      at_chip_assert_said (&chip, row->sent);
      peer_expect (&peer, "hello");
      peer_send (&peer, "world");
      at_chip_await (&chip, row->received);
      at_chip_assert_said (&chip, row->received);
      at_chip_send (&chip, "AT+CIPCLOSE\r\n");
      at_chip_await (&chip, row->closed_by_us);
      at_chip_assert_said (&chip, row->closed_by_us);

      peer_clear (&peer);
      at_chip_clear (&chip);
    }
}

static void
test_closed_by_peer (void)
{
  static const struct
  {
    const RkAtFirmware *firmware;
    const char         *told;
  } rows[] = {
    { &at_chip_vendor, "Unlink\r\n" },
    { &at_chip_2014, "CLOSED\r\n" OK },
    { &at_chip_176, "CLOSED\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AtChip chip;
      Peer peer;

      peer_init (&peer);
      start_in_mode (&chip, rows[i].firmware, STATION);
      at_chip_send (&chip, JOIN);
      at_chip_settle (&chip);
      connect_to (&chip, &peer, "", i == 0 ? "Linked\r\n" : "CONNECT\r\n" OK);
      g_string_truncate (chip.said, 0);
      peer_clear (&peer);
      at_chip_await (&chip, rows[i].told);
      at_chip_assert_said (&chip, rows[i].told);
      expect (&chip, "AT+CIPSTATUS\r\n", "STATUS:4\r\n" OK);
      at_chip_clear (&chip);
    }
}

static void
test_several_links (void)
{
  AtChip chip;
  Peer first, second;

  peer_init (&first);
  peer_init (&second);
  start_in_mode (&chip, &at_chip_176, STATION);
  at_chip_send (&chip, JOIN);
  at_chip_settle (&chip);
  g_string_truncate (chip.said, 0);
  expect (&chip, "AT+CIPMUX=1\r\n", OK);
  connect_to (&chip, &first, "1,", "1,CONNECT\r\n" OK);
  connect_to (&chip, &second, "3,", "3,CONNECT\r\n" OK);
  g_string_truncate (chip.said, 0);

  expect (&chip, "AT+CIPMUX=0\r\n", "link is builded\r\n" ERROR);
  expect (&chip, "AT+CIPSTART=3,\"TCP\",\"127.0.0.1\",9\r\n", "ALREADY CONNECTED\r\n" ERROR);
  peer_send (&second, "x");
  at_chip_await (&chip, "\r\n+IPD,3,1:x");
  expect (&chip, "AT+CIPDINFO=1\r\n", "\r\n+IPD,3,1:x" OK);
  at_chip_send (&chip, "AT+CIPCLOSE=5\r\n");
  at_chip_await (&chip, OK);
  at_chip_assert_said (&chip, "1,CLOSED\r\n3,CLOSED\r\n" OK);

  peer_clear (&first);
  peer_clear (&second);
  at_chip_clear (&chip);
}

/* Whoever connects to the module's server is a link too. */
static void
test_server (void)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketListener) probe = g_socket_listener_new ();
  g_autofree char *command = NULL;
  Peer peer = { 0 };
  guint16 port = g_socket_listener_add_any_inet_port (probe, NULL, NULL);
  AtChip chip;

  g_socket_listener_close (probe);
  start_in_mode (&chip, &at_chip_2014, STATION);
  expect (&chip, "AT+CIPMUX=1\r\n", OK);
  command = g_strdup_printf ("AT+CIPSERVER=1,%u\r\n", port);
  expect (&chip, command, OK);
  expect (&chip, command, "no change\r\n");
  expect (&chip, "AT+CIPSTO?\r\n", "+CIPSTO:180\r\n" OK);

  peer.connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_assert_nonnull (peer.connection);
  at_chip_await (&chip, "0,CONNECT\r\n");
  g_string_truncate (chip.said, 0);
  expect (&chip, "AT+CIPSEND=0,2\r\n", "> ");
  at_chip_send (&chip, "hi");
  at_chip_await (&chip, "SEND OK\r\n");
  peer_expect (&peer, "hi");
  g_string_truncate (chip.said, 0);
  expect (&chip, "AT+CIPSERVER=0\r\n", "we must restart\r\n");

  peer_clear (&peer);
  at_chip_clear (&chip);
}

/* AT+CIPMODE=1: all bytes pass, until three plus signs that stand alone. */
static void
test_passthrough (void)
{
  AtChip chip;
  Peer peer;

  peer_init (&peer);
  start_in_mode (&chip, &at_chip_176, STATION);
  at_chip_send (&chip, JOIN);
  at_chip_settle (&chip);
  g_string_truncate (chip.said, 0);
  expect (&chip, "AT+CIPMODE=1\r\n", OK);
  connect_to (&chip, &peer, "", "CONNECT\r\n" OK);
  g_string_truncate (chip.said, 0);
  expect (&chip, "AT+CIPSEND\r\n", OK "\r\n>");
  at_chip_send (&chip, "AT\r\n+++");
  peer_expect (&peer, "AT\r\n+++");
  peer_send (&peer, "raw");
  at_chip_await (&chip, "raw");
  at_chip_assert_said (&chip, "raw");
  at_chip_send (&chip, "+++");
  expect (&chip, "AT\r\n", OK);

  peer_clear (&peer);
  at_chip_clear (&chip);
}

static void
test_networks_refused (void)
{
  g_autoptr(RkAtWorld) world = rk_at_world_new (NULL, NULL);
  static const char *const bad[] = { "", "x", ":secret12", "x:short", "x:secret12:15", "x:secret12:1:5",
                                     "123456789012345678901234567890123:" };
  g_autoptr(GPtrArray) networks = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (rk_at_world_add_network (world, bad[i], NULL));
  networks = rk_at_world_dup_networks (world);
  g_assert_cmpuint (networks->len, ==, 2);
}

/* Random dialogues of real commands: it must always come back to an answer. */
static void
test_any_commands (void)
{
  static const char *const words[] = {
    "AT+CWMODE=", "AT+CWJAP=", "AT+CIPSTART=", "AT+CIPSEND=", "AT+CIPMUX=", "AT+CIPCLOSE=", "AT+CIPSERVER=", "AT+CWSAP=",
    "AT+CIPSTA=", "AT+CWLAP", "AT+CWQAP", "AT+CIFSR", "AT+CIPSTATUS", "AT+CWDHCP=", "AT+CIPMODE=", "\"", "home", "secret12",
    "TCP", ",", "0", "1", "5", "255", "?", "=?", "\\", "\r\n", "\r\n", "\r\n", "+++",
  };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  const RkAtFirmware *const firmwares[] = { &at_chip_vendor, &at_chip_2014, &at_chip_021, &at_chip_176 };

  for (guint k = 0; k < G_N_ELEMENTS (firmwares); k++)
    {
      AtChip chip;

      start_in_mode (&chip, firmwares[k], STATION);
      for (guint i = 0; i < 20000; i++)
        {
          at_chip_send (&chip, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
          if (i % 5 == 0)
            at_chip_settle (&chip);
          if (i % 100 == 0)
            restart (&chip);
          rk_at_personality_poll (chip.personality);
          g_string_truncate (chip.said, 0);
        }
      restart (&chip);
      expect (&chip, "AT\r\n", OK);
      at_chip_clear (&chip);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at-air/apart", test_apart);
  g_test_add_func ("/at-air/joined", test_joined);
  g_test_add_func ("/at-air/access-point", test_access_point);
  g_test_add_func ("/at-air/scan", test_scan);
  g_test_add_func ("/at-air/busy", test_busy);
  g_test_add_func ("/at-air/kept", test_kept);
  g_test_add_func ("/at-air/not-kept", test_not_kept);
  g_test_add_func ("/at-air/deep-sleep", test_deep_sleep);
  g_test_add_func ("/at-air/link", test_link);
  g_test_add_func ("/at-air/closed-by-peer", test_closed_by_peer);
  g_test_add_func ("/at-air/several-links", test_several_links);
  g_test_add_func ("/at-air/server", test_server);
  g_test_add_func ("/at-air/passthrough", test_passthrough);
  g_test_add_func ("/at-air/networks-refused", test_networks_refused);
  g_test_add_func ("/at-air/any-commands", test_any_commands);

  return g_test_run ();
}
