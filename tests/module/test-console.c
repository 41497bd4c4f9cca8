/* test-console.c: listening, sending and restarting between jobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "flash-bench.h"
#include "rk-error.h"
#include "rk-module.h"
#include "wire.h"

#include <string.h>

typedef struct
{
  Wire         *wire;
  RkModule     *module;
  GString      *said;
  GString      *findings;
  guint         n_signals;
  guint         baud;      /* the last bytes came at */
  gint64        time_us;
  GAsyncResult *result;
  goffset       sent;      /* as told by progress */
  guint         n_progress;
} Fixture;

static int n_ports;

static void
received_cb (RkModule *module,
             GBytes   *bytes,
             guint     baud,
             gint64    time_us,
             Fixture  *fixture)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (size, >, 0);
  g_assert_cmpint (time_us, >=, fixture->time_us);
  g_assert_cmpint (time_us, <=, g_get_monotonic_time ());
  g_string_append_len (fixture->said, data, (gssize)size);
  fixture->n_signals++;
  fixture->baud = baud;
  fixture->time_us = time_us;
}

static void
found_cb (RkModule        *module,
          const RkFinding *finding,
          Fixture         *fixture)
{
  g_string_append_printf (fixture->findings, " %s ", finding->id);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *port = g_strdup_printf ("wire-%d", n_ports++);

  fixture->wire = wire_new (port);
  fixture->said = g_string_new (NULL);
  fixture->findings = g_string_new (NULL);
  fixture->module = rk_module_new ();
  g_assert_true (rk_module_set_port (fixture->module, port));
  g_signal_connect (fixture->module, "received", G_CALLBACK (received_cb), fixture);
  g_signal_connect (fixture->module, "found", G_CALLBACK (found_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->module);
  wire_free (fixture->wire);
  g_string_free (fixture->said, TRUE);
  g_string_free (fixture->findings, TRUE);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&fixture->result);
}

static void
open_port (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rk_module_open_async (fixture->module, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_open_finish (fixture->module, result, &error));
  g_assert_no_error (error);
}

static void
wait_for_text (Fixture    *fixture,
               const char *text)
{
  while (strstr (fixture->said->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_sent (Fixture    *fixture,
             const char *text)
{
  g_autoptr(GBytes) sent = wire_get_sent (fixture->wire);

  g_assert_cmpmem (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), text, strlen (text));
}

/* Blocks that count up, so that a missing, a doubled and a swapped one is seen. */
static void
append_block (GString *text,
              guint    number)
{
  g_string_append_printf (text, "%08x the quick brown fox jumps over the lazy dog\n", number);
}

/* While the main context does not look, all is kept, in order; then it comes in few
 * signals. */
static void
test_merged (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GString) expected = g_string_new (NULL);
  const guint n_blocks = 20000;

  open_port (fixture);
  for (guint i = 0; i < n_blocks; i++)
    {
      gsize before = expected->len;

      append_block (expected, i);
      wire_say (fixture->wire, expected->str + before, expected->len - before);
    }
  while (wire_get_waiting (fixture->wire) > 0)
    g_thread_yield ();

  while (fixture->said->len < expected->len)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_string_equal (fixture->said, expected));
  g_assert_cmpuint (fixture->n_signals, <, 100);
  g_assert_cmpuint (fixture->baud, ==, RK_MODULE_DEFAULT_BAUD);
}

/* A main context that is held up for good does not make memory grow: the port is
 * read no further.  Nothing is lost. */
static void
test_bounded (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc (8 * 1024 * 1024);
  const gsize size = 8 * 1024 * 1024;
  gsize waiting;
  gsize seen = 0;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)(i * 2654435761u >> 13);
  open_port (fixture);
  wire_say (fixture->wire, bytes, size);

  /* It settles with more than a third left in the port. */
  do
    {
      waiting = seen;
      g_usleep (200 * 1000);
      seen = wire_get_waiting (fixture->wire);
    }
  while (seen != waiting);
  g_assert_cmpuint (seen, >, size / 3);

  while (fixture->said->len < size)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpmem (fixture->said->str, fixture->said->len, bytes, size);
}

/* Whoever lets go of the module does not wait for the worker, which waits for it. */
static void
test_let_go (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc0 (8 * 1024 * 1024);

  open_port (fixture);
  wire_say (fixture->wire, bytes, 8 * 1024 * 1024);
  while (wire_get_waiting (fixture->wire) > 4 * 1024 * 1024)
    g_thread_yield ();
}

static void
progress_cb (goffset  current,
             goffset  total,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (current, >=, fixture->sent);
  g_assert_cmpint (current, <=, total);
  fixture->sent = current;
  fixture->n_progress++;
}

