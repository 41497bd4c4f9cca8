/* test-report.c: reports that can be shown to strangers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "flash-bench.h"

#include <string.h>

#include "rk-report-mask.h"
#include "rk-report.h"

#define NETWORK  "Casa Bianca 5G"
#define PASSWORD "correct-horse-7"
#define BSSID    "f4:92:bf:10:20:30"
#define PEOPLE   "marvinette"
#define COMPUTER "heartofgold"

static const RkReportPerson person = {
  .home = "/home/" PEOPLE,
  .user = PEOPLE,
  .real_name = "Marvinette Android",
  .host = COMPUTER,
  .own_mac = "5c:cf:7f:01:02:03",
};

static const char *const secrets[] = {
  NETWORK, PASSWORD, BSSID, "F4-92-BF-10-20-30", PEOPLE, "Marvinette", "Android", COMPUTER, "Neighbour", NULL,
};

static void
assert_has_none (const char        *text,
                 const char *const *forbidden)
{
  for (; *forbidden != NULL; forbidden++)
    {
      g_autofree char *where = g_utf8_casefold (text, -1);
      g_autofree char *what = g_utf8_casefold (*forbidden, -1);

      if (strstr (where, what) != NULL)
        g_error ("“%s” is in:\n%s", *forbidden, text);
    }
}

static void
assert_contains (const char *text,
                 const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

/* Each line alone, and what is to be left of it. */
static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    const char *left;
  } rows[] = {
    { "AT+CWJAP=\"" NETWORK "\",\"" PASSWORD "\"", "AT+CWJAP=" },
    { "AT+CWJAP_DEF=\"" NETWORK "\",\"" PASSWORD "\",\"" BSSID "\"", "AT+CWJAP_DEF=" },
    { "+CWJAP_CUR:\"" NETWORK "\",\"" BSSID "\",6,-51", "+CWJAP_CUR:" },
    { "+CWLAP:(3,\"" NETWORK "\",-60,\"" BSSID "\",6,-2)", "+CWLAP:" },
    { "AT+CWSAP=\"" NETWORK "\",\"" PASSWORD "\",5,3", "AT+CWSAP=" },
    { "+CWSAP:\"" NETWORK "\",\"" PASSWORD "\",5,3,4,0", "+CWSAP:" },
    { "> AT+CWJAP=\"" NETWORK "\",\"" PASSWORD "\"", "> AT+CWJAP=" },
    { "connected with " NETWORK ", channel 6", "connected with" },
    { "Connecting to " NETWORK, "Connecting to" },
    { "Connecting to " NETWORK " ......", "Connecting to" },
    { "WiFi connected to " NETWORK "!", "connected to" },
    { "SSID: " NETWORK, "SSID" },
    { "wifi_ssid = '" NETWORK "'", "=" },
    { "  \"ssid\": \"" NETWORK "\", \"password\": \"" PASSWORD "\"", "ssid" },
    { "Password=" PASSWORD, "Password" },
    { "PSK:" PASSWORD, "PSK" },
    { "AP BSSID is " BSSID " here", "here" },
    { "gateway F4-92-BF-10-20-30", "gateway" },
    { "/home/" PEOPLE "/firmware/user1.bin", "~/firmware/user1.bin" },
    { "C:\\Users\\" PEOPLE "\\x.bin", "x.bin" },
    { "by Marvinette Android on " COMPUTER, "by" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = rk_report_mask (rows[i].line, &person);

      g_test_message ("%s", masked);
      assert_has_none (masked, secrets);
      assert_contains (masked, rows[i].left);
    }
}

/* A name that one line gives away is gone from all others. */
static void
test_name_everywhere (void)
{
  g_autofree char *masked = rk_report_mask ("hello, this is [" NETWORK "]\n"
                                            "+CWLAP:(3,\"" NETWORK "\",-60,\"" BSSID "\",6)\n"
                                            "+CWLAP:(3,\"Neighbour\",-90,\"" BSSID "\",6)\n"
                                            "again " NETWORK "-guest, and neighbour’s Neighbour\n", &person);
  static const char *const forbidden[] = { NETWORK, BSSID, "[Casa", " Neighbour\n", NULL };

  assert_has_none (masked, forbidden);
  assert_contains (masked, "hello, this is [");
}

/* What helps stays. */
static void
test_kept (void)
{
  static const char text[] = " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n"
                             "load 0x40100000, len 2592, room 16\n"
                             "2nd boot version : 1.7(5d6f877)\n"
                             "SPI Speed      : 40MHz\n"
                             "Fatal exception 9(LoadStoreAlignmentCause):\n"
                             "AT version:1.7.6.0(Jan 24 2022 08:53:03)\n"
                             "MAC 5c:cf:7f:01:02:03, AP 5e:cf:7f:01:02:03\n"
                             "0x001000 user1.1024.new.2.bin, 413556 bytes\n";
  g_autofree char *masked = rk_report_mask (text, &person);

  g_assert_cmpstr (masked, ==, text);
}

