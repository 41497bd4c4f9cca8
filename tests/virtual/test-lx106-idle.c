/* test-lx106-idle.c: which loops are waiting and which are not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers that all programs find set: a1 is a stack, a2 a word of data, a4 a
 * device whose word at 0 is pure and whose others are not, a12 is 1.
 */

#include "test-lx106-fixture.h"

#define DEVICE   0x60000000u
#define INT_UART (1u << 5)
#define SOON     2000 /* cycles */
#define LONG     200000

typedef struct
{
  guint32 value;
  guint   reads;
} Device;

static guint32
device_read (gpointer data,
             guint32  address)
{
  Device *device = data;

  device->reads++;
  return device->value;
}

static void
device_write (gpointer data,
              guint32  address,
              guint32  value,
              guint32  mask)
{
}

static gboolean
device_is_pure (gpointer data,
                guint32  address)
{
  return address == DEVICE;
}

static const RkLx106Device device_functions = {
  .read = device_read,
  .write = device_write,
  .is_pure = device_is_pure,
};

static const RkLx106Device simple_functions = { .read = device_read, .write = device_write };

static Fixture *
new_program (const guint32 *words,
             guint          count,
             Device        *device)
{
  Fixture *fixture = fixture_new ();

  for (guint i = 0; i < count; i++)
    code_add (&fixture->code, words[i]);
  rk_lx106_map_device (fixture->core, DEVICE, 0x1000, &device_functions, device);
  rk_lx106_set_register (fixture->core, 1, DATA + DATA_SIZE);
  rk_lx106_set_register (fixture->core, 2, DATA);
  rk_lx106_set_register (fixture->core, 4, DEVICE);
  rk_lx106_set_register (fixture->core, 12, 1);
  return fixture;
}

#define MAX_WORDS 14

typedef struct
{
  const char *name;
  guint32     words[MAX_WORDS]; /* up to the first 0 */
} Loop;

static guint
count_words (const Loop *loop)
{
  guint count = 0;

  while (count < MAX_WORDS && loop->words[count] != 0)
    count++;
  return count;
}

/* clang-format off */
static const Loop waiting[] = {
  { "jump to itself", { J (0) } },
  { "flag in RAM", { L32I (3, 2, 0), BEQZ (3, -3) } },
  { "flag, short forms", { L32I_N (3, 2, 0), MEMW, BEQZ (3, -5) } },
  { "behind other work", { MOVI (5, 1000), ADDI (5, 5, -1), BNEZ (5, -3), L32I (3, 2, 0), BEQZ (3, -3) } },
  { "status register", { L32I (3, 4, 0), EXTUI (5, 3, 16, 8), BEQZ (5, -6) } },
  { "byte of a status register", { L8UI (3, 4, 3), BEQZ (3, -3) } },
  /* call a function that keeps a0 and a register on the stack */
  { "in a function", { CALL0 (CODE, CODE + 8), J (-3), NOP_N,
                       ADDI (1, 1, -16), S32I_N (0, 1, 0), S32I_N (5, 1, 4), L32I (5, 2, 0),
                       MOVI_N (5, 7), L32I_N (5, 1, 4), L32I_N (0, 1, 0), ADDI (1, 1, 16), RET_N } },
  /* the two stores undo each other */
  { "a lock", { S32I_N (12, 2, 4), L32I_N (3, 2, 0), MOVI_N (5, 0), S32I_N (5, 2, 4), J (-8) } },
  { "interrupts held back", { RSIL (5, 1), L32I (3, 2, 0), WSR (5, SR_PS), RSYNC, BEQZ (3, -12) } },
  { "pending interrupts", { RSR (3, SR_INTERRUPT), BEQZ (3, -3) } },
  { "an endless exception", { SYSCALL } },
};

static const Loop busy[] = {
  { "delay loop", { ADDI (3, 3, 1), J (-3) } },
  { "delay loop, short", { ADDI_N (3, 3, 1), BNEZ (3, -2) } },
  { "clock", { RSR (3, SR_CCOUNT), BGEI (1, 0, -3), J (-6) } },
  { "clock, thrown away", { RSR (3, SR_CCOUNT), MOVI_N (3, 0), J (-5) } },
  { "counter in RAM", { L32I_N (3, 2, 0), ADDI_N (3, 3, 1), S32I_N (3, 2, 0), MOVI_N (3, 0), J (-8) } },
  { "byte counter in RAM", { L8UI (3, 2, 1), ADDI_N (3, 3, 1), S8I (3, 2, 1), MOVI_N (3, 0), J (-10) } },
  { "FIFO", { L32I (3, 4, 4), BEQZ (3, -3), J (-6) } },
  { "feeding a watchdog", { S32I (12, 4, 0), J (-3) } },
  { "software interrupt", { WSR (12, SR_INTSET), J (-3) } },
  { "clearing interrupts", { WSR (12, SR_INTCLEAR), J (-3) } },
  { "timer", { WSR (12, SR_CCOMPARE0), J (-3) } },
  { "SAR", { RSR (3, SR_SAR), ADDI_N (3, 3, 1), WSR (3, SR_SAR), MOVI_N (3, 0), J (-10) } },
};
/* clang-format on */

