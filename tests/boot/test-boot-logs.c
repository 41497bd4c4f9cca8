/* test-boot-logs.c: whole logs, as people save them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every outcome, every loader, every way in which terminal programs and forums
 * change a text, and what only looks like it.  Made up from what the ROM, the
 * loaders and the firmwares print.
 */

#include "rk-boot-label.h"
#include "rk-boot-reader.h"
#include "rk-boot-summary.h"

#include <string.h>

/*
 * facts: "name=value", blanks between; "!name" must not be there
 * complaints: the ids of warnings and errors, all of them, in order
 */
typedef struct
{
  const char *name;
  const char *text;
  const char *outcome;
  const char *facts;
  const char *complaints;
} Log;

#define ROM(cause, mode) " ets Jan  8 2013,rst cause:" cause ", boot mode:(" mode ")\r\n\r\n"
#define LOAD17 \
  "load 0x40100000, len 2592, room 16 \r\ntail 0\r\nchksum 0xf3\r\nload 0x3ffe8000, len 764, room 8 \r\ntail 4\r\n" \
  "chksum 0x92\r\nload 0x3ffe82fc, len 676, room 4 \r\ntail 0\r\nchksum 0x22\r\ncsum 0x22\r\n\r\n"
#define LOADER17 \
  LOAD17 "2nd boot version : 1.7(5d6f877)\r\nSPI Speed : 40MHz\r\nSPI Mode : DOUT\r\n" \
         "SPI Flash Size & Map: 8Mbit(512KB+512KB)\r\n"
#define EBOOT "load 0x4010f000, len 3424, room 16 \r\ntail 0\r\nchksum 0x2e\r\ncsum 0x2e\r\nv00041fe4\r\n~ld\r\n"
#define DIRECT "load 0x40100000, len 26328, room 16 \r\ntail 8\r\nchksum 0xdc\r\ncsum 0xdc\r\n"
#define REGISTERS(epc1, excvaddr) \
  "epc1=" epc1 " epc2=0x00000000 epc3=0x00000000 excvaddr=" excvaddr " depc=0x00000000\r\n"

