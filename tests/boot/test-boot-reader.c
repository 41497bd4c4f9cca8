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
  const RkBootReport *report = rk_boot_reader_get_report (reader);

  g_assert_cmpuint (report->n_starts, ==, 0);
  g_assert_cmpuint (report->n_lines, ==, 0);
  g_assert_cmpint (report->last.rst_cause, ==, -1);
  g_assert_cmpint (rk_boot_report_get_proof (report), ==, RK_BOOT_PROOF_NONE);
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

static void
test_line_ends (void)
{
  static const struct
  {
    const char *text;
    guint64     n_lines;
  } rows[] = {
    { "a", 1 }, { "a\n", 1 }, { "a\r", 1 }, { "a\r\n", 1 }, { "\n", 1 }, { "\r\n\r\n", 2 },
    { "\r\r", 0 }, { "\n\n", 2 }, { "a\rb\nc\r\nd", 4 }, { "\r\r\n", 1 },
    { "a\r\r\n", 1 }, { "a\r\r\nb\r\r\n", 2 }, { "a\n\rb\n\r", 2 }, { "a\n\r\n", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkBootReader) reader = read_text (rows[i].text, -1);

      g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_lines, ==, rows[i].n_lines);
    }
}

/* The first line of a start, as terminal programs, forums and noise leave it. */
static void
test_first_line (void)
{
  static const struct
  {
    const char *text;
    int         rst_cause;
    int         x;
    int         y;
  } rows[] = {
    { " ets Jan  8 2013,rst cause:1, boot mode:(3,7)", 1, 3, 7 },
    { "ets Jan 8 2013,rst cause:4, boot mode:(1,6)", 4, 1, 6 },
    { "> ets Jan  8 2013,rst cause:2, boot mode:(3,0)", 2, 3, 0 },
    { "> >  ets Jan  8 2013,rst cause:2, boot mode:(3,0)", 2, 3, 0 },
    { "12:57:50.685 ->  ets Jan  8 2013,rst cause:5, boot mode:(3,6)", 5, 3, 6 },
    { "[2023-07-09 10:01:59.937]  ets Jan  8 2013,rst cause:2, boot mode:(7,7)", 2, 7, 7 },
    { "[12:57:50]ets Jan  8 2013,rst cause:2, boot mode:(3,6)", 2, 3, 6 },
    { "\xff\xfe\x80 ets Jan  8 2013,rst cause:2, boot mode:(3,6)", 2, 3, 6 },
    { "half a li ets Jan  8 2013,rst cause:2, boot mode:(3,6)", 2, 3, 6 },
    { "etc Jan 8 201#,rst Cause:2, boot mode:(3,6)", 2, 3, 6 },
    { "ets Jan  8 2013,rst cause:2, boot mode:(3,", 2, 3, -1 },
    { "esp>  ets Jan  8 2013,rst cause:2, boot mode:(3,6) ...ignored", 2, 3, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkBootReader) reader = read_text (rows[i].text, -1);
      const RkBootReport *report = rk_boot_reader_get_report (reader);

      g_assert_cmpuint (report->n_starts, ==, 1);
      g_assert_cmpint (report->last.rst_cause, ==, rows[i].rst_cause);
      g_assert_cmpint (report->last.boot_mode, ==, rows[i].x);
      g_assert_cmpint (report->last.boot_mode_sdio, ==, rows[i].y);
    }
}

static void
collect_fact (const RkBootFact *fact,
              gpointer          user_data)
{
  guint n = RK_BOOT_FACT_N_VALUES;

  while (n > 0 && fact->values[n - 1] == -1)
    n--;
  g_string_append_printf (user_data, "%s", rk_boot_fact_kind_get_name (fact->kind));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (user_data, " %" G_GINT64_FORMAT, fact->values[i]);
  if (fact->text[0] != '\0')
    g_string_append_printf (user_data, " '%s'", fact->text);
  g_string_append_c (user_data, ';');
}

