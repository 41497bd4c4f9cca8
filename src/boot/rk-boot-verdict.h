/* rk-boot-verdict.h: what a module's output means for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"
#include "rk-finding.h"

G_BEGIN_DECLS

/* What the application can do about a finding: the actions that findings of this
 * room name.  All of them are offers that need no parameter.
 */
#define RK_BOOT_ACTION_CHOOSE_PORT "choose-port"         /* take another port */
#define RK_BOOT_ACTION_CONSOLE_74880 "console-74880"     /* listen at 74880 baud */
#define RK_BOOT_ACTION_CONSOLE_115200 "console-115200"   /* listen at 115200 baud */
#define RK_BOOT_ACTION_DETECT_BAUD "detect-baud"         /* find the baud rate */
#define RK_BOOT_ACTION_RESET "reset"                     /* reset the module and listen */
#define RK_BOOT_ACTION_SHOW_WIRING "show-wiring"         /* show how the module is wired */
#define RK_BOOT_ACTION_FLASH "flash"                     /* go to flashing */
#define RK_BOOT_ACTION_FLASH_DIO "flash-dio"             /* flash again with DIO */
#define RK_BOOT_ACTION_FLASH_DOUT "flash-dout"           /* flash again with DOUT */
#define RK_BOOT_ACTION_FLASH_ERASED "flash-erased"       /* erase all, then flash */
#define RK_BOOT_ACTION_FLASH_BOOT_LOADER "flash-boot-loader"
#define RK_BOOT_ACTION_ERASE_RF "erase-rf"               /* restore RF data and blank sectors */
#define RK_BOOT_ACTION_CLOUD_UPDATE "cloud-update"       /* open the cloud update */

/**
 * RkBootOutcome:
 *
 * How it ended, in one word.
 */
typedef enum
{
  RK_BOOT_OUTCOME_NOTHING,             /* not one byte */
  RK_BOOT_OUTCOME_GARBAGE,             /* no text at this speed */
  RK_BOOT_OUTCOME_OTHER_CHIP,          /* no ESP8266 */
  RK_BOOT_OUTCOME_TEXT,                /* text, but no start was seen */
  RK_BOOT_OUTCOME_INCOMPLETE,          /* the output stops while loading */
  RK_BOOT_OUTCOME_WAITING_IN_LOADER,   /* X = 1 */
  RK_BOOT_OUTCOME_WRONG_PINS,          /* X = 0 or 2 */
  RK_BOOT_OUTCOME_SDIO,                /* X = 4…7 */
  RK_BOOT_OUTCOME_HALTED,              /* unknown reset cause */
  RK_BOOT_OUTCOME_DEEP_SLEEP,          /* the ROM cannot load after a timer wake */
  RK_BOOT_OUTCOME_FLASH_EMPTY,         /* no image at flash address 0 */
  RK_BOOT_OUTCOME_FLASH_SILENT,        /* the ROM's first line, then nothing */
  RK_BOOT_OUTCOME_IMAGE_DAMAGED,       /* csum err, flash read err */
  RK_BOOT_OUTCOME_WRONG_FLASH_MODE,
  RK_BOOT_OUTCOME_NO_APPLICATION,      /* the second-stage loader finds none */
  RK_BOOT_OUTCOME_CRASH,
  RK_BOOT_OUTCOME_CRASH_LOOP,
  RK_BOOT_OUTCOME_WATCHDOG,            /* the hardware watchdog restarted it once */
  RK_BOOT_OUTCOME_BOOT_LOOP,           /* restarts over and over, no crash is told */
  RK_BOOT_OUTCOME_STARTED,
  RK_BOOT_OUTCOME_UPDATED,             /* eboot put an update in place and started it */
  RK_BOOT_OUTCOME_READY,               /* AT firmware takes commands */
} RkBootOutcome;

/**
 * RkBootVerdict:
 * @outcome: how it ended
 * @findings: (element-type RkFinding): the outcome explained first, then what
 *   else is worth knowing
 */
typedef struct
{
  RkBootOutcome outcome;
  GPtrArray    *findings;
} RkBootVerdict;

RkBootVerdict *rk_boot_verdict_new         (const RkBootReport *report);
void           rk_boot_verdict_free        (RkBootVerdict      *self);
RkBootOutcome  rk_boot_report_get_outcome  (const RkBootReport *report);
const char    *rk_boot_outcome_get_name    (RkBootOutcome       outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBootVerdict, rk_boot_verdict_free)

G_END_DECLS
