/* test-chip.c: what is found out about a chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-chip.h"

static void
test_efuse (void)
{
  static const struct
  {
    guint32     words[RK_CHIP_EFUSE_WORDS];
    const char *name;
    const char *mac;
    guint32     chip_id;
  } cases[] = {
    { { 0x9a000000, 0x02005678, 0x00000000, 0x005ccf7f }, "ESP8266EX", "5c:cf:7f:56:78:9a", 0x0056789a },
    { { 0x9a000000, 0x00005678, 0x00000000, 0x00000000 }, "ESP8266EX", "18:fe:34:56:78:9a", 0x0056789a },
    { { 0x9a000000, 0x00015678, 0x00000000, 0x00000000 }, "ESP8266EX", "ac:d0:74:56:78:9a", 0x0156789a },
    { { 0x9a000010, 0x02005678, 0x00000000, 0x005ccf7f }, "ESP8285", "5c:cf:7f:56:78:9a", 0x0056789a },
    { { 0x9a000000, 0x02005678, 0x00010000, 0x005ccf7f }, "ESP8285", "5c:cf:7f:56:78:9a", 0x0056789a },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, "ESP8285", "ff:ff:ff:ff:ff:ff", 0xffffffff },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RkChipInfo info = { .chip = rk_chip_get_default () };
      g_autofree char *mac = NULL;

      rk_chip_info_set_efuse (&info, cases[i].words);
      mac = rk_chip_info_format_mac (&info);
      g_assert_cmpstr (info.name, ==, cases[i].name);
      g_assert_cmpstr (mac, ==, cases[i].mac);
      g_assert_cmphex (info.chip_id & 0xffffff, ==, cases[i].chip_id & 0xffffff);
    }
}

static void
test_crystal (void)
{
  static const struct
  {
    guint   baud;
    guint32 divider;
    guint   crystal_mhz;
  } cases[] = {
    { 115200, 451, 26 },
    { 115200, 0xfff00000 | 452, 26 },
    { 115200, 694, 40 },
    { 115200, 417, 24 },
    { 460800, 112, 26 },
    { 921600, 57, 26 },
    { 921600, 87, 40 },
    { 74880, 694, 26 },
    { 115200, 0, 0 },
    { G_MAXUINT, 0xfffff, 0 },
    { 9600, 451, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RkChipInfo info = { .chip = rk_chip_get_default () };

      rk_chip_info_set_divider (&info, cases[i].baud, cases[i].divider);
      g_assert_cmpuint (info.crystal_mhz, ==, cases[i].crystal_mhz);
    }
}

static void
test_jedec (void)
{
  static const struct
  {
    guint32     id;
    const char *vendor;
    guint32     size;
  } cases[] = {
    { 0xef4014, "Winbond", 1 << 20 },
    { 0xc84013, "GigaDevice", 512 << 10 },
    { 0x856014, "Puya", 1 << 20 },
    { 0x204016, "XMC", 4 << 20 },
    { 0x684018, "BoyaMicro", 16 << 20 },
    { 0x5e6014, "Zbit", 1 << 20 },
    { 0x004019, NULL, 0 },
    { 0xef40ff, "Winbond", 0 },
    { 0xef400f, "Winbond", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RkChipInfo info = { .chip = rk_chip_get_default () };

      rk_chip_info_set_jedec (&info, cases[i].id);
      g_assert_cmphex (info.jedec_id, ==, cases[i].id);
      g_assert_cmpstr (info.flash_vendor, ==, cases[i].vendor);
      g_assert_cmpuint (info.flash_size, ==, cases[i].size);
    }
}

static void
test_find (void)
{
  g_assert_true (rk_chip_find (0xfff0c101) == rk_chip_get_default ());
  g_assert_null (rk_chip_find (0x00f01d83)); /* an ESP32 */
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chip/efuse", test_efuse);
  g_test_add_func ("/chip/crystal", test_crystal);
  g_test_add_func ("/chip/jedec", test_jedec);
  g_test_add_func ("/chip/find", test_find);

  return g_test_run ();
}
