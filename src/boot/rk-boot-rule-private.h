/* rk-boot-rule-private.h: what a module's lines may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-fact.h"

G_BEGIN_DECLS

/* When a rule holds: what could be chance by itself needs company. */
typedef enum
{
  RK_BOOT_RULE_ALWAYS,
  RK_BOOT_RULE_AFTER_ROM,   /* the ROM or a loader has said something in this start */
  RK_BOOT_RULE_AFTER_EBOOT, /* the ROM has loaded eboot in this start */
  RK_BOOT_RULE_NO_EBOOT,    /* not the Arduino core, as far as is known */
  RK_BOOT_RULE_AFTER_CIFSR, /* AT+CIFSR waits for its answer */
  RK_BOOT_RULE_IN_TOOL,     /* a flashing tool is at work */
} RkBootGate;

/**
 * RkBootRule:
 * @pattern: what the text is, see below
 * @kind: the fact that it gives
 * @fixed: the fact's first value, -1 for none
 * @min_fields: how many fields are enough when the rest is cut off or damaged
 * @gate: when it holds
 * @text: (nullable): the fact's text, where the line's own does not serve
 *
 * In a pattern a letter stands for itself in either case, a blank for any number
 * of blanks, a comma for one or none.
 *
 *   ^ $   the line's beginning (after a time stamp) and end
 *   =     first of all: capitals and small letters matter
 *   %d %x a decimal and a hexadecimal number; %4 at most four digits of one
 *   %s    how many fields there are up to ")"
 *   %8    eight hexadecimal digits, as text with the letter before them
 *   %w    a word; up to a blank, a comma or a semicolon
 *   %n    a version: letters, digits, dots, "-", "_"
 *   %v    a version with something in parentheses behind it
 *   %f    a place in a program, "file.c:12", and the rest of the line
 *   %b    a size in bits, "8 Mbit"
 *   %g    the digits of an early AT version, with the one before them
 *   %c    the name of an AT command, with "?" or "=?"
 *   %i    an IP address
 *   %l    the rest of the line
 *   %r    the same, and it is read for more
 *   %-    a value that is not told
 *   %p    anything up to ")"
 */
typedef struct
{
  const char    *pattern;
  RkBootFactKind kind;
  int            fixed;
  guint          min_fields;
  RkBootGate     gate;
  const char    *text;
} RkBootRule;

extern const RkBootRule _rk_boot_rules[];
extern const guint      _rk_boot_n_rules;

G_END_DECLS
