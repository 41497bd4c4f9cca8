/* rk-boot-exception.c: what the numbers of a crash report mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and names: EXCCAUSE in the Xtensa ISA reference.  What the LX106 of
 * the ESP8266 cannot raise (5 alloca, 16…18 and 24…26 TLB) is listed all the
 * same, because a damaged report can name it.
 */

#include "rk-boot-exception.h"

#include "rk-finding.h"

#include <string.h>

#define WHY_CONTENT N_ ("The firmware is damaged, incomplete, or for another flash size or map.")
#define WHY_POINTER N_ ("A mistake in the program: it used a broken pointer.")
#define WHY_BUS N_ ("Reading the flash goes wrong: flash speed or mode, or the supply.")
#define WHY_UNUSUAL N_ ("This does not happen on a sound module; most likely the program or the report is damaged.")
#define DO_REFLASH N_ ("Erase all and flash the complete set again, with the right flash size.")
#define DO_UPDATE N_ ("Update the program.  If it worked before, erase all and flash once more: stale settings can do this too.")
#define DO_FLASH_MODE N_ ("Flash again with a slower or plainer mode (DIO or DOUT, 40 MHz) and look at the 3.3 V supply.")

static const RkBootExceptionInfo exceptions[] = {
  { 0, "IllegalInstruction", "boot.exception.0",
    N_ ("The module ran into bytes that are no program (exception 0)."), WHY_CONTENT, DO_REFLASH, FALSE },
  { 1, "Syscall", "boot.exception.1",
    N_ ("The program made a system call that nobody handles (exception 1)."), WHY_CONTENT, DO_REFLASH, FALSE },
  { 2, "InstructionFetchError", "boot.exception.2",
    N_ ("The program jumped into memory that cannot hold code (exception 2)."), WHY_POINTER, DO_UPDATE, TRUE },
  { 3, "LoadStoreError", "boot.exception.3",
    N_ ("The program used single bytes of flash or ROM, which allow whole words only (exception 3)."),
    N_ ("A mistake in the program, or stale settings that it stumbles over."), DO_UPDATE, TRUE },
  { 4, "Level1Interrupt", "boot.exception.4",
    N_ ("The software watchdog stopped the program (exception 4)."),
    N_ ("The program was busy for too long without letting the system work."),
    N_ ("Update the program; printing a lot in a callback is a common reason."), FALSE },
  { 5, "Alloca", "boot.exception.5",
    N_ ("The module reports exception 5, which this processor does not have."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 6, "IntegerDivideByZero", "boot.exception.6",
    N_ ("The program divided by zero (exception 6)."), N_ ("A mistake in the program."), DO_UPDATE, FALSE },
  { 8, "Privileged", "boot.exception.8",
    N_ ("The program used a privileged instruction (exception 8)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 9, "LoadStoreAlignment", "boot.exception.9",
    N_ ("The program used an address that is not divisible by 4 or 2 (exception 9)."), WHY_POINTER, DO_UPDATE, TRUE },
  { 12, "InstrPIFDataError", "boot.exception.12",
    N_ ("Fetching an instruction failed on the bus (exception 12)."), WHY_BUS, DO_FLASH_MODE, FALSE },
  { 13, "LoadStorePIFDataError", "boot.exception.13",
    N_ ("Using data failed on the bus (exception 13)."), WHY_BUS, DO_FLASH_MODE, FALSE },
  { 14, "InstrPIFAddrError", "boot.exception.14",
    N_ ("An instruction was fetched from an address that does not exist (exception 14)."), WHY_BUS, DO_FLASH_MODE, FALSE },
  { 15, "LoadStorePIFAddrError", "boot.exception.15",
    N_ ("Data was used at an address that does not exist (exception 15)."), WHY_BUS, DO_FLASH_MODE, FALSE },
  { 16, "InstrTLBMiss", "boot.exception.16",
    N_ ("The memory unit refused an instruction (exception 16)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 17, "InstrTLBMultiHit", "boot.exception.17",
    N_ ("The memory unit refused an instruction (exception 17)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 18, "InstrFetchPrivilege", "boot.exception.18",
    N_ ("The memory unit refused an instruction (exception 18)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 20, "InstFetchProhibited", "boot.exception.20",
    N_ ("The program jumped to an address where running is forbidden (exception 20)."), WHY_POINTER, DO_UPDATE, FALSE },
  { 24, "LoadStoreTLBMiss", "boot.exception.24",
    N_ ("The memory unit refused data (exception 24)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 25, "LoadStoreTLBMultiHit", "boot.exception.25",
    N_ ("The memory unit refused data (exception 25)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 26, "LoadStorePrivilege", "boot.exception.26",
    N_ ("The memory unit refused data (exception 26)."), WHY_UNUSUAL, DO_REFLASH, FALSE },
  { 28, "LoadProhibited", "boot.exception.28",
    N_ ("The program read through a broken pointer (exception 28)."),
    N_ ("A mistake in the program, or stale settings that it stumbles over."), DO_UPDATE, TRUE },
  { 29, "StoreProhibited", "boot.exception.29",
    N_ ("The program wrote through a broken pointer (exception 29)."),
    N_ ("Very often it ran out of memory; otherwise a mistake in the program."), DO_UPDATE, TRUE },
};

/**
 * rk_boot_exception_lookup:
 * @cause: EXCCAUSE
 *
 * Returns: (transfer none) (nullable): what it means; %NULL for reserved numbers
 */
const RkBootExceptionInfo *
rk_boot_exception_lookup (int cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (exceptions[i].cause == cause)
      return &exceptions[i];

  return NULL;
}

/**
 * rk_boot_exception_lookup_by_name:
 * @text: text that may hold a name, such as "panic'ed (LoadProhibited)"
 *
 * Returns: (transfer none) (nullable): what it means
 */
const RkBootExceptionInfo *
rk_boot_exception_lookup_by_name (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (strstr (text, exceptions[i].name) != NULL)
      return &exceptions[i];

  return NULL;
}

/* The first that holds the address counts.  esp8266-wiki "Memory Map"; the parts
 * of the ROM by its disassembly (trebisky/esp8266, reverse/bootrom/boot.txt).
 */
static const struct
{
  guint32      first;
  guint32      last;
  RkBootRegion region;
} regions[] = {
  { 0x00000000, 0x00000fff, RK_BOOT_REGION_NULL },
  { 0x3ff00000, 0x3ff7ffff, RK_BOOT_REGION_REGISTERS },
  { 0x3ffe8000, 0x3fffbfff, RK_BOOT_REGION_DATA_RAM },
  { 0x3fffc000, 0x3fffffff, RK_BOOT_REGION_SYSTEM_RAM },
  { 0x40001308, 0x400017cf, RK_BOOT_REGION_ROM_LOADER },
  { 0x4000bf00, 0x4000e2ff, RK_BOOT_REGION_ROM_STRING },
  { 0x40000000, 0x4000ffff, RK_BOOT_REGION_ROM },
  { 0x40100000, 0x40107fff, RK_BOOT_REGION_IRAM },
  { 0x40108000, 0x4010ffff, RK_BOOT_REGION_CACHE },
  { 0x40200000, 0x402fffff, RK_BOOT_REGION_FLASH },
  { 0x60000000, 0x60000fff, RK_BOOT_REGION_REGISTERS },
};

/**
 * rk_boot_region_lookup:
 * @address: an address of the processor
 *
 * Returns: what is there
 */
RkBootRegion
rk_boot_region_lookup (guint32 address)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    if (address >= regions[i].first && address <= regions[i].last)
      return regions[i].region;

  return RK_BOOT_REGION_NOWHERE;
}
