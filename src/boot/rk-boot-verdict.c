/* rk-boot-verdict.c: what a module's output means for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-verdict.h"

#include "rk-boot-exception.h"
#include "rk-boot-finding-private.h"

/* One more than a person presses the button while looking at it. */
#define LOOP_STARTS 3

#define MAX_SEGMENT (96 * 1024)

/* Where the flash is seen, and the size of a slot of which two are seen at once. */
#define FLASH_WINDOW 0x40200000
#define SMALL_SLOT 0x80000

typedef struct
{
  const char *name;
  const char *id;
  RkSeverity  severity;
  const char *summary;
  const char *cause;
  const char *remedy;
} OutcomeInfo;

/* clang-format off */
static const OutcomeInfo outcomes[] = {
  [RK_BOOT_OUTCOME_NOTHING] = { "nothing", "boot.nothing", RK_SEVERITY_ERROR,
    N_ ("Nothing came from the module, not one byte."),
    N_ ("No power, CH_PD (EN) not at 3.3 V, RST held low, or the module's TX is not connected to the adapter's RX."),
    N_ ("Check 3.3 V and ground, CH_PD at 3.3 V, RST open or high, and TX and RX crossed; then reset the module.") },
  [RK_BOOT_OUTCOME_GARBAGE] = { "garbage", "boot.garbage", RK_SEVERITY_WARNING,
    N_ ("What comes is not readable at this speed."),
    N_ ("The module talks at another speed: 74880 for boot text, most often 115200 or 9600 for the program.  A bad ground connection looks the same."),
    N_ ("Try 74880, 115200 and 9600 baud; check the ground connection.") },
  [RK_BOOT_OUTCOME_OTHER_CHIP] = { "other_chip", "boot.other-chip", RK_SEVERITY_WARNING,
    N_ ("This is not the boot text of an ESP8266 (“{sign}”)."),
    N_ ("An ESP32 or another chip answers on this port."),
    N_ ("Choose the port of the ESP8266.") },
  [RK_BOOT_OUTCOME_TEXT] = { "text", "boot.text", RK_SEVERITY_INFO,
    N_ ("A program talks; no start of the module was seen."), NULL,
    N_ ("Reset the module to see how it starts.") },
  [RK_BOOT_OUTCOME_INCOMPLETE] = { "incomplete", "boot.incomplete", RK_SEVERITY_INFO,
    N_ ("The boot text stops in the middle."),
    N_ ("The rest is not there, came at another speed, or the module lost its power."),
    N_ ("Reset the module and keep listening.") },
  [RK_BOOT_OUTCOME_WAITING_IN_LOADER] = { "stuck_download_mode", "boot.waiting-in-loader", RK_SEVERITY_WARNING,
    N_ ("The module waits to be flashed; it does not run its program."),
    N_ ("GPIO0 was low when it started.  Just after a serial flash the first restart can repeat this mode."),
    N_ ("To run the program: release GPIO0 (open or high), then press reset or switch the power off for a moment.") },
  [RK_BOOT_OUTCOME_WRONG_PINS] = { "wrong_pins", "boot.wrong-pins", RK_SEVERITY_ERROR,
    N_ ("The module started in an unusable mode: GPIO2 was low."),
    N_ ("GPIO2 must be high or open at start; an LED, sensor or wire pulls it down."),
    N_ ("Disconnect whatever is on GPIO2, or pull it up with 10 kΩ to 3.3 V, and reset.") },
  [RK_BOOT_OUTCOME_SDIO] = { "sdio_wait", "boot.sdio", RK_SEVERITY_ERROR,
    N_ ("The module waits for an SDIO host and does not start: GPIO15 was high."),
    N_ ("GPIO15 must be low at start; it is open, or has a bad solder joint."),
    N_ ("Connect GPIO15 to GND, directly or with about 10 kΩ, and reset.") },
  [RK_BOOT_OUTCOME_HALTED] = { "halted", "boot.halted", RK_SEVERITY_ERROR,
    N_ ("The module does not know why it was reset, and stopped."),
    N_ ("A rare state, seen after very many deep sleeps."),
    N_ ("Switch the power off for a few seconds; RST alone is not enough.") },
  [RK_BOOT_OUTCOME_DEEP_SLEEP] = { "deep_sleep_no_wake", "boot.deep-sleep", RK_SEVERITY_ERROR,
    N_ ("The module woke from deep sleep but could not start."),
    N_ ("The pulse of GPIO16 does not reach RST as it should, or RST is tied to CH_PD."),
    N_ ("Check the wire from GPIO16 to RST, and that RST is not connected to CH_PD.") },
  [RK_BOOT_OUTCOME_FLASH_EMPTY] = { "no_valid_image", "boot.flash-empty", RK_SEVERITY_ERROR,
    N_ ("There is no program at the beginning of the flash."),
    N_ ("The flash is empty, or what was written there does not begin as an image must."),
    N_ ("Flash a complete set; its first part (the boot loader, or the program itself) goes to 0x00000.") },
  [RK_BOOT_OUTCOME_FLASH_SILENT] = { "hang_after_banner", "boot.flash-silent", RK_SEVERITY_ERROR,
    N_ ("The module says its first line and then nothing: it gets no data from its flash."),
    N_ ("The supply is too weak, or the flash chip does not answer."),
    N_ ("Use a 3.3 V supply that gives 300 mA or more; if that does not help, the flash chip or its wiring is bad.") },
  [RK_BOOT_OUTCOME_IMAGE_DAMAGED] = { "corrupt_image", "boot.image-damaged", RK_SEVERITY_ERROR,
    N_ ("The program in flash is damaged or is read wrongly."),
    N_ ("An incomplete or broken flash, a flash mode that does not suit the chip, or a supply that sags while reading."),
    N_ ("Erase all and flash again; then try DIO or DOUT as the flash mode and a stronger 3.3 V supply.") },
  [RK_BOOT_OUTCOME_WRONG_FLASH_MODE] = { "wrong_flash_mode", "boot.wrong-flash-mode", RK_SEVERITY_ERROR,
    N_ ("The flash mode of the image does not suit this module: only the first bytes were read correctly."),
    N_ ("The ROM reads 16 bytes in plain mode and changes then to the mode named in the image; from there on the data is nonsense."),
    N_ ("Flash again with DIO; with DOUT if that fails, and always on an ESP8285.") },
  [RK_BOOT_OUTCOME_NO_APPLICATION] = { "no_application", "boot.no-application", RK_SEVERITY_ERROR,
    N_ ("The boot loader runs but finds no program to start."),
    N_ ("The program is missing, damaged, or not at the address where the loader looks."),
    N_ ("Flash the program to its slot (for Espressif's loader 0x01000), together with the blank sectors of the set.") },
  [RK_BOOT_OUTCOME_CRASH] = { "crash", "boot.crash", RK_SEVERITY_ERROR,
    N_ ("The program crashed."), NULL, NULL },
  [RK_BOOT_OUTCOME_CRASH_LOOP] = { "crash_loop", "boot.crash-loop", RK_SEVERITY_ERROR,
    N_ ("The program crashes again and again ({count} times seen)."),
    N_ ("If it never says anything of its own: content, size or mode of the flash, or the supply.  If it works for a while: the program."),
    N_ ("Erase all and flash the complete set with the right flash size; then look at the supply.") },
  [RK_BOOT_OUTCOME_WATCHDOG] = { "wdt_restart", "boot.watchdog", RK_SEVERITY_INFO,
    N_ ("The hardware watchdog restarted the module; it has started since."),
    N_ ("The program hung, or the supply sagged."),
    N_ ("If it happens again: first a better supply, then a newer program.") },
  [RK_BOOT_OUTCOME_BOOT_LOOP] = { "boot_loop", "boot.loop", RK_SEVERITY_ERROR,
    N_ ("The module starts again and again ({count} times seen)."),
    N_ ("The program restarts itself, hangs until the watchdog fires, or the supply drops out when Wi-Fi starts."),
    N_ ("Use a 3.3 V supply that gives 300 mA or more; erase all and flash the complete set.") },
  [RK_BOOT_OUTCOME_STARTED] = { "normal_boot", "boot.started", RK_SEVERITY_GOOD,
    N_ ("The module loaded its program and started it."), NULL, NULL },
  [RK_BOOT_OUTCOME_UPDATED] = { "ota_success", "boot.updated", RK_SEVERITY_GOOD,
    N_ ("An update was copied into place, and the module started it."), NULL, NULL },
  [RK_BOOT_OUTCOME_READY] = { "normal_boot", "boot.ready", RK_SEVERITY_GOOD,
    N_ ("AT firmware has started and is ready."), NULL, NULL },
};
/* clang-format on */

