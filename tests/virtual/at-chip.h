/* at-chip.h: a chip around imitated AT firmware that writes down what it is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-personality.h"

G_BEGIN_DECLS

#define AT_CHIP_FLASH (1024 * 1024)

/**
 * AtChip:
 * @said: what it sent; changes of the rate are "<9600>", a restart is "<restart>"
 * @timer_us: what it waits for, 0 for nothing
 * @now_us: module time; passes only in at_chip_expire()
 */
typedef struct
{
  GString         *said;
  guint32          timer_us;
  gint64           now_us;
  guint            restarts;
  guint8          *flash;
  RkAtWorld       *world;
  RkAtPersonality *personality;
} AtChip;

extern const RkAtFirmware at_chip_2014;
extern const RkAtFirmware at_chip_vendor; /* 0.18 */
extern const RkAtFirmware at_chip_021;
extern const RkAtFirmware at_chip_040;
extern const RkAtFirmware at_chip_176;

void at_chip_init        (AtChip             *chip,
                          const RkAtFirmware *firmware);
void at_chip_clear       (AtChip             *chip);
void at_chip_expire      (AtChip             *chip);
void at_chip_start       (AtChip             *chip);
void at_chip_send        (AtChip             *chip,
                          const char         *text);
void at_chip_settle      (AtChip             *chip);
void at_chip_await       (AtChip             *chip,
                          const char         *text);
void at_chip_assert_said (AtChip             *chip,
                          const char         *text);

G_END_DECLS
