/* test-at.c: AT commands, macros and the search for a silent module, through RkModule
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "at-link.h"

#include "rk-error.h"
#include "rk-macro-run.h"
#include "rk-module.h"

#include <string.h>

typedef struct
{
  RkModule  *module;
  GPtrArray *results; /* GAsyncResult, in the order in which they came */
  GString   *findings;
  GString   *busy; /* at each result: 1 or 0 */
} Fixture;

static RkLink *
create_link (const char  *port,
             gpointer     user_data,
             GError     **error)
{
  return g_object_new (AT_TYPE_LINK, "port", port, NULL);
}

static void
found_cb (RkModule        *module,
          const RkFinding *finding,
          gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->findings, "%s ", finding->id);
}

static void
set_up (Fixture    *fixture,
        AtLinkKind  kind,
        guint       baud)
{
  at_link_set_kind (kind, baud);
  *fixture = (Fixture){
    .module = rk_module_new (),
    .results = g_ptr_array_new_with_free_func (g_object_unref),
    .findings = g_string_new (NULL),
    .busy = g_string_new (NULL),
  };
  rk_module_set_port (fixture->module, "at-test");
  g_signal_connect (fixture->module, "found", G_CALLBACK (found_cb), fixture);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->results, g_object_ref (result));
  g_string_append_c (fixture->busy, rk_module_get_busy (fixture->module) ? '1' : '0');
}

static void
await (Fixture *fixture,
       guint    n_results)
{
  while (fixture->results->len < n_results)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture)
{
  g_ptr_array_unref (fixture->results);
  g_string_free (fixture->findings, TRUE);
  g_string_free (fixture->busy, TRUE);
  g_assert_finalize_object (fixture->module);
}

static void
ask (Fixture    *fixture,
     const char *command)
{
  rk_module_exchange_async (fixture->module, command, NULL, 0, NULL, result_cb, fixture);
}

static RkAtExchange *
take (Fixture  *fixture,
      guint     number,
      GError  **error)
{
  return rk_module_exchange_finish (fixture->module, fixture->results->pdata[number], error);
}

static void
expect_reply (Fixture    *fixture,
              guint       number,
              const char *command,
              const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtExchange) exchange = take (fixture, number, &error);
  g_autofree char *got = NULL;

  g_assert_no_error (error);
  got = rk_at_exchange_dup_text (exchange);
  g_assert_cmpstr (exchange->command, ==, command);
  g_assert_cmpstr (got, ==, text);
  g_assert_cmpint (exchange->duration_us, >=, 0);
}

/* All at once, and yet one after the other; the rate is looked for only once. */
static void
test_queue (void)
{
  Fixture fixture;
  g_autofree char *sent = NULL;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  ask (&fixture, "AT+CWMODE?");
  ask (&fixture, "AT+CWMODE=1");
  ask (&fixture, "AT+NONE");
  ask (&fixture, "AT+CWMODE?");
  g_assert_true (rk_module_get_busy (fixture.module));
  await (&fixture, 4);
  g_assert_cmpstr (fixture.busy->str, ==, "1110");

  expect_reply (&fixture, 0, "AT+CWMODE?", "+CWMODE:2\nOK");
  expect_reply (&fixture, 1, "AT+CWMODE=1", "OK");
  expect_reply (&fixture, 2, "AT+NONE", "ERROR");
  expect_reply (&fixture, 3, "AT+CWMODE?", "+CWMODE:1\nOK");
  sent = at_link_dup_sent ();
  g_assert_cmpstr (sent, ==, "AT\r\nAT+CWMODE?\r\nAT+CWMODE=1\r\nAT+NONE\r\nAT+CWMODE?\r\n");
  tear_down (&fixture);
}

