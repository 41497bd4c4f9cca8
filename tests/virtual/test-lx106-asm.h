/* test-lx106-asm.h: LX106 instructions by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Encodings after the Xtensa ISA Reference Manual, chapter 6; the names of the
 * fields are the manual's.  Where several instructions share a name and differ
 * in what is an operand here, the macro has the manual's name in capitals.
 */

#pragma once

#include <glib.h>

#undef ABS /* GLib has one of its own */

/* Formats. */
#define RRR(op2, op1, r, s, t, op0) \
  ((guint32)(op2) << 20 | (guint32)(op1) << 16 | (guint32)(r) << 12 | (guint32)(s) << 8 | (guint32)(t) << 4 | (op0))
#define RRI8(imm8, r, s, t, op0) \
  (((guint32)(imm8) & 0xff) << 16 | (guint32)(r) << 12 | (guint32)(s) << 8 | (guint32)(t) << 4 | (op0))
#define RI16(imm16, t, op0)          (((guint32)(imm16) & 0xffff) << 8 | (guint32)(t) << 4 | (op0))
#define CALL(offset, n, op0)         (((guint32)(offset) & 0x3ffff) << 6 | (guint32)(n) << 4 | (op0))
#define BRI12(imm12, s, m, n, op0) \
  (((guint32)(imm12) & 0xfff) << 12 | (guint32)(s) << 8 | (guint32)(m) << 6 | (guint32)(n) << 4 | (op0))
#define RRRN(r, s, t, op0)           ((guint32)(r) << 12 | (guint32)(s) << 8 | (guint32)(t) << 4 | (op0))
#define RSRN(op2, op1, sr, t)        RRR (op2, op1, (sr) >> 4, (sr) & 15, t, 0)

/* Arithmetic. */
#define AND(r, s, t)      RRR (1, 0, r, s, t, 0)
#define OR(r, s, t)       RRR (2, 0, r, s, t, 0)
#define XOR(r, s, t)      RRR (3, 0, r, s, t, 0)
#define ADD(r, s, t)      RRR (8, 0, r, s, t, 0)
#define ADDX2(r, s, t)    RRR (9, 0, r, s, t, 0)
#define ADDX4(r, s, t)    RRR (10, 0, r, s, t, 0)
#define ADDX8(r, s, t)    RRR (11, 0, r, s, t, 0)
#define SUB(r, s, t)      RRR (12, 0, r, s, t, 0)
#define SUBX2(r, s, t)    RRR (13, 0, r, s, t, 0)
#define SUBX4(r, s, t)    RRR (14, 0, r, s, t, 0)
#define SUBX8(r, s, t)    RRR (15, 0, r, s, t, 0)
#define NEG(r, t)         RRR (6, 0, r, 0, t, 0)
#define ABS(r, t)         RRR (6, 0, r, 1, t, 0)
#define MUL16U(r, s, t)   RRR (12, 1, r, s, t, 0)
#define MUL16S(r, s, t)   RRR (13, 1, r, s, t, 0)
#define MULL(r, s, t)     RRR (8, 2, r, s, t, 0)
#define NSA(t, s)         RRR (4, 0, 14, s, t, 0)
#define NSAU(t, s)        RRR (4, 0, 15, s, t, 0)
#define MOVEQZ(r, s, t)   RRR (8, 3, r, s, t, 0)
#define MOVNEZ(r, s, t)   RRR (9, 3, r, s, t, 0)
#define MOVLTZ(r, s, t)   RRR (10, 3, r, s, t, 0)
#define MOVGEZ(r, s, t)   RRR (11, 3, r, s, t, 0)
#define ADDI(t, s, imm)   RRI8 (imm, 12, s, t, 2)
#define ADDMI(t, s, imm)  RRI8 ((imm) / 256, 13, s, t, 2)
#define MOVI(t, imm)      RRI8 (imm, 10, ((guint32)(imm) >> 8) & 15, t, 2)
#define ADD_N(r, s, t)    RRRN (r, s, t, 10)
#define ADDI_N(r, s, imm) RRRN (r, s, (imm) == -1 ? 0 : (imm), 11)
#define MOV_N(t, s)       RRRN (0, s, t, 13)
#define MOVI_N(s, imm)    RRRN ((imm) & 15, s, ((guint32)(imm) >> 4) & 7, 12)
#define NOP_N             RRRN (15, 0, 3, 13)
#define NOP               RRR (0, 0, 2, 0, 15, 0)

