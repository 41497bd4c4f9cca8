#!/bin/sh
# Compiles test-lx106-program.c for the LX106 and writes test-lx106-prebuilt.h,
# so that the tests need no cross compiler.  Run it after changing the program.
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The entry first: set the stack up outside, call, stop at the breakpoint.
cat >"$work/start.S" <<'END'
	.section .start, "ax"
	.global start
start:	call0	lx106_program
	break	1, 1
END

{
  echo '/* test-lx106-prebuilt.h: test-lx106-program.c for the LX106 at 0x40100000'
  echo ' *'
  echo ' * SPDX-License-Identifier: GPL-3.0-or-later'
  echo ' *'
  echo ' * Written by test-lx106-prebuilt.sh; little-endian words.'
  echo ' */'
  echo
  echo '#pragma once'
  echo
  echo '#include <glib.h>'
  echo
  echo '/* clang-format off */'
  for level in O0 O2 Os
  do
    xtensa-lx106-elf-gcc -$level -std=gnu11 -ffreestanding -mlongcalls \
      -mtext-section-literals -nostdlib -Wl,-Ttext=0x40100000 -Wl,-e,start \
      -Wl,--section-start=.start=0x40100000 -Wl,-Ttext=0x40100010 \
      -o "$work/$level.elf" "$work/start.S" test-lx106-program.c
    xtensa-lx106-elf-objcopy -O binary "$work/$level.elf" "$work/$level.bin"
    echo "static const guint32 program_$level[] = {"
    od -An -v -tx4 -w32 "$work/$level.bin" | sed 's/ \([0-9a-f]\{8\}\)/ 0x\1,/g; s/^/ /'
    echo '};'
    echo
  done
  echo '/* clang-format on */'
  echo
  echo 'static const struct'
  echo '{'
  echo '  const char    *level;'
  echo '  const guint32 *words;'
  echo '  gsize          size;'
  echo '} programs[] = {'
  for level in O0 O2 Os
  do
    echo "  { \"$level\", program_$level, sizeof program_$level },"
  done
  echo '};'
} >"$work/out"
mv "$work/out" test-lx106-prebuilt.h
