/* test-lx106-qemu.c: the core against QEMU's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random sequences of instructions are put into one image, which runs both in
 * qemu-system-xtensa -cpu lx106 and on our core.  Each sequence begins with
 * random registers and ends with all registers in a block of memory, which also
 * holds the scratch bytes that it loads from and stores to; an exception ends it
 * early.  At the end the program writes all blocks to its standard output by
 * semihosting; on our core they are looked at directly.
 *
 * What can not be compared:
 *  - memory that answers words only: QEMU lets any access through, as it does
 *    stores to ROM and loads from code memory;
 *  - addresses where nothing is: QEMU's bus answers with other causes;
 *  - PS and EPS beyond six bits, which QEMU stores;
 *  - the clock, the timer and interrupts, which do not come at the same
 *    instruction; test-lx106.c has them;
 *  - PRID and the configuration numbers 176 and 208, which QEMU reads as 0;
 *  - SLLI by 32, and SLL with a SAR above 32, which are undefined.
 *
 * RK_LX106_BATCHES sets how many images of 1000 sequences are tried.
 */

#include "rk-lx106.h"

#include "test-lx106-asm.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define VECTORS      0x40000000u
#define VECTORS_SIZE 0x1000u
#define CODE        0x40100000u
#define CODE_SIZE   0x00100000u
#define BLOCKS      0x3ffc0000u /* results and scratch */
#define BLOCKS_SIZE 0x00040000u
#define INPUTS      0x3ff80000u
#define INPUTS_SIZE 0x00040000u
#define INPUT_SIZE  128

#define CASES        1000
#define BLOCK_SIZE   256
#define SCRATCH      128 /* in the block */
#define SCRATCH_SIZE 128
#define INSNS        24

/* Registers as they are found in a block, behind the sixteen. */
static const struct
{
  const char *name;
  guint       number;
  guint32     mask;
} recorded[] = {
  { "SAR", SR_SAR, G_MAXUINT32 },
  { "EPC1", SR_EPC1, G_MAXUINT32 },
  { "EPC2", SR_EPC2, G_MAXUINT32 },
  { "EPC3", SR_EPC3, G_MAXUINT32 },
  { "DEPC", SR_DEPC, G_MAXUINT32 },
  { "EPS2", SR_EPS2, 0x3f },
  { "EPS3", SR_EPS3, 0x3f },
  { "EXCSAVE2", SR_EXCSAVE2, G_MAXUINT32 },
  { "EXCCAUSE", SR_EXCCAUSE, G_MAXUINT32 },
  { "EXCVADDR", SR_EXCVADDR, G_MAXUINT32 },
  { "DEBUGCAUSE", SR_DEBUGCAUSE, 0x3f },
  { "PS", SR_PS, 0x3f },
};

/* What an instruction's fields may be. */
typedef enum
{
  KIND_RRR,    /* r, s and t are registers */
  KIND_NO_S,   /* s is part of the operation */
  KIND_NO_T,
  KIND_NO_R,
  KIND_IMM8,   /* LSAI: s and t registers, eight bits */
  KIND_SHIFT,  /* r, s, t and the lowest bit of op1 or op2 */
  KIND_S_ONLY,
  KIND_NARROW, /* r, s and t */
  KIND_NARROW_ST,
} Kind;

