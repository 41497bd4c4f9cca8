/* test-module-loader.c: the serial loader of the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "module-host.h"

enum
{
  FLASH_BEGIN = 2,
  FLASH_DATA,
  FLASH_END,
  MEM_BEGIN,
  MEM_END,
  MEM_DATA,
  SYNC,
  WRITE_REG,
  READ_REG,
};

#define assert_reply(reply, command, status, code) \
  G_STMT_START \
    { \
      Reply r_ = (reply); \
      g_assert_cmphex (r_.op, ==, command); \
      g_assert_cmphex (r_.failed, ==, status); \
      if (status) \
        g_assert_cmphex (r_.error, ==, code); \
    } \
  G_STMT_END

static RkVirtualModule *
connect_module (guint baud)
{
  RkVirtualModule *module = host_new_module (1 << 20, TRUE);

  rk_virtual_module_set_power (module, TRUE);
  host_connect (module, baud);

  return module;
}

static guint32
read_register (RkVirtualModule *module,
               guint32          address)
{
  guint32 word = GUINT32_TO_LE (address);
  Reply reply = host_command (module, READ_REG, &word, 4, 0);

  assert_reply (reply, READ_REG, 0, 0);
  return reply.value;
}

static void
write_register (RkVirtualModule *module,
                guint32          address,
                guint32          value)
{
  guint32 words[4] = { address, value, 0xffffffff, 0 };

  assert_reply (host_command (module, WRITE_REG, words, sizeof words, 0), WRITE_REG, 0, 0);
}

static Reply
flash_begin (RkVirtualModule *module,
             guint32          size,
             guint32          blocks,
             guint32          block_size,
             guint32          offset)
{
  guint32 words[4] = { size, blocks, block_size, offset };

  return host_command (module, FLASH_BEGIN, words, sizeof words, 0);
}

static void
test_sync_rates (void)
{
  static const struct
  {
    guint   baud;
    guint32 divider; /* 52 MHz / baud */
  } rows[] = { { 115200, 451 }, { 230400, 225 }, { 460800, 112 }, { 921600, 56 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RkVirtualModule *module = connect_module (rows[i].baud);
      guint32 divider = read_register (module, 0x60000014);

      g_assert_cmpuint (divider, >=, rows[i].divider - 1);
      g_assert_cmpuint (divider, <=, rows[i].divider + 1);
      g_assert_finalize_object (module);
    }
}

/* Any thirty edges tell the rate, and it is measured once in a reset. */
static void
test_autobaud_once (void)
{
  RkVirtualModule *module = host_new_module (1 << 20, TRUE);
  guint8 preamble[16], garbage[256];
  Reply reply;

  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "boot mode:(1,6)\r\n\r\n"));
  rk_virtual_module_set_host_baud (module, 230400);
  memset (preamble, 0x55, sizeof preamble);
  host_send (module, preamble, sizeof preamble);
  g_assert_cmpuint (host_read_for (module, garbage, sizeof garbage, 50), ==, 0);
  host_send_sync (module);
  for (guint i = 0; i < 8; i++)
    g_assert_true (host_receive_reply (module, &reply));

  rk_virtual_module_set_host_baud (module, 115200);
  host_send_sync (module);
  host_send_sync (module);
  g_assert_cmpuint (host_read_for (module, garbage, sizeof garbage, 50), ==, 0);

  rk_virtual_module_press_reset (module);
  rk_virtual_module_set_host_baud (module, 74880);
  host_connect (module, 115200);
  g_assert_finalize_object (module);
}

static void
test_registers (void)
{
  RkVirtualModule *module = connect_module (115200);
  guint32 word = 0x3ff00050;
  Reply reply;

  g_assert_cmphex (read_register (module, 0x40001000), ==, 0xfff0c101);
  g_assert_cmphex (read_register (module, 0x3ff0005c), ==, 0x005ccf7f);
  write_register (module, 0x3ffe8000, 0x12345678);
  g_assert_cmphex (read_register (module, 0x3ffe8000), ==, 0x12345678);

  /* An unknown command is answered as the one before. */
  reply = host_command (module, 0x13, &word, 4, 0);
  assert_reply (reply, READ_REG, 1, 5);
  host_send_sync (module);
  for (guint i = 0; i < 8; i++)
    assert_reply ((host_receive_reply (module, &reply), reply), SYNC, 0, 0);
  host_send_command (module, 0xd0, NULL, 0, 0);
  for (guint i = 0; i < 8; i++)
    assert_reply ((host_receive_reply (module, &reply), reply), SYNC, 1, 5);
  g_assert_finalize_object (module);
}

