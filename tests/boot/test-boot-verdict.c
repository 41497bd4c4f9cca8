/* test-boot-verdict.c: outcomes, findings, exceptions, and text among noise
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-exception.h"
#include "rk-boot-noise.h"
#include "rk-boot-reader.h"
#include "rk-boot-text.h"
#include "rk-boot-verdict.h"

#include <math.h>
#include <string.h>

#define START(cause, x) "\n ets Jan  8 2013,rst cause:" cause ", boot mode:(" x ",6)\n\n"
#define APP "load 0x40100000, len 26328, room 16 \ntail 8\nchksum 0xdc\ncsum 0xdc\n"
#define LOADER \
  "load 0x40100000, len 2592, room 16 \ntail 0\nchksum 0xf3\ncsum 0xf3\n" \
  "2nd boot version : 1.7(5d6f877)\nSPI Speed : 40MHz\nSPI Mode : QIO\nSPI Flash Size & Map: 8Mbit(512KB+512KB)\n"
#define EBOOT "load 0x4010f000, len 3424, room 16 \ntail 0\nchksum 0x2e\ncsum 0x2e\n"
#define REGISTERS(epc1, excvaddr) \
  "epc1=" epc1 " epc2=0x00000000 epc3=0x00000000 excvaddr=" excvaddr " depc=0x00000000\n"

typedef struct
{
  const char   *text;
  RkBootOutcome outcome;
  const char   *ids;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "", RK_BOOT_OUTCOME_NOTHING, "boot.nothing " },
  { "\xfe\x80\x80\xf8\n\x80\xfe\xfe", RK_BOOT_OUTCOME_GARBAGE, "boot.garbage " },
  { "AT+GMR\r\n\r\nOK\r\n", RK_BOOT_OUTCOME_TEXT, "boot.text " },
  { "ets Jul 29 2019 12:21:46\nrst:0x10 (RTCWDT_RTC_RESET)", RK_BOOT_OUTCOME_OTHER_CHIP, "boot.other-chip " },
  { START ("2", "3") "load 0x40100000, len 2592, room 16", RK_BOOT_OUTCOME_INCOMPLETE, "boot.incomplete " },
  { START ("2", "3") LOADER, RK_BOOT_OUTCOME_INCOMPLETE, "boot.incomplete " },
  { START ("2", "1"), RK_BOOT_OUTCOME_WAITING_IN_LOADER, "boot.waiting-in-loader " },
  { START ("2", "1") START ("4", "1") "wdt reset\n", RK_BOOT_OUTCOME_WAITING_IN_LOADER, "boot.waiting-in-loader " },
  { START ("2", "0"), RK_BOOT_OUTCOME_WRONG_PINS, "boot.wrong-pins " },
  { START ("2", "2") "Fatal exception (0):\n" REGISTERS ("0x40100000", "0x00000000"), RK_BOOT_OUTCOME_WRONG_PINS,
    "boot.wrong-pins boot.exception.0 " },
  { START ("1", "4") "waiting for host\n", RK_BOOT_OUTCOME_SDIO, "boot.sdio " },
  { START ("1", "5") "waiting for host\n", RK_BOOT_OUTCOME_SDIO, "boot.sdio " },
  { START ("1", "6"), RK_BOOT_OUTCOME_SDIO, "boot.sdio " },
  { START ("1", "7") "waiting for host\n", RK_BOOT_OUTCOME_SDIO, "boot.sdio " },
  { START ("0", "3") "unknown reset\nets_main.c\n", RK_BOOT_OUTCOME_HALTED, "boot.halted " },
  { START ("5", "3") "ets_main.c\n", RK_BOOT_OUTCOME_DEEP_SLEEP, "boot.deep-sleep " },
  { START ("1", "3") "ets_main.c\n", RK_BOOT_OUTCOME_FLASH_EMPTY, "boot.flash-empty " },
  { START ("1", "3"), RK_BOOT_OUTCOME_FLASH_SILENT, "boot.flash-silent " },
  { START ("1", "3") START ("1", "3") START ("1", "3"), RK_BOOT_OUTCOME_FLASH_SILENT, "boot.flash-silent boot.power-drops " },
  { START ("1", "3") APP "csum err\nets_main.c\n", RK_BOOT_OUTCOME_IMAGE_DAMAGED, "boot.image-damaged " },
  { START ("1", "3") "load 0x4010f000, len 3584, room 16\nchksum 0xef\ncsum 0xef\ncsum err\nets_main.c\n",
    RK_BOOT_OUTCOME_IMAGE_DAMAGED, "boot.image-damaged boot.all-same " },
  { START ("1", "3") "load 0x40100000, len 816, room 16\nchksum 0xef\nload 0x00000000, len 0, room 8\nchksum 0xef\n"
    "csum 0xef\ncsum err\nets_main.c\n", RK_BOOT_OUTCOME_WRONG_FLASH_MODE, "boot.wrong-flash-mode " },
  { START ("1", "3") "load 0x40100000, len 816, room 16\nload 0x88888888, len -2004318072, room 4\n"
    "flash read err, ets_unpack_flash_code\nets_main.c\n", RK_BOOT_OUTCOME_WRONG_FLASH_MODE, "boot.wrong-flash-mode " },
  { START ("1", "3") LOADER "error magic!\nfirst boot failed, reboot to try backup bin\n", RK_BOOT_OUTCOME_NO_APPLICATION,
    "boot.no-application boot.loader.magic boot.loader.first-slot " },
  { START ("1", "3") LOADER "error magic!\nbackup boot failed.\nuser code done\n", RK_BOOT_OUTCOME_NO_APPLICATION,
    "boot.no-application boot.loader.magic boot.loader.both-slots " },
  { START ("1", "3") LOADER "error user bin flag, flag = 255\n", RK_BOOT_OUTCOME_NO_APPLICATION,
    "boot.no-application boot.loader.flag " },
  { START ("1", "3") LOADER "flash map not support\n", RK_BOOT_OUTCOME_NO_APPLICATION, "boot.no-application boot.loader.map " },
  { START ("1", "3") EBOOT "~ld\nuser code done\n", RK_BOOT_OUTCOME_NO_APPLICATION, "boot.no-application " },
  { START ("1", "3") EBOOT "@cp:4\nld\n", RK_BOOT_OUTCOME_STARTED, "boot.started boot.eboot.copy " },
  { START ("1", "3") EBOOT "@cp:0\nld\n", RK_BOOT_OUTCOME_UPDATED, "boot.updated " },
  { START ("1", "3") EBOOT "~ld\n", RK_BOOT_OUTCOME_STARTED, "boot.started " },
  { START ("1", "3") EBOOT "~ld\n\x80\xfe\x80\xfe\n", RK_BOOT_OUTCOME_STARTED, "boot.started boot.other-speed " },
  { START ("1", "3") LOADER "jump to run user1 @ 1000\n", RK_BOOT_OUTCOME_STARTED, "boot.started " },
  { START ("1", "3") LOADER "jump to run user1 @ 1000\nmismatch map 2,spi_size_map 4\n", RK_BOOT_OUTCOME_STARTED,
    "boot.started boot.firmware.map " },
  { START ("1", "3") LOADER "jump to run user1 @ 1000\n\x80\xfe\nready\n", RK_BOOT_OUTCOME_READY, "boot.ready " },
  { START ("1", "3") APP "Fatal exception (0):\n" START ("2", "3") APP "ready\n", RK_BOOT_OUTCOME_READY,
    "boot.ready boot.exception.0 boot.crashed-before " },
  { START ("4", "3") "wdt reset\n" APP, RK_BOOT_OUTCOME_WATCHDOG, "boot.watchdog " },
  { START ("4", "3") "wdt reset\n" APP START ("4", "3") "wdt reset\n" APP, RK_BOOT_OUTCOME_BOOT_LOOP, "boot.loop " },
  { START ("2", "3") APP START ("2", "3") APP START ("2", "3") APP, RK_BOOT_OUTCOME_BOOT_LOOP, "boot.loop " },
  { START ("1", "3") APP START ("1", "3") APP START ("1", "3") APP, RK_BOOT_OUTCOME_BOOT_LOOP, "boot.loop boot.power-drops " },
  { "Exception (28):\n" REGISTERS ("0x4000bf0e", "0x00000000"), RK_BOOT_OUTCOME_CRASH,
    "boot.crash boot.exception.28 boot.crash.null-pointer boot.crash.in-rom-strings " },
  { "Fatal exception 28(LoadProhibitedCause):\n" REGISTERS ("0x4000bf0e", "0x00000000") "\nException (28):\n"
    REGISTERS ("0x4000bf0e", "0x00000000"), RK_BOOT_OUTCOME_CRASH,
    "boot.crash boot.exception.28 boot.crash.null-pointer boot.crash.in-rom-strings " },
  { "Fatal exception (29): \n" REGISTERS ("0x40001635", "0x13233020"), RK_BOOT_OUTCOME_CRASH,
    "boot.crash boot.exception.29 boot.crash.nowhere boot.crash.in-rom-loader " },
  { "Fatal exception (0): \n" REGISTERS ("0x400ef424", "0x00000000") "Fatal exception (0): \n"
    REGISTERS ("0x400ef424", "0x00000000"), RK_BOOT_OUTCOME_CRASH_LOOP,
    "boot.crash-loop boot.exception.0 boot.crash.wild-jump " },
  { "Exception (33):\n" REGISTERS ("0x40201234", "0x00000000"), RK_BOOT_OUTCOME_CRASH, "boot.crash " },
  { "Soft WDT reset\nException (4):\n" REGISTERS ("0x40204bc8", "0x00000000"), RK_BOOT_OUTCOME_CRASH,
    "boot.crash boot.exception.4 " },
  { "Soft WDT reset\n\nctx: sys\n", RK_BOOT_OUTCOME_CRASH, "boot.crash boot.soft-watchdog " },
  { "User exception (panic/abort/assert)\n\nAbort called\n", RK_BOOT_OUTCOME_CRASH, "boot.crash boot.panic " },
  { "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n", RK_BOOT_OUTCOME_CRASH,
    "boot.crash boot.exception.28 " },
};
/* clang-format on */

