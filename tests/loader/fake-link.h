/* fake-link.h: a link with a scripted boot loader at its other end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define TYPE_FAKE_LINK (fake_link_get_type ())

G_DECLARE_FINAL_TYPE (FakeLink, fake_link, FAKE, LINK, RkLink)

/* One step of the script: what must come next, and what is answered.
 *
 * What comes is written as
 *   lines D R              DTR and RTS are set
 *   baud N
 *   SYNC
 *   AT                     the line "AT", outside of frames
 *   READ_REG 40001000      SPI controller registers are answered without a step
 *   SPI 20 fc000           a command to the flash chip, by WRITE_REG
 *   FLASH_BEGIN erase blocks size offset
 *   FLASH_DATA sequence length
 *   FLASH_END, MEM_BEGIN …, MEM_DATA …, MEM_END …
 * and a * at the end stands for anything, a + after it for any number of times.
 *
 * The answer is one or more of these, separated by semicolons:
 *   ok · value HEX · error N · sync · stub · echo · text TEXT · bytes HEX
 *   other: an error in the name of another command
 * or nothing at all; for baud also
 *   unable: the port does not have this rate
 * and for SPI the answer in hex, or
 *   lost: the flash chip got it, but the loader's answer does not arrive */
typedef struct
{
  const char *expect;
  const char *answer;
} FakeStep;

RkLink  *fake_link_new       (const FakeStep *steps);
void     fake_link_expect    (RkLink         *link,
                              const char     *expect,
                              const char     *answer);
void     fake_link_fail_at   (RkLink         *link,
                              guint           call);
void     fake_link_cancel_at (RkLink         *link,
                              guint           call,
                              GCancellable   *cancellable);
guint    fake_link_calls     (RkLink         *link);
gboolean fake_link_released  (RkLink         *link);
guint    fake_link_left      (RkLink         *link);

G_END_DECLS
