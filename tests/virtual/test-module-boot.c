/* test-module-boot.c: what the virtual module prints and runs when it starts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "module-host.h"
#include "rk-sample.h"

/* Text as it comes over the line. */
#define FIRST_LINE(cause, mode) "\r\n ets Jan  8 2013,rst cause:" cause ", boot mode:(" mode ",6)\r\n\r\n"

static RkVirtualModule *
new_module_with (const void *image,
                 gsize       size)
{
  RkVirtualModule *module = host_new_module (1 << 20, FALSE);
  g_autoptr(GBytes) bytes = g_bytes_new (image, size);

  g_assert_true (rk_virtual_module_set_flash (module, 0, bytes, NULL));

  return module;
}

static void
assert_boot_text (RkVirtualModule *module,
                  const char      *end,
                  const char      *expected)
{
  g_autofree char *text = host_read_until (module, end);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_erased_flash (void)
{
  RkVirtualModule *module = host_new_module (1 << 20, FALSE);

  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, "ets_main.c \r\n", FIRST_LINE ("1", "3") "ets_main.c \r\n");
  rk_virtual_module_press_reset (module);
  assert_boot_text (module, "ets_main.c \r\n", FIRST_LINE ("2", "3") "ets_main.c \r\n");
  g_assert_finalize_object (module);
}

static void
test_download_mode (void)
{
  RkVirtualModule *module = host_new_module (1 << 20, TRUE);
  guint8 more[16];

  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, "\r\n\r\n", FIRST_LINE ("1", "1"));
  g_assert_cmpuint (host_read_for (module, more, sizeof more, 50), ==, 0);
  g_assert_finalize_object (module);
}

/* Two segments, the second with its header across the edge of the buffer. */
static guint8 image[96] = {
  0xe9, 2, 3, 0, 0x00, 0x00, 0x10, 0x40,
  0x00, 0x80, 0xfe, 0x3f, 28, 0, 0, 0,
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
  0x00, 0x00, 0x10, 0x40, 20, 0, 0, 0,
  0x80, 0x00, 0x00, /* ret */
};

static void
close_image (guint8 wrong)
{
  guint8 sum = 0xef;

  for (guint i = 16; i < 44; i++)
    sum ^= image[i];
  for (guint i = 52; i < 72; i++)
    sum ^= image[i];
  image[79] = sum ^ wrong;
}

static void
test_image_text (void)
{
  RkVirtualModule *module;

  close_image (0);
  module = new_module_with (image, sizeof image);
  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, "user code done\r\n",
                    FIRST_LINE ("1", "3")
                    "load 0x3ffe8000, len 28, room 16 \r\ntail 12\r\nchksum 0xf3\r\n"
                    "ho 0 tail 12 room 4\r\n"
                    "load 0x40100000, len 20, room 12 \r\ntail 8\r\nchksum 0x73\r\n"
                    "csum 0x73\r\nuser code done\r\n");
  g_assert_finalize_object (module);
}

static void
test_damaged_image (void)
{
  RkVirtualModule *module;

  close_image (1);
  module = new_module_with (image, sizeof image);
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "csum 0x73\r\ncsum err\r\nets_main.c \r\n"));
  g_assert_finalize_object (module);
}

/* A board that cannot do the mode in the header: one good header, then zeros. */
static void
test_wrong_flash_mode (void)
{
  RkVirtualModule *module;

  close_image (0);
  image[2] = 0;
  module = new_module_with (image, sizeof image);
  image[2] = 3;
  g_assert_true (rk_virtual_module_add_fault (module, "no-quad", NULL));
  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, "ets_main.c \r\n",
                    FIRST_LINE ("1", "3")
                    "load 0x3ffe8000, len 28, room 16 \r\ntail 12\r\nchksum 0xef\r\n"
                    "ho 0 tail 12 room 4\r\n"
                    "load 0x00000000, len 0, room 12 \r\ntail 0\r\nchksum 0xef\r\n"
                    "csum 0xef\r\ncsum err\r\nets_main.c \r\n");
  g_assert_finalize_object (module);
}

/* Jumps into nothing: the ROM tells it over and over. */
static void
test_crash (void)
{
  RkVirtualModule *module;

  memset (image + 52, 0, 3);
  close_image (0);
  module = new_module_with (image, sizeof image);
  image[52] = 0x80;
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module,
                           "Fatal exception (0): \r\n"
                           "epc1=0x40100000, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n"
                           "Fatal exception (0): \r\n"));
  g_assert_finalize_object (module);
}

