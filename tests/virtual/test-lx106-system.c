/* test-lx106-system.c: exceptions, interrupts, memory rules, the clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "test-lx106-fixture.h"

#define INT_UART  (1u << 5)
#define INT_TIMER (1u << 6)
#define INT_SOFT  (1u << 7)
#define INT_EDGE  (1u << 9)
#define INT_NMI   (1u << 14)

/* A device that remembers what was asked of it. */
typedef struct
{
  RkLx106 *core;
  guint    reads;
  guint32  address;
  guint32  value;
  guint32  mask;
  guint32  interrupts; /* to set when written to */
} Device;

static guint32
device_read (gpointer data,
             guint32  address)
{
  Device *device = data;

  device->reads++;
  device->address = address;
  return 0x84838281;
}

static void
device_write (gpointer data,
              guint32  address,
              guint32  value,
              guint32  mask)
{
  Device *device = data;

  device->address = address;
  device->value = value;
  device->mask = mask;
  if (value == 1)
    rk_lx106_stop (device->core);
  if (value == 2)
    rk_lx106_set_interrupts (device->core, device->interrupts);
  if (value == 3)
    rk_lx106_set_cycle (device->core, rk_lx106_get_cycle (device->core) + 1000);
  if (value == 4)
    rk_lx106_reset (device->core, CODE + 0x100);
}

static const RkLx106Device device_functions = { .read = device_read, .write = device_write };

static void
map_device (Fixture *fixture,
            Device  *device)
{
  device->core = fixture->core;
  rk_lx106_map_device (fixture->core, 0x60000000, 0x1000, &device_functions, device);
}

static void
test_faults (void)
{
  static const struct
  {
    const char *name;
    guint32     word;
    guint32     address;
    guint       cause;
  } faults[] = {
    { "load unaligned", L32I (3, 4, 0), DATA + 2, 9 },
    { "load half unaligned", L16UI (3, 4, 0), DATA + 1, 9 },
    { "store unaligned", S32I (3, 4, 0), DATA + 1, 9 },
    { "narrow store unaligned", S32I_N (3, 4, 0), DATA + 3, 9 },
    { "byte of instruction RAM", L8UI (3, 4, 0), CODE, 3 },
    { "half of instruction RAM", L16SI (3, 4, 0), CODE + 2, 3 },
    { "unaligned in instruction RAM", L16SI (3, 4, 0), CODE + 1, 9 },
    { "byte to instruction RAM", S8I (3, 4, 0), CODE + 0x800, 3 },
    { "half to instruction RAM", S16I (3, 4, 0), CODE + 0x800, 3 },
    { "byte of ROM", L8UI (3, 4, 0), VECTORS, 3 },
    { "word to ROM", S32I (3, 4, 0), VECTORS, 29 },
    { "byte to ROM", S8I (3, 4, 0), VECTORS, 29 },
    { "load from nowhere", L32I (3, 4, 0), 0, 28 },
    { "byte from nowhere", L8UI (3, 4, 0), 0x23, 28 },
    { "store to nowhere", S32I (3, 4, 0), 0xfffffffc, 29 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      g_test_message ("%s", faults[i].name);
      code_add (&fixture->code, NOP);
      code_add (&fixture->code, faults[i].word);
      rk_lx106_set_register (fixture->core, 3, 0x77);
      rk_lx106_set_register (fixture->core, 4, faults[i].address);
      fixture_step (fixture, 2);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, VECTOR_USER);
      g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, faults[i].cause);
      g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 3);
      g_assert_cmphex (fixture_special (fixture, SR_EXCVADDR), ==, faults[i].address);
      g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_UM | PS_EXCM);
      g_assert_cmphex (fixture_get (fixture, 3), ==, 0x77);
    }
}

static void
test_fetch (void)
{
  static const struct
  {
    guint32 address;
    guint   cause;
    guint32 excvaddr;
  } fetches[] = {
    { 0, 20, 0 },
    { DATA + 5, 2, DATA + 5 },
    { CODE + CODE_SIZE, 20, CODE + CODE_SIZE },
    { CODE + CODE_SIZE - 2, 20, CODE + CODE_SIZE }, /* ends behind the memory */
  };

  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      code_add (&fixture->code, JX (4));
      rk_lx106_set_register (fixture->core, 4, fetches[i].address);
      fixture_step (fixture, 2);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, VECTOR_USER);
      g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, fetches[i].cause);
      g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, fetches[i].address);
      g_assert_cmphex (fixture_special (fixture, SR_EXCVADDR), ==, fetches[i].excvaddr);
    }
}

