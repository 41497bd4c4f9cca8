/* test-flash.c: the flasher on a virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "flash-bench.h"

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-rate-memory.h"
#include "state-folder.h"

/* Header untouched, so that flash holds exactly what is in the file. */
static RkJobOptions
exact_options (void)
{
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  options.header.size_code = RK_HEADER_KEEP;
  return options;
}

static void
test_success (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) sample = bench_sample ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->bytes, ==, g_bytes_get_size (sample));
  g_assert_cmpint (result->start, ==, RK_START_TALKS);
  g_assert_cmpuint (result->start_baud, ==, 115200);
  g_assert_cmpstr (bench->states->str, ==,
                   "opening resetting syncing identifying stub comparing writing verifying restarting watching listening ");
  g_assert_cmpint (result->content, ==, RK_CONTENT_MD5);
  g_assert_true (bench_found (bench, "flash.verified"));
  bench_assert_flash (bench, 0, sample);
  g_assert_cmpstr (rk_module_get_chip (bench->module)->name, ==, "ESP8266EX");
  g_assert_cmpuint (rk_module_get_chip (bench->module)->flash_size, ==, 1024 * 1024);
  g_assert_false (rk_module_get_busy (bench->module));
}

/* The rate that a port is good for is kept, and taken the next time; but not where
 * the person chooses one. */
static void
test_rate_is_kept (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();

  options.watch = FALSE;
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkFlashResult) result = NULL;

      options.baud = round == 0 ? 460800 : 0;
      if (round == 2)
        rk_rate_memory_put (bench->port, 921600);
      result = bench_flash (bench, plan, &options, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rk_rate_memory_get (bench->port), ==, round == 0 ? 0 : round == 1 ? 2000000 : 921600);
    }
}

/* With nothing but the ROM. */
static void
test_no_stub (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) sample = bench_sample ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  options.no_stub = TRUE;
  result = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->bytes, ==, g_bytes_get_size (sample));
  g_assert_cmpint (result->start, ==, RK_START_TALKS);
  g_assert_cmpstr (bench->states->str, ==,
                   "opening resetting syncing identifying erasing writing restarting watching listening ");
  g_assert_true (bench_found (bench, "flash.rom-blocks"));
  bench_assert_flash (bench, 0, sample);
}

#define BIG 0x23456

static GBytes *
make_big (void)
{
  guint8 *bytes = g_malloc (BIG);

  for (gsize i = 0; i < BIG; i++)
    bytes[i] = (guint8)(i * i >> 7);
  return g_bytes_new_take (bytes, BIG);
}

/* A plan that no check of its content stops, and that nobody wants to see start. */
static RkPlan *
make_big_plan (GBytes       *big,
               RkJobOptions *options)
{
  RkPlan *plan = rk_plan_new ();

  rk_plan_add_bytes (plan, "big.bin", big, 0x10000);
  options->force = TRUE;
  options->watch = FALSE;
  return plan;
}

static void
fill_flash (Bench *bench)
{
  g_autoptr(GBytes) dirt = g_bytes_new_take (memset (g_malloc (0x100000), 0x5a, 0x100000), 0x100000);

  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0, dirt, NULL));
}

/* What is there already is not written again; of what differs only the sector. */
static void
test_only_what_differs (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) big = make_big ();
  g_autoptr(GBytes) dirt = g_bytes_new_static ("dirt", 4);
  RkJobOptions options = exact_options ();
  g_autoptr(RkPlan) plan = make_big_plan (big, &options);
  static const struct
  {
    gboolean full;
    guint64  changed;
  } rounds[] = { { FALSE, 0x24000 }, { FALSE, 0 }, { FALSE, 0x1000 }, { TRUE, 0x24000 } };

  fill_flash (bench);
  for (gsize i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkFlashResult) result = NULL;

      if (i == 2)
        g_assert_true (rk_virtual_module_set_flash (bench->chip, 0x15432, dirt, NULL));
      options.full = rounds[i].full;
      result = bench_flash (bench, plan, &options, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (result->changed, ==, rounds[i].changed);
      bench_assert_flash (bench, 0x10000, big);
    }
}

