/* rk-boot-verdict.h: what a module's output means for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"
#include "rk-finding.h"

G_BEGIN_DECLS

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