static const struct
{
  guint32 word;
  Kind    kind;
} arithmetic[] = {
  { AND (0, 0, 0), KIND_RRR },
  { OR (0, 0, 0), KIND_RRR },
  { XOR (0, 0, 0), KIND_RRR },
  { ADD (0, 0, 0), KIND_RRR },
  { ADDX2 (0, 0, 0), KIND_RRR },
  { ADDX4 (0, 0, 0), KIND_RRR },
  { ADDX8 (0, 0, 0), KIND_RRR },
  { SUB (0, 0, 0), KIND_RRR },
  { SUBX2 (0, 0, 0), KIND_RRR },
  { SUBX4 (0, 0, 0), KIND_RRR },
  { SUBX8 (0, 0, 0), KIND_RRR },
  { MUL16U (0, 0, 0), KIND_RRR },
  { MUL16S (0, 0, 0), KIND_RRR },
  { MULL (0, 0, 0), KIND_RRR },
  { MOVEQZ (0, 0, 0), KIND_RRR },
  { MOVNEZ (0, 0, 0), KIND_RRR },
  { MOVLTZ (0, 0, 0), KIND_RRR },
  { MOVGEZ (0, 0, 0), KIND_RRR },
  { SRC (0, 0, 0), KIND_RRR },
  { NEG (0, 0), KIND_NO_S },
  { ABS (0, 0), KIND_NO_S },
  { SRL (0, 0), KIND_NO_S },
  { SRA (0, 0), KIND_NO_S },
  { SLL (0, 0), KIND_NO_T },
  { NSA (0, 0), KIND_NO_R },
  { NSAU (0, 0), KIND_NO_R },
  { ADDI (0, 0, 0), KIND_IMM8 },
  { ADDMI (0, 0, 0), KIND_IMM8 },
  { MOVI (0, 0), KIND_IMM8 },
  { SLLI (0, 0, 31), KIND_SHIFT },
  { SRAI (0, 0, 0), KIND_SHIFT },
  { SRLI (0, 0, 0), KIND_RRR },
  { RRR (0, 4, 0, 0, 0, 0), KIND_SHIFT }, /* EXTUI */
  { SSR (0), KIND_S_ONLY },
  { SSL (0), KIND_S_ONLY },
  { SSA8L (0), KIND_S_ONLY },
  { SSA8B (0), KIND_S_ONLY },
  { SSAI (0), KIND_S_ONLY },
  { SSAI (16), KIND_S_ONLY },
  { ADD_N (0, 0, 0), KIND_NARROW },
  { ADDI_N (0, 0, 0), KIND_NARROW },
  { MOV_N (0, 0), KIND_NARROW_ST },
  { RRRN (0, 0, 0, 12), KIND_NARROW }, /* MOVI.N */
};

/* Loads and stores by the bits of their offset that count. */
static const struct
{
  guint32 word;
  guint   size;
} transfers[] = {
  { L8UI (0, 0, 0), 1 },
  { L16UI (0, 0, 0), 2 },
  { L16SI (0, 0, 0), 2 },
  { L32I (0, 0, 0), 4 },
  { L32I_N (0, 0, 0), 4 },
  { S8I (0, 0, 0), 1 },
  { S16I (0, 0, 0), 2 },
  { S32I (0, 0, 0), 4 },
  { S32I_N (0, 0, 0), 4 },
};

static const guint8 swappable[] = { SR_SAR, SR_EPC1, SR_EPC2, SR_EPC3, SR_DEPC, SR_EXCSAVE2,
                                    SR_EXCVADDR, SR_EXCCAUSE };

typedef struct
{
  GRand     *rand;
  guint8    *vectors;
  guint8    *inputs;
  RkTestCode code;
  guint32    starts[CASES]; /* of each sequence */
  guint32    ends[CASES];
  guint32    end;           /* of the program */
} Image;

static guint
pick (Image *image,
      guint  count)
{
  return g_rand_int_range (image->rand, 0, count);
}

/* Values near the edges are more telling than others. */
static guint32
random_value (Image *image)
{
  static const guint32 edges[] = { 0, 1, 2, 31, 32, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
                                   0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe,
                                   0xffffffff };

  switch (pick (image, 4))
    {
    case 0:
      return edges[pick (image, G_N_ELEMENTS (edges))];
    case 1:
      return g_rand_int (image->rand) >> pick (image, 32);
    default:
      return g_rand_int (image->rand);
    }
}

