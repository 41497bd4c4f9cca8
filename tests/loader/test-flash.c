/* test-flash.c: identity, erasing and writing by the ROM's commands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "fake-link.h"
#include "rk-error.h"
#include "rk-loader.h"
#include "rk-rom-commands.h"

/* One that needs no connecting: the script begins with the first command. */
static RkLoader *
new_loader (RkLink **link)
{
  *link = fake_link_new (NULL);
  return rk_loader_new (*link);
}

static void
assert_script_done (RkLink *link)
{
  g_assert_cmpuint (fake_link_left (link), ==, 0);
}

/* The flash chip is still busy with its status register when the ROM answers. */
static void
expect_attach (RkLink *link)
{
  fake_link_expect (link, "FLASH_BEGIN 0 0 1000 0", "ok");
  fake_link_expect (link, "SPI ab", NULL);
  fake_link_expect (link, "SPI 05", "3");
  fake_link_expect (link, "SPI 05", "0");
}

static void
expect_identity (RkLink *link)
{
  fake_link_expect (link, "READ_REG 40001000", "value fff0c101");
  fake_link_expect (link, "READ_REG 3ff00050", "value 9a000000");
  fake_link_expect (link, "READ_REG 3ff00054", "value 02005678");
  fake_link_expect (link, "READ_REG 3ff00058", "value 00000000");
  fake_link_expect (link, "READ_REG 3ff0005c", "value 005ccf7f");
  fake_link_expect (link, "READ_REG 60000014", "value 000001c3");
}

static void
test_identify (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;
  g_autofree char *mac = NULL;
  RkChipInfo info;

  expect_identity (link);
  g_assert_true (rk_loader_identify (loader, &info, NULL, &error));
  g_assert_no_error (error);
  mac = rk_chip_info_format_mac (&info);
  g_assert_cmpstr (info.name, ==, "ESP8266EX");
  g_assert_cmpstr (mac, ==, "5c:cf:7f:56:78:9a");
  g_assert_cmpuint (info.crystal_mhz, ==, 26);
  g_assert_cmphex (info.jedec_id, ==, 0);
  assert_script_done (link);
}

