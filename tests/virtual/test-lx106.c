/* test-lx106.c: every instruction of the core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Operands are in fixed registers: r is a3, s is a4, t is a5.
 */

#include "test-lx106-fixture.h"

#define R 3
#define S 4
#define T 5

#define UNTOUCHED 0x5a5a5a5au /* what is in a3 before */

typedef struct
{
  const char *name;
  guint32     word;
  guint32     s;
  guint32     t;
  guint       sar;
  guint32     result; /* in a3 */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "add", ADD (R, S, T), 0xffffffff, 2, 0, 1 },
  { "add.n", ADD_N (R, S, T), 0x7fffffff, 1, 0, 0x80000000 },
  { "addx2", ADDX2 (R, S, T), 0x80000001, 5, 0, 7 },
  { "addx4", ADDX4 (R, S, T), 3, 1, 0, 13 },
  { "addx8", ADDX8 (R, S, T), 3, 1, 0, 25 },
  { "sub", SUB (R, S, T), 1, 2, 0, 0xffffffff },
  { "subx2", SUBX2 (R, S, T), 5, 1, 0, 9 },
  { "subx4", SUBX4 (R, S, T), 5, 1, 0, 19 },
  { "subx8", SUBX8 (R, S, T), 5, 41, 0, 0xffffffff },
  { "and", AND (R, S, T), 0xff00ff00, 0x0ff00ff0, 0, 0x0f000f00 },
  { "or", OR (R, S, T), 0xff00ff00, 0x0ff00ff0, 0, 0xfff0fff0 },
  { "xor", XOR (R, S, T), 0xff00ff00, 0x0ff00ff0, 0, 0xf0f0f0f0 },
  { "neg", NEG (R, T), 9, 1, 0, 0xffffffff },
  { "neg of the least", NEG (R, T), 9, 0x80000000, 0, 0x80000000 },
  { "abs", ABS (R, T), 9, 0xffffff00, 0, 0x100 },
  { "abs of positive", ABS (R, T), 9, 5, 0, 5 },
  { "abs of the least", ABS (R, T), 9, 0x80000000, 0, 0x80000000 },
  { "addi", ADDI (R, S, -128), 1, 0, 0, 0xffffff81 },
  { "addi up", ADDI (R, S, 127), 1, 0, 0, 128 },
  { "addmi", ADDMI (R, S, -32768), 0x8000, 0, 0, 0 },
  { "addmi up", ADDMI (R, S, 0x7f00), 1, 0, 0, 0x7f01 },
  { "addi.n", ADDI_N (R, S, 15), 1, 0, 0, 16 },
  { "addi.n of -1", ADDI_N (R, S, -1), 0, 0, 0, 0xffffffff },
  { "mov.n", MOV_N (R, S), 77, 0, 0, 77 },
  { "movi", MOVI (R, -2048), 0, 0, 0, 0xfffff800 },
  { "movi up", MOVI (R, 2047), 0, 0, 0, 2047 },
  { "movi.n", MOVI_N (R, -32), 0, 0, 0, 0xffffffe0 },
  { "movi.n up", MOVI_N (R, 95), 0, 0, 0, 95 },
  { "moveqz", MOVEQZ (R, S, T), 7, 0, 0, 7 },
  { "moveqz not", MOVEQZ (R, S, T), 7, 1, 0, UNTOUCHED },
  { "movnez", MOVNEZ (R, S, T), 7, 1, 0, 7 },
  { "movnez not", MOVNEZ (R, S, T), 7, 0, 0, UNTOUCHED },
  { "movltz", MOVLTZ (R, S, T), 7, 0x80000000, 0, 7 },
  { "movltz not", MOVLTZ (R, S, T), 7, 0, 0, UNTOUCHED },
  { "movgez", MOVGEZ (R, S, T), 7, 0, 0, 7 },
  { "movgez not", MOVGEZ (R, S, T), 7, 0xffffffff, 0, UNTOUCHED },
  { "extui", EXTUI (R, T, 4, 8), 0, 0x12345678, 0, 0x67 },
  { "extui high", EXTUI (R, T, 28, 16), 0, 0xf2345678, 0, 0xf },
  { "slli", SLLI (R, S, 1), 0xc0000001, 0, 0, 0x80000002 },
  { "slli by 31", SLLI (R, S, 31), 3, 0, 0, 0x80000000 },
  { "slli by 16", SLLI (R, S, 16), 0x12345678, 0, 0, 0x56780000 },
  { "srai", SRAI (R, T, 31), 0, 0x80000000, 0, 0xffffffff },
  { "srai by 0", SRAI (R, T, 0), 0, 0x80000000, 0, 0x80000000 },
  { "srli", SRLI (R, T, 15), 0, 0x80000000, 0, 0x00010000 },
  { "sll by 0", SLL (R, S), 0x12345678, 0, 32, 0x12345678 },
  { "sll by 4", SLL (R, S), 0x12345678, 0, 28, 0x23456780 },
  { "sll by 32", SLL (R, S), 0x12345678, 0, 0, 0 },
  { "srl by 0", SRL (R, T), 0, 0x82345678, 0, 0x82345678 },
  { "srl by 31", SRL (R, T), 0, 0x82345678, 31, 1 },
  { "srl by 32", SRL (R, T), 0, 0x82345678, 32, 0 },
  { "sra by 31", SRA (R, T), 0, 0x82345678, 31, 0xffffffff },
  { "sra by 32", SRA (R, T), 0, 0x82345678, 32, 0xffffffff },
  { "src by 8", SRC (R, S, T), 0x12345678, 0xabcdef01, 8, 0x78abcdef },
  { "src by 32", SRC (R, S, T), 0x12345678, 0xabcdef01, 32, 0x12345678 },
  { "mul16u", MUL16U (R, S, T), 0x1ffff, 0x2ffff, 0, 0xfffe0001 },
  { "mul16s", MUL16S (R, S, T), 0x1ffff, 0x20002, 0, 0xfffffffe },
  { "mul16s least", MUL16S (R, S, T), 0x8000, 0x8000, 0, 0x40000000 },
  { "mull", MULL (R, S, T), 0x12345678, 0x9abcdef0, 0, 0x242d2080 },
  { "nsa", NSA (R, S), 0x00008000, 0, 0, 15 },
  { "nsa negative", NSA (R, S), 0xffff8000, 0, 0, 16 },
  { "nsa of 0", NSA (R, S), 0, 0, 0, 31 },
  { "nsa of -1", NSA (R, S), 0xffffffff, 0, 0, 31 },
  { "nsau", NSAU (R, S), 0x00008000, 0, 0, 16 },
  { "nsau of 0", NSAU (R, S), 0, 0, 0, 32 },
  { "nsau of -1", NSAU (R, S), 0xffffffff, 0, 0, 0 },
  { "nop", NOP, 0, 0, 0, UNTOUCHED },
  { "nop.n", NOP_N, 0, 0, 0, UNTOUCHED },
  { "isync", ISYNC, 0, 0, 0, UNTOUCHED },
  { "rsync", RSYNC, 0, 0, 0, UNTOUCHED },
  { "esync", ESYNC, 0, 0, 0, UNTOUCHED },
  { "dsync", DSYNC, 0, 0, 0, UNTOUCHED },
  { "excw", EXCW, 0, 0, 0, UNTOUCHED },
  { "memw", MEMW, 0, 0, 0, UNTOUCHED },
  { "extw", EXTW, 0, 0, 0, UNTOUCHED },
  { "wer", WER (R, S), 0, 0, 0, UNTOUCHED },
  { "rer", RER (R, S), 0, 0, 0, 0 },
  { "rdtlb0", RDTLB0 (R, S), 0x7fff0000, 0, 0, 0x60000000 },
  { "rdtlb1", RDTLB1 (R, S), 0x7fff0000, 0, 0, 0x60000002 },
  { "idtlb", IDTLB (S), 0, 0, 0, UNTOUCHED },
  { "rsr", RSR (R, SR_SAR), 0, 0, 17, 17 },
  { "xsr", XSR (R, SR_SAR), 0, 0, 17, 17 },
  { "rsil", RSIL (R, 3), 0, 0, 0, PS_UM },
};
/* clang-format on */

