/* rk-lx106-decode.c: bytes to decoded instructions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formats and fields as in the Xtensa ISA Reference Manual, chapter 7; which of
 * the instructions this core has, as in QEMU
 * target/xtensa/core-lx106/xtensa-modules.c.inc.  What it has not, and what has
 * something in a field that must be zero, is an illegal instruction.
 */

#include "rk-lx106-private.h"

#define FIELD(word, shift, bits) (((word) >> (shift)) & ((1u << (bits)) - 1))

#define OP0(word)  FIELD (word, 0, 4)
#define T(word)    FIELD (word, 4, 4)
#define S(word)    FIELD (word, 8, 4)
#define R(word)    FIELD (word, 12, 4)
#define OP1(word)  FIELD (word, 16, 4)
#define OP2(word)  FIELD (word, 20, 4)
#define N(word)    FIELD (word, 4, 2)
#define M(word)    FIELD (word, 6, 2)
#define IMM8(word) FIELD (word, 16, 8)

#define INSN(...) ((RkLx106Insn){ __VA_ARGS__ })
#define ILLEGAL   INSN (.op = RK_LX106_OP_ILLEGAL)

static guint32
sign_extend (guint32 value,
             guint   bits)
{
  guint32 sign = 1u << (bits - 1);

  return (value ^ sign) - sign;
}

/* RET, JX, CALLX0 (SNM0). */
static RkLx106Insn
decode_jump (guint32 word)
{
  switch (T (word))
    {
    case 0x8:
      return INSN (.op = RK_LX106_OP_JX, .s = 0);
    case 0xa:
      return INSN (.op = RK_LX106_OP_JX, .s = S (word));
    case 0xc:
      return INSN (.op = RK_LX106_OP_CALLX0, .s = S (word));
    default:
      return ILLEGAL;
    }
}

/* The barriers are nothing here: each instruction ends before the next begins. */
static RkLx106Insn
decode_sync (guint32 word)
{
  static const guint16 known = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | /* ISYNC RSYNC ESYNC DSYNC */
                               1 << 8 | 1 << 12 | 1 << 13 | 1 << 15; /* EXCW MEMW EXTW NOP */

  if (S (word) != 0 || (known >> T (word) & 1) == 0)
    return ILLEGAL;
  return INSN (.op = RK_LX106_OP_NOP);
}

static RkLx106Insn
decode_return_from_exception (guint32 word)
{
  if (T (word) == 0 && S (word) == 0)
    return INSN (.op = RK_LX106_OP_RFE);
  if (T (word) == 0 && S (word) == 2)
    return INSN (.op = RK_LX106_OP_RFDE);
  if (T (word) == 1 && S (word) >= 2 && S (word) <= RK_LX106_NMI_LEVEL)
    return INSN (.op = RK_LX106_OP_RFI, .imm = S (word));
  return ILLEGAL;
}

/* ST0 */
static RkLx106Insn
decode_system (guint32 word)
{
  switch (R (word))
    {
    case 0:
      return decode_jump (word);
    case 2:
      return decode_sync (word);
    case 3:
      return decode_return_from_exception (word);
    case 4:
      return INSN (.op = RK_LX106_OP_BREAK);
    case 5:
      return INSN (.op = (word & 0xff0) == 0 ? RK_LX106_OP_SYSCALL : RK_LX106_OP_ILLEGAL);
    case 6:
      return INSN (.op = RK_LX106_OP_RSIL, .r = T (word), .imm = S (word));
    case 7:
      return INSN (.op = T (word) == 0 ? RK_LX106_OP_WAITI : RK_LX106_OP_ILLEGAL,
                   .imm = S (word));
    default:
      return ILLEGAL;
    }
}

/* ST1: what sets SAR, counts leading signs or goes to external registers. */
static RkLx106Insn
decode_shift_setup (guint32 word)
{
  static const guint8 ops[4] = { RK_LX106_OP_SSR, RK_LX106_OP_SSL,
                                 RK_LX106_OP_SSA8L, RK_LX106_OP_SSA8B };

  switch (R (word))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      return INSN (.op = T (word) == 0 ? ops[R (word)] : RK_LX106_OP_ILLEGAL, .s = S (word));
    case 4:
      return INSN (.op = T (word) <= 1 ? RK_LX106_OP_SSAI : RK_LX106_OP_ILLEGAL,
                   .imm = T (word) << 4 | S (word));
    case 6:
      return INSN (.op = RK_LX106_OP_RER, .r = T (word));
    case 7: /* WER: no external register of this chip is known */
      return INSN (.op = RK_LX106_OP_NOP);
    case 14:
      return INSN (.op = RK_LX106_OP_NSA, .r = T (word), .s = S (word));
    case 15:
      return INSN (.op = RK_LX106_OP_NSAU, .r = T (word), .s = S (word));
    default:
      return ILLEGAL;
    }
}