static guint32
random_fields (Image  *image,
               guint32 word,
               Kind    kind)
{
  static const guint32 masks[] = {
    [KIND_RRR] = 0xfff0,
    [KIND_NO_S] = 0xf0f0,
    [KIND_NO_T] = 0xff00,
    [KIND_NO_R] = 0x0ff0,
    [KIND_IMM8] = 0xff0ff0,
    [KIND_S_ONLY] = 0x0f00,
    [KIND_NARROW] = 0xfff0,
    [KIND_NARROW_ST] = 0x0ff0,
  };
  guint32 bits = g_rand_int (image->rand);

  if (kind != KIND_SHIFT)
    return (word & ~masks[kind]) | (bits & masks[kind]);
  if (word == RRR (0, 4, 0, 0, 0, 0))
    return word | (bits & 0xf1fff0);
  word = (word & ~0x10fff0u) | (bits & 0x10fff0);
  return word >> 20 == 0 && (word & 0xf0) == 0 ? word | 0x10 : word; /* not SLLI by 32 */
}

static void
add_arithmetic (Image *image)
{
  guint i = pick (image, G_N_ELEMENTS (arithmetic));
  guint32 word = random_fields (image, arithmetic[i].word, arithmetic[i].kind);

  /* Of the patterns of MOVI.N, half are branches. */
  if (arithmetic[i].word == RRRN (0, 0, 0, 12))
    word &= ~0x80u;
  code_add (&image->code, word);

  /* QEMU 7.2 forgets that these can make SAR 32 when an SSR was near, and
   * shifts right by 0; a WSR reminds it. */
  if ((word & 0xfff0ff) == SSL (0) || (word & 0xfff0ff) == SSA8B (0))
    {
      guint reg = pick (image, 16);

      code_add (&image->code, RSR (reg, SR_SAR));
      code_add (&image->code, WSR (reg, SR_SAR));
    }
}

/* The literal lies in the midst of the code, which jumps over it. */
static guint32
add_load_literal (RkTestCode *code,
                  guint       reg,
                  guint32     value)
{
  guint32 next = ((code_pc (code) + 3 + 3) & ~3u) + 4;

  code_add (code, J (next - code_pc (code)));
  code_literal (code, value);
  code_add (code, L32R (reg, next, next - 4));
  return next - 4;
}

/* A load or store with a base register of its own, mostly an aligned one. */
static void
add_transfer (Image  *image,
              guint32 block)
{
  guint i = pick (image, G_N_ELEMENTS (transfers));
  guint base = pick (image, 16);
  guint32 offset = pick (image, 16);
  guint32 address = block + SCRATCH + pick (image, SCRATCH_SIZE - 16 * 4);
  gboolean narrow = code_length (transfers[i].word) == 2;

  if (pick (image, 8) != 0)
    address &= ~(transfers[i].size - 1);

  add_load_literal (&image->code, base, address);
  code_add (&image->code, transfers[i].word | base << 8 | pick (image, 16) << 4 |
                            offset << (narrow ? 12 : 16));
}

/* A branch over the next few instructions. */
static void
add_branch (Image *image)
{
  static const guint32 branches[] = {
    BEQZ (0, 4), BNEZ (0, 4), BLTZ (0, 4), BGEZ (0, 4),
    BEQI (0, 0, 4), BNEI (0, 0, 4), BLTI (0, 0, 4), BGEI (0, 0, 4),
    BLTUI (0, 0, 4), BGEUI (0, 0, 4),
    RRI8 (0, 0, 0, 0, 7), BEQZ_N (0, 4), BNEZ_N (0, 4), J (4),
  };
  guint32 word = branches[pick (image, G_N_ELEMENTS (branches))];
  guint32 at = image->code.used;
  guint32 distance;
  guint skipped = pick (image, 4);

  code_add (&image->code, word);
  for (guint i = 0; i < skipped; i++)
    add_arithmetic (image);
  if (image->code.used - at < 4)
    code_add (&image->code, NOP_N);

  distance = image->code.used - at - 4;
  if ((word & 0xf) == 12)
    word |= (distance & 15) << 12 | distance >> 4 << 4 | pick (image, 16) << 8;
  else if (word == J (4))
    word |= distance << 6;
  else if ((word & 0x3f) == 0x16)
    word |= distance << 12 | pick (image, 16) << 8;
  else
    word |= distance << 16 | pick (image, 256) << 8 | ((word & 0xf) == 7 ? pick (image, 16) << 4 : 0);
  for (guint i = 0; i < code_length (word); i++)
    image->code.bytes[at + i] = word >> i * 8;
}