static void
test_sample (void)
{
  g_autoptr(GBytes) sample = rk_sample_firmware ();
  RkVirtualModule *module = host_new_module (1 << 20, FALSE);
  g_autofree char *text = NULL;

  g_assert_true (rk_virtual_module_set_flash (module, 0, sample, NULL));
  rk_virtual_module_set_host_baud (module, RK_SAMPLE_BAUD);
  rk_virtual_module_set_power (module, TRUE);
  text = host_read_until (module, RK_SAMPLE_COUNTING "3 s\r\n");
  g_assert_nonnull (strstr (text, RK_SAMPLE_GREETING "  This is chip 00123456.\r\n"));
  g_assert_nonnull (strstr (text, RK_SAMPLE_COUNTING "1 s\r\n" RK_SAMPLE_COUNTING "2 s\r\n"));
  g_assert_finalize_object (module);
}

/* Read at another rate, text is what it is on a real line. */
static void
test_wrong_baud (void)
{
  RkVirtualModule *module = host_new_module (1 << 20, FALSE);
  guint8 garbage[256];
  gsize count;

  rk_virtual_module_set_host_baud (module, 115200);
  rk_virtual_module_set_power (module, TRUE);
  count = host_read_for (module, garbage, sizeof garbage, 100);
  g_assert_cmpuint (count, >, 40);
  g_assert_null (g_strstr_len ((const char *)garbage, count, "ets"));

  /* Three per cent off is within what a UART takes. */
  rk_virtual_module_set_host_baud (module, 74880 * 103 / 100);
  rk_virtual_module_press_reset (module);
  g_free (host_read_until (module, "boot mode:(3,6)"));
  g_assert_finalize_object (module);
}

static void
flash_set (RkVirtualModule *module,
           const char      *loader,
           const char      *user1)
{
  g_autofree char *loader_path = host_find_firmware (loader);
  g_autofree char *user1_path = user1 != NULL ? host_find_firmware (user1) : NULL;

  host_flash (module, 0, loader_path);
  if (user1_path != NULL)
    host_flash (module, 0x1000, user1_path);
}

static gboolean
have_firmware (void)
{
  g_autofree char *path = host_find_firmware ("at-1.7.6-512+512/boot_v1.7.bin");

  return path != NULL;
}

#define USER1 "at-1.7.6-512+512/user1.1024.new.2.bin"

static void
test_real_loaders (void)
{
  RkVirtualModule *module;

  if (!have_firmware ())
    return;

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.7.bin", USER1);
  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, "@ 1000\r\n",
                    FIRST_LINE ("1", "3")
                    "load 0x40100000, len 2592, room 16 \r\ntail 0\r\nchksum 0xf3\r\n"
                    "load 0x3ffe8000, len 764, room 8 \r\ntail 4\r\nchksum 0x92\r\n"
                    "load 0x3ffe82fc, len 676, room 4 \r\ntail 0\r\nchksum 0x22\r\ncsum 0x22\r\n\r\n"
                    "2nd boot version : 1.7(5d6f877)\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\n"
                    "SPI Flash Size & Map: 4Mbit(256KB+256KB)\r\njump to run user1 @ 1000\r\n");
  g_assert_finalize_object (module);

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.2.bin", USER1);
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "2nd boot version : 1.2\r\n"));
  g_free (host_read_until (module, "jump to run user1\r\n"));
  g_assert_finalize_object (module);
}

/* The loader of 2024 finds nothing to start. */
static void
test_loader_alone (void)
{
  RkVirtualModule *module;

  if (!have_firmware ())
    return;

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.7.bin", NULL);
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "error magic!\r\n"));
  g_assert_finalize_object (module);
}

static void
test_at_firmware (void)
{
  RkVirtualModule *module;
  g_autofree char *text = NULL;

  if (!have_firmware ())
    return;

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.7.bin", USER1);
  rk_virtual_module_set_host_baud (module, 115200);
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "\r\nready\r\n"));
  host_send (module, "AT+GMR\r\n", 8);
  text = host_read_until (module, "OK\r\n");
  g_assert_nonnull (strstr (text, "Bin version(Wroom 02):1.7.6"));

  /* It restarts with the clock that it has set: the ROM is read at 115200 now. */
  host_send (module, "AT+RST\r\n", 8);
  g_free (host_read_until (module, FIRST_LINE ("1", "3")));
  g_free (host_read_until (module, "\r\nready\r\n"));
  g_assert_finalize_object (module);
}