/* Of the bytes on the line only the beginnings of frames are told. */
static void
test_trace (void)
{
  static const char command[] = "AT+CWJAP=\"" NETWORK "\",\"" PASSWORD "\"\r\n";
  static const guint8 frame[] = { 0xc0, 0, 8, 36, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20, 'C', 'a', 's', 'a', 0xc0 };
  g_autofree char *text = rk_link_format_trace (TRUE, 1500000, (const guint8 *)command, strlen (command), NULL, 48);
  g_autofree char *binary = rk_link_format_trace (FALSE, 1600000, frame, sizeof frame, NULL, 48);
  g_autofree char *noted = rk_link_format_trace (TRUE, 1700000, NULL, 0, "baud 115200", 48);
  g_autofree char *trace = g_strdup_printf ("%s\n-- listening\n%s\n%s\n", text, binary, noted);
  g_autofree char *reduced = rk_report_reduce_trace (trace);

  g_assert_cmpstr (reduced, ==, "1.500000 > … (45 bytes)\n"
                                "-- listening\n"
                                "1.600000 < c0 00 08 24 00 00 00 00 … (18 bytes)\n"
                                "1.700000 > baud 115200\n");
}

static void
feed (Bench      *bench,
      const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  g_signal_emit_by_name (bench->module, "received", bytes, 115200u, g_get_monotonic_time ());
}

/* As hex, however it is cut into pieces. */
static void
assert_no_hex (const char *report,
               const char *secret)
{
  g_autoptr(GString) hex = g_string_new (NULL);

  for (const char *c = secret; c < secret + 4; c++)
    g_string_append_printf (hex, "%s%02x", hex->len > 0 ? " " : "", (guchar)*c);
  if (strstr (report, hex->str) != NULL)
    g_error ("“%s” is in hex in:\n%s", secret, report);
}

/* All of it, after a flash with the names and passwords in the file itself. */
static void
test_whole (void)
{
  g_autoptr(RkTraceLog) trace = rk_trace_log_new ();
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) settings = g_bytes_new_static (NETWORK "\0" PASSWORD, sizeof NETWORK + sizeof PASSWORD);
  g_autoptr(RkReport) report = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *home_file = g_build_filename (g_get_home_dir (), "firmware", NULL);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  rk_module_set_trace (bench->module, rk_trace_log_bytes, trace);
  report = rk_report_new (bench->module, trace);
  rk_report_add_fact (report, "Rekindle", "1.2.3");
  rk_plan_add_bytes (plan, "settings.bin", settings, 0xfd000);
  options.force = TRUE;
  result = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);

  feed (bench, "+CWJAP:\"" NETWORK "\",\"" BSSID "\",6,-51\r\n");
  feed (bench, "AT+CWJAP=\"" NETWORK "\",\"" PASSWORD "\"\r\n");
  feed (bench, "reading ");
  feed (bench, home_file);
  feed (bench, "\r\nFatal exception 28(LoadProhibitedCause):\r\n"
               "epc1=0x40208131, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n");
  rk_trace_log_add (trace, "1.0 > 43 61 73 61 20 42 69 61 6e 63 61");
  rk_report_set_outcome (report, "could not join " NETWORK);

  text = rk_report_make (report);
  g_test_message ("%s", text);
  assert_has_none (text, (const char *const[]){ NETWORK, PASSWORD, BSSID, NULL });
  assert_no_hex (text, NETWORK);
  assert_no_hex (text, PASSWORD);
  if (strlen (g_get_home_dir ()) > 1)
    assert_has_none (text, (const char *const[]){ home_file, NULL });

  assert_contains (text, "Rekindle     1.2.3");
  assert_contains (text, "ESP8266EX");
  assert_contains (text, "0x000000 hello.bin");
  assert_contains (text, "SHA-256");
  assert_contains (text, "flash.verified");
  assert_contains (text, "Fatal exception 28");
  assert_contains (text, bench->port);
  assert_contains (text, "opening");
  assert_contains (text, " > c0 ");
}

/* A module that nobody has touched yet. */
static void
test_empty (void)
{
  g_autoptr(RkTraceLog) trace = rk_trace_log_new ();
  g_autoptr(RkModule) module = rk_module_new ();
  g_autoptr(RkReport) report = rk_report_new (module, trace);
  g_autofree char *text = rk_report_make (report);

  assert_contains (text, "not identified");
  assert_contains (text, "nothing since the program was started");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/lines", test_lines);
  g_test_add_func ("/report/name-everywhere", test_name_everywhere);
  g_test_add_func ("/report/kept", test_kept);
  g_test_add_func ("/report/trace", test_trace);
  g_test_add_func ("/report/whole", test_whole);
  g_test_add_func ("/report/empty", test_empty);

  return g_test_run ();
}
