/* rk-guide.c: what to do while a module does not answer, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row a situation: what is so, why, what to do, which wires may be at fault, and
 * which steps of the way are proven and which one fails.  While it is waited for and
 * after it was given up, the words are the same.
 */

#include "rk-guide.h"

/* The steps of the way, as bits. */
#define POWER (1u << 0)
#define TX    (1u << 1)
#define PINS  (1u << 2)
#define GPIO0 (1u << 3)
#define RX    (1u << 4) /* on the way to the console: the rate */

#define WIRES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_WIRES   ((const char *const[]){ NULL })

/* Whatever gives the board its power. */
#define POWER_WIRES "3v3", "5v", "gnd", "gnd-supply", "en"

typedef struct
{
  const char        *id;
  const char        *summary;
  const char        *cause;
  const char        *remedy;
  const char *const *suspects;
  guint              done;
  guint              now;
} Row;

/* What gets it from its program into the boot loader. */
#define TO_THE_LOADER \
  N_("Connect GPIO0 to GND and, while it is connected, reset the module or switch its power off and on.")

/* clang-format off */
static const RkGuideStep loader_steps[RK_GUIDE_STEPS] = {
  { "power", N_("Power and ground"),
    N_("3.3 V at VCC and at EN (CH_PD), and one ground for module, adapter and supply"), RK_GUIDE_UNKNOWN },
  { "tx", N_("The module is heard"),
    N_("a wire from the module’s TX to the adapter’s RX"), RK_GUIDE_UNKNOWN },
  { "pins", N_("GPIO15 is low and GPIO2 is high"),
    N_("GPIO15 to GND through 10 kΩ; GPIO2 open or pulled up to 3.3 V"), RK_GUIDE_UNKNOWN },
  { "gpio0", N_("It starts in its boot loader"),
    N_("GPIO0 to GND, and a reset while it is connected"), RK_GUIDE_UNKNOWN },
  { "rx", N_("The module hears the computer"),
    N_("a wire from the adapter’s TX to the module’s RX"), RK_GUIDE_UNKNOWN },
};

/* Where the way to the console is another one; an empty row is the same. */
static const RkGuideStep console_steps[RK_GUIDE_STEPS] = {
  [3] = { "gpio0", N_("It starts its program"),
    N_("nothing at GPIO0, and a reset after the wire is gone"), RK_GUIDE_UNKNOWN },
  [4] = { "rate", N_("The rate is the program’s"),
    N_("mostly 115200 baud, 9600 with old firmware; the boot text comes at 74880"), RK_GUIDE_UNKNOWN },
};