static void
test_waiting (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      Device device = { 0 };
      g_autoptr(Fixture) fixture = new_program (waiting[i].words, count_words (&waiting[i]),
                                                &device);
      guint64 limit = i == 3 ? LONG : SOON;

      g_test_message ("%s", waiting[i].name);
      fixture->vectors.used = 0x50;
      code_add (&fixture->vectors, SYSCALL);
      fixture->vectors.used = 0x70;
      code_add (&fixture->vectors, SYSCALL);
      g_assert_cmpint (rk_lx106_run (fixture->core, limit), ==, RK_LX106_STOP_WAITING);

      /* The owner moves on; nothing has happened. */
      rk_lx106_set_cycle (fixture->core, limit + 5000);
      g_assert_cmpint (rk_lx106_run (fixture->core, limit + 6000), ==, RK_LX106_STOP_WAITING);
      g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), <, limit + 5200);
    }
}

static void
test_busy (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (busy); i++)
    {
      Device device = { 0 };
      g_autoptr(Fixture) fixture = new_program (busy[i].words, count_words (&busy[i]), &device);

      g_test_message ("%s", busy[i].name);
      g_assert_cmpint (rk_lx106_run (fixture->core, LONG), ==, RK_LX106_STOP_CYCLES);
      g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), >=, LONG);
    }
}

/* Without is_pure no register is. */
static void
test_device_without_word (void)
{
  static const guint32 words[] = { L32I (3, 4, 0), BEQZ (3, -3) };
  Device device = { 0 };
  g_autoptr(Fixture) fixture = new_program (words, G_N_ELEMENTS (words), &device);

  rk_lx106_map_device (fixture->core, DEVICE, 0x1000, &simple_functions, &device);
  g_assert_cmpint (rk_lx106_run (fixture->core, LONG), ==, RK_LX106_STOP_CYCLES);
}

/* What a polled register says when the owner's event has come ends the loop. */
static void
test_register_changes (void)
{
  static const guint32 words[] = { L32I (3, 4, 0), BEQZ (3, -3), MOVI (5, 77), J (0) };
  Device device = { 0 };
  g_autoptr(Fixture) fixture = new_program (words, G_N_ELEMENTS (words), &device);

  g_assert_cmpint (rk_lx106_run (fixture->core, LONG), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (device.reads, <, 100);
  g_assert_cmpuint (fixture_get (fixture, 5), ==, 0);
  device.value = 1;
  rk_lx106_set_cycle (fixture->core, LONG);
  g_assert_cmpint (rk_lx106_run (fixture->core, 2 * LONG), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (fixture_get (fixture, 5), ==, 77);
}

/* A handler that sets the flag that the loop waits for. */
static void
add_handler (Fixture *fixture)
{
  RkTestCode handler = { fixture->vectors.bytes + 0x50, VECTOR_USER, 0x20, 0 };

  code_add (&handler, S32I_N (12, 2, 0));
  code_add (&handler, MOVI_N (7, 0));
  code_add (&handler, WSR (7, SR_INTENABLE));
  code_add (&handler, RFE);
}

static void
test_interrupt_ends_it (void)
{
  static const guint32 words[] = { L32I (3, 2, 0), BEQZ (3, -3), MOVI (5, 77), J (0) };
  Device device = { 0 };
  g_autoptr(Fixture) fixture = new_program (words, G_N_ELEMENTS (words), &device);

  add_handler (fixture);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, INT_UART);
  g_assert_cmpint (rk_lx106_run (fixture->core, LONG), ==, RK_LX106_STOP_WAITING);
  rk_lx106_set_cycle (fixture->core, LONG);
  rk_lx106_set_interrupts (fixture->core, INT_UART);
  g_assert_cmpint (rk_lx106_run (fixture->core, 2 * LONG), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (fixture_get (fixture, 5), ==, 77);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), <, LONG + SOON);
}

/* The core's own timer needs no owner. */
static void
test_timer_ends_it (void)
{
  static const guint32 words[] = { L32I (3, 2, 0), BEQZ (3, -3), MOVI (5, 77), J (0) };
  Device device = { 0 };
  g_autoptr(Fixture) fixture = new_program (words, G_N_ELEMENTS (words), &device);

  add_handler (fixture);
  rk_lx106_set_special (fixture->core, SR_INTENABLE, 1 << 6);
  rk_lx106_set_special (fixture->core, SR_CCOMPARE0, LONG);
  g_assert_cmpint (rk_lx106_run (fixture->core, LONG / 2), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), <, SOON);
  g_assert_cmpint (rk_lx106_run (fixture->core, 2 * LONG), ==, RK_LX106_STOP_WAITING);
  g_assert_cmpuint (fixture_get (fixture, 5), ==, 77);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), >=, LONG);
  g_assert_cmpuint (rk_lx106_get_cycle (fixture->core), <, LONG + SOON);
}

/* The same in slices that are not much longer than the loop. */
static void
test_slices (void)
{
  static const guint32 words[] = { L32I (3, 2, 0), BEQZ (3, -3) };
  Device device = { 0 };
  g_autoptr(Fixture) fixture = new_program (words, G_N_ELEMENTS (words), &device);
  RkLx106Stop stop;
  guint slices = 0;

  do
    stop = rk_lx106_run (fixture->core, rk_lx106_get_cycle (fixture->core) + 20);
  while (stop == RK_LX106_STOP_CYCLES && slices++ < 100);
  g_assert_cmpint (stop, ==, RK_LX106_STOP_WAITING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lx106/idle/waiting", test_waiting);
  g_test_add_func ("/lx106/idle/busy", test_busy);
  g_test_add_func ("/lx106/idle/device-without-word", test_device_without_word);
  g_test_add_func ("/lx106/idle/register-changes", test_register_changes);
  g_test_add_func ("/lx106/idle/interrupt-ends-it", test_interrupt_ends_it);
  g_test_add_func ("/lx106/idle/timer-ends-it", test_timer_ends_it);
  g_test_add_func ("/lx106/idle/slices", test_slices);

  return g_test_run ();
}