/* An exception whose handler is not there goes round for ever: only a watchdog
 * ends that. */
static void
test_fetch_without_handler (void)
{
  g_autoptr(RkLx106) core = rk_lx106_new ();

  rk_lx106_reset (core, 0x40000080);
  g_assert_cmpint (rk_lx106_run (core, 20), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmpuint (rk_lx106_get_cycle (core), ==, 20);
  g_assert_cmpint (rk_lx106_run (core, 1000), ==, RK_LX106_STOP_WAITING);
  g_assert_cmphex (rk_lx106_get_special (core, SR_DEPC), ==, VECTOR_DOUBLE);
}

static void
test_vectors (void)
{
  static const struct
  {
    guint32 word;
    guint32 ps;
    guint32 vector;
    guint   saved; /* where the pc is kept */
    guint32 new_ps;
  } vectors[] = {
    { SYSCALL, PS_UM, VECTOR_USER, SR_EPC1, PS_UM | PS_EXCM },
    { SYSCALL, 0, VECTOR_KERNEL, SR_EPC1, PS_EXCM },
    { SYSCALL, 3, VECTOR_KERNEL, SR_EPC1, PS_EXCM | 3 },
    { SYSCALL, PS_EXCM, VECTOR_DOUBLE, SR_DEPC, PS_EXCM },
    { ILL, PS_UM | PS_EXCM, VECTOR_DOUBLE, SR_DEPC, PS_UM | PS_EXCM },
    { BREAK (1, 1), PS_UM, VECTOR_DEBUG, SR_EPC2, PS_UM | PS_EXCM | 2 },
    { BREAK_N (1), PS_EXCM, VECTOR_DEBUG, SR_EPC2, PS_EXCM | 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      code_add (&fixture->code, vectors[i].word);
      rk_lx106_set_special (fixture->core, SR_PS, vectors[i].ps);
      fixture_step (fixture, 1);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, vectors[i].vector);
      g_assert_cmphex (fixture_special (fixture, vectors[i].saved), ==, CODE);
      g_assert_cmphex (fixture_special (fixture, SR_PS), ==, vectors[i].new_ps);
    }
}

static void
test_break_masked (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  code_add (&fixture->code, BREAK (1, 1));
  code_add (&fixture->code, BREAK_N (1));
  rk_lx106_set_special (fixture->core, SR_PS, 2);
  fixture_step (fixture, 2);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 5);
}

static void
test_returns (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode *code = &fixture->code;

  code_add (code, RFE);
  code->used = 0x100;
  code_add (code, RFI (3));
  code->used = 0x200;
  code_add (code, RFI (2));
  code->used = 0x300;
  code_add (code, RFDE);
  rk_lx106_set_special (fixture->core, SR_PS, PS_UM | PS_EXCM | 1);
  rk_lx106_set_special (fixture->core, SR_EPC1, CODE + 0x100);
  rk_lx106_set_special (fixture->core, SR_EPC3, CODE + 0x200);
  rk_lx106_set_special (fixture->core, SR_EPS3, PS_EXCM | 7);
  rk_lx106_set_special (fixture->core, SR_EPC2, CODE + 0x300);
  rk_lx106_set_special (fixture->core, SR_EPS2, 0xfffffff0 | PS_EXCM | 2);
  rk_lx106_set_special (fixture->core, SR_DEPC, CODE + 0x400);

  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x100);
  g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_UM | 1);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x200);
  g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_EXCM | 7);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x300);
  g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_UM | PS_EXCM | 2);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x400);
}

static void
test_vecbase (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  code_add (&fixture->code, WSR (4, SR_VECBASE));
  code_add (&fixture->code, SYSCALL);
  rk_lx106_set_register (fixture->core, 4, CODE + 0x10ff);
  fixture_step (fixture, 2);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x1080 + 0x50);
}

