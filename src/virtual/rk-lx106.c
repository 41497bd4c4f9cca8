/* rk-lx106.c: making, running and looking at a core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-lx106-private.h"

/**
 * rk_lx106_new:
 *
 * Returns: (transfer full): a core with nothing mapped, to be reset before it runs
 */
RkLx106 *
rk_lx106_new (void)
{
  RkLx106 *self = g_new0 (RkLx106, 1);

  self->breakpoints = g_hash_table_new (NULL, NULL);
  _rk_lx106_init_pages (self);
  rk_lx106_reset (self, 0x40000080);
  return self;
}

/**
 * rk_lx106_free:
 * @self: (transfer full): a core
 */
void
rk_lx106_free (RkLx106 *self)
{
  g_hash_table_unref (self->breakpoints);
  _rk_lx106_free_pages (self);
  g_free (self);
}

/**
 * rk_lx106_reset:
 * @self: a core
 * @reset_vector: where to begin
 *
 * Sets all registers as the reset input does.  What is mapped, the interrupt
 * inputs, breakpoints and the clock stay; CCOUNT begins at 0.
 */
void
rk_lx106_reset (RkLx106 *self,
                guint32  reset_vector)
{
  memset (&self->state, 0, sizeof self->state);
  self->state.pc = reset_vector;
  self->state.ps = RK_LX106_PS_INTLEVEL | RK_LX106_PS_EXCM;
  self->state.vecbase = 0x40000000; /* XCHAL_VECBASE_RESET_VADDR in core-isa.h */
  self->state.interrupt = self->inputs & RK_LX106_INT_LEVEL;
  for (guint region = 0; region < 8; region++)
    self->state.regions[0][region] = self->state.regions[1][region] = 2;

  self->waiting = FALSE;
  self->at_breakpoint = FALSE;
  self->ccount_offset = -(guint32)self->cycle;
  _rk_lx106_set_timer (self);
  _rk_lx106_probe_reset (self, FALSE);
}

/* The next cycle at which the fast loop must come back. */
static void
plan (RkLx106 *self)
{
  if (self->probe.active || self->trace != NULL)
    self->attention = self->cycle + 1;
  else
    self->attention = MIN (MIN (self->until, self->timer), self->probe.next);
}

/* Nothing but an interrupt can end this.  The timer is one that the core knows
 * of: it goes there by itself, if it may go that far. */
static gboolean
skip_to_timer (RkLx106 *self)
{
  if (self->timer >= self->until)
    return FALSE;

  self->cycle = MAX (self->cycle, self->timer);
  return TRUE;
}

/**
 * _rk_lx106_attend:
 * @self: a core between two instructions
 * @stop: (out): why it has to stop
 *
 * Does what has to be done between two instructions.  When it returns %TRUE, the
 * next instruction must be done before it is called again.
 *
 * Returns: %FALSE if the core has to stop
 */
gboolean
_rk_lx106_attend (RkLx106     *self,
                  RkLx106Stop *stop)
{
  for (;;)
    {
      _rk_lx106_check_timer (self);
      if (_rk_lx106_take_interrupt (self))
        {
          self->waiting = FALSE;
          self->at_breakpoint = FALSE;
          _rk_lx106_probe_reset (self, FALSE);
        }

      if (self->stopping)
        *stop = RK_LX106_STOP_REQUESTED;
      else if (self->at_breakpoint)
        *stop = RK_LX106_STOP_BREAKPOINT;
      else if (self->cycle >= self->until)
        *stop = RK_LX106_STOP_CYCLES;
      else if (!self->waiting && !_rk_lx106_probe (self))
        break;
      else if (skip_to_timer (self))
        {
          _rk_lx106_probe_reset (self, TRUE);
          continue;
        }
      else
        *stop = RK_LX106_STOP_WAITING;

      return FALSE;
    }

  if (self->trace != NULL)
    self->trace (self, self->trace_data);
  plan (self);
  return TRUE;
}

/* Does the instruction below a breakpoint that the core stopped at. */
static RkLx106Stop
step_over (RkLx106 *self,
           guint64  until)
{
  const guint32 address = self->state.pc;
  gboolean was_there = g_hash_table_remove (self->breakpoints, GUINT_TO_POINTER (address));
  RkLx106Stop stop;

  rk_lx106_invalidate (self, address, 1);
  self->until = MIN (until, self->cycle + 1);
  stop = _rk_lx106_execute (self);
  if (was_there)
    rk_lx106_add_breakpoint (self, address);
  return stop;
}