static void
start_sending (Fixture      *fixture,
               GBytes       *bytes,
               GCancellable *cancellable)
{
  rk_module_send_async (fixture->module, bytes, progress_cb, fixture, cancellable, result_cb, fixture);
}

static void
test_send (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GBytes) line = g_bytes_new_static ("AT\r\n", 4);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  /* Opens the port by itself. */
  wire_set_echo (fixture->wire, TRUE);
  start_sending (fixture, line, NULL);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_send_finish (fixture->module, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->sent, ==, 4);
  g_assert_false (rk_module_get_busy (fixture->module));
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_LISTENING);
  assert_sent (fixture, "AT\r\n");
  wait_for_text (fixture, "AT\r\n");
}

/* A file goes out whole while its echo comes in, and what is sent after it later. */
static void
test_send_long (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) end = g_bytes_new_static ("THE END", 7);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 4000; i++)
    append_block (text, i);
  bytes = g_bytes_new (text->str, text->len);

  wire_set_echo (fixture->wire, TRUE);
  start_sending (fixture, bytes, NULL);
  rk_module_send_async (fixture->module, end, NULL, NULL, NULL, NULL, NULL);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_send_finish (fixture->module, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->sent, ==, (goffset)text->len);

  g_string_append (text, "THE END");
  wait_for_text (fixture, "THE END");
  assert_sent (fixture, text->str);
  g_assert_true (g_string_equal (fixture->said, text));
}

/* One that the port does not take can be cancelled, and those that wait too. */
static void
test_send_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GBytes) line = g_bytes_new_static ("AT\r\n", 4);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  open_port (fixture);
  wire_set_blocked (fixture->wire, TRUE);
  start_sending (fixture, line, cancellable);
  g_cancellable_cancel (cancellable);
  result = wait_for_result (fixture);
  g_assert_false (rk_module_send_finish (fixture->module, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_sent (fixture, "");

  wire_set_blocked (fixture->wire, FALSE);
  wire_say (fixture->wire, "still here", 10);
  wait_for_text (fixture, "still here");
}

/* A typed line goes out at the rate it was typed at, a change after it. */
static void
test_baud (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GBytes) line = g_bytes_new_static ("AT\r\n", 4);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  open_port (fixture);
  start_sending (fixture, line, NULL);
  rk_module_set_baud (fixture->module, 9600);
  g_assert_cmpuint (rk_module_get_baud (fixture->module), ==, 9600);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_send_finish (fixture->module, result, &error));
  while (wire_get_baud (fixture->wire) != 9600)
    g_main_context_iteration (NULL, FALSE);
  wire_say (fixture->wire, "slow", 4);
  wait_for_text (fixture, "slow");
  g_assert_cmpuint (fixture->baud, ==, 9600);

  /* One that the port does not have. */
  wire_refuse_baud (fixture->wire, 250001);
  rk_module_set_baud (fixture->module, 250001);
  while (rk_module_get_baud (fixture->module) != 9600)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->findings->str, ==, " port.baud ");
  g_assert_cmpuint (wire_get_baud (fixture->wire), ==, 9600);
}

static void
test_lines (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_module_get_can_set_lines (fixture->module));
  rk_module_set_lines_async (fixture->module, TRUE, FALSE, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_set_lines_finish (fixture->module, result, &error));
  g_assert_no_error (error);
  g_assert_true (rk_module_get_can_set_lines (fixture->module));
  g_assert_true (rk_module_get_can_set_baud (fixture->module));
  g_assert_true (rk_module_get_dtr (fixture->module));
  g_assert_false (rk_module_get_rts (fixture->module));
}

/* The port goes and comes back by itself. */
static void
test_lost (Fixture       *fixture,
           gconstpointer  data)
{
  open_port (fixture);
  rk_module_set_keep_open (fixture->module, TRUE);

  wire_set_plugged (fixture->wire, FALSE);
  while (!rk_module_get_lost (fixture->module))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_CLOSED);
  g_assert_false (rk_module_get_can_set_lines (fixture->module));
  g_assert_cmpstr (fixture->findings->str, ==, " port.lost ");

  wire_set_plugged (fixture->wire, TRUE);
  while (rk_module_get_lost (fixture->module))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_LISTENING);
  wire_say (fixture->wire, "back again", 10);
  wait_for_text (fixture, "back again");
  g_assert_cmpstr (fixture->findings->str, ==, " port.lost ");
}