/* A byte that cannot be programmed: the same wrong content twice. */
static void
test_worn (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) big = make_big ();
  RkJobOptions options = exact_options ();
  g_autoptr(RkPlan) plan = make_big_plan (big, &options);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_add_fault (bench->chip, "flash-stuck:0x1a345", NULL));
  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_nonnull (strstr (error->message, "0x1a000"));
  g_assert_true (bench_found (bench, "verify.worn"));
  g_assert_true (bench_found (bench, "flash.incomplete"));
}

/* A sector that cannot be erased is named, and so is one whose erasing never ends. */
static void
test_no_erase (void)
{
  static const struct
  {
    const char *fault;
    int         code;
    const char *place;
  } rows[] = {
    { "flash-worn:0x1a345", RK_ERROR_CONTENT_DIFFERS, "0x1a000" },
    { "flash-hang:0x11fff", RK_ERROR_FLASH_SILENT, "0x10000" },
    { "flash-hang:0x30001", RK_ERROR_FLASH_SILENT, "0x30000" },
  };
  g_autoptr(GBytes) big = make_big ();
  RkJobOptions options = exact_options ();
  g_autoptr(RkPlan) plan = make_big_plan (big, &options);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Bench) bench = bench_new ();
      g_autoptr(GError) error = NULL;

      fill_flash (bench);
      g_assert_true (rk_virtual_module_add_fault (bench->chip, rows[i].fault, NULL));
      g_assert_null (bench_flash (bench, plan, &options, &error));
      g_assert_error (error, RK_ERROR, rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].place));
      g_assert_true (bench_found (bench, "flash.incomplete"));
    }
}

/* The module loses its power again and again: never called a success. */
static void
test_weak_supply (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) big = make_big ();
  RkJobOptions options = exact_options ();
  g_autoptr(RkPlan) plan = make_big_plan (big, &options);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_add_fault (bench->chip, "weak-supply:30000", NULL));
  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
  g_assert_true (bench_found (bench, "flash.incomplete"));
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static RkFlashResult *
verify (Bench               *bench,
        RkPlan              *plan,
        const RkJobOptions  *options,
        GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_string_set_size (bench->findings, 0);
  rk_module_verify_async (bench->module, plan, options, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return rk_module_verify_finish (bench->module, result, error);
}

static void
test_read_and_verify (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) big = make_big ();
  RkJobOptions options = exact_options ();
  g_autoptr(RkPlan) plan = make_big_plan (big, &options);
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  fill_flash (bench);
  g_assert_null (verify (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_true (bench_found (bench, "verify.other"));
  g_assert_true (bench_found (bench, "verify.differs"));
  g_clear_error (&error);

  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0x10000, big, NULL));
  result = verify (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->bytes, ==, BIG);

  rk_module_read_async (bench->module, 0x10000, BIG, &options, NULL, result_cb, &read);
  while (read == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = rk_module_read_finish (bench->module, read, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, big));
}

/* What flashing sets in the header is no difference; any other byte is one. */
static void
test_verify_header (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) other = g_bytes_new_static ("X", 1);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) flashed = NULL;
  g_autoptr(RkFlashResult) same = NULL;

  options.header.mode = 3;
  flashed = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  same = verify (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_true (bench_found (bench, "verify.header"));

  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0x40, other, NULL));
  g_assert_null (verify (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_true (bench_found (bench, "verify.other"));
  g_assert_false (bench_found (bench, "verify.header"));
}

/* Any place can be compared, that in the middle of a sector too; an empty file is
 * everywhere. */
static void
test_verify_part (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) part = g_bytes_new_static ("part", 4);
  g_autoptr(GBytes) none = g_bytes_new_static ("", 0);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) same = NULL;

  rk_plan_add_bytes (plan, "none.bin", none, 0x2000);
  rk_plan_add_bytes (plan, "part.bin", part, 0x1234);
  g_assert_null (verify (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_true (bench_found (bench, "verify.other"));
  g_clear_error (&error);

  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0x1234, part, NULL));
  same = verify (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
}

/* Where a file belongs is known when the flash chip is. */
static void
test_verify_finds_place (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) data = fixture_rf_data (8);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) same = NULL;

  rk_plan_add_bytes (plan, "init.bin", data, RK_PLAN_AUTOMATIC);
  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0xfc000, data, NULL));
  same = verify (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->bytes, ==, g_bytes_get_size (data));
}