/* JEDEC id by hand, as flashing tools do it; before the flash is attached, its
 * pins do not belong to the controller. */
static guint32
read_jedec_id (RkVirtualModule *module)
{
  write_register (module, 0x6000021c, 0x90000000);
  write_register (module, 0x60000220, 23 << 8);
  write_register (module, 0x60000224, 7u << 28 | 0x9f);
  write_register (module, 0x60000240, 0);
  write_register (module, 0x60000200, 1 << 18);
  g_assert_cmphex (read_register (module, 0x60000200), ==, 0);

  return read_register (module, 0x60000240) & 0xffffff;
}

static void
test_flash_id (void)
{
  RkVirtualModule *module = connect_module (115200);
  g_autoptr(GError) error = NULL;

  g_assert_cmphex (read_jedec_id (module), ==, 0);
  assert_reply (flash_begin (module, 0, 0, 0x400, 0), FLASH_BEGIN, 0, 0);
  g_assert_cmphex (read_jedec_id (module), ==, 0x1440ef);
  rk_virtual_module_add_fault (module, "no-flash", &error);
  g_assert_no_error (error);
  g_assert_cmphex (read_jedec_id (module), ==, 0xffffff);
  g_assert_finalize_object (module);
}

static void
fill_flash (RkVirtualModule *module)
{
  guint8 *zeros = g_malloc0 (1 << 20);
  g_autoptr(GBytes) bytes = g_bytes_new_take (zeros, 1 << 20);

  g_assert_true (rk_virtual_module_set_flash (module, 0, bytes, NULL));
}

static guint
count_erased (RkVirtualModule *module)
{
  g_autoptr(GBytes) flash = rk_virtual_module_get_flash (module);
  const guint8 *data = g_bytes_get_data (flash, NULL);
  guint count = 0;

  for (guint i = 0; i < 256; i++)
    count += data[i * 4096] == 0xff;

  return count;
}

/* With H = min (total, 16 - first % 16) sectors up to the next block, it erases H
 * and then the total again; where more than 16 are left, by blocks. */
static void
test_erase_quirk (void)
{
  static const struct
  {
    guint first;
    guint total;
    guint erased;
  } rows[] = {
    { 0, 1, 2 }, { 0, 8, 16 }, { 0, 16, 32 }, { 1, 3, 6 }, { 1, 20, 15 + 20 }, { 15, 2, 1 + 2 }, { 16, 40, 16 + 40 },
  };
  RkVirtualModule *module = connect_module (115200);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      fill_flash (module);
      assert_reply (flash_begin (module, rows[i].total * 4096, 1, 0x400, rows[i].first * 4096), FLASH_BEGIN, 0, 0);
      g_assert_cmpuint (count_erased (module), ==, rows[i].erased);
    }

  /* Not on a sector, and beyond the 4 MB that the ROM believes in. */
  assert_reply (flash_begin (module, 4096, 1, 0x400, 0x100), FLASH_BEGIN, 1, 6);
  assert_reply (flash_begin (module, 0x500000, 1, 0x400, 0), FLASH_BEGIN, 1, 6);
  assert_reply (flash_begin (module, 4096, 1, 0x1801, 0), FLASH_BEGIN, 1, 5);
  g_assert_finalize_object (module);
}

static void
test_flash_blocks (void)
{
  RkVirtualModule *module = connect_module (921600);
  guint8 block[0x1800], written[2 * 0x400];
  g_autoptr(GBytes) flash = NULL;

  for (guint i = 0; i < sizeof block; i++)
    block[i] = i * 7 + (i >> 8);

  assert_reply (flash_begin (module, 2 * 0x400, 2, 0x400, 0x10000), FLASH_BEGIN, 0, 0);
  assert_reply (host_send_block (module, FLASH_DATA, block, 0x400, 0, 0), FLASH_DATA, 0, 0);
  assert_reply (host_send_block (module, FLASH_DATA, block + 0x400, 0x400, 0, 0), FLASH_DATA, 1, 5);
  assert_reply (host_send_block (module, FLASH_DATA, block + 0x400, 0x3fe, 1, 0), FLASH_DATA, 1, 5);
  assert_reply (host_send_block (module, FLASH_DATA, block + 0x400, 0x404, 1, 0), FLASH_DATA, 1, 5);
  assert_reply (host_send_block (module, FLASH_DATA, block + 0x400, 0x400, 1, 0), FLASH_DATA, 0, 0);

  memcpy (written, block, sizeof written);
  flash = rk_virtual_module_get_flash (module);
  g_assert_cmpmem ((const guint8 *)g_bytes_get_data (flash, NULL) + 0x10000, sizeof written, written, sizeof written);

  /* A bad checksum uses up the sequence number; what does not read back is told. */
  assert_reply (flash_begin (module, 0x1800, 3, 0x1800, 0x20000), FLASH_BEGIN, 0, 0);
  assert_reply (host_send_block (module, FLASH_DATA, block, 0x1800, 0, 1), FLASH_DATA, 1, 7);
  assert_reply (host_send_block (module, FLASH_DATA, block, 0x1800, 0, 0), FLASH_DATA, 1, 5);
  g_assert_true (rk_virtual_module_add_fault (module, "flash-stuck:0x20003", NULL));
  assert_reply (host_send_block (module, FLASH_DATA, block, 0x1800, 1, 0), FLASH_DATA, 1, 8);
  g_assert_finalize_object (module);
}

