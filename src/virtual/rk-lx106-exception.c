/* rk-lx106-exception.c: exceptions, interrupts, the timer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * After the Xtensa ISA Reference Manual, 4.4.1 (exceptions), 4.4.4 and 4.4.5
 * (interrupts), 4.4.6 (timer).
 */

#include "rk-lx106-private.h"

/* Offsets from VECBASE (QEMU target/xtensa/core-lx106/core-isa.h; the symbols of
 * the boot ROM agree). */
enum
{
  VECTOR_DEBUG  = 0x10,
  VECTOR_NMI    = 0x20,
  VECTOR_KERNEL = 0x30,
  VECTOR_USER   = 0x50,
  VECTOR_DOUBLE = 0x70,
};

/**
 * _rk_lx106_raise:
 * @self: a core, its pc at the instruction to blame
 * @cause: the cause
 *
 * Raises an exception: the pc goes to the handler.
 */
void
_rk_lx106_raise (RkLx106      *self,
                 RkLx106Cause  cause)
{
  RkLx106State *state = &self->state;
  guint32 vector;

  state->exccause = cause;
  if ((state->ps & RK_LX106_PS_EXCM) != 0)
    {
      state->epc[0] = state->pc;
      vector = VECTOR_DOUBLE;
    }
  else
    {
      state->epc[1] = state->pc;
      vector = (state->ps & RK_LX106_PS_UM) != 0 ? VECTOR_USER : VECTOR_KERNEL;
    }
  state->ps |= RK_LX106_PS_EXCM;
  state->pc = state->vecbase + vector;
}

/**
 * _rk_lx106_raise_at:
 * @self: a core, its pc at the instruction to blame
 * @cause: the cause
 * @address: what it tried to use
 *
 * Raises an exception that has an address.
 */
void
_rk_lx106_raise_at (RkLx106      *self,
                    RkLx106Cause  cause,
                    guint32       address)
{
  self->state.excvaddr = address;
  _rk_lx106_raise (self, cause);
}

/* Enters the handler of an interrupt level above 1. */
static void
enter_level (RkLx106 *self,
             guint    level,
             guint32  vector)
{
  RkLx106State *state = &self->state;

  state->epc[level] = state->pc;
  state->eps[level] = state->ps;
  state->ps = (state->ps & ~RK_LX106_PS_INTLEVEL) | RK_LX106_PS_EXCM | level;
  state->pc = state->vecbase + vector;
}

/* Up to which interrupts are held back. */
static guint
get_current_level (RkLx106 *self)
{
  guint level = self->state.ps & RK_LX106_PS_INTLEVEL;

  return (self->state.ps & RK_LX106_PS_EXCM) != 0 ? MAX (level, 1) : level;
}

/**
 * _rk_lx106_raise_debug:
 * @self: a core
 * @debugcause: the bit for DEBUGCAUSE
 *
 * Raises a debug exception, unless the program runs at the debug level.
 *
 * Returns: %FALSE if it does
 */
gboolean
_rk_lx106_raise_debug (RkLx106 *self,
                       guint32  debugcause)
{
  if (get_current_level (self) >= RK_LX106_DEBUG_LEVEL)
    return FALSE;

  self->state.debugcause = debugcause;
  enter_level (self, RK_LX106_DEBUG_LEVEL, VECTOR_DEBUG);
  return TRUE;
}

/**
 * _rk_lx106_take_interrupt:
 * @self: a core between two instructions
 *
 * Enters the handler of a pending interrupt, if there is one that is not held
 * back.  The NMI can not be held back; it is an edge, which taking it uses up.
 *
 * Returns: %TRUE if there was one
 */
gboolean
_rk_lx106_take_interrupt (RkLx106 *self)
{
  RkLx106State *state = &self->state;

  if ((state->interrupt & RK_LX106_INT_NMI) != 0)
    {
      state->interrupt &= ~RK_LX106_INT_NMI;
      enter_level (self, RK_LX106_NMI_LEVEL, VECTOR_NMI);
      return TRUE;
    }

  if ((state->interrupt & state->intenable & RK_LX106_INT_LEVEL1) == 0 ||
      get_current_level (self) > 0)
    return FALSE;

  _rk_lx106_raise (self, RK_LX106_LEVEL1_INTERRUPT);
  return TRUE;
}

/**
 * rk_lx106_set_interrupts:
 * @self: a core
 * @levels: the inputs, a bit each as in the register INTERRUPT
 *
 * Sets the interrupt inputs: 0 to 5 are seen while they are high; 8 to 13 and
 * the NMI, 14, when they rise.  6 (timer) and 7 (software) have no input.  May be
 * called from a device's callback; the core reacts before its next instruction.
 */
void
rk_lx106_set_interrupts (RkLx106 *self,
                         guint32  levels)
{
  const guint32 risen = levels & ~self->inputs;
  guint32 interrupt = self->state.interrupt;

  interrupt &= ~RK_LX106_INT_LEVEL;
  interrupt |= levels & RK_LX106_INT_LEVEL;
  interrupt |= risen & (RK_LX106_INT_EDGE | RK_LX106_INT_NMI);
  self->inputs = levels;
  if (interrupt == self->state.interrupt)
    return;

  self->state.interrupt = interrupt;
  self->attention = 0;
}

/**
 * _rk_lx106_set_timer:
 * @self: a core
 *
 * Works out when CCOUNT will next be equal to CCOMPARE0.
 */
void
_rk_lx106_set_timer (RkLx106 *self)
{
  guint32 wait = self->state.ccompare - (guint32)(self->cycle + self->ccount_offset);

  self->timer = self->cycle + (wait != 0 ? wait : (guint64)1 << 32);
  self->attention = 0;
}

/**
 * _rk_lx106_check_timer:
 * @self: a core between two instructions
 *
 * Lets the timer ask for its interrupt when its time has come.
 */
void
_rk_lx106_check_timer (RkLx106 *self)
{
  if (self->cycle < self->timer)
    return;

  self->state.interrupt |= RK_LX106_INT_TIMER;
  self->timer += (((self->cycle - self->timer) >> 32) + 1) << 32;
}