static void
test_results (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();
      const Case *c = &cases[i];

      g_test_message ("%s", c->name);
      code_add (&fixture->code, c->word);
      rk_lx106_set_register (fixture->core, R, UNTOUCHED);
      rk_lx106_set_register (fixture->core, S, c->s);
      rk_lx106_set_register (fixture->core, T, c->t);
      rk_lx106_set_special (fixture->core, SR_SAR, c->sar);
      fixture_step (fixture, 1);
      g_assert_cmphex (fixture_get (fixture, R), ==, c->result);
      g_assert_cmphex (fixture_get (fixture, S), ==, c->s);
      g_assert_cmphex (fixture_get (fixture, T), ==, c->t);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + code_length (c->word));
    }
}

static void
test_sar (void)
{
  static const struct
  {
    guint32 word;
    guint32 s;
    guint   sar;
  } sars[] = {
    { SSR (S), 33, 1 }, { SSR (S), 31, 31 }, { SSL (S), 0, 32 }, { SSL (S), 31, 1 },
    { SSL (S), 32, 32 }, { SSA8L (S), 7, 24 }, { SSA8B (S), 3, 8 }, { SSA8B (S), 4, 32 },
    { SSAI (0), 9, 0 }, { SSAI (31), 9, 31 }, { WSR (S, SR_SAR), 0xffffff, 63 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sars); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      code_add (&fixture->code, sars[i].word);
      rk_lx106_set_register (fixture->core, S, sars[i].s);
      fixture_step (fixture, 1);
      g_assert_cmpuint (fixture_special (fixture, SR_SAR), ==, sars[i].sar);
    }
}

