/* rk-lx106-special.c: special registers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, widths and directions as in QEMU
 * target/xtensa/core-lx106/xtensa-modules.c.inc (sysregs, states) and
 * gdb-config.c.inc.
 *
 * The debug registers (IBREAK, DBREAK, ICOUNT, DDR) keep what is written, but
 * nothing comes of it: only a debugger on the chip uses them, and BREAK works.
 */

#include "rk-lx106-private.h"

enum
{
  SAR          = 3,
  LITBASE      = 5,
  MMID         = 89,
  IBREAKENABLE = 96,
  DDR          = 104,
  IBREAKA0     = 128,
  DBREAKA0     = 144,
  DBREAKC0     = 160,
  CONFIGID0    = 176,
  EPC1         = 177,
  EPC2         = 178,
  EPC3         = 179,
  DEPC         = 192,
  EPS2         = 194,
  EPS3         = 195,
  CONFIGID1    = 208,
  EXCSAVE1     = 209,
  EXCSAVE2     = 210,
  EXCSAVE3     = 211,
  INTERRUPT    = 226, /* INTSET when written */
  INTCLEAR     = 227,
  INTENABLE    = 228,
  PS           = 230,
  VECBASE      = 231,
  EXCCAUSE     = 232,
  DEBUGCAUSE   = 233,
  CCOUNT       = 234,
  PRID         = 235,
  ICOUNT       = 236,
  ICOUNTLEVEL  = 237,
  EXCVADDR     = 238,
  CCOMPARE0    = 240,
};

typedef struct
{
  guint32 offset; /* in RkLx106State; what has none is handled by name */
  guint32 mask;   /* of the bits that exist */
  guint8  ops;    /* what may be done with it */
} Special;

#define READ     1 /* RSR */
#define WRITE    2 /* WSR */
#define EXCHANGE 4 /* XSR */
#define ANY      (READ | WRITE | EXCHANGE)

#define PLAIN(field, mask) { G_STRUCT_OFFSET (RkLx106State, field), mask, ANY }

static const Special specials[256] = {
  [SAR] = PLAIN (sar, 0x3f),
  [LITBASE] = PLAIN (litbase, 0xfffff001),
  [MMID] = { .ops = WRITE },
  [IBREAKENABLE] = PLAIN (ibreakenable, 1),
  [DDR] = PLAIN (ddr, G_MAXUINT32),
  [IBREAKA0] = PLAIN (ibreaka, G_MAXUINT32),
  [DBREAKA0] = PLAIN (dbreaka, G_MAXUINT32),
  [DBREAKC0] = PLAIN (dbreakc, 0xc000003f),
  [CONFIGID0] = { .ops = READ | WRITE },
  [EPC1] = PLAIN (epc[1], G_MAXUINT32),
  [EPC2] = PLAIN (epc[2], G_MAXUINT32),
  [EPC3] = PLAIN (epc[3], G_MAXUINT32),
  [DEPC] = PLAIN (epc[0], G_MAXUINT32),
  [EPS2] = PLAIN (eps[2], RK_LX106_PS_MASK),
  [EPS3] = PLAIN (eps[3], RK_LX106_PS_MASK),
  [CONFIGID1] = { .ops = READ },
  [EXCSAVE1] = PLAIN (excsave[1], G_MAXUINT32),
  [EXCSAVE2] = PLAIN (excsave[2], G_MAXUINT32),
  [EXCSAVE3] = PLAIN (excsave[3], G_MAXUINT32),
  [INTERRUPT] = { G_STRUCT_OFFSET (RkLx106State, interrupt), RK_LX106_INT_ALL, READ | WRITE },
  [INTCLEAR] = { .ops = WRITE },
  [INTENABLE] = PLAIN (intenable, RK_LX106_INT_ALL),
  [PS] = PLAIN (ps, RK_LX106_PS_MASK),
  [VECBASE] = PLAIN (vecbase, 0xffffff80),
  [EXCCAUSE] = PLAIN (exccause, 0x3f),
  [DEBUGCAUSE] = PLAIN (debugcause, 0x3f),
  [CCOUNT] = { .ops = ANY },
  [PRID] = { .ops = READ },
  [ICOUNT] = PLAIN (icount, G_MAXUINT32),
  [ICOUNTLEVEL] = PLAIN (icountlevel, 0xf),
  [EXCVADDR] = PLAIN (excvaddr, G_MAXUINT32),
  [CCOMPARE0] = PLAIN (ccompare, G_MAXUINT32),
};

static guint32 *
get_field (RkLx106 *self,
           guint    number)
{
  return (guint32 *)(void *)((guint8 *)&self->state + specials[number].offset);
}

/**
 * _rk_lx106_special_allows:
 * @number: of a special register
 * @op: RSR, WSR or XSR
 *
 * Returns: whether there is such an instruction
 */
gboolean
_rk_lx106_special_allows (guint     number,
                          RkLx106Op op)
{
  guint8 needed = op == RK_LX106_OP_RSR ? READ : op == RK_LX106_OP_WSR ? WRITE : EXCHANGE;

  return (specials[number].ops & needed) != 0;
}

/**
 * rk_lx106_get_special:
 * @self: a core
 * @number: of a special register, as in RSR
 *
 * Returns: its value, 0 for one that does not exist
 */
guint32
rk_lx106_get_special (RkLx106 *self,
                      guint    number)
{
  g_return_val_if_fail (number < G_N_ELEMENTS (specials), 0);

  switch (number)
    {
    case CCOUNT:
      return self->cycle + self->ccount_offset;
    case CONFIGID0: /* XCHAL_HW_CONFIGID0 and 1 in core-isa.h */
      return 0xc28cdafa;
    case CONFIGID1:
      return 0x1082b6f6;
    default:
      return specials[number].mask != 0 ? *get_field (self, number) : 0;
    }
}

/**
 * rk_lx106_set_special:
 * @self: a core
 * @number: of a special register, as in WSR
 * @value: its new value
 *
 * Does what WSR does; nothing for a register that can not be written.
 */
void
rk_lx106_set_special (RkLx106 *self,
                      guint    number,
                      guint32  value)
{
  g_return_if_fail (number < G_N_ELEMENTS (specials));

  self->attention = 0;
  switch (number)
    {
    case INTERRUPT:
      self->state.interrupt |= value & RK_LX106_INT_SOFTWARE;
      break;
    case INTCLEAR:
      value &= RK_LX106_INT_SOFTWARE | RK_LX106_INT_EDGE | RK_LX106_INT_NMI;
      self->state.interrupt &= ~value;
      break;
    case CCOUNT:
      self->ccount_offset = value - (guint32)self->cycle;
      _rk_lx106_set_timer (self);
      break;
    case CCOMPARE0:
      self->state.ccompare = value;
      self->state.interrupt &= ~RK_LX106_INT_TIMER;
      _rk_lx106_set_timer (self);
      break;
    default:
      if (specials[number].mask != 0)
        *get_field (self, number) = value & specials[number].mask;
      break;
    }
}
