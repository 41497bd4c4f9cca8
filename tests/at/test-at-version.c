/* test-at-version.c: every form of AT+GMR's reply, and masked passwords
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-mask.h"
#include "rk-at-version.h"
#include "rk-error.h"

typedef struct
{
  const char    *reply;
  RkAtGeneration generation;
  guint          major;
  guint          minor;
  guint          patch;
  const char    *at;
  const char    *build;
  const char    *sdk;
  const char    *chip;
  const char    *vendor;
  const char    *compile_time;
  const char    *bin;
  const char    *module;
  const char    *name;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "00150900", RK_AT_GENERATION_DIGITS, 0, 15, 0, "00150900", NULL, "0.9.0", NULL, NULL, NULL, NULL, NULL, "AT 0.15" },
  { "AT+GMR\r\r\n00170901\r\n\r\nOK\r\n", RK_AT_GENERATION_DIGITS, 0, 17, 0,
    "00170901", NULL, "0.9.1", NULL, NULL, NULL, NULL, NULL, "AT 0.17" },
  { "0018000902-AI03\r\n", RK_AT_GENERATION_DIGITS, 0, 18, 0,
    "0018000902-AI03", NULL, "0.9.2", NULL, "Ai-Thinker", NULL, NULL, NULL, "AT 0.18 (Ai-Thinker)" },
  { "0020000903\n", RK_AT_GENERATION_DIGITS, 0, 20, 0, "0020000903", NULL, "0.9.3", NULL, NULL, NULL, NULL, NULL, "AT 0.20" },
  { "00200.9.5\n", RK_AT_GENERATION_DIGITS, 0, 20, 0, "00200.9.5", NULL, "0.9.5", NULL, NULL, NULL, NULL, NULL, "AT 0.20" },
  { "AT version:0.21.0.0\r\nSDK version:0.9.5\r\n\r\nOK\r\n", RK_AT_GENERATION_EARLY, 0, 21, 0,
    "0.21.0.0", NULL, "0.9.5", NULL, NULL, NULL, NULL, NULL, "AT 0.21.0" },
  { "AT version:0.40.0.0(Aug  8 2015 14:45:58)\r\nSDK version:1.3.0\r\nAi-Thinker Technology Co.,Ltd.\r\n"
    "Build:1.3.0.2 Sep 11 2015 11:48:04\r\nOK", RK_AT_GENERATION_EARLY, 0, 40, 0,
    "0.40.0.0", "Aug  8 2015 14:45:58", "1.3.0", NULL, "Ai-Thinker", "1.3.0.2 Sep 11 2015 11:48:04", NULL, NULL,
    "AT 0.40.0 (Ai-Thinker)" },
  { "AT version:1.2.0.0(Jul  1 2016 20:04:45)\r\nSDK version:1.5.4.1(39cb9a32)\r\nAi-Thinker Technology Co. Ltd.\r\n"
    "Dec  2 2016 14:21:16\r\nOK", RK_AT_GENERATION_NONOS, 1, 2, 0,
    "1.2.0.0", "Jul  1 2016 20:04:45", "1.5.4.1(39cb9a32)", NULL, "Ai-Thinker", "Dec  2 2016 14:21:16", NULL, NULL,
    "AT 1.2.0 (Ai-Thinker)" },
  { "AT version:1.3.0.0(Jul 14 2016 18:54:01)\nSDK version:2.0.0(656edbf)\ncompile time:Jul 19 2016 18:44:22\nOK",
    RK_AT_GENERATION_NONOS, 1, 3, 0,
    "1.3.0.0", "Jul 14 2016 18:54:01", "2.0.0(656edbf)", NULL, NULL, "Jul 19 2016 18:44:22", NULL, NULL, "AT 1.3.0" },
  { "AT version:1.5.0.0(Oct 24 2017 12:03:18)\nSDK version:2.1.0(ace2d95)\ncompile time:Nov  1 2017 10:00:00\n"
    "Bin version(Wroom 02):1.5.1\nOK", RK_AT_GENERATION_NONOS, 1, 5, 0,
    "1.5.0.0", "Oct 24 2017 12:03:18", "2.1.0(ace2d95)", NULL, NULL, "Nov  1 2017 10:00:00", "1.5.1", "Wroom 02", "AT 1.5.1" },
  { "AT+GMR\r\nAT version:1.7.6.0(Jun 17 2024 06:55:20)\r\nSDK version:3.0.6(d3b9ba7)\r\n"
    "compile time:Jun 17 2024 07:37:40\r\nBin version(Wroom 02):1.7.6\r\nOK\r\n", RK_AT_GENERATION_NONOS, 1, 7, 6,
    "1.7.6.0", "Jun 17 2024 06:55:20", "3.0.6(d3b9ba7)", NULL, NULL, "Jun 17 2024 07:37:40", "1.7.6", "Wroom 02", "AT 1.7.6" },
  { "AT version:1.0.0.0(870285c - Nov 14 2017 07:26:38)\nSDK version:v2.1-65-g8bca703\ncompile time:Nov 14 2017 13:57:19\n"
    "Bin version(Wroom32):1.0.0\nOK", RK_AT_GENERATION_ESP_AT, 1, 0, 0,
    "1.0.0.0", "870285c - Nov 14 2017 07:26:38", "v2.1-65-g8bca703", NULL, NULL, "Nov 14 2017 13:57:19", "1.0.0", "Wroom32",
    "ESP-AT 1.0.0" },
  { "AT version:2.0.0.0(88c2cde - Jul  9 2019 11:03:33)\nSDK version:v3.2\ncompile time:Jul 10 2019 06:36:40\n"
    "Bin version:2.0.0(WROOM-02)\nOK", RK_AT_GENERATION_ESP_AT, 2, 0, 0,
    "2.0.0.0", "88c2cde - Jul  9 2019 11:03:33", "v3.2", NULL, NULL, "Jul 10 2019 06:36:40", "2.0.0", "WROOM-02",
    "ESP-AT 2.0.0" },
  { "AT version:2.2.0.0-dev(ca41ec4 - ESP32 - Sep 16 2020 11:28:17)\nSDK version:v4.0.1-193-ge7ac221b4\n"
    "compile time(98b95fc):Oct 29 2020 11:23:25\nBin version:2.1.0(MINI-1)\nOK", RK_AT_GENERATION_ESP_AT, 2, 2, 0,
    "2.2.0.0-dev", "ca41ec4 - ESP32 - Sep 16 2020 11:28:17", "v4.0.1-193-ge7ac221b4", "ESP32", NULL,
    "Oct 29 2020 11:23:25", "2.1.0", "MINI-1", "ESP-AT 2.1.0" },
  { "[10:00:01] AT version:1.1.0.0(May 11 2016 18:09:56)", RK_AT_GENERATION_NONOS, 1, 1, 0,
    "1.1.0.0", "May 11 2016 18:09:56", NULL, NULL, NULL, NULL, NULL, NULL, "AT 1.1.0" },
};
/* clang-format on */

