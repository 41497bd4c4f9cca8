/* rk-cloud-check.c: whether a cloud update may be begun
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AT+CIUPDATE writes to where the other slot would be, whatever is there.  In a
 * layout without boot loader that is the program that runs: such modules come back
 * with an exception in the middle of what was user2.  One look at the boot text
 * tells, before anything is sent.
 */

#include "rk-cloud-update.h"

#include <stdlib.h>
#include <string.h>

/* Flash as the CPU sees it, by the first megabyte. */
#define FLASH_WINDOW 0x40200000u
#define FLASH_WINDOW_SIZE 0x100000u

/* The first byte that an update writes: user2 of the smallest map. */
#define FIRST_USER2 0x41000u

/* Where the first of the two slots of ESP-AT is (partitions_at.csv for 2 MB). */
#define FIRST_OTA 0x10000

/* So many starts after one reset, or power-ups, are no accident. */
#define MANY_STARTS 2

#define KB 1024u

typedef struct
{
  const RkCloudFacts *facts;
  const RkBootStart  *start;
  GPtrArray          *findings;
} Check;

static void
add (Check           *check,
     const RkFinding *template,
     const char      *value,
     const char      *other)
{
  g_ptr_array_add (check->findings,
                   rk_finding_new (template->id, template->severity, template->summary, template->cause,
                                   template->remedy, "value", value, "other", other, NULL));
}

/* "8Mbit(512KB+512KB)" as boot loaders from 1.4 on print it: the size, and the
 * slots as "512+512"; %NULL before that.
 */
static guint32
parse_map (const char  *text,
           char       **arrangement)
{
  const char *bracket = strchr (text, '(');
  guint first = 0;
  guint second = 0;

  *arrangement = NULL;
  if (bracket != NULL)
    {
      char *end;

      first = (guint)strtoul (bracket + 1, &end, 10);
      if (g_str_has_prefix (end, "KB+"))
        second = (guint)strtoul (end + 3, NULL, 10);
    }
  if (first > 0 && second > 0)
    *arrangement = g_strdup_printf ("%u+%u", first, second);

  return (guint32)MIN (strtoul (text, NULL, 10), 128u) * (1024 * KB / 8);
}

/* The program was overwritten while it ran: it dies where the update has written. */
static gboolean
died_in_user2 (const RkBootStart *start)
{
  gint64 place = start->exception.epc1 - (gint64)FLASH_WINDOW;

  return start->n_crashes > 0 && place >= FIRST_USER2 && place < FLASH_WINDOW_SIZE;
}

/* The ROM loaded the program itself, without anything in between. */
static gboolean
has_no_loader (const RkBootStart *start)
{
  return start->loader == RK_BOOT_LOADER_NONE ||
         (start->loader == RK_BOOT_LOADER_UNKNOWN && start->n_segments > 0 && start->segments[0].length > 4096);
}

