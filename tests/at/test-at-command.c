/* test-at-command.c: the table of AT commands, and lines made with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-command.h"
#include "rk-at-guard.h"
#include "rk-at-mask.h"
#include "rk-error.h"

#include <string.h>

static RkAtVersion *
version_of (const char *reply)
{
  g_autoptr(GError) error = NULL;
  RkAtVersion *version = rk_at_version_parse (reply, &error);

  g_assert_no_error (error);
  return version;
}

#define AT_0_20  "0020000903"
#define AT_0_21  "AT version:0.21.0.0\r\nSDK version:0.9.5"
#define AT_0_60  "AT version:0.60.0.0(Jan 29 2016 15:10:17)\r\nSDK version:1.5.2(7eee54f4)"
#define AT_1_3   "AT version:1.3.0.0(Jul 14 2016 18:54:01)\r\nSDK version:2.0.0(656edbf)"
#define AT_1_7   "AT version:1.7.6.0(Jun 17 2024 06:55:20)\r\nSDK version:3.0.6(d3b9ba7)"
#define ESP_2_3  "AT version:2.3.0.0(aff2e5d - ESP8266 - Aug  1 2025 06:44:05)\r\nSDK version:v3.4"

static void
check_parameter (const RkAtParameter *parameter)
{
  g_assert_nonnull (parameter->name);
  g_assert_true ((parameter->kind == RK_AT_PARAMETER_CHOICE) == (parameter->choices != NULL));
  g_assert_cmpint (parameter->minimum, <=, parameter->maximum);
  g_assert_false (parameter->is_secret && parameter->kind != RK_AT_PARAMETER_TEXT);
}

/* What every row must keep to, so that a palette can show it. */
static void
test_table (void)
{
  guint n;
  const RkAtCommand *commands = rk_at_command_get_all (&n);

  g_assert_cmpuint (n, >, 80);
  for (guint i = 0; i < n; i++)
    {
      const RkAtCommand *command = &commands[i];
      g_autofree char *versions = rk_at_command_dup_versions (command);
      gboolean is_optional = FALSE;

      g_assert_true (g_str_has_prefix (command->name, "AT"));
      g_assert_cmpuint (strlen (command->help), >, 5);
      g_assert_cmpuint (command->timeout_ms, >=, 2000);
      g_assert_cmpuint (command->forms, !=, 0);
      g_assert_true ((command->parameters != NULL) == ((command->forms & RK_AT_FORM_SET) != 0));
      g_assert_cmpuint (strlen (versions), >, 0);
      g_assert_true (i == 0 || commands[i - 1].topic <= command->topic);
      g_assert_nonnull (rk_at_command_find (command->name));
      for (guint k = 0; k < rk_at_command_count_parameters (command); k++)
        {
          check_parameter (&command->parameters[k]);
          g_assert_true (command->parameters[k].is_optional || !is_optional);
          is_optional = command->parameters[k].is_optional;
        }
    }
}

/* What is masked in a log and what is marked as secret are the same commands. */
static void
test_secrets (void)
{
  static const char *const values[] = { "name", "secret12", "1", "3", NULL };
  guint n;
  const RkAtCommand *commands = rk_at_command_get_all (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = NULL;
      g_autofree char *masked = NULL;

      if (!rk_at_command_has_secret (&commands[i]))
        continue;
      line = rk_at_command_format (&commands[i], RK_AT_FORM_SET, values, NULL, NULL);
      if (line == NULL) /* other parameters than these */
        line = g_strdup_printf ("%s=\"name\",\"secret12\"", commands[i].name);
      masked = rk_at_mask_secrets (line);
      g_assert_null (strstr (masked, "secret12"));
    }
}