/* Every line of the fact sheet, and what is not one of them. */
static void
test_lines (void)
{
  static const struct
  {
    const char *text;
    const char *facts;
  } rows[] = {
    { "load 0x40100000, len 816, room 16 ", "segment 1074790400 816 16;" },
    { "load 0x88888888, len -2004318072, room 4 ", "segment 2290649224 -2004318072 4;" },
    { "load 0x3ffe8000, len 7", "segment 1073643520 7;" },
    { "chksum 0x8d", "chksum 141;" },
    { "csum 0x00", "csum 0;csum_ok;" },
    { "csum err", "csum_err;" },
    { "tail 0", "" },
    { "ho 0 tail 12 room 4", "" },
    { "flash read err, ets_unpack_flash_code", "flash_read_err;" },
    { "ets_main.c ", "ets_main;" },
    { "wdt reset", "wdt_reset;" },
    { "waiting for host", "waiting_for_host;" },
    { "unknown reset", "unknown_reset;" },
    { "user code done", "user_code_done;" },
    { "2nd boot version : 1.4(b1)", "loader 2 '1.4(b1)';" },
    { "2nd boot version : 1.7", "loader 2 '1.7';" },
    { "  SPI Speed      : 26.7MHz", "spi_speed '26.7MHz';" },
    { "SPI Mode : DOUT", "spi_mode 'DOUT';" },
    { "SPI Flash Size : 16Mbit", "flash_map '16Mbit';" },
    { "  SPI Flash Size & Map: 8Mbit(512KB+512KB)", "flash_map '8Mbit(512KB+512KB)';" },
    { "jump to run user1 @ 1000", "slot 1 4096;" },
    { "jump to run user2 @ 101000", "slot 2 1052672;" },
    { "jump to run user1", "slot 1;" },
    { "error magic!", "loader_fault 1;" },
    { "first boot failed, reboot to try backup bin", "loader_fault 2;" },
    { "backup boot failed.", "loader_fault 4;" },
    { "error user bin flag, flag = 255", "loader_fault 8 255;" },
    { "flash map not support", "loader_fault 16;" },
    { "get flash_addr error!", "loader_fault 16;" },
    { "boot not set", "loader_fault 32;" },
    { "ota1 not set", "loader_fault 32 1;" },
    { "into test mode , gpio 12 is low", "test_mode;" },
    { "~ld", "eboot_load;" },
    { "@cp:0", "eboot_copy 0;" },
    { "rBoot v1.4.0 - someone", "loader 4 '1.4.0';" },
    { "Flash Size:   8 Mbit", "flash_map '8 Mbit';" },
    { "Booting rom 0 (0x8000).", "rom_slot 0 32768;" },
    { "I (43) boot: ESP-IDF v3.4 2nd stage bootloader", "loader 5 'v3.4';" },
    { "Fatal exception (28): ", "exception 1 28;" },
    { "Fatal exception 28(LoadProhibitedCause):", "exception 2 28;" },
    { "Exception (9):", "exception 3 9;" },
    { "epc1=0x4000bf0e, epc2=0x00000000, epc3=0x1, excvaddr=0x00000007, depc=0x00000000",
      "registers 1073790734 0 1 7 0;" },
    { "epc1=0x40204bc8 epc2=0x00000000 epc3=0x00000000 excvaddr=0x0000", "registers 1075858376 0 0 0;" },
    { "Soft WDT reset", "soft_wdt;" },
    { "User exception (panic/abort/assert)", "panic 'panic/abort/assert)';" },
    { "Abort called", "panic 'Abort called';" },
    { "ISR not in IRAM!", "panic 'ISR not in IRAM!';" },
    { "Panic core_esp8266_main.cpp:123 loop", "panic 'core_esp8266_main.cpp:123 loop';" },
    { "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
      "exception 4 'Core  0 panic'ed (LoadProhibited). Exception wa';" },
    { "EXCCAUSE: 0x0000001c", "exccause 28;" },
    { ">>>stack>>>", "stack_dump;" },
    { "ctx: cont ", "ctx 'cont';" },
    { "ready", "ready;" },
    { "12:00:01.000 -> ready", "ready;" },
    { "MEM CHECK FAIL!!!", "firmware_fault 1;" },
    { "rf_cal[0] !=0x05,is 0xFF", "firmware_fault 8;" },
    { "SDK ver: 2.0.0(5a875ba) compiled @ May  4 2016", "sdk_version '2.0.0(5a875ba)';" },
    { "OS SDK ver: 1.4.0(c599790) compiled @ Mar  1 2016", "sdk_version '1.4.0(c599790)';" },
    { "SDK version:v3.2", "sdk_version 'v3.2';" },
    { "SDK:2.2.1(cfd48f3)/Core:2.5.2=20502000/lwIP:2.0.3", "sdk_version '2.2.1(cfd48f3)';" },
    { "E:M 1664", "no_memory -1 1664;" },
    { "last failed alloc call: 40201234(1000)", "no_memory 1075843636 1000;" },
    { "3ffff950:  40233540 00000138 00000188 40233529  ", "stack_words 1073740112 1076049216 312 392 1076049193;" },
    { "Fatal exception:28 flag:2 (EXCEPTION) epc1:0x40201234 epc2:0x00000000",
      "crash_before 28 2 1075843636 'EXCEPTION)';" },
    { "Hardware WDT reset", "hard_wdt;" },
    { "PC      : 0x40210b3c  PS      : 0x00000033", "pc 1075907388;" },
    { "PANIC: unprotected error in call to Lua API (not enough memory)", "panic 'PANIC: unprotected error';" },
    { "state: 3 -> 0 (19)", "wifi_state 3 0 25;" },
    { "f r0, scandone", "sdk_debug;" },
    { "NodeMCU 3.0.0.0 built with Docker", "application 'NodeMCU 3.0.0.0';" },
    { "MicroPython v1.19.1 on 2022-06-18; ESP module with ESP8266", "application 'MicroPython v1.19.1';" },
    { "00:00:00.001 Project tasmota - Tasmota Version 12.1.1(tasmota)-2_7_4_9", "application 'Tasmota Version 12.1.1';" },

    { "AT+CWJAP=\"a\",\"b\"", "command 'AT+CWJAP';" },
    { "AT+CWJAP?", "command 'AT+CWJAP?';" },
    { "AT+CWMODE=?", "command 'AT+CWMODE=?';" },
    { "b'AT+CWJAP=\"xxx\"\\r\\n'", "command 'AT+CWJAP';" },
    { "AT", "command 'AT';" },
    { "ATE0", "command 'ATE0';" },
    { "[2023-07-09 10:02:01.297] OK", "at_reply 0;" },
    { "> OK  ", "at_reply 0;" },
    { "esp> OK", "at_reply 0;" },
    { "OK<CR><LF>", "at_reply 0;" },
    { "ERROR", "at_reply 1;" },
    { "FAIL", "at_reply 2;" },
    { "busy p...", "busy 'p';" },
    { "busy now ...", "busy 'now';" },
    { "AT version:0.40.0.0(Aug  8 2015 14:45:58)", "at_version 6 '0.40.0.0';command 'AT+GMR';" },
    { "AT version:0.21.0.0", "at_version 2 '0.21.0.0';command 'AT+GMR';" },
    { "AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)", "at_version 10 '2.1.0.0';command 'AT+GMR';" },
    { "AT version:2.2.0.0(b097cdf - ESP8266 - Jun 17 2021 12:57:45)", "at_version 26 '2.2.0.0';command 'AT+GMR';" },
    { "AT version:2.3.0.0-dev(s-1234567 - ESP8266 - Jun 17 2021)", "at_version 26 '2.3.0.0-dev';command 'AT+GMR';" },
    { "00150900", "at_version 1 '00150900';command 'AT+GMR';" },
    { "0018000902-AI03", "at_version 1 '0018000902-AI03';command 'AT+GMR';" },
    { "0020000903", "at_version 1 '0020000903';command 'AT+GMR';" },
    { "Bin version(Wroom 02):1.7.6", "bin_version 32 '1.7.6';" },
    { "Bin version:2.1.0(WROOM-02)", "bin_version 32 '2.1.0(WROOM-02)';" },
    { "+CIPUPDATE:3  # got edition", "cloud_step 3;command 'AT+CIUPDATE';" },
    { "+CIPUPDATE:-1", "cloud_step;command 'AT+CIUPDATE';" },
    { "+CWJAP:1", "cwjap_error 1;" },
    { "+CWJAP:\"EXAMPLE\",\"02:00\",1,-55", "network;" },
    { "+CWLAP:(3,\"a,b)\\\"\",-42)", "cwlap_fields 3;" },
    { "+CWLAP:(3,\"net-a\",-42,\"02:00:00:00:00:6c\",1,25,0)", "cwlap_fields 7;" },
    { "+CIFSR:STAIP,\"192.0.2.2\"", "cifsr_format 'new';" },

    { "esptool.py v2.8", "tool 1 '2.8';" },
    { "esptool v5.3.0", "tool 1 '5.3.0';" },
    { "esptool v0.4.11 - (c) 2014 Ch. Klippel", "tool 2 '0.4.11';" },
    { "Crystal is 26MHz", "crystal_mhz 26;" },
    { "A fatal error occurred: Invalid head of packet (0x13)", "error 4 -1 19 'Invalid head of packet (0x13)';" },
    { "A fatal error occurred: The flash has gone", "error 1 'The flash has gone';" },
    { "A fatal error occurred: Failed to write to target RAM (result was 0107)", "error 5 263 'write to RAM error 0107';" },
    { "usb 5-3: New USB device found, idVendor=1a86, idProduct=7523, bcdDevice=81.34", "usb_id 6790 29987 '1a86:7523';tool 4;" },
    { "mismatch map 2,spi_size_map 4", "firmware_fault 2 2;" },
    { "ets Jun  8 2016 00:22:57", "other_chip 'ets Jun  8 2016 00:22:57';" },
    { "rst:0x10 (RTCWDT_RTC_RESET),boot:0xa (HSPI_FLASH_BOOT)", "other_chip 'rst:0x10 (RTCWDT_RTC_RESET),boot:0xa (HSPI_FLAS';" },
    { "ESP-ROM:esp32c3-api1-20210207", "other_chip 'ESP-ROM:esp32c3-api1-20210207';" },
    { "ets_main.c 371", "other_chip 'ets_main.c 371';" },

    { "not ready", "" },
    { "already", "" },
    { "ready to go", "" },
    { "download 0x40100000, len 816", "" },
    { "load 12 %", "" },
    { "the last reset was a wdt reset", "" },
    { "v09f0c112", "" }, /* only after eboot was loaded */
    { "e:12", "" }, /* likewise */
    { "old", "" },
    { "ld", "" },
    { "Ready", "" }, /* a sketch's word: AT firmware writes it small */
    { "Panic button pressed", "" },
    { "busy printing", "" },
    { "AT the end", "" },
    { "OK then", "" },
    { "Flash Size: 4194304", "" },
    { "MAC: 5c:cf:7f:00:00:01", "" },
    { "00180009", "" },
    { "0118000902", "" },
    { "0018100902", "" },
    { "0018000902x", "" },
    { "state: on -> off", "" },
    { "Boot variant 3", "" },
    { "+CWJAP:", "" },
    { "Exception handling is on", "" },
    { "epc1=", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
      g_autoptr(GString) facts = g_string_new (NULL);

      rk_boot_reader_set_fact_func (reader, collect_fact, facts);
      rk_boot_reader_push (reader, (const guint8 *)rows[i].text, strlen (rows[i].text));
      rk_boot_reader_end (reader);
      g_assert_cmpstr (facts->str, ==, rows[i].facts);
    }
}

static void
test_eboot (void)
{
  g_autoptr(RkBootReader) reader = read_text (ROM_LINE
                                              "load 0x4010f000, len 3424, room 16 \r\ntail 0\r\nchksum 0x2e\r\ncsum 0x2e\r\n"
                                              "v614f7c32\r\n@cp:0\r\nld\r\n",
                                              -1);
  const RkBootStart *start = &rk_boot_reader_get_report (reader)->last;

  g_assert_cmpint (start->loader, ==, RK_BOOT_LOADER_EBOOT);
  g_assert_cmpstr (start->loader_version, ==, "v614f7c32");
  g_assert_cmpint (start->eboot_copy, ==, 0);
  g_assert_true (rk_boot_start_is_running (start));
}

/* Until eboot hands over nothing runs, however well the ROM has loaded it. */
static void
test_eboot_waits (void)
{
  g_autoptr(RkBootReader) reader = read_text (ROM_LINE "load 0x4010f000, len 3424, room 16 \r\ncsum 0x2e\r\n", -1);
  const RkBootReport *report = rk_boot_reader_get_report (reader);

  g_assert_true (rk_boot_start_is_loaded (&report->last));
  g_assert_false (rk_boot_start_is_running (&report->last));
  g_assert_cmpint (rk_boot_report_get_proof (report), ==, RK_BOOT_PROOF_NONE);
}

static void
test_two_starts (void)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  const RkBootReport *report = rk_boot_reader_get_report (reader);

  rk_boot_reader_push (reader, (const guint8 *)at_boot, strlen (at_boot));
  rk_boot_reader_push (reader, (const guint8 *)"\x80\xfe ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n\r\nwdt reset\r\n", 61);
  rk_boot_reader_end (reader);
  g_assert_cmpuint (report->n_starts, ==, 2);
  g_assert_cmpuint (report->n_causes[2], ==, 1);
  g_assert_cmpuint (report->n_causes[4], ==, 1);
  g_assert_cmpint (report->previous.slot, ==, 1);
  g_assert_cmpint (report->last.slot, ==, -1);
  g_assert_true (report->last.wdt_reset);
}

