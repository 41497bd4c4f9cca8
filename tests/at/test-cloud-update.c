/* test-cloud-update.c: networks, checks, the conversation and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-at-wifi.h"
#include "rk-boot-reader.h"
#include "rk-cloud-update.h"
#include "rk-error.h"
#include "script-link.h"

/* -- Wi-Fi ---------------------------------------------------------------- */

static void
test_scan (void)
{
  static const char *const lines[] = {
    "+CWLAP:(3,\"home\",-67,\"5c:cf:7f:00:00:01\",6,-11,0)",
    "+CWLAP:(0,\"\",-90,\"5c:cf:7f:00:00:02\",1)",
    "+CWLAP:(4,\"a \"quoted\",-1 name\",-40,\"5c:cf:7f:00:00:03\",11,-7,0,5,3,6,0)",
    "+CWLAP:(2,\"2014\",-55)",
    "+CWLAP:(9,\"new\",-70)",
    "+CWLAP:(3,\"broken",
    "something else",
    "+CWLAP:(3,\"caf\xe9\",-80)",
    NULL,
  };
  g_autoptr(GPtrArray) networks = rk_wifi_parse_scan (lines);
  const RkWifiNetwork *first = networks->pdata[0];
  const RkWifiNetwork *second = networks->pdata[1];
  const RkWifiNetwork *third = networks->pdata[2];
  const RkWifiNetwork *last = networks->pdata[networks->len - 1];

  g_assert_cmpuint (networks->len, ==, 6);
  g_assert_cmpstr (first->ssid, ==, "a \"quoted\",-1 name");
  g_assert_cmpint (first->security, ==, RK_WIFI_WPA_WPA2);
  g_assert_cmpuint (first->channel, ==, 11);
  g_assert_cmpstr (second->ssid, ==, "2014");
  g_assert_cmpint (second->rssi, ==, -55);
  g_assert_null (second->bssid);
  g_assert_cmpuint (second->channel, ==, 0);
  g_assert_cmpstr (third->ssid, ==, "home");
  g_assert_cmpstr (third->bssid, ==, "5c:cf:7f:00:00:01");
  g_assert_cmpstr (last->ssid, ==, "");
  g_assert_cmpint (last->security, ==, RK_WIFI_OPEN);
  for (guint i = 0; i < networks->len; i++)
    g_assert_true (g_utf8_validate (((RkWifiNetwork *)networks->pdata[i])->ssid, -1, NULL));

  g_assert_true (rk_wifi_can_join (RK_WIFI_WPA2));
  g_assert_false (rk_wifi_can_join (RK_WIFI_ENTERPRISE));
  g_assert_false (rk_wifi_can_join (RK_WIFI_OTHER));
}

