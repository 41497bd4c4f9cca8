/* rk-lx106-system.c: what the fast loop leaves to others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Instructions for the system, and the loads and stores that end in a device or
 * an exception.
 */

#include "rk-lx106-private.h"

/* Bits of DEBUGCAUSE (Xtensa ISA Reference Manual, 4.7.6.2). */
enum
{
  DEBUGCAUSE_BREAK   = 1 << 3,
  DEBUGCAUSE_BREAK_N = 1 << 4,
};

static void
execute_break (RkLx106 *self,
               guint32  cause,
               guint    length)
{
  if (!_rk_lx106_raise_debug (self, cause))
    self->state.pc += length;
}

static void
execute_special (RkLx106           *self,
                 const RkLx106Insn *insn)
{
  guint32 written = self->state.a[insn->r];

  if (insn->op != RK_LX106_OP_WSR)
    self->state.a[insn->r] = rk_lx106_get_special (self, insn->imm);
  if (insn->op != RK_LX106_OP_RSR)
    rk_lx106_set_special (self, insn->imm, written);
}

static void
set_ps (RkLx106 *self,
        guint32  ps)
{
  self->state.ps = ps & RK_LX106_PS_MASK;
  self->attention = 0;
}

static void
set_intlevel (RkLx106 *self,
              guint32  level)
{
  set_ps (self, (self->state.ps & ~RK_LX106_PS_INTLEVEL) | level);
}

/* Regions of 512 MiB have an attribute for data and one for instructions each.
 * They are kept, but they change nothing: what may be done where is decided by
 * the mapping.  A probe and the first half of a read give the region's address. */
static void
execute_tlb (RkLx106           *self,
             const RkLx106Insn *insn)
{
  guint32 address = self->state.a[insn->s];
  guint32 region = address >> 29;
  guint32 *attribute = &self->state.regions[insn->t][region];

  if (insn->op == RK_LX106_OP_TLB_WRITE)
    self->state.regions[insn->t][region] = self->state.a[insn->r] & 0xf;
  else if (insn->op == RK_LX106_OP_TLB_READ && insn->imm == 0)
    self->state.a[insn->r] = region << 29;
  else
    self->state.a[insn->r] = region << 29 | *attribute;
}

static void
return_from (RkLx106 *self,
             guint    level)
{
  self->state.pc = self->state.epc[level];
  set_ps (self, self->state.eps[level]);
}

/* What goes on at the next instruction. */
static void
execute_straight (RkLx106           *self,
                  const RkLx106Insn *insn)
{
  switch ((int)insn->op)
    {
    case RK_LX106_OP_RSR:
    case RK_LX106_OP_WSR:
    case RK_LX106_OP_XSR:
      execute_special (self, insn);
      break;
    case RK_LX106_OP_RSIL:
      self->state.a[insn->r] = self->state.ps;
      set_intlevel (self, insn->imm);
      break;
    case RK_LX106_OP_WAITI:
      set_intlevel (self, insn->imm);
      self->waiting = TRUE;
      break;
    case RK_LX106_OP_RER:
      self->state.a[insn->r] = 0;
      break;
    default:
      execute_tlb (self, insn);
      break;
    }
  self->state.pc += 3;
}

static void
raise_fetch_fault (RkLx106           *self,
                   const RkLx106Insn *insn)
{
  guint32 address = self->state.pc + insn->imm;

  _rk_lx106_raise_at (self,
                      _rk_lx106_get_range (self, address) != NULL ? RK_LX106_FETCH_ERROR
                                                                  : RK_LX106_FETCH_PROHIBITED,
                      address);
}

/**
 * _rk_lx106_execute_system:
 * @self: a core
 * @insn: its next instruction
 *
 * Does an instruction that the fast loop does not.
 */
void
_rk_lx106_execute_system (RkLx106     *self,
                          RkLx106Insn  insn)
{
  switch ((int)insn.op)
    {
    case RK_LX106_OP_ILLEGAL:
      _rk_lx106_raise (self, RK_LX106_ILLEGAL_INSTRUCTION);
      break;
    case RK_LX106_OP_FETCH_FAULT:
      raise_fetch_fault (self, &insn);
      break;
    case RK_LX106_OP_BREAKPOINT:
      self->cycle--;
      self->at_breakpoint = TRUE;
      self->attention = 0;
      break;
    case RK_LX106_OP_SYSCALL:
      _rk_lx106_raise (self, RK_LX106_SYSCALL);
      break;
    case RK_LX106_OP_BREAK:
      execute_break (self, DEBUGCAUSE_BREAK, 3);
      break;
    case RK_LX106_OP_BREAK_N:
      execute_break (self, DEBUGCAUSE_BREAK_N, 2);
      break;
    case RK_LX106_OP_RFE:
      self->state.pc = self->state.epc[1];
      set_ps (self, self->state.ps & ~RK_LX106_PS_EXCM);
      break;
    case RK_LX106_OP_RFDE:
      self->state.pc = self->state.epc[0];
      break;
    case RK_LX106_OP_RFI:
      return_from (self, insn.imm);
      break;
    default:
      if (insn.op >= RK_LX106_OP_SYSTEM)
        execute_straight (self, &insn);
      else
        _rk_lx106_transfer (self, &insn);
      break;
    }
}