static void
test_find (void)
{
  g_assert_cmpstr (rk_at_command_find ("AT")->name, ==, "AT");
  g_assert_cmpstr (rk_at_command_find ("at+gmr")->name, ==, "AT+GMR");
  g_assert_cmpstr (rk_at_command_find ("ATE0")->name, ==, "ATE");
  g_assert_cmpstr (rk_at_command_find ("AT+CWJAP=\"a\",\"b\"")->name, ==, "AT+CWJAP");
  g_assert_cmpstr (rk_at_command_find ("AT+CWJAP_CUR?")->name, ==, "AT+CWJAP_CUR");
  g_assert_null (rk_at_command_find ("AT+NONE"));
  g_assert_null (rk_at_command_find (""));
  g_assert_cmpuint (rk_at_command_get_timeout_ms ("AT+CIUPDATE"), >, 180000);
  g_assert_cmpuint (rk_at_command_get_timeout_ms ("AT+NONE"), ==, RK_AT_DEFAULT_TIMEOUT_MS);
}

static const char *
first_found (const char *words)
{
  g_autoptr(GPtrArray) found = rk_at_command_search (words, NULL);

  return found->len > 0 ? ((const RkAtCommand *)found->pdata[0])->name : NULL;
}

static const char *
shout (const char *msgid)
{
  return g_str_has_prefix (msgid, "Lists the networks") ? "Zeigt Netze in der Nähe" : msgid;
}

static void
test_search (void)
{
  g_autoptr(GPtrArray) all = rk_at_command_search ("", NULL);
  g_autoptr(GPtrArray) translated = rk_at_command_search ("NÄHE netze", shout);
  guint n;

  rk_at_command_get_all (&n);
  g_assert_cmpuint (all->len, ==, n);
  g_assert_cmpstr (first_found ("gmr"), ==, "AT+GMR");
  g_assert_cmpstr (first_found ("AT+CWJAP"), ==, "AT+CWJAP");
  g_assert_cmpstr (first_found ("uart"), ==, "AT+UART");
  g_assert_cmpstr (first_found ("Networks reach"), ==, "AT+CWLAP");
  g_assert_cmpstr (first_found ("cipsend buffer"), ==, "AT+CIPSENDBUF");
  g_assert_null (first_found ("xyzzy"));
  g_assert_cmpuint (translated->len, ==, 1);
  g_assert_cmpstr (((const RkAtCommand *)translated->pdata[0])->name, ==, "AT+CWLAP");
}

static void
test_support (void)
{
  static const struct
  {
    const char *command;
    const char *version;
    RkAtSupport support;
  } rows[] = {
    { "AT+CWJAP", AT_0_20, RK_AT_SUPPORT_YES },     { "AT+CWJAP_CUR", AT_0_20, RK_AT_SUPPORT_NO },
    { "AT+RESTORE", AT_0_20, RK_AT_SUPPORT_NO },    { "AT+RESTORE", AT_0_21, RK_AT_SUPPORT_YES },
    { "AT+UART_CUR", AT_0_21, RK_AT_SUPPORT_NO },   { "AT+UART_CUR", AT_0_60, RK_AT_SUPPORT_YES },
    { "AT+RFPOWER", AT_0_60, RK_AT_SUPPORT_MAYBE }, { "AT+RFPOWER", AT_1_3, RK_AT_SUPPORT_YES },
    { "AT+SYSRAM", AT_1_3, RK_AT_SUPPORT_NO },      { "AT+SYSRAM", AT_1_7, RK_AT_SUPPORT_YES },
    { "AT+CWJAP_CUR", ESP_2_3, RK_AT_SUPPORT_NO },  { "AT+CWJAP", ESP_2_3, RK_AT_SUPPORT_YES },
    { "AT+SYSMSG", AT_1_7, RK_AT_SUPPORT_NO },      { "AT+SYSMSG", ESP_2_3, RK_AT_SUPPORT_YES },
    { "AT+IPR", ESP_2_3, RK_AT_SUPPORT_NO },        { "AT+CWSTATE", ESP_2_3, RK_AT_SUPPORT_YES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkAtVersion) version = version_of (rows[i].version);

      g_test_message ("%s, row %u", rows[i].command, i);
      g_assert_cmpint (rk_at_command_get_support (rk_at_command_find (rows[i].command), version), ==, rows[i].support);
    }
  g_assert_cmpint (rk_at_command_get_support (rk_at_command_find ("AT+GMR"), NULL), ==, RK_AT_SUPPORT_MAYBE);
}