/* clang-format off */
static const Log logs[] = {
  { "nothing", "", "nothing", "!rst_cause", "" },
  { "power on, AT 1.7", ROM ("1", "3,6") LOADER17 "jump to run user1 @ 1000\r\n\r\n\x81\xfe\xf0\x90\xe1\x80\xff\xfe\r\ncorrect flash map\r\nready\r\n",
    "normal_boot", "rst_cause=1 boot_mode=[3,6] loader=espressif loader_version=1.7(5d6f877) slot=user1 slot_addr=1000 "
    "flash_map=8Mbit(512KB+512KB) spi_mode=DOUT spi_speed=40MHz csum_ok=true ready=true garbage=true !csum_err !exception", "" },
  { "user2 of a big map", ROM ("2", "3,7") LOAD17 "2nd boot version : 1.7\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\n"
    "SPI Flash Size & Map: 16Mbit(1024KB+1024KB)\r\njump to run user2 @ 101000\r\n", "normal_boot",
    "slot=user2 slot_addr=101000 loader_version=1.7 flash_map=16Mbit(1024KB+1024KB)", "" },
  { "loader 1.1", ROM ("1", "3,6") "load 0x40100000, len 612, room 16 \r\ntail 4\r\nchksum 0x10\r\ncsum 0x10\r\n\r\n2nd boot version : 1.1\r\n"
    "SPI Speed : 26.7MHz\r\nSPI Mode : QOUT\r\nSPI Flash Size : 4Mbit\r\njump to run user1\r\n", "normal_boot",
    "loader_version=1.1 flash_map=4Mbit spi_speed=26.7MHz spi_mode=QOUT slot=user1 !slot_addr", "" },
  { "loader 1.6, indented", ROM ("2", "3,6") "load 0x40100000, len 2408, room 16 \r\ncsum 0xd8\r\n\r\n2nd boot version : 1.6\r\n  SPI Speed      : 20MHz\r\n"
    "  SPI Mode       : QIO\r\n  SPI Flash Size & Map: 32Mbit(512KB+512KB)\r\njump to run user2 @ 81000\r\n", "normal_boot",
    "loader_version=1.6 slot=user2 slot_addr=81000 spi_speed=20MHz", "" },
  { "slot empty", ROM ("1", "3,6") LOADER17 "error magic!\r\nfirst boot failed, reboot to try backup bin\r\n", "no_application", "loader_version=1.7(5d6f877)",
    "boot.no-application boot.loader.magic boot.loader.first-slot" },
  { "both slots empty", ROM ("1", "3,6") LOADER17 "error magic!\r\nbackup boot failed.\r\nuser code done\r\n", "no_application", "user_code_done=true",
    "boot.no-application boot.loader.magic boot.loader.both-slots" },
  { "slot note damaged", ROM ("1", "3,6") LOADER17 "error user bin flag, flag = 170\r\n", "no_application", "csum_ok=true",
    "boot.no-application boot.loader.flag" },
  { "wrong map", ROM ("1", "3,6") LOADER17 "jump to run user1 @ 1000\r\nmismatch map 2,spi_size_map 4\r\nsystem_partition_table_regist fail\r\n",
    "normal_boot", "slot=user1", "boot.firmware.map boot.firmware.partitions" },
  { "no RF data", ROM ("2", "3,6") DIRECT "rf_cal[0] !=0x05,is 0xFF\r\n", "normal_boot", "csum_ok=true", "boot.firmware.rf-data" },
  { "Arduino", ROM ("2", "3,7") EBOOT "\r\nHello from the sketch\r\nReady\r\n", "normal_boot",
    "loader=eboot eboot_version=v00041fe4 !ready !garbage", "" },
  { "Arduino, early core", ROM ("1", "3,7") "load 0x4010f000, len 1264, room 16 \r\ntail 0\r\nchksum 0x42\r\ncsum 0x42\r\n~ld\r\n", "normal_boot",
    "loader=eboot !eboot_version", "" },
  { "Arduino, update", ROM ("2", "3,6") "load 0x4010f000, len 1384, room 16 \r\ncsum 0x2d\r\nv614f7c32\r\n@cp:0\r\nld\r\nhello again\r\n", "ota_success",
    "eboot_copy=0 eboot_version=v614f7c32", "" },
  { "Arduino, update failed", ROM ("2", "3,6") "load 0x4010f000, len 3584, room 16 \r\ncsum 0x2d\r\nv614f7c32\r\n@cp:4\r\nld\r\n", "normal_boot",
    "eboot_copy=4", "boot.eboot.copy" },
  { "rBoot", ROM ("2", "3,6") "load 0x40100000, len 1500, room 16 \r\ncsum 0x2d\r\n\r\nrBoot v1.4.2 - richardaburton@example.org\r\nFlash Size:   32 Mbit\r\n"
    "Flash Mode:   QIO\r\nFlash Speed:  40 MHz\r\n\r\nBooting rom 1 at 202000, load addr 402020\r\n", "normal_boot",
    "loader=rboot loader_version=1.4.2 rom_slot=1 flash_map=32_Mbit spi_speed=40_MHz", "" },
  { "RTOS SDK 3", "\x1b[0;32mI (43) boot: ESP-IDF v3.4-rc 2nd stage bootloader\x1b[0m\r\nI (43) boot: compile time 11:22:33\r\n"
    "I (51) boot: SPI Speed      : 40MHz\r\nI (57) boot: SPI Mode       : DIO\r\nI (64) boot: SPI Flash Size : 2MB\r\n"
    "I (133) boot: Loaded app from partition at offset 0x10000\r\nI (200) reset_reason: RTC reset 1 wakeup 0 store 0, reason is 1\r\n",
    "normal_boot", "loader=rtos-sdk3 loader_version=v3.4-rc slot_addr=10000 flash_map=2MB !negative", "" },
  { "RTOS SDK 3, crash", "I (43) boot: ESP-IDF v3.3 2nd stage bootloader\r\nI (133) boot: Loaded app from partition at offset 0x10000\r\n"
    "Guru Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.\r\nCore 0 register dump:\r\n"
    "PC      : 0x40210b3c  PS      : 0x00000033  A0      : 0x40210b10\r\nEXCCAUSE: 0x0000001d  EXCVADDR: 0x00000000\r\n", "crash",
    "exception=29 epc1=0x40210b3c format=rtos-sdk3 !negative", "boot.exception.29" },
  { "old RTOS SDK", ROM ("1", "3,2") LOADER17 "jump to run user1 @ 1000\r\n\r\nOS SDK ver: 1.5.0-dev(caff253) compiled @ Oct 23 2017 17:42:20\r\n", "normal_boot",
    "sdk_version=1.5.0-dev(caff253)", "" },

  { "GPIO0 low", ROM ("1", "1,7"), "stuck_download_mode", "boot_mode=[1,7]", "boot.waiting-in-loader" },
  { "GPIO2 low", ROM ("2", "2,6") "\r\nFatal exception (0): \r\nepc1=0x40100000, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n",
    "wrong_pins", "boot_mode=[2,6] exception=0 format=rom", "boot.wrong-pins boot.exception.0" },
  { "GPIO15 high", ROM ("1", "5,6") "waiting for host\r\n", "sdio_wait", "boot_mode=[5,6] waiting_for_host=true", "boot.sdio" },
  { "flash empty", ROM ("1", "3,6") "ets_main.c \r\n", "no_valid_image", "ets_main=true", "boot.flash-empty" },
  { "deep sleep", ROM ("5", "3,6") "ets_main.c \r\n", "deep_sleep_no_wake", "rst_cause=5", "boot.deep-sleep" },
  { "unknown reset", ROM ("0", "3,6") "unknown reset\r\nets_main.c \r\n", "halted", "unknown_reset=true", "boot.halted" },
  { "flash silent", ROM ("1", "3,6"), "hang_after_banner", "rst_cause=1", "boot.flash-silent" },
  { "wrong mode, zeros", ROM ("1", "3,0") "load 0x40100000, len 816, room 16 \r\ntail 0\r\nchksum 0xef\r\nload 0x00000000, len 0, room 8 \r\ntail 0\r\nchksum 0xef\r\n"
    "csum 0xef\r\ncsum err\r\nets_main.c \r\n", "wrong_flash_mode", "zero_segments=true csum_err=true csum_ok=false", "boot.wrong-flash-mode" },
  { "wrong mode, nonsense", ROM ("1", "3,0") "load 0x40100000, len 31364, room 16 \r\ntail 4\r\nchksum 0xef\r\nload 0x88888888, len -2004318072, room 4 \r\n"
    "flash read err, ets_unpack_flash_code\r\nets_main.c \r\n", "wrong_flash_mode", "garbage_segments=true flash_read_err=true !negative", "boot.wrong-flash-mode" },
  { "damaged", ROM ("2", "3,7") DIRECT "csum err\r\nets_main.c\r\n", "corrupt_image", "csum_err=true csum_ok=false !zero_segments", "boot.image-damaged" },

  { "crash, null pointer", ROM ("2", "3,6") EBOOT "\r\nException (28):\r\n" REGISTERS ("0x40201234", "0x00000004")
    "\r\n>>>stack>>>\r\n\r\nctx: cont\r\nsp: 3ffffd90 end: 3fffffc0 offset: 0190\r\n3fffff20:  00000000 00000000 00000000 40203d93  \r\n<<<stack<<<\r\n",
    "crash", "exception=28 format=arduino stack_dump=true ctx=cont epc1=0x40201234 excvaddr=0x00000004", "boot.exception.28" },
  { "crash, new core", "\r\n--------------- CUT HERE FOR EXCEPTION DECODER ---------------\r\n\r\nPanic core_esp8266_main.cpp:191 __yield\r\n\r\n>>>stack>>>\r\n",
    "crash", "panic=panic stack_dump=true", "boot.panic" },
  { "out of memory", "Unhandled C++ exception: OOM\r\n\r\n>>>stack>>>\r\n\r\nlast failed alloc call: 40212345(2048)\r\n", "crash",
    "panic=oom no_memory=2048", "boot.panic boot.no-memory" },
  { "software watchdog", "\r\nSoft WDT reset\r\n\r\n>>>stack>>>\r\n\r\nctx: sys\r\n", "crash", "soft_wdt=true ctx=sys", "boot.soft-watchdog" },
  { "hardware watchdog told", ROM ("4", "3,6") "wdt reset\r\n" EBOOT "\r\nHardware WDT reset\r\n\r\n>>>stack>>>\r\n", "wdt_restart", "hard_wdt=true rst_cause=4",
    "boot.hard-watchdog" },
  { "wrong slot", ROM ("2", "3,6") LOADER17 "jump to run user1 @ 1000\r\nFatal exception (0): \r\n"
    "epc1=0x40291000, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n", "crash", "exception=0 epc1=0x40291000",
    "boot.exception.0 boot.crash.other-slot" },
  { "crash loop", ROM ("2", "3,6") DIRECT "Fatal exception (0): \r\nepc1=0x40100003, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n"
    ROM ("2", "3,6") DIRECT "Fatal exception (0): \r\nepc1=0x40100003, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n",
    "crash_loop", "exception=0", "boot.exception.0 boot.crash-loop" },
  { "told after the restart", "00:00:00.096 Project tasmota - Tasmota Version 9.5.0(tasmota)\r\nReset info: Fatal exception:29 flag:2 (EXCEPTION) epc1:0x40210000\r\n",
    "text", "exception=29 application=Tasmota_Version_9.5.0", "" },
  { "reset info without a crash", "Reset info: Fatal exception:4 flag:1 (WDT) epc1:0x40210000\r\n", "text", "!exception", "" },

  { "watchdog loop", ROM ("4", "3,6") "wdt reset\r\n" EBOOT ROM ("4", "3,6") "wdt reset\r\n" EBOOT ROM ("4", "3,6") "wdt reset\r\n" EBOOT, "boot_loop",
    "rst_cause=4", "boot.loop" },
  { "deep sleep, every minute", ROM ("1", "3,6") EBOOT "23.5 C sent, going into deep sleep\r\n" ROM ("2", "3,6") EBOOT "23.4 C sent, going into deep sleep\r\n"
    ROM ("2", "3,6") EBOOT "23.6 C sent, going into deep sleep\r\n" ROM ("2", "3,6") EBOOT "23.6 C sent, going into deep sleep\r\n", "normal_boot", "rst_cause=2", "" },
  { "restarts itself", ROM ("2", "3,6") EBOOT "Rebooting...\r\n" ROM ("2", "3,6") EBOOT "Rebooting...\r\n" ROM ("2", "3,6") EBOOT "Rebooting...\r\n", "boot_loop",
    "rst_cause=2", "boot.loop" },
  { "power drops", ROM ("1", "3,6") DIRECT ROM ("1", "3,6") DIRECT ROM ("1", "3,6") DIRECT, "boot_loop", "rst_cause=1", "boot.power-drops boot.loop" },

  { "AT+RST through the watchdog", "AT+RST\r\n\r\nOK\r\n" ROM ("4", "3,7") "wdt reset\r\n" DIRECT "ready\r\n", "success",
    "command=AT+RST rst_cause=4 ready=true", "" },
  { "AT+RST three times", "AT+RST\r\n\r\nOK\r\n" ROM ("4", "3,7") "wdt reset\r\n" DIRECT "ready\r\nAT+RST\r\n\r\nOK\r\n" ROM ("4", "3,7") "wdt reset\r\n" DIRECT
    "ready\r\nAT+RST\r\n\r\nOK\r\n" ROM ("4", "3,7") "wdt reset\r\n" DIRECT, "success", "command=AT+RST", "" },
  { "digits", "AT+GMR\r\r\n0020000903\r\n\r\nOK\r\n", "success", "at_version=0020000903 gmr_format=digits command=AT+GMR", "" },
  { "eight digits without an echo", "00150900\r\n\r\nOK\r\n", "success", "at_version=00150900 gmr_format=digits", "" },
  { "Ai-Thinker, build", "AT+GMR\r\nAT version:0.40.0.0(Aug  8 2015 14:45:58)\r\nSDK version:1.3.0\r\nAi-Thinker Technology Co.,Ltd.\r\nBuild:1.3.0.2 Sep 11 2015 11:48:04\r\nOK\r\n",
    "success", "at_version=0.40.0.0 sdk_version=1.3.0 gmr_format=ai-thinker", "" },
  { "AT 1.7.6", "AT+GMR\r\nAT version:1.7.6.0(Dec 13 2022 06:05:08)\r\nSDK version:3.0.6(d3b9ba7)\r\ncompile time:Jun 17 2024 07:37:40\r\nBin version(Wroom 02):1.7.6\r\nOK\r\n",
    "success", "at_version=1.7.6.0 sdk_version=3.0.6(d3b9ba7) bin_version=1.7.6 gmr_format=nonos-bin", "" },
  { "ESP-AT 2.3 on the ESP8266", "AT+GMR\r\nAT version:2.3.0.0-dev(s-9b7f1c5 - ESP8266 - Aug 12 2025 08:01:02)\r\nSDK version:v3.4-84-ge7ac221b4\r\n"
    "compile time(98b95fc):Aug 12 2025 11:23:25\r\nBin version:2.2.0(WROOM-02)\r\n\r\nOK\r\n", "success",
    "at_version=2.3.0.0-dev bin_version=2.2.0(WROOM-02) gmr_format=esp-at-chip !negative", "" },
  { "join", "AT+CWJAP=\"net\",\"secret\"\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n", "success", "cwjap=ok command=AT+CWJAP", "" },
  { "join by itself", ROM ("1", "3,6") LOADER17 "jump to run user1 @ 1000\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n", "success", "cwjap=auto", "" },
  { "wrong password", "AT+CWJAP_DEF=\"net\",\"secret\"\r\nWIFI DISCONNECT\r\n+CWJAP:2\r\n\r\nFAIL\r\n", "join_failed", "cwjap=fail cwjap_error=2", "at.join.password" },
  { "wrong, then right", "AT+CWJAP=\"net\",\"x\"\r\n+CWJAP:3\r\n\r\nFAIL\r\nAT+CWJAP=\"nets\",\"x\"\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n", "success",
    "cwjap=fail cwjap=ok cwjap_error=3", "at.join.not-found" },
  { "scan and address", "AT+CWLAP\r\n+CWLAP:(4,\"a, b\",-45,\"02:00:00:00:00:e5\",11,-9)\r\n\r\nOK\r\nAT+CIFSR\r\n192.168.4.1\r\n\r\nOK\r\n", "success",
    "cwlap_fields=6 cifsr_format=old", "" },
  { "busy", "AT+CWLAP\r\n\r\nAT\r\n\r\nbusy now ...\r\n\r\nOK\r\n", "command_dropped", "busy=now", "" },
  { "echo off", "ATE0\r\n\r\nOK\r\n", "success", "echo=false", "" },
  { "update", "AT+CIUPDATE\r\n+CIPUPDATE:1\r\n+CIPUPDATE:2\r\n+CIPUPDATE:3\r\n+CIPUPDATE:3\r\n+CIPUPDATE:4\r\n\r\nOK\r\n", "success",
    "cloud_step=4 cloud_step3_repeated=true", "" },
  { "update, no server", "AT+CIUPDATE\r\n+CIPUPDATE:1\r\n\r\nERROR\r\n\r\nERROR\r\n", "update_failed", "cloud_step=1", "cloud.no-server" },
  { "update, broken off", "AT+CIUPDATE\r\n+CIPUPDATE:1\r\n+CIPUPDATE:2\r\n+CIPUPDATE:3\r\n+CIPUPDATE:4\r\n\r\nERROR\r\n", "update_failed", "cloud_step=4", "cloud.broken-off" },
  { "SDK's words", "mode : sta(5c:cf:7f:00:00:01)\r\nadd if0\r\nscandone\r\nstate: 0 -> 2 (b0)\r\nstate: 2 -> 3 (0)\r\nstate: 3 -> 0 (f)\r\nreconnect\r\n",
    "join_failed", "sdk_debug=true", "wifi.password" },

  { "Arduino's time stamps", "12:00:01.000 ->  ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n12:00:01.001 -> \n12:00:01.002 -> ets_main.c \n", "no_valid_image",
    "rst_cause=2 ets_main=true", "boot.flash-empty" },
  { "PlatformIO's", "12:00:01.000 > \n12:00:01.000 >  ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n12:00:01.002 > ets_main.c \n", "no_valid_image", "ets_main=true", "boot.flash-empty" },
  { "a system's log", "Jan  1 12:00:01 host esp[123]:  ets Jan  8 2013,rst cause:2, boot mode:(3,6)\nJan  1 12:00:01 host esp[123]: ets_main.c \n", "no_valid_image",
    "rst_cause=2 ets_main=true", "boot.flash-empty" },
  { "quoted", "> AT+GMR\n> AT version:0.21.0.0\n> SDK version:0.9.5\n> \n> OK\n", "success", "at_version=0.21.0.0 gmr_format=early-two-line", "" },
  { "line ends spelled out", "AT+GMR<CR><LF>\n0018000902-AI03<CR><LF>\nOK<CR><LF>\n", "success", "at_version=0018000902-AI03", "" },
  { "CR CR LF", " ets Jan  8 2013,rst cause:1, boot mode:(3,6)\r\r\n\r\r\nets_main.c \r\r\n", "no_valid_image", "ets_main=true", "boot.flash-empty" },
  { "first line lost", LOAD17 "2nd boot version : 1.7\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\nSPI Flash Size & Map: 8Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n",
    "normal_boot", "loader=espressif csum_ok=true !rst_cause", "" },
  { "cause lost", "e:2, boot mode:(3,6)\r\nets_main.c \r\n", "no_valid_image", "boot_mode=[3,6] !rst_cause", "boot.flash-empty" },
  { "cut off", ROM ("1", "3,6") "load 0x40100000, len 2592, roo", "incomplete", "rst_cause=1", "" },
  { "bytes missing", "AT+RST\r\nOK\r\n" ROM ("2", "3,6") LOAD17 "2nd boot version : 1.7\r\nSPI 40MHz\r\nSPI Mo4KB+1024KB)\r\njump to run user1 @ 10\r\n", "bytes_lost", "slot=user1 !slot_addr", "" },

  { "ESP32", "ets Jun  8 2016 00:22:57\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nconfigsip: 0, SPIWP:0xee\r\n"
    "load:0x3fff0018,len:4\r\nentry 0x400805f0\r\nGuru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\r\n"
    "PC      : 0x400d1234  PS      : 0x00060030\r\n", "other_chip", "chip=ESP32 negative=true !exception !rst_cause", "boot.other-chip" },
  { "ESP32-C3", "ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\nrst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)\r\n", "other_chip", "chip=ESP32-C3 negative=true",
    "boot.other-chip" },
  { "ESP32-S3, first lines lost", "I (24) boot: ESP-IDF v5.1.2 2nd stage bootloader\r\nI (25) boot.esp32s3: Boot SPI Speed : 80MHz\r\n", "other_chip", "negative=true !loader_version", "boot.other-chip" },
  { "ESP32's crash only", "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\r\nCore  0 register dump:\r\n"
    "PC      : 0x400d1234  PS      : 0x00060030\r\n\r\nBacktrace: 0x400d1231:0x3ffb1f90\r\n", "other_chip", "negative=true", "boot.other-chip" },
  { "ESP-AT on the ESP32", "AT+GMR\r\nAT version:2.2.0.0-dev(ca41ec4 - ESP32 - Sep 16 2020 11:28:17)\r\nSDK version:v4.0.1\r\nOK\r\n", "other_chip",
    "chip=ESP32 at_version=2.2.0.0-dev negative=true", "boot.other-chip" },

  { "a sketch's words", "Ready\r\nIP address: 192.168.1.57\r\nload 12 %\r\nstate: on -> off\r\nboot mode: fast\r\nAT the end of the day\r\nlast error: none\r\nOK, done\r\n", "text",
    "!ready !rst_cause !exception !garbage !command", "" },
  { "JSON and logs", "{\"temp\":23.4,\"csum\":\"ok\",\"reset\":\"External System\"}\r\n[I][app:029]: Running through setup()...\r\n[D][sensor:094]: 'Power': Sending state 45.20000 W\r\n",
    "text", "!csum !garbage !exception", "" },
  { "other languages", "Größe übermäßig häßlich\r\nПривет, мир! Это проверка.\r\n发送数据 接收 模块启动完成 AT\r\n温度=23℃ 湿度=45%\r\ncafé crème à l’été, ça va\r\n", "text", "!garbage", "" },
  { "hexadecimal dump", "00000000: 7f 45 4c 46 01 01 01 00\r\n3ff00000: 12 34\r\ndeadbeef cafebabe\r\n", "text", "!stack_dump !garbage !exception", "" },
  { "NodeMCU", "\r\n\r\nNodeMCU 3.0.0.0 built with Docker provided by frightanic.com\r\n\tbranch: release\r\n\tSDK: 3.0.1-dev(fce080e)\r\n> \r\n", "text", "application=NodeMCU_3.0.0.0", "" },
  { "MicroPython", "MicroPython v1.19.1 on 2022-06-18; ESP module with ESP8266\r\nType \"help()\" for more information.\r\n>>> \r\n", "text", "application=MicroPython_v1.19.1", "" },

  { "esptool, flashed", "esptool.py v3.0\r\nSerial port /dev/ttyUSB0\r\nConnecting....\r\nDetecting chip type... ESP8266\r\nChip is ESP8266EX\r\nFeatures: WiFi\r\nCrystal is 26MHz\r\n"
    "MAC: 5c:cf:7f:00:00:01\r\nUploading stub...\r\nRunning stub...\r\nStub running...\r\nConfiguring flash size...\r\nCompressed 10 bytes to 20...\r\n"
    "Wrote 10 bytes (20 compressed) at 0x00000000 in 0.0 seconds (effective 5.1 kbit/s)...\r\nHash of data verified.\r\n\r\nLeaving...\r\nHard resetting via RTS pin...\r\n",
    "flash_ok", "tool=esptool tool_version=3.0 chip=ESP8266EX crystal_mhz=26", "" },
  { "esptool, no answer", "esptool.py v3.0\r\nSerial port COM3\r\nConnecting........_____....._____\r\n\r\nA fatal error occurred: Failed to connect to ESP8266: Timed out waiting for packet header\r\n",
    "no_sync", "error=Timed_out_waiting_for_packet_header", "tool.no-answer" },
  { "esptool, in use", "esptool.py v4.5\r\nSerial port COM3\r\n\r\nA fatal error occurred: Could not open COM3, the port doesn't exist\r\nserial.serialutil.SerialException: could not open port 'COM3': "
    "PermissionError(13, 'Access is denied.', None, 5)\r\n", "port_open_failed", "error=PermissionError_13", "tool.port-busy" },
};
/* clang-format on */