static void
check_loader (Check *check)
{
  static const RkFinding unheard = {
    "cloud.no-boot-text", RK_SEVERITY_ERROR,
    N_("The module’s start could not be read, so nobody knows whether it can update itself."),
    N_("Without its boot text it cannot be seen whether it has a boot loader and two slots. The adapter may have no reset line."),
    N_("Connect the adapter’s RTS to the module’s RST (and DTR to GPIO0), or go on only if you know that it has a boot loader."),
  };
  static const RkFinding overwritten = {
    "cloud.overwritten", RK_SEVERITY_ERROR,
    N_("The module was damaged by a cloud update: it crashes where the update has written over its program."),
    N_("Its program lies straight at the beginning of the flash, without a boot loader and without a second slot."),
    N_("Flash a complete set with a boot loader by serial: recover by serial does it."),
  };
  static const RkFinding none = {
    "cloud.no-loader", RK_SEVERITY_ERROR,
    N_("This module must not be updated from the cloud: the update would overwrite the program that runs."),
    N_("Its program lies straight at the beginning of the flash, without a boot loader and without a second slot."),
    N_("Flash a set with a boot loader by serial first; then the cloud update works."),
  };
  static const RkFinding other = {
    "cloud.other-loader", RK_SEVERITY_ERROR,
    N_("The module has a boot loader that this update does not know."),
    N_("Only Espressif’s boot loaders have the two slots that AT firmware writes to."),
    N_("Flash a complete set of AT firmware by serial first."),
  };
  static const RkFinding no_slot = {
    "cloud.no-slot", RK_SEVERITY_ERROR,
    N_("The boot loader starts no slot."),
    N_("It was not seen to jump to user1 or user2."),
    N_("Flash a complete set of AT firmware by serial first."),
  };
  gboolean is_esp_at = check->facts->version != NULL && check->facts->version->generation == RK_AT_GENERATION_ESP_AT;
  const RkBootStart *start = check->start;

  if (!check->facts->start->was_heard)
    add (check, &unheard, NULL, NULL);
  else if (has_no_loader (start))
    add (check, died_in_user2 (start) ? &overwritten : &none, NULL, NULL);
  else if (start->loader == RK_BOOT_LOADER_UNKNOWN)
    add (check, &unheard, NULL, NULL);
  else if (start->loader != (is_esp_at ? RK_BOOT_LOADER_RTOS : RK_BOOT_LOADER_ESPRESSIF))
    add (check, &other, NULL, NULL);
  else if (!is_esp_at && start->slot <= 0)
    add (check, &no_slot, NULL, NULL);
}

/* Espressif's server has builds of 1.7 for 512+512 in 1 MB and 1024+1024 in 2 MB
 * only (SPI_FLASH_SIZE_MAP 2 and 5 in at_esp_upgrade.c; NONOS SDK issue 182).
 */
static void
check_map (Check *check)
{
  static const RkFinding small = {
    "cloud.small-flash", RK_SEVERITY_ERROR,
    N_("The flash chip is smaller ({value}) than the flash map says ({other})."),
    N_("The second slot, or the place where settings are kept, is not there."),
    N_("Flash a set that is made for this flash size by serial."),
  };
  static const RkFinding served = {
    "cloud.map-served", RK_SEVERITY_ERROR,
    N_("The module’s flash map has slots of {value}, but the new firmware is built for {other}."),
    N_("The firmware would be written to a place that it was not built for, and would not start."),
    N_("Serve the build for {value}."),
  };
  static const RkFinding unusual = {
    "cloud.map", RK_SEVERITY_WARNING,
    N_("The module’s flash map ({value}) is none that Espressif’s newer cloud builds are made for."),
    N_("They expect 1 MB with slots of 512+512 KB, or 2 MB with 1024+1024, and refuse to run with others."),
    N_("Flash the set for the size of the chip by serial, or serve a build for this map yourself."),
  };
  g_autofree char *arrangement = NULL;
  guint32 size = parse_map (check->start->flash_map, &arrangement);
  g_autofree char *have = g_strdup_printf ("%u KB", check->facts->flash_size / KB);
  g_autofree char *said = g_strdup_printf ("%u KB", size / KB);

  if (check->start->flash_map[0] == '\0')
    return;

  if (check->facts->flash_size > 0 && check->facts->flash_size < size)
    add (check, &small, have, said);
  if (arrangement == NULL)
    return;

  if (check->facts->arrangement != NULL && g_strcmp0 (arrangement, check->facts->arrangement) != 0)
    add (check, &served, arrangement, check->facts->arrangement);
  else if (check->facts->arrangement == NULL &&
           !(size == 1024 * KB && g_str_equal (arrangement, "512+512")) &&
           !(size == 2048 * KB && g_str_equal (arrangement, "1024+1024")))
    add (check, &unusual, check->start->flash_map, NULL);
}