static void
test_versions (void)
{
  g_autofree char *uart = rk_at_command_dup_versions (rk_at_command_find ("AT+UART_CUR"));
  g_autofree char *sysmsg = rk_at_command_dup_versions (rk_at_command_find ("AT+SYSMSG"));

  g_assert_cmpstr (uart, ==, "AT 0.22+, ESP-AT 1.0+");
  g_assert_cmpstr (sysmsg, ==, "AT 1.6–1.6, ESP-AT 1.0+");
}

typedef struct
{
  const char *command;
  RkAtForm    form;
  const char *values[6];
  const char *version; /* or NULL */
  const char *line;    /* NULL: refused */
} FormatRow;

/* clang-format off */
static const FormatRow format_rows[] = {
  { "AT", RK_AT_FORM_EXECUTE, { NULL }, NULL, "AT" },
  { "ATE", RK_AT_FORM_SET, { "0" }, NULL, "ATE0" },
  { "AT+GMR", RK_AT_FORM_QUERY, { NULL }, NULL, NULL },
  { "AT+CWMODE", RK_AT_FORM_TEST, { NULL }, NULL, "AT+CWMODE=?" },
  { "AT+CWMODE", RK_AT_FORM_QUERY, { NULL }, NULL, "AT+CWMODE?" },
  { "AT+CWMODE", RK_AT_FORM_SET, { "1" }, NULL, "AT+CWMODE=1" },
  { "AT+CWMODE", RK_AT_FORM_SET, { "4" }, NULL, NULL },
  { "AT+CWMODE", RK_AT_FORM_SET, { "" }, NULL, NULL },
  { "AT+CWMODE", RK_AT_FORM_SET, { NULL }, NULL, NULL },
  { "AT+GSLP", RK_AT_FORM_SET, { "1000" }, NULL, "AT+GSLP=1000" },
  { "AT+GSLP", RK_AT_FORM_SET, { "-1" }, NULL, NULL },
  { "AT+GSLP", RK_AT_FORM_SET, { "1x" }, NULL, NULL },
  { "AT+CWJAP", RK_AT_FORM_SET, { "ap", "secret12" }, NULL, "AT+CWJAP=\"ap\",\"secret12\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "ap", "secret12", "" }, NULL, "AT+CWJAP=\"ap\",\"secret12\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "ap", "", "" }, NULL, "AT+CWJAP=\"ap\",\"\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "ap" }, NULL, "AT+CWJAP=\"ap\",\"\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "", "secret12" }, NULL, NULL },
  { "AT+CWJAP", RK_AT_FORM_SET, { "a,b\"c\\d", "x" }, AT_1_7, "AT+CWJAP=\"a\\,b\\\"c\\\\d\",\"x\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "a,b\\d", "x" }, AT_0_20, "AT+CWJAP=\"a,b\\d\",\"x\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "a\"b", "x" }, AT_0_20, NULL },
  { "AT+CWJAP", RK_AT_FORM_SET, { "a\r\nb", "x" }, NULL, NULL },
  { "AT+CWJAP", RK_AT_FORM_SET, { "Käse", "x" }, NULL, "AT+CWJAP=\"Käse\",\"x\"" },
  { "AT+CWJAP", RK_AT_FORM_SET, { "123456789012345678901234567890123", "x" }, NULL, NULL },
  { "AT+CIPSTART", RK_AT_FORM_SET, { "TCP", "h", "80" }, NULL, "AT+CIPSTART=\"TCP\",\"h\",80" },
  { "AT+CIPSTART", RK_AT_FORM_SET, { "ICMP", "h", "80" }, NULL, NULL },
  { "AT+CIPSTART", RK_AT_FORM_SET, { "TCP", "h", "65536" }, NULL, NULL },
  { "AT+CIPSTART", RK_AT_FORM_SET, { "UDP", "h", "80", "", "2" }, ESP_2_3, "AT+CIPSTART=\"UDP\",\"h\",80,,2" },
  { "AT+CIPSTART", RK_AT_FORM_SET, { "UDP", "h", "80", "", "2" }, AT_1_7, NULL },
  { "AT+UART_CUR", RK_AT_FORM_SET, { "9600", "8", "1", "0", "0" }, NULL, "AT+UART_CUR=9600,8,1,0,0" },
  { "AT+UART_CUR", RK_AT_FORM_SET, { "9600", "8", "1", "0" }, NULL, NULL },
  { "AT+SAVETRANSLINK", RK_AT_FORM_SET, { "0", "" }, NULL, "AT+SAVETRANSLINK=0" },
};
/* clang-format on */