/* A call to a place ahead. */
static void
add_call (Image *image)
{
  RkTestCode *code = &image->code;
  guint32 target = (code_pc (code) + 3 + 3) & ~3u;
  guint reg = pick (image, 16);

  if (pick (image, 2) == 0)
    code_add (code, CALL0 (code_pc (code), target));
  else
    {
      target = (code_pc (code) + 3 + 3) / 4 * 4 + 12;
      add_load_literal (code, reg, target);
      code_add (code, pick (image, 2) == 0 ? JX (reg) : CALLX0 (reg));
    }
  while (code_pc (code) < target)
    code_byte (code, 0xff);
}

/* Any word at all of those that neither jump nor store: what of it is legal must
 * be the same for both. */
static void
add_anything (Image *image)
{
  for (;;)
    {
      guint32 word = g_rand_int (image->rand) & 0xffffff;
      guint op1 = word >> 16 & 15;
      guint op2 = word >> 20;
      guint number = word >> 8 & 0xff;

      if (pick (image, 8) != 0)
        word &= ~0xfu;
      switch (word & 15)
        {
        case 0:
          if ((op1 == 0 && op2 == 0 && (number >> 4 != 2)) ||               /* ST0 but the barriers */
              (op1 == 0 && op2 == 5) ||                                     /* TLB */
              (op1 == 0 && op2 == 4 && (number >> 4 == 6 || number >> 4 == 7)) || /* RER, WER */
              (op1 == 1 && op2 <= 1 && (word & 0x1000f0) == 0) ||           /* SLLI by 32 */
              (op1 == 1 && op2 == 6) || (op1 == 3 && op2 == 1) ||           /* XSR, WSR */
              (op1 == 3 && op2 == 0 && (number == SR_PRID || number == SR_CCOUNT || number == 236 ||
                                        number == 176 || number == 208 || number == SR_INTERRUPT ||
                                        number == SR_PS || number == SR_EXCSAVE3)))
            continue;
          break;
        case 3:
        case 4:
          break;
        case 13:
          if ((word & 0xf0ff) == 0xf00d) /* RET.N */
            continue;
          break;
        default:
          continue;
        }
      code_add (&image->code, word);
      return;
    }
}

static void
add_system (Image *image)
{
  static const guint32 words[] = { SYSCALL, BREAK (1, 2), BREAK_N (3), ILL, ILL_N, MEMW, EXTW,
                                   ISYNC, RSYNC, ESYNC, DSYNC, EXCW, NOP, NOP_N };
  guint number = swappable[pick (image, G_N_ELEMENTS (swappable))];
  guint reg = pick (image, 16);

  if (number == SR_SAR || number == SR_EXCCAUSE) /* QEMU keeps more bits */
    code_add (&image->code, EXTUI (reg, reg, 0, 5));

  switch (pick (image, 6))
    {
    case 0:
      code_add (&image->code, RSR (reg, number));
      break;
    case 1:
      code_add (&image->code, WSR (reg, number));
      break;
    case 2:
      code_add (&image->code, XSR (reg, number));
      break;
    case 3:
      code_add (&image->code, words[pick (image, G_N_ELEMENTS (words))]);
      break;
    default:
      add_anything (image);
      break;
    }
}

static void
add_random (Image  *image,
            guint32 block)
{
  switch (pick (image, 16))
    {
    case 0:
    case 1:
    case 2:
      add_transfer (image, block);
      break;
    case 3:
    case 4:
      add_branch (image);
      break;
    case 5:
      add_call (image);
      break;
    case 6:
      add_system (image);
      break;
    default:
      add_arithmetic (image);
      break;
    }
}

static void
put_word (guint8 *bytes,
          guint32 word)
{
  for (guint i = 0; i < 4; i++)
    bytes[i] = word >> i * 8;
}