/* Closing ends the wait for a lost port. */
static void
test_given_up (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  open_port (fixture);
  rk_module_set_keep_open (fixture->module, TRUE);
  wire_set_plugged (fixture->wire, FALSE);
  while (!rk_module_get_lost (fixture->module))
    g_main_context_iteration (NULL, TRUE);
  rk_module_close_async (fixture->module, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_close_finish (fixture->module, result, NULL));
  g_assert_false (rk_module_get_lost (fixture->module));
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_CLOSED);
}

static void
test_not_wanted_back (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GBytes) line = g_bytes_new_static ("AT\r\n", 4);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  open_port (fixture);
  wire_set_plugged (fixture->wire, FALSE);
  while (!rk_module_get_lost (fixture->module))
    g_main_context_iteration (NULL, TRUE);

  start_sending (fixture, line, NULL);
  result = wait_for_result (fixture);
  g_assert_false (rk_module_send_finish (fixture->module, result, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_MISSING);
  g_assert_true (rk_module_set_port (fixture->module, "virtual"));
  g_assert_false (rk_module_get_lost (fixture->module));
}

/* The module of a story: what it says after a reset, and at which rate. */
typedef struct
{
  const char *boot_text;
  guint       boot_baud;
  const char *text;    /* the program's, as soon as its rate is set */
  gboolean    in_reset;
  gboolean    said_boot;
  gboolean    said;
} Story;

#define ROM_TEXT                                                                       \
  "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 816, room 16 \r\n" \
  "tail 0\r\nchksum 0x8d\r\nload 0x3ffe8000, len 788, room 8 \r\ntail 12\r\nchksum 0xcf\r\n"    \
  "ho 0 tail 12 room 4\r\nload 0x3ffe8314, len 288, room 12 \r\ntail 4\r\nchksum 0xcf\r\ncsum 0xcf\r\n"

static void
say_garbage (Wire       *wire,
             const char *text)
{
  g_autofree guint8 *garbage = g_memdup2 (text, strlen (text));

  for (gsize i = 0; i < strlen (text); i++)
    garbage[i] |= 0x80;
  wire_say (wire, garbage, strlen (text));
}

static void
story_cb (Wire     *wire,
          guint     baud,
          gboolean  dtr,
          gboolean  rts,
          gpointer  user_data)
{
  Story *story = user_data;

  if (rts && !dtr)
    story->in_reset = TRUE;
  else if (story->in_reset && !rts)
    {
      story->in_reset = FALSE;
      story->said_boot = TRUE;
      if (baud == story->boot_baud)
        wire_say (wire, story->boot_text, strlen (story->boot_text));
      else
        say_garbage (wire, story->boot_text);
    }
  else if (story->said_boot && !story->said && baud == 115200)
    {
      story->said = TRUE;
      wire_say (wire, story->text, strlen (story->text));
    }
}

static void
restart (Fixture       *fixture,
         RkRestartMode  mode)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rk_module_restart_async (fixture->module, mode, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_restart_finish (fixture->module, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_LISTENING);
}

typedef struct
{
  const char *text;
  const char *findings;
  guint       boot_baud;
} Case;

/* With a loader, the rate is changed at its last line and not before. */
static const Case cases[] = {
  { ROM_TEXT, "", 74880 },
  { ROM_TEXT "\r\n2nd boot version : 1.7(5d6f877)\r\nSPI Speed : 40MHz\r\nSPI Mode : QIO\r\n"
             "SPI Flash Size & Map: 8Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n\r\n",
    "", 74880 },
  { "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x4010f000, len 3584, room 16 \r\n"
    "tail 0\r\nchksum 0xb0\r\ncsum 0xb0\r\nv614f7c32\r\n~ld\r\n",
    "", 74880 },
  { "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nets_main.c \r\n", "", 74880 },
  { "", " restart.unseen ", 74880 },
};

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  const Case *c = data;
  Story story = { .boot_text = c->text, .boot_baud = c->boot_baud, .text = "hello at 115200\r\n" };
  g_autofree char *all = g_strconcat (c->text, story.text, NULL);

  open_port (fixture);
  wire_set_func (fixture->wire, story_cb, &story);
  restart (fixture, RK_RESTART_RUN);
  wait_for_text (fixture, story.text);
  g_assert_cmpstr (fixture->said->str, ==, all);
  g_assert_cmpstr (fixture->findings->str, ==, c->findings);
  g_assert_cmpuint (fixture->baud, ==, 115200);
  g_assert_cmpuint (wire_get_baud (fixture->wire), ==, 115200);
}