/* The ROM's first line can drown in noise: loading anew is a start all the same. */
static void
test_lost_first_line (void)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();

  rk_boot_reader_push (reader, (const guint8 *)at_boot, strlen (at_boot));
  rk_boot_reader_push (reader, (const guint8 *)at_boot + strlen (ROM_LINE), strlen (at_boot) - strlen (ROM_LINE));
  g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_starts, ==, 2);
  g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_loaded, ==, 2);
  g_assert_false (rk_boot_reader_get_report (reader)->last.has_rom_line);
}

typedef struct
{
  const char  *name;
  const char  *text;
  RkBootProof  proof;
  gboolean     failed;
} ProofRow;

#define LOADED "load 0x40100000, len 26328, room 16 \ntail 8\nchksum 0xdc\ncsum 0xdc\n"
#define START(cause) "\n ets Jan  8 2013,rst cause:" cause ", boot mode:(3,6)\n\n"

/* clang-format off */
static const ProofRow proof_rows[] = {
  { "nothing", "", RK_BOOT_PROOF_NONE, FALSE },
  { "first line", START ("2"), RK_BOOT_PROOF_NONE, FALSE },
  { "silent program", START ("2") LOADED, RK_BOOT_PROOF_SILENT, FALSE },
  { "greeting", START ("2") LOADED "hello from the sample\n", RK_BOOT_PROOF_SPEAKS, FALSE },
  { "scrap", START ("2") LOADED "ab\n", RK_BOOT_PROOF_SILENT, FALSE },
  { "noise", START ("2") LOADED "\x80\xfe\x12\x9f\xc0\n", RK_BOOT_PROOF_UNREADABLE, FALSE },
  { "noise, then text", START ("2") LOADED "\x80\xfe\x12\x9f\xc0\nhello from the sample\n", RK_BOOT_PROOF_SPEAKS, FALSE },
  { "AT", START ("2") LOADED "\x80\xfe\x12\x9f\xc0\nready\n", RK_BOOT_PROOF_READY, FALSE },
  { "AT alone, at its own speed", "\x80\xfe\nready\n", RK_BOOT_PROOF_READY, FALSE },
  { "text alone", "hello from the sample\nand once more\n", RK_BOOT_PROOF_SPEAKS, FALSE },
  { "download mode", " ets Jan  8 2013,rst cause:2, boot mode:(1,6)\n", RK_BOOT_PROOF_NONE, TRUE },
  { "csum err", START ("2") LOADED "csum err\nets_main.c\n", RK_BOOT_PROOF_NONE, TRUE },
  { "crash", START ("2") LOADED "Fatal exception (0): \n", RK_BOOT_PROOF_NONE, TRUE },
  { "crash, then a start", START ("2") LOADED "Fatal exception (0): \n" START ("2") LOADED, RK_BOOT_PROOF_NONE, TRUE },
  { "crash, then ready", START ("2") LOADED "Fatal exception (0): \n" START ("2") LOADED "ready\n", RK_BOOT_PROOF_READY, FALSE },
  { "watchdog once", START ("2") LOADED START ("4") LOADED, RK_BOOT_PROOF_NONE, TRUE },
  { "two starts", START ("2") LOADED START ("2") LOADED, RK_BOOT_PROOF_SILENT, FALSE },
  { "loop", START ("2") LOADED START ("2") LOADED START ("2") LOADED, RK_BOOT_PROOF_NONE, TRUE },
  { "no application", START ("2") LOADED "2nd boot version : 1.7\nerror magic!\n", RK_BOOT_PROOF_NONE, TRUE },
  { "loader, not yet done", START ("2") LOADED "2nd boot version : 1.7\nSPI Mode : QIO\n", RK_BOOT_PROOF_NONE, FALSE },
  { "returned", START ("2") LOADED "user code done\n", RK_BOOT_PROOF_NONE, TRUE },
  { "ESP32", "ets Jul 29 2019 12:21:46\nhello from another chip\nonce more\n", RK_BOOT_PROOF_NONE, TRUE },
};
/* clang-format on */

