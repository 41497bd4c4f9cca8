/* rk-lx106-private.h: what the files of the LX106 core share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rk-lx106.c             making, running and looking at a core
 * rk-lx106-memory.c      pages, loads and stores, decoded code
 * rk-lx106-decode.c      bytes to decoded instructions
 * rk-lx106-execute.c     the fast loop: arithmetic, branches, plain memory
 * rk-lx106-system.c      everything else that an instruction can do
 * rk-lx106-exception.c   exceptions, interrupts, the timer
 * rk-lx106-special.c     special registers
 * rk-lx106-idle.c        noticing that the program only waits
 */

#pragma once

#include "rk-lx106.h"

#include <string.h>

G_BEGIN_DECLS

#define RK_LX106_PAGE_SHIFT 12
#define RK_LX106_PAGE_SIZE  (1u << RK_LX106_PAGE_SHIFT)
#define RK_LX106_PAGE_MASK  (RK_LX106_PAGE_SIZE - 1)

/* The table of pages has two levels, as most of the 4 GiB is empty: pieces of
 * 4 MiB, all but a few of which are one and the same. */
#define RK_LX106_PIECE_SHIFT 22
#define RK_LX106_PIECES      (1u << (32 - RK_LX106_PIECE_SHIFT))
#define RK_LX106_PIECE_PAGES (1u << (RK_LX106_PIECE_SHIFT - RK_LX106_PAGE_SHIFT))

/* An instruction is three bytes long at most, so one that begins in a page ends
 * at most two bytes behind it. */
#define RK_LX106_LONGEST 3

/* PS: only six bits exist (QEMU target/xtensa/core-lx106/gdb-config.c.inc). */
#define RK_LX106_PS_INTLEVEL 0x0f
#define RK_LX106_PS_EXCM     0x10
#define RK_LX106_PS_UM       0x20
#define RK_LX106_PS_MASK     0x3f

/* Interrupts by kind and level (QEMU target/xtensa/core-lx106/core-isa.h). */
#define RK_LX106_INT_LEVEL    0x003fu
#define RK_LX106_INT_TIMER    0x0040u
#define RK_LX106_INT_SOFTWARE 0x0080u
#define RK_LX106_INT_EDGE     0x3f00u
#define RK_LX106_INT_NMI      0x4000u
#define RK_LX106_INT_LEVEL1   0x3fffu
#define RK_LX106_INT_ALL      0x7fffu

#define RK_LX106_DEBUG_LEVEL 2
#define RK_LX106_NMI_LEVEL   3

/* What a decoded instruction does.  The first part is done by the fast loop,
 * what follows RK_LX106_OP_SYSTEM by rk-lx106-system.c. */
