/* test-update-firmware.c: what modules ask for, and what they may be given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-listen.h"
#include "rk-update-firmware.h"

typedef struct
{
  const char         *target;
  RkUpdateRequestKind kind;
  RkUpdateFile        file;
  const char         *version;
} Case;

#define DOWNLOAD "/v1/device/rom/?action=download_rom&version="

static void
test_requests (void)
{
  static const Case cases[] = {
    { "/v1/device/rom/?is_format_simple=true", RK_UPDATE_REQUEST_VERSION, 0, "" },
    { DOWNLOAD "v0.20&filename=user1.bin", RK_UPDATE_REQUEST_FILE, RK_UPDATE_USER1, "v0.20" },
    { DOWNLOAD "v1.7.6.0&filename=user2.bin", RK_UPDATE_REQUEST_FILE, RK_UPDATE_USER2, "v1.7.6.0" },
    { DOWNLOAD "v2.3.0.0&filename=ota.bin", RK_UPDATE_REQUEST_FILE, RK_UPDATE_OTA, "v2.3.0.0" },
    { "/user1.bin", RK_UPDATE_REQUEST_FILE, RK_UPDATE_USER1, "" },
    { "/user2.bin", RK_UPDATE_REQUEST_FILE, RK_UPDATE_USER2, "" },

    { "/", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "*", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "//user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/user1.bin?x", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/user1.bin%00", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/../user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/v1/device/rom/", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/v1/device/rom/?", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/v1/device/rom/?is_format_simple=false", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { "/v1/device/rom/../rom/?is_format_simple=true", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { DOWNLOAD "v0.20&filename=../../etc/passwd", RK_UPDATE_REQUEST_OTHER, 0, "v0.20" },
    { DOWNLOAD "v0.20&filename=user3.bin", RK_UPDATE_REQUEST_OTHER, 0, "v0.20" },
    { DOWNLOAD "v0.20", RK_UPDATE_REQUEST_OTHER, 0, "v0.20" },
    { DOWNLOAD "&filename=user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { DOWNLOAD "v0.2\"&filename=user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { DOWNLOAD "v0.20.much.too.long&filename=user1.bin", RK_UPDATE_REQUEST_OTHER, 0, "" },
    { DOWNLOAD "v0.20&filename=user1.bin&more=1", RK_UPDATE_REQUEST_OTHER, RK_UPDATE_USER1, "v0.20" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RkUpdateRequest request;

      g_test_message ("%s", cases[i].target);
      rk_update_request_parse (&request, cases[i].target);
      g_assert_cmpint (request.kind, ==, cases[i].kind);
      if (request.kind != RK_UPDATE_REQUEST_FILE)
        continue;
      g_assert_cmpint (request.file, ==, cases[i].file);
      g_assert_cmpstr (request.version, ==, cases[i].version);
    }
}

/* The firmware of 2014 takes five characters of whatever it is told. */
static void
test_versions (void)
{
  RkUpdateRequest request;
  g_autofree char *reply = rk_update_version_reply ("v1.76");

  rk_update_request_parse (&request, DOWNLOAD "v1.7.&filename=user1.bin");
  g_assert_true (rk_update_request_is_for (&request, "v1.7.6"));
  g_assert_true (rk_update_request_is_for (&request, "v1.7."));
  g_assert_false (rk_update_request_is_for (&request, "v1.8.1"));
  rk_update_request_parse (&request, DOWNLOAD "v1.7.6&filename=user1.bin");
  g_assert_true (rk_update_request_is_for (&request, "v1.7.6"));
  g_assert_false (rk_update_request_is_for (&request, "v1.7.6.1"));
  rk_update_request_parse (&request, "/user1.bin");
  g_assert_true (rk_update_request_is_for (&request, "v1.7.6"));

  g_assert_false (rk_update_version_is_valid ("v1.7"));
  g_assert_false (rk_update_version_is_valid ("v1.7.6.0.0.0"));
  g_assert_false (rk_update_version_is_valid ("v1\".7"));
  g_assert_true (rk_update_version_is_valid ("v1.7.6.0"));

  /* What each generation looks for: see rk_update_version_reply(). */
  g_assert_true (g_str_has_prefix (strstr (reply, "rom_version\": "), "rom_version\": \"v1.76\""));
  g_assert_nonnull (strstr (reply, "recommended_rom_version\": \"v1.76\""));
  g_assert_nonnull (strstr (reply, "v1.76\","));
  g_assert_nonnull (strstr (reply, "status"));
}