static const Row loader_rows[RK_N_SITUATIONS] = {
  [RK_SITUATION_TRYING] = { "connect.trying",
    N_("Looking for the module."), NULL, NULL, NO_WIRES, 0, 0 },
  [RK_SITUATION_SILENT] = { "connect.nothing",
    N_("Nothing at all comes from the module."),
    N_("It has no power, its TX is not connected to the adapter’s RX, ground is not common, EN (CH_PD) is not high, or this is another port."),
    N_("Connect GPIO0 to GND, then reset the module or switch its power off and on. If that changes nothing, check in this order: 3.3 V at VCC and EN; GND to GND; the module’s TX to the adapter’s RX and the other way round."),
    WIRES (POWER_WIRES, "tx", "usb"), 0, POWER | TX },
  [RK_SITUATION_HELD] = { "connect.held",
    N_("The adapter holds the module in reset."),
    N_("The module only speaks while DTR and RTS are asserted: they are connected to its reset or EN pin the other way round."),
    N_("Disconnect DTR and RTS from the module, and reset it by hand with GPIO0 on GND."),
    WIRES ("rst", "en"), TX, POWER },
  [RK_SITUATION_ECHO] = { "connect.echo",
    N_("We only hear ourselves."),
    N_("RX and TX are connected to each other, so that every byte we send comes back."),
    N_("Separate the two wires: the adapter’s TX goes to the module’s RX, its RX to the module’s TX."),
    WIRES ("tx", "rx"), 0, TX | RX },
  [RK_SITUATION_GARBAGE] = { "connect.garbage",
    N_("Something comes from the port, but nothing that makes sense."),
    N_("A weak supply, a missing common ground, long wires, or a program that talks at an unusual rate."),
    N_("Use a 3.3 V supply of 300 mA or more, connect the grounds, keep the wires short, and reset the module with GPIO0 on GND."),
    WIRES ("gnd", "gnd-supply", "3v3", "5v", "tx"), 0, POWER },
  [RK_SITUATION_OTHER_CHIP] = { "loader.wrong-chip",
    N_("This is not an ESP8266."),
    N_("Another chip of the family answers, such as an ESP32."),
    N_("Rekindle is for the ESP8266 and the ESP8285. Choose the port that one of these is connected to."),
    NO_WIRES, POWER | TX, 0 },
  [RK_SITUATION_UNSTEADY] = { "connect.unsteady",
    N_("The module starts again and again."),
    N_("Its supply breaks down: this chip never says so, but starts over each time, with reset cause 1 or 2. A loose wire at EN or RST does the same."),
    N_("Use a 3.3 V supply of 300 mA or more, not the adapter’s 3.3 V pin, put 470 µF next to the module, and check EN and RST."),
    WIRES (POWER_WIRES, "rst"), TX, POWER },
  [RK_SITUATION_GPIO15] = { "connect.gpio15-high",
    N_("GPIO15 is high, so the module waits for an SD host."),
    N_("The boot text says so: its first boot mode number is 4 or more. GPIO15 must be low at reset."),
    N_("Connect GPIO15 to GND through 10 kΩ, or directly, and reset the module."),
    WIRES ("gpio15"), POWER | TX, PINS },
  [RK_SITUATION_GPIO2] = { "connect.gpio2-low",
    N_("GPIO2 is low, so the module does not start at all."),
    N_("The boot text says so: its first boot mode number is 0 or 2. GPIO2 must be high or open at reset."),
    N_("Disconnect what pulls GPIO2 down, or pull it up to 3.3 V, and reset the module."),
    NO_WIRES, POWER | TX, PINS },
  [RK_SITUATION_BOTH_PINS] = { "connect.both-pins",
    N_("GPIO15 is high and GPIO2 is low."),
    N_("The boot text says so: its first boot mode number is 4 or 6. GPIO15 must be low at reset, GPIO2 high or open."),
    N_("Connect GPIO15 to GND through 10 kΩ, leave GPIO2 open, and reset the module."),
    WIRES ("gpio15"), POWER | TX, PINS },
  [RK_SITUATION_GPIO0] = { "connect.gpio0-high",
    N_("The module started its program instead of the boot loader."),
    N_("GPIO0 was not low at the moment of reset. The boot text says so: boot mode 3. Power and the wire from the module’s TX are fine."),
    TO_THE_LOADER,
    WIRES ("gpio0"), POWER | TX | PINS, GPIO0 },
  [RK_SITUATION_NO_PROGRAM] = { "connect.no-program",
    N_("The module tries to start its program, and there is none that works."),
    N_("GPIO0 was not low at the moment of reset. What is in the flash is empty or damaged, which flashing mends."),
    TO_THE_LOADER,
    WIRES ("gpio0"), POWER | TX | PINS, GPIO0 },
  [RK_SITUATION_CRASHES] = { "connect.crashes",
    N_("The module starts its program, which crashes again and again."),
    N_("GPIO0 was not low at the moment of reset. The program in the flash is damaged or does not suit the module, which flashing mends."),
    TO_THE_LOADER,
    WIRES ("gpio0"), POWER | TX | PINS, GPIO0 },
  [RK_SITUATION_PROGRAM] = { "connect.program",
    N_("A program is running on the module."),
    N_("It talks, so power and the wire from the module’s TX are fine. It has to be reset with GPIO0 low to leave the program."),
    TO_THE_LOADER,
    WIRES ("gpio0"), POWER | TX | PINS, GPIO0 },
  [RK_SITUATION_AT] = { "connect.at",
    N_("AT firmware answers instead of the boot loader."),
    N_("All wires are fine. Only GPIO0 was not low when the module was reset."),
    TO_THE_LOADER,
    WIRES ("gpio0"), POWER | TX | PINS | RX, GPIO0 },
  [RK_SITUATION_LOADER] = { "connect.loader",
    N_("The module waits in its boot loader."), NULL, NULL, NO_WIRES, POWER | TX | PINS | GPIO0, RX },
  [RK_SITUATION_NOT_HEARD] = { "connect.not-heard",
    N_("The module waits in its boot loader but does not hear us."),
    N_("Its boot text arrives, so power and the wire from its TX are fine; what we send does not reach its RX."),
    N_("Check the wire from the adapter’s TX to the module’s RX, and that the adapter is set to 3.3 V levels. Then reset the module once more."),
    WIRES ("rx", "rx-low", "hold"), POWER | TX | PINS | GPIO0, RX },
  [RK_SITUATION_GARBLED] = { "connect.garbled",
    N_("The module answers, but its answers arrive damaged."),
    N_("Long or loose wires, a ground that is not common, a weak supply, or an adapter that loses bytes."),
    N_("Connect the grounds, keep the wires short, try a lower baud rate and another adapter or USB port."),
    WIRES ("gnd", "gnd-supply", "tx"), PINS | GPIO0 | RX, POWER | TX },
  [RK_SITUATION_ANSWERED] = { "connect.answered",
    N_("The module answers."), NULL, NULL, NO_WIRES, POWER | TX | PINS | GPIO0 | RX, 0 },
};

