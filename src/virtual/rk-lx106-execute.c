/* rk-lx106-execute.c: the fast loop of the LX106 core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What most of a program consists of is done here on decoded instructions, with
 * the pc as a pointer to the next of them and the clock in a local variable.
 * Everything else leaves by "leave": the state is written back, a function in
 * another file does the work, and the loop takes up the state it finds.
 *
 * Between any two instructions one comparison decides whether something needs
 * attention: the cycle to stop at, the timer, an interrupt (which sets
 * self->attention to 0), the search for idle loops.
 *
 * It is one long function on purpose: one switch with a line for each instruction,
 * so that the compiler keeps pc, clock and registers at hand from one to the next.
 */

#include "rk-lx106-private.h"

/* Cycles that a taken branch costs beyond its own: GCC counts 3 for one on this
 * family (config/xtensa/xtensa.h, BRANCH_COST).  Wait states of loads are not
 * counted. */
#define TAKEN 2

/* The constants of B*I and B*UI (Xtensa ISA Reference Manual, tables 3-17 and
 * 3-18): b4const and b4constu. */
static const guint32 signed_constants[16] = {
  G_MAXUINT32, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256,
};
static const guint32 unsigned_constants[16] = {
  32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256,
};

static guint32
leading_zeros (guint32 value)
{
  return value != 0 ? (guint32)__builtin_clz (value) : 32;
}

#define R a[insn->r]
#define S a[insn->s]
#define T a[insn->t]

#define SIGNED(value) ((gint32)(value))

#define NEXT(length)  \
  {                   \
    insn += (length); \
    continue;         \
  }

#define SET(value, length) \
  {                        \
    R = (value);           \
    NEXT (length);         \
  }

#define BRANCH_IF(condition, length) \
  {                                  \
    if (!(condition))                \
      NEXT (length);                 \
    target = insn->imm;              \
    break;                           \
  }

#define JUMP(address)   \
  {                     \
    target = (address); \
    break;              \
  }

/* The address of the instruction. */
#define PC (base + (guint32)(insn - code))

#define LOAD(bits, length)                                                        \
  {                                                                               \
    guint32 address = S + insn->imm;                                              \
    const RkLx106Page *page = _rk_lx106_get_page (self, address);                 \
                                                                                  \
    if (page->read == NULL || (address & (bits / 8 - 1)) != 0 ||                  \
        (bits < 32 && (page->access & RK_LX106_WORD_ONLY) != 0))                  \
      goto leave;                                                                 \
    T = _rk_lx106_get_u##bits (page->read + (address & RK_LX106_PAGE_MASK));      \
    NEXT (length);                                                                \
  }

#define STORE(bits, length)                                                       \
  {                                                                               \
    guint32 address = S + insn->imm;                                              \
    const RkLx106Page *page = _rk_lx106_get_page (self, address);                 \
                                                                                  \
    if (page->write == NULL || (address & (bits / 8 - 1)) != 0 ||                 \
        (bits < 32 && (page->access & RK_LX106_WORD_ONLY) != 0))                  \
      goto leave;                                                                 \
    _rk_lx106_put_u##bits (page->write + (address & RK_LX106_PAGE_MASK), T);      \
    NEXT (length);                                                                \
  }

static inline guint8
_rk_lx106_get_u8 (const guint8 *bytes)
{
  return *bytes;
}

static inline void
_rk_lx106_put_u8 (guint8 *bytes,
                  guint8  value)
{
  *bytes = value;
}

/**
 * _rk_lx106_execute:
 * @self: a core
 *
 * Runs until _rk_lx106_attend() says stop.
 *
 * Returns: why
 */
