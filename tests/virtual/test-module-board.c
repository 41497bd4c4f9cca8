/* test-module-board.c: power, wires, plug and the thread of the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>
#include <time.h>

#include "module-host.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-sample.h"
#include "rk-soc-fault.h"

typedef struct
{
  RkVirtualWiring wiring;
  gboolean        dtr;
  gboolean        rts;
  gboolean        runs; /* else it is held in reset */
  const char     *mode;
} WiringRow;

/* The state of the lines while power comes up. */
static const WiringRow wiring_rows[] = {
  { RK_VIRTUAL_WIRING_AUTO, FALSE, FALSE, TRUE, "(3,6)" },
  { RK_VIRTUAL_WIRING_AUTO, TRUE, FALSE, TRUE, "(1,6)" },
  { RK_VIRTUAL_WIRING_AUTO, FALSE, TRUE, FALSE, NULL },
  { RK_VIRTUAL_WIRING_AUTO, TRUE, TRUE, TRUE, "(3,6)" },
  { RK_VIRTUAL_WIRING_DIRECT, FALSE, FALSE, TRUE, "(3,6)" },
  { RK_VIRTUAL_WIRING_DIRECT, TRUE, FALSE, TRUE, "(1,6)" },
  { RK_VIRTUAL_WIRING_DIRECT, FALSE, TRUE, FALSE, NULL },
  { RK_VIRTUAL_WIRING_DIRECT, TRUE, TRUE, FALSE, NULL },
  { RK_VIRTUAL_WIRING_NONE, TRUE, FALSE, TRUE, "(3,6)" },
  { RK_VIRTUAL_WIRING_NONE, FALSE, TRUE, TRUE, "(3,6)" },
};

static void
test_wiring (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wiring_rows); i++)
    {
      const WiringRow *row = &wiring_rows[i];
      RkVirtualModule *module = host_new_module (512 * 1024, FALSE);
      guint8 bytes[8];

      rk_virtual_module_set_wiring (module, row->wiring);
      rk_virtual_module_set_lines (module, row->dtr, row->rts);
      rk_virtual_module_set_power (module, TRUE);
      if (row->runs)
        g_free (host_read_until (module, row->mode));
      else
        g_assert_cmpuint (host_read_for (module, bytes, sizeof bytes, 50), ==, 0);
      g_assert_finalize_object (module);
    }
}

/* The sequence that flashing tools use. */
static void
test_reset_into_loader (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, FALSE);

  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "rst cause:1, boot mode:(3,6)"));
  rk_virtual_module_set_lines (module, FALSE, TRUE);
  g_usleep (5000);
  rk_virtual_module_set_lines (module, TRUE, FALSE);
  g_free (host_read_until (module, "rst cause:2, boot mode:(1,6)"));

  /* Releasing GPIO0 changes nothing, also not over a restart of the chip's own. */
  rk_virtual_module_set_lines (module, FALSE, FALSE);
  rk_virtual_module_press_reset (module);
  g_free (host_read_until (module, "rst cause:2, boot mode:(3,6)"));
  g_assert_finalize_object (module);
}

/* FLASH_END starts from flash; the pins are not looked at again. */
static void
test_power_keeps_flash (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, FALSE);
  g_autoptr(GBytes) sample = rk_sample_firmware ();

  g_assert_true (rk_virtual_module_set_flash (module, 0, sample, NULL));
  rk_virtual_module_set_host_baud (module, RK_SAMPLE_BAUD);
  for (guint i = 0; i < 2; i++)
    {
      rk_virtual_module_set_power (module, TRUE);
      g_free (host_read_until (module, RK_SAMPLE_GREETING));
      rk_virtual_module_set_power (module, FALSE);
    }
  g_assert_finalize_object (module);
}