/* Other jobs do not queue, and commands do not queue behind other jobs. */
static void
test_busy (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  ask (&fixture, "AT");
  rk_module_find_at_async (fixture.module, NULL, result_cb, &fixture);
  await (&fixture, 2);
  /* A refusal is told at once. */
  g_assert_null (rk_module_find_at_finish (fixture.module, fixture.results->pdata[0], &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BUSY);
  g_clear_error (&error);
  expect_reply (&fixture, 1, "AT", "OK");

  rk_module_find_at_async (fixture.module, NULL, result_cb, &fixture);
  ask (&fixture, "AT");
  await (&fixture, 4);
  g_assert_null (take (&fixture, 2, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BUSY);
  tear_down (&fixture);
}

/* One that was taken back leaves the others alone. */
static void
test_cancel_queued (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GString) outcomes = g_string_new (NULL);
  g_autofree char *sent = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  g_cancellable_cancel (cancellable);
  ask (&fixture, "AT");
  rk_module_exchange_async (fixture.module, "AT+RESTORE", NULL, 0, cancellable, result_cb, &fixture);
  ask (&fixture, "AT+CWMODE?");
  await (&fixture, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkAtExchange) exchange = take (&fixture, i, &error);

      if (exchange == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_string_append_printf (outcomes, "%s ", exchange->command);
    }
  g_assert_cmpstr (outcomes->str, ==, "AT AT+CWMODE? ");
  sent = at_link_dup_sent ();
  g_assert_null (strstr (sent, "RESTORE"));
  tear_down (&fixture);
}

static void
test_notices (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtExchange) exchange = NULL;
  g_autofree char *notices = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  ask (&fixture, "AT+CWMODE=1");
  ask (&fixture, "AT+CWJAP=\"Rekindle\",\"rekindle\"");
  await (&fixture, 2);
  exchange = take (&fixture, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (exchange->command, ==, "AT+CWJAP=\"Rekindle\",\"****\"");
  g_assert_cmpint (exchange->result, ==, RK_AT_RESULT_OK);
  notices = g_strjoinv ("|", exchange->notices);
  g_assert_cmpstr (notices, ==, "WIFI CONNECTED|WIFI GOT IP");
  tear_down (&fixture);
}

/* The next command waits until the module is back. */
static void
test_restart (void)
{
  g_autoptr(RkAtExchange) exchange = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  ask (&fixture, "AT+RST");
  ask (&fixture, "AT+CWMODE?");
  await (&fixture, 2);
  exchange = take (&fixture, 0, NULL);
  g_assert_true (g_strv_contains ((const char *const *)exchange->notices, "ready"));
  expect_reply (&fixture, 1, "AT+CWMODE?", "+CWMODE:2\nOK");
  tear_down (&fixture);
}

static void
test_must_succeed (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  rk_module_at_async (fixture.module, "AT+CWJAP=\"x\",\"secret12\"", 0, NULL, result_cb, &fixture);
  await (&fixture, 1);
  g_assert_null (rk_module_at_finish (fixture.module, fixture.results->pdata[0], &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_AT_FAILED);
  g_assert_null (strstr (error->message, "secret12"));
  g_assert_cmpstr (fixture.findings->str, ==, "at.failed ");
  tear_down (&fixture);
}

static void
test_data (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *start = g_strdup_printf ("AT+CIPSTART=\"TCP\",\"127.0.0.1\",%u", port);
  g_autoptr(GBytes) data = g_bytes_new_static ("a\0AT\r\n", 6);
  g_autoptr(GSocketConnection) peer = NULL;
  char got[6];
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  ask (&fixture, start);
  rk_module_exchange_async (fixture.module, "AT+CIPSEND=6", data, 0, NULL, result_cb, &fixture);
  await (&fixture, 2);
  expect_reply (&fixture, 1, "AT+CIPSEND=6", "Recv 6 bytes\nSEND OK");
  peer = g_socket_listener_accept (listener, NULL, NULL, NULL);
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (peer)), got, sizeof got, NULL, NULL, NULL));
  g_assert_cmpmem (got, sizeof got, "a\0AT\r\n", 6);
  tear_down (&fixture);
}

/* The console's rate stays, and the module is found where it is. */
static void
test_other_rate (void)
{
  g_autoptr(RkAtExchange) exchange = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_EARLY, 9600);
  ask (&fixture, "AT+GMR");
  ask (&fixture, "AT+GMR");
  await (&fixture, 2);
  exchange = take (&fixture, 1, NULL);
  g_assert_cmpuint (exchange->baud, ==, 9600);
  g_assert_cmpstr (exchange->lines[0], ==, "0020000903");
  g_assert_cmpuint (rk_module_get_baud (fixture.module), ==, 115200);
  tear_down (&fixture);
}