/* clang-format off */
static const struct
{
  const char *name;
  guint32     word; /* goes 20 bytes ahead */
  guint32     s;
  guint32     t;
  gboolean    taken;
} branches[] = {
  { "beqz", BEQZ (S, 20), 0, 0, TRUE },
  { "beqz not", BEQZ (S, 20), 1, 0, FALSE },
  { "bnez", BNEZ (S, 20), 1, 0, TRUE },
  { "bnez not", BNEZ (S, 20), 0, 0, FALSE },
  { "bltz", BLTZ (S, 20), 0x80000000, 0, TRUE },
  { "bltz not", BLTZ (S, 20), 0, 0, FALSE },
  { "bgez", BGEZ (S, 20), 0, 0, TRUE },
  { "bgez not", BGEZ (S, 20), 0xffffffff, 0, FALSE },
  { "beqz.n", BEQZ_N (S, 20), 0, 0, TRUE },
  { "beqz.n not", BEQZ_N (S, 20), 2, 0, FALSE },
  { "bnez.n", BNEZ_N (S, 20), 2, 0, TRUE },
  { "bnez.n not", BNEZ_N (S, 20), 0, 0, FALSE },
  { "beqi -1", BEQI (S, 0, 20), 0xffffffff, 0, TRUE },
  { "beqi 256", BEQI (S, 15, 20), 256, 0, TRUE },
  { "beqi not", BEQI (S, 9, 20), 9, 0, FALSE },
  { "bnei 10", BNEI (S, 9, 20), 9, 0, TRUE },
  { "bnei not", BNEI (S, 9, 20), 10, 0, FALSE },
  { "blti -1", BLTI (S, 0, 20), 0x80000000, 0, TRUE },
  { "blti not", BLTI (S, 0, 20), 0, 0, FALSE },
  { "bgei -1", BGEI (S, 0, 20), 0xffffffff, 0, TRUE },
  { "bgei not", BGEI (S, 0, 20), 0xfffffffe, 0, FALSE },
  { "bltui 32768", BLTUI (S, 0, 20), 32767, 0, TRUE },
  { "bltui not", BLTUI (S, 0, 20), 32768, 0, FALSE },
  { "bgeui 65536", BGEUI (S, 1, 20), 0x80000000, 0, TRUE },
  { "bgeui not", BGEUI (S, 1, 20), 65535, 0, FALSE },
  { "beq", BEQ (S, T, 20), 5, 5, TRUE },
  { "beq not", BEQ (S, T, 20), 5, 6, FALSE },
  { "bne", BNE (S, T, 20), 5, 6, TRUE },
  { "bne not", BNE (S, T, 20), 5, 5, FALSE },
  { "blt", BLT (S, T, 20), 0x80000000, 0, TRUE },
  { "blt not", BLT (S, T, 20), 0, 0, FALSE },
  { "bge", BGE (S, T, 20), 0, 0x80000000, TRUE },
  { "bge not", BGE (S, T, 20), 0x80000000, 0, FALSE },
  { "bltu", BLTU (S, T, 20), 0, 0x80000000, TRUE },
  { "bltu not", BLTU (S, T, 20), 0x80000000, 0, FALSE },
  { "bgeu", BGEU (S, T, 20), 0x80000000, 0x80000000, TRUE },
  { "bgeu not", BGEU (S, T, 20), 0, 1, FALSE },
  { "bany", BANY (S, T, 20), 6, 4, TRUE },
  { "bany not", BANY (S, T, 20), 6, 9, FALSE },
  { "bnone", BNONE (S, T, 20), 6, 9, TRUE },
  { "bnone not", BNONE (S, T, 20), 6, 2, FALSE },
  { "ball", BALL (S, T, 20), 7, 5, TRUE },
  { "ball not", BALL (S, T, 20), 5, 7, FALSE },
  { "bnall", BNALL (S, T, 20), 5, 7, TRUE },
  { "bnall not", BNALL (S, T, 20), 7, 5, FALSE },
  { "bbc", BBC (S, T, 20), 0x7fffffff, 31, TRUE },
  { "bbc by 32", BBC (S, T, 20), 1, 32, FALSE },
  { "bbs", BBS (S, T, 20), 0x80000000, 31, TRUE },
  { "bbs not", BBS (S, T, 20), 0x80000000, 30, FALSE },
  { "bbci", BBCI (S, 17, 20), 0xfffdffff, 0, TRUE },
  { "bbci not", BBCI (S, 3, 20), 8, 0, FALSE },
  { "bbsi", BBSI (S, 17, 20), 0x00020000, 0, TRUE },
  { "bbsi not", BBSI (S, 3, 20), 4, 0, FALSE },
  { "j", J (20), 0, 0, TRUE },
};
/* clang-format on */