typedef enum
{
  RK_LX106_OP_UNDECODED,
  RK_LX106_OP_NEXT_PAGE,

  RK_LX106_OP_NOP,
  RK_LX106_OP_ADD,
  RK_LX106_OP_ADDX2,
  RK_LX106_OP_ADDX4,
  RK_LX106_OP_ADDX8,
  RK_LX106_OP_SUB,
  RK_LX106_OP_SUBX2,
  RK_LX106_OP_SUBX4,
  RK_LX106_OP_SUBX8,
  RK_LX106_OP_AND,
  RK_LX106_OP_OR,
  RK_LX106_OP_XOR,
  RK_LX106_OP_NEG,
  RK_LX106_OP_ABS,
  RK_LX106_OP_ADDI,
  RK_LX106_OP_MOVI,
  RK_LX106_OP_MOVEQZ,
  RK_LX106_OP_MOVNEZ,
  RK_LX106_OP_MOVLTZ,
  RK_LX106_OP_MOVGEZ,
  RK_LX106_OP_EXTUI,
  RK_LX106_OP_SLLI,
  RK_LX106_OP_SRAI,
  RK_LX106_OP_SRLI,
  RK_LX106_OP_SLL,
  RK_LX106_OP_SRL,
  RK_LX106_OP_SRA,
  RK_LX106_OP_SRC,
  RK_LX106_OP_SSR,
  RK_LX106_OP_SSL,
  RK_LX106_OP_SSA8L,
  RK_LX106_OP_SSA8B,
  RK_LX106_OP_SSAI,
  RK_LX106_OP_MUL16U,
  RK_LX106_OP_MUL16S,
  RK_LX106_OP_MULL,
  RK_LX106_OP_NSA,
  RK_LX106_OP_NSAU,
  RK_LX106_OP_L8UI,
  RK_LX106_OP_L16UI,
  RK_LX106_OP_L16SI,
  RK_LX106_OP_L32I,
  RK_LX106_OP_L32R,
  RK_LX106_OP_S8I,
  RK_LX106_OP_S16I,
  RK_LX106_OP_S32I,
  RK_LX106_OP_BEQZ,
  RK_LX106_OP_BNEZ,
  RK_LX106_OP_BLTZ,
  RK_LX106_OP_BGEZ,
  RK_LX106_OP_BEQI,
  RK_LX106_OP_BNEI,
  RK_LX106_OP_BLTI,
  RK_LX106_OP_BGEI,
  RK_LX106_OP_BLTUI,
  RK_LX106_OP_BGEUI,
  RK_LX106_OP_BEQ,
  RK_LX106_OP_BNE,
  RK_LX106_OP_BLT,
  RK_LX106_OP_BGE,
  RK_LX106_OP_BLTU,
  RK_LX106_OP_BGEU,
  RK_LX106_OP_BANY,
  RK_LX106_OP_BNONE,
  RK_LX106_OP_BALL,
  RK_LX106_OP_BNALL,
  RK_LX106_OP_BBC,
  RK_LX106_OP_BBS,
  RK_LX106_OP_BBCI,
  RK_LX106_OP_BBSI,
  RK_LX106_OP_J,
  RK_LX106_OP_JX,
  RK_LX106_OP_CALL0,
  RK_LX106_OP_CALLX0,

  /* The two-byte forms. */
  RK_LX106_OP_NOP_N,
  RK_LX106_OP_ADD_N,
  RK_LX106_OP_ADDI_N,
  RK_LX106_OP_MOV_N,
  RK_LX106_OP_MOVI_N,
  RK_LX106_OP_L32I_N,
  RK_LX106_OP_S32I_N,
  RK_LX106_OP_BEQZ_N,
  RK_LX106_OP_BNEZ_N,

  RK_LX106_OP_SYSTEM,
  RK_LX106_OP_ILLEGAL = RK_LX106_OP_SYSTEM,
  RK_LX106_OP_FETCH_FAULT,
  RK_LX106_OP_BREAKPOINT,
  RK_LX106_OP_SYSCALL,
  RK_LX106_OP_BREAK,
  RK_LX106_OP_BREAK_N,
  RK_LX106_OP_RSR,
  RK_LX106_OP_WSR,
  RK_LX106_OP_XSR,
  RK_LX106_OP_RSIL,
  RK_LX106_OP_WAITI,
  RK_LX106_OP_RFE,
  RK_LX106_OP_RFDE,
  RK_LX106_OP_RFI,
  RK_LX106_OP_TLB_READ,
  RK_LX106_OP_TLB_PROBE,
  RK_LX106_OP_TLB_WRITE,
  RK_LX106_OP_RER,

  RK_LX106_N_OPS,
} RkLx106Op;

/* RkLx106Insn: a decoded instruction; @r, @s and @t are register numbers as the
 * formats of the ISA call them.  @imm is an operand, an address or a target that
 * is already worked out.  Conditional branches with a constant have it in @r. */
typedef struct
{
  guint8  op; /* RkLx106Op */
  guint8  r;
  guint8  s;
  guint8  t;
  guint32 imm;
} RkLx106Insn;

/* RkLx106Page: how the core reaches 4 KiB of addresses.  @read and @write are
 * NULL where an access needs more than moving bytes; @code begins to exist when
 * something in the page is executed and has one entry for every byte, as any can
 * be the first of an instruction. */
typedef struct
{
  guint8      *read;
  guint8      *write;
  RkLx106Insn *code;
  guint16      range; /* index in ranges + 1; 0 where nothing is mapped */
  guint16      access;
} RkLx106Page;

typedef struct
{
  guint32              address; /* of the first byte */
  guint8              *memory;  /* NULL for a device */
  const RkLx106Device *device;
  gpointer             data;
} RkLx106Range;

/* RkLx106State: all that a program can see of the core but for the clock.  Two
 * moments with the same state, memory and devices have the same future; no
 * padding, as it is compared as bytes. */
typedef struct
{
  guint32 a[16];
  guint32 pc;
  guint32 sar;
  guint32 ps;
  guint32 litbase;
  guint32 epc[4]; /* by level; [0] is DEPC */
  guint32 eps[4];
  guint32 excsave[4];
  guint32 exccause;
  guint32 excvaddr;
  guint32 vecbase;
  guint32 interrupt;
  guint32 intenable;
  guint32 ccompare;
  guint32 debugcause;
  guint32 ddr;
  guint32 ibreakenable;
  guint32 ibreaka;
  guint32 dbreaka;
  guint32 dbreakc;
  guint32 icount;
  guint32 icountlevel;
  guint32 regions[2][8]; /* attributes for data and for instructions */
} RkLx106State;

#define RK_LX106_JOURNAL 32