static void
test_proof (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (proof_rows); i++)
    {
      g_autoptr(RkBootReader) reader = read_text (proof_rows[i].text, -1);
      const RkBootReport *report = rk_boot_reader_get_report (reader);

      g_test_message ("%s", proof_rows[i].name);
      g_assert_cmpint (rk_boot_report_get_proof (report), ==, proof_rows[i].proof);
      g_assert_cmpint (rk_boot_report_has_failed (report), ==, proof_rows[i].failed);
    }
}

static void
test_bounded (void)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autofree guint8 *noise = g_malloc (100 * 1024);

  memset (noise, 0xfe, 100 * 1024);
  for (guint i = 0; i < 20; i++)
    rk_boot_reader_push (reader, noise, 100 * 1024);
  rk_boot_reader_push (reader, (const guint8 *)"\nthe end", 8);
  g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_lines, ==, 1);
  g_assert_cmpuint (rk_boot_reader_get_report (reader)->n_garbage, ==, 20 * 100 * 1024);
}

static void
test_reset (void)
{
  g_autoptr(RkBootReader) reader = read_text (at_boot, -1);

  rk_boot_reader_push (reader, (const guint8 *)"half a line", 11);
  rk_boot_reader_reset (reader);
  rk_boot_reader_push (reader, (const guint8 *)at_boot, strlen (at_boot));
  assert_at_boot (rk_boot_reader_get_report (reader));
}

