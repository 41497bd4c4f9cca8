/* rk-boot-finding.c: findings while the text comes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is certain as soon as its line is there, of the module's start, of a talk
 * with AT firmware and of a flashing tool.  What AT firmware's numbers mean: AT
 * documents of espressif/esp-at, at_upgrade.c of ESP8266_NONOS_SDK; reasons of the
 * SDK's "state" lines: user_interface.h, the numbers up to 24 are those of IEEE
 * 802.11.
 */

#include "rk-boot-finding-private.h"

#include <string.h>

typedef gboolean (*HoldsFunc) (const RkBootReport *report);

typedef struct
{
  const char *id;
  RkSeverity  severity;
  HoldsFunc   holds;
  const char *summary;
  const char *cause;
  const char *remedy;
  const char *action;
} Advice;

static gboolean
has_failed_to_join (const RkBootTalk *talk)
{
  return talk->join == RK_BOOT_JOIN_FAIL || talk->join == RK_BOOT_JOIN_ERROR;
}

static gboolean
join_timeout (const RkBootReport *report)
{
  return has_failed_to_join (&report->talk) && report->talk.join_error == 1;
}

static gboolean
join_password (const RkBootReport *report)
{
  return has_failed_to_join (&report->talk) && report->talk.join_error == 2;
}

static gboolean
join_not_found (const RkBootReport *report)
{
  return has_failed_to_join (&report->talk) && report->talk.join_error == 3;
}

static gboolean
join_failed (const RkBootReport *report)
{
  return has_failed_to_join (&report->talk) && (report->talk.join_error < 1 || report->talk.join_error > 3);
}

static gboolean
command_dropped (const RkBootReport *report)
{
  return report->talk.n_dropped > 0;
}

static gboolean
update_failed_at (const RkBootReport *report,
                  int                 first,
                  int                 last)
{
  const RkBootTalk *talk = &report->talk;

  return talk->cloud_failed && talk->cloud_step >= first && talk->cloud_step <= last;
}

static gboolean
update_without_name (const RkBootReport *report)
{
  return update_failed_at (report, -1, 0);
}

static gboolean
update_without_server (const RkBootReport *report)
{
  return update_failed_at (report, 1, 1);
}

static gboolean
update_without_answer (const RkBootReport *report)
{
  return update_failed_at (report, 2, 3);
}

static gboolean
update_broken_off (const RkBootReport *report)
{
  return update_failed_at (report, 4, 4);
}

static gboolean
update_unreadable (const RkBootReport *report)
{
  return report->talk.cloud_step >= 4 && !report->talk.cloud_over && report->talk.garbage_after;
}

/* 15 four-way handshake, 202 authentication, 204 handshake timed out */
static gboolean
wifi_password (const RkBootReport *report)
{
  int reason = report->talk.wifi_reason;

  return reason == 15 || reason == 202 || reason == 204;
}

static gboolean
wifi_not_found (const RkBootReport *report)
{
  return report->talk.wifi_reason == 201;
}

static gboolean
wifi_failed (const RkBootReport *report)
{
  return report->talk.n_wifi_failed > 0 && !wifi_password (report) && !wifi_not_found (report);
}

static gboolean
bytes_lost (const RkBootReport *report)
{
  return rk_boot_start_has_gaps (&report->last);
}

static gboolean
noise_boot_text (const RkBootReport *report)
{
  return report->noise == RK_BOOT_NOISE_BOOT_TEXT;
}

static gboolean
noise_program_text (const RkBootReport *report)
{
  return report->noise == RK_BOOT_NOISE_PROGRAM_TEXT;
}

static gboolean
noise_slower (const RkBootReport *report)
{
  return report->noise == RK_BOOT_NOISE_SLOWER;
}

static gboolean
tool_has_error (const RkBootReport *report,
                RkBootToolError     error)
{
  return report->tool.error == error;
}

static gboolean
tool_port_busy (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_BUSY) ||
         (tool_has_error (report, RK_BOOT_TOOL_ERROR_FAILED) && report->tool.step == RK_BOOT_TOOL_STEP_PORT);
}

static gboolean
tool_permission (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_PERMISSION);
}

static gboolean
tool_no_port (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_NO_PORT) || tool_has_error (report, RK_BOOT_TOOL_ERROR_LOST);
}

static gboolean
tool_brltty (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_BRLTTY);
}