/* -- Finding -------------------------------------------------------------- */

typedef struct
{
  AtLinkKind      kind;
  guint           baud;
  RkAtFindOutcome outcome;
  guint           found_baud;
  RkAtLineEnd     line_end;
  gboolean        has_echo;
  const char     *finding;
} FindRow;

static const FindRow find_rows[] = {
  { AT_LINK_FIRMWARE, 115200, RK_AT_FIND_ANSWERS, 115200, RK_AT_LINE_END_CR_LF, TRUE, "at.found " },
  { AT_LINK_EARLY, 57600, RK_AT_FIND_ANSWERS, 57600, RK_AT_LINE_END_CR_LF, TRUE, "at.found " },
  { AT_LINK_FIRMWARE, 74880, RK_AT_FIND_ANSWERS, 74880, RK_AT_LINE_END_CR_LF, TRUE, "at.found " },
  { AT_LINK_CR, 9600, RK_AT_FIND_ANSWERS, 9600, RK_AT_LINE_END_CR, FALSE, "at.found " },
  { AT_LINK_CHATTER, 57600, RK_AT_FIND_TEXT, 57600, RK_AT_LINE_END_CR_LF, FALSE, "at.found-text " },
  { AT_LINK_BOOT_LOOP, 74880, RK_AT_FIND_BOOT_TEXT, 74880, RK_AT_LINE_END_CR_LF, FALSE, "at.found-boot-text " },
  { AT_LINK_NOISE, 0, RK_AT_FIND_UNREADABLE, 0, RK_AT_LINE_END_CR_LF, FALSE, "at.found-garbage " },
  { AT_LINK_WIRE, 0, RK_AT_FIND_ECHO, 0, RK_AT_LINE_END_CR_LF, FALSE, "at.found-echo " },
  { AT_LINK_DEAF, 0, RK_AT_FIND_NOTHING, 0, RK_AT_LINE_END_CR_LF, FALSE, "at.found-nothing " },
};

static void
note_progress_cb (RkModule   *module,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  double *highest = user_data;

  g_assert_cmpfloat (rk_module_get_progress (module), <=, 1);
  *highest = MAX (*highest, rk_module_get_progress (module));
}

static void
test_find (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (find_rows); i++)
    {
      const FindRow *row = &find_rows[i];
      g_autoptr(RkAtFound) found = NULL;
      g_autoptr(GError) error = NULL;
      double highest = 0;
      Fixture fixture;

      g_test_message ("row %u", i);
      set_up (&fixture, row->kind, row->baud);
      g_signal_connect (fixture.module, "notify::progress", G_CALLBACK (note_progress_cb), &highest);
      rk_module_find_at_async (fixture.module, NULL, result_cb, &fixture);
      await (&fixture, 1);
      found = rk_module_find_at_finish (fixture.module, fixture.results->pdata[0], &error);
      g_assert_no_error (error);
      g_assert_cmpint (found->outcome, ==, row->outcome);
      g_assert_cmpuint (found->baud, ==, row->found_baud);
      g_assert_cmpint (found->line_end, ==, row->line_end);
      g_assert_cmpint (found->has_echo, ==, row->has_echo);
      g_assert_cmpstr (fixture.findings->str, ==, row->finding);
      g_assert_true ((found->text != NULL) == (row->outcome == RK_AT_FIND_TEXT || row->outcome == RK_AT_FIND_BOOT_TEXT));
      g_assert_cmpuint (rk_module_get_baud (fixture.module), ==, 115200);
      g_assert_cmpint (rk_module_get_state (fixture.module), ==, RK_MODULE_STATE_LISTENING);
      tear_down (&fixture);
    }
}

