/* test-port.c: what a port says of itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-monitor.h"
#include "rk-usb-node.h"

static void
test_adapter (void)
{
  static const struct
  {
    const char   *name;
    int           vid;
    int           pid;
    RkPortAdapter adapter;
    const char   *chip;
  } rows[] = {
    { "/dev/ttyUSB0", 0x0403, 0x6001, RK_PORT_ADAPTER_FTDI, "FTDI FT232R" },
    { "/dev/ttyUSB0", 0x0403, 0x6015, RK_PORT_ADAPTER_FTDI, "FTDI FT-X" },
    { "COM5", 0x0403, 0xffff, RK_PORT_ADAPTER_FTDI, "FTDI" },
    { "COM5", 0x10c4, 0xea60, RK_PORT_ADAPTER_CP210X, "CP210x" },
    { "/dev/ttyUSB1", 0x10c4, 0x0001, RK_PORT_ADAPTER_UNKNOWN, NULL },
    { "/dev/ttyUSB1", 0x1a86, 0x7523, RK_PORT_ADAPTER_CH340, "CH340" },
    { "/dev/ttyACM0", 0x1a86, 0x55d4, RK_PORT_ADAPTER_CH340, "CH9102" },
    { "/dev/ttyUSB1", 0x067b, 0x2303, RK_PORT_ADAPTER_PL2303, "PL2303" },
    { "/dev/ttyUSB1", 0x067b, 0x23a3, RK_PORT_ADAPTER_PL2303, "PL2303" },
    { "/dev/ttyACM0", 0x303a, 0x1001, RK_PORT_ADAPTER_NATIVE, "Espressif USB" },
    { "/dev/ttyACM0", 0x2341, 0x0043, RK_PORT_ADAPTER_NATIVE, NULL },
    { "/dev/ttyS0", -1, -1, RK_PORT_ADAPTER_UART, NULL },
    { "/dev/ttyAMA0", -1, -1, RK_PORT_ADAPTER_UART, NULL },
    { "/dev/rfcomm0", -1, -1, RK_PORT_ADAPTER_UNKNOWN, NULL },
    { "COM1", -1, -1, RK_PORT_ADAPTER_UNKNOWN, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (rk_port_adapter_guess (rows[i].name, rows[i].vid, rows[i].pid), ==, rows[i].adapter);
      g_assert_cmpstr (rk_port_adapter_find_chip (rows[i].vid, rows[i].pid), ==, rows[i].chip);
    }
}

static RkPort *
port_new (const char *name,
          int         vid,
          int         pid,
          const char *manufacturer,
          const char *product)
{
  return g_object_new (RK_TYPE_PORT, "name", name, "usb-vid", vid, "usb-pid", pid,
                       "manufacturer", manufacturer, "product", product, NULL);
}

static void
test_title (void)
{
  static const struct
  {
    const char *name;
    int         vid;
    int         pid;
    const char *manufacturer;
    const char *product;
    const char *title;
  } rows[] = {
    { "/dev/ttyUSB0", 0x0403, 0x6001, "FTDI", "FT232R USB UART", "FTDI FT232R · ttyUSB0" },
    { "COM5", 0x1a86, 0x7523, NULL, NULL, "CH340 · COM5" },
    { "/dev/ttyACM0", 0x2341, 0x43, "Arduino", "Uno", "Arduino Uno · ttyACM0" },
    { "/dev/ttyACM0", 0x2341, 0x43, "Arduino", "Arduino Uno", "Arduino Uno · ttyACM0" },
    { "/dev/ttyACM0", 0x2341, 0x43, "Arduino", NULL, "Arduino · ttyACM0" },
    { "/dev/ttyACM0", 0x2341, 0x43, NULL, "Uno", "Uno · ttyACM0" },
    { "/dev/ttyS0", -1, -1, NULL, NULL, "ttyS0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkPort) port = port_new (rows[i].name, rows[i].vid, rows[i].pid,
                                         rows[i].manufacturer, rows[i].product);

      g_assert_cmpstr (rk_port_get_title (port), ==, rows[i].title);
    }
}

static void
test_properties (void)
{
  RkPort *port = rk_port_new_virtual ("virtual", "Virtual module");
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  RkPortAdapter adapter;
  int vid;
  int pid;

  g_object_get (port, "name", &name, "title", &title, "adapter", &adapter,
                "usb-vid", &vid, "usb-pid", &pid, NULL);
  g_assert_cmpstr (name, ==, "virtual");
  g_assert_cmpstr (title, ==, "Virtual module");
  g_assert_cmpint (adapter, ==, RK_PORT_ADAPTER_VIRTUAL);
  g_assert_cmpint (vid, ==, -1);
  g_assert_cmpint (pid, ==, -1);
  g_assert_false (rk_port_is_usb (port));
  g_assert_null (rk_port_get_serial (port));
  g_assert_null (rk_port_get_product (port));
  g_assert_null (rk_port_get_manufacturer (port));
  g_assert_cmpstr (rk_port_get_description (port), ==, "Virtual module");
  g_assert_finalize_object (port);
}

static void
test_order (void)
{
  g_autoptr(RkPort) usb2 = port_new ("/dev/ttyUSB2", 1, 1, NULL, NULL);
  g_autoptr(RkPort) usb10 = port_new ("/dev/ttyUSB10", 1, 1, NULL, NULL);
  g_autoptr(RkPort) other = port_new ("/dev/ttyUSB2", 1, 2, NULL, NULL);
  g_autoptr(RkPort) uart = port_new ("/dev/ttyS0", -1, -1, NULL, NULL);

  g_assert_cmpint (rk_port_compare (usb2, usb10), <, 0);
  g_assert_cmpint (rk_port_compare (uart, usb10), >, 0);
  g_assert_cmpint (rk_port_compare (usb2, other), ==, 0);
  g_assert_true (rk_port_equal (usb2, usb2));
  g_assert_false (rk_port_equal (usb2, other));
  g_assert_false (rk_port_equal (usb2, usb10));
}

static void
count_cb (gpointer  object,
          gpointer  pspec,
          guint    *count)
{
  (*count)++;
}

static void
test_extra (void)
{
  RkPortMonitor *monitor = rk_port_monitor_new ();
  RkPort *extra = rk_port_new_virtual ("virtual", "Virtual module");
  guint devices = g_list_model_get_n_items (G_LIST_MODEL (monitor));
  guint notified = 0;
  guint n_items;
  GType type;

  g_signal_connect (monitor, "notify::n-items", G_CALLBACK (count_cb), &notified);
  g_assert_null (rk_port_monitor_find (monitor, "virtual"));
  rk_port_monitor_add_extra (monitor, extra);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (rk_port_monitor_find (monitor, "virtual") == extra);

  g_object_get (monitor, "n-items", &n_items, "item-type", &type, NULL);
  g_assert_cmpuint (n_items, ==, devices + 1);
  g_assert_true (type == RK_TYPE_PORT);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (monitor)) == RK_TYPE_PORT);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (monitor), n_items));

  g_assert_finalize_object (monitor);
  g_assert_finalize_object (extra);
}

static void
test_usb_node (void)
{
  static const struct
  {
    const char *id;
    int         vid; /* -1: none */
    int         pid;
    gboolean    is_part;
    const char *serial;
  } rows[] = {
    { "USB\\VID_0403&PID_6001\\A50285BI", 0x0403, 0x6001, FALSE, "A50285BI" },
    { "USB\\VID_1A86&PID_7523\\5&2c2b1f10&0&3", 0x1a86, 0x7523, FALSE, NULL },
    { "usb\\vid_303a&pid_1001&mi_00\\6&1f2e3d&0&0000", 0x303a, 0x1001, TRUE, NULL },
    { "USB\\VID_10C4&PID_EA60\\0001", 0x10c4, 0xea60, FALSE, "0001" },
    { "USB\\VID_10C4&PID_EA60\\", 0x10c4, 0xea60, FALSE, NULL },
    { "FTDIBUS\\VID_0403+PID_6001+A50285BIA\\0000", -1 },
    { "USB\\ROOT_HUB30\\4&1a2b3c&0&0", -1 },
    { "USB\\VID_10C4", -1 },
    { "ACPI\\PNP0501\\1", -1 },
    { "USB\\VID_FFFFFFFF&PID_0001\\1", -1 },
    { "", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(RkUsbNode) node = { 0 };

      g_assert_cmpint (rk_usb_node_parse (rows[i].id, &node), ==, rows[i].vid >= 0);
      if (rows[i].vid < 0)
        continue;
      g_assert_cmpint (node.vid, ==, rows[i].vid);
      g_assert_cmpint (node.pid, ==, rows[i].pid);
      g_assert_cmpint (node.is_part, ==, rows[i].is_part);
      g_assert_cmpstr (node.serial, ==, rows[i].serial);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link/port/adapter", test_adapter);
  g_test_add_func ("/link/port/title", test_title);
  g_test_add_func ("/link/port/properties", test_properties);
  g_test_add_func ("/link/port/order", test_order);
  g_test_add_func ("/link/port/extra", test_extra);
  g_test_add_func ("/link/port/usb-node", test_usb_node);

  return g_test_run ();
}
