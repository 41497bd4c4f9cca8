/* rekindle-cli.c: Rekindle on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <stdlib.h>
#include <string.h>
#ifdef G_OS_UNIX
#include <glib-unix.h>
#else
#include <windows.h>
#endif

#include "rk-locale.h"
#include "rk-virtual-link.h"

/* What adapters and modules can do at all. */
#define BAUD_NOT_GIVEN G_MININT
#define BAUD_MIN 300
#define BAUD_MAX 5000000

typedef struct
{
  const char       *name;
  RkCliCommandFunc  run;
  const char       *usage;
  const char       *summary;
} Command;

/* clang-format off */
static const Command commands[] = {
  { "ports", rk_cmd_ports, "", N_("list the ports") },
  { "info",  rk_cmd_info,  "", N_("identify the module and what it runs") },
  { "flash", rk_cmd_flash, "OFFSET FILE [OFFSET FILE …] | SET",
    N_("write files, or a folder, zip, manifest or library:ID, and see the module start") },
  { "erase", rk_cmd_erase, "--all | --settings | OFFSET LENGTH",
    N_("erase the flash, a part of it, or only the Wi-Fi networks it remembers") },
  { "backup", rk_cmd_backup, "[OFFSET LENGTH] FILE", N_("save the flash with a list of what it is, checked") },
  { "restore", rk_cmd_restore, "FILE", N_("write a backup back, and see the module start") },
  { "verify", rk_cmd_verify, "OFFSET FILE [OFFSET FILE …] | SET", N_("compare the flash with files") },
  { "read",  rk_cmd_read,  "--all FILE | OFFSET LENGTH FILE", N_("read the flash or a part of it into a file") },
  { "image", rk_cmd_image, "FILE…", N_("tell what a file is") },
  { "library", rk_cmd_library, "list | get NAME|ID [DIRECTORY] | add URL|FILE | remove NAME|ID|URL",
    N_("known firmware: list it, download it, add to it") },
  { "console", rk_cmd_console, "", N_("show what the module says and send what is typed") },
  { "at",    rk_cmd_at,    "COMMAND…", N_("send AT commands and show the answers") },
  { "cloud-update", rk_cmd_cloud_update, "[--ssid NAME --password-file FILE] [--server ADDRESS]",
    N_("have AT firmware update itself over Wi-Fi, and see what comes of it") },
  { "decode", rk_cmd_decode, "FILE", N_("explain a saved log of what a module said") },
  { "report", rk_cmd_report, "[FILE]", N_("write a report for those you ask for help") },
  { "serve", rk_cmd_serve, "--user1 FILE --user2 FILE | SET", N_("serve AT firmware to modules that update themselves") },
  { "wiring", rk_cmd_wiring, "BOARD ADAPTER", N_("tell or draw how to wire a board to an adapter") },
};
/* clang-format on */

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];

  return NULL;
}

static char *
describe_commands (void)
{
  g_autoptr(GString) text = g_string_new (_ ("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %s %s\n      %s", commands[i].name, commands[i].usage,
                            gettext (commands[i].summary));
  g_string_append_printf (text, "\n\n%s", _ ("“rekindle-cli COMMAND --help” lists a command’s options."));
  g_string_append_printf (text, "\n\n%s",
                          _ ("PORT is /dev/ttyUSB0, COM5, socket://host:port, rfc2217://host:port, a path to a\n"
                             "pseudo-terminal, or “virtual” for the built-in virtual module."));
  g_string_append_printf (text, "\n\n%s",
                          _ ("Exit: 0 done and proven, 1 failed, 2 usage, 3 port, 4 module does not answer,\n"
                             "5 content differs, 6 refused by a check, 130 cancelled."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A script wants its JSON also when the other options make no sense. */
static gboolean
asks_for_json (char **argv)
{
  for (char **arg = argv + 1; *arg != NULL; arg++)
    if (g_str_equal (*arg, "--json"))
      return TRUE;

  return FALSE;
}

/* Parses what stands before the command; what is left begins with it. */
static gboolean
parse_globals (RkCli    *cli,
               int      *argc,
               char   ***argv,
               GError  **error)
{
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_STRING, &cli->port, N_ ("the port the module is on"), N_ ("PORT") },
    { "baud", 'b', 0, G_OPTION_ARG_INT, &cli->baud, N_ ("baud rate"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("print one JSON object a line"), NULL },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &cli->trace, N_ ("show every byte on the line"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("print the version"), NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_ ("COMMAND [ARGUMENT…]"));
  g_autofree char *description = describe_commands ();

  g_option_context_set_summary (context, _ ("Flashes and revives ESP8266 modules."));
  g_option_context_set_description (context, description);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (version)
    {
      g_print ("rekindle-cli %s\n", RK_VERSION);
      exit (RK_EXIT_DONE);
    }

  if (cli->baud != BAUD_NOT_GIVEN && (cli->baud < BAUD_MIN || cli->baud > BAUD_MAX))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("--baud takes a rate from %d to %d, not %d"), BAUD_MIN, BAUD_MAX, cli->baud);
      return FALSE;
    }

  cli->baud = MAX (cli->baud, 0);

  return TRUE;
}

/* The first Ctrl+C ends the job in good order; the second one leaves at once. */
static gboolean
interrupted_cb (gpointer user_data)
{
  GCancellable *cancellable = user_data;

  if (g_cancellable_is_cancelled (cancellable))
    exit (RK_EXIT_CANCELLED);

  g_printerr ("\n%s\n", _ ("Stopping… (again to quit at once)"));
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

#ifdef G_OS_UNIX

static void
watch_interrupts (GCancellable *cancellable)
{
  g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  g_unix_signal_add (SIGTERM, interrupted_cb, cancellable);
}

#else

static GCancellable *interrupted; /* as long as the program runs */

/* On a thread of Windows, which ends the program when this returns unless it was
 * Ctrl+C: in closing the console waits for five seconds at most. */
static BOOL WINAPI
console_cb (DWORD event)
{
  interrupted_cb (interrupted);
  g_main_context_wakeup (NULL);
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
    Sleep (INFINITE);
  return TRUE;
}

static void
watch_interrupts (GCancellable *cancellable)
{
  interrupted = cancellable;
  SetConsoleCtrlHandler (console_cb, TRUE);
}

#endif

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *port = NULL;
  RkCli cli = {
    .baud = BAUD_NOT_GIVEN,
    .cancellable = cancellable,
    .trace = g_getenv ("RK_TRACE") != NULL,
  };
  gboolean json = asks_for_json (argv);
  const Command *command;
  RkExit code;

  rk_locale_set_up ();
  rk_virtual_link_register ();

  if (!parse_globals (&cli, &argc, &argv, &error))
    {
      cli.json = json;
      return (int)rk_cli_usage (&cli, "%s", error->message);
    }
  port = cli.port;

  if (argc < 2)
    return (int)rk_cli_usage (&cli, "%s", _ ("no command was given"));
  command = find_command (argv[1]);
  if (command == NULL)
    return (int)rk_cli_usage (&cli, _ ("there is no command “%s”"), argv[1]);

  watch_interrupts (cancellable);

  code = command->run (&cli, argc - 1, argv + 1);
  return (int)code;
}
