/* test-plan-check.c: what a plan warns of and refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-plan-fixtures.h"

#define KB 1024u
#define MB (1024u * 1024u)

static void
assert_value (const RkFinding *finding,
              const char      *name,
              const char      *value)
{
  g_assert_nonnull (finding);
  g_assert_cmpstr (rk_finding_get_value (finding, name), ==, value);
}

/* Exactly one finding of this id and severity, and none worse than it. */
static void
assert_finding (RkPlan     *plan,
                guint32     flash_size,
                const char *id,
                RkSeverity  severity)
{
  g_autoptr(GPtrArray) findings = fixture_check_plan (plan, flash_size);
  const RkFinding *finding = fixture_find_finding (findings, id);

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
  g_autoptr(GPtrArray) findings = fixture_check_plan (plan, flash_size);

  g_assert_null (fixture_find_finding (findings, id));
}

static void
test_check_good (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  g_autoptr(GPtrArray) findings = fixture_check_plan (plan, MB);

  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_false (rk_plan_is_refused (findings));
  g_assert_true (rk_plan_accept (findings, NULL));
}

static void
test_check_nothing (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
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

  fixture_add_row (plan, fixture_fill (0x1000, 1), 0x12000);
  fixture_add_row (plan, fixture_fill (0x2001, 2), 0x10000);
  findings = fixture_check_plan (plan, MB);
  assert_value (fixture_find_finding (findings, "plan.overlap"), "row", "1");
  assert_value (fixture_find_finding (findings, "plan.overlap"), "other-row", "0");
  assert_value (fixture_find_finding (findings, "plan.overlap"), "end", "0x12001");
  assert_value (fixture_find_finding (findings, "plan.overlap"), "offset", "0x12000");

  rk_plan_row_set_offset (rk_plan_get_row (plan, 0), 0x13000);
  assert_no_finding (plan, MB, "plan.overlap");
  assert_no_finding (plan, MB, "plan.shared-sector");
}

static void
test_check_shared_sector (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  fixture_add_row (plan, fixture_fill (0x1010, 2), 0x10000);
  fixture_add_row (plan, fixture_fill (0x100, 1), 0x11010);
  assert_finding (plan, MB, "plan.shared-sector", RK_SEVERITY_ERROR);
  assert_finding (plan, MB, "plan.unaligned", RK_SEVERITY_ERROR);
  rk_plan_row_set_enabled (rk_plan_get_row (plan, 0), FALSE);
  assert_no_finding (plan, MB, "plan.shared-sector");
}

static void
test_check_beyond_flash (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  fixture_add_row (plan, fixture_fill (0x1001, 2), 0xff000);
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

  fixture_add_row (plan, fixture_fill (100, 2), RK_PLAN_AUTOMATIC);
  assert_finding (plan, MB, "plan.no-offset", RK_SEVERITY_ERROR);
}

static void
test_check_slot (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  RkPlanRow *user2 = fixture_add_row (plan, fixture_ea (2, 2, 0x81010), 0x101000);
  g_autoptr(GPtrArray) findings = fixture_check_plan (plan, 4 * MB);

  assert_value (fixture_find_finding (findings, "plan.slot-mismatch"), "fix-offset", "0x81000");
  assert_value (fixture_find_finding (findings, "plan.slot-mismatch"), "slot", "2");
  rk_plan_row_set_offset (user2, 0x81000);
  assert_no_finding (plan, 4 * MB, "plan.slot-mismatch");

  rk_plan_row_set_offset (rk_plan_get_row (plan, 1), 0);
  assert_finding (plan, 4 * MB, "plan.slot-mismatch", RK_SEVERITY_ERROR);
}

static void
test_check_arrangement (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();

  fixture_add_row (plan, fixture_ea (2, 5, 0x1010), 0x101000);
  assert_finding (plan, 2 * MB, "plan.arrangement-mismatch", RK_SEVERITY_ERROR);
}

static void
test_check_map_too_large (void)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  fixture_add_row (plan, fixture_loader ("1.7"), 0);
  fixture_add_row (plan, fixture_ea (1, 5, 0x1010), 0x1000);
  assert_finding (plan, MB, "plan.map-too-large", RK_SEVERITY_ERROR);
  assert_no_finding (plan, 2 * MB, "plan.map-too-large");
}

static void
test_check_loader_missing (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
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
  g_assert_null (fixture_find_finding (good, "plan.loader-missing"));
  bad = rk_plan_check (plan, &with_sketch, NULL);
  g_assert_cmpint (fixture_find_finding (bad, "plan.loader-missing")->severity, ==, RK_SEVERITY_ERROR);
}

static void
test_check_loader_generation (void)
{
  g_autoptr(RkPlan) old_app = rk_plan_new ();
  g_autoptr(RkPlan) old_loader = rk_plan_new ();

  fixture_add_row (old_app, fixture_loader ("1.7"), 0);
  fixture_add_row (old_app, fixture_old_app (0x11000), 0x1000);
  assert_finding (old_app, MB, "plan.loader-generation", RK_SEVERITY_ERROR);

  fixture_add_row (old_loader, fixture_loader ("1.1"), 0);
  fixture_add_row (old_loader, fixture_ea (1, 2, 0x1010), 0x1000);
  assert_finding (old_loader, MB, "plan.loader-generation", RK_SEVERITY_ERROR);

  rk_plan_row_set_enabled (rk_plan_get_row (old_app, 0), FALSE);
  fixture_add_row (old_app, fixture_loader ("1.1"), 0);
  assert_no_finding (old_app, MB, "plan.loader-generation");
}

static void
test_check_wrong_place (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();

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
  fixture_add_row (plan, fixture_e9 (0, 0, 0x40100004, 0x40100000, data, 160), RK_PLAN_AUTOMATIC);
  g_assert_cmpint (rk_plan_row_get_info (rk_plan_get_row (plan, 0))->kind, ==, RK_FILE_FLASH_APP);
  assert_finding (plan, MB, "plan.irom-missing", RK_SEVERITY_WARNING);
  fixture_add_row (plan, g_bytes_ref (code), RK_PLAN_AUTOMATIC);
  assert_no_finding (plan, MB, "plan.irom-missing");
  g_assert_cmphex (rk_plan_row_get_offset (rk_plan_get_row (plan, 1)), ==, 0x10000);
}

static void
test_check_data_missing (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();

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

      fixture_add_row (plan, rows[i].bytes, i == 2 ? 0x1000 : 0);
      assert_finding (plan, MB, rows[i].id, rows[i].severity);
    }
}

static void
test_check_same_file (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();

  fixture_add_row (plan, fixture_rf_data (8), 0x7c000);
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

  fixture_add_row (plan, rk_image_patch_header (loader, RK_IMAGE_KEEP, RK_IMAGE_KEEP, header), 0);
  fixture_add_row (plan, fixture_ea (1, 2, 0x1010), 0x1000);
  findings = rk_plan_check (plan, &target, &options);
  assert_finding_texts (findings);
  if (id == NULL)
    g_assert_true (fixture_find_finding (findings, "plan.size-too-large") == NULL && fixture_find_finding (findings, "plan.size-mismatch") == NULL &&
                   fixture_find_finding (findings, "plan.size-unknown") == NULL);
  else
    {
      g_assert_nonnull (fixture_find_finding (findings, id));
      g_assert_cmpint (fixture_find_finding (findings, id)->severity, ==, severity);
      assert_value (fixture_find_finding (findings, id), "fix-size", "1MB");
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

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

  return g_test_run ();
}
