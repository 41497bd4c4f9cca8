/* rk-boot-fact.c: one thing that a line of a module's output says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-fact.h"

#include "rk-boot-exception.h"

/**
 * rk_boot_fact_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): its stable name for scripts, such as "csum_err"
 */
const char *
rk_boot_fact_kind_get_name (RkBootFactKind kind)
{
  static const char *const names[RK_BOOT_N_FACT_KINDS] = {
    [RK_BOOT_FACT_START] = "start",
    [RK_BOOT_FACT_SEGMENT] = "segment",
    [RK_BOOT_FACT_CHKSUM] = "chksum",
    [RK_BOOT_FACT_CSUM] = "csum",
    [RK_BOOT_FACT_CSUM_ERR] = "csum_err",
    [RK_BOOT_FACT_FLASH_READ_ERR] = "flash_read_err",
    [RK_BOOT_FACT_ETS_MAIN] = "ets_main",
    [RK_BOOT_FACT_WDT_RESET] = "wdt_reset",
    [RK_BOOT_FACT_WAITING_FOR_HOST] = "waiting_for_host",
    [RK_BOOT_FACT_UNKNOWN_RESET] = "unknown_reset",
    [RK_BOOT_FACT_USER_CODE_DONE] = "user_code_done",
    [RK_BOOT_FACT_LOADER] = "loader",
    [RK_BOOT_FACT_EBOOT_VERSION] = "eboot_version",
    [RK_BOOT_FACT_EBOOT_LOAD] = "eboot_load",
    [RK_BOOT_FACT_EBOOT_COPY] = "eboot_copy",
    [RK_BOOT_FACT_EBOOT_ERROR] = "eboot_error",
    [RK_BOOT_FACT_SPI_SPEED] = "spi_speed",
    [RK_BOOT_FACT_SPI_MODE] = "spi_mode",
    [RK_BOOT_FACT_FLASH_MAP] = "flash_map",
    [RK_BOOT_FACT_SLOT] = "slot",
    [RK_BOOT_FACT_ROM_SLOT] = "rom_slot",
    [RK_BOOT_FACT_LOADER_FAULT] = "loader_fault",
    [RK_BOOT_FACT_TEST_MODE] = "test_mode",
    [RK_BOOT_FACT_EXCEPTION] = "exception",
    [RK_BOOT_FACT_REGISTERS] = "registers",
    [RK_BOOT_FACT_EXCCAUSE] = "exccause",
    [RK_BOOT_FACT_EXCVADDR] = "excvaddr",
    [RK_BOOT_FACT_SOFT_WDT] = "soft_wdt",
    [RK_BOOT_FACT_PANIC] = "panic",
    [RK_BOOT_FACT_STACK_DUMP] = "stack_dump",
    [RK_BOOT_FACT_CONTEXT] = "ctx",
    [RK_BOOT_FACT_PC] = "pc",
    [RK_BOOT_FACT_CRASH_BEFORE] = "crash_before",
    [RK_BOOT_FACT_HARD_WDT] = "hard_wdt",
    [RK_BOOT_FACT_STACK_WORDS] = "stack_words",
    [RK_BOOT_FACT_NO_MEMORY] = "no_memory",
    [RK_BOOT_FACT_READY] = "ready",
    [RK_BOOT_FACT_SDK_VERSION] = "sdk_version",
    [RK_BOOT_FACT_FIRMWARE_FAULT] = "firmware_fault",
    [RK_BOOT_FACT_MAP_CORRECT] = "map_correct",
    [RK_BOOT_FACT_APPLICATION] = "application",
    [RK_BOOT_FACT_SDK_DEBUG] = "sdk_debug",
    [RK_BOOT_FACT_WIFI_STATE] = "wifi_state",
    [RK_BOOT_FACT_RESTARTING] = "restarting",
    [RK_BOOT_FACT_AT_COMMAND] = "command",
    [RK_BOOT_FACT_AT_REPLY] = "at_reply",
    [RK_BOOT_FACT_AT_BUSY] = "busy",
    [RK_BOOT_FACT_AT_VERSION] = "at_version",
    [RK_BOOT_FACT_BIN_VERSION] = "bin_version",
    [RK_BOOT_FACT_COMPILE_TIME] = "compile_time",
    [RK_BOOT_FACT_VENDOR] = "vendor",
    [RK_BOOT_FACT_GMR_FORMAT] = "gmr_format",
    [RK_BOOT_FACT_ECHO] = "echo",
    [RK_BOOT_FACT_CLOUD_STEP] = "cloud_step",
    [RK_BOOT_FACT_CLOUD_REPEATED] = "cloud_repeated",
    [RK_BOOT_FACT_JOIN_ERROR] = "cwjap_error",
    [RK_BOOT_FACT_JOINED] = "network",
    [RK_BOOT_FACT_JOIN] = "cwjap",
    [RK_BOOT_FACT_WIFI] = "wifi",
    [RK_BOOT_FACT_STATION] = "cwlap_fields",
    [RK_BOOT_FACT_ADDRESS] = "cifsr_format",
    [RK_BOOT_FACT_CSUM_OK] = "csum_ok",
    [RK_BOOT_FACT_GARBAGE] = "garbage",
    [RK_BOOT_FACT_TOOL] = "tool",
    [RK_BOOT_FACT_TOOL_STEP] = "tool_step",
    [RK_BOOT_FACT_TOOL_ERROR] = "error",
    [RK_BOOT_FACT_TOOL_TRACE] = "trace",
    [RK_BOOT_FACT_CHIP] = "chip",
    [RK_BOOT_FACT_CRYSTAL] = "crystal_mhz",
    [RK_BOOT_FACT_FLASH_ID] = "flash_id",
    [RK_BOOT_FACT_FLASH_SIZE] = "flash_size",
    [RK_BOOT_FACT_USB_ID] = "usb_id",
    [RK_BOOT_FACT_ALL_FF] = "all_ff",
    [RK_BOOT_FACT_OTHER_CHIP] = "other_chip",
  };

  g_return_val_if_fail ((guint)kind < RK_BOOT_N_FACT_KINDS, NULL);
  return names[kind];
}

