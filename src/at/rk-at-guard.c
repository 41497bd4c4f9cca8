/* rk-at-guard.c: commands that bite, noticed before they are sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-guard.h"

#include "rk-at-command.h"

#include <stdlib.h>
#include <string.h>

/* What the firmware takes: 110 is documented, 80 MHz / 16 what the divider gives. */
#define LOWEST_BAUD 110
#define HIGHEST_BAUD 5000000

/* Commands that set the rate.  AT+IPR changes it before it replies (ESP8266_AT,
 * at_baseCmd.c, at_setupCmdIpr); AT+UART replies first.  AT+CIOBAUD is
 * Ai-Thinker's.
 */
static const struct
{
  const char    *name;
  RkAtRateMoment moment;
  gboolean       is_kept;
} rate_commands[] = {
  { "AT+IPR", RK_AT_RATE_BEFORE_REPLY, TRUE },
  { "AT+CIOBAUD", RK_AT_RATE_AFTER_REPLY, TRUE },
  { "AT+UART", RK_AT_RATE_AFTER_REPLY, TRUE },
  { "AT+UART_DEF", RK_AT_RATE_AFTER_REPLY, TRUE },
  { "AT+UART_CUR", RK_AT_RATE_AFTER_REPLY, FALSE },
};

/* The arguments of a set command of that name, or %NULL. */
static const char *
skip_name (const char *line,
           const char *name)
{
  gsize length = strlen (name);

  if (g_ascii_strncasecmp (line, name, length) != 0 || line[length] != '=')
    return NULL;
  return line[length + 1] != '?' ? line + length + 1 : NULL;
}

static gboolean
is_command (const char *line,
            const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (line, name, length) == 0 && strcspn (line + length, "= \t\r\n") == 0;
}

static guint
read_baud (const char *arguments)
{
  guint64 baud = g_ascii_strtoull (arguments, NULL, 10);

  return baud >= LOWEST_BAUD && baud <= HIGHEST_BAUD ? (guint)baud : 0;
}

/**
 * rk_at_rate_change:
 * @line: a line as it is sent
 * @version: (nullable): the module's, %NULL if it is not known
 * @moment: (out) (optional): when it happens
 *
 * Returns: the rate that the line sets, 0 for none
 */
guint
rk_at_rate_change (const char        *line,
                   const RkAtVersion *version,
                   RkAtRateMoment    *moment)
{
  const RkAtCommand *command = rk_at_command_find (line);

  if (command != NULL && rk_at_command_get_support (command, version) == RK_AT_SUPPORT_NO)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (rate_commands); i++)
    {
      const char *arguments = skip_name (line, rate_commands[i].name);

      if (arguments == NULL)
        continue;
      if (moment != NULL)
        *moment = rate_commands[i].moment;
      return read_baud (arguments);
    }
  return 0;
}

static gboolean
keeps_rate (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (rate_commands); i++)
    if (rate_commands[i].is_kept && skip_name (line, rate_commands[i].name) != NULL)
      return TRUE;
  return FALSE;
}

/* The same for the time being: "AT+UART_CUR=9600,8,1,0,0". */
static char *
make_passing (const char *line,
              guint       baud)
{
  const char *arguments = strchr (line, '=') + 1;
  gsize length = strcspn (arguments, " \t\r\n");

  if (memchr (arguments, ',', length) != NULL)
    return g_strdup_printf ("AT+UART_CUR=%.*s", (int)length, arguments);
  return g_strdup_printf ("AT+UART_CUR=%u,8,1,0,0", baud);
}

static RkFinding *
check_rate (const char        *line,
            const RkAtVersion *version)
{
  guint baud = keeps_rate (line) ? rk_at_rate_change (line, version, NULL) : 0;
  gboolean is_ipr = skip_name (line, "AT+IPR") != NULL;
  gboolean is_2014 = version != NULL && version->generation == RK_AT_GENERATION_DIGITS;
  g_autofree char *instead = NULL;
  g_autofree char *shown = NULL;

  if (baud == 0)
    return NULL;

  shown = g_strdup_printf ("%u", baud);
  if (version == NULL || rk_at_version_has_uart_cur (version) != RK_AT_SUPPORT_NO)
    instead = make_passing (line, baud);

  /* user_esp_platform_save_param of the 2014 source: sectors 0x3D to 0x3F, which an
   * image of 256 KB and more reaches into. */
  if (is_ipr && (is_2014 || version == NULL))
    return rk_finding_new ("at.rate-kept", is_2014 ? RK_SEVERITY_ERROR : RK_SEVERITY_WARNING,
                           N_ ("This sets {baud} baud for good, and early firmware writes it where its own program may be."),
                           N_ ("Firmware of 2014 keeps the rate at 0x3D000 to 0x3FFFF. Where its program reaches that far the module never starts again. Its OK comes at the new rate already."),
                           instead != NULL ? N_ ("Send {instead} instead: it holds until the next restart.")
                                           : N_ ("Leave the rate as it is, or flash newer firmware first."),
                           "baud", shown, instead != NULL ? "instead" : NULL, instead, NULL);

  return rk_finding_new ("at.rate-kept", RK_SEVERITY_WARNING,
                         N_ ("This sets {baud} baud for good."),
                         N_ ("The module will talk at this rate after every start. A wire, an adapter or a program that cannot follow finds it silent."),
                         instead != NULL ? N_ ("Send {instead} instead: it holds until the next restart.")
                                         : N_ ("Make sure that everything connected to the module can talk at this rate."),
                         "baud", shown, instead != NULL ? "instead" : NULL, instead, NULL);
}

