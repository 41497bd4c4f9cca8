/* test-backup.c: backups of a flash as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "rk-backup.h"
#include "rk-error.h"
#include "rk-finding.h"
#include "rk-image-fixtures.h"
#include "rk-set-fixtures.h"
#include "rk-set.h"

#define MB (1024u * 1024u)

typedef struct
{
  char   *folder;
  char   *path;
  char   *list;
  GBytes *content;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = fixture_folder (NULL, 0);
  fixture->path = g_build_filename (fixture->folder, "module.bin", NULL);
  fixture->list = g_build_filename (fixture->folder, "module.bin.json", NULL);
  fixture->content = fixture_sketch ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->list);
  g_bytes_unref (fixture->content);
}

static RkBackup *
make_backup (void)
{
  RkBackup *backup = rk_backup_new ();

  backup->chip = g_strdup ("ESP8266EX");
  backup->mac = g_strdup ("5c:cf:7f:01:02:03");
  backup->flash_id = 0x1640ef;
  backup->flash_vendor = g_strdup ("Winbond");
  backup->flash_size = MB;
  backup->offset = 0x10000;
  return backup;
}

static void
save (Fixture *fixture)
{
  g_autoptr(RkBackup) backup = make_backup ();
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_backup_save (backup, fixture->path, fixture->content, &error));
  g_assert_no_error (error);
}

static void
assert_bad (const char *path,
            const char *reason)
{
  g_autoptr(GBytes) content = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_backup_load (path, &content, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_BACKUP);
  g_assert_null (content);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, reason));
}

/* By either of its two names. */
static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *paths[] = { fixture->path, fixture->list };

  save (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) content = NULL;
      g_autoptr(RkBackup) backup = rk_backup_load (paths[i], &content, &error);
      g_autoptr(GDateTime) date = NULL;

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (content, fixture->content));
      g_assert_cmpstr (backup->chip, ==, "ESP8266EX");
      g_assert_cmpstr (backup->mac, ==, "5c:cf:7f:01:02:03");
      g_assert_cmpstr (backup->flash_vendor, ==, "Winbond");
      g_assert_cmphex (backup->flash_id, ==, 0x1640ef);
      g_assert_cmphex (backup->flash_size, ==, MB);
      g_assert_cmphex (backup->offset, ==, 0x10000);
      g_assert_cmphex (backup->length, ==, g_bytes_get_size (content));
      date = g_date_time_new_from_iso8601 (backup->date, NULL);
      g_assert_nonnull (date);
    }
}

#ifdef G_OS_UNIX
/* It holds passwords. */
static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  GStatBuf status;

  save (fixture);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 077, ==, 0);
}
#endif

/* Whoever has no idea of backups can write it all the same. */
static void
test_is_a_set (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = NULL;

  save (fixture);
  g_assert_true (rk_set_looks_like_one (fixture->list));
  plan = rk_set_load (fixture->list, MB, &error);
  g_assert_no_error (error);
  assert_plan (plan, "module.bin@10000");
}

static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) changed = fixture_change (fixture->content, 100, 0x11);

  save (fixture);
  g_file_set_contents (fixture->path, g_bytes_get_data (changed, NULL), (gssize)g_bytes_get_size (changed), &error);
  g_assert_no_error (error);
  assert_bad (fixture->path, "SHA-256");
  g_file_set_contents (fixture->path, g_bytes_get_data (changed, NULL), 100, &error);
  g_assert_no_error (error);
  assert_bad (fixture->path, "100");
}

static void
test_without_list (Fixture       *fixture,
                   gconstpointer  data)
{
  save (fixture);
  g_assert_cmpint (g_remove (fixture->list), ==, 0);
  assert_bad (fixture->path, "list");
}

static void
test_other_lists (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const lists[] = {
    "", "[]", "{}", "{\"backup\": 3}", "{\"backup\": {}}",
    "{\"backup\": {}, \"builds\": [{\"chipFamily\": \"ESP8266\", \"parts\": [{\"path\": \"module.bin\", \"offset\": 0}]}]}",
    "{\"backup\": {}, \"builds\": [{\"chipFamily\": \"ESP8266\", \"parts\": [{\"path\": \"../module.bin\", \"offset\": 0,"
    " \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]}]}",
  };

  save (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr(GBytes) content = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->list, lists[i], -1, NULL));
      g_assert_null (rk_backup_load (fixture->path, &content, &error));
      g_assert_nonnull (error);
      g_assert_null (content);
    }
}

/* The list cannot be written: no file is left that looks like a backup. */
static void
test_half_written (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *inside = g_build_filename (fixture->list, "x", NULL);
  g_autoptr(RkBackup) backup = make_backup ();
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
  g_assert_false (rk_backup_save (backup, fixture->path, fixture->content, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (inside), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->list), ==, 0);
}

static void
assert_findings (RkBackup   *backup,
                 guint32     length,
                 const char *mac,
                 guint32     flash_size,
                 const char *expected)
{
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GString) ids = g_string_new (NULL);

  backup->length = length;
  findings = rk_backup_check (backup, mac, flash_size);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (ids, "%s ", ((RkFinding *)findings->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_check (void)
{
  g_autoptr(RkBackup) backup = make_backup ();

  assert_findings (backup, 0x1000, "5C:CF:7F:01:02:03", MB, "");
  assert_findings (backup, 0x1000, "5c:cf:7f:01:02:04", MB, "backup.other-mac ");
  assert_findings (backup, 0x1000, "5c:cf:7f:01:02:03", 4 * MB, "backup.other-size ");
  assert_findings (backup, MB, "5c:cf:7f:01:02:04", MB, "backup.too-long backup.other-mac ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/backup/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
#ifdef G_OS_UNIX
  g_test_add ("/backup/private", Fixture, NULL, set_up, test_private, tear_down);
#endif
  g_test_add ("/backup/is-a-set", Fixture, NULL, set_up, test_is_a_set, tear_down);
  g_test_add ("/backup/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/backup/without-list", Fixture, NULL, set_up, test_without_list, tear_down);
  g_test_add ("/backup/other-lists", Fixture, NULL, set_up, test_other_lists, tear_down);
  g_test_add ("/backup/half-written", Fixture, NULL, set_up, test_half_written, tear_down);
  g_test_add_func ("/backup/check", test_check);

  return g_test_run ();
}