static const char *const outcome_actions[] = {
  [RK_BOOT_OUTCOME_NOTHING] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_GARBAGE] = RK_BOOT_ACTION_DETECT_BAUD,
  [RK_BOOT_OUTCOME_OTHER_CHIP] = RK_BOOT_ACTION_CHOOSE_PORT,
  [RK_BOOT_OUTCOME_TEXT] = RK_BOOT_ACTION_RESET,
  [RK_BOOT_OUTCOME_INCOMPLETE] = RK_BOOT_ACTION_RESET,
  [RK_BOOT_OUTCOME_WAITING_IN_LOADER] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_WRONG_PINS] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_SDIO] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_DEEP_SLEEP] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_FLASH_EMPTY] = RK_BOOT_ACTION_FLASH,
  [RK_BOOT_OUTCOME_FLASH_SILENT] = RK_BOOT_ACTION_SHOW_WIRING,
  [RK_BOOT_OUTCOME_IMAGE_DAMAGED] = RK_BOOT_ACTION_FLASH_ERASED,
  [RK_BOOT_OUTCOME_WRONG_FLASH_MODE] = RK_BOOT_ACTION_FLASH_DIO,
  [RK_BOOT_OUTCOME_NO_APPLICATION] = RK_BOOT_ACTION_FLASH,
  [RK_BOOT_OUTCOME_CRASH_LOOP] = RK_BOOT_ACTION_FLASH_ERASED,
  [RK_BOOT_OUTCOME_BOOT_LOOP] = RK_BOOT_ACTION_FLASH_ERASED,
  [RK_BOOT_OUTCOME_READY] = NULL,
};

