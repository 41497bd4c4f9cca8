/* test-plan.c: plans, their checks, and what is written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-plan.h"

#include <glib/gstdio.h>
#include <string.h>

#define KB 1024u
#define MB (1024u * 1024u)

/* --- helpers --- */

static RkPlanRow *
add (RkPlan *plan,
     GBytes *bytes,
     gint64  offset)
{
  g_autofree char *name = g_strdup_printf ("file%u.bin", rk_plan_get_n_rows (plan));
  RkPlanRow *row = rk_plan_add_bytes (plan, name, bytes, offset);

  g_bytes_unref (bytes);
  return row;
}

static const RkFinding *
find (GPtrArray  *findings,
      const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((RkFinding *)findings->pdata[i])->id, id))
      return findings->pdata[i];

  return NULL;
}

static void
assert_value (const RkFinding *finding,
              const char      *name,
              const char      *value)
{
  g_assert_nonnull (finding);
  g_assert_cmpstr (rk_finding_get_value (finding, name), ==, value);
}

/* Every text must have its values: a {name} left over is a slip. */
static void
assert_texts (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      const char *texts[] = { finding->summary, finding->cause, finding->remedy };

      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        {
          g_autofree char *text = rk_finding_fill (finding, texts[t], NULL);

          g_assert_true (text == NULL || strchr (text, '{') == NULL);
        }
    }
}

static GPtrArray *
check (RkPlan  *plan,
       guint32  flash_size)
{
  RkPlanTarget target = { .flash_size = flash_size };
  GPtrArray *findings = rk_plan_check (plan, &target, NULL);

  assert_texts (findings);
  return findings;
}

/* Exactly one finding of this id and severity, and none worse than it. */
static void
assert_finding (RkPlan     *plan,
                guint32     flash_size,
                const char *id,
                RkSeverity  severity)
{
  g_autoptr(GPtrArray) findings = check (plan, flash_size);
  const RkFinding *finding = find (findings, id);

  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", ((RkFinding *)findings->pdata[i])->id);
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->severity, ==, severity);
  g_assert_cmpint (((RkFinding *)findings->pdata[0])->severity, ==, severity);
  g_assert_cmpint (rk_plan_is_refused (findings), ==, severity == RK_SEVERITY_ERROR);
}

static void
assert_no_finding (RkPlan     *plan,
                   guint32     flash_size,
                   const char *id)
{
  g_autoptr(GPtrArray) findings = check (plan, flash_size);

  g_assert_null (find (findings, id));
}

/* A loader, an application for slot 1 of 512+512, and its data. */
static RkPlan *
good_plan (void)
{
  RkPlan *plan = rk_plan_new ();

  add (plan, fixture_loader ("1.7"), RK_PLAN_AUTOMATIC);
  add (plan, fixture_ea (1, 2, 0x1010), RK_PLAN_AUTOMATIC);
  add (plan, fixture_rf_data (8), RK_PLAN_AUTOMATIC);
  add (plan, fixture_fill (4096, 0xff), RK_PLAN_AUTOMATIC);
  return plan;
}

/* --- rows and proposals --- */