static RkBootVerdict *
judge (const char *text)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();

  rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  rk_boot_reader_end (reader);
  return rk_boot_verdict_new (rk_boot_reader_get_report (reader));
}

static void
test_outcomes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkBootVerdict) verdict = judge (rows[i].text);
      g_autoptr(GString) ids = g_string_new (NULL);
      g_autofree char *shown = g_strescape (rows[i].text, NULL);

      for (guint n = 0; n < verdict->findings->len; n++)
        {
          const RkFinding *finding = g_ptr_array_index (verdict->findings, n);

          g_string_append_printf (ids, "%s ", finding->id);
        }
      /* Escaped: what modules print is no TAP. */
      g_test_message ("%s", shown);
      g_assert_cmpstr (rk_boot_outcome_get_name (verdict->outcome), ==, rk_boot_outcome_get_name (rows[i].outcome));
      g_assert_cmpstr (ids->str, ==, rows[i].ids);
    }
}

/* Whoever fills a finding in must not be left with a {name}. */
static void
test_findings_are_complete (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkBootVerdict) verdict = judge (rows[i].text);

      for (guint n = 0; n < verdict->findings->len; n++)
        {
          const RkFinding *finding = g_ptr_array_index (verdict->findings, n);
          const char *const texts[] = { finding->summary, finding->cause, finding->remedy };

          for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
            {
              g_autofree char *filled = rk_finding_fill (finding, texts[t], NULL);

              g_assert_true (filled == NULL || strpbrk (filled, "{}") == NULL);
            }
        }
    }
}