/* A crystal of 40 MHz is noticed, and remembered. */
static void
test_restart_other_crystal (Fixture       *fixture,
                            gconstpointer  data)
{
  Story story = { .boot_text = ROM_TEXT, .boot_baud = 115200, .text = ROM_TEXT "hello\r\n" };

  open_port (fixture);
  wire_set_func (fixture->wire, story_cb, &story);
  restart (fixture, RK_RESTART_RUN);
  wait_for_text (fixture, "hello");
  g_assert_cmpstr (fixture->findings->str, ==, "");

  g_string_truncate (fixture->said, 0);
  story = (Story){ .boot_text = ROM_TEXT "hello again\r\n", .boot_baud = 115200, .text = "" };
  restart (fixture, RK_RESTART_RUN);
  wait_for_text (fixture, "again\r\n");
  g_assert_cmpstr (fixture->said->str, ==, story.boot_text);
}

/* What is sent meanwhile waits for the console's rate. */
static void
test_restart_and_send (Fixture       *fixture,
                       gconstpointer  data)
{
  Story story = { .boot_text = ROM_TEXT, .boot_baud = 74880, .text = "hello\r\n" };
  g_autoptr(GBytes) line = g_bytes_new_static ("AT\r\n", 4);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  open_port (fixture);
  wire_set_func (fixture->wire, story_cb, &story);
  rk_module_restart_async (fixture->module, RK_RESTART_RUN, NULL, NULL, NULL);
  g_assert_true (rk_module_get_busy (fixture->module));
  start_sending (fixture, line, NULL);
  result = wait_for_result (fixture);
  g_assert_true (rk_module_send_finish (fixture->module, result, &error));
  g_assert_no_error (error);
  g_assert_false (rk_module_get_busy (fixture->module));
  g_assert_true (story.said);
  assert_sent (fixture, "AT\r\n");
}

/* The real ROM and a real program, in real time: boot text and greeting in one go. */
static void
test_restart_virtual (void)
{
  g_autoptr(Bench) bench = bench_new ();
  g_autoptr(GBytes) sample = bench_sample ();
  g_autoptr(GError) error = NULL;

  rk_virtual_module_set_power (bench->chip, FALSE);
  rk_virtual_module_set_pace (bench->chip, RK_VIRTUAL_PACE_REAL);
  g_assert_true (rk_virtual_module_set_flash (bench->chip, 0, sample, &error));

  /* At its first start, which is not of our making, it is heard at the boot rate. */
  rk_module_set_baud (bench->module, 74880);
  rk_module_open_async (bench->module, NULL, NULL, NULL);
  rk_virtual_module_set_power (bench->chip, TRUE);
  while (strstr (bench->said->str, "\ncsum 0x") == NULL)
    g_main_context_iteration (NULL, TRUE);
  rk_module_set_baud (bench->module, 115200);
  g_string_truncate (bench->said, 0);

  rk_module_restart_async (bench->module, RK_RESTART_RUN, NULL, NULL, NULL);
  while (strstr (bench->said->str, "running for 1 s") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (bench->said->str, "ets Jan  8 2013,rst cause:2, boot mode:(3,"));
  g_assert_nonnull (strstr (bench->said->str, "\ncsum 0x"));
  g_assert_nonnull (strstr (bench->said->str, "\nHello from Rekindle."));
  g_assert_cmpstr (bench->findings->str, ==, "");
}

static void
test_restart_loader_virtual (void)
{
  g_autoptr(Bench) bench = bench_new ();

  rk_module_set_baud (bench->module, 74880);
  rk_module_restart_async (bench->module, RK_RESTART_LOADER, NULL, NULL, NULL);
  while (strstr (bench->said->str, "boot mode:(1,") == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (rk_module_get_busy (bench->module))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (bench->findings->str, ==, "");
}

/* One that talks all the time, at one rate. */
typedef struct
{
  GThread *thread;
  Wire    *wire;
  guint    baud;
  int      stop;
} Talker;

static gpointer
talk (gpointer data)
{
  Talker *talker = data;

  while (g_atomic_int_get (&talker->stop) == 0)
    {
      const char *text = "temperature 21.5 degrees, humidity 40 percent\r\n";

      if (wire_get_baud (talker->wire) == talker->baud)
        wire_say (talker->wire, text, strlen (text));
      else
        say_garbage (talker->wire, text);
      g_usleep (10 * 1000);
    }
  return NULL;
}

static RkBaudDetection *
detect (Fixture  *fixture,
        gboolean  may_reset)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  RkBaudDetection *found;

  rk_module_detect_baud_async (fixture->module, may_reset, NULL, result_cb, fixture);
  result = wait_for_result (fixture);
  found = rk_module_detect_baud_finish (fixture->module, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wire_get_baud (fixture->wire), ==, RK_MODULE_DEFAULT_BAUD);
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_LISTENING);
  return found;
}