static RkLx106Insn
decode_tlb (guint32 word)
{
  RkLx106Insn insn = { .r = T (word), .s = S (word), .t = R (word) < 8 };

  switch (R (word) & 7)
    {
    case 3:
      insn.op = RK_LX106_OP_TLB_READ;
      break;
    case 4: /* invalidate: there is nothing to forget in a region's entry */
      insn.op = T (word) == 0 ? RK_LX106_OP_NOP : RK_LX106_OP_ILLEGAL;
      break;
    case 5:
      insn.op = RK_LX106_OP_TLB_PROBE;
      break;
    case 6:
      insn.op = RK_LX106_OP_TLB_WRITE;
      break;
    case 7:
      insn.op = RK_LX106_OP_TLB_READ;
      insn.imm = 1;
      break;
    default:
      return ILLEGAL;
    }
  return insn;
}

/* RST0 */
static RkLx106Insn
decode_arithmetic (guint32 word)
{
  static const guint8 ops[16] = {
    [1] = RK_LX106_OP_AND,   [2] = RK_LX106_OP_OR,
    [3] = RK_LX106_OP_XOR,   [8] = RK_LX106_OP_ADD,
    [9] = RK_LX106_OP_ADDX2, [10] = RK_LX106_OP_ADDX4,
    [11] = RK_LX106_OP_ADDX8, [12] = RK_LX106_OP_SUB,
    [13] = RK_LX106_OP_SUBX2, [14] = RK_LX106_OP_SUBX4,
    [15] = RK_LX106_OP_SUBX8,
  };

  switch (OP2 (word))
    {
    case 0:
      return decode_system (word);
    case 4:
      return decode_shift_setup (word);
    case 5:
      return decode_tlb (word);
    case 6:
      if (S (word) > 1)
        return ILLEGAL;
      return INSN (.op = S (word) == 0 ? RK_LX106_OP_NEG : RK_LX106_OP_ABS,
                   .r = R (word), .t = T (word));
    case 7:
      return ILLEGAL;
    default:
      return INSN (.op = ops[OP2 (word)], .r = R (word), .s = S (word), .t = T (word));
    }
}

/* The number of the special register has the place of the fields r and s. */
static RkLx106Insn
decode_special (guint32   word,
                RkLx106Op op)
{
  guint number = FIELD (word, 8, 8);

  if (!_rk_lx106_special_allows (number, op))
    return ILLEGAL;
  return INSN (.op = op, .r = T (word), .imm = number);
}

/* SLLI holds 32 less the distance.  A distance of 32 is not defined; the funnel
 * shifter makes it zero. */
static RkLx106Insn
decode_slli (guint32 word)
{
  guint distance = 32 - ((OP2 (word) & 1) << 4 | T (word));

  if (distance == 32)
    return INSN (.op = RK_LX106_OP_MOVI, .r = R (word), .imm = 0);
  return INSN (.op = RK_LX106_OP_SLLI, .r = R (word), .s = S (word), .imm = distance);
}

/* RST1 */
static RkLx106Insn
decode_shift (guint32 word)
{
  RkLx106Insn insn = { .r = R (word), .s = S (word), .t = T (word) };

  switch (OP2 (word))
    {
    case 0:
    case 1:
      return decode_slli (word);
    case 2:
    case 3:
      insn.op = RK_LX106_OP_SRAI;
      insn.imm = (OP2 (word) & 1) << 4 | S (word);
      break;
    case 4:
      insn.op = RK_LX106_OP_SRLI;
      insn.imm = S (word);
      break;
    case 6:
      return decode_special (word, RK_LX106_OP_XSR);
    case 8:
      insn.op = RK_LX106_OP_SRC;
      break;
    case 9:
      insn.op = S (word) == 0 ? RK_LX106_OP_SRL : RK_LX106_OP_ILLEGAL;
      break;
    case 10:
      insn.op = T (word) == 0 ? RK_LX106_OP_SLL : RK_LX106_OP_ILLEGAL;
      break;
    case 11:
      insn.op = S (word) == 0 ? RK_LX106_OP_SRA : RK_LX106_OP_ILLEGAL;
      break;
    case 12:
      insn.op = RK_LX106_OP_MUL16U;
      break;
    case 13:
      insn.op = RK_LX106_OP_MUL16S;
      break;
    default:
      return ILLEGAL;
    }
  return insn;
}

