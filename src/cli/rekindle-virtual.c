/* rekindle-virtual.c: a virtual ESP8266 module for any program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <gio/gio.h>
#include <glib/gi18n.h>
#ifdef G_OS_UNIX
#include <glib-unix.h>
#endif

#include "rk-locale.h"
#include "rk-serve-adapter.h"
#include "rk-serve-net.h"
#include "rk-units.h"
#include "rk-virtual-module.h"
#include "rk-virtual-store.h"
#ifdef RK_HAVE_SERVE_PTY
#include "rk-serve-pty.h"
#endif
#ifdef RK_HAVE_SERVE_USB
#include "rk-serve-usb.h"
#endif

#define DEFAULT_FLASH_SIZE (1024 * 1024)
#define SMALLEST_FLASH (512 * 1024)
#define LARGEST_FLASH (16 * 1024 * 1024)
#define DEFAULT_BAUD 115200
#define BOOT_BAUD 74880
#define MAX_BAUD 5000000
#define SAVE_INTERVAL_S 1

#define EXIT_USAGE 2
#define EXIT_PORT 3

/* No TCP port was asked for. */
#define NO_TCP_PORT G_MININT

typedef struct
{
  char    *link;
  int      tcp;
  int      rfc2217;
  char    *flash;
  char    *size;
  char    *boot;
  gboolean turbo;
  int      latency_ms;
  char   **faults;
  char   **networks;
  char   **hosts;
  char    *replay;
  int      replay_baud;
  char    *wiring;
  int      baud;
  gboolean usb;
  char   **command;
} Options;

typedef struct
{
  Options          options;
  RkVirtualModule *module;
  RkVirtualStore  *store;
  RkServeAdapter  *adapter;
  RkServeNet      *tcp;
  RkServeNet      *rfc2217;
#ifdef RK_HAVE_SERVE_PTY
  RkServePty      *pty;
#endif
#ifdef RK_HAVE_SERVE_USB
  RkServeUsb      *usb;
#endif
  GMainLoop       *loop;
  gboolean         gpio0;
  int              status;
} Program;

static const char *const description =
  N_("Without --link, --tcp, --rfc2217 and --usb it serves on a pseudo-terminal and prints\n"
     "its name. Several servers at once share one module: all hear it, and who spoke last\n"
     "has set the baud rate and the lines. All are for this computer only.\n"
     "\n"
     "When everything is in place it prints one line: “ready” and the names of the ports,\n"
     "as --port of rekindle-cli takes them.\n"
     "\n"
     "A pseudo-terminal has no DTR and RTS, and programs cannot reset the module through it.\n"
     "Start with --boot download to have it wait in its boot loader. The buttons of a board\n"
     "are signals:\n"
     "  kill -USR1 PID   press and release RESET\n"
     "  kill -USR2 PID   connect GPIO0 to ground, or release it again; counts at the next reset\n"
     "SIGINT and SIGTERM end it.\n");