static void
test_hosts (void)
{
  g_assert_true (rk_update_host_is_ours (NULL));
  g_assert_true (rk_update_host_is_ours ("192.168.1.2:80"));
  g_assert_true (rk_update_host_is_ours ("192.168.1.2"));
  g_assert_true (rk_update_host_is_ours ("iot.espressif.cn"));
  g_assert_true (rk_update_host_is_ours ("localhost:8080"));
  g_assert_false (rk_update_host_is_ours (""));
  g_assert_false (rk_update_host_is_ours ("evil.example"));
  g_assert_false (rk_update_host_is_ours ("192.168.1.2.evil.example:80"));
}

static gboolean
has (GPtrArray  *findings,
     const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      g_autofree char *summary = rk_finding_fill (finding, finding->summary, NULL);

      g_test_message ("%s: %s", finding->id, summary);
      if (g_str_equal (finding->id, id))
        return TRUE;
    }

  return FALSE;
}

/* Whether a pair gives the finding @id, and is refused; frees the files. */
static void
expect (GBytes     *user1,
        GBytes     *user2,
        const char *id,
        gboolean    refused)
{
  g_autoptr(RkUpdateFirmware) firmware = rk_update_firmware_new ();
  g_autoptr(GPtrArray) findings = NULL;

  rk_update_firmware_set_file (firmware, RK_UPDATE_USER1, "one.bin", user1);
  rk_update_firmware_set_file (firmware, RK_UPDATE_USER2, "two.bin", user2);
  findings = rk_update_firmware_check (firmware);
  g_assert_true (id == NULL || has (findings, id));
  g_assert_cmpint (rk_plan_is_refused (findings), ==, refused);
  g_clear_pointer (&user1, g_bytes_unref);
  g_clear_pointer (&user2, g_bytes_unref);
}

static void
test_checks (void)
{
  g_autoptr(GBytes) good = fixture_ea (2, 2, 0x81010);

  expect (fixture_ea (1, 2, 0x1010), fixture_ea (2, 2, 0x81010), NULL, FALSE);
  expect (fixture_ea (2, 2, 0x81010), fixture_ea (1, 2, 0x1010), "server.wrong-slot", TRUE);
  expect (fixture_ea (1, 2, 0x1010), fixture_ea (1, 2, 0x1010), "server.wrong-slot", TRUE);
  expect (fixture_ea (1, 2, 0x1010), fixture_change (good, 0x200, 0x55), "server.damaged", TRUE);
  expect (fixture_loader ("1.7"), fixture_ea (2, 2, 0x81010), "server.other-kind", TRUE);
  expect (fixture_fill (4096, 0xff), fixture_ea (2, 2, 0x81010), "server.other-kind", TRUE);
  expect (fixture_sketch (), fixture_ea (2, 2, 0x81010), "server.other-kind", TRUE);
  expect (g_bytes_new_static ("<html>no", 8), fixture_ea (2, 2, 0x81010), "server.other-kind", TRUE);
  expect (fixture_ea (1, 2, 0x1010), fixture_ea (2, 5, 0x101010), "server.maps-differ", TRUE);
  expect (fixture_old_app (0x11000), fixture_ea (2, 2, 0x81010), "server.loaders-differ", TRUE);
  expect (fixture_ea (1, 2, 0x1010), NULL, "server.half", FALSE);
  expect (NULL, NULL, "server.nothing", TRUE);
  expect (fixture_ea (1, 2, 0x1010), fixture_ea (2, 2, 0x81010), "server.not-at", FALSE);
}