/* RST3 */
static RkLx106Insn
decode_special_or_move (guint32 word)
{
  static const guint8 moves[4] = { RK_LX106_OP_MOVEQZ, RK_LX106_OP_MOVNEZ,
                                   RK_LX106_OP_MOVLTZ, RK_LX106_OP_MOVGEZ };

  switch (OP2 (word))
    {
    case 0:
      return decode_special (word, RK_LX106_OP_RSR);
    case 1:
      return decode_special (word, RK_LX106_OP_WSR);
    case 8:
    case 9:
    case 10:
    case 11:
      return INSN (.op = moves[OP2 (word) & 3],
                   .r = R (word), .s = S (word), .t = T (word));
    default:
      return ILLEGAL;
    }
}

/* QRST */
static RkLx106Insn
decode_qrst (guint32 word)
{
  switch (OP1 (word))
    {
    case 0:
      return decode_arithmetic (word);
    case 1:
      return decode_shift (word);
    case 2:
      return INSN (.op = OP2 (word) == 8 ? RK_LX106_OP_MULL : RK_LX106_OP_ILLEGAL,
                   .r = R (word), .s = S (word), .t = T (word));
    case 3:
      return decode_special_or_move (word);
    case 4:
    case 5: /* EXTUI; the distance has the place of the source's number */
      return INSN (.op = RK_LX106_OP_EXTUI, .r = R (word), .t = T (word),
                   .s = (OP1 (word) & 1) << 4 | S (word), .imm = (2u << OP2 (word)) - 1);
    default:
      return ILLEGAL;
    }
}

/* LSAI */
static RkLx106Insn
decode_load_store (guint32 word)
{
  RkLx106Insn insn = { .s = S (word), .t = T (word) };
  guint32 signed8 = sign_extend (IMM8 (word), 8);

  switch (R (word))
    {
    case 0:
      insn.op = RK_LX106_OP_L8UI;
      insn.imm = IMM8 (word);
      break;
    case 1:
      insn.op = RK_LX106_OP_L16UI;
      insn.imm = IMM8 (word) << 1;
      break;
    case 2:
      insn.op = RK_LX106_OP_L32I;
      insn.imm = IMM8 (word) << 2;
      break;
    case 4:
      insn.op = RK_LX106_OP_S8I;
      insn.imm = IMM8 (word);
      break;
    case 5:
      insn.op = RK_LX106_OP_S16I;
      insn.imm = IMM8 (word) << 1;
      break;
    case 6:
      insn.op = RK_LX106_OP_S32I;
      insn.imm = IMM8 (word) << 2;
      break;
    case 9:
      insn.op = RK_LX106_OP_L16SI;
      insn.imm = IMM8 (word) << 1;
      break;
    case 10:
      return INSN (.op = RK_LX106_OP_MOVI, .r = T (word),
                   .imm = sign_extend (S (word) << 8 | IMM8 (word), 12));
    case 12:
      return INSN (.op = RK_LX106_OP_ADDI, .r = T (word), .s = S (word), .imm = signed8);
    case 13:
      return INSN (.op = RK_LX106_OP_ADDI, .r = T (word), .s = S (word), .imm = signed8 << 8);
    default:
      return ILLEGAL;
    }
  return insn;
}

/* SI: jumps, and branches that compare with zero or a constant. */
static RkLx106Insn
decode_si (guint32 pc,
           guint32 word)
{
  static const guint8 with_zero[4] = { RK_LX106_OP_BEQZ, RK_LX106_OP_BNEZ,
                                       RK_LX106_OP_BLTZ, RK_LX106_OP_BGEZ };
  static const guint8 with_constant[4] = { RK_LX106_OP_BEQI, RK_LX106_OP_BNEI,
                                           RK_LX106_OP_BLTI, RK_LX106_OP_BGEI };
  guint32 near = pc + 4 + sign_extend (IMM8 (word), 8);

  switch (N (word))
    {
    case 0:
      return INSN (.op = RK_LX106_OP_J, .imm = pc + 4 + sign_extend (word >> 6, 18));
    case 1:
      return INSN (.op = with_zero[M (word)], .s = S (word),
                   .imm = pc + 4 + sign_extend (word >> 12, 12));
    case 2:
      return INSN (.op = with_constant[M (word)], .s = S (word), .r = R (word), .imm = near);
    default: /* the other two of these are ENTRY and the loops */
      if (M (word) < 2)
        return ILLEGAL;
      return INSN (.op = M (word) == 2 ? RK_LX106_OP_BLTUI : RK_LX106_OP_BGEUI,
                   .s = S (word), .r = R (word), .imm = near);
    }
}