/* The first command can get lost among SYNCs that were sent too many. */
static void
test_identify_again (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;
  RkChipInfo info;

  fake_link_expect (link, "READ_REG 40001000", NULL);
  fake_link_expect (link, "SYNC", "sync");
  expect_identity (link);
  g_assert_true (rk_loader_identify (loader, &info, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.name, ==, "ESP8266EX");
  assert_script_done (link);
}

static void
test_wrong_chip (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;
  RkChipInfo info;

  fake_link_expect (link, "READ_REG 40001000", "value 00f01d83");
  g_assert_false (rk_loader_identify (loader, &info, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_WRONG_CHIP);
}

static void
test_flash_id (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;
  RkChipInfo info = { .chip = rk_chip_get_default () };

  expect_attach (link);
  fake_link_expect (link, "SPI 9f", "1440ef");
  g_assert_true (rk_loader_read_flash_id (loader, &info, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmphex (info.jedec_id, ==, 0xef4014);
  g_assert_cmpstr (info.flash_vendor, ==, "Winbond");
  g_assert_cmpuint (info.flash_size, ==, 1 << 20);
  assert_script_done (link);
}

/* The ROM has to be told of more than 4 MiB. */
static void
test_large_flash (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;
  RkChipInfo info = { .chip = rk_chip_get_default () };

  expect_attach (link);
  fake_link_expect (link, "SPI 9f", "1840c8");
  fake_link_expect (link, "SPI_SET_PARAMS 0 1000000 10000 1000 100 ffff", "ok");
  fake_link_expect (link, "FLASH_BEGIN 0 1 400 fff000", "ok");
  fake_link_expect (link, "FLASH_DATA 0 400", "ok");
  g_assert_true (rk_loader_read_flash_id (loader, &info, NULL, &error));
  g_assert_true (rk_loader_write_flash (loader, 0xfff000, (const guint8 *)"", 1, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_script_done (link);
}

/* Its line stays low or high. */
static void
test_flash_silent (void)
{
  static const char *const lines[][2] = { { "0", "0" }, { "ff", "ffffff" } };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(RkLink) link = NULL;
      g_autoptr(RkLoader) loader = new_loader (&link);
      g_autoptr(GError) error = NULL;
      RkChipInfo info = { .chip = rk_chip_get_default () };

      fake_link_expect (link, "FLASH_BEGIN 0 0 1000 0", "ok");
      fake_link_expect (link, "SPI ab", NULL);
      fake_link_expect (link, "SPI 05+", lines[i][0]);
      fake_link_expect (link, "SPI 9f", lines[i][1]);
      g_assert_false (rk_loader_read_flash_id (loader, &info, NULL, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT);
    }
}

static void
progress_cb (guint32  done,
             guint32  total,
             gpointer user_data)
{
  g_string_append_printf (user_data, "%x/%x ", done, total);
}

static void
expect_erase (RkLink     *link,
              const char *command)
{
  fake_link_expect (link, "SPI 06", NULL);
  fake_link_expect (link, command, NULL);
  fake_link_expect (link, "SPI 05", "3");
  fake_link_expect (link, "SPI 05", "0");
}

/* Exactly what was asked for: single sectors up to a block, blocks, and the rest. */
static void
test_erase (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GString) progress = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  expect_attach (link);
  fake_link_expect (link, "SPI 05", "0");
  expect_erase (link, "SPI 20 fe000");
  expect_erase (link, "SPI 20 ff000");
  expect_erase (link, "SPI d8 100000");
  expect_erase (link, "SPI d8 110000");
  expect_erase (link, "SPI 20 120000");
  g_assert_true (rk_loader_erase_region (loader, 0xfe000, 0x23000, progress_cb, progress, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (progress->str, ==, "1000/23000 2000/23000 12000/23000 22000/23000 23000/23000 ");
  assert_script_done (link);
}

static void
test_erase_heals (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  expect_attach (link);
  fake_link_expect (link, "SPI 05", "0");
  fake_link_expect (link, "SPI 06", NULL);
  fake_link_expect (link, "SPI 20 1000", "lost");
  fake_link_expect (link, "SYNC", "sync");
  expect_erase (link, "SPI 20 1000");
  g_assert_true (rk_loader_erase_region (loader, 0x1000, 0x1000, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_script_done (link);
}

/* It falls silent for good: what is told is what happened first. */
static void
test_erase_silence (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  expect_attach (link);
  fake_link_expect (link, "SPI 05", "0");
  fake_link_expect (link, "SPI 06", NULL);
  fake_link_expect (link, "SPI 20 1000", "lost");
  fake_link_expect (link, "SYNC+", NULL);
  g_assert_false (rk_loader_erase_region (loader, 0x1000, 0x1000, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
  g_assert_true (g_str_has_prefix (error->message, "erasing at 0x1000: "));
}

static void
test_erase_protected (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  expect_attach (link);
  fake_link_expect (link, "SPI 05", "1c");
  fake_link_expect (link, "SPI 06", NULL);
  fake_link_expect (link, "SPI 01 0", NULL);
  fake_link_expect (link, "SPI 05", "1d");
  fake_link_expect (link, "SPI 05", "0");
  fake_link_expect (link, "SPI 05", "0");
  expect_erase (link, "SPI 20 0");
  g_assert_true (rk_loader_erase_region (loader, 0, 0x1000, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_script_done (link);

  expect_attach (link);
  fake_link_expect (link, "SPI 05", "9c");
  fake_link_expect (link, "SPI 06", NULL);
  fake_link_expect (link, "SPI 01 0", NULL);
  fake_link_expect (link, "SPI 05", "9c");
  fake_link_expect (link, "SPI 05", "9c");
  g_assert_false (rk_loader_erase_region (loader, 0, 0x1000, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
}

static void
test_not_aligned (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  static const guint32 cases[][2] = { { 1, 0x1000 }, { 0, 0xfff }, { 0x800, 0x800 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (rk_loader_erase_region (loader, cases[i][0], cases[i][1], NULL, NULL, NULL, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
  g_assert_cmpuint (fake_link_calls (link), ==, 0);
}

static guint8 content[0x2500];

static void
test_write (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GString) progress = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  fake_link_expect (link, "FLASH_BEGIN 0 3 400 7e000", "ok");
  fake_link_expect (link, "FLASH_DATA 0 400", "ok");
  fake_link_expect (link, "FLASH_DATA 1 400", "ok");
  fake_link_expect (link, "FLASH_DATA 2 400", "ok");
  g_assert_true (rk_loader_write_flash (loader, 0x7e000, content, 0x801, progress_cb, progress, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (progress->str, ==, "400/801 800/801 801/801 ");
  assert_script_done (link);
}

/* At a higher rate the blocks are longer. */
static void
test_write_fast (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  fake_link_expect (link, "baud 921600", NULL);
  fake_link_expect (link, "FLASH_BEGIN 0 3 1000 1000", "ok");
  fake_link_expect (link, "FLASH_DATA 0 1000", "ok");
  fake_link_expect (link, "FLASH_DATA 1 1000", "ok");
  fake_link_expect (link, "FLASH_DATA 2 1000", "ok");
  g_assert_true (rk_link_set_baud (link, 921600, &error));
  g_assert_true (rk_loader_write_flash (loader, 0x1000, content, 0x2500, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_script_done (link);
}

static void
test_write_out_of_reach (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  static const guint32 cases[][2] = { { 0x200, 4 }, { 0x400000, 4 }, { 0x3ff000, 0x1001 }, { 0xfffff000, 0x1001 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (rk_loader_write_flash (loader, cases[i][0], content, cases[i][1], NULL, NULL, NULL, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
  g_assert_cmpuint (fake_link_calls (link), ==, 0);
}

/* Damaged on the line, on its way there or back: from the sector's begin again. */
static void
test_write_heals (void)
{
  static const char *const faults[] = { "error 7", "error 5", "other", NULL, "bytes c00103" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(RkLink) link = NULL;
      g_autoptr(RkLoader) loader = new_loader (&link);
      g_autoptr(GError) error = NULL;

      fake_link_expect (link, "FLASH_BEGIN 0 6 400 1000", "ok");
      fake_link_expect (link, "FLASH_DATA 0 400", "ok");
      fake_link_expect (link, "FLASH_DATA 1 400", "ok");
      fake_link_expect (link, "FLASH_DATA 2 400", "ok");
      fake_link_expect (link, "FLASH_DATA 3 400", "ok");
      fake_link_expect (link, "FLASH_DATA 4 400", "ok");
      fake_link_expect (link, "FLASH_DATA 5 400", faults[i]);
      fake_link_expect (link, "SYNC", "sync");
      fake_link_expect (link, "FLASH_BEGIN 0 2 400 2000", "ok");
      fake_link_expect (link, "FLASH_DATA 0 400", "ok");
      fake_link_expect (link, "FLASH_DATA 1 400", "ok");
      g_assert_true (rk_loader_write_flash (loader, 0x1000, content, 0x1800, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
      assert_script_done (link);
    }
}

/* Flash does not take it: the sector is erased and written again, and in the end
 * that is reported. */
static void
test_write_differs (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      fake_link_expect (link, "FLASH_BEGIN 0 1 400 1000", "ok");
      fake_link_expect (link, "FLASH_DATA 0 400", "error 8");
      if (i == 3)
        break;
      fake_link_expect (link, "SYNC", "sync");
      expect_attach (link);
      fake_link_expect (link, "SPI 05", "0");
      expect_erase (link, "SPI 20 1000");
    }

  g_assert_false (rk_loader_write_flash (loader, 0x1000, content, 0x400, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_nonnull (strstr (error->message, "block 1 of 1 at 0x1000"));
  assert_script_done (link);
}

/* It falls silent for good. */
static void
test_write_silence (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  fake_link_expect (link, "FLASH_BEGIN 0 2 400 0", "ok");
  fake_link_expect (link, "FLASH_DATA 0 400", "ok");
  fake_link_expect (link, "FLASH_DATA 1 400", NULL);
  fake_link_expect (link, "SYNC+", NULL);
  g_assert_false (rk_loader_write_flash (loader, 0, content, 0x800, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
  assert_script_done (link);
}

static void
expect_job (RkLink *link)
{
  expect_identity (link);
  expect_attach (link);
  fake_link_expect (link, "SPI 05", "0");
  expect_erase (link, "SPI 20 1000");
  fake_link_expect (link, "FLASH_BEGIN 0 2 400 1000", "ok");
  fake_link_expect (link, "FLASH_DATA 0 400", "ok");
  fake_link_expect (link, "FLASH_DATA 1 400", "ok");
  fake_link_expect (link, "FLASH_BEGIN 0 1 1000 0", "ok");
  fake_link_expect (link, "FLASH_END 0", "error 6");
}

static gboolean
do_job (RkLoader      *loader,
        GCancellable  *cancellable,
        GError       **error)
{
  RkChipInfo info;

  return rk_loader_identify (loader, &info, cancellable, error) &&
         rk_loader_erase_region (loader, 0x1000, 0x1000, NULL, NULL, cancellable, error) &&
         rk_loader_write_flash (loader, 0x1000, content, 0x800, NULL, NULL, cancellable, error) &&
         rk_loader_soft_start (loader, cancellable, error);
}

static void
test_job_unplugged (void)
{
  guint calls = G_MAXUINT;

  for (guint at = 1; at <= calls; at++)
    {
      g_autoptr(RkLink) link = NULL;
      g_autoptr(RkLoader) loader = new_loader (&link);
      g_autoptr(GError) error = NULL;

      expect_job (link);
      fake_link_fail_at (link, at);
      if (do_job (loader, NULL, &error))
        calls = fake_link_calls (link);
      else
        g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
    }

  g_assert_cmpuint (calls, >, 40);
}

/* No frame is cut short by it, and the next command finds the beat again. */
static void
test_job_cancelled (void)
{
  guint calls = G_MAXUINT;

  for (guint at = 1; at <= calls; at++)
    {
      g_autoptr(RkLink) link = NULL;
      g_autoptr(RkLoader) loader = new_loader (&link);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;

      expect_job (link);
      fake_link_cancel_at (link, at, cancellable);
      if (do_job (loader, cancellable, &error))
        calls = at;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (fake_link_calls (link), <=, at + 1);
    }

  g_assert_cmpuint (calls, >, 40);
}

static void
test_cancel_then_sync (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint32 value;

  fake_link_expect (link, "READ_REG 3ff00050", "value 1");
  fake_link_expect (link, "SYNC", "sync");
  fake_link_expect (link, "READ_REG 3ff00054", "value 2");

  fake_link_cancel_at (link, 2, cancellable);
  g_assert_false (rk_loader_read_register (loader, 0x3ff00050, &value, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (rk_loader_read_register (loader, 0x3ff00054, &value, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmphex (value, ==, 2);
  assert_script_done (link);
}

static void
test_load_ram (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  fake_link_expect (link, "MEM_BEGIN 802 2 600 4010d000", "ok");
  fake_link_expect (link, "MEM_DATA 0 600", "ok");
  fake_link_expect (link, "MEM_DATA 1 204", "ok");
  fake_link_expect (link, "MEM_END 0 4010d004", "ok");
  g_assert_true (rk_loader_load_ram (loader, 0x4010d000, content, 0x802, NULL, &error));
  g_assert_true (rk_loader_mem_end (loader, 0x4010d004, &error));
  g_assert_no_error (error);
  assert_script_done (link);
}

static void
test_refused (void)
{
  g_autoptr(RkLink) link = NULL;
  g_autoptr(RkLoader) loader = new_loader (&link);
  g_autoptr(GError) error = NULL;

  fake_link_expect (link, "FLASH_BEGIN 1000 1 400 800", "error 6");
  g_assert_false (rk_loader_flash_begin (loader, 0x800, 0x1000, 1, 0x400, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "flash at 0x800: FLASH_BEGIN: refused: failed to act (error 6)");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < sizeof content; i++)
    content[i] = (guint8)(i * 7 + i / 256);

  g_test_add_func ("/flash/identify", test_identify);
  g_test_add_func ("/flash/identify-again", test_identify_again);
  g_test_add_func ("/flash/wrong-chip", test_wrong_chip);
  g_test_add_func ("/flash/id", test_flash_id);
  g_test_add_func ("/flash/large", test_large_flash);
  g_test_add_func ("/flash/silent", test_flash_silent);
  g_test_add_func ("/flash/erase", test_erase);
  g_test_add_func ("/flash/erase-heals", test_erase_heals);
  g_test_add_func ("/flash/erase-silence", test_erase_silence);
  g_test_add_func ("/flash/erase-protected", test_erase_protected);
  g_test_add_func ("/flash/not-aligned", test_not_aligned);
  g_test_add_func ("/flash/write", test_write);
  g_test_add_func ("/flash/write-fast", test_write_fast);
  g_test_add_func ("/flash/write-out-of-reach", test_write_out_of_reach);
  g_test_add_func ("/flash/write-heals", test_write_heals);
  g_test_add_func ("/flash/write-differs", test_write_differs);
  g_test_add_func ("/flash/write-silence", test_write_silence);
  g_test_add_func ("/flash/job-unplugged", test_job_unplugged);
  g_test_add_func ("/flash/job-cancelled", test_job_cancelled);
  g_test_add_func ("/flash/cancel-then-sync", test_cancel_then_sync);
  g_test_add_func ("/flash/load-ram", test_load_ram);
  g_test_add_func ("/flash/refused", test_refused);

  return g_test_run ();
}