static gboolean G_GNUC_PRINTF (2, 3)
usage_error (GError     **error,
             const char  *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format,
                                                arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
is_tcp_port (int number)
{
  return number == NO_TCP_PORT || (number >= 0 && number <= G_MAXUINT16);
}

static gboolean
check_options (const Options  *options,
               GError        **error)
{
  if (!is_tcp_port (options->tcp) || !is_tcp_port (options->rfc2217))
    return usage_error (error, _("%s: a TCP port is a number up to 65535"), "--tcp, --rfc2217");
  if (options->latency_ms < 0 || options->latency_ms > 255)
    return usage_error (error, _("%s: must be 0 to 255"), "--latency-ms");
  if (options->baud < 1 || options->baud > MAX_BAUD)
    return usage_error (error, _("%s: must be a baud rate"), "--baud");
  if (options->replay_baud < 1 || options->replay_baud > MAX_BAUD)
    return usage_error (error, _("%s: must be a baud rate"), "--replay-baud");
  if (options->usb != (options->command != NULL))
    return usage_error (error, _("%s and a command to run belong together"), "--usb --");

  return TRUE;
}

static gboolean
parse_options (Options   *options,
               int       *argc,
               char    ***argv,
               GError   **error)
{
  const GOptionEntry entries[] = {
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &options->link,
      N_("Serve on a pseudo-terminal and link to it at PATH"), N_("PATH") },
    { "tcp", 0, 0, G_OPTION_ARG_INT, &options->tcp,
      N_("Serve plain bytes on a TCP port, 0 for any"), N_("PORT") },
    { "rfc2217", 0, 0, G_OPTION_ARG_INT, &options->rfc2217,
      N_("Serve with baud rate, DTR and RTS on a TCP port, 0 for any"), N_("PORT") },
    { "flash", 0, 0, G_OPTION_ARG_FILENAME, &options->flash,
      N_("Keep the flash content in FILE"), N_("FILE") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_("Size of the flash chip (default: that of FILE, or 1M)"), N_("SIZE") },
    { "boot", 0, 0, G_OPTION_ARG_STRING, &options->boot,
      N_("Power up to run the flash content or to download"), "run|download" },
    { "turbo", 0, 0, G_OPTION_ARG_NONE, &options->turbo,
      N_("As fast as this computer can, instead of as fast as a real module"), NULL },
    { "latency-ms", 0, 0, G_OPTION_ARG_INT, &options->latency_ms,
      N_("Period of the adapter's latency timer (an FTDI chip has 16 or 1)"), "N" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->faults,
      N_("A fault of module or line; may be given several times"), N_("SPEC") },
    { "network", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->networks,
      N_("A Wi-Fi network that AT firmware finds; may be given several times"), "SSID:PASSWORD[:CHANNEL[:RSSI]]" },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hosts,
      N_("Where a host is that AT firmware looks up for its update"), "NAME=ADDRESS:PORT" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &options->replay,
      N_("After each reset say what is in FILE, instead of running the flash content"), N_("FILE") },
    { "replay-baud", 0, 0, G_OPTION_ARG_INT, &options->replay_baud,
      N_("The rate of --replay (default: 74880)"), "N" },
    { "wiring", 0, 0, G_OPTION_ARG_STRING, &options->wiring,
      N_("How DTR and RTS are connected"), "auto|direct|inverted|none" },
    { "baud", 0, 0, G_OPTION_ARG_INT, &options->baud,
      N_("The adapter's rate where a program cannot set it (default: 115200)"), "N" },
    { "usb", 0, 0, G_OPTION_ARG_NONE, &options->usb,
      N_("Run COMMAND with the module as an FTDI adapter at /dev/ttyUSB0"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->command, NULL, NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("[-- COMMAND…]");

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("A virtual ESP8266 module for any program."));
  g_option_context_set_description (context, _(description));

  return g_option_context_parse (context, argc, argv, error) && check_options (options, error);
}

static gboolean
prepare_usb (const Options  *options,
             char          **arguments,
             GError        **error)
{
#ifdef RK_HAVE_SERVE_USB
  return !options->usb || rk_serve_usb_prepare (arguments, error);
#else
  return TRUE;
#endif
}

static gboolean
find_flash_size (const Options  *options,
                 guint32        *size,
                 GError        **error)
{
  guint32 file_size = 0;

  *size = DEFAULT_FLASH_SIZE;
  if (options->size != NULL)
    {
      if (!rk_units_parse (options->size, size, error))
        return FALSE;
      if (*size < SMALLEST_FLASH || *size > LARGEST_FLASH || (*size & (*size - 1)) != 0)
        return usage_error (error, _("%s: there are flash chips of 512K, 1M, 2M, 4M, 8M and 16M"), "--size");
      return TRUE;
    }
  if (options->flash != NULL && !rk_virtual_store_file_size (options->flash, &file_size, error))
    return FALSE;
  if (file_size != 0)
    *size = file_size;

  return TRUE;
}

static gboolean
set_wiring (Program  *self,
            GError  **error)
{
  static const char *const names[] = { "auto", "direct", "inverted", "none", NULL };
  static const RkVirtualWiring wirings[] = {
    RK_VIRTUAL_WIRING_AUTO, RK_VIRTUAL_WIRING_DIRECT, RK_VIRTUAL_WIRING_INVERTED, RK_VIRTUAL_WIRING_NONE,
  };
  const char *wanted = self->options.wiring != NULL ? self->options.wiring : "auto";

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], wanted))
      {
        rk_virtual_module_set_wiring (self->module, wirings[i]);
        return TRUE;
      }

  return usage_error (error, _("“%s” is no wiring: auto, direct, inverted or none"), wanted);
}

static gboolean
set_boot (Program  *self,
          GError  **error)
{
  const char *boot = self->options.boot != NULL ? self->options.boot : "run";

  if (!g_str_equal (boot, "run") && !g_str_equal (boot, "download"))
    return usage_error (error, _("“%s” is no way to boot: run or download"), boot);

  self->gpio0 = g_str_equal (boot, "download");
  rk_virtual_module_set_gpio0 (self->module, self->gpio0);
  return TRUE;
}

