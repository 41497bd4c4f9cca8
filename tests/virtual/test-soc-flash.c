/* test-soc-flash.c: the SPI flash chip and its controller
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-soc-flash.h"
#include "rk-soc-spi.h"

#define MS G_GINT64_CONSTANT (1000000)

static guint8
get_status (RkFlash *flash,
            gint64   now)
{
  guint8 status;

  rk_flash_command (flash, 0x05, 0, NULL, 0, &status, 1, now);
  return status;
}

static void
change (RkFlash      *flash,
        guint8        opcode,
        guint32       address,
        const guint8 *out,
        gsize         length,
        gint64        now)
{
  rk_flash_command (flash, 0x06, 0, NULL, 0, NULL, 0, now);
  rk_flash_command (flash, opcode, address, out, length, NULL, 0, now);
}

static void
test_identity (void)
{
  static const struct
  {
    guint32 size;
    guint8  code;
  } rows[] = { { 512 * 1024, 0x13 }, { 1 << 20, 0x14 }, { 2 << 20, 0x15 }, { 4 << 20, 0x16 }, { 16 << 20, 0x18 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkFlash) flash = rk_flash_new (rows[i].size);
      guint8 id[3], expected[3] = { 0xef, 0x40, rows[i].code };

      rk_flash_command (flash, 0x9f, 0, NULL, 0, id, 3, 0);
      g_assert_cmpmem (id, 3, expected, 3);
      rk_flash_set_vendor (flash, 0xc840);
      rk_flash_command (flash, 0x9f, 0, NULL, 0, id, 3, 0);
      g_assert_cmphex (id[0], ==, 0xc8);
      rk_flash_set_missing (flash, TRUE);
      rk_flash_command (flash, 0x9f, 0, NULL, 0, id, 3, 0);
      g_assert_cmphex (id[2], ==, 0xff);
    }
}

static void
test_program (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
  const guint8 *data = rk_flash_get_data (flash);
  guint8 first = 0xf0, second = 0x3c, page[256];

  /* Only bits that are 1 can change, and not without permission. */
  rk_flash_command (flash, 0x02, 0x100, &first, 1, NULL, 0, 0);
  g_assert_cmphex (data[0x100], ==, 0xff);
  change (flash, 0x02, 0x100, &first, 1, 0);
  g_assert_cmphex (data[0x100], ==, 0xf0);
  change (flash, 0x02, 0x100, &second, 1, 10 * MS);
  g_assert_cmphex (data[0x100], ==, 0x30);

  /* Around the end of the page. */
  for (guint i = 0; i < sizeof page; i++)
    page[i] = i;
  change (flash, 0x02, 0x2f0, page, 32, 20 * MS);
  g_assert_cmphex (data[0x2f0], ==, 0);
  g_assert_cmphex (data[0x2ff], ==, 15);
  g_assert_cmphex (data[0x200], ==, 16);
  g_assert_cmphex (data[0x300], ==, 0xff);
}

static void
test_busy (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
  guint8 zero = 0, byte;

  change (flash, 0x02, 0, &zero, 1, 0);
  g_assert_cmphex (get_status (flash, 1000) & 1, ==, 1);
  g_assert_cmphex (get_status (flash, 1 * MS) & 3, ==, 0);
  change (flash, 0x20, 0x10, NULL, 0, 1 * MS);
  g_assert_cmphex (get_status (flash, 45 * MS) & 1, ==, 1);
  rk_flash_command (flash, 0x03, 0, NULL, 0, &byte, 1, 45 * MS);
  g_assert_cmphex (byte, ==, 0xff);
  change (flash, 0x02, 0, &zero, 1, 45 * MS);
  g_assert_cmphex (rk_flash_get_data (flash)[0], ==, 0xff);
  g_assert_cmphex (get_status (flash, 46 * MS), ==, 0);
}