static guint32
get_word (const guint8 *bytes)
{
  return bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static void
clear_specials (RkTestCode *code)
{
  static const guint8 numbers[] = { SR_EPC1, SR_EPC2, SR_EPC3, SR_DEPC, SR_EPS2, SR_EPS3,
                                    SR_EXCSAVE2, SR_EXCCAUSE, SR_EXCVADDR, SR_INTENABLE };

  code_add (code, MOVI_N (0, 0));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    code_add (code, WSR (0, numbers[i]));
}

/* PS of kernel or user, sometimes within an exception or at a high level. */
static guint32
random_ps (Image *image)
{
  return (pick (image, 2) << 5) | (pick (image, 8) == 0) << 4 | (pick (image, 4) == 0 ? pick (image, 4) : 0);
}

/* Every sequence has four literals in front of it: the block, the registers to
 * begin with, the address of the epilogue, and PS. */
#define LITERALS 16

static void
add_prologue (Image  *image,
              guint32 literals)
{
  RkTestCode *code = &image->code;

  clear_specials (code);
  code_add (code, L32R (0, code_pc (code), literals + 8));
  code_add (code, WSR (0, SR_EXCSAVE3));
  code_add (code, L32R (0, code_pc (code), literals + 4));
  code_add (code, L32I (1, 0, 64));
  code_add (code, WSR (1, SR_SAR));
  for (guint i = 2; i < 16; i++)
    code_add (code, L32I (i, 0, i * 4));
  code_add (code, L32R (1, code_pc (code), literals + 12));
  code_add (code, WSR (1, SR_PS));
  code_add (code, RSYNC);
  code_add (code, L32I (1, 0, 4));
  code_add (code, L32I (0, 0, 0));
}

/* Entered with a0 in EXCSAVE1. */
static void
add_epilogue (RkTestCode *code,
              guint32     literals)
{
  code_add (code, L32R (0, code_pc (code), literals));
  for (guint i = 1; i < 16; i++)
    code_add (code, S32I (i, 0, i * 4));
  code_add (code, RSR (1, SR_EXCSAVE1));
  code_add (code, S32I (1, 0, 0));
  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      code_add (code, RSR (1, recorded[i].number));
      code_add (code, S32I (1, 0, 64 + i * 4));
    }
  code_add (code, J (((code_pc (code) + 3 + 3) & ~3u) + LITERALS - code_pc (code)));
}

static void
add_case (Image *image,
          guint  index)
{
  RkTestCode *code = &image->code;
  guint32 block = BLOCKS + index * BLOCK_SIZE;
  guint32 literals = code_literal (code, block);

  code_literal (code, INPUTS + index * INPUT_SIZE);
  code_literal (code, 0);
  code_literal (code, random_ps (image));
  for (guint i = 0; i < 16; i++)
    put_word (image->inputs + index * INPUT_SIZE + i * 4, random_value (image));
  put_word (image->inputs + index * INPUT_SIZE + 64, pick (image, 33)); /* SAR */

  add_prologue (image, literals);
  image->starts[index] = code_pc (code);
  for (guint i = 0; i < INSNS; i++)
    add_random (image, block);
  image->ends[index] = code_pc (code);
  code_add (code, WSR (0, SR_EXCSAVE1));
  put_word (code->bytes + (literals + 8 - code->address), code_pc (code));
  add_epilogue (code, literals);
}

/* Writes the blocks out and ends QEMU (numbers in target/xtensa/xtensa-semi.c). */
static guint32
add_end (RkTestCode *code)
{
  guint32 literals = code_literal (code, BLOCKS);
  guint32 end;

  code_literal (code, BLOCKS_SIZE);
  code_literal (code, 0);
  code_literal (code, 0);
  end = code_pc (code);
  code_add (code, MOVI (2, 4));
  code_add (code, MOVI (3, 1));
  code_add (code, L32R (4, code_pc (code), literals));
  code_add (code, L32R (5, code_pc (code), literals + 4));
  code_add (code, SIMCALL);
  code_add (code, MOVI (2, 1));
  code_add (code, MOVI (3, 0));
  code_add (code, SIMCALL);
  return end;
}