/**
 * rk_boot_outcome_get_name:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its stable name for scripts
 */
const char *
rk_boot_outcome_get_name (RkBootOutcome outcome)
{
  g_return_val_if_fail ((guint)outcome < G_N_ELEMENTS (outcomes), NULL);

  return outcomes[outcome].name;
}

static gboolean
is_plausible (const RkBootSegment *segment)
{
  RkBootRegion region = rk_boot_region_lookup (segment->address);

  return segment->length > 0 && segment->length <= MAX_SEGMENT &&
         (region == RK_BOOT_REGION_DATA_RAM || region == RK_BOOT_REGION_SYSTEM_RAM ||
          region == RK_BOOT_REGION_IRAM || region == RK_BOOT_REGION_CACHE);
}

/* The first header, read in plain mode, makes sense and the next one does not. */
static gboolean
reads_only_beginning (const RkBootStart *start)
{
  return start->n_segments >= 2 && is_plausible (&start->segments[0]) && !is_plausible (&start->segments[1]);
}

/* The start that tells most: a log often ends with the first line of the next. */
static const RkBootStart *
telling_start (const RkBootReport *report)
{
  const RkBootStart *last = &report->last;
  gboolean last_is_bare = last->has_rom_line && last->boot_mode == 3 && last->n_segments == 0 &&
                          !last->ets_main && !last->ready && last->loader == RK_BOOT_LOADER_UNKNOWN;
  const RkBootStart *previous = &report->previous;
  gboolean previous_tells = previous->csum >= 0 || previous->n_crashes > 0 ||
                            previous->loader != RK_BOOT_LOADER_UNKNOWN;

  return last_is_bare && previous_tells ? previous : last;
}

static RkBootOutcome
judge_pins (const RkBootStart *start)
{
  if (start->boot_mode >= 4)
    return RK_BOOT_OUTCOME_SDIO;
  return start->boot_mode == 1 ? RK_BOOT_OUTCOME_WAITING_IN_LOADER : RK_BOOT_OUTCOME_WRONG_PINS;
}