/* RkLx106Probe: the search for an idle loop, see rk-lx106-idle.c. */
typedef struct
{
  gboolean     active;
  guint64      next;     /* cycle of the next one */
  guint64      interval;
  guint        steps;
  RkLx106State state;
  guint        n_stores;
  struct
  {
    guint32 address;
    guint32 before;
  } stores[RK_LX106_JOURNAL];
} RkLx106Probe;

struct _RkLx106
{
  RkLx106State     state;

  /* The clock.  The fast loop compares only with @attention. */
  guint64          cycle;
  guint64          attention;
  guint64          until;
  guint64          timer;        /* when CCOUNT next equals CCOMPARE0 */
  guint32          ccount_offset;

  guint32          inputs;       /* as last given to set_interrupts */
  gboolean         waiting;      /* in WAITI */
  gboolean         stopping;
  gboolean         at_breakpoint;
  gboolean         was_waiting;  /* the last run ended so */

  RkLx106Page     *pages[RK_LX106_PIECES];
  RkLx106Page     *no_pages;     /* the piece where nothing is mapped */
  RkLx106Insn     *nowhere;      /* the code of pages that have none */
  GArray          *ranges;       /* of RkLx106Range */
  GHashTable      *breakpoints;
  RkLx106Probe     probe;

  RkLx106TraceFunc trace;
  gpointer         trace_data;
};

/* Sizes and directions of memory accesses. */
typedef struct
{
  guint8   size;
  gboolean store;
  gboolean sign;
} RkLx106Transfer;

/* rk-lx106-decode.c */
RkLx106Insn   _rk_lx106_decode            (guint32        pc,
                                           const guint8  *bytes);
guint         _rk_lx106_length            (guint8         first_byte);

/* rk-lx106-memory.c */
RkLx106Insn  *_rk_lx106_get_code          (RkLx106       *self,
                                           guint32        pc);
void          _rk_lx106_decode_at         (RkLx106       *self,
                                           guint32        pc,
                                           RkLx106Insn   *insn);
gboolean      _rk_lx106_get_transfer      (RkLx106Op      op,
                                           RkLx106Transfer *transfer);
guint32       _rk_lx106_get_address       (RkLx106       *self,
                                           const RkLx106Insn *insn);
const RkLx106Range *
              _rk_lx106_get_range         (RkLx106       *self,
                                           guint32        address);
gboolean      _rk_lx106_peek              (RkLx106       *self,
                                           guint32        address,
                                           guint32       *word);
gboolean      _rk_lx106_transfer          (RkLx106       *self,
                                           const RkLx106Insn *insn);
void          _rk_lx106_init_pages        (RkLx106       *self);
void          _rk_lx106_free_pages        (RkLx106       *self);

/* rk-lx106-execute.c */
RkLx106Stop   _rk_lx106_execute           (RkLx106       *self);

/* rk-lx106-system.c */
void          _rk_lx106_execute_system    (RkLx106       *self,
                                           RkLx106Insn    insn);

/* rk-lx106-exception.c */
void          _rk_lx106_raise             (RkLx106       *self,
                                           RkLx106Cause   cause);
void          _rk_lx106_raise_at          (RkLx106       *self,
                                           RkLx106Cause   cause,
                                           guint32        address);
gboolean      _rk_lx106_raise_debug       (RkLx106       *self,
                                           guint32        debugcause);
gboolean      _rk_lx106_take_interrupt    (RkLx106       *self);
void          _rk_lx106_set_timer         (RkLx106       *self);
void          _rk_lx106_check_timer       (RkLx106       *self);

/* rk-lx106-special.c */
gboolean      _rk_lx106_special_allows    (guint          number,
                                           RkLx106Op      op);

/* rk-lx106-idle.c */
void          _rk_lx106_probe_reset       (RkLx106       *self,
                                           gboolean       at_once);
gboolean      _rk_lx106_probe             (RkLx106       *self);

/* rk-lx106.c */
gboolean      _rk_lx106_attend            (RkLx106       *self,
                                           RkLx106Stop   *stop);

static inline RkLx106Page *
_rk_lx106_get_page (const RkLx106 *self,
                    guint32        address)
{
  return &self->pages[address >> RK_LX106_PIECE_SHIFT]
                     [address >> RK_LX106_PAGE_SHIFT & (RK_LX106_PIECE_PAGES - 1)];
}

static inline guint32
_rk_lx106_get_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline void
_rk_lx106_put_u32 (guint8 *bytes,
                   guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

static inline guint16
_rk_lx106_get_u16 (const guint8 *bytes)
{
  guint16 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline void
_rk_lx106_put_u16 (guint8 *bytes,
                   guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

G_END_DECLS
