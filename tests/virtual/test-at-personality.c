/* test-at-personality.c: what the imitated AT firmware says, generation by generation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "at-chip.h"

#include <string.h>

static void
test_start (void)
{
  static const struct
  {
    const RkAtFirmware *firmware;
    const char         *text;
  } rows[] = {
    { &at_chip_2014, "<74880><115200>\r\nready\r\n" },
    { &at_chip_vendor, "<74880><9600>\r\n[Vendor:www.ai-thinker.com Version:0.9.2.4]\r\n\r\nready\r\n" },
    { &at_chip_021, "<74880><115200>\r\nready\r\n" },
    { &at_chip_176, "<74880>rf cal sector: 251\r\n<115200>\r\nready\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AtChip chip;

      at_chip_init (&chip, rows[i].firmware);
      at_chip_send (&chip, "AT\r\n"); /* nobody is there yet */
      at_chip_assert_said (&chip, "");
      at_chip_start (&chip);
      at_chip_assert_said (&chip, rows[i].text);
      at_chip_clear (&chip);
    }
}

static void
test_commands (void)
{
  static const struct
  {
    const RkAtFirmware *firmware;
    const char         *command;
    const char         *reply;
  } rows[] = {
    { &at_chip_2014, "AT\r\n", "AT\r\r\n\r\nOK\r\n" },
    { &at_chip_176, "at\r\n", "at\r\r\n\r\nOK\r\n" },
    { &at_chip_176, "At\r\n", "At\r\r\nERROR\r\n" },
    { &at_chip_2014, "xyzAT\r\n", "xyzAT\r\r\n\r\nOK\r\n" },
    { &at_chip_2014, "AT\r", "AT\r" },
    { &at_chip_2014, "AT\n", "AT\r\n\r\nERROR\r\n" },
    { &at_chip_2014, "\r\n", "\r\r\nERROR\r\n" },
    { &at_chip_2014, "AT+NONE\r\n", "AT+NONE\r\r\n\r\nERROR\r\n" },
    { &at_chip_2014, "AT+GMR?\r\n", "AT+GMR?\r\r\n\r\nERROR\r\n" },
    { &at_chip_2014, "AT+GMR\r\n", "AT+GMR\r\r\n0020000903\r\n\r\nOK\r\n" },
    { &at_chip_vendor, "AT+GMR\r\n", "AT+GMR\r\r\n0018000902-AI03\r\n\r\nOK\r\n" },
    { &at_chip_021, "AT+GMR\r\n", "AT+GMR\r\r\nAT version:0.21.0.0\r\nSDK version:0.9.5\r\n\r\nOK\r\n" },
    { &at_chip_176, "AT+GMR\r\n",
      "AT+GMR\r\r\nAT version:1.7.6.0(Jan 24 2022 08:56:02)\r\nSDK version:3.0.6-dev(072755c)\r\n"
      "compile time:Jun 17 2024 07:38:00\r\nBin version(Wroom 02):1.7.6\r\nOK\r\n" },
    { &at_chip_176, "AT+RST\r\n", "AT+RST\r\r\n\r\nOK\r\n<restart>" },
    { &at_chip_2014, "AT+RESTORE\r\n", "AT+RESTORE\r\r\n\r\nERROR\r\n" },
    { &at_chip_176, "AT+RESTORE\r\n", "AT+RESTORE\r\r\n\r\nOK\r\n<restart>" },
    { &at_chip_2014, "AT+IPR=9600\r\n", "AT+IPR=9600\r\r\n<9600>\r\nOK\r\n" },
    { &at_chip_2014, "AT+IPR=0\r\n", "AT+IPR=0\r\r\n\r\nERROR\r\n" },
    { &at_chip_2014, "AT+UART_CUR=9600,8,1,0,0\r\n", "AT+UART_CUR=9600,8,1,0,0\r\r\n\r\nERROR\r\n" },
    { &at_chip_176, "AT+UART_CUR=9600,8,1,0,0\r\n", "AT+UART_CUR=9600,8,1,0,0\r\r\n\r\nOK\r\n<9600>" },
    { &at_chip_176, "AT+UART_CUR=9600,8,1,0\r\n", "AT+UART_CUR=9600,8,1,0\r\r\n\r\nERROR\r\n" },
    { &at_chip_176, "AT+UART_CUR=99,8,1,0,0\r\n", "AT+UART_CUR=99,8,1,0,0\r\r\n\r\nERROR\r\n" },
    { &at_chip_176, "AT+UART_CUR?\r\n", "AT+UART_CUR?\r\r\n+UART_CUR:115200,8,1,0,0\r\n\r\nOK\r\n" },
    { &at_chip_176, "ATE2\r\n", "ATE2\r\r\n\r\nERROR\r\n" },
    { &at_chip_176, "ATE\r\n", "ATE\r\r\n\r\nERROR\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AtChip chip;

      at_chip_init (&chip, rows[i].firmware);
      at_chip_start (&chip);
      g_string_truncate (chip.said, 0);
      at_chip_send (&chip, rows[i].command);
      at_chip_assert_said (&chip, rows[i].reply);
      at_chip_clear (&chip);
    }
}

static void
test_echo (void)
{
  AtChip chip;

  at_chip_init (&chip, &at_chip_176);
  at_chip_start (&chip);
  g_string_truncate (chip.said, 0);

  at_chip_send (&chip, "ATE0\r\n");
  at_chip_assert_said (&chip, "ATE0\r\r\n\r\nOK\r\n");
  at_chip_send (&chip, "AT\r\n");
  at_chip_assert_said (&chip, "\r\nOK\r\n");
  at_chip_send (&chip, "ATE1\r\n");
  at_chip_assert_said (&chip, "\r\nOK\r\n");
  at_chip_send (&chip, "AT\r\n");
  at_chip_assert_said (&chip, "AT\r\r\n\r\nOK\r\n");

  at_chip_clear (&chip);
}

static void
test_busy (void)
{
  AtChip chip;

  at_chip_init (&chip, &at_chip_2014);
  at_chip_start (&chip);
  at_chip_send (&chip, "ATE0\r\n");
  g_string_truncate (chip.said, 0);

  rk_at_personality_receive (chip.personality, (const guint8 *)"AT\r\nAT\r\n", 8);
  at_chip_assert_said (&chip, "\r\nbusy p...\r\n");
  at_chip_expire (&chip);
  at_chip_assert_said (&chip, "\r\nOK\r\n");

  at_chip_clear (&chip);
}

static void
test_overlong_line (void)
{
  g_autofree char *line = g_strnfill (300, 'x');
  AtChip chip;

  at_chip_init (&chip, &at_chip_2014);
  at_chip_start (&chip);
  at_chip_send (&chip, "ATE0\r\n");
  g_string_truncate (chip.said, 0);

  at_chip_send (&chip, "AT");
  at_chip_send (&chip, line);
  at_chip_assert_said (&chip, "");
  at_chip_send (&chip, "AT\r\n");
  at_chip_assert_said (&chip, "\r\nOK\r\n");

  at_chip_clear (&chip);
}

static void
test_saved_baud (void)
{
  static const struct
  {
    const RkAtFirmware *firmware;
    const char         *command;
    const char         *ready;
  } rows[] = {
    { &at_chip_2014, "AT+IPR=9600\r\n", "<74880><9600>\r\nready\r\n" },
    { &at_chip_040, "AT+UART_CUR=9600,8,1,0,0\r\n", "<74880><115200>\r\nready\r\n" },
    { &at_chip_040, "AT+UART_DEF=57600,8,1,0,0\r\n", "<74880><57600>\r\nready\r\n" },
    { &at_chip_021, "AT+UART=19200,8,1,0,0\r\n", "<74880><19200>\r\nready\r\n" },
    { &at_chip_021, "AT+RESTORE\r\n", "<74880><115200>\r\nready\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AtChip chip;

      at_chip_init (&chip, rows[i].firmware);
      at_chip_start (&chip);
      at_chip_send (&chip, rows[i].command);
      g_string_truncate (chip.said, 0);
      at_chip_start (&chip);
      at_chip_assert_said (&chip, rows[i].ready);
      at_chip_clear (&chip);
    }
}

/* Saving twice uses the two sectors in turn, and the last one counts. */
static void
test_saved_in_turn (void)
{
  AtChip chip;

  at_chip_init (&chip, &at_chip_2014);
  at_chip_start (&chip);
  at_chip_send (&chip, "AT+IPR=9600\r\n");
  at_chip_send (&chip, "AT+IPR=57600\r\n");
  g_assert_cmpuint (chip.flash[0x3d000] | chip.flash[0x3d001] << 8, ==, 9600);
  g_assert_cmpuint (chip.flash[0x3e000] | chip.flash[0x3e001] << 8, ==, 57600);
  g_string_truncate (chip.said, 0);
  at_chip_start (&chip);
  at_chip_assert_said (&chip, "<74880><57600>\r\nready\r\n");

  at_chip_clear (&chip);
}

/* The map in the header says where the slots end, and so where settings are. */
static void
test_saved_place (void)
{
  static const struct
  {
    guint8  sizes;
    guint32 place;
  } rows[] = {
    { 0x20, 0x7d000 },
    { 0x4f, 0x7d000 },
    { 0x50, 0xfd000 },
    { 0xff, 0x7d000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AtChip chip;

      at_chip_init (&chip, &at_chip_176);
      chip.flash[3] = rows[i].sizes;
      at_chip_start (&chip);
      at_chip_send (&chip, "AT+UART_DEF=9600,8,1,0,0\r\n");
      g_assert_cmpuint (chip.flash[rows[i].place] | chip.flash[rows[i].place + 1] << 8, ==, 9600);
      at_chip_clear (&chip);
    }
}

/* Any bytes: nothing but answers may come of them. */
static void
test_noise (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  AtChip chip;

  at_chip_init (&chip, &at_chip_176);
  at_chip_start (&chip);
  for (guint i = 0; i < 100000; i++)
    {
      static const char likely[] = "ATat+=?\r\n0,E\0";
      guint8 byte = g_rand_boolean (rand) ? (guint8)g_rand_int (rand)
                                          : (guint8)likely[g_rand_int_range (rand, 0, sizeof likely)];

      rk_at_personality_receive (chip.personality, &byte, 1);
      if (chip.timer_us != 0 && i % 3 == 0)
        at_chip_expire (&chip);
      g_string_truncate (chip.said, 0);
    }

  at_chip_clear (&chip);
}

static void
test_find_nothing (void)
{
  g_autofree guint8 *flash = g_malloc0 (AT_CHIP_FLASH);

  g_assert_null (rk_at_firmware_find (flash, 0));
  g_assert_null (rk_at_firmware_find (flash, AT_CHIP_FLASH));
  memset (flash, 'A', AT_CHIP_FLASH);
  g_assert_null (rk_at_firmware_find (flash, AT_CHIP_FLASH));
  memcpy (flash, "x\0+GMR\0\r\nready\r\n", 17);
  g_assert_null (rk_at_firmware_find (flash, 17));
}

static void
test_find_literal (void)
{
  static const char strings[] = "\0+GMR\0\r\nbusy p...\r\n\0AT version:0.21.0.0\0SDK ver: %s\0"
                                "0.9.5\0Ai-Thinker Technology Co.,Ltd.\r\n";
  g_autoptr(RkAtFirmware) found = rk_at_firmware_find ((const guint8 *)strings, sizeof strings);

  g_assert_nonnull (found);
  g_assert_cmpint (found->generation, ==, RK_AT_FIRMWARE_NONOS_0);
  g_assert_cmpstr (found->at_version, ==, "0.21.0.0");
  g_assert_cmpstr (found->sdk_version, ==, "0.9.5");
  g_assert_cmpstr (found->vendor, ==, "Ai-Thinker Technology Co.,Ltd.");
  g_assert_null (found->compile_time);
}

/* The real ones. */
static void
test_find_real (void)
{
  static const struct
  {
    const char    *file;
    const char    *second_file; /* follows the first */
    RkAtFirmwareGeneration generation;
    const char    *at_version;
    const char    *sdk_version;
    const char    *compile_time;
    const char    *bin_version;
  } rows[] = {
    { "at-0.20-512k/user1.bin", NULL, RK_AT_FIRMWARE_2014, "0020", "000903", NULL, NULL },
    { "at-0.21-512k/user1.bin", NULL, RK_AT_FIRMWARE_2014, "0020", "000904", NULL, NULL },
    { "at-1.3.0-noboot/eagle.flash.bin", "at-1.3.0-noboot/eagle.irom0text.bin",
      RK_AT_FIRMWARE_NONOS_1, "1.3.0.0(Jul 14 2016 18:54:01)", "2.0.0(656edbf)",
      "Jul 19 2016 18:43:55", NULL },
    { "at-1.7.6-512+512/user1.1024.new.2.bin", NULL, RK_AT_FIRMWARE_NONOS_1,
      "1.7.6.0(Jan 24 2022 08:56:02)", "3.0.6-dev(072755c)", "Jun 17 2024 07:38:00",
      "Bin version(Wroom 02):1.7.6" },
    { "at-1.7.6-1024+1024/user2.2048.new.5.bin", NULL, RK_AT_FIRMWARE_NONOS_1,
      "1.7.6.0(Jan 24 2022 08:56:02)", "3.0.6-dev(072755c)", "Jun 17 2024 07:37:20",
      "Bin version(Wroom 02):1.7.6" },
  };
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "firmware", NULL) : NULL;

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no real firmware: RK_SHARED_DIR/firmware is not there");
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *files[] = { rows[i].file, rows[i].second_file };
      g_autoptr(GByteArray) flash = g_byte_array_new ();
      g_autoptr(RkAtFirmware) found = NULL;

      for (gsize j = 0; j < G_N_ELEMENTS (files) && files[j] != NULL; j++)
        {
          g_autofree char *path = g_build_filename (folder, files[j], NULL);
          g_autofree char *content = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (path, &content, &length, NULL));
          g_byte_array_append (flash, (const guint8 *)content, (guint)length);
        }

      found = rk_at_firmware_find (flash->data, flash->len);
      g_assert_nonnull (found);
      g_assert_cmpint (found->generation, ==, rows[i].generation);
      g_assert_cmpstr (found->at_version, ==, rows[i].at_version);
      g_assert_cmpstr (found->sdk_version, ==, rows[i].sdk_version);
      g_assert_cmpstr (found->compile_time, ==, rows[i].compile_time);
      g_assert_cmpstr (found->bin_version, ==, rows[i].bin_version);
      g_assert_cmpuint (found->baud, ==, 115200);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at-personality/start", test_start);
  g_test_add_func ("/at-personality/commands", test_commands);
  g_test_add_func ("/at-personality/echo", test_echo);
  g_test_add_func ("/at-personality/busy", test_busy);
  g_test_add_func ("/at-personality/overlong-line", test_overlong_line);
  g_test_add_func ("/at-personality/saved-baud", test_saved_baud);
  g_test_add_func ("/at-personality/saved-in-turn", test_saved_in_turn);
  g_test_add_func ("/at-personality/saved-place", test_saved_place);
  g_test_add_func ("/at-personality/noise", test_noise);
  g_test_add_func ("/at-firmware/nothing", test_find_nothing);
  g_test_add_func ("/at-firmware/literal", test_find_literal);
  g_test_add_func ("/at-firmware/real", test_find_real);

  return g_test_run ();
}
