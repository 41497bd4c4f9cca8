/* test-usb.c: serial ports of simulated USB adapters, through libserialport
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs under umockdev-wrapper: the adapters are entries in a sysfs of its own,
 * and pseudo-terminals behind /dev/ttyUSB*.  The modem lines, which those do not
 * have, are answered here.
 */

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-link.h"
#include "rk-port-monitor.h"
#include "test-waiting.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/ioctl.h>
#include <umockdev.h>
#include <unistd.h>

/* clang-format off */
#define USB_ADAPTER(bus, tty, vid, pid, maker, name, number)                        \
  "P: /devices/pci0000:00/0000:00:14.0/usb1/" bus "\n"                              \
  "E: DEVTYPE=usb_device\n"                                                         \
  "E: SUBSYSTEM=usb\n"                                                              \
  "A: idVendor=" vid "\\n\n"                                                        \
  "A: idProduct=" pid "\\n\n"                                                       \
  "A: manufacturer=" maker "\\n\n"                                                  \
  "A: product=" name "\\n\n"                                                        \
  "A: serial=" number "\\n\n"                                                       \
  "A: busnum=1\\n\n"                                                                \
  "A: devnum=5\\n\n"                                                                \
  "\n"                                                                              \
  "P: /devices/pci0000:00/0000:00:14.0/usb1/" bus "/" bus ":1.0\n"                  \
  "E: DEVTYPE=usb_interface\n"                                                      \
  "E: SUBSYSTEM=usb\n"                                                              \
  "\n"                                                                              \
  "P: /devices/pci0000:00/0000:00:14.0/usb1/" bus "/" bus ":1.0/" tty "\n"          \
  "E: SUBSYSTEM=usb-serial\n"                                                       \
  "\n"                                                                              \
  "P: /devices/pci0000:00/0000:00:14.0/usb1/" bus "/" bus ":1.0/" tty "/tty/" tty "\n" \
  "N: " tty "\n"                                                                    \
  "E: DEVNAME=/dev/" tty "\n"                                                       \
  "E: SUBSYSTEM=tty\n"                                                              \
  "L: device=../../../" tty "\n"                                                    \
  "A: dev=188:0\\n\n"                                                               \
  "\n"

#define UART(tty, type)                                                             \
  "P: /devices/pnp0/00:05/tty/" tty "\n"                                            \
  "N: " tty "\n"                                                                    \
  "E: DEVNAME=/dev/" tty "\n"                                                       \
  "E: SUBSYSTEM=tty\n"                                                              \
  "L: device=../../../00:05\n"                                                      \
  "A: type=" type "\\n\n"                                                           \
  "\n"
/* clang-format on */

static const char ftdi[] = USB_ADAPTER ("1-1", "ttyUSB0", "0403", "6001", "FTDI", "FT232R USB UART", "A50285BI");
static const char ch340[] = USB_ADAPTER ("1-2", "ttyUSB10", "1a86", "7523", "QinHeng", "USB Serial", "");
static const char other[] = USB_ADAPTER ("1-3", "ttyUSB2", "1234", "5678", "ACME", "Cable", "7");
static const char uarts[] = UART ("ttyS0", "4") UART ("ttyS1", "0");

/* The lines of /dev/ttyUSB0 and each write to them. */
typedef struct
{
  UMockdevTestbed *bed;
  UMockdevIoctlBase *ioctls;
  GMutex lock;
  int lines;
  GString *written;
} Fixture;

static int
modem_lines (Fixture *fixture,
             gulong   request,
             int     *value)
{
  if (request == TIOCMGET)
    *value = fixture->lines;
  else if (request == TIOCMSET)
    fixture->lines = *value;
  else if (request == TIOCMBIS)
    fixture->lines |= *value;
  else
    fixture->lines &= ~*value;

  if (request != TIOCMGET)
    g_string_append_printf (fixture->written, "%s%d%d ", request == TIOCMSET ? "" : "single ",
                            (fixture->lines & TIOCM_DTR) != 0, (fixture->lines & TIOCM_RTS) != 0);
  return 0;
}

/* Called in a thread of the testbed. */
static gboolean
handle_ioctl_cb (UMockdevIoctlBase   *ioctls,
                 UMockdevIoctlClient *client,
                 Fixture             *fixture)
{
  gulong request = umockdev_ioctl_client_get_request (client);
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
  int code = 0;
  int result;

  if (request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC)
    {
      UMockdevIoctlData *value = umockdev_ioctl_data_resolve (arg, 0, sizeof (int), NULL);

      g_mutex_lock (&fixture->lock);
      result = modem_lines (fixture, request, (gpointer)value->data);
      g_mutex_unlock (&fixture->lock);
      g_object_unref (value);
    }
  else
    result = umockdev_ioctl_client_execute (client, &code, NULL);

  umockdev_ioctl_client_complete (client, result, code);
  return TRUE;
}

