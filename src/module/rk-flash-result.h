/* rk-flash-result.h: what a flash has proven
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkContentProof:
 * @RK_CONTENT_ROM_BLOCKS: the ROM read each block back and compared its
 *   checksum as it wrote; the flash was not read again afterwards
 * @RK_CONTENT_MD5: the MD5 of each file's place in flash, made on the chip, is
 *   that of the file
 */
typedef enum
{
  RK_CONTENT_ROM_BLOCKS,
  RK_CONTENT_MD5,
} RkContentProof;

/**
 * RkStartProof:
 * @RK_START_NOT_WATCHED: not asked for
 * @RK_START_SILENT: the boot text hands over to the application, which then
 *   neither talks nor restarts
 * @RK_START_TALKS: the application was seen to say something readable
 * @RK_START_AT_ANSWERS: it answers AT commands
 * @RK_START_FAILED: it was not seen to start, or seen to fail.  After a flash this
 *   is an error instead
 */
typedef enum
{
  RK_START_NOT_WATCHED,
  RK_START_SILENT,
  RK_START_TALKS,
  RK_START_AT_ANSWERS,
  RK_START_FAILED,
} RkStartProof;

/**
 * RkFlashResult:
 * @bytes: bytes of the files
 * @changed: bytes of flash that did not hold them before, and were written
 * @files: of so many files
 * @milliseconds: from the first reset to the last block
 * @content: what is known of the flash
 * @start: what is known of the restart
 * @start_baud: the rate the application talks at, 0 if it was not heard
 * @at_version: (nullable): what AT+GMR said, such as "AT 1.7.6.0"
 * @boot_text: the readable lines that the module said as it booted, as UTF-8
 */
typedef struct
{
  guint64        bytes;
  guint64        changed;
  guint          files;
  guint64        milliseconds;
  RkContentProof content;
  RkStartProof   start;
  guint          start_baud;
  char          *at_version;
  char          *boot_text;
} RkFlashResult;

RkFlashResult *rk_flash_result_new     (void);
void           rk_flash_result_free    (RkFlashResult       *self);
RkFinding     *rk_flash_result_content (const RkFlashResult *self);
RkFinding     *rk_flash_result_start   (const RkFlashResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFlashResult, rk_flash_result_free)

G_END_DECLS