static void
test_detect_talker (Fixture       *fixture,
                    gconstpointer  data)
{
  Talker talker = { .wire = fixture->wire, .baud = 38400 };
  g_autoptr(RkBaudDetection) found = NULL;

  wire_refuse_baud (fixture->wire, 9600); /* is passed over */
  talker.thread = g_thread_new ("talker", talk, &talker);
  found = detect (fixture, FALSE);
  g_atomic_int_set (&talker.stop, 1);
  g_thread_join (talker.thread);

  g_assert_cmpuint (found->baud, ==, 38400);
  g_assert_cmpfloat (found->confidence, >, 0.9);
  g_assert_cmpuint (found->boot_baud, ==, 0);
  g_assert_nonnull (strstr (found->sample, "humidity"));
}

/* One that only greets. */
typedef struct
{
  Story story;
  guint baud;
} Greeter;

static void
greeter_cb (Wire     *wire,
            guint     baud,
            gboolean  dtr,
            gboolean  rts,
            gpointer  user_data)
{
  Greeter *greeter = user_data;
  const char *text = "Hello, this is a program that greets.\r\n";

  if (rts)
    greeter->story.in_reset = TRUE;
  else if (greeter->story.in_reset)
    {
      greeter->story.in_reset = FALSE;
      greeter->story.said_boot = TRUE;
      wire_say (wire, ROM_TEXT, strlen (ROM_TEXT));
    }
  else if (greeter->story.said_boot && baud != 74880)
    {
      greeter->story.said_boot = FALSE;
      if (greeter->baud == 0)
        return;
      if (baud == greeter->baud)
        wire_say (wire, text, strlen (text));
      else
        say_garbage (wire, text);
    }
}

static void
test_detect_greeter (Fixture       *fixture,
                     gconstpointer  data)
{
  Greeter greeter = { .baud = 9600 };
  g_autoptr(RkBaudDetection) found = NULL;
  g_autoptr(RkBaudDetection) without = NULL;

  wire_set_func (fixture->wire, greeter_cb, &greeter);
  without = detect (fixture, FALSE);
  g_assert_cmpuint (without->baud, ==, 0);
  g_assert_cmpuint (without->heard, ==, 0);
  g_assert_null (without->sample);

  found = detect (fixture, TRUE);
  g_assert_cmpuint (found->baud, ==, 9600);
  g_assert_cmpuint (found->boot_baud, ==, 74880);
  g_assert_nonnull (strstr (found->sample, "Hello"));
}

/* The ROM is all that talks. */
static void
test_detect_rom (Fixture       *fixture,
                 gconstpointer  data)
{
  Greeter greeter = { .baud = 0 };
  g_autoptr(RkBaudDetection) found = NULL;

  wire_set_func (fixture->wire, greeter_cb, &greeter);
  found = detect (fixture, TRUE);
  g_assert_cmpuint (found->baud, ==, 74880);
  g_assert_cmpuint (found->boot_baud, ==, 74880);
  g_assert_cmpfloat (found->confidence, >, 0.8);
}

static void
test_detect_cancelled (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rk_module_detect_baud_async (fixture->module, TRUE, cancellable, result_cb, fixture);
  while (!wire_is_open (fixture->wire))
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  result = wait_for_result (fixture);
  g_assert_null (rk_module_detect_baud_finish (fixture->module, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint ((int)rk_module_get_state (fixture->module), ==, RK_MODULE_STATE_LISTENING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/module/console/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("merged", test_merged);
  ADD ("bounded", test_bounded);
  ADD ("let-go", test_let_go);
  ADD ("send", test_send);
  ADD ("send-long", test_send_long);
  ADD ("send-cancelled", test_send_cancelled);
  ADD ("baud", test_baud);
  ADD ("lines", test_lines);
  ADD ("lost", test_lost);
  ADD ("given-up", test_given_up);
  ADD ("not-wanted-back", test_not_wanted_back);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/module/console/restart/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, &cases[i], set_up, test_restart, tear_down);
    }
  ADD ("restart/other-crystal", test_restart_other_crystal);
  ADD ("restart/and-send", test_restart_and_send);
  ADD ("detect/talker", test_detect_talker);
  ADD ("detect/greeter", test_detect_greeter);
  ADD ("detect/rom", test_detect_rom);
  ADD ("detect/cancelled", test_detect_cancelled);
  g_test_add_func ("/module/console/restart/virtual", test_restart_virtual);
  g_test_add_func ("/module/console/restart/loader-virtual", test_restart_loader_virtual);

  return g_test_run ();
}