/* Each leads to the epilogue. */
static void
add_vectors (Image *image)
{
  static const guint offsets[] = { 0x10, 0x20, 0x30, 0x50, 0x70 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      RkTestCode code = { image->vectors + offsets[i], VECTORS + offsets[i], 16, 0 };

      code_add (&code, WSR (0, SR_EXCSAVE1));
      code_add (&code, RSR (0, SR_EXCSAVE3));
      code_add (&code, JX (0));
    }
}

static Image *
image_new (guint32 seed)
{
  Image *image = g_new0 (Image, 1);

  image->rand = g_rand_new_with_seed (seed);
  image->vectors = g_malloc0 (VECTORS_SIZE);
  image->inputs = g_malloc0 (INPUTS_SIZE);
  image->code = (RkTestCode){ g_malloc0 (CODE_SIZE), CODE, CODE_SIZE, 0 };
  add_vectors (image);
  for (guint i = 0; i < CASES; i++)
    add_case (image, i);
  image->end = add_end (&image->code);
  return image;
}

static void
image_free (Image *image)
{
  g_rand_free (image->rand);
  g_free (image->vectors);
  g_free (image->inputs);
  g_free (image->code.bytes);
  g_free (image);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Image, image_free)

static void
append_words (GByteArray    *bytes,
              const guint32 *words,
              guint          count)
{
  for (guint i = 0; i < count; i++)
    {
      guint8 word[4];

      put_word (word, words[i]);
      g_byte_array_append (bytes, word, 4);
    }
}

/* An ELF file of three loadable segments: what the generic loader takes. */
static GBytes *
make_elf (const Image *image)
{
  const struct
  {
    guint32       address;
    const guint8 *bytes;
    guint32       size;
  } segments[] = {
    { VECTORS, image->vectors, VECTORS_SIZE },
    { CODE, image->code.bytes, image->code.used },
    { INPUTS, image->inputs, INPUTS_SIZE },
  };
  static const guint8 ident[16] = { 0x7f, 'E', 'L', 'F', 1, 1, 1 };
  const guint32 headers = 52 + 32 * G_N_ELEMENTS (segments);
  const guint32 header[] = {
    94 << 16 | 2, 1, CODE + LITERALS, 52, 0, 0, 32 << 16 | 52, G_N_ELEMENTS (segments), 0,
  };
  GByteArray *elf = g_byte_array_new ();
  guint32 offset = headers;

  g_byte_array_append (elf, ident, sizeof ident);
  append_words (elf, header, G_N_ELEMENTS (header));
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      const guint32 segment[] = { 1, offset, segments[i].address, segments[i].address,
                                  segments[i].size, segments[i].size, 7, 4 };

      append_words (elf, segment, G_N_ELEMENTS (segment));
      offset += segments[i].size;
    }
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    g_byte_array_append (elf, segments[i].bytes, segments[i].size);
  return g_byte_array_free_to_bytes (elf);
}

