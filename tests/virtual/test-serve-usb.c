/* test-serve-usb.c: an adapter that programs find as /dev/ttyUSB0
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "echo-module.h"
#include "rk-serve-usb.h"

#include <string.h>

typedef struct
{
  GMainLoop *loop;
  int        status;
} Outcome;

static void
ended_cb (int      status,
          gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->status = status;
  g_main_loop_quit (outcome->loop);
}

/* Runs a command and returns its exit status. */
static int
run (RkVirtualModule *module,
     const char      *program,
     const char      *argument,
     const char      *second_argument)
{
  char *command[] = { (char *)program, (char *)argument, (char *)second_argument, NULL };
  g_autoptr(RkServeAdapter) adapter = rk_serve_adapter_new (module, 0);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkServeUsb) server = NULL;
  Outcome outcome = { loop, -1 };

  server = rk_serve_usb_new (adapter, command, ended_cb, &outcome, &error);
  g_assert_no_error (error);
  g_main_loop_run (loop);

  return outcome.status;
}

/* Opening asserts both lines; then each is set by a request of its own, so that
 * the way out of reset goes by both asserted, which the module must not see. */
static void
test_client (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (4096);
  g_autofree char *client = g_test_build_filename (G_TEST_BUILT, "virtual", "usb-client", NULL);
  g_autofree char *log = NULL;

  g_assert_cmpint (run (module, client, NULL, NULL), ==, 0);
  echo_module_wait_for_log (module, "lines 0 0;");
  log = echo_module_take_log (module);
  g_assert_nonnull (strstr (log, "baud 74880;"));
  g_assert_nonnull (strstr (log, "lines 1 1;"));
  g_assert_nonnull (strstr (log, "lines 0 1;"));
  g_assert_nonnull (strstr (log, "lines 1 0;"));
}

static void
test_status (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (4096);

  g_assert_cmpint (run (module, "sh", "-c", "exit 7"), ==, 7);
  g_assert_cmpint (run (module, "sh", "-c", "kill -TERM $$"), ==, 128 + 15);
  g_assert_cmpint (run (module, "sh", "-c", "test -c /dev/ttyUSB0"), ==, 0);
}

static void
test_no_command (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (4096);
  g_autoptr(RkServeAdapter) adapter = rk_serve_adapter_new (module, 0);
  char *command[] = { (char *)"/nonexistent/program", NULL };
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_serve_usb_new (adapter, command, ended_cb, NULL, &error));
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  if (!rk_serve_usb_prepare (argv, &error))
    g_error ("%s", error->message);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/serve-usb/client", test_client);
  g_test_add_func ("/serve-usb/status", test_status);
  g_test_add_func ("/serve-usb/no-command", test_no_command);

  return g_test_run ();
}
