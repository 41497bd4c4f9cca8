/* rk-cli-module.c: the module that a command works on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <stdio.h>
#ifdef G_OS_WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "rk-error.h"
#include "rk-port-monitor.h"

/* How long a module may be silent: a person at a terminal reads what to do and
 * works with wires; a script wants to know. */
#define PATIENCE_PERSON_MS (5 * 60 * 1000)
#define PATIENCE_SCRIPT_MS (15 * 1000)

/* Every byte on the line, on stderr: "12.345678 > c0 00 08 …". */
static void
trace_cb (gboolean      outgoing,
          gint64        time_us,
          const guint8 *bytes,
          gsize         count,
          const char   *note,
          gpointer      user_data)
{
  g_autofree char *line = rk_link_format_trace (outgoing, time_us, bytes, count, note, G_MAXSIZE);

  g_printerr ("%s\n", line);
}

static gboolean
is_usb (RkPort *port)
{
  return rk_port_get_usb_vid (port) >= 0;
}

static char *
ask_port (GListModel *ports)
{
  char answer[16];
  guint count = g_list_model_get_n_items (ports);
  guint64 number;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (ports, i);

      g_printerr ("%3u  %s\n", i + 1, rk_port_get_title (port));
    }
  g_printerr ("%s ", _ ("Which port?"));

  if (fgets (answer, sizeof answer, stdin) == NULL)
    return NULL;
  number = g_ascii_strtoull (answer, NULL, 10);
  if (number < 1 || number > count)
    return NULL;

  {
    g_autoptr(RkPort) port = g_list_model_get_item (ports, (guint)number - 1);

    return g_strdup (rk_port_get_name (port));
  }
}

/* Without --port: the only USB port; else the person is asked. */
static char *
choose_port (GError **error)
{
  g_autoptr(RkPortMonitor) monitor = rk_port_monitor_new ();
  GListModel *ports = G_LIST_MODEL (monitor);
  guint count = g_list_model_get_n_items (ports);
  g_autofree char *only = NULL;
  g_autofree char *asked = NULL;
  guint usb = 0;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (ports, i);

      if (is_usb (port) && usb++ == 0)
        only = g_strdup (rk_port_get_name (port));
    }

  if (usb == 1)
    return g_steal_pointer (&only);

  if (count > 0 && isatty (fileno (stdin)))
    asked = ask_port (ports);
  if (asked != NULL)
    return g_steal_pointer (&asked);

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING,
               "no port was chosen, and there are %u USB serial ports: name one with --port "
               "(“virtual” is the built-in virtual module)", usb);
  return NULL;
}

/**
 * rk_cli_open_module:
 * @cli: the command line
 * @exit_code: (out): set when there is no port
 *
 * Makes the module that the command works on; its port is opened by the job.
 *
 * Returns: (transfer full) (nullable): a module whose progress is shown
 */
RkModule *
rk_cli_open_module (RkCli  *cli,
                    RkExit *exit_code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *chosen = cli->port != NULL ? g_strdup (cli->port) : choose_port (&error);
  RkModule *module;

  if (chosen == NULL)
    {
      *exit_code = rk_cli_fail (cli, error);
      return NULL;
    }

  module = rk_module_new ();
  rk_module_set_port (module, chosen);
  if (cli->trace)
    rk_module_set_trace (module, trace_cb, NULL);
  rk_cli_watch_progress (cli, module);
  return module;
}

/**
 * rk_cli_patience_ms:
 *
 * Returns: how long to wait for a module that does not answer, in milliseconds
 */
guint
rk_cli_patience_ms (void)
{
  return isatty (fileno (stderr)) ? PATIENCE_PERSON_MS : PATIENCE_SCRIPT_MS;
}

/**
 * rk_cli_wait_cb:
 *
 * A #GAsyncReadyCallback that stores the result for rk_cli_wait().
 */
void
rk_cli_wait_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/**
 * rk_cli_wait:
 * @result: (inout): where rk_cli_wait_cb() stores it
 *
 * Runs the main loop until an asynchronous call has its result.
 */
void
rk_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}