/* Shifts. */
#define SLLI(r, s, sa)    RRR ((32 - (sa)) >> 4, 1, r, s, (32 - (sa)) & 15, 0)
#define SRAI(r, t, sa)    RRR (2 + ((sa) >> 4), 1, r, (sa) & 15, t, 0)
#define SRLI(r, t, sa)    RRR (4, 1, r, sa, t, 0)
#define SLL(r, s)         RRR (10, 1, r, s, 0, 0)
#define SRL(r, t)         RRR (9, 1, r, 0, t, 0)
#define SRA(r, t)         RRR (11, 1, r, 0, t, 0)
#define SRC(r, s, t)      RRR (8, 1, r, s, t, 0)
#define SSR(s)            RRR (4, 0, 0, s, 0, 0)
#define SSL(s)            RRR (4, 0, 1, s, 0, 0)
#define SSA8L(s)          RRR (4, 0, 2, s, 0, 0)
#define SSA8B(s)          RRR (4, 0, 3, s, 0, 0)
#define SSAI(sa)          RRR (4, 0, 4, (sa) & 15, (sa) >> 4, 0)
#define EXTUI(r, t, sa, bits) RRR ((bits) - 1, 4 + ((sa) >> 4), r, (sa) & 15, t, 0)

/* Memory; offsets in bytes. */
#define L8UI(t, s, offset)   RRI8 (offset, 0, s, t, 2)
#define L16UI(t, s, offset)  RRI8 ((offset) / 2, 1, s, t, 2)
#define L16SI(t, s, offset)  RRI8 ((offset) / 2, 9, s, t, 2)
#define L32I(t, s, offset)   RRI8 ((offset) / 4, 2, s, t, 2)
#define S8I(t, s, offset)    RRI8 (offset, 4, s, t, 2)
#define S16I(t, s, offset)   RRI8 ((offset) / 2, 5, s, t, 2)
#define S32I(t, s, offset)   RRI8 ((offset) / 4, 6, s, t, 2)
#define L32I_N(t, s, offset) RRRN ((offset) / 4, s, t, 8)
#define S32I_N(t, s, offset) RRRN ((offset) / 4, s, t, 9)
/* From the instruction's address to the literal's. */
#define L32R(t, pc, literal) RI16 (((literal) - (((pc) + 3) & ~3u)) >> 2, t, 1)

/* Jumps and branches; distances from the instruction's address. */
#define J(distance)               CALL ((distance) - 4, 0, 6)
#define CALL0(pc, target)         CALL (((target) - ((pc) & ~3u) - 4) >> 2, 0, 5)
#define JX(s)                     RRR (0, 0, 0, s, 10, 0)
#define CALLX0(s)                 RRR (0, 0, 0, s, 12, 0)
#define RET                       RRR (0, 0, 0, 0, 8, 0)
#define RET_N                     RRRN (15, 0, 0, 13)
#define BEQZ(s, distance)         BRI12 ((distance) - 4, s, 0, 1, 6)
#define BNEZ(s, distance)         BRI12 ((distance) - 4, s, 1, 1, 6)
#define BLTZ(s, distance)         BRI12 ((distance) - 4, s, 2, 1, 6)
#define BGEZ(s, distance)         BRI12 ((distance) - 4, s, 3, 1, 6)
/* r is the index of the constant. */
#define BEQI(s, r, distance)      RRI8 ((distance) - 4, r, s, 2, 6)
#define BNEI(s, r, distance)      RRI8 ((distance) - 4, r, s, 6, 6)
#define BLTI(s, r, distance)      RRI8 ((distance) - 4, r, s, 10, 6)
#define BGEI(s, r, distance)      RRI8 ((distance) - 4, r, s, 14, 6)
#define BLTUI(s, r, distance)     RRI8 ((distance) - 4, r, s, 11, 6)
#define BGEUI(s, r, distance)     RRI8 ((distance) - 4, r, s, 15, 6)
#define BNONE(s, t, distance)     RRI8 ((distance) - 4, 0, s, t, 7)
#define BEQ(s, t, distance)       RRI8 ((distance) - 4, 1, s, t, 7)
#define BLT(s, t, distance)       RRI8 ((distance) - 4, 2, s, t, 7)
#define BLTU(s, t, distance)      RRI8 ((distance) - 4, 3, s, t, 7)
#define BALL(s, t, distance)      RRI8 ((distance) - 4, 4, s, t, 7)
#define BBC(s, t, distance)       RRI8 ((distance) - 4, 5, s, t, 7)
#define BBCI(s, bit, distance)    RRI8 ((distance) - 4, 6 + ((bit) >> 4), s, (bit) & 15, 7)
#define BANY(s, t, distance)      RRI8 ((distance) - 4, 8, s, t, 7)
#define BNE(s, t, distance)       RRI8 ((distance) - 4, 9, s, t, 7)
#define BGE(s, t, distance)       RRI8 ((distance) - 4, 10, s, t, 7)
#define BGEU(s, t, distance)      RRI8 ((distance) - 4, 11, s, t, 7)
#define BNALL(s, t, distance)     RRI8 ((distance) - 4, 12, s, t, 7)
#define BBS(s, t, distance)       RRI8 ((distance) - 4, 13, s, t, 7)
#define BBSI(s, bit, distance)    RRI8 ((distance) - 4, 14 + ((bit) >> 4), s, (bit) & 15, 7)
#define BEQZ_N(s, distance)       RRRN (((distance) - 4) & 15, s, 8 + (((guint32)(distance) - 4) >> 4), 12)
#define BNEZ_N(s, distance)       RRRN (((distance) - 4) & 15, s, 12 + (((guint32)(distance) - 4) >> 4), 12)

