/* test-guide.c: each reason for silence has its own diagnosis
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The virtual module is wired and broken in one way after the other; what is received
 * then has to say which one it is.
 */

#include <string.h>

#include "cloud-firmware.h"
#include "flash-bench.h"
#include "rk-advice.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-evidence.h"
#include "rk-guide.h"

/* A person presses reset again when nothing has come of it. */
#define PRESS_MS 2500

typedef enum
{
  CONTENT_SAMPLE,
  CONTENT_BLANK,
  CONTENT_AT,
} Content;

/**
 * Fault:
 * @name: of the test
 * @faults: of the virtual module, separated by spaces
 * @wiring: of DTR and RTS
 * @gpio0: whether it is on GND
 * @no_power: whether the module has none
 * @content: of the flash
 * @replay: (nullable): what it says after a reset instead
 * @replay_baud: at which rate
 * @typed: (nullable): what was said to it before
 * @situation: what is to be found out
 * @suspect: (nullable): the first suspect wire
 * @now: (nullable): the first step that fails
 */
typedef struct
{
  const char      *name;
  const char      *faults;
  RkVirtualWiring  wiring;
  gboolean         gpio0;
  gboolean         no_power;
  Content          content;
  const char      *replay;
  guint            replay_baud;
  const char      *typed;
  RkSituation      situation;
  const char      *suspect;
  const char      *now;
} Fault;

#define ESP32_TEXT \
  "ets Jun  8 2016 00:22:57\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n" \
  "configsip: 0, SPIWP:0xee\r\nclk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\r\n" \
  "mode:DIO, clock div:2\r\nload:0x3fff0030,len:1184\r\nload:0x40078000,len:12784\r\nload:0x40080400,len:3032\r\n" \
  "entry 0x400805e4\r\n"
#define ROM_TEXT \
  "\r\n ets Jan  8 2013,rst cause:1, boot mode:(3,6)\r\n\r\nload 0x40100000, len 27728, room 16 \r\ntail 0\r\n" \
  "chksum 0x2a\r\nload 0x3ffe8000, len 2124, room 8 \r\ntail 4\r\nchksum 0x07\r\ncsum 0x07\r\n"
#define CRASH_TEXT \
  "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 27728, room 16 \r\ntail 0\r\n" \
  "chksum 0x2a\r\nload 0x3ffe8000, len 2124, room 8 \r\ntail 4\r\nchksum 0x07\r\ncsum 0x07\r\n" \
  "Fatal exception (29):\r\nepc1=0x4000e1b2, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000018, depc=0x00000000\r\n"
#define PROGRAM_TEXT "temperature 21.4 degrees, humidity 48 percent, battery 3.1 volts\r\n"

#define AUTO     RK_VIRTUAL_WIRING_AUTO
#define BARE     RK_VIRTUAL_WIRING_NONE
#define INVERTED RK_VIRTUAL_WIRING_INVERTED