static void
test_address (void)
{
  static const struct
  {
    const char *lines[5];
    const char *address;
  } cases[] = {
    { { "192.168.1.134" }, "192.168.1.134" },
    { { "192.168.4.1", "192.168.1.5" }, "192.168.1.5" },
    { { "192.168.4.1", "0.0.0.0" }, NULL },
    { { "192.168.4.1" }, NULL },
    { { "+CIFSR:STAIP,\"10.0.0.7\"", "+CIFSR:STAMAC,\"5c:cf:7f:12:34:56\"" }, "10.0.0.7" },
    { { "+CIFSR:APIP,\"192.168.4.1\"", "+CIFSR:APMAC,\"5e:cf:7f:12:34:56\"", "+CIFSR:STAIP,\"0.0.0.0\"" }, NULL },
    { { "+CIFSR:APIP,\"192.168.4.1\"" }, NULL },
    { { "+CIFSR:STAIP,\"10.0.0.7\"", "+CIFSR:STAIP6LL,\"fe80::1\"" }, "10.0.0.7" },
    { { "busy" }, NULL },
    { { NULL }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = rk_wifi_parse_address (cases[i].lines);

      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_join (void)
{
  static const struct
  {
    const char *lines[3];
    RkAtResult  result;
    const char *id;
  } cases[] = {
    { { NULL }, RK_AT_RESULT_OK, NULL },
    { { "+CWJAP:1" }, RK_AT_RESULT_FAIL, "wifi.timeout" },
    { { "+CWJAP:2" }, RK_AT_RESULT_FAIL, "wifi.password" },
    { { "+CWJAP:3" }, RK_AT_RESULT_FAIL, "wifi.not-found" },
    { { "+CWJAP:4" }, RK_AT_RESULT_FAIL, "wifi.failed" },
    { { "+CWJAP:7" }, RK_AT_RESULT_ERROR, "wifi.failed" },
    { { "+CWJAP:" }, RK_AT_RESULT_ERROR, "wifi.failed" },
    { { NULL }, RK_AT_RESULT_FAIL, "wifi.failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RkFinding) finding = rk_wifi_explain_join (cases[i].lines, cases[i].result);

      g_assert_cmpstr (finding != NULL ? finding->id : NULL, ==, cases[i].id);
      g_assert_true (finding == NULL || finding->remedy != NULL);
    }
}

/* -- Checks --------------------------------------------------------------- */

#define ROM "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"
#define LOADER ROM "load 0x40100000, len 2592, room 16 \r\ntail 0\r\nchksum 0xf3\r\n" \
  "load 0x3ffe8000, len 764, room 8 \r\ntail 4\r\nchksum 0x92\r\ncsum 0x92\r\n\r\n" \
  "2nd boot version : 1.7(5d6f877)\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\n"
#define MAP(map) "SPI Flash Size & Map: " map "\r\n"
#define USER1 "jump to run user1 @ 1000\r\n\r\n"

static void
read_start (RkCloudStart *start,
            const char   *log)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();

  rk_boot_reader_push (reader, (const guint8 *)log, strlen (log));
  rk_boot_reader_end (reader);
  start->report = *rk_boot_reader_get_report (reader);
  start->was_heard = *log != '\0';
}

typedef struct
{
  const char *log;
  const char *gmr; /* "" for no answer */
  guint32     flash_size;
  const char *arrangement;
  const char *id; /* of the first finding; NULL for none at all */
  RkSeverity  severity;
} CheckCase;

#define GMR_174 "AT version:1.7.4.0(May 11 2020 19:13:04)\nSDK version:3.0.4(9532ceb)\n" \
  "compile time:May 27 2020 10:12:17\nBin version(Wroom 02):1.7.4"
#define GMR_ESP_AT "AT version:2.2.0.0(c6fa6bf - ESP8266 - Jul  2 2021 06:44:05)\nSDK version:v3.4-22-g967752e2\n" \
  "compile time(6800286):Aug  4 2021 17:20:05\nBin version:2.2.0(ESP8266_2MB)"

static void
test_checks (void)
{
  static const CheckCase cases[] = {
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, GMR_174, 1024 * 1024, "512+512", NULL, 0 },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, GMR_174, 0, NULL, NULL, 0 },
    { LOADER MAP ("16Mbit(1024KB+1024KB)") USER1, GMR_174, 0, NULL, NULL, 0 },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, "0018000902", 0, NULL, NULL, 0 },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, "00160901", 0, NULL, "cloud.not-offered", RK_SEVERITY_WARNING },
    { LOADER MAP ("32Mbit(512KB+512KB)") USER1, GMR_174, 0, NULL, "cloud.map", RK_SEVERITY_WARNING },
    { LOADER MAP ("32Mbit(512KB+512KB)") USER1, GMR_174, 0, "512+512", NULL, 0 },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, GMR_174, 0, "1024+1024", "cloud.map-served", RK_SEVERITY_ERROR },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, GMR_174, 512 * 1024, NULL, "cloud.small-flash", RK_SEVERITY_ERROR },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1, "", 0, NULL, "cloud.no-at", RK_SEVERITY_ERROR },
    { "", GMR_174, 0, NULL, "cloud.no-boot-text", RK_SEVERITY_ERROR },
    { "hello\r\n", GMR_174, 0, NULL, "cloud.no-boot-text", RK_SEVERITY_ERROR },
    { LOADER MAP ("8Mbit(512KB+512KB)") USER1 LOADER MAP ("8Mbit(512KB+512KB)") USER1
        LOADER MAP ("8Mbit(512KB+512KB)") USER1, GMR_174, 0, NULL, "cloud.weak-supply", RK_SEVERITY_WARNING },
    { ROM "load 0x40100000, len 25052, room 16 \r\ntail 12\r\nchksum 0x0b\r\ncsum 0x0b\r\n", GMR_174, 0, NULL,
      "cloud.no-loader", RK_SEVERITY_ERROR },
    { ROM "load 0x40100000, len 25052, room 16 \r\ntail 12\r\nchksum 0x0b\r\ncsum 0x0b\r\n"
        "Fatal exception (0): \r\nepc1=0x402411b4, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n",
      "", 0, NULL, "cloud.overwritten", RK_SEVERITY_ERROR },
    { ROM "load 0x4010f000, len 3460, room 16 \r\ntail 4\r\nchksum 0xcc\r\ncsum 0xcc\r\n~ld\r\n", GMR_174, 0, NULL,
      "cloud.other-loader", RK_SEVERITY_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RkCloudStart start;
      g_autoptr(RkAtVersion) version = *cases[i].gmr != '\0' ? rk_at_version_parse (cases[i].gmr, NULL) : NULL;
      const RkCloudFacts facts = { &start, version, cases[i].flash_size, cases[i].arrangement };
      g_autoptr(GPtrArray) findings = NULL;
      const RkFinding *first;

      read_start (&start, cases[i].log);
      findings = rk_cloud_check (&facts);
      first = findings->len > 0 ? findings->pdata[0] : NULL;
      g_test_message ("%u: %s", i, first != NULL ? first->id : "none");
      g_assert_cmpstr (first != NULL ? first->id : NULL, ==, cases[i].id);
      if (first != NULL)
        {
          g_autofree char *summary = rk_finding_fill (first, first->summary, NULL);

          g_assert_cmpint (first->severity, ==, cases[i].severity);
          g_assert_null (strchr (summary, '{'));
        }
    }
}

