/* test-lx106-run.c: compiled programs on the core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-lx106.h"

#include "test-lx106-prebuilt.h"
#include "test-lx106-program.h"

#include <string.h>

#define CODE      0x40100000u
#define CODE_SIZE 0x8000u
#define DATA      0x3ffe8000u
#define DATA_SIZE 0x14000u

static guint32
run_on_core (const guint32 *words,
             gsize          size,
             guint32        seed,
             guint8        *data,
             guint64        slice)
{
  g_autofree guint8 *code = g_malloc0 (CODE_SIZE);
  g_autoptr(RkLx106) core = rk_lx106_new ();
  RkLx106Stop stop;

  for (gsize i = 0; i < size / 4; i++)
    for (guint byte = 0; byte < 4; byte++)
      code[i * 4 + byte] = words[i] >> byte * 8;

  rk_lx106_map_memory (core, CODE, CODE_SIZE, code,
                       RK_LX106_READ | RK_LX106_WRITE | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY);
  rk_lx106_map_memory (core, DATA, DATA_SIZE, data, RK_LX106_READ | RK_LX106_WRITE);
  rk_lx106_add_breakpoint (core, CODE + 3);
  rk_lx106_reset (core, CODE);
  rk_lx106_set_register (core, 1, DATA + DATA_SIZE);
  rk_lx106_set_register (core, 2, DATA);
  rk_lx106_set_register (core, 3, seed);
  do
    stop = rk_lx106_run (core, rk_lx106_get_cycle (core) + slice);
  while (stop == RK_LX106_STOP_CYCLES);
  g_assert_cmpint (stop, ==, RK_LX106_STOP_BREAKPOINT);
  g_assert_cmphex (rk_lx106_get_pc (core), ==, CODE + 3);
  return rk_lx106_get_register (core, 2);
}

static void
test_programs (void)
{
  static const guint64 slices[] = { 1000000000, 1000, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    for (guint seed = 0; seed < G_N_ELEMENTS (slices); seed++)
      {
        g_autofree guint8 *here = g_malloc0 (DATA_SIZE);
        g_autofree guint8 *there = g_malloc0 (DATA_SIZE);
        guint32 expected = lx106_program (here, seed);
        guint32 sum = run_on_core (programs[i].words, programs[i].size, seed, there,
                                   slices[seed]);

        g_test_message ("%s, seed %u", programs[i].level, seed);
        g_assert_cmphex (sum, ==, expected);
        g_assert_cmpmem (there, LX106_PROGRAM_SCRATCH, here, LX106_PROGRAM_SCRATCH);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lx106/run/programs", test_programs);

  return g_test_run ();
}