/* clang-format off */
static const Fault faults[] = {
  { "silent-bare", NULL, BARE, .no_power = TRUE, .situation = RK_SITUATION_SILENT, .suspect = "3v3", .now = "power" },
  { "silent-board", NULL, AUTO, .no_power = TRUE, .situation = RK_SITUATION_SILENT, .suspect = "3v3", .now = "power" },
  { "tx-broken", "silence:rx:1", AUTO, .situation = RK_SITUATION_SILENT, .suspect = "3v3", .now = "power" },
  { "held", NULL, INVERTED, .situation = RK_SITUATION_HELD, .suspect = "rst", .now = "power" },
  { "echo", "echo", BARE, .situation = RK_SITUATION_ECHO, .suspect = "tx", .now = "tx" },
  { "echo-board", "echo", AUTO, .situation = RK_SITUATION_ECHO, .suspect = "tx", .now = "tx" },
  { "garbage", "noise:rx:1", AUTO, .situation = RK_SITUATION_GARBAGE, .suspect = "gnd", .now = "power" },
  { "not-heard", "silence:tx:1", AUTO, .situation = RK_SITUATION_NOT_HEARD, .suspect = "rx", .now = "rx" },
  { "not-heard-bare", "silence:tx:1", BARE, .gpio0 = TRUE, .situation = RK_SITUATION_NOT_HEARD, .suspect = "rx", .now = "rx" },
  { "gpio0-high", NULL, BARE, .situation = RK_SITUATION_GPIO0, .suspect = "gpio0", .now = "gpio0" },
  { "crystal-40", NULL, BARE, .replay = ROM_TEXT, .replay_baud = 115200, .situation = RK_SITUATION_GPIO0,
    .suspect = "gpio0", .now = "gpio0" },
  { "flash-empty", NULL, BARE, .content = CONTENT_BLANK, .situation = RK_SITUATION_NO_PROGRAM,
    .suspect = "gpio0", .now = "gpio0" },
  { "flash-dead", "no-flash", BARE, .situation = RK_SITUATION_NO_PROGRAM, .suspect = "gpio0", .now = "gpio0" },
  { "crashes", NULL, BARE, .replay = CRASH_TEXT CRASH_TEXT CRASH_TEXT, .replay_baud = 74880, .situation = RK_SITUATION_CRASHES, .suspect = "gpio0", .now = "gpio0" },
  { "program", NULL, BARE, .replay = PROGRAM_TEXT, .replay_baud = 115200, .situation = RK_SITUATION_PROGRAM,
    .suspect = "gpio0", .now = "gpio0" },
  { "program-slow", NULL, BARE, .replay = PROGRAM_TEXT, .replay_baud = 9600, .situation = RK_SITUATION_GARBAGE,
    .suspect = "gnd", .now = "power" },
  { "at", NULL, BARE, .content = CONTENT_AT, .situation = RK_SITUATION_AT, .suspect = "gpio0", .now = "gpio0" },
  { "at-quiet", NULL, BARE, .content = CONTENT_AT, .typed = "ATE0\r\n", .situation = RK_SITUATION_AT,
    .suspect = "gpio0", .now = "gpio0" },
  { "brown-out", "brown-out:150", BARE, .situation = RK_SITUATION_UNSTEADY, .suspect = "3v3", .now = "power" },
  { "reset-noise", "reset-noise:200", BARE, .situation = RK_SITUATION_UNSTEADY, .suspect = "3v3", .now = "power" },
  { "brown-out-board", "brown-out:18", AUTO, .situation = RK_SITUATION_UNSTEADY, .suspect = "3v3", .now = "power" },
  { "gpio15-loader", "gpio15-high", AUTO, .situation = RK_SITUATION_GPIO15, .suspect = "gpio15", .now = "pins" },
  { "gpio15-run", "gpio15-high", BARE, .situation = RK_SITUATION_GPIO15, .suspect = "gpio15", .now = "pins" },
  { "both-loader", "gpio15-high gpio2-low", AUTO, .situation = RK_SITUATION_BOTH_PINS, .suspect = "gpio15", .now = "pins" },
  { "both-run", "gpio15-high gpio2-low", BARE, .situation = RK_SITUATION_BOTH_PINS, .suspect = "gpio15", .now = "pins" },
  { "gpio2-loader", "gpio2-low", AUTO, .situation = RK_SITUATION_GPIO2, .now = "pins" },
  { "gpio2-run", "gpio2-low", BARE, .situation = RK_SITUATION_GPIO2, .now = "pins" },
  { "esp32", NULL, BARE, .replay = ESP32_TEXT, .replay_baud = 115200, .situation = RK_SITUATION_OTHER_CHIP },
};
/* clang-format on */

/* FALSE if the firmware is not there. */
static gboolean
set_content (RkVirtualModule *chip,
             Content          content)
{
  g_autofree char *path = g_build_filename (g_getenv ("RK_SHARED_DIR") != NULL ? g_getenv ("RK_SHARED_DIR") : "",
                                            "firmware", "at-1.7.6-512+512", "boot_v1.7.bin", NULL);
  g_autoptr(GBytes) sample = bench_sample ();
  g_autoptr(GBytes) user1 = cloud_firmware (CLOUD_NONOS, 1);
  g_autoptr(GBytes) loader = NULL;
  char *bytes;
  gsize size;

  if (content == CONTENT_SAMPLE)
    return rk_virtual_module_set_flash (chip, 0, sample, NULL);
  if (content == CONTENT_BLANK)
    return TRUE;
  if (!g_file_get_contents (path, &bytes, &size, NULL))
    return FALSE;

  loader = g_bytes_new_take (bytes, size);
  return rk_virtual_module_set_flash (chip, 0, loader, NULL) && rk_virtual_module_set_flash (chip, 0x1000, user1, NULL);
}

static void
set_replay (RkVirtualModule *chip,
            const char      *text,
            guint            baud)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;

  /* A start is told once; a program goes on. */
  for (guint i = 0; i < (g_str_equal (text, PROGRAM_TEXT) ? 10000 : 1); i++)
    g_string_append (all, text);
  bytes = g_bytes_new (all->str, all->len);
  rk_virtual_module_set_replay (chip, bytes, baud);
}

