/* test-cloud.c: a module updates itself, from a server in the same program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both ends are ours, but not the same: the virtual module shares no code with the
 * server or the client, and has its own reading of the protocol.
 */

#include <string.h>

#include "cloud-firmware.h"
#include "flash-bench.h"
#include "rk-image-fixtures.h"
#include "rk-listen.h"
#include "rk-module-cloud.h"
#include "rk-update-server.h"

#define SSID "home"
#define PASSWORD "hunter2hunter2"

typedef struct
{
  Bench          *bench;
  GBytes         *loader;
  RkUpdateServer *server;
  GBytes         *served[2];
  GString        *steps;
  GAsyncResult   *result;
} Fixture;

static void
place (Fixture *fixture,
       guint32  offset,
       GBytes  *bytes)
{
  g_autoptr(GError) error = NULL;

  rk_virtual_module_set_flash (fixture->bench->chip, offset, bytes, &error);
  g_assert_no_error (error);
}

/* boot_v1.7 with the map 512+512 in its header, as a flasher leaves it. */
static GBytes *
load_loader (void)
{
  g_autoptr(GBytes) file = fixture_load ("at-1.7.6-512+512/boot_v1.7.bin");

  return file != NULL ? fixture_change (file, 3, 0x20) : NULL;
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->loader = load_loader ();
  fixture->bench = bench_new ();
  fixture->steps = g_string_new (NULL);
  g_assert_true (rk_virtual_module_add_network (fixture->bench->chip, SSID ":" PASSWORD ":6:-50", &error));
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->server != NULL)
    g_assert_finalize_object (fixture->server);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&fixture->served[i], g_bytes_unref);
  g_clear_pointer (&fixture->loader, g_bytes_unref);
  g_clear_object (&fixture->result);
  bench_free (fixture->bench);
  g_string_free (fixture->steps, TRUE);
}

/* A module that runs @kind from slot 1, its other slot and settings blank. */
static void
install (Fixture   *fixture,
         CloudKind  kind)
{
  g_autoptr(GBytes) user1 = cloud_firmware (kind, 1);
  g_autoptr(GBytes) blank = fixture_fill (1024 * 1024, 0xff);

  place (fixture, 0, blank);
  place (fixture, 0, fixture->loader);
  place (fixture, 0x1000, user1);
}

static void
serve (Fixture   *fixture,
       CloudKind  kind)
{
  g_autoptr(RkUpdateFirmware) firmware = rk_update_firmware_new ();
  g_autoptr(GInetSocketAddress) any = rk_listen_parse ("127.0.0.1:0", NULL);
  g_autofree char *address = NULL;
  g_autofree char *host = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      fixture->served[i] = cloud_firmware (kind, i + 1);
      rk_update_firmware_set_file (firmware, i == 0 ? RK_UPDATE_USER1 : RK_UPDATE_USER2, "user.bin",
                                   fixture->served[i]);
    }

  fixture->server = rk_update_server_new ();
  rk_update_server_start (fixture->server, firmware, any, &error);
  g_assert_no_error (error);
  address = rk_listen_format (rk_update_server_get_address (fixture->server));
  host = g_strdup_printf ("iot.espressif.cn=%s", address);
  rk_virtual_module_add_host (fixture->bench->chip, host, &error);
  g_assert_no_error (error);
}

static void
progress_cb (RkCloudStep  step,
             RkCloudStage stage,
             gint64       time_us,
             gpointer     user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->steps, "%d%d ", (int)step, (int)stage);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static RkCloudOptions
usual_options (void)
{
  return (RkCloudOptions){ .ssid = SSID, .password = PASSWORD, .arrangement = "512+512", .hurry = 10 };
}

