/* rk-advice.c: what to do about an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row an error code: the sentence for people, the likely cause and the
 * remedy.  The error's own message, with its numbers, is for the details.
 */

#include "rk-advice.h"

#include <gio/gio.h>

#include "rk-error.h"

typedef struct
{
  RkError     code;
  const char *id;
  const char *summary;
  const char *cause;
  const char *remedy;
} Advice;

/* clang-format off */
static const Advice advices[] = {
  { RK_ERROR_PORT_MISSING, "port.missing",
    N_("The port is not there."),
    N_("The adapter is not plugged in, its driver is missing, or the name is of another port."),
    N_("Plug the adapter in and choose it from the list. Some USB cables only carry power: try another one.") },
  { RK_ERROR_PORT_BUSY, "port.busy",
    N_("Another program is using the port."),
    N_("A serial monitor, an IDE or another flashing tool has it open."),
    N_("Close that program, or disconnect in it, and try again.") },
  { RK_ERROR_PORT_DENIED, "port.denied",
    N_("This user may not open the port."),
    N_("On Linux a serial port belongs to a group, often “dialout” or “uucp”, and you are not in it."),
    N_("Add yourself to the group, then log out and in again: sudo usermod -aG dialout $USER") },
  { RK_ERROR_PORT_LOST, "port.lost",
    N_("The port has gone."),
    N_("The adapter was unplugged or its plug is loose, or the supply broke down and took it along."),
    N_("Plug it in again and repeat. The module’s boot loader is in ROM and cannot be damaged by this.") },
  { RK_ERROR_PORT_UNABLE, "port.unable",
    N_("The port cannot do what is needed."),
    N_("Not every adapter has every baud rate, and some ports have no DTR and RTS."),
    N_("Choose another baud rate, or put the module into its boot loader by hand.") },

  { RK_ERROR_NOTHING_RECEIVED, "connect.nothing",
    N_("Nothing at all came from the module."),
    N_("It has no power, its TX is not connected to the adapter’s RX, ground is not common, EN (CH_PD) is not high, or this is another port."),
    N_("Check in this order: 3.3 V at VCC and EN; GND to GND; the module’s TX to the adapter’s RX and the other way round. Then hold GPIO0 to GND and reset the module.") },
  { RK_ERROR_NOT_IN_LOADER, "connect.gpio0-high",
    N_("The module started its program instead of the boot loader."),
    N_("GPIO0 was not low at the moment of reset. The boot text tells so: boot mode 3. Power and the wire from the module’s TX are fine."),
    N_("Connect GPIO0 to GND and, while it is connected, reset the module or switch its power off and on.") },
  { RK_ERROR_WRONG_BOOT_PINS, "connect.boot-pins",
    N_("The module started in a mode that is neither the boot loader nor flash."),
    N_("GPIO15 or GPIO2 has the wrong level at reset: GPIO15 must be low and GPIO2 high."),
    N_("Connect GPIO15 to GND through 10 kΩ, leave GPIO2 open or pull it up to 3.3 V, and reset the module.") },
  { RK_ERROR_NOT_HEARD, "connect.not-heard",
    N_("The module waits in its boot loader but does not hear us."),
    N_("Its boot text arrives, so power and the wire from its TX are fine; what we send does not reach its RX."),
    N_("Check the wire from the adapter’s TX to the module’s RX, and that the adapter is set to 3.3 V levels.") },
  { RK_ERROR_GARBAGE, "connect.garbage",
    N_("Something comes from the port, but nothing that makes sense."),
    N_("A weak supply, a missing common ground, long wires, or a program that talks at an unusual rate."),
    N_("Use a 3.3 V supply of 300 mA or more, connect the grounds, keep the wires short, and try a lower baud rate.") },
  { RK_ERROR_ECHO, "connect.echo",
    N_("We only hear ourselves."),
    N_("RX and TX are connected to each other, so that every byte we send comes back."),
    N_("Separate the two wires: the adapter’s TX goes to the module’s RX, its RX to the module’s TX.") },

  { RK_ERROR_ANSWER_LOST, "loader.lost",
    N_("The module answered and then fell silent."),
    N_("It was reset or lost its power, often because the supply cannot feed it, or the rate is too high for the wires."),
    N_("Put it into the boot loader again and repeat. If it happens again, take a stronger 3.3 V supply or a lower baud rate.") },
  { RK_ERROR_PROTOCOL, "loader.protocol",
    N_("The module’s answer makes no sense."),
    N_("Bytes were lost or damaged on the line, or something else than a boot loader answers."),
    N_("Try again, with a lower baud rate and shorter wires.") },
  { RK_ERROR_REFUSED, "loader.refused",
    N_("The boot loader refused a command."),
    N_("The data was damaged on its way, or the flash chip did not take it: a weak supply, or a damaged flash chip."),
    N_("Try again with a lower baud rate. If it fails at the same place each time, the flash chip is damaged there.") },
  { RK_ERROR_WRONG_CHIP, "loader.wrong-chip",
    N_("This is not an ESP8266."),
    N_("Another chip of the family answers, such as an ESP32."),
    N_("Rekindle is for the ESP8266 and the ESP8285. Choose the port that one of these is connected to.") },
  { RK_ERROR_FLASH_SILENT, "loader.flash-silent",
    N_("The flash chip does not answer."),
    N_("It is damaged, badly soldered, or one of GPIO6 to GPIO11 is connected to something: these pins belong to it."),
    N_("Disconnect everything from GPIO6 to GPIO11, switch the power off and on, and try again.") },

  { RK_ERROR_CONTENT_DIFFERS, "flash.differs",
    N_("The flash does not hold what was written."),
    N_("A weak supply while writing, or a flash chip that is damaged or smaller than it says."),
    N_("Repeat with a stronger 3.3 V supply. If the same place differs again, the flash chip is at fault.") },
  { RK_ERROR_NOT_STARTED, "flash.not-started",
    N_("All was written, but the module does not start it."),
    N_("The boot text shows where it fails; often the files do not belong together, or the flash mode or size in the header does not suit the module."),
    N_("Look at what the boot text says. Erase the whole chip and flash the complete set, with flash mode DOUT if the flash cannot be read.") },
  { RK_ERROR_NO_REPLY, "at.no-reply",
    N_("No answer to AT commands."),
    N_("The module does not run AT firmware, still has GPIO0 on GND, or talks at another rate or on other pins."),
    N_("Remove the wire from GPIO0, reset the module and try again. ESP-AT 2 talks on GPIO15 and GPIO13 instead of TX and RX.") },
  { RK_ERROR_AT_FAILED, "at.failed",
    N_("The module answered the command with an error."),
    N_("This firmware does not know the command, or cannot do it now."),
    N_("Check the command for typing errors, and see with AT+GMR which version the module runs.") },
  { RK_ERROR_RESTARTED, "at.restarted",
    N_("The module restarted instead of answering."),
    N_("Its supply broke down when the radio was switched on, or its firmware crashed."),
    N_("Look at the boot text. If it happens with every command that uses Wi-Fi, take a stronger 3.3 V supply and put 100 µF or more next to the module.") },

  { RK_ERROR_BAD_IMAGE, "file.damaged",
    N_("The file is damaged."),
    N_("It was cut off or changed on its way here."),
    N_("Download it again; from a web page, take the raw file.") },
  { RK_ERROR_BAD_PLAN, "file.bad-set",
    N_("This is no set of firmware files."),
    N_("The folder, archive or manifest does not say what goes where, or files it names are missing."),
    N_("Choose the .bin files one by one, or download the set again.") },
  { RK_ERROR_PLAN_REFUSED, "plan.refused",
    N_("Nothing was written: the check of the files says no."),
    N_("With these files at these places the module would not start."),
    N_("See what is said about each file, and mend it; or force it if you know better.") },
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
    N_("What is in the flash does not say it: {details}"),
    N_("Flash the complete set again with “Erase the whole chip first”, or erase everything.") },
};
/* clang-format on */

static const Advice *
find_advice (const GError *error)
{
  if (error->domain != RK_ERROR)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if ((int)advices[i].code == error->code)
      return &advices[i];

  return NULL;
}

/**
 * rk_advice_new:
 * @error: why something failed
 *
 * Returns: (transfer full): the same for people, with the error's message as
 *   the value "details"
 */
RkFinding *
rk_advice_new (const GError *error)
{
  const Advice *advice = find_advice (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return rk_finding_new ("cancelled", RK_SEVERITY_INFO, N_("Cancelled."), NULL, NULL, "details", error->message, NULL);
  if (advice == NULL)
    return rk_finding_new ("error", RK_SEVERITY_ERROR, N_("It did not work: {details}"), NULL, NULL,
                           "details", error->message, NULL);

  return rk_finding_new (advice->id, RK_SEVERITY_ERROR, advice->summary, advice->cause, advice->remedy,
                         "details", error->message, NULL);
}