/* FALSE if what it needs is not there. */
static gboolean
break_module (Bench       *bench,
              const Fault *fault)
{
  g_auto(GStrv) specs = g_strsplit (fault->faults != NULL ? fault->faults : "", " ", -1);

  rk_virtual_module_set_power (bench->chip, FALSE);
  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_REAL);
  rk_virtual_module_set_wiring (bench->chip, fault->wiring);
  rk_virtual_module_set_gpio0 (bench->chip, fault->gpio0);
  if (!set_content (bench->chip, fault->content))
    return FALSE;
  if (fault->replay != NULL)
    set_replay (bench->chip, fault->replay, fault->replay_baud);
  for (guint i = 0; specs[i] != NULL && *specs[i] != '\0'; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (rk_virtual_module_add_fault (bench->chip, specs[i], &error));
      g_assert_no_error (error);
    }
  rk_virtual_module_set_power (bench->chip, !fault->no_power);
  return TRUE;
}

static gboolean
press_cb (gpointer user_data)
{
  rk_virtual_module_press_reset (user_data);
  return G_SOURCE_CONTINUE;
}

/* What was said to AT firmware before, when it was ready for it. */
static void
type_before (Bench       *bench,
             const Fault *fault)
{
  g_autoptr(GString) heard = g_string_new (NULL);
  guint8 buffer[256];
  gssize count;

  rk_virtual_module_set_host_baud (bench->chip, 115200);
  while (strstr (heard->str, "ready") == NULL)
    {
      count = rk_virtual_module_receive (bench->chip, buffer, sizeof buffer, RK_DEADLINE_NEVER, NULL, NULL);
      g_assert_cmpint (count, >, 0);
      for (gssize i = 0; i < count; i++)
        g_string_append_c (heard, buffer[i] != 0 ? (char)buffer[i] : '.');
    }
  g_assert_true (rk_virtual_module_send (bench->chip, (const guint8 *)fault->typed, strlen (fault->typed),
                                         RK_DEADLINE_NEVER, NULL, NULL));
}

static const char *
first_now (const RkGuide *guide)
{
  for (guint i = 0; i < RK_GUIDE_STEPS; i++)
    if (guide->steps[i].mark == RK_GUIDE_NOW)
      return guide->steps[i].id;

  return NULL;
}