static RkCloudResult *
update (Fixture              *fixture,
        const RkCloudOptions *options,
        GError              **error)
{
  g_clear_object (&fixture->result);
  g_string_truncate (fixture->steps, 0);
  g_string_truncate (fixture->bench->findings, 0);
  g_string_truncate (fixture->bench->said, 0);
  rk_module_cloud_update_async (fixture->bench->module, options, progress_cb, fixture, fixture->bench->cancellable,
                                result_cb, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return rk_module_cloud_update_finish (fixture->bench->module, fixture->result, error);
}

static RkCloudResult *
update_usually (Fixture *fixture)
{
  const RkCloudOptions options = usual_options ();
  g_autoptr(GError) error = NULL;
  RkCloudResult *result = update (fixture, &options, &error);
  g_autofree char *said = g_strescape (fixture->bench->said->str, "\n"); /* there may be garbage in it */
  g_autofree char *summary = NULL;

  g_test_message ("%s", said);
  g_assert_no_error (error);
  summary = result->finding != NULL ? rk_finding_fill (result->finding, result->finding->summary, NULL) : NULL;
  g_test_message ("%s: %s (%s)", rk_cloud_outcome_get_name (result->outcome), summary, fixture->bench->findings->str);
  return result;
}

/* Twice: from slot 1 to slot 2, and back. */
static void
test_good (Fixture       *fixture,
           gconstpointer  data)
{
  gboolean early = GPOINTER_TO_UINT (data) == CLOUD_2014;

  if (fixture->loader == NULL)
    return;

  install (fixture, GPOINTER_TO_UINT (data));
  serve (fixture, early ? CLOUD_2014_NEW : CLOUD_NONOS_NEW);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(RkCloudResult) result = update_usually (fixture);

      g_assert_cmpint (result->outcome, ==, RK_CLOUD_UPDATED);
      g_assert_cmpstr (result->finding->id, ==, "cloud.updated");
      g_assert_cmpint (result->talk.end, ==, RK_CLOUD_END_OK);
      g_assert_cmpuint (result->slot_before, ==, i == 0 ? 1 : 2);
      g_assert_cmpuint (result->slot_after, ==, i == 0 ? 2 : 1);
      g_assert_cmpstr (fixture->steps->str, ==, "00 10 20 30 31 32 33 34 40 ");
      for (guint stage = 1; stage < RK_CLOUD_N_STAGES; stage++)
        g_assert_cmpint (result->talk.stage_us[stage], >=, result->talk.stage_us[stage - 1]);
      if (i == 0)
        g_assert_cmpstr (result->version_before, !=, result->version_after);
      bench_assert_flash (fixture->bench, i == 0 ? 0x81000 : 0x1000, fixture->served[i == 0 ? 1 : 0]);
    }

  /* The conversation is shown, the password is not. */
  g_assert_nonnull (strstr (fixture->bench->said->str, "+CIPUPDATE:4"));
  g_assert_nonnull (strstr (fixture->bench->said->str, "AT+CWJAP"));
  g_assert_null (strstr (fixture->bench->said->str, PASSWORD));
}

typedef struct
{
  const char    *fault;
  CloudKind      kind;
  RkCloudOutcome outcome;
  RkCloudStage   stage;
  gboolean       works; /* the old firmware still answers */
} Case;

