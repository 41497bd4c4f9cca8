/* rk-serve-usb.c: a virtual module as a USB adapter of one program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * umockdev gives a command, and what it starts, a /sys and /dev of their own with
 * an FTDI adapter in it.  Behind /dev/ttyUSB0 is a pseudo-terminal.  It has no
 * modem lines: the requests about them are answered here, all others are carried
 * out on it by the command itself.
 */

#include "config.h"

#include "rk-serve-usb.h"

#include "rk-serve-pty.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <umockdev.h>
#include <unistd.h>

#define DEVICE "/dev/ttyUSB0"

/* What umockdev-wrapper preloads. */
#define PRELOAD "libumockdev-preload.so.0"

/* Programs that set DTR and RTS by two requests do so within about this time. */
#define HOLD_LINES_MS 10

struct _RkServeUsb
{
  RkServeAdapter     *adapter;
  UMockdevTestbed    *testbed;
  UMockdevIoctlBase  *handler;
  RkServePty         *pty;
  int                 lines;   /* TIOCM_DTR, TIOCM_RTS; of umockdev's thread */
  guint               clients; /* likewise */
  GPid                pid;
  guint               child_source;
  RkServeUsbEndedFunc ended;
  gpointer            user_data;
};

static void
set_lines (RkServeUsb *self,
           int         lines)
{
  int changed = (self->lines ^ lines) & (TIOCM_DTR | TIOCM_RTS);
  gboolean one_step = changed == (TIOCM_DTR | TIOCM_RTS);

  self->lines = lines & (TIOCM_DTR | TIOCM_RTS);
  if (changed != 0)
    rk_serve_adapter_set_lines (self->adapter, (lines & TIOCM_DTR) != 0, (lines & TIOCM_RTS) != 0,
                                one_step ? 0 : HOLD_LINES_MS);
}

/* The kernel asserts both lines when the port is opened first and releases them
 * when it is closed last (tty_port_raise_dtr_rts, HUPCL). */

static void
client_connected_cb (UMockdevIoctlBase   *handler,
                     UMockdevIoctlClient *client,
                     gpointer             data)
{
  RkServeUsb *self = data;

  if (self->clients++ == 0)
    set_lines (self, TIOCM_DTR | TIOCM_RTS);
}

static void
client_vanished_cb (UMockdevIoctlBase   *handler,
                    UMockdevIoctlClient *client,
                    gpointer             data)
{
  RkServeUsb *self = data;

  if (--self->clients == 0)
    set_lines (self, 0);
}

static int
apply_lines (RkServeUsb *self,
             gulong      request,
             int         value)
{
  switch (request)
    {
    case TIOCMBIS:
      return self->lines | value;
    case TIOCMBIC:
      return self->lines & ~value;
    default:
      return value;
    }
}

static void
answer_lines (RkServeUsb          *self,
              UMockdevIoctlClient *client,
              gulong               request)
{
  g_autoptr(GError) error = NULL;
  UMockdevIoctlData *pointer = umockdev_ioctl_client_get_arg (client);
  g_autoptr(UMockdevIoctlData) argument = NULL;
  int value;

  argument = umockdev_ioctl_data_resolve (pointer, 0, sizeof value, &error);
  if (argument == NULL)
    {
      umockdev_ioctl_client_complete (client, -1, EFAULT);
      return;
    }

  if (request == TIOCMGET)
    {
      value = self->lines;
      umockdev_ioctl_data_update (argument, 0, (guint8 *)&value, sizeof value);
    }
  else
    {
      memcpy (&value, argument->data, sizeof value);
      set_lines (self, apply_lines (self, request, value));
    }
  umockdev_ioctl_client_complete (client, 0, 0);
}

static void
pass_on (UMockdevIoctlClient *client)
{
  g_autoptr(GError) error = NULL;
  int code = 0;
  int result = umockdev_ioctl_client_execute (client, &code, &error);

  if (error != NULL)
    umockdev_ioctl_client_complete (client, -1, EIO);
  else
    umockdev_ioctl_client_complete (client, result, code);
}

static gboolean
handle_ioctl_cb (UMockdevIoctlBase   *handler,
                 UMockdevIoctlClient *client,
                 gpointer             data)
{
  RkServeUsb *self = data;
  gulong request = umockdev_ioctl_client_get_request (client);

  switch (request)
    {
    case TIOCMGET:
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
      answer_lines (self, client, request);
      break;
    case TIOCEXCL:
    case TIOCNXCL:
      /* On the pseudo-terminal it would outlive the program that asked for it. */
      umockdev_ioctl_client_complete (client, 0, 0);
      break;
    default:
      pass_on (client);
      break;
    }

  return TRUE;
}