/* The ROM said that it cannot go on. */
static RkBootOutcome
judge_rom_failure (const RkBootStart *start)
{
  if (start->unknown_reset)
    return RK_BOOT_OUTCOME_HALTED;
  if (start->n_segments == 0)
    return start->rst_cause == 5 ? RK_BOOT_OUTCOME_DEEP_SLEEP : RK_BOOT_OUTCOME_FLASH_EMPTY;

  return reads_only_beginning (start) ? RK_BOOT_OUTCOME_WRONG_FLASH_MODE : RK_BOOT_OUTCOME_IMAGE_DAMAGED;
}

/* The application was started. */
static RkBootOutcome
judge_running (const RkBootReport *report,
               const RkBootStart  *start)
{
  if (start->ready)
    return RK_BOOT_OUTCOME_READY;
  if (report->n_crashes > 0)
    return report->n_crashes > 1 ? RK_BOOT_OUTCOME_CRASH_LOOP : RK_BOOT_OUTCOME_CRASH;
  if (!start->asked_for && (report->n_causes[4] > 1 || report->n_loaded >= LOOP_STARTS))
    return RK_BOOT_OUTCOME_BOOT_LOOP;
  if (start->eboot_copy == 0)
    return RK_BOOT_OUTCOME_UPDATED;
  /* Early AT firmware answers AT+RST by letting the watchdog bite. */
  return start->rst_cause == 4 && !start->asked_for ? RK_BOOT_OUTCOME_WATCHDOG : RK_BOOT_OUTCOME_STARTED;
}

static RkBootOutcome
judge_without_start (const RkBootReport *report)
{
  if (report->n_bytes == 0)
    return RK_BOOT_OUTCOME_NOTHING;
  return report->n_garbage * 2 > report->n_bytes ? RK_BOOT_OUTCOME_GARBAGE : RK_BOOT_OUTCOME_TEXT;
}

/**
 * rk_boot_report_get_outcome:
 * @report: what a module said
 *
 * Returns: how it ended
 */
RkBootOutcome
rk_boot_report_get_outcome (const RkBootReport *report)
{
  const RkBootStart *start = telling_start (report);

  if (report->other_chip[0] != '\0')
    return RK_BOOT_OUTCOME_OTHER_CHIP;
  if (start->boot_mode >= 0 && start->boot_mode != 3)
    return judge_pins (start);
  if (start->csum_err || start->flash_read_err || start->ets_main || start->unknown_reset)
    return judge_rom_failure (start);
  if (start->n_crashes > 0)
    return report->n_crashes > 1 ? RK_BOOT_OUTCOME_CRASH_LOOP : RK_BOOT_OUTCOME_CRASH;
  if (start->loader_faults != 0 || start->user_code_done || start->eboot_error > 0)
    return RK_BOOT_OUTCOME_NO_APPLICATION;
  if (rk_boot_start_is_running (start))
    return judge_running (report, start);
  if (start->n_segments > 0 || start->loader != RK_BOOT_LOADER_UNKNOWN)
    return RK_BOOT_OUTCOME_INCOMPLETE;
  if (start->has_rom_line)
    return RK_BOOT_OUTCOME_FLASH_SILENT;

  return judge_without_start (report);
}

static void
add (GPtrArray *to,
     RkFinding *finding)
{
  g_ptr_array_add (to, finding);
}

static void
add_to_do (GPtrArray  *to,
           RkFinding  *finding,
           const char *action)
{
  g_ptr_array_add (to, rk_finding_set_action (finding, action));
}

/**
 * _rk_boot_outcome_find:
 * @outcome: how it ended
 * @report: what a module said
 *
 * Returns: (transfer full): that in words
 */
RkFinding *
_rk_boot_outcome_find (RkBootOutcome       outcome,
                       const RkBootReport *report)
{
  const OutcomeInfo *info = &outcomes[outcome];
  guint n = outcome == RK_BOOT_OUTCOME_CRASH_LOOP ? report->n_crashes : report->n_starts;
  g_autofree char *count = g_strdup_printf ("%u", n);
  RkFinding *finding = rk_finding_new (info->id, info->severity, info->summary, info->cause, info->remedy,
                                       "count", count, "sign", report->other_chip, NULL);

  return rk_finding_set_action (finding, outcome_actions[outcome]);
}

