/* test-connect.c: getting an answer, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <json-glib/json-glib.h>

#include "fake-link.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader.h"
#include "rk-reset.h"

#define ROM_LINE(mode) "text \r\n ets Jan  8 2013,rst cause:2, boot mode:(" mode ")\r\n\r\n"

static void
situation_cb (RkSituation situation,
              gpointer    user_data)
{
  g_string_append_printf (user_data, "%s ", rk_situation_get_nick (situation));
}

/* The situations are told once each, in order. */
static void
assert_connects (const FakeStep *steps,
                 RkLoaderBefore  before,
                 const char     *situations,
                 gboolean        stub,
                 gboolean        can_reset)
{
  g_autoptr(RkLink) link = fake_link_new (steps);
  g_autoptr(RkLoader) loader = rk_loader_new (link);
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  rk_loader_set_situation_func (loader, situation_cb, seen);
  g_assert_true (rk_loader_connect (loader, before, 115200, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fake_link_left (link), ==, 0);
  g_assert_true (fake_link_released (link));
  g_assert_cmpuint (rk_link_get_baud (link), ==, 115200);
  g_assert_cmpstr (seen->str, ==, situations);
  g_assert_cmpint (rk_loader_is_stub (loader), ==, stub);
  g_assert_cmpint (rk_loader_can_reset (loader), ==, can_reset);
}

/* The reason why nobody answers.  A machine that stands still for a moment may leave no
 * time to listen at the boot text's rate: then more is given. */
static GError *
connect_in_vain (const char *while_syncing,
                 const char *while_listening)
{
  for (guint timeout_ms = 200;; timeout_ms *= 2)
    {
      g_autoptr(RkLink) link = fake_link_new (NULL);
      g_autoptr(RkLoader) loader = rk_loader_new (link);
      g_autoptr(GError) error = NULL;

      fake_link_expect (link, "SYNC+", while_syncing);
      fake_link_expect (link, "baud 74880", while_listening);
      fake_link_expect (link, "*+", NULL);

      g_assert_false (rk_loader_connect (loader, RK_LOADER_BEFORE_NONE, 115200, rk_deadline_in_ms (timeout_ms), NULL,
                                         &error));
      if (fake_link_left (link) == 0)
        return g_steal_pointer (&error);
    }
}

/* Real boot texts, by the mode that people saw. */
static void
assert_corpus_line (JsonObject *entry)
{
  JsonObject *labels = json_object_get_object_member (entry, "labels");
  JsonArray *mode = json_object_has_member (labels, "boot_mode") ? json_object_get_array_member (labels, "boot_mode") : NULL;
  RkError expected = RK_ERROR_WRONG_BOOT_PINS;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (mode == NULL || json_array_get_length (mode) != 2)
    return;
  if (json_array_get_int_element (mode, 0) == 3)
    expected = RK_ERROR_NOT_IN_LOADER;
  if (json_array_get_int_element (mode, 0) == 1)
    expected = RK_ERROR_NOT_HEARD;

  /* The fake's script has the semicolon for itself. */
  text = g_strconcat ("text ", json_object_get_string_member (entry, "text"), "\n", NULL);
  g_strdelimit (text, ";", ',');
  error = connect_in_vain (NULL, text);
  if (!g_error_matches (error, RK_ERROR, (int)expected))
    g_error ("%s: %s", json_object_get_string_member (entry, "id"), error->message);
}

static void
test_corpus (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RK_SHARED_DIR") != NULL ? g_getenv ("RK_SHARED_DIR") : "",
                                            "corpus", "serial-output.jsonl", NULL);
  g_autofree char *all = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &all, NULL, NULL))
    {
      g_test_skip ("no corpus of serial output");
      return;
    }

  lines = g_strsplit (all, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonParser) parser = json_parser_new ();

      if (lines[i][0] == '\0')
        continue;
      g_assert_true (json_parser_load_from_data (parser, lines[i], -1, NULL));
      assert_corpus_line (json_node_get_object (json_parser_get_root (parser)));
    }
}

static const FakeStep by_reset[] = {
  { "baud 74880" },
  { "lines 0 1" },
  { "lines 1 0", ROM_LINE ("1,6") },
  { "lines 0 0" },
  { "baud 115200" },
  { "SYNC" }, /* is used up by the measuring of the rate */
  { "SYNC", "sync" },
  { NULL }
};