/* Each goes wrong in its own way, is told in its own words, and is mended by serial. */
static const Case cases[] = {
  { "cloud:dns", CLOUD_NONOS, RK_CLOUD_NO_NAME, RK_CLOUD_STAGE_NONE, TRUE },
  { "cloud:dns", CLOUD_2014, RK_CLOUD_NO_NAME, RK_CLOUD_STAGE_NONE, TRUE },
  { "cloud:refused", CLOUD_NONOS, RK_CLOUD_NO_SERVER, RK_CLOUD_STAGE_FOUND, TRUE },
  { "cloud:refused", CLOUD_2014, RK_CLOUD_NO_SERVER, RK_CLOUD_STAGE_FOUND, TRUE },
  { "cloud:silent", CLOUD_NONOS, RK_CLOUD_NO_ANSWER, RK_CLOUD_STAGE_CONNECTED, TRUE },
  { "cloud:silent", CLOUD_2014, RK_CLOUD_NO_ANSWER, RK_CLOUD_STAGE_CONNECTED, TRUE },
  { "cloud:version:404", CLOUD_NONOS, RK_CLOUD_NO_ANSWER, RK_CLOUD_STAGE_CONNECTED, TRUE },
  { "cloud:version:500", CLOUD_2014, RK_CLOUD_NO_VERSION, RK_CLOUD_STAGE_VERSION, TRUE },
  { "cloud:http:404", CLOUD_NONOS, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:http:500", CLOUD_NONOS, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:http:404", CLOUD_2014, RK_CLOUD_OLD_SLOT, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:truncate:40000", CLOUD_NONOS, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:truncate:40000", CLOUD_2014, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:stall:40000", CLOUD_NONOS, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:stall:40000", CLOUD_2014, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:corrupt:50000", CLOUD_NONOS, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:corrupt:50000", CLOUD_2014, RK_CLOUD_BOOT_LOOP, RK_CLOUD_STAGE_FILE, FALSE },
  { "cloud:corrupt:0", CLOUD_2014, RK_CLOUD_OLD_SLOT, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:power:40000", CLOUD_NONOS, RK_CLOUD_RESTARTED, RK_CLOUD_STAGE_FILE, TRUE },
  { "cloud:power:40000", CLOUD_2014, RK_CLOUD_RESTARTED, RK_CLOUD_STAGE_FILE, TRUE },
};

/* The complete set again, on an erased chip. */
static void
recover (Fixture   *fixture,
         CloudKind  kind)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) user1 = cloud_firmware (kind, 1);
  g_autoptr(GBytes) blank = fixture_fill (4096, 0xff);
  g_autoptr(RkFlashResult) result = NULL;
  g_autoptr(GError) error = NULL;
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  rk_plan_add_bytes (plan, "boot_v1.7.bin", fixture->loader, 0);
  rk_plan_add_bytes (plan, "user1.bin", user1, 0x1000);
  rk_plan_add_bytes (plan, "blank.bin", blank, 0x7e000);
  rk_plan_add_bytes (plan, "blank.bin", blank, 0xfe000);
  options.erase_all = TRUE;
  options.watch = FALSE; /* the next update asks it */
  result = bench_flash (fixture->bench, plan, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->content, ==, RK_CONTENT_MD5);
}

static void
test_fault (Fixture       *fixture,
            gconstpointer  data)
{
  const Case *row = data;
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(RkCloudResult) again = NULL;
  g_autoptr(GError) error = NULL;
  CloudKind served = row->kind == CLOUD_2014 ? CLOUD_2014_NEW : CLOUD_NONOS_NEW;
  g_autofree char *id = g_strdup_printf ("cloud.%s", rk_cloud_outcome_get_name (row->outcome));

  if (fixture->loader == NULL)
    return;

  install (fixture, row->kind);
  serve (fixture, served);
  rk_virtual_module_add_fault (fixture->bench->chip, row->fault, &error);
  g_assert_no_error (error);

  result = update_usually (fixture);
  g_assert_cmpstr (rk_cloud_outcome_get_name (result->outcome), ==, rk_cloud_outcome_get_name (row->outcome));
  g_assert_cmpstr (result->finding->id, ==, id);
  g_assert_cmpint (result->talk.stage, ==, row->stage);
  g_assert_cmpint (result->version_after != NULL, ==, row->works);
  g_assert_nonnull (result->finding->remedy);
  g_assert_true (bench_found (fixture->bench, id));

  recover (fixture, row->kind);
  rk_virtual_module_add_fault (fixture->bench->chip, "cloud:none", &error);
  again = update_usually (fixture);
  g_assert_cmpint (again->outcome, ==, RK_CLOUD_UPDATED);
}

