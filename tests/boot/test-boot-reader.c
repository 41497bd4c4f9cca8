/* test-boot-reader.c: boot text, line by line and byte by byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-reader.h"

#include <string.h>

#define ROM_LINE " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"

static const char at_boot[] =
  ROM_LINE
  "load 0x40100000, len 2592, room 16 \r\ntail 0\r\nchksum 0xf3\r\n"
  "load 0x3ffe8000, len 764, room 8 \r\ntail 4\r\nchksum 0x92\r\n"
  "load 0x3ffe82fc, len 676, room 4 \r\ntail 0\r\nchksum 0x22\r\ncsum 0x22\r\n\r\n"
  "2nd boot version : 1.7(5d6f877)\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\n"
  "SPI Flash Size & Map: 8Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n\r\n";

static RkBootReader *
read_text (const char *text,
           gssize      length)
{
  RkBootReader *reader = rk_boot_reader_new ();

  rk_boot_reader_push (reader, (const guint8 *)text, length < 0 ? strlen (text) : (gsize)length);
  rk_boot_reader_end (reader);
  return reader;
}

static void
test_nothing (void)
{
  g_autoptr(RkBootReader) reader = read_text ("", 0);
  g_autofree char *text = rk_boot_reader_dup_text (reader);
  const RkBootReport *report = rk_boot_reader_get_report (reader);

  g_assert_cmpuint (report->n_starts, ==, 0);
  g_assert_cmpuint (report->n_lines, ==, 0);
  g_assert_cmpint (report->last.rst_cause, ==, -1);
  g_assert_cmpint (rk_boot_report_get_proof (report), ==, RK_BOOT_PROOF_NONE);
  g_assert_cmpstr (text, ==, "");
}

static void
assert_at_boot (const RkBootReport *report)
{
  const RkBootStart *start = &report->last;

  g_assert_cmpuint (report->n_starts, ==, 1);
  g_assert_cmpint (start->rst_cause, ==, 2);
  g_assert_cmpint (start->boot_mode, ==, 3);
  g_assert_cmpint (start->boot_mode_sdio, ==, 6);
  g_assert_cmpuint (start->n_segments, ==, 3);
  g_assert_cmphex (start->segments[2].address, ==, 0x3ffe82fc);
  g_assert_cmpint (start->segments[2].length, ==, 676);
  g_assert_cmphex (start->csum, ==, 0x22);
  g_assert_false (start->csum_err);
  g_assert_cmpint (start->loader, ==, RK_BOOT_LOADER_ESPRESSIF);
  g_assert_cmpstr (start->loader_version, ==, "1.7(5d6f877)");
  g_assert_cmpstr (start->spi_speed, ==, "40MHz");
  g_assert_cmpstr (start->spi_mode, ==, "QIO");
  g_assert_cmpstr (start->flash_map, ==, "8Mbit(512KB+512KB)");
  g_assert_cmpint (start->slot, ==, 1);
  g_assert_cmphex (start->slot_address, ==, 0x1000);
  g_assert_true (rk_boot_start_is_running (start));
  g_assert_false (rk_boot_start_has_failed (start));
}

static void
test_every_split (void)
{
  for (gsize cut = 0; cut <= strlen (at_boot); cut++)
    {
      g_autoptr(RkBootReader) reader = rk_boot_reader_new ();

      rk_boot_reader_push (reader, (const guint8 *)at_boot, cut);
      rk_boot_reader_push (reader, (const guint8 *)at_boot + cut, strlen (at_boot) - cut);
      assert_at_boot (rk_boot_reader_get_report (reader));
      g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_lines, ==, 19);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/boot/reader/nothing", test_nothing);
  g_test_add_func ("/boot/reader/every-split", test_every_split);

  return g_test_run ();
}