static gboolean
tool_wrong_mode (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_MODE);
}

static gboolean
tool_has_stopped (const RkBootReport *report)
{
  RkBootToolError error = report->tool.error;

  return error == RK_BOOT_TOOL_ERROR_FAILED || error == RK_BOOT_TOOL_ERROR_CONNECT || error == RK_BOOT_TOOL_ERROR_REPLY ||
         error == RK_BOOT_TOOL_ERROR_RAM || error == RK_BOOT_TOOL_ERROR_TIMEOUT;
}

static gboolean
tool_no_answer (const RkBootReport *report)
{
  return tool_has_stopped (report) && report->tool.step < RK_BOOT_TOOL_STEP_CONNECTED && !tool_port_busy (report);
}

static gboolean
tool_stub (const RkBootReport *report)
{
  return tool_has_stopped (report) &&
         (report->tool.step == RK_BOOT_TOOL_STEP_STUB || report->tool.step == RK_BOOT_TOOL_STEP_STUB_SPEED ||
          tool_has_error (report, RK_BOOT_TOOL_ERROR_RAM));
}

static gboolean
tool_broken_off (const RkBootReport *report)
{
  return tool_has_stopped (report) && report->tool.step > RK_BOOT_TOOL_STEP_STUB_SPEED &&
         !tool_has_error (report, RK_BOOT_TOOL_ERROR_RAM) && !report->tool.no_flash;
}

static gboolean
tool_no_flash (const RkBootReport *report)
{
  return report->tool.no_flash;
}

static gboolean
tool_all_ff (const RkBootReport *report)
{
  return report->tool.all_ff;
}

static gboolean
tool_content (const RkBootReport *report)
{
  return tool_has_error (report, RK_BOOT_TOOL_ERROR_CONTENT) && !report->tool.all_ff;
}