/* B */
static RkLx106Insn
decode_branch (guint32 pc,
               guint32 word)
{
  static const guint8 ops[16] = {
    RK_LX106_OP_BNONE, RK_LX106_OP_BEQ, RK_LX106_OP_BLT, RK_LX106_OP_BLTU,
    RK_LX106_OP_BALL, RK_LX106_OP_BBC, RK_LX106_OP_BBCI, RK_LX106_OP_BBCI,
    RK_LX106_OP_BANY, RK_LX106_OP_BNE, RK_LX106_OP_BGE, RK_LX106_OP_BGEU,
    RK_LX106_OP_BNALL, RK_LX106_OP_BBS, RK_LX106_OP_BBSI, RK_LX106_OP_BBSI,
  };

  return INSN (.op = ops[R (word)], .s = S (word), .t = T (word),
               .r = (R (word) & 1) << 4 | T (word), /* the bit of BBCI and BBSI */
               .imm = pc + 4 + sign_extend (IMM8 (word), 8));
}

/* ST2 */
static RkLx106Insn
decode_narrow_si (guint32 pc,
                  guint32 word)
{
  guint32 value = (T (word) & 7) << 4 | R (word);
  guint32 target = pc + 4 + (value & 0x3f);

  if (T (word) < 8) /* MOVI.N: -32 to 95 */
    return INSN (.op = RK_LX106_OP_MOVI_N, .r = S (word),
                 .imm = value < 96 ? value : value - 128);
  return INSN (.op = T (word) < 12 ? RK_LX106_OP_BEQZ_N : RK_LX106_OP_BNEZ_N,
               .s = S (word), .imm = target);
}

/* ST3 */
static RkLx106Insn
decode_narrow_misc (guint32 word)
{
  if (R (word) == 0)
    return INSN (.op = RK_LX106_OP_MOV_N, .r = T (word), .s = S (word));
  if (R (word) != 15)
    return ILLEGAL;
  if (T (word) == 0)
    return INSN (.op = RK_LX106_OP_JX, .s = 0);
  if (T (word) == 2)
    return INSN (.op = RK_LX106_OP_BREAK_N);
  if (T (word) == 3 && S (word) == 0)
    return INSN (.op = RK_LX106_OP_NOP_N);
  return ILLEGAL;
}

/**
 * _rk_lx106_decode:
 * @pc: where the instruction is
 * @bytes: its bytes, as many as _rk_lx106_length() says
 *
 * Returns: the decoded instruction
 */
RkLx106Insn
_rk_lx106_decode (guint32       pc,
                  const guint8 *bytes)
{
  guint32 word = bytes[0] | (guint32)bytes[1] << 8;

  if (_rk_lx106_length (bytes[0]) == 3)
    word |= (guint32)bytes[2] << 16;

  switch (OP0 (word))
    {
    case 0:
      return decode_qrst (word);
    case 1:
      return INSN (.op = RK_LX106_OP_L32R, .t = T (word),
                   .imm = ((pc + 3) & ~3u) + (0xfffc0000 | word >> 8 << 2));
    case 2:
      return decode_load_store (word);
    case 5:
      return INSN (.op = N (word) == 0 ? RK_LX106_OP_CALL0 : RK_LX106_OP_ILLEGAL,
                   .imm = (pc & ~3u) + 4 + (sign_extend (word >> 6, 18) << 2));
    case 6:
      return decode_si (pc, word);
    case 7:
      return decode_branch (pc, word);
    case 8:
      return INSN (.op = RK_LX106_OP_L32I_N, .s = S (word), .t = T (word), .imm = R (word) << 2);
    case 9:
      return INSN (.op = RK_LX106_OP_S32I_N, .s = S (word), .t = T (word), .imm = R (word) << 2);
    case 10:
      return INSN (.op = RK_LX106_OP_ADD_N, .r = R (word), .s = S (word), .t = T (word));
    case 11: /* ADDI.N: -1 and 1 to 15 */
      return INSN (.op = RK_LX106_OP_ADDI_N, .r = R (word), .s = S (word),
                   .imm = T (word) != 0 ? T (word) : G_MAXUINT32);
    case 12:
      return decode_narrow_si (pc, word);
    case 13:
      return decode_narrow_misc (word);
    default:
      return ILLEGAL;
    }
}

/**
 * _rk_lx106_length:
 * @first_byte: the first byte of an instruction
 *
 * Returns: its length in bytes
 */
guint
_rk_lx106_length (guint8 first_byte)
{
  return (first_byte & 0xf) >= 8 && (first_byte & 0xf) < 14 ? 2 : 3;
}