static void
test_forms (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(RkAtVersion) version = rk_at_version_parse (row->reply, &error);
      g_autofree char *name = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (version->generation, ==, row->generation);
      g_assert_cmpuint (version->major, ==, row->major);
      g_assert_cmpuint (version->minor, ==, row->minor);
      g_assert_cmpuint (version->patch, ==, row->patch);
      g_assert_cmpstr (version->at, ==, row->at);
      g_assert_cmpstr (version->build, ==, row->build);
      g_assert_cmpstr (version->sdk, ==, row->sdk);
      g_assert_cmpstr (version->chip, ==, row->chip);
      g_assert_cmpstr (version->vendor, ==, row->vendor);
      g_assert_cmpstr (version->compile_time, ==, row->compile_time);
      g_assert_cmpstr (version->bin, ==, row->bin);
      g_assert_cmpstr (version->module, ==, row->module);
      name = rk_at_version_dup_name (version);
      g_assert_cmpstr (name, ==, row->name);
    }
}

static void
test_no_version (void)
{
  static const char *const replies[] = {
    "", "OK", "AT+GMR\r\n\r\nERROR\r\n", "1234567", "123456789", "12345678901", "00170901x", "00170901-",
    "AT version:", "AT version:(", "\xff\xfe\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_at_version_parse (replies[i], &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_PROTOCOL);
    }
}

/* Cut anywhere, a reply gives a version or an error, and nothing worse. */
static void
test_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize n = 0; rows[i].reply[n] != '\0'; n++)
      {
        g_autofree char *reply = g_strndup (rows[i].reply, n);
        g_autoptr(GError) error = NULL;
        g_autoptr(RkAtVersion) version = rk_at_version_parse (reply, &error);

        g_assert_true ((version == NULL) == (error != NULL));
      }
}