/* clang-format off */
static const Advice advices[] = {
  { "at.join.timeout", RK_SEVERITY_WARNING, join_timeout,
    N_ ("Joining the network took too long."),
    N_ ("The access point is far away, or does not accept the module; a supply that sags while sending looks the same."),
    N_ ("Move closer to the access point, check the 3.3 V supply, and try again."), NULL },
  { "at.join.password", RK_SEVERITY_WARNING, join_password,
    N_ ("The network was not joined: the password is wrong."), NULL,
    N_ ("Type the password again; in it, a comma, a quote and a backslash need a backslash before them."), NULL },
  { "at.join.not-found", RK_SEVERITY_WARNING, join_not_found,
    N_ ("The network was not joined: it was not found."),
    N_ ("Its name is spelled differently, it is out of reach, or it is a 5 GHz network, which the module cannot use."),
    N_ ("Use AT+CWLAP to see what the module finds."), NULL },
  { "at.join.failed", RK_SEVERITY_WARNING, join_failed,
    N_ ("The network was not joined."),
    N_ ("A wrong name or password, or an access point that does not accept the module."),
    N_ ("Use AT+CWLAP to see whether the network is found; then check the password."), NULL },
  { "at.busy", RK_SEVERITY_INFO, command_dropped,
    N_ ("A command was dropped: the module was still at work on the one before."), NULL,
    N_ ("Wait for OK or ERROR before the next command."), NULL },
  { "cloud.no-name", RK_SEVERITY_WARNING, update_without_name,
    N_ ("The update did not begin: the update server's name was not found."),
    N_ ("The module is in no network, or the network has no way out."),
    N_ ("Join a network, make sure with AT+CIFSR that there is an address, and try again."), RK_BOOT_ACTION_CLOUD_UPDATE },
  { "cloud.no-server", RK_SEVERITY_WARNING, update_without_server,
    N_ ("The update server was found but did not take the connection."),
    N_ ("It is switched off, or port 80 is blocked."),
    N_ ("Update from this computer, or over the serial port."), RK_BOOT_ACTION_CLOUD_UPDATE },
  { "cloud.no-answer", RK_SEVERITY_WARNING, update_without_answer,
    N_ ("The update server did not say what the module expects."),
    N_ ("The server no longer knows this version."),
    N_ ("Restart the module before another try; it is better to update from this computer, or over the serial port."), RK_BOOT_ACTION_CLOUD_UPDATE },
  { "cloud.broken-off", RK_SEVERITY_WARNING, update_broken_off,
    N_ ("The update was not completed; the module still has its old program."),
    N_ ("The download broke off, or the file was refused."),
    N_ ("Restart the module before another try."), RK_BOOT_ACTION_CLOUD_UPDATE },
  { "cloud.unreadable", RK_SEVERITY_WARNING, update_unreadable,
    N_ ("After the download the module says something that cannot be read at this speed."),
    N_ ("It has restarted, and its boot text comes at 74880 baud; if it does not end, the new program does not start."),
    N_ ("Listen at 74880 baud to see how it starts."), RK_BOOT_ACTION_CONSOLE_74880 },
  { "wifi.password", RK_SEVERITY_WARNING, wifi_password,
    N_ ("The network was not joined: most likely the password is wrong."), NULL,
    N_ ("Check the password."), NULL },
  { "wifi.not-found", RK_SEVERITY_WARNING, wifi_not_found,
    N_ ("The network was not found."),
    N_ ("Its name is spelled differently, it is out of reach, or it is a 5 GHz network, which the module cannot use."),
    N_ ("Check the name; move closer to the access point."), NULL },
  { "wifi.failed", RK_SEVERITY_WARNING, wifi_failed,
    N_ ("A connection to the network failed or was lost."),
    N_ ("The access point refused the module or was no longer heard."),
    N_ ("Move closer to the access point; restart the access point; check the 3.3 V supply."), NULL },
  { "noise.bytes-lost", RK_SEVERITY_INFO, bytes_lost,
    N_ ("Parts of the boot text are missing."),
    N_ ("What receives it is too slow: a serial port made in software, or a busy computer."),
    N_ ("Use a lower speed, or a real serial port."), NULL },
  { "noise.boot-text", RK_SEVERITY_INFO, noise_boot_text,
    N_ ("The unreadable part is text at 74880 baud, read at 115200 baud: most likely boot text."),
    N_ ("After power on or a reset the boot text comes at 74880 baud; only the program changes to its own speed."),
    N_ ("Listen at 74880 baud to read it."), RK_BOOT_ACTION_CONSOLE_74880 },
  { "noise.program-text", RK_SEVERITY_INFO, noise_program_text,
    N_ ("The unreadable part is text at 115200 baud, read at 74880 baud: the program talks."),
    N_ ("The program has changed to its own speed."),
    N_ ("Listen at 115200 baud to read it."), RK_BOOT_ACTION_CONSOLE_115200 },
  { "noise.slower", RK_SEVERITY_INFO, noise_slower,
    N_ ("The unreadable part is text at a much lower speed, most likely 9600 baud."),
    N_ ("Early AT firmware and many devices talk at 9600 baud."),
    N_ ("Listen at 9600 baud to read it."), RK_BOOT_ACTION_DETECT_BAUD },
  { "tool.port-busy", RK_SEVERITY_ERROR, tool_port_busy,
    N_ ("The port could not be opened: something else uses it."),
    N_ ("A console or another flashing program has it open, or its driver hangs."),
    N_ ("Close the other program; pull the adapter out and plug it in again."), RK_BOOT_ACTION_CHOOSE_PORT },
  { "tool.permission", RK_SEVERITY_ERROR, tool_permission,
    N_ ("The port could not be opened: this user may not use it."),
    N_ ("Serial ports belong to a group, often “dialout”, and the user is not in it."),
    N_ ("Add the user to that group, and log in again."), NULL },
  { "tool.no-port", RK_SEVERITY_ERROR, tool_no_port,
    N_ ("The port is not there."),
    N_ ("The adapter is unplugged, has lost its power, or its driver is missing."),
    N_ ("Plug the adapter in again and choose its port."), RK_BOOT_ACTION_CHOOSE_PORT },
  { "tool.brltty", RK_SEVERITY_ERROR, tool_brltty,
    N_ ("The adapter was taken away by brltty, the program for Braille displays."),
    N_ ("It takes adapters of this kind for a Braille display."),
    N_ ("If you use no Braille display, remove brltty; then plug the adapter in again."), NULL },
  { "tool.wrong-mode", RK_SEVERITY_ERROR, tool_wrong_mode,
    N_ ("The module runs its program instead of waiting to be flashed."),
    N_ ("GPIO0 was not low when it started."),
    N_ ("Connect GPIO0 to GND, and reset."), RK_BOOT_ACTION_SHOW_WIRING },
  { "tool.no-answer", RK_SEVERITY_ERROR, tool_no_answer,
    N_ ("The flashing tool got no answer from the module."),
    N_ ("GPIO0 was not low at the reset, TX and RX are not crossed, the ground is missing, or CH_PD is not high."),
    N_ ("Check the wiring, connect GPIO0 to GND, reset, and try again."), RK_BOOT_ACTION_SHOW_WIRING },
  { "tool.stub", RK_SEVERITY_ERROR, tool_stub,
    N_ ("The module answers, but the flashing tool's helper program could not be started on it."),
    N_ ("Bytes are lost or damaged on the way: a speed that the adapter does not manage, or a supply that sags."),
    N_ ("Flash at 115200 baud or without the helper program."), RK_BOOT_ACTION_FLASH },
  { "tool.broken-off", RK_SEVERITY_ERROR, tool_broken_off,
    N_ ("The work on the flash broke off."),
    N_ ("The supply sags while the flash is written, the speed is too high for the adapter, or the flash chip fails."),
    N_ ("Use a better 3.3 V supply and a lower speed, and flash again."), RK_BOOT_ACTION_FLASH },
  { "tool.no-flash", RK_SEVERITY_ERROR, tool_no_flash,
    N_ ("The flash chip does not answer: its id reads as all zeros or all ones."),
    N_ ("It is damaged or badly soldered, or something is connected to GPIO6 to GPIO11, which belong to it."),
    N_ ("Disconnect everything from GPIO6 to GPIO11; if that does not help, the flash chip is defective."), RK_BOOT_ACTION_SHOW_WIRING },
  { "tool.all-ff", RK_SEVERITY_ERROR, tool_all_ff,
    N_ ("What was written reads back as erased flash."),
    N_ ("Something is connected to GPIO6 to GPIO11, which belong to the flash chip, or the chip is write-protected or damaged."),
    N_ ("Disconnect everything from GPIO6 to GPIO11, and flash again."), RK_BOOT_ACTION_SHOW_WIRING },
  { "tool.content", RK_SEVERITY_ERROR, tool_content,
    N_ ("What was written reads back differently."),
    N_ ("The supply sags, or the flash mode or the flash chip is bad."),
    N_ ("Use a better 3.3 V supply, and flash again."), RK_BOOT_ACTION_FLASH },
};
/* clang-format on */