static void
test_reset (void)
{
  g_autoptr(RkLx106) core = rk_lx106_new ();

  rk_lx106_set_cycle (core, 5000);
  rk_lx106_reset (core, 0x40000080);
  g_assert_cmphex (rk_lx106_get_pc (core), ==, 0x40000080);
  g_assert_cmphex (rk_lx106_get_special (core, SR_PS), ==, 0x1f);
  g_assert_cmphex (rk_lx106_get_special (core, SR_VECBASE), ==, 0x40000000);
  g_assert_cmpuint (rk_lx106_get_special (core, SR_CCOUNT), ==, 0);
  g_assert_cmpuint (rk_lx106_get_cycle (core), ==, 5000);
}

/* A program of a few kinds of instructions, and a handler that counts in a15:
 * wherever the interrupt comes, the program must end as without it. */
static void
add_interruptible (Fixture *fixture)
{
  RkTestCode handler = { fixture->vectors.bytes + 0x50, VECTOR_USER, 0x20, 0 };
  RkTestCode *code = &fixture->code;

  code_add (&handler, ADDI_N (15, 15, 1));
  code_add (&handler, WSR (15, SR_INTCLEAR)); /* any value with bit 7 */
  code_add (&handler, RFE);

  code_add (code, MOVI (2, 5));
  code_add (code, MOVI_N (3, 0));
  code_add (code, ADD_N (3, 3, 2));
  code_add (code, S32I (3, 4, 0));
  code_add (code, L32I_N (5, 4, 0));
  code_add (code, SSAI (3));
  code_add (code, SLL (6, 5));
  code_add (code, ADDI (2, 2, -1));
  code_add (code, BNEZ (2, -16));
  code_add (code, CALL0 (code_pc (code), CODE + 0x40));
  code->used = 0x40;
  code_add (code, J (0));
}

static void
test_interrupt_anywhere (void)
{
  for (guint at = 0; at < 60; at++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      add_interruptible (fixture);
      rk_lx106_set_register (fixture->core, 4, DATA);
      rk_lx106_set_register (fixture->core, 15, INT_SOFT);
      rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_SOFT);
      rk_lx106_set_special (fixture->core, SR_PS, PS_UM);
      g_assert_cmpint (rk_lx106_run (fixture->core, at), ==, RK_LX106_STOP_CYCLES);
      g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), <=, at + 2);
      rk_lx106_set_special (fixture->core, SR_INTSET, INT_SOFT);
      g_assert_cmpint (rk_lx106_run (fixture->core, 2000), ==, RK_LX106_STOP_WAITING);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x40);
      g_assert_cmpuint (fixture_get (fixture, 15), ==, INT_SOFT + 1);
      g_assert_cmpuint (fixture_get (fixture, 3), ==, 15);
      g_assert_cmpuint (fixture_get (fixture, 6), ==, 15u << 29);
      g_assert_cmphex (fixture_get (fixture, 0), ==, CODE + 27);
    }
}

static void
test_level_interrupt (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  for (guint i = 0; i < 8; i++)
    code_add (&fixture->code, NOP);
  rk_lx106_set_interrupts (fixture->core, INT_UART);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, INT_UART);
  fixture_step (fixture, 1); /* not enabled */
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 3);
  rk_lx106_set_special (fixture->core, SR_INTCLEAR, INT_UART);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, INT_UART);

  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_UART);
  rk_lx106_set_special (fixture->core, SR_PS, PS_UM | 1);
  fixture_step (fixture, 1); /* held back by INTLEVEL */
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 6);
  rk_lx106_set_special (fixture->core, SR_PS, PS_UM | PS_EXCM);
  fixture_step (fixture, 1); /* and by EXCM */
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 9);

  rk_lx106_set_special (fixture->core, SR_PS, PS_UM);
  fixture_step (fixture, 1);
  g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 9);
  g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, RK_LX106_LEVEL1_INTERRUPT);
  rk_lx106_set_interrupts (fixture->core, 0);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, 0);
}

static void
test_edge_interrupt (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  rk_lx106_set_interrupts (fixture->core, INT_EDGE);
  rk_lx106_set_interrupts (fixture->core, 0);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, INT_EDGE);
  rk_lx106_set_special (fixture->core, SR_INTCLEAR, INT_EDGE);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, 0);
  rk_lx106_set_interrupts (fixture->core, INT_EDGE);
  rk_lx106_set_special (fixture->core, SR_INTCLEAR, INT_EDGE);
  rk_lx106_set_interrupts (fixture->core, INT_EDGE);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, 0);
  rk_lx106_set_special (fixture->core, SR_INTSET, INT_EDGE | INT_UART | INT_SOFT);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, INT_SOFT);
}