static void
add_devices (Fixture    *fixture,
             const char *description)
{
  g_autoptr(GError) error = NULL;

  umockdev_testbed_add_from_string (fixture->bed, description, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->bed = umockdev_testbed_new ();
  fixture->ioctls = umockdev_ioctl_base_new ();
  fixture->written = g_string_new (NULL);
  fixture->lines = TIOCM_DTR | TIOCM_RTS; /* as Linux has them on opening */
  g_mutex_init (&fixture->lock);
  g_signal_connect (fixture->ioctls, "handle-ioctl", G_CALLBACK (handle_ioctl_cb), fixture);

  add_devices (fixture, ftdi);
  umockdev_testbed_attach_ioctl (fixture->bed, "/dev/ttyUSB0", fixture->ioctls, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  umockdev_testbed_detach_ioctl (fixture->bed, "/dev/ttyUSB0", NULL);
  g_object_unref (fixture->ioctls);
  g_object_unref (fixture->bed);
  g_string_free (fixture->written, TRUE);
  g_mutex_clear (&fixture->lock);
}

static void
assert_ports (RkPortMonitor *monitor,
              const char    *expected)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (monitor)); i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (G_LIST_MODEL (monitor), i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", rk_port_get_name (port));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_list (Fixture       *fixture,
           gconstpointer  user_data)
{
  RkPortMonitor *monitor;
  RkPort *port;

  add_devices (fixture, ch340);
  add_devices (fixture, other);
  add_devices (fixture, uarts);
  monitor = rk_port_monitor_new ();
  assert_ports (monitor, "/dev/ttyUSB0 /dev/ttyUSB2 /dev/ttyUSB10 /dev/ttyS0");

  port = rk_port_monitor_find (monitor, "/dev/ttyUSB0");
  g_assert_cmpint (rk_port_get_usb_vid (port), ==, 0x0403);
  g_assert_cmpint (rk_port_get_usb_pid (port), ==, 0x6001);
  g_assert_cmpstr (rk_port_get_serial (port), ==, "A50285BI");
  g_assert_cmpint (rk_port_get_adapter (port), ==, RK_PORT_ADAPTER_FTDI);
  g_assert_cmpstr (rk_port_get_title (port), ==, "FTDI FT232R · ttyUSB0");

  port = rk_port_monitor_find (monitor, "/dev/ttyUSB10");
  g_assert_cmpstr (rk_port_get_title (port), ==, "CH340 · ttyUSB10");

  port = rk_port_monitor_find (monitor, "/dev/ttyUSB2");
  g_assert_cmpint (rk_port_get_adapter (port), ==, RK_PORT_ADAPTER_UNKNOWN);
  g_assert_cmpstr (rk_port_get_title (port), ==, "ACME Cable · ttyUSB2");

  port = rk_port_monitor_find (monitor, "/dev/ttyS0");
  g_assert_cmpint (rk_port_get_adapter (port), ==, RK_PORT_ADAPTER_UART);
  g_assert_false (rk_port_is_usb (port));
  g_assert_cmpstr (rk_port_get_title (port), ==, "ttyS0");

  g_assert_finalize_object (monitor);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GString    *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
wait_for_changes (GString    *changes,
                  const char *expected)
{
  while (!g_str_equal (changes->str, expected))
    {
      g_assert_true (g_str_has_prefix (expected, changes->str));
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_hotplug (Fixture       *fixture,
              gconstpointer  user_data)
{
  RkPortMonitor *monitor = rk_port_monitor_new ();
  g_autoptr(RkPort) extra = rk_port_new_virtual ("virtual", "Virtual module");
  g_autoptr(GString) changes = g_string_new (NULL);
  RkPort *first = rk_port_monitor_find (monitor, "/dev/ttyUSB0");

  g_signal_connect (monitor, "items-changed", G_CALLBACK (items_changed_cb), changes);
  rk_port_monitor_add_extra (monitor, extra);
  assert_ports (monitor, "/dev/ttyUSB0 virtual");

  add_devices (fixture, ch340);
  wait_for_changes (changes, "1-0+1 1-0+1 ");
  assert_ports (monitor, "/dev/ttyUSB0 /dev/ttyUSB10 virtual");

  add_devices (fixture, other);
  wait_for_changes (changes, "1-0+1 1-0+1 1-0+1 ");
  assert_ports (monitor, "/dev/ttyUSB0 /dev/ttyUSB2 /dev/ttyUSB10 virtual");
  g_assert_true (rk_port_monitor_find (monitor, "/dev/ttyUSB0") == first);

  umockdev_testbed_detach_ioctl (fixture->bed, "/dev/ttyUSB0", NULL);
  umockdev_testbed_remove_device (fixture->bed, "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0");
  wait_for_changes (changes, "1-0+1 1-0+1 1-0+1 0-1+0 ");
  assert_ports (monitor, "/dev/ttyUSB2 /dev/ttyUSB10 virtual");

  g_assert_finalize_object (monitor);
}

static RkLink *
open_link (guint baud)
{
  g_autoptr(GError) error = NULL;
  RkLink *link = rk_link_new_for_port ("/dev/ttyUSB0", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (link), ==, "RkSerialLink");
  rk_link_open (link, baud, NULL, &error);
  g_assert_no_error (error);
  return link;
}

static void
test_lines (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (74880);

  g_assert_true (rk_link_can_set_lines (link));
  g_assert_cmpint (fixture->lines & (TIOCM_DTR | TIOCM_RTS), ==, 0);

  g_string_truncate (fixture->written, 0);
  g_assert_true (rk_link_set_lines (link, FALSE, TRUE, &error));
  g_assert_true (rk_link_set_lines (link, TRUE, FALSE, &error));
  g_assert_true (rk_link_set_lines (link, FALSE, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->written->str, ==, "01 10 00 ");

  /* A change of baud leaves them as they are. */
  g_assert_true (rk_link_set_lines (link, TRUE, FALSE, &error));
  g_assert_true (rk_link_set_baud (link, 921600, &error));
  g_assert_cmpint (fixture->lines & (TIOCM_DTR | TIOCM_RTS), ==, TIOCM_DTR);

  g_assert_finalize_object (link);
}

static void
test_bytes (Fixture       *fixture,
            gconstpointer  user_data)
{
  static const guint bauds[] = { 74880, 115200, 2000000 };
  int master = umockdev_testbed_get_dev_fd (fixture->bed, "/dev/ttyUSB0");
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (9600);
  guint8 sent[256];
  guint8 got[256];

  for (guint i = 0; i < sizeof sent; i++)
    sent[i] = (guint8)i;

  for (gsize i = 0; i < G_N_ELEMENTS (bauds); i++)
    {
      g_assert_true (rk_link_set_baud (link, bauds[i], &error));
      g_assert_no_error (error);
      g_assert_true (rk_link_write (link, sent, sizeof sent, rk_deadline_in_ms (5000), NULL, &error));
      g_assert_cmpint (read (master, got, sizeof got), ==, sizeof got);
      g_assert_cmpmem (got, sizeof got, sent, sizeof sent);

      g_assert_cmpint (write (master, sent, sizeof sent), ==, sizeof sent);
      for (gsize n = 0; n < sizeof got;)
        {
          gssize part = rk_link_read (link, got + n, sizeof got - n, rk_deadline_in_ms (5000), NULL, &error);

          g_assert_cmpint (part, >, 0);
          n += (gsize)part;
        }
      g_assert_cmpmem (got, sizeof got, sent, sizeof sent);
    }

  g_assert_cmpint (write (master, "stale", 5), ==, 5);
  g_assert_true (rk_link_discard_input (link, &error));
  g_assert_cmpint (rk_link_read (link, got, 1, rk_deadline_in_ms (0), NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_finalize_object (link);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (115200);
  GThread *hand;
  guint8 byte;

  hand = test_while_waiting (test_cancel_it, cancellable);
  g_assert_cmpint (rk_link_read (link, &byte, 1, RK_DEADLINE_NEVER, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (hand);
  g_assert_finalize_object (link);
}

static void
test_unplug (Fixture       *fixture,
             gconstpointer  user_data)
{
  int master = umockdev_testbed_get_dev_fd (fixture->bed, "/dev/ttyUSB0");
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (115200);
  GThread *hand;
  guint8 byte = 0;

  hand = test_while_waiting (test_close_fd, &master);
  g_assert_cmpint (rk_link_read (link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_thread_join (hand);

  g_clear_error (&error);
  g_assert_false (rk_link_write (link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_false (rk_link_set_baud (link, 9600, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_assert_finalize_object (link);
}

static void
test_busy (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(RkLink) second = rk_link_new_for_port ("/dev/ttyUSB0", NULL);
  g_autoptr(GError) error = NULL;
  RkLink *link = open_link (115200);

  g_assert_false (rk_link_open (second, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
  g_clear_error (&error);
  g_assert_finalize_object (link);
  g_assert_true (rk_link_open (second, 115200, NULL, &error));
  g_assert_no_error (error);
}

/* /dev/serial/by-id names lead to the port; the name stays what was given. */
static void
test_by_id (Fixture       *fixture,
            gconstpointer  user_data)
{
  const char *port = "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0";
  g_autofree char *root = umockdev_testbed_get_root_dir (fixture->bed);
  g_autofree char *node = g_build_filename (root, port, NULL);
  g_autofree char *folder = g_path_get_dirname (node);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkLink) link = NULL;

  g_assert_no_errno (g_mkdir_with_parents (folder, 0755));
  g_assert_no_errno (symlink ("../../ttyUSB0", node));
  link = rk_link_new_for_port (port, &error);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (link), ==, "RkSerialLink");
  g_assert_cmpstr (rk_link_get_port (link), ==, port);
  rk_link_open (link, 115200, NULL, &error);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/link/usb/list", test_list },
    { "/link/usb/hotplug", test_hotplug },
    { "/link/usb/lines", test_lines },
    { "/link/usb/bytes", test_bytes },
    { "/link/usb/cancel", test_cancel },
    { "/link/usb/unplug", test_unplug },
    { "/link/usb/busy", test_busy },
    { "/link/usb/by-id", test_by_id },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
