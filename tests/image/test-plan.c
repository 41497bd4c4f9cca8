/* test-plan.c: rows of a plan and where they go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-plan-fixtures.h"

#include <glib/gstdio.h>

#define KB 1024u
#define MB (1024u * 1024u)

static void
test_automatic_offsets (void)
{
  static const gint64 by_application[] = { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 };
  static const gint64 by_chip[] = { 0, 0x1fc000, 0x7e000, 0x1fe000 };
  static const gint64 unknown[] = { 0, -1, -1 };
  static const gint64 small[] = { 0, 0x7c000, 0x7e000 };
  g_autoptr(RkPlan) plan = fixture_good_plan ();

  /* The application's map counts, whatever the chip's size. */
  assert_plan_offsets (plan, by_application, 5);
  rk_plan_set_flash_size (plan, 4 * MB);
  assert_plan_offsets (plan, by_application, 5);

  /* Without application it is the chip's. */
  rk_plan_remove (plan, rk_plan_get_row (plan, 1));
  rk_plan_set_flash_size (plan, 2 * MB);
  assert_plan_offsets (plan, by_chip, 4);
  rk_plan_set_flash_size (plan, 512 * KB);
  assert_plan_offsets (plan, small, 3);
  rk_plan_set_flash_size (plan, 0);
  assert_plan_offsets (plan, unknown, 3);
  rk_plan_set_flash_size (plan, 2 * MB);
  assert_plan_offsets (plan, by_chip, 4);
}

static void
test_offset_by_hand (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  RkPlanRow *rf_data = rk_plan_get_row (plan, 2);

  g_assert_true (rk_plan_row_get_automatic (rf_data));
  rk_plan_row_set_offset (rf_data, 0x7c000);
  g_assert_false (rk_plan_row_get_automatic (rf_data));
  rk_plan_set_flash_size (plan, 4 * MB);
  g_assert_cmphex (rk_plan_row_get_offset (rf_data), ==, 0x7c000);
  rk_plan_row_set_automatic (rf_data, TRUE);
  g_assert_cmphex (rk_plan_row_get_offset (rf_data), ==, 0xfc000);
}

static void
test_copy (void)
{
  static const gint64 by_chip[] = { 0, 0x1000, 0x1fc000, 0x7e000, 0x1fe000 };
  static const gint64 by_application[] = { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 };
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  g_autoptr(RkPlan) copy = NULL;

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  copy = rk_plan_copy (plan);
  assert_plan_offsets (copy, by_application, 5);
  g_assert_false (rk_plan_row_get_enabled (rk_plan_get_row (copy, 0)));
  g_assert_true (rk_plan_row_get_info (rk_plan_get_row (copy, 1)) == rk_plan_row_get_info (rk_plan_get_row (plan, 1)));

  /* Each goes its own way. */
  rk_plan_set_flash_size (copy, 2 * MB);
  rk_plan_row_set_enabled (rk_plan_get_row (copy, 1), FALSE);
  assert_plan_offsets (copy, by_chip, 5);
  assert_plan_offsets (plan, by_application, 5);
}

static void
test_enabled_decides_map (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  RkPlanRow *large = fixture_add_row (plan, fixture_ea (1, 5, 0x1010), RK_PLAN_AUTOMATIC);
  RkPlanRow *rf_data = rk_plan_get_row (plan, 2);

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 1), FALSE);
  g_assert_cmphex (rk_plan_row_get_offset (rf_data), ==, 0x1fc000);
  rk_plan_row_set_enabled (large, FALSE);
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 1), TRUE);
  g_assert_cmphex (rk_plan_row_get_offset (rf_data), ==, 0xfc000);
}

static void
test_remove_blank (void)
{
  static const gint64 rest[] = { 0, 0x1000, 0xfc000, 0xfe000 };
  static const gint64 first_rest[] = { 0, 0x1000, 0xfc000, 0x7e000 };
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  g_autoptr(RkPlan) other = fixture_good_plan ();

  rk_plan_remove (plan, rk_plan_get_row (plan, 3));
  assert_plan_offsets (plan, rest, 4);
  rk_plan_remove (other, rk_plan_get_row (other, 4));
  assert_plan_offsets (other, first_rest, 4);
  rk_plan_set_flash_size (other, 2 * MB);
  assert_plan_offsets (other, first_rest, 4);
}