typedef struct
{
  RkBootReader *reader;
  GString      *facts;
  GString      *complaints;
} Notes;

static void
note_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  Notes *notes = user_data;
  RkBootLabel labels[RK_BOOT_MAX_LABELS];
  guint count = rk_boot_fact_get_labels (fact, rk_boot_reader_get_report (notes->reader), labels);

  for (guint i = 0; i < count; i++)
    {
      g_string_append_printf (notes->facts, " %s=", labels[i].name);
      if (labels[i].type == RK_BOOT_LABEL_BOOLEAN)
        g_string_append (notes->facts, labels[i].numbers[0] ? "true" : "false");
      else if (labels[i].type == RK_BOOT_LABEL_NUMBER)
        g_string_append_printf (notes->facts, "%d", (int)labels[i].numbers[0]);
      else if (labels[i].type == RK_BOOT_LABEL_PAIR)
        g_string_append_printf (notes->facts, "[%d,%d]", (int)labels[i].numbers[0], (int)labels[i].numbers[1]);
      else
        g_string_append (notes->facts, g_strdelimit (labels[i].text, " ", '_'));
    }
  g_string_append_c (notes->facts, ' ');
}

static void
note_finding (const RkFinding *finding,
              guint64          line,
              guint64          offset,
              gpointer         user_data)
{
  Notes *notes = user_data;

  g_assert_cmpuint (line, >, 0);
  if (finding->severity >= RK_SEVERITY_WARNING)
    g_string_append_printf (notes->complaints, "%s%s", notes->complaints->len > 0 ? " " : "", finding->id);
}

