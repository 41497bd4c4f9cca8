/* test-columns.c: texts that stand below each other on a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-columns.h"

/* Letters of one byte and of two, an accent of its own, and wide characters. */
static void
test_pad (void)
{
  static const struct
  {
    const char *text;
    guint       columns;
    const char *padded;
  } rows[] = {
    { "Size", 4, "Size  " },
    { "Größe", 5, "Größe " },
    { "Чип", 3, "Чип   " },
    { "e\xcc\x81", 1, "e\xcc\x81     " },
    { "芯片", 4, "芯片  " },
    { "longer than that", 16, "longer than that" },
    { "", 0, "      " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *padded = rk_columns_pad (rows[i].text, 6);

      g_assert_cmpuint (rk_columns_count (rows[i].text), ==, rows[i].columns);
      g_assert_cmpstr (padded, ==, rows[i].padded);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/columns/pad", test_pad);

  return g_test_run ();
}