/* FLASH_END leaves whatever its argument, and protects the flash when all came. */
static void
test_flash_end (void)
{
  RkVirtualModule *module = connect_module (115200);
  guint8 block[0x400] = { 0 };
  guint32 stay = 1;

  assert_reply (flash_begin (module, 0x400, 1, 0x400, 0x1000), FLASH_BEGIN, 0, 0);
  assert_reply (host_send_block (module, FLASH_DATA, block, sizeof block, 0, 0), FLASH_DATA, 0, 0);
  assert_reply (host_command (module, FLASH_END, &stay, 4, 0), FLASH_END, 0, 0);
  g_free (host_read_until (module, "ets_main.c \r\n"));

  rk_virtual_module_press_reset (module);
  rk_virtual_module_set_host_baud (module, 74880);
  host_connect (module, 115200);
  assert_reply (flash_begin (module, 0, 0, 0x400, 0), FLASH_BEGIN, 0, 0);
  assert_reply (flash_begin (module, 0x400, 1, 0x400, 0x1000), FLASH_BEGIN, 0, 0);
  assert_reply (host_command (module, FLASH_END, &stay, 4, 0), FLASH_END, 1, 6);
  g_free (host_read_until (module, "ets_main.c \r\n"));
  g_assert_finalize_object (module);
}

/* A program of five instructions in IRAM that sends "OK" and comes back. */
static void
test_ram_program (void)
{
  /* l32r a0, uart_tx_one_char; movi a2, 'O'; callx0 a0; movi a2, 'K'; callx0 a0; j . */
  static const guint8 program[] = {
    0x30, 0x3b, 0x00, 0x40,
    0x01, 0xff, 0xff, 0x22, 0xa0, 'O', 0xc0, 0x00, 0x00,
    0x01, 0xfc, 0xff, 0x22, 0xa0, 'K', 0xc0, 0x00, 0x00,
    0x06, 0xff, 0xff, 0x00,
  };
  RkVirtualModule *module = connect_module (115200);
  guint32 begin[4] = { 28, 1, 0x1800, 0x40100000 };
  guint32 end[2] = { 0, 0x40100004 };
  guint8 padded[28] = { 0 };

  memcpy (padded, program, sizeof program);
  assert_reply (host_command (module, MEM_BEGIN, begin, sizeof begin, 0), MEM_BEGIN, 0, 0);
  assert_reply (host_send_block (module, MEM_DATA, padded, sizeof padded, 0, 1), MEM_DATA, 1, 7);
  assert_reply (host_send_block (module, MEM_DATA, padded, sizeof padded, 1, 0), MEM_DATA, 0, 0);
  assert_reply (host_command (module, MEM_END, begin, sizeof begin, 0), MEM_END, 1, 5);
  assert_reply (host_command (module, MEM_END, end, sizeof end, 0), MEM_END, 0, 0);
  g_free (host_read_until (module, "OK"));
  g_assert_finalize_object (module);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/loader/sync-rates", test_sync_rates);
  g_test_add_func ("/module/loader/autobaud-once", test_autobaud_once);
  g_test_add_func ("/module/loader/registers", test_registers);
  g_test_add_func ("/module/loader/flash-id", test_flash_id);
  g_test_add_func ("/module/loader/erase-quirk", test_erase_quirk);
  g_test_add_func ("/module/loader/flash-blocks", test_flash_blocks);
  g_test_add_func ("/module/loader/flash-end", test_flash_end);
  g_test_add_func ("/module/loader/ram-program", test_ram_program);
  return g_test_run ();
}
