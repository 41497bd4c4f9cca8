/* rk-advice.c: what to do about an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row an error code, or a case of it: the sentence for people, the likely cause and
 * the remedy.  The error's own message, with its numbers, is for the details.  What to
 * do about a module that does not answer stands in rk-guide.c.
 */

#include "rk-advice.h"

#include <gio/gio.h>

#include "rk-error.h"
#include "rk-guide.h"

typedef struct
{
  RkError     code;
  const char *only; /* (nullable): the error's fact "case" has to be this */
  const char *id;
  const char *summary;
  const char *cause;
  const char *remedy;
} Advice;

/* clang-format off */
static const Advice advices[] = {
  { RK_ERROR_PORT_MISSING, "brltty", "port.brltty",
    N_("The port is not there, and the braille service brltty is running."),
    N_("It takes some USB serial adapters for braille displays; then the port disappears within seconds of being plugged in."),
    N_("If you use no braille display, stop it with this command, then unplug the adapter and plug it in again: {command}") },
  { RK_ERROR_PORT_MISSING, "driver", "port.no-driver",
    N_("The system sees an adapter with a {chip} but has no driver for it."),
    N_("Without the driver the adapter makes no port."),
    N_("Let Windows Update find the driver, or install it from the chip’s maker, then plug the adapter in again.") },
  { RK_ERROR_PORT_MISSING, "network", "port.network",
    N_("Nothing answers at this address."),
    N_("The name or the number behind the colon is wrong, the program that offers the port there does not run, or a firewall is in between."),
    N_("Check the address, and that ser2net or whatever offers the port is running on that computer.") },
  { RK_ERROR_PORT_MISSING, NULL, "port.missing",
    N_("The port is not there."),
    N_("The adapter is not plugged in, its driver is missing, or the name is of another port."),
    N_("Plug the adapter in and choose it from the list. Some USB cables only carry power: try another one.") },
  { RK_ERROR_PORT_BUSY, "self", "port.busy-self",
    N_("This program already has the port open."),
    NULL,
    N_("Wait until its other job has ended, or close its other window.") },
  { RK_ERROR_PORT_BUSY, "modemmanager", "port.modemmanager",
    N_("ModemManager is trying out the port."),
    N_("It asks every new serial port whether it is a modem, which takes it up to a minute."),
    N_("Wait a minute and try again. If you use no modem, stop it for good with this command: {command}") },
  { RK_ERROR_PORT_BUSY, "brltty", "port.brltty",
    N_("The braille service brltty is using the port."),
    N_("brltty takes some USB serial adapters for braille displays."),
    N_("If you use no braille display, stop it with this command, then unplug the adapter and plug it in again: {command}") },
  { RK_ERROR_PORT_BUSY, "program", "port.busy",
    N_("“{program}” is using the port."),
    N_("It is the process with the number {pid}."),
    N_("Close that program, or disconnect in it, and try again.") },
  { RK_ERROR_PORT_BUSY, NULL, "port.busy",
    N_("Another program is using the port."),
    N_("A serial monitor, an IDE or another flashing tool has it open."),
    N_("Close that program, or disconnect in it, and try again.") },
  { RK_ERROR_PORT_DENIED, "session", "port.denied-session",
    N_("This session may not open the port yet."),
    N_("You ({user}) are in the group “{group}”, but were added to it after you logged in."),
    N_("Log out and in again, or restart the computer.") },
  { RK_ERROR_PORT_DENIED, "group", "port.denied",
    N_("You may not open the port."),
    N_("It belongs to the group “{group}”, and you ({user}) are not in it."),
    N_("Add yourself to the group with this command, then log out and in again: {command}") },
  { RK_ERROR_PORT_DENIED, NULL, "port.denied",
    N_("You may not open the port."),
    N_("The system lets only its administrator open this device."),
    N_("Ask the administrator of this computer, or choose another port.") },
  { RK_ERROR_PORT_LOST, "brltty", "port.brltty",
    N_("The port has gone, and the braille service brltty is running."),
    N_("It takes some USB serial adapters for braille displays; then the port disappears within seconds of being plugged in."),
    N_("If you use no braille display, stop it with this command, then unplug the adapter and plug it in again: {command}") },
  { RK_ERROR_PORT_LOST, NULL, "port.lost",
    N_("The port has gone."),
    N_("The adapter was unplugged or its plug is loose, or the supply broke down and took it along."),
    N_("Plug it in again and repeat. The module’s boot loader is in ROM and cannot be damaged by this.") },
  { RK_ERROR_PORT_UNABLE, NULL, "port.unable",
    N_("The port cannot do what is needed."),
    N_("Not every adapter has every baud rate, and some ports have no DTR and RTS."),
    N_("Choose another baud rate, or put the module into its boot loader by hand.") },

  { RK_ERROR_ANSWER_LOST, NULL, "loader.lost",
    N_("The module answered and then fell silent."),
    N_("It was reset or lost its power, often because the supply cannot feed it, or the rate is too high for the wires."),
    N_("Put it into the boot loader again and repeat. If it happens again, use a stronger 3.3 V supply or a lower baud rate.") },
  { RK_ERROR_PROTOCOL, NULL, "loader.protocol",
    N_("The module’s answer makes no sense."),
    N_("Bytes were lost or damaged on the line, or something other than a boot loader answers."),
    N_("Try again, with a lower baud rate and shorter wires.") },
  { RK_ERROR_REFUSED, NULL, "loader.refused",
    N_("The boot loader refused a command."),
    N_("The data was damaged on its way, or the flash chip did not take it: a weak supply, or a damaged flash chip."),
    N_("Try again with a lower baud rate. If it fails at the same place each time, the flash chip is damaged there.") },
  { RK_ERROR_FLASH_SILENT, NULL, "loader.flash-silent",
    N_("The flash chip does not answer."),
    N_("It is damaged, badly soldered, or one of GPIO6 to GPIO11 is connected to something: these pins belong to it."),
    N_("Disconnect everything from GPIO6 to GPIO11, switch the power off and on, and try again.") },

  { RK_ERROR_CONTENT_DIFFERS, "settings", "verify.settings",
    N_("The files are in the flash; only what was blank has been written since."),
    N_("A program keeps its settings there, and writes them as it runs."),
    N_("Nothing, if the module has run since it was flashed. To clear its settings, flash the same files again.") },
  { RK_ERROR_CONTENT_DIFFERS, "files", "verify.differs",
    N_("The flash does not hold these files."),
    N_("Something else was flashed, a program has written there, or the flash chip is damaged."),
    N_("Flash them. Where the same place differs right afterwards, the supply is weak or the flash chip is damaged.") },
  { RK_ERROR_CONTENT_DIFFERS, "reading", "verify.unsteady",
    N_("The flash reads differently each time."),
    N_("A weak supply, or something is connected to GPIO6 to GPIO11."),
    N_("Use a 3.3 V supply of 300 mA or more and disconnect everything from GPIO6 to GPIO11.") },
  { RK_ERROR_CONTENT_DIFFERS, NULL, "flash.differs",
    N_("The flash does not hold what was written."),
    N_("A weak supply while writing, or a flash chip that is damaged or smaller than it says."),
    N_("Repeat with a stronger 3.3 V supply. If the same place differs again, the flash chip is at fault.") },
  { RK_ERROR_NOT_STARTED, NULL, "flash.not-started",
    N_("All was written, but the module does not start it."),
    N_("The boot text shows where it fails; often the files do not belong together, or the flash mode or size in the header does not suit the module."),
    N_("Look at what the boot text says. Erase the whole chip and flash the complete set, with flash mode DOUT if the flash cannot be read.") },
  { RK_ERROR_NO_REPLY, NULL, "at.no-reply",
    N_("No answer to AT commands."),
    N_("The module does not run AT firmware, still has GPIO0 on GND, or talks at another rate or on other pins."),
    N_("Remove the wire from GPIO0, reset the module and try again. ESP-AT 2 talks on GPIO15 and GPIO13 instead of TX and RX.") },
  { RK_ERROR_AT_FAILED, NULL, "at.failed",
    N_("The module answered the command with an error."),
    N_("This firmware does not know the command, or cannot do it now."),
    N_("Check the command for typing errors, and use AT+GMR to see which version the module runs.") },
  { RK_ERROR_RESTARTED, NULL, "at.restarted",
    N_("The module restarted instead of answering."),
    N_("Its supply broke down when the radio was switched on, or its firmware crashed."),
    N_("Look at the boot text. If it happens with every command that uses Wi-Fi, use a stronger 3.3 V supply and put 100 µF or more next to the module.") },

  { RK_ERROR_BAD_IMAGE, NULL, "file.damaged",
    N_("The file is damaged."),
    N_("It was cut off or changed on its way here."),
    N_("Download it again; from a web page, take the raw file.") },
  { RK_ERROR_BAD_PLAN, NULL, "file.bad-set",
    N_("This is not a set of firmware files."),
    N_("The folder, archive or manifest does not say what goes where, or files it names are missing."),
    N_("Choose the .bin files one by one, or download the set again.") },
  { RK_ERROR_PLAN_REFUSED, NULL, "plan.refused",
    N_("Nothing was written: the check of the files refused them."),
    N_("With these files at these places the module would not start."),
    N_("See what is said about each file, and correct it; or force it if you know better.") },
  { RK_ERROR_BAD_BACKUP, "backup.bad",
    N_("This backup cannot be used."),
    N_("The file is not what was saved, or the list that belongs to it, with the same name and “.json” behind it, is missing."),
    N_("Keep both files together, and take them from where they were saved first. A .bin file without a list can be written on the Flash page.") },
  { RK_ERROR_OTHER_MODULE, "backup.other-module",
    N_("Nothing was written: the backup is of another module."),
    N_("Address, flash size or chip differ. Data of the radio that was measured for one module does not suit another."),
    N_("Choose the backup of this module; or force it if you want a copy.") },
  { RK_ERROR_LAYOUT_UNKNOWN, "erase.layout-unknown",
    N_("Nothing was erased: it cannot be told where this module keeps its Wi-Fi settings."),
    N_("What is in the flash does not show it: {details}"),
    N_("Flash the complete set again with “Erase the whole chip first”, or erase everything.") },
};
/* clang-format on */