/* Outcomes that no later line takes back, though a restart may follow.  That the
 * program crashed is told by the details.
 */
#define CERTAIN \
  (1u << RK_BOOT_OUTCOME_OTHER_CHIP | 1u << RK_BOOT_OUTCOME_WAITING_IN_LOADER | 1u << RK_BOOT_OUTCOME_WRONG_PINS | \
   1u << RK_BOOT_OUTCOME_SDIO | 1u << RK_BOOT_OUTCOME_HALTED | 1u << RK_BOOT_OUTCOME_DEEP_SLEEP | \
   1u << RK_BOOT_OUTCOME_FLASH_EMPTY | 1u << RK_BOOT_OUTCOME_IMAGE_DAMAGED | 1u << RK_BOOT_OUTCOME_WRONG_FLASH_MODE | \
   1u << RK_BOOT_OUTCOME_NO_APPLICATION | 1u << RK_BOOT_OUTCOME_CRASH_LOOP | 1u << RK_BOOT_OUTCOME_WATCHDOG | \
   1u << RK_BOOT_OUTCOME_BOOT_LOOP | 1u << RK_BOOT_OUTCOME_STARTED | 1u << RK_BOOT_OUTCOME_UPDATED | \
   1u << RK_BOOT_OUTCOME_READY)

/* And those that only the end of the text, or of the start, tells. */
#define AT_END (1u << RK_BOOT_OUTCOME_FLASH_SILENT | 1u << RK_BOOT_OUTCOME_GARBAGE)

/**
 * _rk_boot_get_grounds:
 * @grounds: (out caller-allocates): what the findings so far come from
 * @report: what was said so far
 */