static void
test_branches (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();
      guint64 cycle = rk_lx106_get_cycle (fixture->core);

      g_test_message ("%s", branches[i].name);
      code_add (&fixture->code, branches[i].word);
      rk_lx106_set_register (fixture->core, S, branches[i].s);
      rk_lx106_set_register (fixture->core, T, branches[i].t);
      fixture_step (fixture, 1);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==,
                       CODE + (branches[i].taken ? 20 : code_length (branches[i].word)));
      g_assert_cmpuint (rk_lx106_get_cycle (fixture->core) - cycle, ==,
                        branches[i].taken ? 3 : 1);
    }
}

static void
test_branch_backward (void)
{
  static const guint32 words[] = { BEQZ (S, -2044), BEQI (S, 0, -124), BEQ (S, S, -124),
                                   J (-3000) };
  static const gint32 distances[] = { -2044, -124, -124, -3000 };
  static const guint32 values[] = { 0, 0xffffffff, 5, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      fixture->code.used = 0x2001;
      code_add (&fixture->code, words[i]);
      rk_lx106_set_pc (fixture->core, CODE + 0x2001);
      rk_lx106_set_register (fixture->core, S, values[i]);
      fixture_step (fixture, 1);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x2001 + distances[i]);
    }
}

static void
test_calls (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode *code = &fixture->code;

  code_add (code, NOP_N);
  code_add (code, CALL0 (CODE + 2, CODE + 0x1000));
  code->used = 0x1000;
  code_add (code, CALLX0 (S));
  code->used = 0x2001;
  code_add (code, CALLX0 (0));
  code->used = 0x1003;
  code_add (code, RET);
  code->used = 0x2004;
  code_add (code, JX (T));
  code_add (code, RET_N);
  rk_lx106_set_register (fixture->core, S, CODE + 0x2001);
  rk_lx106_set_register (fixture->core, T, CODE + 0x2007);

  fixture_step (fixture, 2);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x1000);
  g_assert_cmphex (fixture_get (fixture, 0), ==, CODE + 5);
  fixture_step (fixture, 1);
  g_assert_cmphex (fixture_get (fixture, 0), ==, CODE + 0x1003);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x1003);
  g_assert_cmphex (fixture_get (fixture, 0), ==, CODE + 0x2004);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x2004);
  fixture_step (fixture, 2);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x2004);
}

static void
test_memory (void)
{
  static const struct
  {
    const char *name;
    guint32     word;
    guint32     base;
    guint32     result;
  } loads[] = {
    { "l8ui", L8UI (R, S, 255), DATA + 3 - 255, 0x81 },
    { "l16ui", L16UI (R, S, 2), DATA, 0x8182 },
    { "l16si", L16SI (R, S, 2), DATA, 0xffff8182 },
    { "l16si positive", L16SI (R, S, 510), DATA - 510, 0x0384 },
    { "l32i", L32I (R, S, 1020), DATA - 1020, 0x81820384 },
    { "l32i.n", L32I_N (R, S, 60), DATA - 60, 0x81820384 },
  };
  static const struct
  {
    const char *name;
    guint32     word;
    guint32     result;
  } stores[] = {
    { "s8i", S8I (T, S, 1), 0x11117811 },
    { "s16i", S16I (T, S, 2), 0x56781111 },
    { "s32i", S32I (T, S, 0), 0x12345678 },
    { "s32i.n", S32I_N (T, S, 0), 0x12345678 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      g_test_message ("%s", loads[i].name);
      fixture->data[0] = 0x84;
      fixture->data[1] = 0x03;
      fixture->data[2] = 0x82;
      fixture->data[3] = 0x81;
      code_add (&fixture->code, loads[i].word);
      rk_lx106_set_register (fixture->core, S, loads[i].base);
      fixture_step (fixture, 1);
      g_assert_cmphex (fixture_get (fixture, R), ==, loads[i].result);
    }

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      g_test_message ("%s", stores[i].name);
      for (guint j = 0; j < 8; j++)
        fixture->data[j] = 0x11;
      code_add (&fixture->code, stores[i].word);
      rk_lx106_set_register (fixture->core, S, DATA);
      rk_lx106_set_register (fixture->core, T, 0x12345678);
      fixture_step (fixture, 1);
      g_assert_cmphex (fixture_word (fixture, DATA), ==, stores[i].result);
      g_assert_cmphex (fixture_word (fixture, DATA + 4), ==, 0x11111111);
    }
}