static void
assert_offsets (RkPlan       *plan,
                const gint64 *offsets,
                guint         n)
{
  g_assert_cmpuint (rk_plan_get_n_rows (plan), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmphex (rk_plan_row_get_offset (rk_plan_get_row (plan, i)), ==, offsets[i]);
}

static void
test_automatic_offsets (void)
{
  static const gint64 by_application[] = { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 };
  static const gint64 by_chip[] = { 0, 0x1fc000, 0x7e000, 0x1fe000 };
  static const gint64 unknown[] = { 0, -1, -1 };
  static const gint64 small[] = { 0, 0x7c000, 0x7e000 };
  g_autoptr(RkPlan) plan = good_plan ();

  /* The application's map counts, whatever the chip's size. */
  assert_offsets (plan, by_application, 5);
  rk_plan_set_flash_size (plan, 4 * MB);
  assert_offsets (plan, by_application, 5);

  /* Without application it is the chip's. */
  rk_plan_remove (plan, rk_plan_get_row (plan, 1));
  rk_plan_set_flash_size (plan, 2 * MB);
  assert_offsets (plan, by_chip, 4);
  rk_plan_set_flash_size (plan, 512 * KB);
  assert_offsets (plan, small, 3);
  rk_plan_set_flash_size (plan, 0);
  assert_offsets (plan, unknown, 3);
  rk_plan_set_flash_size (plan, 2 * MB);
  assert_offsets (plan, by_chip, 4);
}

static void
test_offset_by_hand (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
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
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(RkPlan) copy = NULL;

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  copy = rk_plan_copy (plan);
  assert_offsets (copy, by_application, 5);
  g_assert_false (rk_plan_row_get_enabled (rk_plan_get_row (copy, 0)));
  g_assert_true (rk_plan_row_get_info (rk_plan_get_row (copy, 1)) == rk_plan_row_get_info (rk_plan_get_row (plan, 1)));

  /* Each goes its own way. */
  rk_plan_set_flash_size (copy, 2 * MB);
  rk_plan_row_set_enabled (rk_plan_get_row (copy, 1), FALSE);
  assert_offsets (copy, by_chip, 5);
  assert_offsets (plan, by_application, 5);
}

static void
test_enabled_decides_map (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  RkPlanRow *large = add (plan, fixture_ea (1, 5, 0x1010), RK_PLAN_AUTOMATIC);
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
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(RkPlan) other = good_plan ();

  rk_plan_remove (plan, rk_plan_get_row (plan, 3));
  assert_offsets (plan, rest, 4);
  rk_plan_remove (other, rk_plan_get_row (other, 4));
  assert_offsets (other, first_rest, 4);
  rk_plan_set_flash_size (other, 2 * MB);
  assert_offsets (other, first_rest, 4);
}

static void
test_move_blank (void)
{
  static const gint64 moved[] = { 0, 0x1000, 0xfc000, 0x7e000, 0x7f000 };
  static const gint64 back[] = { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 };
  g_autoptr(RkPlan) plan = good_plan ();

  rk_plan_row_set_offset (rk_plan_get_row (plan, 4), 0x7f000);
  assert_offsets (plan, moved, 5);
  g_assert_false (rk_plan_row_get_automatic (rk_plan_get_row (plan, 3)));
  rk_plan_row_set_automatic (rk_plan_get_row (plan, 3), TRUE);
  assert_offsets (plan, back, 5);
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

  add (plan, fixture_loader ("1.7"), 0);
  add (plan, fixture_rf_data (5), 0x1000);
  add (plan, fixture_rf_data (8), 0x2000);
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

  add (plan, fixture_fill (16, 0xff), RK_PLAN_AUTOMATIC);
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
  RkPlanRow *first = add (plan, fixture_fill (0x2000, 0), 0x10000);
  RkPlanRow *second = add (plan, fixture_fill (0x1000, 1), 0x11000);
  RkPlanRow *third = add (plan, fixture_fill (0x1000, 2), 0x20000);
  g_autoptr(GPtrArray) findings = NULL;
  guint notified = 0;

  g_signal_connect (first, "notify::findings", G_CALLBACK (count_notify), &notified);
  findings = check (plan, MB);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (first)->len, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (second)->len, ==, 1);
  g_assert_cmpuint (rk_plan_row_get_findings (third)->len, ==, 0);

  rk_plan_row_set_offset (second, 0x30000);
  g_clear_pointer (&findings, g_ptr_array_unref);
  findings = check (plan, MB);
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
  RkPlan *plan = good_plan ();
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

/* --- checks --- */

static void
test_check_good (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(GPtrArray) findings = check (plan, MB);

  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_false (rk_plan_is_refused (findings));
  g_assert_true (rk_plan_accept (findings, NULL));
}

static void
test_check_nothing (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    rk_plan_row_set_enabled (rk_plan_get_row (plan, i), FALSE);
  assert_finding (plan, MB, "plan.empty", RK_SEVERITY_ERROR);
  findings = rk_plan_check (plan, NULL, NULL);
  g_assert_false (rk_plan_accept (findings, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED);
}

static void
test_check_overlap (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GPtrArray) findings = NULL;

  add (plan, fixture_fill (0x1000, 1), 0x12000);
  add (plan, fixture_fill (0x2001, 2), 0x10000);
  findings = check (plan, MB);
  assert_value (find (findings, "plan.overlap"), "row", "1");
  assert_value (find (findings, "plan.overlap"), "other-row", "0");
  assert_value (find (findings, "plan.overlap"), "end", "0x12001");
  assert_value (find (findings, "plan.overlap"), "offset", "0x12000");

  rk_plan_row_set_offset (rk_plan_get_row (plan, 0), 0x13000);
  assert_no_finding (plan, MB, "plan.overlap");
  assert_no_finding (plan, MB, "plan.shared-sector");
}

static void
test_check_shared_sector (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  add (plan, fixture_fill (0x1010, 2), 0x10000);
  add (plan, fixture_fill (0x100, 1), 0x11010);
  assert_finding (plan, MB, "plan.shared-sector", RK_SEVERITY_ERROR);
  assert_finding (plan, MB, "plan.unaligned", RK_SEVERITY_ERROR);
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  assert_no_finding (plan, MB, "plan.shared-sector");
}

static void
test_check_beyond_flash (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  add (plan, fixture_fill (0x1001, 2), 0xff000);
  assert_finding (plan, MB, "plan.beyond-flash", RK_SEVERITY_ERROR);
  assert_no_finding (plan, 2 * MB, "plan.beyond-flash");
  assert_no_finding (plan, 0, "plan.beyond-flash");
  rk_plan_row_set_offset (rk_plan_get_row (plan, 0), G_MAXUINT32);
  assert_finding (plan, MB, "plan.beyond-flash", RK_SEVERITY_ERROR);
}

static void
test_check_no_offset (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  add (plan, fixture_fill (100, 2), RK_PLAN_AUTOMATIC);
  assert_finding (plan, MB, "plan.no-offset", RK_SEVERITY_ERROR);
}

static void
test_check_slot (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  RkPlanRow *user2 = add (plan, fixture_ea (2, 2, 0x81010), 0x101000);
  g_autoptr(GPtrArray) findings = check (plan, 4 * MB);

  assert_value (find (findings, "plan.slot-mismatch"), "fix-offset", "0x81000");
  assert_value (find (findings, "plan.slot-mismatch"), "slot", "2");
  rk_plan_row_set_offset (user2, 0x81000);
  assert_no_finding (plan, 4 * MB, "plan.slot-mismatch");

  rk_plan_row_set_offset (rk_plan_get_row (plan, 1), 0);
  assert_finding (plan, 4 * MB, "plan.slot-mismatch", RK_SEVERITY_ERROR);
}

static void
test_check_arrangement (void)
{
  g_autoptr(RkPlan) plan = good_plan ();

  add (plan, fixture_ea (2, 5, 0x1010), 0x101000);
  assert_finding (plan, 2 * MB, "plan.arrangement-mismatch", RK_SEVERITY_ERROR);
}

static void
test_check_map_too_large (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  add (plan, fixture_loader ("1.7"), 0);
  add (plan, fixture_ea (1, 5, 0x1010), 0x1000);
  assert_finding (plan, MB, "plan.map-too-large", RK_SEVERITY_ERROR);
  assert_no_finding (plan, 2 * MB, "plan.map-too-large");
}

static void
test_check_loader_missing (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(GBytes) loader = fixture_loader ("1.6");
  g_autoptr(GBytes) sketch = fixture_sketch ();
  g_autoptr(RkFileInfo) loader_info = rk_file_info_new (loader);
  g_autoptr(RkFileInfo) sketch_info = rk_file_info_new (sketch);
  RkPlanTarget with_loader = { .flash_size = MB, .start = loader_info };
  RkPlanTarget with_sketch = { .flash_size = MB, .start = sketch_info };
  g_autoptr(GPtrArray) good = NULL;
  g_autoptr(GPtrArray) bad = NULL;

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  assert_finding (plan, MB, "plan.loader-missing", RK_SEVERITY_WARNING);

  good = rk_plan_check (plan, &with_loader, NULL);
  g_assert_null (find (good, "plan.loader-missing"));
  bad = rk_plan_check (plan, &with_sketch, NULL);
  g_assert_cmpint (find (bad, "plan.loader-missing")->severity, ==, RK_SEVERITY_ERROR);
}

static void
test_check_loader_generation (void)
{
  g_autoptr(RkPlan) old_app = rk_plan_new ();
  g_autoptr(RkPlan) old_loader = rk_plan_new ();

  add (old_app, fixture_loader ("1.7"), 0);
  add (old_app, fixture_old_app (0x11000), 0x1000);
  assert_finding (old_app, MB, "plan.loader-generation", RK_SEVERITY_ERROR);

  add (old_loader, fixture_loader ("1.1"), 0);
  add (old_loader, fixture_ea (1, 2, 0x1010), 0x1000);
  assert_finding (old_loader, MB, "plan.loader-generation", RK_SEVERITY_ERROR);

  rk_plan_row_set_enabled (rk_plan_get_row (old_app, 0), FALSE);
  add (old_app, fixture_loader ("1.1"), 0);
  assert_no_finding (old_app, MB, "plan.loader-generation");
}

static void
test_check_wrong_place (void)
{
  g_autoptr(RkPlan) plan = good_plan ();

  rk_plan_row_set_offset (rk_plan_get_row (plan, 2), 0xfd000);
  assert_finding (plan, MB, "plan.wrong-place", RK_SEVERITY_WARNING);
  rk_plan_row_set_offset (rk_plan_get_row (plan, 0), 0x40000);
  assert_finding (plan, MB, "plan.wrong-place", RK_SEVERITY_ERROR);

  /* RF data over the beginning of the program. */
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  rk_plan_row_set_offset (rk_plan_get_row (plan, 2), 0);
  assert_finding (plan, MB, "plan.wrong-place", RK_SEVERITY_ERROR);
}

static void
test_check_irom (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) code = fixture_code (0x1000, 0x10000);
  gsize size;
  const guint8 *data = g_bytes_get_data (code, &size);

  /* A first part is known by the many addresses in flash it refers to. */
  add (plan, fixture_e9 (0, 0, 0x40100004, 0x40100000, data, 160), RK_PLAN_AUTOMATIC);
  g_assert_cmpint (rk_plan_row_get_info (rk_plan_get_row (plan, 0))->kind, ==, RK_FILE_FLASH_APP);
  assert_finding (plan, MB, "plan.irom-missing", RK_SEVERITY_WARNING);
  add (plan, g_bytes_ref (code), RK_PLAN_AUTOMATIC);
  assert_no_finding (plan, MB, "plan.irom-missing");
  g_assert_cmphex (rk_plan_row_get_offset (rk_plan_get_row (plan, 1)), ==, 0x10000);
}