static GBytes *
run_in_qemu (const Image *image)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) elf = make_elf (image);
  g_autofree char *path = NULL;
  g_autofree char *loader = NULL;
  g_autoptr(GSubprocess) qemu = NULL;
  GBytes *blocks = NULL;
  int file = g_file_open_tmp ("rekindle-lx106-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (file, NULL);
  g_file_set_contents (path, g_bytes_get_data (elf, NULL), g_bytes_get_size (elf), &error);
  g_assert_no_error (error);
  loader = g_strdup_printf ("loader,file=%s,cpu-num=0", path);
  qemu = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "qemu-system-xtensa",
                           "-M", "sim", "-cpu", "lx106", "-display", "none", "-serial", "none",
                           "-monitor", "none", "-semihosting", "-device", loader, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (qemu, NULL, NULL, &blocks, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_assert_cmpuint (g_bytes_get_size (blocks), ==, BLOCKS_SIZE);
  return blocks;
}

static GBytes *
run_in_core (const Image *image)
{
  const RkLx106Access all = RK_LX106_READ | RK_LX106_WRITE | RK_LX106_EXECUTE;
  g_autoptr(RkLx106) core = rk_lx106_new ();
  guint8 *blocks = g_malloc0 (BLOCKS_SIZE);

  rk_lx106_map_memory (core, VECTORS, VECTORS_SIZE, image->vectors, all);
  rk_lx106_map_memory (core, CODE, CODE_SIZE, image->code.bytes, all);
  rk_lx106_map_memory (core, INPUTS, INPUTS_SIZE, image->inputs, all);
  rk_lx106_map_memory (core, BLOCKS, BLOCKS_SIZE, blocks, all);
  rk_lx106_add_breakpoint (core, image->end);
  rk_lx106_reset (core, CODE + LITERALS);
  g_assert_cmpint (rk_lx106_run (core, 10000000), ==, RK_LX106_STOP_BREAKPOINT);
  return g_bytes_new_take (blocks, BLOCKS_SIZE);
}

static void
report (const Image  *image,
        guint         index,
        const guint8 *ours,
        const guint8 *theirs)
{
  g_autoptr(GString) bytes = g_string_new (NULL);

  for (guint32 i = image->starts[index]; i < image->ends[index]; i++)
    g_string_append_printf (bytes, "%02x", image->code.bytes[i - CODE]);
  g_test_message ("sequence %u at 0x%08x: %s", index, image->starts[index], bytes->str);
  for (guint i = 0; i < 16; i++)
    g_test_message ("a%u: began 0x%08x, QEMU 0x%08x, core 0x%08x%s", i,
                    get_word (image->inputs + index * INPUT_SIZE + i * 4),
                    get_word (theirs + i * 4), get_word (ours + i * 4),
                    get_word (theirs + i * 4) != get_word (ours + i * 4) ? "  <--" : "");
  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
    g_test_message ("%s: QEMU 0x%08x, core 0x%08x", recorded[i].name,
                    get_word (theirs + 64 + i * 4), get_word (ours + 64 + i * 4));
}

static gboolean
is_same (const guint8 *ours,
         const guint8 *theirs)
{
  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
    if (((get_word (ours + 64 + i * 4) ^ get_word (theirs + 64 + i * 4)) & recorded[i].mask) != 0)
      return FALSE;

  return memcmp (ours, theirs, 64) == 0 &&
         memcmp (ours + SCRATCH, theirs + SCRATCH, SCRATCH_SIZE) == 0;
}

static void
compare (guint32 seed)
{
  g_autoptr(Image) image = image_new (seed);
  g_autoptr(GBytes) ours = run_in_core (image);
  g_autoptr(GBytes) theirs = run_in_qemu (image);
  guint differences = 0;

  for (guint i = 0; i < CASES; i++)
    {
      const guint8 *mine = (const guint8 *)g_bytes_get_data (ours, NULL) + i * BLOCK_SIZE;
      const guint8 *its = (const guint8 *)g_bytes_get_data (theirs, NULL) + i * BLOCK_SIZE;

      if (!is_same (mine, its) && differences++ == 0)
        report (image, i, mine, its);
    }
  g_test_message ("seed %u: %u of %u differ", seed, differences, CASES);
  if (differences > 0)
    g_test_fail ();
}

static void
test_random (void)
{
  g_autofree char *qemu = g_find_program_in_path ("qemu-system-xtensa");
  const char *wanted = g_getenv ("RK_LX106_BATCHES");
  guint batches = wanted != NULL ? (guint)g_ascii_strtoull (wanted, NULL, 10) : 4;

  if (qemu == NULL)
    {
      g_test_skip ("no qemu-system-xtensa");
      return;
    }
  for (guint i = 0; i < batches && !g_test_failed (); i++)
    compare (g_test_rand_int ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lx106/qemu/random", test_random);

  return g_test_run ();
}