/* What reading code or data through the flash ends in, when that goes wrong. */
static const char *
get_exception_action (int cause)
{
  if (cause >= 12 && cause <= 15)
    return RK_BOOT_ACTION_FLASH_DIO;
  return cause == 4 || cause == 6 ? RK_BOOT_ACTION_FLASH : RK_BOOT_ACTION_FLASH_ERASED;
}

static void
add_exception (GPtrArray             *to,
               const RkBootException *exception)
{
  const RkBootExceptionInfo *info = rk_boot_exception_lookup (exception->cause);
  g_autofree char *epc1 = g_strdup_printf ("0x%08x", (guint32)exception->epc1);
  g_autofree char *excvaddr = g_strdup_printf ("0x%08x", (guint32)exception->excvaddr);

  if (info == NULL)
    info = rk_boot_exception_lookup_by_name (exception->message);
  if (info != NULL)
    add_to_do (to, rk_finding_new (info->id, RK_SEVERITY_ERROR, info->summary, info->why, info->remedy,
                                   "name", info->name, "epc1", epc1, "excvaddr", excvaddr, NULL),
               get_exception_action (info->cause));
  else if (exception->form == RK_BOOT_CRASH_PANIC)
    add_to_do (to, rk_finding_new ("boot.panic", RK_SEVERITY_ERROR,
                                   N_ ("The program stopped itself: {message}"),
                                   N_ ("It noticed that something is wrong with it; running out of memory is common."),
                                   N_ ("Update the program."),
                                   "message", exception->message, NULL),
               RK_BOOT_ACTION_FLASH);
}

static void
add_bad_address (GPtrArray             *to,
                 const RkBootException *exception)
{
  const RkBootExceptionInfo *info = rk_boot_exception_lookup (exception->cause);
  RkBootRegion region = rk_boot_region_lookup ((guint32)exception->excvaddr);
  g_autofree char *excvaddr = g_strdup_printf ("0x%08x", (guint32)exception->excvaddr);

  if (info == NULL || !info->has_address || exception->excvaddr < 0)
    return;

  if (region == RK_BOOT_REGION_NULL)
    add (to, rk_finding_new ("boot.crash.null-pointer", RK_SEVERITY_INFO,
                             N_ ("The address it used, {excvaddr}, is that of a null pointer."),
                             N_ ("The program used something that it never got: often memory that was no longer there."),
                             NULL, "excvaddr", excvaddr, NULL));
  else if (region == RK_BOOT_REGION_NOWHERE)
    add (to, rk_finding_new ("boot.crash.nowhere", RK_SEVERITY_INFO,
                             N_ ("At the address it used, {excvaddr}, there is nothing."),
                             N_ ("A pointer was overwritten, for instance by a text too long for its place."),
                             NULL, "excvaddr", excvaddr, NULL));
  else if (info->cause == 3 && (region == RK_BOOT_REGION_FLASH || region == RK_BOOT_REGION_ROM ||
                                region == RK_BOOT_REGION_ROM_STRING || region == RK_BOOT_REGION_ROM_LOADER ||
                                region == RK_BOOT_REGION_IRAM))
    add (to, rk_finding_new ("boot.crash.bytes-of-flash", RK_SEVERITY_INFO,
                             N_ ("It wanted a single byte at {excvaddr}, where the processor allows whole words only."),
                             N_ ("Text kept in flash was used like text in memory."),
                             NULL, "excvaddr", excvaddr, NULL));
}

/* In the map with slots of 512 KB both lie in the window of 1 MB through which the
 * processor sees the flash, so that the address tells which one the code is in.
 */
static void
add_other_slot (GPtrArray         *to,
                const RkBootStart *start)
{
  gint64 offset = start->exception.epc1 - FLASH_WINDOW;
  int slot = offset < SMALL_SLOT ? 1 : 2;
  g_autofree char *started = g_strdup_printf ("%d", start->slot);
  g_autofree char *epc1 = g_strdup_printf ("0x%08x", (guint32)start->exception.epc1);

  if (start->loader != RK_BOOT_LOADER_ESPRESSIF || slot == start->slot || start->slot < 1 ||
      g_strstr_len (start->flash_map, -1, "512KB+512KB") == NULL)
    return;

  add_to_do (to, rk_finding_new ("boot.crash.other-slot", RK_SEVERITY_ERROR,
                                 N_ ("Slot {slot} was started, but the program crashed at {epc1}, which belongs to the other slot."),
                                 N_ ("The program in this slot was built for the other one, or for another flash map."),
                                 N_ ("Flash the complete set for this flash size, user1 to 0x01000."),
                                 "slot", started, "epc1", epc1, NULL),
             RK_BOOT_ACTION_FLASH_ERASED);
}