void
_rk_boot_get_grounds (RkBootGrounds      *grounds,
                      const RkBootReport *report)
{
  const RkBootStart *start = &report->last;
  const RkBootTalk *talk = &report->talk;
  const RkBootToolLog *tool = &report->tool;
  const int numbers[] = {
    (int)rk_boot_report_get_outcome (report), (int)start->n_crashes, start->exception.cause, (int)start->exception.form,
    (int)start->loader_faults, (int)start->firmware_faults, start->soft_wdt, start->hard_wdt, start->no_memory,
    start->crash_before, start->eboot_copy, start->chksum == 0xef && start->csum_err, (int)report->n_causes[1],
    start->n_text_lines == 0 && start->n_garbage_after > 0, start->ready && report->n_crashes > 0,
    talk->join, talk->join_error, talk->n_dropped > 0, talk->cloud_step,
    (talk->cloud_over ? 1 : 0) | (talk->cloud_failed ? 2 : 0) | (talk->garbage_after ? 4 : 0), talk->wifi_reason,
    (int)tool->error, (int)tool->step, (tool->no_flash ? 1 : 0) | (tool->all_ff ? 2 : 0), (int)report->noise,
    rk_boot_start_has_gaps (start),
  };

  G_STATIC_ASSERT (sizeof numbers == sizeof grounds->numbers);
  memcpy (grounds->numbers, numbers, sizeof numbers);
  grounds->epc1 = start->exception.epc1;
  grounds->excvaddr = start->exception.excvaddr;
}

/**
 * _rk_boot_is_occasion:
 * @kind: a kind of fact
 *
 * Returns: whether such a fact can be the last that a finding needs
 */
gboolean
_rk_boot_is_occasion (RkBootFactKind kind)
{
  switch ((int)kind)
    {
    case RK_BOOT_FACT_SEGMENT:
    case RK_BOOT_FACT_CHKSUM:
    case RK_BOOT_FACT_CSUM:
    case RK_BOOT_FACT_LOADER:
    case RK_BOOT_FACT_EBOOT_VERSION:
    case RK_BOOT_FACT_SPI_SPEED:
    case RK_BOOT_FACT_SPI_MODE:
    case RK_BOOT_FACT_FLASH_MAP:
    case RK_BOOT_FACT_STACK_DUMP:
    case RK_BOOT_FACT_STACK_WORDS:
    case RK_BOOT_FACT_CONTEXT:
    case RK_BOOT_FACT_SDK_VERSION:
    case RK_BOOT_FACT_APPLICATION:
    case RK_BOOT_FACT_AT_COMMAND:
    case RK_BOOT_FACT_STATION:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Lines about an error follow its first one; what is known only as some error may
 * become clear.
 */
static gboolean
is_open (const Advice       *advice,
         const RkBootReport *report)
{
  return report->tool.error == RK_BOOT_TOOL_ERROR_FAILED && g_str_has_prefix (advice->id, "tool.");
}

static void
find_advices (GPtrArray          *to,
              const RkBootReport *report,
              gboolean            at_end)
{
  for (guint i = 0; i < G_N_ELEMENTS (advices); i++)
    if (advices[i].holds (report) && (at_end || !is_open (&advices[i], report)))
      g_ptr_array_add (to, rk_finding_set_action (rk_finding_new (advices[i].id, advices[i].severity, advices[i].summary,
                                                                  advices[i].cause, advices[i].remedy, NULL),
                                                  advices[i].action));
}

static void
find_all (GPtrArray          *to,
          const RkBootReport *report,
          guint               outcomes,
          gboolean            at_end)
{
  RkBootOutcome outcome = rk_boot_report_get_outcome (report);

  if ((outcomes >> outcome) & 1u)
    g_ptr_array_add (to, _rk_boot_outcome_find (outcome, report));
  if (outcome == RK_BOOT_OUTCOME_OTHER_CHIP)
    return;

  _rk_boot_find_details (to, report, &report->last, outcome);
  find_advices (to, report, at_end);
}

/**
 * _rk_boot_find_so_far:
 * @to: (element-type RkFinding): gets the findings
 * @report: what was said so far
 *
 * Finds what is certain of the start under way.
 */
void
_rk_boot_find_so_far (GPtrArray          *to,
                      const RkBootReport *report)
{
  find_all (to, report, CERTAIN, FALSE);
}

/**
 * _rk_boot_find_at_end:
 * @to: (element-type RkFinding): gets the findings
 * @report: what was said so far
 *
 * Finds what silence tells of the start under way.
 */
void
_rk_boot_find_at_end (GPtrArray          *to,
                      const RkBootReport *report)
{
  find_all (to, report, CERTAIN | AT_END, TRUE);
}
