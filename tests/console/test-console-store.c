/* test-console-store.c: what went over the line lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-console-store.h"

static void
add (RkConsoleStore *store,
     RkConsoleKind   kind,
     gint64          time_us,
     const char     *text)
{
  rk_console_store_add (store, kind, time_us, (const guint8 *)text, strlen (text));
}

static void
test_order (void)
{
  g_autoptr(RkConsoleStore) store = rk_console_store_new (1 << 20, g_free);
  g_autoptr(GBytes) received = NULL;
  RkConsoleRecord record;

  add (store, RK_CONSOLE_RECEIVED, 1000, "AT ");
  add (store, RK_CONSOLE_RECEIVED, 1500, "version\n");
  add (store, RK_CONSOLE_SENT, 1600, "AT\r\n");
  rk_console_store_add_note (store, 1700, g_strdup ("a note"));
  add (store, RK_CONSOLE_RECEIVED, 1800, "OK");
  add (store, RK_CONSOLE_RECEIVED, 9000, "!");

  g_assert_cmpuint (rk_console_store_get_first (store), ==, 0);
  g_assert_cmpuint (rk_console_store_get_end (store), ==, 5);
  g_assert_true (rk_console_store_get (store, 0, &record));
  g_assert_cmpint (record.time_us, ==, 1000);
  g_assert_cmpmem (record.bytes, record.count, "AT version\n", 11);
  g_assert_true (rk_console_store_get (store, 1, &record));
  g_assert_cmpint (record.kind, ==, RK_CONSOLE_SENT);
  g_assert_true (rk_console_store_get (store, 2, &record));
  g_assert_cmpint (record.kind, ==, RK_CONSOLE_NOTE);
  g_assert_cmpstr (record.note, ==, "a note");
  g_assert_true (rk_console_store_get (store, 4, &record));
  g_assert_cmpint (record.time_us, ==, 9000);
  g_assert_false (rk_console_store_get (store, 5, &record));

  received = rk_console_store_dup_received (store);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), "AT version\nOK!", 14);
  g_assert_cmpuint (rk_console_store_get_n_bytes (store, RK_CONSOLE_RECEIVED), ==, 14);
  g_assert_cmpuint (rk_console_store_get_n_bytes (store, RK_CONSOLE_SENT), ==, 4);
}

/* Single bytes, each at a time of its own, are the worst that can come. */
static void
test_bounds (void)
{
  const gsize max = 256 * 1024;
  g_autoptr(RkConsoleStore) store = rk_console_store_new (max, g_free);
  RkConsoleRecord record;
  guint64 end;

  for (gint64 i = 0; i < 100000; i++)
    {
      guint8 byte = (guint8)i;

      rk_console_store_add (store, RK_CONSOLE_RECEIVED, i * 10000, &byte, 1);
      if (i % 7 == 0)
        rk_console_store_add_note (store, i * 10000, g_strdup ("note"));
      g_assert_cmpuint (rk_console_store_get_size (store), <=, max);
    }

  end = rk_console_store_get_end (store);
  g_assert_cmpuint (rk_console_store_get_first (store), >, 0);
  g_assert_cmpuint (rk_console_store_get_n_bytes (store, RK_CONSOLE_RECEIVED), ==, 100000);
  g_assert_true (rk_console_store_get (store, end - 1, &record));
  g_assert_cmpuint (record.bytes[0], ==, (guint8)99999);
  g_assert_false (rk_console_store_get (store, rk_console_store_get_first (store) - 1, &record));

  rk_console_store_clear (store);
  g_assert_cmpuint (rk_console_store_get_size (store), ==, 0);
  g_assert_cmpuint (rk_console_store_get_first (store), ==, end);
  add (store, RK_CONSOLE_SENT, G_MAXINT64, "on it goes");
  g_assert_true (rk_console_store_get (store, end, &record));
}

/* One piece that is bigger than records are. */
static void
test_large (void)
{
  g_autoptr(RkConsoleStore) store = rk_console_store_new (1 << 20, NULL);
  g_autofree guint8 *bytes = g_malloc0 (100000);
  g_autoptr(GBytes) received = NULL;
  RkConsoleRecord record;

  bytes[99999] = 7;
  rk_console_store_add (store, RK_CONSOLE_RECEIVED, 0, bytes, 100000);
  g_assert_true (rk_console_store_get (store, 0, &record));
  g_assert_cmpuint (record.count, <=, 4096);
  received = rk_console_store_dup_received (store);
  g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (received), bytes, 100000);
}

static void
test_tail (void)
{
  g_autoptr(RkConsoleStore) store = rk_console_store_new (1 << 20, NULL);

  for (gint64 i = 0; i < 100; i++)
    add (store, RK_CONSOLE_RECEIVED, i * 10000, "one\ntwo\n");

  g_assert_cmpuint (rk_console_store_find_tail (store, 1000, 0), ==, 0);
  g_assert_cmpuint (rk_console_store_find_tail (store, 10, 0), ==, 95);
  g_assert_cmpuint (rk_console_store_find_tail (store, 10, 16), ==, 90);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/console/store/order", test_order);
  g_test_add_func ("/console/store/bounds", test_bounds);
  g_test_add_func ("/console/store/large", test_large);
  g_test_add_func ("/console/store/tail", test_tail);

  return g_test_run ();
}