static void
test_nmi (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode handler = { fixture->vectors.bytes + 0x20, VECTOR_NMI, 0x10, 0 };

  code_add (&handler, RFI (3));
  code_add (&fixture->code, NOP);
  code_add (&fixture->code, NOP);
  rk_lx106_set_special (fixture->core, SR_PS, PS_UM | PS_EXCM | 1);
  rk_lx106_set_interrupts (fixture->core, INT_NMI);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE);
  g_assert_cmphex (fixture_special (fixture, SR_EPC3), ==, CODE);
  g_assert_cmphex (fixture_special (fixture, SR_EPS3), ==, PS_UM | PS_EXCM | 1);
  g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_UM | PS_EXCM | 1);
  fixture_step (fixture, 1); /* once only */
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 3);
}

static void
test_waiti (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  code_add (&fixture->code, WAITI (0));
  code_add (&fixture->code, NOP);
  rk_lx106_set_special (fixture->core, SR_PS, PS_UM | 3);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_UART);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1000), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), ==, 1);
  g_assert_cmphex (fixture_special (fixture, SR_PS), ==, PS_UM);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1000), ==, RK_LX106_STOP_WAITING);
  rk_lx106_set_cycle (fixture->core, 1000);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1000), ==, RK_LX106_STOP_CYCLES);
  rk_lx106_set_interrupts (fixture->core, 1); /* not enabled */
  g_assert_cmpint (rk_lx106_run (fixture->core, 2000), ==, RK_LX106_STOP_WAITING);

  rk_lx106_set_interrupts (fixture->core, INT_UART);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1001), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 3);
  g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, RK_LX106_LEVEL1_INTERRUPT);
}

static void
test_timer (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode *code = &fixture->code;

  code_add (code, WSR (3, SR_CCOUNT));
  code_add (code, WSR (4, SR_CCOMPARE0));
  code_add (code, WAITI (0));
  rk_lx106_set_register (fixture->core, 3, 0xfffffff0);
  rk_lx106_set_register (fixture->core, 4, 84);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_TIMER);

  /* The core goes to its own timer, but no further than it may. */
  g_assert_cmpint (rk_lx106_run (fixture->core, 50), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpint (rk_lx106_run (fixture->core, 102), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 9);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, INT_TIMER);
  g_assert_cmpuint (fixture_special (fixture, SR_CCOUNT), ==, 84 + 1);
  rk_lx106_set_special (fixture->core, SR_CCOMPARE0, 84);
  g_assert_cmphex (fixture_special (fixture, SR_INTERRUPT), ==, 0);
}

static void
test_timer_while_running (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  for (guint i = 0; i < 100; i++)
    code_add (&fixture->code, NOP);
  rk_lx106_set_special (fixture->core, SR_CCOMPARE0, 40);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_TIMER);
  g_assert_cmpint (rk_lx106_run (fixture->core, 41), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 40 * 3);
}

static void
test_device (void)
{
  static const struct
  {
    guint32 word;
    guint32 result; /* of a load, in a3 */
    guint32 value;  /* and mask, of a store */
    guint32 mask;
    guint32 address;
  } accesses[] = {
    { L32I (3, 4, 4), 0x84838281, 0, 0, 0x60000004 },
    { L8UI (3, 4, 2), 0x83, 0, 0, 0x60000000 },
    { L16SI (3, 4, 6), 0xffff8483, 0, 0, 0x60000004 },
    { L16UI (3, 4, 0), 0x8281, 0, 0, 0x60000000 },
    { S32I (5, 4, 8), 0, 0x12345678, 0xffffffff, 0x60000008 },
    { S16I (5, 4, 2), 0, 0x56780000, 0xffff0000, 0x60000000 },
    { S8I (5, 4, 1), 0, 0x00007800, 0x0000ff00, 0x60000000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accesses); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();
      Device device = { 0 };

      map_device (fixture, &device);
      code_add (&fixture->code, accesses[i].word);
      rk_lx106_set_register (fixture->core, 4, 0x60000000);
      rk_lx106_set_register (fixture->core, 5, 0x12345678);
      fixture_step (fixture, 1);
      g_assert_cmphex (device.address, ==, accesses[i].address);
      g_assert_cmphex (fixture_get (fixture, 3), ==, accesses[i].result);
      g_assert_cmphex (device.value, ==, accesses[i].value);
      g_assert_cmphex (device.mask, ==, accesses[i].mask);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 3);
    }
}

