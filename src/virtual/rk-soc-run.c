/* rk-soc-run.c: module time, and what happens in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-private.h"

#define INTERRUPT_UART 5

/**
 * _rk_soc_cycle_to_time:
 * @self: a chip
 * @cycle: of the core, not before the clock was last set
 *
 * Returns: when that is, at the present clock, in module time
 */
gint64
_rk_soc_cycle_to_time (RkSoc   *self,
                       guint64  cycle)
{
  guint64 cycles = cycle - self->base_cycle;

  return self->base_time + cycles / self->core_hz * G_GINT64_CONSTANT (1000000000) +
         cycles % self->core_hz * 1000000000 / self->core_hz;
}

/* Rounded up: at that cycle, the time has come. */
static guint64
time_to_cycle (RkSoc  *self,
               gint64  time)
{
  guint64 ns = MAX (time - self->base_time, 0);

  return self->base_cycle + ns / 1000000000 * self->core_hz + (ns % 1000000000 * self->core_hz + 999999999) / 1000000000;
}

/**
 * rk_soc_get_time:
 * @self: a chip
 *
 * Returns: module time in ns
 */
gint64
rk_soc_get_time (RkSoc *self)
{
  return _rk_soc_cycle_to_time (self, rk_lx106_get_cycle (self->core));
}

/**
 * _rk_soc_skip_to:
 * @self: a chip
 * @time: module time; nothing happens when it has passed
 *
 * Lets time pass in which the core does nothing.
 */
void
_rk_soc_skip_to (RkSoc  *self,
                 gint64  time)
{
  guint64 cycle = time_to_cycle (self, time);

  if (cycle > rk_lx106_get_cycle (self->core))
    rk_lx106_set_cycle (self->core, cycle);
}

/**
 * _rk_soc_set_clock:
 * @self: a chip
 * @hz: what the UARTs, the timers and the SPI controller work at from now on
 * @doubled: whether the core works at twice that
 */
void
_rk_soc_set_clock (RkSoc    *self,
                   guint     hz,
                   gboolean  doubled)
{
  guint core_hz = doubled ? 2 * hz : hz;
  gint64 now;

  if (hz == self->hz && core_hz == self->core_hz)
    return;

  now = self->hz != 0 ? rk_soc_get_time (self) : 0;
  self->base_time = now;
  self->base_cycle = rk_lx106_get_cycle (self->core);
  self->hz = hz;
  self->core_hz = core_hz;
  for (guint i = 0; i < 2; i++)
    rk_uart_set_clock (self->uart[i], hz);
  rk_timers_set_clock (self->timers, hz, now);
}

/**
 * _rk_soc_update_interrupts:
 * @self: a chip
 *
 * Shows the core what its parts want now.
 */
void
_rk_soc_update_interrupts (RkSoc *self)
{
  guint32 levels = rk_timers_get_interrupts (self->timers);

  if (rk_uart_get_interrupt (self->uart[0]) || rk_uart_get_interrupt (self->uart[1]))
    levels |= 1 << INTERRUPT_UART;
  rk_lx106_set_interrupts (self->core, levels);
}

/**
 * _rk_soc_want_reset:
 * @self: a chip
 * @wanted: which
 *
 * Has it reset as soon as the core has left its instruction.
 */
void
_rk_soc_want_reset (RkSoc       *self,
                    RkSocWanted  wanted)
{
  self->wanted = wanted;
  rk_lx106_stop (self->core);
}

/* What a program's own reset does not change: the cause that the ROM tells, the
 * straps, the clock and the watchdog. */
static void
reset_if_wanted (RkSoc *self)
{
  switch (self->wanted)
    {
    case RK_SOC_WANTED_SOFTWARE:
      _rk_soc_reset_core (self);
      break;
    case RK_SOC_WANTED_WATCHDOG:
      rk_soc_reset (self, RK_SOC_RESET_WATCHDOG);
      break;
    case RK_SOC_WANTED_BROWN_OUT:
      rk_soc_reset (self, RK_SOC_RESET_POWER_ON);
      break;
    case RK_SOC_WANTED_NONE:
    default:
      break;
    }
}

/* Lets happen what is due, and tells what comes next. */
static gint64
settle (RkSoc *self)
{
  gint64 now = rk_soc_get_time (self);
  gint64 next = RK_SOC_NEVER;
  gboolean restart = FALSE;

  for (guint i = 0; i < 2; i++)
    rk_uart_advance (self->uart[i], now);
  rk_serial_line_clear (self->nowhere);
  if (self->at != NULL)
    next = rk_soc_at_advance (self->at, now, &restart);
  if (restart)
    self->wanted = RK_SOC_WANTED_SOFTWARE;
  if (self->at != NULL && rk_soc_at_lost_power (self->at))
    self->wanted = RK_SOC_WANTED_BROWN_OUT;
  if (rk_timers_advance (self->timers, now))
    self->wanted = RK_SOC_WANTED_WATCHDOG;
  reset_if_wanted (self);
  if (self->restart_ns != 0 && now >= self->restart_at)
    rk_soc_reset (self, self->restart_cause);
  _rk_soc_update_interrupts (self);

  if (self->restart_ns != 0)
    next = MIN (next, self->restart_at);
  for (guint i = 0; i < 2; i++)
    next = MIN (next, rk_uart_get_next (self->uart[i]));
  return MIN (next, rk_timers_get_next (self->timers));
}

/* The ROM, or a program that polls the flash, sleeps; an event ends that. */
static gboolean
is_asleep (RkSoc *self)
{
  if (self->sleep_until <= rk_soc_get_time (self))
    self->sleep_until = 0;
  return self->sleep_until != 0;
}

/* Lets the core work up to @limit.  FALSE if it has to wait. */
static gboolean
run_core (RkSoc  *self,
          gint64  limit)
{
  switch (rk_lx106_run (self->core, time_to_cycle (self, limit)))
    {
    case RK_LX106_STOP_WAITING:
      return FALSE;
    case RK_LX106_STOP_BREAKPOINT:
      if (rk_lx106_get_pc (self->core) == RK_SOC_ROM_BOOT)
        _rk_soc_watch_applications (self);
      else
        _rk_soc_start_application (self);
      return TRUE;
    case RK_LX106_STOP_CYCLES:
    case RK_LX106_STOP_REQUESTED:
    default:
      return TRUE;
    }
}

/**
 * rk_soc_run:
 * @self: a chip with power
 * @until: module time
 *
 * Lets the chip work until then.
 *
 * Returns: when it goes on: the present time if it is at work, else that of the
 *   next thing that happens, %RK_SOC_NEVER if only the outside can wake it
 */
gint64
rk_soc_run (RkSoc  *self,
            gint64  until)
{
  for (;;)
    {
      gint64 wake = settle (self);
      gint64 now = rk_soc_get_time (self);

      if (now >= until)
        return now;

      if (self->at == NULL && !is_asleep (self))
        {
          if (run_core (self, MIN (until, wake)))
            continue;
          wake = settle (self);
        }
      else if (self->at == NULL)
        {
          wake = MIN (wake, self->sleep_until);
        }

      _rk_soc_skip_to (self, MIN (wake, until));
      if (wake > until)
        return wake;
      self->sleep_until = 0;
    }
}