/* Passes when it does; all others are told, should it never come. */
static void
wait_for (Bench       *bench,
          RkSituation  situation)
{
  RkSituation seen = RK_SITUATION_TRYING;

  while (rk_module_get_situation (bench->module) != situation)
    {
      if (rk_module_get_situation (bench->module) != seen)
        g_test_message ("%s", rk_situation_get_nick (seen = rk_module_get_situation (bench->module)));
      g_assert_null (bench->result);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(RkFinding) finding = rk_guide_new_finding (RK_GUIDE_LOADER, fault->situation, RK_SEVERITY_WARNING);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  RkGuide guide;
  guint press = 0;

  if (!break_module (bench, fault))
    {
      g_test_skip ("no AT firmware");
      return;
    }
  if (fault->typed != NULL)
    type_before (bench, fault);
  else if (fault->wiring == BARE)
    press = g_timeout_add (PRESS_MS, press_cb, bench->chip);

  bench_start_flash (bench, plan, &options);
  wait_for (bench, fault->situation);
  g_clear_handle_id (&press, g_source_remove);
  g_assert_true (bench_found (bench, finding->id));

  rk_guide_init (&guide, RK_GUIDE_LOADER, fault->situation);
  g_assert_cmpstr (guide.suspects[0], ==, fault->suspect);
  g_assert_cmpstr (first_now (&guide), ==, fault->now);

  g_cancellable_cancel (bench->cancellable);
  bench_wait (bench);
  g_assert_cmpint (rk_module_get_situation (bench->module), ==, RK_SITUATION_TRYING);
  g_assert_null (bench_end_flash (bench, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* From fault to fault until it is flashed, and nobody presses a key at the computer. */
static void
test_goes_on (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  const Fault silent = { "silent", NULL, BARE, .no_power = TRUE };
  guint press;

  g_assert_true (break_module (bench, &silent));
  options.watch = FALSE;
  bench_start_flash (bench, plan, &options);
  wait_for (bench, RK_SITUATION_SILENT);

  rk_virtual_module_add_fault (bench->chip, "gpio15-high", NULL);
  rk_virtual_module_set_power (bench->chip, TRUE);
  press = g_timeout_add (PRESS_MS, press_cb, bench->chip);
  wait_for (bench, RK_SITUATION_GPIO15);
  rk_virtual_module_add_fault (bench->chip, "none", NULL);
  wait_for (bench, RK_SITUATION_GPIO0);
  rk_virtual_module_add_fault (bench->chip, "silence:tx:1", NULL);
  rk_virtual_module_set_gpio0 (bench->chip, TRUE);
  wait_for (bench, RK_SITUATION_NOT_HEARD);
  g_source_remove (press);
  rk_virtual_module_add_fault (bench->chip, "none", NULL);

  result = bench_end_flash (bench, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpint (rk_module_get_situation (bench->module), ==, RK_SITUATION_TRYING);
}

/* Given up, the words are those that were said while it was waited for. */
static void
test_given_up (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFinding) finding = NULL;
  const Fault fault = { "gpio15", "gpio15-high", AUTO };

  g_assert_true (break_module (bench, &fault));
  options.connect_timeout_ms = 1;
  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_WRONG_BOOT_PINS);
  g_assert_cmpstr (rk_error_get_fact (error, "situation"), ==, "gpio15");

  finding = rk_advice_new (error);
  g_assert_cmpstr (finding->id, ==, "connect.gpio15-high");
  g_assert_cmpint (finding->severity, ==, RK_SEVERITY_ERROR);
  g_assert_cmpstr (rk_finding_get_value (finding, "details"), ==, error->message);
}

static void
assert_console (const char  *text,
                RkSituation  situation,
                const char  *id)
{
  g_autoptr(RkFinding) finding = rk_guide_new_finding (RK_GUIDE_CONSOLE, situation, RK_SEVERITY_INFO);
  RkEvidence evidence;

  rk_evidence_init (&evidence);
  rk_evidence_add (&evidence, (const guint8 *)text, strlen (text));
  rk_evidence_flush (&evidence);
  g_assert_cmpstr (rk_situation_get_nick (rk_evidence_judge_console (&evidence)), ==, rk_situation_get_nick (situation));
  g_assert_cmpstr (finding->id, ==, id);
  rk_evidence_finish (&evidence);
}

/* The console wants another thing of the module than a job. */
static void
test_console (void)
{
  assert_console ("", RK_SITUATION_SILENT, "listen.nothing");
  assert_console ("\r\n ets Jan  8 2013,rst cause:1, boot mode:(1,6)\r\n", RK_SITUATION_LOADER, "listen.loader");
  assert_console ("\r\n ets Jan  8 2013,rst cause:1, boot mode:(7,6)\r\nwaiting for host\r\n", RK_SITUATION_GPIO15,
                  "connect.gpio15-high");
  assert_console ("\xf0\xe1\xc3\x87\x0f\x1e\x3c\x78\xf0\xe1\xc3\x87\x95\x86\xd1", RK_SITUATION_GARBAGE,
                  "listen.garbage");
  assert_console (ROM_TEXT "ready\r\n", RK_SITUATION_ANSWERED, "connect.answered");
  assert_console (PROGRAM_TEXT, RK_SITUATION_ANSWERED, "connect.answered");
  assert_console (CRASH_TEXT CRASH_TEXT, RK_SITUATION_CRASHES, "listen.crashes");
  assert_console (ESP32_TEXT, RK_SITUATION_OTHER_CHIP, "loader.wrong-chip");
}

/* Every situation has words of its own, and marks that agree with them. */
static void
test_words (void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int situation = 0; situation < RK_N_SITUATIONS; situation++)
    for (int purpose = RK_GUIDE_LOADER; purpose <= RK_GUIDE_CONSOLE; purpose++)
      {
        g_autoptr(RkFinding) finding = rk_guide_new_finding ((RkGuidePurpose)purpose, (RkSituation)situation,
                                                             RK_SEVERITY_ERROR);
        RkGuide guide;

        rk_guide_init (&guide, (RkGuidePurpose)purpose, (RkSituation)situation);
        g_assert_nonnull (finding->summary);
        if (purpose == RK_GUIDE_LOADER)
          g_assert_true (g_hash_table_add (ids, g_strdup (finding->id)));
        if (situation == RK_SITUATION_ANSWERED)
          g_assert_null (first_now (&guide));
        if (first_now (&guide) != NULL && situation != RK_SITUATION_LOADER)
          g_assert_nonnull (finding->remedy);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/guide/fault/%s", faults[i].name);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  g_test_add_func ("/guide/goes-on", test_goes_on);
  g_test_add_func ("/guide/given-up", test_given_up);
  g_test_add_func ("/guide/console", test_console);
  g_test_add_func ("/guide/words", test_words);

  return g_test_run ();
}