/* For errors that do not say which situation it was. */
static const struct
{
  RkError     code;
  RkSituation situation;
} usual_situations[] = {
  { RK_ERROR_NOTHING_RECEIVED, RK_SITUATION_SILENT },
  { RK_ERROR_NOT_IN_LOADER, RK_SITUATION_GPIO0 },
  { RK_ERROR_WRONG_BOOT_PINS, RK_SITUATION_BOTH_PINS },
  { RK_ERROR_NOT_HEARD, RK_SITUATION_NOT_HEARD },
  { RK_ERROR_GARBAGE, RK_SITUATION_GARBAGE },
  { RK_ERROR_ECHO, RK_SITUATION_ECHO },
  { RK_ERROR_UNSTEADY, RK_SITUATION_UNSTEADY },
  { RK_ERROR_WRONG_CHIP, RK_SITUATION_OTHER_CHIP },
};

static const Advice *
find_advice (const GError *error)
{
  const char *which;

  if (error->domain != RK_ERROR)
    return NULL;

  which = rk_error_get_fact (error, "case");
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if ((int)advices[i].code == error->code &&
        (advices[i].only == NULL || g_strcmp0 (advices[i].only, which) == 0))
      return &advices[i];

  return NULL;
}

static gboolean
find_situation (const GError *error,
                RkSituation  *situation)
{
  if (error->domain != RK_ERROR)
    return FALSE;
  if (rk_situation_from_nick (rk_error_get_fact (error, "situation"), situation))
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (usual_situations); i++)
    if ((int)usual_situations[i].code == error->code)
      {
        *situation = usual_situations[i].situation;
        return TRUE;
      }

  return FALSE;
}