static void
test_unplug (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  g_autoptr(GError) error = NULL;
  guint8 byte;

  rk_virtual_module_set_power (module, TRUE);
  host_connect (module, 115200);
  rk_virtual_module_set_plugged (module, FALSE);
  g_assert_false (rk_virtual_module_send (module, (guint8 *)"x", 1, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_cmpint (rk_virtual_module_receive (module, &byte, 1, RK_DEADLINE_NEVER, NULL, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);

  rk_virtual_module_set_host_baud (module, 74880);
  rk_virtual_module_set_plugged (module, TRUE);
  g_free (host_read_until (module, "rst cause:1, boot mode:(1,6)"));
  g_assert_finalize_object (module);
}

static gpointer
unplug_thread (gpointer data)
{
  g_usleep (20000);
  rk_virtual_module_set_plugged (data, FALSE);
  return NULL;
}

static void
test_unplug_while_waiting (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  g_autoptr(GError) error = NULL;
  guint8 bytes[64];
  GThread *thread;

  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "(1,6)\r\n\r\n"));
  thread = g_thread_new ("unplug", unplug_thread, module);
  g_assert_cmpint (rk_virtual_module_receive (module, bytes, sizeof bytes, RK_DEADLINE_NEVER, NULL, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_thread_join (thread);
  g_assert_finalize_object (module);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (20000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel_and_deadline (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint8 byte;
  GThread *thread;

  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_cmpint (rk_virtual_module_receive (module, &byte, 1, RK_DEADLINE_NEVER, cancellable, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  g_assert_cmpint (rk_virtual_module_receive (module, &byte, 1, rk_deadline_in_ms (5), NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_finalize_object (module);
}

/* Where the line fails, the loader answers as a real one would. */
static void
test_line_faults (void)
{
  static const struct
  {
    const char *spec;
    guint8      error; /* 0 for no answer */
  } rows[] = {
    { "flip:tx:40", 7 }, { "drop:tx:40", 7 }, { "silence:tx:3", 0 }, { "silence:rx:1", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
      guint32 begin[4] = { 64, 1, 64, 0x3ffe8000 };
      guint8 block[64] = { 0 }, bytes[16];

      rk_virtual_module_set_power (module, TRUE);
      host_connect (module, 115200);
      memset (block, 0x33, sizeof block);
      g_assert_cmphex (host_command (module, 5, begin, sizeof begin, 0).failed, ==, 0);
      g_assert_true (rk_virtual_module_add_fault (module, rows[i].spec, NULL));
      if (rows[i].error != 0)
        g_assert_cmphex (host_send_block (module, 7, block, sizeof block, 0, 0).error, ==, rows[i].error);
      else
        {
          host_send_command (module, 10, begin, 4, 0);
          g_assert_cmpuint (host_read_for (module, bytes, sizeof bytes, 50), ==, 0);
        }
      g_assert_finalize_object (module);
    }
}

/* Of a hundred thousand bytes, one in a hundred: half lost, half damaged.  That it is
 * ten standard deviations off, nobody lives to see. */
static void
test_noise_rate (void)
{
  g_autoptr(RkFaults) faults = rk_faults_new ();
  guint lost = 0, damaged = 0, back = 0;

  g_assert_true (rk_faults_add (faults, "noise:tx:100", NULL, NULL));
  for (guint i = 0; i < 100000; i++)
    {
      guint8 byte = 0x55, other = 0x55;

      lost += rk_faults_touch (faults, TRUE, &byte) == RK_FAULT_LOST;
      damaged += byte != 0x55;
      back += rk_faults_touch (faults, FALSE, &other) != RK_FAULT_NONE || other != 0x55;
    }

  g_assert_cmpuint (lost, >, 280);
  g_assert_cmpuint (lost, <, 720);
  g_assert_cmpuint (damaged, >, 280);
  g_assert_cmpuint (damaged, <, 720);
  g_assert_cmpuint (back, ==, 0);
}

/* A run with noise can be had once more. */
static void
test_noise_seed (void)
{
  static const char *const seeds[] = { "noise:tx:10:7", "noise:tx:10:7", "noise:tx:10:8" };
  g_autoptr(GString) first = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr(RkFaults) faults = rk_faults_new ();
      g_autoptr(GString) outcomes = g_string_new (NULL);

      g_assert_false (rk_faults_add (faults, "noise:tx:10:x", NULL, NULL));
      g_assert_false (rk_faults_add (faults, "noise:tx:0:7", NULL, NULL));
      g_assert_true (rk_faults_add (faults, seeds[i], NULL, NULL));
      g_assert_true (rk_faults_add (faults, "noise:rx:10", NULL, NULL));
      for (guint j = 0; j < 1000; j++)
        {
          guint8 byte = 0x55, other = 0x55;
          RkFaultOutcome outcome = rk_faults_touch (faults, TRUE, &byte);

          g_string_append_printf (outcomes, "%d.%02x ", outcome, byte);
          rk_faults_touch (faults, FALSE, &other);
        }

      if (i == 0)
        g_string_assign (first, outcomes->str);
      g_assert_true (g_str_equal (first->str, outcomes->str) == g_str_equal (seeds[0], seeds[i]));
    }
}

static void
test_unplug_at_byte (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  g_autoptr(GError) error = NULL;
  guint8 bytes[64] = { 0 };

  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "(1,6)\r\n\r\n"));
  g_assert_true (rk_virtual_module_add_fault (module, "unplug:32", NULL));
  host_send (module, bytes, sizeof bytes);
  while (rk_virtual_module_receive (module, bytes, sizeof bytes, RK_DEADLINE_NEVER, NULL, &error) >= 0)
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_finalize_object (module);
}

static void
test_weak_supply (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  guint32 begin[4] = { 0x4000, 1, 0x400, 0 };

  rk_virtual_module_set_power (module, TRUE);
  host_connect (module, 115200);
  g_assert_true (rk_virtual_module_add_fault (module, "weak-supply:8K", NULL));
  host_send_command (module, 2, begin, sizeof begin, 0);
  rk_virtual_module_set_host_baud (module, 74880);
  g_free (host_read_until (module, "rst cause:1, boot mode:(1,6)"));
  g_assert_finalize_object (module);
}

static void
test_bad_faults (void)
{
  static const char *const specs[] = {
    "", "x", "drop", "drop:tx", "drop:up:1", "drop:tx:0", "drop:tx:x", "drop:tx:1:2", "unplug:", "flash-stuck:", "a:b:c",
  };
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (rk_virtual_module_add_fault (module, specs[i], &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
  g_assert_finalize_object (module);
}

static void
test_flash_bounds (void)
{
  RkVirtualModule *module = host_new_module (512 * 1024, TRUE);
  g_autoptr(GBytes) two = g_bytes_new ("ab", 2);
  g_autoptr(GBytes) flash = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_set_flash (module, 512 * 1024 - 2, two, NULL));
  g_assert_false (rk_virtual_module_set_flash (module, 512 * 1024 - 1, two, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_assert_false (rk_virtual_module_set_flash (module, G_MAXUINT32, two, NULL));
  flash = rk_virtual_module_get_flash (module);
  g_assert_cmpuint (g_bytes_get_size (flash), ==, 512 * 1024);
  g_assert_cmpmem ((const guint8 *)g_bytes_get_data (flash, NULL) + 512 * 1024 - 2, 2, "ab", 2);
  g_assert_finalize_object (module);
}

static double
get_cpu_seconds (void)
{
  return (double)clock () / CLOCKS_PER_SEC;
}

/* Waiting costs no processor time, in either pace: in the loader before and after
 * a host came, and in the sample's delay.  Busy waiting would take all of it; the
 * limit is far from both. */
static void
test_idle (void)
{
  for (guint turbo = 0; turbo < 2; turbo++)
    {
      RkVirtualModule *waiting = host_new_module (512 * 1024, TRUE);
      RkVirtualModule *connected = host_new_module (512 * 1024, TRUE);
      double before;

      if (!turbo)
        {
          rk_virtual_module_set_pace (waiting, RK_VIRTUAL_PACE_REAL);
          rk_virtual_module_set_pace (connected, RK_VIRTUAL_PACE_REAL);
        }
      rk_virtual_module_set_power (waiting, TRUE);
      rk_virtual_module_set_power (connected, TRUE);
      g_free (host_read_until (waiting, "(1,6)\r\n\r\n"));
      host_connect (connected, 115200);
      before = get_cpu_seconds ();
      g_usleep (400000);
      g_assert_cmpfloat (get_cpu_seconds () - before, <, 0.1);
      g_assert_finalize_object (waiting);
      g_assert_finalize_object (connected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/board/wiring", test_wiring);
  g_test_add_func ("/module/board/reset-into-loader", test_reset_into_loader);
  g_test_add_func ("/module/board/power-keeps-flash", test_power_keeps_flash);
  g_test_add_func ("/module/board/unplug", test_unplug);
  g_test_add_func ("/module/board/unplug-while-waiting", test_unplug_while_waiting);
  g_test_add_func ("/module/board/cancel-and-deadline", test_cancel_and_deadline);
  g_test_add_func ("/module/board/line-faults", test_line_faults);
  g_test_add_func ("/module/board/noise-rate", test_noise_rate);
  g_test_add_func ("/module/board/noise-seed", test_noise_seed);
  g_test_add_func ("/module/board/unplug-at-byte", test_unplug_at_byte);
  g_test_add_func ("/module/board/weak-supply", test_weak_supply);
  g_test_add_func ("/module/board/bad-faults", test_bad_faults);
  g_test_add_func ("/module/board/flash-bounds", test_flash_bounds);
  g_test_add_func ("/module/board/idle", test_idle);
  return g_test_run ();
}
