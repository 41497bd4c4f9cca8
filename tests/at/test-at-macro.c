/* test-at-macro.c: macros as text, and what is filled into them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-macro.h"
#include "rk-error.h"

static const char text[] =
  "# Joins a network.\n"
  "@name Join a network\n"
  "\n"
  "AT+CWMODE=1\r\n"
  "  AT+CWJAP=\"{ssid}\",\"{password}\"  \n"
  "@expect WIFI GOT IP\n"
  "@timeout 30\n"
  "@delay 0.5\n"
  "AT+CIFSR";

static const char canonical[] =
  "@name Join a network\n"
  "AT+CWMODE=1\n"
  "AT+CWJAP=\"{ssid}\",\"{password}\"\n"
  "@expect WIFI GOT IP\n"
  "@timeout 30\n"
  "@delay 0.5\n"
  "AT+CIFSR\n";

static void
test_parse (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, &error);
  const RkAtMacroStep *join;

  g_assert_no_error (error);
  g_assert_cmpstr (macro->name, ==, "Join a network");
  g_assert_cmpuint (macro->steps->len, ==, 3);
  join = macro->steps->pdata[1];
  g_assert_cmpstr (join->command, ==, "AT+CWJAP=\"{ssid}\",\"{password}\"");
  g_assert_cmpstr (join->expect, ==, "WIFI GOT IP");
  g_assert_cmpuint (join->timeout_ms, ==, 30000);
  g_assert_cmpuint (join->delay_ms, ==, 500);
  g_assert_cmpuint (join->line, ==, 5);
  g_assert_null (((RkAtMacroStep *)macro->steps->pdata[2])->expect);
}

/* What is written can be read, and says the same. */
static void
test_format (void)
{
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, NULL);
  g_autoptr(RkAtMacro) copy = rk_at_macro_copy (macro);
  g_autofree char *first = rk_at_macro_format (copy);
  g_autoptr(RkAtMacro) again = rk_at_macro_parse (first, NULL);
  g_autofree char *second = rk_at_macro_format (again);

  g_assert_cmpstr (first, ==, canonical);
  g_assert_cmpstr (second, ==, canonical);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { "", "there is no command in it" },
    { "# only a comment\n", "there is no command in it" },
    { "AT\nGMR\n", "line 2: a command begins with AT, a comment with “#”" },
    { "@expect OK\nAT\n", "line 1: there is no command yet that this could belong to" },
    { "AT\n@expect\n", "line 2: something must follow on the same line" },
    { "AT\n@expect OK\n@expect OK\n", "line 3: a second @expect for the same command" },
    { "AT\n@name x\n", "line 2: @name must stand before the first command" },
    { "@name x\n@name y\nAT\n", "line 2: a second @name" },
    { "AT\n@timeout soon\n", "line 2: not a number of seconds up to 3600" },
    { "AT\n@timeout 0\n", "line 2: a reply needs some time" },
    { "AT\n@delay -1\n", "line 2: not a number of seconds up to 3600" },
    { "AT\n@delay nan\n", "line 2: not a number of seconds up to 3600" },
    { "AT\n@delay 4000\n", "line 2: not a number of seconds up to 3600" },
    { "AT\n\n@wait 5\n", "line 3: not known: @name, @expect, @timeout and @delay are" },
    { "AT+X={\n", "line 1: “{” must begin a placeholder, such as {ssid}; write “{{” for a brace" },
    { "AT+X={ssid\n", "line 1: “{” must begin a placeholder, such as {ssid}; write “{{” for a brace" },
    { "AT+X={}\n", "line 1: “{” must begin a placeholder, such as {ssid}; write “{{” for a brace" },
    { "AT\rAT\n", "line 1: control characters cannot be part of a command" },
    { "AT\xff\n", "not a text in UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkAtMacro) macro = rk_at_macro_parse (rows[i].text, &error);

      g_test_message ("row %u", i);
      g_assert_null (macro);
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_placeholders (void)
{
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse ("AT+A={b},\"{c}\"\nAT+D={b}{e}{{f}\n", NULL);
  g_auto(GStrv) names = rk_at_macro_dup_placeholders (macro);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, "b c e");
  g_assert_true (rk_at_placeholder_is_secret ("password"));
  g_assert_true (rk_at_placeholder_is_secret ("wifi_key"));
  g_assert_false (rk_at_placeholder_is_secret ("ssid"));
}

static char *
fill (const char   *command,
      const char   *value,
      const char   *reply,
      GError      **error)
{
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (command, NULL);
  g_autoptr(GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(RkAtVersion) version = reply != NULL ? rk_at_version_parse (reply, NULL) : NULL;

  if (value != NULL)
    g_hash_table_insert (values, (gpointer) "v", (gpointer)value);
  return rk_at_macro_step_fill (macro->steps->pdata[0], values, version, error);
}

static void
test_fill (void)
{
  static const struct
  {
    const char *command;
    const char *value;
    const char *version;
    const char *line; /* NULL: refused */
  } rows[] = {
    { "AT+X=\"{v}\"", "plain", NULL, "AT+X=\"plain\"" },
    { "AT+X=\"{v}\"", "a\"b,c\\d", NULL, "AT+X=\"a\\\"b\\,c\\\\d\"" },
    { "AT+X=\"pre{v}post\"", "a,b", NULL, "AT+X=\"prea\\,bpost\"" },
    { "AT+X=\"{v}\"", "a,b", "0020000903", "AT+X=\"a,b\"" },
    { "AT+X=\"{v}\"", "a\"b", "0020000903", NULL },
    { "AT+X={v}", "12", NULL, "AT+X=12" },
    { "AT+X={v}", "1,2", NULL, NULL },
    { "AT+X={v}", "1\r\nAT+RESTORE", NULL, NULL },
    { "AT+X=\"{v}\"", NULL, NULL, NULL },
    { "AT+X={{{v}}", "1", NULL, "AT+X={1}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *line = fill (rows[i].command, rows[i].value, rows[i].version, &error);

      g_test_message ("row %u", i);
      g_assert_cmpstr (line, ==, rows[i].line);
      if (rows[i].line == NULL)
        g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/macro/parse", test_parse);
  g_test_add_func ("/at/macro/format", test_format);
  g_test_add_func ("/at/macro/errors", test_errors);
  g_test_add_func ("/at/macro/placeholders", test_placeholders);
  g_test_add_func ("/at/macro/fill", test_fill);

  return g_test_run ();
}
