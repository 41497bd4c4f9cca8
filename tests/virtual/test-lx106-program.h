/* test-lx106-program.h: a program that the host and the core both run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <stdint.h>

#define LX106_PROGRAM_SCRATCH 0x8000

/* @memory: LX106_PROGRAM_SCRATCH bytes, aligned to words.  Returns a sum over
 * everything that it worked out. */
uint32_t lx106_program (void     *memory,
                        uint32_t  seed);