static void
add_code_place (GPtrArray         *to,
                const RkBootStart *start)
{
  RkBootRegion code = rk_boot_region_lookup ((guint32)start->exception.epc1);
  g_autofree char *epc1 = g_strdup_printf ("0x%08x", (guint32)start->exception.epc1);

  switch ((int)code) /* the others are where code is */
    {
    case RK_BOOT_REGION_ROM_LOADER:
      add_to_do (to, rk_finding_new ("boot.crash.in-rom-loader", RK_SEVERITY_ERROR,
                                     N_ ("It crashed in the boot ROM while loading ({epc1})."),
                                     N_ ("The header of the image in flash is damaged: it sends the data to a place that does not exist."),
                                     N_ ("Erase all and flash the complete set again."), "epc1", epc1, NULL),
                 RK_BOOT_ACTION_FLASH_ERASED);
      break;
    case RK_BOOT_REGION_ROM_STRING:
      add (to, rk_finding_new ("boot.crash.in-rom-strings", RK_SEVERITY_INFO,
                               N_ ("It crashed in a string or memory routine of the ROM ({epc1})."),
                               N_ ("The program handed it a broken pointer."), NULL, "epc1", epc1, NULL));
      break;
    case RK_BOOT_REGION_NOWHERE:
    case RK_BOOT_REGION_NULL:
    case RK_BOOT_REGION_DATA_RAM:
    case RK_BOOT_REGION_SYSTEM_RAM:
      add (to, rk_finding_new ("boot.crash.wild-jump", RK_SEVERITY_INFO,
                               N_ ("The program had jumped to {epc1}, where there is no program."),
                               N_ ("A broken function pointer, an overflowed stack, or damaged firmware."),
                               NULL, "epc1", epc1, NULL));
      break;
    case RK_BOOT_REGION_FLASH:
      add_other_slot (to, start);
      break;
    default:
      break;
    }
}

static void
add_crash (GPtrArray         *to,
           const RkBootStart *start)
{
  if (start->soft_wdt && start->exception.cause != 4)
    add_to_do (to, rk_finding_new ("boot.soft-watchdog", RK_SEVERITY_ERROR,
                                   N_ ("The software watchdog stopped the program."),
                                   N_ ("It was busy for about three seconds without letting the system work."),
                                   N_ ("Update the program."), NULL),
               RK_BOOT_ACTION_FLASH);
  if (start->hard_wdt)
    add_to_do (to, rk_finding_new ("boot.hard-watchdog", RK_SEVERITY_ERROR,
                                   N_ ("The hardware watchdog had stopped the program."),
                                   N_ ("It hung for several seconds with interrupts off, or the supply sagged."),
                                   N_ ("Look at the 3.3 V supply; then update the program."), NULL),
               RK_BOOT_ACTION_SHOW_WIRING);
  if (start->no_memory)
    add_to_do (to, rk_finding_new ("boot.no-memory", RK_SEVERITY_WARNING,
                                   N_ ("The program ran out of memory."),
                                   N_ ("It asked for more than was left; crashes often follow."),
                                   N_ ("Update the program, or let it do less at a time."), NULL),
               RK_BOOT_ACTION_FLASH);
  if (start->crash_before >= 0)
    add (to, rk_finding_new ("boot.crash-before", RK_SEVERITY_INFO,
                             N_ ("The program says that it had crashed before this start."), NULL, NULL, NULL));
  if (start->n_crashes == 0)
    return;

  add_exception (to, &start->exception);
  add_bad_address (to, &start->exception);
  if (start->exception.epc1 >= 0)
    add_code_place (to, start);
}