static void
test_erase (void)
{
  static const struct
  {
    guint8  opcode;
    guint32 address;
    guint32 first;
    guint32 size;
  } rows[] = {
    { 0x20, 0x12345, 0x12000, 0x1000 }, { 0x52, 0x12345, 0x10000, 0x8000 }, { 0xd8, 0x2ffff, 0x20000, 0x10000 },
    { 0xc7, 0, 0, 1 << 20 },            { 0x20, 0x112345, 0x12000, 0x1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
      guint8 *data = rk_flash_get_data (flash);
      guint32 offset, length;

      memset (data, 0, 1 << 20);
      rk_flash_command (flash, rows[i].opcode, rows[i].address, NULL, 0, NULL, 0, 0);
      g_assert_cmphex (data[rows[i].first], ==, 0);
      change (flash, rows[i].opcode, rows[i].address, NULL, 0, 0);
      for (guint32 n = 0; n < 1 << 20; n++)
        g_assert_cmphex (data[n], ==, n >= rows[i].first && n < rows[i].first + rows[i].size ? 0xff : 0);
      g_assert_true (rk_flash_take_changed (flash, &offset, &length));
      g_assert_cmphex (offset, ==, rows[i].first);
      g_assert_cmphex (length, ==, rows[i].size);
      g_assert_false (rk_flash_take_changed (flash, &offset, &length));
    }
}

static void
test_protection (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
  guint8 *data = rk_flash_get_data (flash);
  guint8 status[2] = { 0x1c, 0 }, zero = 0;

  change (flash, 0x01, 0, status, 2, 0);
  g_assert_cmphex (get_status (flash, 20 * MS), ==, 0x1c);
  change (flash, 0x02, 0, &zero, 1, 20 * MS);
  change (flash, 0xc7, 0, NULL, 0, 20 * MS);
  g_assert_cmphex (data[0], ==, 0xff);
  g_assert_cmphex (get_status (flash, 20 * MS) & 1, ==, 0);

  /* BP = 6: the upper half. It lasts without power. */
  status[0] = 6 << 2;
  change (flash, 0x01, 0, status, 1, 30 * MS);
  rk_flash_power_up (flash);
  change (flash, 0x02, 0x80000, &zero, 1, 0);
  change (flash, 0x02, 0x7ffff, &zero, 1, 0);
  g_assert_cmphex (data[0x80000], ==, 0xff);
  g_assert_cmphex (data[0x7ffff], ==, 0);
}

static void
test_lacking_lines (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
  guint8 byte;

  rk_flash_set_lacks (flash, RK_FLASH_LACKS_QUAD);
  rk_flash_command (flash, 0xeb, 0, NULL, 0, &byte, 1, 0);
  g_assert_cmphex (byte, ==, 0);
  rk_flash_command (flash, 0xbb, 0, NULL, 0, &byte, 1, 0);
  g_assert_cmphex (byte, ==, 0xff);
  rk_flash_set_lacks (flash, RK_FLASH_LACKS_QUAD | RK_FLASH_LACKS_DIO);
  rk_flash_command (flash, 0xbb, 0, NULL, 0, &byte, 1, 0);
  g_assert_cmphex (byte, ==, 0);
  rk_flash_command (flash, 0x3b, 0, NULL, 0, &byte, 1, 0);
  g_assert_cmphex (byte, ==, 0xff);
}

/* JESD216: signature, and the density at the second word of the table. */
static void
test_sfdp (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (4 << 20);
  guint8 bytes[16], density[4];
  guint32 pointer;

  rk_flash_command (flash, 0x5a, 0, NULL, 0, bytes, sizeof bytes, 0);
  g_assert_cmpmem (bytes, 4, "SFDP", 4);
  pointer = bytes[12] | bytes[13] << 8 | bytes[14] << 16;
  rk_flash_command (flash, 0x5a, pointer + 4, NULL, 0, density, sizeof density, 0);
  g_assert_cmphex (density[0] | density[1] << 8 | density[2] << 16 | (guint32)density[3] << 24, ==, (4u << 20) * 8 - 1);
}

/* By the controller's registers, as programs do it. */
static void
test_controller (void)
{
  g_autoptr(RkFlash) flash = rk_flash_new (1 << 20);
  g_autoptr(RkSpi) spi = rk_spi_new (flash);
  gint64 now = 0;

  rk_spi_write (spi, 0x00, 1u << 30, TRUE, now);
  rk_spi_write (spi, 0x04, 4u << 24 | 0x1000, TRUE, now);
  rk_spi_write (spi, 0x40, 0x44332211, TRUE, now);
  g_assert_cmpuint (rk_spi_write (spi, 0x00, 1u << 25, TRUE, now).clocks, ==, 64);
  g_assert_cmpmem (rk_flash_get_data (flash) + 0x1000, 5, "\x11\x22\x33\x44\xff", 5);

  /* Asked for the third time, the chip is known to be waited for. */
  g_assert_false (rk_spi_write (spi, 0x00, 1u << 27, TRUE, now + 100).waits);
  g_assert_cmphex (rk_spi_read (spi, 0x10) & 1, ==, 1);
  rk_spi_write (spi, 0x00, 1u << 27, TRUE, now + 200);
  rk_spi_write (spi, 0x00, 1u << 27, TRUE, now + 300);
  g_assert_true (rk_spi_write (spi, 0x00, 1u << 27, TRUE, now + 400).waits);

  now = 10 * MS;
  rk_spi_write (spi, 0x40, 0, TRUE, now);
  rk_spi_write (spi, 0x00, 1u << 31, TRUE, now);
  g_assert_cmphex (rk_spi_read (spi, 0x40), ==, 0x44332211);
  rk_spi_write (spi, 0x00, 1u << 28, TRUE, now);
  g_assert_cmphex (rk_spi_read (spi, 0x40), ==, 0x1440ef);
  rk_spi_write (spi, 0x00, 1u << 28, FALSE, now);
  g_assert_cmphex (rk_spi_read (spi, 0x40), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/flash/identity", test_identity);
  g_test_add_func ("/chip/flash/program", test_program);
  g_test_add_func ("/chip/flash/busy", test_busy);
  g_test_add_func ("/chip/flash/erase", test_erase);
  g_test_add_func ("/chip/flash/protection", test_protection);
  g_test_add_func ("/chip/flash/lacking-lines", test_lacking_lines);
  g_test_add_func ("/chip/flash/sfdp", test_sfdp);
  g_test_add_func ("/chip/flash/controller", test_controller);
  return g_test_run ();
}