static gboolean
set_replay (Program  *self,
            GError  **error)
{
  g_autoptr(GBytes) log = NULL;
  char *bytes;
  gsize size;

  if (self->options.replay == NULL)
    return TRUE;
  if (!g_file_get_contents (self->options.replay, &bytes, &size, error))
    return FALSE;

  log = g_bytes_new_take (bytes, size);
  rk_virtual_module_set_replay (self->module, log, (guint)self->options.replay_baud);
  return TRUE;
}

static gboolean
make_module (Program  *self,
             GError  **error)
{
  guint32 size;

  if (!find_flash_size (&self->options, &size, error))
    return FALSE;

  self->module = rk_virtual_module_new (size);
  rk_virtual_module_set_pace (self->module, self->options.turbo ? RK_VIRTUAL_PACE_TURBO
                                                                : RK_VIRTUAL_PACE_REAL);
  rk_virtual_module_set_host_baud (self->module, (guint)self->options.baud);
  if (!set_wiring (self, error) || !set_boot (self, error))
    return FALSE;

  for (char **fault = self->options.faults; fault != NULL && *fault != NULL; fault++)
    if (!rk_virtual_module_add_fault (self->module, *fault, error))
      return FALSE;
  for (char **network = self->options.networks; network != NULL && *network != NULL; network++)
    if (!rk_virtual_module_add_network (self->module, *network, error))
      return FALSE;
  for (char **host = self->options.hosts; host != NULL && *host != NULL; host++)
    if (!rk_virtual_module_add_host (self->module, *host, error))
      return FALSE;
  if (!set_replay (self, error))
    return FALSE;

  if (self->options.flash != NULL)
    {
      self->store = rk_virtual_store_new (self->module, self->options.flash, error);
      return self->store != NULL;
    }

  return TRUE;
}

static gboolean
start_net (Program         *self,
           RkServeNetKind   kind,
           int              port,
           RkServeNet     **server,
           const char      *scheme,
           GString         *names,
           GError         **error)
{
  if (port == NO_TCP_PORT)
    return TRUE;

  *server = rk_serve_net_new (self->adapter, kind, (guint16)port, (guint)self->options.baud, error);
  if (*server == NULL)
    return FALSE;

  g_string_append_printf (names, " %s://127.0.0.1:%u", scheme, rk_serve_net_get_port (*server));
  return TRUE;
}

static gboolean
start_pty (Program  *self,
           GString  *names,
           GError  **error)
{
  const Options *options = &self->options;

  if (options->link == NULL &&
      (options->tcp != NO_TCP_PORT || options->rfc2217 != NO_TCP_PORT || options->usb))
    return TRUE;

#ifdef RK_HAVE_SERVE_PTY
  {
    g_autofree char *name = NULL;

    self->pty = rk_serve_pty_new (self->adapter, options->link, error);
    if (self->pty == NULL)
      return FALSE;

    name = options->link != NULL ? g_strdup (options->link) : rk_serve_pty_dup_name (self->pty);
    g_string_append_printf (names, " %s", name);
    return TRUE;
  }
#else
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
               _("there are no pseudo-terminals on this system; use --tcp or --rfc2217"));
  return FALSE;
#endif
}

#ifdef RK_HAVE_SERVE_USB
static void
command_ended_cb (int      status,
                  gpointer data)
{
  Program *self = data;

  self->status = status;
  g_main_loop_quit (self->loop);
}
#endif

static gboolean
start_usb (Program  *self,
           GError  **error)
{
  if (!self->options.usb)
    return TRUE;

#ifdef RK_HAVE_SERVE_USB
  self->usb = rk_serve_usb_new (self->adapter, self->options.command, command_ended_cb, self,
                                error);
  return self->usb != NULL;
#else
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
               _("--usb was left out of this build: it needs umockdev"));
  return FALSE;
#endif
}