static void
test_by_reset (void)
{
  assert_connects (by_reset, RK_LOADER_BEFORE_AUTO, "trying answered ", FALSE, TRUE);
}

/* The first way to reset is too quick for this board: it runs from flash. */
static void
test_by_slow_reset (void)
{
  static const FakeStep steps[] = {
    { "baud 74880" },
    { "lines 0 1" },
    { "lines 1 0", ROM_LINE ("3,6") },
    { "lines 0 0" },
    { "baud 74880" },
    { "lines 0 1" },
    { "lines 1 0", ROM_LINE ("1,6") },
    { "lines 0 0" },
    { "baud 115200" },
    { "SYNC", "sync" },
    { NULL }
  };

  assert_connects (steps, RK_LOADER_BEFORE_AUTO, "trying gpio0 answered ", FALSE, TRUE);
}

/* The lines lead nowhere; the person grounds GPIO0 and resets in the end. */
static void
test_by_hand (void)
{
  static const FakeStep steps[] = {
    { "SYNC+" },
    { "baud 74880", ROM_LINE ("3,6") },
    { "baud 115200" },
    { "SYNC+" },
    { "baud 74880", ROM_LINE ("1,6") },
    { "baud 115200" },
    { "SYNC", "sync" },
    { NULL }
  };

  assert_connects (steps, RK_LOADER_BEFORE_NONE, "trying gpio0 not-heard answered ", FALSE, FALSE);
}

/* Some ports cannot do the rate of the boot text. */
static void
test_deaf_port (void)
{
  static const FakeStep steps[] = {
    { "baud 74880", "unable" },
    { "lines 0 1" },
    { "lines 1 0" },
    { "lines 0 0" },
    { "SYNC" },
    { "SYNC", "sync" },
    { NULL }
  };

  assert_connects (steps, RK_LOADER_BEFORE_AUTO, "trying answered ", FALSE, FALSE);
}

static void
test_stub (void)
{
  static const FakeStep steps[] = {
    { "SYNC", "stub" },
    { NULL }
  };

  assert_connects (steps, RK_LOADER_BEFORE_NONE, "trying answered ", TRUE, FALSE);
}

/* What came before, half a frame among it, does not hide the answer; nor does the
 * echo of an adapter on a single wire. */
static void
test_noise_first (void)
{
  static const FakeStep steps[] = {
    { "SYNC", "bytes ff00c0c1c2;sync" },
    { NULL }
  };
  static const FakeStep echo[] = {
    { "SYNC", "echo" },
    { "SYNC", "echo;sync" },
    { NULL }
  };

  assert_connects (steps, RK_LOADER_BEFORE_NONE, "trying answered ", FALSE, FALSE);
  assert_connects (echo, RK_LOADER_BEFORE_NONE, "trying answered ", FALSE, FALSE);
}