static void
check_supply (Check *check)
{
  static const RkFinding weak = {
    "cloud.weak-supply", RK_SEVERITY_WARNING,
    N_("The module has started several times after one reset: its supply may be too weak."),
    N_("Wi-Fi takes up to 300 mA for a moment. A supply that breaks down while the update is written leaves half of it."),
    N_("Use a separate 3.3 V supply of 300 mA or more, with a capacitor of 100 µF or more at the module."),
  };
  const RkBootReport *report = &check->facts->start->report;

  if (report->n_starts > MANY_STARTS || report->n_causes[1] >= MANY_STARTS)
    add (check, &weak, NULL, NULL);
}

static void
check_firmware (Check *check)
{
  static const RkFinding silent = {
    "cloud.no-at", RK_SEVERITY_ERROR,
    N_("The module does not answer AT commands."),
    N_("Only AT firmware can update itself from the cloud."),
    N_("Flash AT firmware by serial first."),
  };
  static const RkFinding unsure = {
    "cloud.not-offered", RK_SEVERITY_WARNING,
    N_("It is not certain that this firmware ({value}) knows the cloud update."),
    N_("It came with AT 0.17; ESP-AT for modules of 1 MB leaves it out."),
    N_("If it answers ERROR, flash a version that has it by serial."),
  };
  const RkAtVersion *version = check->facts->version;
  g_autofree char *name = NULL;

  if (version == NULL)
    {
      add (check, &silent, NULL, NULL);
      return;
    }

  name = rk_at_version_dup_name (version);
  if (rk_at_version_has_cloud_update (version) != RK_AT_SUPPORT_YES)
    add (check, &unsure, name, NULL);
}

/**
 * rk_cloud_start_get_slot:
 * @start: a start
 *
 * Returns: the slot that the boot loader has started, 0 if that is not known
 */
guint
rk_cloud_start_get_slot (const RkCloudStart *start)
{
  const RkBootStart *last = &start->report.last;

  if (!start->was_heard)
    return 0;
  if (last->loader == RK_BOOT_LOADER_RTOS && last->slot_address > 0)
    return last->slot_address == FIRST_OTA ? 1 : 2;
  return last->loader == RK_BOOT_LOADER_ESPRESSIF && last->slot > 0 ? (guint)last->slot : 0;
}

/**
 * rk_cloud_check:
 * @facts: what is known of the module
 *
 * Looks for what would make an update fail or damage the module.  A module that
 * does not run for a known reason is not told anything else.
 *
 * Returns: (transfer full) (element-type RkFinding): errors, for which it is to be
 *   refused, and warnings
 */
GPtrArray *
rk_cloud_check (const RkCloudFacts *facts)
{
  Check check = {
    .facts = facts,
    .start = &facts->start->report.last,
    .findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free),
  };

  /* The log often ends with the first lines of the start after a crash. */
  if (check.start->n_crashes == 0 && check.start->n_segments == 0 && facts->start->report.previous.n_crashes > 0)
    check.start = &facts->start->report.previous;

  check_loader (&check);
  if (facts->start->was_heard)
    {
      check_map (&check);
      check_supply (&check);
    }
  if (check.start->n_crashes == 0 || facts->version != NULL)
    check_firmware (&check);
  return check.findings;
}

/**
 * rk_cloud_is_overridable:
 * @finding: an error of rk_cloud_check()
 *
 * Returns: whether somebody who knows better may go on: not where the update is
 *   known to do damage, or cannot be begun
 */
gboolean
rk_cloud_is_overridable (const RkFinding *finding)
{
  static const char *const firm[] = {
    "cloud.no-loader", "cloud.overwritten", "cloud.map-served", "cloud.no-at", NULL,
  };

  return !g_strv_contains (firm, finding->id);
}

/**
 * rk_cloud_no_address:
 *
 * Returns: (transfer full): that a module has no IP address
 */
RkFinding *
rk_cloud_no_address (void)
{
  return rk_finding_new ("cloud.no-address", RK_SEVERITY_ERROR,
                         N_("The module is in no network: it has no IP address."),
                         N_("It was not told which network to join, or that network is not in reach."),
                         N_("Join a Wi-Fi network first."), NULL);
}