RkLx106Stop
_rk_lx106_execute (RkLx106 *self)
{
  guint32 *const a = self->state.a;
  RkLx106Insn *code = NULL;
  RkLx106Insn *insn = NULL;
  guint32 base = 0;
  guint32 target = self->state.pc;
  guint64 cycle = self->cycle;
  RkLx106Stop stop = RK_LX106_STOP_CYCLES;

  for (;;)
    {
      /* Here after a jump: find the instruction at target. */
      if (code == NULL || target - base >= RK_LX106_PAGE_SIZE)
        {
          base = target & ~RK_LX106_PAGE_MASK;
          code = _rk_lx106_get_code (self, target);
        }
      insn = code + (target - base);

      for (;;)
        {
          if (G_UNLIKELY (cycle >= self->attention))
            goto attend;
        execute:
          cycle++;
          switch ((RkLx106Op)insn->op)
            {
            case RK_LX106_OP_UNDECODED:
              cycle--;
              _rk_lx106_decode_at (self, PC, insn);
              continue;
            case RK_LX106_OP_NEXT_PAGE:
              cycle -= 1 + TAKEN;
              JUMP (PC);

            case RK_LX106_OP_NOP:
              NEXT (3);
            case RK_LX106_OP_NOP_N:
              NEXT (2);
            case RK_LX106_OP_ADD:
              SET (S + T, 3);
            case RK_LX106_OP_ADD_N:
              SET (S + T, 2);
            case RK_LX106_OP_ADDX2:
              SET ((S << 1) + T, 3);
            case RK_LX106_OP_ADDX4:
              SET ((S << 2) + T, 3);
            case RK_LX106_OP_ADDX8:
              SET ((S << 3) + T, 3);
            case RK_LX106_OP_SUB:
              SET (S - T, 3);
            case RK_LX106_OP_SUBX2:
              SET ((S << 1) - T, 3);
            case RK_LX106_OP_SUBX4:
              SET ((S << 2) - T, 3);
            case RK_LX106_OP_SUBX8:
              SET ((S << 3) - T, 3);
            case RK_LX106_OP_AND:
              SET (S & T, 3);
            case RK_LX106_OP_OR:
              SET (S | T, 3);
            case RK_LX106_OP_XOR:
              SET (S ^ T, 3);
            case RK_LX106_OP_NEG:
              SET (-T, 3);
            case RK_LX106_OP_ABS:
              SET (SIGNED (T) < 0 ? -T : T, 3);
            case RK_LX106_OP_ADDI:
              SET (S + insn->imm, 3);
            case RK_LX106_OP_ADDI_N:
              SET (S + insn->imm, 2);
            case RK_LX106_OP_MOV_N:
              SET (S, 2);
            case RK_LX106_OP_MOVI:
              SET (insn->imm, 3);
            case RK_LX106_OP_MOVI_N:
              SET (insn->imm, 2);
            case RK_LX106_OP_MOVEQZ:
              SET (T == 0 ? S : R, 3);
            case RK_LX106_OP_MOVNEZ:
              SET (T != 0 ? S : R, 3);
            case RK_LX106_OP_MOVLTZ:
              SET (SIGNED (T) < 0 ? S : R, 3);
            case RK_LX106_OP_MOVGEZ:
              SET (SIGNED (T) >= 0 ? S : R, 3);

            case RK_LX106_OP_EXTUI:
              SET (T >> insn->s & insn->imm, 3);
            case RK_LX106_OP_SLLI:
              SET (S << insn->imm, 3);
            case RK_LX106_OP_SRAI:
              SET (SIGNED (T) >> insn->imm, 3);
            case RK_LX106_OP_SRLI:
              SET (T >> insn->imm, 3);
            /* SAR has six bits: the shifter takes 64 bits in and gives 32. */
            case RK_LX106_OP_SLL:
              SET ((guint64)S << 32 >> self->state.sar, 3);
            case RK_LX106_OP_SRL:
              SET ((guint64)T >> self->state.sar, 3);
            case RK_LX106_OP_SRA:
              SET ((gint64)SIGNED (T) >> self->state.sar, 3);
            case RK_LX106_OP_SRC:
              SET (((guint64)S << 32 | T) >> self->state.sar, 3);
            case RK_LX106_OP_SSR:
              self->state.sar = S & 31;
              NEXT (3);
            case RK_LX106_OP_SSL:
              self->state.sar = 32 - (S & 31);
              NEXT (3);
            case RK_LX106_OP_SSA8L:
              self->state.sar = (S & 3) * 8;
              NEXT (3);
            case RK_LX106_OP_SSA8B:
              self->state.sar = 32 - (S & 3) * 8;
              NEXT (3);
            case RK_LX106_OP_SSAI:
              self->state.sar = insn->imm;
              NEXT (3);

            case RK_LX106_OP_MUL16U:
              SET ((S & 0xffff) * (T & 0xffff), 3);
            case RK_LX106_OP_MUL16S:
              SET ((guint32)((gint16)S * (gint16)T), 3);
            case RK_LX106_OP_MULL:
              SET (S * T, 3);
            case RK_LX106_OP_NSA:
              SET (leading_zeros (SIGNED (S) < 0 ? ~S : S) - 1, 3);
            case RK_LX106_OP_NSAU:
              SET (leading_zeros (S), 3);

            case RK_LX106_OP_L8UI:
              LOAD (8, 3);
            case RK_LX106_OP_L16UI:
              LOAD (16, 3);
            case RK_LX106_OP_L16SI:
              {
                guint32 address = S + insn->imm;
                const RkLx106Page *page = _rk_lx106_get_page (self, address);

                if (page->read == NULL || (address & 1) != 0 ||
                    (page->access & RK_LX106_WORD_ONLY) != 0)
                  goto leave;
                T = (gint16)_rk_lx106_get_u16 (page->read + (address & RK_LX106_PAGE_MASK));
                NEXT (3);
              }
            case RK_LX106_OP_L32I:
              LOAD (32, 3);
            case RK_LX106_OP_L32I_N:
              LOAD (32, 2);
            case RK_LX106_OP_L32R:
              {
                const RkLx106Page *page = _rk_lx106_get_page (self, insn->imm);

                if (page->read == NULL || (self->state.litbase & 1) != 0)
                  goto leave;
                T = _rk_lx106_get_u32 (page->read + (insn->imm & RK_LX106_PAGE_MASK));
                NEXT (3);
              }
            case RK_LX106_OP_S8I:
              STORE (8, 3);
            case RK_LX106_OP_S16I:
              STORE (16, 3);
            case RK_LX106_OP_S32I:
              STORE (32, 3);
            case RK_LX106_OP_S32I_N:
              STORE (32, 2);

            case RK_LX106_OP_BEQZ:
              BRANCH_IF (S == 0, 3);
            case RK_LX106_OP_BEQZ_N:
              BRANCH_IF (S == 0, 2);
            case RK_LX106_OP_BNEZ:
              BRANCH_IF (S != 0, 3);
            case RK_LX106_OP_BNEZ_N:
              BRANCH_IF (S != 0, 2);
            case RK_LX106_OP_BLTZ:
              BRANCH_IF (SIGNED (S) < 0, 3);
            case RK_LX106_OP_BGEZ:
              BRANCH_IF (SIGNED (S) >= 0, 3);
            case RK_LX106_OP_BEQI:
              BRANCH_IF (S == signed_constants[insn->r], 3);
            case RK_LX106_OP_BNEI:
              BRANCH_IF (S != signed_constants[insn->r], 3);
            case RK_LX106_OP_BLTI:
              BRANCH_IF (SIGNED (S) < SIGNED (signed_constants[insn->r]), 3);
            case RK_LX106_OP_BGEI:
              BRANCH_IF (SIGNED (S) >= SIGNED (signed_constants[insn->r]), 3);
            case RK_LX106_OP_BLTUI:
              BRANCH_IF (S < unsigned_constants[insn->r], 3);
            case RK_LX106_OP_BGEUI:
              BRANCH_IF (S >= unsigned_constants[insn->r], 3);
            case RK_LX106_OP_BEQ:
              BRANCH_IF (S == T, 3);
            case RK_LX106_OP_BNE:
              BRANCH_IF (S != T, 3);
            case RK_LX106_OP_BLT:
              BRANCH_IF (SIGNED (S) < SIGNED (T), 3);
            case RK_LX106_OP_BGE:
              BRANCH_IF (SIGNED (S) >= SIGNED (T), 3);
            case RK_LX106_OP_BLTU:
              BRANCH_IF (S < T, 3);
            case RK_LX106_OP_BGEU:
              BRANCH_IF (S >= T, 3);
            case RK_LX106_OP_BANY:
              BRANCH_IF ((S & T) != 0, 3);
            case RK_LX106_OP_BNONE:
              BRANCH_IF ((S & T) == 0, 3);
            case RK_LX106_OP_BALL:
              BRANCH_IF ((~S & T) == 0, 3);
            case RK_LX106_OP_BNALL:
              BRANCH_IF ((~S & T) != 0, 3);
            case RK_LX106_OP_BBC:
              BRANCH_IF ((S >> (T & 31) & 1) == 0, 3);
            case RK_LX106_OP_BBS:
              BRANCH_IF ((S >> (T & 31) & 1) != 0, 3);
            case RK_LX106_OP_BBCI:
              BRANCH_IF ((S >> insn->r & 1) == 0, 3);
            case RK_LX106_OP_BBSI:
              BRANCH_IF ((S >> insn->r & 1) != 0, 3);

            case RK_LX106_OP_J:
              JUMP (insn->imm);
            case RK_LX106_OP_JX:
              JUMP (S);
            case RK_LX106_OP_CALL0:
              a[0] = PC + 3;
              JUMP (insn->imm);
            case RK_LX106_OP_CALLX0:
              target = S;
              a[0] = PC + 3;
              break;

            case RK_LX106_OP_ILLEGAL:
            case RK_LX106_OP_FETCH_FAULT:
            case RK_LX106_OP_BREAKPOINT:
            case RK_LX106_OP_SYSCALL:
            case RK_LX106_OP_BREAK:
            case RK_LX106_OP_BREAK_N:
            case RK_LX106_OP_RSR:
            case RK_LX106_OP_WSR:
            case RK_LX106_OP_XSR:
            case RK_LX106_OP_RSIL:
            case RK_LX106_OP_WAITI:
            case RK_LX106_OP_RFE:
            case RK_LX106_OP_RFDE:
            case RK_LX106_OP_RFI:
            case RK_LX106_OP_TLB_READ:
            case RK_LX106_OP_TLB_PROBE:
            case RK_LX106_OP_TLB_WRITE:
            case RK_LX106_OP_RER:
              goto leave;

            case RK_LX106_N_OPS:
            default:
              g_assert_not_reached ();
            }

          break;
        }

      cycle += TAKEN;
      continue;

    leave:
      self->state.pc = PC;
      self->cycle = cycle;
      _rk_lx106_execute_system (self, *insn);
      cycle = self->cycle;
      target = self->state.pc;
      code = NULL;
      continue;

    attend:
      self->state.pc = PC;
      self->cycle = cycle;
      if (!_rk_lx106_attend (self, &stop))
        return stop;
      cycle = self->cycle;
      target = self->state.pc;
      base = target & ~RK_LX106_PAGE_MASK;
      code = _rk_lx106_get_code (self, target);
      insn = code + (target - base);
      goto execute;
    }
}