/* What a device may do from its callback. */
static void
test_device_acts (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  Device device = { .interrupts = INT_UART };

  map_device (fixture, &device);
  for (guint i = 0; i < 4; i++)
    code_add (&fixture->code, S32I_N (i + 6, 4, 0));
  rk_lx106_set_register (fixture->core, 4, 0x60000000);
  rk_lx106_set_register (fixture->core, 6, 1);
  rk_lx106_set_register (fixture->core, 7, 3);
  rk_lx106_set_register (fixture->core, 8, 2);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_UART);

  g_assert_cmpint (rk_lx106_run (fixture->core, 100), ==, RK_LX106_STOP_REQUESTED);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 2);
  g_assert_cmpint (rk_lx106_run (fixture->core, 100), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), ==, 1002);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1004), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmphex (fixture_special (fixture, SR_EPC1), ==, CODE + 6);

  rk_lx106_set_interrupts (fixture->core, 0);
  rk_lx106_set_pc (fixture->core, CODE);
  rk_lx106_set_register (fixture->core, 6, 4);
  fixture_step (fixture, 1);
  g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 0x100);
}

static void
put_insn (Fixture *fixture,
          guint32  offset,
          guint32  word)
{
  RkTestCode code = { fixture->code.bytes, CODE, CODE_SIZE, offset };

  code_add (&code, word);
}

/* A loop that rewrites the instruction behind the store, each time otherwise:
 * within a page and across the end of one. */
static void
test_self_modifying (void)
{
  for (guint32 place = 0x100; place <= 0x1000; place += 0xf00)
    {
      g_autoptr(Fixture) fixture = fixture_new ();
      RkTestCode *code = &fixture->code;

      /* At place - 1: movi a3, 0; its immediate is in the word at place. */
      code->used = place - 16;
      code_add (code, S32I (5, 4, 0));
      while (code->used < place - 1)
        code_add (code, NOP_N + (place - 1 - code->used == 3 ? NOP - NOP_N : 0));
      g_assert_cmpuint (code->used, ==, place - 1);
      code_add (code, MOVI (3, 0));
      code_add (code, ADD_N (2, 2, 3));
      code_add (code, J ((gint32)(place - 16 - code->used)));

      rk_lx106_set_pc (fixture->core, CODE + place - 16);
      rk_lx106_set_register (fixture->core, 4, CODE + place);
      for (guint value = 0; value < 5; value++)
        {
          /* The two upper bytes of MOVI, then ADD.N as it was. */
          rk_lx106_set_register (fixture->core, 5, (MOVI (3, value * 7) >> 8) | ADD_N (2, 2, 3) << 16);
          do
            fixture_step (fixture, 1);
          while (rk_lx106_get_pc (fixture->core) != CODE + place - 16);
          g_assert_cmpuint (fixture_get (fixture, 3), ==, value * 7);
        }
      g_assert_cmpuint (fixture_get (fixture, 2), ==, 70);
    }
}

static void
test_invalidate (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();

  put_insn (fixture, 0xffe, MOVI (3, 1));
  rk_lx106_set_pc (fixture->core, CODE + 0xffe);
  fixture_step (fixture, 1);
  g_assert_cmpuint (fixture_get (fixture, 3), ==, 1);

  /* Only the last byte, which lies in the next page. */
  put_insn (fixture, 0xffe, MOVI (3, 2));
  rk_lx106_invalidate (fixture->core, CODE + 0x1000, 1);
  rk_lx106_set_pc (fixture->core, CODE + 0xffe);
  fixture_step (fixture, 1);
  g_assert_cmpuint (fixture_get (fixture, 3), ==, 2);
}

static void
test_remap (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  guint8 other[0x1000] = { 0 };
  RkTestCode code = { other, CODE, sizeof other, 0 };

  put_insn (fixture, 0, MOVI (3, 1));
  fixture_step (fixture, 1);
  code_add (&code, MOVI (3, 2));
  rk_lx106_map_memory (fixture->core, CODE, sizeof other, other, RK_LX106_READ | RK_LX106_EXECUTE);
  rk_lx106_set_pc (fixture->core, CODE);
  fixture_step (fixture, 1);
  g_assert_cmpuint (fixture_get (fixture, 3), ==, 2);

  rk_lx106_unmap (fixture->core, CODE, sizeof other);
  rk_lx106_set_pc (fixture->core, CODE);
  fixture_step (fixture, 1);
  g_assert_cmpuint (fixture_special (fixture, SR_EXCCAUSE), ==, 20);
}

