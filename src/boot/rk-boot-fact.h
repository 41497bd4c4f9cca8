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

  /* The application */
  RK_BOOT_FACT_READY,           /* AT firmware takes commands */
  RK_BOOT_FACT_SDK_VERSION,     /* text */
  RK_BOOT_FACT_FIRMWARE_FAULT,  /* one bit of RkBootFirmwareFault */
  RK_BOOT_FACT_MAP_CORRECT,     /* AT 1.7 agrees with the map */

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

typedef void (*RkBootFactFunc) (const RkBootFact *fact,
                                gpointer          user_data);

const char *rk_boot_fact_kind_get_name (RkBootFactKind kind);
const char *rk_boot_loader_get_name    (RkBootLoader   loader);

G_END_DECLS