/* A program straight at the beginning of the flash: not a byte is sent. */
static void
test_no_loader (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GBytes) first = fixture_load ("at-1.3.0-noboot/eagle.flash.bin");
  g_autoptr(GBytes) second = fixture_load ("at-1.3.0-noboot/eagle.irom0text.bin");
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(RkCloudResult) again = NULL;
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) after = NULL;

  if (fixture->loader == NULL || first == NULL || second == NULL)
    return;

  place (fixture, 0, first);
  place (fixture, 0x10000, second);
  serve (fixture, CLOUD_NONOS_NEW);
  before = rk_virtual_module_get_flash (fixture->bench->chip);
  result = update_usually (fixture);
  g_assert_cmpint (result->outcome, ==, RK_CLOUD_REFUSED);
  g_assert_cmpstr (result->finding->id, ==, "cloud.no-loader");
  g_assert_null (strstr (fixture->bench->said->str, "AT+CIUPDATE"));
  g_assert_null (strstr (fixture->bench->said->str, "AT+CWJAP"));
  after = rk_virtual_module_get_flash (fixture->bench->chip);
  g_assert_true (g_bytes_equal (before, after));

  /* The way out that is offered. */
  recover (fixture, CLOUD_NONOS);
  again = update_usually (fixture);
  g_assert_cmpint (again->outcome, ==, RK_CLOUD_UPDATED);
}

/* The boot text of a module that a cloud update has damaged: no loader, 25 052 bytes
 * from 0x0, and then the end, in the middle of user2.
 */
static void
test_overwritten (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char log[] =
    "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"
    "load 0x40100000, len 25052, room 16 \r\ntail 12\r\nchksum 0x0b\r\nho 0 tail 12 room 4\r\n"
    "load 0x3ffe8000, len 3312, room 12 \r\ntail 4\r\nchksum 0x53\r\n"
    "load 0x3ffe8cf0, len 6576, room 4 \r\ntail 12\r\nchksum 0x0d\r\ncsum 0x0d\r\n"
    "r\xc3\xe2\xff\r\nFatal exception (0): \r\n"
    "epc1=0x402411b4, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\r\n";
  g_autoptr(GBytes) bytes = g_bytes_new_static (log, sizeof log - 1);
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(RkCloudResult) again = NULL;

  rk_virtual_module_set_replay (fixture->bench->chip, bytes, 74880);
  result = update_usually (fixture);
  g_assert_cmpint (result->outcome, ==, RK_CLOUD_REFUSED);
  g_assert_cmpstr (result->finding->id, ==, "cloud.overwritten");
  g_assert_null (strstr (fixture->bench->said->str, "AT+CIUPDATE"));
  if (fixture->loader == NULL)
    return;

  /* It cannot be told from such a log that the ROM's loader is still there; it is. */
  rk_virtual_module_set_replay (fixture->bench->chip, NULL, 74880);
  recover (fixture, CLOUD_NONOS);
  serve (fixture, CLOUD_NONOS_NEW);
  again = update_usually (fixture);
  g_assert_cmpint (again->outcome, ==, RK_CLOUD_UPDATED);
}

