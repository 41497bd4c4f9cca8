/* rk-file-describe.c: a sentence for people on what a file is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-file-describe.h"

#include "rk-units.h"

typedef struct
{
  const char *nick;
  const char *summary;
  const char *remedy; /* for what is no firmware */
} Words;

static const Words words[] = {
  [RK_FILE_UNKNOWN] = { "unknown", N_("Not recognised: {size} of something that is not an ESP8266 program"), NULL },
  [RK_FILE_EMPTY] = { "empty", N_("An empty file"),
                      N_("Get the file again; the download or copy probably broke off.") },
  [RK_FILE_BLANK] = { "blank", N_("Blank: {size} of 0xFF, clears settings"), NULL },
  [RK_FILE_BOOT_LOADER] = { "boot-loader", N_("Boot loader {loader}"), NULL },
  [RK_FILE_USER_APP] = { "user-app", N_("Application for a boot loader"), NULL },
  [RK_FILE_FLASH_APP] = { "flash-app", N_("Program without boot loader, first part (eagle.flash.bin)"), NULL },
  [RK_FILE_IROM] = { "irom", N_("Program without boot loader, second part (eagle.irom0text.bin)"), NULL },
  [RK_FILE_WHOLE_APP] = { "whole-app", N_("Program that starts without a boot loader"), NULL },
  [RK_FILE_SKETCH] = { "sketch", N_("Arduino program (with its own boot loader)"), NULL },
  [RK_FILE_RF_DATA] = { "rf-data", N_("RF init data, version {rf}"), NULL },
  [RK_FILE_RTOS_LOADER] = { "rtos-loader", N_("Boot loader of the RTOS SDK"), NULL },
  [RK_FILE_RTOS_APP] = { "rtos-app", N_("Program for the RTOS SDK's boot loader"), NULL },
  [RK_FILE_PARTITION_TABLE] = { "partition-table", N_("Partition table of the RTOS SDK"), NULL },
  [RK_FILE_FLASH_DUMP] = { "flash-dump", N_("Content of a whole flash chip, {size}"), NULL },
  [RK_FILE_OTHER_CHIP] = { "other-chip", N_("A program for an ESP32: it does not run on an ESP8266"),
                           N_("Get the build for the ESP8266.") },
  [RK_FILE_ELF] = { "elf", N_("An ELF file, not firmware ready to be written"),
                    N_("Use the .bin file that the build makes from it.") },
  [RK_FILE_INTEL_HEX] = { "intel-hex", N_("An Intel HEX file, not unpacked"),
                          N_("Add it by itself: it says where its parts go.") },
  [RK_FILE_ARCHIVE] = { "archive", N_("An archive, not firmware"),
                        N_("Add the archive as a set, or unpack it and choose the .bin files.") },
  [RK_FILE_WEB_PAGE] = { "web-page", N_("A web page, not firmware"),
                         N_("Download the raw file: the link that was saved shows a page about it.") },
  [RK_FILE_TEXT] = { "text", N_("A text file, not firmware"),
                     N_("Choose the .bin file. A manifest is opened as a set.") },
};

/**
 * rk_file_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its stable name for scripts: "boot-loader"
 */
const char *
rk_file_kind_get_nick (RkFileKind kind)
{
  return words[kind].nick;
}

/* The longer the more is known about a program. */
static const char *
summary_of_user_app (const RkFileInfo *info)
{
  gboolean at = info->at_version != NULL;

  if (info->slot == 0)
    return at ? N_("AT firmware {at}") : N_("Application for a boot loader");
  if (info->arrangement == NULL)
    return at ? N_("AT firmware {at} for slot {slot}") : N_("Application for slot {slot}");

  return at ? N_("AT firmware {at} for slot {slot} of {arrangement}") : N_("Application for slot {slot} of {arrangement}");
}

static const char *
summary_of (const RkFileInfo *info)
{
  if (info->kind == RK_FILE_USER_APP)
    return summary_of_user_app (info);
  if (info->kind == RK_FILE_BOOT_LOADER && info->loader_version == NULL)
    return N_("Boot loader of unknown version");
  if (info->kind == RK_FILE_FLASH_APP && info->at_version != NULL)
    return N_("AT firmware {at} without boot loader, first part");
  if (info->kind == RK_FILE_IROM && info->at_version != NULL)
    return N_("AT firmware {at} without boot loader, second part");
  if (info->kind == RK_FILE_RTOS_APP && info->at_version != NULL)
    return N_("AT firmware {at} for the RTOS SDK's boot loader");
  if (info->kind == RK_FILE_WHOLE_APP && info->is_at)
    return info->at_version != NULL ? N_("AT firmware {at} that starts without a boot loader")
                                    : N_("AT firmware that starts without a boot loader");
  if (info->kind == RK_FILE_FLASH_DUMP && info->at_version != NULL)
    return N_("Content of a whole flash chip, {size}, with AT firmware {at}");

  return words[info->kind].summary;
}

/**
 * rk_file_describe:
 * @info: a file, all but its description known
 *
 * Returns: (transfer full): "file.KIND": what it is; an error for what is no
 *   firmware or is damaged
 */
RkFinding *
rk_file_describe (const RkFileInfo *info)
{
  static const char *const ids[] = {
    "file.unknown", "file.empty", "file.blank", "file.boot-loader", "file.user-app", "file.flash-app",
    "file.irom", "file.whole-app", "file.sketch", "file.rf-data", "file.rtos-loader", "file.rtos-app",
    "file.partition-table", "file.flash-dump", "file.other-chip", "file.elf", "file.intel-hex",
    "file.archive", "file.web-page", "file.text",
  };
  g_autofree char *size = rk_units_format_size (info->size);
  g_autofree char *slot = g_strdup_printf ("%u", info->slot);
  g_autofree char *rf = g_strdup_printf ("%02u", info->rf_version);
  gboolean bad = info->damage != NULL || !rk_file_info_is_firmware (info);

  G_STATIC_ASSERT (G_N_ELEMENTS (ids) == G_N_ELEMENTS (words));
  return rk_finding_new (ids[info->kind], bad ? RK_SEVERITY_ERROR : RK_SEVERITY_INFO,
                         summary_of (info),
                         info->damage != NULL ? N_("The file is damaged: {damage}") : NULL,
                         info->damage != NULL ? N_("Get the file again.") : words[info->kind].remedy,
                         "size", size, "slot", slot, "rf", rf,
                         "loader", info->loader_version, "at", info->at_version,
                         "sdk", info->sdk_version, "arrangement", info->arrangement,
                         "damage", info->damage != NULL ? info->damage->message : NULL, NULL);
}