static void
test_exceptions (void)
{
  guint n_known = 0;

  for (int cause = -1; cause < 64; cause++)
    {
      const RkBootExceptionInfo *info = rk_boot_exception_lookup (cause);

      if (info == NULL)
        continue;
      n_known++;
      g_assert_cmpint (info->cause, ==, cause);
      g_assert_true (rk_boot_exception_lookup_by_name (info->name) == info);
    }
  g_assert_cmpuint (n_known, ==, 22);
  g_assert_cmpstr (rk_boot_exception_lookup (28)->name, ==, "LoadProhibited");
  g_assert_null (rk_boot_exception_lookup (7));
  g_assert_null (rk_boot_exception_lookup_by_name ("nothing of that kind"));
}

static void
test_regions (void)
{
  static const struct
  {
    guint32      address;
    RkBootRegion region;
  } addresses[] = {
    { 0, RK_BOOT_REGION_NULL },
    { 0x18, RK_BOOT_REGION_NULL },
    { 0x3ff00000, RK_BOOT_REGION_REGISTERS },
    { 0x3ffe8000, RK_BOOT_REGION_DATA_RAM },
    { 0x3fffbfff, RK_BOOT_REGION_DATA_RAM },
    { 0x3fffc000, RK_BOOT_REGION_SYSTEM_RAM },
    { 0x40000000, RK_BOOT_REGION_ROM },
    { 0x40001308, RK_BOOT_REGION_ROM_LOADER },
    { 0x400017cf, RK_BOOT_REGION_ROM_LOADER },
    { 0x400017d0, RK_BOOT_REGION_ROM },
    { 0x4000bf0e, RK_BOOT_REGION_ROM_STRING },
    { 0x4000e1c3, RK_BOOT_REGION_ROM_STRING },
    { 0x400ef424, RK_BOOT_REGION_NOWHERE },
    { 0x40100000, RK_BOOT_REGION_IRAM },
    { 0x4010f000, RK_BOOT_REGION_CACHE },
    { 0x40210cdb, RK_BOOT_REGION_FLASH },
    { 0x402fffff, RK_BOOT_REGION_FLASH },
    { 0x40300000, RK_BOOT_REGION_NOWHERE },
    { 0x60000700, RK_BOOT_REGION_REGISTERS },
    { 0xffffffff, RK_BOOT_REGION_NOWHERE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    g_assert_cmpint (rk_boot_region_lookup (addresses[i].address), ==, addresses[i].region);
}

/* The level of the line at @time, counted in bits of the sender. */
static gboolean
level_at (const char *text,
          double      time)
{
  gsize bit = (gsize)time;
  gsize byte = bit / 10;

  if (byte >= strlen (text))
    return TRUE;
  if (bit % 10 == 0)
    return FALSE;
  return bit % 10 == 9 || (((guint8)text[byte] >> (bit % 10 - 1)) & 1);
}

/* What a receiver at @receiver baud makes of @text sent at @sender baud, 8N1:
 * it waits for the start bit and samples in the middle of each bit it expects.
 */
static GByteArray *
receive (const char *text,
         double      sender,
         double      receiver)
{
  GByteArray *received = g_byte_array_new ();
  double bit = sender / receiver;
  double time = 0;
  double end = (double)strlen (text) * 10;

  while (time < end)
    {
      guint8 byte = 0;

      if (level_at (text, time))
        {
          time = floor (time) + 1;
          continue;
        }
      for (guint i = 0; i < 8; i++)
        byte |= (guint8)(level_at (text, time + (1.5 + i) * bit) << i);
      g_byte_array_append (received, &byte, 1);

      time += 9.5 * bit;
      while (time < end && !level_at (text, time))
        time = floor (time) + 1;
    }
  return received;
}

static void
test_score_finds_baud (void)
{
  static const double bauds[] = { 9600, 19200, 38400, 57600, 74880, 115200, 230400, 921600 };
  static const char *const texts[] = {
    START ("2", "3") LOADER "jump to run user1 @ 1000\r\n",
    "AT+GMR\r\r\nAT version:1.7.6.0(Jun 17 2024 06:55:20)\r\nSDK version:3.0.6(d3b9ba7)\r\n\r\nOK\r\n",
    ("Exception (28):\nepc1=0x4000bf0e epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000\n"
     "\nctx: cont\nsp: 3ffefd90 end: 3ffeffb0 offset: 01a0\n\n>>>stack>>>\n3ffeff30:  3ffeed60 3ffeee1b 3ffeee18 4020570a\n"),
    "temperature 21.5 C, humidity 40 %\r\ntemperature 21.6 C, humidity 41 %\r\n",
  };
  double lowest_right = 1;
  double highest_wrong = 0;

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (guint s = 0; s < G_N_ELEMENTS (bauds); s++)
      for (guint r = 0; r < G_N_ELEMENTS (bauds); r++)
        {
          g_autoptr(GByteArray) received = receive (texts[t], bauds[s], bauds[r]);
          double score = rk_boot_text_score (received->data, received->len);

          if (s == r)
            lowest_right = MIN (lowest_right, score);
          else if (received->len >= 20)
            highest_wrong = MAX (highest_wrong, score);
        }

  g_test_message ("at the right speed at least %.2f, at a wrong one at most %.2f", lowest_right, highest_wrong);
  g_assert_cmpfloat (lowest_right, >, 0.9);
  g_assert_cmpfloat (highest_wrong, <, 0.5);
}

static void
note_finding (const RkFinding *finding,
              guint64          line,
              guint64          offset,
              gpointer         user_data)
{
  g_string_append_printf (user_data, "%s:%s ", finding->id, finding->action != NULL ? finding->action : "");
}

/* Texts of which the recogniser knows nothing. */
static const char *const unknown_texts[] = {
  "\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n\r\nwdt reset\r\nload 0x4010f000, len 3424, room 16 \r\ntail 0\r\n"
  "chksum 0x2e\r\nload 0x3fff20b8, len 40, room 8 \r\ntail 0\r\nchksum 0x2b\r\ncsum 0x2b\r\nv0004fc60\r\n~ld\r\n",
  "Booting up the thermostat 7.2\r\nmqtt: trying 10.0.0.3:1883 rc=-2 try again in 5 seconds\r\nStation Up!\r\n"
  "get: /index.html 200\r\nbattery=3.31V rssi=-67dBm\r\nBooting up the thermostat 7.2\r\nmqtt: trying 10.0.0.3:1883\r\n",
  "Exception (28):\r\nepc1=0x4000bf0e epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000\r\n"
  "\r\nctx: cont\r\nsp: 3ffefd90 end: 3ffeffb0 offset: 01a0\r\n\r\n>>>stack>>>\r\n3ffeff30:  3ffeed60 3ffeee1b 3ffeee18 4020570a\r\n",
};

static void
test_noise (void)
{
  static const struct
  {
    double      sender;
    double      receiver;
    RkBootNoise noise;
  } cases[] = {
    { 74880, 115200, RK_BOOT_NOISE_BOOT_TEXT },
    { 74400, 115200, RK_BOOT_NOISE_BOOT_TEXT }, /* an adapter is seldom exact */
    { 75300, 115200, RK_BOOT_NOISE_BOOT_TEXT },
    { 115200, 74880, RK_BOOT_NOISE_PROGRAM_TEXT },
    { 115273, 75000, RK_BOOT_NOISE_PROGRAM_TEXT }, /* the chip's divider, and a usual adapter's */
    { 9600, 115200, RK_BOOT_NOISE_UNKNOWN }, /* zeros only, as from a broken line */
    { 74880, 74880, RK_BOOT_NOISE_UNKNOWN },
    { 115200, 115200, RK_BOOT_NOISE_UNKNOWN },
  };

  for (guint t = 0; t < G_N_ELEMENTS (unknown_texts); t++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autoptr(GByteArray) received = receive (unknown_texts[t], cases[i].sender, cases[i].receiver);

        g_test_message ("text %u, %.0f read at %.0f", t, cases[i].sender, cases[i].receiver);
        g_assert_cmpint (rk_boot_noise_guess (received->data, received->len), ==, cases[i].noise);
      }
}

/* Bits that last twelve times as long: most receivers take a line that stays low
 * for the next start bit.
 */
static void
test_slower_noise (void)
{
  static const guint8 slow[] = { 0x00, 0x80, 0x00, 0xf8, 0x00, 0xc0, 0x00, 0x00, 0xfe, 0x00, 0x80, 0xf0, 0x00, 0xe0 };
  guint8 bytes[112];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = slow[i % sizeof slow];
  g_assert_cmpint (rk_boot_noise_guess (bytes, sizeof bytes), ==, RK_BOOT_NOISE_SLOWER);
}

static void
assert_no_noise (const char *name,
                 const char *bytes,
                 gsize       count)
{
  g_autoptr(GString) repeated = g_string_new (NULL);

  while (repeated->len < 600)
    g_string_append_len (repeated, bytes, (gssize)count);
  g_test_message ("%s", name);
  g_assert_cmpint (rk_boot_noise_guess ((const guint8 *)repeated->str, repeated->len), ==, RK_BOOT_NOISE_UNKNOWN);
}

/* Data and other encodings are no text at another speed. */
static void
test_no_noise (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *encoding;
  } cases[] = {
    { "KOI8-R", "Привет мир, это проверка кодировки. Температура двадцать градусов, влажность сорок процентов. ", "KOI8-R" },
    { "Windows-1251", "Привет мир, это проверка кодировки. Температура двадцать градусов, влажность сорок процентов. ", "CP1251" },
    { "GBK", "发送数据接收测试模块启动完成温度湿度电压正常连接服务器成功", "GBK" },
    { "Shift-JIS", "こんにちは世界、温度は二十三度です。接続しました。", "SHIFT_JIS" },
    { "Latin-1", "Größe übermäßig häßlich, Übergrößenträger für Äpfel. Déjà vu à l'été. ", "ISO-8859-1" },
    { "UTF-8", "Привет мир, это проверка. 发送数据接收测试. Größe. ", "UTF-8" },
    { "UTF-16", "This is a log in sixteen bits a character, as some programs write it. ", "UTF-16LE" },
  };
  g_autoptr(GRand) random = g_rand_new_with_seed (8266);
  char bytes[600];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = 0;
      g_autofree char *text = g_convert (cases[i].text, -1, cases[i].encoding, "UTF-8", NULL, &length, NULL);

      if (text != NULL) /* not every system knows every encoding */
        assert_no_noise (cases[i].name, text, length);
    }

  for (guint n = 0; n < 200; n++)
    {
      for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)g_rand_int_range (random, 0, 256);
      assert_no_noise ("random", bytes, 40 + n * 2);
    }
  assert_no_noise ("zeros", "\0", 1);
  assert_no_noise ("ones", "\xff", 1);
  assert_no_noise ("counting", "\x01\x00\x02\x00\x03\x00\x04\x00\x10\x20\x30\x40", 12);
  assert_no_noise ("frame", "\x7e\x00\x10\x17\x01\x00\x13\xa2\x00\x40\x52\x2b\xaa\xff\xfe\x02\x44\x37\x04\x6d", 20);
}