/* Straight on from one page into the next, with and without an instruction that
 * lies in both. */
static void
test_page_end (void)
{
  for (guint32 start = 0xff0; start < 0xff3; start++)
    {
      g_autoptr(Fixture) fixture = fixture_new ();

      fixture->code.used = start;
      for (guint i = 0; i < 10; i++)
        code_add (&fixture->code, ADDI (3, 3, 1));
      rk_lx106_set_pc (fixture->core, CODE + start);
      g_assert_cmpint (rk_lx106_run (fixture->core, 10), ==, RK_LX106_STOP_CYCLES);
      g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), ==, 10);
      g_assert_cmpuint (fixture_get (fixture, 3), ==, 10);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + start + 30);
    }
}

static void
test_breakpoints (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  RkTestCode *code = &fixture->code;

  code_add (code, ADDI_N (3, 3, 1));
  code_add (code, ADDI_N (3, 3, 1));
  code_add (code, J (-4));
  rk_lx106_add_breakpoint (fixture->core, CODE + 2);
  for (guint round = 1; round < 6; round += 2)
    {
      g_assert_cmpint (rk_lx106_run (fixture->core, 1000), ==, RK_LX106_STOP_BREAKPOINT);
      g_assert_cmphex (rk_lx106_get_pc (fixture->core), ==, CODE + 2);
      g_assert_cmpuint (fixture_get (fixture, 3), ==, round);
    }
  rk_lx106_remove_breakpoint (fixture->core, CODE + 2);
  g_assert_cmpint (rk_lx106_run (fixture->core, 1000), ==, RK_LX106_STOP_CYCLES);
}

static void
count_cb (RkLx106  *core,
          gpointer  data)
{
  ++*(guint *)data;
}

static void
test_trace (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  guint count = 0;

  for (guint i = 0; i < 20; i++)
    code_add (&fixture->code, NOP);
  rk_lx106_set_trace (fixture->core, count_cb, &count);
  g_assert_cmpint (rk_lx106_run (fixture->core, 15), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmpuint (count, ==, 15);
  rk_lx106_set_trace (fixture->core, NULL, NULL);
  g_assert_cmpint (rk_lx106_run (fixture->core, 20), ==, RK_LX106_STOP_CYCLES);
  g_assert_cmpuint (count, ==, 15);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lx106/system/faults", test_faults);
  g_test_add_func ("/lx106/system/fetch", test_fetch);
  g_test_add_func ("/lx106/system/fetch-without-handler", test_fetch_without_handler);
  g_test_add_func ("/lx106/system/vectors", test_vectors);
  g_test_add_func ("/lx106/system/break-masked", test_break_masked);
  g_test_add_func ("/lx106/system/returns", test_returns);
  g_test_add_func ("/lx106/system/vecbase", test_vecbase);
  g_test_add_func ("/lx106/system/reset", test_reset);
  g_test_add_func ("/lx106/system/interrupt-anywhere", test_interrupt_anywhere);
  g_test_add_func ("/lx106/system/level-interrupt", test_level_interrupt);
  g_test_add_func ("/lx106/system/edge-interrupt", test_edge_interrupt);
  g_test_add_func ("/lx106/system/nmi", test_nmi);
  g_test_add_func ("/lx106/system/waiti", test_waiti);
  g_test_add_func ("/lx106/system/timer", test_timer);
  g_test_add_func ("/lx106/system/timer-while-running", test_timer_while_running);
  g_test_add_func ("/lx106/system/device", test_device);
  g_test_add_func ("/lx106/system/device-acts", test_device_acts);
  g_test_add_func ("/lx106/system/self-modifying", test_self_modifying);
  g_test_add_func ("/lx106/system/invalidate", test_invalidate);
  g_test_add_func ("/lx106/system/remap", test_remap);
  g_test_add_func ("/lx106/system/page-end", test_page_end);
  g_test_add_func ("/lx106/system/breakpoints", test_breakpoints);
  g_test_add_func ("/lx106/system/trace", test_trace);

  return g_test_run ();
}
