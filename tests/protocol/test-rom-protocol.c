/* test-rom-protocol.c: the commands of the boot loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>

#include "rk-rom-protocol.h"

static void
test_words (void)
{
  guint8 bytes[4];

  rk_rom_put_word (bytes, 0x12345678);
  g_assert_cmpmem (bytes, 4, "\x78\x56\x34\x12", 4);
  g_assert_cmphex (rk_rom_get_word (bytes), ==, 0x12345678);
  rk_rom_put_word (bytes, 0xfffefdfc);
  g_assert_cmphex (rk_rom_get_word (bytes), ==, 0xfffefdfc);
}

static void
test_checksum (void)
{
  g_assert_cmphex (rk_rom_checksum ((const guint8 *)"", 0), ==, 0xef);
  g_assert_cmphex (rk_rom_checksum ((const guint8 *)"\xef", 1), ==, 0);
  g_assert_cmphex (rk_rom_checksum ((const guint8 *)"\x01\x02\x04", 3), ==, 0xe8);
}

/* The frame that esptool's documentation shows for SYNC. */
static void
test_sync (void)
{
  guint8 header[RK_ROM_HEADER_LENGTH], body[RK_ROM_SYNC_LENGTH];

  rk_rom_pack_request (header, RK_ROM_SYNC, RK_ROM_SYNC_LENGTH, 0);
  g_assert_cmpmem (header, sizeof header, "\x00\x08\x24\x00\x00\x00\x00\x00", 8);
  rk_rom_pack_sync (body);
  g_assert_cmpmem (body, 5, "\x07\x07\x12\x20\x55", 5);
  g_assert_cmphex (body[RK_ROM_SYNC_LENGTH - 1], ==, 0x55);
}

static void
test_request (void)
{
  guint8 header[RK_ROM_HEADER_LENGTH];

  rk_rom_pack_request (header, RK_ROM_FLASH_DATA, 0x1810, 0xab);
  g_assert_cmpmem (header, sizeof header, "\x00\x03\x10\x18\xab\x00\x00\x00", 8);
}

static void
test_reply (void)
{
  static const guint8 ok[] = { 1, 0x0a, 2, 0, 1, 0xc1, 0xf0, 0xff, 0, 0 };
  static const guint8 failed[] = { 1, 3, 6, 0, 0, 0, 0, 0, 'b', 'o', 'd', 'y', 1, 7 };
  RkRomReply reply;

  g_assert_true (rk_rom_unpack_reply (ok, sizeof ok, &reply));
  g_assert_cmpint (reply.command, ==, RK_ROM_READ_REG);
  g_assert_cmphex (reply.value, ==, 0xfff0c101);
  g_assert_false (reply.failed);
  g_assert_cmpuint (reply.body_length, ==, 0);

  g_assert_true (rk_rom_unpack_reply (failed, sizeof failed, &reply));
  g_assert_true (reply.failed);
  g_assert_cmpint (reply.error, ==, RK_ROM_ERROR_CHECKSUM);
  g_assert_cmpmem (reply.body, reply.body_length, "body", 4);
}

static void
test_bad_reply (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
  } cases[] = {
    { "", 0 },
    { "\x01", 1 },
    { "\x01\x08\x02\x00\x00\x00\x00\x00\x00", 9 },            /* too short */
    { "\x00\x08\x02\x00\x00\x00\x00\x00\x00\x00", 10 },       /* a request */
    { "\x02\x08\x02\x00\x00\x00\x00\x00\x00\x00", 10 },       /* neither */
    { "\x01\x08\x03\x00\x00\x00\x00\x00\x00\x00", 10 },       /* says 3, has 2 */
    { "\x01\x08\x02\x00\x00\x00\x00\x00\x00\x00\x00", 11 },   /* says 2, has 3 */
    { "\x01\x08\x02\x01\x00\x00\x00\x00\x00\x00", 10 },       /* says 258 */
    { "\x01\x08\x00\x00\x00\x00\x00\x00", 8 },                /* no status */
    { "OHAI", 4 },
  };
  RkRomReply reply;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_false (rk_rom_unpack_reply ((const guint8 *)cases[i].bytes, cases[i].length, &reply));
}

/* What SPIEraseArea in the ROM does: the head, and then all once more. */
static guint32
erased_by_rom (guint32 offset,
               guint32 size)
{
  guint32 total = (size + 0xfff) / 0x1000;
  guint32 to_block = 16 - offset / 0x1000 % 16;

  return total + MIN (total, to_block);
}

static void
test_erase_size (void)
{
  g_assert_cmphex (rk_rom_erase_size (0, 0), ==, 0);
  g_assert_cmphex (rk_rom_erase_size (0, 0x10000), ==, 0x8000);
  g_assert_cmphex (rk_rom_erase_size (0, 0x100000), ==, 0xf0000);
  g_assert_cmphex (rk_rom_erase_size (0x1000, 0x10000), ==, 0x8000);
  g_assert_cmphex (rk_rom_erase_size (0xfe000, 0x1000), ==, 0x1000);

  /* It covers the region, and never by more than one sector. */
  for (guint32 first = 0; first < 40; first++)
    for (guint32 sectors = 1; sectors < 100; sectors++)
      {
        guint32 size = rk_rom_erase_size (first * 0x1000, sectors * 0x1000);
        guint32 erased = erased_by_rom (first * 0x1000, size);

        g_assert_cmpuint (size % 0x1000, ==, 0);
        g_assert_cmpuint (erased, >=, sectors);
        g_assert_cmpuint (erased, <=, sectors + 1);
        g_assert_cmpuint (rk_rom_erase_size (first * 0x1000, sectors * 0x1000 - 1), ==, size);
      }
}

static void
test_names (void)
{
  g_assert_cmpstr (rk_rom_command_name (RK_ROM_FLASH_DATA), ==, "FLASH_DATA");
  g_assert_cmpstr (rk_rom_command_name (0), ==, "?");
  g_assert_cmpstr (rk_rom_command_name (0xff), ==, "?");
  g_assert_cmpstr (rk_rom_error_name (RK_ROM_ERROR_CHECKSUM), ==, "wrong checksum");
  g_assert_cmpstr (rk_rom_error_name (0), ==, "unknown error");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rom-protocol/words", test_words);
  g_test_add_func ("/rom-protocol/checksum", test_checksum);
  g_test_add_func ("/rom-protocol/sync", test_sync);
  g_test_add_func ("/rom-protocol/request", test_request);
  g_test_add_func ("/rom-protocol/reply", test_reply);
  g_test_add_func ("/rom-protocol/bad-reply", test_bad_reply);
  g_test_add_func ("/rom-protocol/erase-size", test_erase_size);
  g_test_add_func ("/rom-protocol/names", test_names);

  return g_test_run ();
}