static void
test_format (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (format_rows); i++)
    {
      const FormatRow *row = &format_rows[i];
      g_autoptr(RkAtVersion) version = row->version != NULL ? version_of (row->version) : NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *line = rk_at_command_format (rk_at_command_find (row->command), row->form, row->values, version, &error);

      g_test_message ("row %u, %s", i, row->command);
      g_assert_cmpstr (line, ==, row->line);
      if (row->line == NULL)
        g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
      else
        g_assert_no_error (error);
    }
}

static void
test_length (void)
{
  g_autoptr(RkAtVersion) early = version_of (AT_0_20);
  g_autofree char *commas = g_strnfill (64, ',');
  const char *values[] = { "12345678901234567890123456789012", commas, "aa:bb:cc:dd:ee:ff", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *late_line = rk_at_command_format (rk_at_command_find ("AT+CWJAP"), RK_AT_FORM_SET, values, NULL, &error);
  g_autofree char *early_line = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (late_line), >, 127);
  early_line = rk_at_command_format (rk_at_command_find ("AT+CWJAP"), RK_AT_FORM_SET, values, early, &error);
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_null (early_line);
}

typedef struct
{
  const char *line;
  const char *version; /* or NULL */
  const char *id;      /* NULL: harmless */
  const char *instead;
} GuardRow;

/* clang-format off */
static const GuardRow guard_rows[] = {
  { "AT+GMR", NULL, NULL, NULL },
  { "AT+IPR=9600", AT_0_20, "at.rate-kept", NULL },
  { "at+ipr=9600", AT_1_7, "at.rate-kept", "AT+UART_CUR=9600,8,1,0,0" },
  { "AT+IPR=9600", NULL, "at.rate-kept", "AT+UART_CUR=9600,8,1,0,0" },
  { "AT+IPR=9600", ESP_2_3, NULL, NULL },
  { "AT+IPR=0", NULL, NULL, NULL },
  { "AT+UART=9600,8,1,0,0", AT_0_21, "at.rate-kept", NULL },
  { "AT+UART_DEF=9600,8,1,0,3", AT_1_7, "at.rate-kept", "AT+UART_CUR=9600,8,1,0,3" },
  { "AT+UART_DEF=9600,8,1,0,3\r\n", ESP_2_3, "at.rate-kept", "AT+UART_CUR=9600,8,1,0,3" },
  { "AT+UART_CUR=9600,8,1,0,3", AT_1_7, NULL, NULL },
  { "AT+UART_DEF?", AT_1_7, NULL, NULL },
  { "AT+UART_DEF=?", AT_1_7, NULL, NULL },
  { "AT+RESTORE", AT_1_7, "at.restore", NULL },
  { "  AT+RESTORE\r\n", AT_1_7, "at.restore", NULL },
  { "AT+RESTORED", AT_1_7, NULL, NULL },
  { "AT+CIUPDATE", AT_0_20, "at.cloud-update", NULL },
  { "AT+CIUPDATE=1,\"v2\"", ESP_2_3, "at.cloud-update", NULL },
  { "AT+CIUPDATE?", ESP_2_3, NULL, NULL },
  { "AT+GSLP=1000", NULL, "at.deep-sleep", NULL },
  { "AT+GSLP=0", NULL, "at.deep-sleep", NULL },
  { "AT+SYSFLASH=0,\"fatfs\",0,4096", ESP_2_3, "at.flash-partition", NULL },
  { "AT+SYSFLASH=2,\"fatfs\",0,10", ESP_2_3, NULL, NULL },
  { "AT+SYSROLLBACK", ESP_2_3, "at.rollback", NULL },
  { "AT+SAVETRANSLINK=1,\"h\",80", AT_1_7, "at.passthrough-kept", NULL },
  { "AT+SAVETRANSLINK=0", AT_1_7, NULL, NULL },
};
/* clang-format on */