/* Slots of another size than those the server has builds for. */
static void
test_other_map (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(RkCloudResult) elsewhere = NULL;
  RkCloudOptions options = usual_options ();
  g_autoptr(GError) error = NULL;

  if (fixture->loader == NULL)
    return;

  install (fixture, CLOUD_NONOS);
  options.arrangement = "1024+1024";
  result = update (fixture, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, RK_CLOUD_REFUSED);
  g_assert_cmpstr (result->finding->id, ==, "cloud.map-served");

  options = usual_options ();
  options.flash_size = 512 * 1024;
  elsewhere = update (fixture, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (elsewhere->outcome, ==, RK_CLOUD_REFUSED);
  g_assert_cmpstr (elsewhere->finding->id, ==, "cloud.small-flash");
}

static void
test_no_network (Fixture       *fixture,
                 gconstpointer  data)
{
  RkCloudOptions wrong = usual_options ();
  RkCloudOptions missing = usual_options ();
  RkCloudOptions none = usual_options ();
  g_autoptr(RkCloudResult) refused = NULL;
  g_autoptr(RkCloudResult) away = NULL;
  g_autoptr(RkCloudResult) alone = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->loader == NULL)
    return;

  install (fixture, CLOUD_NONOS);
  wrong.password = "not this one";
  refused = update (fixture, &wrong, &error);
  g_assert_no_error (error);
  g_assert_cmpint (refused->outcome, ==, RK_CLOUD_NO_WIFI);
  g_assert_cmpstr (refused->finding->id, ==, "wifi.password");
  g_assert_null (strstr (fixture->bench->said->str, "not this one"));

  missing.ssid = "elsewhere";
  away = update (fixture, &missing, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (away->finding->id, ==, "wifi.not-found");

  none.ssid = NULL;
  alone = update (fixture, &none, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (alone->finding->id, ==, "cloud.no-address");
}

/* Nothing but looking. */
static void
test_check_only (Fixture       *fixture,
                 gconstpointer  data)
{
  RkCloudOptions options = usual_options ();
  g_autoptr(RkCloudResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->loader == NULL)
    return;

  install (fixture, CLOUD_NONOS);
  options.extent = RK_CLOUD_CHECK;
  result = update (fixture, &options, &error);
  g_assert_no_error (error);
  g_assert_null (result->finding);
  g_assert_null (strstr (fixture->bench->said->str, "CIUPDATE"));
}

static void
cancel_cb (RkCloudStep  step,
           RkCloudStage stage,
           gint64       time_us,
           gpointer     user_data)
{
  Fixture *fixture = user_data;
  int wanted = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (fixture->bench->cancellable), "wanted"));

  if ((int)step * 10 + (int)stage == wanted)
    g_cancellable_cancel (fixture->bench->cancellable);
}

/* Cancelled at each step and stage: at once, and told what that means. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const int places[] = { 0, 10, 20, 30, 31, 32, 33, 34, 40 };
  RkCloudOptions options = usual_options ();

  if (fixture->loader == NULL)
    return;

  serve (fixture, CLOUD_NONOS_NEW);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(GError) error = NULL;

      install (fixture, CLOUD_NONOS);
      g_cancellable_reset (fixture->bench->cancellable);
      g_object_set_data (G_OBJECT (fixture->bench->cancellable), "wanted", GINT_TO_POINTER (places[i]));
      g_clear_object (&fixture->result);
      g_string_truncate (fixture->bench->findings, 0);
      rk_module_cloud_update_async (fixture->bench->module, &options, cancel_cb, fixture,
                                    fixture->bench->cancellable, result_cb, fixture);
      while (fixture->result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (rk_module_cloud_update_finish (fixture->bench->module, fixture->result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (rk_module_get_state (fixture->bench->module), ==, RK_MODULE_STATE_LISTENING);
    }
}

static void
add_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (strchr (cases[i].fault, ':') + 1), ":", '-');
      g_autofree char *path = g_strdup_printf ("/cloud/fault/%s-%s", cases[i].kind == CLOUD_2014 ? "2014" : "nonos",
                                               name);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_fault, fixture_tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func, data) g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)
  ADD ("/cloud/good/2014", test_good, GUINT_TO_POINTER (CLOUD_2014));
  ADD ("/cloud/good/nonos", test_good, GUINT_TO_POINTER (CLOUD_NONOS));
  add_faults ();
  ADD ("/cloud/no-loader", test_no_loader, NULL);
  ADD ("/cloud/overwritten", test_overwritten, NULL);
  ADD ("/cloud/other-map", test_other_map, NULL);
  ADD ("/cloud/no-network", test_no_network, NULL);
  ADD ("/cloud/check-only", test_check_only, NULL);
  ADD ("/cloud/cancel", test_cancel, NULL);
#undef ADD

  return g_test_run ();
}