/* One bit off in the application: exceptions, the watchdog, and again. */
static void
test_damaged_at_firmware (void)
{
  RkVirtualModule *module;
  guint8 wrong = 0x5a;
  g_autoptr(GBytes) byte = g_bytes_new (&wrong, 1);

  if (!have_firmware ())
    return;

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.7.bin", USER1);
  g_assert_true (rk_virtual_module_set_flash (module, 0x20000, byte, NULL));
  rk_virtual_module_set_power (module, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_free (host_read_until (module, "Fatal exception (0): \r\nepc1=0x401"));
      g_free (host_read_until (module, FIRST_LINE ("4", "3") "wdt reset\r\nload 0x40100000, len 2592"));
    }
  g_assert_finalize_object (module);
}

/* A recorded log in place of what is in flash, at its own rate, after each reset;
 * but with GPIO0 low the loader waits as ever. */
static void
test_replay (void)
{
  static const char log[] = "\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n\r\nwdt reset\r\n\xff\x80 end";
  RkVirtualModule *module = host_new_module (1 << 20, FALSE);
  g_autoptr(GBytes) bytes = g_bytes_new_static (log, sizeof log - 1);

  rk_virtual_module_set_replay (module, bytes, 74880);
  rk_virtual_module_set_host_baud (module, 74880);
  rk_virtual_module_set_power (module, TRUE);
  assert_boot_text (module, " end", log);
  rk_virtual_module_press_reset (module);
  assert_boot_text (module, " end", log);

  rk_virtual_module_set_gpio0 (module, TRUE);
  rk_virtual_module_press_reset (module);
  host_connect (module, 115200);
  g_assert_finalize_object (module);
}

static void
send_line (RkVirtualModule *module,
           const char      *line)
{
  host_send (module, line, strlen (line));
}

/* Its commands work the network that was given, and what it keeps lies in flash. */
static void
test_at_network (void)
{
  RkVirtualModule *module;

  if (!have_firmware ())
    return;

  module = host_new_module (1 << 20, FALSE);
  flash_set (module, "at-1.7.6-512+512/boot_v1.7.bin", USER1);
  g_assert_true (rk_virtual_module_add_network (module, "home:secret12:3:-50", NULL));
  g_assert_false (rk_virtual_module_add_network (module, "home:short", NULL));
  rk_virtual_module_set_host_baud (module, 115200);
  rk_virtual_module_set_power (module, TRUE);
  g_free (host_read_until (module, "ready\r\n"));

  send_line (module, "AT+CWMODE_DEF=1\r\n");
  g_free (host_read_until (module, "OK\r\n"));
  send_line (module, "AT+CWJAP_DEF=\"home\",\"secret12\"\r\n");
  g_free (host_read_until (module, "WIFI GOT IP\r\n\r\nOK\r\n"));
  send_line (module, "AT+SYSRAM?\r\n");
  g_free (host_read_until (module, "+SYSRAM:"));
  rk_virtual_module_press_reset (module);
  g_free (host_read_until (module, "ready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n"));
  send_line (module, "AT+CIPSTART=\"TCP\",\"127.0.0.1\",1\r\n"); /* nobody is there */
  g_free (host_read_until (module, "ERROR\r\nCLOSED\r\n"));

  g_assert_finalize_object (module);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/boot/erased-flash", test_erased_flash);
  g_test_add_func ("/module/boot/download-mode", test_download_mode);
  g_test_add_func ("/module/boot/image-text", test_image_text);
  g_test_add_func ("/module/boot/damaged-image", test_damaged_image);
  g_test_add_func ("/module/boot/wrong-flash-mode", test_wrong_flash_mode);
  g_test_add_func ("/module/boot/crash", test_crash);
  g_test_add_func ("/module/boot/sample", test_sample);
  g_test_add_func ("/module/boot/wrong-baud", test_wrong_baud);
  g_test_add_func ("/module/boot/real-loaders", test_real_loaders);
  g_test_add_func ("/module/boot/loader-alone", test_loader_alone);
  g_test_add_func ("/module/boot/at-firmware", test_at_firmware);
  g_test_add_func ("/module/boot/damaged-at-firmware", test_damaged_at_firmware);
  g_test_add_func ("/module/boot/replay", test_replay);
  g_test_add_func ("/module/boot/at-network", test_at_network);
  return g_test_run ();
}