/* Whether it bites with these arguments; %NULL for a command without. */
typedef gboolean (*BitesFunc) (const char *arguments);

static gboolean
always_bites (const char *arguments)
{
  return TRUE;
}

static gboolean
sleeps_for_ever (const char *arguments)
{
  return arguments != NULL && strtoull (arguments, NULL, 10) == 0;
}

static gboolean
sleeps_for_a_time (const char *arguments)
{
  return arguments != NULL && !sleeps_for_ever (arguments);
}

static gboolean
changes_partition (const char *arguments)
{
  return arguments != NULL && *arguments != '2'; /* which reads */
}

static gboolean
switches_on (const char *arguments)
{
  return arguments != NULL && *arguments == '1';
}

/* clang-format off */
static const struct
{
  const char *name;
  BitesFunc   bites;
  const char *id;
  RkSeverity  severity;
  const char *summary;
  const char *cause;
  const char *remedy;
} biting_commands[] = {
  { "AT+RESTORE", always_bites, "at.restore", RK_SEVERITY_WARNING,
    N_("This resets everything to factory settings."),
    N_("The networks it knows, its addresses and its baud rate are forgotten, and it restarts."),
    N_("Write down what you need of its settings first.") },
  { "AT+CIUPDATE", always_bites, "at.cloud-update", RK_SEVERITY_ERROR,
    N_("An update started by hand can leave the module dead."),
    N_("It overwrites itself where the flash or its loader does not suit, which nothing tells beforehand."),
    N_("Use Cloud Update: it checks the loader, the flash and the network first, and keeps a backup.") },
  { "AT+USEROTA", always_bites, "at.cloud-update", RK_SEVERITY_ERROR,
    N_("An update started by hand can leave the module dead."),
    N_("It overwrites itself where the flash or its loader does not suit, which nothing tells beforehand."),
    N_("Use Cloud Update: it checks the loader, the flash and the network first, and keeps a backup.") },
  { "AT+GSLP", sleeps_for_ever, "at.deep-sleep", RK_SEVERITY_WARNING,
    N_("The module will sleep forever."),
    N_("With 0 it does not wake up by itself."),
    N_("Wake it with a reset.") },
  { "AT+GSLP", sleeps_for_a_time, "at.deep-sleep", RK_SEVERITY_WARNING,
    N_("The module may not wake up by itself."),
    N_("At the end of the time it pulls GPIO16 low, which must be wired to RST. The ESP-01 has no GPIO16 pin."),
    N_("Without this wire, wake it with a reset.") },
  { "AT+SYSFLASH", changes_partition, "at.flash-partition", RK_SEVERITY_ERROR,
    N_("This overwrites a part of the flash."),
    N_("Certificates and factory settings are there; without the latter the module does not know its pins."),
    N_("Read the whole flash into a file first, so that it can be put back.") },
  { "AT+SYSROLLBACK", always_bites, "at.rollback", RK_SEVERITY_WARNING,
    N_("This starts the firmware that was there before the last update."),
    N_("If there is none, or only a part of it, the module may not start."),
    N_("Keep the files for flashing it by wire at hand.") },
  { "AT+SAVETRANSLINK", switches_on, "at.passthrough-kept", RK_SEVERITY_WARNING,
    N_("After its next start the module no longer hears commands."),
    N_("It connects to the host and passes on all that comes, AT commands too."),
    N_("To get it back, wait one second, send “+++” without line end, and wait another one; then AT+SAVETRANSLINK=0.") },
};
/* clang-format on */

static RkFinding *
check_others (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (biting_commands); i++)
    {
      const char *name = biting_commands[i].name;

      if (is_command (line, name) && biting_commands[i].bites (skip_name (line, name)))
        return rk_finding_new (biting_commands[i].id, biting_commands[i].severity, biting_commands[i].summary,
                               biting_commands[i].cause, biting_commands[i].remedy, NULL);
    }
  return NULL;
}

/**
 * rk_at_guard_check:
 * @line: a line that somebody wants to send
 * @version: (nullable): the module's, %NULL if it is not known
 *
 * Returns: (transfer full) (nullable): what is to be said before, %NULL if the line
 *   is harmless
 */
RkFinding *
rk_at_guard_check (const char        *line,
                   const RkAtVersion *version)
{
  RkFinding *finding;

  while (g_ascii_isspace (*line))
    line++;

  finding = check_rate (line, version);
  return finding != NULL ? finding : check_others (line);
}
