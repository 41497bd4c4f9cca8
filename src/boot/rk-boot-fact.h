/* rk-boot-fact.h: one thing that a line of a module's output says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkBootFactKind:
 *
 * What a line says.  The comment names the fact's values in their order, and
 * its text if it has one.  A value the line does not give is -1.
 */
typedef enum
{
  /* The boot ROM */
  RK_BOOT_FACT_START,           /* reset cause, boot mode X, boot mode Y */
  RK_BOOT_FACT_SEGMENT,         /* address, length, room */
  RK_BOOT_FACT_CHKSUM,          /* running sum */
  RK_BOOT_FACT_CSUM,            /* final sum; proves nothing by itself */
  RK_BOOT_FACT_CSUM_ERR,
  RK_BOOT_FACT_FLASH_READ_ERR,
  RK_BOOT_FACT_ETS_MAIN,        /* the ROM gave up */
  RK_BOOT_FACT_WDT_RESET,
  RK_BOOT_FACT_WAITING_FOR_HOST,
  RK_BOOT_FACT_UNKNOWN_RESET,
  RK_BOOT_FACT_USER_CODE_DONE,  /* the program returned to the ROM */

  /* Second-stage loaders */
  RK_BOOT_FACT_LOADER,          /* RkBootLoader; text: version, maybe empty */
  RK_BOOT_FACT_EBOOT_VERSION,   /* text: the word as printed */
  RK_BOOT_FACT_EBOOT_LOAD,      /* "~ld" or "ld": hands over */
  RK_BOOT_FACT_EBOOT_COPY,      /* result; 0 is good */
  RK_BOOT_FACT_EBOOT_ERROR,     /* result */
  RK_BOOT_FACT_SPI_SPEED,       /* text */
  RK_BOOT_FACT_SPI_MODE,        /* text */
  RK_BOOT_FACT_FLASH_MAP,       /* text: size, and map where it is named */
  RK_BOOT_FACT_SLOT,            /* 1 or 2, flash address */
  RK_BOOT_FACT_ROM_SLOT,        /* rBoot's number of a program, flash address */
  RK_BOOT_FACT_LOADER_FAULT,    /* one bit of RkBootLoaderFault */
  RK_BOOT_FACT_TEST_MODE,       /* factory options of the loader: harmless */

  /* Crashes */
  RK_BOOT_FACT_EXCEPTION,       /* RkBootCrashForm, cause */
  RK_BOOT_FACT_REGISTERS,       /* epc1, epc2, epc3, excvaddr, depc */
  RK_BOOT_FACT_EXCCAUSE,        /* cause, in a register dump */
  RK_BOOT_FACT_EXCVADDR,        /* address, in a register dump */
  RK_BOOT_FACT_SOFT_WDT,
  RK_BOOT_FACT_PANIC,           /* text: what the program said */
  RK_BOOT_FACT_STACK_DUMP,
  RK_BOOT_FACT_CONTEXT,         /* text: "cont" or "sys" */

  RK_BOOT_FACT_PC,              /* where the program was, in a register dump */
  RK_BOOT_FACT_CRASH_BEFORE,    /* cause, SDK's reset reason, epc1: what a program tells of the start before */
  RK_BOOT_FACT_HARD_WDT,        /* the Arduino core's word for it */
  RK_BOOT_FACT_STACK_WORDS,     /* address, the four words there */
  RK_BOOT_FACT_NO_MEMORY,       /* who asked, how many bytes: in vain */

  /* The application */
  RK_BOOT_FACT_READY,           /* AT firmware takes commands */
  RK_BOOT_FACT_SDK_VERSION,     /* text */
  RK_BOOT_FACT_FIRMWARE_FAULT,  /* one bit of RkBootFirmwareFault */
  RK_BOOT_FACT_MAP_CORRECT,     /* AT 1.7 agrees with the map */
  RK_BOOT_FACT_APPLICATION,     /* text: what program it says it is */
  RK_BOOT_FACT_SDK_DEBUG,       /* the SDK's own words about Wi-Fi */
  RK_BOOT_FACT_WIFI_STATE,      /* from, to, reason (hexadecimal as printed): "state: 2 -> 0 (f)" */
  RK_BOOT_FACT_RESTARTING,      /* the program says that it restarts itself; 1 for goes to sleep */

  /* AT firmware, and what was typed */
  RK_BOOT_FACT_AT_COMMAND,      /* text: "AT+CWJAP", with "?" or "=?", without parameters */
  RK_BOOT_FACT_AT_REPLY,        /* RkBootAtReply */
  RK_BOOT_FACT_AT_BUSY,         /* text: "p", "s" or "now" */
  RK_BOOT_FACT_AT_VERSION,      /* RkBootGmrSign bits; text: "1.7.4.0", "0018000902-AI03" */
  RK_BOOT_FACT_BIN_VERSION,     /* RkBootGmrSign bits; text: "1.7.4", "2.2.0(WROOM-02)" */
  RK_BOOT_FACT_COMPILE_TIME,    /* of AT firmware */
  RK_BOOT_FACT_VENDOR,          /* text */
  RK_BOOT_FACT_GMR_FORMAT,      /* text: which form of AT+GMR's answer it was */
  RK_BOOT_FACT_ECHO,            /* 0 or 1 */
  RK_BOOT_FACT_CLOUD_STEP,      /* step, -1 for failed */
  RK_BOOT_FACT_CLOUD_REPEATED,  /* the step that was told twice */
  RK_BOOT_FACT_JOIN_ERROR,      /* code */
  RK_BOOT_FACT_JOINED,          /* the name of the network was told */
  RK_BOOT_FACT_JOIN,            /* RkBootJoin */
  RK_BOOT_FACT_WIFI,            /* RkBootWifi */
  RK_BOOT_FACT_STATION,         /* how many fields a line of AT+CWLAP has */
  RK_BOOT_FACT_ADDRESS,         /* text: "old" or "new", the form of AT+CIFSR's answer */

  /* How it was read */
  RK_BOOT_FACT_CSUM_OK,         /* loaded, and no "csum err" after it */
  RK_BOOT_FACT_GARBAGE,         /* the first unreadable line of several */

  /* What flashing tools print */
  RK_BOOT_FACT_TOOL,            /* RkBootTool; text: version, maybe empty */
  RK_BOOT_FACT_TOOL_STEP,       /* RkBootToolStep */
  RK_BOOT_FACT_TOOL_ERROR,      /* RkBootToolError, its number; text: the error */
  RK_BOOT_FACT_TOOL_TRACE,      /* every byte is shown */
  RK_BOOT_FACT_CHIP,            /* text: the name of the chip */
  RK_BOOT_FACT_CRYSTAL,         /* MHz */
  RK_BOOT_FACT_FLASH_ID,        /* text: as the tool says it */
  RK_BOOT_FACT_FLASH_SIZE,      /* text */
  RK_BOOT_FACT_USB_ID,          /* text: "1a86:7523" */
  RK_BOOT_FACT_ALL_FF,          /* what was read back is erased flash */

  /* Not an ESP8266 */
  RK_BOOT_FACT_OTHER_CHIP,      /* text: what shows it */

  RK_BOOT_N_FACT_KINDS
} RkBootFactKind;