/* From bytes to what a person is told. */
static void
test_noise_finding (void)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GByteArray) received = receive (unknown_texts[0], 74880, 115200);
  g_autoptr(GString) ids = g_string_new (NULL);

  rk_boot_reader_set_finding_func (reader, note_finding, ids);
  rk_boot_reader_push (reader, received->data, received->len);
  rk_boot_reader_end (reader);
  g_assert_nonnull (strstr (ids->str, "noise.boot-text:" RK_BOOT_ACTION_CONSOLE_74880 " "));
}

static void
test_kinds (void)
{
  static const struct
  {
    const char    *text;
    gsize          length;
    RkBootTextKind kind;
  } lines[] = {
    { "", 0, RK_BOOT_TEXT_READABLE },
    { "ab", 0, RK_BOOT_TEXT_READABLE },
    { "{|}~{|}~", 0, RK_BOOT_TEXT_READABLE },
    { "hello world", 0, RK_BOOT_TEXT_WORDS },
    { "温度 21 °C", 0, RK_BOOT_TEXT_WORDS },
    { "发送AT指令 OK收到", 0, RK_BOOT_TEXT_WORDS },
    { "Übergröße für Äpfel", 0, RK_BOOT_TEXT_WORDS },
    { "«Привет», сказал ESP8266", 0, RK_BOOT_TEXT_WORDS },
    { "what??? really???", 0, RK_BOOT_TEXT_WORDS },
    { "c:\\\\Users\\\\x86\\\\tool", 0, RK_BOOT_TEXT_WORDS },
    { "c_ÇrSöfêÿ‹ƒ††††††", 0, RK_BOOT_TEXT_NOISE },
    { "xxxìlìxrllxxrllxxr", 0, RK_BOOT_TEXT_NOISE },
    { "{l?b??", 0, RK_BOOT_TEXT_NOISE },
    { "\\x10\\xf3\\xcb\\xeb\\xa2\\x81use", 0, RK_BOOT_TEXT_NOISE },
    { "\x1b[31mred alert\x1b[0m", 0, RK_BOOT_TEXT_WORDS },
    { "\xe6\xb8", 0, RK_BOOT_TEXT_NOISE },
    { "sn|s⸮rnln⸮⸮l⸮b|", 0, RK_BOOT_TEXT_NOISE },
    { "\0\0\0\0", 4, RK_BOOT_TEXT_NOISE },
  };

  g_assert_cmpfloat (rk_boot_text_score (NULL, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpint (rk_boot_text_get_kind (lines[i].text, lines[i].length > 0 ? lines[i].length : strlen (lines[i].text)),
                     ==, lines[i].kind);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/boot/verdict/outcomes", test_outcomes);
  g_test_add_func ("/boot/verdict/complete", test_findings_are_complete);
  g_test_add_func ("/boot/exceptions", test_exceptions);
  g_test_add_func ("/boot/regions", test_regions);
  g_test_add_func ("/boot/text/baud", test_score_finds_baud);
  g_test_add_func ("/boot/text/kinds", test_kinds);
  g_test_add_func ("/boot/noise/speeds", test_noise);
  g_test_add_func ("/boot/noise/slower", test_slower_noise);
  g_test_add_func ("/boot/noise/other-data", test_no_noise);
  g_test_add_func ("/boot/noise/finding", test_noise_finding);

  return g_test_run ();
}