static void
test_find_cancel (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_DEAF, 0);
  g_cancellable_cancel (cancellable);
  rk_module_find_at_async (fixture.module, cancellable, result_cb, &fixture);
  await (&fixture, 1);
  g_assert_null (rk_module_find_at_finish (fixture.module, fixture.results->pdata[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&fixture);
}

/* -- Macros --------------------------------------------------------------- */

static void
note_step_cb (guint                number,
              const RkAtMacroStep *step,
              const RkAtExchange  *exchange,
              gpointer             user_data)
{
  GString *steps = user_data;

  if (exchange == NULL)
    g_string_append_printf (steps, "%u:", number);
  else
    g_string_append_printf (steps, "%s ", rk_at_result_get_text (exchange->result));
}

static gboolean
run_macro (Fixture       *fixture,
           const char    *text,
           GString       *steps,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, error);
  g_autoptr(GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  if (macro == NULL)
    return FALSE;
  g_hash_table_insert (values, (gpointer) "ssid", (gpointer) "Rekindle");
  g_hash_table_insert (values, (gpointer) "password", (gpointer) "rekindle");
  g_ptr_array_set_size (fixture->results, 0);
  rk_module_run_macro_async (fixture->module, macro, values, NULL, note_step_cb, steps, cancellable, result_cb, fixture);
  await (fixture, 1);
  return rk_module_run_macro_finish (fixture->module, fixture->results->pdata[0], error);
}

static void
test_macro (void)
{
  g_autoptr(GString) steps = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  g_assert_true (run_macro (&fixture,
                            "AT+CWMODE=1\n"
                            "AT+CWJAP=\"{ssid}\",\"{password}\"\n@expect WIFI GOT IP\n@delay 0.001\n"
                            "AT+CIFSR\n@expect 192.168.\n"
                            "AT+NONE\n@expect ERROR\n",
                            steps, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (steps->str, ==, "0:OK 1:OK 2:OK 3:ERROR ");
  tear_down (&fixture);
}

static void
test_macro_stops (void)
{
  g_autoptr(GString) steps = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  g_assert_false (run_macro (&fixture, "AT\nAT+CWJAP=\"{ssid}\",\"{password}\"\n@expect WIFI GOT IP\nAT+RESTORE\n",
                             steps, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_AT_FAILED);
  g_assert_cmpstr (error->message, ==,
                   "command 2, AT+CWJAP=\"{ssid}\",\"{password}\": “WIFI GOT IP” was expected, but “ERROR” came");
  g_assert_cmpstr (steps->str, ==, "0:OK 1:ERROR ");
  g_clear_error (&error);

  /* Nothing is sent when something is missing. */
  g_string_truncate (steps, 0);
  g_assert_false (run_macro (&fixture, "AT\nAT+X={other}\n", steps, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_cmpstr (steps->str, ==, "");
  tear_down (&fixture);
}

static void
cancel_at_step_cb (guint                number,
                   const RkAtMacroStep *step,
                   const RkAtExchange  *exchange,
                   gpointer             user_data)
{
  if (exchange != NULL)
    g_cancellable_cancel (user_data);
}

static void
test_macro_cancel_in_pause (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse ("AT\n@delay 3600\nAT\n", NULL);
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, AT_LINK_FIRMWARE, 115200);
  rk_module_run_macro_async (fixture.module, macro, NULL, NULL, cancel_at_step_cb, cancellable, cancellable, result_cb, &fixture);
  await (&fixture, 1);
  g_assert_false (rk_module_run_macro_finish (fixture.module, fixture.results->pdata[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rk_link_add_scheme ("at-test", create_link, NULL);

  g_test_add_func ("/module/at/queue", test_queue);
  g_test_add_func ("/module/at/busy", test_busy);
  g_test_add_func ("/module/at/cancel-queued", test_cancel_queued);
  g_test_add_func ("/module/at/notices", test_notices);
  g_test_add_func ("/module/at/restart", test_restart);
  g_test_add_func ("/module/at/must-succeed", test_must_succeed);
  g_test_add_func ("/module/at/data", test_data);
  g_test_add_func ("/module/at/other-rate", test_other_rate);
  g_test_add_func ("/module/at/find", test_find);
  g_test_add_func ("/module/at/find-cancel", test_find_cancel);
  g_test_add_func ("/module/at/macro", test_macro);
  g_test_add_func ("/module/at/macro-stops", test_macro_stops);
  g_test_add_func ("/module/at/macro-cancel-in-pause", test_macro_cancel_in_pause);

  return g_test_run ();
}