static void
test_reasons (void)
{
  static const struct
  {
    const char *while_syncing;
    const char *while_listening;
    RkError     code;
    RkSituation situation;
  } cases[] = {
    { NULL, NULL, RK_ERROR_NOTHING_RECEIVED, RK_SITUATION_SILENT },
    { NULL, ROM_LINE ("3,0"), RK_ERROR_NOT_IN_LOADER, RK_SITUATION_GPIO0 },
    { NULL, ROM_LINE ("3,7"), RK_ERROR_NOT_IN_LOADER, RK_SITUATION_GPIO0 },
    { NULL, ROM_LINE ("1,7"), RK_ERROR_NOT_HEARD, RK_SITUATION_NOT_HEARD },
    { NULL, ROM_LINE ("0,7"), RK_ERROR_WRONG_BOOT_PINS, RK_SITUATION_GPIO2 },
    { NULL, ROM_LINE ("2,7"), RK_ERROR_WRONG_BOOT_PINS, RK_SITUATION_GPIO2 },
    { NULL, ROM_LINE ("7,7"), RK_ERROR_WRONG_BOOT_PINS, RK_SITUATION_GPIO15 },
    { NULL, ROM_LINE ("7,2"), RK_ERROR_NOT_HEARD, RK_SITUATION_NOT_HEARD },
    { "bytes f0e1c3870f1e3c78f0e1c387", NULL, RK_ERROR_GARBAGE, RK_SITUATION_GARBAGE },
    { "text Hello, this is your thermometer\r\n", NULL, RK_ERROR_NOT_IN_LOADER, RK_SITUATION_PROGRAM },
    { "echo", NULL, RK_ERROR_ECHO, RK_SITUATION_ECHO },
    { "echo", ROM_LINE ("3,7"), RK_ERROR_ECHO, RK_SITUATION_ECHO },
    { NULL, "text \r\nets Jun  8 2016 00:22:57\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n",
      RK_ERROR_WRONG_CHIP, RK_SITUATION_OTHER_CHIP },
    { "bytes c0010804000707c0", NULL, RK_ERROR_GARBAGE, RK_SITUATION_GARBLED },
    { NULL, ROM_LINE ("4,6"), RK_ERROR_WRONG_BOOT_PINS, RK_SITUATION_BOTH_PINS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = connect_in_vain (cases[i].while_syncing, cases[i].while_listening);

      g_assert_error (error, RK_ERROR, (int)cases[i].code);
      g_assert_cmpstr (rk_error_get_fact (error, "situation"), ==, rk_situation_get_nick (cases[i].situation));
    }
}

/* The port goes at every call in turn. */
static void
test_unplugged (void)
{
  guint calls = G_MAXUINT;

  for (guint at = 1; at <= calls; at++)
    {
      g_autoptr(RkLink) link = fake_link_new (by_reset);
      g_autoptr(RkLoader) loader = rk_loader_new (link);
      g_autoptr(GError) error = NULL;
      gboolean done;

      fake_link_fail_at (link, at);
      done = rk_loader_connect (loader, RK_LOADER_BEFORE_AUTO, 115200, RK_DEADLINE_NEVER, NULL, &error);
      g_assert_true (fake_link_released (link));
      if (done)
        calls = fake_link_calls (link);
      else
        g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
    }

  g_assert_cmpuint (calls, >, 15);
}

/* The person cancels at every call in turn. */
static void
test_cancelled (void)
{
  guint calls = G_MAXUINT;

  for (guint at = 1; at <= calls; at++)
    {
      g_autoptr(RkLink) link = fake_link_new (by_reset);
      g_autoptr(RkLoader) loader = rk_loader_new (link);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      gboolean done;

      fake_link_cancel_at (link, at, cancellable);
      done = rk_loader_connect (loader, RK_LOADER_BEFORE_AUTO, 115200, RK_DEADLINE_NEVER, cancellable, &error);
      g_assert_true (fake_link_released (link));
      g_assert_cmpuint (fake_link_calls (link), <=, at + 3);
      if (done)
        calls = at;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }

  g_assert_cmpuint (calls, >, 15);
}

static void
test_reset_into_run (void)
{
  static const FakeStep steps[] = {
    { "lines 0 1" },
    { "lines 0 0" },
    { "lines 0 0" },
    { NULL }
  };
  g_autoptr(RkLink) link = fake_link_new (steps);
  g_autoptr(RkLoader) loader = rk_loader_new (link);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_reset_into_run (loader, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fake_link_left (link), ==, 0);
}

static void
test_freed (void)
{
  RkLink *link = fake_link_new (NULL);
  RkLoader *loader = rk_loader_new (link);

  g_assert_true (rk_loader_get_link (loader) == link);
  g_assert_finalize_object (loader);
  g_assert_finalize_object (link);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/by-reset", test_by_reset);
  g_test_add_func ("/connect/by-slow-reset", test_by_slow_reset);
  g_test_add_func ("/connect/by-hand", test_by_hand);
  g_test_add_func ("/connect/stub", test_stub);
  g_test_add_func ("/connect/noise-first", test_noise_first);
  g_test_add_func ("/connect/reasons", test_reasons);
  g_test_add_func ("/connect/deaf-port", test_deaf_port);
  g_test_add_func ("/connect/corpus", test_corpus);
  g_test_add_func ("/connect/unplugged", test_unplugged);
  g_test_add_func ("/connect/cancelled", test_cancelled);
  g_test_add_func ("/connect/reset-into-run", test_reset_into_run);
  g_test_add_func ("/connect/freed", test_freed);

  return g_test_run ();
}