/* An FT232R, as /sys shows it. */
static void
add_devices (RkServeUsb *self)
{
  g_autofree char *hub = NULL;
  g_autofree char *usb = NULL;
  g_autofree char *interface = NULL;
  g_autofree char *serial = NULL;
  g_autofree char *tty = NULL;

  hub = umockdev_testbed_add_device (self->testbed, "usb", "usb1", NULL, "idVendor", "1d6b",
                                     "idProduct", "0002", "busnum", "1", "devnum", "1", NULL,
                                     "DEVTYPE", "usb_device", NULL);
  usb = umockdev_testbed_add_device (self->testbed, "usb", "1-1", hub, "idVendor", "0403",
                                     "idProduct", "6001", "busnum", "1", "devnum", "2",
                                     "manufacturer", "FTDI", "product", "FT232R USB UART",
                                     "serial", "RK000001", "bNumInterfaces", "1", NULL, "DEVTYPE", "usb_device",
                                     "ID_VENDOR_ID", "0403", "ID_MODEL_ID", "6001", NULL);
  interface = umockdev_testbed_add_device (self->testbed, "usb", "1-1:1.0", usb,
                                           "bInterfaceNumber", "00", NULL, "DEVTYPE",
                                           "usb_interface", "DRIVER", "ftdi_sio", NULL);
  serial = umockdev_testbed_add_device (self->testbed, "usb-serial", "ttyUSB0", interface,
                                        "latency_timer", "16", NULL, "DRIVER", "ftdi_sio", NULL);
  tty = umockdev_testbed_add_device (self->testbed, "tty", "ttyUSB0", serial, "dev", "188:0",
                                     NULL, "DEVNAME", DEVICE, "ID_BUS", "usb", "ID_VENDOR_ID",
                                     "0403", "ID_MODEL_ID", "6001", NULL);
  umockdev_testbed_set_attribute_link (self->testbed, tty, "device", "../../ttyUSB0");
}

static gboolean
make_testbed (RkServeUsb  *self,
              GError     **error)
{
  g_autofree char *root = NULL;
  g_autofree char *node = NULL;

  self->testbed = umockdev_testbed_new ();
  add_devices (self);

  root = umockdev_testbed_get_root_dir (self->testbed);
  node = g_build_filename (root, DEVICE, NULL);
  self->pty = rk_serve_pty_new (self->adapter, node, error);
  if (self->pty == NULL)
    return FALSE;

  self->handler = umockdev_ioctl_base_new ();
  g_signal_connect (self->handler, "handle-ioctl", G_CALLBACK (handle_ioctl_cb), self);
  g_signal_connect (self->handler, "client-connected", G_CALLBACK (client_connected_cb), self);
  g_signal_connect (self->handler, "client-vanished", G_CALLBACK (client_vanished_cb), self);

  return umockdev_testbed_attach_ioctl (self->testbed, DEVICE, self->handler, error);
}

static void
ended_cb (GPid     pid,
          int      wait_status,
          gpointer data)
{
  RkServeUsb *self = data;
  int status = WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : 128 + WTERMSIG (wait_status);

  g_spawn_close_pid (pid);
  self->pid = 0;
  self->child_source = 0;
  self->ended (status, self->user_data);
}

static gboolean
start_command (RkServeUsb  *self,
               char       **command,
               GError     **error)
{
  if (!g_spawn_async (NULL, command, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN,
                      NULL, NULL, &self->pid, error))
    return FALSE;

  self->child_source = g_child_watch_add (self->pid, ended_cb, self);
  return TRUE;
}

/**
 * rk_serve_usb_prepare:
 * @argv: the program's own arguments, as they came
 * @error: return location
 *
 * Sees to it that umockdev is loaded before the C library, in this program and in
 * what it starts.  To be called first thing: it runs the program anew if need be.
 *
 * Returns: %FALSE with @error set if it cannot be run anew
 */
gboolean
rk_serve_usb_prepare (char   **argv,
                      GError **error)
{
  const char *present = g_getenv ("LD_PRELOAD");
  g_autofree char *preload = NULL;

  if (present != NULL && strstr (present, PRELOAD) != NULL)
    return TRUE;

  preload = g_strjoin (" ", PRELOAD, present, NULL);
  g_setenv ("LD_PRELOAD", preload, TRUE);
  execv ("/proc/self/exe", argv);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "cannot run anew with %s: %s", PRELOAD, g_strerror (errno));
  return FALSE;
}

/**
 * rk_serve_usb_new:
 * @adapter: the module's adapter
 * @command: what to run, and its arguments
 * @ended: called on the main context when the command has ended
 * @user_data: for @ended
 * @error: return location
 *
 * Runs a command on a system of its own where the module is an FTDI FT232R at
 * /dev/ttyUSB0.  Needs the default main context to run, and
 * rk_serve_usb_prepare() before.
 *
 * Returns: (transfer full) (nullable): a server, %NULL with @error set if the
 *   command cannot be run
 */
RkServeUsb *
rk_serve_usb_new (RkServeAdapter       *adapter,
                  char                **command,
                  RkServeUsbEndedFunc   ended,
                  gpointer              user_data,
                  GError              **error)
{
  g_autoptr(RkServeUsb) self = g_new0 (RkServeUsb, 1);

  self->adapter = adapter;
  self->ended = ended;
  self->user_data = user_data;
  if (!make_testbed (self, error) || !start_command (self, command, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * rk_serve_usb_free:
 * @self: (nullable): a server
 *
 * Ends the command if it still runs.
 */
void
rk_serve_usb_free (RkServeUsb *self)
{
  if (self == NULL)
    return;

  if (self->pid != 0)
    {
      g_source_remove (self->child_source);
      kill (self->pid, SIGTERM);
      waitpid (self->pid, NULL, 0);
    }
  if (self->handler != NULL)
    umockdev_testbed_detach_ioctl (self->testbed, DEVICE, NULL);
  g_clear_pointer (&self->pty, rk_serve_pty_free);
  g_clear_object (&self->handler);
  g_clear_object (&self->testbed);
  g_free (self);
}