static void
note_section (const RkBootSection *section,
              const RkBootStart   *start,
              gpointer             user_data)
{
  GString *sections = user_data;

  g_assert_cmpuint (section->n_same > 1, ==, section->same_as_previous);
  g_assert_cmpint (start->line, ==, section->number > 0 ? section->first_line : 0);
  g_string_append_printf (sections, "%u:%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "@%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "x%u ",
                          section->number, section->first_line, section->last_line, section->first_offset,
                          section->end_offset, section->n_same);
}

static char *
list_sections (const char *text,
               gssize      piece)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  GString *sections = g_string_new (NULL);
  gsize length = strlen (text);

  rk_boot_reader_set_section_func (reader, note_section, sections);
  for (gsize at = 0; at < length; at += (gsize)piece)
    rk_boot_reader_push (reader, (const guint8 *)text + at, MIN ((gsize)piece, length - at));
  rk_boot_reader_finish (reader);
  return g_string_free (sections, FALSE);
}

#define LOOP(n) "ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n\nwdt reset\nload 0x40100000, len 26328, room 16\n" \
                "csum 0xdc\ncounting to " n " here\n"

static void
test_sections (void)
{
  static const struct
  {
    const char *text;
    const char *sections;
  } rows[] = {
    { "", "" },
    { "hello\r\n", "0:1-1@0-7x1 " },
    { "hello\n" LOOP ("1"), "0:1-1@0-6x1 1:2-7@6-127x1 " },
    /* What changes from one to the next does not make another start of it. */
    { LOOP ("1") LOOP ("22") LOOP ("333"), "1:1-6@0-121x1 2:7-12@121-243x2 3:13-18@243-366x3 " },
    { LOOP ("1") LOOP ("two") LOOP ("two"), "1:1-6@0-121x1 2:7-12@121-244x1 3:13-18@244-367x2 " },
    { LOOP ("1") LOOP ("1") "ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n",
      "1:1-6@0-121x1 2:7-12@121-242x2 3:13-13@242-287x1 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      static const gssize pieces[] = { 1, 7, G_MAXINT };

      for (guint p = 0; p < G_N_ELEMENTS (pieces); p++)
        {
          g_autofree char *sections = list_sections (rows[i].text, pieces[p]);

          g_assert_cmpstr (sections, ==, rows[i].sections);
        }
    }
}

static void
note_time (const RkBootSection *section,
           const RkBootStart   *start,
           gpointer             user_data)
{
  gint64 *times = user_data;

  times[0] = section->first_time;
  times[1] = section->loop_time;
}

static void
test_times (void)
{
  static const char stamped[] =
    "[2023-07-09 23:59:58.000] ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n"
    "[2023-07-10 00:00:00.250] ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n";
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  gint64 times[2] = { 0, 0 };

  rk_boot_reader_set_section_func (reader, note_time, times);
  rk_boot_reader_push (reader, (const guint8 *)stamped, strlen (stamped));
  rk_boot_reader_finish (reader);
  g_assert_cmpint (times[0], ==, 250000);
  g_assert_cmpint (times[1], ==, 2250000);

  rk_boot_reader_reset (reader);
  for (gint64 i = 0; i < 3; i++)
    {
      rk_boot_reader_set_time (reader, 1000 + i * 500);
      rk_boot_reader_push (reader, (const guint8 *)LOOP ("1"), strlen (LOOP ("1")));
    }
  rk_boot_reader_finish (reader);
  g_assert_cmpint (times[0], ==, 2000);
  g_assert_cmpint (times[1], ==, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/boot/reader/nothing", test_nothing);
  g_test_add_func ("/boot/reader/every-split", test_every_split);
  g_test_add_func ("/boot/reader/line-ends", test_line_ends);
  g_test_add_func ("/boot/reader/first-line", test_first_line);
  g_test_add_func ("/boot/reader/lines", test_lines);
  g_test_add_func ("/boot/reader/sections", test_sections);
  g_test_add_func ("/boot/reader/times", test_times);
  g_test_add_func ("/boot/reader/eboot", test_eboot);
  g_test_add_func ("/boot/reader/eboot-waits", test_eboot_waits);
  g_test_add_func ("/boot/reader/two-starts", test_two_starts);
  g_test_add_func ("/boot/reader/lost-first-line", test_lost_first_line);
  g_test_add_func ("/boot/reader/proof", test_proof);
  g_test_add_func ("/boot/reader/bounded", test_bounded);
  g_test_add_func ("/boot/reader/reset", test_reset);

  return g_test_run ();
}