static void
test_move_blank (void)
{
  static const gint64 moved[] = { 0, 0x1000, 0xfc000, 0x7e000, 0x7f000 };
  static const gint64 back[] = { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 };
  g_autoptr(RkPlan) plan = fixture_good_plan ();

  rk_plan_row_set_offset (rk_plan_get_row (plan, 4), 0x7f000);
  assert_plan_offsets (plan, moved, 5);
  g_assert_false (rk_plan_row_get_automatic (rk_plan_get_row (plan, 3)));
  rk_plan_row_set_automatic (rk_plan_get_row (plan, 3), TRUE);
  assert_plan_offsets (plan, back, 5);
}

static void
append_change (GListModel *model,
               guint       position,
               guint       removed,
               guint       added,
               GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

static void
test_list_model (void)
{
  g_autoptr(GString) log = g_string_new (NULL);
  RkPlan *plan = rk_plan_new ();
  RkPlanRow *row;
  g_autoptr(GObject) item = NULL;

  g_signal_connect (plan, "items-changed", G_CALLBACK (append_change), log);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (plan)) == RK_TYPE_PLAN_ROW);

  fixture_add_row (plan, fixture_loader ("1.7"), 0);
  fixture_add_row (plan, fixture_rf_data (5), 0x1000);
  fixture_add_row (plan, fixture_rf_data (8), 0x2000);
  g_assert_cmpstr (log->str, ==, "0-0+1 1-0+1 2-0+1 ");
  g_string_truncate (log, 0);

  item = g_list_model_get_item (G_LIST_MODEL (plan), 2);
  row = RK_PLAN_ROW (item);
  rk_plan_move (plan, 2, 0);
  g_assert_true (rk_plan_get_row (plan, 0) == row);
  rk_plan_move (plan, 0, 1);
  g_assert_true (rk_plan_get_row (plan, 1) == row);
  rk_plan_move (plan, 1, 1);
  rk_plan_remove (plan, row);
  g_assert_cmpstr (log->str, ==, "0-3+3 0-2+2 1-1+0 ");
  g_string_truncate (log, 0);

  fixture_add_row (plan, fixture_fill (16, 0xff), RK_PLAN_AUTOMATIC);
  rk_plan_set_flash_size (plan, MB);
  g_assert_cmpstr (log->str, ==, "2-0+1 3-0+1 ");
  g_string_truncate (log, 0);

  rk_plan_clear (plan);
  rk_plan_clear (plan);
  g_assert_cmpstr (log->str, ==, "0-4+0 ");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (plan), 0));
  g_assert_null (rk_plan_get_row (plan, 0));

  g_clear_object (&item);
  g_assert_finalize_object (plan);
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              guint      *count)
{
  (*count)++;
}

static void
test_row_notify (void)
{
  g_autoptr(GBytes) bytes = fixture_rf_data (8);
  RkPlanRow *row = rk_plan_row_new ("a.bin", "/tmp/a.bin", bytes, 0x1000);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  guint enabled = 0, offset = 0, automatic = 0;
  guint64 size;

  g_object_get (row, "name", &name, "path", &path, "size", &size, NULL);
  g_assert_cmpstr (name, ==, "a.bin");
  g_assert_cmpstr (path, ==, "/tmp/a.bin");
  g_assert_cmpuint (size, ==, 128);
  g_assert_true (rk_plan_row_get_bytes (row) == bytes);

  g_signal_connect (row, "notify::enabled", G_CALLBACK (count_notify), &enabled);
  g_signal_connect (row, "notify::offset", G_CALLBACK (count_notify), &offset);
  g_signal_connect (row, "notify::automatic", G_CALLBACK (count_notify), &automatic);

  rk_plan_row_set_enabled (row, TRUE);
  g_assert_cmpuint (enabled, ==, 0);
  rk_plan_row_set_enabled (row, FALSE);
  g_object_set (row, "enabled", TRUE, NULL);
  g_assert_cmpuint (enabled, ==, 2);

  rk_plan_row_set_offset (row, 0x1000);
  g_assert_cmpuint (offset, ==, 0);
  rk_plan_row_set_offset (row, RK_PLAN_NO_OFFSET);
  g_object_set (row, "offset", (gint64)0x3000, NULL);
  g_assert_cmpuint (offset, ==, 2);

  rk_plan_row_set_automatic (row, FALSE);
  g_assert_cmpuint (automatic, ==, 0);
  g_object_set (row, "automatic", TRUE, NULL);
  rk_plan_row_set_offset (row, 0x4000);
  g_assert_cmpuint (automatic, ==, 2);

  g_assert_finalize_object (row);
}