static void
test_check_data_missing (void)
{
  g_autoptr(RkPlan) plan = good_plan ();

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 2), FALSE);
  assert_finding (plan, MB, "plan.rf-data-missing", RK_SEVERITY_INFO);
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 3), FALSE);
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 4), FALSE);
  assert_finding (plan, MB, "plan.blank-missing", RK_SEVERITY_INFO);
}

static void
test_check_files (void)
{
  g_autoptr(GBytes) app = fixture_ea (1, 2, 0x1010);
  const struct
  {
    GBytes     *bytes;
    const char *id;
    RkSeverity  severity;
  } rows[] = {
    { g_bytes_new_static ("", 0), "plan.empty-file", RK_SEVERITY_ERROR },
    { g_bytes_new_static ("<html>", 6), "plan.not-firmware", RK_SEVERITY_ERROR },
    { fixture_change (app, 0x100, 1), "plan.damaged", RK_SEVERITY_ERROR },
    { fixture_fill (100, 3), "plan.unknown-file", RK_SEVERITY_WARNING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkPlan) plan = rk_plan_new ();

      add (plan, rows[i].bytes, i == 2 ? 0x1000 : 0);
      assert_finding (plan, MB, rows[i].id, rows[i].severity);
    }
}

static void
test_check_same_file (void)
{
  g_autoptr(RkPlan) plan = good_plan ();

  add (plan, fixture_rf_data (8), 0x7c000);
  assert_finding (plan, MB, "plan.same-file", RK_SEVERITY_WARNING);
}