static void
check_facts (const Log  *log,
             const char *found)
{
  g_auto(GStrv) wanted = g_strsplit (log->facts, " ", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      gboolean forbidden = wanted[i][0] == '!';
      g_autofree char *pattern = forbidden ? g_strdup_printf (" %s=", wanted[i] + 1) : g_strdup_printf (" %s ", wanted[i]);

      if ((strstr (found, pattern) != NULL) == forbidden)
        g_error ("%s: %s, but found%s", log->name, wanted[i], found);
    }
}

static void
check_log (const Log *log,
           gsize      piece)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GString) facts = g_string_new (NULL);
  g_autoptr(GString) complaints = g_string_new (NULL);
  Notes notes = { reader, facts, complaints };
  gsize length = strlen (log->text);
  RkBootSummary summary;

  rk_boot_reader_set_fact_func (reader, note_fact, &notes);
  rk_boot_reader_set_finding_func (reader, note_finding, &notes);
  for (gsize at = 0; at < length; at += piece)
    rk_boot_reader_push (reader, (const guint8 *)log->text + at, MIN (piece, length - at));
  rk_boot_reader_finish (reader);
  rk_boot_summary_init (&summary, rk_boot_reader_get_report (reader));

  if (strcmp (summary.outcome, log->outcome) != 0 || strcmp (complaints->str, log->complaints) != 0)
    g_error ("%s: outcome %s, complaints %s", log->name, summary.outcome, complaints->str);
  check_facts (log, facts->str);
}

