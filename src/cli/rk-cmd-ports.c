/* rk-cmd-ports.c: rekindle-cli ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-port-monitor.h"

static void
print_port (RkCli  *cli,
            RkPort *port)
{
  JsonBuilder *builder = rk_cli_event ("port");
  int vendor = rk_port_get_usb_vid (port);
  int product = rk_port_get_usb_pid (port);
  g_autofree char *usb = vendor >= 0 ? g_strdup_printf ("%04x:%04x", (guint)vendor, (guint)product) : NULL;

  rk_cli_set_string (builder, "port", rk_port_get_name (port));
  rk_cli_set_string (builder, "title", rk_port_get_title (port));
  rk_cli_set_string (builder, "usb", usb);
  rk_cli_set_string (builder, "serial", rk_port_get_serial (port));
  rk_cli_emit (cli, builder);

  rk_cli_print (cli, "%-16s %-9s  %s", rk_port_get_name (port), usb != NULL ? usb : "",
                rk_port_get_title (port));
}

/**
 * rk_cmd_ports:
 *
 * rekindle-cli ports
 */
RkExit
rk_cmd_ports (RkCli  *cli,
              int     argc,
              char  **argv)
{
  g_autoptr(RkPortMonitor) monitor = NULL;
  guint count;

  if (!rk_cli_parse (cli, NULL, NULL, &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 1)
    return rk_cli_usage (cli, "%s", _ ("ports takes no arguments"));

  monitor = rk_port_monitor_new ();
  count = g_list_model_get_n_items (G_LIST_MODEL (monitor));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (G_LIST_MODEL (monitor), i);

      print_port (cli, port);
    }

  if (!cli->json && count == 0)
    g_printerr ("%s\n", _ ("There is no serial port. “virtual” is the built-in virtual module."));
  return rk_cli_succeed (cli, NULL);
}