/* A module that has run has written its settings where they were cleared. */
static void
test_verify_settings (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) blank = g_bytes_new_take (memset (g_malloc (0x1000), 0xff, 0x1000), 0x1000);
  g_autoptr(GBytes) settings = g_bytes_new_static ("settings", 8);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) flashed = NULL;

  rk_plan_add_bytes (plan, "blank.bin", blank, 0xfe000);
  flashed = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0xfe000, settings, NULL));
  g_assert_null (verify (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
  g_assert_true (bench_found (bench, "verify.written"));
  g_assert_true (bench_found (bench, "verify.settings"));
  g_assert_false (bench_found (bench, "verify.other"));
}

/* After a job the console hears the module. */
static void
test_console (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

  g_assert_no_error (error);
  g_string_truncate (bench->said, 0);
  while (bench->said->len < 20)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_busy (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) busy = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;
  Bench second = *bench;

  bench_start_flash (bench, plan, &options);
  second.result = NULL;
  g_assert_null (bench_flash (&second, plan, &options, &busy));
  g_assert_error (busy, RK_ERROR, RK_ERROR_BUSY);

  result = bench_end_flash (bench, &error);
  g_assert_no_error (error);
}

static void
test_refused (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) sample = bench_sample ();
  g_autoptr(GBytes) before = rk_virtual_module_get_flash (bench->chip);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;

  /* Two files over each other. */
  rk_plan_add_bytes (plan, "one.bin", sample, 0);
  rk_plan_add_bytes (plan, "two.bin", sample, 0);
  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
  g_assert_true (bench_found (bench, "flash.untouched"));
  g_assert_true (g_str_has_suffix (bench->states->str, "failed listening "));
  bench_assert_flash (bench, 0, before);
}

static void
test_erase_all (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) dirt = g_bytes_new_static ("dirt", 4);
  g_autoptr(GBytes) clean = g_bytes_new_static ("\xff\xff\xff\xff", 4);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0x80000, dirt, &error));
  {
    g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

    g_assert_no_error (error);
    bench_assert_flash (bench, 0x80000, dirt);
  }
  options.erase_all = TRUE;
  {
    g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

    g_assert_no_error (error);
    bench_assert_flash (bench, 0x80000, clean);
  }
}

/* A bare module that somebody has put into its loader: the ROM itself starts
 * what was written.  In real time, since what is listened for in vain comes to more
 * than the ten seconds after which our program gives a silent host up. */
static void
test_bare_module (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_REAL);
  rk_virtual_module_set_wiring (bench->chip, RK_VIRTUAL_WIRING_NONE);
  rk_virtual_module_set_gpio0 (bench->chip, TRUE);
  rk_virtual_module_press_reset (bench->chip);

  result = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->start, ==, RK_START_TALKS);
}

typedef struct
{
  Bench      *bench;
  GByteArray *request; /* the last one */
  guint       baud;
} LateAnswer;

/* Asks once more when the answer is not waited for at its rate any longer. */
static void
late_trace_cb (gboolean      outgoing,
               gint64        time_us,
               const guint8 *bytes,
               gsize         count,
               const char   *note,
               gpointer      user_data)
{
  LateAnswer *late = user_data;

  if (note == NULL && outgoing)
    {
      g_byte_array_set_size (late->request, 0);
      g_byte_array_append (late->request, bytes, (guint)count);
    }
  else if (g_strcmp0 (note, "baud 74880") == 0)
    {
      rk_virtual_module_set_host_baud (late->bench->chip, late->baud);
      rk_virtual_module_send (late->bench->chip, late->request->data, late->request->len, RK_DEADLINE_NEVER, NULL, NULL);
      rk_virtual_module_set_host_baud (late->bench->chip, 74880);
    }
  else if (note != NULL && g_str_has_prefix (note, "baud "))
    late->baud = (guint)g_ascii_strtoull (note + strlen ("baud "), NULL, 10);
}

/* An answer that comes when the boot text is already listened for is no sign that the
 * module was reset. */
static void
test_late_answer (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GByteArray) request = g_byte_array_new ();
  LateAnswer late = { bench, request, 115200 };
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_REAL);
  rk_virtual_module_set_wiring (bench->chip, RK_VIRTUAL_WIRING_NONE);
  rk_virtual_module_set_gpio0 (bench->chip, TRUE);
  rk_virtual_module_press_reset (bench->chip);
  rk_module_set_trace (bench->module, late_trace_cb, &late);

  result = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->start, ==, RK_START_TALKS);
}