/* System. */
#define ILL               RRR (0, 0, 0, 0, 0, 0)
#define ILL_N             RRRN (15, 0, 6, 13)
#define SYSCALL           RRR (0, 0, 5, 0, 0, 0)
#define SIMCALL           RRR (0, 0, 5, 1, 0, 0)
#define BREAK(s, t)       RRR (0, 0, 4, s, t, 0)
#define BREAK_N(s)        RRRN (15, s, 2, 13)
#define RSR(t, sr)        RSRN (0, 3, sr, t)
#define WSR(t, sr)        RSRN (1, 3, sr, t)
#define XSR(t, sr)        RSRN (6, 1, sr, t)
#define RSIL(t, level)    RRR (0, 0, 6, level, t, 0)
#define WAITI(level)      RRR (0, 0, 7, level, 0, 0)
#define RFE               RRR (0, 0, 3, 0, 0, 0)
#define RFDE              RRR (0, 0, 3, 2, 0, 0)
#define RFI(level)        RRR (0, 0, 3, level, 1, 0)
#define ISYNC             RRR (0, 0, 2, 0, 0, 0)
#define RSYNC             RRR (0, 0, 2, 0, 1, 0)
#define ESYNC             RRR (0, 0, 2, 0, 2, 0)
#define DSYNC             RRR (0, 0, 2, 0, 3, 0)
#define EXCW              RRR (0, 0, 2, 0, 8, 0)
#define MEMW              RRR (0, 0, 2, 0, 12, 0)
#define EXTW              RRR (0, 0, 2, 0, 13, 0)
#define RER(t, s)         RRR (4, 0, 6, s, t, 0)
#define WER(t, s)         RRR (4, 0, 7, s, t, 0)
#define RITLB1(t, s)      RRR (5, 0, 7, s, t, 0)
#define WITLB(t, s)       RRR (5, 0, 6, s, t, 0)
#define RDTLB0(t, s)      RRR (5, 0, 11, s, t, 0)
#define RDTLB1(t, s)      RRR (5, 0, 15, s, t, 0)
#define WDTLB(t, s)       RRR (5, 0, 14, s, t, 0)
#define IDTLB(s)          RRR (5, 0, 12, s, 0, 0)

/* Special registers. */
enum
{
  SR_SAR        = 3,
  SR_LITBASE    = 5,
  SR_EPC1       = 177,
  SR_EPC2       = 178,
  SR_EPC3       = 179,
  SR_DEPC       = 192,
  SR_EPS2       = 194,
  SR_EPS3       = 195,
  SR_EXCSAVE1   = 209,
  SR_EXCSAVE2   = 210,
  SR_EXCSAVE3   = 211,
  SR_INTERRUPT  = 226,
  SR_INTSET     = 226,
  SR_INTCLEAR   = 227,
  SR_INTENABLE  = 228,
  SR_PS         = 230,
  SR_VECBASE    = 231,
  SR_EXCCAUSE   = 232,
  SR_DEBUGCAUSE = 233,
  SR_CCOUNT     = 234,
  SR_PRID       = 235,
  SR_EXCVADDR   = 238,
  SR_CCOMPARE0  = 240,
};

/* RkTestCode: machine code that grows from an address. */
typedef struct
{
  guint8 *bytes;
  guint32 address;
  guint32 size;
  guint32 used;
} RkTestCode;

static inline guint
code_length (guint32 word)
{
  return (word & 15) >= 8 && (word & 15) < 14 ? 2 : 3;
}

static inline guint32
code_pc (const RkTestCode *code)
{
  return code->address + code->used;
}

static inline void
code_byte (RkTestCode *code,
           guint8      byte)
{
  g_assert_cmpuint (code->used, <, code->size);
  code->bytes[code->used++] = byte;
}

static inline void
code_add (RkTestCode *code,
          guint32     word)
{
  for (guint i = 0; i < code_length (word); i++)
    code_byte (code, word >> i * 8);
}

static inline void
code_align (RkTestCode *code)
{
  while (code->used % 4 != 0)
    code_byte (code, 0);
}

static inline guint32
code_literal (RkTestCode *code,
              guint32     value)
{
  guint32 address;

  code_align (code);
  address = code_pc (code);
  for (guint i = 0; i < 4; i++)
    code_byte (code, value >> i * 8);
  return address;
}