static void
test_abilities (void)
{
  static const struct
  {
    const char *reply;
    RkAtSupport cloud_update;
    RkAtSupport uart_cur;
  } abilities[] = {
    { "00150900", RK_AT_SUPPORT_MAYBE, RK_AT_SUPPORT_NO },
    { "00160901", RK_AT_SUPPORT_MAYBE, RK_AT_SUPPORT_NO },
    { "00170901", RK_AT_SUPPORT_YES, RK_AT_SUPPORT_NO },
    { "0018000902-AI03", RK_AT_SUPPORT_YES, RK_AT_SUPPORT_NO },
    { "AT version:0.21.0.0", RK_AT_SUPPORT_YES, RK_AT_SUPPORT_NO },
    { "AT version:0.22.0.0", RK_AT_SUPPORT_YES, RK_AT_SUPPORT_YES },
    { "AT version:1.7.6.0(Jun 17 2024 06:55:20)", RK_AT_SUPPORT_YES, RK_AT_SUPPORT_YES },
    { "AT version:2.2.0.0(x - ESP8266 - y)", RK_AT_SUPPORT_MAYBE, RK_AT_SUPPORT_YES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    {
      g_autoptr(RkAtVersion) version = rk_at_version_parse (abilities[i].reply, NULL);

      g_assert_cmpint (rk_at_version_has_cloud_update (version), ==, abilities[i].cloud_update);
      g_assert_cmpint (rk_at_version_has_uart_cur (version), ==, abilities[i].uart_cur);
    }
}

static void
test_mask (void)
{
  static const struct
  {
    const char *text;
    const char *masked;
  } masks[] = {
    { "", "" },
    { "AT", "AT" },
    { "AT+CWJAP=\"ap\",\"secret\"", "AT+CWJAP=\"ap\",\"****\"" },
    { "at+cwjap=\"ap\",\"secret\"\r\n", "at+cwjap=\"ap\",\"****\"\r\n" },
    { "AT+CWJAP_CUR=\"ap\",\"secret\"", "AT+CWJAP_CUR=\"ap\",\"****\"" },
    { "AT+CWJAP_DEF=\"ap\",\"secret\",\"02:00:00:00:00:01\"", "AT+CWJAP_DEF=\"ap\",\"****\"" },
    { "AT+CWJAP=\"ap\",\"a\\\"b\\\\\"", "AT+CWJAP=\"ap\",\"****\"" },
    { "AT+CWJAP=\"ap\",\"a\"b\"", "AT+CWJAP=\"ap\",\"****\"" },
    { "AT+CWJAP=\"a\\\"p\",\"secret\"", "AT+CWJAP=\"a\\\"p\",\"****\"" },
    { "AT+CWJAP=\"ap\",\"secr", "AT+CWJAP=\"ap\",\"****\"" },
    { "AT+CWJAP=\"ap\",\"", "AT+CWJAP=\"ap\",\"****\"" },
    { "AT+CWJAP=\"ap\",\"\"", "AT+CWJAP=\"ap\",\"****\"" },
    { "AT+CWJAP=\"ap", "AT+CWJAP=\"ap" },
    { "AT+CWJAP?\r\n+CWJAP:\"ap\",\"02:00:00:00:00:01\",1,-50", "AT+CWJAP?\r\n+CWJAP:\"ap\",\"02:00:00:00:00:01\",1,-50" },
    { "AT+CWSAP=\"me\",\"secret\",5,3", "AT+CWSAP=\"me\",\"****\",5,3" },
    { "+CWSAP:\"me\",\"secret\",5,3", "+CWSAP:\"me\",\"****\",5,3" },
    { "+CWSAP_CUR:\"me\",\"secret\",5,3\nOK", "+CWSAP_CUR:\"me\",\"****\",5,3\nOK" },
    { "AT+MQTTUSERCFG=0,1,\"id\",\"user\",\"secret\",0,0,\"\"", "AT+MQTTUSERCFG=0,1,\"id\",\"****\"" },
    { "x AT+CWJAP=\"a\",\"s\"\ny\nAT+CWJAP=\"b\",\"t\"\n", "x AT+CWJAP=\"a\",\"****\"\ny\nAT+CWJAP=\"b\",\"****\"\n" },
    { "AT+CWLAP\r\n+CWLAP:(3,\"ap\",-50,\"02:00:00:00:00:01\")", "AT+CWLAP\r\n+CWLAP:(3,\"ap\",-50,\"02:00:00:00:00:01\")" },
    { "\xff+CWJAP=\"a\",\"\xfe\"", "\xff+CWJAP=\"a\",\"****\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autofree char *masked = rk_at_mask_secrets (masks[i].text);

      g_assert_cmpstr (masked, ==, masks[i].masked);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/version/forms", test_forms);
  g_test_add_func ("/at/version/none", test_no_version);
  g_test_add_func ("/at/version/cut", test_cut);
  g_test_add_func ("/at/version/abilities", test_abilities);
  g_test_add_func ("/at/mask", test_mask);

  return g_test_run ();
}
