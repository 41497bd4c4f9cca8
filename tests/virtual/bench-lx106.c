/* bench-lx106.c: how fast the core is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-lx106.h"

#include "test-lx106-prebuilt.h"

#include <string.h>

#define CODE    0x40100000u
#define DATA    0x3ffe8000u
#define SECONDS 2

static RkLx106 *
new_core (guint8 *code,
          guint8 *data)
{
  RkLx106 *core = rk_lx106_new ();

  rk_lx106_map_memory (core, CODE, 0x8000, code,
                       RK_LX106_READ | RK_LX106_WRITE | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY);
  rk_lx106_map_memory (core, DATA, 0x14000, data, RK_LX106_READ | RK_LX106_WRITE);
  rk_lx106_add_breakpoint (core, CODE + 3);
  return core;
}

static void
begin (RkLx106 *core,
       guint32  seed)
{
  rk_lx106_reset (core, CODE);
  rk_lx106_set_register (core, 1, DATA + 0x14000);
  rk_lx106_set_register (core, 2, DATA);
  rk_lx106_set_register (core, 3, seed);
}

static guint64
count_instructions (RkLx106 *core)
{
  guint64 count = 0;

  begin (core, 0);
  while (rk_lx106_run (core, rk_lx106_get_cycle (core) + 1) == RK_LX106_STOP_CYCLES)
    count++;
  return count;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree guint8 *code = g_malloc0 (0x8000);
  g_autofree guint8 *data = g_malloc0 (0x14000);
  g_autoptr(RkLx106) core = new_core (code, data);
  gint64 began;
  guint64 cycles;
  guint64 per_run;
  double seconds;
  guint runs = 0;

  memcpy (code, programs[1].words, programs[1].size);
  per_run = count_instructions (core);

  cycles = rk_lx106_get_cycle (core);
  began = g_get_monotonic_time ();
  do
    {
      begin (core, runs++);
      if (rk_lx106_run (core, G_MAXUINT64) != RK_LX106_STOP_BREAKPOINT)
        g_error ("the program did not come to its end");
      seconds = (g_get_monotonic_time () - began) / 1e6;
    }
  while (seconds < SECONDS);
  cycles = rk_lx106_get_cycle (core) - cycles;

  g_print ("%.0f million instructions a second (%" G_GUINT64_FORMAT " a run, %.2f cycles each)\n",
           per_run * runs / seconds / 1e6, per_run, (double)cycles / runs / per_run);
  return 0;
}