/**
 * rk_boot_loader_get_name:
 * @loader: a kind of second-stage loader
 *
 * Returns: (transfer none) (nullable): its stable name, %NULL for unknown
 */
const char *
rk_boot_loader_get_name (RkBootLoader loader)
{
  switch (loader)
    {
    case RK_BOOT_LOADER_NONE:
      return "none";
    case RK_BOOT_LOADER_ESPRESSIF:
      return "espressif";
    case RK_BOOT_LOADER_EBOOT:
      return "eboot";
    case RK_BOOT_LOADER_RBOOT:
      return "rboot";
    case RK_BOOT_LOADER_RTOS:
      return "rtos-sdk3";
    case RK_BOOT_LOADER_IDF:
      return "esp-idf";
    case RK_BOOT_LOADER_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * rk_boot_tool_get_name:
 * @tool: a flashing tool
 *
 * Returns: (transfer none) (nullable): its name, %NULL for none
 */
const char *
rk_boot_tool_get_name (RkBootTool tool)
{
  switch (tool)
    {
    case RK_BOOT_TOOL_ESPTOOL:
      return "esptool";
    case RK_BOOT_TOOL_ESPTOOL_CK:
      return "esptool-ck";
    case RK_BOOT_TOOL_SERIAL_FLASHER:
      return "esp-serial-flasher";
    case RK_BOOT_TOOL_KERNEL:
      return "kernel";
    case RK_BOOT_TOOL_NONE:
    default:
      return NULL;
    }
}

/* A word of the stack that is no address of code is data. */
static gboolean
add_code (gint64      address,
          gboolean    is_return,
          RkBootCode *to)
{
  RkBootRegion region = address > 0 ? rk_boot_region_lookup ((guint32)address) : RK_BOOT_REGION_NULL;

  if (region != RK_BOOT_REGION_IRAM && region != RK_BOOT_REGION_CACHE && region != RK_BOOT_REGION_FLASH)
    return FALSE;

  *to = (RkBootCode){ (guint32)address, (guint32)address - (is_return ? 1 : 0) };
  return TRUE;
}

/**
 * rk_boot_fact_get_codes:
 * @self: a fact
 * @codes: (out caller-allocates): room for %RK_BOOT_FACT_N_VALUES
 *
 * Finds the addresses of the program's code in a report of a crash.
 *
 * Returns: how many there are
 */
guint
rk_boot_fact_get_codes (const RkBootFact *self,
                        RkBootCode       *codes)
{
  gboolean is_stack = self->kind == RK_BOOT_FACT_STACK_WORDS;
  guint first = 0, end = 0, n = 0;

  switch ((int)self->kind) /* the others have none */
    {
    case RK_BOOT_FACT_REGISTERS:
      end = 3;
      break;
    case RK_BOOT_FACT_PC:
      end = 1;
      break;
    case RK_BOOT_FACT_CRASH_BEFORE:
      first = 2;
      end = 3;
      break;
    case RK_BOOT_FACT_STACK_WORDS:
      first = 1;
      end = RK_BOOT_FACT_N_VALUES;
      break;
    default:
      break;
    }

  for (guint i = first; i < end; i++)
    n += add_code (self->values[i], is_stack, &codes[n]);
  return n;
}