/* Where the console wants something else than a job; an empty row is the same. */
static const Row console_rows[RK_N_SITUATIONS] = {
  [RK_SITUATION_SILENT] = { "listen.nothing",
    N_("Nothing has come from the module so far."),
    N_("That may be as it should be: many programs say nothing until they are asked."),
    N_("Send something, or reset the module: it then speaks in any case. If nothing comes, power or a wire is wrong."),
    WIRES ("tx", POWER_WIRES, "usb"), 0, POWER | TX },
  [RK_SITUATION_GARBAGE] = { "listen.garbage",
    N_("Something comes, but nothing readable."),
    N_("Usually the baud rate is not the one being listened at; a missing common ground looks the same."),
    N_("Find the baud rate, or choose 115200 or 9600."),
    WIRES ("gnd"), POWER | TX, RX },
  [RK_SITUATION_LOADER] = { "listen.loader",
    N_("The module waits in its boot loader and runs no program."),
    N_("GPIO0 was low at the moment of reset. The boot text says so: boot mode 1."),
    N_("Remove the wire from GPIO0, then reset the module or switch its power off and on."),
    WIRES ("gpio0"), POWER | TX | PINS, GPIO0 },
  [RK_SITUATION_NO_PROGRAM] = { "listen.no-program",
    N_("There is no program in the module’s flash that starts."),
    N_("What is in the flash is empty or damaged."),
    N_("Flash the module."),
    NO_WIRES, POWER | TX | PINS | GPIO0, 0 },
  [RK_SITUATION_CRASHES] = { "listen.crashes",
    N_("The module’s program crashes again and again."),
    N_("It is damaged or does not suit the module, or the supply is weak."),
    N_("See what the marks beside the text say, and flash the module again."),
    NO_WIRES, POWER | TX | PINS | GPIO0, 0 },
};

/* clang-format on */

static const Row *
get_row (RkGuidePurpose purpose,
         RkSituation    situation)
{
  const Row *row = &console_rows[situation];

  return purpose == RK_GUIDE_CONSOLE && row->id != NULL ? row : &loader_rows[situation];
}

static const RkGuideStep *
get_step (RkGuidePurpose purpose,
          guint          number)
{
  const RkGuideStep *step = &console_steps[number];

  return purpose == RK_GUIDE_CONSOLE && step->id != NULL ? step : &loader_steps[number];
}

/**
 * rk_guide_init:
 * @self: storage
 * @purpose: what is wanted of the module
 * @situation: how it stands
 *
 * Fills in what to do.
 */
void
rk_guide_init (RkGuide        *self,
               RkGuidePurpose  purpose,
               RkSituation     situation)
{
  const Row *row = get_row (purpose, situation);

  *self = (RkGuide){ .purpose = purpose, .situation = situation, .suspects = row->suspects };
  for (guint i = 0; i < RK_GUIDE_STEPS; i++)
    {
      self->steps[i] = *get_step (purpose, i);
      self->steps[i].mark = (row->done & (1u << i)) != 0  ? RK_GUIDE_DONE
                            : (row->now & (1u << i)) != 0 ? RK_GUIDE_NOW
                                                          : RK_GUIDE_UNKNOWN;
    }
}

/**
 * rk_guide_new_finding:
 * @purpose: what is wanted of the module
 * @situation: how it stands
 * @severity: %RK_SEVERITY_ERROR where it was given up
 *
 * Returns: (transfer full): what is so, why, and what to do
 */
RkFinding *
rk_guide_new_finding (RkGuidePurpose purpose,
                      RkSituation    situation,
                      RkSeverity     severity)
{
  const Row *row = get_row (purpose, situation);

  return rk_finding_new (row->id, severity, row->summary, row->cause, row->remedy, NULL);
}

/**
 * rk_guide_mark_get_name:
 * @mark: how a step stands
 *
 * Returns: its name for scripts
 */
const char *
rk_guide_mark_get_name (RkGuideMark mark)
{
  static const char *const names[] = { "unknown", "now", "done" };

  return names[mark];
}