static gboolean
start_servers (Program  *self,
               GError  **error)
{
  const Options *options = &self->options;
  g_autoptr(GString) names = g_string_new ("ready");

  self->adapter = rk_serve_adapter_new (self->module, (guint)options->latency_ms);
  if (!start_pty (self, names, error) ||
      !start_net (self, RK_SERVE_NET_RAW, options->tcp, &self->tcp, "socket", names, error) ||
      !start_net (self, RK_SERVE_NET_RFC2217, options->rfc2217, &self->rfc2217, "rfc2217", names,
                  error))
    return FALSE;

  rk_virtual_module_set_power (self->module, TRUE);
  if (!start_usb (self, error))
    return FALSE;

  /* With --usb, standard output is the command's. */
  if (!options->usb)
    {
      puts (names->str);
      fflush (stdout);
    }

  return TRUE;
}

static void
stop_servers (Program *self)
{
#ifdef RK_HAVE_SERVE_USB
  g_clear_pointer (&self->usb, rk_serve_usb_free);
#endif
#ifdef RK_HAVE_SERVE_PTY
  g_clear_pointer (&self->pty, rk_serve_pty_free);
#endif
  g_clear_pointer (&self->tcp, rk_serve_net_free);
  g_clear_pointer (&self->rfc2217, rk_serve_net_free);
  g_clear_pointer (&self->adapter, rk_serve_adapter_free);
}

static gboolean
save_cb (gpointer data)
{
  Program *self = data;
  g_autoptr(GError) error = NULL;

  if (self->store != NULL && !rk_virtual_store_save (self->store, &error))
    g_printerr ("rekindle-virtual: %s\n", error->message);

  return G_SOURCE_CONTINUE;
}

#ifdef G_OS_UNIX
static gboolean
quit_cb (gpointer data)
{
  Program *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* Signals may overtake each other: whoever sends two reads that the first is done. */
static void
tell (const char *what)
{
  g_print ("%s\n", what);
  fflush (stdout);
}

static gboolean
press_reset_cb (gpointer data)
{
  Program *self = data;

  rk_virtual_module_press_reset (self->module);
  tell ("reset");
  return G_SOURCE_CONTINUE;
}

static gboolean
toggle_gpio0_cb (gpointer data)
{
  Program *self = data;

  self->gpio0 = !self->gpio0;
  rk_virtual_module_set_gpio0 (self->module, self->gpio0);
  tell (self->gpio0 ? "gpio0 low" : "gpio0 open");
  return G_SOURCE_CONTINUE;
}

static void
watch_signals (Program *self)
{
  g_unix_signal_add (SIGINT, quit_cb, self);
  g_unix_signal_add (SIGTERM, quit_cb, self);
  g_unix_signal_add (SIGHUP, quit_cb, self);
  g_unix_signal_add (SIGUSR1, press_reset_cb, self);
  g_unix_signal_add (SIGUSR2, toggle_gpio0_cb, self);
}
#endif

static int
run (Program *self)
{
  g_autoptr(GError) error = NULL;

  if (!make_module (self, &error))
    {
      g_printerr ("rekindle-virtual: %s\n", error->message);
      return EXIT_USAGE;
    }

  self->loop = g_main_loop_new (NULL, FALSE);
#ifdef G_OS_UNIX
  watch_signals (self);
#endif
  if (start_servers (self, &error))
    {
      g_timeout_add_seconds (SAVE_INTERVAL_S, save_cb, self);
      g_main_loop_run (self->loop);
    }
  else
    {
      g_printerr ("rekindle-virtual: %s\n", error->message);
      self->status = EXIT_PORT;
    }

  stop_servers (self);
  save_cb (self);

  return self->status;
}

static void
clear_options (Options *options)
{
  g_free (options->link);
  g_free (options->flash);
  g_free (options->size);
  g_free (options->boot);
  g_free (options->wiring);
  g_strfreev (options->faults);
  g_strfreev (options->networks);
  g_strfreev (options->hosts);
  g_free (options->replay);
  g_strfreev (options->command);
}

int
main (int   argc,
      char *argv[])
{
  Program program = {
    .options = { .tcp = NO_TCP_PORT, .rfc2217 = NO_TCP_PORT, .baud = DEFAULT_BAUD,
                 .replay_baud = BOOT_BAUD },
  };
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) arguments = g_strdupv (argv);
  int status = EXIT_USAGE;

  rk_locale_set_up ();

  if (parse_options (&program.options, &argc, &argv, &error) &&
      prepare_usb (&program.options, arguments, &error))
    status = run (&program);
  else
    g_printerr ("rekindle-virtual: %s\n", error->message);

  g_clear_pointer (&program.store, rk_virtual_store_free);
  g_clear_object (&program.module);
  g_clear_pointer (&program.loop, g_main_loop_unref);
  clear_options (&program.options);

  return status;
}