static void
test_literals (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode *code = &fixture->code;
  guint32 literal = code_literal (code, 0xcafef00d);

  code->used = 0x801;
  code_add (code, L32R (R, CODE + 0x801, literal));
  code_add (code, WSR (S, SR_LITBASE));
  code_add (code, L32R (R, 0x40200000u, 0x40200000u - 0x1f00));
  rk_lx106_set_pc (fixture->core, CODE + 0x801);
  fixture_step (fixture, 1);
  g_assert_cmphex (fixture_get (fixture, R), ==, 0xcafef00d);

  /* With LITBASE on, 0xffffe100 of the instruction counts from there. */
  rk_lx106_set_register (fixture->core, S, DATA + 0x2000 + 1);
  fixture->data[0x103] = 0x99;
  fixture_step (fixture, 2);
  g_assert_cmphex (fixture_get (fixture, R), ==, 0x99000000);
}

/* Words that this core has no instruction for. */
static void
test_illegal (void)
{
  static const guint32 words[] = {
    ILL, ILL_N, SIMCALL,
    RRR (0, 0, 0, 0, 9, 0),              /* RETW */
    RRR (0, 0, 0, 4, 13, 0),             /* CALLX4 */
    RRR (0, 0, 1, 4, 5, 0),              /* MOVSP */
    RRRN (15, 0, 1, 13),                 /* RETW.N */
    CALL (4, 1, 5), CALL (4, 2, 5), CALL (4, 3, 5),
    BRI12 (4, 1, 0, 3, 6),               /* ENTRY */
    RRI8 (4, 8, 4, 7, 6),                /* LOOP */
    RRI8 (4, 0, 4, 7, 6),                /* BF */
    RRR (4, 3, 3, 4, 5, 0),              /* MIN */
    RRR (2, 3, 3, 4, 5, 0),              /* SEXT */
    RRR (10, 2, 3, 4, 5, 0),             /* MULUH */
    RRR (12, 2, 3, 4, 5, 0),             /* QUOU */
    RRR (0, 3, 0, 0, 5, 0),              /* RSR.LBEG */
    RSR (5, 72), RSR (5, SR_INTCLEAR), WSR (5, SR_PRID), XSR (5, SR_INTERRUPT),
    RRI8 (4, 11, 4, 5, 2),               /* L32AI */
    RRI8 (4, 14, 4, 5, 2),               /* S32C1I */
    RRR (9, 1, 3, 1, 5, 0),              /* SRL with s */
    RRR (4, 0, 0, 4, 1, 0),              /* SSR with t */
    RFI (1), RFI (4), RRR (0, 0, 3, 1, 0, 0),
    RI16 (0, 0, 4), 0xe, 0xf,
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      g_test_message ("0x%06x", words[i]);
      code_add (&fixture->code, words[i]);
      rk_lx106_set_special (fixture->core, SR_EXCCAUSE, 9);
      fixture_step (fixture, 1);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, VECTOR_USER);
      g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE);
      g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lx106/results", test_results);
  g_test_add_func ("/lx106/sar", test_sar);
  g_test_add_func ("/lx106/branches", test_branches);
  g_test_add_func ("/lx106/branch-backward", test_branch_backward);
  g_test_add_func ("/lx106/calls", test_calls);
  g_test_add_func ("/lx106/memory", test_memory);
  g_test_add_func ("/lx106/literals", test_literals);
  g_test_add_func ("/lx106/illegal", test_illegal);

  return g_test_run ();
}