static void
test_real_pair (void)
{
  g_autoptr(GBytes) user1 = fixture_load ("at-1.7.6-512+512/user1.1024.new.2.bin");
  g_autoptr(GBytes) user2 = fixture_load ("at-1.7.6-512+512/user2.1024.new.2.bin");
  g_autoptr(GBytes) wide = fixture_load ("at-1.7.6-1024+1024/user2.2048.new.5.bin");
  g_autoptr(GBytes) old = fixture_load ("at-0.20-512k/user1.bin");
  g_autoptr(RkUpdateFirmware) firmware = rk_update_firmware_new ();
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GError) error = NULL;

  if (user1 == NULL || user2 == NULL || wide == NULL || old == NULL)
    return;

  rk_update_firmware_set_file (firmware, RK_UPDATE_USER1, "user1.bin", old);
  g_assert_cmpstr (rk_update_firmware_get_version (firmware), ==, "v0.20");
  rk_update_firmware_set_file (firmware, RK_UPDATE_USER1, "user1.bin", user1);
  rk_update_firmware_set_file (firmware, RK_UPDATE_USER2, "user2.bin", user2);
  g_assert_cmpstr (rk_update_firmware_get_version (firmware), ==, "v1.76");
  findings = rk_update_firmware_check (firmware);
  g_assert_cmpuint (findings->len, ==, 0);

  g_assert_false (rk_update_firmware_set_version (firmware, "1", &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (rk_update_firmware_set_version (firmware, "v9.9.9", &error));
  g_assert_cmpstr (rk_update_firmware_get_version (firmware), ==, "v9.9.9");

  expect (g_bytes_ref (user1), g_bytes_ref (wide), "server.maps-differ", TRUE);
  expect (g_bytes_ref (old), g_bytes_ref (user2), "server.loaders-differ", TRUE);
}

static void
test_from_plan (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(RkUpdateFirmware) firmware = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) user1 = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) user2 = fixture_ea (2, 2, 0x81010);

  rk_plan_add_bytes (plan, "boot.bin", loader, 0);
  rk_plan_add_bytes (plan, "user2.bin", user2, RK_PLAN_AUTOMATIC);
  rk_plan_add_bytes (plan, "user1.bin", user1, 0x1000);
  firmware = rk_update_firmware_new_from_plan (plan);
  findings = rk_update_firmware_check (firmware);
  g_assert_false (rk_plan_is_refused (findings));
  g_assert_true (g_bytes_equal (rk_update_firmware_get_file (firmware, RK_UPDATE_USER1), user1));
  g_assert_true (g_bytes_equal (rk_update_firmware_get_file (firmware, RK_UPDATE_USER2), user2));
  g_assert_null (rk_update_firmware_get_file (firmware, RK_UPDATE_OTA));
}

static void
test_listen (void)
{
  static const struct
  {
    const char *text;
    const char *result; /* NULL: not understood */
  } cases[] = {
    { "192.168.1.10", "192.168.1.10:80" },
    { "192.168.1.10:8080", "192.168.1.10:8080" },
    { ":8080", "0.0.0.0:8080" },
    { "0.0.0.0:0", "0.0.0.0:0" },
    { "host:80", NULL },
    { "1.2.3.4:", NULL },
    { "1.2.3.4:65536", NULL },
    { "1.2.3.4:-1", NULL },
    { "::1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GInetSocketAddress) address = rk_listen_parse (cases[i].text, &error);
      g_autofree char *text = address != NULL ? rk_listen_format (address) : NULL;

      g_assert_cmpstr (text, ==, cases[i].result);
      if (text == NULL)
        g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/update/requests", test_requests);
  g_test_add_func ("/update/versions", test_versions);
  g_test_add_func ("/update/hosts", test_hosts);
  g_test_add_func ("/update/checks", test_checks);
  g_test_add_func ("/update/real-pair", test_real_pair);
  g_test_add_func ("/update/from-plan", test_from_plan);
  g_test_add_func ("/update/listen", test_listen);

  return g_test_run ();
}