typedef enum
{
  RK_BOOT_LOADER_UNKNOWN,   /* nothing said so far */
  RK_BOOT_LOADER_NONE,      /* the program is directly at flash address 0 */
  RK_BOOT_LOADER_ESPRESSIF, /* boot_v1.x.bin */
  RK_BOOT_LOADER_EBOOT,     /* Arduino core */
  RK_BOOT_LOADER_RBOOT,
  RK_BOOT_LOADER_RTOS,      /* RTOS SDK 3 and ESP-AT 2 */
  RK_BOOT_LOADER_IDF,       /* ESP-IDF 4 and later: not an ESP8266's */
} RkBootLoader;

typedef enum
{
  RK_BOOT_LOADER_FAULT_MAGIC = 1 << 0,       /* "error magic!": no program at the slot */
  RK_BOOT_LOADER_FAULT_FIRST_SLOT = 1 << 1,  /* will restart to try the other slot */
  RK_BOOT_LOADER_FAULT_BACKUP_SLOT = 1 << 2, /* the other one failed too */
  RK_BOOT_LOADER_FAULT_FLAG = 1 << 3,        /* the slot flag is nonsense */
  RK_BOOT_LOADER_FAULT_MAP = 1 << 4,         /* the size in the header is not known to the loader */
  RK_BOOT_LOADER_FAULT_NOT_SET = 1 << 5,     /* no partition table */
} RkBootLoaderFault;

typedef enum
{
  RK_BOOT_FIRMWARE_FAULT_MEMORY = 1 << 0,    /* "MEM CHECK FAIL!!!" */
  RK_BOOT_FIRMWARE_FAULT_MAP = 1 << 1,       /* "mismatch map" */
  RK_BOOT_FIRMWARE_FAULT_PARTITION = 1 << 2, /* the partition table is refused */
  RK_BOOT_FIRMWARE_FAULT_RF = 1 << 3,        /* "rf_cal[0] !=0x05": no RF data */
} RkBootFirmwareFault;

typedef enum
{
  RK_BOOT_CRASH_NONE,
  RK_BOOT_CRASH_ROM,     /* "Fatal exception (28):" of the ROM or the SDK */
  RK_BOOT_CRASH_SDK,     /* "Fatal exception 28(LoadProhibitedCause):" */
  RK_BOOT_CRASH_ARDUINO, /* "Exception (28):" */
  RK_BOOT_CRASH_RTOS,    /* "Guru Meditation Error" */
  RK_BOOT_CRASH_PANIC,   /* a deliberate stop: abort, assert, out of memory */
} RkBootCrashForm;

typedef enum
{
  RK_BOOT_AT_OK,
  RK_BOOT_AT_ERROR,
  RK_BOOT_AT_FAIL,
  RK_BOOT_AT_NO_CHANGE,
} RkBootAtReply;