static void
ground_gpio0_cb (RkModule        *module,
                 const RkFinding *finding,
                 Bench           *bench)
{
  if (!g_str_has_prefix (finding->id, "connect."))
    return;

  rk_virtual_module_set_gpio0 (bench->chip, TRUE);
  rk_virtual_module_press_reset (bench->chip);
}

/* A bare module that runs: it is told what to do, and when it is done the
 * flasher goes on by itself.  In real time, as above. */
static void
test_wait_for_gpio0 (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_REAL);
  rk_virtual_module_set_wiring (bench->chip, RK_VIRTUAL_WIRING_NONE);
  rk_virtual_module_press_reset (bench->chip);
  g_signal_connect (bench->module, "found", G_CALLBACK (ground_gpio0_cb), bench);

  result = bench_flash (bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (bench->findings->str, " connect."));
}

/* Written, but it crashes: said so, and everything is in the flash. */
static void
test_not_started (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) sample = bench_sample ();
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sample, NULL), g_bytes_get_size (sample));
  g_autoptr(GBytes) damaged = NULL;
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;

  bytes[g_bytes_get_size (sample) / 2] ^= 0x10;
  damaged = g_bytes_new (bytes, g_bytes_get_size (sample));
  rk_plan_add_bytes (plan, "damaged.bin", damaged, 0);
  options.force = TRUE;

  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_NOT_STARTED);
  g_assert_true (bench_found (bench, "flash.complete"));
  bench_assert_flash (bench, 0, damaged);
}

/* An image of one instruction at the beginning of IRAM. */
static RkPlan *
one_instruction_plan (guint8 byte0,
                      guint8 byte1,
                      guint8 byte2)
{
  const guint8 head[] = {
    0xe9, 1, 2, 0, 0x00, 0x00, 0x10, 0x40, /* one segment, DIO, entry */
    0x00, 0x00, 0x10, 0x40, 4, 0, 0, 0,    /* address, length */
    byte0, byte1, byte2, 0,
  };
  guint8 bytes[32] = { 0 };
  g_autoptr(GBytes) image = NULL;
  RkPlan *plan = rk_plan_new ();

  memcpy (bytes, head, sizeof head);
  bytes[31] = 0xef ^ byte0 ^ byte1 ^ byte2;
  image = g_bytes_new (bytes, sizeof bytes);
  rk_plan_add_bytes (plan, "one.bin", image, 0);
  return plan;
}

/* “j .”: a program that runs, says nothing and does not restart. */
static void
test_silent (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = one_instruction_plan (0x06, 0xff, 0xff);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->start, ==, RK_START_SILENT);
}