static void
check_size (int         size_code,
            guint8      header,
            guint32     flash_size,
            const char *id,
            RkSeverity  severity)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  RkPlanTarget target = { .flash_size = flash_size };
  RkHeaderOptions options = { RK_HEADER_KEEP, RK_HEADER_KEEP, size_code };
  g_autoptr(GPtrArray) findings = NULL;

  add (plan, rk_image_patch_header (loader, RK_IMAGE_KEEP, RK_IMAGE_KEEP, header), 0);
  add (plan, fixture_ea (1, 2, 0x1010), 0x1000);
  findings = rk_plan_check (plan, &target, &options);
  assert_texts (findings);
  if (id == NULL)
    g_assert_true (find (findings, "plan.size-too-large") == NULL && find (findings, "plan.size-mismatch") == NULL &&
                   find (findings, "plan.size-unknown") == NULL);
  else
    {
      g_assert_nonnull (find (findings, id));
      g_assert_cmpint (find (findings, id)->severity, ==, severity);
      assert_value (find (findings, id), "fix-size", "1MB");
    }
}

static void
test_check_header_size (void)
{
  check_size (RK_HEADER_KEEP, 4, MB, "plan.size-too-large", RK_SEVERITY_ERROR);
  check_size (4, 0, MB, "plan.size-too-large", RK_SEVERITY_ERROR);
  check_size (RK_HEADER_KEEP, 0, MB, "plan.size-mismatch", RK_SEVERITY_WARNING);
  check_size (RK_HEADER_KEEP, 0, 4 * MB, "plan.size-mismatch", RK_SEVERITY_WARNING);
  check_size (RK_HEADER_KEEP, 0, 0, "plan.size-mismatch", RK_SEVERITY_WARNING);
  check_size (RK_HEADER_KEEP, 7, MB, "plan.size-unknown", RK_SEVERITY_WARNING);
  check_size (RK_HEADER_KEEP, 2, MB, NULL, 0);
  check_size (RK_HEADER_DETECT, 4, MB, NULL, 0);
  check_size (RK_HEADER_DETECT, 7, 4 * MB, NULL, 0);
}