static RkFinding *
create_finding (const GError *error)
{
  const Advice *advice = find_advice (error);
  RkSituation situation;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return rk_finding_new ("cancelled", RK_SEVERITY_INFO, N_("Cancelled."), NULL, NULL, NULL);
  if (advice != NULL)
    return rk_finding_new (advice->id, RK_SEVERITY_ERROR, advice->summary, advice->cause, advice->remedy, NULL);
  if (find_situation (error, &situation))
    return rk_guide_new_finding (RK_GUIDE_LOADER, situation, RK_SEVERITY_ERROR);

  return rk_finding_new ("error", RK_SEVERITY_ERROR, N_("It did not work: {details}"), NULL, NULL, NULL);
}

/**
 * rk_advice_new:
 * @error: why something failed
 *
 * Returns: (transfer full): the same for people, with the error's message as
 *   the value "details", and its facts; with a "command" the action is
 *   %RK_ADVICE_ACTION_COPY_COMMAND
 */
RkFinding *
rk_advice_new (const GError *error)
{
  RkFinding *finding = create_finding (error);
  g_auto(GStrv) facts = rk_error_dup_facts (error);

  rk_finding_add_values (finding, (const char *[]){ "details", error->message, NULL });
  rk_finding_add_values (finding, (const char *const *)facts);
  if (rk_finding_get_value (finding, "command") != NULL)
    rk_finding_set_action (finding, RK_ADVICE_ACTION_COPY_COMMAND);
  return finding;
}