static void
test_guard (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (guard_rows); i++)
    {
      const GuardRow *row = &guard_rows[i];
      g_autoptr(RkAtVersion) version = row->version != NULL ? version_of (row->version) : NULL;
      g_autoptr(RkFinding) finding = rk_at_guard_check (row->line, version);

      g_test_message ("%s", row->line);
      g_assert_cmpstr (finding != NULL ? finding->id : NULL, ==, row->id);
      if (finding == NULL)
        continue;
      g_assert_cmpstr (rk_finding_get_value (finding, "instead"), ==, row->instead);
      {
        g_autofree char *summary = rk_finding_fill (finding, finding->summary, NULL);
        g_autofree char *remedy = rk_finding_fill (finding, finding->remedy, NULL);

        g_assert_null (strchr (summary, '{'));
        g_assert_null (strchr (remedy, '{'));
      }
    }
}

/* On firmware of 2014 it can cost the module, later it only surprises. */
static void
test_guard_severity (void)
{
  g_autoptr(RkAtVersion) early = version_of (AT_0_20);
  g_autoptr(RkAtVersion) late = version_of (AT_1_7);
  g_autoptr(RkFinding) bad = rk_at_guard_check ("AT+IPR=9600", early);
  g_autoptr(RkFinding) fair = rk_at_guard_check ("AT+IPR=9600", late);

  g_assert_cmpint (bad->severity, ==, RK_SEVERITY_ERROR);
  g_assert_cmpint (fair->severity, ==, RK_SEVERITY_WARNING);
}

static void
test_rate (void)
{
  g_autoptr(RkAtVersion) early = version_of (AT_0_20);
  RkAtRateMoment moment;

  g_assert_cmpuint (rk_at_rate_change ("AT+IPR=9600", early, &moment), ==, 9600);
  g_assert_cmpint (moment, ==, RK_AT_RATE_BEFORE_REPLY);
  g_assert_cmpuint (rk_at_rate_change ("AT+UART_CUR=921600,8,1,0,0", NULL, &moment), ==, 921600);
  g_assert_cmpint (moment, ==, RK_AT_RATE_AFTER_REPLY);
  g_assert_cmpuint (rk_at_rate_change ("AT+UART_CUR=921600,8,1,0,0", early, NULL), ==, 0);
  g_assert_cmpuint (rk_at_rate_change ("AT+UART_CUR?", NULL, NULL), ==, 0);
  g_assert_cmpuint (rk_at_rate_change ("AT+UART=99999999,8,1,0,0", NULL, NULL), ==, 0);
  g_assert_cmpuint (rk_at_rate_change ("AT+GMR", NULL, NULL), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/command/table", test_table);
  g_test_add_func ("/at/command/secrets", test_secrets);
  g_test_add_func ("/at/command/find", test_find);
  g_test_add_func ("/at/command/search", test_search);
  g_test_add_func ("/at/command/support", test_support);
  g_test_add_func ("/at/command/versions", test_versions);
  g_test_add_func ("/at/command/format", test_format);
  g_test_add_func ("/at/command/length", test_length);
  g_test_add_func ("/at/guard/check", test_guard);
  g_test_add_func ("/at/guard/severity", test_guard_severity);
  g_test_add_func ("/at/guard/rate", test_rate);

  return g_test_run ();
}