/* clang-format off */
static const struct
{
  guint       bit;
  const char *id;
  const char *summary;
  const char *cause;
  const char *remedy;
  const char *action;
} loader_faults[] = {
  { RK_BOOT_LOADER_FAULT_MAGIC, "boot.loader.magic",
    N_ ("The loader found no program in the slot it wanted to start."),
    N_ ("The slot is empty, or the program was written to another address."),
    N_ ("Flash the program to the address of its slot: user1 to 0x01000."), RK_BOOT_ACTION_FLASH },
  { RK_BOOT_LOADER_FAULT_FIRST_SLOT, "boot.loader.first-slot",
    N_ ("The chosen slot did not start; the loader tries the other one."), NULL, NULL, NULL },
  { RK_BOOT_LOADER_FAULT_BACKUP_SLOT, "boot.loader.both-slots",
    N_ ("Neither slot holds a program that can be started."), NULL,
    N_ ("Flash the program to 0x01000."), RK_BOOT_ACTION_FLASH },
  { RK_BOOT_LOADER_FAULT_FLAG, "boot.loader.flag",
    N_ ("The note which slot to start is unreadable."),
    N_ ("The last sectors of the flash hold something else."),
    N_ ("Write blank.bin to the last sectors, as the set asks for."), RK_BOOT_ACTION_ERASE_RF },
  { RK_BOOT_LOADER_FAULT_MAP, "boot.loader.map",
    N_ ("The loader does not know the flash size named in its header."),
    N_ ("It was flashed with a size that is wrong or too new for it."),
    N_ ("Flash again with the real size of the chip."), RK_BOOT_ACTION_FLASH_BOOT_LOADER },
  { RK_BOOT_LOADER_FAULT_NOT_SET, "boot.loader.no-partitions",
    N_ ("The firmware has no partition table."),
    N_ ("It was built without one, or for another flash size."),
    N_ ("Use a build for this flash size."), RK_BOOT_ACTION_FLASH },
};

static const struct
{
  guint       bit;
  const char *id;
  const char *summary;
} firmware_faults[] = {
  { RK_BOOT_FIRMWARE_FAULT_MEMORY, "boot.firmware.memory",
    N_ ("The firmware's check of the flash size failed (MEM CHECK FAIL).") },
  { RK_BOOT_FIRMWARE_FAULT_MAP, "boot.firmware.map",
    N_ ("The firmware was built for another flash map than the loader's header names.") },
  { RK_BOOT_FIRMWARE_FAULT_PARTITION, "boot.firmware.partitions",
    N_ ("The firmware refuses its partition table: it does not fit the flash size.") },
};
/* clang-format on */

static void
add_firmware_faults (GPtrArray         *to,
                     const RkBootStart *start)
{
  for (guint i = 0; i < G_N_ELEMENTS (firmware_faults); i++)
    if (start->firmware_faults & firmware_faults[i].bit)
      add_to_do (to, rk_finding_new (firmware_faults[i].id, RK_SEVERITY_ERROR, firmware_faults[i].summary,
                                     N_ ("Firmware, flash size and the addresses it was written to do not belong together."),
                                     N_ ("Flash a complete set that is made for this flash size."), NULL),
                 RK_BOOT_ACTION_FLASH_ERASED);

  if (start->firmware_faults & RK_BOOT_FIRMWARE_FAULT_RF)
    add_to_do (to, rk_finding_new ("boot.firmware.rf-data", RK_SEVERITY_ERROR,
                                   N_ ("The firmware does not find its RF data."),
                                   N_ ("The sector for it is empty or holds something else; after erasing all it has to be written again."),
                                   N_ ("Write esp_init_data_default.bin to its place near the end of the flash."), NULL),
               RK_BOOT_ACTION_ERASE_RF);
}

static void
add_faults (GPtrArray         *to,
            const RkBootStart *start)
{
  for (guint i = 0; i < G_N_ELEMENTS (loader_faults); i++)
    if (start->loader_faults & loader_faults[i].bit)
      add_to_do (to, rk_finding_new (loader_faults[i].id, RK_SEVERITY_ERROR, loader_faults[i].summary,
                                     loader_faults[i].cause, loader_faults[i].remedy, NULL),
                 loader_faults[i].action);

  add_firmware_faults (to, start);
  if (start->eboot_copy > 0)
    add_to_do (to, rk_finding_new ("boot.eboot.copy", RK_SEVERITY_ERROR,
                                   N_ ("Copying an update into place failed."),
                                   N_ ("The update was damaged, or there is not enough flash for it."),
                                   N_ ("Flash the program over the serial port."), NULL),
               RK_BOOT_ACTION_FLASH);
}