static void
test_row_findings (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkPlanRow *first = fixture_add_row (plan, fixture_fill (0x2000, 0), 0x10000);
  RkPlanRow *second = fixture_add_row (plan, fixture_fill (0x1000, 1), 0x11000);
  RkPlanRow *third = fixture_add_row (plan, fixture_fill (0x1000, 2), 0x20000);
  g_autoptr(GPtrArray) findings = NULL;
  guint notified = 0;

  g_signal_connect (first, "notify::findings", G_CALLBACK (count_notify), &notified);
  findings = fixture_check_plan (plan, MB);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (first)->len, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (second)->len, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (third)->len, ==, 0);

  rk_plan_row_set_offset (second, 0x30000);
  g_clear_pointer (&findings, g_ptr_array_unref);
  findings = fixture_check_plan (plan, MB);
  g_assert_cmpuint (notified, ==, 2);
  g_assert_cmpuint (rk_plan_row_get_findings (first)->len, ==, 0);
}

static void
test_flash_size_property (void)
{
  RkPlan *plan = rk_plan_new ();
  guint notified = 0, size;

  g_signal_connect (plan, "notify::flash-size", G_CALLBACK (count_notify), &notified);
  rk_plan_set_flash_size (plan, 0);
  g_assert_cmpuint (notified, ==, 0);
  g_object_set (plan, "flash-size", MB, NULL);
  g_assert_cmpuint (notified, ==, 1);
  g_object_get (plan, "flash-size", &size, NULL);
  g_assert_cmpuint (size, ==, MB);
  g_assert_finalize_object (plan);
}

/* A row may outlive its plan, and be told things then. */
static void
test_row_outlives_plan (void)
{
  RkPlan *plan = fixture_good_plan ();
  g_autoptr(RkPlanRow) row = g_object_ref (rk_plan_get_row (plan, 1));

  g_assert_finalize_object (plan);
  rk_plan_row_set_enabled (row, FALSE);
  rk_plan_row_set_offset (row, 0);
}

static void
test_add_file (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("rk-plan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "blank.bin", NULL);
  RkPlanRow *row;

  g_assert_null (rk_plan_add_file (plan, path, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (rk_plan_add_file (plan, dir, 0, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "\377\377", 2, NULL));
  row = rk_plan_add_file (plan, path, 0x7e000, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_plan_row_get_name (row), ==, "blank.bin");
  g_assert_cmpstr (rk_plan_row_get_path (row), ==, path);
  g_assert_cmpint (rk_plan_row_get_info (row)->kind, ==, RK_FILE_BLANK);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/automatic-offsets", test_automatic_offsets);
  g_test_add_func ("/plan/offset-by-hand", test_offset_by_hand);
  g_test_add_func ("/plan/copy", test_copy);
  g_test_add_func ("/plan/enabled-decides-map", test_enabled_decides_map);
  g_test_add_func ("/plan/remove-blank", test_remove_blank);
  g_test_add_func ("/plan/move-blank", test_move_blank);
  g_test_add_func ("/plan/list-model", test_list_model);
  g_test_add_func ("/plan/row/notify", test_row_notify);
  g_test_add_func ("/plan/row/findings", test_row_findings);
  g_test_add_func ("/plan/row/outlives-plan", test_row_outlives_plan);
  g_test_add_func ("/plan/flash-size-property", test_flash_size_property);
  g_test_add_func ("/plan/add-file", test_add_file);

  return g_test_run ();
}