/* --- what is written --- */

/* The size code that the first write's header holds. */
static guint
get_written_size_code (RkPlan               *plan,
                       guint32               flash_size,
                       const RkHeaderOptions *options,
                       GPtrArray            *changes)
{
  RkPlanTarget target = { .flash_size = flash_size };
  g_autoptr(GPtrArray) writes = rk_plan_get_writes (plan, &target, options, changes);
  const RkPlanWrite *first = writes->pdata[0];

  g_assert_cmphex (first->offset, ==, 0);
  return ((const guint8 *)g_bytes_get_data (first->bytes, NULL))[3] >> 4;
}

static void
assert_detected (GBytes *app,
                 gint64  app_offset,
                 guint32 flash_size,
                 guint   size_code)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  if (app_offset != 0)
    add (plan, fixture_loader ("1.7"), 0);
  add (plan, app, app_offset);
  g_assert_cmpuint (get_written_size_code (plan, flash_size, NULL, NULL), ==, size_code);
}

/* The build decides on the map where it names one, else the chip. */
static void
test_detect_size (void)
{
  static const guint8 data[16] = { 1 };

  assert_detected (fixture_ea (1, 2, 0x1010), 0x1000, MB, 2);
  assert_detected (fixture_ea (1, 2, 0x1010), 0x1000, 2 * MB, 2);
  assert_detected (fixture_ea (1, 2, 0x1010), 0x1000, 4 * MB, 2);
  assert_detected (fixture_ea (1, 2, 0x1010), 0x1000, 0, 2);
  assert_detected (fixture_ea (1, 5, 0x1010), 0x1000, 2 * MB, 5);
  assert_detected (fixture_ea (1, 5, 0x1010), 0x1000, 4 * MB, 5);
  assert_detected (fixture_ea (1, 4, 0x1010), 0x1000, MB, 2);
  assert_detected (fixture_ea (1, 6, 0x1010), 0x1000, 2 * MB, 5);
  assert_detected (fixture_old_app (0x11000), 0x1000, 512 * KB, 0);
  assert_detected (fixture_old_app (0x11000), 0x1000, MB, 0);
  assert_detected (fixture_old_app (0x91000), 0x81000, MB, 2);
  assert_detected (fixture_old_app (0x51000), 0x41000, MB, 0);
  assert_detected (fixture_sketch (), 0, MB, 2);
  assert_detected (fixture_sketch (), 0, 4 * MB, 4);
  assert_detected (fixture_sketch (), 0, 0, 4);
  assert_detected (fixture_e9 (0, 0, 0x40100004, 0x40100000, data, sizeof data), 0, 16 * MB, 9);
}

/* A loader by itself must not change the map that the application in flash needs. */
static void
test_detect_loader_alone (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) loader = fixture_loader ("1.6");
  g_autoptr(GBytes) present = rk_image_patch_header (loader, RK_IMAGE_KEEP, RK_IMAGE_KEEP, 5);
  g_autoptr(RkFileInfo) start = rk_file_info_new (present);
  RkPlanTarget target = { .flash_size = 4 * MB, .start = start };
  g_autoptr(GPtrArray) writes = NULL;
  const RkPlanWrite *write;

  add (plan, fixture_loader ("1.7"), 0);
  writes = rk_plan_get_writes (plan, &target, NULL, NULL);
  write = writes->pdata[0];
  g_assert_cmphex (((const guint8 *)g_bytes_get_data (write->bytes, NULL))[3], ==, 0x50);
}