/* What tells the forms of AT+GMR's answer apart. */
typedef enum
{
  RK_BOOT_GMR_DIGITS = 1 << 0,  /* eight or ten digits, and maybe the vendor's letters */
  RK_BOOT_GMR_VERSION = 1 << 1, /* "AT version:" */
  RK_BOOT_GMR_DATE = 1 << 2,    /* a date behind it */
  RK_BOOT_GMR_COMMIT = 1 << 3,  /* a commit behind it: ESP-AT */
  RK_BOOT_GMR_CHIP = 1 << 4,    /* the chip is named too */
  RK_BOOT_GMR_BIN = 1 << 5,     /* "Bin version" */
  RK_BOOT_GMR_COMPILE = 1 << 6, /* "compile time" */
  RK_BOOT_GMR_VENDOR = 1 << 7,  /* the vendor's line */
} RkBootGmrSign;

typedef enum
{
  RK_BOOT_JOIN_OK,
  RK_BOOT_JOIN_FAIL,  /* with a reason, or FAIL */
  RK_BOOT_JOIN_ERROR, /* ERROR without a reason */
  RK_BOOT_JOIN_AUTO,  /* by itself after a start */
} RkBootJoin;

typedef enum
{
  RK_BOOT_WIFI_DISCONNECT,
  RK_BOOT_WIFI_CONNECTED,
  RK_BOOT_WIFI_GOT_IP,
} RkBootWifi;

typedef enum
{
  RK_BOOT_TOOL_NONE,
  RK_BOOT_TOOL_ESPTOOL,
  RK_BOOT_TOOL_ESPTOOL_CK,
  RK_BOOT_TOOL_SERIAL_FLASHER,
  RK_BOOT_TOOL_KERNEL,
} RkBootTool;

/* How far a flashing tool has come, in the order in which it goes. */
typedef enum
{
  RK_BOOT_TOOL_STEP_NONE,
  RK_BOOT_TOOL_STEP_PORT,       /* the port is open */
  RK_BOOT_TOOL_STEP_CONNECTING,
  RK_BOOT_TOOL_STEP_RETRY,      /* a first try to connect has failed */
  RK_BOOT_TOOL_STEP_CONNECTED,
  RK_BOOT_TOOL_STEP_STUB,       /* sends its stub */
  RK_BOOT_TOOL_STEP_STUB_SPEED, /* has it talk faster */
  RK_BOOT_TOOL_STEP_STUB_RUNS,
  RK_BOOT_TOOL_STEP_READ,       /* has read something */
  RK_BOOT_TOOL_STEP_ERASE,
  RK_BOOT_TOOL_STEP_WRITE,
  RK_BOOT_TOOL_STEP_VERIFIED,
} RkBootToolStep;

typedef enum
{
  RK_BOOT_TOOL_ERROR_NONE,
  RK_BOOT_TOOL_ERROR_FAILED,     /* some error, or a trace of the program's own */
  RK_BOOT_TOOL_ERROR_CONNECT,    /* no answer */
  RK_BOOT_TOOL_ERROR_MODE,       /* the chip runs its program */
  RK_BOOT_TOOL_ERROR_REPLY,      /* a damaged answer */
  RK_BOOT_TOOL_ERROR_RAM,        /* the stub was refused */
  RK_BOOT_TOOL_ERROR_TIMEOUT,    /* the answers stop */
  RK_BOOT_TOOL_ERROR_CONTENT,    /* the flash holds something else */
  RK_BOOT_TOOL_ERROR_BUSY,       /* the port is in use */
  RK_BOOT_TOOL_ERROR_PERMISSION, /* the port may not be opened */
  RK_BOOT_TOOL_ERROR_NO_PORT,
  RK_BOOT_TOOL_ERROR_BRLTTY,     /* brltty has taken the adapter */
  RK_BOOT_TOOL_ERROR_LOST,       /* the port went away */
} RkBootToolError;

#define RK_BOOT_FACT_N_VALUES 5
#define RK_BOOT_FACT_TEXT_SIZE 48

/**
 * RkBootFact:
 * @kind: what it is about
 * @line: the line it was read from, counted from 1
 * @offset: where that line begins, in bytes from the first one
 * @values: see #RkBootFactKind; -1 where there is none
 * @text: see #RkBootFactKind; printable ASCII, cut to fit
 */
typedef struct
{
  RkBootFactKind kind;
  guint64        line;
  guint64        offset;
  gint64         values[RK_BOOT_FACT_N_VALUES];
  char           text[RK_BOOT_FACT_TEXT_SIZE];
} RkBootFact;

/**
 * RkBootCode:
 * @address: as the module printed it
 * @instruction: the one it means: of a return address the call before it, which may be
 *   the last of its line
 */
typedef struct
{
  guint32 address;
  guint32 instruction;
} RkBootCode;

typedef void (*RkBootFactFunc) (const RkBootFact *fact,
                                gpointer          user_data);

const char *rk_boot_fact_kind_get_name (RkBootFactKind kind);
const char *rk_boot_loader_get_name    (RkBootLoader   loader);
const char *rk_boot_tool_get_name      (RkBootTool     tool);
guint       rk_boot_fact_get_codes     (const RkBootFact *self,
                                        RkBootCode       *codes);

G_END_DECLS
