/* rk-cmd-ports.c: rekindle-cli ports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-port-monitor.h"
#include "rk-port-system.h"

static void
print_line (RkCli      *cli,
            const char *name,
            const char *usb,
            const char *title)
{
  rk_cli_print (cli, "%-16s %-9s  %s", name, usb, title);
}

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

  print_line (cli, rk_port_get_name (port), usb != NULL ? usb : "", rk_port_get_title (port));
}

/* Those that are plugged in but have none. */
static void
print_portless (RkCli *cli)
{
  g_autoptr(GArray) found = rk_port_system_list_portless ();

  for (guint i = 0; i < found->len; i++)
    {
      const RkPortless *portless = &g_array_index (found, RkPortless, i);
      JsonBuilder *builder = rk_cli_event ("portless");
      g_autofree char *usb = g_strdup_printf ("%04x:%04x", (guint)portless->usb_vid, (guint)portless->usb_pid);
      g_autofree char *title = NULL;

      rk_cli_set_string (builder, "title", portless->chip);
      rk_cli_set_string (builder, "usb", usb);
      rk_cli_set_int (builder, "code", portless->code);
      rk_cli_emit (cli, builder);

      /* translators: %u is the code that Windows' Device Manager shows */
      title = g_strdup_printf (_ ("%s: its driver is missing or does not start (code %u)"), portless->chip, portless->code);
      print_line (cli, "-", usb, title);
    }
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
  print_portless (cli);

  if (!cli->json && count == 0)
    g_printerr ("%s\n", _ ("There is no serial port. “virtual” is the built-in virtual module."));
  return rk_cli_succeed (cli, NULL);
}