/* “ill”: the ROM tells of exception 0. */
static void
test_crash (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(RkPlan) plan = one_instruction_plan (0, 0, 0);
  RkJobOptions options = exact_options ();
  g_autoptr(GError) error = NULL;

  g_assert_null (bench_flash (bench, plan, &options, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_NOT_STARTED);
  g_assert_true (bench_found (bench, "flash.complete"));
}

static void
cancel (Bench *bench)
{
  g_cancellable_cancel (bench->cancellable);
}

static void
unplug (Bench *bench)
{
  rk_virtual_module_set_plugged (bench->chip, FALSE);
}

/* Modules that are flashed at the same time.  With many more, under a sanitizer on
 * two processors, each is slower than a real chip, which the flasher's limits for
 * answers are made for. */
#define AT_ONCE 5

/* So soon it is told at the latest, also on a busy machine. */
#define TOLD_WITHIN_MS 3000

#define MEASUREMENTS 3

/* How many bytes pass the line until all is written: at least so many, since the
 * loader may need another SYNC before it answers. */
static int
measure_traffic (void)
{
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  RkJobOptions options = exact_options ();
  int least = G_MAXINT;

  options.after = RK_AFTER_STAY;
  for (guint i = 0; i < MEASUREMENTS; i++)
    {
      g_autoptr(Bench) bench = bench_new ();
      g_autoptr(GError) error = NULL;
      g_autoptr(RkFlashResult) result = bench_flash (bench, plan, &options, &error);

      g_assert_no_error (error);
      least = MIN (least, bench->bytes);
    }

  return least;
}

/* What was begun ends in good order, is never called a success, and the next
 * flash works. */
static void
disturb (guint        rounds,
         guint        at_once,
         void       (*disturbance) (Bench *bench),
         GQuark       domain,
         int          code)
{
  g_autoptr(RkPlan) plan = bench_sample_plan ();
  g_autoptr(GBytes) sample = bench_sample ();
  RkJobOptions options = exact_options ();
  int traffic = measure_traffic ();
  gint64 slowest = 0;

  for (guint round = 0; round < rounds; round += at_once)
    {
      g_autoptr(GPtrArray) benches = g_ptr_array_new_with_free_func ((GDestroyNotify)bench_free);

      for (guint i = 0; i < at_once; i++)
        {
          Bench *bench = bench_new ();

          g_ptr_array_add (benches, bench);
          bench->tripped = disturbance;
          bench->trip = g_test_rand_int_range (1, traffic);
          bench_start_flash (bench, plan, &options);
        }

      for (guint i = 0; i < at_once; i++)
        {
          Bench *bench = benches->pdata[i];
          g_autoptr(GError) error = NULL;
          g_autoptr(RkFlashResult) result = bench_end_flash (bench, &error);

          g_assert_error (error, domain, code);
          g_assert_null (result);
          slowest = MAX (slowest, bench->ended_at - bench->tripped_at);
          g_assert_true (bench_found (bench, "flash.untouched") || bench_found (bench, "flash.incomplete") ||
                         bench_found (bench, "flash.complete"));
          if (!bench_found (bench, "flash.complete") && !bench_found (bench, "flash.incomplete"))
            g_assert_null (strstr (bench->states->str, "writing"));

          /* What it runs then, without a clock to wait for, would starve the others. */
          bench->power_off = TRUE;
          bench->trip = 0;
          rk_virtual_module_set_plugged (bench->chip, TRUE);
          g_clear_object (&bench->cancellable);
          bench->cancellable = g_cancellable_new ();
          bench_start_flash (bench, plan, &options);
        }

      for (guint i = 0; i < at_once; i++)
        {
          Bench *bench = benches->pdata[i];
          g_autoptr(GError) error = NULL;
          g_autoptr(RkFlashResult) result = bench_end_flash (bench, &error);

          g_assert_no_error (error);
          bench_assert_flash (bench, 0, sample);
        }
    }

  g_test_message ("told at the latest %d ms after it happened", (int)(slowest / 1000));
  g_assert_cmpint (slowest / 1000, <, TOLD_WITHIN_MS);
}

static void
test_unplug (void)
{
  disturb (200, AT_ONCE, unplug, RK_ERROR, RK_ERROR_PORT_LOST);
}

static void
test_cancel (void)
{
  disturb (60, AT_ONCE, cancel, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/module/flash/success", test_success);
  g_test_add_func ("/module/flash/rate-is-kept", test_rate_is_kept);
  g_test_add_func ("/module/flash/no-stub", test_no_stub);
  g_test_add_func ("/module/flash/only-what-differs", test_only_what_differs);
  g_test_add_func ("/module/flash/worn", test_worn);
  g_test_add_func ("/module/flash/no-erase", test_no_erase);
  g_test_add_func ("/module/flash/weak-supply", test_weak_supply);
  g_test_add_func ("/module/flash/read-and-verify", test_read_and_verify);
  g_test_add_func ("/module/flash/verify-header", test_verify_header);
  g_test_add_func ("/module/flash/verify-part", test_verify_part);
  g_test_add_func ("/module/flash/verify-finds-place", test_verify_finds_place);
  g_test_add_func ("/module/flash/verify-settings", test_verify_settings);
  g_test_add_func ("/module/flash/console", test_console);
  g_test_add_func ("/module/flash/busy", test_busy);
  g_test_add_func ("/module/flash/refused", test_refused);
  g_test_add_func ("/module/flash/erase-all", test_erase_all);
  g_test_add_func ("/module/flash/bare-module", test_bare_module);
  g_test_add_func ("/module/flash/late-answer", test_late_answer);
  g_test_add_func ("/module/flash/wait-for-gpio0", test_wait_for_gpio0);
  g_test_add_func ("/module/flash/not-started", test_not_started);
  g_test_add_func ("/module/flash/silent", test_silent);
  g_test_add_func ("/module/flash/crash", test_crash);
  g_test_add_func ("/module/flash/unplug", test_unplug);
  g_test_add_func ("/module/flash/cancel", test_cancel);

  return run_in_state_folder ();
}