static void
test_logs (void)
{
  static const gsize pieces[] = { G_MAXINT, 1, 17 };

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++)
    for (guint p = 0; p < G_N_ELEMENTS (pieces); p++)
      check_log (&logs[i], pieces[p]);
  g_test_message ("%u logs", (guint)G_N_ELEMENTS (logs));
}

/* Found at the line that it comes from, once. */
static void
note_place (const RkFinding *finding,
            guint64          line,
            guint64          offset,
            gpointer         user_data)
{
  g_string_append_printf (user_data, "%s@%u/%u ", finding->id, (guint)line, (guint)offset);
}

static void
test_places (void)
{
  static const char text[] = "hello\n" ROM ("2", "1,6") ROM ("2", "1,6") ROM ("2", "3,6") "ets_main.c\n";
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GString) places = g_string_new (NULL);

  rk_boot_reader_set_finding_func (reader, note_place, places);
  rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  /* In the call that brought the line, not later. */
  g_assert_cmpstr (places->str, ==, "boot.waiting-in-loader@2/6 boot.flash-empty@8/153 ");
  rk_boot_reader_finish (reader);
  g_assert_cmpstr (places->str, ==, "boot.waiting-in-loader@2/6 boot.flash-empty@8/153 ");
}

/* However many starts there are, what they have in common is told once. */
static void
test_long_loop (void)
{
  static const char text[] = ROM ("4", "3,6") "wdt reset\r\n" EBOOT "\r\nException (28):\r\n" REGISTERS ("0x40201234", "0x00000004");
  static const char other[] = ROM ("2", "3,6") "ets_main.c\r\n";
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GString) places = g_string_new (NULL);
  gsize told;

  rk_boot_reader_set_finding_func (reader, note_place, places);
  for (guint i = 0; i < 10; i++)
    rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  told = places->len;
  for (guint i = 0; i < 1000; i++)
    rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  g_assert_cmpuint (places->len, ==, told);
  rk_boot_reader_push (reader, (const guint8 *)other, strlen (other));
  g_assert_nonnull (strstr (places->str, "boot.flash-empty"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/boot/logs/all", test_logs);
  g_test_add_func ("/boot/logs/places", test_places);
  g_test_add_func ("/boot/logs/long-loop", test_long_loop);

  return g_test_run ();
}