static void
add_remarks (GPtrArray          *to,
             const RkBootReport *report,
             const RkBootStart  *start,
             RkBootOutcome       outcome)
{
  if (start->csum_err && start->chksum == 0xef && outcome == RK_BOOT_OUTCOME_IMAGE_DAMAGED)
    add_to_do (to, rk_finding_new ("boot.all-same", RK_SEVERITY_INFO,
                                   N_ ("All data was read as zeros, or all as ones."),
                                   N_ ("That is typical of a flash mode that does not suit the chip, or of an erased part."),
                                   N_ ("Flash again with DIO, or DOUT."), NULL),
               RK_BOOT_ACTION_FLASH_DIO);
  if (report->n_causes[1] >= LOOP_STARTS && !start->asked_for)
    add_to_do (to, rk_finding_new ("boot.power-drops", RK_SEVERITY_WARNING,
                                   N_ ("The module was powered up several times in a row."),
                                   N_ ("The supply drops out: an adapter's own 3.3 V pin is too weak for Wi-Fi."),
                                   N_ ("Use a separate 3.3 V supply of 300 mA or more, with a capacitor at the module."), NULL),
               RK_BOOT_ACTION_SHOW_WIRING);
  if (outcome == RK_BOOT_OUTCOME_STARTED && start->n_text_lines == 0 && start->n_garbage_after > 0)
    add_to_do (to, rk_finding_new ("boot.other-speed", RK_SEVERITY_INFO,
                                   N_ ("After the start it says something at another speed."),
                                   N_ ("Boot text comes at 74880 baud, the program changes to its own speed."),
                                   N_ ("Listen at 115200 or 9600 baud to read it."), NULL),
               RK_BOOT_ACTION_CONSOLE_115200);
  if (report->last.ready && report->n_crashes > 0)
    add_to_do (to, rk_finding_new ("boot.crashed-before", RK_SEVERITY_WARNING,
                                   N_ ("It crashed before it was ready."), NULL,
                                   N_ ("Look at the supply; if it happens again, erase all and flash the complete set."), NULL),
               RK_BOOT_ACTION_SHOW_WIRING);
}

/**
 * _rk_boot_find_details:
 * @to: (element-type RkFinding): gets the findings
 * @report: what a module said
 * @start: the start to look at
 * @outcome: how it ended
 *
 * Finds what is worth knowing besides the outcome.
 */
void
_rk_boot_find_details (GPtrArray          *to,
                       const RkBootReport *report,
                       const RkBootStart  *start,
                       RkBootOutcome       outcome)
{
  add_crash (to, start);
  add_faults (to, start);
  add_remarks (to, report, start, outcome);
}

/**
 * rk_boot_verdict_new:
 * @report: what a module said
 *
 * Returns: (transfer full): what that means, in words
 */
RkBootVerdict *
rk_boot_verdict_new (const RkBootReport *report)
{
  const RkBootStart *start = telling_start (report);
  RkBootVerdict *self = g_new0 (RkBootVerdict, 1);

  self->outcome = rk_boot_report_get_outcome (report);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  add (self->findings, _rk_boot_outcome_find (self->outcome, report));
  if (self->outcome == RK_BOOT_OUTCOME_OTHER_CHIP)
    return self;

  /* The crash is what ended the start before. */
  if (report->last.n_crashes == 0 && report->previous.n_crashes > 0 && start != &report->previous)
    add_crash (self->findings, &report->previous);
  _rk_boot_find_details (self->findings, report, start, self->outcome);
  return self;
}

/**
 * rk_boot_verdict_free:
 * @self: (transfer full): a verdict
 */
void
rk_boot_verdict_free (RkBootVerdict *self)
{
  g_ptr_array_unref (self->findings);
  g_free (self);
}