static void
test_options (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  RkHeaderOptions keep = { RK_HEADER_KEEP, RK_HEADER_KEEP, RK_HEADER_KEEP };
  RkHeaderOptions all = { 2, 15, 6 };
  RkHeaderOptions detect = { RK_HEADER_DETECT, RK_HEADER_KEEP, RK_HEADER_DETECT };
  RkPlanTarget esp8285 = { .flash_size = MB, .embedded_flash = TRUE };
  g_autoptr(GPtrArray) writes = NULL;
  const RkPlanWrite *write;
  g_autofree char *summary = NULL;

  g_assert_cmpuint (get_written_size_code (plan, MB, &keep, changes), ==, 0);
  g_assert_cmpuint (changes->len, ==, 0);
  g_assert_cmpuint (get_written_size_code (plan, MB, NULL, changes), ==, 2);
  g_assert_cmpuint (changes->len, ==, 1);
  summary = rk_finding_fill (changes->pdata[0], ((RkFinding *)changes->pdata[0])->summary, NULL);
  g_assert_cmpstr (summary, ==, "The header of file0.bin said 512KB, the chip has 1 MB: set to 1MB");

  g_assert_cmpuint (get_written_size_code (plan, 0, &all, changes), ==, 6);
  g_assert_cmpuint (changes->len, ==, 4);
  assert_texts (changes);

  writes = rk_plan_get_writes (plan, &esp8285, &detect, NULL);
  g_assert_cmpuint (writes->len, ==, 5);
  write = writes->pdata[0];
  g_assert_cmphex (((const guint8 *)g_bytes_get_data (write->bytes, NULL))[2], ==, 3);
}

/* Only what is at 0 is ever changed; what is off or has no place is left out. */
static void
test_writes (void)
{
  g_autoptr(RkPlan) plan = good_plan ();
  RkPlanTarget target = { .flash_size = MB };
  g_autoptr(GPtrArray) writes = NULL;

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 2), FALSE);
  add (plan, fixture_fill (10, 1), RK_PLAN_AUTOMATIC);
  writes = rk_plan_get_writes (plan, &target, NULL, NULL);
  g_assert_cmpuint (writes->len, ==, 4);
  for (guint i = 1; i < writes->len; i++)
    {
      const RkPlanWrite *write = writes->pdata[i];

      g_assert_true (write->bytes == rk_plan_row_get_bytes (write->row));
      g_assert_cmphex (write->offset, ==, rk_plan_row_get_offset (write->row));
    }
}

/* A backup goes back as it was, whatever its header says. */
static void
test_backup_is_kept (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GBytes) app = fixture_old_app (0x10000);
  g_autoptr(GBytes) end = g_bytes_new_static ("\377", 1);
  g_autoptr(GPtrArray) findings = NULL;

  add (plan, fixture_join (app, MB - 1, end), 0);
  g_assert_cmpuint (get_written_size_code (plan, MB, NULL, NULL), ==, 0);
  findings = check (plan, MB);
  g_assert_false (rk_plan_is_refused (findings));
}

