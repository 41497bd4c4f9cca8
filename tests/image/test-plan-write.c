/* test-plan-write.c: what of a plan is written, and with which header
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-image-fixtures.h"
#include "rk-plan-fixtures.h"

#define KB 1024u
#define MB (1024u * 1024u)

/* The size code that the first write's header holds. */
static guint
get_written_size_code (RkPlan                *plan,
                       guint32                flash_size,
                       const RkHeaderOptions *options,
                       GPtrArray             *changes)
{
  RkPlanTarget target = { .flash_size = flash_size };
  g_autoptr(GPtrArray) writes = rk_plan_get_writes (plan, &target, options, changes);
  const RkPlanWrite *first = writes->pdata[0];

  g_assert_cmphex (first->offset, ==, 0);
  return ((const guint8 *)g_bytes_get_data (first->bytes, NULL))[3] >> 4;
}

static void
assert_detected (GBytes  *app,
                 gint64   app_offset,
                 guint32  flash_size,
                 guint    size_code)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  if (app_offset != 0)
    fixture_add_row (plan, fixture_loader ("1.7"), 0);
  fixture_add_row (plan, app, app_offset);
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

  fixture_add_row (plan, fixture_loader ("1.7"), 0);
  writes = rk_plan_get_writes (plan, &target, NULL, NULL);
  write = writes->pdata[0];
  g_assert_cmphex (((const guint8 *)g_bytes_get_data (write->bytes, NULL))[3], ==, 0x50);
}

static void
test_options (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
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
  assert_finding_texts (changes);

  writes = rk_plan_get_writes (plan, &esp8285, &detect, NULL);
  g_assert_cmpuint (writes->len, ==, 5);
  write = writes->pdata[0];
  g_assert_cmphex (((const guint8 *)g_bytes_get_data (write->bytes, NULL))[2], ==, 3);
}

/* Only what is at 0 is ever changed; what is off or has no place is left out. */
static void
test_writes (void)
{
  g_autoptr(RkPlan) plan = fixture_good_plan ();
  RkPlanTarget target = { .flash_size = MB };
  g_autoptr(GPtrArray) writes = NULL;

  rk_plan_row_set_enabled (rk_plan_get_row (plan, 2), FALSE);
  fixture_add_row (plan, fixture_fill (10, 1), RK_PLAN_AUTOMATIC);
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

  fixture_add_row (plan, fixture_join (app, MB - 1, end), 0);
  g_assert_cmpuint (get_written_size_code (plan, MB, NULL, NULL), ==, 0);
  findings = fixture_check_plan (plan, MB);
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
          fixture_add_row (plan, bytes, RK_PLAN_AUTOMATIC);
        }

      assert_plan_offsets (plan, sets[i].offsets, sets[i].n_rows);
      findings = fixture_check_plan (plan, sets[i].flash_size);
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
      fixture_add_row (plan, bytes, rows[i].offset);
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

  g_test_add_func ("/plan/detect-size", test_detect_size);
  g_test_add_func ("/plan/detect-loader-alone", test_detect_loader_alone);
  g_test_add_func ("/plan/options", test_options);
  g_test_add_func ("/plan/writes", test_writes);
  g_test_add_func ("/plan/backup-is-kept", test_backup_is_kept);
  g_test_add_func ("/plan/real-sets", test_real_sets);
  g_test_add_func ("/plan/real-keep", test_real_keep);

  return g_test_run ();
}