/**
 * rk_lx106_run:
 * @self: a core
 * @until_cycle: when to stop, on the core's clock
 *
 * Runs the program.  It stops in time to the instruction: the clock is at most
 * two cycles (of a taken branch) beyond @until_cycle, plus what a device added.
 *
 * When it returns %RK_LX106_STOP_WAITING, the clock has not reached @until_cycle.
 * The owner moves it to the next event that it knows of (or to @until_cycle) by
 * rk_lx106_set_cycle(), lets the event happen and calls this again.  The timer
 * of the core is no such event: the core goes to it by itself.
 *
 * Returns: why it stopped
 */
RkLx106Stop
rk_lx106_run (RkLx106 *self,
              guint64  until_cycle)
{
  RkLx106Stop stop;

  self->stopping = FALSE;
  self->attention = 0;
  self->probe.active = FALSE; /* the owner may have changed what it saw */
  if (self->was_waiting)
    _rk_lx106_probe_reset (self, TRUE);
  if (self->at_breakpoint)
    {
      self->at_breakpoint = FALSE;
      stop = step_over (self, until_cycle);
      if (stop != RK_LX106_STOP_CYCLES || self->cycle >= until_cycle)
        return stop;
      self->attention = 0;
    }

  self->until = until_cycle;
  stop = _rk_lx106_execute (self);
  self->was_waiting = stop == RK_LX106_STOP_WAITING;
  return stop;
}

/**
 * rk_lx106_stop:
 * @self: a core
 *
 * Lets rk_lx106_run() return before the next instruction; for callbacks.
 */
void
rk_lx106_stop (RkLx106 *self)
{
  self->stopping = TRUE;
  self->attention = 0;
}

/**
 * rk_lx106_get_cycle:
 * @self: a core
 *
 * Returns: its clock
 */
guint64
rk_lx106_get_cycle (RkLx106 *self)
{
  return self->cycle;
}

/**
 * rk_lx106_set_cycle:
 * @self: a core
 * @cycle: the new time, not before the present
 *
 * Moves the clock on, CCOUNT with it.
 */
void
rk_lx106_set_cycle (RkLx106 *self,
                    guint64  cycle)
{
  self->cycle = cycle;
  self->attention = 0;
}

/**
 * rk_lx106_get_pc:
 * @self: a core
 *
 * Returns: the address of the next instruction; in a callback of a device, that
 *   of the one behind the access
 */
guint32
rk_lx106_get_pc (RkLx106 *self)
{
  return self->state.pc;
}

/**
 * rk_lx106_set_pc:
 * @self: a core
 * @pc: the address of the next instruction
 *
 * Goes on elsewhere; an end to WAITI.
 */
void
rk_lx106_set_pc (RkLx106 *self,
                 guint32  pc)
{
  self->state.pc = pc;
  self->waiting = FALSE;
  self->at_breakpoint = FALSE;
}

/**
 * rk_lx106_get_register:
 * @self: a core
 * @index: 0 to 15
 *
 * Returns: the value of a0 to a15
 */
guint32
rk_lx106_get_register (RkLx106 *self,
                       guint    index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (self->state.a), 0);

  return self->state.a[index];
}

/**
 * rk_lx106_set_register:
 * @self: a core
 * @index: 0 to 15
 * @value: the new value of a0 to a15
 */
void
rk_lx106_set_register (RkLx106 *self,
                       guint    index,
                       guint32  value)
{
  g_return_if_fail (index < G_N_ELEMENTS (self->state.a));

  self->state.a[index] = value;
}

/**
 * rk_lx106_add_breakpoint:
 * @self: a core
 * @address: of an instruction
 *
 * Makes rk_lx106_run() return before the instruction is done.  When it is called
 * again the instruction is done.
 */
void
rk_lx106_add_breakpoint (RkLx106 *self,
                         guint32  address)
{
  g_hash_table_add (self->breakpoints, GUINT_TO_POINTER (address));
  rk_lx106_invalidate (self, address, 1);
}

/**
 * rk_lx106_remove_breakpoint:
 * @self: a core
 * @address: of an instruction
 *
 * Takes a breakpoint away.
 */
void
rk_lx106_remove_breakpoint (RkLx106 *self,
                            guint32  address)
{
  g_hash_table_remove (self->breakpoints, GUINT_TO_POINTER (address));
  rk_lx106_invalidate (self, address, 1);
}

/**
 * rk_lx106_set_trace:
 * @self: a core
 * @trace: (nullable): called before each instruction
 * @data: for it
 *
 * Watches every instruction, which costs nothing only while it is off.
 */
void
rk_lx106_set_trace (RkLx106          *self,
                    RkLx106TraceFunc  trace,
                    gpointer          data)
{
  self->trace = trace;
  self->trace_data = data;
  self->attention = 0;
}