/* The sets as vendors ship them, on the chips they are for. */
static void
test_real_sets (void)
{
  static const struct
  {
    const char *files[4];
    guint32     flash_size;
    gint64      offsets[5];
    guint       n_rows;
    guint       size_code;
  } sets[] = {
    { { "at-1.7.6-512+512/boot_v1.7.bin", "at-1.7.6-512+512/user1.1024.new.2.bin",
        "at-1.7.6-512+512/esp_init_data_default_v08.bin", "at-1.7.6-512+512/blank.bin" },
      4 * MB, { 0, 0x1000, 0xfc000, 0x7e000, 0xfe000 }, 5, 2 },
    { { "at-1.7.6-1024+1024/boot_v1.7.bin", "at-1.7.6-1024+1024/user1.2048.new.5.bin",
        "at-1.7.6-1024+1024/esp_init_data_default_v08.bin", "at-1.7.6-1024+1024/blank.bin" },
      4 * MB, { 0, 0x1000, 0x1fc000, 0xfe000, 0x1fe000 }, 5, 5 },
    { { "at-0.20-512k/boot_v1.1.bin", "at-0.20-512k/user1.bin",
        "at-0.20-512k/esp_init_data_default.bin", "at-0.20-512k/blank.bin" },
      512 * KB, { 0, 0x1000, 0x7c000, 0x7e000 }, 4, 0 },
    { { "at-1.3.0-noboot/eagle.flash.bin", "at-1.3.0-noboot/eagle.irom0text.bin",
        "at-1.3.0-noboot/esp_init_data_default.bin", "at-1.3.0-noboot/blank.bin" },
      MB, { 0, 0x10000, 0xfc000, 0x7e000, 0xfe000 }, 5, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr(RkPlan) plan = rk_plan_new ();
      g_autoptr(GPtrArray) findings = NULL;

      rk_plan_set_flash_size (plan, sets[i].flash_size);
      for (guint f = 0; f < 4; f++)
        {
          GBytes *bytes = fixture_load (sets[i].files[f]);

          if (bytes == NULL)
            return;
          add (plan, bytes, RK_PLAN_AUTOMATIC);
        }

      assert_offsets (plan, sets[i].offsets, sets[i].n_rows);
      findings = check (plan, sets[i].flash_size);
      g_assert_cmpuint (findings->len, ==, 0);
      g_assert_cmpuint (get_written_size_code (plan, sets[i].flash_size, NULL, NULL), ==, sets[i].size_code);
    }
}

/* What the module is asked to do by the command line as it stands in the manual. */
static void
test_real_keep (void)
{
  static const struct
  {
    gint64      offset;
    const char *name;
  } rows[] = {
    { 0, "boot_v1.7.bin" }, { 0x1000, "user1.1024.new.2.bin" }, { 0xfc000, "esp_init_data_default_v08.bin" },
    { 0x7e000, "blank.bin" }, { 0xfe000, "blank.bin" },
  };
  RkHeaderOptions keep = { RK_HEADER_KEEP, RK_HEADER_KEEP, RK_HEADER_KEEP };
  RkPlanTarget target = { .flash_size = MB };
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GPtrArray) writes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("at-1.7.6-512+512/", rows[i].name, NULL);
      GBytes *bytes = fixture_load (name);

      if (bytes == NULL)
        return;
      add (plan, bytes, rows[i].offset);
    }

  findings = rk_plan_check (plan, &target, &keep);
  g_assert_false (rk_plan_is_refused (findings));
  writes = rk_plan_get_writes (plan, &target, &keep, NULL);
  g_assert_cmpuint (writes->len, ==, 5);
  for (guint i = 0; i < writes->len; i++)
    {
      const RkPlanWrite *write = writes->pdata[i];

      g_assert_true (write->bytes == rk_plan_row_get_bytes (write->row));
    }
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
  g_test_add_func ("/plan/check/good", test_check_good);
  g_test_add_func ("/plan/check/nothing", test_check_nothing);
  g_test_add_func ("/plan/check/overlap", test_check_overlap);
  g_test_add_func ("/plan/check/shared-sector", test_check_shared_sector);
  g_test_add_func ("/plan/check/beyond-flash", test_check_beyond_flash);
  g_test_add_func ("/plan/check/no-offset", test_check_no_offset);
  g_test_add_func ("/plan/check/slot", test_check_slot);
  g_test_add_func ("/plan/check/arrangement", test_check_arrangement);
  g_test_add_func ("/plan/check/map-too-large", test_check_map_too_large);
  g_test_add_func ("/plan/check/loader-missing", test_check_loader_missing);
  g_test_add_func ("/plan/check/loader-generation", test_check_loader_generation);
  g_test_add_func ("/plan/check/wrong-place", test_check_wrong_place);
  g_test_add_func ("/plan/check/irom", test_check_irom);
  g_test_add_func ("/plan/check/data-missing", test_check_data_missing);
  g_test_add_func ("/plan/check/files", test_check_files);
  g_test_add_func ("/plan/check/same-file", test_check_same_file);
  g_test_add_func ("/plan/check/header-size", test_check_header_size);
  g_test_add_func ("/plan/detect-size", test_detect_size);
  g_test_add_func ("/plan/detect-loader-alone", test_detect_loader_alone);
  g_test_add_func ("/plan/options", test_options);
  g_test_add_func ("/plan/writes", test_writes);
  g_test_add_func ("/plan/backup-is-kept", test_backup_is_kept);
  g_test_add_func ("/plan/real-sets", test_real_sets);
  g_test_add_func ("/plan/real-keep", test_real_keep);

  return g_test_run ();
}