/* Damage is refused whatever is said. */
static void
test_overridable (void)
{
  RkFinding finding = { .id = "cloud.no-boot-text" };

  g_assert_true (rk_cloud_is_overridable (&finding));
  finding.id = "cloud.no-loader";
  g_assert_false (rk_cloud_is_overridable (&finding));
  finding.id = "cloud.overwritten";
  g_assert_false (rk_cloud_is_overridable (&finding));
}

/* -- The conversation ----------------------------------------------------- */

typedef struct
{
  const char  *answer;
  RkCloudStage stage;
  RkCloudEnd   end;
} TalkCase;

#define E "AT+CIUPDATE\r\r\n"
#define C(n) "+CIPUPDATE:" n "\r\n"

static void
test_talk (void)
{
  static const TalkCase cases[] = {
    { E C ("1") C ("2") C ("3") C ("4") "\r\nOK\r\n", RK_CLOUD_STAGE_FILE, RK_CLOUD_END_OK },
    { E C ("1") C ("2") C ("3") C ("4") "\r\nERROR\r\n", RK_CLOUD_STAGE_FILE, RK_CLOUD_END_ERROR },
    { E C ("1") C ("2") C ("3") C ("4"), RK_CLOUD_STAGE_FILE, RK_CLOUD_END_SILENCE },
    { E C ("1") C ("2") C ("3") "\r\nERROR\r\n", RK_CLOUD_STAGE_VERSION, RK_CLOUD_END_ERROR },
    { E C ("1") C ("2"), RK_CLOUD_STAGE_CONNECTED, RK_CLOUD_END_SILENCE },
    { E C ("1") "\r\nERROR\r\n\r\nERROR\r\n", RK_CLOUD_STAGE_FOUND, RK_CLOUD_END_ERROR },
    { E "\r\nERROR\r\n", RK_CLOUD_STAGE_NONE, RK_CLOUD_END_ERROR },
    { E, RK_CLOUD_STAGE_NONE, RK_CLOUD_END_SILENCE },
    { E C ("1") C ("2") C ("3") C ("4") "\r\n ets Jan  8 2013,rst cause:1, boot mode:(3,6)\r\n", RK_CLOUD_STAGE_FILE,
      RK_CLOUD_END_RESTART },
    { E C ("1") C ("2") "Fatal exception (28):\r\n", RK_CLOUD_STAGE_CONNECTED, RK_CLOUD_END_RESTART },
    { E C ("1") C ("2") C ("3") C ("4") "\xf3\x8c\xe0\x9c\xfe\r\n\xfe\x82\xc3\xfc\xe2\r\n\x9e\xc0\xfb\xe3\x93\r\n",
      RK_CLOUD_STAGE_FILE, RK_CLOUD_END_RESTART },
    { E C ("1") C ("2") C ("3") C ("4") "\r\nOK\r\n\r\nready\r\n", RK_CLOUD_STAGE_FILE, RK_CLOUD_END_OK },
    { E C ("1") C ("2") C ("3") C ("-1"), RK_CLOUD_STAGE_VERSION, RK_CLOUD_END_ERROR },
    { E C ("9") C ("x") C (""), RK_CLOUD_STAGE_NONE, RK_CLOUD_END_SILENCE },
  };
  const RkCloudTimes times = { { 50, 50, 50, 50, 50 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ScriptStep steps[] = { { "AT+CIUPDATE\r\n", cases[i].answer, 0 }, { NULL, NULL, 0 } };
      ScriptLink *link = script_link_new (steps);
      g_autoptr(RkAtClient) client = rk_at_client_new (RK_LINK (link));
      g_autofree char *answer = g_strescape (cases[i].answer, NULL);
      g_autoptr(GError) error = NULL;
      RkCloudTalk talk;

      g_test_message ("%s", answer);
      g_assert_true (rk_cloud_talk (&talk, RK_LINK (link), client, "AT+CIUPDATE", &times, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (talk.stage, ==, cases[i].stage);
      g_assert_cmpint (talk.end, ==, cases[i].end);
      g_assert_cmpint (talk.ready, ==, strstr (cases[i].answer, "ready") != NULL);
      for (guint stage = 1; stage < RK_CLOUD_N_STAGES; stage++)
        g_assert_cmpint (talk.stage_us[stage] >= 0, ==, stage <= (guint)cases[i].stage);

      g_clear_pointer (&client, rk_at_client_free);
      g_assert_finalize_object (link);
    }
}

static void
test_talk_ends (void)
{
  const ScriptStep steps[] = { { "AT+CIUPDATE\r\n", C ("1"), 0 }, { NULL, NULL, 0 } };
  const RkCloudTimes times = { { 60000, 60000, 60000, 60000, 60000 } };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 2; i++)
    {
      ScriptLink *link = script_link_new (steps);
      g_autoptr(RkAtClient) client = rk_at_client_new (RK_LINK (link));
      g_autoptr(GError) error = NULL;
      RkCloudTalk talk;

      link->lose_after_answer = i == 0;
      link->cancel_after_answer = i == 1 ? cancellable : NULL;
      g_assert_false (rk_cloud_talk (&talk, RK_LINK (link), client, "AT+CIUPDATE", &times, NULL, NULL, cancellable,
                                     &error));
      if (i == 0)
        g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (talk.stage, ==, RK_CLOUD_STAGE_FOUND);

      g_clear_pointer (&client, rk_at_client_free);
      g_assert_finalize_object (link);
    }
}

static void
test_commands (void)
{
  g_autoptr(RkAtVersion) early = rk_at_version_parse ("0018000902", NULL);
  g_autoptr(RkAtVersion) nonos = rk_at_version_parse (GMR_174, NULL);
  g_autoptr(RkAtVersion) esp_at = rk_at_version_parse (GMR_ESP_AT, NULL);
  g_autofree char *bare = rk_cloud_format_command (early, "v9.99");
  g_autofree char *later = rk_cloud_format_command (nonos, NULL);
  g_autofree char *blank = rk_cloud_format_command (esp_at, NULL);
  g_autofree char *full = rk_cloud_format_command (esp_at, "v2.3.0.0");

  g_assert_cmpstr (bare, ==, "AT+CIUPDATE");
  g_assert_cmpstr (later, ==, "AT+CIUPDATE");
  g_assert_cmpstr (blank, ==, "AT+CIUPDATE");
  g_assert_cmpstr (full, ==, "AT+CIUPDATE=0,\"v2.3.0.0\",\"ota\",0");

  /* The generation decides what 4 means. */
  g_assert_cmpstr (rk_cloud_stage_get_title (RK_CLOUD_STAGE_FILE, nonos), !=,
                   rk_cloud_stage_get_title (RK_CLOUD_STAGE_FILE, esp_at));
}

/* -- Afterwards ----------------------------------------------------------- */

typedef struct
{
  RkCloudStage   stage;
  RkCloudEnd     end;
  const char    *gmr; /* before: the generation */
  const char    *version_after;
  guint          slot_before;
  guint          slot_after;
  const char    *log;
  RkCloudOutcome outcome;
} DiagnosisCase;

#define CRASH ROM "load 0x40100000, len 2592, room 16 \r\ncsum 0x92\r\nFatal exception (0): \r\n" \
  "epc1=0x40281234, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n"
#define OLD "AT 1.7.4.0"
#define NEW "AT 1.7.6.0"

static void
test_diagnoses (void)
{
  static const DiagnosisCase cases[] = {
    { 4, RK_CLOUD_END_OK, GMR_174, NEW, 1, 2, "", RK_CLOUD_UPDATED },
    { 4, RK_CLOUD_END_OK, GMR_174, OLD, 1, 2, "", RK_CLOUD_UPDATED },
    { 4, RK_CLOUD_END_OK, GMR_174, NEW, 0, 0, "", RK_CLOUD_UPDATED },
    { 4, RK_CLOUD_END_RESTART, GMR_174, NEW, 1, 2, "", RK_CLOUD_UPDATED },
    { 4, RK_CLOUD_END_SILENCE, GMR_174, NEW, 2, 1, "", RK_CLOUD_UPDATED },
    { 4, RK_CLOUD_END_OK, GMR_174, OLD, 1, 1, "", RK_CLOUD_OLD_SLOT },
    { 4, RK_CLOUD_END_OK, GMR_174, OLD, 0, 0, "", RK_CLOUD_UNCHANGED },
    { 0, RK_CLOUD_END_ERROR, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_NAME },
    { 0, RK_CLOUD_END_SILENCE, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_NAME },
    { 1, RK_CLOUD_END_ERROR, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_SERVER },
    { 2, RK_CLOUD_END_SILENCE, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_ANSWER },
    { 2, RK_CLOUD_END_RESTART, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_ANSWER },
    { 3, RK_CLOUD_END_ERROR, GMR_174, OLD, 1, 1, "", RK_CLOUD_NO_VERSION },
    { 3, RK_CLOUD_END_ERROR, GMR_ESP_AT, OLD, 0, 0, "", RK_CLOUD_BROKEN_OFF },
    { 4, RK_CLOUD_END_ERROR, GMR_174, OLD, 1, 1, "", RK_CLOUD_BROKEN_OFF },
    { 4, RK_CLOUD_END_SILENCE, GMR_174, OLD, 1, 1, "", RK_CLOUD_BROKEN_OFF },
    { 4, RK_CLOUD_END_RESTART, GMR_174, OLD, 1, 1, "", RK_CLOUD_RESTARTED },
    { 4, RK_CLOUD_END_OK, GMR_174, NULL, 1, 2, CRASH, RK_CLOUD_BOOT_LOOP },
    { 4, RK_CLOUD_END_OK, GMR_174, NULL, 1, 2, LOADER USER1, RK_CLOUD_GONE },
    { 4, RK_CLOUD_END_OK, GMR_174, NULL, 1, 0, "", RK_CLOUD_GONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RkCloudResult) result = rk_cloud_result_new ();
      g_autoptr(RkAtVersion) version = rk_at_version_parse (cases[i].gmr, NULL);
      g_autofree char *id = g_strdup_printf ("cloud.%s", rk_cloud_outcome_get_name (cases[i].outcome));
      g_autofree char *summary = NULL;
      RkCloudStart after;

      read_start (&after, cases[i].log);
      result->talk.stage = cases[i].stage;
      result->talk.end = cases[i].end;
      result->version_before = g_strdup (OLD);
      result->version_after = g_strdup (cases[i].version_after);
      result->slot_before = cases[i].slot_before;
      result->slot_after = cases[i].slot_after;
      rk_cloud_diagnose (result, version, &after);

      g_test_message ("%u", i);
      g_assert_cmpstr (result->finding->id, ==, id);
      summary = rk_finding_fill (result->finding, result->finding->summary, NULL);
      g_assert_null (strchr (summary, '{'));
      g_assert_true (result->outcome == RK_CLOUD_UPDATED || result->finding->remedy != NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud-update/scan", test_scan);
  g_test_add_func ("/cloud-update/address", test_address);
  g_test_add_func ("/cloud-update/join", test_join);
  g_test_add_func ("/cloud-update/checks", test_checks);
  g_test_add_func ("/cloud-update/overridable", test_overridable);
  g_test_add_func ("/cloud-update/talk", test_talk);
  g_test_add_func ("/cloud-update/talk-ends", test_talk_ends);
  g_test_add_func ("/cloud-update/commands", test_commands);
  g_test_add_func ("/cloud-update/diagnoses", test_diagnoses);

  return g_test_run ();
}
